"""Where the elected live, part by part, against those who live there: the sections of that page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import residence as charts
from spegel.charts.chart import About, Chart
from spegel.core import area_version, split_election_id
from spegel.ui import choices, data, facts, representation, scene, sexes, show, turnout
from spegel.ui.scene import say

ALL_BODIES = "alla"
"""What stands in the address for every body together; it is the default, and so it never does."""

MEASURES = ("repr_kommundel",)


@dataclass(frozen=True)
class Cut:
    """What the visitor has chosen: one area, one body or all of them, one day, and whom the elected are compared with."""

    area_id: str
    area_name: str
    body_id: str | None
    body_name: str
    day: date
    base: str

    def parts(self) -> pl.DataFrame:
        """`residence_by_part` of this cut."""
        return data.dataset(
            "residence_by_part", area=self.area_id, body_id=self.body_id, reference_date=self.day.isoformat(), base=self.base
        )


def chosen_body(area_id: str) -> tuple[str | None, str]:
    """A body by id and name; None and words for all of them, which is what is shown unless the visitor says otherwise."""
    names = dict(data.dataset("body_list", area=area_id).select("body_id", "body_name").iter_rows())
    names = {ALL_BODIES: say("bostad.all_bodies"), **names}
    chosen = choices.choose("organ", list(names), ALL_BODIES, lambda id: names[id])
    return (None if chosen == ALL_BODIES else chosen), names[chosen]


def show_verdict(cut: Cut) -> None:
    """Are all parts included? Those without anyone are named, and those whose part is not known counted."""
    parts = cut.parts()
    real = parts.filter(~pl.col("part_area_id").is_in(charts.NOT_PARTS))
    if real.is_empty() or not (real["seat_count"].count() or real["seat_share"].count() or real["suppression_reason"].count()):
        sexes.show_sexes({})
        show.show_empty(say("bostad.none", area=cut.area_name), say("bostad.none_how"))
        raise scene.PageEndsError
    verdict_side, fact_side = st.columns([9, 5], gap="large")
    with verdict_side:
        show.show_verdict(**verdict_words(cut, real))
        sexes.show_sexes(_sexes(cut), say("bostad.seats_of", body=cut.body_name))
    with fact_side:
        turnout.show_facts(_facts(parts), "facts")


def verdict_words(cut: Cut, real: pl.DataFrame) -> dict[str, str]:
    """Verdict, number and sentence: in how many of the parts at least one of the elected lives."""
    empty = real["is_without_elected"]
    word = "empty" if empty.any() else "hidden" if empty.null_count() else "none_empty"
    if word == "hidden":
        number = say("bostad.verdict.number_hidden")
    else:
        blanks = {"with_elected": int((~empty).sum()), "parts": real.height}
        number = say("bostad.verdict.number", **{name: fmt.count(count, scene.language()) for name, count in blanks.items()})
    return {
        "status": {"empty": "worse", "none_empty": "better"}.get(word, "unsure"),
        "icon": {"empty": "≠", "none_empty": "="}.get(word, "–"),
        "word": say(f"bostad.verdict.{word}"),
        "number": number,
        "context": say("bostad.verdict.context", body=cut.body_name, day=fmt.day(cut.day, scene.language())),
        "sentence": charts.reading(real, show.look(), base=cut.base),
    }


def show_parts(cut: Cut) -> None:
    """The parts on the map and as dots; where there is no map, the dots alone."""
    map_side, dot_side = st.columns([1, 1], gap="large")
    key = (cut.area_id, cut.area_name, cut.body_id, cut.body_name, cut.day, cut.base)
    with map_side:
        if latest_election(cut.area_id) is None:
            show.show_message(say("bostad.map.none"))
        else:
            show.show_chart(facts.drawn(_map, *key), "part_map")
            turnout.show_notes([say("bostad.class.note")])
    with dot_side:
        show.show_chart(facts.drawn(_dots, *key), "part_dots")


def latest_election(area_id: str) -> str | None:
    """The latest municipal election whose districts are known: their borders draw the parts."""
    elections = data.dataset("election_list", area=area_id)
    known = elections.filter(pl.col("has_districts") & (pl.col("election_type") == "KF")).sort("election_date")
    return None if known.is_empty() else known["election_id"][-1]


def _map(*key: object) -> Chart:
    cut = Cut(*key)
    election_id = str(latest_election(cut.area_id))
    version = area_version(split_election_id(election_id)[0])
    kinds = data.dataset("district_geometry", area=cut.area_id, area_version=version)["geometry_kind"].unique().to_list()
    return charts.part_map(
        cut.parts(),
        data.dataset("turnout_by_district", area=cut.area_id, election_id=election_id),
        _about(cut),
        show.look(),
        geojson_url=f"/geo/{scene.version()}/{cut.area_id}/{version}.geojson",
        is_schematic="official" not in kinds,
        base=cut.base,
        reasons=representation.reasons("area"),
    )


def _dots(*key: object) -> Chart:
    cut = Cut(*key)
    return charts.part_dots(cut.parts(), _about(cut), show.look(), base=cut.base, reasons=representation.reasons("area"))


def _about(cut: Cut) -> About:
    base = next(name for name, value in choices.BASES.items() if value == cut.base)
    return facts.facts(
        cut.area_name,
        MEASURES,
        base=say(f"bostad.base.{base}"),
        period=fmt.day(cut.day, scene.language()),
        sources=representation.sources(cut.area_id, cut.area_id, cut.base),
        comparability=say("bostad.comparable"),
        made=(
            (say("choice.organ"), cut.body_name),
            (say("choice.dag"), fmt.day(cut.day, scene.language())),
            (say("choice.grund"), say(f"choice.base.{base}")),
        ),
        detail=cut.body_name,
    )


def known_bases(area_id: str) -> tuple[str, ...]:
    """The populations that are known part by part."""
    return tuple(
        base
        for base in choices.BASES.values()
        if data.dataset("residence_by_part", area=area_id, base=base)["population_count"].count()
    )


def _sexes(cut: Cut) -> dict[str, int]:
    """Seats by sex in the chosen body, or in all of them together."""
    rows = data.dataset("representation_by_body", area=cut.area_id, reference_date=cut.day.isoformat())
    chosen = rows.filter((pl.col("dimension") == "gender") & (pl.col("body_id") == cut.body_id if cut.body_id else True))
    return dict(chosen.group_by("category").agg(pl.col("seat_count").sum()).iter_rows())


def _facts(parts: pl.DataFrame) -> list[tuple[str, str, str]]:
    """How many of the elected live in no part, and of how many nobody knows where."""
    counts = {row["part_area_id"]: row["seat_count"] for row in parts.iter_rows(named=True)}
    language, everybody = scene.language(), parts["held_count"][0]
    return [
        (
            say(f"bostad.fact.{kind}"),
            say("bostad.fact.number", count=fmt.count(counts[kind], language), all=fmt.count(everybody, language)),
            say("bostad.fact.meaning"),
        )
        for kind in charts.NOT_PARTS
        if counts.get(kind)
    ]
