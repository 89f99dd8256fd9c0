"""The cell key method: counts with small random changes that are the same every time the same persons are counted.

Each person has a record key between 0 and 1, fixed for good. The cell key of a count is the fractional part of the sum of
its persons' keys, and a secret table says how much the count is changed. Totals are counts like any other and are changed
on their own, so parts do not add up to totals. The largest change is never published. Source: ESSnet Handbook on
Statistical Disclosure Control, section 5.4.

The secret table is a CSV outside the repository: `original`, `lower_exclusive`, `upper_inclusive`, `noise`. The rows of
its largest `original` hold for all larger counts.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from spegel.core import BuildError, Problem
from spegel.disclosure.allow_list import Protection

DECIMALS = 9
"""Sums of keys are rounded to this: the order of addition must not decide which row of the table is met."""

_SCHEMA = {"original": pl.Int64, "lower_exclusive": pl.Float64, "upper_inclusive": pl.Float64, "noise": pl.Int64}


def record_keys(persons: Sequence[str], secret: bytes) -> pl.Series:
    """A key in (0, 1] for each person, the same for the same person and secret."""
    parts = (int.from_bytes(hmac.digest(secret, person.encode(), hashlib.sha256)[:6], "big") for person in persons)
    return pl.Series("record_key", [(part + 1) / 2**48 for part in parts], dtype=pl.Float64).round(DECIMALS)


def read_perturbation(path: Path) -> pl.DataFrame:
    """The secret table in `path`. Raises BuildError when it is not there, lacks a column, or leaves a gap in the keys."""
    if not path.is_file():
        raise BuildError(Problem("perturbation_missing", path.name))
    try:
        return check_perturbation(pl.read_csv(path, schema=_SCHEMA))
    except pl.exceptions.PolarsError as error:
        raise BuildError(Problem("perturbation_unreadable", path.name, value=str(error).splitlines()[0])) from error


def check_perturbation(table: pl.DataFrame) -> pl.DataFrame:
    """The table sorted. Raises BuildError when keys of some count have no row or two, or a count could become negative."""
    table = table.select(*_SCHEMA).sort("original", "upper_inclusive")
    for (original,), rows in table.group_by("original", maintain_order=True):
        ends = [0.0, *rows["upper_inclusive"]]
        if ends[:-1] != rows["lower_exclusive"].to_list() or ends[-1] != 1.0 or original + rows["noise"].min() < 0:
            raise BuildError(Problem("perturbation_unreadable", value=str(original)))
    if table["original"].unique().to_list() != list(range(1, table["original"].n_unique() + 1)):
        raise BuildError(Problem("perturbation_unreadable", value="original"))
    return table


def perturb(counts: pl.Series, key_sums: pl.Series, table: pl.DataFrame) -> pl.Series:
    """Counts changed by the row of the secret `table` that their cell key meets. 0 stays 0, null stays null."""
    edges = (table["original"] + table["upper_inclusive"]).to_numpy()
    key = (key_sums % 1.0).round(DECIMALS).fill_null(1.0).to_numpy()
    original = counts.fill_null(1).clip(1, table["original"].max()).to_numpy()
    met = np.searchsorted(edges, original + np.where(key == 0, 1.0, key), side="left")
    changed = counts + table["noise"].gather(met)
    return pl.select(pl.when(counts == 0).then(0).otherwise(changed)).to_series().rename(counts.name)


def perturb_table(protection: Protection, frame: pl.DataFrame, table: pl.DataFrame | None) -> pl.DataFrame:
    """The frame with its counts changed and without their keys. Raises BuildError when there is no secret table."""
    if table is None:
        raise BuildError(Problem("perturbation_missing"))
    keys = protection.cell_keys
    return frame.with_columns(perturb(frame[count], frame[key], table) for count, key in keys.items()).drop(*keys.values())


def example_perturbation(largest_change: int = 3, decay: float = 0.6) -> pl.DataFrame:
    """A table for tests and for a first try: never use it in earnest, since everybody can read it here.

    A change of v has a probability proportional to decay^|v|, tilted so that the mean change is 0 for every count, also for
    those so small that they cannot be lowered by as much as they can be raised.
    """
    rows = []
    for original in range(1, largest_change + 1):
        noise = np.arange(-original, largest_change + 1)
        low, high = -10.0, 10.0
        for _ in range(100):
            tilt = (low + high) / 2
            weight = decay ** np.abs(noise) * np.exp(tilt * noise)
            low, high = (tilt, high) if weight @ noise < 0 else (low, tilt)
        ends = np.r_[(weight / weight.sum()).cumsum()[:-1].round(DECIMALS), 1.0].tolist()
        rows += zip([original] * noise.size, [0.0, *ends[:-1]], ends, noise.tolist(), strict=True)
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
