"""Many tests at once: Benjamini and Hochberg's control of the share of false alarms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FALSE_ALARMS = 0.05


def adjusted(p_values: ArrayLike) -> NDArray[np.float64]:
    """Adjusted p-values in the order given: the lowest level at which each test would be rejected.

    Source: Benjamini & Hochberg 1995, JRSS B 57:289. Raises ValueError for anything outside 0-1.
    """
    p = np.asarray(p_values, float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("p-values lie between 0 and 1")
    order = np.argsort(p)[::-1]
    ranks = np.arange(p.size, 0, -1)
    result = np.empty_like(p)
    result[order] = np.minimum.accumulate(np.minimum(1, p[order] * (p.size / ranks)))
    return result


def rejected(p_values: ArrayLike, level: float = FALSE_ALARMS) -> NDArray[np.bool_]:
    """Which tests stand when at most `level` of those called significant may be false alarms on average."""
    return adjusted(p_values) <= level
