"""Rows of dialogues that have been held and of who was there, said in as few words as possible."""

from __future__ import annotations

from datetime import date

from tests.sql.made import municipalities

PARTS = [
    {
        "area_id": f"0127-{name}",
        "area_level": "kommundel",
        "area_name": name.title(),
        "municipality_code": "0127",
        "parent_area_id": "0127",
    }
    for name in ("alby", "tumba")
]
AREAS = [*municipalities("0127"), *PARTS]


def held(dialogue_id: str, year: int = 2026, **more) -> dict:
    """A row of `fact_dialogue`: held on 1 March, nothing stated but what is given."""
    return {
        "area_id": "0127",
        "dialogue_id": dialogue_id,
        "title": f"Om {dialogue_id}",
        "classification": "forum",
        "status": "held",
        "start_date": date(year, 3, 1),
        "provenance": "own",
        **more,
    }


def present(dialogue_id: str, count: int | None, category: str = "total", dimension: str = "", **more) -> dict:
    """A row of `fact_attendance`: the room, a sex, or a group of `dimension`."""
    of = dimension or ("all" if category == "total" else "gender")
    row = {"area_id": "0127", "dialogue_id": dialogue_id, "measure": "present", "dimension": of, "category": category}
    return {**row, "person_count": count, "provenance": "own", **more}


def hidden(dialogue_id: str, category: str = "total", dimension: str = "") -> dict:
    """A row whose number is not shown."""
    return present(dialogue_id, None, category, dimension, is_suppressed=True, suppression_reason="primary_small")
