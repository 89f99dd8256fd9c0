"""What one run of one page knows: its language, its page, the version it reads, and what it has to say at the top.

A scene lives for one rerun. It pins one published version from the first row to the last, so that two figures on
a page never come from two versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from spegel import i18n
from spegel.i18n import DEFAULT_LANGUAGE
from spegel.settings import Settings
from spegel.ui import sitemap

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from spegel.warehouse import Warehouse

CARRIED = ("sprak", "omrade", "val", "organ", "dag")
"""Choices that follow the visitor from page to page, where the next page takes them."""


class PageEndsError(Exception):
    """The page has said all it can; the frame goes on."""


@dataclass
class Scene:
    """One rerun. `notes` is the place for messages, above the page; `announcement` what is read aloud;
    `place` the name of the chosen area."""

    language: str
    page: sitemap.Page
    settings: Settings
    warehouse: Warehouse | None = None
    notes: DeltaGenerator | None = None
    announcement: str = ""
    place: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    """Parameters that hold a valid value other than the default, as they stand in the address."""
    refused: set[str] = field(default_factory=set)
    """Parameters in the address that mean nothing here; the next choice sweeps them away."""


_current: ContextVar[Scene] = ContextVar("scene")


def begin(scene: Scene) -> Scene:
    """Make `scene` the current one, for the rest of this rerun."""
    _current.set(scene)
    return scene


def current() -> Scene:
    """The scene of this rerun. Raises LookupError outside a run of a page."""
    return _current.get()


def language() -> str:
    """`sv` or `en`."""
    return current().language


def say(key: str, **blanks: object) -> str:
    """The text under `key` in the language of the page."""
    return i18n.text(key, language(), **blanks)


def theme() -> str:
    """`light` or `dark`, as the visitor's browser has it."""
    return "dark" if st.context.theme.type == "dark" else "light"


def version() -> str:
    """The published version this rerun reads. Raises LookupError before one is pinned."""
    warehouse = current().warehouse
    if warehouse is None:
        raise LookupError("no version is pinned")
    return warehouse.version


def announce(sentence: str) -> None:
    """What a screen reader says after a choice has changed the page. The last call of a run counts."""
    current().announcement = sentence


def address(target: sitemap.Page, chosen: Mapping[str, str], *, keeps_all: bool = False) -> str:
    """The address of `target` with what it takes of `chosen`: the choices that follow the visitor, or all of them."""
    defaults = {"sprak": DEFAULT_LANGUAGE}
    query = urlencode(
        {
            name: value
            for name, value in chosen.items()
            if name in target.takes and (keeps_all or name in CARRIED) and value != defaults.get(name)
        }
    )
    return target.address + (f"?{query}" if query else "")


def href(page_id: str, **choices: str) -> str:
    """The address of another page with the visitor's choices, and with `choices` put in."""
    here = {name: value for name, value in current().chosen.items() if name in CARRIED}
    return address(sitemap.page_of(page_id), {**here, **choices}, keeps_all=True)


def link(page_id: str, label: str, **choices: str) -> None:
    """A link to another page, on a line of its own."""
    st.html(f'<p class="onward"><a href="{escape(href(page_id, **choices))}">{escape(label)}</a></p>')
