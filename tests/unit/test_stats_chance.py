"""The verdict on the change of the gap, and its chance band."""

from __future__ import annotations

from math import sqrt
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats.chance import CANNOT_TELL, GROWS, SHRINKS, TOO_FEW_UNITS, verdict
from spegel.stats.gaps import gap_tiondel

deterministic = settings(derandomize=True, deadline=None, max_examples=25)

EVEN = [600, 605, 610, 615, 620]
WIDE = [300, 500, 600, 700, 800]
SIZES = [1_000] * 5


@pytest.mark.parametrize(
    ("before", "after", "word"), [(WIDE, EVEN, SHRINKS), (EVEN, WIDE, GROWS), (EVEN, EVEN[::-1], CANNOT_TELL)]
)
def test_the_three_words(before, after, word):
    result = verdict(SIZES, before, SIZES, after)
    assert result.verdict == word
    assert result.reason is None
    assert result.unit_count == 5


def test_every_figure_it_stands_on():
    result = verdict(SIZES, WIDE, [2_000] * 5, [900, 1_000, 1_100, 1_200, 1_300])
    assert result.previous_gap_pp == pytest.approx(50.0)
    assert result.gap_pp == pytest.approx(20.0)
    assert result.change_pp == pytest.approx(-30.0)
    assert result.relative_change_pp == pytest.approx(100 * (0.20 / 0.55 - 0.50 / 0.58))
    assert result.bottom_change_pp == pytest.approx(15.0)


def test_the_gap_may_shrink_because_the_top_fell():
    result = verdict(SIZES, WIDE, SIZES, [250, 300, 350, 400, 450])
    assert result.verdict == SHRINKS
    assert result.bottom_change_pp == pytest.approx(-5.0)


def test_the_band_is_that_of_binomial_differences():
    """Two far-apart units: the gap is t_1 - t_0, so the variance of its change is the sum of four binomial ones."""
    size, low, high = 900, 270, 720
    result = verdict([size, size], [low, high], [size, size], [low, high])
    theory = 196 * sqrt(2 * (0.3 * 0.7 + 0.8 * 0.2) / size)
    assert result.band_pp == pytest.approx(theory, rel=0.06)
    assert result.verdict == CANNOT_TELL


def test_certain_turnout_leaves_nothing_to_chance():
    result = verdict([100, 100], [0, 100], [100, 100], [100, 100])
    assert (result.band_pp, result.verdict) == (0, SHRINKS)


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_units_give_a_reason_and_no_figures(count):
    result = verdict(SIZES[:count], EVEN[:count], SIZES[:count], WIDE[:count])
    assert (result.verdict, result.reason, result.unit_count) == (CANNOT_TELL, TOO_FEW_UNITS, count)
    assert (result.previous_gap_pp, result.gap_pp, result.change_pp, result.band_pp) == (None,) * 4
    assert (result.relative_change_pp, result.bottom_change_pp) == (None, None)


def test_a_unit_unknown_in_either_election_leaves_both():
    whole = verdict(SIZES[:3], WIDE[:3], SIZES[:3], EVEN[:3])
    gaps = verdict([*SIZES[:3], 1_000, 0], [*WIDE[:3], None, 0], [*SIZES[:3], 1_000, 90], [*EVEN[:3], 999, 9])
    assert gaps == whole


def test_nobody_voting_leaves_no_relative_change():
    result = verdict(SIZES, [0] * 5, SIZES, WIDE)
    assert result.relative_change_pp is None
    assert result.change_pp == pytest.approx(50.0)


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="between 0 and the electors"):
        verdict([100, 100], [50, 101], [100, 100], [50, 60])


@st.composite
def units(draw):
    rows = draw(st.lists(st.tuples(st.integers(1, 1_500), st.integers(1, 1_500)), min_size=2, max_size=8))
    return [(e0, draw(st.integers(0, e0)), e1, draw(st.integers(0, e1))) for e0, e1 in rows]


@deterministic
@given(units(), st.randoms(use_true_random=False))
def test_the_same_units_in_another_order_give_the_same_answer(rows, random):
    first = verdict(*zip(*rows, strict=True))
    verdict(SIZES, EVEN, SIZES, WIDE)
    assert verdict(*zip(*random.sample(rows, len(rows)), strict=True)) == first


@deterministic
@given(units())
def test_the_word_follows_from_change_and_band(rows):
    result = verdict(*zip(*rows, strict=True))
    eligible_0, votes_0, eligible_1, votes_1 = zip(*rows, strict=True)
    change = gap_tiondel(eligible_1, votes_1) - gap_tiondel(eligible_0, votes_0)
    assert result.change_pp == pytest.approx(change, abs=1e-9)
    outside = abs(result.change_pp) > result.band_pp
    assert result.verdict == ((SHRINKS if result.change_pp < 0 else GROWS) if outside else CANNOT_TELL)


def test_the_verdict_of_a_large_city_does_not_wait():
    """592 districts, as in Stockholm; the limit is far above what it takes, so only a change of method can break it."""
    random = np.random.default_rng(2)
    eligible = random.integers(900, 2_000, 592)
    votes = random.binomial(eligible, random.uniform(0.4, 0.9, 592))
    start = process_time()
    assert verdict(eligible, votes, eligible, votes).verdict == CANNOT_TELL
    assert process_time() - start < 2
