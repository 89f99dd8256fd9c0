"""Import of large registers, each in a process of its own: seconds and the most memory it took.

    python -m pytest --bench tests/bench/test_import_speed.py -s -p no:randomly
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from spegel.registers import importing
from spegel.registers.store import Store
from tests.registers import made

pytestmark = pytest.mark.bench

WAVES, QUESTIONS, MEMBERS = 6, 20, 41_667


def report(what: str, value: float, unit: str, bound: float) -> None:
    print(f"\n| {what} | {value:,.1f} {unit} | {bound:,.0f} {unit} |")
    assert value <= bound


def take_in(folder: Path, kind: str, path: Path) -> tuple[float, float]:
    """Seconds of a whole `spegel import` with its start, and MiB at its peak."""
    script = (
        "import resource, sys\n"
        "from spegel.__main__ import main\n"
        "code = main(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"  # Linux counts in KiB
        "sys.exit(code)\n"
    )
    start = time.perf_counter()
    words = ["import", kind, str(path), "--restricted", str(folder)]
    done = subprocess.run([sys.executable, "-c", script, *words], check=True, capture_output=True, text=True)
    return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1024


def store_some(folder: Path, kind: str, lines: list[list[str]]) -> None:
    store = Store(folder, "0127")
    importing.accept(store, importing.examine(store, kind, f"{kind}.csv", made.text(lines)), "bench")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_100_000_attendance_rows(form, tmp_path):
    dialogues = [f"D-{number:05d}" for number in range(10_000)]
    lines = [["Dialog-id", "Titel", "Typ", "Start"], *([dialogue, "Möte", "Möte", "2026-03-12"] for dialogue in dialogues)]
    store_some(tmp_path / "restricted", "dialogues", lines)
    groups = [("Kön", ("Kvinnor", "Män", "Annat", "Uppgift saknas"), 5)]
    groups += [("Ålder", ("0–17 år", "18–29 år", "30–49 år", "50–64 år"), 5), ("Roll", ("Invånare", "Tjänstepersoner"), 10)]
    rows = [["Dialog-id", "Dimension", "Kategori", "Antal närvarande", "Antal som talade", "Metod", "Antal utan uppgift"]]
    rows += [
        [dialogue, dimension, category, str(count), "3", "Observation", "0"]
        for dialogue in dialogues
        for dimension, categories, count in groups
        for category in categories
    ]
    assert len(rows) == 100_001
    path = tmp_path / f"narvaro.{form}"
    path.write_bytes(made.text(rows) if form == "csv" else made.workbook(rows))
    seconds, peak = take_in(tmp_path / "restricted", "attendance", path)
    report(f"import of 100,000 attendance rows, {form}, whole process", seconds, "s", 5)
    report("peak memory of it", peak, "MiB", 3072)


def test_5_million_panel_answers(tmp_path):
    folder = tmp_path / "restricted"
    members = [f"R-{number:06d}" for number in range(MEMBERS)]
    header = ["Omgångs-id", "Panel", "Rubrik", "Öppnade", "Inbjudna"]
    store_some(folder, "panel_waves", [header, *([f"W{wave}", "Panel", "Tema", "2026-01-01", "50000"] for wave in range(WAVES))])
    store_some(folder, "panel_respondents", [["Deltagar-id", "Kön"], *([member, "Kvinnor"] for member in members)])
    path = tmp_path / "svar.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("Omgångs-id;Deltagar-id;Fråge-id;Frågetyp;Svarskod;Svarsvärde;Vikt\n")
        for wave in range(WAVES):
            for number, member in enumerate(members):
                weight = f"{0.5 + number % 1000 / 1000:.3f}".replace(".", ",")
                for question in range(QUESTIONS):
                    code = (number + question) % 5 + 1
                    stream.write(f"W{wave};{member};F{question:02d};Skala;{code};{code};{weight}\n")
    assert WAVES * QUESTIONS * MEMBERS >= 5_000_000
    seconds, peak = take_in(folder, "panel_answers", path)
    report(f"import of 5 M panel answers ({path.stat().st_size / 1e6:,.0f} MB), whole process", seconds, "s", 60)
    report("peak memory of it", peak, "MiB", 3072)
