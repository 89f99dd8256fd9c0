"""The sections of the page that splits a change of turnout into parts that add up."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import parts
from spegel.ui import data, scene, show
from spegel.ui.scene import say
from spegel.ui.view import View, about


def show_change(view: View) -> None:
    """The change as a headline, the bars that make it up, and on what comparison they stand."""
    if view.compared_id is None:
        show.show_empty(say("varfor.no_earlier", election=view.election), say("varfor.no_earlier_remedy"))
        return
    rows = data.dataset(
        "turnout_change_parts",
        area=view.area_id,
        election_type=view.election_type,
        **{"from": view.compared_id, "to": view.election_id},
    )
    if rows.is_empty():
        show.show_empty(say("varfor.reason.no_results"), say("varfor.no_earlier_remedy"))
        return
    _show_headline(view, rows)
    if not parts.is_complete(rows):
        reason = rows["reason"].drop_nulls().to_list() or ["no_results"]
        show.show_empty(say(f"varfor.reason.{reason[0]}"), say("varfor.incomplete_remedy"))
        return
    row = rows.row(0, named=True)
    links = say(
        "turnout.comparable.links",
        comparable=fmt.count(row["comparable_district_count"], scene.language()),
        redrawn=fmt.count(row["redrawn_district_count"], scene.language()),
    )
    verified = say("turnout.verified" if row["is_official"] else "turnout.not_verified")
    facts = about(
        view,
        "change",
        base="official" if view.is_municipality else "district",
        sources=view.districts()["source_id"].to_list(),
        period=fmt.first_upper(
            say("varfor.period", earlier=fmt.election(view.compared_id, scene.language()), later=view.election)
        ),
        comparability=f"{links} {verified}",
    )
    show.show_chart(parts.change_parts(rows, facts, show.look()), "change")
    st.html(f'<p class="{"quiet" if row["is_official"] else "note"}">{escape(links)} {escape(verified)}</p>')


def show_meanings() -> None:
    """What each part means, in plain words, and what it does not say."""
    items = "".join(
        f"<dt>{escape(say(f'charts.part.{term}'))}</dt><dd>{escape(say(f'charts.part.{term}_meaning'))}</dd>"
        for term in parts.TERMS
    )
    st.html(
        f'<section class="text"><h2>{escape(say("varfor.meanings"))}</h2><dl class="meanings">{items}</dl>'
        f'<p class="quiet">{escape(say("varfor.caution"))}</p></section>'
    )


def _show_headline(view: View, rows: pl.DataFrame) -> None:
    """The two turnouts and the whole change, two decimals. Neither good nor bad is said of it."""
    row, language = rows.row(0, named=True), scene.language()
    shares = [fmt.percent(row[key], language, 2) for key in ("from_turnout_share", "to_turnout_share")]
    show.show_verdict(
        status="unsure",
        word=say(
            f"varfor.{_direction(row['total_change_pp'])}",
            change=fmt.points(abs(row["total_change_pp"]), language, 2, signed=False),
        ),
        number=" → ".join(shares),
        context=say("varfor.from_to", earlier=fmt.election(row["from_election_id"], language), later=view.election),
        sentence=say("varfor.sentence" if view.is_municipality else "varfor.sentence_part"),
    )


def _direction(change_pp: float) -> str:
    return "rose" if change_pp > 0 else "fell" if change_pp < 0 else "same"
