"""consultation_by_part: given rows, expected rows."""

from __future__ import annotations

from tests.sql.held_made import AREAS, held
from tests.sql.made import columns, rows

NAME = "consultation_by_part"


def consultation(dialogue_id: str, statements: int | None, part: str | None = "0127-alby", year: int = 2026, **more) -> dict:
    more = {"classification": "pbl_consultation", "contributions_count": statements, "part_area_id": part, **more}
    return held(dialogue_id, year, **more)


def residents(place_id: str, year: int, count: int, **more) -> dict:
    row = {
        "place_id": place_id,
        "population_year": year,
        "base": "all",
        "dimension": "all",
        "category": "total",
        "gender": "total",
    }
    return {**row, "resident_count": count, **more}


def test_statements_counted_per_thousand_of_the_latest_residents_and_parts_without_any(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[
            consultation("a", 30), consultation("b", 20), consultation("c", None), consultation("d", 10, None, 2025),
            held("e", contributions_count=900), consultation("f", 900, status="planned"),
        ],
        fact_resident=[
            residents("0127-alby", 2020, 1), residents("0127-alby", 2023, 10_000),
            residents("0127-alby", 2024, 7, gender="women"),
            residents("0127", 2023, 60_000), residents("0127-alby", 2025, 7, base="18+"),
        ],
    )  # fmt: skip
    names = ("part_area_id", "consultation_count", "statements_count", "uncounted_count", "resident_count", "per_1000_ratio")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("total", 4, 60, 1, 60_000, 1.0), ("0127-alby", 3, 50, 1, 10_000, 5.0), ("0127-tumba", 0, 0, 0, None, None),
        ("", 1, 10, 0, None, None),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", year=2025), *names[:3]) == [
        ("total", 1, 10), ("0127-alby", 0, 0), ("0127-tumba", 0, 0), ("", 1, 10),
    ]  # fmt: skip


def test_statements_that_nobody_counted_have_no_rate(given):
    warehouse = given(
        dim_area=AREAS, fact_dialogue=[consultation("a", None)], fact_resident=[residents("0127-alby", 2023, 10_000)]
    )
    alby = next(row for row in rows(warehouse, NAME, area="0127") if row["part_area_id"] == "0127-alby")
    assert (alby["statements_count"], alby["uncounted_count"], alby["per_1000_ratio"]) == (None, 1, None)


def test_without_consultations_there_are_no_rows(given):
    assert rows(given(dim_area=AREAS, fact_dialogue=[held("a")]), NAME, area="0127") == []
