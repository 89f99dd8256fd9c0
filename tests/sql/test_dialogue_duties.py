"""dialogue_duties: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, rows

NAME = "dialogue_duties"
FIVE = {"purpose": "p", "target_group": "t", "mandate": "tycka", "stage": "early", "feedback_owner": "o"}


def dialogue(dialogue_id: str, **more) -> dict:
    return {"area_id": "0127", "dialogue_id": dialogue_id, "provenance": "own", "status": "held", **more}


def test_each_duty_and_all_of_them(given):
    warehouse = given(
        fact_dialogue=[
            dialogue("d1", **FIVE),
            dialogue("d2", purpose="p", status=None),
            dialogue("cancelled", **FIVE, status="cancelled"),
            dialogue("elsewhere", area_id="jarva", **FIVE),
        ]
    )
    names = ("duty", "dialogue_count", "filled_count", "filled_share", "complete_count")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("purpose", 2, 2, 1.0, 1),
        ("target_group", 2, 1, 0.5, 1),
        ("mandate", 2, 1, 0.5, 1),
        ("stage", 2, 1, 0.5, 1),
        ("feedback_owner", 2, 1, 0.5, 1),
        ("total", 2, 6, 0.6, 1),
    ]


@pytest.mark.parametrize("missing", FIVE)
def test_a_blank_duty_lowers_the_completeness_by_exactly_one(given, missing):
    filled = [rows(given(fact_dialogue=[dialogue("d1", **duties)]), NAME, area="0127")[-1]["filled_count"]
              for duties in (FIVE, {**FIVE, missing: None})]  # fmt: skip
    assert filled == [5, 4]


def test_nothing_is_said_where_there_are_no_dialogues(given):
    assert rows(given(), NAME, area="0127") == []
