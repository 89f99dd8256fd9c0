"""feedback_promises: given rows, expected rows."""

from __future__ import annotations

from datetime import date, timedelta

from tests.sql.made import columns, rows
from tests.sql.waiting_made import LAST, area, dialogues, over, promise

NAME = "feedback_promises"
DUE = date(2026, 3, 1)


def test_a_promise_is_judged_when_its_day_has_passed(given):
    made = dialogues(over("a", date(2026, 1, 1)), over("b", date(2025, 1, 1), "walk"))
    promises = [
        promise("on the day", "a", "results", DUE, DUE), promise("a day late", "a", "handling", DUE, DUE + timedelta(days=1)),
        promise("not given", "a", "effect", DUE), promise("due today", "b", "results", LAST),
        promise("early, not due", "b", "handling", LAST + timedelta(days=9), DUE), promise("no day", "b", "effect", None, DUE),
        promise("planned", "b", "extra", DUE, LAST + timedelta(days=1)), promise("no such dialogue", "c", "results", DUE),
    ]  # fmt: skip
    warehouse = given(**area(fact_feedback=promises, **made))
    names = ("promise", "promised_count", "due_count", "in_time_count", "late_count", "overdue_count", "undated_count")
    found = rows(warehouse, NAME, area="0127")
    assert set(columns(found, *names)) == {
        ("results", 2, 1, 1, 0, 0, 0), ("handling", 2, 1, 0, 1, 0, 0), ("effect", 2, 1, 0, 0, 1, 1), ("extra", 1, 1, 0, 0, 1, 0),
        ("total", 7, 4, 1, 1, 2, 1),
    }  # fmt: skip
    shares = {row["promise"]: row["in_time_share"] for row in found}
    assert shares == {"results": 1.0, "handling": 0.0, "effect": 0.0, "extra": 0.0, "total": 0.25}
    (total,) = (row for row in rows(warehouse, NAME, area="0127", kind="walk") if row["promise"] == "total")
    assert (total["promised_count"], total["due_count"]) == (4, 1)
    assert len(rows(warehouse, NAME, area="0127", year=2026)) == 4


def test_nothing_due_has_no_share(given):
    warehouse = given(**area(fact_feedback=[promise("p", "a", "results", None)], **dialogues(over("a", date(2026, 1, 1)))))
    assert columns(rows(warehouse, NAME, area="0127"), "promise", "due_count", "in_time_share") == [
        ("results", 0, None), ("total", 0, None),
    ]  # fmt: skip
