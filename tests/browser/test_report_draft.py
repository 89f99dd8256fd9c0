"""The draft of a report on a dialogue is in the visitor's hands at once, and says what the page says."""

from __future__ import annotations

import io
import time
from pathlib import Path

import docx
import pypdf

from spegel import i18n

LONGEST = 20
"""Seconds from the press to the draft (journey D2.12)."""


def test_the_draft_of_a_report_is_made_in_twenty_seconds_in_both_forms(visit, site) -> None:
    visitor = visit(accept_downloads=True).open(f"{site}/rummet?dialog=EX-D-00001")
    title = visitor.page.locator(".titled h2").inner_text()
    made = {}
    for ending in ("docx", "pdf"):
        started = time.monotonic()
        with visitor.page.expect_download() as waited:
            visitor.page.get_by_role("button", name=i18n.text(f"dialograpport.{ending}", "sv")).click()
        made[ending] = Path(waited.value.path()).read_bytes()
        assert time.monotonic() - started < LONGEST
        assert waited.value.suggested_filename.endswith(f".{ending}")
    name = i18n.text("dialograpport.title", "sv", subject=title)
    assert docx.Document(io.BytesIO(made["docx"])).paragraphs[0].text == name
    assert pypdf.PdfReader(io.BytesIO(made["pdf"])).metadata.title == name
    cells = [cell.text for one in docx.Document(io.BytesIO(made["docx"])).tables for row in one.rows for cell in row.cells]
    assert {"Kvinnor", "Män"} <= set(cells)
