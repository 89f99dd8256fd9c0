"""The dialogues of an area as a list: what was asked, how far the influence went, and which duties are filled in."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts.chart import About
from spegel.charts.table import Column, Table, table
from spegel.disclosure import allow_list, reason_texts
from spegel.registers import schema
from spegel.ui import data, scene, show, sitemap
from spegel.ui.scene import say

DUTIES = 5
"""Purpose, target group, mandate, place in the decision process, and who is responsible for feedback."""


def show_list(area: Mapping[str, object]) -> None:
    """How many dialogues there are and how many are complete, then all of them, the latest first."""
    dialogues = data.dataset("dialogue_list", area=area["area_id"])
    if dialogues.is_empty():
        _show_none(str(area["area_name"]))
        return
    period = _period(dialogues)
    if dialogues["is_example"].any():
        show.show_example_badge()
    context = say("dialoger.period", area=area["area_name"], period=period)
    show.show_number(_number(len(dialogues)), context, _completeness(dialogues))
    shown = _table(dialogues, str(area["area_name"]))
    st.html(f'<div class="dialogues" data-kon>{shown.html()}</div>')
    about = _about(str(area["area_name"]), period, bool(dialogues["is_example"].any()))
    show.show_origin(shown, about, "dialogues")


def _show_none(area_name: str) -> None:
    show.show_empty(say("dialoger.none", area=area_name), say("dialoger.none_how"))
    if sitemap.page_of("import") in sitemap.visible(scene.current().settings.audience):
        scene.link("import", say("dialoger.put_in"))


def _number(count: int) -> str:
    return say("dialoger.number_one") if count == 1 else say("dialoger.number", count=fmt.count(count, scene.language()))


def _completeness(dialogues: pl.DataFrame) -> str:
    language = scene.language()
    complete = dialogues.filter(pl.col("duties_filled_count") == DUTIES).height
    missing = int(dialogues["is_gender_missing"].sum())
    counts = {"complete": complete, "count": len(dialogues), "missing": missing}
    return say("dialoger.complete", **{name: fmt.count(count, language) for name, count in counts.items()})


def _period(dialogues: pl.DataFrame) -> str:
    years = dialogues["start_date"].dt.year()
    return fmt.span(str(years.min()), str(years.max()))


def _table(dialogues: pl.DataFrame, area_name: str) -> Table:
    language = scene.language()
    mandates, statuses = (schema.labels(name, language) for name in ("mandate", "dialogue_status"))
    hidden = reason_texts(allow_list()["fact_attendance"], language)
    kinds = {"start_date": "date", "duties": "count"}
    names = ["title", "start_date", "area_name", "status", "mandate", "duties", "participants", "gender"]
    if dialogues["is_example"].any():
        names.append("mark")
    links = {"title": "room"}
    columns = [Column(name, say(f"dialoger.column.{name}"), kinds.get(name, "text"), link=links.get(name)) for name in names]
    rows = [
        {
            "title": row["title"],
            "room": scene.href("rummet", ar=str(row["start_date"].year), dialog=row["dialogue_id"]),
            "start_date": row["start_date"],
            "area_name": row["area_name"],
            "status": statuses.get(row["status"]),
            "mandate": mandates.get(row["mandate"]),
            "duties": row["duties_filled_count"],
            "participants": _persons(row, "participants_count", "suppression_reason", hidden),
            "gender": _by_gender(row, hidden),
            "mark": say("dialoger.example" if row["is_example"] else "dialoger.own"),
        }
        for row in dialogues.iter_rows(named=True)
    ]
    return table(say("dialoger.caption", area=area_name), columns, rows, language)


def _persons(row: Mapping[str, object], count: str, reason: str, hidden: Mapping[str, str]) -> str:
    """How many they were, or why that is not told; `hidden` has the words for each reason."""
    if row[reason]:
        return hidden[str(row[reason])]
    return fmt.number(row[count], scene.language())


def _by_gender(row: Mapping[str, object], hidden: Mapping[str, str]) -> str:
    """Women, men and those whose sex was not told; a dialogue that counted people but never by sex says so."""
    if row["is_gender_missing"]:
        return say("dialoger.gender_missing")
    if row["participants_count"] is None and row["suppression_reason"] is None:
        return fmt.missing(scene.language())
    kinds = (("women_count", "women_reason"), ("men_count", "men_reason"), ("unknown_gender_count", "unknown_gender_reason"))
    return " / ".join(_persons(row, count, reason, hidden) for count, reason in kinds)


def _about(area_name: str, period: str, is_example: bool) -> About:
    build = data.dataset("build_info").row(0, named=True)
    return About(
        area=area_name,
        indicator=say("dialoger.indicator"),
        period=period,
        data_date=build["data_date"].isoformat(),
        source=say("dialoger.source"),
        base=say("dialoger.base"),
        version=build["version"],
        comparability=say("dialoger.comparability"),
        choices=((say("choice.omrade"), area_name),),
        is_example=is_example,
    )
