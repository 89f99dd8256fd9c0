"""feedback_effect: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.waiting_made import area, dialogues, over

NAME = "feedback_effect"


def test_every_effect_has_a_row_and_silence_is_not_undecided(given):
    outcomes = ("yes", "no", "no", None)
    made = dialogues(*(over(f"d{number}", date(2026, 1, 1), outcome=outcome) for number, outcome in enumerate(outcomes)))
    old = over("old", date(2025, 1, 1), "walk", outcome="undecided", provenance="example")
    made = {table: [*listed, row] for (table, listed), row in zip(made.items(), old, strict=True)}
    warehouse = given(**area(**made))
    assert columns(rows(warehouse, NAME, area="0127"), "effect", "dialogue_count", "dialogue_share", "is_example") == [
        ("yes", 1, 0.2, True), ("partly", 0, 0.0, True), ("no", 2, 0.4, True), ("undecided", 1, 0.2, True),
        ("unknown", 1, 0.2, True),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", year=2026), "dialogue_count") == [(1,), (0,), (2,), (0,), (1,)]
    assert columns(rows(warehouse, NAME, area="0127", kind="walk"), "dialogue_share") == [(0,), (0,), (0,), (1,), (0,)]
    assert rows(warehouse, NAME, area="0127", year=2020) == []
