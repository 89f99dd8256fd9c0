"""The same cut of one body year after year, and the councils that the elections gave: the sections of that page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import over_time as charts
from spegel.charts.chart import About, Chart
from spegel.ui import data, facts, representation, scene, sexes, show
from spegel.ui.scene import say

ALIKE_PP = 0.05
"""Gaps closer than this are the same gap when written with one decimal."""


def series(area: Mapping[str, object], body: Mapping[str, object], base: str) -> pl.DataFrame:
    """`representation_over_time` of the body, oldest first."""
    rows = data.dataset("representation_over_time", area=area["area_id"], body_id=body["body_id"], base=base)
    return rows.sort("reference_date")


def show_verdict(area: Mapping[str, object], body: Mapping[str, object], base: str) -> None:
    """Is the body closer to the population than when the term before began?"""
    rows = series(area, body, base)
    if rows.is_empty():
        sexes.show_sexes({})
        show.show_empty(say("representation.no_body", body=body["body_name"]), say("representation.none_how"))
        return
    show.show_verdict(**verdict_words(rows, str(body["body_name"])))
    last = rows.row(-1, named=True)
    counts = {sex: last[f"{sex}_count"] for sex in ("women", "men", "other", "unknown")}
    sexes.show_sexes(counts, f"{body['body_name']}, {fmt.day(last['reference_date'], scene.language())}:")


def verdict_words(rows: pl.DataFrame, body_name: str) -> dict[str, str]:
    """Verdict, number and sentence: the distance now and on the first day of the term before. No test, since all are counted."""
    language = scene.language()
    last = rows.row(-1, named=True)
    earlier = before(rows)
    gaps = [abs(row["gap_pp"]) for row in (earlier, last) if row is not None and row["gap_pp"] is not None]
    word = "unknown"
    if len(gaps) == 2:
        change = gaps[1] - gaps[0]
        word = "same" if abs(change) < ALIKE_PP else "farther" if change > 0 else "nearer"
    later = fmt.day(last["reference_date"], language)
    counts = {
        "women": fmt.count(last["women_count"], language),
        "known": fmt.count(last["women_count"] + last["men_count"], language),
    }
    if earlier is None:
        sentence = say("over_tid.verdict.sentence_one", **counts)
        context = say("over_tid.verdict.context_one", body=body_name, later=later)
    else:
        sentence = say(
            "over_tid.verdict.sentence",
            women_before=fmt.count(earlier["women_count"], language),
            known_before=fmt.count(earlier["women_count"] + earlier["men_count"], language),
            **counts,
        )
        start = fmt.day(earlier["reference_date"], language)
        context = say("over_tid.verdict.context", body=body_name, earlier=start, later=later)
    return {
        "status": {"nearer": "better", "farther": "worse"}.get(word, "unsure"),
        "word": say(f"over_tid.verdict.{word}"),
        "number": " → ".join(fmt.number(gap, language, 1) for gap in gaps) or fmt.missing(language),
        "sentence": sentence,
        "context": context,
    }


def before(rows: pl.DataFrame) -> dict[str, object] | None:
    """The first day of the term before the latest one; None where there is no such term."""
    latest = rows["term_year"][-1]
    earlier = rows.filter(pl.col("term_year") < latest) if latest is not None else rows.clear()
    if earlier.is_empty():
        return None
    return earlier.filter(pl.col("term_year") == earlier["term_year"].max()).row(0, named=True)


def show_register(area: Mapping[str, object], body: Mapping[str, object], base: str) -> None:
    """Sexes and ages of the body on every reference day of the register."""
    rows = series(area, body, base)
    if rows.is_empty():
        return
    key = (str(area["area_id"]), str(area["area_name"]), str(body["body_id"]), str(body["body_name"]), base)
    sex_side, age_side = st.columns([1, 1], gap="large")
    with sex_side:
        show.show_chart(facts.drawn(_sexes_chart, *key), "sexes")
    with age_side:
        if rows["tvd_age_share"].count():
            show.show_chart(facts.drawn(_ages_chart, *key), "ages")
        else:
            show.show_empty(say("over_tid.ages.none", body=body["body_name"]), say("over_tid.ages.none_how"))


def show_councils(area: Mapping[str, object]) -> None:
    """The real councils, from the official results: apart from the register, which may hold examples."""
    heading, lead = escape(say("over_tid.councils.heading")), escape(say("over_tid.councils.lead"))
    st.html(f'<h2>{heading}</h2><p class="quiet">{lead}</p>')
    if area["area_level"] != "kommun" or elected(area).is_empty():
        show.show_empty(say("over_tid.councils.none", area=area["area_name"]), say("over_tid.councils.none_how"))
        return
    key = (str(area["municipality_code"]), str(area["area_name"]))
    sex_side, age_side = st.columns([1, 1], gap="large")
    with sex_side:
        show.show_chart(facts.drawn(_councils_chart, *key), "councils")
    with age_side:
        _show_council_ages(*key)


def elected(area: Mapping[str, object]) -> pl.DataFrame:
    """`council_by_election` of the municipality."""
    return data.dataset("council_by_election", municipality_code=area["municipality_code"])


def _sexes_chart(area_id: str, area_name: str, body_id: str, body_name: str, base: str) -> Chart:
    rows = series({"area_id": area_id}, {"body_id": body_id}, base)
    about = _about(rows, area_id, area_name, body_name, base, "repr_gap")
    return charts.sexes_over_time(rows, about, show.look(), body_name=body_name)


def _ages_chart(area_id: str, area_name: str, body_id: str, body_name: str, base: str) -> Chart:
    rows = series({"area_id": area_id}, {"body_id": body_id}, base)
    about = _about(rows, area_id, area_name, body_name, base, "repr_tvd")
    return charts.ages_over_time(rows, about, show.look(), body_name=body_name)


def _about(rows: pl.DataFrame, area_id: str, area_name: str, body_name: str, base: str, measure: str) -> About:
    years = rows["reference_date"].dt.year()
    populations = rows["population_year"].drop_nulls()
    span = fmt.span(str(populations.min()), str(populations.max())) if len(populations) else None
    return facts.facts(
        area_name,
        (measure,),
        base=representation.base_words(base, span),
        period=fmt.span(str(years.min()), str(years.max())),
        sources=representation.sources(area_id, rows["reference_place_id"].drop_nulls().first(), base),
        comparability=say("over_tid.comparable"),
        made=((say("choice.organ"), body_name),),
        detail=body_name,
    )


def _show_council_ages(municipality_code: str, area_name: str) -> None:
    """The ages of the elected as the official result groups them: other groups than those of the register."""
    rows = data.dataset("council_age_by_election", municipality_code=municipality_code)
    if rows.is_empty():
        return
    shown = charts.council_ages(rows, show.look(), area_name=area_name)
    st.html(shown.html())
    about = _official(rows, area_name, say("over_tid.council_ages.title", area=area_name))
    show.show_origin(shown, about, "council_ages")


def _official(rows: pl.DataFrame, area_name: str, indicator: str) -> About:
    years = rows["election_date"].dt.year()
    return facts.facts(
        area_name,
        ("repr_gap",),
        base=say("over_tid.base_council"),
        period=fmt.span(str(years.min()), str(years.max())),
        sources=rows["source_id"].unique().to_list(),
        comparability=say("over_tid.comparable_council"),
        indicator=indicator,
    )


def _councils_chart(municipality_code: str, area_name: str) -> Chart:
    rows = data.dataset("council_by_election", municipality_code=municipality_code)
    about = _official(rows, area_name, say("over_tid.councils.heading"))
    return charts.councils(rows, about, show.look(), area_name=area_name)
