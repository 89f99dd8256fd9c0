"""Shares of counts that are only known between a least and a most."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats import usual


def test_known_counts_have_one_share() -> None:
    assert usual.shares({"women": (30, 30), "men": (10, 10)}) == {"women": (0.75, 0.75), "men": (0.25, 0.25)}


def test_a_hidden_number_opens_the_shares_of_all() -> None:
    """Of the young 5 to 10 came, of the old 15: 5 of 20 to 10 of 25."""
    assert usual.shares({"18-29": (5, 10), "65+": (15, 15)}) == {"18-29": (0.25, 0.4), "65+": (0.6, 0.75)}


def test_nobody_has_no_share() -> None:
    assert usual.shares({"women": (0, 0), "men": (0, 0)}) == {"women": None, "men": None}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 30), st.floats(0, 1)), min_size=2, max_size=5))
def test_the_true_share_is_always_inside(rooms) -> None:
    counts = {str(place): (least, least + hidden) for place, (least, hidden, _) in enumerate(rooms)}
    true = {str(place): least + round(hidden * part) for place, (least, hidden, part) in enumerate(rooms)}
    found = usual.shares(counts)
    for group, span in found.items():
        if span is not None and sum(true.values()):
            assert span[0] <= true[group] / sum(true.values()) + 1e-12
            assert span[1] >= true[group] / sum(true.values()) - 1e-12


@pytest.mark.parametrize(
    ("span", "missing"),
    [((0.05, 0.05), True), ((0.05, 0.175), True), ((0.05, 0.19), False), ((0.2, 0.3), False), (None, False)],
    ids=["certain", "one person", "less than half a person", "more", "not known"],
)
def test_a_group_is_missing_when_a_person_is_lacking_for_certain(span, missing: bool) -> None:
    """A fifth live there; in a room of forty that is eight, 17.5 % are seven and 19 % nearly eight."""
    assert usual.is_missing(40, 0.2, span) is missing


def test_a_difference_is_in_persons() -> None:
    assert usual.difference(40, 0.2, (0.1, 0.15)) == pytest.approx((-4, -2))
