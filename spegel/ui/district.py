"""The sections of the page of one voting district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import groups, trends
from spegel.charts.table import Column, Table, table
from spegel.ui import data, scene, show, turnout
from spegel.ui.scene import say
from spegel.ui.view import View, about, period, target_words

FEWEST_TO_RANK = 10
"""No position among fewer districts than these (methods handbook, 1.4)."""


@dataclass(frozen=True)
class District:
    """One district of the view's election: its row of `turnout_by_district`."""

    view: View
    row: Mapping[str, object]

    @property
    def code(self) -> str:
        return str(self.row["district_code"])

    @property
    def name(self) -> str:
        """Its name, or its code where the source has removed the name."""
        return str(self.row["district_name"] or self.code)

    def profile(self) -> pl.DataFrame:
        """`district_profile`: every election it can be followed to."""
        return data.dataset(
            "district_profile", district_code=self.code, election_id=self.view.election_id, area=self.view.area_id
        )

    def sources(self) -> list[str]:
        """The source of the district's own figures."""
        return [str(self.row["source_id"])]


def chosen(view: View, code: str) -> District:
    """The district with this code in the view's election."""
    rows = view.districts()
    return District(view, rows.row(by_predicate=pl.col("district_code") == code, named=True))


def show_headline(district: District) -> None:
    """Turnout against the area's districts, the position where it can be told, and the ballots missing."""
    language, row, view = scene.language(), district.row, district.view
    st.html(
        f'<div class="district"><h2>{escape(district.name)}</h2>'
        f"<p>{escape(' · '.join(str(part) for part in (row['part_name'], view.area_name, district.code) if part))}</p></div>"
    )
    missing = view.missing().filter(pl.col("district_code") == district.code)["missing_count"].to_list()
    facts = (
        (
            say("distrikt.turnout", election=view.election),
            fmt.percent(row["turnout_share"], language),
            say("distrikt.difference", difference=fmt.points(row["difference_pp"], language), area=view.area_name),
        ),
        (say("distrikt.rank"), *_rank(district)),
        (
            say("distrikt.missing", target=target_words(view)),
            fmt.count(missing[0] if missing else None, language),
            say("distrikt.electors", count=fmt.count(row["eligible_count"], language)),
        ),
    )
    turnout.show_facts(facts, "facts facts-row")
    scene.announce(f"{district.name}. {facts[0][0]}: {facts[0][1]}.")


def show_elections(district: District) -> None:
    """All elections of the latest year side by side, each with its own electors, and the history of the chosen type."""
    view, profile = district.view, district.profile()
    electorate_side, history_side = st.columns([1, 1], gap="large")
    same_year = profile.filter(pl.col("is_current_border") & (pl.col("election_date").dt.year() == view.year))
    with electorate_side:
        facts = about(
            view,
            "electorates",
            base="each",
            sources=district.sources(),
            comparability=say("turnout.comparable.electorates"),
            place=district.name,
        )
        show.show_chart(groups.electorates(same_year, facts, show.look(), name=district.name), "electorates")
    with history_side:
        kept = profile.filter(pl.col("election_type") == view.election_type).sort("election_date")
        facts = about(
            view,
            "history",
            base="district",
            sources=district.sources(),
            period=period(kept),
            comparability=_history_note(district, kept),
            place=district.name,
        )
        show.show_chart(
            trends.district_history(profile, facts, show.look(), election_type=view.election_type, name=district.name), "history"
        )
        st.html(f'<p class="quiet">{escape(_history_note(district, kept))}</p>')


def show_surroundings(district: District) -> None:
    """A small map of the district and its neighbours, and the districts most like it."""
    view = district.view
    neighbours = data.dataset("district_neighbours", district_code=district.code, election_id=view.election_id)
    neighbour_side, similar_side = st.columns([5, 6], gap="large")
    with neighbour_side:
        if neighbours.is_empty():
            show.show_empty(say("distrikt.no_neighbours"), say("distrikt.no_neighbours_remedy"))
        else:
            near = view.districts().filter(pl.col("district_code").is_in([district.code, *neighbours["neighbour_code"]]))
            facts = about(view, "neighbours", base="district", sources=district.sources(), place=district.name)
            show.show_chart(turnout.district_map(view, near, facts, own_code=district.code), "neighbours")
    with similar_side:
        _show_similar(district)


def _show_similar(district: District) -> None:
    """The districts closest in electorate and turnout, as a table: a picture would only repeat it."""
    view = district.view
    similar = data.dataset("district_similar", district_code=district.code, election_id=view.election_id)
    st.html(f'<h2>{escape(say("distrikt.similar"))}</h2><p class="quiet">{escape(say("distrikt.similar_lead"))}</p>')
    if similar.is_empty():
        show.show_empty(say("distrikt.no_similar"), say("distrikt.no_similar_remedy"))
        return
    facts = about(view, "similar", base="district", sources=district.sources(), place=district.name)
    found = _similar_table(similar, district)
    st.html(found.html())
    show.show_origin(found, facts, "similar")


def _rank(district: District) -> tuple[str, str]:
    """The position in words where only one is possible, else that it cannot be told."""
    language = scene.language()
    rows = district.profile().filter(pl.col("election_id") == district.view.election_id)
    row = rows.row(0, named=True) if rows.height else None
    if row is None or row["rank_from_top"] is None or row["district_count"] is None:
        return say("distrikt.rank_unknown"), say("distrikt.rank_not_counted")
    total = fmt.count(row["district_count"], language)
    if row["can_rank"]:
        return say("distrikt.rank_place", place=row["rank_from_top"], total=total), say("distrikt.rank_sure")
    if row["district_count"] < FEWEST_TO_RANK:
        return say("distrikt.rank_unknown"), say("distrikt.rank_few", total=total)
    reach = fmt.span(str(row["rank_from_top"]), str(row["rank_to"]))
    return say("distrikt.rank_unknown"), say("distrikt.rank_between", reach=reach, total=total)


def _history_note(district: District, kept: pl.DataFrame) -> str:
    """Where the borders were redrawn, how far back the district can be followed, and who says so."""
    elections = data.dataset("election_list", area=district.view.area_id)
    all_of_type = elections.filter((pl.col("election_type") == district.view.election_type) & pl.col("has_districts"))
    sentences = []
    if kept.height and kept["election_date"].min() > all_of_type["election_date"].min():
        sentences.append(say("distrikt.history_redrawn", year=kept["election_date"].min().year))
    if not kept["is_current_border"].all():
        sentences.append(say("distrikt.history_other_border"))
    if kept.height > 1:
        sentences.append(say("turnout.verified" if kept["is_official_link"].all() else "turnout.not_verified"))
    return " ".join(sentences)


def _similar_table(similar: pl.DataFrame, district: District) -> Table:
    """Name with municipality, electors, turnout and difference; districts of the area link to their own page."""
    inside = set(district.view.districts()["district_code"])
    rows = [
        {
            **row,
            "place": say(
                "distrikt.similar_name", name=row["similar_name"] or row["similar_code"], municipality=row["municipality_name"]
            ),
            "address": scene.href("distrikt", distrikt=row["similar_code"]) if row["similar_code"] in inside else None,
        }
        for row in similar.iter_rows(named=True)
    ]
    columns = (
        Column("place", say("charts.column.district"), link="address"),
        Column("eligible_count", say("charts.column.eligible"), "count"),
        Column("turnout_share", say("charts.column.turnout"), "percent"),
        Column("difference_pp", say("distrikt.column.difference"), "points"),
    )
    caption = say("distrikt.similar_caption", name=district.name, election=district.view.election)
    return table(caption, columns, rows, scene.language())
