"""Somebody reads a page while registers are imported: its next rerun shows the new version, without being opened anew."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import serving

from spegel import i18n, versions
from spegel.settings import project_root
from tests.registers import made


@pytest.fixture
def office(built: Path, tmp_path: Path) -> Iterator[tuple[str, Path, Path]]:
    """A server for officials with nothing imported: its address, its versions and its registers.

    Asked for before the visitor, so that it outlives the visit.
    """
    warehouse, restricted = tmp_path / "warehouse", tmp_path / "restricted"
    warehouse.mkdir()
    for path in built.iterdir():
        (warehouse / path.name).write_bytes(path.read_bytes())
    with serving(warehouse, "--audience", "officials", "--restricted", str(restricted)) as address:
        yield address, warehouse, restricted


def one_dialogue(number: str, title: str) -> bytes:
    """A file with a single dialogue."""
    return made.text(made.grid("dialogues", [{**made.rows("dialogues")[0], "dialogue_id": number, "title": title}]))


def rerun(reader) -> tuple[set[str], str]:
    """Choose another area and back, on the page that is open; the titles and the version it then shows."""
    label = i18n.text("choice.omrade", "sv")
    reader.choose(label, "Järva").choose(label, "Botkyrka")
    rows = reader.page.locator(".dialogues tbody tr").all_inner_texts()
    return {row.split("\t")[0] for row in rows}, reader.text("#fot")


def test_an_open_page_follows_an_import_by_command_and_one_by_page(office, visit) -> None:
    address, warehouse, restricted = office
    reader = visit().open(f"{address}/dialoger")
    first = versions.current(warehouse)
    assert first in reader.text("#fot")
    opened = reader.page.evaluate("performance.timeOrigin")

    file = restricted.parent / "torget.csv"
    file.write_bytes(one_dialogue("D-1", "Torget"))
    folders = ["--restricted", str(restricted), "--warehouse", str(warehouse)]
    for words in (["import", "dialogues", str(file)], ["build"]):
        subprocess.run([sys.executable, "-m", "spegel", *words, *folders], cwd=project_root(), check=True, capture_output=True)
    second = versions.current(warehouse)
    assert second != first
    titles, foot = rerun(reader)
    assert (titles, second in foot, first in foot) == ({"Torget"}, True, False)

    official = visit().open(f"{address}/import")
    box = official.page.get_by_test_id("stFileUploaderDropzoneInput")
    box.set_input_files({"name": "parken.csv", "mimeType": "text/csv", "buffer": one_dialogue("D-2", "Parken")})
    official.page.get_by_role("button", name=i18n.text("import.accept.button", "sv")).click()
    official.page.get_by_text(i18n.text("import.publishing.done", "sv", version="").rstrip(".")).wait_for(timeout=120_000)
    third = versions.current(warehouse)
    titles, foot = rerun(reader)
    assert (titles, third in foot, second in foot) == ({"Torget", "Parken"}, True, False)
    # The page was never loaded anew.
    assert reader.page.evaluate("performance.timeOrigin") == opened
