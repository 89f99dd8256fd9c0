"""The council and official key figures of a municipality beside those of others: the sections of that page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import compare as charts
from spegel.charts.chart import About, Chart
from spegel.i18n import catalogue
from spegel.ui import choices, data, scene, sexes, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say

FIRST = "N05816"
"""Women among chairs: shown first, since seats are shown above it."""

_NAMES = "jamfor.kpi."


def figures(area: Mapping[str, object]) -> pl.DataFrame:
    """`indicator_comparison` of the area's municipality, those figures that the page has a name for."""
    rows = data.dataset("indicator_comparison", municipality_code=area["municipality_code"])
    return rows.filter(pl.col("kpi_id").is_in([key.removeprefix(_NAMES) for key in catalogue() if key.startswith(_NAMES)]))


def choose_figure(area: Mapping[str, object]) -> str | None:
    """The key figure to look at, among those that are fetched for the municipality; None while nothing is."""
    fetched = figures(area)
    own = fetched.filter((pl.col("comparison") == "own") & pl.col("indicator_value").is_not_null())
    options = own["kpi_id"].unique().sort().to_list()
    if not options:
        return None
    return choices.choose("nyckeltal", options, FIRST if FIRST in options else options[0], name_of)


def name_of(kpi_id: str) -> str:
    """What the page calls a key figure."""
    return say(f"jamfor.kpi.{kpi_id}")


def show_council(area: Mapping[str, object]) -> None:
    """Women and men in the council: the official results that ship, and SCB's table where it is fetched."""
    if area["area_level"] != "kommun":
        st.html(f'<p class="quiet">{escape(say("jamfor.board", area=area["area_name"], place=municipality(area)))}</p>')
    rows = _councils(str(area["municipality_code"]))
    own = rows.filter(pl.col("comparison") == "own")
    if own.is_empty():
        sexes.show_sexes({})
        show.show_empty(
            say("jamfor.council.none", place=municipality(area)), say("jamfor.fetch_scb", code=area["municipality_code"])
        )
        return
    last = own.row(-1, named=True)
    election = say("format.election.KF", year=last["election_year"])
    show.show_number(
        say("jamfor.council.number", share=fmt.percent(last["women_share"], scene.language())),
        say("jamfor.council.context", place=last["place_name"], election=election),
        charts.council_reading(rows, show.look(), area_name=last["place_name"]),
    )
    sexes.show_sexes(
        {"women": last["women_count"], "men": last["men_count"], "unknown": 0}, say("jamfor.council.elected", election=election)
    )
    show.show_chart(drawn(_council_chart, str(area["area_name"]), str(area["municipality_code"])), "council")


def show_figure(area: Mapping[str, object], kpi_id: str | None) -> None:
    """The chosen key figure: its latest year place by place, and year by year."""
    if kpi_id is None:
        return
    _marked(kpi_id, area)
    place_side, series_side = st.columns(2, gap="large")
    with place_side:
        show.show_chart(drawn(_figure_chart, "places", str(area["area_name"]), str(area["municipality_code"]), kpi_id), "places")
    with series_side:
        show.show_chart(drawn(_figure_chart, "series", str(area["area_name"]), str(area["municipality_code"]), kpi_id), "series")


def show_all_figures(area: Mapping[str, object]) -> None:
    """Every key figure in its latest year in one table, as text and as files; single municipalities are left to the pictures."""
    rows = figures(area).filter(pl.col("comparison") != "similar")
    if rows.is_empty():
        return
    rows = pl.concat(charts.latest_of(of_one) for of_one in rows.partition_by("kpi_id", maintain_order=True))
    caption = say("jamfor.all.caption", place=municipality(area))
    names = {kpi_id: name_of(kpi_id) for kpi_id in rows["kpi_id"].unique()}
    shown = charts.figure_table(rows, show.look(), caption=caption, names=names)
    about = _about(area, rows, say("jamfor.all.indicator"))
    st.html(f"<h2 data-kon>{escape(caption)}</h2>")
    show.show_table(shown, say("jamfor.all.fold", count=len(names)))
    show.show_origin(shown, about, "figures")


def show_what_to_fetch(area: Mapping[str, object]) -> None:
    """What is not fetched yet, and the command that fetches it."""
    code = str(area["municipality_code"])
    if figures(area).is_empty():
        show.show_empty(say("jamfor.figures.none", place=municipality(area)), say("jamfor.fetch_kolada", code=code))
    councils = _councils(code)
    own = councils.filter(pl.col("comparison") == "own")
    others = councils.filter(pl.col("comparison").is_in(["similar_sum", "county", "country"]))
    if others.is_empty() and own.height:
        show.show_empty(say("jamfor.council.alone", year=own["election_year"].max()), say("jamfor.fetch_scb", code=code))


def _councils(code: str) -> pl.DataFrame:
    return data.dataset("council_comparison", municipality_code=code)


def municipality(area: Mapping[str, object]) -> str:
    """The municipality the figures are about: a district board has none of its own."""
    totals = data.dataset("turnout_comparison", municipality_code=area["municipality_code"], election_type="KF")
    own = totals.filter(pl.col("comparison") == "own")
    return str(own["name"][0]) if own.height else str(area["area_name"])


def _marked(kpi_id: str, area: Mapping[str, object]) -> None:
    """Says whether the key figure tells women and men apart; every view of people does."""
    is_apart = len(charts.sexes_of(_of(area["municipality_code"], kpi_id))) == 2
    st.html(f'<p class="quiet" data-kon>{say("jamfor.sexes_apart" if is_apart else "jamfor.sexes_together")}</p>')


def _of(code: object, kpi_id: str) -> pl.DataFrame:
    """The rows of one key figure; where women and men are told apart, the value of all is left out."""
    rows = data.dataset("indicator_comparison", municipality_code=code, kpi_id=kpi_id)
    return rows.filter(pl.col("gender").is_in(charts.sexes_of(rows)))


def _council_chart(area_name: str, code: str) -> Chart:
    rows = _councils(code)
    years = rows["election_year"]
    name = rows.filter(pl.col("comparison") == "own")["place_name"][0]
    about = facts(
        area_name,
        ("kvinnor_i_fullmaktige",),
        base=say("jamfor.base.council"),
        period=say("jamfor.period.elections", years=fmt.span(str(years.min()), str(years.max()))),
        sources=rows["source_id"],
        comparability=say("jamfor.comparable.council"),
    )
    return charts.councils(rows, about, show.look(), area_name=name)


def _figure_chart(kind: str, area_name: str, code: str, kpi_id: str) -> Chart:
    rows = _of(code, kpi_id)
    about = _about(
        {"area_name": area_name}, rows, name_of(kpi_id), kpi_id, detail="" if kind == "places" else say("jamfor.series.detail")
    )
    draw = {"places": charts.places, "series": charts.series}[kind]
    return draw(rows, about, show.look(), name=name_of(kpi_id))


def _about(area: Mapping[str, object], rows: pl.DataFrame, name: str, kpi_id: str = "", detail: str = "") -> About:
    years = rows["measured_year"]
    about = facts(
        str(area["area_name"]),
        (),
        base=say("jamfor.base.kolada"),
        period=fmt.span(str(years.min()), str(years.max())),
        sources=rows["source_id"],
        comparability=say("jamfor.comparable.kolada"),
        made=((say("choice.nyckeltal"), name),) if kpi_id else (),
        indicator=name,
        detail=detail,
    )
    titles = rows.filter(pl.col("title").is_not_null()).unique("kpi_id").sort("kpi_id")
    defined = tuple((row["kpi_id"], row["title"]) for row in titles.iter_rows(named=True))
    return replace(about, definitions=(*defined, *about.definitions))
