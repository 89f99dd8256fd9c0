"""What a new user does: get the template, fill in three rows wrong, read the report, mend, import, see the dialogues."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from conftest import serving

from spegel import i18n
from spegel.registers.store import Store

MISTAKES = {
    "Start": "i våras",
    "Mandat": "Allt",
    "Ansvarig": "anna.andersson@example.se",
}
"""Column -> what the user writes there in one row each."""


@pytest.fixture
def office(built, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server for officials with nothing imported, and its folder of registers. It publishes to a folder of its own."""
    folder = tmp_path / "warehouse"
    folder.mkdir()
    for path in built.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    restricted = tmp_path / "restricted"
    with serving(folder, "--audience", "officials", "--restricted", str(restricted)) as address:
        yield address, restricted


def fill_in(template: bytes, mistakes: dict[str, str]) -> bytes:
    """The template with three rows below its example, one mistake in each, as a spreadsheet program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    example = [cell.value for cell in sheet[2]]
    for number, column in enumerate(MISTAKES, start=1):
        own = {"Märkning": None, "Dialog-id": f"D-{number}", "Titel": f"Ny lekpark {number}"}
        row = {**dict(zip(headers, example, strict=True)), **own}
        if column in mistakes:
            row[column] = mistakes[column]
        for place, header in enumerate(headers, start=1):
            sheet.cell(2 + number, place, row[header])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def give(visitor, name: str, content: bytes) -> None:
    """Put a file into the upload box, in place of one that is there."""
    remove = visitor.page.get_by_role("button", name=i18n.text("import.upload.remove", "sv"))
    if remove.count():
        remove.click()
        remove.wait_for(state="detached")
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files({"name": name, "mimeType": "", "buffer": content})


def taken(visitor, button: str) -> bytes:
    """The file a button gives."""
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


def test_from_the_template_to_a_dialogue_on_its_page(office, visit) -> None:
    address, restricted = office
    visitor = visit(accept_downloads=True).open(f"{address}/import")
    template = taken(visitor, i18n.text("import.template.xlsx", "sv"))

    give(visitor, "våra dialoger.xlsx", fill_in(template, MISTAKES))
    report = visitor.page.locator(".faults tbody tr")
    report.first.wait_for()
    visitor.settle()
    told = report.all_inner_texts()
    assert [re.split(r"\t", row)[:2] for row in told] == [["3", "Start"], ["4", "Mandat"], ["5", "Ansvarig"]]
    assert i18n.text("problem.cell_not_datetime.remedy", "sv") in told[0]
    assert "anna" not in told[2]
    assert Store(restricted).imports() == []

    marked = openpyxl.load_workbook(io.BytesIO(taken(visitor, i18n.text("import.faults.copy", "sv"))))
    comments = [cell.comment.text for row in marked.worksheets[0].iter_rows() for cell in row if cell.comment]
    assert len(comments) == 3

    give(visitor, "våra dialoger.xlsx", fill_in(template, {}))
    accept = visitor.page.get_by_role("button", name=i18n.text("import.accept.button", "sv"))
    accept.wait_for()
    assert Store(restricted).imports() == []
    accept.click()
    published = visitor.page.get_by_text(i18n.text("import.publishing.done", "sv", version="").rstrip("."))
    published.wait_for(timeout=120_000)
    visitor.settle()
    [entry] = Store(restricted).imports()
    assert (entry.rows, entry.state) == (3, "active")

    see = i18n.text("import.publishing.see", "sv", page=i18n.text("page.dialoger.link", "sv"))
    visitor.page.get_by_role("link", name=see).click()
    visitor.page.wait_for_url("**/dialoger")
    dialogues = visitor.page.locator(".dialogues tbody tr")
    dialogues.first.wait_for()
    visitor.settle()
    assert [row.split("\t")[0] for row in dialogues.all_inner_texts()] == ["Ny lekpark 1", "Ny lekpark 2", "Ny lekpark 3"]
    assert visitor.page.locator(".badge").count() == 0


def test_a_page_left_while_it_builds_loses_nothing(office, visit) -> None:
    address, restricted = office
    visitor = visit(accept_downloads=True).open(f"{address}/import?register=dialogues")
    template = taken(visitor, i18n.text("import.template.xlsx", "sv"))
    give(visitor, "dialoger.xlsx", fill_in(template, {}))
    visitor.page.get_by_role("button", name=i18n.text("import.accept.button", "sv")).click()
    visitor.page.get_by_text(i18n.text("import.publishing.running", "sv")).wait_for()
    visitor.leave()
    other = visit().open(f"{address}/import")
    other.page.get_by_text(i18n.text("import.publishing.done", "sv", version="").rstrip(".")).wait_for(timeout=120_000)
    assert [line.action for line in Store(restricted).log_entries()] == ["import", "build"]


def test_a_file_too_large_is_refused_in_the_language_of_the_page(office, visit) -> None:
    address, _ = office
    visitor = visit().open(f"{address}/import")
    visitor.page.evaluate(
        """() => {
          const input = document.querySelector('[data-testid="stFileUploaderDropzoneInput"]');
          const file = new File([new Blob([new Uint8Array(201 * 1024 * 1024)])], 'stor.csv');
          const held = new DataTransfer();
          held.items.add(file);
          input.files = held.files;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        }"""
    )
    visitor.page.get_by_text(i18n.text("import.upload.refused", "sv")).first.wait_for()
    assert "smaller" not in visitor.page.evaluate("document.body.innerText")
