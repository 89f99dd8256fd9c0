"""presence_list: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, municipalities, rows

NAME = "presence_list"


def occasion(presence_id: str, day: int, area_id: str = "0127", **more) -> dict:
    return {"area_id": area_id, "presence_id": presence_id, "presence_date": date(2026, 3, day), "provenance": "own", **more}


def test_latest_first_with_part_and_what_is_not_known(given):
    part = {"area_id": "0127-alby", "area_level": "kommundel", "area_name": "Alby", "municipality_code": "0127"}
    warehouse = given(
        dim_area=[*municipalities("0127"), part],
        fact_presence=[
            occasion("a", 1, area_written="Hallunda", provenance="example"),
            occasion("b", 2, part_area_id="0127-alby", women_count=2, men_count=0, is_open_meeting=False),
            occasion("c", 3, "jarva"),
        ],
    )
    names = ("presence_id", "area_name", "women_count", "men_count", "unknown_count", "is_open_meeting", "is_example")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("b", "Alby", 2, 0, None, False, False), ("a", "Hallunda", None, None, None, None, True),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127-alby"), "presence_id") == [("b",)]
