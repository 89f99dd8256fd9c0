"""The page that compares representation: with what ships, and with figures that somebody has fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pages import h1_of

PAGE = "jamfor_representation"


def test_what_ships_shows_the_council_and_says_what_to_fetch(open_page, normal: Path) -> None:
    page = open_page(normal, PAGE)
    assert len(page.charts) == 1
    assert "30 kvinnor" in page.html
    assert "data-kon" in page.html
    assert "spegel fetch kolada --area 0127" in page.html
    assert "spegel fetch scb --area 0127" in page.html


def test_a_district_board_is_told_whose_figures_they_are(open_page, normal: Path) -> None:
    page = open_page(normal, PAGE, omrade="jarva")
    assert "hela Stockholm" in page.html
    assert "data-kon" in page.html
    assert "spegel fetch kolada --area 0180" in page.html


@pytest.mark.parametrize("language", ["sv", "en"])
def test_fetched_figures_are_drawn_once_and_marked_by_sex(open_page, fetched: Path, language: str) -> None:
    page = open_page(fetched, PAGE, sprak=language)
    assert not page.app.exception
    assert h1_of(page.html)
    assert len(page.charts) == 3
    assert page.html.count("data-kon") >= 3
    assert "spegel fetch" not in page.html


def test_a_key_figure_that_is_not_there_gets_a_message(open_page, fetched: Path) -> None:
    page = open_page(fetched, PAGE, nyckeltal="N00000")
    assert 'class="note"' in page.html
    assert len(page.charts) == 3
