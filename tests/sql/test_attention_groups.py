"""attention_groups: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.reach_made import AREA, dialogue, places, present, residents, unique

NAME = "attention_groups"


def flagged(dimension: str, category: str, **more: object) -> dict:
    return {"area_id": AREA, "dimension": dimension, "category": category, "barrier": "Trapporna", "provenance": "own", **more}


def test_parts_are_reached_by_residents_and_groups_by_five_participations(given):
    warehouse = given(
        dim_area=places(),
        fact_dialogue=[dialogue("a"), dialogue("b", "0127-tumba"), dialogue("c", start_date=date(2024, 5, 6))],
        fact_attendance=[
            *present("a", "age", **{"18-29": 4, "65+": 7, "30-49": None}),
            *present("b", "age", **{"18-29": 0, "65+": None}),
            *present("c", "age", **{"18-29": 9}),
        ],
        fact_reach=[*unique("0127-alby", total=20), *unique("0127-tumba", total=None)],
        fact_resident=residents({"0127-alby": 1_000}),
        fact_attention=[
            flagged("area", "0127-alby", reviewed_date=date(2026, 2, 10)),
            flagged("area", "0127-tumba"),
            flagged("age", "18-29"),
            flagged("age", "30-49"),
            flagged("age", "65+"),
            flagged("birth_region", "world"),
            {**flagged("age", "0-17"), "area_id": "jarva"},
        ],
    )
    found = rows(warehouse, NAME, area=AREA, year=2025)
    names = ("category", "category_name", "dialogue_count", "participants_count", "hidden_count", "reach_ratio", "is_reached")
    assert columns(found, *names) == [
        ("0127-alby", "Alby", 1, None, 0, 20.0, True),
        ("0127-tumba", "Tumba", 1, None, 0, None, None),
        ("18-29", None, 2, 4, 0, None, False),
        ("30-49", None, 1, None, 1, None, None),
        ("65+", None, 2, 7, 1, None, True),
        ("world", None, 0, None, 0, None, None),
    ]
    assert set(columns(found, "reached_count", "known_count", "flagged_count")) == {(2, 3, 6)}
    assert found[0]["reached_share"] == 2 / 3
    assert (found[0]["barrier"], found[0]["reviewed_date"], found[1]["reviewed_date"]) == ("Trapporna", date(2026, 2, 10), None)


def test_over_all_years_unique_persons_are_not_added_up(given):
    warehouse = given(
        dim_area=places(), fact_dialogue=[dialogue("a")], fact_reach=unique("0127-alby", total=20),
        fact_resident=residents({"0127-alby": 1_000}), fact_attention=[flagged("area", "0127-alby")],
    )  # fmt: skip
    assert columns(rows(warehouse, NAME, area=AREA), "unique_count", "is_reached") == [(None, None)]
