"""Kaplan and Meier's curves of many groups as rows, which SQL cannot make: what the tables of leaving and of waiting share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import polars as pl

from spegel.progress import Watcher
from spegel.stats.survival import Survival, kaplan_meier


def curves(
    spells: pl.DataFrame, keys: Sequence[str], days_of: Callable[[Survival], Iterable[float]], label: str, watcher: Watcher
) -> pl.DataFrame:
    """A row for each group of `keys` and each of its days, `days_of` its curve, in the order of the keys.

    `spells`: `keys`, `provenance`, `days` (how long one was followed) and `is_over` (whether it ended with the event). Counts:
    `at_risk_count` still followed just before the day, `gone_count` over by then, `item_count` in all. Shares 0-1.
    """
    rows = []
    for key, group in watcher.each(label, list(spells.group_by(keys, maintain_order=True))):
        survival = kaplan_meier(group["days"], group["is_over"])
        whole = (group.height, survival.median, *survival.median_interval, group["provenance"].min())
        for day in days_of(survival):
            point = survival.at(day)
            counts = (survival.followed(day), survival.gone(day))
            rows.append((*key, float(day), *counts, point.remaining, point.low, point.high, *whole))
    return pl.DataFrame(rows, schema=dict.fromkeys(keys, pl.String) | _POINT, orient="row").sort(*keys, "day")


_POINT = {
    "day": pl.Float64,
    "at_risk_count": pl.Int32,
    "gone_count": pl.Int32,
    "remaining_share": pl.Float64,
    "ci_low_share": pl.Float64,
    "ci_high_share": pl.Float64,
    "item_count": pl.Int32,
    "median_days_value": pl.Float64,
    "median_low_days_value": pl.Float64,
    "median_high_days_value": pl.Float64,
    "provenance": pl.String,
}
