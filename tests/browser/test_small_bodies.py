"""Nine seats with one born outside Europe: no region of birth on the page, to a pointer, in the files or in the picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from conftest import serving

from spegel import i18n
from tests.pages import small_bodies

ADDRESS = "representation?uppdelning=fodelseregion&organ=LN"
HIDDEN = i18n.text("representation.reason.small_background", "sv")
REGIONS = [i18n.text(f"people.{region}", "sv") for region in ("sweden", "europe", "world", "abroad")]


@pytest.fixture(scope="module")
def small(made_once) -> Path:
    return made_once("small bodies", small_bodies.publish) / "warehouse"


def test_a_small_body_shows_no_region_of_birth_anywhere(visit, small) -> None:
    with serving(small) as address:
        visitor = visit().open(f"{address}/{ADDRESS}")
        on_page = [row for row in visitor.rows() if row[0].startswith(small_bodies.COMMITTEE) and set(row) & {HIDDEN}]
        assert len(on_page) >= 3, "at a glance, and two regions in the table of the picture"
        told = {row[1]: row[2:] for row in visitor.rows("groups") if row[0] == small_bodies.COMMITTEE}
        assert {cell for cells in told.values() for cell in (cells[0], cells[2], cells[5], cells[6], cells[7])} == {HIDDEN}
        pointed = visitor.page.eval_on_selector_all(
            ".js-plotly-plot", "plots => plots.map(plot => JSON.stringify([plot.data, plot.layout, plot._fullData.length]))"
        )
        with_regions = [drawn for drawn in pointed if any(region in drawn for region in REGIONS)]
        assert len(with_regions) == 1
        assert small_bodies.COUNCIL in with_regions[0]
        assert small_bodies.COMMITTEE not in with_regions[0]
        assert small_bodies.COMMITTEE not in visitor.page.locator(".st-key-chart_groups [role=figure]").first.get_attribute(
            "aria-label"
        )
        for key in ("groups", "glance"):
            downloads_hide(visitor, key)
        picture_hides(visitor)
        visitor.leave()


def downloads_hide(visitor, key: str) -> None:
    """Every cell of the small body about a region is the reason, in CSV and in the workbook."""
    files = {}
    for name in (i18n.text("show.csv", "sv"), i18n.text("show.excel", "sv")):
        with visitor.page.expect_download() as download:
            visitor.page.locator(f".st-key-downloads_{key}").get_by_role("button", name=name).click()
        files[name] = Path(download.value.path()).read_bytes()
    csv, workbook = files.values()
    lines = [line.split(";") for line in csv.decode("utf-8-sig").splitlines()]
    sheet = openpyxl.load_workbook(BytesIO(workbook))[i18n.text("report.table_sheet", "sv")]
    for rows in (lines, [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]):
        header, own = rows[0], [row for row in rows[1:] if row[0].startswith(small_bodies.COMMITTEE)]
        assert own
        for row in own:
            about_regions = [cell for name, cell in zip(header, row, strict=True) if name in REGIONS] or [
                row[2],
                row[4],
                *row[7:10],
            ]
            assert set(about_regions) == {HIDDEN}


def picture_hides(visitor) -> None:
    """What the picture is made of is the drawing on the page: it has the council, and not the small body."""
    with visitor.page.expect_download() as download:
        visitor.page.locator(".st-key-chart_groups").get_by_role("button", name=i18n.text("show.picture", "sv")).click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    drawn = visitor.page.locator(".st-key-chart_groups svg.main-svg").all_text_contents()
    buttons = visitor.page.locator(".st-key-chart_groups [data-picture]")
    words = "".join([*drawn, *(buttons.get_attribute(f"data-{name}") for name in ("title", "subtitle", "source"))])
    assert small_bodies.COUNCIL in words
    assert small_bodies.COMMITTEE not in words
