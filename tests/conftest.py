"""Fixtures that every part of the suite may use."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from spegel.build import build
from spegel.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
WHOLE_MODULES = ("browser", "build", "test_attacker", "test_fuzz")
"""Folders and modules where one worker runs a whole module: its browser, its build or its cases take longer than a test."""

LONGEST_MAKING = 300
"""Seconds that a worker waits for another that makes what both need."""

Make = Callable[[Path], object]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bench", action="store_true", help="run the measurements in tests/bench too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        if folder == "browser":
            item.add_marker(pytest.mark.browser)
        if folder in WHOLE_MODULES or item.path.stem in WHOLE_MODULES:
            item.add_marker(pytest.mark.xdist_group(f"{folder} {item.path.stem}"))
    if not config.getoption("--bench"):
        for item in items:
            if item.get_closest_marker("bench"):
                item.add_marker(pytest.mark.skip(reason="a measurement; run with --bench"))


@pytest.fixture(scope="session", autouse=True)
def _restricted_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test touches the accepted registers of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPEGEL_RESTRICTED", str(tmp_path_factory.mktemp("restricted")))
        yield


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Make], Path]:
    """`made_once("name", make)`: a folder that `make` filled, once in a run, whichever worker asked first.

    Everybody reads it, so nobody writes in it: a test that changes something changes a copy.
    """
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def get(name: str, make: Make) -> Path:
        folder, unfinished = run / f"once-{name}", run / f"once-{name}.unfinished"
        # A lock that every platform has, and that ends with the process that holds it.
        with closing(sqlite3.connect(run / f"once-{name}.lock", timeout=LONGEST_MAKING, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            if not folder.is_dir():
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(folder)
        return folder

    return get


@pytest.fixture(scope="session")
def shipped(made_once: Callable[[str, Make], Path]) -> Path:
    """The warehouse that the repository itself builds."""
    return made_once("shipped", lambda folder: build(Settings(warehouse=folder)))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real official files, or a skip that says why."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data (official files, see its README)")
    return folder


@pytest.fixture(scope="session")
def oracles() -> dict[str, dict]:
    """Published reference cases by id, or a skip that says why."""
    path = SHARED / "oracles" / "public.json"
    if not path.is_file():
        pytest.skip("needs ../shared/oracles/public.json (published reference cases)")
    return {case["id"]: case for case in json.loads(path.read_text(encoding="utf-8"))["oracles"]}
