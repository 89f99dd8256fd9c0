"""Class limits of maps: natural breaks against every possible cut, and limits that can be printed."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats.classes import class_of, natural_breaks, quantile_breaks, rounded_breaks

deterministic = settings(derandomize=True, deadline=None)
values = st.lists(st.integers(0, 60), min_size=1, max_size=9)


def squares(numbers: list[int], breaks: list[float]) -> float:
    """Squared distance of every value to the mean of its class."""
    classes = np.asarray(class_of(numbers, breaks))
    return sum(float(np.var(group) * group.size) for group in (np.asarray(numbers)[classes == k] for k in set(classes)))


@deterministic
@given(values, st.integers(1, 4))
def test_no_cut_is_better_than_the_natural_breaks(numbers, classes):
    different = sorted(set(numbers))
    cuts = [[*inner, different[-1]] for inner in combinations(different[:-1], min(classes, len(different)) - 1)]
    breaks = natural_breaks(numbers, classes)
    assert len(breaks) == min(classes, len(different))
    assert squares(numbers, breaks) == pytest.approx(min(squares(numbers, cut) for cut in cuts), abs=1e-6)


@deterministic
@given(st.lists(st.integers(0, 60), max_size=30), st.integers(1, 6))
def test_limits_rise_and_every_value_has_a_class(numbers, classes):
    for breaks in (natural_breaks(numbers, classes), quantile_breaks(numbers, classes)):
        assert breaks == sorted(set(breaks))
        assert len(breaks) <= classes
        assert all(0 <= number < len(breaks) for number in class_of(numbers, breaks))


def test_unknown_values_have_no_class_and_move_no_limit():
    assert natural_breaks([1, None, 2, 9], 2) == natural_breaks([1, 2, 9], 2) == [2, 9]
    assert quantile_breaks([None, 0, 10], 2) == [5, 10]
    assert class_of([1, None, 9], [2, 9]) == [0, None, 1]


def test_nothing_known_has_no_limits():
    assert natural_breaks([None]) == quantile_breaks([]) == rounded_breaks([], 0.005) == []


def test_a_value_above_the_last_limit_is_refused():
    with pytest.raises(ValueError, match="above the last limit"):
        class_of([0.95], [0.5, 0.9])


def test_printed_limits_are_whole_steps_that_hold_every_value():
    assert rounded_breaks([0.4312, 0.5561, 0.7749, 0.90064], 0.005) == [0.43, 0.555, 0.775, 0.905]
    assert rounded_breaks([0.501, 0.502, 0.9], 0.01) == [0.5, 0.9]
    assert rounded_breaks([0.897, 0.8999], 0.01) == [0.9]
