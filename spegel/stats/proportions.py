"""Shares and how sure they are: Wilson's interval, Clopper and Pearson's, and shares of weighted answers.

A weighted share is no surer than an unweighted one of fewer persons. How many fewer is told in two ways, by the weights alone
(Kish's n_eff) and by how the answers and the weights go together (n* = p(1-p)/SE²), and the smaller one is used. Weights are
treated as fixed. For a panel that recruits itself the interval describes the model and no sampling. Formulas: `panel_andel`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from spegel.stats.small_units import TWO_SIDED_95

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """Lowest and highest value that the observed one speaks for."""

    low: float
    high: float

    @property
    def is_apart_from_zero(self) -> bool:
        """True where the sign of a difference is sure."""
        return self.low > 0 or self.high < 0


class Sums(NamedTuple):
    """What a share needs to know about the answers of one kind: persons, their weights, and the squares of those.

    Persons without a weight, or with the weight 0, are in none of them. Sums can be added up in a database.
    """

    people: int
    weight: float
    weight_squared: float


@dataclass(frozen=True)
class Share:
    """A share, 0-1, with all that must be shown beside it.

    `people` is the unweighted base, `effective_people` Kish's n_eff and `design_effect` their ratio. `certain_people` is the
    size that the interval rests on: n*, or n_eff where that is smaller, or where nobody or everybody answered so.
    `standard_error` is linearised, and None for one person.
    """

    share: float
    standard_error: float | None
    people: int
    effective_people: float
    certain_people: float
    interval: Interval

    @property
    def design_effect(self) -> float:
        """How many times as many persons are needed as without weights, for the same certainty."""
        return self.people / self.effective_people


def wilson(count: float, people: float, z: float = TWO_SIDED_95) -> Interval:
    """Wilson's interval of a share of `people`, 0-1 (JASA 22:209, 1927). Raises ValueError without people.

    Both may be fractions: an effective number of persons.
    """
    _check(count, people)
    share, square = count / people, z * z
    middle = (share + square / (2 * people)) / (1 + square / people)
    half = z / (1 + square / people) * sqrt(share * (1 - share) / people + square / (4 * people**2))
    # Rounding may leave the limit of a share near 0 or 1 a hair outside.
    return Interval(max(0.0, middle - half) if count else 0.0, min(1.0, middle + half) if count < people else 1.0)


def clopper_pearson(count: float, people: float, confidence: float = CONFIDENCE) -> Interval:
    """The exact interval, wider than Wilson's: only when asked for (Biometrika 26:404, 1934). Raises as `wilson`.

    With an effective number of persons it is Korn and Graubard's, the careful check of a weighted share (1998).
    """
    _check(count, people)
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, people - count + 1, tail))
    high = 1.0 if count == people else float(betaincinv(count + 1, people - count, 1 - tail))
    return Interval(low, high)


def newcombe(before: Share, after: Share, correlation: float = 0.0) -> Interval:
    """The interval of after - before, from the intervals of both: Newcombe's hybrid, method 10 (Stat Med 17:873, 1998).

    correlation: of the two shares, where the same persons are in both (Zou and Donner, Stat Med 27:1693, 2008). Defined also
    where nobody or everybody answered so, and never outside -1 to 1.
    """
    difference = after.share - before.share

    def reach(up: float, down: float) -> float:
        # Rounding may leave a hair below zero where one distance cancels the other.
        return sqrt(max(0.0, up * up + down * down - 2 * correlation * up * down))

    return Interval(
        difference - reach(after.share - after.interval.low, before.interval.high - before.share),
        difference + reach(after.interval.high - after.share, before.share - before.interval.low),
    )


def weighted(values: ArrayLike, weights: ArrayLike) -> Share | None:
    """`panel_andel`: the share of those who answered so. None where nobody has a weight.

    values: one a person, 1 or True for yes. weights: one a person; a weight of 0 or NaN leaves the person out. Raises ValueError
    where lengths differ, a value is neither, or a weight is negative.
    """
    yes, weight = np.asarray(values, float), np.asarray(weights, float)
    if yes.shape != weight.shape or yes.ndim != 1:
        raise ValueError("one value and one weight for each")
    if not np.isin(yes, (0, 1)).all():
        raise ValueError("a value is 1 for yes or 0 for no")
    if (weight < 0).any():
        raise ValueError("a weight is 0 or more")

    def sums(which: np.ndarray) -> Sums:
        own = weight[which & (weight > 0)]
        return Sums(own.size, float(own.sum()), float((own * own).sum()))

    return from_sums(sums(yes == 1), sums(yes == 0))


def unweighted(count: int, people: int) -> Share:
    """The share of persons counted alike, with Wilson's interval on all of them. Raises ValueError as `wilson`."""
    interval, others = wilson(count, people), people - count
    found = from_sums(Sums(count, count, count), Sums(others, others, others))
    return replace(found, certain_people=float(people), interval=interval)


def from_sums(yes: Sums, no: Sums) -> Share | None:
    """`panel_andel` from sums over those who answered so and those who did not. None where there are none of either.

    SE² = n/(n-1)·Σw²(y-p)²/(Σw)², written so that nothing is subtracted and a share near 0 or 1 loses no digits.
    """
    people, total = yes.people + no.people, yes.weight + no.weight
    if total == 0:
        return None
    share = yes.weight / total
    effective = total * total / (yes.weight_squared + no.weight_squared)
    around = (1 - share) ** 2 * yes.weight_squared + share**2 * no.weight_squared
    error = sqrt(people / (people - 1) * around) / total if people > 1 else None
    certain = min(effective, share * (1 - share) / error**2) if error else effective
    return Share(share, error, people, effective, certain, wilson(share * certain, certain))


def _check(count: float, people: float) -> None:
    if people <= 0:
        raise ValueError("a share of nobody")
    if not 0 <= count <= people:
        raise ValueError(f"{count} of {people} is no share")
