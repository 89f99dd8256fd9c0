"""Shares of small units: what chance would give (funnel limits), and steadier estimates (empirical Bayes).

Turnout by voting district needs neither: its spread is far above chance (see `overdispersion`) and its units are
large. Dialogue reach, panels, classes and proposals do. Counts are never shrunk, and the raw value stands beside.
"""

from __future__ import annotations

from math import lgamma
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

TWO_SIDED_95 = 1.959964
TWO_SIDED_998 = 3.090232


class Limits(NamedTuple):
    """Control limits (shares 0-1), one pair a unit."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Overdispersion(NamedTuple):
    """`phi` = 1 where units spread as chance gives; `tau2` is the variance beyond chance on the arcsine scale."""

    phi: float
    tau2: float


def normal_limits(target: float, sizes: ArrayLike, z: float = TWO_SIDED_95) -> Limits:
    """Funnel limits p0 ± z·sqrt(p0(1-p0)/n), clipped to 0-1; what UKHSA's method reduces to.

    target: the share all units are held against, 0-1. sizes: persons in each unit, at least 1.
    """
    half = z * np.sqrt(target * (1 - target) / np.asarray(sizes, float))
    return Limits(np.clip(target - half, 0, 1), np.clip(target + half, 0, 1))


def exact_limit(target: float, size: int, quantile: float) -> float:
    """One exact binomial funnel limit, interpolated between counts; for units below 50.

    quantile: 0.025 and 0.975, or 0.001 and 0.999. Clipped to 0-1. Source: Spiegelhalter 2005, appendix A.1.1.
    """
    cumulative = np.cumsum(_binomial_probabilities(target, size))
    count = int(np.searchsorted(cumulative, quantile))
    below = cumulative[count - 1] if count else 0.0
    excess = (cumulative[count] - quantile) / (cumulative[count] - below)
    return float(np.clip((count - excess) / size, 0, 1))


def overdispersed_limits(target: float, sizes: ArrayLike, tau2: float, z: float = TWO_SIDED_95) -> Limits:
    """Funnel limits that allow for variance beyond chance, `tau2` of `overdispersion`, on the arcsine scale."""
    half = z * np.sqrt(1 / (4 * np.asarray(sizes, float)) + tau2)
    middle = np.arcsin(np.sqrt(target))
    low, high = (np.sin(np.clip(middle + side, 0, np.pi / 2)) ** 2 for side in (-half, half))
    return Limits(low, high)


def overdispersion(cases: ArrayLike, sizes: ArrayLike, trim: float = 0.1) -> Overdispersion:
    """How much more units spread around their common share than chance gives, extremes winsorised.

    cases, sizes: counts per unit. trim: share winsorised in each tail. Source: Spiegelhalter 2005, on the
    arcsine-square-root scale. tau2 is 0 where phi says there is nothing beyond chance.
    """
    k, n = np.asarray(cases, float), np.asarray(sizes, float)
    error = 1 / (2 * np.sqrt(n))
    z = (np.arcsin(np.sqrt(k / n)) - np.arcsin(np.sqrt(k.sum() / n.sum()))) / error
    phi = float(np.mean(np.clip(z, *np.quantile(z, [trim, 1 - trim])) ** 2))
    weight = 1 / error**2
    beyond = n.size * phi - (n.size - 1)
    tau2 = beyond / (weight.sum() - (weight**2).sum() / weight.sum()) if beyond > 0 else 0.0
    return Overdispersion(phi, float(tau2))


def shrunken_shares(cases: ArrayLike, sizes: ArrayLike) -> NDArray[np.float64]:
    """Empirical Bayes shares (0-1): each unit drawn towards the common share, the small ones most.

    Binomial, Martuzzi & Elliott 1996. Where units spread no more than chance gives, all get the common share.
    """
    k, n = np.asarray(cases, float), np.asarray(sizes, float)
    common, mean_size = k.sum() / n.sum(), n.mean()
    within = common * (1 - common)
    between = max(0.0, mean_size * _weighted_variance(k, n) - within)
    full = between * (n - 1) + within * (mean_size - 1)
    trust = np.divide(between * n, full, out=np.zeros_like(n), where=full > 0)
    return common + trust * (k / n - common)


def shrunken_rates(events: ArrayLike, residents: ArrayLike) -> NDArray[np.float64]:
    """Empirical Bayes rates per resident, for events that may be more than one a person.

    Poisson, Marshall 1991. Where areas spread no more than chance gives, all get the common rate.
    """
    k, n = np.asarray(events, float), np.asarray(residents, float)
    common = k.sum() / n.sum()
    between = max(0.0, _weighted_variance(k, n) - common / n.mean())
    full = between + common / n
    trust = np.divide(between, full, out=np.zeros_like(n), where=full > 0)
    return common + trust * (k / n - common)


def _weighted_variance(cases: NDArray, sizes: NDArray) -> float:
    return float((sizes * (cases / sizes - cases.sum() / sizes.sum()) ** 2).sum() / sizes.sum())


def _binomial_probabilities(share: float, size: int) -> NDArray[np.float64]:
    """P(X = 0 … size); through logarithms, as the factors overflow for large units."""
    counts = np.arange(size + 1)
    log_factorial = np.array([lgamma(count + 1) for count in range(size + 1)])
    log_ways = log_factorial[size] - log_factorial - log_factorial[::-1]
    return np.exp(log_ways + counts * np.log(share) + (size - counts) * np.log1p(-share))
