"""Rounding: a method to fall back on where hiding would leave nothing to read. Weaker than hiding, and not for sensitive tables.

Counts are rounded to the nearest multiple of a base, totals on their own; counts under a limit, nought as well, are not
shown (the "10-5 rule"). It can be unpicked: the counts that a rounded number can stand for are few and known, a total less its
parts narrows them further, and two tables that differ by a few persons differ by a step. Source: ESSnet Handbook on
Statistical Disclosure Control, section 5.5, and the 10-5 rule of the Office for National Statistics.
"""

from __future__ import annotations

import polars as pl

from spegel.disclosure.allow_list import Protection
from spegel.disclosure.parameters import Rounding


def round_counts(counts: pl.Series, base: int) -> pl.Series:
    """Each count as the nearest multiple of `base`; a tie goes up. Null stays null."""
    return (counts.cast(pl.Int64) + base // 2) // base * base


def possible_counts(rounded: int, base: int, is_nearest: bool = True) -> tuple[int, int]:
    """Least and most that a printed number can stand for, when it is the nearest multiple of an odd `base`, or either neighbour.

    Rounding up or down by chance leaves more values. It is not used here: one person more could move the number by a step.
    """
    reach = base // 2 if is_nearest else base - 1
    return max(0, rounded - reach), rounded + reach


def round_table(protection: Protection, frame: pl.DataFrame, numbers: Rounding) -> tuple[pl.DataFrame, list[pl.Series]]:
    """The frame with its counts rounded, null where under the limit; and for every count where that is so."""
    few = [(frame[count] < numbers.least).fill_null(False) for count in protection.counts]
    rounded = [
        pl.select(pl.when(~is_few).then(round_counts(frame[count], numbers.base))).to_series().rename(count)
        for count, is_few in zip(protection.counts, few, strict=True)
    ]
    return frame.with_columns(rounded), few
