"""The form for accessibility faults, as a visitor fills it in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from spegel import fault_reports, i18n


@pytest.fixture
def normal(normal: Path, tmp_path: Path) -> Path:
    """A copy, since reports are kept beside the versions."""
    return shutil.copytree(normal, tmp_path / "warehouse")


def send(page, words: str):
    page.app.text_area(key="fault_words").set_value(words)
    page.app.button[0].click().run()
    return page


def test_a_report_is_kept_and_thanked_for(open_page, normal) -> None:
    before = len(fault_reports.read(normal))
    page = open_page(normal, "tillganglighet")
    page.app.selectbox(key="fault_page").set_value("valdeltagande")
    send(page, "Kartan går inte att läsa med skärmläsare")
    assert i18n.text("tillganglighet.form.thanks", "sv") in page.html
    reports = fault_reports.read(normal)
    assert len(reports) == before + 1
    assert (reports[-1]["page"], reports[-1]["words"]) == ("valdeltagande", "Kartan går inte att läsa med skärmläsare")


def test_a_report_that_says_nothing_is_refused_in_words(open_page, normal) -> None:
    before = len(fault_reports.read(normal))
    page = send(open_page(normal, "tillganglighet", sprak="en"), "bad")
    assert i18n.text("tillganglighet.form.too_short", "en", shortest=fault_reports.MIN_LENGTH) in page.html
    assert len(fault_reports.read(normal)) == before


def test_the_form_asks_for_no_name(open_page, normal) -> None:
    page = open_page(normal, "tillganglighet")
    assert [area.label for area in page.app.text_area] == [i18n.text("tillganglighet.form.words", "sv")]
    assert not page.app.text_input
