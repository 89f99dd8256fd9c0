"""dialogue_to_decision: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.held_made import AREAS, held
from tests.sql.made import columns, rows

NAME = "dialogue_to_decision"


def linked(dialogue_id: str, day: date | None, timing: str, **more) -> dict:
    row = {"area_id": "0127", "dialogue_id": dialogue_id, "decision_date": day, "timing": timing, "provenance": "own"}
    return {**row, **more}


def test_days_before_the_decision_the_latest_dialogue_first(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[
            held("a", 2025, organization="Skola", stage="early"), held("b", 2026), held("c", 2024, classification="walk"),
            held("loose"),
        ],
        fact_dialogue_decision=[
            linked("a", date(2025, 3, 31), "early", decision_reference="KS 1"),
            linked("b", date(2026, 2, 27), "late", decision_title="Parken", provenance="example"),
            linked("c", None, "unknown"),
        ],
    )  # fmt: skip
    found = rows(warehouse, NAME, area="0127")
    names = ("dialogue_id", "days_before_value", "timing", "decision_reference", "decision_title", "is_example")
    assert columns(found, *names) == [
        ("b", -2.0, "late", None, "Parken", True), ("a", 30.0, "early", "KS 1", None, False),
        ("c", None, "unknown", None, None, False),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", kind="walk"), "dialogue_id") == [("c",)]
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "dialogue_id", "administration") == [("a", "Skola")]


def test_only_one_administration_and_only_one_part(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[held("a", organization="Skola"), held("b", organization="Skola", part_area_id="0127-alby"), held("c")],
        fact_dialogue_decision=[linked(name, None, "unknown") for name in "abc"],
    )
    assert columns(rows(warehouse, NAME, area="0127", administration="Skola"), "dialogue_id") == [("a",), ("b",)]
    assert columns(rows(warehouse, NAME, area="0127", part="0127-alby"), "dialogue_id") == [("b",)]
