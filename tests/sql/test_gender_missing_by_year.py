"""gender_missing_by_year: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows

NAME = "gender_missing_by_year"


def dialogue(dialogue_id: str, year: int, **more: object) -> dict:
    return {
        "area_id": "0127",
        "dialogue_id": dialogue_id,
        "title": dialogue_id,
        "start_date": date(year, 3, 1),
        "provenance": "own",
        **more,
    }


def present(dialogue_id: str, gender: str, count: int | None, **more: object) -> dict:
    return {
        "area_id": "0127",
        "dialogue_id": dialogue_id,
        "measure": "present",
        "dimension": "all" if gender == "total" else "gender",
        "category": gender,
        "person_count": count,
        **more,
    }


def test_sex_is_missing_where_nobody_was_counted_by_it_hidden_numbers_are_not_missing(given):
    warehouse = given(
        fact_dialogue=[
            dialogue("told", 2025),
            dialogue("hidden", 2025),
            dialogue("unsexed", 2025, provenance="example"),
            dialogue("uncounted", 2024),
            dialogue("planned", 2024, status="planned"),
        ],
        fact_attendance=[
            present("told", "total", 12),
            present("told", "women", 12),
            present("told", "men", 0),
            present("hidden", "total", None, suppression_reason="primary_small"),
            present("hidden", "women", None, suppression_reason="primary_small"),
            present("unsexed", "total", 30),
            present("unsexed", "unknown", 30),
            present("unsexed", "women", None),
            present("uncounted", "total", None),
        ],
    )
    names = ("period", "held_count", "missing_count", "uncounted_count", "missing_share", "is_example")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("2025", 3, 1, 0, 1 / 3, True),
        ("2024", 1, 1, 1, 1.0, False),
        ("total", 4, 2, 1, 0.5, True),
    ]
    assert rows(warehouse, NAME, area="jarva") == []
