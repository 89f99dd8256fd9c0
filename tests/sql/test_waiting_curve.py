"""waiting_curve: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.waiting_made import area, waiting

NAME = "waiting_curve"


def test_the_curve_that_is_asked_for_in_the_order_of_its_days(given):
    curves = [
        waiting("answer", 30, 0.5, at_risk_count=4, ended_count=2, ci_low_share=0.1, ci_high_share=0.8, item_count=4),
        waiting("answer", 0, 1.0, at_risk_count=4, item_count=4), waiting("answer", 30, 0.9, "2025", provenance="example"),
        waiting("answer", 30, 0.3, "total", "walk"), waiting("decision", 90, 0.8), waiting("answer", 0, 1.0, area_id="jarva"),
    ]  # fmt: skip
    warehouse = given(**area(fact_waiting_curve=curves))
    names = ("day_count", "at_risk_count", "ended_count", "waiting_share", "ci_low_share", "is_example")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [(0, 4, 0, 1.0, None, False), (30, 4, 2, 0.5, 0.1, False)]
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "waiting_share", "is_example") == [(0.9, True)]
    assert columns(rows(warehouse, NAME, area="0127", category="walk"), "waiting_share") == [(0.3,)]
    assert columns(rows(warehouse, NAME, area="0127", clock="decision"), "day_count") == [(90,)]
