"""Disclosure control of all of Sweden's examples: a million rows of attendance, five million panel answers, 290 municipalities.

    python -m pytest --bench tests/bench/test_disclosure_speed.py -s -p no:randomly

The build itself counts the rows in one process and the protection runs in another, so that their memory can be told apart.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl
import pytest

import spegel.build
from spegel.build import room
from spegel.build.registers import PLACE, Registers, gather_registers
from spegel.disclosure import PublicTable, allow_list, protect_tables
from spegel.disclosure.parameters import parameters
from spegel.disclosure.speaking import hide_speaking
from spegel.disclosure.sums import sum_rooms
from spegel.registers.example import sweden
from spegel.settings import Settings, project_root

pytestmark = pytest.mark.bench

PLACES = "places.parquet"


class CountedError(Exception):
    """The build has counted the tables; the rest of it is not measured here."""


def measured(task: str, folder: Path) -> tuple[float, float, float, list[float]]:
    """A function of this module on a folder, in a process of its own: seconds by the clock, of the processor, MiB at its peak,
    and what it answered."""
    script = f"from tests.bench import test_disclosure_speed as bench; bench.tell(bench.{task}, {str(folder)!r})"
    done = subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.PIPE, text=True, cwd=project_root())
    wall, cpu, peak, *answer = (float(word) for word in done.stdout.splitlines()[-1].split())
    return wall, cpu, peak, answer


def tell(task, folder: str) -> None:
    """Print what `measured` reads. The peak is that of this program: `ru_maxrss` would count the process that started it too."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = task(Path(folder))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    print(wall, cpu, int(status["VmHWM"].split()[0]) / 1024, *answer)


def count(folder: Path) -> tuple[float, ...]:
    """The tables about persons of all Sweden as the build hands them over to the protection; their rows."""

    def gather_sweden(*given: object) -> Registers:
        found = gather_registers(*given)
        tables = {kind: frame.clear() for kind, frame in found.tables.items()}
        for path in (folder / "examples").glob("*.parquet"):
            own, columns = pl.read_parquet(path), tables[path.stem].columns
            if PLACE in columns:
                own = own.rename({"area_id": PLACE})
            stamps = {"area_id": "municipality_code", "source_id": pl.lit("example"), "provenance": pl.lit("example")}
            tables[path.stem] = own.with_columns(**stamps).select(columns)
        return Registers(tables, found.sources, found.overview)

    def keep(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, PublicTable], *_: object) -> None:
        for name, table in tables.items():
            if table.rule != "open" and table.protection.method != "sums":
                pl.from_arrow(connection.table(name).to_arrow_table()).sort(table.grain).write_parquet(folder / f"{name}.parquet")
        room.places(connection).write_parquet(folder / PLACES)
        raise CountedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spegel.build, "gather_registers", gather_sweden)
        patch.setattr(spegel.build, "disclose", keep)
        with pytest.raises(CountedError):
            spegel.build.build(Settings(warehouse=folder / "warehouse"))
    return (sum(pl.scan_parquet(path).select(pl.len()).collect().item() for path in folder.glob("fact_*.parquet")),)


def protect(folder: Path) -> tuple[float, float]:
    """Protect the tables of `count`, with the sums over rooms; rows, and rows with something hidden."""
    entries = {path.stem: (allow_list()[path.stem], pl.read_parquet(path)) for path in sorted(folder.glob("fact_*.parquet"))}
    answers = protect_tables(entries)
    names, classes = ("fact_attendance", "fact_attendance_background"), parameters().classes
    given = [(entries[name][1], answers[name], classes[entries[name][0].rule].threshold) for name in names]
    answers |= dict(zip(names, hide_speaking(given), strict=True))
    places = pl.read_parquet(folder / PLACES)
    answers["fact_attendance_sum"] = sum_rooms(entries["fact_attendance"][1], answers["fact_attendance"], places)
    return sum(frame.height for frame in answers.values()), sum(int(frame["is_suppressed"].sum()) for frame in answers.values())


def report(what: str, value: float, unit: str, bound: float) -> None:
    print(f"\n| {what} | {value:,.1f} {unit} | {bound:,.0f} {unit} |")
    assert value <= bound


def test_disclosure_of_all_sweden(tmp_path: Path) -> None:
    rows = sweden.write(tmp_path / "examples")
    assert rows["attendance"] >= 1_000_000
    assert rows["panel_answers"] >= 5_000_000
    wall, cpu, peak, (number,) = measured("count", tmp_path)
    print(f"\nbefore it {number:,.0f} rows were counted in {wall:,.1f} s, {cpu:,.1f} s of the processor")
    report("peak memory of counting all Sweden", peak, "MiB", 8192)
    wall, cpu, peak, (number, hidden) = measured("protect", tmp_path)
    print(f"\n{number:,.0f} rows, {hidden:,.0f} with something hidden")
    report("processor time of the disclosure of all Sweden", cpu, "s", 120)
    report("peak memory of it", peak, "MiB", 4096)
    report("the same by the clock", wall, "s", 120)
