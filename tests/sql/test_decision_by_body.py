"""decision_by_body: given rows, expected rows."""

from __future__ import annotations

from datetime import date, timedelta

from tests.sql.made import columns, rows
from tests.sql.waiting_made import LAST, area, decision, waiting

NAME = "decision_by_body"
DAY = date(2026, 3, 1)


def body(body_id: str, order: int, classification: str = "committee", **more) -> dict:
    return {"area_id": "0127", "body_id": body_id, "body_name": f"Nämnd {body_id}", "classification": classification,
            "body_order": order, "provenance": "own", **more}  # fmt: skip


def test_bodies_with_decisions_and_those_without_any(given):
    decisions = [
        decision("1", DAY, "done", body_id="A", due_date=DAY, done_date=DAY),
        decision("2", DAY, "started", body_id="A", due_date=LAST - timedelta(days=1)),
        decision("3", DAY, "taken", body_id="A", due_date=LAST), decision("4", DAY, "evaluated", body_id="A"),
        decision("5", DAY, "taken", body_id="gone"), decision("6", DAY, "taken", body_id="nowhere"), decision("7", DAY, "taken"),
        decision("8", date(2027, 1, 1), None, body_id="silent"),
    ]  # fmt: skip
    bodies = [
        body("A", 2), body("silent", 1, "executive"), body("gone", 3, dissolution_date=date(2026, 4, 1)),
        body("company", 4, "company"),
        body("gone and silent", 5, dissolution_date=date(2020, 1, 1)),
    ]  # fmt: skip
    curves = [waiting("decision", 0, 1.0, category="A", median_days_value=77.0), waiting("answer", 0, 1.0, category="A")]
    warehouse = given(**area(fact_decision=decisions, dim_body=bodies, fact_waiting_curve=curves))
    found = rows(warehouse, NAME, area="0127")
    assert columns(found, "body_id", "body_name", "has_decisions", "decision_count") == [
        ("silent", "Nämnd silent", False, 0), ("A", "Nämnd A", True, 4), ("gone", "Nämnd gone", True, 1), ("", None, True, 1),
        ("nowhere", None, True, 1),
    ]  # fmt: skip
    names = ("done_share", "evaluated_share", "dated_count", "overdue_count", "overdue_share", "median_days_value")
    assert columns(found, *names)[:3] == [
        (None, None, 0, 0, None, None), (0.5, 0.25, 3, 1, 1 / 3, 77.0), (0.0, 0.0, 0, 0, None, None),
    ]  # fmt: skip


def test_in_a_year_only_bodies_that_there_were(given):
    old, new = body("old", 1, dissolution_date=date(2024, 12, 31)), body("new", 2, founding_date=date(2026, 1, 1))
    bodies = [old, new, body("always", 3)]
    warehouse = given(**area(dim_body=bodies))
    assert columns(rows(warehouse, NAME, area="0127", year=2024), "body_id") == [("old",), ("always",)]
    assert columns(rows(warehouse, NAME, area="0127", year=2026), "body_id") == [("new",), ("always",)]
