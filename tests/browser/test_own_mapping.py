"""An official with an export of another system: the mapping is filled in on the page, or comes from a file of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import serving

from spegel import i18n
from spegel.registers import mapping_file
from spegel.registers.store import Store

EXPORT = "Id,Post id,email,Post Name,Up Votes,Points Count\n1,901,exempla@example.se,Ljus i parken,44,6\n"


@pytest.fixture
def office(built: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server for officials with nothing imported, and its folder of registers; asked for before the visitor, to outlive it."""
    with serving(built, "--audience", "officials", "--restricted", str(tmp_path)) as address:
        yield address, tmp_path


def give(visitor, box: int, name: str, content: str) -> None:
    """Put a file into one of the upload boxes."""
    file = {"name": name, "mimeType": "", "buffer": content.encode()}
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").nth(box).set_input_files(file)


def test_a_mapping_is_got_broken_mended_and_used(office, visit) -> None:
    address, restricted = office
    visitor = visit(accept_downloads=True).open(f"{address}/import?register=proposals&mappning=your_priorities")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=i18n.text("import.mapping.get", "sv")).click()
    mapping = Path(download.value.path()).read_text(encoding="utf-8")
    assert mapping == mapping_file.shipped()["your_priorities"].source

    visitor.choose(i18n.text("choice.mappning", "sv"), i18n.text("import.mapping.own", "sv"))
    give(visitor, 0, "egen.toml", mapping.replace('constant = "received"', "constant = received"))
    fault = visitor.page.locator(".faults tbody tr")
    fault.first.wait_for()
    visitor.settle()
    row = mapping.splitlines().index('constant = "received"') + 1
    assert [cell.split("\t")[0] for cell in fault.all_inner_texts()] == [str(row)]

    visitor.page.get_by_role("button", name=i18n.text("import.upload.remove", "sv")).click()
    fault.first.wait_for(state="detached")
    give(visitor, 0, "egen.toml", mapping.replace('constant = ""', 'constant = "2026-05-31"'))
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").nth(1).wait_for(state="attached")
    give(visitor, 1, "inlägg.csv", EXPORT)
    accept = visitor.page.get_by_role("button", name=i18n.text("import.accept.button", "sv"))
    accept.wait_for()
    visitor.settle()
    written = visitor.page.evaluate("document.body.textContent")
    assert "Ljus i parken" in written
    assert "exempla" not in written
    assert Store(restricted).imports() == []
