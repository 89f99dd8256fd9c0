"""A municipality beside its county, similar municipalities and the country."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from spegel import fmt
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, percent_axis
from spegel.charts.elections import LINE_HEIGHT, category_axis, named_elections, padded, years_of
from spegel.charts.table import Column, table

LABEL_WIDTH = 18

_DASHES = {"county": "dash", "similar": "dot"}


def comparison(compared: pl.DataFrame, about: About, look: Look, *, election_type: str) -> Chart:
    """The area's turnout in front of the county, similar municipalities and the country in grey, each line labelled.

    Frame: `turnout_comparison`. Only official totals, late ballots included: one base for every line. Medians of
    similar municipalities stand in the table.
    """
    tokens = look.theme
    compared = compared.filter(pl.col("turnout_share").is_not_null()).sort("election_date", "comparison", "name")
    elections = compared.unique("election_id").sort("election_date")
    years = dict(zip(elections["election_id"], years_of(elections), strict=True))
    own = compared.filter(pl.col("comparison") == "own")
    own_name = own["name"][-1] if own.height else ""
    traces, labels = [], []
    drawn = compared.filter(pl.col("comparison") != "similar_median")
    series = sorted(drawn.group_by(["comparison", "name"], maintain_order=True), key=lambda entry: entry[0][0] == "own")
    for (kind, name), frame in series:
        is_own = kind == "own"
        x, y = [years[election] for election in frame["election_id"]], frame["turnout_share"].to_list()
        label = _compared_label(kind, name, own_name, look)
        line = {"width": 3 if is_own else 1.5, "color": tokens.accent if is_own else tokens.other}
        traces.append(
            mark(
                "scatter",
                x=x,
                y=y,
                mode="lines+markers",
                line={**line, "dash": _DASHES.get(kind, "solid")},
                marker={"size": 8 if is_own else 5},
                text=[
                    f"<b>{escape(label)}</b><br>{year}: {fmt.percent(y[place], look.language)}" for place, year in enumerate(x)
                ],
                hovertemplate="%{text}<extra></extra>",
            )
        )
        ended = "" if x[-1] == list(years.values())[-1] else f" {x[-1]}"
        labels.append((y[-1], "<br>".join(wrap(escape(label) + ended, LABEL_WIDTH)), tokens.accent if is_own else tokens.ink))
    value_range = padded(compared["turnout_share"].to_list())
    figure = named_lines(traces, labels, list(years.values()), value_range, look)
    sentence = _comparison_reading(compared, look)
    title = look.text("charts.comparison.title", kind=fmt.election_type(election_type, look.language))
    alt = look.text("charts.comparison.alt", count=len(series), reading=sentence)
    columns = (
        Column("election", look.text("charts.column.election")),
        Column("compared", look.text("charts.column.area")),
        Column("turnout_share", look.text("charts.column.official_turnout"), "percent"),
        Column("difference_pp", look.text("charts.column.own_minus"), "points"),
        Column("municipality_count", look.text("charts.column.municipalities"), "count"),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
        Column("votes_count", look.text("charts.column.all_votes"), "count"),
    )
    rows = [
        {**row, "compared": _compared_name(row["comparison"], row["name"], look), **_own_difference(row)}
        for row in named_elections(compared, look)
    ]
    return Chart(title, figure, alt, sentence, table(title, columns, rows, look.language), about)


def named_lines(
    traces: list[dict[str, object]],
    labels: list[tuple[float, str, str]],
    years: Sequence[str],
    value_range: list[float],
    look: Look,
    *,
    unit: str = "share",
) -> go.Figure:
    """Lines over years with their names where they end; `labels` are (last value, name, colour).

    Only the axis of a `share` is in percent.
    """
    return draw(
        traces,
        base_layout(
            look,
            LINE_HEIGHT,
            margin={"l": 8, "r": 136, "t": 8, "b": 8},
            xaxis=category_axis(look, years, range=[-0.3, len(years) - 0.9]),
            yaxis=(percent_axis if unit == "share" else axis)(look, range=value_range),
            annotations=_end_labels(labels, value_range),
        ),
    )


def _end_labels(labels: list[tuple[float, str, str]], value_range: list[float]) -> list[dict[str, object]]:
    """Names at the right edge, at the height where their lines end, moved apart so that none covers another."""
    line = (value_range[1] - value_range[0]) * 17 / (LINE_HEIGHT - 40)
    free, notes = -1.0, []
    for share, name, colour in sorted(labels):
        lines = name.count("<br>") + 1
        place = max(share, free + line * lines / 2)
        free = place + line * lines / 2
        edge = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "y": place, "yanchor": "middle", "align": "left"}
        notes.append({"text": name, "showarrow": False, "font": {"size": 13, "color": colour}, **edge})
    return notes


def _compared_label(kind: str, name: str, own_name: str, look: Look) -> str:
    """A short name for a line: Kolada's groups without the name of the municipality they belong to."""
    return name.split(f", {own_name}")[0] if kind == "similar" and own_name else _compared_name(kind, name, look)


def _compared_name(kind: str, name: str, look: Look) -> str:
    """The name of what is compared with; a median says that it is one."""
    if kind == "country":
        return look.text("charts.comparison.country")
    return look.text("charts.comparison.similar_median", name=name) if kind == "similar_median" else name


def _own_difference(row: dict[str, object]) -> dict[str, object]:
    """A municipality is not compared with itself."""
    return {"difference_pp": None} if row["comparison"] == "own" else {}


def _comparison_reading(compared: pl.DataFrame, look: Look) -> str:
    own = compared.filter(pl.col("comparison") == "own")
    if not own.height:
        return look.text("charts.comparison.reading_none")
    # The latest election that has someone to compare with.
    others = compared.filter(pl.col("comparison").is_in(["similar", "country"]))
    election = others["election_id"][-1] if others.height else own["election_id"][-1]
    latest = compared.filter(pl.col("election_id") == election).unique("comparison", keep="first", maintain_order=True)
    here = latest.filter(pl.col("comparison") == "own")
    sentences = [
        look.text(
            "charts.comparison.reading_own",
            year=row["election_date"].year,
            name=row["name"],
            share=fmt.percent(row["turnout_share"], look.language),
        )
        for row in here.iter_rows(named=True)
    ]
    for row in latest.filter(pl.col("comparison").is_in(["similar", "country"])).iter_rows(named=True):
        sentences.append(
            look.text(
                "charts.comparison.reading",
                name=look.text(f"charts.comparison.{row['comparison']}_in_text"),
                share=fmt.percent(row["turnout_share"], look.language),
            )
        )
    return " ".join(sentences)
