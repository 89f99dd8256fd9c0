"""reference_date_list: given rows, expected rows."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sql.made import columns, rows
from tests.sql.seats import seats

NAME = "reference_date_list"


def test_latest_first_each_day_once(given):
    days = (date(2022, 1, 1), date(2023, 1, 1), date(2026, 10, 20))
    warehouse = given(
        fact_seat=[row for day in days for body in ("a", "b") for row in seats(body, {("member", "women"): 1}, day)]
    )
    found = columns(rows(warehouse, NAME, area="0127"), "reference_date", "is_latest", "is_first_of_term", "term_year")
    assert found == [
        (date(2026, 10, 20), True, False, 2026),
        (date(2023, 1, 1), False, True, 2022),
        (date(2022, 1, 1), False, False, 2018),
    ]


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2022, 10, 14), 2018),
        (date(2022, 10, 15), 2022),
        (date(2026, 10, 14), 2022),
        (date(2024, 10, 14), 2022),
        (date(2025, 12, 31), 2022),
    ],
)
def test_a_term_begins_on_15_october(given, day, term):
    warehouse = given(fact_seat=seats("a", {("member", "women"): 1}, day))
    assert columns(rows(warehouse, NAME, area="0127"), "term_year") == [(term,)]
