"""Presence: bars by place, white spots that keep their row, parties in the register's order and never ranked."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from spegel.charts import presence
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
PARTS = {"p-alby": "Alby", "p-tumba": "Tumba", "": "Digitalt eller okänt"}


def by_place(*given):
    """`presence_by_place` from (part, kind of place, who, occasions, women, men, not stated)."""
    keys = ("part_area_id", "place_type", "actor_kind", "occasion_count", "women_count", "men_count", "unknown_count")
    return pl.DataFrame([dict(zip(keys, row, strict=True)) for row in given], infer_schema_length=None)


ROWS = by_place(
    ("p-alby", "school", "elected", 4, 5, 3, 0),
    ("p-alby", "school", "party", 1, None, None, None),
    ("p-alby", "event", "youth_league", 2, 2, 2, 1),
    ("p-tumba", "school", "elected", 0, None, None, None),
    ("", "social_media", "party", 6, 1, 1, 0),
    ("", "other", "party", 0, None, None, None),
)


def draw(by, look=SWEDISH, rows=ROWS):
    return presence.occasions(rows, made.ABOUT, look, by=by, names=PARTS if by == "part" else presence.place_names(look))


def test_a_part_that_nobody_visits_keeps_its_row_and_is_named():
    chart = draw("part")
    assert list(chart.figure.layout.yaxis.ticktext) == ["Alby", "Tumba", "Digitalt eller okänt"]
    assert [trace.name for trace in chart.figure.data] == ["Förtroendevalda", "Parti", "Ungdomsförbund"]
    assert [list(trace.x) for trace in chart.figure.data] == [[4, 0, 0], [1, 0, 6], [2, 0, 0]]
    assert [note.text for note in chart.figure.layout.annotations] == ["7", "ingen närvaro registrerad", "6"]
    assert chart.sentence == "Flest tillfällen: Alby, 7 av 13. Inget är registrerat för Tumba."
    assert presence.white_spots(ROWS, PARTS) == ["Tumba"]


def test_every_row_of_the_table_has_the_sexes():
    cells = [draw("part").table.written(row) for row in draw("part").table.rows]
    assert cells == [
        ["Alby", "4", "1", "2", "7", "7", "5", "1"],
        ["Tumba", "0", "0", "0", "0", "0", "0", "0"],
        ["Digitalt eller okänt", "0", "6", "0", "6", "1", "1", "0"],
    ]


def test_kinds_of_place_stand_in_their_order_and_an_unused_remainder_is_left_out():
    chart = draw("place_type", ENGLISH)
    assert list(chart.figure.layout.yaxis.ticktext) == ["School", "Event", "Social media"]
    assert chart.sentence == "Most occasions: Social media, 6 of 13."


def test_two_places_with_as_many_are_both_named():
    rows = by_place(("p-alby", "school", "elected", 2, 1, 1, 0), ("p-tumba", "school", "elected", 2, 1, 1, 0))
    assert draw("part", rows=rows).sentence == "Flest tillfällen: Alby och Tumba, 2 av 4."


def test_nothing_at_all_is_said():
    rows = by_place(("p-alby", "school", "elected", 0, None, None, None))
    assert draw("part", rows=rows).sentence == "Inga tillfällen är registrerade."
    assert presence.sexes_of(rows) == {"women": 0, "men": 0, "unknown": 0}


def test_parties_stand_as_in_the_register_whatever_they_have_done():
    given = (
        ("C", "p-alby", 1),
        ("C", "p-tumba", 0),
        ("S", "p-alby", 0),
        ("S", "p-tumba", 0),
        ("V", "p-alby", 5),
        ("V", "p-tumba", 2),
    )
    rows = pl.DataFrame([dict(zip(("party", "part_area_id", "open_meeting_count"), row, strict=True)) for row in given])
    table = presence.meeting_table(rows, SWEDISH, names=PARTS)
    assert [column.label for column in table.columns] == ["Parti", "Alby", "Tumba", "Möten"]
    assert [table.written(row) for row in table.rows] == [["C", "1", "0", "1"], ["S", "0", "0", "0"], ["V", "5", "2", "7"]]


@pytest.mark.parametrize(("open_meeting", "expected"), [(True, "ja"), (False, "nej"), (None, "uppgift saknas")])
def test_the_log_tells_what_is_not_known(open_meeting, expected):
    row = {
        "presence_date": date(2026, 3, 12),
        "actor_kind": "party",
        "party": "",
        "place_type": "school",
        "place_name": None,
        "area_name": None,
        "is_open_meeting": open_meeting,
        "women_count": None,
        "men_count": 2,
        "unknown_count": 0,
    }
    table = presence.log_table(pl.DataFrame([row], infer_schema_length=None), SWEDISH)
    assert table.written(table.rows[0]) == [
        *("12 mars 2026", "Parti", "flera eller inget parti", "Skola", "platsen är inte namngiven", "Digitalt eller okänt"),
        *(expected, "uppgift saknas", "2", "0"),
    ]
