"""Sums over the rooms of a protected table, by part and year and by year: the method `sums` of the allow-list.

Another sex and a sex that is not stated are one group of a sum: alone they are so few that women or men would have to be hidden
beside them. Only rooms whose total is shown are in a sum, so a reader knows which they are. What it may show is found by exchange
(`spegel/disclosure/exchange.py`) in one block at a time: one breakdown of one measure of one area. A country has thousands of
blocks, so frames are worked on once for all of them, and a block is a few arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from spegel.disclosure.exchange import UNBOUNDED, Hidden, Mask, Numbers, Rooms, added, hide_sums
from spegel.disclosure.parameters import Parameters, parameters

TOTAL = "total"
SEXES, SHOWN_EMPTY = "gender", ("women", "men")
"""In a sum of this dimension these are hidden like a small number also where there is nobody."""
OTHERS = "other_or_unknown"
"""The other groups of this dimension, which are one in a sum."""

_BLOCK = ["area_id", "measure", "dimension"]
_ROOM = ["dialogue_id", *_BLOCK]
_SMALL, _SECONDARY, _COMPLEMENT = "primary_small", "secondary", "complement"

_SCHEMA = {
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
_GRAIN = ["area_id", "unit_kind", "part_area_id", "unit_year", "measure", "dimension", "category"]


@dataclass(frozen=True)
class _Block:
    """Rooms and their cells as numbers: those of parts, years and groups are their places in lists of all blocks.

    Cells are one array an item: `room` is the place in the block, and `least` and `most` are what the printed reason tells.
    """

    whole: Numbers
    part: Numbers
    year: Numbers
    room: Numbers
    group: Numbers
    count: Numbers
    is_hidden: Mask
    least: Numbers
    most: Numbers

    def table(self, values: Numbers | Mask, missing: int, groups: Numbers) -> Numbers | Mask:
        """Rooms x groups. A group that is not in a room has nobody, and everybody can see it."""
        found = np.full((self.whole.size, groups.size), missing, values.dtype)
        found[self.room, np.searchsorted(groups, self.group)] = values
        return found


def sum_rooms(
    private: pl.DataFrame, protected: pl.DataFrame, places: pl.DataFrame, numbers: Parameters | None = None
) -> pl.DataFrame:
    """`fact_attendance_sum` as it may be published, in the order of its grain.

    private, protected: `fact_attendance` before and after its protection. places: area_id, dialogue_id, part_area_id (null for
    none) and unit_year of each room. What is hidden is so as `secondary` or `group_disclosure`: finer reasons would tell more.
    """
    numbers = numbers or parameters()
    reasons = protected.select(*_ROOM, "category", "suppression_reason")
    rows = _of_whole_rooms(private.join(reasons, on=[*_ROOM, "category"])).join(places, on=["area_id", "dialogue_id"])
    is_others = (pl.col("dimension") == SEXES) & ~pl.col("category").is_in([TOTAL, *SHOWN_EMPTY])
    rows = rows.with_columns(category=pl.when(is_others).then(pl.lit(OTHERS)).otherwise("category"))
    blocks = _numbered(rows.group_by(_BLOCK).agg(pl.col("provenance").min()), "block", _BLOCK)
    groups = _numbered(rows.filter(pl.col("category") != TOTAL).select("category").unique(), "group", ["category"])
    names = ["part_area_id", "unit_year"]
    parts = _numbered(rows.drop_nulls("part_area_id").select(names).unique(), "part", names)
    rows = rows.join(blocks.select("block", *_BLOCK), on=_BLOCK)
    rooms = rows.filter(category=TOTAL).join(parts, on=names, how="left")
    rooms = rooms.select("block", "dialogue_id", "part", "unit_year", whole="person_count")
    rooms = _numbered(rooms, "room", ["block", "dialogue_id"])
    cells = rows.join(groups, on="category").join(rooms.drop("part", "unit_year"), on=["block", "dialogue_id"])
    cells = _told(cells, numbers.classes["persons"].threshold)
    is_sexes, year_of_part = (blocks["dimension"] == SEXES).to_list(), parts["unit_year"].to_numpy()
    shown_empty = groups.filter(pl.col("category").is_in(SHOWN_EMPTY))["group"].to_numpy()
    found = []
    for number, block in enumerate(_blocks(rooms, cells, blocks.height)):
        nobody_told = shown_empty if is_sexes[number] else shown_empty[:0]
        found += [{"block": number, **level} for level in _levels(block, year_of_part, nobody_told, numbers)]
    return _frame(found, blocks, parts, groups)


def _of_whole_rooms(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the rooms that were counted by a breakdown, in every group, and whose total is shown."""
    is_total = pl.col("category") == TOTAL
    is_counted = pl.col("person_count").is_not_null().all() & (~is_total).any()
    is_told = (is_total & pl.col("suppression_reason").is_null()).any()
    return rows.join(rows.group_by(_ROOM).agg(is_whole=is_counted & is_told).filter("is_whole"), on=_ROOM, how="semi")


def _told(cells: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """Groups of rooms in order: their number, whether it is hidden, and its least and most as the printed reasons tell them.

    What is hidden in one group only is the total less the others: so a sum of it tells nothing.
    """
    count, whole, reason = (pl.col(name) for name in ("person_count", "whole", "suppression_reason"))
    is_small, is_all_but = reason == _SMALL, reason == _COMPLEMENT
    is_enough = (reason == _SECONDARY) & (count >= threshold)
    is_hidden = reason.is_not_null()
    least = pl.when(is_small).then(1).when(is_enough).then(threshold).when(is_all_but).then(whole - threshold + 1).when(is_hidden)
    most = pl.when(is_small).then(threshold - 1).when(is_all_but).then(whole - 1).when(is_hidden).then(UNBOUNDED)
    return (
        cells.with_columns(pl.col("person_count", "whole").cast(pl.Int64))
        .group_by("block", "room", "group")
        .agg(
            count=count.sum(),
            is_hidden=is_hidden.any(),
            least=least.then(0).otherwise(count).sum(),
            most=most.otherwise(count).sum(),
        )
        .with_columns(pl.col("is_hidden") & (pl.col("is_hidden").sum().over("block", "room") > 1))
        .sort("room", "group")
    )


def _numbered(rows: pl.DataFrame, name: str, columns: list[str]) -> pl.DataFrame:
    """The rows in order of some columns, with their place as a column of its own."""
    return rows.sort(columns).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(name))


def _blocks(rooms: pl.DataFrame, cells: pl.DataFrame, number: int) -> Iterator[_Block]:
    """The blocks in their order, cut from the rooms and cells of all of them."""
    of_rooms = {
        "whole": rooms["whole"].to_numpy().astype(np.int64),
        "part": rooms["part"].fill_null(-1).to_numpy(),
        "year": rooms["unit_year"].to_numpy().astype(np.int64),
    }
    of_cells = {name: cells[name].to_numpy() for name in ("room", "group", "count", "is_hidden", "least", "most")}
    first_room, first_cell = (np.searchsorted(frame["block"].to_numpy(), np.arange(number + 1)) for frame in (rooms, cells))
    for block in range(number):
        here, inside = (slice(first[block], first[block + 1]) for first in (first_room, first_cell))
        own = {name: values[inside] for name, values in of_cells.items()}
        yield _Block(
            **{name: values[here] for name, values in of_rooms.items()}, **own | {"room": own["room"] - first_room[block]}
        )


def _levels(block: _Block, year_of_part: Numbers, shown_empty: Numbers, numbers: Parameters) -> Iterator[dict[str, np.ndarray]]:
    """The sums by part and year and those by year: units x groups, with the total as the first group, -1."""
    limits, groups = numbers.classes["persons"], np.unique(block.group)
    parts, years = np.unique(block.part[block.part >= 0]), np.unique(block.year)
    places = (np.where(block.part < 0, -1, np.searchsorted(parts, block.part)), np.searchsorted(years, block.year))
    rooms = Rooms(
        block.table(block.count, 0, groups),
        block.table(block.is_hidden, False, groups),
        block.table(block.least, 0, groups),
        block.table(block.most, UNBOUNDED, groups),
        *places,
    )
    sizes = (parts.size, years.size)
    sums = [added(rooms.count, own, size) for own, size in zip(places, sizes, strict=True)]
    wholes = [added(block.whole, own, size) for own, size in zip(places, sizes, strict=True)]
    is_small = [(whole > 0) & (whole < numbers.group_limit) for whole in wholes]
    is_empty_told = np.isin(groups, shown_empty)
    primary = Hidden(
        *(
            _primary(each, whole, limits.threshold, is_empty_told) | small[:, None]
            for each, whole, small in zip(sums, wholes, is_small, strict=True)
        )
    )
    within = np.searchsorted(years, year_of_part[parts])
    hidden = hide_sums(rooms, primary, within, limits.threshold, limits.values_by_reason)
    for level, (units, is_hidden) in enumerate(((parts, hidden.part), (years, hidden.year))):
        size = groups.size + 1
        yield {
            "level": level,
            "unit": np.repeat(units, size),
            "group": np.tile(np.r_[-1, groups], units.size),
            "room_number": np.repeat(np.bincount(places[level][places[level] >= 0], minlength=units.size), size),
            "person_count": np.c_[wholes[level], sums[level]].ravel(),
            "is_suppressed": np.c_[np.zeros(units.size, bool), is_hidden].ravel(),
            "is_small": np.repeat(is_small[level], size),
        }


def _primary(sums: Numbers, wholes: Numbers, threshold: int, is_empty_told: Mask) -> Mask:
    """Small numbers, and all but so few; of women and men nobody as well."""
    rest = wholes[:, None] - sums
    is_few = [(each >= np.where(is_empty_told, 0, 1)) & (each < threshold) for each in (sums, rest)]
    return (is_few[0] | is_few[1]) & (wholes > 0)[:, None]


def _frame(found: list[dict], blocks: pl.DataFrame, parts: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The sums of all blocks with names for their numbers."""
    if not found:
        return pl.DataFrame(schema=_SCHEMA)
    sizes = [each["unit"].size for each in found]
    columns = {name: np.concatenate([each[name] for each in found]) for name in list(found[0])[2:]}
    own = {name: np.repeat([each[name] for each in found], sizes) for name in ("block", "level")}
    is_part, reason = pl.col("level") == 0, pl.when("is_small").then(pl.lit("group_disclosure")).otherwise(pl.lit("secondary"))
    return (
        pl.DataFrame({**own, **columns})
        .join(blocks, on="block")
        .join(groups, on="group", how="left")
        .with_columns(part=pl.when(is_part).then("unit"))
        .join(parts, on="part", how="left")
        .with_columns(
            unit_kind=pl.when(is_part).then(pl.lit("part_year")).otherwise(pl.lit("year")),
            part_area_id=pl.col("part_area_id").fill_null(""),
            unit_year=pl.when(is_part).then("unit_year").otherwise("unit"),
            category=pl.col("category").fill_null(TOTAL),
            person_count=pl.when(~pl.col("is_suppressed")).then("person_count"),
            suppression_reason=pl.when("is_suppressed").then(reason),
        )
        .sort(_GRAIN)
        .select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
    )
