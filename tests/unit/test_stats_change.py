"""Change between waves: by hand, against scipy, and from one kind of overlap to another without a leap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from spegel.stats import change, proportions

always = settings(max_examples=150, deadline=None, derandomize=True)

twice = st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0.1, 20)), min_size=2, max_size=50)
once = st.lists(st.tuples(st.booleans(), st.floats(0.1, 20)), min_size=2, max_size=50)
table = st.tuples(*[st.integers(0, 60)] * 4).filter(any)


def columns(rows):
    return tuple(np.array(column, float) for column in zip(*rows, strict=True))


def wave(first_id, rows):
    values, weights = columns(rows)
    return np.arange(first_id, first_id + len(rows)), values, weights


@always
@given(table)
def test_mcnemar_agrees_with_scipy_and_its_definition(cells):
    both, only_before, only_after, _ = cells
    found = change.mcnemar(*cells)
    people, changed = sum(cells), only_before + only_after
    assert found.people == people
    assert found.difference == pytest.approx((both + only_after) / people - (both + only_before) / people)
    moved = np.repeat([0, -1, 1, 0], cells)
    assert found.standard_error == pytest.approx(moved.std() / people**0.5, abs=1e-12)
    if not changed:
        assert (found.chi2, found.chi2_corrected, found.p_chi2, found.interval, found.p) == (None, None, None, None, 1.0)
        return
    assert found.p == pytest.approx(binomtest(only_before, changed).pvalue)
    assert found.p_chi2 == pytest.approx(chi2.sf(found.chi2, 1))
    assert found.chi2_corrected == pytest.approx(max(0, abs(only_after - only_before) - 1) ** 2 / changed)
    assert sum(found.interval) / 2 == pytest.approx(found.difference)


@pytest.mark.parametrize("cells", [(0, 0, 0, 0), (1, -1, 0, 0)])
def test_mcnemar_needs_persons(cells):
    with pytest.raises(ValueError, match="at least one"):
        change.mcnemar(*cells)


@always
@given(twice)
def test_those_who_answered_twice_differ_as_their_own_differences_do(rows):
    before, after, weight = columns(rows)
    found = change.paired(before, after, weight)
    moved, people = after - before, len(rows)
    mean = (weight * moved).sum() / weight.sum()
    variance = people / (people - 1) * (weight**2 * (moved - mean) ** 2).sum() / weight.sum() ** 2
    assert found.difference == pytest.approx(mean, abs=1e-12)
    assert found.standard_error == pytest.approx(variance**0.5, abs=1e-7)
    assert found.common == people
    assert found.interval.low - 1e-9 <= found.difference <= found.interval.high + 1e-9


def test_pairs_with_equal_weights_are_mcnemars_up_to_one_person():
    cells = {(1, 1): 30, (1, 0): 12, (0, 1): 25, (0, 0): 33}
    before, after = (np.repeat([pair[place] for pair in cells], list(cells.values())) for place in (0, 1))
    found, expected = change.paired(before, after, np.full(100, 3.0)), change.mcnemar(*cells.values())
    assert found.difference == pytest.approx(expected.difference)
    assert found.standard_error == pytest.approx(expected.standard_error * (100 / 99) ** 0.5)
    assert found.interval == pytest.approx(expected.interval, abs=0.01)


@always
@given(once, once)
def test_without_common_persons_the_waves_are_independent(before, after):
    found = change.overlapping(wave(0, before), wave(1000, after))
    expected = change.independent(proportions.weighted(*columns(before)), proportions.weighted(*columns(after)))
    assert found == expected
    assert (found.common, found.correlation) == (0, 0)


@always
@given(once, once, st.integers(0, 60))
def test_the_variance_is_that_of_the_sum_over_all_persons(before, after, shift):
    """Each person's part in both waves added up, squared and summed: the covariance is what the common ones bring."""
    one, other = wave(0, before), wave(shift, after)
    parts: dict = {}
    for (persons, values, weights), sign in ((one, -1), (other, 1)):
        share, people = (weights * values).sum() / weights.sum(), len(persons)
        own = sign * (people / (people - 1)) ** 0.5 * weights * (values - share) / weights.sum()
        for person, part in zip(persons, own, strict=True):
            parts[person] = parts.get(person, 0) + part
    found = change.overlapping(one, other)
    assert found.standard_error == pytest.approx(sum(part**2 for part in parts.values()) ** 0.5, abs=1e-7)
    assert found.common == len(before) + len(after) - len(parts)
    assert -1 <= found.correlation <= 1


@always
@given(once, once, st.integers(0, 60))
def test_a_change_turns_with_time(before, after, shift):
    there = change.overlapping(wave(0, before), wave(shift, after))
    back = change.overlapping(wave(shift, after), wave(0, before))
    assert back.difference == pytest.approx(-there.difference)
    assert back.interval == pytest.approx((-there.interval.high, -there.interval.low))
    assert (back.standard_error, back.common) == (pytest.approx(there.standard_error), there.common)


def test_persons_who_keep_to_their_answers_make_a_change_surer():
    half = np.repeat([1, 0], 50)
    values, weights = np.where(np.arange(100) < 55, 1, 0), np.ones(100)
    same = change.overlapping((np.arange(100), half, weights), (np.arange(100), values, weights))
    others = change.overlapping((np.arange(100), half, weights), (np.arange(100, 200), values, weights))
    assert same.difference == others.difference == pytest.approx(0.05)
    assert same.interval.is_apart_from_zero
    assert not others.interval.is_apart_from_zero


def test_nobody_who_changes_their_mind_still_leaves_room_for_doubt():
    found = change.paired([0] * 20, [0] * 20, [1] * 20)
    assert (found.difference, found.standard_error) == (0, 0)
    assert found.interval.low < -0.1
    assert found.interval.high > 0.1


def test_persons_without_a_weight_are_in_no_wave():
    one, other = ([1, 2, 3], [1, 0, 1], [1, 2, 0]), ([2, 3, 4], [1, 1, 0], [1, 1, 1])
    assert change.overlapping(one, other) == change.overlapping(([1, 2], [1, 0], [1, 2]), other)
    assert change.overlapping(one, other).common == 1
    assert change.overlapping(([], [], []), other) is None
    assert change.overlapping(one, ([1], [1], [0])) is None


def test_one_person_has_no_standard_error():
    found = change.overlapping(([1], [1], [1]), ([1, 2], [0, 1], [1, 1]))
    assert (found.difference, found.standard_error, found.common) == (-0.5, None, 1)


@pytest.mark.parametrize(("persons", "reason"), [([1, 1], "once"), ([1], "one id")])
def test_ids_that_mean_nothing_are_refused(persons, reason):
    good = ([1, 2], [1, 0], [1, 1])
    with pytest.raises(ValueError, match=reason):
        change.overlapping((persons, [1, 0], [1, 1]), good)


@always
@given(twice, once)
def test_sums_give_the_same_change_as_the_persons_themselves(both, later):
    """Those in both waves, and others who came only to the second."""
    before, after, weights = columns(both)
    first = (np.arange(len(both)), before, weights)
    more, own = columns(later)
    second = (np.arange(len(both) + len(later)), np.r_[after, more], np.r_[weights * 1.5, own])
    expected = change.overlapping(first, second)

    def split(values, weight):
        return tuple(
            proportions.Sums(int(kind.sum()), float(weight[kind].sum()), float((weight[kind] ** 2).sum()))
            for kind in (values == 1, values == 0)
        )

    products = weights * weights * 1.5
    kinds = (before >= 0, before == 1, after == 1, (before == 1) & (after == 1))
    common = change.Common(len(both), *(products[kind].sum() for kind in kinds))
    found = change.from_sums(split(*first[1:]), split(*second[1:]), common)
    assert (found.common, found.difference) == (len(both), pytest.approx(expected.difference, abs=1e-9))
    assert found.standard_error == pytest.approx(expected.standard_error, abs=1e-6)
    assert found.interval == pytest.approx(expected.interval, abs=1e-6)


def test_p_is_that_of_the_normal_distribution_and_known_only_with_an_error():
    one = change.Change(0.1, 0.05, proportions.Interval(0.0, 0.2), 3, 0.0)
    assert one.p == pytest.approx(0.0455, abs=1e-4)
    assert change.Change(0.0, 0.0, one.interval, 3, 0.0).p == 1.0
    assert change.Change(1.0, 0.0, one.interval, 3, 0.0).p is change.Change(0.1, None, one.interval, 3, 0.0).p is None


def test_sums_of_nobody_are_no_change():
    nobody, some = (proportions.Sums(0, 0.0, 0.0),) * 2, (proportions.Sums(1, 1.0, 1.0),) * 2
    assert change.from_sums(nobody, some, change.Common(0, 0.0, 0.0, 0.0, 0.0)) is None
