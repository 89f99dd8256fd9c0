"""Moran's I against its definition, against the library esda, and at its edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats.moran import FEWEST_DISTRICTS, global_moran, local_moran

deterministic = settings(derandomize=True, deadline=None, max_examples=25)

SIDE = 8


def queen(side: int = SIDE) -> list[tuple[int, int]]:
    """Neighbours on a board of squares, both directions, corners included."""
    return [
        (row * side + column, (row + down) * side + column + right)
        for row in range(side)
        for column in range(side)
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
        if (down or right) and 0 <= row + down < side and 0 <= column + right < side
    ]


def slope(side: int = SIDE, seed: int = 1) -> np.ndarray:
    """Values that rise from corner to corner, with some noise."""
    row, column = np.divmod(np.arange(side * side), side)
    return row + column + np.random.default_rng(seed).normal(size=side * side)


def dense_index(values: np.ndarray, pairs: list[tuple[int, int]]) -> float:
    """The definition, with the whole matrix of weights: (n/S0) Σ w z z / Σ z²."""
    weights = np.zeros((len(values), len(values)))
    for i, j in pairs:
        weights[i, j] = 1
    weights /= weights.sum(axis=1, keepdims=True)
    z = values - values.mean()
    return float(len(values) / weights.sum() * (z @ weights @ z) / (z @ z))


@deterministic
@given(st.integers(0, 10_000))
def test_index_is_the_definition(seed):
    values = np.random.default_rng(seed).normal(size=SIDE**2)
    assert global_moran(values, queen()).index == pytest.approx(dense_index(values, queen()))


def test_like_neighbours_are_told_from_chance_and_from_contrast():
    board = np.indices((SIDE, SIDE)).sum(axis=0).ravel() % 2
    alike, chance = global_moran(slope(), queen()), global_moran(np.random.default_rng(9).permutation(slope()), queen())
    contrast = global_moran(board, [(i, j) for i, j in queen() if abs(i - j) in (1, SIDE)])
    assert (alike.p_value, alike.index > 0.5) == (0.0001, True)
    assert 0.05 < chance.p_value < 0.95
    assert contrast.index == pytest.approx(-1)
    assert contrast.p_value == 1


def test_one_direction_of_each_pair_is_enough():
    once = [(i, j) for i, j in queen() if i < j]
    assert global_moran(slope(), once) == global_moran(slope(), queen())


def test_scale_and_unit_do_not_matter():
    assert global_moran(100 * slope() - 7, queen()).index == pytest.approx(global_moran(slope(), queen()).index)


def test_islands_and_unknown_districts_leave():
    values, pairs = slope(), queen()
    widened = [*values, 3.0, None, 99.0]
    unknown = len(values) + 1
    result = global_moran(widened, [*pairs, (0, unknown), (unknown + 1, unknown)])
    whole = global_moran(values, pairs)
    assert result.islands == (len(values), unknown + 1)
    assert (result.district_count, result.index, result.p_value) == (SIDE**2, whole.index, whole.p_value)


@pytest.mark.parametrize(
    "values",
    [slope()[: FEWEST_DISTRICTS - 1], np.full(SIDE**2, 0.7), [], [0.5]],
    ids=["too few", "all equal", "none", "one"],
)
def test_nothing_to_say_is_none(values):
    pairs = [(i, j) for i, j in queen() if max(i, j) < len(values)]
    result = global_moran(values, pairs)
    assert (result.index, result.p_value) == (None, None)
    assert local_moran(values, pairs) is None


def test_twenty_districts_are_enough():
    row = [(i, i + 1) for i in range(FEWEST_DISTRICTS - 1)]
    assert global_moran(range(FEWEST_DISTRICTS), row).p_value == 0.0001


def test_local_classes_name_corners_and_the_odd_one_out():
    values = slope()
    middle_of_high = 5 * SIDE + 6
    values[middle_of_high] = values.min()
    result = local_moran([*values, 0.5], queen())
    assert (result.classes[0], result.classes[SIDE**2 - 1], result.classes[middle_of_high]) == ("LL", "HH", "LH")
    assert local_moran([*-values, 0.5], queen()).classes[middle_of_high] == "HL"
    assert result.classes[SIDE**2] is None
    assert np.isnan([result.index[-1], result.p_value[-1], result.adjusted_p[-1]]).all()
    assert all((name is not None) == (p <= 0.05) for name, p in zip(result.classes, result.adjusted_p, strict=True))
    assert (result.adjusted_p[:-1] >= result.p_value[:-1]).all()


def test_local_values_average_to_the_global_one():
    assert local_moran(slope(), queen()).index.mean() == pytest.approx(global_moran(slope(), queen()).index)


# The library says on every call that its p-values will double, to two-sided, in its next major version.
@pytest.mark.filterwarnings("ignore:The alternative hypothesis for conditional randomization:DeprecationWarning")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_agrees_with_esda(seed):
    """esda divides local values by n-1, reports the smaller tail as p, and draws its own permutations."""
    import esda
    import libpysal

    values, pairs = slope(seed=seed) + np.random.default_rng(seed).normal(0, 6, SIDE**2), queen()
    neighbours = {i: [j for one, j in pairs if one == i] for i in range(SIDE**2)}
    weights = libpysal.weights.W(neighbours, silence_warnings=True)
    theirs = esda.Moran(values, weights, transformation="r", permutations=0)
    ours = global_moran(values, pairs)
    assert ours.index == pytest.approx(theirs.I)
    theirs_local = esda.Moran_Local(values, weights, transformation="r", permutations=999, seed=seed)
    ours_local = local_moran(values, pairs)
    assert ours_local.index * (SIDE**2 - 1) / SIDE**2 == pytest.approx(theirs_local.Is)
    assert ours_local.p_value == pytest.approx(2 * theirs_local.p_sim, abs=0.1)
    assert ours.p_value == pytest.approx(theirs.p_rand / 2, abs=0.02)
