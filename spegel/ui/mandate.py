"""The sections of the page on mandates: how far the influence went, whether it moves, how early, who decides what, and kronor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import mandate
from spegel.charts.chart import About, Chart
from spegel.ui import choices, data, held, registered, scene, show
from spegel.ui.choices import EVERYTHING
from spegel.ui.facts import drawn, facts
from spegel.ui.held import ByAdministration
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


@dataclass(frozen=True)
class Chosen(ByAdministration):
    """Dialogues that have been held, also by administration and part; `choices.EVERYTHING` for all of either."""

    part: str = EVERYTHING

    def rows(self, name: str, **more: object) -> pl.DataFrame:
        """A dataset of the chosen dialogues."""
        return super().rows(name, part="all" if self.part == EVERYTHING else self.part, **more)

    def dialogues(self) -> pl.DataFrame:
        """`dialogue_list` of the chosen dialogues."""
        rows = super().dialogues()
        return rows if self.part == EVERYTHING else rows.filter(pl.col("part_area_id") == self.part)

    def heads(self) -> pl.DataFrame:
        """The same with what `dialogue_head` says about parties and stage."""
        said = data.dataset("dialogue_head", area=self.area_id).select("dialogue_id", "parties", "stage")
        return self.dialogues().join(said, on="dialogue_id", maintain_order="left")

    @property
    def part_name(self) -> str:
        """The part, or the words for all of them."""
        return _parts(self.area_id).get(self.part, say("choice.all_parts"))

    @property
    def place(self) -> str:
        """`Botkyrka`, `Botkyrka, Socialförvaltningen, Fittja`."""
        chosen = {self.administration: self.administration, self.part: self.part_name}
        return ", ".join([self.area_name, *(name for value, name in chosen.items() if value != EVERYTHING)])

    @property
    def made(self) -> list[tuple[str, str]]:
        """The choices made, as (name, value) in full words."""
        return [*super().made, (say("choice.del"), self.part_name)]


def chosen(area: Mapping[str, object], year: int | None) -> tuple[Chosen, Shift | None]:
    """The choices of the page besides area and year: administration and part, and behind the fold kind and base year."""
    area_id, names = str(area["area_id"]), _parts(str(area["area_id"]))
    rows = held.held(area_id)
    administration = choices.administration(rows["administration"])
    offered = [EVERYTHING, *(part for part in names if part in set(rows["part_area_id"]))]
    part = choices.choose("del", offered, EVERYTHING, lambda id: say("choice.all_parts") if id == EVERYTHING else names[id])
    with choices.more("typ", "basar"):
        kind = choices.dialogue_kind(held.kinds(area_id))
        view = Chosen(area_id, str(area["area_name"]), year, kind, administration, part)
        return view, _compared(view)


def _compared(view: Chosen) -> Shift | None:
    """The later year, and the base year as the visitor chooses it; None where there are no two years to compare."""
    rows, year = replace(view, year=None).dialogues(), view.year
    counts = dict(rows.group_by(pl.col("start_date").dt.year()).len().sort("start_date").iter_rows())
    later = year if year in counts else max(counts, default=None)
    earlier = [found for found in counts if later is not None and found < later]
    if later is None or not earlier:
        return None
    usual = next((found for found in earlier if counts[found] >= _LEAST_IN_BASE_YEAR), earlier[0])
    return Shift(int(choices.choose("basar", [str(found) for found in earlier], str(usual), str)), later)


def show_ladder(view: Chosen) -> None:
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
        area=view.place,
        period=view.period,
    )
    number = say("mandat.number", share=fmt.percent(share, language))
    show.show_number(number, context, mandate.ladder_reading(rows, show.look()))
    show.show_chart(drawn(_ladder, view), "ladder")
    show_participants(view.dialogues(), say("people.participants.who"))
    hidden, uncounted = (int(rows[f"{name}_count"].sum()) for name in ("hidden", "uncounted"))
    show_notes(
        [say("mandat.weighed.left_out", hidden=fmt.count(hidden, language), uncounted=fmt.count(uncounted, language))]
        if hidden or uncounted
        else []
    )


def show_evidence(view: Chosen, shift: Shift | None) -> None:
    """What lies behind the ladder, folded, two beside each other: groups, change, parties, timing and the year's plan."""
    is_open = {"administration": view.is_all, "area": view.part == EVERYTHING, "year": view.year is None}
    shown = [dimension for dimension, is_all in is_open.items() if is_all]
    sections: list[Callable[[], None]] = [partial(_show_group, view, dimension) for dimension in shown]
    sections += [partial(_show_shift, view, shift), partial(_show_parties, view)]
    if view.rows("dialogue_to_decision").is_empty():
        sections.append(partial(_show_no_decisions, view))
    else:
        sections += [partial(_show_timing, view), partial(_show_timeline, view)]
    sections.append(partial(_show_plan, view))
    for first in range(0, len(sections), 2):
        for side, section in zip(st.columns(2, gap="large"), sections[first : first + 2], strict=False):
            with side:
                section()


def _show_group(view: Chosen, dimension: str) -> None:
    """The ladder of each administration, part or year."""
    show.show_folded_chart(drawn(_ladder_by, view, dimension), f"ladder_{dimension}")


def _show_shift(view: Chosen, shift: Shift | None) -> None:
    """Whether more dialogues let participants carry out or decide than in the base year."""
    if shift is None:
        st.html(f"<h2>{escape(say('mandat.shift.heading'))}</h2>")
        show.show_empty(say("mandat.shift.none"), say("mandat.shift.none_how"), announce=False)
        return
    show.show_folded_chart(drawn(_shift, view, shift), "shift", say("mandat.shift.how"))


def _show_parties(view: Chosen) -> None:
    """How many dialogues say what each party decides, and each of them with its parties and its place in the process."""
    whole = view.rows("dialogue_steering").row(by_predicate=pl.col("dimension") == "all", named=True)
    reading = mandate.parties_reading(whole, show.look())
    with st.container(key="folded_parties"):
        st.html(
            f'<h2 class="chart-title">{escape(say("mandat.parties.heading"))}</h2><p class="chart-sentence">{escape(reading)}</p>'
        )
        with st.expander(say("mandat.parties.fold")):
            listed = mandate.parties_table(view.heads(), show.look(), period=view.period)
            show.show_listed(listed, view.about("dialog_fullstandighet", base="held"), "parties")


def _show_no_decisions(view: Chosen) -> None:
    st.html(f"<h2>{escape(say('mandat.timing.title', period=view.period))}</h2>")
    show.show_empty(say("mandat.timing.reading_none"), say("mandat.timing.none_how"), announce=False)


def _show_timing(view: Chosen) -> None:
    """Whether dialogues came while the decision was being prepared."""
    show.show_folded_chart(drawn(_timing, view), "timing", say("mandat.timing.how"))


def _show_timeline(view: Chosen) -> None:
    """The days from dialogue to decision."""
    show.show_folded_chart(drawn(_timeline, view), "timeline")


def _show_plan(view: Chosen) -> None:
    """Whether dialogues stood in the year's plan."""
    show.show_folded_chart(drawn(_planned, view), "plan", say("mandat.plan.no_link"))


def show_kronor(view: Chosen) -> None:
    """What residents have decided on, in kronor: the same for every year and kind above."""
    rows = data.dataset("residents_decided", area=view.area_id)
    if rows.is_empty():
        st.html(f"<h2>{escape(say('mandat.kronor.title'))}</h2>")
        show.show_empty(say("mandat.kronor.none", area=view.area_name), say("mandat.kronor.none_how"))
        return
    show.show_folded_chart(drawn(_kronor, view), "kronor")


def _whole(view: Chosen) -> pl.DataFrame:
    return view.rows("mandate_distribution").filter(pl.col("dimension") == "all")


def _ladder(view: Chosen) -> Chart:
    about = view.about("mandat_fordelning", base="held", registers=("attendance",))
    return mandate.ladder(_whole(view), about, show.look(), period=view.period)


def _ladder_by(view: Chosen, dimension: str) -> Chart:
    about = view.about("mandat_fordelning", base="held", detail=say(f"mandat.detail.{dimension}"))
    return mandate.ladder_by(view.rows("mandate_distribution"), about, show.look(), dimension=dimension, period=view.period)


def _shift(view: Chosen, shift: Shift) -> Chart:
    rows = replace(view, year=shift.year).rows("mandate_shift", base_year=shift.base_year)
    about = view.about("mandat_forskjutning", base="held", period=held.span_of([shift.base_year, shift.year]))
    return mandate.shift(rows, about, show.look())


def _timing(view: Chosen) -> Chart:
    about = view.about("tidig_dialog_andel", base="linked", registers=("decisions",))
    return mandate.timing(view.rows("dialogue_steering"), about, show.look(), period=view.period)


def _timeline(view: Chosen) -> Chart:
    about = view.about("tidig_dialog_andel", base="linked", registers=("decisions",), detail=say("mandat.detail.timeline"))
    return mandate.timeline(view.rows("dialogue_to_decision"), about, show.look(), period=view.period)


def _planned(view: Chosen) -> Chart:
    about = view.about("dialog_i_plan", base="held")
    return mandate.planned(view.rows("dialogue_steering"), about, show.look(), period=view.period)


def _kronor(view: Chosen) -> Chart:
    rows = data.dataset("residents_decided", area=view.area_id)
    known = rows["item_year"].drop_nulls().unique().sort().to_list()
    return mandate.kronor(rows, _about_kronor(view, held.span_of(known)), show.look())


def _about_kronor(view: Chosen, period: str) -> About:
    return facts(
        view.area_name,
        ["kronor_beslutade"],
        base=say("mandat.base.kronor"),
        period=period,
        sources=registered.sources(view.area_id, "budget_projects", "decisions", "dialogues"),
        comparability=say("mandat.comparable_kronor"),
    )


def _parts(area_id: str) -> dict[str, str]:
    """Parts of the area: id -> name."""
    return dict(data.dataset("part_list", area=area_id).select("area_id", "area_name").iter_rows())
