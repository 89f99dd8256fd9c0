"""The sections of the page on mandates: how far the influence went, whether it moves, how early, in the plan, and kronor."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import mandate
from spegel.charts.chart import About, Chart
from spegel.ui import choices, data, held, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.held import Held
from spegel.ui.scene import say
from spegel.ui.sexes import show_participants
from spegel.ui.turnout import show_notes

_LEAST_IN_BASE_YEAR = 10
"""Dialogues of a year that others are compared with unless the visitor says otherwise; `mandate_shift` has the same."""


@dataclass(frozen=True)
class Shift:
    """Two years that are compared; the later one is the chosen year, or the last with dialogues."""

    base_year: int
    year: int


def compared(area_id: str, kind: str | None, year: int | None) -> Shift | None:
    """The later year, and the base year as the visitor chooses it; None where there are no two years to compare."""
    rows = Held(area_id, "", None, kind).dialogues()
    counts = dict(rows.group_by(pl.col("start_date").dt.year()).len().sort("start_date").iter_rows())
    later = year if year in counts else max(counts, default=None)
    earlier = [found for found in counts if later is not None and found < later]
    if later is None or not earlier:
        return None
    usual = next((found for found in earlier if counts[found] >= _LEAST_IN_BASE_YEAR), earlier[0])
    return Shift(int(choices.choose("basar", [str(found) for found in earlier], str(usual), str)), later)


def show_ladder(view: Held) -> None:
    """The share that came to the two top steps, who took part by sex, and the ladder plain and weighed by participants."""
    rows, language = _whole(view), scene.language()
    if rows["is_example"].any():
        show.show_example_badge()
    top = rows.filter(pl.col("mandate").is_in(mandate.TOP))
    count, share = int(top["dialogue_count"].sum()), top["dialogue_share"].sum()
    total = int(rows["dialogue_count"].sum())
    context = say(
        "mandat.context",
        count=fmt.count(count, language),
        total=fmt.count(total, language),
        area=view.area_name,
        period=view.period,
    )
    number = say("mandat.number", share=fmt.percent(share, language))
    show.show_number(number, context, mandate.ladder_reading(rows, show.look()))
    show_participants(view.dialogues(), say("people.participants.who"))
    show.show_chart(drawn(_ladder, view), "ladder")
    hidden, uncounted = (int(rows[f"{name}_count"].sum()) for name in ("hidden", "uncounted"))
    show_notes(
        [say("mandat.weighed.left_out", hidden=fmt.count(hidden, language), uncounted=fmt.count(uncounted, language))]
        if hidden or uncounted
        else []
    )


def show_groups(view: Held) -> None:
    """The ladder of each year, administration and part."""
    shown = ("year", "administration", "area") if view.year is None else ("administration", "area")
    for side, dimension in zip(st.columns(2, gap="large"), shown[-2:], strict=True):
        with side:
            show.show_folded_chart(drawn(_ladder_by, view, dimension), f"ladder_{dimension}")
    if view.year is None:
        show.show_folded_chart(drawn(_ladder_by, view, "year"), "ladder_year")


def show_shift(view: Held, shift: Shift | None) -> None:
    """Whether more dialogues let participants carry out or decide than in the base year."""
    if shift is None:
        st.html(f"<h2>{escape(say('mandat.shift.heading'))}</h2>")
        show.show_empty(say("mandat.shift.none"), say("mandat.shift.none_how"))
        return
    show.show_chart(drawn(_shift, view, shift), "shift")
    show_notes([say("mandat.shift.how")])


def show_steering(view: Held) -> None:
    """Whether dialogues came while the decision was being prepared, the days from dialogue to decision, and the year's plan."""
    rows = view.rows("dialogue_to_decision")
    if rows.is_empty():
        st.html(f"<h2>{escape(say('mandat.timing.title', period=view.period))}</h2>")
        show.show_empty(say("mandat.timing.reading_none"), say("mandat.timing.none_how"))
        _show_plan(view)
        return
    early, days = st.columns(2, gap="large")
    with early:
        show.show_chart(drawn(_timing, view), "timing")
        show_notes([say("mandat.timing.how")])
    with days:
        show.show_folded_chart(drawn(_timeline, view), "timeline")
        _show_plan(view)


def _show_plan(view: Held) -> None:
    """Whether dialogues stood in the year's plan."""
    show.show_folded_chart(drawn(_planned, view), "plan")
    show_notes([say("mandat.plan.no_link")])


def show_kronor(view: Held) -> None:
    """What residents have decided on, in kronor: the same for every year and kind above."""
    rows = data.dataset("residents_decided", area=view.area_id)
    if rows.is_empty():
        st.html(f"<h2>{escape(say('mandat.kronor.title'))}</h2>")
        show.show_empty(say("mandat.kronor.none", area=view.area_name), say("mandat.kronor.none_how"))
        return
    show.show_chart(drawn(_kronor, view), "kronor")


def _whole(view: Held) -> pl.DataFrame:
    return view.rows("mandate_distribution").filter(pl.col("dimension") == "all")


def _ladder(view: Held) -> Chart:
    about = view.about("mandat_fordelning", base="held", registers=("attendance",))
    return mandate.ladder(_whole(view), about, show.look(), period=view.period)


def _ladder_by(view: Held, dimension: str) -> Chart:
    about = view.about("mandat_fordelning", base="held", detail=say(f"mandat.detail.{dimension}"))
    return mandate.ladder_by(view.rows("mandate_distribution"), about, show.look(), dimension=dimension, period=view.period)


def _shift(view: Held, shift: Shift) -> Chart:
    rows = data.dataset("mandate_shift", area=view.area_id, base_year=shift.base_year, year=shift.year, kind=view.kind or "all")
    about = view.about("mandat_forskjutning", base="held", period=held.span_of([shift.base_year, shift.year]))
    return mandate.shift(rows, about, show.look())


def _timing(view: Held) -> Chart:
    about = view.about("tidig_dialog_andel", base="linked", registers=("decisions",))
    return mandate.timing(view.rows("dialogue_steering"), about, show.look(), period=view.period)


def _timeline(view: Held) -> Chart:
    about = view.about("tidig_dialog_andel", base="linked", registers=("decisions",), detail=say("mandat.detail.timeline"))
    return mandate.timeline(view.rows("dialogue_to_decision"), about, show.look(), period=view.period)


def _planned(view: Held) -> Chart:
    about = view.about("dialog_i_plan", base="held")
    return mandate.planned(view.rows("dialogue_steering"), about, show.look(), period=view.period)


def _kronor(view: Held) -> Chart:
    rows = data.dataset("residents_decided", area=view.area_id)
    known = rows["item_year"].drop_nulls().unique().sort().to_list()
    return mandate.kronor(rows, _about_kronor(view, held.span_of(known)), show.look())


def _about_kronor(view: Held, period: str) -> About:
    return facts(
        view.area_name,
        ["kronor_beslutade"],
        base=say("mandat.base.kronor"),
        period=period,
        sources=registered.sources(view.area_id, "budget_projects", "decisions", "dialogues"),
        comparability=say("mandat.comparable_kronor"),
    )
