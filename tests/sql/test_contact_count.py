"""contact_count: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.waiting_made import area, dialogues, over

NAME = "contact_count"
DAY = date(2026, 5, 1)


def test_meetings_and_conversations_are_types_of_their_own_and_all_else_is_dialogue(given):
    made = dialogues(
        over("a", date(2026, 1, 1), "meeting", results_date=DAY),
        over("b", date(2026, 1, 1), "conversation"),
        over("c", date(2026, 1, 1), "forum", effect_date=DAY),
        over("d", date(2026, 1, 1), "forum"),
        over("e", date(2025, 1, 1), "walk", results_date=DAY),
    )
    warehouse = given(**area(**made))
    names = ("contact_type", "classification", "contact_count", "answered_count", "answered_share")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("meeting", "total", 1, 1, 1.0), ("meeting", "meeting", 1, 1, 1.0), ("dialogue", "total", 3, 2, 2 / 3),
        ("dialogue", "forum", 2, 1, 0.5), ("dialogue", "walk", 1, 1, 1.0), ("conversation", "total", 1, 0, 0.0),
        ("conversation", "conversation", 1, 0, 0.0),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", year=2025), *names[:3]) == [
        ("dialogue", "total", 1), ("dialogue", "walk", 1),
    ]  # fmt: skip
