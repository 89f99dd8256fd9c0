"""How many members are still there, month by month: `fact_leaving_curve`, which SQL cannot make."""

from __future__ import annotations

import duckdb
import polars as pl

from spegel.progress import Watcher
from spegel.stats.survival import Survival, kaplan_meier

MONTHS = 48
"""A term."""

DAYS_PER_MONTH = 365.25 / 12

LEAST_GROUP = 10
"""A curve of fewer memberships says more about persons than about a group."""

_SPELLS = """
SELECT area_id, provenance, gender, age_group, duration_days, left_date IS NOT NULL AS is_left
FROM register_spell
ORDER BY ALL
"""


def curves(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`fact_leaving_curve` from `register_spell`, all terms together: by sex, and by age and sex, a row a month.

    Whoever moves or dies has left like others. A curve without them, held against this one, would tell how many they are.
    """
    spells = pl.from_arrow(connection.sql(_SPELLS).to_arrow_table())
    everybody = spells.with_columns(dimension=pl.lit("all"), category=pl.lit("total"))
    by_age = spells.with_columns(dimension=pl.lit("age"), category="age_group")
    long = pl.concat([everybody, by_age])
    long = pl.concat([long, long.with_columns(gender=pl.lit("total"))])
    rows = []
    keys = ("area_id", "provenance", "dimension", "category", "gender")
    for key, group in watcher.each(label, list(long.group_by(keys, maintain_order=True))):
        if group.height >= LEAST_GROUP:
            rows += _rows(dict(zip(keys, key, strict=True)), kaplan_meier(group["duration_days"], group["is_left"]))
    grain = ("area_id", "dimension", "category", "gender", "month_count")
    return pl.DataFrame(rows, schema=_CURVE, orient="row").sort(grain)


def _rows(place: dict, survival: Survival) -> list[dict]:
    found = []
    for month in range(MONTHS + 1):
        day = month * DAYS_PER_MONTH
        followed, point = survival.followed(day), survival.at(day)
        if followed:
            found.append(
                {
                    **place,
                    "month_count": month,
                    "at_risk_count": followed,
                    "left_count": survival.gone(day),
                    "remaining_share": point.remaining,
                    "ci_low_share": point.low,
                    "ci_high_share": point.high,
                    "median_days_value": survival.median,
                }
            )
    return found


_CURVE = {
    "area_id": pl.String,
    "dimension": pl.String,
    "category": pl.String,
    "gender": pl.String,
    "month_count": pl.Int32,
    "at_risk_count": pl.Int32,
    "left_count": pl.Int32,
    "remaining_share": pl.Float64,
    "ci_low_share": pl.Float64,
    "ci_high_share": pl.Float64,
    "median_days_value": pl.Float64,
    "provenance": pl.String,
}
