"""How many are still there after a time, when not everybody has been followed to the end: Kaplan and Meier's estimate.

S(t) is the product over the days of events up to t of (1 - d/n), where n were at risk just before the day and d of them had
their event on it. Whoever was no longer followed on a day counts as at risk that day: the event comes before the censoring.
The variance is Greenwood's, and the interval is made on the scale log(-log S), so that it stays between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spegel.stats.small_units import TWO_SIDED_95

_HALF = 0.5 + 1e-12
"""One half. A product of fractions that is exactly one half may come out a hair above it."""


@dataclass(frozen=True)
class Point:
    """How many remain: a share, its standard error, and its interval, null where the variance is not known (S is 1 or 0)."""

    remaining: float
    standard_error: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Survival:
    """An estimate. The arrays have one element for each time with an event, in order.

    `durations` holds how long each one was followed, in order.
    """

    times: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    events: NDArray[np.int64]
    points: tuple[Point, ...]
    durations: NDArray[np.float64]

    @property
    def median(self) -> float | None:
        """The first time at which at most half remain; None while more than half do."""
        return self._first(lambda point: point.remaining)

    @property
    def median_interval(self) -> tuple[float | None, float | None]:
        """The first times at which the lower and the upper limit are at most one half; None where that never happens."""
        return self._first(lambda point: point.low), self._first(lambda point: point.high)

    def at(self, time: float) -> Point:
        """How many remain at `time`, its events counted. Before the first event: all."""
        passed = int(np.searchsorted(self.times, time, side="right"))
        return self.points[passed - 1] if passed else Point(1.0, 0.0, None, None)

    def followed(self, time: float) -> int:
        """How many were still there and followed just before `time`."""
        return len(self.durations) - int(np.searchsorted(self.durations, time, side="left"))

    def gone(self, time: float) -> int:
        """How many had their event at `time` or before."""
        return int(self.events[: int(np.searchsorted(self.times, time, side="right"))].sum())

    def _first(self, of) -> float | None:
        values = zip(self.times, map(of, self.points), strict=True)
        found = next((time for time, value in values if value is not None and value <= _HALF), None)
        return None if found is None else float(found)


def kaplan_meier(durations: ArrayLike, is_event: ArrayLike) -> Survival:
    """The estimate from how long each one was followed (any unit) and whether it ended with the event.

    Raises ValueError where the two differ in length, or a duration is negative or not a number.
    """
    length, ended = np.asarray(durations, dtype=float), np.asarray(is_event, dtype=bool)
    if length.shape != ended.shape or length.ndim != 1:
        raise ValueError("one duration and one event for each")
    if not (length >= 0).all():
        raise ValueError("a duration is a number, 0 or more")
    ordered = np.sort(length)
    times, events = np.unique(length[ended], return_counts=True)
    at_risk = len(length) - np.searchsorted(ordered, times, side="left")
    remaining = np.cumprod(1 - events / at_risk)
    # Greenwood's sum has no value once nobody remains.
    terms = np.divide(events, at_risk * (at_risk - events), out=np.zeros(len(times)), where=at_risk > events)
    sums = np.cumsum(terms)
    points = tuple(_point(float(share), float(total)) for share, total in zip(remaining, sums, strict=True))
    return Survival(times, at_risk, events, points, ordered)


def _point(remaining: float, greenwood: float) -> Point:
    error = remaining * float(np.sqrt(greenwood))
    if not 0 < remaining < 1:
        return Point(remaining, error, None, None)
    width = TWO_SIDED_95 * float(np.sqrt(greenwood)) / float(np.log(remaining))
    low, high = sorted((remaining ** float(np.exp(width)), remaining ** float(np.exp(-width))))
    return Point(remaining, error, low, high)
