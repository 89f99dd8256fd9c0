"""representation_clock: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.seats import AREA, places, seats

NAME = "representation_clock"


def test_last_and_next_of_each_cut_and_never_where_nothing_was_counted(given):
    days = (date(2025, 1, 1), date(2026, 10, 15))
    warehouse = given(
        dim_area=places(),
        fact_seat=[row for day in days for body in ("a", "b") for row in seats(body, {("member", "women"): 2}, day)],
        fact_seat_background=[
            {"area_id": AREA, "body_id": "a", "reference_date": date(2023, 1, 1), "dimension": dimension, "category": "total"}
            for dimension in ("birth_region", "education")
        ],
    )
    assert columns(rows(warehouse, NAME, area=AREA), "cut", "last_date", "next_due_date", "row_count") == [
        ("body", date(2026, 10, 15), date(2027, 1, 1), 2),
        ("birth_region", date(2023, 1, 1), date(2027, 1, 1), 1),
        ("staff", None, None, 0),
    ]
    assert rows(warehouse, NAME, area="0127-alby") == []


def test_staff_are_due_a_year_later(given):
    staff = [
        {"area_id": AREA, "measurement_date": day, "administration": "Skola", "level": "employee", "gender": gender}
        for day in (date(2023, 11, 1), date(2024, 11, 1))
        for gender in ("women", "men")
    ]
    found = rows(given(dim_area=places(), fact_staff=staff), NAME, area=AREA)
    assert columns(found, "cut", "last_date", "next_due_date", "row_count")[-1] == (
        "staff",
        date(2024, 11, 1),
        date(2025, 11, 1),
        2,
    )
