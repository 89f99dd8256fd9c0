"""Fixtures that every part of the suite may use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bench", action="store_true", help="run the measurements in tests/bench too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
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
