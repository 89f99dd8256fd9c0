"""`valdeltagande_moran`: do neighbouring districts have like turnouts?

Row-standardised contiguity weights; inference by permutation with a fixed seed. Cliff & Ord's I and Anselin's local I,
both with the number of districts (not one less) as denominator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spegel.stats.multiple import adjusted, rejected

SEED = 20180909
PERMUTATIONS = 9_999
FEWEST_DISTRICTS = 20

_BLOCK = 500
"""Permutations at a time: keeps the largest city's working arrays inside the processor's cache."""
_ROUNDING = 1e-12
"""Sums of the same numbers in another order count as equal."""


@dataclass(frozen=True)
class Moran:
    """Global I and its p-value, one-sided: how often chance gives neighbours at least as alike.

    Both None below 20 districts with a neighbour, or when all values are equal. `islands` are positions of known
    districts without a known neighbour; they are left out.
    """

    district_count: int
    islands: tuple[int, ...]
    index: float | None = None
    p_value: float | None = None


@dataclass(frozen=True)
class LocalMoran:
    """One entry a district, in the order given: local I, two-sided p, p adjusted for the number tested, and class.

    Class HH or LL (alike: high or low among its like), LH or HL (low among high, high among low), None where not
    significant. Islands and unknown districts have NaN and None.
    """

    index: NDArray[np.float64]
    p_value: NDArray[np.float64]
    adjusted_p: NDArray[np.float64]
    classes: tuple[str | None, ...]


def global_moran(values: ArrayLike, pairs: ArrayLike) -> Moran:
    """Global Moran's I over districts.

    values: one number a district, unknown is None or NaN and leaves. pairs: (pairs, 2) positions in `values` of
    neighbours, in one direction or both. Give districts in order of code: the p-value varies in its third decimal with
    the order, never between runs.
    """
    graph = _Graph.of(values, pairs)
    if not graph.can_be_tested:
        return Moran(graph.size, graph.islands)
    z, (one, other, weight) = graph.deviations, graph.edges()
    statistic = weight @ (z[one] * z[other])
    random = np.random.default_rng(SEED)
    at_least_as_alike = 0
    for start in range(0, PERMUTATIONS, _BLOCK):
        count = min(_BLOCK, PERMUTATIONS - start)
        drawn = np.ascontiguousarray(random.permuted(np.tile(z, (count, 1)), axis=1).T)
        redrawn = weight @ (drawn[one] * drawn[other])
        at_least_as_alike += int(np.count_nonzero(redrawn >= statistic - _ROUNDING * (z @ z)))
    return Moran(
        district_count=graph.size,
        islands=graph.islands,
        index=float(statistic / (z @ z)),
        p_value=(at_least_as_alike + 1) / (PERMUTATIONS + 1),
    )


def local_moran(values: ArrayLike, pairs: ArrayLike) -> LocalMoran | None:
    """Local Moran's I of each district by conditional permutation; None where the global index is None.

    Arguments as in `global_moran`. The district keeps its value while its neighbours are drawn among the others.
    """
    graph = _Graph.of(values, pairs)
    if not graph.can_be_tested:
        return None
    z = graph.deviations
    lag = graph.neighbour_means()
    local_p = _conditional_p(z, lag, graph.degrees)
    names = np.where(z > 0, np.where(lag > 0, "HH", "HL"), np.where(lag > 0, "LH", "LL"))
    significant = rejected(local_p)
    classes: list[str | None] = [None] * graph.total
    for position, name, stands in zip(graph.positions, names, significant, strict=True):
        classes[position] = str(name) if stands else None
    return LocalMoran(
        index=graph.spread(z * lag / np.mean(z**2)),
        p_value=graph.spread(local_p),
        adjusted_p=graph.spread(adjusted(local_p)),
        classes=tuple(classes),
    )


def _conditional_p(z: NDArray, lag: NDArray, degrees: NDArray) -> NDArray[np.float64]:
    """Two-sided p: twice the smaller tail, never above 1."""
    random = np.random.default_rng(SEED)
    others = np.tile(np.arange(len(z) - 1), (PERMUTATIONS, 1))
    drawn = np.ascontiguousarray(random.permuted(others, axis=1)[:, : degrees.max()].T)
    p = np.empty(len(z))
    for i, degree in enumerate(degrees):
        redrawn = np.delete(z, i)[drawn[:degree]].mean(axis=0)
        above = np.count_nonzero(redrawn >= lag[i] - _ROUNDING)
        below = np.count_nonzero(redrawn <= lag[i] + _ROUNDING)
        p[i] = min(1, 2 * (min(above, below) + 1) / (PERMUTATIONS + 1))
    return p


@dataclass(frozen=True)
class _Graph:
    """The districts that take part, renumbered from 0; `pairs` holds each pair of neighbours in both directions."""

    total: int
    positions: NDArray[np.intp]
    islands: tuple[int, ...]
    values: NDArray[np.float64]
    pairs: NDArray[np.intp]

    @classmethod
    def of(cls, values: ArrayLike, pairs: ArrayLike) -> _Graph:
        numbers = np.asarray(values, float)
        known = np.isfinite(numbers)
        given = np.asarray(pairs, dtype=np.intp).reshape(-1, 2)
        given = given[(given[:, 0] != given[:, 1]) & known[given].all(axis=1)]
        edges = np.unique(np.concatenate([given, given[:, ::-1]]), axis=0)
        has_neighbour = np.isin(np.arange(numbers.size), edges[:, 0])
        new_number = np.cumsum(has_neighbour) - 1
        return cls(
            total=numbers.size,
            positions=np.flatnonzero(has_neighbour),
            islands=tuple(np.flatnonzero(known & ~has_neighbour).tolist()),
            values=numbers[has_neighbour],
            pairs=new_number[edges],
        )

    @property
    def size(self) -> int:
        return len(self.positions)

    @property
    def can_be_tested(self) -> bool:
        return self.size >= FEWEST_DISTRICTS and np.ptp(self.values) > 0

    @property
    def deviations(self) -> NDArray[np.float64]:
        return self.values - self.values.mean()

    @property
    def degrees(self) -> NDArray[np.intp]:
        return np.bincount(self.pairs[:, 0], minlength=self.size)

    def edges(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
        """Each pair of neighbours once, with the row-standardised weights of both directions added."""
        one, other = self.pairs[self.pairs[:, 0] < self.pairs[:, 1]].T
        return one, other, 1 / self.degrees[one] + 1 / self.degrees[other]

    def neighbour_means(self) -> NDArray[np.float64]:
        """Mean deviation among each district's neighbours."""
        sums = np.bincount(self.pairs[:, 0], weights=self.deviations[self.pairs[:, 1]], minlength=self.size)
        return sums / self.degrees

    def spread(self, column: NDArray[np.float64]) -> NDArray[np.float64]:
        """A column of the districts that take part, put back among all, NaN for the rest."""
        full = np.full(self.total, np.nan)
        full[self.positions] = column
        return full
