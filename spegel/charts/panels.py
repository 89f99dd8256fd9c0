"""Small multiples of one kind: rows of dots on a common axis of shares, each row beside its share of the population.

Women are filled dots and men open ones; a group that is not a sex has the accent. The population, or whatever else the dots are
held against, is a stroke in ink, so that the distance between dot and stroke is what the eye measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import Look, axis, base_layout, draw, mark

WIDE_ROW = 46
NARROW_ROW = 25
TITLE_ROWS = 1.15
"""Room for the name of a panel, in rows."""
LABEL_CHARACTER = 5.6
"""Width of a character of a label in pixels, somewhat less than it is, so that nothing is moved off the edge."""
SAME = 0.0005
"""Shares closer than this are written alike."""


@dataclass(frozen=True)
class Dot:
    """A share and whose it is: `women`, `men` or another group; with its interval where it has one."""

    share: float
    group: str
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Row:
    """One row: what it is called, its dots, the share they are held against, a few words at its end, and what a pointer reads."""

    label: str
    dots: tuple[Dot, ...]
    population_share: float | None = None
    note: str = ""
    hover: str = ""


@dataclass(frozen=True)
class Panel:
    """Rows under a common name; without a name there is no heading."""

    title: str
    rows: tuple[Row, ...]


def figure(panels: Sequence[Panel], look: Look, *, population: str, is_wide: bool = False) -> go.Figure:
    """The panels under each other on one axis. `population` names the strokes, once, above them all.

    `is_wide` sets the label of a row above its dots, with room for a whole sentence; else it stands to the left.
    """
    tokens = look.theme
    places, headings, bottom = _places(panels)
    rows = [row for panel in panels for row in panel.rows]
    shares = [dot.interval[1] if dot.interval else dot.share for row in rows for dot in row.dots]
    shares += [row.population_share for row in rows if row.population_share]
    traces = [_spans(rows, places, look), _strokes(rows, places, look), *_whiskers(rows, places, look)]
    for group in people.ordered(dot.group for row in rows for dot in row.dots):
        traces.append(_dots(rows, places, group, look))
    # Headings begin where the labels do: with the plot they would not fit a phone.
    widest = 0 if is_wide else max((len(row.label) for row in rows), default=0)
    notes = [
        {**_text(f"<b>{title}</b>", place, look, size=14, yanchor="middle"), "xshift": -round(widest * LABEL_CHARACTER)}
        for title, place in headings
    ]
    for row, place in zip(rows, places, strict=True):
        if is_wide:
            notes.append(_text(_line(row), place - 0.2, look, size=14, yanchor="bottom"))
        elif row.note:
            notes.append(_end(row.note, place, look))
    notes += _stroke_name(population, [row.population_share for row in rows if row.population_share is not None], look)
    left_axis = {"tickvals": places, "ticktext": [row.label for row in rows], "tickfont": {"color": tokens.ink, "size": 13}}
    return draw(
        traces,
        base_layout(
            look,
            round((WIDE_ROW if is_wide else NARROW_ROW) * (bottom + 0.6)) + 40,
            margin={"l": 8, "r": 24 if is_wide else 84, "t": 28, "b": 8},
            xaxis=_share_axis(shares, look),
            yaxis=axis(
                look,
                range=[bottom - 0.4, -0.75],
                showgrid=False,
                **({"tickvals": [], "showticklabels": False} if is_wide else left_axis),
            ),
            annotations=notes,
        ),
    )


def _places(panels: Sequence[Panel]) -> tuple[list[float], list[tuple[str, float]], float]:
    """Where each row and each heading stands, counted in rows from the top, and where they end."""
    places, headings, at = [], [], 0.0
    for panel in panels:
        if panel.title:
            headings.append((panel.title, at))
            at += TITLE_ROWS
        for _ in panel.rows:
            places.append(at)
            at += 1
        at += 0.5 if panel.title else 0
    return places, headings, at


def _share_axis(shares: Sequence[float], look: Look) -> dict[str, object]:
    """From nothing to somewhat above the highest share, with so few figures that a phone has room for them."""
    top = min(1.04, max(shares, default=0.9) + 0.12)
    step = 0.2 if top > 0.45 else 0.1
    ticks = [number * step for number in range(int(top / step) + 1)]
    return axis(
        look, range=[-0.02, top], tickvals=ticks, ticktext=[fmt.percent(tick, look.language, 0) for tick in ticks], tickangle=0
    )


def _spans(rows: Sequence[Row], places: Sequence[float], look: Look) -> dict[str, object]:
    """A hairline from the population to each dot, or between the two sexes; none where an interval is drawn."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, place in zip(rows, places, strict=True):
        if any(dot.interval for dot in row.dots):
            continue
        ends = [dot.share for dot in row.dots] + ([row.population_share] if row.population_share is not None else [])
        if ends:
            x += [min(ends), max(ends), None]
            y += [place, place, None]
    return mark("scatter", x=x, y=y, mode="lines", line={"width": 1.5, "color": look.theme.line}, hoverinfo="skip")


def _whiskers(rows: Sequence[Row], places: Sequence[float], look: Look) -> list[dict[str, object]]:
    """The interval of each dot that has one, in its colour."""
    found = [(dot, place) for row, place in zip(rows, places, strict=True) for dot in row.dots if dot.interval]
    return [
        mark(
            "scatter",
            x=list(dot.interval),
            y=[place, place],
            mode="lines",
            line={"width": 2, "color": people.colour(dot.group, look)},
            hoverinfo="skip",
        )
        for dot, place in found
    ]


def _strokes(rows: Sequence[Row], places: Sequence[float], look: Look) -> dict[str, object]:
    return mark(
        "scatter",
        x=[row.population_share for row in rows],
        y=list(places),
        mode="markers",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 2.5, "color": look.theme.ink}},
        hoverinfo="skip",
    )


def _dots(rows: Sequence[Row], places: Sequence[float], group: str, look: Look) -> dict[str, object]:
    """The dots of one group. Where the sexes share a row, the first has the name of its sex beside it."""
    found = [(dot.share, place, row) for row, place in zip(rows, places, strict=True) for dot in row.dots if dot.group == group]
    others = [[dot.share for dot in row.dots if dot.group != group] + [row.population_share or 0] for _, _, row in found]
    is_named = group in people.SEXES and any(len(row.dots) > 1 for _, _, row in found)
    first = people.name(group, look) if is_named else ""
    return mark(
        "scatter",
        x=[share for share, _, _ in found],
        y=[place for _, place, _ in found],
        mode="markers+text",
        marker=people.marker(group, look),
        text=[first if number == 0 else "" for number in range(len(found))],
        textposition=[
            "middle right" if share >= max(beside) else "middle left" for (share, _, _), beside in zip(found, others, strict=True)
        ],
        textfont={"size": 13, "color": people.colour(group, look)},
        cliponaxis=False,
        customdata=[row.hover or row.label for _, _, row in found],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _line(row: Row) -> str:
    return f"<b>{row.label}</b> · {row.note}" if row.note else f"<b>{row.label}</b>"


def _text(words: str, place: float, look: Look, *, size: int, yanchor: str) -> dict[str, object]:
    left = {"x": 0, "xref": "paper", "xanchor": "left", "align": "left", "showarrow": False}
    return {**left, "text": words, "y": place, "yanchor": yanchor, "font": {"size": size, "color": look.theme.ink}}


def _end(words: str, place: float, look: Look) -> dict[str, object]:
    right = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "align": "left", "showarrow": False}
    return {**right, "text": words, "y": place, "yanchor": "middle", "font": {"size": 13, "color": look.theme.ink}}


def _stroke_name(population: str, shares: Sequence[float], look: Look) -> list[dict[str, object]]:
    """What the strokes are, above them all; with the share where it is the same in every row."""
    if not shares:
        return []
    share = f" {fmt.percent(shares[0], look.language)}" if max(shares) - min(shares) < SAME else ""
    where = {"x": 1, "xref": "paper", "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    return [{**where, "text": f"<b>|</b> {population}{share}", "font": {"size": 13, "color": look.theme.ink}}]
