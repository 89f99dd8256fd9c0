"""feedback_overdue: given rows, expected rows."""

from __future__ import annotations

from datetime import date, timedelta

from tests.sql.made import columns, rows
from tests.sql.waiting_made import LAST, area, dialogues, over, promise

NAME = "feedback_overdue"


def test_the_oldest_first_with_whose_it_is_and_how_late(given):
    made = dialogues(
        over("a", date(2026, 1, 1), feedback_owner="Strateg"), over("b", date(2025, 1, 1), "walk"), over("c", date(2026, 1, 1))
    )
    late = [LAST - timedelta(days=days) for days in (1, 40, 400)]
    promises = [
        promise("one day", "a", "results", late[0]), promise("forty days", "a", "effect", late[1], owner="Planerare"),
        promise("nobody's", "b", "effect", late[2], status="dropped"), promise("today", "c", "results", LAST),
        promise("given", "c", "handling", late[1], LAST), promise("planned", "c", "effect", late[1], LAST + timedelta(days=5)),
    ]  # fmt: skip
    warehouse = given(**area(fact_feedback=promises, **made))
    found = rows(warehouse, NAME, area="0127")
    assert columns(found, "feedback_id", "days_late_count", "owner", "status", "title") == [
        ("nobody's", 400, None, "dropped", "Om b"), ("forty days", 40, "Planerare", None, "Om a"),
        ("planned", 40, None, None, "Om c"), ("one day", 1, "Strateg", None, "Om a"),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", kind="walk"), "feedback_id") == [("nobody's",)]
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "feedback_id") == [("nobody's",)]
