"""How far a body is from the people it stands for: distance, balance, chance, and what a difference is in persons.

q is a group's share of the seats, p its share of the reference population, both 0-1. Seats of people whose group is not known are
outside both. Formulas: `repr_*` and `konsbalans` in `queries/indicators`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, isclose, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, hypergeom

SMALL_PART = 0.01
"""Below this share of the population drawing with and without putting back give the same, and the binomial is used."""


def gap_pp(seat_share: float, population_share: float) -> float:
    """`repr_gap`: q - p in percentage points."""
    return 100 * (seat_share - population_share)


def ratio(seat_share: float, population_share: float) -> float | None:
    """`repr_kvot`: q / p, 1 = proportional. None for a group that is not in the population."""
    return seat_share / population_share if population_share else None


def missing_members(seats: int, count: int, group: int, population: int) -> int:
    """`repr_saknade_ledamoter`: how many more members of the group a proportional body would have; negative = fewer.

    `seats` and `count`: seats in all and the group's; `group` of `population` residents belong to it. Halves round up, exactly.
    Raises ValueError for a population of nobody.
    """
    if population <= 0:
        raise ValueError("nobody to represent")
    return (2 * seats * group + population) // (2 * population) - count


def tvd(seat_shares: Sequence[float], population_shares: Sequence[float]) -> float:
    """`repr_tvd`: half the sum of |q - p|, 0-1: the share of the seats that would have to change group.

    Both lists hold every group once, in the same order. Raises ValueError where one of them is not the whole.
    """
    _demand_wholes(seat_shares, population_shares)
    return fsum(abs(q - p) for q, p in zip(seat_shares, population_shares, strict=True)) / 2


def lsq(seat_shares: Sequence[float], population_shares: Sequence[float]) -> float:
    """`repr_lsq`: Gallagher's least-squares index over all groups, 0-100 (Electoral Studies 10:33, 1991).

    Unlike `tvd` it takes published shares that do not quite add up. Raises ValueError for lists of different lengths.
    """
    return sqrt(fsum((100 * q - 100 * p) ** 2 for q, p in zip(seat_shares, population_shares, strict=True)) / 2)


def balance(women: int, men: int) -> float | None:
    """`konsbalans`: the smaller number by the larger, 0-1; 0.67 is about 40/60. None where there is neither."""
    return min(women, men) / max(women, men) if women or men else None


def at_most(count: ArrayLike, population: ArrayLike, group: ArrayLike, seats: ArrayLike) -> NDArray[np.float64]:
    """P(X <= count), X hypergeometric: members of a group of `group` among `seats` drawn at random from `population`.

    Arrays of any one shape, or numbers. Raises ValueError for more seats or a larger group than the population.
    """
    if np.any(np.greater(seats, population)) or np.any(np.greater(group, population)):
        raise ValueError("neither the seats nor the group can be larger than the population")
    return np.asarray(hypergeom.cdf(count, population, group, seats))


def at_most_of_many(count: ArrayLike, share: ArrayLike, seats: ArrayLike) -> NDArray[np.float64]:
    """P(X <= count), X binomial: what `at_most` comes to when the body is a very small part of the population."""
    return np.asarray(binom.cdf(count, seats, share))


def chance(count: ArrayLike, population: ArrayLike, group: ArrayLike, seats: ArrayLike) -> NDArray[np.float64]:
    """`repr_slump`: how often so few of the group would sit in a body of this size drawn at random, 0-1.

    Hypergeometric, and binomial where the body is less than 1 % of the population. Context only: parties are no random draws.
    Arguments and errors as `at_most`.
    """
    counts, residents, groups, drawn = (np.asarray(given, float) for given in (count, population, group, seats))
    exact = at_most(counts, residents, groups, drawn)
    return np.where(drawn < SMALL_PART * residents, at_most_of_many(counts, groups / residents, drawn), exact)


def _demand_wholes(*parts: Sequence[float]) -> None:
    for shares in parts:
        if not isclose(fsum(shares), 1, abs_tol=1e-9):
            raise ValueError(f"shares of a whole add up to 1, not {fsum(shares)}")
