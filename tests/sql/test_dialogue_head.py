"""dialogue_head: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows

NAME = "dialogue_head"


def dialogue(dialogue_id: str, day: int, area_id: str = "0127", **more: object) -> dict:
    return {
        "area_id": area_id,
        "dialogue_id": dialogue_id,
        "title": f"Om {dialogue_id}",
        "start_date": date(2026, 3, day),
        "provenance": "own",
        **more,
    }


def test_purpose_target_and_mandate_are_told_and_what_is_not_stated_is_not(given):
    warehouse = given(
        fact_dialogue=[
            dialogue("d1", 1, purpose="Lyssna", target_group="Unga", mandate="tycka", provenance="example"),
            dialogue("d2", 2),
            dialogue("d1", 3, "jarva", purpose="Annat"),
        ]
    )
    names = ("dialogue_id", "purpose", "target_group", "mandate", "is_example")
    told = ("d1", "Lyssna", "Unga", "tycka", True)
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [("d2", None, None, None, False), told]
    assert columns(rows(warehouse, NAME, area="0127", dialogue="d1"), *names) == [told]
    assert rows(warehouse, NAME, area="0127", dialogue="d3") == []


def test_who_decides_what_and_when_is_told_and_what_is_not_stated_is_not(given):
    said = {"parties": "Invånare föreslår, nämnden beslutar", "stage": "early"}
    warehouse = given(fact_dialogue=[dialogue("d1", 1, **said), dialogue("d2", 2)])
    assert columns(rows(warehouse, NAME, area="0127"), "parties", "stage") == [
        (None, None),
        ("Invånare föreslår, nämnden beslutar", "early"),
    ]
