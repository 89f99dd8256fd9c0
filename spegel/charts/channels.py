"""Through which channels residents have been met, whom each has reached, and consultations on plans."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark
from spegel.charts.shares import Part, Row, divided, named_rows, weighed
from spegel.charts.table import Column, Table, table
from spegel.registers import schema

_DRAWN = ("gender", "age", "first_time")
"""Divisions that are drawn; a sex that is not stated and the like are in the table."""


def mix(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """Each channel's share of the dialogues and of the participants; channels that nobody uses keep their row.

    Frame: `channel_mix`.
    """
    found = rows.rows(named=True)
    names = [channel_name(row["channel"], look) for row in found]
    title = look.text("kanaler.mix.title", period=period)
    last = (
        Column("part_count", look.text("kanaler.column.parts"), "count"),
        Column("only_part_count", look.text("kanaler.column.only_parts"), "count"),
    )
    of = look.text("kanaler.column.channel")
    return weighed(found, names, about, look, title=title, sentence=mix_reading(rows, look), of=of, last=last)


def mix_reading(rows: pl.DataFrame, look: Look) -> str:
    """The channel most used, and those of the list that nobody uses."""
    most = rows.sort("dialogue_count", descending=True, maintain_order=True).row(0, named=True)
    sentence = look.text(
        "kanaler.mix.reading",
        channel=fmt.first_lower(channel_name(most["channel"], look)),
        share=fmt.percent(most["dialogue_share"], look.language),
    )
    unused = [fmt.first_lower(channel_name(channel, look)) for channel in rows.filter(pl.col("dialogue_count") == 0)["channel"]]
    return f"{sentence} {look.text('kanaler.mix.unused', channels=fmt.listing(unused, look.language))}" if unused else sentence


def groups(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """How each sex, age and those who came for the first time are divided between channels. Frame: `channel_by_group`.

    Only published numbers; the table tells in how many dialogues the number of the group is hidden.
    """
    shown = rows.filter(pl.col("dimension").is_in(_DRAWN) & (pl.col("person_count") > 0))
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for row in shown.iter_rows(named=True):
        if row["category"] not in ("unknown", "other"):
            counts.setdefault((row["dimension"], row["category"]), {})[row["channel"]] = row["person_count"]
    parts = channel_parts(rows["channel"].unique().to_list(), look)
    bars = [
        Row(group_name(dimension, category, look), found, fmt.count(sum(found.values()), look.language))
        for (dimension, category), found in counts.items()
    ]
    title = look.text("kanaler.groups.title", period=period)
    sentence = groups_reading(counts, look)
    alt = look.text("mandat.divided_alt", title=title, reading=sentence)
    return Chart(title, divided(bars, parts, look), alt, sentence, _group_table(rows, title, look), about)


def groups_reading(counts: Mapping[tuple[str, str], Mapping[str, int]], look: Look) -> str:
    """Women's and men's share of digital participation, or that the sexes are not published."""
    sexes = {sex: counts.get(("gender", sex)) for sex in people.SEXES}
    if not all(sexes.values()):
        return look.text("kanaler.groups.reading_none")
    shares = {
        sex: fmt.percent(found.get("digital", 0) / sum(found.values()), look.language) for sex, found in sexes.items() if found
    }
    return look.text("kanaler.groups.reading", **shares)


def only_here_table(rows: pl.DataFrame, look: Look) -> Table:
    """What each channel has reached by group, home and place: only here, by others too, or that nobody can know.

    Frame: `channel_by_group`.
    """
    channels = rows.unique("channel").sort("channel_order")["channel"].to_list()
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows.iter_rows(named=True):
        found = cells.setdefault((row["dimension"], row["category"]), {"name": _row_name(row, look)})
        found[row["channel"]] = reach_words(row, look)
    columns = [Column("kind", look.text("kanaler.column.kind")), Column("name", look.text("kanaler.column.group"))]
    columns += [Column(channel, channel_name(channel, look)) for channel in channels]
    written = [{"kind": look.text(f"kanaler.dimension.{dimension}"), **found} for (dimension, _), found in cells.items()]
    return table(look.text("kanaler.only.caption"), columns, written, look.language)


def reach_words(row: Mapping[str, object], look: Look) -> str:
    """What is known of a group and a channel, in words."""
    if row["is_only_here"]:
        return look.text("kanaler.reach.only")
    if row["is_reached"] is None:
        return look.text("kanaler.reach.unknown")
    if not row["is_reached"]:
        return look.text("kanaler.reach.no")
    return look.text("kanaler.reach.also" if row["is_only_here"] is False else "kanaler.reach.perhaps")


def consultations(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """Statements on plans per 1,000 residents, a bar a part, with how many consultations. Frame: `consultation_by_part`."""
    whole = rows.row(by_predicate=pl.col("part_area_id") == "total", named=True)
    found = rows.filter(pl.col("part_area_id") != "total").rows(named=True)
    names = [row["part_name"] or row["part_area_id"] or look.text("mandat.no_area") for row in found]
    rates = [row["per_1000_ratio"] or 0 for row in found]
    figure = draw(
        [
            mark(
                "bar",
                x=rates,
                y=list(range(len(found))),
                orientation="h",
                marker={"color": look.theme.accent},
                text=[_rate_label(row, look) for row in found],
                textposition="outside",
                cliponaxis=False,
                textfont={"size": 13, "color": look.theme.ink},
                hoverinfo="skip",
            )
        ],
        base_layout(
            look,
            44 * max(len(found), 1) + 24,
            bargap=0.4,
            xaxis=axis(look, visible=False, range=[0, 1.9 * (max(rates, default=0) or 1)]),
            yaxis=named_rows(names, look),
        ),
    )
    title = look.text("kanaler.pbl.title", period=period)
    number = fmt.count(whole["consultation_count"], look.language)
    if whole["statements_count"] is None:
        sentence = look.text("kanaler.pbl.reading_none", count=number)
    else:
        sentence = look.text(
            "kanaler.pbl.reading",
            count=number,
            statements=fmt.count(whole["statements_count"], look.language),
            rate=fmt.number(whole["per_1000_ratio"], look.language, 1),
        )
        if whole["uncounted_count"]:
            uncounted = fmt.count(whole["uncounted_count"], look.language)
            sentence = f"{sentence} {look.text('kanaler.pbl.reading_uncounted', uncounted=uncounted)}"
    columns = (
        Column("name", look.text("mandat.column.area")),
        Column("consultation_count", look.text("kanaler.column.consultations"), "count"),
        Column("statements_count", look.text("kanaler.column.statements"), "count"),
        Column("uncounted_count", look.text("kanaler.column.uncounted"), "count"),
        Column("resident_count", look.text("kanaler.column.residents"), "count"),
        Column("population", look.text("kanaler.column.population")),
        Column("per_1000_ratio", look.text("kanaler.column.rate"), "index"),
    )
    written = [
        {**row, "name": name, "population": str(row["population_year"]) if row["population_year"] else None}
        for row, name in zip([*found, whole], [*names, look.text("kanaler.pbl.together")], strict=True)
    ]
    alt = look.text("mandat.ladder.alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def consultation_table(rows: pl.DataFrame, look: Look, *, period: str) -> Table:
    """Each consultation with its dates. Frame: `consultation_list`."""
    columns = (
        Column("title", look.text("kanaler.column.consultation")),
        Column("start_date", look.text("kanaler.column.first_day"), "date"),
        Column("end_date", look.text("kanaler.column.last_day"), "date"),
        Column("area_name", look.text("mandat.column.area")),
        Column("channel_name", look.text("kanaler.column.channel")),
        Column("statements_count", look.text("kanaler.column.statements"), "count"),
        Column("decision_reference", look.text("mandat.column.decision")),
    )
    written = [{**row, "channel_name": channel_name(row["channel"] or "unknown", look)} for row in rows.iter_rows(named=True)]
    return table(look.text("kanaler.pbl.list", period=period), columns, written, look.language)


def channel_parts(channels: list[str], look: Look) -> list[Part]:
    """Channels in their order, each with a shade of its own; one that is not stated is hatched."""
    names = schema.labels("channel", look.language)
    tokens = look.theme
    faint, pale, *_ = tokens.sequential
    shades = dict(zip(names, (tokens.accent, tokens.ink, pale, faint, tokens.line, tokens.other), strict=True))
    parts = [Part(channel, name, shades[channel]) for channel, name in names.items() if channel in channels]
    if "unknown" in channels:
        parts.append(Part("unknown", channel_name("unknown", look), tokens.missing, is_unknown=True))
    return parts


def channel_name(channel: str, look: Look) -> str:
    """`Fysisk`; or that the channel is not stated."""
    return schema.labels("channel", look.language).get(channel, look.text("kanaler.no_channel"))


def group_name(dimension: str, category: str, look: Look) -> str:
    """`Kvinnor`, `18–29 år`, `Första gången`; a part as the register has it."""
    if dimension == "first_time":
        return look.text(f"kanaler.first_time.{category}")
    return people.name(category, look) if dimension in ("gender", "age") or category == "unknown" else category


def _row_name(row: Mapping[str, object], look: Look) -> str:
    if row["dimension"] == "place":
        return str(row["category_name"] or row["category"] or look.text("mandat.no_area"))
    return group_name(str(row["dimension"]), str(row["category"]), look)


def _group_table(rows: pl.DataFrame, title: str, look: Look) -> Table:
    columns = (
        Column("kind", look.text("kanaler.column.kind")),
        Column("name", look.text("kanaler.column.group")),
        Column("channel_name", look.text("kanaler.column.channel")),
        Column("person_count", look.text("mandat.column.participants"), "count"),
        Column("person_share", look.text("kanaler.column.person_share"), "percent"),
        Column("counted_count", look.text("kanaler.column.counted"), "count"),
        Column("hidden_count", look.text("kanaler.column.hidden"), "count"),
    )
    written = [
        {
            **row,
            "kind": look.text(f"kanaler.dimension.{row['dimension']}"),
            "name": _row_name(row, look),
            "channel_name": channel_name(row["channel"], look),
        }
        for row in rows.filter(pl.col("dimension") != "place").iter_rows(named=True)
    ]
    return table(title, columns, written, look.language)


def _rate_label(row: Mapping[str, object], look: Look) -> str:
    """Statements per 1,000 residents and how many consultations; none has words of its own."""
    if not row["consultation_count"]:
        return look.text("kanaler.pbl.nowhere")
    if row["per_1000_ratio"] is None:
        return look.text("kanaler.pbl.uncounted", count=fmt.count(row["consultation_count"], look.language))
    return look.text(
        "kanaler.pbl.label",
        rate=fmt.number(row["per_1000_ratio"], look.language, 1),
        count=fmt.count(row["consultation_count"], look.language),
    )
