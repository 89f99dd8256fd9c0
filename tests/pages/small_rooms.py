"""A municipality's own register with one dialogue in Alby: twelve took part, and few of them were young."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from spegel.build import build
from spegel.registers import schema
from spegel.registers.example.columns import frame
from spegel.registers.store import Store
from spegel.settings import Settings

ROOM, PLACE = 12, "Lilla salen"


def publish(folder: Path, young: int = 1) -> Path:
    """Build a warehouse where this many of the twelve were 18–29 and is otherwise the same; gives its folder."""
    store = Store(folder / "restricted", "0127")
    dialogues = frame(
        "dialogues",
        dialogue_id=["D-1"],
        title=["Om torget"],
        classification=["forum"],
        start_time=[datetime(2026, 3, 12, 18)],
        status=["held"],
        area_code=["Alby"],
        location=[PLACE],
        channel=["physical"],
        attendees=[ROOM],
    )
    cells = [("gender", "women", 6), ("gender", "men", 6), ("age", "18-29", young), ("age", "30-49", ROOM - young)]
    attendance = frame(
        "attendance",
        dialogue_id=["D-1"] * len(cells),
        dimension=[dimension for dimension, _, _ in cells],
        category=[category for _, category, _ in cells],
        count=[count for _, _, count in cells],
        method=["observation"] * len(cells),
        missing_count=[0] * len(cells),
    )
    for kind, rows in (("dialogues", dialogues), ("attendance", attendance)):
        store.add(schema.load(kind), rows, f"{kind}.xlsx", kind[0] * 64, "an official")
    build(Settings(warehouse=folder / "warehouse", restricted=folder / "restricted"))
    return folder / "warehouse"
