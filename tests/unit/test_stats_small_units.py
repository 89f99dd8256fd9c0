"""Funnel limits, overdispersion and empirical Bayes; published numbers stand among the oracles."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats.small_units import (
    TWO_SIDED_998,
    exact_limit,
    normal_limits,
    overdispersed_limits,
    overdispersion,
    shrunken_rates,
    shrunken_shares,
)

deterministic = settings(derandomize=True, deadline=None)


@st.composite
def units(draw):
    sizes = draw(st.lists(st.integers(1, 400), min_size=2, max_size=12))
    return [draw(st.integers(0, size)) for size in sizes], sizes


def test_limits_narrow_with_size_and_stay_within_shares():
    limits = normal_limits(0.9, [4, 100, 10_000], TWO_SIDED_998)
    assert limits.high[0] == 1
    assert (np.diff(limits.high - limits.low) < 0).all()
    assert limits.low[2] == pytest.approx(0.9 - TWO_SIDED_998 * 0.003)


@pytest.mark.parametrize("size", [12, 49])
@pytest.mark.parametrize("quantile", [0.025, 0.975])
def test_exact_limit_lies_on_the_count_where_chance_passes_the_quantile(size, quantile):
    share, passed, count = 0.3, 0.0, -1
    while passed < quantile:
        count += 1
        passed += comb(size, count) * share**count * (1 - share) ** (size - count)
    limit = exact_limit(share, size, quantile) * size
    assert max(0, count - 1) <= limit <= count


def test_exact_limit_never_falls_below_nothing():
    assert exact_limit(0.01, 10, 0.025) == 0


def test_exact_limits_meet_the_normal_ones_in_large_units():
    limits = normal_limits(0.6, [20_000])
    exact = [exact_limit(0.6, 20_000, quantile) for quantile in (0.025, 0.975)]
    assert exact == pytest.approx([limits.low[0], limits.high[0]], abs=2e-4)


def test_limits_with_overdispersion_are_wider_and_without_it_near_the_normal_ones():
    sizes = [500, 2_000]
    plain, wide = overdispersed_limits(0.7, sizes, 0.0), overdispersed_limits(0.7, sizes, 0.01)
    assert plain.low == pytest.approx(normal_limits(0.7, sizes).low, abs=2e-3)
    assert (wide.low < plain.low).all()
    assert (wide.high > plain.high).all()
    assert overdispersed_limits(0.99, [1], 1.0) == ([0.0], [1.0])


def test_units_that_follow_chance_are_not_overdispersed():
    sizes = np.full(400, 300)
    cases = np.random.default_rng(6).binomial(sizes, 0.6)
    result = overdispersion(cases, sizes, trim=0)
    assert result.phi == pytest.approx(1, abs=0.2)
    assert result.tau2 < 2e-4


def test_variance_beyond_chance_is_found():
    random = np.random.default_rng(7)
    sizes = np.full(2_000, 500)
    angles = random.normal(np.arcsin(np.sqrt(0.5)), 0.1, 2_000)
    cases = random.binomial(sizes, np.sin(angles) ** 2)
    assert overdispersion(cases, sizes, trim=0).tau2 == pytest.approx(0.01, rel=0.1)


@deterministic
@given(units())
def test_shrinking_moves_towards_the_common_share_and_never_past(rows):
    cases, sizes = (np.asarray(column, float) for column in rows)
    common, raw = cases.sum() / sizes.sum(), cases / sizes
    for shrunken in (shrunken_shares(cases, sizes), shrunken_rates(cases, sizes)):
        assert (np.minimum(raw, common) - 1e-9 <= shrunken).all()
        assert (shrunken <= np.maximum(raw, common) + 1e-9).all()


def test_the_small_unit_moves_most():
    shrunken = shrunken_shares([0, 200, 800], [2, 1_000, 1_000])
    assert shrunken[0] > 0.2
    assert shrunken[1:] == pytest.approx([0.2, 0.8], abs=0.01)


def test_units_no_further_apart_than_chance_get_the_common_value():
    assert shrunken_shares([5, 5, 6], [10, 10, 10]) == pytest.approx(16 / 30)
    assert shrunken_rates([5, 5, 6], [100, 100, 100]) == pytest.approx(16 / 300)


def test_nothing_anywhere_stays_nothing():
    assert shrunken_shares([0, 0], [10, 1]).tolist() == [0, 0]
    assert shrunken_rates([0, 0], [10, 1]).tolist() == [0, 0]


def test_marshalls_rates_by_hand():
    """Four areas of 100 residents: b = 60/400, a = s² - b/100, estimate = b + a(p - b)/(a + b/100)."""
    rates = np.array([0.0, 0.1, 0.1, 0.4])
    common = 0.15
    between = ((rates - common) ** 2).mean() - common / 100
    expected = common + between * (rates - common) / (between + common / 100)
    assert shrunken_rates([0, 10, 10, 40], [100] * 4) == pytest.approx(expected)
