"""Files with anything done to them: always a report or a clean import, never a traceback, never a stored half.

2,000 files with `--bench`; 200 of them in the ordinary suite.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spegel.core import Problem
from spegel.i18n import explain
from spegel.registers import importing, schema
from spegel.registers.store import Store
from tests.registers import made, test_mapping

KINDS = schema.kinds()
POISON = [
    "", " ", "..", "-", "\x00", "\ufeff", '"', ";", "\r", "\n", "'", "=1+1", "=cmd|' /C calc'!A0", "1e309", "-1e99", "9" * 40,
    "0x10", "NaN", "inf", "2026-13-45", "0000-00-00", "9999-12-31 23:59:59Z", "1/1/0001", "19121212-1212", "a@b.se", "å" * 500,
    "{row}", "%s", "\u202e", "\U0001f600", "ja", "Kvinnor", "null", "None", "#REF!", "١٢", "½", "1 260", "--", "\ud7ff",
]  # fmt: skip
MUTATIONS = ("cell", "header", "drop column", "drop row", "repeat row", "swap rows", "byte", "cut", "insert bytes", "join lines")

EXPORTS = [
    ("elected", made.text(test_mapping.TROMAN)),
    ("dialogues", made.text(test_mapping.DECIDIM_MEETINGS)),
    ("proposals", made.text(test_mapping.DECIDIM_PROPOSALS)),
    ("panel_answers", made.text(test_mapping.LIMESURVEY)),
    ("panel_answers", made.text(test_mapping.QUALTRICS, ",")),
    ("views", made.text(test_mapping.FIXAMINGATA, ",", "latin-1")),
    ("indicators", made.text(test_mapping.KOLADA)),
    ("budget_projects", test_mapping.PABULIB.encode()),
    ("budget_voters", test_mapping.PABULIB.encode()),
]

change = st.tuples(st.integers(0, 10_000), st.sampled_from(POISON), st.integers(0, 9))
mutation = st.tuples(st.sampled_from(MUTATIONS), st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from(POISON))


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    """For each register a store with all that it refers to, and not the register."""
    stores = {}
    for kind in KINDS:
        stores[kind] = Store(tmp_path_factory.mktemp("ready"), "0127")
        made.fill(stores[kind], *schema.load(kind).referred)
    return stores


def mutated(kind: str, form: str, mutations: list[tuple[str, int, int, str]]) -> bytes:
    """A good file of the register with each mutation done: those of cells first, then those of bytes."""
    lines = made.grid(kind, made.rows(kind))
    for what, one, other, poison in mutations:
        row, place = one % len(lines), other % max(len(lines[0]), 1)
        if what == "cell" and lines[row]:
            lines[row][place % len(lines[row])] = poison
        elif what == "header" and lines[0]:
            lines[0][place % len(lines[0])] = poison
        elif what == "drop column":
            lines = [line[:place] + line[place + 1 :] for line in lines]
        elif what == "drop row" and len(lines) > 1:
            del lines[row]
        elif what == "repeat row":
            lines.append(list(lines[row]))
        elif what == "swap rows":
            lines[row], lines[0] = lines[0], lines[row]
    data = made.text(lines) if form == "csv" else made.workbook([[cell.replace("\x00", "") for cell in line] for line in lines])
    for what, one, other, poison in mutations:
        place = one * 7919 % max(len(data), 1)
        if what == "byte" and data:
            data = data[:place] + bytes([other % 256]) + data[place + 1 :]
        elif what == "cut":
            data = data[:place]
        elif what == "insert bytes":
            data = data[:place] + poison.encode() + data[place:]
        elif what == "join lines":
            data = data.replace(b"\r\n", b"\n" if other % 2 else b"", one % 3)
    return data


def try_file(ready: dict[str, Store], kind: str, data: bytes, folder: Path) -> bool:
    """Import the file if it is right; True then. Whatever it holds, the store is whole afterwards."""
    shutil.copytree(ready[kind].folder, folder / "imports") if ready[kind].folder.is_dir() else None
    store = Store(folder, "0127")
    before = len(store.imports())
    found = importing.examine(store, kind, "fil.csv", data)
    assert (found.frame is None) == bool(found.problems)
    for problem in found.problems:
        assert isinstance(problem, Problem)
        assert explain(problem, "sv")
    if found.report and found.problems:
        assert found.report("sv").startswith(b"PK")
    if found.is_clean:
        importing.accept(store, found, "fuzz")
        assert store.read(kind).drop("import_id").equals(found.frame)
        assert found.frame.schema == schema.load(kind).stored
    assert len(store.imports()) == before + found.is_clean
    assert len(list(store.folder.glob("*.parquet"))) == len(store.imports())
    return found.is_clean


def fuzz(ready: dict[str, Store], tmp_path: Path, files: int) -> None:
    outcomes = {True: 0, False: 0}

    @settings(
        max_examples=files, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )  # fmt: skip
    @given(st.sampled_from(KINDS), st.sampled_from(["csv", "csv", "xlsx"]), st.lists(mutation, max_size=3))
    def one_file(kind, form, mutations):
        folder = tmp_path / "one"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        outcomes[try_file(ready, kind, mutated(kind, form, mutations), folder)] += 1

    one_file()
    # A fuzz in which everything passes, or nothing does, tries nothing.
    assert min(outcomes.values()) > files / 50, outcomes


@settings(max_examples=100, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(EXPORTS), st.lists(change, max_size=3))
def test_mutated_exports(ready, tmp_path_factory, export, changes):
    kind, data = export
    for place, poison, cut in changes:
        at = place % (len(data) + 1)
        data = data[:at] + poison.encode() + data[at + cut :]
    try_file(ready, kind, data, tmp_path_factory.mktemp("one"))


def test_200_mutated_files(ready, tmp_path):
    fuzz(ready, tmp_path, 200)


@pytest.mark.bench
def test_2000_mutated_files(ready, tmp_path):
    fuzz(ready, tmp_path, 2_000)
