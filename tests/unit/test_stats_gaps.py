"""Tenths of the electorate: by hand, against exact fractions, and the identities any gap must keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats.gaps import end_turnouts, gap_tiondel, known
from tests import recompute
from tests.recompute import District

deterministic = settings(derandomize=True, deadline=None)


@st.composite
def districts(draw, most: int = 12) -> list[District]:
    """Districts with distinct codes, any size and any turnout, the extremes included."""
    sizes = draw(st.lists(st.integers(1, 2_500), min_size=1, max_size=most))
    return [District(size, draw(st.integers(0, size)), f"{number:02}") for number, size in enumerate(sizes)]


def columns(rows: list[District]) -> tuple[list[int], list[int]]:
    return [row.eligible for row in rows], [row.votes for row in rows]


def test_the_boundary_district_enters_with_the_part_needed():
    """A tenth of 1,000 electors is 100: all 60 of the best district and 40 of the next."""
    cut = end_turnouts([60, 340, 600], [54, 272, 300])
    assert cut.top == pytest.approx((54 + 40 * 0.8) / 100)
    assert cut.bottom == pytest.approx(0.5)
    assert gap_tiondel([60, 340, 600], [54, 272, 300]) == pytest.approx(36.0)


def test_a_third_of_the_electorate():
    cut = end_turnouts([100, 100, 100], [90, 60, 30], share=1 / 3)
    assert (cut.top, cut.bottom) == (pytest.approx(0.9), pytest.approx(0.3))


def test_one_district_has_no_gap():
    assert gap_tiondel([1_200], [777]) == 0


def test_districts_without_electors_or_with_unknown_ballots_leave():
    assert known([100, 0, 100], [50, 0, None]).tolist() == [True, False, False]
    assert gap_tiondel([100, 0, 100, 100], [50, 0, None, 60]) == pytest.approx(10.0)


@pytest.mark.parametrize(("eligible", "votes"), [([], []), ([0], [0]), ([100], [None])])
def test_nothing_known_is_unknown_and_not_zero(eligible, votes):
    assert end_turnouts(eligible, votes) is None
    assert gap_tiondel(eligible, votes) is None


@pytest.mark.parametrize(("eligible", "votes"), [([100], [101]), ([100], [-1]), ([-1], [-2])])
def test_impossible_counts_are_refused(eligible, votes):
    with pytest.raises(ValueError, match="between 0 and the electors"):
        gap_tiondel(eligible, votes)


def test_redraws_at_once_equal_redraws_one_by_one():
    random = np.random.default_rng(4)
    eligible = random.integers(500, 2_000, 23)
    draws = random.binomial(eligible, 0.7, size=(50, 23))
    assert gap_tiondel(eligible, draws) == pytest.approx([float(gap_tiondel(eligible, draw)) for draw in draws])


@deterministic
@given(districts())
def test_agrees_with_exact_fractions(rows):
    assert float(gap_tiondel(*columns(rows))) == pytest.approx(float(recompute.gap_tiondel(rows)), abs=1e-9)


@deterministic
@given(districts(), st.randoms(use_true_random=False))
def test_order_of_districts_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert gap_tiondel(*columns(shuffled)) == pytest.approx(gap_tiondel(*columns(rows)), abs=1e-9)


@deterministic
@given(districts())
def test_splitting_a_district_in_two_alike_does_not_matter(rows):
    doubled = [District(2 * row.eligible, 2 * row.votes) for row in rows]
    assert gap_tiondel(*columns(rows + rows)) == pytest.approx(gap_tiondel(*columns(doubled)), abs=1e-9)


@deterministic
@given(districts())
def test_lies_between_nothing_and_the_span(rows):
    gap = float(gap_tiondel(*columns(rows)))
    turnouts = [float(row.turnout) for row in rows]
    assert -1e-9 <= gap <= 100 * (max(turnouts) - min(turnouts)) + 1e-9


@deterministic
@given(st.lists(st.integers(1, 300), min_size=1, max_size=15))
def test_equal_turnouts_have_no_gap(sizes):
    assert gap_tiondel([4 * size for size in sizes], [3 * size for size in sizes]) == pytest.approx(0, abs=1e-9)


@deterministic
@given(districts())
def test_the_ends_swap_when_voters_and_others_swap(rows):
    cut = end_turnouts(*columns(rows))
    swapped = end_turnouts([row.eligible for row in rows], [row.eligible - row.votes for row in rows])
    assert swapped.top == pytest.approx(1 - cut.bottom)
    assert swapped.bottom == pytest.approx(1 - cut.top)
