"""The same cut year after year: a line a term, and the real councils in a picture of their own."""

from __future__ import annotations

from datetime import date

import pytest

from spegel.charts import over_time
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made
from tests.unit import seat_frames as seats

SWEDISH = Look(LIGHT, "sv")
YEARS = seats.years(
    (date(2021, 1, 1), 2018, 30, 45),
    (date(2022, 1, 1), 2018, 32, 43),
    (date(2023, 1, 1), 2022, 36, 39),
    (date(2024, 1, 1), 2022, 33, 42),
)
COUNCILS = seats.councils(
    (2014, "total", 75, 36), (2014, "A", 40, 20), (2014, "B", 35, 16), (2018, "total", 75, 31), (2022, "total", 75, None)
)


def test_a_line_breaks_where_a_term_begins_and_men_are_dashed():
    lines = [trace for trace in over_time.sexes_over_time(YEARS, made.ABOUT, SWEDISH, body_name="KF").figure.data if trace.text]
    assert [list(line.x) for line in lines] == [[date(2021, 1, 1), date(2022, 1, 1)], [date(2023, 1, 1), date(2024, 1, 1)]] * 2
    assert [line.line.dash for line in lines] == ["solid", "solid", "dash", "dash"]
    assert lines[1].text[-1] == "Kvinnor 44\u00a0%"
    assert lines[0].text == ("", "")


def test_each_term_says_how_many_they_were_and_begins_at_a_line():
    layout = over_time.sexes_over_time(YEARS, made.ABOUT, SWEDISH, body_name="KF").figure.layout
    assert [note.text for note in layout.annotations] == ["75 ledamöter", "75", "kvinnor i befolkningen"]
    assert [shape.x0 for shape in layout.shapes] == [date(2023, 1, 1)]


def test_the_sentence_gives_the_latest_day_and_the_change():
    chart = over_time.sexes_over_time(YEARS, made.ABOUT, SWEDISH, body_name="Fullmäktige")
    assert chart.sentence == (
        "Fullmäktige, 1 januari 2024: 33 av 75 var kvinnor, 44,0\u00a0%. Sedan 2021 är ändringen +4,0\u00a0procentenheter."
    )
    assert [row["term"] for row in chart.table.rows] == ["2018–2022", "2018–2022", "2022–2026", "2022–2026"]


def test_one_day_is_a_sentence_without_a_change_and_none_says_so():
    one = over_time.sexes_over_time(YEARS.head(1), made.ABOUT, SWEDISH, body_name="KF")
    assert one.sentence == "KF, 1 januari 2021: 30 av 75 var kvinnor, 40,0\u00a0%."
    assert over_time.sexes_over_time(YEARS.clear(), made.ABOUT, SWEDISH, body_name="KF").sentence == (
        "Det finns inget att jämföra med befolkningen."
    )


def test_real_councils_without_sexes_keep_their_place_and_say_so():
    chart = over_time.councils(COUNCILS, made.ABOUT, SWEDISH, area_name="Botkyrka")
    women, men = chart.figure.data
    assert list(women.x) == ["2014", "2018", "2022"]
    assert list(women.y) == [36 / 75, 31 / 75, None]
    assert list(men.y) == [39 / 75, 44 / 75, None]
    assert women.text[1] == "Kvinnor 41\u00a0%"
    assert [(note.x, note.text) for note in chart.figure.layout.annotations] == [(2, "kön anges inte")]
    assert (
        chart.sentence == "2018 valdes 31 kvinnor till 75 platser, 41,3\u00a0%. Sedan 2014 är ändringen −6,7\u00a0procentenheter."
    )


def test_the_table_of_councils_has_every_party_after_the_whole():
    chart = over_time.councils(COUNCILS, made.ABOUT, SWEDISH, area_name="Botkyrka")
    rows = [(row["election"], row["party"], row["women_count"]) for row in chart.table.rows]
    assert rows[-3:] == [
        ("Kommunvalet 2014", "Alla partier", 36),
        ("Kommunvalet 2014", "A", 20),
        ("Kommunvalet 2014", "B", 16),
    ]


def test_councils_whose_sex_nobody_gives_are_told_in_words():
    unknown = seats.councils((2022, "total", 61, None))
    assert over_time.councils(unknown, made.ABOUT, SWEDISH, area_name="Järva").sentence == "Resultatet för Järva anger inte kön."


def test_ages_are_told_as_seats_that_would_change_hands():
    chart = over_time.ages_over_time(YEARS, made.ABOUT, SWEDISH, body_name="Fullmäktige")
    assert chart.sentence == (
        "Fullmäktige, 1 januari 2024: 20,0\u00a0% av platserna måste byta åldersgrupp för att spegla befolkningen."
    )
    assert [list(trace.y) for trace in chart.figure.data] == [[0.2, 0.2], [0.2, 0.2]]


@pytest.mark.parametrize("look", made.LOOKS, ids=lambda look: f"{look.theme.name}-{look.language}")
def test_every_picture_has_alt_sentence_and_table(look):
    for chart in (
        over_time.sexes_over_time(YEARS, made.ABOUT, look, body_name="KF"),
        over_time.ages_over_time(YEARS, made.ABOUT, look, body_name="KF"),
        over_time.councils(COUNCILS, made.ABOUT, look, area_name="Botkyrka"),
    ):
        assert chart.sentence in chart.alt
        assert chart.table.rows
        assert "None" not in chart.alt + chart.table.html()
