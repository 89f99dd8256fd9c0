"""Association between areas: weights count areas, and nothing is said where nothing varies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats.association import line, pearson, spearman

deterministic = settings(derandomize=True, deadline=None)

X = [1.0, 2.0, 4.0, 7.0]
Y = [0.9, 0.6, 0.7, 0.2]
WEIGHTS = [3, 1, 2, 4]


def repeated(values: list[float]) -> list[float]:
    return [value for value, count in zip(values, WEIGHTS, strict=True) for _ in range(count)]


@pytest.mark.parametrize("measure", [pearson, line])
def test_a_weight_counts_an_area_that_many_times(measure):
    weighted, plain = measure(Y, X, weights=WEIGHTS), measure(repeated(Y), repeated(X))
    if measure is line:
        assert [weighted.intercept, *weighted.slopes, weighted.r_squared] == pytest.approx(
            [plain.intercept, *plain.slopes, plain.r_squared]
        )
    else:
        assert weighted == pytest.approx(plain)


@deterministic
@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50), st.integers(1, 9)), min_size=3, max_size=20))
def test_one_covariate_explains_the_square_of_pearson(rows):
    x, y, w = zip(*rows, strict=True)
    r, fitted = pearson(x, y, w), line(y, x, weights=w)
    if r is None:
        assert fitted is None
    else:
        assert -1 - 1e-9 <= r <= 1 + 1e-9
        assert fitted.r_squared == pytest.approx(r**2, abs=1e-9)


def test_a_straight_line_is_found_exactly():
    fitted = line([5, 8, 14, 23], X)
    assert [fitted.intercept, *fitted.slopes, fitted.r_squared] == pytest.approx([2, 3, 1])


def test_ranks_ignore_the_scale_and_share_ties():
    assert spearman(X, np.exp(X)) == pytest.approx(1)
    assert spearman(X, Y) == pytest.approx(-0.8)
    assert spearman([1, 2, 2, 4], [1, 2, 2, 9]) == pytest.approx(1)


@pytest.mark.parametrize(("x", "y"), [([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [2, 2, 2]), ([1], [1]), ([], [])])
def test_what_does_not_vary_has_no_association(x, y):
    assert pearson(x, y) is None
    assert spearman(x, y) is None
    assert line(y, x) is None


def test_a_line_needs_more_areas_than_coefficients_and_covariates_that_differ():
    assert line([1, 2], [3, 5]) is None
    assert line(Y, X, [2 * x for x in X]) is None
