"""Class limits of maps: upper bounds in rising order, the last one the greatest value."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

MAP_CLASSES = 5


def quantile_breaks(values: ArrayLike, classes: int = MAP_CLASSES) -> list[float]:
    """Classes with equally many values (quantiles of type 7). Fewer classes where equal values would split one."""
    numbers = _known(values)
    if not numbers.size:
        return []
    return np.unique(np.quantile(numbers, np.arange(1, classes + 1) / classes)).tolist()


def natural_breaks(values: ArrayLike, classes: int = MAP_CLASSES) -> list[float]:
    """Classes with the least squared distance to their own means: Fisher's exact method, "natural breaks" of Jenks.

    Fewer classes where there are fewer different values.
    """
    different, counts = np.unique(_known(values), return_counts=True)
    size = len(different)
    if size <= classes:
        return different.tolist()
    centred = different - np.average(different, weights=counts)
    count, total, square = (np.concatenate([[0.0], np.cumsum(counts * centred**power)]) for power in range(3))

    def spread(first: NDArray, last: int) -> NDArray:
        """Squared distance to the mean of a class from each `first` up to, not including, `last`."""
        return square[last] - square[first] - (total[last] - total[first]) ** 2 / (count[last] - count[first])

    least = np.full(size + 1, np.inf)
    least[0] = 0.0
    starts = []
    for _ in range(classes):
        following, start = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=int)
        for last in range(1, size + 1):
            first = np.arange(last)
            cost = least[first] + spread(first, last)
            start[last] = int(np.argmin(cost))
            following[last] = cost[start[last]]
        least = following
        starts.append(start)
    breaks, last = [], size
    for start in reversed(starts):
        breaks.append(float(different[last - 1]))
        last = start[last]
    return breaks[::-1]


def rounded_breaks(breaks: list[float], step: float) -> list[float]:
    """The same limits as whole steps (0.005 = half a percent), so that what is printed is what sorts the map.

    Inner limits to the nearest step, the last one up so that no value falls outside; limits that coincide become one.
    """
    if not breaks:
        return []
    *inner, last = (limit / step for limit in breaks)
    top = int(np.ceil(last - 1e-9))
    steps = sorted({round(limit) for limit in inner if round(limit) < top} | {top})
    return [round(number * step, 12) for number in steps]


def class_of(values: ArrayLike, breaks: list[float]) -> list[int | None]:
    """Class number from 0 of each value, its upper limit included; None for unknown. ValueError above the last limit."""
    numbers = np.asarray(values, float)
    if breaks and (numbers > breaks[-1]).any():
        raise ValueError(f"a value lies above the last limit {breaks[-1]}")
    found = np.searchsorted(breaks, numbers, side="left")
    return [int(number) if known else None for number, known in zip(found, np.isfinite(numbers), strict=True)]


def _known(values: ArrayLike) -> NDArray[np.float64]:
    numbers = np.asarray(values, float).ravel()
    return numbers[np.isfinite(numbers)]
