"""How many members are still there, month by month: `fact_leaving_curve`, which SQL cannot make."""

from __future__ import annotations

import duckdb
import polars as pl

from spegel.build.curves import curves
from spegel.progress import Watcher

MONTHS = 48
"""A term."""

DAYS_PER_MONTH = 365.25 / 12

LEAST_GROUP = 10
"""A curve of fewer memberships says more about persons than about a group."""

_SPELLS = """
SELECT area_id, provenance, gender, age_group, duration_days AS days, left_date IS NOT NULL AS is_over
FROM register_spell
ORDER BY ALL
"""


def leaving_curves(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`fact_leaving_curve` from `register_spell`, all terms together: by sex, and by age and sex, a row a month.

    Whoever moves or dies has left like others. A curve without them, held against this one, would tell how many they are.
    """
    spells = pl.from_arrow(connection.sql(_SPELLS).to_arrow_table())
    everybody = spells.with_columns(dimension=pl.lit("all"), category=pl.lit("total"))
    by_age = spells.with_columns(dimension=pl.lit("age"), category="age_group")
    long = pl.concat([everybody, by_age])
    long = pl.concat([long, long.with_columns(gender=pl.lit("total"))])
    keys = ("area_id", "dimension", "category", "gender")
    months = [month * DAYS_PER_MONTH for month in range(MONTHS + 1)]
    found = curves(long.filter(pl.len().over(keys) >= LEAST_GROUP), keys, lambda _: months, label, watcher)
    return found.filter(pl.col("at_risk_count") > 0).select(
        *keys,
        (pl.col("day") / DAYS_PER_MONTH).round().cast(pl.Int32).alias("month_count"),
        "at_risk_count",
        pl.col("gone_count").alias("left_count"),
        "remaining_share",
        "ci_low_share",
        "ci_high_share",
        "median_days_value",
        "provenance",
    )
