"""decision_flow: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.waiting_made import LAST, area, decision

NAME = "decision_flow"
DAY = date(2026, 3, 1)


def test_where_they_are_and_how_many_have_come_so_far(given):
    decisions = [
        decision("taken", DAY, "taken"), decision("started", DAY, "started", started_date=DAY),
        decision("done", DAY, "done", started_date=DAY, done_date=DAY),
        decision("straight to done", date(2025, 1, 1), "done", done_date=DAY),
        decision("evaluated, nothing else said", DAY, "evaluated", evaluated_date=DAY, provenance="example"),
        decision("not yet taken", date(2026, 12, 1), None),
    ]  # fmt: skip
    warehouse = given(**area(fact_decision=decisions))
    names = ("step", "at_step_count", "at_step_share", "reached_count", "reached_share", "skipped_count")
    found = rows(warehouse, NAME, area="0127")
    assert columns(found, *names) == [
        ("taken", 1, 0.2, 5, 1.0, 0), ("started", 1, 0.2, 4, 0.8, 0), ("done", 2, 0.4, 3, 0.6, 1),
        ("evaluated", 1, 0.2, 1, 0.2, 1),
    ]  # fmt: skip
    assert set(columns(found, "reference_date", "is_example")) == {(LAST, True)}
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "at_step_count") == [(0,), (0,), (1,), (0,)]
    assert rows(warehouse, NAME, area="0127", year=2020) == []
