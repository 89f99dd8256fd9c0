"""Sums of protected tables: shown only where they cannot help to work out a number that is hidden below them.

Rooms are protected each by itself; above them stand sums by part and by year. A room never hides more for the sake of a sum: the
sum gives way. It is safe when every hidden number can still be as many numbers as it must, and that is shown by exchange: in one
room some persons pass from one group to another, and in other rooms as many pass back, so that no total of a room and no shown
sum changes. What can pass is counted, and no program has to be solved. The count proves enough or too little, never too much:
where it does not reach, the group is hidden in the sum, together with another.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

UNBOUNDED = 1 << 30

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rooms:
    """Rooms of one breakdown whose totals are all shown. Arrays are rooms x groups, `part` and `year` one number a room.

    `least` and `most` are what a reader of the printed reasons knows of each number. `part` is -1 for a room of no part.
    """

    count: Numbers
    is_hidden: Mask
    least: Numbers
    most: Numbers
    part: Numbers
    year: Numbers

    def those(self, chosen: Mask) -> Rooms:
        """Only the chosen rooms."""
        return Rooms(*(getattr(self, field.name)[chosen] for field in fields(self)))


@dataclass
class Hidden:
    """What is hidden in the sums: parts x groups, and years x groups."""

    part: Mask
    year: Mask


def hide_sums(rooms: Rooms, primary: Hidden, year_of_part: Numbers, values: int, values_by_reason: int) -> Hidden:
    """What the sums must hide: what is `primary` there, and whatever would narrow a hidden number of a room or of another sum.

    values, values_by_reason: how many numbers each hidden one of a room, and each primary one of a sum, must be able to be,
    without and with the printed reasons of the rooms. Sums are to be printed without reasons. One that hides all groups tells
    nothing beyond the rooms, and is left so.
    """
    by_part = added(rooms.count, rooms.part, len(primary.part))
    by_year = added(rooms.count, rooms.year, len(primary.year))
    rooms = rooms.those(rooms.is_hidden.any(axis=1))
    zero, most = np.zeros_like(rooms.count), np.full_like(rooms.count, UNBOUNDED)
    views = ((zero, most, values - 1), (rooms.least, rooms.most, values_by_reason - 1))

    def narrow(view: tuple[Numbers, Numbers, int]) -> tuple[Mask, Mask, Mask]:
        return _narrow(rooms, *view, hidden, primary, year_of_part)

    # What a year must hide though all its parts are hidden; then how few of the parts need be.
    hidden = Hidden(np.ones_like(primary.part), primary.year.copy())
    while _pair_up(hidden.year, by_year) or any(
        _hide_in_years(hidden, narrow(view), rooms, year_of_part, by_year) for view in views
    ):
        pass
    hidden.part = primary.part.copy()
    while _pair_up(hidden.part, by_part) or any(
        _hide_in_parts(hidden, narrow(view), rooms, year_of_part, by_part) for view in views
    ):
        pass
    return hidden


def _narrow(
    rooms: Rooms, least: Numbers, most: Numbers, needed: int, hidden: Hidden, primary: Hidden, year_of_part: Numbers
) -> tuple[Mask, Mask, Mask]:
    """Hidden numbers of rooms, and primary ones of sums, that cannot be shown to move over `needed` more numbers than their own.

    All exchange is [to, from]. In a part that shows a group others of the part must give back what passes; where it hides both
    groups any room of the year may, whose part hides them too; and where the year hides both as well nobody has to.
    """
    parts, years = len(hidden.part), len(hidden.year)
    gives, takes = np.maximum(rooms.count - least, 0), np.maximum(most - rooms.count, 0)
    passes = np.where(_both(rooms.is_hidden), np.minimum(takes[:, :, None], gives[:, None, :]), 0)
    in_part = added(passes, rooms.part, parts)
    part_is_free, year_is_free = _both(hidden.part), _both(hidden.year)
    is_loose = rooms.part < 0
    free = np.where(part_is_free, in_part, 0)
    in_year = added(free, year_of_part, years) + added(passes[is_loose], rooms.year[is_loose], years)
    anybody = np.where(year_is_free, UNBOUNDED, in_year)

    # A room of no part is a part of its own that hides everything.
    own = np.where(is_loose[:, None, None], passes, _at(in_part, rooms.part))
    is_open = is_loose[:, None, None] | _at(part_is_free, rooms.part)
    others = own - passes + np.where(is_open, np.maximum(anybody[rooms.year] - own, 0), 0)
    of_rooms = rooms.is_hidden & (_range(passes, others, needed, (takes, gives)) < needed)
    of_parts = primary.part & (_range(free, np.maximum(anybody[year_of_part] - free, 0), needed, None) < needed)
    within = np.where(year_is_free, in_year, 0)
    of_years = primary.year & (_range(within, np.full_like(within, UNBOUNDED), needed, None) < needed)
    return of_rooms, of_parts, of_years


def _range(passes: Numbers, others: Numbers, needed: int, several: tuple[Numbers, Numbers] | None) -> Numbers:
    """Over how many numbers each can move: what it can take and what it can give, where the others give it back."""
    others = _by_way_of(others)
    taken = _moved(passes, others.swapaxes(1, 2), needed, several[0] if several else None)
    given = _moved(passes.swapaxes(1, 2), others, needed, several[1] if several else None)
    return taken + given


def _by_way_of(passes: Numbers) -> Numbers:
    """What can pass between two groups also by way of others. On one way a room gives and takes of each group once only, so ways
    share nothing that one room has."""
    for _ in range(2):
        steps = [np.minimum(passes[:, :, [way]], passes[:, [way], :]) for way in range(passes.shape[1])]
        passes = np.maximum.reduce([passes, *steps])
    return passes


def _moved(passes: Numbers, back: Numbers, needed: int, most: Numbers | None) -> Numbers:
    """What each group can exchange with one other, or, within `most`, with several that all can give back the whole of it."""
    found = np.minimum(passes, back).max(axis=2)
    if most is None:
        return np.minimum(found, needed)
    wanted = np.minimum(np.minimum(passes.sum(axis=2), most), needed)
    together = np.where(back >= wanted[:, :, None], passes, 0).sum(axis=2)
    return np.maximum(np.minimum(found, needed), np.minimum(together, wanted))


def _hide_in_years(
    hidden: Hidden, narrow: tuple[Mask, Mask, Mask], rooms: Rooms, year_of_part: Numbers, by_year: Numbers
) -> bool:
    """Hide one group more in every year with something narrow: the smallest of what is narrow, else the smallest that is left."""
    is_narrow = narrow[2] | (added(narrow[0].astype(np.int64), rooms.year, len(by_year)) > 0)
    is_narrow |= added(narrow[1].astype(np.int64), year_of_part, len(by_year)) > 0
    years = np.flatnonzero(is_narrow.any(axis=1))
    return sum(_hide_smallest(hidden.year[year], by_year[year], is_narrow[year]) for year in years) > 0


def _hide_in_parts(
    hidden: Hidden, narrow: tuple[Mask, Mask, Mask], rooms: Rooms, year_of_part: Numbers, by_part: Numbers
) -> bool:
    """Hide one group more in every part with something narrow; where nothing is left, in the smallest other part of the year."""
    is_narrow = narrow[1] | (added(narrow[0].astype(np.int64), rooms.part, len(by_part)) > 0)
    found = False
    for part in np.flatnonzero(is_narrow.any(axis=1)):
        if hidden.part[part].all():
            left = np.flatnonzero((year_of_part == year_of_part[part]) & ~hidden.part.all(axis=1))
            part = left[np.argmin(by_part[left].sum(axis=1))] if left.size else part
        found |= _hide_smallest(hidden.part[part], by_part[part], is_narrow[part])
    of_years = narrow[2].any(axis=1)
    of_years[rooms.year[(rooms.part < 0) & narrow[0].any(axis=1)]] = True
    for year in np.flatnonzero(of_years):
        left = np.flatnonzero((year_of_part == year) & ~hidden.part.all(axis=1))
        if left.size:
            part = left[np.argmin(by_part[left].sum(axis=1))]
            found |= _hide_smallest(hidden.part[part], by_part[part], narrow[2][year])
    return found


def _pair_up(hidden: Mask, sums: Numbers) -> bool:
    """Beside a group that is hidden alone another, which it could be taken from."""
    alone = np.flatnonzero(hidden.sum(axis=1) == 1)
    return sum(_hide_smallest(hidden[row], sums[row], np.zeros_like(hidden[row])) for row in alone) > 0


def _hide_smallest(hidden: Mask, sums: Numbers, first: Mask) -> bool:
    """Hide one group more in a row, rather one of `first`, then the smallest, nought last. False where all are hidden."""
    shown = np.flatnonzero(~hidden)
    if not shown.size:
        return False
    hidden[shown[np.lexsort((sums[shown], sums[shown] == 0, ~first[shown]))[0]]] = True
    return True


def _both(is_hidden: Mask) -> Mask:
    """Rows x group x group: are both hidden? No group with itself."""
    return is_hidden[:, :, None] & is_hidden[:, None, :] & ~np.eye(is_hidden.shape[1], dtype=bool)


def added(values: Numbers, number: Numbers, size: int) -> Numbers:
    """Rows added up by `number` into `size` rows; -1 belongs nowhere."""
    sums = np.zeros((size, *values.shape[1:]), dtype=np.int64)
    np.add.at(sums, number[number >= 0], values[number >= 0])
    return sums


def _at(rows: NDArray, number: Numbers) -> NDArray:
    """The row of each `number`; anything for -1, which the caller leaves out."""
    return rows[number] if len(rows) else np.zeros((number.size, *rows.shape[1:]), dtype=rows.dtype)
