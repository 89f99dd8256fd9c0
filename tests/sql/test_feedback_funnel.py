"""feedback_funnel: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.waiting_made import area, dialogues, over, waiting

NAME = "feedback_funnel"
DAY = date(2026, 5, 1)


def test_each_step_counts_whoever_came_there_and_tells_who_passed_one_over(given):
    made = dialogues(
        over("all", date(2026, 1, 1), results_date=DAY, handling_date=DAY, effect_date=DAY),
        over("two", date(2025, 1, 1), results_date=DAY, handling_date=DAY),
        over("only handling", date(2026, 1, 1), "walk", handling_date=DAY),
        over("only effect", date(2026, 1, 1), results_date=DAY, effect_date=DAY),
        over("none", date(2026, 1, 1)),
        over("elsewhere", date(2026, 1, 1), area_id="jarva"),
    )
    curves = [waiting("results", 0, 1.0, median_days_value=120.0), waiting("effect", 0, 1.0), waiting("results", 30, 0.9)]
    warehouse = given(**area(fact_waiting_curve=curves, **made))
    found = rows(warehouse, NAME, area="0127")
    assert columns(found, "step", "reached_count", "reached_share", "skipped_count", "median_days_value", "is_example") == [
        ("closed", 5, 1.0, 0, None, False), ("results", 3, 0.6, 0, 120.0, False), ("handling", 3, 0.6, 1, None, False),
        ("effect", 2, 0.4, 1, None, False),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "reached_count") == [(1,), (1,), (1,), (0,)]
    assert columns(rows(warehouse, NAME, area="0127", kind="walk"), "reached_count", "skipped_count") == [
        (1, 0), (0, 0), (1, 1), (0, 0),
    ]  # fmt: skip
    assert rows(warehouse, NAME, area="0127", year=2019) == []
