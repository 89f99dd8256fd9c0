"""residents_decided: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.held_made import AREAS, held
from tests.sql.made import columns, rows

NAME = "residents_decided"


def project(instance: str, cost: float, is_selected: bool | None) -> dict:
    number = f"{instance}-{cost}-{is_selected}"
    row = {"area_id": "0127", "instance": instance, "project_id": number, "budget_value": 500.0, "provenance": "own"}
    return {**row, "cost_value": cost, "is_selected": is_selected}


def decision(decision_id: str, dialogue_id: str | None, amount: float | None, step: str | None = "taken") -> dict:
    row = {"area_id": "0127", "decision_id": decision_id, "title": f"Beslut {decision_id}", "decided_date": date(2025, 5, 1)}
    return {**row, "dialogue_id": dialogue_id, "amount_value": amount, "step": step, "provenance": "own"}


def test_projects_chosen_and_decisions_that_residents_took(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[held("decides", mandate="bestamma"), held("talks", mandate="tycka")],
        fact_budget_project=[
            project("MB-2026", 200, True), project("MB-2026", 100, True), project("MB-2026", 50, False),
            project("Omgång ett", 70, None), project("Omgång två", 70, False),
        ],
        fact_decision=[
            decision("1", "decides", 1000), decision("2", "decides", None), decision("3", "talks", 5000),
            decision("4", None, 9000),
            decision("5", "decides", 100, step=None),
        ],
    )  # fmt: skip
    names = ("kind", "item_name", "item_year", "item_value", "frame_value", "chosen_count", "undecided_count")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("budget", "MB-2026", 2026, 300.0, 500.0, 2, 0), ("delegated", "Beslut 1", 2025, 1000.0, None, None, None),
        ("delegated", "Beslut 2", 2025, None, None, None, None), ("budget", "Omgång ett", None, None, 500.0, 0, 1),
        ("budget", "Omgång två", None, 0.0, 500.0, 0, 0),
    ]  # fmt: skip
