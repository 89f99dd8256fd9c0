"""The pages there are, from `pages/sitemap.toml`. Knows nothing of Streamlit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spegel.settings import project_root

SECTIONS = ("evidence", "office", "about")
MENU = ("evidence", "office")
"""Sections that stand in the menu."""
AUDIENCES = ("public", "officials", "display")


@dataclass(frozen=True)
class Page:
    """One page. `title` and `link` are keys of texts; `parameters` the names it takes from its address.

    `group` is what the page is found under in the menu, a key `group.<group>` of texts; pages outside the menu have none.
    """

    id: str
    file: str
    url_path: str
    section: str
    group: str
    icon: str
    audience: str
    title: str
    link: str
    parameters: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The page's script."""
        return project_root() / "pages" / self.file

    @property
    def address(self) -> str:
        """`/valdeltagande`."""
        return f"/{self.url_path}"

    @property
    def takes(self) -> frozenset[str]:
        """Every parameter of the page, the language among them."""
        return frozenset(self.parameters) | {"sprak"}


@cache
def pages() -> tuple[Page, ...]:
    """Every page, in the order of the menu. Raises ValueError where an entry is not what it must be."""
    entries = tomllib.loads((project_root() / "pages" / "sitemap.toml").read_text(encoding="utf-8"))["page"]
    found = tuple(Page(**{**entry, "parameters": tuple(entry["parameters"])}) for entry in entries)
    for page in found:
        if page.section not in SECTIONS or page.audience not in AUDIENCES or not page.path.is_file() or "/" not in page.file:
            raise ValueError(f"sitemap.toml: {page.id} has an unknown section or audience, or its file is not in a sub-folder")
        if (page.section in MENU) != bool(page.group):
            raise ValueError(f"sitemap.toml: {page.id} has a group exactly when it stands in the menu")
    if len({page.id for page in found}) < len(found) or len({page.url_path for page in found}) < len(found):
        raise ValueError("sitemap.toml: two pages share an id or an address")
    return found


def visible(audience: str) -> tuple[Page, ...]:
    """The pages that an audience of the settings (`public`, `officials`, `all`) may open."""
    allowed = {"public": {"public"}, "officials": {"public", "officials"}, "all": set(AUDIENCES)}[audience]
    return tuple(page for page in pages() if page.audience in allowed)


def menu(audience: str) -> dict[str, tuple[Page, ...]]:
    """The pages of the menu that an audience may open, by group, both in their order."""
    shown = [page for page in visible(audience) if page.section in MENU]
    return {group: tuple(page for page in shown if page.group == group) for group in dict.fromkeys(page.group for page in shown)}


def page_of(id: str) -> Page:
    """The page with this id. Raises KeyError when there is none."""
    return {page.id: page for page in pages()}[id]
