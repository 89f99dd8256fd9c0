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

LEAST_APART = 5
"""Deaths and moves in a group from which the curve without them is shown, since the two curves together tell their number."""

OTHER_CAUSES = ("moved", "died")
"""Reasons that are no choice to leave; in the curve `own_choice` they end the time of being followed."""

_SPELLS = """
SELECT area_id, provenance, gender, age_group, duration_days, left_date IS NOT NULL AS is_left, end_reason
FROM register_spell
ORDER BY ALL
"""


def curves(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`fact_leaving_curve` from `register_spell`, all terms together: by sex, and by age and sex.

    Kind `all_reasons` has a row a month. Kind `own_choice`, where moving and death only end the time of being followed, has
    one a year, for all ages, and no number of leavers.
    """
    spells = pl.from_arrow(connection.sql(_SPELLS).to_arrow_table())
    everybody = spells.with_columns(dimension=pl.lit("all"), category=pl.lit("total"))
    by_age = spells.with_columns(dimension=pl.lit("age"), category="age_group")
    long = pl.concat([everybody, by_age])
    long = pl.concat([long, long.with_columns(gender=pl.lit("total"))])
    apart = _may_be_told_apart(spells)
    rows = []
    keys = ("area_id", "provenance", "dimension", "category", "gender")
    for key, group in watcher.each(label, list(long.group_by(keys, maintain_order=True))):
        if group.height < LEAST_GROUP:
            continue
        place = dict(zip(keys, key, strict=True))
        rows += _rows(place, "all_reasons", kaplan_meier(group["duration_days"], group["is_left"]), 1)
        if place["dimension"] == "all" and place["gender"] in apart[place["area_id"]]:
            is_choice = group["is_left"] & ~group["end_reason"].is_in(OTHER_CAUSES)
            rows += _rows(place, "own_choice", kaplan_meier(group["duration_days"], is_choice), 12)
    grain = ("area_id", "kind", "dimension", "category", "gender", "month_count")
    return pl.DataFrame(rows, schema=_CURVE, orient="row").sort(grain)


def _may_be_told_apart(spells: pl.DataFrame) -> dict[str, set[str]]:
    """By area: the sexes with a curve without deaths and moves. Women and men have one together or not at all, since the one
    and the total would tell the other."""
    found = {}
    for (area_id,), own in spells.group_by("area_id"):
        gone = own.filter(pl.col("is_left"), pl.col("end_reason").is_in(OTHER_CAUSES))["gender"]
        numbers = [(gone == gender).sum() for gender in ("women", "men")]
        found[area_id] = {"women", "men"} if min(numbers) >= LEAST_APART and sum(numbers) == gone.len() else set()
        found[area_id] |= {"total"} if gone.len() >= LEAST_APART else set()
    return found


def _rows(place: dict, kind: str, survival: Survival, step: int) -> list[dict]:
    found = []
    for month in range(0, MONTHS + 1, step):
        day = month * DAYS_PER_MONTH
        followed, point = survival.followed(day), survival.at(day)
        if followed:
            found.append(
                {
                    **place,
                    "kind": kind,
                    "month_count": month,
                    "at_risk_count": followed,
                    "left_count": survival.gone(day) if kind == "all_reasons" else None,
                    "remaining_share": point.remaining,
                    "ci_low_share": point.low,
                    "ci_high_share": point.high,
                    "median_days_value": survival.median,
                }
            )
    return found


_CURVE = {
    "area_id": pl.String,
    "kind": pl.String,
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
