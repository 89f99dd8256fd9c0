"""The pages: every one is in the sitemap, in a folder of its own, with its words in both languages."""

from __future__ import annotations

import pytest

from spegel import i18n
from spegel.settings import project_root
from spegel.ui import sitemap

FOLDER = project_root() / "pages"


def test_every_script_is_in_the_sitemap_once_and_none_lies_directly_in_the_folder() -> None:
    # A script directly in `pages/` makes Streamlit skip app.py when that page is opened first after a start.
    assert not list(FOLDER.glob("*.py"))
    scripts = [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.py")]
    assert sorted(page.file for page in sitemap.pages()) == sorted(scripts)


@pytest.mark.parametrize("page", sitemap.pages(), ids=lambda page: page.id)
def test_a_page_is_a_short_scene_with_words_in_both_languages(page: sitemap.Page) -> None:
    source = page.path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 60
    assert source.startswith('"""')
    for forbidden in ("duckdb", "SELECT", "#0B6478", "import polars"):
        assert forbidden not in source
    for language in i18n.LANGUAGES:
        assert i18n.text(page.title, language)
        assert i18n.text(page.link, language)
    for parameter in page.parameters:
        assert i18n.text(f"choice.{parameter}", "sv")


def test_the_public_sees_only_public_pages() -> None:
    assert {page.audience for page in sitemap.visible("public")} == {"public"}
    assert set(sitemap.visible("public")) <= set(sitemap.visible("officials")) <= set(sitemap.visible("all"))


def test_the_first_page_has_the_root_as_its_address() -> None:
    assert [page.id for page in sitemap.pages() if page.address == "/"] == ["start"]


def test_the_menu_holds_every_page_of_its_sections_once_under_an_entry_with_a_name() -> None:
    menu = sitemap.menu("all")
    expected = [page for page in sitemap.pages() if page.section in sitemap.MENU]
    assert [page for pages in menu.values() for page in pages] == expected
    for group in menu:
        assert all(i18n.text(f"group.{group}", language) for language in i18n.LANGUAGES)
    assert "registers" not in sitemap.menu("public")
