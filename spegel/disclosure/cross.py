"""Women and men of each age in one room and in all rooms of a year: two breakdowns at a time, told only where neither is hidden.

Sexes and ages of a room are told each by itself (`fact_attendance`). Their cross may take part only in a room where all of both
is shown and where it adds up to both. Then it cannot tell anything about what is hidden there or elsewhere, and is all that is
left to protect. It is told whole or not at all: a small number in it hides all of it, and leaves nothing to subtract from. Rooms
go before sums: a year is told when the rooms that are left after those told are many enough to be told together, and when every
small number of them can still be others, while sexes and ages of every room and the sum of all stay as they are.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegel.disclosure.parameters import Parameters, parameters

TOTAL, UNKNOWN = "total", "unknown"
SEXES, AGES = ("women", "men", "other"), ("0-17", "18-29", "30-49", "50-64", "65+")
BOTH = 2
"""Of the sexes the first two are shown always, so that nobody of them is like a small number wherever there is somebody else."""

GROUPS = tuple(f"{sex}_{age}" for sex in SEXES for age in AGES)
CATEGORIES = (*GROUPS, UNKNOWN, TOTAL)

_ROOM = ["area_id", "dialogue_id"]
_SCHEMA = {
    "area_id": pl.String,
    "unit_kind": pl.String,
    "unit_id": pl.String,
    "category": pl.String,
    "room_number": pl.Int32,
    "person_count": pl.Int32,
    "provenance": pl.String,
    "is_suppressed": pl.Boolean,
    "suppression_reason": pl.String,
}

Counts = NDArray[np.int64]
"""Persons: rooms x sexes x ages, or the same with ages and sexes in one row."""


def cross_rooms(
    crosses: pl.DataFrame, protected: pl.DataFrame, places: pl.DataFrame, numbers: Parameters | None = None
) -> pl.DataFrame:
    """`fact_attendance_cross` as it may be published, in the order of its grain.

    crosses: area_id, dialogue_id, category (one of CATEGORIES), person_count and provenance of those present. protected:
    `fact_attendance` as it is published. places: area_id, dialogue_id and unit_year. Every unit has a row for every category.
    """
    numbers = numbers or parameters()
    counted = _wide(crosses).join(places.select(*_ROOM, "unit_year"), on=_ROOM)
    counted = counted.join(_open(counted, protected), on=_ROOM, how="left").sort("area_id", "unit_year", "dialogue_id")
    rows = []
    for (area, year), rooms in counted.group_by("area_id", "unit_year", maintain_order=True):
        cells = rooms.select(*GROUPS, UNKNOWN).to_numpy().astype(np.int64)
        is_open = rooms["is_open"].fill_null(value=False).to_numpy()
        is_told = is_open & np.array([is_safe(room, numbers) for room in cells])
        rest = cells[is_open & ~is_told]
        is_year_told = is_open.any() and (not rest.size or (is_safe(rest.sum(axis=0), numbers) and can_move(rest, numbers)))
        about = {"area_id": area, "provenance": rooms["provenance"].min()}
        for dialogue, room, told in zip(rooms["dialogue_id"], cells, is_told, strict=True):
            rows += _rows({**about, "unit_kind": "dialogue", "unit_id": dialogue, "room_number": 1}, room, told)
        year_unit = {**about, "unit_kind": "year", "unit_id": str(year), "room_number": int(is_open.sum())}
        rows += _rows(year_unit, cells[is_open].sum(axis=0), is_year_told)
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("area_id", "unit_kind", "unit_id", "category")


def is_safe(cells: Counts, numbers: Parameters) -> bool:
    """True for a cross that may be told: nobody or no small number of it, nor a small group of a sex or an age."""
    table, unknown = cells[:-1].reshape(len(SEXES), len(AGES)), cells[-1]
    threshold = numbers.classes["persons"].threshold
    wholes = np.r_[table.sum(axis=0), table.sum(axis=1)]
    is_empty = (table == 0) & ((table.sum(axis=0) == 0) | (table.sum(axis=1, keepdims=True) == 0))
    is_empty[BOTH:] |= table[BOTH:] == 0
    is_large = (table >= threshold) | is_empty
    return bool(is_large.all() and (unknown == 0 or unknown >= threshold) and not _is_between(wholes, numbers.group_limit).any())


def can_move(rooms: Counts, numbers: Parameters) -> bool:
    """True where a reader who knows sexes and ages of each room, and the cross of all together, keeps `threshold` numbers to
    choose from for each small number of a room.

    Proved by exchange: in one room a person of one sex grows from one age to another while one of the other sex goes back, and
    in others the same happens the other way round. That changes no sex or age of any room, and nothing of the sum. What can be
    exchanged is counted with one sex and one age at a time: enough or too little, never too much.
    """
    threshold = numbers.classes["persons"].threshold
    table = rooms[:, :-1].reshape(-1, len(SEXES), len(AGES))
    # Rooms x sex x age x other sex x other age: how much of the two cells can pass to the two at the other corners, and back.
    gives = np.minimum(table[:, :, :, None, None], table[:, None, None, :, :])
    takes = gives.transpose(0, 1, 4, 3, 2)
    is_corner = ~np.eye(len(SEXES), dtype=bool)[:, None, :, None] & ~np.eye(len(AGES), dtype=bool)[None, :, None, :]
    up, down = (
        np.where(is_corner, np.minimum(own, back.sum(axis=0) - back), 0).max(axis=(3, 4))
        for own, back in ((takes, gives), (gives, takes))
    )
    of_sex, of_age = table.sum(axis=2, keepdims=True), table.sum(axis=1, keepdims=True)
    is_small = table < threshold
    for margin in (of_sex, of_age):
        is_small |= (margin - table < threshold) | _is_between(margin, numbers.group_limit)
    # With one sex or one age alone in a room its cross is what is told already.
    whole = table.sum(axis=(1, 2), keepdims=True)
    is_small &= (of_sex > 0) & (of_age > 0) & (of_sex < whole) & (of_age < whole)
    return bool((1 + up + down)[is_small].min(initial=threshold) >= threshold)


def _is_between(wholes: Counts, limit: int) -> NDArray[np.bool_]:
    return (wholes > 0) & (wholes < limit)


def _wide(crosses: pl.DataFrame) -> pl.DataFrame:
    """A row for each room that was counted in every group it has a row of; a group without a row has nobody."""
    parts = crosses.filter(pl.col("category") != TOTAL)
    is_counted = pl.col("person_count").is_not_null().all().over(_ROOM)
    cells = [pl.col("person_count").filter(category=group).sum().alias(group) for group in (*GROUPS, UNKNOWN)]
    return parts.filter(is_counted).group_by(_ROOM).agg(pl.col("provenance").min(), *cells)


def _open(counted: pl.DataFrame, protected: pl.DataFrame) -> pl.DataFrame:
    """Of every room: does it show all sexes and all ages, and does its cross add up to each of them?"""
    by = {("gender", UNKNOWN): [UNKNOWN], ("age", UNKNOWN): [UNKNOWN]}
    by |= {("gender", sex): [f"{sex}_{age}" for age in AGES] for sex in SEXES}
    by |= {("age", age): [f"{sex}_{age}" for sex in SEXES] for age in AGES}
    added = pl.concat(
        counted.select(*_ROOM, dimension=pl.lit(dimension), category=pl.lit(category), added=pl.sum_horizontal(groups))
        for (dimension, category), groups in by.items()
    )
    told = (
        protected.filter(pl.col("dimension").is_in(["gender", "age"]), measure="present")
        .filter(pl.col("category") != TOTAL)
        .join(counted, on=_ROOM, how="semi")
        .select(*_ROOM, "dimension", "category", told=pl.col("person_count").fill_null(-1))
    )
    both = told.join(added, on=[*_ROOM, "dimension", "category"], how="full", coalesce=True)
    is_alike = pl.col("told").fill_null(0) == pl.col("added")
    has_both = pl.col("dimension").filter(pl.col("told").is_not_null()).n_unique() == 2
    return both.group_by(_ROOM).agg(is_open=is_alike.all() & has_both)


def _rows(about: dict[str, object], cells: Counts, is_told: bool) -> list[dict[str, object]]:
    told = dict(zip(CATEGORIES, [*cells.tolist(), int(cells.sum())], strict=True))
    return [
        about
        | {
            "category": category,
            "person_count": told[category] if is_told else None,
            "is_suppressed": not is_told,
            "suppression_reason": None if is_told else "secondary",
        }
        for category in CATEGORIES
    ]
