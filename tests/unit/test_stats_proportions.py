"""Shares and their intervals: published tables, scipy's judgement, and what must hold of any answers."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from spegel.stats import proportions
from spegel.stats.proportions import Interval, Sums

always = settings(max_examples=200, deadline=None, derandomize=True)

answers = st.lists(st.tuples(st.booleans(), st.floats(0.05, 50)), min_size=2, max_size=60)
counted = st.integers(1, 2000).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))

# Newcombe 1998, Stat Med 17:873, table II, method 10 (hybrid score without continuity correction).
DIFFERENCES = (
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((10, 10), (0, 10), (0.6075, 1.0000)),
)


def of(pairs) -> proportions.Share:
    return proportions.weighted(*zip(*pairs, strict=True))


@always
@given(counted)
def test_wilson_and_clopper_pearson_agree_with_scipy(case):
    for method, name in ((proportions.wilson, "wilson"), (proportions.clopper_pearson, "exact")):
        expected = binomtest(*case).proportion_ci(method=name)
        assert method(*case) == pytest.approx((expected.low, expected.high), abs=1e-7)


@always
@given(st.floats(0, 1), st.floats(0.5, 5000))
def test_an_interval_holds_its_share_and_lies_within_0_and_1(share, people):
    for method in (proportions.wilson, proportions.clopper_pearson):
        low, high = method(share * people, people)
        assert 0 <= low <= share + 1e-9
        assert share - 1e-9 <= high <= 1
        assert low < high


@pytest.mark.parametrize(("count", "people", "reason"), [(0, 0, "nobody"), (-1, 5, "no share"), (6, 5, "no share")])
def test_what_is_no_share_is_refused(count, people, reason):
    for method in (proportions.wilson, proportions.clopper_pearson, proportions.unweighted):
        with pytest.raises(ValueError, match=reason):
            method(count, people)


@pytest.mark.parametrize(("after", "before", "expected"), DIFFERENCES)
def test_newcombes_table_of_differences(after, before, expected):
    found = proportions.newcombe(proportions.unweighted(*before), proportions.unweighted(*after))
    assert found == pytest.approx(expected, abs=5e-5)
    assert found.is_apart_from_zero == (expected[0] > 0)


@always
@given(counted, counted, st.floats(-1, 1))
def test_a_difference_lies_within_its_interval_and_turns_with_it(one, other, correlation):
    before, after = proportions.unweighted(*one), proportions.unweighted(*other)
    low, high = proportions.newcombe(before, after, correlation)
    assert -1 - 1e-9 <= low <= after.share - before.share + 1e-9
    assert after.share - before.share - 1e-9 <= high <= 1 + 1e-9
    assert proportions.newcombe(after, before, correlation) == pytest.approx((-high, -low), abs=1e-9)


def test_shares_that_go_together_differ_by_less():
    before, after = proportions.unweighted(40, 100), proportions.unweighted(50, 100)
    apart, together = (proportions.newcombe(before, after, correlation) for correlation in (0.0, 0.6))
    assert together.high - together.low < apart.high - apart.low


def test_a_weighted_share_worked_out_by_hand():
    """Yes 1 and 3, no 2 and 2: p = 4/8; SE² = 4/3 · (1+9+4+4)·0.25 / 64; n_eff = 64/18, n* = 0.25/SE² = 8/3."""
    found = proportions.weighted([1, 1, 0, 0], [1, 3, 2, 2])
    assert (found.share, found.people) == (0.5, 4)
    assert found.standard_error**2 == pytest.approx(4 / 3 * 4.5 / 64)
    assert found.effective_people == pytest.approx(64 / 18)
    assert found.design_effect == pytest.approx(4 * 18 / 64)
    assert found.certain_people == pytest.approx(8 / 3)
    assert found.interval == pytest.approx(proportions.wilson(4 / 3, 8 / 3))


@always
@given(answers)
def test_a_weighted_share_is_as_its_definition_says(pairs):
    yes, weight = (np.array(column, float) for column in zip(*pairs, strict=True))
    found, people = of(pairs), len(pairs)
    share = (weight * yes).sum() / weight.sum()
    effective = weight.sum() ** 2 / (weight**2).sum()
    assert found.share == pytest.approx(share)
    assert found.effective_people == pytest.approx(effective)
    assert found.interval.low <= found.share + 1e-9
    assert found.interval.high >= found.share - 1e-9
    assert found.certain_people <= found.effective_people <= people * (1 + 1e-9)
    variance = people / (people - 1) * (weight**2 * (yes - share) ** 2).sum() / weight.sum() ** 2
    assert found.standard_error == pytest.approx(variance**0.5, abs=1e-12)
    if yes.all() or not yes.any():
        assert found.certain_people == found.effective_people
        assert found.interval == proportions.wilson(found.share * found.certain_people, found.certain_people)


@always
@given(answers, st.floats(0.01, 1000))
def test_the_size_of_weights_means_nothing(pairs, factor):
    """Weights that add up to the population and weights with the mean 1 say the same."""
    one, other = of(pairs), of([(yes, weight * factor) for yes, weight in pairs])
    *numbers, interval = astuple(one)
    *others, other_interval = astuple(other)
    assert others == pytest.approx(numbers, rel=1e-9, abs=1e-12)
    assert other_interval == pytest.approx(interval, abs=1e-9)


@always
@given(answers)
def test_no_is_the_mirror_of_yes(pairs):
    yes, no = of(pairs), of([(not said, weight) for said, weight in pairs])
    assert no.share == pytest.approx(1 - yes.share, abs=1e-12)
    assert no.interval == pytest.approx((1 - yes.interval.high, 1 - yes.interval.low), abs=1e-9)


@always
@given(answers, st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, float("nan")])), max_size=5))
def test_persons_without_a_weight_change_nothing(pairs, without):
    assert of(pairs + without) == of(pairs)


@always
@given(st.integers(2, 400), st.data())
def test_equal_weights_give_the_unweighted_share(people, data):
    count = data.draw(st.integers(0, people))
    equal = proportions.weighted([1] * count + [0] * (people - count), [2.5] * people)
    plain = proportions.unweighted(count, people)
    assert (equal.share, equal.standard_error) == pytest.approx((plain.share, plain.standard_error), abs=1e-12)
    assert equal.effective_people == pytest.approx(people)
    assert plain.interval == proportions.wilson(count, people)
    # The linearised variance has n - 1 below it, so a share with equal weights rests on one person fewer.
    assume(0 < count < people)
    assert equal.certain_people == pytest.approx(people - 1)


def test_nobody_and_one_person():
    assert proportions.weighted([], []) is None
    assert proportions.weighted([1, 0], [0, 0]) is None
    alone = proportions.weighted([1], [7.0])
    assert (alone.share, alone.standard_error, alone.certain_people) == (1, None, 1)
    assert alone.interval == proportions.wilson(1, 1)


def test_sums_that_come_from_a_database_are_the_same():
    yes, no = Sums(2, 4.0, 10.0), Sums(2, 4.0, 8.0)
    assert proportions.from_sums(yes, no) == proportions.weighted([1, 1, 0, 0], [1, 3, 2, 2])


@pytest.mark.parametrize(
    ("values", "weights", "reason"),
    [([1, 0], [1], "one value"), ([0.5], [1], "yes or 0"), ([float("nan")], [1], "yes or 0"), ([1], [-1], "0 or more")],
)
def test_answers_that_mean_nothing_are_refused(values, weights, reason):
    with pytest.raises(ValueError, match=reason):
        proportions.weighted(values, weights)


def test_a_difference_is_sure_only_when_zero_lies_outside():
    assert Interval(0.01, 0.2).is_apart_from_zero
    assert Interval(-0.2, -0.01).is_apart_from_zero
    assert not Interval(-0.01, 0.2).is_apart_from_zero
