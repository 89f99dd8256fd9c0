"""What holds for every page: accessible by axe, in one language, one h1, nothing sideways, nothing in English by accident.

A page is opened once in each language and looked at in every way; opening it is what takes time.
"""

from __future__ import annotations

import itertools
import re

import pytest

from spegel import i18n
from spegel.ui import sitemap

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe (the package axe-playwright-python)")

BUILT_IN = (
    "Choose an option",
    "Choose options",
    "No results",
    "Press Enter",
    "Press Ctrl",
    "Running",
    "Deploy",
    "Page not found",
    "Skip to main content",
    "Download",
    "Fullscreen",
    "Show data",
    "Search",
    "Manage app",
    "Made with",
    "Connection",
    "NaN",
    "None",
    "null",
)
"""Words of Streamlit and plotly, and traces of missing values, that have no place on a Swedish page."""

SHOWN_WORDS = """() => {
  const shown = element => element.checkVisibility({ visibilityProperty: true });
  const named = [...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')].filter(shown);
  return document.body.innerText + '\\n' + named.map(element =>
    ['aria-label', 'title', 'placeholder', 'alt'].map(name => element.getAttribute(name) || '').join('\\n')).join('\\n');
}"""
DRAWN = "() => [...document.querySelectorAll('[class*=st-key-chart_]')].every(chart => chart.querySelector('[role=figure]'))"
"""Pictures come a moment after the words, those in folds last."""

CHARTS = """() => [...document.querySelectorAll('[class*=st-key-chart_]')].map(chart => ({
  alt: [...chart.querySelectorAll('[role=figure]')].map(e => e.getAttribute('aria-label') || e.alt || '').join(''),
  sentence: chart.querySelector('.chart-sentence').innerText,
  source: chart.querySelector('.chart-source').innerText,
  method: chart.querySelector('.chart-source a').getAttribute('href'),
}))"""


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("page", sitemap.pages(), ids=lambda page: page.id)
def test_a_page_is_sound(visit, site, page: sitemap.Page, language: str) -> None:
    visitor = visit().open(site + page.address + ("" if language == "sv" else f"?sprak={language}"))
    assert visitor.page.evaluate("document.documentElement.lang") == language
    headings_come_in_order(visitor)
    choices_are_read_in_full(visitor)
    open_folds(visitor)
    every_chart_says_where_it_comes_from(visitor)
    if language == "sv":
        words = visitor.page.evaluate(SHOWN_WORDS)
        assert [word for word in BUILT_IN if re.search(rf"\b{word}\b", words)] == []
    axe_finds_nothing(visitor)
    nothing_scrolls_sideways(visitor)
    paper_has_no_controls(visitor)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("page", sitemap.pages(), ids=lambda page: page.id)
def test_a_page_is_sound_in_the_dark(visit, site, page: sitemap.Page, language: str) -> None:
    visitor = visit(color_scheme="dark").open(f"{site}{page.address}?sprak={language}")
    open_folds(visitor)
    axe_finds_nothing(visitor)


def open_folds(visitor) -> None:
    visitor.page.eval_on_selector_all("main details", "folds => folds.forEach(fold => { fold.open = true })")
    visitor.settle()


def axe_finds_nothing(visitor) -> None:
    found = axe.Axe().run(visitor.page).response["violations"]
    assert [(rule["id"], node["target"], node["html"][:160]) for rule in found for node in rule["nodes"][:3]] == []


def headings_come_in_order(visitor) -> None:
    levels = visitor.page.eval_on_selector_all("h1,h2,h3,h4", "all => all.filter(h => h.offsetParent).map(h => +h.tagName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


def choices_are_read_in_full(visitor) -> None:
    for width in (390, 1024):
        visitor.page.set_viewport_size({"width": width, "height": 768})
        boxes = visitor.page.locator('.st-key-choices input[role="combobox"]')
        cut = boxes.evaluate_all("boxes => boxes.filter(box => box.scrollWidth > box.clientWidth).map(box => box.value)")
        assert cut == [], width


def every_chart_says_where_it_comes_from(visitor) -> None:
    visitor.page.wait_for_function(DRAWN)
    for chart in visitor.page.evaluate(CHARTS):
        assert chart["alt"].strip()
        assert chart["sentence"].strip()
        assert re.search(r"\b20\d\d\b.*\bspegel-\d{4}-\d\d-\d\d-", chart["source"]), "period, and version with its date"
        assert chart["method"].startswith("/metod")


def nothing_scrolls_sideways(visitor) -> None:
    """A phone of 320 px, and a window of 1280 px at 200 %, which is one of 640 px."""
    for width in (320, 640):
        visitor.page.set_viewport_size({"width": width, "height": 640})
        visitor.page.wait_for_function("width => document.documentElement.clientWidth <= width", arg=width)
        visitor.page.wait_for_function("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


def paper_has_no_controls(visitor) -> None:
    visitor.page.emulate_media(media="print")
    for control in ("#huvud nav", "#huvud .language", ".st-key-choices", '[data-testid="stDownloadButton"]', "#hoppa"):
        assert all(not found.is_visible() for found in visitor.page.locator(control).all())
    assert visitor.page.locator("h1").is_visible()
