"""reach_by_regso: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.reach_made import AREA, dialogue, places, present

NAME = "reach_by_regso"
COUNTS = ("regso_code", "dialogue_count", "participants_count", "hidden_count", "uncounted_count", "per_1000_ratio")


def cell(code: str, residents: int | None = None) -> dict:
    return {"area_id": AREA, "regso_code": code, "regso_name": code.lower(), "resident_count": residents, "source_id": "s"}


def test_every_regso_stands_with_its_dialogues_also_with_none_and_those_outside_last(given):
    lies = {"a": "X", "b": "X", "c": "X", "e": "Y"}
    warehouse = given(
        dim_area=places(),
        fact_dialogue=[
            *map(dialogue, "abc"),
            dialogue("d", classification="forum"),
            dialogue("e", status="cancelled"),
        ],
        fact_attendance=[*present("a", "all", total=20), *present("b", "all", total=None), *present("d", "all", total=9)],
        dialogue_regso=[{"area_id": AREA, "dialogue_id": one, "regso_code": code} for one, code in lies.items()],
        geo_regso=[cell("X", 1_000), cell("Y", 0), cell("Z")],
    )
    found = rows(warehouse, NAME, area=AREA)
    assert columns(found, *COUNTS) == [
        ("X", 3, 20, 1, 1, 20.0),
        ("Y", 0, 0, 0, 0, None),
        ("Z", 0, 0, 0, 0, None),
        ("", 1, 9, 0, 0, None),
    ]
    assert columns(found, "regso_name", "source_id")[0] == ("x", "s")
    assert columns(rows(warehouse, NAME, area=AREA, kind="forum", year=2025), "regso_code", "dialogue_count")[-1] == ("", 1)
    assert {row["dialogue_count"] for row in rows(warehouse, NAME, area=AREA, year=2024)} == {0}


def test_without_borders_there_are_no_rows(given):
    assert rows(given(dim_area=places(), fact_dialogue=[dialogue("a")]), NAME, area=AREA) == []
