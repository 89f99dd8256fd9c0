"""Sums over the rooms of a protected table, by part and year and by year: the method `sums` of the allow-list.

Only rooms whose total is shown are in a sum, so a reader knows which they are. What a sum may show is found by exchange
(`spegel/disclosure/exchange.py`), one breakdown of one measure at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from spegel.disclosure.exchange import UNBOUNDED, Hidden, Rooms, hide_sums
from spegel.disclosure.parameters import Parameters, parameters

TOTAL = "total"
SEXES, SHOWN_EMPTY = "gender", ("women", "men")
"""In a sum of this dimension these are hidden like a small number also where there is nobody."""

_BLOCK = ("area_id", "measure", "dimension")
_ROW = ("dialogue_id", *_BLOCK, "category")


@dataclass(frozen=True)
class _Numbers:
    """One table of rooms x groups: the numbers, what is hidden, and what the printed reasons tell of them."""

    count: np.ndarray
    is_hidden: np.ndarray
    least: np.ndarray
    most: np.ndarray


def sum_rooms(
    private: pl.DataFrame, protected: pl.DataFrame, places: pl.DataFrame, numbers: Parameters | None = None
) -> pl.DataFrame:
    """`fact_attendance_sum` as it may be published.

    private, protected: `fact_attendance` before and after its protection. places: area_id, dialogue_id, part_area_id (null for
    none) and unit_year of each room. What is hidden is so as `secondary` or `group_disclosure`: finer reasons would tell more.
    """
    numbers = numbers or parameters()
    rows = private.join(protected.select(*_ROW, "suppression_reason"), on=_ROW).join(places, on=["area_id", "dialogue_id"])
    found = [_NO_SUMS]
    for _, block in rows.sort(_ROW).group_by(_BLOCK, maintain_order=True):
        found += _sums_of(block, numbers)
    return pl.concat(found)


def _sums_of(block: pl.DataFrame, numbers: Parameters) -> list[pl.DataFrame]:
    """Both levels of one breakdown of one measure, of the rooms that were counted by it and whose total is shown."""
    is_total = pl.col("category") == TOTAL
    uncounted = block.filter(pl.col("person_count").is_null())["dialogue_id"].unique()
    totals = block.filter(is_total & pl.col("suppression_reason").is_null() & ~pl.col("dialogue_id").is_in(uncounted.implode()))
    cells = block.filter(~is_total).join(totals.select("dialogue_id"), on="dialogue_id")
    totals = totals.join(cells.select("dialogue_id").unique(), on="dialogue_id", how="semi").sort("dialogue_id")
    if totals.is_empty():
        return []
    limits, whole = numbers.classes["persons"], totals["person_count"].to_numpy()
    groups = cells["category"].unique().sort()
    room = _numbers(cells, totals["dialogue_id"], groups, whole, limits.threshold)
    parts = totals.filter(pl.col("part_area_id").is_not_null()).select("part_area_id", "unit_year").unique().sort(pl.all())
    years = totals.select("unit_year").unique().sort("unit_year")
    part, year = _place(totals, parts), _place(totals, years)
    levels = [(part, parts.with_columns(unit_kind=pl.lit("part_year"))), (year, years.with_columns(unit_kind=pl.lit("year")))]
    sums = [_added(room.count, own, units.height) for own, units in levels]
    wholes = [_added(whole, own, units.height) for own, units in levels]
    is_small = [(every > 0) & (every < numbers.group_limit) for every in wholes]
    has_empty = groups.is_in(SHOWN_EMPTY).to_numpy() & (block["dimension"][0] == SEXES)
    primary = [_primary(sums[i], wholes[i], limits.threshold, has_empty) | is_small[i][:, None] for i in range(2)]
    rooms = Rooms(room.count, room.is_hidden, room.least, room.most, part, year)
    hidden = hide_sums(rooms, Hidden(*primary), _place(parts, years), limits.threshold, limits.values_by_reason)
    return [
        _frame(block, units, groups, own, sums[i], wholes[i], (hidden.part, hidden.year)[i], is_small[i])
        for i, (own, units) in enumerate(levels)
        if units.height
    ]


def _numbers(cells: pl.DataFrame, rooms: pl.Series, groups: pl.Series, wholes: np.ndarray, threshold: int) -> _Numbers:
    """The cells of some rooms as arrays. A group that is not in a room has nobody, and everybody can see it."""
    shape = (len(rooms), len(groups))
    count, is_hidden = np.zeros(shape, np.int64), np.zeros(shape, bool)
    least, most = np.zeros(shape, np.int64), np.full(shape, UNBOUNDED)
    at = _index(cells["dialogue_id"], rooms), _index(cells["category"], groups)
    value, reason = cells["person_count"].to_numpy().astype(np.int64), cells["suppression_reason"].fill_null("").to_numpy()
    count[at], is_hidden[at] = value, reason != ""
    rest = wholes[at[0]] - value
    small, other, all_but = reason == "primary_small", (reason == "secondary") & (value >= threshold), reason == "complement"
    least[at] = np.select([small, other, all_but], [1, threshold, value + rest - threshold + 1], 0)
    most[at] = np.select([small, all_but], [threshold - 1, value + rest - 1], UNBOUNDED)
    return _Numbers(count, is_hidden, least, most)


def _primary(sums: np.ndarray, wholes: np.ndarray, threshold: int, zero_inside: np.ndarray) -> np.ndarray:
    """Small numbers, and all but so few; of women and men nobody as well."""
    rest = wholes[:, None] - sums
    is_few = [(each >= np.where(zero_inside, 0, 1)) & (each < threshold) for each in (sums, rest)]
    return (is_few[0] | is_few[1]) & (wholes > 0)[:, None]


def _frame(
    block: pl.DataFrame,
    units: pl.DataFrame,
    groups: pl.Series,
    own: np.ndarray,
    sums: np.ndarray,
    wholes: np.ndarray,
    hidden: np.ndarray,
    is_small: np.ndarray,
) -> pl.DataFrame:
    """Rows of one level: every group of every unit, and its total."""
    number, size = units.height, len(groups) + 1
    count, is_hidden = np.c_[wholes, sums].ravel(), np.c_[np.zeros(number, bool), hidden].ravel()
    reason = np.where(np.repeat(is_small, size), "group_disclosure", "secondary")
    rows = units[np.repeat(np.arange(number), size)]
    name = pl.Series([TOTAL, *groups] * number)
    return rows.with_columns(
        **{key: pl.lit(block[key][0]) for key in (*_BLOCK, "provenance")},
        part_area_id=pl.col("part_area_id") if "part_area_id" in rows.columns else pl.lit(""),
        room_number=pl.Series(np.repeat(np.bincount(own[own >= 0], minlength=number), size), dtype=pl.Int32),
        category=name,
        person_count=pl.Series(count, dtype=pl.Int32),
        is_suppressed=pl.Series(is_hidden),
        suppression_reason=pl.Series(reason),
    ).with_columns(
        pl.when(~pl.col("is_suppressed")).then("person_count").alias("person_count"),
        pl.when("is_suppressed").then("suppression_reason").alias("suppression_reason"),
    ).select(pl.col(name).cast(kind) for name, kind in _NO_SUMS.schema.items())  # fmt: skip


_NO_SUMS = pl.DataFrame(
    schema={
        "area_id": pl.String,
        "unit_kind": pl.String,
        "part_area_id": pl.String,
        "unit_year": pl.Int32,
        "room_number": pl.Int32,
        "measure": pl.String,
        "dimension": pl.String,
        "category": pl.String,
        "person_count": pl.Int32,
        "provenance": pl.String,
        "is_suppressed": pl.Boolean,
        "suppression_reason": pl.String,
    }
)


def _index(values: pl.Series, among: pl.Series) -> np.ndarray:
    """The place of each value among some that hold them all."""
    places = pl.DataFrame({"value": among}).with_row_index("place")
    return pl.DataFrame({"value": values}).join(places, on="value", how="left", maintain_order="left")["place"].to_numpy()


def _place(rows: pl.DataFrame, units: pl.DataFrame) -> np.ndarray:
    """The unit of each row, -1 for none."""
    found = rows.join(units.with_row_index("place"), on=units.columns, how="left", maintain_order="left")["place"]
    return found.cast(pl.Int64).fill_null(-1).to_numpy()


def _added(values: np.ndarray, own: np.ndarray, size: int) -> np.ndarray:
    sums = np.zeros((size, *values.shape[1:]), dtype=np.int64)
    np.add.at(sums, own[own >= 0], values[own >= 0])
    return sums
