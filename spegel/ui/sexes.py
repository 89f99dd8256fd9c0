"""Women, men and those whose sex is not known, in one line that no choice can take away."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from spegel import fmt
from spegel.ui import scene
from spegel.ui.scene import say


def written(counts: Mapping[str, int | None]) -> str:
    """`24 kvinnor · 31 män · 2 utan uppgift om kön`. Other sexes than two are counted among the last.

    A count that is None is not known. Where nobody's sex is known, the line says that it is missing and should not be.
    """
    women, men = (counts.get(sex, 0) for sex in ("women", "men"))
    unknown = sum(counts.get(sex) or 0 for sex in ("other", "unknown"))
    language = scene.language()
    if women == men == 0:
        return say("people.sexes_missing_all", count=fmt.count(unknown, language)) if unknown else say("people.sexes_missing")
    return say(
        "people.sexes", women=fmt.count(women, language), men=fmt.count(men, language), unknown=fmt.count(unknown, language)
    )


def show_sexes(counts: Mapping[str, int | None], what: str = "") -> None:
    """The line of a view. `what` says who is counted. A line that says that sexes are missing stands out."""
    is_missing = not (counts.get("women", 0) or counts.get("men", 0)) and None not in counts.values()
    before = f"<b>{escape(what)}</b> " if what else ""
    st.html(f'<p class="{"sexes-missing" if is_missing else "quiet"}" data-kon>{before}{escape(written(counts))}</p>')
