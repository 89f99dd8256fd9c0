"""dialogue_steering: given rows, expected rows."""

from __future__ import annotations

from tests.sql.held_made import AREAS, held
from tests.sql.made import columns, rows

NAME = "dialogue_steering"


def linked(dialogue_id: str, timing: str) -> dict:
    return {"area_id": "0127", "dialogue_id": dialogue_id, "timing": timing, "provenance": "own"}


def test_early_of_those_linked_and_planned_of_all_with_what_is_not_stated_apart(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[
            held("a", is_in_plan=True, organization="Skola"), held("b", is_in_plan=False, organization="Skola"),
            held("c", 2025), held("d", 2025, is_in_plan=True, organization="Kultur"),
            held("x", status="planned", is_in_plan=True),
        ],
        fact_dialogue_decision=[linked("a", "early"), linked("b", "late"), linked("c", "unknown"), linked("x", "early")],
    )  # fmt: skip
    found = rows(warehouse, NAME, area="0127")
    early = ("dimension", "category", "linked_count", "early_count", "late_count", "unknown_timing_count", "early_share")
    assert columns(found, *early) == [
        ("all", "total", 3, 1, 1, 1, 1 / 3), ("year", "2026", 2, 1, 1, 0, 0.5), ("year", "2025", 1, 0, 0, 1, 0.0),
        ("administration", "Kultur", 0, 0, 0, 0, None), ("administration", "Skola", 2, 1, 1, 0, 0.5),
        ("administration", "", 1, 0, 0, 1, 0.0),
    ]  # fmt: skip
    plan = ("dialogue_count", "planned_count", "beside_count", "unknown_plan_count", "planned_share")
    assert columns(found[:2], *plan) == [(4, 2, 1, 1, 0.5), (2, 1, 1, 0, 0.5)]
    assert columns(rows(warehouse, NAME, area="0127", year=2025)[:1], *plan[:2]) == [(2, 1)]


def test_one_administration_and_part_and_what_says_who_decides_what(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[
            held("a", organization="Skola", part_area_id="0127-alby", parties="Invånare föreslår, nämnden beslutar"),
            held("b", organization="Skola", part_area_id="0127-alby"),
            held("c", organization="Skola", part_area_id="0127-tumba"),
            held("d", organization="Kultur", part_area_id="0127-alby"),
        ],
    )
    names = ("dimension", "category", "dialogue_count", "parties_count", "parties_share")
    assert columns(rows(warehouse, NAME, area="0127")[:1], *names) == [("all", "total", 4, 1, 0.25)]
    assert columns(rows(warehouse, NAME, area="0127", administration="Skola", part="0127-alby"), *names) == [
        ("all", "total", 2, 1, 0.5), ("year", "2026", 2, 1, 0.5), ("administration", "Skola", 2, 1, 0.5),
    ]  # fmt: skip
    assert rows(warehouse, NAME, area="0127", administration="Teknik") == []
