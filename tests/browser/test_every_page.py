"""What holds for every page: accessible by axe, in one language, one h1, nothing sideways, nothing in English by accident."""

from __future__ import annotations

import itertools
import re

import pytest

from spegel import i18n
from spegel.ui import sitemap

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe (the package axe-playwright-python)")

PAGES = sitemap.pages()
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


def in_language(page: sitemap.Page, language: str) -> str:
    return page.address + ("" if language == "sv" else f"?sprak={language}")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_axe_finds_nothing(visit, site, page, language, theme) -> None:
    visitor = visit(color_scheme=theme).open(site + in_language(page, language))
    for fold in visitor.page.locator("main details").all():
        fold.evaluate("fold => { fold.open = true }")
    found = axe.Axe().run(visitor.page).response["violations"]
    assert [(rule["id"], node["target"], node["html"][:160]) for rule in found for node in rule["nodes"][:3]] == []
    assert visitor.page.evaluate("document.documentElement.lang") == language
    assert visitor.page.locator("h1").count() == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_headings_come_in_order(visit, site, page) -> None:
    visitor = visit().open(site + page.address)
    levels = visitor.page.eval_on_selector_all("h1,h2,h3,h4", "all => all.filter(h => h.offsetParent).map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


@pytest.mark.parametrize(("width", "scale"), [(320, 1), (640, 2)], ids=["320 px", "1280 px at 200 %"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_nothing_scrolls_sideways(visit, site, page, width, scale) -> None:
    visitor = visit(viewport={"width": width, "height": 640}, device_scale_factor=scale).open(site + page.address)
    wide = visitor.page.evaluate(
        """() => {
          const root = document.documentElement;
          return root.scrollWidth - root.clientWidth;
        }"""
    )
    assert wide <= 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_no_english_of_others_on_a_swedish_page(visit, site, page) -> None:
    visitor = visit().open(site + page.address)
    words = visitor.page.evaluate(
        """() => {
          const shown = element => element.checkVisibility({ visibilityProperty: true });
          const named = [...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')].filter(shown);
          return document.body.innerText + '\\n' + named.map(element =>
            ['aria-label', 'title', 'placeholder', 'alt'].map(name => element.getAttribute(name) || '').join('\\n')).join('\\n');
        }"""
    )
    assert [word for word in BUILT_IN if re.search(rf"\\b{word}\\b", words)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_paper_has_no_controls(visit, site, page) -> None:
    visitor = visit().open(site + page.address)
    visitor.page.emulate_media(media="print")
    for control in ("#huvud nav", "#huvud .language", ".st-key-choices", '[data-testid="stDownloadButton"]', "#hoppa"):
        assert all(not found.is_visible() for found in visitor.page.locator(control).all())
    assert visitor.page.locator("h1").is_visible()
