"""Where dialogues were, whom they reached and whom they did not: maps of parts and of hexagons, with the dialogues as points.

Frames are those of `reach_by_part`, `reach_points`, `reach_by_hexagon`, `without_vote_by_part` and `catchment_by_part`. Reach is
of different persons; participations count a person once for each dialogue, have a name of their own and are never called reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import plotly.graph_objects as go
import polars as pl

from spegel import fmt
from spegel.charts.chart import About, Chart, Look, draw, mark
from spegel.charts.districts import areas, legend, map_layout
from spegel.charts.table import Column, Table, table

REACH_BREAKS = (2, 5, 10, 20)
"""Persons per 1,000 residents where one map class ends: the same every year, so that two maps can be compared."""

PARTICIPATION_BREAKS = (10, 30, 100)
"""Participations per 1,000 residents; the lowest class is no dialogue at all."""

VOTE_BREAKS = (0.15, 0.2, 0.25, 0.3)
"""Residents without a vote, of all residents."""

HEXAGON_BREAKS = (2, 4, 7, 13)
"""Dialogues in a hexagon where one class ends."""

REGSO_BREAKS = (1, 2, 4, 7)
"""Dialogues in a RegSO where one class ends; the lowest class is none at all."""

MOST_NAMES = 6
"""More names than these stand in the table only."""

MANDATES = ("veta", "tycka", "resonera", "genomfora", "bestamma")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "star")
"""One for each rung of the ladder: colour alone would not tell them apart for everybody."""

NO_MANDATE = "x"
SMALLEST, LARGEST = 8, 28
"""Pixels across a point. Its size in between grows with the number of participants; one that is not told has the smallest."""

PER_PARTICIPANT = 2.2
HEIGHT = 640
"""Pixels of a map with two legends, which stand one above the other on a phone."""
MOST_FLOWS = 30
NOT_PARTS = ("total", "")

Names = Mapping[str, str]
Row = Mapping[str, object]


@dataclass(frozen=True)
class Words:
    """What codes are called in the language of the page: mandates, kinds of dialogue, and reasons why a number is hidden."""

    mandates: Names
    kinds: Names
    reasons: Names


@dataclass(frozen=True)
class Ground:
    """What a map is drawn on: districts with their part, the address of the borders, and whether these are approximate."""

    districts: pl.DataFrame
    geojson_url: str
    is_schematic: bool


def has_reach(parts: pl.DataFrame) -> bool:
    """True where different persons are registered for the choice, so that there is any reach to show."""
    return bool(parts["reach_ratio"].count())


def reach_class(row: Row) -> int | None:
    """0-4 by the empirical Bayes value; None where it is hidden or not known."""
    return None if row["smooth_ratio"] is None else sum(row["smooth_ratio"] >= limit for limit in REACH_BREAKS)


def participation_class(row: Row) -> int | None:
    """0 where no dialogue was held, else 1-4; None where nobody was counted, all is hidden, or residents are not known."""
    if row["dialogue_count"] == 0:
        return 0
    rate = row["per_1000_ratio"]
    return None if rate is None else 1 + sum(rate >= limit for limit in PARTICIPATION_BREAKS)


def part_map(parts: pl.DataFrame, points: pl.DataFrame, about: About, look: Look, *, ground: Ground, words: Words) -> Chart:
    """Parts by reach, or where that is not known by participations; dialogues as points above."""
    by_reach = has_reach(parts)
    kind = "reach" if by_reach else "participations"
    traces = _shaded(
        {row["part_area_id"]: row for row in parts.iter_rows(named=True)},
        reach_class if by_reach else participation_class,
        lambda row: _part_hover(row, look, words),
        ground,
        look,
    )
    labels = _spans(REACH_BREAKS, look) if by_reach else [look.text("rackvidd.class.none"), *_spans(PARTICIPATION_BREAKS, look)]
    figure = _figure(traces, labels, points, look, ground, words, legend_title=look.text(f"rackvidd.class.{kind}"))
    sentence = reading(parts, look)
    alt = look.text("rackvidd.map.alt", parts=len(_real(parts)), points=_drawn(points).height, reading=sentence)
    return Chart(look.text(f"rackvidd.map.title_{kind}"), figure, alt, sentence, part_table(parts, look, words=words), about)


def hexagon_map(hexagons: pl.DataFrame, about: About, look: Look, *, ground: Ground, hexagon_url: str) -> Chart:
    """Hexagons by how many dialogues were held in them, over the outline of the area."""
    rows = hexagons.to_dicts()
    traces = _outline(ground, look)
    if rows:
        traces.append(
            _classed(
                [row["hexagon_id"] for row in rows],
                [sum(row["dialogue_count"] >= limit for limit in HEXAGON_BREAKS) for row in rows],
                [_hexagon_hover(row, look) for row in rows],
                look,
                hexagon_url,
                marker={"line": {"width": 1, "color": look.theme.secondary}},
            )
        )
    labels = [_count_span(low, high, look) for low, high in zip((1, *HEXAGON_BREAKS), (*HEXAGON_BREAKS, None), strict=True)]
    entries = _titled(legend(list(zip(labels, look.theme.sequential, strict=True)), look), look.text("rackvidd.class.hexagon"))
    figure = draw([*traces, *entries], map_layout(look, is_schematic=ground.is_schematic))
    sentence = look.text(
        "rackvidd.hexagon.reading" if rows else "rackvidd.hexagon.reading_none",
        hexagons=fmt.count(len(rows), look.language),
        dialogues=fmt.count(sum(row["dialogue_count"] for row in rows), look.language),
        most=fmt.count(max((row["dialogue_count"] for row in rows), default=0), look.language),
    )
    columns = (
        Column("place_names", look.text("rackvidd.column.places")),
        Column("hexagon_id", look.text("rackvidd.column.hexagon")),
        Column("dialogue_count", look.text("rackvidd.column.dialogues"), "count"),
        Column("participants_count", look.text("rackvidd.column.participants"), "count"),
        Column("hidden_count", look.text("rackvidd.column.hidden"), "count"),
        Column("uncounted_count", look.text("rackvidd.column.uncounted"), "count"),
    )
    told = [{**row, "participants_count": _sum_text(row, look)} for row in rows]
    shown = table(look.text("rackvidd.hexagon.caption"), columns, told, look.language)
    alt = look.text("rackvidd.hexagon.alt", reading=sentence)
    return Chart(look.text("rackvidd.hexagon.title"), figure, alt, sentence, shown, about)


def regso_map(regso: pl.DataFrame, points: pl.DataFrame, about: About, look: Look, *, ground: Ground, words: Words) -> Chart:
    """RegSO by how many dialogues were held in them, also those without any; dialogues as points above. `ground` is of RegSO."""
    areas_found = regso.filter(pl.col("regso_code") != "")
    rows = areas_found.to_dicts()
    steps = [sum(row["dialogue_count"] >= limit for limit in REGSO_BREAKS) for row in rows]
    hovers = [_regso_hover(row, look) for row in rows]
    traces = [_classed([row["regso_code"] for row in rows], steps, hovers, look, ground.geojson_url)]
    counted = [_count_span(low, high, look) for low, high in zip(REGSO_BREAKS, (*REGSO_BREAKS[1:], None), strict=True)]
    labels = [look.text("rackvidd.class.none"), *counted]
    figure = _figure(traces, labels, points, look, ground, words, legend_title=look.text("rackvidd.class.regso"))
    sentence = _regso_reading(areas_found, look)
    columns = (
        Column("regso_name", look.text("rackvidd.column.regso")),
        Column("regso_code", look.text("rackvidd.column.code")),
        Column("dialogue_count", look.text("rackvidd.column.dialogues"), "count"),
        Column("participants_count", look.text("rackvidd.column.participants"), "count"),
        Column("hidden_count", look.text("rackvidd.column.hidden"), "count"),
        Column("uncounted_count", look.text("rackvidd.column.uncounted"), "count"),
        Column("resident_count", look.text("rackvidd.column.residents"), "count"),
        Column("population_date", look.text("rackvidd.column.population_date"), "date"),
        Column("per_1000_ratio", look.text("rackvidd.column.participations"), "index", 1),
    )
    outside = regso.filter(pl.col("regso_code") == "").with_columns(regso_name=pl.lit(look.text("rackvidd.regso.outside")))
    named = [_at_least(row, look) for row in [*rows, *outside.to_dicts()]]
    shown = table(look.text("rackvidd.regso.caption"), columns, named, look.language)
    alt = look.text("rackvidd.regso.alt", points=_drawn(points).height, reading=sentence)
    return Chart(look.text("rackvidd.regso.title"), figure, alt, sentence, shown, about)


def vote_map(votes: pl.DataFrame, points: pl.DataFrame, about: About, look: Look, *, ground: Ground, words: Words) -> Chart:
    """Parts by the share of residents without a vote in the municipal election, dialogues as points above."""
    traces = _shaded(
        {row["part_area_id"]: row for row in votes.iter_rows(named=True)},
        lambda row: None if row["without_vote_share"] is None else sum(row["without_vote_share"] >= one for one in VOTE_BREAKS),
        lambda row: _vote_hover(row, look),
        ground,
        look,
    )
    limits = [fmt.percent(limit, look.language, 0) for limit in VOTE_BREAKS]
    digits = [fmt.percent_digits(limit, look.language, 0) for limit in VOTE_BREAKS]
    between = [fmt.span(low, high) for low, high in zip(digits, limits[1:], strict=False)]
    labels = [look.text("rackvidd.class.below", limit=limits[0]), *between, look.text("rackvidd.class.from", limit=limits[-1])]
    figure = _figure(traces, labels, points, look, ground, words, legend_title=look.text("rackvidd.class.vote"))
    known = votes.filter(~pl.col("part_area_id").is_in(NOT_PARTS) & pl.col("without_vote_share").is_not_null())
    sentence = look.text("rackvidd.vote.reading_none")
    if known.height:
        top = known.sort("without_vote_share", "part_name").row(-1, named=True)
        share = fmt.percent(top["without_vote_share"], look.language)
        sentence = look.text("rackvidd.vote.reading", name=top["part_name"], share=share)
    columns = (
        Column("part_name", look.text("charts.column.part")),
        Column("resident_count", look.text("rackvidd.column.residents"), "count"),
        Column("population_date", look.text("rackvidd.column.population_date"), "date"),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
        Column("election_date", look.text("rackvidd.column.election_date"), "date"),
        Column("without_vote_count", look.text("rackvidd.column.without_vote"), "count"),
        Column("without_vote_share", look.text("rackvidd.column.without_vote_share"), "percent"),
    )
    shown = table(look.text("rackvidd.vote.caption"), columns, _named(votes, look), look.language)
    alt = look.text("rackvidd.vote.alt", points=_drawn(points).height, reading=sentence)
    return Chart(look.text("rackvidd.vote.title"), figure, alt, sentence, shown, about)


def catchment_map(flows: pl.DataFrame, about: About, look: Look, *, ground: Ground) -> Chart:
    """Lines from where participants live to the part of the dialogue, wider for more of them; a ring where both are the same."""
    drawn = (
        flows.filter(
            (pl.col("inside_count") > 0) & pl.col("part_lon_value").is_not_null() & pl.col("home_lon_value").is_not_null()
        )
        .sort("inside_count", "part_area_id", "home_area_id", descending=[True, False, False])
        .head(MOST_FLOWS)
    )
    most = drawn["inside_count"].max() or 1
    traces = _outline(ground, look)
    for row in drawn.iter_rows(named=True):
        is_home, weight = row["part_area_id"] == row["home_area_id"], row["inside_count"] / most
        hover = _flow_hover(row, look)
        shared = {"hoverinfo": "text", "hovertext": hover, "showlegend": False, "opacity": 0.85}
        if is_home:
            ring = {"size": SMALLEST + (LARGEST - SMALLEST) * sqrt(weight), "symbol": "circle-open", "color": look.theme.accent}
            ring["line"] = {"width": 4, "color": look.theme.accent}
            traces.append(
                mark(
                    "scattergeo", lon=[row["part_lon_value"]], lat=[row["part_lat_value"]], mode="markers", marker=ring, **shared
                )
            )
        else:
            line = {"width": 1 + 7 * weight, "color": look.theme.other}
            ends = {"lon": [row["home_lon_value"], row["part_lon_value"]], "lat": [row["home_lat_value"], row["part_lat_value"]]}
            traces.append(mark("scattergeo", **ends, mode="lines", line=line, **shared))
    entries = [(look.text("rackvidd.catchment.near"), look.theme.accent), (look.text("rackvidd.catchment.far"), look.theme.other)]
    figure = draw([*traces, *legend(entries, look)], map_layout(look, is_schematic=ground.is_schematic))
    sentence = catchment_reading(flows, look)
    alt = look.text("rackvidd.catchment.alt", reading=sentence)
    return Chart(look.text("rackvidd.catchment.title"), figure, alt, sentence, catchment_table(flows, look), about)


def reading(parts: pl.DataFrame, look: Look) -> str:
    """Where most and fewest are reached; where that is not known, where most and fewest participations are."""
    column = "reach_ratio" if has_reach(parts) else "per_1000_ratio"
    known = parts.filter(~pl.col("part_area_id").is_in(NOT_PARTS) & pl.col(column).is_not_null()).sort(column, "part_name")
    if known.height < 2:
        return look.text("rackvidd.reading_none")
    low, high = known.row(0, named=True), known.row(-1, named=True)
    return look.text(
        "rackvidd.reading_reach" if has_reach(parts) else "rackvidd.reading_participations",
        low=low["part_name"],
        low_rate=fmt.number(low[column], look.language, 1),
        high=high["part_name"],
        high_rate=fmt.number(high[column], look.language, 1),
    )


def part_table(parts: pl.DataFrame, look: Look, *, words: Words) -> Table:
    """Every part, also those without a dialogue, the whole area first, and last the dialogues of no part of today."""
    columns = (
        Column("part_name", look.text("charts.column.part")),
        Column("dialogue_count", look.text("rackvidd.column.dialogues"), "count"),
        Column("participants_count", look.text("rackvidd.column.participants"), "count"),
        Column("hidden_count", look.text("rackvidd.column.hidden"), "count"),
        Column("uncounted_count", look.text("rackvidd.column.uncounted"), "count"),
        Column("women_count", look.text("rackvidd.column.women"), "count"),
        Column("men_count", look.text("rackvidd.column.men"), "count"),
        Column("unknown_gender_count", look.text("rackvidd.column.unknown"), "count"),
        Column("resident_count", look.text("rackvidd.column.residents"), "count"),
        Column("population_date", look.text("rackvidd.column.population_date"), "date"),
        Column("per_1000_ratio", look.text("rackvidd.column.participations"), "index", 1),
        Column("unique", look.text("rackvidd.column.unique"), "count"),
        Column("reach_ratio", look.text("rackvidd.column.reach"), "index", 1),
        Column("smooth_ratio", look.text("rackvidd.column.smooth"), "index", 1),
    )
    rows = [
        {**_at_least(row, look), "unique": _told(row["unique_count"], row["unique_reason"], words)} for row in _named(parts, look)
    ]
    return table(look.text("rackvidd.parts.caption"), columns, rows, look.language)


def point_table(points: pl.DataFrame, look: Look, *, words: Words) -> Table:
    """Every dialogue of the map, and those without a place on it."""
    columns = (
        Column("title", look.text("rackvidd.column.title")),
        Column("start_date", look.text("rackvidd.column.date"), "date"),
        Column("area_name", look.text("charts.column.part")),
        Column("kind", look.text("rackvidd.column.kind")),
        Column("mandate", look.text("rackvidd.column.mandate")),
        Column("participants", look.text("rackvidd.column.participants_one"), "count"),
        Column("is_on_map", look.text("rackvidd.column.on_map"), "yes_no"),
    )
    rows = [
        {
            **row,
            "kind": words.kinds.get(str(row["classification"]), row["classification"]),
            "mandate": words.mandates.get(str(row["mandate"]), look.text("rackvidd.no_mandate")),
            "participants": _told(row["participants_count"], row["suppression_reason"], words),
            "is_on_map": row["lon"] is not None,
        }
        for row in points.iter_rows(named=True)
    ]
    return table(look.text("rackvidd.points.caption"), columns, rows, look.language)


def forum_table(parts: pl.DataFrame, look: Look) -> Table:
    """Dialogue forums part by part, also where none was held."""
    columns = (
        Column("part_name", look.text("charts.column.part")),
        Column("dialogue_count", look.text("rackvidd.column.meetings"), "count"),
        Column("per_dialogue_ratio", look.text("rackvidd.column.per_meeting"), "index", 0),
        Column("per_1000_ratio", look.text("rackvidd.column.participations"), "index", 1),
        Column("women_count", look.text("rackvidd.column.women"), "count"),
        Column("men_count", look.text("rackvidd.column.men"), "count"),
        Column("unknown_gender_count", look.text("rackvidd.column.unknown"), "count"),
        Column("hidden_count", look.text("rackvidd.column.hidden"), "count"),
        Column("uncounted_count", look.text("rackvidd.column.uncounted"), "count"),
    )
    rows = [_at_least(row, look) for row in _named(parts, look)]
    return table(look.text("rackvidd.forum.caption"), columns, rows, look.language)


def coverage_table(coverage: pl.DataFrame, look: Look, *, groups: Names) -> Table:
    """Parts and groups: dialogues, participants, and whether they are reached. `groups` names the categories."""
    columns = (
        Column("dimension", look.text("rackvidd.column.dimension")),
        Column("category", look.text("rackvidd.column.category")),
        Column("dialogue_count", look.text("rackvidd.column.dialogues"), "count"),
        Column("participants_count", look.text("rackvidd.column.participants"), "count"),
        Column("hidden_count", look.text("rackvidd.column.hidden"), "count"),
        Column("reached", look.text("rackvidd.column.reached")),
    )
    rows = [
        {
            **row,
            "dimension": look.text(f"rackvidd.dimension.{row['dimension']}"),
            "category": row["category_name"] or groups.get(str(row["category"]), row["category"]),
            # How many came to the dialogues of a part stands in the table of parts.
            "participants_count": "" if is_part else _sum(row["participants_count"], row["hidden_count"], look),
            "hidden_count": "" if is_part else row["hidden_count"],
            "reached": look.text({None: "rackvidd.unsure", True: "format.yes", False: "format.no"}[row["is_reached"]]),
        }
        for row in coverage.iter_rows(named=True)
        for is_part in [row["dimension"] == "area"]
    ]
    return table(look.text("rackvidd.coverage.caption"), columns, rows, look.language)


def attention_table(flagged: pl.DataFrame, look: Look, *, groups: Names, dimensions: Names) -> Table:
    """Parts and groups set out for special attention: the barrier, then what dialogues have reached.

    Frame: `attention_groups`. `groups` and `dimensions` name the codes. Rows keep their order: they are never ranked.
    """
    columns = (
        Column("name", look.text("rackvidd.column.category")),
        Column("dimension", look.text("rackvidd.column.dimension")),
        Column("barrier", look.text("rackvidd.column.barrier")),
        Column("reviewed", look.text("rackvidd.column.reviewed")),
        Column("dialogue_count", look.text("rackvidd.column.dialogues"), "count"),
        Column("participants_count", look.text("rackvidd.column.participants"), "count"),
        Column("reach_ratio", look.text("rackvidd.column.reach"), "index", 1),
        Column("reached", look.text("rackvidd.column.reached")),
    )
    rows = [
        {
            **row,
            "name": row["category_name"] or groups.get(row["category"], row["category"]),
            "dimension": dimensions.get(row["dimension"], row["dimension"]),
            "reviewed": fmt.day(day, look.language) if day else look.text("rackvidd.not_reviewed"),
            "participants_count": "" if is_part else _sum(row["participants_count"], row["hidden_count"], look),
            "reach_ratio": row["reach_ratio"] if is_part else "",
            "reached": look.text({None: "rackvidd.unsure", True: "format.yes", False: "format.no"}[row["is_reached"]]),
        }
        for row in flagged.iter_rows(named=True)
        for is_part, day in [(row["dimension"] == "area", row["reviewed_date"])]
    ]
    return table(look.text("rackvidd.attention.caption"), columns, rows, look.language)


def catchment_table(flows: pl.DataFrame, look: Look) -> Table:
    """Every pair of a part and a home part, also those that are not drawn."""
    columns = (
        Column("part_name", look.text("rackvidd.column.part_of_dialogue")),
        Column("home_name", look.text("rackvidd.column.home")),
        Column("dialogue_count", look.text("rackvidd.column.counted_dialogues"), "count"),
        Column("hidden_count", look.text("rackvidd.column.hidden"), "count"),
        Column("inside_count", look.text("rackvidd.column.from_there"), "count"),
        Column("known_count", look.text("rackvidd.column.known_home"), "count"),
        Column("home_share", look.text("rackvidd.column.home_share"), "percent", 0),
    )
    return table(look.text("rackvidd.catchment.caption"), columns, flows.to_dicts(), look.language)


def catchment_reading(flows: pl.DataFrame, look: Look) -> str:
    """Of those whose home is told, in which part most and fewest came from near."""
    near = flows.filter((pl.col("part_area_id") == pl.col("home_area_id")) & pl.col("home_share").is_not_null())
    if near.is_empty():
        return look.text("rackvidd.catchment.reading_none")
    ordered = near.sort("home_share", "part_name")
    low, high = ordered.row(0, named=True), ordered.row(-1, named=True)
    blanks = {"high": high["part_name"], "high_share": fmt.percent(high["home_share"], look.language, 0)}
    if near.height == 1:
        return look.text("rackvidd.catchment.reading_one", **blanks)
    low_share = fmt.percent(low["home_share"], look.language, 0)
    return look.text("rackvidd.catchment.reading", low=low["part_name"], low_share=low_share, **blanks)


def _real(parts: pl.DataFrame) -> list[dict[str, object]]:
    return parts.filter(~pl.col("part_area_id").is_in(NOT_PARTS)).to_dicts()


def _named(parts: pl.DataFrame, look: Look) -> list[dict[str, object]]:
    """The rows with words for the whole area and for no part."""
    words = {"total": look.text("rackvidd.whole"), "": look.text("rackvidd.no_part")}
    return [{**row, "part_name": words.get(str(row["part_area_id"]), row["part_name"])} for row in parts.iter_rows(named=True)]


def _at_least(row: Row, look: Look) -> dict[str, object]:
    """The row with words where a number does not hold everybody: `minst 16`, or that it is hidden."""
    untold = row["hidden_count"] + row["uncounted_count"]
    written = {**row, "participants_count": _sum(row["participants_count"], row["hidden_count"], look, is_more=bool(untold))}
    for sex, hidden in (("women", "women"), ("men", "men"), ("unknown_gender", "unknown")):
        if f"{sex}_count" in row:
            written[f"{sex}_count"] = _sum(row[f"{sex}_count"], row[f"hidden_{hidden}_count"], look)
    if untold and row["per_1000_ratio"] is not None:
        written["per_1000_ratio"] = look.text("rackvidd.at_least", count=fmt.number(row["per_1000_ratio"], look.language, 1))
    for column in ("per_dialogue_ratio", "per_1000_ratio"):
        if column in row and row[column] is None and row["hidden_count"]:
            written[column] = look.text("rackvidd.hidden")
    if not row["dialogue_count"]:
        written["per_dialogue_ratio"] = look.text("rackvidd.no_meeting")
    return written


def _sum(count: int | None, hidden: int, look: Look, *, is_more: bool = False) -> int | str | None:
    """A sum of shown numbers: `minst 16` where hidden ones are not in it, or others for another reason; or that all is hidden."""
    if hidden and not count:
        return look.text("rackvidd.hidden")
    if count is None:
        return None
    return look.text("rackvidd.at_least", count=fmt.count(count, look.language)) if hidden or is_more else count


def _sum_text(row: Row, look: Look) -> str:
    """Participations of a row in words."""
    count = _sum(row["participants_count"], row["hidden_count"], look, is_more=bool(row["hidden_count"] + row["uncounted_count"]))
    return count if isinstance(count, str) else fmt.number(count, look.language)


def _drawn(points: pl.DataFrame) -> pl.DataFrame:
    return points.filter(pl.col("lon").is_not_null() & pl.col("lat").is_not_null())


def _told(count: object, reason: object, words: Words) -> int | str | None:
    return count if isinstance(count, int) else words.reasons.get(str(reason))


def _figure(
    traces: list[dict[str, object]],
    labels: Sequence[str],
    points: pl.DataFrame,
    look: Look,
    ground: Ground,
    words: Words,
    *,
    legend_title: str,
) -> go.Figure:
    """Areas, points above them, and the words of both below the map."""
    entries = list(zip(labels, look.theme.sequential, strict=True))
    if any(trace["colorscale"][0][1] == look.theme.missing for trace in traces):
        entries.append((fmt.missing(look.language), look.theme.missing))
    classes = _titled(legend(entries, look), legend_title)
    layout = {**map_layout(look, is_schematic=ground.is_schematic), "height": HEIGHT}
    return draw([*traces, *classes, *_points(points, look, words)], layout)


def _titled(entries: list[dict[str, object]], title: str) -> list[dict[str, object]]:
    return [{**entry, "legendgroup": "classes", "legendgrouptitle": {"text": title}} for entry in entries]


def _shaded(
    rows: Mapping[str, Row], class_of: Callable[[Row], int | None], hover: Callable[[Row], str], ground: Ground, look: Look
) -> list[dict[str, object]]:
    """The districts in the class of their part; those without one in the colour that the style of the page hatches."""
    known, untold = [], []
    for code, part in ground.districts.select("district_code", "part_area_id").iter_rows():
        row = rows.get(part)
        step = None if row is None else class_of(row)
        words = look.text("rackvidd.no_part") if row is None else hover(row)
        (untold if step is None else known).append((code, step, words))
    traces = []
    if known:
        codes, steps, hovers = map(list, zip(*known, strict=True))
        traces.append(_classed(codes, steps, hovers, look, ground.geojson_url))
    if untold:
        codes, _, hovers = map(list, zip(*untold, strict=True))
        traces.append(_flat(codes, hovers, look.theme.missing, ground, look))
    return traces


def _classed(codes: list, steps: list, hovers: list, look: Look, url: str, **more: object) -> dict[str, object]:
    scale = [[(step + edge) / 5, colour] for step, colour in enumerate(look.theme.sequential) for edge in (0, 1)]
    return areas(codes, hovers, look, url, z=steps, zmin=-0.5, zmax=4.5, colorscale=scale, **more)


def _flat(codes: list, hovers: list, colour: str, ground: Ground, look: Look) -> dict[str, object]:
    return areas(
        codes, hovers, look, ground.geojson_url, z=[0] * len(codes), zmin=0, zmax=1, colorscale=[[0, colour], [1, colour]]
    )


def _outline(ground: Ground, look: Look) -> list[dict[str, object]]:
    codes = ground.districts["district_code"].to_list()
    return [{**_flat(codes, [""] * len(codes), look.theme.raised, ground, look), "hoverinfo": "skip", "hovertemplate": None}]


def _points(points: pl.DataFrame, look: Look, words: Words) -> list[dict[str, object]]:
    """A trace for each rung of the ladder and one for dialogues without a mandate: size by participants, the small ones on top.

    Where the number is hidden or nobody counted, the point has the smallest size and the colour that is hatched.
    """
    drawn = _drawn(points).sort("participants_count", "dialogue_id", descending=[True, False], nulls_last=True)
    traces = []
    styles = [*zip(MANDATES, SYMBOLS, look.theme.diverging, strict=True), (None, NO_MANDATE, look.theme.secondary)]
    for mandate, symbol, colour in styles:
        rows = drawn.filter(pl.col("mandate").is_null() if mandate is None else pl.col("mandate") == mandate).to_dicts()
        if not rows:
            continue
        name = words.mandates.get(str(mandate), look.text("rackvidd.no_mandate"))
        group = {"name": name, "legendgroup": "points", "legendgrouptitle": {"text": look.text("rackvidd.class.mandate")}}
        # The mark of the legend has the colour of the rung, also where the first dialogue's number is hidden.
        key = {"symbol": symbol, "size": 12, "color": colour, "line": {"width": 1, "color": look.theme.ink}}
        traces.append(mark("scattergeo", lon=[None], lat=[None], mode="markers", marker=key, hoverinfo="skip", **group))
        traces.append(
            mark(
                "scattergeo",
                lon=[round(row["lon"], 5) for row in rows],
                lat=[round(row["lat"], 5) for row in rows],
                mode="markers",
                text=[_point_hover(row, look, words) for row in rows],
                hovertemplate="%{text}<br>" + name + "<extra></extra>",
                showlegend=False,
                marker={
                    "symbol": symbol,
                    "size": [_size(row["participants_count"]) for row in rows],
                    "color": [look.theme.missing if row["participants_count"] is None else colour for row in rows],
                    "opacity": 0.95,
                    "line": {"width": 1, "color": look.theme.ink},
                },
            )
        )
    return traces


def _size(participants: object) -> float:
    """Pixels across: the surface grows with the number, so that twice as many look twice as large."""
    if not isinstance(participants, int):
        return SMALLEST
    return round(min(LARGEST, max(SMALLEST, PER_PARTICIPANT * sqrt(participants))), 1)


def _spans(breaks: Sequence[float], look: Look) -> list[str]:
    """Classes in words: `under 2`, `2–5`, …, `20 eller fler`."""
    written = [fmt.number(limit, look.language) for limit in breaks]
    between = [fmt.span(low, high) for low, high in pairwise(written)]
    return [look.text("rackvidd.class.below", limit=written[0]), *between, look.text("rackvidd.class.from", limit=written[-1])]


def _count_span(low: int, next_low: int | None, look: Look) -> str:
    if next_low is None:
        return look.text("rackvidd.class.from", limit=fmt.count(low, look.language))
    last = next_low - 1
    return fmt.count(low, look.language) if low == last else fmt.span(str(low), str(last))


def _part_hover(row: Row, look: Look, words: Words) -> str:
    lines = [
        f"<b>{row['part_name']}</b>",
        look.text(
            "rackvidd.hover.part",
            dialogues=fmt.count(row["dialogue_count"], look.language),
            participants=_sum_text(row, look),
        ),
    ]
    if row["reach_ratio"] is not None:
        raw, smooth = (fmt.number(row[name], look.language, 1) for name in ("reach_ratio", "smooth_ratio"))
        lines.append(look.text("rackvidd.hover.reach", raw=raw, smooth=smooth))
    elif row["unique_reason"]:
        lines.append(look.text("rackvidd.hover.reach_hidden", reason=words.reasons[str(row["unique_reason"])]))
    return "<br>".join(lines)


def _vote_hover(row: Row, look: Look) -> str:
    count, share = fmt.number(row["without_vote_count"], look.language), fmt.percent(row["without_vote_share"], look.language)
    return f"<b>{row['part_name']}</b><br>" + look.text("rackvidd.hover.vote", count=count, share=share)


def _hexagon_hover(row: Row, look: Look) -> str:
    return look.text("rackvidd.hover.hexagon", **_told_counts(row, look))


def _regso_hover(row: Row, look: Look) -> str:
    return f"<b>{row['regso_name'] or row['regso_code']}</b><br>" + look.text("rackvidd.hover.hexagon", **_told_counts(row, look))


def _told_counts(row: Row, look: Look) -> dict[str, str]:
    counts = {name: fmt.count(row[f"{name}_count"], look.language) for name in ("dialogue", "hidden")}
    return {**counts, "participants": _sum_text(row, look)}


def _regso_reading(areas_found: pl.DataFrame, look: Look) -> str:
    """How many RegSO had no dialogue, by name where they are few."""
    without = areas_found.filter(pl.col("dialogue_count") == 0)
    if without.is_empty():
        return look.text("rackvidd.regso.everywhere")
    counts = {"count": fmt.count(without.height, look.language), "all": fmt.count(areas_found.height, look.language)}
    if without.height > MOST_NAMES:
        return look.text("rackvidd.regso.nowhere_many", **counts)
    names = [name or code for name, code in without.select("regso_name", "regso_code").iter_rows()]
    return look.text("rackvidd.regso.nowhere", names=fmt.listing(names, look.language), **counts)


def _point_hover(row: Row, look: Look, words: Words) -> str:
    told = _told(row["participants_count"], row["suppression_reason"], words)
    participants = told if isinstance(told, str) else fmt.number(told, look.language)
    day = fmt.day(row["start_date"], look.language)
    return f"<b>{row['title']}</b><br>{day}<br>" + look.text("rackvidd.hover.point", participants=participants)


def _flow_hover(row: Row, look: Look) -> str:
    return look.text(
        "rackvidd.hover.flow",
        part=row["part_name"],
        home=row["home_name"],
        count=fmt.count(row["inside_count"], look.language),
        all=fmt.count(row["known_count"], look.language),
    )
