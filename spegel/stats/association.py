"""`samband_omrade`: association between areas. It says nothing about persons (Robinson 1950)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Line:
    """Weighted least squares: y = intercept + Σ slopes·x, and the share of y's variance it accounts for."""

    intercept: float
    slopes: tuple[float, ...]
    r_squared: float


def pearson(x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> float | None:
    """Pearson's r, each area counted by its weight (electors); unweighted without. None where x or y does not vary."""
    a, b = np.asarray(x, float), np.asarray(y, float)
    if not (_varies(a) and _varies(b)):
        return None
    w = _weights(weights, a)
    a, b = a - np.average(a, weights=w), b - np.average(b, weights=w)
    return float((w * a * b).sum() / np.sqrt((w * a * a).sum() * (w * b * b).sum()))


def spearman(x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> float | None:
    """Spearman's r: Pearson's on ranks, equal values sharing their mean rank. Arguments as in `pearson`."""
    return pearson(_mean_ranks(x), _mean_ranks(y), weights)


def line(y: ArrayLike, *covariates: ArrayLike, weights: ArrayLike | None = None) -> Line | None:
    """The least-squares line of y on one or two covariates, areas counted by weight.

    None where y or a covariate does not vary, where one covariate repeats another, or where there are no more areas
    than coefficients.
    """
    target = np.asarray(y, float)
    columns = np.column_stack([np.ones_like(target), *(np.asarray(covariate, float) for covariate in covariates)])
    if len(target) <= columns.shape[1] or not _varies(target) or np.linalg.matrix_rank(columns) < columns.shape[1]:
        return None
    w = _weights(weights, target)
    root = np.sqrt(w)
    coefficients = np.linalg.lstsq(columns * root[:, None], target * root, rcond=None)[0]
    left = (w * (target - columns @ coefficients) ** 2).sum()
    total = (w * (target - np.average(target, weights=w)) ** 2).sum()
    intercept, *slopes = coefficients.tolist()
    return Line(intercept, tuple(slopes), float(1 - left / total))


def _weights(weights: ArrayLike | None, like: NDArray) -> NDArray[np.float64]:
    return np.ones_like(like) if weights is None else np.asarray(weights, float)


def _varies(numbers: NDArray) -> bool:
    return numbers.size > 1 and bool(np.ptp(numbers) > 0)


def _mean_ranks(numbers: ArrayLike) -> NDArray[np.float64]:
    _, which, counts = np.unique(np.asarray(numbers, float), return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[which]
