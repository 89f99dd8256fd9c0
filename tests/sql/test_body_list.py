"""body_list: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.seats import body, places, seats

NAME = "body_list"


def test_held_vacant_and_apart(given):
    warehouse = given(
        dim_area=places(),
        dim_body=[
            body("gone", order=3, seat_count=5, dissolution_date=date(2025, 6, 30)),
            body("unsized", order=2),
            body("board", "executive", order=1, seat_count=9, provenance="example"),
            body("elsewhere", area_id="jarva"),
        ],
        fact_seat=[
            *seats("board", {("chair", "women"): 1, ("member", "men"): 6, ("substitute", "men"): 4, ("co_opted", "women"): 2}),
            *seats("board", {("member", "men"): 8}, date(2025, 1, 1)),
            *seats("gone", {("member", "women"): 5}, date(2025, 1, 1)),
        ],
    )
    found = rows(warehouse, NAME, area="0127")
    names = ("body_id", "held_count", "vacancy_count", "substitute_held_count", "co_opted_held_count", "is_example")
    assert columns(found, *names) == [
        ("board", 7, 2, 4, 2, True),
        ("unsized", 0, None, 0, 0, False),
        ("gone", 0, None, 0, 0, False),
    ]
    days = columns(found, "first_date", "latest_date")
    assert days == [(date(2025, 1, 1), date(2026, 1, 1)), (None, None), (date(2025, 1, 1), date(2025, 1, 1))]
