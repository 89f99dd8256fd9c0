"""The sections of the page on users' own councils: how many units have one, whether it is free to join, and which have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import councils
from spegel.charts.chart import About, Chart
from spegel.charts.table import Column, Table, table
from spegel.disclosure import allow_list, reason_text
from spegel.registers import schema
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes
from spegel.ui.turnout import show_notes

_SEXES = {"women": "women", "men": "men", "unknown": "unknown_gender"}
"""Sex as the line has it -> how its columns begin."""


@dataclass(frozen=True)
class Councils:
    """What the visitor has chosen: whose units, in which year."""

    area_id: str
    area_name: str
    year: int

    def coverage(self) -> pl.DataFrame:
        """`user_council_coverage`, every year."""
        return data.dataset("user_council_coverage", area=self.area_id)

    def units(self) -> pl.DataFrame:
        """`user_council_list` of the year."""
        return data.dataset("user_council_list", area=self.area_id, year=self.year)

    def whole(self) -> dict[str, object]:
        """The row of all administrations in the year."""
        chosen = (pl.col("council_year") == self.year) & (pl.col("administration") == "total")
        return self.coverage().row(by_predicate=chosen, named=True)

    def about(self, *measures: str, base: str, period: str = "", detail: str = "", indicator: str = "") -> About:
        """What stands under a picture or a table."""
        return facts(
            self.area_name,
            measures,
            base=say(f"brukarinflytande.base.{base}"),
            period=period or str(self.year),
            sources=registered.sources(self.area_id, "user_councils"),
            comparability=say("brukarinflytande.comparable"),
            made=[choices.year_made(self.year)],
            detail=detail,
            indicator=indicator,
        )


def chosen(area: Mapping[str, object]) -> Councils | None:
    """The area in the year that the visitor chooses, the latest unless another is; None where there is no such register."""
    years = data.dataset("user_council_coverage", area=area["area_id"])["council_year"].unique().sort(descending=True).to_list()
    if not years:
        return None
    year = choices.choose("ar", [str(year) for year in years], str(years[0]), str)
    return Councils(str(area["area_id"]), str(area["area_name"]), int(year))


def show_none(area: Mapping[str, object]) -> None:
    """There is no such register: what to do."""
    show_sexes({}, say("brukarinflytande.members"))
    show.show_empty(say("brukarinflytande.none", area=area["area_name"]), say("brukarinflytande.none_how"))


def show_coverage(view: Councils) -> None:
    """The share of units with a council, its members by sex, and the same by administration and over the years."""
    whole, language = view.whole(), scene.language()
    if whole["is_example"]:
        show.show_example_badge()
    number = say("brukarinflytande.number", share=fmt.percent(whole["council_share"], language))
    context = say(
        "brukarinflytande.context",
        councils=fmt.count(whole["council_count"], language),
        units=fmt.count(whole["unit_count"], language),
        area=view.area_name,
        year=view.year,
    )
    show.show_number(number, context, councils.freedom_reading(whole, show.look()))
    _show_members(whole)
    for side, (build, key) in zip(st.columns(2, gap="large"), ((_coverage, "coverage"), (_by_year, "years")), strict=True):
        with side:
            show.show_chart(drawn(build, view), key)


def show_freedom(view: Councils) -> None:
    """Whether each is free not to join, and whether those who stay out have another way; missing answers are shown as missing."""
    show.show_chart(drawn(_freedom, view), "freedom")
    show_notes([say("brukarinflytande.freedom.how")])


def show_without(view: Councils) -> None:
    """Units without any form, by administration."""
    rows = view.units().filter(~pl.col("has_council"))
    st.html(f"<h2>{escape(say('brukarinflytande.without.title', year=view.year))}</h2>")
    if rows.is_empty():
        st.html(f'<p class="quiet">{escape(say("brukarinflytande.without.none"))}</p>')
        return
    columns = (
        Column("unit_name", say("brukarinflytande.column.unit")),
        Column("administration", say("mandat.column.administration")),
        Column("kind", say("brukarinflytande.column.kind")),
    )
    kinds = schema.labels("council_kind", scene.language())
    written = [{**row, "kind": kinds[row["council_kind"]]} for row in rows.iter_rows(named=True)]
    listed = table(say("brukarinflytande.without.caption", year=view.year), columns, written, scene.language())
    about = view.about("brukarrad_tackning", base="units", detail=say("brukarinflytande.detail.without"))
    show.show_listed(listed, about, "without")


def show_councils(view: Councils) -> None:
    """Every council with its answers and its members by sex; small numbers are hidden and say so."""
    listed = _council_table(view)
    st.html(f"<h2>{escape(listed.caption)}</h2>")
    show.show_table(listed, say("brukarinflytande.list.fold", count=fmt.count(len(listed.rows), scene.language())))
    about = view.about("brukarrad_frivilligt", base="councils", indicator=say("brukarinflytande.list.indicator"))
    show.show_origin(listed, about, "councils")


def _show_members(whole: Mapping[str, object]) -> None:
    """Members of all councils by sex; how many councils have not told is a line of its own."""
    counts = {sex: whole[f"{name}_count"] for sex, name in _SEXES.items()}
    reasons = {sex: whole[f"{name}_reason"] for sex, name in _SEXES.items()}
    # Where nothing is hidden and nothing is known, nobody has registered the sexes; the line then says so in red.
    is_registered = any(value is not None for value in (*counts.values(), *reasons.values()))
    show_sexes(counts if is_registered else {}, say("brukarinflytande.members"))
    hidden = next((reason for reason in reasons.values() if reason), None)
    untold = int(whole["untold_count"])
    words = [reason_text(str(hidden), scene.language(), allow_list()["fact_user_council_member"])] if hidden else []
    show_notes([*words, *([say("brukarinflytande.untold", count=fmt.count(untold, scene.language()))] if untold else [])])


def _council_table(view: Councils) -> Table:
    kinds = schema.labels("council_kind", scene.language())
    columns = (
        Column("unit_name", say("brukarinflytande.column.unit")),
        Column("administration", say("mandat.column.administration")),
        Column("kind", say("brukarinflytande.column.kind")),
        Column("voluntary", say("brukarinflytande.check.voluntary")),
        Column("other_route", say("brukarinflytande.check.other_route")),
        Column("meeting_count", say("brukarinflytande.column.meetings"), "count"),
        Column("women", say("mandat.column.women")),
        Column("men", say("mandat.column.men")),
        Column("unknown", say("mandat.column.unknown")),
    )
    written = [
        {
            **row,
            "kind": kinds[row["council_kind"]],
            "voluntary": _answer(row["is_voluntary"]),
            "other_route": _answer(row["has_other_route"]),
            **{sex: _persons(row, name) for sex, name in _SEXES.items()},
        }
        for row in view.units().filter(pl.col("has_council")).iter_rows(named=True)
    ]
    return table(say("brukarinflytande.list.title", year=view.year), columns, written, scene.language())


def _answer(given: bool | None) -> str:
    """Yes, no, or that nobody has answered, which is neither."""
    return say("brukarinflytande.answer.unanswered" if given is None else f"brukarinflytande.answer.{'yes' if given else 'no'}")


def _persons(row: Mapping[str, object], name: str) -> str:
    """How many they are, why that is not told, or that it is missing."""
    reason = row[f"{name}_reason"]
    if reason:
        return reason_text(str(reason), scene.language(), allow_list()["fact_user_council_member"])
    return fmt.number(row[f"{name}_count"], scene.language())


def _freedom(view: Councils) -> Chart:
    about = view.about("brukarrad_frivilligt", base="councils")
    return councils.freedom(view.coverage(), about, show.look(), year=view.year)


def _coverage(view: Councils) -> Chart:
    about = view.about("brukarrad_tackning", "brukarrad_frivilligt", base="units")
    return councils.coverage(view.coverage(), about, show.look(), year=view.year)


def _by_year(view: Councils) -> Chart:
    rows = view.coverage()
    years = rows["council_year"]
    period = fmt.span(str(years.min()), str(years.max())) if years.n_unique() > 1 else str(years.min())
    about = view.about("brukarrad_tackning", base="units", period=period, detail=say("brukarinflytande.detail.years"))
    return councils.coverage_by_year(rows, about, show.look())
