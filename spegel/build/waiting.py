"""How many still wait, day by day: `fact_waiting_curve`, which SQL cannot make."""

from __future__ import annotations

import duckdb
import polars as pl

from spegel.progress import Watcher
from spegel.stats.survival import Survival, kaplan_meier

MARKED_DAYS = (0, 30, 90, 180, 365, 730)
"""Days that always have a row while anybody is followed; the others are those on which something happened."""

ALL = "total"

_WAITING = """
SELECT area_id, clock, category, period, provenance, is_over, days
FROM register_waiting
ORDER BY ALL
"""


def curves(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`fact_waiting_curve` from `register_waiting`: by year and by category, each also together.

    What is not over on the last day of the register is followed to that day, so a long wait counts before it ends.
    """
    waiting = pl.from_arrow(connection.sql(_WAITING).to_arrow_table())
    for column in ("category", "period"):
        waiting = pl.concat([waiting, waiting.with_columns(pl.lit(ALL).alias(column))])
    keys = ("area_id", "clock", "period", "category")
    rows = []
    for key, group in watcher.each(label, list(waiting.group_by(keys, maintain_order=True))):
        place = {**dict(zip(keys, key, strict=True)), "provenance": group["provenance"].min()}
        rows += [{**place, **point} for point in _points(kaplan_meier(group["days"], group["is_over"]))]
    return pl.DataFrame(rows, schema=_CURVE, orient="row").sort(*keys, "day_count")


def _points(survival: Survival) -> list[dict]:
    """A row for each day on which somebody's waiting ended, and for the marked days that can be told of: somebody is still
    followed then, or nobody waits any more."""
    low, high = survival.median_interval
    whole = {
        "item_count": len(survival.durations),
        "median_days_value": survival.median,
        "median_low_days_value": low,
        "median_high_days_value": high,
    }
    found = []
    for day in sorted({*MARKED_DAYS, *survival.times.astype(int).tolist()}):
        followed, point = survival.followed(day), survival.at(day)
        if followed or point.remaining == 0:
            found.append(
                {
                    **whole,
                    "day_count": day,
                    "at_risk_count": followed,
                    "ended_count": survival.gone(day),
                    "waiting_share": point.remaining,
                    "ci_low_share": point.low,
                    "ci_high_share": point.high,
                }
            )
    return found


_CURVE = {
    "area_id": pl.String,
    "clock": pl.String,
    "period": pl.String,
    "category": pl.String,
    "day_count": pl.Int32,
    "at_risk_count": pl.Int32,
    "ended_count": pl.Int32,
    "waiting_share": pl.Float64,
    "ci_low_share": pl.Float64,
    "ci_high_share": pl.Float64,
    "item_count": pl.Int32,
    "median_days_value": pl.Float64,
    "median_low_days_value": pl.Float64,
    "median_high_days_value": pl.Float64,
    "provenance": pl.String,
}
