"""The sections of the page on members who leave before the term is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import leaving, people
from spegel.charts.chart import About, Chart
from spegel.disclosure import allow_list, reason_texts
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes
from spegel.ui.turnout import show_notes

_COUNTRY = "scb-left-politics"


@dataclass(frozen=True)
class Leaving:
    """What the visitor has chosen: whose members, and elected when."""

    area_id: str
    area_name: str
    term_year: int | None

    @property
    def term(self) -> str:
        return term_name(self.term_year)

    @property
    def has_country(self) -> bool:
        """True where there is a figure of the country to stand beside."""
        return self.groups()["country_share"].drop_nulls().len() > 0

    def groups(self) -> pl.DataFrame:
        """`leaving_by_group` of the chosen term."""
        return data.dataset("leaving_by_group", area=self.area_id).filter(pl.col("term_year") == self.term_year)

    def curve(self, dimension: str) -> pl.DataFrame:
        """`leaving_curve`."""
        return data.dataset("leaving_curve", area=self.area_id, dimension="age" if dimension == "age" else "all")

    def about(self, *measures: str, base: str, period: str, comparable: str, detail: str = "", indicator: str = "") -> About:
        """What stands under a picture."""
        return facts(
            self.area_name,
            measures,
            base=say(f"avhopp.base.{base}"),
            period=period,
            sources=[
                *registered.sources(self.area_id, "elected"),
                *((_COUNTRY,) if comparable == "country" and self.has_country else ()),
            ],
            comparability=say(f"avhopp.comparable.{comparable}"),
            made=[(say("choice.period"), self.term)],
            detail=detail,
            indicator=indicator,
        )


def term_name(year: int | None, is_unfinished: bool = False) -> str:
    """`2022–2026`, or the words for no term at all."""
    if year is None:
        return fmt.missing(scene.language())
    return say("avhopp.term_unfinished" if is_unfinished else "avhopp.term", first=year, last=year + leaving.TERM)


def chosen_term(area: Mapping[str, object]) -> int | None:
    """The term, by the year of its election: the latest that is over unless the visitor says otherwise; None without members."""
    rows = data.dataset("leaving_by_group", area=area["area_id"]).filter(pl.col("dimension") == "all")
    if rows.is_empty():
        return None
    years = rows["term_year"].unique().sort(descending=True).to_list()
    over = set(rows.filter((pl.col("cutoff") == leaving.CUTOFFS[-1]) & pl.col("left_count").is_not_null())["term_year"])
    default = next((year for year in years if year in over), years[0])
    return int(choices.choose("period", [str(year) for year in years], str(default), lambda year: _term_choice(int(year), over)))


def _term_choice(year: int, over: set[int]) -> str:
    return term_name(year, is_unfinished=year not in over)


def has_members(view: Leaving) -> bool:
    """True where members are registered; else the page says how to put them in, and that the sexes are missing."""
    if view.term_year is not None:
        return True
    show_sexes({})
    show.show_empty(say("avhopp.none", area=view.area_name), say("avhopp.none_how"))
    return False


def show_share(view: Leaving) -> None:
    """How many left by the last cut-off of the term, beside the country; a term that is not over says so."""
    rows, language = view.groups(), scene.language()
    if rows["is_example"].any():
        show.show_example_badge()
    together = rows.filter(pl.col("dimension") == "all")
    everyone = together.filter(pl.col("gender") == "total")
    cutoff = leaving.last_reached(everyone)
    if cutoff is None:
        show.show_empty(say("avhopp.not_begun", term=view.term), say("avhopp.not_begun_how"))
    else:
        row = everyone.row(by_predicate=pl.col("cutoff") == cutoff, named=True)
        show.show_number(
            say("avhopp.number", share=fmt.percent(row["left_share"], language)),
            say(
                "avhopp.context",
                count=fmt.count(row["left_count"], language),
                all=fmt.count(row["member_count"], language),
                when=say(f"avhopp.cutoff_in_text.{cutoff}"),
                term=view.term,
                area=view.area_name,
            ),
            f"{leaving.left_reading(rows, show.look(), dimension='gender', term=view.term)} {_country(row)}",
        )
    members = together.unique(["gender"]).filter(pl.col("gender") != "total")
    show_sexes(dict(members.select("gender", "member_count").iter_rows()), say("avhopp.members"))
    if cutoff not in (None, leaving.CUTOFFS[-1]):
        show.show_message(say("avhopp.unfinished", term=view.term))


def show_groups(view: Leaving) -> None:
    """The share that left at each cut-off, by sex and by age."""
    if view.groups()["left_share"].drop_nulls().is_empty():
        return
    for side, dimension in zip(st.columns(2, gap="large"), ("gender", "age"), strict=True):
        with side:
            show.show_chart(drawn(_left, view, dimension), f"left_{dimension}")
    show_notes([say("avhopp.left.how")])


def show_curves(view: Leaving) -> None:
    """How long members stay, by sex and by age."""
    for side, dimension in zip(st.columns(2, gap="large"), ("gender", "age"), strict=True):
        with side:
            rows = view.curve(dimension)
            if rows.is_empty():
                st.html(f"<h2>{escape(say(f'avhopp.curve.title_{dimension}'))}</h2>")
                show.show_empty(say("avhopp.curve.none"), say("avhopp.curve.none_few"))
                continue
            show.show_chart(drawn(_curve, view, dimension), f"curve_{dimension}")
            show_notes(_under_sexes(rows) if dimension == "gender" else [say("avhopp.curve.how_age")])
    show_notes([say("avhopp.curve.how")])


def show_reasons(view: Leaving) -> None:
    """Why they left, protected: small numbers are hidden in words."""
    st.html(f"<h2>{escape(say('avhopp.reasons.title'))}</h2>")
    rows = data.dataset("leaving_reasons", area=view.area_id)
    if rows.is_empty():
        show.show_empty(say("avhopp.reasons.none"), say("avhopp.reasons.none_how"))
        return
    hidden = reason_texts(allow_list()["fact_leaving_reason"], scene.language())
    listed = leaving.reason_table(rows, show.look(), reasons=hidden)
    st.html(listed.html())
    show_notes([say("avhopp.reasons.how")])
    about = view.about(
        "avhopp_andel", base="gone", period=_all_terms(view), comparable="terms", indicator=say("avhopp.reasons.indicator")
    )
    show.show_origin(listed, about, "reasons")


def _left(view: Leaving, dimension: str) -> Chart:
    about = view.about(
        "avhopp_andel", base="elected", period=view.term, comparable="country", detail=say(f"avhopp.detail.{dimension}")
    )
    return leaving.left_by_group(view.groups(), about, show.look(), dimension=dimension, term=view.term)


def _curve(view: Leaving, dimension: str) -> Chart:
    about = view.about(
        "avhopp_tid",
        base="spells",
        period=_all_terms(view),
        comparable="terms",
        detail=say(f"avhopp.detail.{dimension}"),
    )
    return leaving.curves(view.curve(dimension), about, show.look(), dimension=dimension)


def _country(row: Mapping[str, object]) -> str:
    """The country's share at the same cut-off."""
    if row["country_share"] is None:
        return say("avhopp.no_country")
    return say(
        "avhopp.against_country",
        country=fmt.percent(row["country_share"], scene.language()),
        term=term_name(row["country_term_year"]),
    )


def _all_terms(view: Leaving) -> str:
    """`2010–2026`: from the first election to the latest."""
    years = data.dataset("leaving_by_group", area=view.area_id)["term_year"]
    return fmt.span(str(years.min()), str(years.max()))


def _under_sexes(rows: pl.DataFrame) -> list[str]:
    """Which row of numbers under the axis is whose, and a sentence for each sex that has no curve."""
    names = {sex: people.in_text(sex, show.look()) for sex in people.SEXES}
    missing = [say("avhopp.curve.missing_sex", group=names[sex]) for sex in people.SEXES if sex not in rows["gender"]]
    return missing or [say("avhopp.curve.how_gender", first=names["women"], second=names["men"])]
