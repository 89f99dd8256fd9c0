"""Who lives in a place beside who has come: in shares, in persons, and in words where hidden numbers leave it open."""

from __future__ import annotations

import pytest

from spegel.charts import planning
from spegel.charts.chart import Look
from spegel.charts.planning import Comer
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
COMERS = (
    Comer("women", 0.5, (0.6, 0.6)),
    Comer("men", 0.5, (0.4, 0.4)),
    Comer("18-29", 0.2, (0.05, 0.1)),
    Comer("30-49", 0.5, (0.4, 0.6)),
    Comer("65+", 0.3, None),
)
QUOTAS = {("women", "18-29"): 4, ("women", "65+"): 6, ("men", "18-29"): 5, ("men", "65+"): 5}


def draw(look=SWEDISH, comers=COMERS):
    return planning.who_comes(comers, made.ABOUT, look, place="Alby", room_size=40)


@pytest.mark.parametrize(
    ("comer", "words"),
    [
        (Comer("women", 0.5, (0.6, 0.6)), "4 fler"),
        (Comer("18-29", 0.2, (0.05, 0.1)), "4–6 färre"),
        (Comer("30-49", 0.5, (0.4, 0.6)), "4 färre till 4 fler"),
        (Comer("30-49", 0.5, (0.5, 0.6)), "0–4 fler"),
        (Comer("30-49", 0.5, (0.4, 0.5)), "0–4 färre"),
        (Comer("30-49", 0.5, (0.495, 0.505)), "som befolkningen"),
        (Comer("65+", 0.3, None), "uppgift saknas"),
    ],
)
def test_a_difference_is_persons_of_the_room(comer, words):
    assert planning.difference_words(comer, 40, SWEDISH) == words


def test_those_that_lack_most_come_first_and_only_those_that_lack_for_certain():
    assert [comer.group for comer in planning.missing(COMERS, 40)] == ["men", "18-29"]
    sentence = planning.missing_sentence(COMERS, SWEDISH, room_size=40)
    assert "män (4 färre) och personer 18–29 år (4–6 färre)" in sentence
    assert "65" not in sentence


def test_where_nobody_is_missing_or_nothing_is_known_it_is_said():
    even = [Comer("women", 0.5, (0.5, 0.5)), Comer("men", 0.5, (0.5, 0.5))]
    unknown = [Comer("women", 0.5, None), Comer("men", 0.5, None)]
    assert planning.missing_sentence(even, SWEDISH, room_size=40).startswith("Ingen grupp saknas säkert")
    assert planning.missing_sentence(unknown, SWEDISH, room_size=40).startswith("Ingen har räknat")


def test_bars_go_from_the_least_to_the_most_and_strokes_stand_at_the_residents():
    chart = draw()
    women, men, ages, strokes = chart.figure.data
    assert (women.x, men.x) == ((0.6, 0.6, None), (0.4, 0.4, None))
    assert ages.x == (0.05, 0.1, None, 0.4, 0.6, None)
    assert ages.y == (2, 2, None, 3, 3, None)
    assert strokes.x == (0.5, 0.5, 0.2, 0.5, 0.3)
    assert women.line.color == LIGHT.women != men.line.color
    assert any("4–6 färre" in note.text for note in chart.figure.layout.annotations)


@pytest.mark.parametrize("look", [SWEDISH, ENGLISH], ids=["sv", "en"])
def test_the_table_has_every_group_and_says_what_is_not_known(look):
    chart = draw(look)
    shown = [chart.table.written(row) for row in chart.table.rows]
    assert len(shown) == len(COMERS)
    assert shown[2][2] == ("5–10\u00a0%" if look is SWEDISH else "5–10%")
    assert shown[4][2] == shown[4][3]
    assert chart.alt.startswith(chart.title)


def test_without_anybody_there_is_still_a_picture():
    chart = draw(comers=[Comer("women", 0.5, None), Comer("men", 0.5, None)])
    assert chart.figure.data[0].x == ()
    assert chart.sentence.startswith("Ingen har räknat")


def test_quotas_have_a_row_an_age_and_the_sums_of_the_sexes_last():
    shown = planning.quota_table(QUOTAS, SWEDISH, place="Alby")
    assert [shown.written(row) for row in (*shown.rows, shown.total)] == [
        ["18–29 år", "4", "5", "9"],
        ["65 år och äldre", "6", "5", "11"],
        ["Alla åldrar", "10", "10", "20"],
    ]
    assert "20 platser i Alby" in shown.caption


def test_quotas_of_one_sex_have_no_sum_of_sexes():
    shown = planning.quota_table({key: count for key, count in QUOTAS.items() if key[0] == "women"}, SWEDISH, place="Alby")
    assert [column.key for column in shown.columns] == ["age", "women"]
