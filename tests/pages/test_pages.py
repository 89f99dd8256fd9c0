"""Every page, in both languages, with figures, without any, and with a single district."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from spegel import i18n
from spegel.i18n import LANGUAGES
from spegel.ui import sitemap

PAGES = [page.id for page in sitemap.pages()]
WITHOUT_FIGURES = ("metod", "tillganglighet", "registrera")
WITH_FIGURES = [page.id for page in sitemap.pages() if "omrade" in page.parameters and page.id not in WITHOUT_FIGURES]


def h1_of(html: str) -> list[str]:
    return re.findall(r"<h1>(.*?)</h1>", html)


@pytest.mark.parametrize("state", ["normal", "empty", "one district"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page_id", PAGES)
def test_every_page_shows_itself_without_a_fault(open_page, warehouses, page_id: str, language: str, state: str) -> None:
    page = open_page(warehouses[state], page_id, sprak=language)
    assert not page.app.exception
    assert 'role="alert"' not in page.html
    assert h1_of(page.html) == [i18n.text(sitemap.page_of(page_id).title, language)]
    assert f'data-language="{language}"' in page.html


@pytest.mark.parametrize("page_id", WITH_FIGURES)
def test_a_page_without_figures_says_what_to_do(open_page, empty, page_id: str) -> None:
    page = open_page(empty, page_id)
    assert 'class="empty"' in page.html
    assert not page.charts


@pytest.mark.parametrize("area", ["0127", "jarva"])
@pytest.mark.parametrize("page_id", WITH_FIGURES)
def test_every_chart_has_words_and_a_table(open_page, normal, page_id: str, area: str) -> None:
    page = open_page(normal, page_id, **({} if area == "0127" else {"omrade": area}))
    assert all(chart.alt for chart in page.charts)
    assert page.html.count('<details class="table">') >= len(page.charts)
    assert page.html.count('class="chart-source"') >= len(page.charts)
    assert page.html.count("data-picture=") == len(page.charts)


@pytest.mark.parametrize("page_id", PAGES)
def test_both_languages_have_the_same_structure(open_page, normal, page_id: str) -> None:
    swedish, english = (re.findall(r"<(\w+)", open_page(normal, page_id, sprak=language).html) for language in LANGUAGES)
    assert swedish == english


def test_nothing_published_says_how_to_build(open_page, tmp_path) -> None:
    for language in LANGUAGES:
        page = open_page(tmp_path, "start", sprak=language)
        assert "python -m spegel build" in page.html
        assert i18n.text("frame.no_version.title", language) in page.html
        assert not page.app.exception


def test_an_unexpected_error_gives_a_number_and_keeps_the_trace_on_the_server(open_page, normal, monkeypatch, caplog) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the inner details")

    monkeypatch.setattr("spegel.ui.overview.show_questions", broken)
    page = open_page(normal, "start")
    incident = re.search(r"numret ([0-9a-f]{8})", page.html)
    assert incident
    assert "inner details" not in page.html
    assert incident[1] in caplog.text
    assert "the inner details" in caplog.text
    # The frame is still whole, so that the visitor can go elsewhere.
    assert 'class="page-state"' in page.html
    assert 'data-for="huvud"' in page.html


def test_example_figures_are_marked_and_facts_are_not(open_page, normal) -> None:
    assert 'class="badge"' not in open_page(normal, "valdeltagande").html
    page = open_page(normal, "dialoger")
    assert 'class="badge"' in page.html
    assert f"<td>{i18n.text('dialoger.example', 'sv')}</td>" in page.html
    assert f"<td>{i18n.text('dialoger.own', 'sv')}</td>" not in page.html


def test_an_error_outside_a_page_says_the_same_and_no_more() -> None:
    script = "from spegel.ui import frame\nassert frame.on_script_error(RuntimeError('the inner details'))"
    app = AppTest.from_string(script).run()
    [message] = [element.proto.body for element in app.get("html")]
    assert 'role="alert"' in message
    assert "inner details" not in message
    assert not app.exception
