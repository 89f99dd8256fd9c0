"""Answers to surveys as dots with their margins: one row an answer, with what it is held against as marks in grey or ink.

Women are filled dots and men open ones. The value stands at the end of its row; why there is none stands beside its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import Look, axis, base_layout, draw, mark
from spegel.charts.elections import padded

ROW_HEIGHT = 46
HEADING_ROWS = 0.9
"""Room for the name of a panel, in rows."""

LINE = 20
"""Height of a line of the key in pixels."""

SYMBOLS = {"country": "line-ns", "everyone": "line-ns", "similar": "diamond", "county": "circle"}
"""What an answer is held against -> its mark; strokes are in ink, the others in grey."""


@dataclass(frozen=True)
class Row:
    """An answer: what it is called, share and half width of its margin, whose it is, what it is held against (kind -> share).

    `note` follows the name in the same line, and `absent` where there is no share.
    """

    label: str
    share: float | None
    margin_pp: float | None
    group: str = "total"
    marks: Mapping[str, float | None] = field(default_factory=dict)
    note: str = ""
    absent: str = ""


@dataclass(frozen=True)
class Panel:
    """Rows under a common name; without a name there is no heading."""

    title: str
    rows: tuple[Row, ...]


def figure(panels: Sequence[Panel], look: Look, *, marks: Mapping[str, str]) -> go.Figure:
    """The panels under each other on one axis of shares. `marks` says what the marks are, above them all."""
    places, headings, bottom = _places(panels)
    placed = list(zip((row for panel in panels for row in panel.rows), places, strict=True))
    used = [kind for kind in marks if any(row.marks.get(kind) is not None for row, _ in placed)]
    traces = [_marks([(row.marks.get(kind), place) for row, place in placed], kind, look) for kind in used]
    for row, place in placed:
        traces += _answer(row, place, look)
    notes = [_left(f"<b>{title}</b>", place, 15, look) for title, place in headings]
    for row, place in placed:
        more = row.note if row.share is not None else row.absent or fmt.missing(look.language)
        notes.append({**_left(f"{row.label} · {more}" if more else row.label, place - 0.16, 14, look), "yanchor": "bottom"})
        if row.share is not None:
            notes.append(_end(written(row.share, row.margin_pp, look), place, people.colour(row.group, look)))
    notes += _key({kind: marks[kind] for kind in used}, look)
    top = 12 + LINE * max(len(_lines(used)), 1)
    limits = [each for row, _ in placed for each in _reach(row)]
    span = padded(limits, room=0.03)
    step = 0.1 if span[1] - span[0] <= 0.5 else 0.2
    ticks = [number * step for number in range(11) if span[0] <= number * step <= span[1]]
    return draw(
        traces,
        base_layout(
            look,
            round(ROW_HEIGHT * (bottom + 0.35)) + 44 + top,
            margin={"l": 8, "r": 92, "t": top, "b": 8},
            xaxis=axis(
                look, range=span, tickvals=ticks, ticktext=[fmt.percent(tick, look.language, 0) for tick in ticks], tickangle=0
            ),
            yaxis=axis(look, range=[bottom - 0.55, -0.75], showgrid=False, tickvals=[], showticklabels=False),
            annotations=notes,
        ),
    )


def written(share: float, margin_pp: float | None, look: Look) -> str:
    """`41 % ± 4`, `41,3 % ± 2,8`: no decimals where the margin is over three percentage points."""
    decimals = 0 if margin_pp is None or margin_pp > 3 else 1
    percent = fmt.percent(share, look.language, decimals)
    return percent if margin_pp is None else f"{percent} ± {fmt.number(margin_pp, look.language, decimals)}"


def _places(panels: Sequence[Panel]) -> tuple[list[float], list[tuple[str, float]], float]:
    """Where each row and each heading stands, counted in rows from the top, and where they end."""
    places, headings, at = [], [], 0.0
    for panel in panels:
        if panel.title:
            headings.append((panel.title, at - 0.25))
            at += HEADING_ROWS
        for _ in panel.rows:
            places.append(at)
            at += 1
    return places, headings, at


def _answer(row: Row, place: float, look: Look) -> list[dict[str, object]]:
    """The margin as a whisker and the share as a dot on it."""
    if row.share is None:
        return []
    own = people.colour(row.group, look)
    ends = [] if row.margin_pp is None else [row.share - row.margin_pp / 100, row.share + row.margin_pp / 100]
    return [
        mark("scatter", x=ends, y=[place] * len(ends), mode="lines", line={"width": 2.5, "color": own}, hoverinfo="skip"),
        mark(
            "scatter",
            x=[row.share],
            y=[place],
            mode="markers",
            marker=people.marker(row.group, look),
            text=[f"<b>{row.label}</b><br>{written(row.share, row.margin_pp, look)}"],
            hovertemplate="%{text}<extra></extra>",
            cliponaxis=False,
        ),
    ]


def _marks(found: Sequence[tuple[float | None, float]], kind: str, look: Look) -> dict[str, object]:
    known = [(share, place) for share, place in found if share is not None]
    tokens = look.theme
    symbol = SYMBOLS[kind]
    stroke, spot = {"size": 18, "line": {"width": 2.5, "color": tokens.ink}}, {"size": 9, "color": tokens.other}
    return mark(
        "scatter",
        x=[share for share, _ in known],
        y=[place for _, place in known],
        mode="markers",
        marker={"symbol": symbol, **(stroke if symbol == "line-ns" else spot)},
        hoverinfo="skip",
    )


def _reach(row: Row) -> list[float]:
    around = [] if row.share is None else [row.share + sign * (row.margin_pp or 0) / 100 for sign in (-1, 1)]
    return around + [share for share in row.marks.values() if share is not None]


def _left(words: str, place: float, size: int, look: Look) -> dict[str, object]:
    where = {"x": 0, "xref": "paper", "xanchor": "left", "align": "left", "y": place, "yanchor": "middle", "showarrow": False}
    return {**where, "text": words, "font": {"size": size, "color": look.theme.ink}}


def _end(words: str, place: float, colour: str) -> dict[str, object]:
    where = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "align": "left", "y": place, "yanchor": "middle"}
    return {**where, "text": words, "showarrow": False, "font": {"size": 13, "color": colour}}


def _key(names: Mapping[str, str], look: Look) -> list[dict[str, object]]:
    """What the marks are, over the rows, in lines that a phone has room for."""
    signs = {"line-ns": "<b>|</b>", "diamond": "◆", "circle": "●"}
    words = "<br>".join("   ".join(f"{signs[SYMBOLS[kind]]} {names[kind]}" for kind in line) for line in _lines(names))
    where = {"x": 0, "xref": "paper", "xanchor": "left", "align": "left", "y": 1, "yref": "paper", "yanchor": "bottom"}
    return [{**where, "text": words, "showarrow": False, "font": {"size": 13, "color": look.theme.secondary}}] if words else []


def _lines(kinds: Iterable[str]) -> list[tuple[str, ...]]:
    """Two marks in a line."""
    listed = tuple(kinds)
    return [listed[start : start + 2] for start in range(0, len(listed), 2)]
