"""attendance_by_place: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows

NAME = "attendance_by_place"
COLUMNS = ("dimension", "category", "dialogue_count", "hidden_count", "least_count", "most_count")


def held(dialogue_id: str, day: int = 1, **more) -> dict:
    return {
        "area_id": "0127", "dialogue_id": dialogue_id, "status": "held", "start_date": date(2026, 3, day), "provenance": "own",
        "location": "Biblioteket", "channel": "physical", "part_area_id": "0127-alby", **more,
    }  # fmt: skip


def room(dialogue_id: str, dimension: str = "gender", measure: str = "present", **counts: int | None) -> list[dict]:
    """The cells of a room; None is a hidden number."""
    return [
        {"area_id": "0127", "dialogue_id": dialogue_id, "measure": measure, "dimension": dimension, "category": category,
         "person_count": count, "is_suppressed": count is None, "suppression_reason": None if count else "primary_small",
         "provenance": "own"}
        for category, count in counts.items()
    ]  # fmt: skip


def test_what_is_hidden_lies_between_nothing_and_what_the_others_leave(given):
    """Of 30 present 20 women are shown, so 0 to 10 men came; of 12 all are shown."""
    warehouse = given(
        fact_dialogue=[held("d1"), held("d2", 5)],
        fact_attendance=[
            *room("d1", women=20, men=None, unknown=None, total=30),
            *room("d2", women=7, men=5, total=12),
            *room("d2", measure="speaking", women=3, men=1, total=4),
        ],
    )
    found = rows(warehouse, NAME, area="0127")
    assert columns(found, *COLUMNS) == [
        ("gender", "men", 2, 1, 5, 15),
        ("gender", "total", 2, 0, 42, 42),
        ("gender", "unknown", 1, 1, 0, 10),
        ("gender", "women", 2, 0, 27, 27),
    ]
    assert columns(found[:1], "part_area_id", "location", "channel", "first_date", "last_date", "is_example") == [
        ("0127-alby", "Biblioteket", "physical", date(2026, 3, 1), date(2026, 3, 5), False)
    ]


def test_rooms_without_a_known_total_planned_ones_and_other_dimensions_are_left_out(given):
    warehouse = given(
        fact_dialogue=[held("hidden"), held("planned", status="planned"), held("kept")],
        fact_attendance=[
            *room("hidden", women=None, men=None, total=None),
            *room("planned", women=6, men=6, total=12),
            *room("kept", "birth_region", sweden=20, total=20),
            *room("kept", "age", **{"18-29": 8, "total": 8}),
        ],
    )
    assert columns(rows(warehouse, NAME, area="0127"), *COLUMNS) == [("age", "18-29", 1, 0, 8, 8), ("age", "total", 1, 0, 8, 8)]


def test_each_place_and_channel_for_itself_and_those_not_told_too(given):
    warehouse = given(
        fact_dialogue=[held("d1"), held("d2", location=None, channel="digital"), held("d3", channel=None, part_area_id=None)],
        fact_attendance=[line for name in ("d1", "d2", "d3") for line in room(name, women=10, total=10)],
    )
    found = columns(rows(warehouse, NAME, area="0127"), "part_area_id", "location", "channel", "category")
    assert found[::2] == [
        ("", "Biblioteket", "", "total"),
        ("0127-alby", "", "digital", "total"),
        ("0127-alby", "Biblioteket", "physical", "total"),
    ]
    assert len(rows(warehouse, NAME, area="0127-alby")) == 4
