"""Measurements, not tests of behaviour: medians of five in one run, written to docs/performance.md by hand.

    python -m pytest --bench tests/bench -s -p no:randomly

Each prints one line of the table. Bounds are those the product promises; a slower machine may break them.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spegel import query, settings
from spegel.build import build
from spegel.warehouse import Warehouse, open_current

pytestmark = pytest.mark.bench

RUNS = 5
ALL_SWEDEN_2022 = ("ri_tab4_2022.xlsx", "ko_tab3_2022.xlsx", "re_tab3_2022.xlsx")
REQUIRED = {
    "area": "0180",
    "area_version": "valdistrikt2022",
    "district_code": "01800101",
    "election_id": "2022-KF",
    "year": 2022,
}


def median_seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def report(what: str, value: float, unit: str, bound: float) -> None:
    print(f"\n| {what} | {value:,.1f} {unit} | {bound:,.0f} {unit} |")
    assert value <= bound


def command(*words: str) -> float:
    """Seconds of one whole process of the command line."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "spegel", *words], check=True, capture_output=True)
    return time.perf_counter() - start


@pytest.fixture(scope="module")
def sweden_2022(shared_data: Path, tmp_path_factory) -> Path:
    """A folder with the three workbooks and the 21 zips of borders, and nothing else."""
    folder = tmp_path_factory.mktemp("sweden")
    for path in [*(shared_data / "scb" / "2022" / name for name in ALL_SWEDEN_2022), *shared_data.rglob("valdistrikt-*.zip")]:
        (folder / path.name).symlink_to(path)
    assert len(list(folder.iterdir())) == 24
    return folder


@pytest.fixture(scope="module")
def sweden(sweden_2022: Path, tmp_path_factory) -> Warehouse:
    folder = tmp_path_factory.mktemp("warehouse")
    build(settings.Settings(warehouse=folder), sweden_2022)
    return open_current(folder)


def test_default_build(tmp_path: Path) -> None:
    times = [command("build", "--warehouse", str(tmp_path / str(number))) for number in range(RUNS)]
    report("default build, whole process", statistics.median(times), "s", 10)


def test_all_sweden_2022_build(sweden_2022: Path, tmp_path: Path) -> None:
    words = ("build", "--sources", str(sweden_2022))
    times = [command(*words, "--warehouse", str(tmp_path / str(number))) for number in range(RUNS)]
    report("all-Sweden 2022 build: three workbooks and 21 zips of borders", statistics.median(times), "s", 90)
    # The largest child so far; Linux counts in KiB.
    report("peak memory of it", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, "MiB", 2048)


def test_floor_one_plain_scan(sweden: Warehouse) -> None:
    def scan() -> None:
        sweden.cursor().execute("SELECT sum(votes_count) FROM fact_turnout").fetchall()

    report("floor: a plain scan of fact_turnout", 1000 * median_seconds(scan), "ms", 30)


@pytest.mark.parametrize("name", query.names())
def test_query_on_all_sweden(sweden: Warehouse, name: str) -> None:
    profile = {"area": "0180", "municipality": "0180", "election_type": "KF", "latest_election": "2022-KF"}
    given = {key: REQUIRED[key] for key, parameter in query.load(name).parameters.items() if parameter.is_required}
    query.run(sweden, name, profile, **given)
    report(f"query {name}, Stockholm", 1000 * median_seconds(lambda: query.run(sweden, name, profile, **given)), "ms", 30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[dict[str, str]]:
    """Addresses of the product and of an empty Streamlit page: the floor."""
    folder = tmp_path_factory.mktemp("served")
    empty = folder / "empty.py"
    empty.write_text("import streamlit as st\nst.title('Empty')\n", encoding="utf-8")
    ports = {name: free_port() for name in ("product", "empty")}
    processes = [
        subprocess.Popen([sys.executable, "-m", "spegel", "serve", "--port", str(ports["product"]), "--warehouse", str(folder)]),
        subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(empty), "--server.headless=true", f"--server.port={ports['empty']}"],
            cwd=folder,
            env={**os.environ, "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"},
        ),
    ]
    addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    for address in addresses.values():
        wait_until_healthy(address)
    yield addresses
    for process in processes:
        process.terminate()
        process.wait()


def rerun_milliseconds(root: Path, address: str, page: str, folder: Path, choices: str = "") -> float:
    """Median of a warm rerun of one page with its choices (`ar=alla`), as the load tool of the reference folder measures it."""
    tool = root.parent / "shared" / "tools" / "st_load.py"
    if not tool.is_file():
        pytest.skip("needs ../shared/tools/st_load.py (speaks Streamlit's protocol)")
    result = folder / "load.json"
    where = ["--url", address, "--pages", page, "--query", choices]
    words = [*where, "--sessions", "1", "--seconds", "12", "--think", "0.3", "--navigate", "0"]
    subprocess.run([sys.executable, str(tool), *words, "--json", str(result)], check=True, capture_output=True)
    return json.loads(result.read_text(encoding="utf-8"))["rerun_ms"]["p50"]


@pytest.mark.parametrize("page", ["", "valdeltagande", "varfor", "distrikt", "metod"])
def test_warm_rerun_beyond_an_empty_page(root: Path, served: dict[str, str], tmp_path: Path, page: str) -> None:
    floor = rerun_milliseconds(root, served["empty"], "", tmp_path)
    own = rerun_milliseconds(root, served["product"], page, tmp_path)
    print(f"\n| floor: an empty Streamlit page | {floor:,.1f} ms | |")
    report(f"warm rerun of /{page} beyond it", own - floor, "ms", 60)


@pytest.mark.parametrize("page", ["panel", "panelsvar"])
def test_warm_rerun_of_the_panel_beyond_an_empty_page(root: Path, served: dict[str, str], tmp_path: Path, page: str) -> None:
    floor = rerun_milliseconds(root, served["empty"], "", tmp_path)
    own = rerun_milliseconds(root, served["product"], page, tmp_path)
    print(f"\n| floor: an empty Streamlit page | {floor:,.1f} ms | |")
    report(f"warm rerun of /{page}, in all", own, "ms", floor + 80)


def test_map_on_the_wire(served: dict[str, str]) -> None:
    health = json.load(urllib.request.urlopen(f"{served['product']}/health"))
    request = urllib.request.Request(
        f"{served['product']}/geo/{health['version']}/0127/valdistrikt2022.geojson", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(body))["features"]
    report("map of Botkyrka 2022, gzip", len(body) / 1000, "kB", 200)
