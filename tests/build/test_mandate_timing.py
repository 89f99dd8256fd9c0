"""Whether a dialogue came while its decision could still be influenced: made-up rows through the build SQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

DAY = date(2026, 3, 1)
LATER, BEFORE = date(2026, 6, 1), date(2026, 1, 1)
DIALOGUE = {
    "dialogue_id": pl.String, "status": pl.String, "start_date": pl.Date, "stage": pl.String, "decision_reference": pl.String,
    "decision_date": pl.Date, "provenance": pl.String,
}  # fmt: skip
DECISION = {
    "decision_id": pl.String, "dialogue_id": pl.String, "title": pl.String, "decided_date": pl.Date, "provenance": pl.String,
}  # fmt: skip


@pytest.fixture
def linked(root: Path):
    """`linked([dialogue], [decision])`: dialogue -> its row of `fact_dialogue_decision`."""
    with duckdb.connect() as connection:

        def run(dialogues: list[dict], decisions: list[dict]) -> dict[str, dict]:
            own = {"status": "held", "start_date": DAY, "provenance": "own"}
            for name, kinds, rows in (("fact_dialogue", DIALOGUE, dialogues), ("fact_decision", DECISION, decisions)):
                filled = [{column: {**own, **row}.get(column) for column in kinds} for row in rows]
                connection.register(name, pl.DataFrame(filled, schema=kinds).with_columns(area_id=pl.lit("0127")))
            connection.execute((root / "queries/build/67_mandate.sql").read_text(encoding="utf-8"))
            return {row["dialogue_id"]: row for row in connection.table("fact_dialogue_decision").pl().iter_rows(named=True)}

        yield run


@pytest.mark.parametrize(
    ("stage", "decided", "timing"),
    [
        ("early", LATER, "early"), ("proposal", LATER, "early"), ("early", None, "early"), ("before_decision", LATER, "late"),
        ("after_decision", None, "late"), ("follow_up", LATER, "late"), (None, LATER, "unknown"), (None, None, "unknown"),
        ("early", DAY, "late"), ("early", BEFORE, "late"), (None, BEFORE, "late"),
    ],
)  # fmt: skip
def test_stage_and_day_tell_together_and_the_day_goes_first(linked, stage, decided, timing):
    found = linked([{"dialogue_id": "a", "stage": stage, "decision_reference": "KS 1", "decision_date": decided}], [])
    assert found["a"]["timing"] == timing


def test_a_decision_may_stand_in_either_register_and_the_first_one_counts(linked):
    found = linked(
        [
            {"dialogue_id": "own", "decision_reference": "KS 1", "decision_date": LATER}, {"dialogue_id": "named"},
            {"dialogue_id": "both", "decision_reference": "KS 2"}, {"dialogue_id": "none"},
            {"dialogue_id": "planned", "status": "planned", "decision_reference": "KS 3"},
            {"dialogue_id": "unsaid", "status": None, "decision_reference": "KS 4"},
        ],
        [
            {"decision_id": "B2", "dialogue_id": "named", "title": "Senare", "decided_date": LATER},
            {"decision_id": "B1", "dialogue_id": "named", "title": "Först", "decided_date": BEFORE, "provenance": "example"},
            {"decision_id": "B3", "dialogue_id": "both", "title": "Parken", "decided_date": LATER},
            {"decision_id": "B4", "dialogue_id": None, "title": "Annat", "decided_date": BEFORE},
        ],
    )  # fmt: skip
    names = ("decision_reference", "decision_title", "decision_date", "provenance")
    assert {key: tuple(row[name] for name in names) for key, row in found.items()} == {
        "own": ("KS 1", None, LATER, "own"), "named": ("B1", "Först", BEFORE, "example"),
        "both": ("KS 2", "Parken", LATER, "own"), "unsaid": ("KS 4", None, None, "own"),
    }  # fmt: skip
