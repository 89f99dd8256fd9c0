"""Whether those who took part got an answer, and whether decisions are carried out: steps, waiting, promises, effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import polars as pl

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, percent_axis, row_axis, vertical_line
from spegel.charts.shares import two_lines
from spegel.charts.table import Column, table

ROW_HEIGHT = 52
LONGEST_NAME = 16
CURVE_HEIGHT = 340
_BAND = 0.18
_EXACT = 0.03
"""Half the width of an interval up to which decimals mean something."""
_NARROWEST = 0.06
"""Part of the axis under which a bar has no room for its number."""

_TOLD = {"answer": (30, 90), "decision": (180, 365)}
"""What is waited for -> days after which the share that waits is told."""
_SPANS = {"answer": 365, "decision": 730}
"""What is waited for -> days that the axis shows."""
_TICKS = {"answer": (0, 30, 90, 180, 365), "decision": (0, 90, 180, 365, 730)}
_KEPT = ("in_time", "late", "overdue")


def funnel(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """How many dialogues have come to each promise, of all that are over. Frame: `feedback_funnel`."""
    reached = {row["step"]: row for row in rows.iter_rows(named=True)}
    sentence = look.text(
        "aterkoppling.funnel.reading",
        closed=fmt.count(reached["closed"]["reached_count"], look.language),
        **{step: fmt.count(reached[step]["reached_count"], look.language) for step in ("results", "handling", "effect")},
    )
    title = look.text("aterkoppling.funnel.title", period=period)
    columns = (
        Column("name", look.text("aterkoppling.column.step")),
        Column("reached_count", look.text("aterkoppling.column.dialogues"), "count"),
        Column("reached_share", look.text("aterkoppling.column.of_closed"), "percent"),
        Column("median", look.text("aterkoppling.column.median")),
        Column("skipped_count", look.text("aterkoppling.column.skipped"), "count"),
    )
    written = [
        {
            **row,
            "name": look.text(f"aterkoppling.step.{row['step']}"),
            "median": "" if row["step"] == "closed" else median_words(row["median_days_value"], look),
        }
        for row in rows.iter_rows(named=True)
    ]
    return _bars(written, columns, about, look, title=title, sentence=sentence)


def decision_steps(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """How many decisions have come to each step or further, of all that were taken. Frame: `decision_flow`."""
    reached = {row["step"]: row for row in rows.iter_rows(named=True)}
    sentence = look.text(
        "beslut.flow.reading",
        taken=fmt.count(reached["taken"]["reached_count"], look.language),
        done=fmt.count(reached["done"]["reached_count"], look.language),
        done_share=fmt.percent(reached["done"]["reached_share"], look.language),
        evaluated=fmt.count(reached["evaluated"]["reached_count"], look.language),
    )
    title = look.text("beslut.flow.title", period=period)
    columns = (
        Column("name", look.text("beslut.column.step")),
        Column("reached_count", look.text("beslut.column.reached"), "count"),
        Column("reached_share", look.text("beslut.column.reached_share"), "percent"),
        Column("at_step_count", look.text("beslut.column.at_step"), "count"),
        Column("at_step_share", look.text("beslut.column.at_step_share"), "percent"),
        Column("skipped_count", look.text("beslut.column.skipped"), "count"),
    )
    written = [{**row, "name": look.text(f"beslut.reached.{row['step']}")} for row in rows.iter_rows(named=True)]
    return _bars(written, columns, about, look, title=title, sentence=sentence)


def effects(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """What the dialogues led to; those about which nothing is said have a bar of their own, in grey. Frame: `feedback_effect`."""
    counts = {row["effect"]: row for row in rows.iter_rows(named=True)}
    some = counts["yes"]["dialogue_count"] + counts["partly"]["dialogue_count"]
    closed = sum(row["dialogue_count"] for row in counts.values())
    sentence = look.text(
        "aterkoppling.effect.reading",
        some=fmt.count(some, look.language),
        closed=fmt.count(closed, look.language),
        unknown=fmt.count(counts["unknown"]["dialogue_count"], look.language),
    )
    title = look.text("aterkoppling.effect.title", period=period)
    columns = (
        Column("name", look.text("aterkoppling.column.effect")),
        Column("dialogue_count", look.text("aterkoppling.column.dialogues"), "count"),
        Column("dialogue_share", look.text("aterkoppling.column.of_closed"), "percent"),
    )
    written = [{**row, "name": look.text(f"aterkoppling.effect.{row['effect']}")} for row in rows.iter_rows(named=True)]
    colours = [look.theme.other if row["effect"] == "unknown" else look.theme.accent for row in written]
    return _bars(written, columns, about, look, title=title, sentence=sentence, colours=colours)


def promises(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """Promises whose day has passed: kept in time, late, or not at all; a bar for each promise. Frame: `feedback_promises`."""
    total = rows.row(by_predicate=pl.col("promise") == "total", named=True)
    drawn = rows.filter(pl.col("promise") != "total")
    if total["due_count"]:
        sentence = look.text(
            "aterkoppling.promises.reading",
            due=fmt.count(total["due_count"], look.language),
            in_time=fmt.count(total["in_time_count"], look.language),
            in_time_share=fmt.percent(total["in_time_share"], look.language),
            overdue=fmt.count(total["overdue_count"], look.language),
        )
    else:
        sentence = look.text("aterkoppling.promises.reading_none")
    title = look.text("aterkoppling.promises.title", period=period)
    columns = (
        Column("name", look.text("aterkoppling.column.promise")),
        Column("promised_count", look.text("aterkoppling.column.promised"), "count"),
        Column("due_count", look.text("aterkoppling.column.due"), "count"),
        Column("in_time_count", look.text("aterkoppling.column.in_time"), "count"),
        Column("late_count", look.text("aterkoppling.column.late"), "count"),
        Column("overdue_count", look.text("aterkoppling.column.overdue"), "count"),
        Column("in_time_share", look.text("aterkoppling.column.in_time_share"), "percent"),
        Column("undated_count", look.text("aterkoppling.column.undated"), "count"),
    )
    written = [{**row, "name": look.text(f"aterkoppling.promise.{row['promise']}")} for row in rows.iter_rows(named=True)]
    names = [row["name"] for row in written[: drawn.height]]
    tokens = look.theme
    colours = dict(zip(_KEPT, (tokens.better, tokens.unsure, tokens.worse), strict=True))
    longest = max(drawn["due_count"].to_list(), default=0) or 1
    traces = []
    for kept, colour in colours.items():
        numbers = drawn[f"{kept}_count"].to_list()
        shown = [fmt.count(number, look.language) if number / longest >= _NARROWEST else "" for number in numbers]
        bar = {"color": colour, "line": {"width": 1, "color": tokens.background}}
        within = {
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "textfont": {"color": tokens.background},
        }
        places = list(range(len(numbers)))
        traces.append(mark("bar", x=numbers, y=places, orientation="h", marker=bar, text=shown, hoverinfo="skip", **within))
    key = "   ".join(
        f'<span style="color:{colour}"><b>■ {look.text(f"aterkoppling.kept.{kept}")}</b></span>'
        for kept, colour in colours.items()
    )
    above = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    figure = draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * max(len(names), 1) + 64,
            margin={"l": 8, "r": 8, "t": 32, "b": 8},
            barmode="stack",
            bargap=0.35,
            xaxis=axis(look, rangemode="tozero", showticklabels=False, showgrid=False),
            yaxis=_names(names, look),
            annotations=[{**above, "text": key, "font": {"size": 13}}],
        ),
    )
    alt = look.text("aterkoppling.promises.alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def waiting(rows: pl.DataFrame, about: About, look: Look, *, clock: str, period: str) -> Chart:
    """The share that still waits, day by day, with its interval as a band and how many are followed under the axis.

    Frame: `waiting_curve`. `clock` is `answer` or `decision`.
    """
    shown = rows.filter(pl.col("day_count") <= _SPANS[clock])
    whole = rows.row(0, named=True)
    at = {row["day_count"]: row for row in rows.iter_rows(named=True)}
    sentence = f"{_waiting_sentence(at, look, clock)} {median_sentence(whole, look, clock)}"
    title = look.text(f"aterkoppling.waiting.title_{clock}", period=period)
    columns = (
        Column("day_count", look.text("aterkoppling.column.day"), "count"),
        Column("at_risk_count", look.text("aterkoppling.column.at_risk"), "count"),
        Column("ended_count", look.text(f"aterkoppling.column.ended_{clock}"), "count"),
        Column("waiting_share", look.text("aterkoppling.column.waiting"), "percent"),
        Column("ci_low_share", look.text("aterkoppling.column.low"), "percent"),
        Column("ci_high_share", look.text("aterkoppling.column.high"), "percent"),
    )
    no_band = look.text("aterkoppling.waiting.no_band")
    written = [
        {**row, **{limit: no_band if row[limit] is None else row[limit] for limit in ("ci_low_share", "ci_high_share")}}
        for row in rows.iter_rows(named=True)
    ]
    alt = look.text("aterkoppling.waiting.alt", title=title, reading=sentence)
    figure = _curve(shown, at, whole, look, clock)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def median_words(days: float | None, look: Look) -> str:
    """`34 dagar`, or that half of them are not there yet. Never a mean: it would leave out everybody who still waits."""
    return look.text("aterkoppling.median_not_reached") if days is None else days_words(days, look)


def days_words(days: float, look: Look) -> str:
    """`1 dag`, `34 dagar`."""
    return (
        look.text("aterkoppling.day_one") if days == 1 else look.text("aterkoppling.days", days=fmt.number(days, look.language))
    )


def median_sentence(row: dict, look: Look, clock: str) -> str:
    """When half of them had it, with the limits; or that more than half wait. `row` has the medians of `waiting_curve`."""
    days, low, high = (row[f"median_{limit}days_value"] for limit in ("", "low_", "high_"))
    if days is None:
        return look.text(f"aterkoppling.waiting.median_not_reached_{clock}")
    sentence = look.text(f"aterkoppling.waiting.median_{clock}", days=days_words(days, look))
    if low is None:
        return sentence
    if high is None:
        return f"{sentence} {look.text('aterkoppling.waiting.at_least', low=days_words(low, look))}"
    limits = fmt.span(fmt.number(low, look.language), days_words(high, look))
    return f"{sentence} {look.text('aterkoppling.waiting.between', limits=limits)}"


def _waiting_sentence(at: dict[int, dict], look: Look, clock: str) -> str:
    """How many wait after a month and after three, as far as anybody has been followed."""
    told = [
        look.text(
            "aterkoppling.waiting.after" if at[day]["ci_low_share"] is None else "aterkoppling.waiting.after_between",
            days=days_words(day, look),
            share=_share(at[day], "waiting_share", look),
            low=_share(at[day], "ci_low_share", look, is_bare=True),
            high=_share(at[day], "ci_high_share", look),
        )
        for day in _TOLD[clock]
        if day in at
    ]
    if not told:
        return look.text("aterkoppling.waiting.reading_none")
    return look.text(f"aterkoppling.waiting.reading_{clock}", told=fmt.listing(told, look.language))


def _share(row: dict, key: str, look: Look, *, is_bare: bool = False) -> str:
    """A share of a point of the curve, without decimals where chance gives more than three percentage points either way."""
    low, high = row["ci_low_share"], row["ci_high_share"]
    decimals = 1 if low is None or high - low <= 2 * _EXACT else 0
    return (fmt.percent_digits if is_bare else fmt.percent)(row[key], look.language, decimals)


def _bars(
    rows: Sequence[Mapping[str, object]],
    columns: Sequence[Column],
    about: About,
    look: Look,
    *,
    title: str,
    sentence: str,
    colours: Sequence[str] = (),
) -> Chart:
    """Horizontal bars of the first three `columns`: name, number, share; the first row on top.

    Without `colours` the first row is the whole: it is faded, and has no share.
    """
    names, counts, shares = ([row[column.key] for row in rows] for column in columns[:3])
    places = list(range(len(names)))
    labels = [
        f"<b>{fmt.count(count, look.language)}</b>" + (f"  {fmt.percent(share, look.language)}" if place or colours else "")
        for place, count, share in zip(places, counts, shares, strict=True)
    ]
    faded = [people.see_through(look.theme.other, 0.55), *[look.theme.accent] * (len(names) - 1)]
    bar = {"color": list(colours or faded)}
    outside = {"textposition": "outside", "cliponaxis": False, "textfont": {"color": look.theme.ink, "size": 14}}
    figure = draw(
        [mark("bar", x=counts, y=places, orientation="h", marker=bar, text=labels, hoverinfo="skip", **outside)],
        base_layout(
            look,
            ROW_HEIGHT * max(len(names), 1) + 24,
            bargap=0.35,
            xaxis=axis(look, range=[0, 1.34 * (max(counts, default=0) or 1)], showticklabels=False, showgrid=False),
            yaxis=_names(names, look),
        ),
    )
    alt = look.text("aterkoppling.bars_alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, table(title, columns, rows, look.language), about)


def _names(names: Sequence[str], look: Look) -> dict[str, object]:
    """An axis with a name for each row, long names on two lines and apart from the bars."""
    return row_axis(look, [two_lines(name, LONGEST_NAME) for name in names], ticklabelstandoff=8)


def _curve(shown: pl.DataFrame, at: dict[int, dict], whole: dict, look: Look, clock: str) -> go.Figure:
    tokens, last = look.theme, _SPANS[clock]
    days, shares = shown["day_count"].to_list(), shown["waiting_share"].to_list()
    banded = shown.filter(pl.col("ci_low_share").is_not_null())
    edge = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    around = banded["day_count"].to_list()
    fill = people.see_through(tokens.accent, _BAND if tokens.name == "light" else 2 * _BAND)
    line = {"width": 3, "color": tokens.accent, "shape": "hv"}
    traces = [
        mark("scatter", x=around, y=banded["ci_low_share"].to_list(), **edge),
        mark("scatter", x=around, y=banded["ci_high_share"].to_list(), fill="tonexty", fillcolor=fill, **edge),
        mark("scatter", x=days, y=shares, mode="lines", line=line, hoverinfo="skip"),
    ]
    marked = [(day, at[day]["waiting_share"]) for day in _TOLD[clock] if day in at]
    traces.append(
        mark(
            "scatter",
            x=[day for day, _ in marked],
            y=[share for _, share in marked],
            mode="markers+text",
            marker={"size": 9, "color": tokens.accent},
            text=[f"<b>{_share(at[day], 'waiting_share', look)}</b>" for day, _ in marked],
            textposition="top right",
            textfont={"color": tokens.ink, "size": 14},
            hoverinfo="skip",
        )
    )
    half = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0.5, "y1": 0.5, "layer": "below"}
    shapes = [{**half, "line": {"color": tokens.secondary, "width": 1, "dash": "dot"}}]
    shapes += [vertical_line(day, look, dash="dot", width=1) for day, _ in marked]
    words = look.text("aterkoppling.waiting.median_short", median=median_words(whole["median_days_value"], look))
    corner = {"x": 1, "xref": "paper", "xanchor": "right", "y": 0.5, "yanchor": "bottom", "showarrow": False}
    ticks = [
        f"{fmt.count(day, look.language)}<br>{fmt.count(at[day]['at_risk_count'], look.language) if day in at else fmt.EN_DASH}"
        for day in _TICKS[clock]
    ]
    below = {"text": look.text("aterkoppling.waiting.axis"), "font": {"size": 13, "color": tokens.secondary}}
    return draw(
        traces,
        base_layout(
            look,
            CURVE_HEIGHT,
            margin={"l": 8, "r": 16, "t": 16, "b": 8},
            xaxis=axis(look, range=[0, 1.01 * last], showgrid=False, tickvals=list(_TICKS[clock]), ticktext=ticks, title=below),
            yaxis=percent_axis(look, range=[0, 1.12]),
            shapes=shapes,
            annotations=[{**corner, "text": words, "font": {"size": 14, "color": tokens.ink}}],
        ),
    )
