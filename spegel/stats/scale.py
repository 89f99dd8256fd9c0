"""`index_0_100`: the mean of answers from 1 to 10 as a number from 0 to 100.

It is a straight line and nothing more. SCB's NII, NRI and NMI were models of three questions, were dropped in 2021 and are
not comparable with it.
"""

from __future__ import annotations

LOWEST, HIGHEST = 1, 10


def index_0_100(mean: float | None) -> float | None:
    """(mean - 1)·100/9. None where the mean is not known. Raises ValueError outside 1-10."""
    if mean is None:
        return None
    if not LOWEST <= mean <= HIGHEST:
        raise ValueError(f"a mean of answers from 1 to 10 is not {mean}")
    return (mean - LOWEST) * 100 / (HIGHEST - LOWEST)
