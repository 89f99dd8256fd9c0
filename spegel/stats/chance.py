"""`gap_bedomning`: has the gap between districts shrunk or grown by more than chance alone would give?

The band is a model statement, not a survey margin: every vote is counted, but who happened to vote on the day varies.
Every unit's ballots are redrawn binomially with its own electors and turnout in both elections.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spegel.stats.gaps import Cut, end_turnouts, gap_tiondel, known

SEED = 20180909
DRAWS = 2_000
WIDTH = 1.96
FEWEST_UNITS = 2

SHRINKS, GROWS, CANNOT_TELL = "minskar", "okar", "gar_inte_att_saga"
TOO_FEW_UNITS = "too_few_units"


@dataclass(frozen=True)
class Verdict:
    """The verdict with what it stands on. Gaps and changes are percentage points; all None where there is a `reason`.

    `relative_change_pp` is the change of gap over turnout, times 100; it is None too where nobody voted.
    `bottom_change_pp` is the change of turnout in the tenth of the electorate with the lowest turnout.
    """

    unit_count: int
    verdict: str
    previous_gap_pp: float | None = None
    gap_pp: float | None = None
    change_pp: float | None = None
    band_pp: float | None = None
    relative_change_pp: float | None = None
    bottom_change_pp: float | None = None
    reason: str | None = None


def verdict(
    eligible_0: Sequence[int | None],
    votes_0: Sequence[int | None],
    eligible_1: Sequence[int | None],
    votes_1: Sequence[int | None],
) -> Verdict:
    """Compare the gap of comparable units (a district, or the sum of those it is compared with) between two elections.

    The four sequences stand in the same order of units, 0 = earlier election, 1 = later. A unit without electors or
    with unknown ballots in either election is left out; fewer than two units give no verdict but a reason.
    The same numbers give the same answer whatever the order of units, areas or calls: the units are sorted and the
    random numbers start from `SEED` and a checksum of the units. Raises ValueError for ballots above the electors.
    """
    units = np.array([eligible_0, votes_0, eligible_1, votes_1], dtype=float).reshape(4, -1)
    units = units[:, known(*units[:2]) & known(*units[2:])].astype("<i8")
    count = units.shape[1]
    if count < FEWEST_UNITS:
        return Verdict(count, CANNOT_TELL, reason=TOO_FEW_UNITS)
    units = np.ascontiguousarray(units[:, np.lexsort(units)])
    earlier, later = end_turnouts(*units[:2]), end_turnouts(*units[2:])
    previous_gap, gap = _gap_pp(earlier), _gap_pp(later)
    change, band = gap - previous_gap, _band_pp(units)
    turnout_0, turnout_1 = units[1].sum() / units[0].sum(), units[3].sum() / units[2].sum()
    return Verdict(
        unit_count=count,
        verdict=SHRINKS if change < -band else GROWS if change > band else CANNOT_TELL,
        previous_gap_pp=previous_gap,
        gap_pp=gap,
        change_pp=change,
        band_pp=band,
        relative_change_pp=float(gap / turnout_1 - previous_gap / turnout_0) if turnout_0 and turnout_1 else None,
        bottom_change_pp=float(100 * (later.bottom - earlier.bottom)),
    )


def _gap_pp(cut: Cut) -> float:
    return float(100 * (cut.top - cut.bottom))


def _band_pp(units: NDArray[np.int64]) -> float:
    """Half the width of what chance alone gives the change: 1.96 standard deviations of the redrawn change."""
    random = np.random.default_rng([SEED, zlib.crc32(units.tobytes())])
    gaps = [gap_tiondel(electors, _redraw(random, electors, ballots)) for electors, ballots in (units[:2], units[2:])]
    return float(WIDTH * np.std(gaps[1] - gaps[0]))


def _redraw(random: np.random.Generator, electors: NDArray[np.int64], ballots: NDArray[np.int64]) -> NDArray[np.int64]:
    """Redrawn ballots, (draws, units). Drawn unit by unit, which is what makes NumPy's generator quick."""
    return random.binomial(electors[:, None], (ballots / electors)[:, None], size=(len(electors), DRAWS)).T
