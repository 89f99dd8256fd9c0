"""From an empty form to a template on paper: within three minutes, and nothing is lost on the way."""

from __future__ import annotations

import io
import time
from pathlib import Path

import docx
import pypdf

from spegel import i18n

LONGEST = 180
"""Seconds from an empty form to a printed template (journey D2.12); a person also has to think."""

WRITTEN = {
    "amne": "Trygg väg till skolan",
    "syfte": "Välja åtgärder före beslut",
    "malgrupp": "Elever och föräldrar i Alby",
    "ansvarig": "Områdesutvecklare",
}


def label(name: str) -> str:
    return i18n.text(f"choice.{name}", "sv")


def fill(visitor, names: list[str]) -> None:
    for name in names:
        before = visitor.page.url
        field = visitor.page.get_by_role("textbox", name=label(name), exact=True)
        field.fill(WRITTEN[name])
        field.press("Tab")
        visitor.page.wait_for_url(lambda url, before=before: url != before)
        visitor.settle()


def taken_home(visitor, name: str) -> tuple[str, bytes]:
    with visitor.page.expect_download() as waited:
        visitor.page.get_by_role("button", name=i18n.text(name, "sv")).click()
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


def test_an_empty_form_becomes_a_template_within_three_minutes_and_survives_a_reconnect(visit, site) -> None:
    started = time.monotonic()
    visitor = visit().open(f"{site}/planera")
    page = visitor.page
    before = page.url
    page.get_by_role("button", name="Alby", exact=True).click()
    page.wait_for_url(lambda url: url != before)
    visitor.settle().choose(label("fran"), "18 år")
    fill(visitor, ["amne", "syfte"])
    name, made = taken_home(visitor, "planera.files.incomplete_docx")
    assert name == "analysmall_alby_trygg-vag-till-skolan_ofullstandig-1-av-5-skyldigheter-ifyllda.docx"
    assert "Ofullständig: 1 av 5 skyldigheter ifyllda" in [one.text for one in docx.Document(io.BytesIO(made)).paragraphs]

    # The session is gone, as after a restart of the server; the address is all that is left.
    other = visit().open(page.url)
    for field in ("amne", "syfte"):
        assert other.page.get_by_role("textbox", name=label(field), exact=True).input_value() == WRITTEN[field]
    fill(other, ["malgrupp", "ansvarig"])
    other.choose(label("mandat"), "Resonera").choose(label("skede"), "Förslag finns")
    assert other.page.get_by_text(i18n.text("planera.duties.filled", "sv", count=5)).is_visible()
    name, made = taken_home(other, "planera.files.complete_docx")
    assert name == "analysmall_alby_trygg-vag-till-skolan.docx"
    written = [cell.text for row in docx.Document(io.BytesIO(made)).tables[0].rows for cell in row.cells]
    assert {WRITTEN["syfte"], WRITTEN["malgrupp"], WRITTEN["ansvarig"], "Resonera"} <= set(written)
    name, made = taken_home(other, "planera.files.complete_pdf")
    assert name.endswith(".pdf")
    assert pypdf.PdfReader(io.BytesIO(made)).metadata.title == "Analysmall: Trygg väg till skolan"
    assert time.monotonic() - started < LONGEST
