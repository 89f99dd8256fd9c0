"""Change between two waves of a panel, with the test that fits who was asked: others, the same, or partly the same persons.

Differences are after - before, as shares of 1: times 100 they are percentage points. Formulas: `panel_forandring`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr

from spegel.stats import proportions
from spegel.stats.proportions import Interval, Share, Sums, newcombe, weighted
from spegel.stats.small_units import TWO_SIDED_95


@dataclass(frozen=True)
class Change:
    """A difference of two shares. `common` is how many persons are in both waves; `correlation` is that of the two shares.

    `standard_error` is linearised, and None where a wave has one person. The interval needs no standard error, and is not
    empty where nobody or everybody answered so.
    """

    difference: float
    standard_error: float | None
    interval: Interval
    common: int
    correlation: float

    @property
    def p(self) -> float | None:
        """Two-sided, by the normal distribution. None where the error is not known, or is 0 though there is a change."""
        if self.standard_error:
            return erfc(abs(self.difference) / self.standard_error / sqrt(2))
        return 1.0 if self.standard_error == 0 and self.difference == 0 else None


class Common(NamedTuple):
    """Persons who are in both waves, and the sums of the product of their two weights: over all of them, and over those who
    answered so before, after, and both times. Sums can be added up in a database."""

    people: int
    whole: float
    before: float
    after: float
    both: float


@dataclass(frozen=True)
class McNemar:
    """Whether those who changed their mind did so more in one direction, persons counted alike.

    `chi2` and `chi2_corrected` (for continuity, Edwards 1948) are None where nobody changed, and so is `interval` (Wald's), which
    would be empty. `p` is the exact binomial one, two-sided; `p_chi2` is that of `chi2`.
    """

    difference: float
    standard_error: float
    interval: Interval | None
    people: int
    chi2: float | None
    chi2_corrected: float | None
    p_chi2: float | None
    p: float


def independent(before: Share, after: Share) -> Change:
    """Change where others were asked: Newcombe's hybrid interval, each share on the number of persons it rests on."""
    return Change(after.share - before.share, _error(before, after, 0.0), newcombe(before, after), 0, 0.0)


def paired(before: ArrayLike, after: ArrayLike, weights: ArrayLike) -> Change | None:
    """Change of those who answered both times. None where nobody has a weight.

    before, after: 1 for yes and 0 for no, one a person in the same order; weights: one a person, the same for both times. Raises
    ValueError as `weighted`.
    """
    persons = np.arange(np.size(weights))
    return overlapping((persons, before, weights), (persons, after, weights))


def overlapping(
    before: tuple[Sequence[Hashable] | NDArray, ArrayLike, ArrayLike],
    after: tuple[Sequence[Hashable] | NDArray, ArrayLike, ArrayLike],
) -> Change | None:
    """Change where some were asked both times: the variances of both waves less twice the covariance of those persons.

    before, after: persons' ids, values (1 for yes, 0 for no) and weights, one a person. None where a wave has nobody with a
    weight. With nobody in both it is `independent`; with everybody in both and the same weights it is the paired difference.
    Raises ValueError as `weighted`, and where a person stands twice in a wave.
    """
    first, second = weighted(*before[1:]), weighted(*after[1:])
    if first is None or second is None:
        return None
    (earlier, before_parts), (later, after_parts) = _parts(before, first), _parts(after, second)
    common, here, there = np.intersect1d(earlier, later, assume_unique=True, return_indices=True)
    return _change(first, second, common.size, float((before_parts[here] * after_parts[there]).sum()))


def from_sums(before: tuple[Sums, Sums], after: tuple[Sums, Sums], common: Common) -> Change | None:
    """`overlapping` from sums: each wave as those who answered so and those who did not. None where a wave has nobody."""
    first, second = proportions.from_sums(*before), proportions.from_sums(*after)
    if first is None or second is None:
        return None
    together = common.both - second.share * common.before - first.share * common.after + first.share * second.share * common.whole
    corrections = [sqrt(share.people / (share.people - 1)) if share.people > 1 else 0.0 for share in (first, second)]
    weights = [sum(kind.weight for kind in wave) for wave in (before, after)]
    return _change(first, second, common.people, corrections[0] * corrections[1] * together / (weights[0] * weights[1]))


def mcnemar(both: int, only_before: int, only_after: int, neither: int) -> McNemar:
    """Persons who answered so both times, only before, only after, and never (McNemar, Psychometrika 12:153, 1947).

    Raises ValueError for negative numbers and without persons.
    """
    people, changed, net = both + only_before + only_after + neither, only_before + only_after, only_after - only_before
    if min(both, only_before, only_after, neither) < 0 or people == 0:
        raise ValueError("persons who answered both times are at least one, and never negative")
    difference, error = net / people, sqrt(changed - net * net / people) / people
    if not changed:
        return McNemar(difference, error, None, people, None, None, None, 1.0)
    chi2 = net * net / changed
    corrected = max(0, abs(net) - 1) ** 2 / changed
    # With one degree of freedom, chi-square is the square of a normal deviate.
    p_chi2 = erfc(sqrt(chi2 / 2))
    exact = min(1.0, 2 * float(bdtr(min(only_before, only_after), changed, 0.5)))
    wald = Interval(difference - TWO_SIDED_95 * error, difference + TWO_SIDED_95 * error)
    return McNemar(difference, error, wald, people, chi2, corrected, p_chi2, exact)


def _change(before: Share, after: Share, common: int, covariance: float) -> Change:
    errors = (before.standard_error or 0.0) * (after.standard_error or 0.0)
    correlation = float(np.clip(covariance / errors, -1, 1)) if errors else 0.0
    error, interval = _error(before, after, correlation), newcombe(before, after, correlation)
    return Change(after.share - before.share, error, interval, common, correlation)


def _error(before: Share, after: Share, correlation: float) -> float | None:
    one, other = before.standard_error, after.standard_error
    if one is None or other is None:
        return None
    return sqrt(max(0.0, one * one + other * other - 2 * correlation * one * other))


def _parts(wave: tuple, share: Share) -> tuple[NDArray, NDArray[np.float64]]:
    """Ids of the persons with a weight, and what each adds to the share's linearised error: their squares add up to SE²."""
    persons, values, weights = np.asarray(wave[0]), np.asarray(wave[1], float), np.asarray(wave[2], float)
    if persons.shape != weights.shape:
        raise ValueError("one id for each person")
    has_weight = weights > 0
    persons, weight, value = persons[has_weight], weights[has_weight], values[has_weight]
    if np.unique(persons).size < persons.size:
        raise ValueError("a person answers once in a wave")
    correction = sqrt(persons.size / (persons.size - 1)) if persons.size > 1 else 0.0
    return persons, correction * weight * (value - share.share) / weight.sum()
