"""The dialogues of an area as a list: what was asked, how far the influence went, and which duties are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts.chart import About
from spegel.charts.table import Column, Table, table
from spegel.disclosure import allow_list, reason_texts
from spegel.registers import schema
from spegel.ui import choices, data, scene, show, sitemap
from spegel.ui.scene import say

DUTIES = 5
"""Purpose, target group, mandate, place in the decision process, and who is responsible for feedback."""


@dataclass(frozen=True)
class Listed:
    """The dialogues of an area, those the visitor has chosen among them, and the choices made."""

    area_name: str
    registered: pl.DataFrame
    chosen: pl.DataFrame
    made: tuple[tuple[str, str], ...]


def chosen(area: Mapping[str, object]) -> Listed:
    """Draw the choices of year, kind and administration: those there are, whatever the state of the dialogue."""
    rows = data.dataset("dialogue_list", area=area["area_id"])
    year = choices.year(rows["start_date"].dt.year())
    kind = choices.dialogue_kind(set(rows["classification"]))
    with choices.more("forvaltning"):
        administration = choices.administration(rows["administration"])
    found = rows if year is None else rows.filter(pl.col("start_date").dt.year() == year)
    found = found if kind is None else found.filter(pl.col("classification") == kind)
    found = found if administration == choices.EVERYTHING else found.filter(pl.col("administration") == administration)
    name = str(area["area_name"])
    made = (choices.year_made(year), choices.kind_made(kind), choices.administration_made(administration))
    return Listed(name, rows, found, ((say("choice.omrade"), name), *made))


def show_list(view: Listed) -> None:
    """How many dialogues there are and how many are complete, then all of them, the latest first."""
    dialogues = view.chosen
    if view.registered.is_empty():
        _show_none(view.area_name)
        return
    if dialogues.is_empty():
        show.show_empty(say("dialoger.none_chosen"), say("mandat.none_chosen_how"))
        return
    period = _period(dialogues)
    if dialogues["is_example"].any():
        show.show_example_badge()
    context = say("dialoger.period", area=view.area_name, period=period)
    show.show_number(_number(len(dialogues)), context, _completeness(dialogues))
    shown = _table(dialogues, view.area_name)
    st.html(f'<div class="dialogues" data-kon>{shown.html()}</div>')
    show.show_origin(shown, _about(view, period), "dialogues")


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
    first, last = (str(year) for year in (dialogues["start_date"].dt.year().min(), dialogues["start_date"].dt.year().max()))
    return first if first == last else fmt.span(first, last)


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


def _about(view: Listed, period: str) -> About:
    build = data.dataset("build_info").row(0, named=True)
    return About(
        area=view.area_name,
        indicator=say("dialoger.indicator"),
        period=period,
        data_date=build["data_date"].isoformat(),
        source=say("dialoger.source"),
        base=say("dialoger.base"),
        version=build["version"],
        comparability=say("dialoger.comparability"),
        choices=view.made,
        is_example=bool(view.chosen["is_example"].any()),
    )
