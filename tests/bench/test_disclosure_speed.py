"""Disclosure control of all of Sweden's examples: a million rows of attendance, five million panel answers, 290 municipalities.

    python -m pytest --bench tests/bench/test_disclosure_speed.py -s -p no:randomly

The rows are counted by the build itself; the protection then runs in a process of its own, so that its memory can be told apart.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl
import pytest

import spegel.build
from spegel.build import room
from spegel.build.registers import PLACE, Registers, gather_registers
from spegel.disclosure import PublicTable
from spegel.registers.example import sweden
from spegel.settings import Settings

pytestmark = pytest.mark.bench

SCRIPT = """
import resource, sys, time
from pathlib import Path
import polars as pl
from spegel.disclosure import allow_list, protect_tables
from spegel.disclosure.sums import sum_rooms
entries = {path.stem: (allow_list()[path.stem], pl.read_parquet(path)) for path in Path(sys.argv[1]).glob("fact_*.parquet")}
places = pl.read_parquet(Path(sys.argv[1], "places.parquet"))
wall, cpu = time.perf_counter(), time.process_time()
answers = protect_tables(entries)
answers["fact_attendance_sum"] = sum_rooms(entries["fact_attendance"][1], answers["fact_attendance"], places)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
hidden = sum(int(frame["is_suppressed"].sum()) for frame in answers.values())
rows = sum(frame.height for frame in answers.values())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in KiB
print(wall, cpu, peak, rows, hidden)
"""


class CountedError(Exception):
    """The build has counted the tables; the rest of it is not measured here."""


def report(what: str, value: float, unit: str, bound: float) -> None:
    print(f"\n| {what} | {value:,.1f} {unit} | {bound:,.0f} {unit} |")
    assert value <= bound


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables about persons of all Sweden, as the build hands them over to the protection."""
    examples, folder = tmp_path_factory.mktemp("examples"), tmp_path_factory.mktemp("counted")
    rows = sweden.write(examples)
    assert rows["attendance"] >= 1_000_000
    assert rows["panel_answers"] >= 5_000_000

    def gather_sweden(*given: object) -> Registers:
        found = gather_registers(*given)
        tables = {kind: frame.clear() for kind, frame in found.tables.items()}
        for kind in rows:
            own = pl.read_parquet(examples / f"{kind}.parquet")
            columns = tables[kind].columns
            if PLACE in columns:
                own = own.rename({"area_id": PLACE})
            stamps = {"area_id": "municipality_code", "source_id": pl.lit("example"), "provenance": pl.lit("example")}
            tables[kind] = own.with_columns(**stamps).select(columns)
        return Registers(tables, found.sources, found.overview)

    def keep(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, PublicTable], *_: object) -> None:
        for name, table in tables.items():
            if table.rule != "open" and table.protection.method != "sums":
                pl.from_arrow(connection.table(name).to_arrow_table()).sort(table.grain).write_parquet(folder / f"{name}.parquet")
        room.places(connection).write_parquet(folder / "places.parquet")
        raise CountedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spegel.build, "gather_registers", gather_sweden)
        patch.setattr(spegel.build, "audit", lambda *_: None)
        patch.setattr(spegel.build, "disclose", keep)
        with pytest.raises(CountedError):
            spegel.build.build(Settings(warehouse=tmp_path_factory.mktemp("warehouse")))
    return folder


def test_disclosure_of_all_sweden(counted: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(counted)], check=True, capture_output=True, text=True)
    wall, cpu, peak, rows, hidden = (float(word) for word in done.stdout.split())
    print(f"\n{rows:,.0f} rows, {hidden:,.0f} with something hidden")
    report("processor time of the disclosure of all Sweden", cpu, "s", 120)
    report("peak memory of it", peak, "MiB", 4096)
    report("the same by the clock", wall, "s", 120)
