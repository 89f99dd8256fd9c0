"""consultation_list: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.held_made import AREAS, held
from tests.sql.made import columns, rows
from tests.sql.test_consultation_by_part import consultation

NAME = "consultation_list"


def test_consultations_the_latest_first_and_nothing_else(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[
            consultation("a", 30, year=2025, end_date=date(2025, 4, 1)), consultation("b", None, None, area_written="Norr"),
            held("c"), consultation("d", 1, status="cancelled"),
        ],
    )  # fmt: skip
    names = ("dialogue_id", "start_date", "end_date", "area_name", "statements_count")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("b", date(2026, 3, 1), None, "Norr", None), ("a", date(2025, 3, 1), date(2025, 4, 1), "Alby", 30),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "dialogue_id") == [("a",)]
