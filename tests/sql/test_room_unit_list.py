"""room_unit_list: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, municipalities, rows

NAME = "room_unit_list"


def test_years_then_parts_then_dialogues_the_latest_first(given):
    part = {"area_id": "0127-alby", "area_level": "kommundel", "area_name": "Alby", "municipality_code": "0127"}

    def unit(kind: str, unit_id: str, year: int, **more) -> dict:
        about = {"area_id": "0127", "dimension": "all", "provenance": "own"}
        return {**about, "unit_kind": kind, "unit_id": unit_id, "unit_year": year, **more}

    warehouse = given(
        dim_area=[*municipalities("0127"), part],
        fact_dialogue=[
            {"area_id": "0127", "dialogue_id": "d1", "title": "Parken", "start_date": date(2025, 3, 1)},
            {"area_id": "0127", "dialogue_id": "d2", "title": "Torget", "start_date": date(2025, 5, 1)},
        ],
        fact_room_mirror=[
            unit("dialogue", "d1", 2025, present_count=30),
            unit("dialogue", "d2", 2025, part_area_id="0127-alby"),
            unit("year", "2024", 2024),
            unit("year", "2025", 2025),
            unit("year", "2025", 2025) | {"dimension": "gender"},
            unit("part_year", "0127-alby:2025", 2025, part_area_id="0127-alby"),
        ],
    )
    assert columns(rows(warehouse, NAME, area="0127"), "unit_id", "part_name", "title", "present_count") == [
        ("2025", None, None, None),
        ("2024", None, None, None),
        ("0127-alby:2025", "Alby", None, None),
        ("d2", "Alby", "Torget", None),
        ("d1", None, "Parken", 30),
    ]
