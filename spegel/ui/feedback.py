"""The sections of the page on feedback: did they get an answer, how soon, was the promise kept, and what did it lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import feedback
from spegel.charts.chart import About, Chart
from spegel.charts.table import Column, Table, table
from spegel.disclosure import allow_list, reason_texts
from spegel.registers import schema
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_participants, show_sexes
from spegel.ui.turnout import show_notes

TOGETHER = "total"


@dataclass(frozen=True)
class Feedback:
    """What the visitor has chosen: whose dialogues, closed when (None for all years), of which kind (None for all)."""

    area_id: str
    area_name: str
    year: int | None
    kind: str | None

    def rows(self, name: str) -> pl.DataFrame:
        """A dataset of the chosen dialogues."""
        return data.dataset(name, area=self.area_id, year=self.year, kind=self.kind or "all")

    def by_year(self) -> pl.DataFrame:
        """`feedback_by_year` of the chosen kind."""
        return data.dataset("feedback_by_year", area=self.area_id, kind=self.kind or "all")

    def summary(self) -> dict | None:
        """The row of `feedback_by_year` that was chosen, None where no such dialogue is over."""
        chosen = self.by_year().filter(pl.col("period") == str(self.year or TOGETHER))
        return chosen.row(0, named=True) if chosen.height else None

    def curve(self) -> pl.DataFrame:
        """`waiting_curve` for feedback."""
        return data.dataset("waiting_curve", area=self.area_id, clock="answer", year=self.year, category=self.kind or TOGETHER)

    @property
    def period(self) -> str:
        return str(self.year) if self.year else years_together(years(self.area_id))

    def about(self, *measures: str, base: str, detail: str = "", indicator: str = "") -> About:
        """What stands under a picture or a table."""
        summary = self.summary()
        seen = fmt.day(summary["reference_date"] if summary else None, scene.language())
        return facts(
            self.area_name,
            measures,
            base=say(f"aterkoppling.base.{base}"),
            period=self.period,
            sources=registered.sources(self.area_id, "dialogues", "feedback"),
            comparability=say("aterkoppling.seen", day=seen),
            made=[choices.year_made(self.year), choices.kind_made(self.kind)],
            detail=detail,
            indicator=indicator,
        )


def years(area_id: str) -> list[int]:
    """Years in which dialogues were closed."""
    periods = data.dataset("feedback_by_year", area=area_id)["period"]
    return [int(period) for period in periods if period != TOGETHER]


def years_together(found: list[int]) -> str:
    """`2022–2026`, or the words for none at all."""
    return fmt.span(str(min(found)), str(max(found))) if found else fmt.missing(scene.language())


def kinds(area_id: str) -> set[str]:
    """Kinds of dialogue that are over."""
    return set(data.dataset("contact_count", area=area_id)["classification"])


def has_dialogues(view: Feedback) -> bool:
    """True where such dialogues are over and feedback is registered; else the page says what is missing and what to do."""
    if view.summary():
        return True
    show_sexes({})
    if years(view.area_id):
        show.show_empty(say("aterkoppling.none_chosen"), say("aterkoppling.none_chosen_how"))
    else:
        show.show_empty(say("aterkoppling.none", area=view.area_name), say("aterkoppling.none_how"))
    return False


def show_answer(view: Feedback) -> None:
    """The share that got an answer, when half had it, and four figures beside; then who took part, by sex."""
    row = view.summary()
    if row["is_example"]:
        show.show_example_badge()
    show.show_number(*answer_words(view, row))
    figures = "".join(
        f"<div><dt>{escape(name)}</dt><dd><b>{escape(value)}</b><span>{escape(words)}</span></dd></div>"
        for name, value, words in _figures(view, row)
    )
    st.html(f'<dl class="facts facts-three">{figures}</dl>')
    show_participants(view.rows("feedback_by_dialogue"), say("people.participants.who"))


def answer_words(view: Feedback, row: Mapping[str, object]) -> tuple[str, str, str]:
    """The share that got an answer, what it is of, and when half had it, as `show.show_number` takes them."""
    language = scene.language()
    seen = fmt.day(row["reference_date"], language)
    if row["due_count"]:
        number = say("aterkoppling.number", share=fmt.percent(row["answered_share"], language))
        context = say(
            "aterkoppling.context",
            answered=fmt.count(row["answered_count"], language),
            due=fmt.count(row["due_count"], language),
            area=view.area_name,
            period=view.period,
            day=seen,
        )
    else:
        number = say("aterkoppling.number_none")
        context = say("aterkoppling.context_none", area=view.area_name, period=view.period, day=seen)
    return number, context, feedback.median_sentence(row, show.look(), "answer")


def show_steps(view: Feedback) -> None:
    """The three promises as steps, the share that waits day by day, and all years beside each other."""
    steps = view.rows("feedback_funnel")
    for side, (build, key) in zip(st.columns(2, gap="large"), ((_funnel, "funnel"), (_waiting, "waiting")), strict=True):
        with side:
            show.show_chart(drawn(build, view), key)
    skipped = int(steps["skipped_count"].sum())
    show_notes(
        [
            say("aterkoppling.waiting.how"),
            say("aterkoppling.skipped_one") if skipped == 1 else "",
            say("aterkoppling.skipped", count=fmt.count(skipped, scene.language())) if skipped > 1 else "",
        ]
    )
    listed = _year_table(view)
    show.show_table(listed, listed.caption)
    show.show_files(
        listed, view.about("aterkoppling_andel", base="due", detail=say("aterkoppling.detail.years")), "feedback_years"
    )


def show_promises(view: Feedback) -> None:
    """Promises kept, late and not kept; and what the dialogues led to, which is another question."""
    kept, led = st.columns(2, gap="large")
    with kept:
        if view.rows("feedback_promises").is_empty():
            st.html(f"<h2>{escape(say('aterkoppling.promises.title', period=view.period))}</h2>")
            show.show_empty(say("aterkoppling.promises.none"), say("aterkoppling.promises.none_how"))
        else:
            show.show_chart(drawn(_promises, view), "promises")
    with led:
        show.show_chart(drawn(_effects, view), "effects")


def show_overdue(view: Feedback) -> None:
    """Every promise whose day has passed without feedback: whose, and how late."""
    rows, language = view.rows("feedback_overdue"), scene.language()
    st.html(f"<h2>{escape(say('aterkoppling.overdue.title', period=view.period))}</h2>")
    if rows.is_empty():
        st.html(f'<p class="quiet">{escape(say("aterkoppling.overdue.none"))}</p>')
        return
    promises, statuses = (schema.labels(name, language) for name in ("promise", "feedback_status"))
    columns = (
        Column("title", say("aterkoppling.column.dialogue")),
        Column("promise", say("aterkoppling.column.promise")),
        Column("owner", say("aterkoppling.column.owner")),
        Column("promised_date", say("aterkoppling.column.promised_date"), "date"),
        Column("days_late_count", say("aterkoppling.column.days_late"), "count"),
        Column("status", say("aterkoppling.column.status")),
    )
    written = [
        {
            **row,
            "promise": promises[row["promise"]],
            "owner": row["owner"] or say("aterkoppling.no_owner"),
            "status": statuses.get(row["status"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    lead = say(
        "aterkoppling.overdue.lead",
        count=fmt.count(rows.height, language),
        days=feedback.days_words(rows["days_late_count"][0], show.look()),
    )
    if nobody := rows["owner"].null_count():
        lead = f"{lead} {say('aterkoppling.overdue.nobody', count=fmt.count(nobody, language))}"
    st.html(f'<p class="chart-sentence">{escape(lead)}</p>')
    listed = table(say("aterkoppling.overdue.caption"), columns, written, language)
    show.show_listed(listed, view.about("aterkoppling_forsenade", base="overdue"), "overdue")


def show_dialogues(view: Feedback) -> None:
    """Each dialogue with its three answers, what it led to, its decision, its page, and who was there by sex."""
    listed = _dialogue_table(view)
    title = say("aterkoppling.dialogues.title", period=view.period)
    st.html(f"<h2>{escape(title)}</h2>")
    with st.container(key="feedback_dialogues"):
        show.show_table(listed, say("aterkoppling.dialogues.fold", count=fmt.count(len(listed.rows), scene.language())))
    about = view.about("beslutsunderlag_andel", "publik_resultatsida", "publicering_dagar", base="closed", indicator=title)
    show.show_origin(listed, about, "feedback_dialogues")


def show_contacts(view: Feedback) -> None:
    """Meetings, dialogues and conversations, all in one register, and how many of each have had feedback."""
    rows, language = data.dataset("contact_count", area=view.area_id, year=view.year), scene.language()
    st.html(f"<h2>{escape(say('aterkoppling.contacts.title', period=view.period))}</h2>")
    names = schema.labels("dialogue_kind", language)
    columns = (
        Column("name", say("aterkoppling.column.contact")),
        Column("contact_count", say("aterkoppling.column.contacts"), "count"),
        Column("answered_count", say("aterkoppling.column.answered"), "count"),
        Column("answered_share", say("aterkoppling.column.answered_share"), "percent"),
    )
    written = [
        {**row, "name": say(f"aterkoppling.contact.{row['contact_type']}") if is_type else f"– {names[row['classification']]}"}
        for row in rows.iter_rows(named=True)
        # A type with one kind of its own name is told once.
        if (is_type := row["classification"] == TOGETHER) or row["contact_type"] == "dialogue"
    ]
    listed = table(say("aterkoppling.contacts.caption"), columns, written, language)
    st.html(listed.html())
    about = view.about("kontakter_registrerade", base="closed")
    show.show_origin(listed, about, "contacts")


def _figures(view: Feedback, row: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Name, figure and a sentence: kept in time, basis for decisions, public page, and how soon that came."""
    language, look = scene.language(), show.look()
    closed = fmt.count(row["closed_count"], language)
    promised = view.rows("feedback_promises").filter(pl.col("promise") == TOGETHER)
    total = promised.row(0, named=True) if promised.height else {"in_time_share": None, "overdue_count": None, "due_count": 0}
    return [
        (
            say("aterkoppling.figure.in_time"),
            fmt.percent(total["in_time_share"], language),
            say("aterkoppling.figure.in_time_of", due=fmt.count(total["due_count"], language)),
        ),
        (
            say("aterkoppling.figure.overdue"),
            fmt.count(total["overdue_count"], language),
            say("aterkoppling.figure.overdue_of"),
        ),
        (
            say("aterkoppling.figure.decision"),
            fmt.percent(row["with_decision_share"], language),
            say("aterkoppling.figure.of_closed", count=fmt.count(row["with_decision_count"], language), closed=closed),
        ),
        (
            say("aterkoppling.figure.page"),
            fmt.percent(row["with_page_share"], language),
            say(
                "aterkoppling.figure.page_of",
                count=fmt.count(row["with_page_count"], language),
                closed=closed,
                median=feedback.median_words(row["page_median_days_value"], look),
            ),
        ),
    ]


def _funnel(view: Feedback) -> Chart:
    about = view.about("aterkoppling_tratt", "aterkoppling_andel", base="closed")
    return feedback.funnel(view.rows("feedback_funnel"), about, show.look(), period=view.period)


def _waiting(view: Feedback) -> Chart:
    return feedback.waiting(
        view.curve(), view.about("aterkoppling_tid", base="closed"), show.look(), clock="answer", period=view.period
    )


def _promises(view: Feedback) -> Chart:
    about = view.about("aterkoppling_i_tid", "aterkoppling_forsenade", base="promises")
    return feedback.promises(view.rows("feedback_promises"), about, show.look(), period=view.period)


def _effects(view: Feedback) -> Chart:
    about = view.about("paverkan_andel", base="closed")
    return feedback.effects(view.rows("feedback_effect"), about, show.look(), period=view.period)


def _year_table(view: Feedback) -> Table:
    """The same figures for each year and all of them; a year that nobody can judge yet says so."""
    look = show.look()
    columns = (
        Column("name", say("aterkoppling.column.year")),
        Column("closed_count", say("aterkoppling.column.closed"), "count"),
        Column("due_count", say("aterkoppling.column.due_dialogues"), "count"),
        Column("answered_count", say("aterkoppling.column.answered"), "count"),
        Column("answered_share", say("aterkoppling.column.answered_share"), "percent"),
        Column("median", say("aterkoppling.column.median")),
        Column("waiting_30_share", say("aterkoppling.column.waiting_30"), "percent"),
        Column("waiting_90_share", say("aterkoppling.column.waiting_90"), "percent"),
        Column("with_decision_share", say("aterkoppling.column.with_decision"), "percent"),
        Column("with_page_share", say("aterkoppling.column.with_page"), "percent"),
        Column("page_median", say("aterkoppling.column.page_median")),
    )
    written = [
        {
            **row,
            "name": say("choice.all_years") if row["period"] == TOGETHER else row["period"],
            "median": feedback.median_words(row["median_days_value"], look),
            "page_median": feedback.median_words(row["page_median_days_value"], look),
        }
        for row in view.by_year().iter_rows(named=True)
    ]
    return table(say("aterkoppling.years"), columns, written, scene.language())


def _dialogue_table(view: Feedback) -> Table:
    language = scene.language()
    names, outcomes = (schema.labels(name, language) for name in ("dialogue_kind", "outcome"))
    hidden = reason_texts(allow_list()["fact_attendance"], language)
    columns = (
        Column("title", say("aterkoppling.column.dialogue")),
        Column("kind", say("choice.typ")),
        Column("closed_date", say("aterkoppling.column.closed_date"), "date"),
        Column("sexes", say("aterkoppling.column.sexes")),
        Column("results", say("aterkoppling.column.results")),
        Column("handling", say("aterkoppling.column.handling")),
        Column("told", say("aterkoppling.column.told_effect")),
        Column("waited", say("aterkoppling.column.waited")),
        Column("effect", say("aterkoppling.column.effect")),
        Column("reason", say("aterkoppling.column.reason")),
        Column("decision", say("aterkoppling.column.decision"), link="decision_link"),
        Column("page", say("aterkoppling.column.page"), link="page_link"),
    )
    written = [
        {
            "title": row["title"],
            "kind": names[row["classification"]],
            "closed_date": row["closed_date"],
            "sexes": _sexes(row, hidden),
            "results": _told(row["results_date"]),
            "handling": _told(row["handling_date"]),
            "told": _told(row["effect_date"]),
            "waited": _waited(row),
            "effect": outcomes.get(row["effect"], say("aterkoppling.effect.unknown")),
            "reason": row["reason"] or "",
            "decision": _decision(row),
            "decision_link": "#beslut" if row["decision_title"] else "",
            "page": say("aterkoppling.page_yes" if row["page_url"] else "aterkoppling.page_no"),
            # Invented pages lead nowhere.
            "page_link": "" if row["is_example"] else web_address(row["page_url"]),
        }
        for row in view.rows("feedback_by_dialogue").iter_rows(named=True)
    ]
    return table(say("aterkoppling.dialogues.caption"), columns, written, language)


def web_address(written: str | None) -> str:
    """The address where it leads to a page of the web, else ''. Registers are written by hand, and a link may be anything."""
    try:
        parts = urlsplit(written or "")
    except ValueError:
        return ""
    return str(written) if parts.scheme in ("http", "https") and parts.netloc else ""


def _told(day: object) -> str:
    return fmt.day(day, scene.language()) if day else say("aterkoppling.not_yet")


def _waited(row: Mapping[str, object]) -> str:
    days = feedback.days_words(row["waited_days_count"], show.look())
    return days if row["has_answer"] else say("aterkoppling.still_waits", days=days)


def _decision(row: Mapping[str, object]) -> str:
    if row["decision_reference"] is None:
        return say("aterkoppling.no_decision")
    return ": ".join(part for part in (row["decision_reference"], row["decision_title"]) if part)


def _sexes(row: Mapping[str, object], hidden: Mapping[str, str]) -> str:
    """Women, men and not told; what is hidden says why, and a dialogue that was never counted by sex says so."""
    if row["is_gender_missing"]:
        return say("dialoger.gender_missing")
    cells = [
        hidden[str(row[f"{sex}_reason"])] if row[f"{sex}_reason"] else fmt.number(row[f"{sex}_count"], scene.language())
        for sex in ("women", "men", "unknown_gender")
    ]
    return cells[0] if len(set(cells)) == 1 and row["women_count"] is None else " / ".join(cells)
