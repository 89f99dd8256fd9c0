"""The section on decisions: how far they have come, how long it takes, and which are past their day, body by body."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import feedback
from spegel.charts.chart import About, Chart
from spegel.charts.table import Column, table
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.turnout import show_notes


@dataclass(frozen=True)
class Decisions:
    """What the visitor has chosen: whose decisions, taken when (None for all years)."""

    area_id: str
    area_name: str
    year: int | None

    def rows(self, name: str) -> pl.DataFrame:
        """A dataset of the chosen decisions."""
        return data.dataset(name, area=self.area_id, year=self.year)

    def curve(self) -> pl.DataFrame:
        """`waiting_curve` for decisions of all bodies."""
        return data.dataset("waiting_curve", area=self.area_id, clock="decision", year=self.year)

    @property
    def period(self) -> str:
        taken = self.rows("decision_list")["decided_date"].dt.year()
        return fmt.span(str(taken.min()), str(taken.max()))

    def about(self, *measures: str, base: str, detail: str = "") -> About:
        """What stands under a picture or a table."""
        seen = self.rows("decision_list")["reference_date"].max()
        return facts(
            self.area_name,
            measures,
            base=say(f"beslut.base.{base}"),
            period=self.period,
            sources=registered.sources(self.area_id, "decisions"),
            comparability=say("beslut.seen", day=fmt.day(seen, scene.language())),
            made=[choices.year_made(self.year)],
            detail=detail,
        )


def has_decisions(view: Decisions) -> bool:
    """The heading of the section; true where decisions are registered, else it says how to put them in."""
    st.html(f'<h2 id="beslut">{escape(say("beslut.title"))}</h2><p class="quiet">{escape(say("beslut.lead"))}</p>')
    if view.rows("decision_list").height:
        return True
    show.show_empty(say("beslut.none", area=view.area_name), say("beslut.none_how"))
    return False


def show_steps(view: Decisions) -> None:
    """The overdue in a sentence; how far the decisions have come; how long it takes until they are carried out."""
    language, rows = scene.language(), view.rows("decision_list")
    if rows["is_example"].any():
        show.show_example_badge()
    dated, overdue = rows["due_date"].drop_nulls().len(), int(rows["is_overdue"].sum())
    words = say(
        "beslut.overdue_share" if dated else "beslut.none_dated",
        overdue=fmt.count(overdue, language),
        dated=fmt.count(dated, language),
        share=fmt.percent(overdue / dated if dated else None, language),
        undated=fmt.count(rows.height - dated, language),
        day=fmt.day(rows["reference_date"].max(), language),
    )
    st.html(f'<p class="chart-sentence">{escape(words)}</p>')
    for side, (build, key) in zip(
        st.columns(2, gap="large"), ((_steps, "decision_steps"), (_waiting, "decision_waiting")), strict=True
    ):
        with side:
            show.show_chart(drawn(build, view), key)
    skipped = int(view.rows("decision_flow")["skipped_count"].sum())
    show_notes([say("beslut.skipped", count=fmt.count(skipped, language)) if skipped else ""])


def show_bodies(view: Decisions) -> None:
    """The same for each body; those without any decision registered are named."""
    rows, language, look = view.rows("decision_by_body"), scene.language(), show.look()
    st.html(f"<h2>{escape(say('beslut.bodies.title', period=view.period))}</h2>")
    silent = rows.filter(~pl.col("has_decisions"))["body_name"].to_list()
    columns = (
        Column("name", say("beslut.column.body")),
        Column("decision_count", say("beslut.column.taken"), "count"),
        Column("done_count", say("beslut.column.done"), "count"),
        Column("done_share", say("beslut.column.done_share"), "percent"),
        Column("evaluated_share", say("beslut.column.evaluated_share"), "percent"),
        Column("median", say("beslut.column.median")),
        Column("overdue_count", say("beslut.column.overdue"), "count"),
        Column("overdue_share", say("beslut.column.overdue_share"), "percent"),
    )
    written = [
        {
            **row,
            "name": row["body_name"] or (row["body_id"] or say("beslut.no_body")),
            "median": feedback.median_words(row["median_days_value"], look),
        }
        for row in rows.filter("has_decisions").iter_rows(named=True)
    ]
    listed = table(say("beslut.bodies.caption"), columns, written, language)
    st.html(listed.html())
    show_notes([say("beslut.bodies.silent", bodies=fmt.listing(silent, language)) if silent else say("beslut.bodies.all")])
    about = view.about("beslut_genomforda", "beslut_forsenade", "beslut_tid", base="taken", detail=say("beslut.detail.bodies"))
    show.show_origin(listed, about, "decision_bodies")


def show_overdue(view: Decisions) -> None:
    """Every decision past its day that is not carried out: whose, how late, and the dialogue behind it."""
    rows, language = view.rows("decision_list"), scene.language()
    late = rows.filter("is_overdue").sort("days_late_count", descending=True, maintain_order=True)
    st.html(f"<h2>{escape(say('beslut.overdue.title', period=view.period))}</h2>")
    if late.is_empty():
        st.html(f'<p class="quiet">{escape(say("beslut.overdue.none"))}</p>')
        return
    columns = (
        Column("name", say("beslut.column.decision")),
        Column("body", say("beslut.column.body")),
        Column("owner", say("beslut.column.owner")),
        Column("due_date", say("beslut.column.due"), "date"),
        Column("days_late_count", say("beslut.column.days_late"), "count"),
        Column("dialogue", say("beslut.column.dialogue")),
    )
    written = [
        {
            **row,
            "name": f"{row['decision_id']}: {row['title']}",
            "body": row["body_name"] or say("beslut.no_body"),
            "owner": row["owner"] or say("aterkoppling.no_owner"),
            "dialogue": row["dialogue_title"] or row["dialogue_id"] or say("beslut.no_dialogue"),
        }
        for row in late.iter_rows(named=True)
    ]
    listed = table(say("beslut.overdue.caption"), columns, written, language)
    show.show_listed(listed, view.about("beslut_forsenade", base="dated"), "decision_overdue")


def _steps(view: Decisions) -> Chart:
    about = view.about("beslut_genomforda", base="taken")
    return feedback.decision_steps(view.rows("decision_flow"), about, show.look(), period=view.period)


def _waiting(view: Decisions) -> Chart:
    return feedback.waiting(
        view.curve(), view.about("beslut_tid", base="taken"), show.look(), clock="decision", period=view.period
    )
