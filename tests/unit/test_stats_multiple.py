"""Adjusted p-values at their edges; the published example stands among the oracles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats.multiple import adjusted, rejected

deterministic = settings(derandomize=True, deadline=None)
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@deterministic
@given(p_values)
def test_rejections_follow_the_step_up_rule(p):
    """Reject the k smallest, k the largest rank with p_(k) <= 0.05 k/m."""
    ranked = sorted(p)
    last = max((rank for rank, value in enumerate(ranked, 1) if value * len(p) / rank <= 0.05), default=0)
    assert rejected(p).sum() == last


@deterministic
@given(p_values)
def test_adjusting_never_lowers_and_keeps_the_order(p):
    result = adjusted(p)
    assert (result >= np.asarray(p)).all()
    assert (result <= 1).all()
    assert (np.diff(result[np.argsort(p)]) >= 0).all()


def test_a_single_test_is_left_alone():
    assert adjusted([0.03]).tolist() == [0.03]
    assert adjusted([]).tolist() == []


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjusted([0.5, p])
