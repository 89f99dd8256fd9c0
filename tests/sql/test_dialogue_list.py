"""dialogue_list: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, municipalities, rows

NAME = "dialogue_list"
DUTIES = {"purpose": "p", "target_group": "t", "mandate": "tycka", "stage": "early", "feedback_owner": "o"}


def dialogue(dialogue_id: str, day: int, area_id: str = "0127", **more) -> dict:
    return {
        "area_id": area_id, "dialogue_id": dialogue_id, "title": f"Om {dialogue_id}", "start_date": date(2026, 3, day),
        "provenance": "own", **more,
    }  # fmt: skip


def present(dialogue_id: str, count: int | None, dimension: str = "all", measure: str = "present", **more) -> dict:
    return {
        "area_id": "0127", "dialogue_id": dialogue_id, "measure": measure, "dimension": dimension, "category": "total",
        "person_count": count, **more,
    }  # fmt: skip


def test_latest_first_with_duties_people_and_part(given):
    part = {"area_id": "0127-alby", "area_level": "kommundel", "area_name": "Alby", "municipality_code": "0127"}
    warehouse = given(
        dim_area=[*municipalities("0127"), part],
        fact_dialogue=[
            dialogue("d1", 1, area_written="Hallunda", provenance="example"),
            dialogue("d2", 2, part_area_id="0127-alby", area_written="ALBY", **DUTIES),
            dialogue("d3", 3, mandate="veta"),
            dialogue("other", 4, "jarva"),
        ],
        fact_attendance=[
            present("d1", None, suppression_reason="primary_small"),
            present("d2", 42),
            present("d2", 40, "gender"),
            present("d2", 9, measure="speaking"),
        ],
    )
    found = rows(warehouse, NAME, area="0127")
    names = ("dialogue_id", "area_name", "duties_filled_count", "participants_count", "suppression_reason", "is_example")
    assert columns(found, *names) == [
        ("d3", None, 1, None, None, False),
        ("d2", "Alby", 5, 42, None, False),
        ("d1", "Hallunda", 0, None, "primary_small", True),
    ]
    assert columns(rows(warehouse, NAME, area="0127-alby"), "dialogue_id") == [("d2",)]


def test_both_sexes_and_those_not_told_each_with_its_own_reason(given):
    rooms = {
        "told": [("women", 20, None), ("men", None, "primary_small"), ("unknown", 3, None)],
        "untold": [],
    }
    warehouse = given(
        dim_area=municipalities("0127"),
        fact_dialogue=[dialogue("told", 1), dialogue("untold", 2), dialogue("uncounted", 3)],
        fact_attendance=[
            *(present(key, 30) for key in rooms),
            *(
                present(key, count, "gender", category=category, suppression_reason=reason)
                for key, cells in rooms.items()
                for category, count, reason in cells
            ),
            present("told", 15, "gender", measure="speaking", category="women"),
        ],
    )
    names = ("dialogue_id", "women_count", "men_count", "men_reason", "unknown_gender_count", "is_gender_missing")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("uncounted", None, None, None, None, False),
        ("untold", None, None, None, None, True),
        ("told", 20, None, "primary_small", 3, False),
    ]
