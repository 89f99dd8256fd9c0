"""dialogue_coverage: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.reach_made import AREA, dialogue, places, present

NAME = "dialogue_coverage"


def test_parts_and_groups_with_and_without_and_those_nobody_can_judge(given):
    """Young people: 3 shown and nothing hidden is too few. Men: 2 shown and one hidden may be five."""
    warehouse = given(
        dim_area=places(),
        fact_dialogue=[dialogue("a"), dialogue("b"), dialogue("c", "0127-tumba", status="planned")],
        fact_attendance=[
            *present("a", "gender", women=9, men=2, total=11),
            *present("b", "gender", women=9, men=None, total=14),
            *present("a", "age", **{"0-17": 3, "18-29": 0, "30-49": 8, "total": 11}),
            *present("c", "gender", men=50),
        ],
    )
    found = {(row["dimension"], row["category"]): row for row in rows(warehouse, NAME, area=AREA)}
    reached = {key: row["is_reached"] for key, row in found.items()}
    assert reached == {
        ("area", "0127-alby"): True,
        ("area", "0127-tumba"): False,
        ("gender", "women"): True,
        ("gender", "men"): None,
        ("age", "0-17"): False,
        ("age", "18-29"): False,
        ("age", "30-49"): True,
        ("age", "50-64"): None,
        ("age", "65+"): None,
        ("birth_region", "sweden"): None,
        ("birth_region", "europe"): None,
        ("birth_region", "world"): None,
    }
    told = ("dialogue_count", "participants_count", "hidden_count", "reached_count", "known_count", "reached_share")
    assert columns([found["area", "0127-alby"], found["gender", "men"], found["age", "18-29"]], *told) == [
        (2, None, 0, 1, 2, 0.5),
        (2, 2, 1, 1, 1, 1),
        (1, 0, 0, 1, 3, 1 / 3),
    ]
    assert found["birth_region", "world"]["reached_share"] is None


def test_how_many_make_a_group_reached_is_asked_for(given):
    warehouse = given(
        dim_area=places(),
        fact_dialogue=[dialogue("a")],
        fact_attendance_background=present("a", "birth_region", world=12, total=12),
    )
    judged = {
        least: next(row["is_reached"] for row in rows(warehouse, NAME, area=AREA, least=least) if row["category"] == "world")
        for least in (12, 13)
    }
    assert judged == {12: True, 13: False}
