"""feedback_by_year: given rows, expected rows."""

from __future__ import annotations

from datetime import date, timedelta

from tests.sql.made import columns, rows
from tests.sql.waiting_made import LAST, area, dialogues, over, waiting

NAME = "feedback_by_year"
DAY = date(2026, 6, 20)


def test_only_those_closed_thirty_days_ago_can_lack_an_answer(given):
    made = dialogues(
        over("due, answered", LAST - timedelta(days=30), results_date=DAY),
        over("due, waits", LAST - timedelta(days=31)),
        over("too new, answered", LAST - timedelta(days=29), effect_date=DAY),
    )
    (total, year) = rows(given(**area(**made)), NAME, area="0127")
    assert (total["period"], year["period"]) == ("total", "2026")
    for row in (total, year):
        assert (row["closed_count"], row["due_count"], row["answered_count"], row["answered_share"]) == (3, 2, 1, 0.5)
        assert row["reference_date"] == LAST


def test_a_year_without_a_due_dialogue_has_no_share(given):
    (total, _) = rows(given(**area(**dialogues(over("new", LAST)))), NAME, area="0127")
    assert (total["due_count"], total["answered_share"]) == (0, None)


def test_decisions_pages_and_the_curves_of_the_same_kind_and_year(given):
    made = dialogues(
        over("a", date(2025, 2, 1), decision_reference="KS 1", page_url="https://a.se", provenance="example"),
        over("b", date(2026, 2, 1), "walk", page_url="https://b.se"),
        over("c", date(2026, 2, 2)),
    )
    curves = [
        waiting("answer", 0, 1.0, median_days_value=40.0, median_low_days_value=20.0),
        waiting("answer", 30, 0.7, ci_low_share=0.4, ci_high_share=0.9), waiting("answer", 90, 0.2), waiting("page", 0, 1.0),
        waiting("page", 0, 1.0, "2025", median_days_value=9.0), waiting("answer", 30, 0.1, "total", "walk"),
        waiting("decision", 0, 1.0, median_days_value=1.0),
    ]  # fmt: skip
    warehouse = given(**area(fact_waiting_curve=curves, **made))
    found = rows(warehouse, NAME, area="0127")
    names = ("period", "with_decision_count", "with_page_count", "with_page_share", "is_example", "page_median_days_value")
    assert columns(found, *names) == [
        ("total", 1, 2, 2 / 3, True, None), ("2026", 0, 1, 0.5, False, None), ("2025", 1, 1, 1.0, True, 9.0),
    ]  # fmt: skip
    names = ("median_days_value", "median_low_days_value", "waiting_30_share", "waiting_30_low_share", "waiting_90_share")
    assert columns(found, *names)[0] == (40.0, 20.0, 0.7, 0.4, 0.2)
    walks = rows(warehouse, NAME, area="0127", kind="walk")
    assert columns(walks, "period", "closed_count", "waiting_30_share") == [("total", 1, 0.1), ("2026", 1, None)]
    assert rows(warehouse, NAME, area="0127", kind="survey") == []
