"""How many still wait, day by day: `fact_waiting_curve`, which SQL cannot make."""

from __future__ import annotations

import duckdb
import polars as pl

from spegel.build.curves import curves
from spegel.progress import Watcher
from spegel.stats.survival import Survival

MARKED_DAYS = (0, 30, 90, 180, 365, 730)
"""Days that always have a row while anybody is followed; the others are those on which something happened."""

ALL = "total"

_WAITING = """
SELECT area_id, clock, category, period, provenance, is_over, days
FROM register_waiting
ORDER BY ALL
"""


def waiting_curves(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`fact_waiting_curve` from `register_waiting`: by year and by category, each also together.

    What is not over on the last day of the register is followed to that day, so a long wait counts before it ends.
    A day has a row where it can be told of: somebody is still followed then, or nobody waits any more.
    """
    waiting = pl.from_arrow(connection.sql(_WAITING).to_arrow_table())
    for column in ("category", "period"):
        waiting = pl.concat([waiting, waiting.with_columns(pl.lit(ALL).alias(column))])
    keys = ("area_id", "clock", "period", "category")
    found = curves(waiting, keys, _days, label, watcher)
    return found.filter((pl.col("at_risk_count") > 0) | (pl.col("remaining_share") == 0)).select(
        *keys,
        pl.col("day").cast(pl.Int32).alias("day_count"),
        "at_risk_count",
        pl.col("gone_count").alias("ended_count"),
        pl.col("remaining_share").alias("waiting_share"),
        "ci_low_share",
        "ci_high_share",
        "item_count",
        "median_days_value",
        "median_low_days_value",
        "median_high_days_value",
        "provenance",
    )


def _days(survival: Survival) -> set[float]:
    """Those on which somebody's waiting ended, and the marked ones."""
    return {*MARKED_DAYS, *survival.times.tolist()}
