"""What figures over several elections share: years as an axis, elections in words, a range with room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from spegel import fmt
from spegel.charts.chart import Look, axis

LINE_HEIGHT = 320
"""Height of a line chart in pixels."""


def years_of(frame: pl.DataFrame) -> list[str]:
    """The year of each election as a category, so that unequal intervals (EU) are not drawn as a calendar."""
    return [str(day.year) for day in frame["election_date"] if isinstance(day, date)]


def named_elections(frame: pl.DataFrame, look: Look) -> list[dict[str, object]]:
    """The rows as dicts, each with its election in words under `election`."""
    return [{**row, "election": fmt.first_upper(fmt.election(row["election_id"], look.language))} for row in frame.to_dicts()]


def category_axis(look: Look, years: Sequence[str], **more: object) -> dict[str, object]:
    """An axis of years as words, without grid."""
    return axis(look, **{"type": "category", "categoryarray": list(years), "showgrid": False, "tickvals": list(years), **more})


def padded(shares: Sequence[float], room: float = 0.05) -> list[float]:
    """The range of the shares with some room around them, inside 0-1."""
    return [max(0.0, min(shares) - room), min(1.0, max(shares) + room)] if shares else [0.0, 1.0]
