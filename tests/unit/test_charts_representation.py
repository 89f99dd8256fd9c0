"""Who sits beside who lives here: persons before points, sexes told apart, and nothing hidden that leaks."""

from __future__ import annotations

import json

import pytest

from spegel.charts import management, representation
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from spegel.report import csv, xlsx
from tests.unit import chart_frames as made
from tests.unit import seat_frames as seats

SWEDISH = Look(LIGHT, "sv")


def sexes(rows=None, look=SWEDISH):
    return representation.body_sexes(seats.council_and_board() if rows is None else rows, made.ABOUT, look, reasons=seats.REASONS)


def regions(*rows, look=SWEDISH):
    return representation.body_groups(
        seats.seats(*rows), made.ABOUT, look, dimension="birth_region", names={}, reasons=seats.REASONS
    )


def small_body(count: int = 1):
    """A body of nine seats with one born outside Europe, beside a council that is large enough."""
    hidden = {"dimension": "birth_region", "reason": "sensitive"}
    shown = {"dimension": "birth_region"}
    return (
        seats.seat("Revisionen", "sweden", 9 - count, 9, 0.6, **hidden),
        seats.seat("Revisionen", "world", count, 9, 0.4, **hidden),
        seats.seat("Fullmäktige", "sweden", 55, 75, 0.6, **shown),
        seats.seat("Fullmäktige", "world", 20, 75, 0.4, **shown),
    )


def test_women_are_filled_men_open_and_the_population_is_a_stroke():
    _, strokes, women, men = sexes().figure.data
    assert women.marker.color == LIGHT.women
    assert men.marker.color == LIGHT.background
    assert men.marker.line.color == LIGHT.men
    assert set(strokes.x) == {0.5}
    assert (sorted(women.x), sorted(men.x)) == ([31 / 75, 0.5], [0.4, 44 / 75])
    assert "Kvinnor" in women.text
    assert "Män" in men.text


def test_the_body_farthest_from_the_population_stands_first_and_difference_is_in_persons():
    labels = [note.text for note in sexes().figure.layout.annotations]
    assert labels[0] == "<b>Nämnden</b> · 10 tillsatta · kvinnor som väntat · kön saknas för 1"
    assert labels[1] == "<b>Fullmäktige</b> · 75 tillsatta · kvinnor 7 färre"
    assert labels[2] == "<b>|</b> kvinnor i befolkningen 50,0\u00a0%"


def test_the_sentence_names_the_body_where_women_and_the_one_where_men_lack_most():
    assert sexes().sentence == (
        "Fullmäktige: 31 av 75 är kvinnor, vilket motsvarar 7 färre än deras andel. "
        "Nämnden: 4 av 10 är män, vilket motsvarar 1 färre än deras andel."
    )


def test_unknown_sex_is_a_counted_row_outside_the_shares():
    rows = [row for row in sexes().table.rows if row["body_name"] == "Nämnden"]
    assert [row["group"] for row in rows] == ["Kvinnor", "Män", "Uppgift saknas"]
    assert rows[-1]["seat_count"] == 1
    assert rows[-1]["seat_share"] == rows[-1]["gap_pp"] == "räknas utanför andelen"


def test_more_than_the_share_is_a_plus_and_fewer_a_minus():
    rows = {row["group"]: row for row in sexes().table.rows if row["body_name"] == "Fullmäktige"}
    assert (rows["Kvinnor"]["difference_count"], rows["Män"]["difference_count"]) == (-7, 6)


def test_without_a_population_there_is_nothing_to_compare_with():
    rows = seats.seats(seats.seat("Rådet", "women", 5, 9), seats.seat("Rådet", "men", 4, 9))
    chart = sexes(rows)
    assert chart.sentence == "Det finns inget att jämföra med befolkningen."
    assert "None" not in chart.table.html()


def test_a_group_without_a_seat_is_a_dot_at_nothing():
    ages = {"dimension": "age"}
    rows = seats.seats(
        seats.seat("Nämnden", "18-29", 0, 13, 0.2, **ages),
        seats.seat("Nämnden", "65+", 13, 13, 0.8, **ages),
        seats.seat("Nämnden", "unknown", 0, 13, **ages),
    )
    chart = representation.body_groups(rows, made.ABOUT, SWEDISH, dimension="age", names={}, reasons=seats.REASONS)
    assert [sorted(trace.x) for trace in chart.figure.data[2:]] == [[0.0], [1.0]]
    assert chart.sentence == ("Nämnden, personer 18–29 år: 0,0\u00a0% av platserna mot 20,0\u00a0% av befolkningen, 3 färre.")
    assert list(chart.figure.layout.yaxis.ticktext) == ["18–29 år", "65 år och äldre"]


def test_a_number_below_five_is_words_beside_its_share():
    rows = seats.seats(
        seats.seat("Nämnden", "18-29", 2, 13, 0.2, dimension="age", reason="share_only"),
        seats.seat("Nämnden", "65+", 11, 13, 0.8, dimension="age"),
    )
    chart = representation.body_groups(rows, made.ABOUT, SWEDISH, dimension="age", names={}, reasons=seats.REASONS)
    cells = {row["group"]: row for row in chart.table.rows}
    assert cells["18–29 år"]["seat_count"] == "1–4"
    assert cells["18–29 år"]["seat_share"] == pytest.approx(2 / 13)
    assert cells["65 år och äldre"]["seat_count"] == 11


def test_the_chosen_body_stands_first_and_is_what_the_sentence_is_about():
    rows = seats.seats(
        seats.seat("Styrelsen", "18-29", 6, 15, 0.2, dimension="age"),
        seats.seat("Nämnden", "18-29", 0, 13, 0.2, dimension="age"),
    )
    for chosen, first in (("", "Nämnden"), ("styrelsen", "Styrelsen"), ("gone", "Nämnden")):
        chart = representation.body_groups(
            rows, made.ABOUT, SWEDISH, dimension="age", names={}, reasons=seats.REASONS, chosen_id=chosen
        )
        assert chart.sentence.startswith(f"{first}, personer 18–29 år")
        assert chart.figure.layout.annotations[0].text.startswith(f"<b>{first}")


def test_parts_have_their_names_and_those_who_live_elsewhere_stand_outside():
    rows = seats.seats(
        seats.seat("Fullmäktige", "0127-alby", 15, 75, 0.3, dimension="area"),
        seats.seat("Fullmäktige", "other", 5, 75, dimension="area"),
    )
    names = {"0127-alby": "Alby"}
    chart = representation.body_groups(rows, made.ABOUT, SWEDISH, dimension="area", names=names, reasons=seats.REASONS)
    assert list(chart.figure.layout.yaxis.ticktext) == ["Alby"]
    assert [row["group"] for row in chart.table.rows] == ["Alby", "Utanför delarna"]
    assert "boende i Alby" in chart.sentence


def test_a_small_body_shows_no_birth_region_in_any_form():
    """Nine seats and a cell of 1: neither picture, pointer, words, table, CSV nor workbook tells the number."""
    chart = regions(*small_body())
    drawn = json.dumps(chart.figure.to_plotly_json(), default=str, ensure_ascii=False)
    assert "Revisionen" not in drawn + chart.sentence + chart.alt
    rows = [row for row in chart.table.rows if row["body_name"] == "Revisionen"]
    assert {row[key] for row in rows for key in ("seat_count", "seat_share", "gap_pp", "difference_count", "ratio_index")} == {
        "visas inte: känsligt"
    }
    for other in (0, 1, 8):
        twin = regions(*small_body(other))
        assert csv(chart.table, chart.about) == csv(twin.table, twin.about)
        assert xlsx(chart.table, chart.about) == xlsx(twin.table, twin.about)
        assert chart.figure == twin.figure
        assert chart.table.html() == twin.table.html()


def test_everything_at_a_glance_has_the_population_first_and_always_the_sexes():
    rows = seats.seats(*seats.council_and_board().to_dicts(), *small_body())
    shown = representation.glance(rows, SWEDISH, dimension="birth_region", names={}, reasons=seats.REASONS, caption="Ledamöter")
    assert [column.label for column in shown.columns] == [
        "Organ", "Kvinnor", "Män", "Uppgift saknas", "Födda i Sverige", "Födda utanför Europa",
    ]  # fmt: skip
    lines = {row["body_name"]: list(row.values())[1:] for row in shown.rows}
    assert next(iter(lines)) == "Befolkningen"
    assert lines["Befolkningen"][:2] == ["50,0\u00a0%", "50,0\u00a0%"]
    assert lines["Fullmäktige (75)"][:2] == ["41\u00a0% · 7 färre", "59\u00a0% · 6 fler"]
    assert lines["Nämnden (10)"][2] == "1"


def test_managers_stand_beside_employees_and_residents_and_hidden_levels_say_why():
    rows = seats.staff(
        *(("total", "manager_unit", sex, count, 50) for sex, count in (("women", 30), ("men", 20))),
        *(("total", "executive", sex, None, None) for sex in ("women", "men")),
    )
    chart = management.managers(rows, made.ABOUT, SWEDISH, reasons={"primary_small": "färre än 5"})
    assert chart.sentence == (
        "Bland enhetscheferna är 60,0\u00a0% kvinnor, bland medarbetarna 70,0\u00a0% och i befolkningen 50,0\u00a0%."
    )
    assert list(chart.figure.layout.yaxis.ticktext) == ["Högre chefer", "Enhetschefer"]
    assert [note.text for note in chart.figure.layout.annotations][:3] == ["<b>Hela organisationen</b>", "visas inte", "av 50"]
    assert [trace.x for trace in chart.figure.data[2:]] == [(0.6,), (0.4,)]
    hidden = [row for row in chart.table.rows if row["level"] == "executive"]
    assert [row["gender_name"] for row in hidden] == ["Kvinnor", "Män"]
    assert {row["staff_count"] for row in hidden} == {row["staff_share"] for row in hidden} == {"färre än 5"}


@pytest.mark.parametrize("look", made.LOOKS, ids=lambda look: f"{look.theme.name}-{look.language}")
def test_every_chart_has_alt_sentence_table_and_source(look):
    rows = seats.staff(("total", "manager_unit", "women", 30, 50), ("total", "manager_unit", "men", 20, 50))
    for chart in (sexes(look=look), regions(*small_body(), look=look), management.managers(rows, made.ABOUT, look, reasons={})):
        assert chart.sentence in chart.alt
        assert chart.table.rows
        assert made.ABOUT.version in chart.source
        assert "None" not in chart.alt + chart.table.html()
