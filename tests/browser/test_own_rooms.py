"""Twelve in a room, one of them alone in an age: words in page, pointer, CSV, workbook, alternative text and picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from conftest import serving

from spegel import i18n, query
from spegel.disclosure import allow_list, reason_text
from spegel.warehouse import open_current
from tests.pages import own_rooms

ADDRESS = f"rummet?dialog={own_rooms.TWELVE}&uppdelning=alder"
YOUNG = i18n.text("people.18-29", "sv")


@pytest.fixture(scope="module")
def small(made_once) -> Path:
    return made_once("own rooms", own_rooms.publish) / "warehouse"


def hidden_ages(warehouse: Path) -> dict[str, str]:
    """The name of each hidden age -> the words that stand in its place."""
    found = query.run(open_current(warehouse), "room_by_unit", area="0127", unit=own_rooms.TWELVE).rows(named=True)
    rule = allow_list()["fact_attendance"]
    return {
        i18n.text(f"people.{row['category']}", "sv"): reason_text(row["suppression_reason"], "sv", rule)
        for row in found
        if row["dimension"] == "age" and row["measure"] == "present" and row["suppression_reason"] and row["category"] != "total"
    }


def test_one_alone_in_a_cell_is_told_nowhere(visit, small) -> None:
    hidden = hidden_ages(small)
    assert YOUNG in hidden
    assert len(hidden) >= 2, "the cell and another, or it could be worked out"
    with serving(small) as address:
        visitor = visit().open(f"{address}/{ADDRESS}")
        page = visitor.page
        told = {row[0]: row[1:] for row in visitor.rows("came")}
        assert {name: set(told[name]) for name in hidden} == {name: {words} for name, words in hidden.items()}
        (plot,) = page.eval_on_selector_all(
            ".st-key-chart_came .js-plotly-plot", "plots => plots.map(plot => JSON.stringify(plot.data))"
        )
        assert not any(name in plot for name in hidden), "a pointer reads nothing of a hidden group"
        label = page.locator(".st-key-chart_came [role=figure]").first.get_attribute("aria-label")
        assert not any(name in label for name in hidden)
        for rows in (csv_rows(visitor), workbook_rows(visitor), draft_rows(visitor)):
            own = {row[0]: set(row[1:]) for row in rows if row and row[0] in hidden}
            assert own == {name: {words} for name, words in hidden.items()}
        with page.expect_download() as download:
            page.locator(".st-key-chart_came").get_by_role("button", name=i18n.text("show.picture", "sv")).click()
        assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
        with page.expect_download() as download:
            page.locator(".st-key-chart_came").get_by_role("button", name=i18n.text("show.drawing", "sv")).click()
        saved = "".join(ElementTree.parse(download.value.path()).getroot().itertext())
        drawn = " ".join(page.locator(".st-key-chart_came svg.main-svg").all_text_contents())
        for name, words in hidden.items():
            assert f"{name} · {words}" in drawn
            assert f"{name} · {words}" in saved
            assert saved.count(name) == drawn.count(name), "nothing of what a pointer reads"
        assert (
            i18n.text("rummet.verdict.number", "sv", count="", people="").strip()
            not in page.locator(".verdict-number").first.inner_text()
        )


def test_too_few_gives_no_score(visit, small) -> None:
    with serving(small) as address:
        visitor = visit().open(f"{address}/rummet?dialog={own_rooms.SIX}&uppdelning=kon")
        assert i18n.text("rummet.verdict.for_fa", "sv") in visitor.text(".verdict-word")
        assert "%" not in visitor.text(".verdict")


def draft_rows(visitor) -> list[list[str]]:
    """Who came, in the draft of a report: the first table with ages."""
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=i18n.text("dialograpport.docx", "sv")).click()
    tables = [[[cell.text for cell in row.cells] for row in one.rows] for one in docx.Document(download.value.path()).tables]
    return next(rows for rows in tables if any(row[0] == YOUNG for row in rows))


def csv_rows(visitor) -> list[list[str]]:
    return [line.split(";") for line in download(visitor, "show.csv").decode("utf-8-sig").splitlines()]


def workbook_rows(visitor) -> list[list[str]]:
    sheet = openpyxl.load_workbook(BytesIO(download(visitor, "show.excel")))[i18n.text("report.table_sheet", "sv")]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def download(visitor, name: str) -> bytes:
    with visitor.page.expect_download() as taken:
        visitor.page.locator(".st-key-downloads_came").get_by_role("button", name=i18n.text(name, "sv")).click()
    return Path(taken.value.path()).read_bytes()
