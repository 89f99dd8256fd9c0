"""A municipality's own rooms: twelve with one alone in an age, six, forty never counted by sex, and sixty."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from spegel.build import build
from spegel.registers import schema
from spegel.registers.example.columns import frame
from spegel.registers.store import Store
from spegel.settings import Settings

TWELVE, SIX, UNCOUNTED, LARGE = "D-12", "D-6", "D-40", "D-60"
_ROOMS = {
    TWELVE: {
        "gender": {"women": 7, "men": 5},
        "age": {"0-17": 0, "18-29": 1, "30-49": 6, "50-64": 5, "65+": 0},
        "gender_age": {"women_18-29": 1, "women_30-49": 6, "men_50-64": 5},
    },
    SIX: {"gender": {"women": 6, "men": 0}},
    LARGE: {"gender": {"women": 45, "men": 15}, "age": {"0-17": 6, "18-29": 5, "30-49": 9, "50-64": 10, "65+": 30}},
}
_SPOKE = {LARGE: {"gender": {"women": 14, "men": 10}}}


def publish(folder: Path) -> Path:
    """Build a warehouse of these rooms; gives its folder."""
    store = Store(folder / "restricted", "0127")
    people = {TWELVE: 12, SIX: 6, UNCOUNTED: 40, LARGE: 60}
    dialogues = frame(
        "dialogues",
        dialogue_id=list(people),
        title=[f"Rummet med {count}" for count in people.values()],
        classification=["citizen_dialogue"] * len(people),
        purpose=["Välja åtgärder", None, "Lyssna", "Fördela pengar"],
        mandate=["resonera", None, "tycka", "bestamma"],
        start_time=[datetime(2025, month, 3, 18) for month in (3, 4, 5, 9)],
        status=["held"] * len(people),
        attendees=list(people.values()),
    )
    cells = [
        (dialogue, dimension, category, count, _SPOKE.get(dialogue, {}).get(dimension, {}).get(category))
        for dialogue, dimensions in _ROOMS.items()
        for dimension, counts in dimensions.items()
        for category, count in counts.items()
    ]
    columns = dict(
        zip(("dialogue_id", "dimension", "category", "count", "speaking_count"), map(list, zip(*cells, strict=True)), strict=True)
    )
    attendance = frame("attendance", **columns, method=["observation"] * len(cells), missing_count=[0] * len(cells))
    for kind, rows in (("dialogues", dialogues), ("attendance", attendance)):
        store.add(schema.load(kind), rows, f"{kind}.xlsx", kind[0] * 64, "an official")
    build(Settings(warehouse=folder / "warehouse", restricted=folder / "restricted"))
    return folder / "warehouse"
