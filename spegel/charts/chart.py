"""What every chart is: a figure with alternative text, a sentence that reads it, the table behind it and where it comes from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import plotly.graph_objects as go

from spegel.charts.table import Table
from spegel.charts.theme import FONT, LIGHT, Theme
from spegel.fmt import NO_BREAK_SPACE
from spegel.i18n import DEFAULT_LANGUAGE, text

SHORT_RANGE = 0.3
"""An axis of shares no longer than this has a line at every five percent, else at every ten."""

CONFIG = {
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "topojsonURL": "/geo/topojson/",
}
"""Plotly settings of every chart: nothing to press but the marks, and the base map that Plotly asks for is our own empty one."""


@dataclass(frozen=True)
class Look:
    """How to draw and in which language."""

    theme: Theme = LIGHT
    language: str = DEFAULT_LANGUAGE

    def text(self, key: str, **blanks: object) -> str:
        """A text in the language of the look."""
        return text(key, self.language, **blanks)


@dataclass(frozen=True)
class About:
    """What a reader must know to trust a view: the line under it, the first sheet of its workbook, its file name.

    `choices` holds every choice made, as (name, value) in full words. `indicator` and `period` are short words for the file name.
    `statement` is what must be said wherever the figures go, such as how those who answered were chosen.
    """

    area: str
    indicator: str
    period: str
    data_date: str
    source: str
    base: str
    version: str
    comparability: str
    choices: tuple[tuple[str, str], ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    is_example: bool = False
    statement: str = ""

    @property
    def file_stem(self) -> str:
        """File name without ending: area, indicator, period and date of the data, in plain letters."""
        return "_".join(plain(part) for part in (self.area, self.indicator, self.period, self.data_date))

    def line(self, language: str) -> str:
        """The source line: source · period · base · version, after a mark where figures are examples and before the statement."""
        mark = f"{text('charts.example', language)} · " if self.is_example else ""
        blanks = {"source": self.source, "period": self.period, "base": self.base, "version": self.version}
        return mark + text("charts.source_line", language, **blanks) + (f" · {self.statement}" if self.statement else "")


@dataclass(frozen=True)
class Chart:
    """A drawn figure with all that belongs to it. `sentence` stands above the table, `alt` replaces the picture."""

    title: str
    figure: go.Figure
    alt: str
    sentence: str
    table: Table
    about: About

    @cached_property
    def source(self) -> str:
        """Source · period · base · version in the chart's language."""
        return self.about.line(self.table.language)

    @property
    def file_stem(self) -> str:
        """File name without ending."""
        return self.about.file_stem


def plain(words: str) -> str:
    """Words as part of a file name: `Grödinge–Vårsta` -> `grodinge-varsta`."""
    letters = (letter for letter in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", "".join(letters)).strip("-")


def mark(kind: str, **settings: object) -> dict[str, object]:
    """One trace of a figure as plain data. Plotly's own classes check every setting one by one, which is most of their time."""
    return {"type": kind, **settings}


def draw(traces: list[dict[str, object]], layout: dict[str, object]) -> go.Figure:
    """The figure, checked by Plotly once and as a whole."""
    return go.Figure(data=traces, layout=layout)


def vertical_line(x: float | date, look: Look, *, dash: str = "solid", width: float = 1.5) -> dict[str, object]:
    """A shape: a line through the whole height at `x`, behind the marks."""
    line = {"color": look.theme.ink if dash == "solid" else look.theme.secondary, "dash": dash, "width": width}
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "layer": "below", "line": line}


def panel_name(words: str, left: float, top: float, look: Look) -> dict[str, object]:
    """A note over the upper left corner of one panel among several; `left` and `top` are parts of the whole figure."""
    where = {"x": left, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return {**where, "text": words, "showarrow": False, "font": {"size": 13, "color": look.theme.ink}}


def base_layout(look: Look, height: int, **more: object) -> dict[str, object]:
    """The layout all figures share: type, tokens, number separators of the language, no decoration."""
    tokens = look.theme
    separators = "," + NO_BREAK_SPACE if look.language == "sv" else ".,"
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": tokens.background,
        "plot_bgcolor": tokens.background,
        "font": {"family": FONT, "size": 14, "color": tokens.ink},
        # Plotly's own template is eight kilobytes in every figure; all it would set is set here.
        "template": {"layout": {}},
        "separators": separators,
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": tokens.raised,
            "bordercolor": tokens.line,
            "font": {"family": FONT, "size": 14, "color": tokens.ink},
        },
        **more,
    }


def axis(look: Look, **more: object) -> dict[str, object]:
    """A quiet axis: hairline grid, figures in secondary ink, no line of its own, fixed range under the finger."""
    tokens = look.theme
    return {
        "gridcolor": tokens.line,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "automargin": True,
        "ticks": "",
        "tickfont": {"color": tokens.secondary, "size": 13},
        **more,
    }


def row_axis(look: Look, names: Sequence[str], **more: object) -> dict[str, object]:
    """An axis with a name for each row, the first on top."""
    rows = {"range": [len(names) - 0.5, -0.5], "tickvals": list(range(len(names))), "ticktext": list(names)}
    return axis(look, **{**rows, "showgrid": False, "tickfont": {"color": look.theme.ink, "size": 14}, **more})


def percent_axis(look: Look, **more: object) -> dict[str, object]:
    """An axis of shares, written as percent in the manner of the language; steps of five where the range is short."""
    suffix = NO_BREAK_SPACE + "%" if look.language == "sv" else "%"
    low, high = more.get("range", (0, 1))
    step = 5 if abs(high - low) <= SHORT_RANGE else 10
    ticks = range(0, 101, step)
    return axis(look, tickvals=[tick / 100 for tick in ticks], ticktext=[f"{tick}{suffix}" for tick in ticks], **more)
