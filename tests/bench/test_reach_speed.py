"""The page on reach with 2,000 dialogues and 100,000 rows of attendance: a warm rerun, and its map on the wire.

python -m pytest --bench tests/bench/test_reach_speed.py -s -p no:randomly
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import spegel.build
from spegel import versions
from spegel.build.registers import gather_registers
from spegel.registers import example
from spegel.registers.example import dialogues
from spegel.settings import Settings, project_root
from spegel.ui import sitemap
from tests.bench.test_speed import free_port, report, rerun_milliseconds, wait_until_healthy

pytestmark = pytest.mark.bench

SHIPPED = example.registers
AREA = "0127"
DIALOGUES = 2_000
ATTENDANCE = 100_000
WITH_FEWER_HELD = 1.1
"""Some of the dialogues are cancelled or lie ahead."""


def many_registers(place: example.Place, kinds: Sequence[str] | None = None) -> Mapping[str, pl.DataFrame]:
    """The example with as many dialogues, all counted in all ways; rows of languages fill up the rest."""
    if place.area_id != AREA:
        return SHIPPED(place, kinds)
    found = dict(SHIPPED(replace(place, dialogues=round(DIALOGUES * WITH_FEWER_HELD)), kinds))
    attendance = found["attendance"]
    held = attendance["dialogue_id"].unique(maintain_order=True)
    missing = ATTENDANCE - attendance.height
    each = -(-missing // held.len())
    number = pl.int_range(missing, eager=True)
    first = attendance.filter(pl.col("dimension") == "gender").head(1)
    filling = first.drop("dialogue_id", "dimension", "category").join(
        pl.DataFrame(
            {
                "dialogue_id": held.gather(number // each),
                "dimension": pl.repeat("language", missing, eager=True),
                "category": "spr" + (number % each).cast(pl.String),
            }
        ),
        how="cross",
    )
    found["attendance"] = pl.concat([attendance, filling.select(attendance.columns)])
    return found


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with all of that for Botkyrka, through the whole build."""
    folder = tmp_path_factory.mktemp("many")
    counted: dict[str, int] = {}

    def gather(*given: object):
        found = gather_registers(*given)
        counted.update({kind: frame.filter(pl.col("area_id") == AREA).height for kind, frame in found.tables.items()})
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialogues, "DIMENSIONS", {name: (1.0, weights) for name, (_, weights) in dialogues.DIMENSIONS.items()})
        patch.setattr(spegel.build.registers.example, "registers", many_registers)
        patch.setattr(spegel.build, "gather_registers", gather)
        spegel.build.build(Settings(warehouse=folder))
    assert counted["dialogues"] >= DIALOGUES
    assert counted["attendance"] >= ATTENDANCE
    return folder


@pytest.fixture(scope="module")
def served(many: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses of the product and of an empty Streamlit page: the floor."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "empty.py").write_text("import streamlit as st\nst.title('Empty')\n", encoding="utf-8")
    ports = {name: free_port() for name in ("product", "empty")}
    product = ["spegel", "serve", "--port", str(ports["product"]), "--warehouse", str(many)]
    empty = ["streamlit", "run", str(folder / "empty.py"), "--server.headless=true", f"--server.port={ports['empty']}"]
    environment = {**os.environ, "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    processes = [subprocess.Popen([sys.executable, "-m", *words], env=environment) for words in (product, empty)]
    addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    try:
        for address in addresses.values():
            wait_until_healthy(address)
        yield addresses
    finally:
        for process in processes:
            process.terminate()
            process.wait()


@pytest.mark.parametrize("choices", ["", "ar=alla"])
def test_warm_rerun_of_reach_beyond_an_empty_page(root: Path, served: dict[str, str], tmp_path: Path, choices: str) -> None:
    floor = rerun_milliseconds(root, served["empty"], "", tmp_path)
    own = rerun_milliseconds(root, served["product"], "rackvidd", tmp_path, choices)
    print(f"\n| floor: an empty Streamlit page | {floor:,.1f} ms | |")
    report(f"warm rerun of /rackvidd?{choices}, 2,000 dialogues, in all", own, "ms", floor + 120)


def test_map_of_reach_on_the_wire(many: Path, monkeypatch: pytest.MonkeyPatch, served: dict[str, str]) -> None:
    """All years, so that every dialogue is a point: the figure as it is sent, uncompressed, and the borders compressed."""
    monkeypatch.setenv("SPEGEL_WAREHOUSE", str(many))
    app = AppTest.from_file(project_root() / "app.py", default_timeout=120).run()
    app.switch_page(str(sitemap.page_of("rackvidd").path.relative_to(project_root())))
    app.query_params["ar"] = "alla"
    app.run()
    [chart] = app.get("plotly_chart")
    figure = chart.proto.spec.encode()
    points = sum(len(trace.get("text") or ()) for trace in json.loads(figure)["data"] if trace["type"] == "scattergeo")
    address = f"{served['product']}/geo/{versions.current(many)}/0127/valdistrikt2022.geojson"
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})) as answer:
        borders = answer.read()
    assert json.loads(gzip.decompress(borders))["features"]
    assert points > DIALOGUES / 2
    st.cache_resource.clear()
    report(f"map of /rackvidd, all years, {points:,} points: figure and borders", (len(figure) + len(borders)) / 1000, "kB", 400)
    report("the same with the figure compressed", (len(gzip.compress(figure)) + len(borders)) / 1000, "kB", 400)
