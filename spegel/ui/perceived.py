"""The sections of the page on what residents answer: whether they feel represented, and whether they trust politicians."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import people, perceived
from spegel.charts.chart import About, Chart
from spegel.disclosure import allow_list, reason_texts
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes
from spegel.ui.turnout import show_notes

DIMENSIONS: Mapping[str, str] = {"kon": "gender", "alder": "age", "bostad": "area", "fodelseregion": "birth_region"}
"""Breakdowns as they stand in the address -> as the datasets have them; the first is the default."""


SURVEYS = ("own", "kolada")

_TRUST = "N00664"
"""Kolada's key figure of trust in politicians, of the citizen survey."""

_RESIDENTS = ("scb-be0101-age-sex",)


@dataclass(frozen=True)
class Perceived:
    """What the visitor has chosen: where, and which groups."""

    area_id: str
    area_name: str
    municipality_code: str
    dimension: str

    def answers(self) -> pl.DataFrame:
        """`perceived_representation`."""
        return data.dataset("perceived_representation", area=self.area_id)

    def together(self) -> pl.DataFrame:
        """The latest answers of everybody, and of women and men."""
        return perceived.with_margin(self.answers().filter(pl.col("is_latest") & (pl.col("dimension") == "all")))

    def groups(self) -> list[dict]:
        """Each group of the survey with its seats on the council beside it."""
        return perceived.paired(self.answers(), _council(self.area_id, self.dimension), dimension=self.dimension)

    def names(self) -> dict[str, str]:
        """What the groups are called."""
        return {row["group"]: row["category_name"] or people.name(row["group"], show.look()) for row in self.groups()}

    def about(self, *measures: str, base: str, period: str, comparable: str, sources: Sequence[str], detail: str) -> About:
        """What stands under a picture."""
        return facts(
            self.area_name,
            measures,
            base=base,
            period=period,
            sources=sources,
            comparability=say(f"upplevd.comparable.{comparable}"),
            made=[(say("choice.uppdelning"), say(f"upplevd.dimension.{self.dimension}"))],
            detail=detail,
        )


def chosen_dimension(area_id: str) -> str:
    """Which groups are shown: only those that the survey has."""
    found = set(data.dataset("perceived_representation", area=area_id)["dimension"])
    names = [name for name, dimension in DIMENSIONS.items() if dimension == "gender" or dimension in found]
    return DIMENSIONS[choices.choose("uppdelning", names, names[0], lambda name: say(f"upplevd.dimension.{DIMENSIONS[name]}"))]


def show_answers(view: Perceived) -> None:
    """How many feel represented, with the margin, the change since the baseline year, and who answered by sex."""
    rows, language = view.together(), scene.language()
    everyone, sexes = rows.filter(pl.col("gender") == "total"), rows.filter(pl.col("gender") != "total")
    if everyone.is_empty():
        show_sexes({})
        show.show_empty(say("upplevd.none", area=view.area_name), say("upplevd.none_how"))
        return
    row = everyone.row(0, named=True)
    if row["is_example"]:
        show.show_example_badge()
    show.show_number(
        say("upplevd.number", share=perceived.share_of(row["perceived_share"], row["margin_pp"], language)),
        say(
            "upplevd.context",
            margin=fmt.points(row["margin_pp"], language, signed=False),
            answers=fmt.count(row["answer_count"], language),
            area=view.area_name,
            year=row["survey_year"],
        ),
        _change(row),
    )
    show_sexes(dict(sexes.select("gender", "answer_count").iter_rows()), say("upplevd.answers"))


def show_pair(view: Perceived) -> None:
    """Perceived and actual representation of each group as two columns."""
    if not view.groups():
        return
    show.show_chart(drawn(_pair, view), "pair")
    show_notes([say("upplevd.pair.how")])


def show_trust(view: Perceived) -> None:
    """Trust in politicians year by year, a picture for each survey: two surveys are never one line."""
    rows = _trust_rows(view)
    if rows.is_empty():
        st.html(f"<h2>{escape(say('upplevd.trust.title'))}</h2>")
        show.show_empty(say("upplevd.trust.none", area=view.area_name), say("upplevd.trust.none_how"))
        return
    for side, survey in zip(st.columns(2, gap="large"), SURVEYS, strict=True):
        with side:
            if survey in rows["survey"]:
                show.show_chart(drawn(_trust, view, survey), f"trust_{survey}")
            else:
                st.html(f"<h2>{escape(say('upplevd.trust.title_survey', survey=say(f'upplevd.survey.{survey}')))}</h2>")
                show.show_empty(say(f"upplevd.trust.no_{survey}", area=view.area_name), say(f"upplevd.trust.no_{survey}_how"))


def _pair(view: Perceived) -> Chart:
    bodies = _council(view.area_id, view.dimension)["body_name"].unique().to_list()
    registers = registered.sources(view.area_id, "indicators", *(("elected",) if bodies else ()))
    about = view.about(
        "upplevd_faktisk_gap",
        "upplevd_representation",
        base=say("upplevd.base.answers", body=bodies[0]) if bodies else say("upplevd.base.survey"),
        period=str(view.together()["survey_year"][0]),
        comparable="pair",
        sources=[*registers, *(_RESIDENTS if bodies and view.dimension != "area" else ())],
        detail=say(f"upplevd.dimension.{view.dimension}"),
    )
    hidden = reason_texts(allow_list()["fact_indicator_survey"], scene.language())
    return perceived.pair(view.groups(), about, show.look(), names=view.names(), reasons=hidden)


def _trust(view: Perceived, survey: str) -> Chart:
    rows = _trust_rows(view).filter(pl.col("survey") == survey)
    years, name = rows["survey_year"], say(f"upplevd.survey.{survey}")
    if survey == "own":
        sources = registered.sources(view.area_id, "indicators")
    else:
        figures = data.dataset("indicator_comparison", municipality_code=view.municipality_code, kpi_id=_TRUST)
        sources = figures.filter(pl.col("comparison") == "own")["source_id"].unique().to_list()
    about = view.about(
        "fortroende_politiker",
        base=say("upplevd.base.survey"),
        period=fmt.span(str(years.min()), str(years.max())),
        comparable="trust",
        sources=sources,
        detail=name,
    )
    return perceived.trust(rows, about, show.look(), title=say("upplevd.trust.title_survey", survey=name))


def _trust_rows(view: Perceived) -> pl.DataFrame:
    """`trust_by_group`: sexes only, groups stand in the table of the pair."""
    return data.dataset("trust_by_group", area=view.area_id).filter(pl.col("dimension") == "all")


def _council(area_id: str, dimension: str) -> pl.DataFrame:
    """`representation_by_body` of the council, or of the highest body where there is none.

    Against adults, but for parts of the area, where only electors are known.
    """
    rows = data.dataset("representation_by_body", area=area_id, base="eligible" if dimension == "area" else "18+")
    return rows.filter(pl.col("body_order") == pl.col("body_order").min())


def _change(row: Mapping[str, object]) -> str:
    """The change since the baseline year, or why none can be told."""
    language = scene.language()
    change = row["change_pp"]
    return say(
        f"upplevd.change.{perceived.verdict(row)}",
        baseline=row["baseline_year"],
        year=row["survey_year"],
        change=fmt.points(None if change is None else abs(change), language, signed=False),
        points=fmt.number(change, language, 1, signed=True),
        margin=fmt.points(row["change_margin_pp"], language, signed=False),
    )
