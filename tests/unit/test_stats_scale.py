"""An index from 0 to 100 of answers from 1 to 10."""

from __future__ import annotations

import pytest

from spegel.stats.scale import index_0_100


def test_the_line_goes_from_the_lowest_answer_to_the_highest():
    assert [index_0_100(mean) for mean in (1, 5.5, 10)] == [0, 50, 100]
    assert index_0_100(4.6) == pytest.approx(40)


def test_not_known_is_not_known():
    assert index_0_100(None) is None


@pytest.mark.parametrize("mean", [0, 0.99, 10.01, float("nan")])
def test_what_no_answers_can_give_is_refused(mean):
    with pytest.raises(ValueError, match="from 1 to 10"):
        index_0_100(mean)
