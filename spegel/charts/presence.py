"""Where elected members, parties and youth leagues have been: occasions by kind of place and by part, and open meetings.

Parties stand in the order of the register and are never ranked.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, row_axis
from spegel.charts.shares import key_above
from spegel.charts.table import Column, Table, table
from spegel.registers import schema

ACTORS = ("elected", "party", "youth_league")
ROW_HEIGHT = 40
LEAST_INSIDE = 0.08
"""Share of the longest bar from which a count has room in its part."""

Names = Mapping[str, str]


def occasions(rows: pl.DataFrame, about: About, look: Look, *, by: str, names: Names) -> Chart:
    """Occasions as bars by kind of place or by part, divided by who was there; places without any keep their row.

    Frame: `presence_by_place`. `by` is `place_type` or `part`; `names` what the rows are called, in the order to show them.
    """
    key = "place_type" if by == "place_type" else "part_area_id"
    counts = {
        (row[key], row["actor_kind"]): row["occasion_count"] for row in summed(rows, key, "actor_kind").iter_rows(named=True)
    }
    places = [
        place
        for place in names
        if place in rows[key] and (place != "other" or any(counts.get((place, actor)) for actor in ACTORS))
    ]
    totals = {place: sum(counts.get((place, actor)) or 0 for actor in ACTORS) for place in places}
    longest = max(totals.values(), default=0) or 1
    tokens = look.theme
    shades = dict(zip(ACTORS, (tokens.accent, tokens.other, tokens.line), strict=True))
    traces = [
        mark(
            "bar",
            x=[counts.get((place, actor)) or 0 for place in places],
            y=list(range(len(places))),
            orientation="h",
            width=0.56,
            name=actor_name(actor, look),
            marker={"color": shades[actor], "line": {"width": 1, "color": tokens.background}},
            text=[_inside(counts.get((place, actor)), longest, look) for place in places],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 13, "color": tokens.ink if actor == "youth_league" else tokens.background},
            hoverinfo="skip",
        )
        for actor in ACTORS
    ]
    notes = [
        {"text": fmt.count(total, look.language) if total else look.text("narvaro.nowhere"), "x": total, "y": place}
        | {
            "xanchor": "left",
            "xshift": 6,
            "showarrow": False,
            "font": {"size": 13, "color": tokens.ink if total or by == "place_type" else tokens.worse},
        }
        for place, total in enumerate(totals.values())
    ]
    figure = draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * max(len(places), 1) + 72,
            margin={"l": 8, "r": 40, "t": 32, "b": 8},
            barmode="stack",
            **key_above(look),
            annotations=notes,
            xaxis=axis(look, visible=False, range=[0, longest * 1.12]),
            yaxis=row_axis(look, [names[place] for place in places]),
        ),
    )
    sentence = occasions_reading(totals, look, names=names)
    title = look.text(f"narvaro.occasions.title_{by}")
    alt = look.text("narvaro.occasions.alt", title=title, count=len(places), reading=sentence)
    written = [
        {"place": names[place], **{actor: counts.get((place, actor)) or 0 for actor in ACTORS}, "total": totals[place], **sexes}
        for place in places
        for sexes in (sexes_of(rows.filter(pl.col(key) == place)),)
    ]
    columns = (
        Column("place", look.text(f"narvaro.column.{by}")),
        *(Column(actor, actor_name(actor, look), "count") for actor in ACTORS),
        Column("total", look.text("narvaro.column.total"), "count"),
        Column("women", look.text("narvaro.column.women"), "count"),
        Column("men", look.text("narvaro.column.men"), "count"),
        Column("unknown", look.text("narvaro.column.unknown"), "count"),
    )
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def occasions_reading(totals: Mapping[str, int], look: Look, *, names: Names) -> str:
    """How many occasions in all, where most, and where none."""
    total = sum(totals.values())
    if not total:
        return look.text("narvaro.occasions.reading_none")
    # What is on line or has no known place is counted, but it is no place to name.
    located = {place: count for place, count in totals.items() if place} or totals
    most = max(located.values())
    where = [names[place] for place, count in located.items() if count == most]
    blanks = {"total": fmt.count(total, look.language), "most": fmt.count(most, look.language)}
    sentence = look.text("narvaro.occasions.reading", **blanks, where=fmt.listing(where, look.language))
    empty = [names[place] for place, count in totals.items() if not count]
    return (
        f"{sentence} {look.text('narvaro.occasions.reading_empty', where=fmt.listing(empty, look.language))}"
        if empty
        else sentence
    )


def white_spots(rows: pl.DataFrame, names: Names) -> list[str]:
    """The parts where nothing is registered, by name, in the order of `names`."""
    visited = set(rows.filter(pl.col("occasion_count") > 0)["part_area_id"])
    return [names[part] for part in names if part in rows["part_area_id"] and part not in visited]


def sexes_of(rows: pl.DataFrame) -> dict[str, int]:
    """Women, men and not stated among those who were there; what was not counted is in none of them."""
    return {sex: int(rows[f"{sex}_count"].sum() or 0) for sex in (*people.SEXES, "unknown")}


def summed(rows: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Occasions by these columns."""
    return rows.group_by(keys).agg(pl.col("occasion_count").sum())


def meeting_table(rows: pl.DataFrame, look: Look, *, names: Names) -> Table:
    """Open meetings: parties down in the order of the register, parts across. Frame: `party_meetings`."""
    parts = [part for part in names if part in rows["part_area_id"]]
    counts = {(row["party"], row["part_area_id"]): row["open_meeting_count"] for row in rows.iter_rows(named=True)}
    columns = [Column("party", look.text("narvaro.column.party"))]
    columns += [Column(part, names[part], "count") for part in parts]
    columns.append(Column("total", look.text("narvaro.column.meetings"), "count"))
    listed = []
    for party in dict.fromkeys(rows["party"]):
        by_part = {part: counts.get((party, part)) or 0 for part in parts}
        listed.append({"party": party or look.text("narvaro.no_party"), **by_part, "total": sum(by_part.values())})
    return table(look.text("narvaro.meetings.caption"), columns, listed, look.language)


def log_table(rows: pl.DataFrame, look: Look) -> Table:
    """Every occasion, the latest first. Frame: `presence_list`."""
    columns = (
        Column("presence_date", look.text("narvaro.column.date"), "date"),
        Column("actor", look.text("narvaro.column.actor")),
        Column("party_name", look.text("narvaro.column.party")),
        Column("kind", look.text("narvaro.column.place_type")),
        Column("place_name", look.text("narvaro.column.place")),
        Column("part", look.text("narvaro.column.part")),
        Column("open", look.text("narvaro.column.open"), "yes_no"),
        Column("women_count", look.text("narvaro.column.women"), "count"),
        Column("men_count", look.text("narvaro.column.men"), "count"),
        Column("unknown_count", look.text("narvaro.column.unknown"), "count"),
    )
    kinds = place_names(look)
    listed = [
        {
            **row,
            "place_name": row["place_name"] or look.text("narvaro.no_place"),
            "actor": actor_name(row["actor_kind"], look),
            "party_name": row["party"] or look.text("narvaro.several"),
            "kind": kinds[row["place_type"]],
            "part": row["area_name"] or look.text("narvaro.no_part"),
            "open": row["is_open_meeting"],
        }
        for row in rows.iter_rows(named=True)
    ]
    return table(look.text("narvaro.log.caption"), columns, listed, look.language)


def actor_name(actor: str, look: Look) -> str:
    """`Förtroendevalda`."""
    return schema.labels("actor_kind", look.language)[actor]


def place_names(look: Look) -> dict[str, str]:
    """Kinds of place in the order of their list."""
    return schema.labels("place_type", look.language)


def _inside(count: int | None, longest: int, look: Look) -> str:
    """The count inside its part of the bar, where there is room for it."""
    return fmt.count(count, look.language) if count and count >= longest * LEAST_INSIDE else ""
