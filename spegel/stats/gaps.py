"""The primary gap measure, `gap_tiondel`, and the cut of the electorate it stands on.

Every other gap measure is one SQL query; this one is also needed for thousands of redraws at once (`chance`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

TENTH = 0.1


class Cut(NamedTuple):
    """Turnout (0-1) at the two ends of the electorate: one number each, or one per redraw."""

    top: NDArray[np.float64]
    bottom: NDArray[np.float64]


def known(eligible: ArrayLike, votes: ArrayLike) -> NDArray[np.bool_]:
    """Which districts have electors and a known number of ballots; the others leave every gap measure.

    Unknown is None or NaN; shapes as in `end_turnouts`. Raises ValueError where ballots are negative or more than the electors.
    """
    electors, ballots = np.asarray(eligible, float), np.asarray(votes, float)
    if (electors < 0).any() or (ballots < 0).any() or (ballots > electors).any():
        raise ValueError("ballots must lie between 0 and the electors of the district")
    return (electors > 0) & np.isfinite(np.atleast_2d(ballots)).all(axis=0)


def end_turnouts(eligible: ArrayLike, votes: ArrayLike, share: float = TENTH) -> Cut | None:
    """Turnout among the `share` of the electorate that lives in the districts with the highest and lowest turnout.

    The district on the boundary enters with the fraction of it that is needed to fill the share.

    eligible: electors, shape (districts,). votes: ballots, shape (districts,) or, for redraws, (draws, districts).
    None when no district has both electors and known ballots.
    """
    electors, ballots = np.asarray(eligible, float), np.asarray(votes, float)
    kept = known(electors, ballots)
    if not kept.any():
        return None
    electors, ballots = electors[kept], ballots[..., kept]
    order = np.argsort(ballots / electors, axis=-1)
    electors, ballots = electors[order], np.take_along_axis(ballots, order, axis=-1)
    return Cut(
        top=_turnout_of_first(electors[..., ::-1], ballots[..., ::-1], share),
        bottom=_turnout_of_first(electors, ballots, share),
    )


def gap_tiondel(eligible: ArrayLike, votes: ArrayLike) -> NDArray[np.float64] | None:
    """`gap_tiondel` in percentage points: turnout of the top tenth of the electorate minus that of the bottom tenth.

    Shapes and None as in `end_turnouts`. One district gives 0.
    """
    cut = end_turnouts(eligible, votes)
    return None if cut is None else 100 * (cut.top - cut.bottom)


def _turnout_of_first(electors: NDArray, ballots: NDArray, share: float) -> NDArray[np.float64]:
    """Turnout of the first `share` of the electorate along the last axis, in the order given."""
    wanted = share * electors.sum(axis=-1, keepdims=True)
    before = np.cumsum(electors, axis=-1) - electors
    part = np.clip((wanted - before) / electors, 0, 1)
    return (part * ballots).sum(axis=-1) / wanted[..., 0]
