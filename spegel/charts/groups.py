"""Turnout of groups, and of one place in four elections. Each picture names its base; two bases never share a line."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import polars as pl

from spegel import fmt
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, percent_axis, row_axis, vertical_line
from spegel.charts.shares import key_above
from spegel.charts.table import Column, table
from spegel.core import split_election_id

ROW_HEIGHT = 44
ELECTORATE_HEIGHT = 92
LABEL_WIDTH = 46
RESIDENTS_HEIGHT = 88
SHORTEST_WITH_FIGURE = 0.15
GENDERS = ("women", "men")
ELECTION_ORDER = ("KF", "RF", "RD", "EU")


class DifferentBasesError(ValueError):
    """Two rates with different bases were about to be drawn on one axis."""


def require_one_base(bases: Sequence[str]) -> str:
    """The base that all rates share. Raises DifferentBasesError when there are several: no chart then."""
    if len(set(bases)) != 1:
        raise DifferentBasesError(", ".join(sorted(set(bases))))
    return bases[0]


def group_turnout(groups: pl.DataFrame, about: About, look: Look, *, election_id: str, dimension: str) -> Chart:
    """Women and men of each group as two dots with their values, the whole municipality as a line.

    Frame: `turnout_by_group`. Women are filled dots and men open ones, so that the colour is not alone.
    """
    tokens = look.theme
    chosen = groups.filter((pl.col("election_id") == election_id) & (pl.col("dimension") == dimension))
    require_one_base(chosen["measure_basis"].to_list())
    shares = {(row["category"], row["gender"]): row["turnout_share"] for row in chosen.iter_rows(named=True)}
    categories = sorted({category for category, _ in shares if category != "total"}, key=_category_order)
    everyone = shares.get(("total", "total"))
    traces = []
    places = list(range(len(categories)))
    known = [share for share in shares.values() if share is not None]
    pairs = [[shares.get((category, gender)) for gender in GENDERS] for category in categories]
    traces.append(
        mark(
            "scatter",
            x=[share for pair in pairs for share in [*pair, None]],
            y=[value for place in places for value in (place, place, None)],
            mode="lines",
            line={"width": 1.5, "color": tokens.line},
            hoverinfo="skip",
        )
    )
    for gender, colour, fill in (("women", tokens.women, tokens.women), ("men", tokens.men, tokens.background)):
        values = [shares.get((category, gender)) for category in categories]
        others = [shares.get((category, "men" if gender == "women" else "women")) for category in categories]
        traces.append(
            mark(
                "scatter",
                x=values,
                y=places,
                mode="markers+text",
                marker={"size": 13, "color": fill, "line": {"width": 2.5, "color": colour}},
                text=[_group_label(value, gender, place == 0, look) for place, value in enumerate(values)],
                textposition=[_side(value, other, gender) for value, other in zip(values, others, strict=True)],
                textfont={"size": 13, "color": colour},
                cliponaxis=False,
                hoverinfo="skip",
            )
        )
    lines, notes = [], []
    if everyone is not None:
        lines.append(vertical_line(everyone, look, dash="dot", width=1))
        everyone_text = look.text("charts.groups.all", share=fmt.percent(everyone, look.language, 0))
        notes.append(
            {
                "text": everyone_text,
                "x": everyone,
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 13, "color": tokens.ink},
            }
        )
    figure = draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * max(len(categories), 1) + 64,
            margin={"l": 8, "r": 24, "t": 28, "b": 8},
            xaxis=percent_axis(look, range=[max(0, min(known, default=0) - 0.14), min(1.04, max(known, default=1) + 0.14)]),
            yaxis=row_axis(look, [look.text(f"charts.group.{category}") for category in categories]),
            annotations=notes,
            shapes=lines,
        ),
    )
    election = fmt.election(election_id, look.language)
    sentence = _groups_reading(chosen, look)
    title = look.text(f"charts.groups.title_{dimension}", election=election)
    alt = look.text("charts.groups.alt", title=title, reading=sentence)
    columns = (
        Column("group", look.text("charts.column.group")),
        Column("gender_name", look.text("charts.column.gender")),
        Column("turnout_share", look.text("charts.column.group_turnout"), "percent", 0),
        Column("gap_to_all_pp", look.text("charts.column.gap_to_all"), "points", 0),
        Column("gap_to_rest_pp", look.text("charts.column.gap_to_rest"), "points", 0),
        Column("eligible_count", look.text("charts.column.register_eligible"), "count"),
    )
    rows = [
        {**row, "group": look.text(f"charts.group.{row['category']}"), "gender_name": look.text(f"charts.gender.{row['gender']}")}
        for row in sorted(chosen.to_dicts(), key=lambda row: (_category_order(row["category"]), _gender_order(row["gender"])))
    ]
    return Chart(title, figure, alt, sentence, table(title, columns, rows, look.language), about)


def electorates(turnout: pl.DataFrame, about: About, look: Look, *, name: str, share_column: str = "turnout_share") -> Chart:
    """One place in up to four elections: a dot a row, and under the row's name who may vote and how many they are.

    Frame: `turnout_by_election_type`, or the rows of `district_profile` of one year.
    """
    tokens = look.theme
    rows = sorted(turnout.to_dicts(), key=lambda row: ELECTION_ORDER.index(split_election_id(row["election_id"])[1]))
    places = list(range(len(rows)))
    shares = [row[share_column] for row in rows]
    traces = [
        mark(
            "scatter",
            x=shares,
            y=places,
            mode="markers+text",
            marker={"size": 14, "color": tokens.accent},
            text=["" if share is None else fmt.percent(share, look.language) for share in shares],
            textposition="middle right",
            textfont={"size": 15, "color": tokens.ink},
            cliponaxis=False,
            hoverinfo="skip",
        )
    ]
    notes = [
        {
            "text": _electorate_label(row, look),
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": place - 0.16,
            "yanchor": "bottom",
            "align": "left",
            "showarrow": False,
            "font": {"size": 13, "color": tokens.ink},
        }
        for place, row in enumerate(rows)
    ]
    known = [share for share in shares if share is not None]
    figure = draw(
        traces,
        base_layout(
            look,
            ELECTORATE_HEIGHT * max(len(rows), 1) + 24,
            margin={"l": 8, "r": 48, "t": 8, "b": 8},
            xaxis=percent_axis(
                look, showgrid=False, range=[max(0, min(known, default=0) - 0.1), min(1, max(known, default=0.9) + 0.1)]
            ),
            yaxis=axis(look, range=[len(rows) - 0.7, -0.75], tickvals=places, showticklabels=False),
            annotations=notes,
        ),
    )
    sentence = _electorates_reading(rows, share_column, name, look)
    title = look.text("charts.electorates.title", name=name)
    alt = look.text("charts.electorates.alt", name=name, count=len(rows), reading=sentence)
    columns = (
        Column("election", look.text("charts.column.election")),
        Column("who", look.text("charts.column.who")),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
        Column("votes_count", look.text("charts.column.votes"), "count"),
        Column(share_column, look.text("charts.column.turnout"), "percent"),
    )
    named = [
        {
            **row,
            "election": fmt.first_upper(fmt.election(row["election_id"], look.language)),
            "who": who_may_vote(row["election_id"], look),
        }
        for row in rows
    ]
    return Chart(title, figure, alt, sentence, table(title, columns, named, look.language), about)


def residents(population: pl.DataFrame, about: About, look: Look, *, year: int, area_name: str) -> Chart:
    """Everyone who lives here as one bar for each election: may vote, adult without a vote, under 18.

    Frame: `residents_without_vote`. The base is the residents on a day of the year, another than the count's.
    """
    tokens = look.theme
    chosen = population.filter(pl.col("election_id").str.starts_with(f"{year}-"))
    rows = sorted(
        chosen.filter(pl.col("gender") == "total").to_dicts(),
        key=lambda row: ELECTION_ORDER.index(split_election_id(row["election_id"])[1]),
    )
    places = list(range(len(rows)))
    segments = (("eligible_count", tokens.accent), ("adult_without_vote_count", tokens.other), ("under_18_count", tokens.line))
    traces = [
        mark(
            "bar",
            x=[row[key] for row in rows],
            y=places,
            orientation="h",
            width=0.5,
            marker={"color": colour, "line": {"width": 1, "color": tokens.background}},
            name=look.text(f"charts.residents.{key}"),
            text=[fmt.count(row[key], look.language) if _has_room(row, key) else "" for row in rows],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 13, "color": tokens.ink if key == "under_18_count" else tokens.background},
            hoverinfo="skip",
        )
        for key, colour in segments
    ]
    names = [fmt.first_upper(fmt.election(row["election_id"], look.language)) for row in rows]
    notes = [
        {
            "text": fmt.count(row[key], look.language),
            "x": sum(row[before] for before, _ in segments[:step]) + row[key] / 2,
            "y": place - 0.27,
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 13, "color": tokens.ink},
        }
        for place, row in enumerate(rows)
        for step, (key, _) in enumerate(segments)
        if row[key] and not _has_room(row, key)
    ]
    figure = draw(
        traces,
        base_layout(
            look,
            RESIDENTS_HEIGHT * max(len(rows), 1) + 64,
            barmode="stack",
            **key_above(look),
            annotations=notes,
            xaxis=axis(look, visible=False),
            yaxis=row_axis(look, names, range=[len(rows) - 0.5, -0.6], tickfont={"color": tokens.ink, "size": 13}),
        ),
    )
    sentence = _residents_reading(rows, area_name, look)
    title = look.text("charts.residents.title", area=area_name)
    alt = look.text("charts.residents.alt", area=area_name, year=year, reading=sentence)
    columns = (
        Column("election", look.text("charts.column.election")),
        Column("gender_name", look.text("charts.column.gender")),
        Column("resident_count", look.text("charts.residents.resident_count"), "count"),
        Column("eligible_count", look.text("charts.residents.eligible_count"), "count"),
        Column("adult_without_vote_count", look.text("charts.residents.adult_without_vote_count"), "count"),
        Column("under_18_count", look.text("charts.residents.under_18_count"), "count"),
        Column("without_vote_share", look.text("charts.residents.without_vote_share"), "percent"),
    )
    named = [
        {
            **row,
            "election": fmt.first_upper(fmt.election(row["election_id"], look.language)),
            "gender_name": look.text(f"charts.gender.{row['gender']}"),
        }
        for row in sorted(chosen.to_dicts(), key=lambda row: (row["election_id"], _gender_order(row["gender"])))
    ]
    return Chart(title, figure, alt, sentence, table(title, columns, named, look.language), about)


def who_may_vote(election_id: str, look: Look) -> str:
    """The base of an election in words."""
    return look.text(f"charts.who.{split_election_id(election_id)[1]}")


def _electorate_label(row: dict, look: Look) -> str:
    """The election, how many may vote in it, and who: on two or three lines that fit a phone."""
    election = fmt.first_upper(fmt.election(row["election_id"], look.language))
    electors = look.text("charts.hover.electors", count=fmt.count(row["eligible_count"], look.language))
    who = "<br>".join(wrap(who_may_vote(row["election_id"], look), LABEL_WIDTH, break_on_hyphens=False))
    return f"<b>{election}</b> · {electors}<br>{who}"


def _category_order(category: str) -> int:
    return ("total", "18-29", "30-49", "50-64", "65+", "primary", "secondary", "tertiary").index(category)


def _gender_order(gender: str) -> int:
    return ("women", "men", "total").index(gender)


def _group_label(share: float | None, gender: str, is_first: bool, look: Look) -> str:
    """The value, and on the first row whose it is. Values are whole percent at the source."""
    if share is None:
        return ""
    written = fmt.percent(share, look.language, 0)
    return f"{look.text(f'charts.gender.{gender}')} {written}" if is_first else written


def _side(value: float | None, other: float | None, gender: str) -> str:
    """Labels outside the pair; women to the right when both are equal."""
    if value is None or other is None or value == other:
        return "middle right" if gender == "women" else "middle left"
    return "middle right" if value > other else "middle left"


def _groups_reading(chosen: pl.DataFrame, look: Look) -> str:
    known = chosen.filter((pl.col("gender") == "total") & (pl.col("category") != "total") & pl.col("turnout_share").is_not_null())
    if known.height < 2:
        return look.text("charts.districts.reading_none")
    ordered = known.sort("turnout_share", "category")
    low, high = ordered.row(0, named=True), ordered.row(-1, named=True)
    return look.text(
        "charts.groups.reading",
        low=look.text(f"charts.group.{low['category']}_in_text"),
        low_share=fmt.percent(low["turnout_share"], look.language, 0),
        high=look.text(f"charts.group.{high['category']}_in_text"),
        high_share=fmt.percent(high["turnout_share"], look.language, 0),
    )


def _electorates_reading(rows: list[dict], share_column: str, name: str, look: Look) -> str:
    known = sorted((row for row in rows if row[share_column] is not None), key=lambda row: row[share_column])
    if not known:
        return look.text("charts.districts.reading_none")
    if len(known) == 1:
        share = fmt.percent(known[0][share_column], look.language)
        election = fmt.election(known[0]["election_id"], look.language)
        return look.text("charts.electorates.reading_one", name=name, election=election, share=share)
    low, high = known[0], known[-1]
    return look.text(
        "charts.electorates.reading",
        name=name,
        low=fmt.election(low["election_id"], look.language),
        low_share=fmt.percent(low[share_column], look.language),
        high=fmt.election(high["election_id"], look.language),
        high_share=fmt.percent(high[share_column], look.language),
    )


def _has_room(row: dict, key: str) -> bool:
    """True where a segment of the bar is long enough for its figure."""
    return row[key] is not None and row[key] >= row["resident_count"] * SHORTEST_WITH_FIGURE


def _residents_reading(rows: list[dict], area_name: str, look: Look) -> str:
    known = [row for row in rows if row["without_vote_share"] is not None]
    if not known:
        return look.text("charts.residents.reading_none")
    row = known[0]
    return look.text(
        "charts.residents.reading",
        area=area_name,
        share=fmt.percent(row["without_vote_share"], look.language),
        election=fmt.election(row["election_id"], look.language),
        children=fmt.count(row["under_18_count"], look.language),
        adults=fmt.count(row["adult_without_vote_count"], look.language),
    )
