"""Women, men and those whose sex is not known, in one line that no choice can take away."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.ui import scene
from spegel.ui.scene import say


def written(counts: Mapping[str, int | None]) -> str:
    """`24 kvinnor · 31 män · 2 utan uppgift om kön`. Other sexes than two are counted among the last.

    A count that is None is hidden or not known, and so the line says. Where nobody's sex is known, the line says
    that it is missing and should not be.
    """
    women, men = (counts.get(sex, 0) for sex in ("women", "men"))
    others = [counts.get(sex, 0) for sex in ("other", "unknown")]
    unknown = sum(count or 0 for count in others)
    language = scene.language()
    if women is men is None:
        return say("people.sexes_hidden")
    if women == men == 0:
        return say("people.sexes_missing_all", count=fmt.count(unknown, language)) if unknown else say("people.sexes_missing")
    named = {"women": fmt.count(women, language), "men": fmt.count(men, language)}
    if None in others:
        return say("people.sexes_others_hidden", **named)
    return say("people.sexes", **named, unknown=fmt.count(unknown, language))


def show_sexes(counts: Mapping[str, int | None], what: str = "") -> None:
    """The line of a view. `what` says who is counted. A line that says that sexes are missing stands out."""
    is_missing = not (counts.get("women", 0) or counts.get("men", 0)) and None not in counts.values()
    before = f"<b>{escape(what)}</b> " if what else ""
    st.html(f'<p class="{"sexes-missing" if is_missing else "quiet"}" data-kon>{before}{escape(written(counts))}</p>')


def show_participants(dialogues: pl.DataFrame, what: str) -> None:
    """Who took part in all these dialogues, by sex, as far as numbers are published; then how many dialogues are not in the line.

    Frame: `dialogue_list`, or another with its columns of sexes. `what` says who is counted. Dialogues where people were counted
    but never by sex stand out.
    """
    columns = {"women": "women_count", "men": "men_count", "unknown": "unknown_gender_count"}
    reasons = pl.col("women_reason", "men_reason", "unknown_gender_reason")
    known = {sex: int(dialogues[column].sum()) for sex, column in columns.items() if dialogues[column].drop_nulls().len()}
    hidden = dialogues.filter(pl.any_horizontal(reasons.is_not_null())).height
    # Where every number is hidden they are known, only not told: nothing is missing.
    show_sexes(known if known or not hidden else {"women": None, "men": None}, what)
    numbers = {
        "hidden": hidden,
        "uncounted": dialogues.filter(
            ~pl.col("is_gender_missing") & pl.all_horizontal(pl.col(*columns.values()).is_null(), reasons.is_null())
        ).height,
    }
    for name, number in numbers.items():
        if number:
            words = say(f"people.participants.{name}", count=fmt.count(number, scene.language()))
            st.html(f'<p class="quiet">{escape(words)}</p>')
    if missing := int(dialogues["is_gender_missing"].sum()):
        words = say("people.participants.missing", count=fmt.count(missing, scene.language()))
        st.html(f'<p class="sexes-missing" data-kon>{escape(words)}</p>')
