"""From arrays to a register with exactly its columns; and what several registers need to draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegel.registers import schema
from spegel.registers.example.chance import Chance
from spegel.registers.example.place import Place

_EPOCH = date(1970, 1, 1)
_KILOMETRES_PER_DEGREE = 111.2
_FROM_POINT = 0.1
"""How far from the point of its district something may lie, in widths of the district."""


def frame(kind: str, /, **columns: object) -> pl.DataFrame:
    """A register with these columns; those left out are blank. Arrays, lists, or one value for all rows."""
    stored = schema.load(kind).stored
    if unknown := set(columns) - set(stored):
        raise ValueError(f"{kind} has no column {', '.join(sorted(unknown))}")
    height = next(len(values) for values in columns.values() if isinstance(values, (list, np.ndarray, pl.Series)))
    made = [
        pl.Series(name, list(values) if isinstance(values, np.ndarray) and values.dtype == object else values, strict=False)
        if isinstance(values := columns.get(name), (list, np.ndarray, pl.Series))
        else pl.Series(name, [values] * height)
        for name in stored
    ]
    return pl.DataFrame([column.cast(stored[column.name]) for column in made])


def days(numbers: NDArray[np.int64], known: NDArray[np.bool_] | None = None) -> pl.Series:
    """Days since 1970 as dates; null where not `known`."""
    series = pl.Series(numbers.astype(np.int32)).cast(pl.Date)
    return series if known is None else blank_unless(series, known)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The other way."""
    return _EPOCH + timedelta(days=int(number))


def blank_unless(values: Sequence | pl.Series, known: NDArray[np.bool_]) -> pl.Series:
    """`values` with null where not `known`."""
    series = values if isinstance(values, pl.Series) else pl.Series(values)
    return pl.select(pl.when(pl.Series(known)).then(series)).to_series()


def ids(place: Place, letter: str, number: int) -> NDArray[np.str_]:
    """EX-D-00001 and on."""
    return np.array([place.id_of(letter, f"{running:05d}") for running in range(1, number + 1)])


def area_indices(place: Place, chance: Chance, number: int, evenness: float = 1.0) -> NDArray[np.int64]:
    """An area for each row: in proportion to electors, the more so the nearer `evenness` is to 1."""
    weights = np.array([area.electors for area in place.areas], float) ** evenness
    return chance.choose(np.arange(len(place.areas)), number, weights)


def area_names(place: Place, areas: NDArray[np.int64], numbers: NDArray[np.int64], chance: Chance) -> NDArray[np.str_]:
    """The names of the areas on those days: before they were redrawn, one of the names they had then."""
    now = np.array([area.name for area in place.areas])
    names = now[areas].astype(object)
    draws = chance.share(len(areas))
    if place.redrawn:
        for row in np.flatnonzero(numbers < day_number(place.redrawn.before)):
            earlier = place.redrawn.areas.get(names[row], (names[row],))
            names[row] = earlier[int(draws[row] * len(earlier))]
    return names.astype(str)


def area_versions(place: Place, numbers: NDArray[np.int64]) -> NDArray[np.str_]:
    """Which division of areas held on those days."""
    if place.redrawn is None:
        return np.full(len(numbers), place.part_level)
    return np.where(numbers < day_number(place.redrawn.before), place.redrawn.area_version, place.part_level)


def positions(place: Place, areas: NDArray[np.int64], chance: Chance) -> tuple[NDArray, NDArray, NDArray[np.bool_]]:
    """Latitude, longitude and whether known: near the point of some district of the area, well inside it."""
    draws, angle, far = chance.share(len(areas)), 2 * np.pi * chance.share(len(areas)), chance.share(len(areas))
    found = np.full((len(areas), 3), np.nan)
    for number, area in enumerate(place.areas):
        rows = np.flatnonzero(areas == number)
        if len(area.points):
            found[rows] = area.points[(draws[rows] * len(area.points)).astype(int)]
    degrees = _FROM_POINT * np.sqrt(found[:, 2] * far) / _KILOMETRES_PER_DEGREE
    latitude = found[:, 0] + degrees * np.sin(angle)
    longitude = found[:, 1] + degrees * np.cos(angle) / np.cos(np.radians(found[:, 0]))
    return latitude.round(5), longitude.round(5), ~np.isnan(latitude)
