"""All of Sweden as examples, for measurements: 290 municipalities sized by their electorates, as Parquet files.

Areas are invented here and have no places. One file a register, its first column `municipality_code`; ids begin with the code,
so that they are unique over all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from spegel.progress import Silent, Watcher
from spegel.registers.example import registers
from spegel.registers.example.place import Area, Place, country

DIALOGUES = 84_000
"""Dialogues in all: about a million rows of attendance."""
PANEL_MEMBERS = 575_000
"""Members of panels in all: about five million answers."""
KINDS = ("dialogues", "attendance", "panel_waves", "panel_respondents", "panel_answers", "staff", "proposals", "views")
"""Registers that grow with the country; the others are small everywhere."""


def places() -> Iterator[Place]:
    """Every municipality, in the order of its code."""
    electors = country()
    total = sum(electors.values())
    for code, number in electors.items():
        share = number / total
        yield Place(
            id=code,
            area_id=code,
            kind="kommun",
            part_level="kommundel",
            areas=tuple(Area(f"Område {letter}", number // place) for place, letter in enumerate("ABCDEF", start=3)),
            seats={2022: {"A": (20, None, None, None), "B": (15, None, None, None), "C": (10, None, None, None)}},
            bodies=(
                {"id": "KF", "name": "Kommunfullmäktige", "classification": "council"},
                {"id": "N", "name": "Nämnden", "classification": "committee", "parent": "KF", "seats": 11},
            ),
            dialogues=max(20, round(DIALOGUES * share)),
            panel="Medborgarpanelen",
            panel_members=max(50, round(PANEL_MEMBERS * share)),
        )


def write(folder: Path, watcher: Watcher | None = None, label: str = "") -> dict[str, int]:
    """Write the files into `folder`, one municipality at a time; returns the number of rows by kind."""
    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, pq.ParquetWriter] = {}
    rows: dict[str, int] = {}
    try:
        for place in (watcher or Silent()).each(label, list(places())):
            for kind, frame in registers(place, KINDS).items():
                table = _unique(frame, place.id).to_arrow()
                if kind not in writers:
                    writers[kind] = pq.ParquetWriter(folder / f"{kind}.parquet", table.schema, compression="zstd")
                writers[kind].write_table(table.cast(writers[kind].schema))
                rows[kind] = rows.get(kind, 0) + frame.height
    finally:
        for writer in writers.values():
            writer.close()
    return rows


def _unique(frame: pl.DataFrame, code: str) -> pl.DataFrame:
    """With the municipality's code as a column and before every id."""
    ids = [name for name in frame.columns if name.endswith("_id") and name != "question_id"]
    numbered = frame.with_columns((pl.lit(f"{code}-") + pl.col(name)).alias(name) for name in ids)
    return numbered.select(pl.lit(code).alias("municipality_code"), *frame.columns)
