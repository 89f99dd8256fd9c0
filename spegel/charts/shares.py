"""A whole divided into parts: one bar a row, the parts in their order, what is not known last and hatched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from spegel import fmt
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, row_axis
from spegel.charts.table import Column, table
from spegel.charts.theme import contrast

ROW_HEIGHT = 50
PAIR_HEIGHT = 56
LEAST_INSIDE = 0.12
"""Share of a bar from which a number has room in its part."""

LEAST_CONTRAST = 4.5
"""Between a number and the colour under it."""

LONGEST_NAME = 18
_TICKS = (0, 0.25, 0.5, 0.75, 1)
_WIDEST = 1.45
"""Length of the axis in longest bars: numbers stand outside."""


@dataclass(frozen=True)
class Part:
    """A part of the whole: key in the rows, name, colour; `is_unknown` is hatched and says that nobody has stated it."""

    key: str
    name: str
    colour: str
    is_unknown: bool = False


@dataclass(frozen=True)
class Row:
    """A bar: its name, and how many of each part; `of` is what stands at its end, such as how many it is made of."""

    name: str
    counts: Mapping[str, int | None]
    of: str


def divided(rows: Sequence[Row], parts: Sequence[Part], look: Look) -> go.Figure:
    """Bars of the same length, the first row on top. A part that nobody is in is left out of the key.

    A row without anything at all has no bar, and what stands at its end says so.
    """
    shown = [part for part in parts if any(row.counts.get(part.key) for row in rows)]
    totals = [sum(row.counts.get(part.key) or 0 for part in parts) for row in rows]
    traces = []
    for part in shown:
        shares = [(row.counts.get(part.key) or 0) / total if total else 0 for row, total in zip(rows, totals, strict=True)]
        pattern = {"pattern": {"shape": "/", "size": 6, "solidity": 0.25, "fgcolor": look.theme.secondary}}
        traces.append(
            mark(
                "bar",
                x=shares,
                y=list(range(len(rows))),
                orientation="h",
                name=part.name,
                marker={"color": part.colour, "line": {"width": 1, "color": look.theme.background}}
                | (pattern if part.is_unknown else {}),
                text=[_inside(share, part, look) for share in shares],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": 13, "color": readable_on(part.colour, look)},
                hoverinfo="skip",
            )
        )
    ends = [
        {"text": row.of, "x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "y": place, "showarrow": False}
        | {"font": {"size": 13, "color": look.theme.secondary}}
        for place, row in enumerate(rows)
    ]
    return draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * max(len(rows), 1) + 96,
            margin={"l": 8, "r": 64, "t": 64, "b": 8},
            barmode="stack",
            bargap=0.3,
            # On a phone a number without room is left out, and never made too small to read.
            uniformtext={"minsize": 12, "mode": "hide"},
            annotations=ends,
            xaxis=few_percents(look, range=[0, 1], showgrid=False),
            yaxis=named_rows([row.name for row in rows], look),
            **key_above(look),
        ),
    )


def weighed(
    rows: Sequence[Mapping[str, object]],
    names: Sequence[str],
    about: About,
    look: Look,
    *,
    title: str,
    sentence: str,
    of: str,
    last: Sequence[Column] = (),
) -> Chart:
    """Two bars a row: its share of the dialogues, and of the participants as far as their numbers are published.

    Rows are those of `mandate_distribution` or `channel_mix`; `of` says what they are, `last` are more columns of the table.
    """
    columns = (
        Column("name", of),
        Column("dialogue_count", look.text("mandat.column.dialogues"), "count"),
        Column("dialogue_share", look.text("mandat.column.dialogue_share"), "percent"),
        Column("participants_count", look.text("mandat.column.participants"), "count"),
        Column("participants_share", look.text("mandat.column.participants_share"), "percent"),
        Column("women_count", look.text("mandat.column.women"), "count"),
        Column("men_count", look.text("mandat.column.men"), "count"),
        Column("unknown_gender_count", look.text("mandat.column.unknown"), "count"),
        Column("hidden_count", look.text("mandat.column.hidden"), "count"),
        Column("uncounted_count", look.text("mandat.column.uncounted"), "count"),
        *last,
    )
    written = [{**row, "name": name} for row, name in zip(rows, names, strict=True)]
    alt = look.text("mandat.ladder.alt", title=title, reading=sentence)
    return Chart(title, _two_bars(rows, names, look), alt, sentence, table(title, columns, written, look.language), about)


def key_above(look: Look) -> dict[str, object]:
    """Layout of a key over the picture that cannot be pressed."""
    place = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"}
    still = {"itemclick": False, "itemdoubleclick": False, "bgcolor": "rgba(0,0,0,0)"}
    return {"showlegend": True, "legend": {**place, **still, "font": {"size": 13, "color": look.theme.ink}}}


def few_percents(look: Look, **more: object) -> dict[str, object]:
    """An axis of shares with a line at every quarter, so that its words have room beside each other on a phone."""
    return axis(
        look, tickvals=list(_TICKS), ticktext=[fmt.percent(tick, look.language, 0) for tick in _TICKS], tickangle=0, **more
    )


def named_rows(names: Sequence[str], look: Look) -> dict[str, object]:
    """An axis with a name for each row, the first on top; long names on two lines."""
    return row_axis(look, [two_lines(name) for name in names], range=[max(len(names), 1) - 0.5, -0.5])


def readable_on(colour: str, look: Look) -> str:
    """The token that is read best on `colour`: ink or background."""
    return max((look.theme.ink, look.theme.background), key=lambda token: contrast(token, colour))


def two_lines(name: str, longest: int = LONGEST_NAME) -> str:
    """A name longer than `longest` characters on two lines, so that the bars have room on a phone."""
    words = name.split(" ")
    if len(name) <= longest:
        return name
    if len(words) == 1:
        cut = name.find("förvaltning")
        return f"{name[:cut]}-<br>{name[cut:]}" if cut > 0 else name
    half = min(range(1, len(words)), key=lambda cut: abs(len(" ".join(words[:cut])) - len(" ".join(words[cut:]))))
    return f"{' '.join(words[:half])}<br>{' '.join(words[half:])}"


def _two_bars(rows: Sequence[Mapping[str, object]], names: Sequence[str], look: Look) -> go.Figure:
    weighings = {"dialogue": look.theme.accent, "participants": look.theme.other}
    longest = max((row[f"{by}_share"] or 0 for row in rows for by in weighings), default=0) or 1
    traces = [
        mark(
            "bar",
            x=[row[f"{by}_share"] for row in rows],
            y=list(range(len(rows))),
            orientation="h",
            name=look.text(f"mandat.weighed.{by}"),
            marker={"color": colour},
            text=[_share_and_count(row, by, look) for row in rows],
            textposition="outside",
            cliponaxis=False,
            textfont={"size": 13, "color": look.theme.ink},
            hoverinfo="skip",
        )
        for by, colour in weighings.items()
    ]
    return draw(
        traces,
        base_layout(
            look,
            PAIR_HEIGHT * max(len(rows), 1) + 72,
            margin={"l": 8, "r": 8, "t": 40, "b": 8},
            barmode="group",
            bargap=0.28,
            xaxis=axis(look, visible=False, range=[0, _WIDEST * longest]),
            yaxis=named_rows(names, look),
            **key_above(look),
        ),
    )


def _inside(share: float, part: Part, look: Look) -> str:
    """The share inside its part of the bar, where there is room, no hatching, and a colour it can be read on."""
    can_be_read = contrast(readable_on(part.colour, look), part.colour) >= LEAST_CONTRAST
    return fmt.percent(share, look.language, 0) if share >= LEAST_INSIDE and can_be_read and not part.is_unknown else ""


def _share_and_count(row: Mapping[str, object], by: str, look: Look) -> str:
    """`13,1 % (29)`; words where no number is published."""
    count, share = row["dialogue_count" if by == "dialogue" else "participants_count"], row[f"{by}_share"]
    if share is None or count is None:
        return look.text("mandat.weighed.unpublished")
    return f"<b>{fmt.percent(share, look.language)}</b>  ({fmt.count(count, look.language)})"
