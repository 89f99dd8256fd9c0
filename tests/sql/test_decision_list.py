"""decision_list: given rows, expected rows."""

from __future__ import annotations

from datetime import date, timedelta

from tests.sql.made import columns, rows
from tests.sql.waiting_made import LAST, area, decision, dialogues, over

NAME = "decision_list"
DAY = date(2026, 3, 1)


def test_the_latest_first_and_overdue_only_while_not_carried_out(given):
    past = LAST - timedelta(days=10)
    decisions = [
        decision("late", DAY, "started", due_date=past, body_id="A", dialogue_id="d"),
        decision("done late", DAY, "done", due_date=past, done_date=LAST),
        decision("due today", date(2026, 4, 1), "taken", due_date=LAST),
        decision("no day", date(2025, 1, 1), "taken"), decision("planned", date(2027, 1, 1), None),
        decision("plans to be done", DAY, "started", done_date=LAST + timedelta(days=1)),
    ]  # fmt: skip
    bodies = [{"area_id": "0127", "body_id": "A", "body_name": "Nämnden", "provenance": "own"}]
    warehouse = given(**area(fact_decision=decisions, dim_body=bodies, **dialogues(over("d", DAY))))
    names = ("decision_id", "is_overdue", "days_late_count", "done_date", "body_name", "dialogue_title")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("due today", False, None, None, None, None), ("done late", False, None, LAST, None, None),
        ("late", True, 10, None, "Nämnden", "Om d"), ("plans to be done", False, None, None, None, None),
        ("no day", False, None, None, None, None),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "decision_id") == [("no day",)]
