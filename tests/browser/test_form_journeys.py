"""Officials at the forms: what an incomplete dialogue costs, a lost server, a conversation by keyboard, one alone in a cell."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from conftest import free_port, serving

from spegel import i18n
from spegel.build import build
from spegel.registers import entry, importing
from spegel.registers.store import Store
from spegel.settings import Settings

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe (the package axe-playwright-python)")

COMPLETE = {
    "classification": "meeting", "purpose": "Välja väg", "target_group": "Elever", "mandate": "resonera", "stage": "early",
    "feedback_owner": "Enheten", "start_time": "2026-03-12", "status": "held",
}  # fmt: skip
SMALLEST_TARGET = 24  # pixels, WCAG 2.2 criterion 2.5.8
A_MINUTE = 60.0


class Office:
    """A server for officials with three complete dialogues of their own, that can be stopped and started on its address."""

    def __init__(self, folder: Path) -> None:
        self.warehouse, self.restricted, self.port = folder / "warehouse", folder / "restricted", free_port()
        self.store = Store(self.restricted, "0127")
        for number in (1, 2, 3):
            row = {"dialogue_id": f"D-{number}", "title": f"Torget {number}", **COMPLETE}
            importing.accept(self.store, entry.examine(self.store, "dialogues", "a form", [row]), "test")
        build(Settings(warehouse=self.warehouse, restricted=self.restricted))
        self.running = ExitStack()

    def start(self) -> str:
        options = ("--audience", "officials", "--restricted", str(self.restricted))
        return self.running.enter_context(serving(self.warehouse, *options, port=self.port))

    def stop(self) -> None:
        self.running.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Asked for before the visitor, so that it outlives the visit."""
    made = Office(tmp_path)
    yield made
    made.stop()


def say(key: str, **blanks: object) -> str:
    return i18n.text(key, "sv", **blanks)


def box(visitor, label: str):
    return visitor.page.get_by_label(label, exact=True)


def write(visitor, label: str, text: str) -> None:
    """Fill in a box and leave it."""
    box(visitor, label).fill(text)
    box(visitor, label).press("Tab")
    visitor.settle()


def save(visitor, button: str = "registrera.save") -> None:
    """Save, and wait for the version that shows it."""
    visitor.page.get_by_role("button", name=say(button)).click()
    visitor.page.get_by_text(say("import.publishing.done", version="").rstrip(".")).wait_for(timeout=120_000)
    visitor.settle()


def told(complete: int, count: int) -> str:
    """The sentence about completeness, up to those whose sex is missing."""
    return say("dialoger.complete", complete=complete, count=count, missing=0).split(".")[0]


def test_a_dialogue_without_a_duty_is_saved_as_incomplete_only_and_costs_one(office, visit) -> None:
    address = office.start()
    visitor = visit().open(f"{address}/dialoger")
    assert told(3, 3) in visitor.text(".verdict-sentence")
    visitor.open(f"{address}/registrera?dialog=D-1")
    assert visitor.page.get_by_role("button", name=say("registrera.save")).count() == 1
    write(visitor, "Syfte", "")
    write(visitor, "Målgrupp", "")
    # Without two duties there is no other way than this, and it says what it does before it is done.
    visitor.page.locator('[data-duties="3"]').wait_for()
    visitor.settle()
    assert visitor.page.get_by_role("button", name=say("registrera.save")).count() == 0
    effect = say("registrera.completeness", complete=3, count=3, then_complete=2, then_count=3)
    assert visitor.page.get_by_text(effect).count() == 1
    save(visitor, "registrera.save_incomplete")
    visitor.open(f"{address}/dialoger")
    assert told(2, 3) in visitor.text(".verdict-sentence")
    assert [line.action for line in office.store.log_entries()][-2:] == ["replace", "build"]


def test_what_is_written_survives_a_lost_server(office, visit) -> None:
    address = office.start()
    visitor = visit().open(f"{address}/registrera")
    write(visitor, "Titel", "Bänken")
    write(visitor, "Syfte", "Var den ska stå")
    visitor.page.locator('[data-duties="1"]').wait_for()
    visitor.page.wait_for_url("**utkast=*")
    found_again = visitor.page.url
    office.stop()
    visitor.page.wait_for_selector('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])', state="attached")
    office.start()
    visitor.settle()
    assert (box(visitor, "Titel").input_value(), box(visitor, "Syfte").input_value()) == ("Bänken", "Var den ska stå")
    visitor.complaints.clear()  # what a browser says of a server that is away is meant here
    # A tab that stays open keeps its words, and would write them down anew whenever it connects again.
    visitor.leave()
    other = visit().open(found_again)
    assert box(other, "Titel").input_value() == "Bänken"
    write(other, "Titel", "Bänken vid torget")
    assert len(office.store.imports()) == 3
    save(other, "registrera.save_incomplete")
    assert "Bänken vid torget" in office.store.read("dialogues")["title"].to_list()
    assert list((office.restricted / "drafts").glob("*")) == []


def test_a_conversation_is_entered_by_keyboard_in_under_a_minute(office, visit) -> None:
    visitor = visit().open(f"{office.start()}/registrera?formular=samtal")
    keys = visitor.page.keyboard
    began = time.monotonic()
    box(visitor, "Titel").focus()
    written = {"Titel": "Belysningen", "Syfte": "Tryggare väg", "Kvinnor: antal närvarande": "1"}
    wanted = say("registrera.save_incomplete")
    for _ in range(40):
        at = visitor.page.evaluate("() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")
        if at in written:
            keys.type(written.pop(at), delay=20)
        if at.strip() == wanted:
            break
        keys.press("Tab")
        visitor.settle()  # leaving a box draws the page anew; no hand is quicker than that
    assert written == {}
    keys.press("Enter")
    visitor.page.get_by_text(say("import.publishing.running")).or_(
        visitor.page.get_by_text(say("import.publishing.done", version="").rstrip("."))
    ).first.wait_for()
    assert time.monotonic() - began < A_MINUTE
    [row] = office.store.read("dialogues").filter(pl.col("classification") == "conversation").rows(named=True)
    assert (row["title"], row["purpose"], row["status"]) == ("Belysningen", "Tryggare väg", "held")
    assert office.store.read("attendance")["count"].to_list() == [1]


def test_a_fault_is_told_where_it_is_and_belongs_to_its_box(office, visit) -> None:
    visitor = visit().open(f"{office.start()}/registrera")
    write(visitor, "Start", "i våras")
    write(visitor, "Syfte", "Ring 121212-1212")
    fault = visitor.page.locator(".field-fault")
    fault.nth(1).wait_for()
    visitor.settle()
    assert fault.count() == 2
    assert "1212-1212" not in " ".join(fault.all_inner_texts())
    for label in ("Start", "Syfte"):
        assert box(visitor, label).get_attribute("aria-invalid") == "true"
        about = box(visitor, label).get_attribute("aria-describedby").split()
        assert visitor.page.locator(f'[id="{about[-1]}"]').get_attribute("role") == "alert"
    assert box(visitor, "Titel").get_attribute("aria-invalid") == "false"
    found = axe.Axe().run(visitor.page).response["violations"]
    assert [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]] == []
    for width in (390, 1024, 1920):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        controls = visitor.page.locator('main input:not([tabindex="-1"]), main button, main summary').all()
        sizes = [control.bounding_box() for control in controls if control.is_visible()]
        assert len(sizes) > 15
        assert [size for size in sizes if min(size["width"], size["height"]) < SMALLEST_TARGET] == []


def test_twelve_in_a_room_and_one_alone_in_a_group(office, visit) -> None:
    """The one, and whoever would give the one away, are hidden on the page, to a pointer and in the files."""
    address = office.start()
    visitor = visit(accept_downloads=True).open(f"{address}/registrera?formular=narvaro&dialog=D-2")
    write(visitor, "Kvinnor: antal närvarande", "11")
    write(visitor, "Män: antal närvarande", "1")
    visitor.page.get_by_text(say("registrera.sums", count=12, speaking_count="").rstrip()).wait_for()
    save(visitor)
    assert office.store.read("attendance")["count"].to_list() == [11, 1]
    visitor.open(f"{address}/dialoger")
    [row] = [cells for cells in visitor.rows() if cells[0] == "Torget 2"]
    assert row[6] == "12"
    assert hides(row[7])
    [line] = [line.split(";") for line in taken(visitor, say("show.csv")).decode("utf-8-sig").splitlines() if "Torget 2" in line]
    assert hides(line[7])
    sheet = openpyxl.load_workbook(io.BytesIO(taken(visitor, say("show.excel"))))[say("report.table_sheet")]
    [cells] = [cells for cells in sheet.iter_rows(values_only=True) if cells[0] == "Torget 2"]
    assert hides(str(cells[7]))


def hides(text: str) -> bool:
    """True where neither the eleven nor the one stands in a cell of counts by sex."""
    return "11" not in text and " 1 " not in f" {text} " and bool(text.strip())


def taken(visitor, button: str) -> bytes:
    """The file a button gives."""
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=button).first.click()
    return Path(download.value.path()).read_bytes()
