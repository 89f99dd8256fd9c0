"""The second opinion itself: identities and edges of the plain-Python measures the SQL datasets are held against."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import recompute
from tests.recompute import Change, District

deterministic = settings(derandomize=True, deadline=None)


@st.composite
def districts(draw) -> list[District]:
    sizes = draw(st.lists(st.integers(1, 2_500), min_size=1, max_size=10))
    parts = st.sampled_from(["north", "south"])
    return [District(size, draw(st.integers(0, size)), f"{number:02}", part=draw(parts)) for number, size in enumerate(sizes)]


@deterministic
@given(districts())
def test_dissimilarity_is_the_mean_deviation_over_twice_the_spread(rows):
    """D = gap_medelavvikelse / 2T(1-T), exactly, and between 0 and 1."""
    share = recompute.turnout(rows)
    index = recompute.gap_dissimilaritet(rows)
    assert 0 <= index <= 1
    assert index * 2 * share * (1 - share) == recompute.gap_medelavvikelse(rows) / 100


@deterministic
@given(districts())
def test_theil_splits_into_between_and_within(rows):
    if recompute.turnout(rows):
        between, within = recompute.gap_theil_split(rows)
        assert between + within == pytest.approx(recompute.gap_theil(rows), abs=1e-12)


@deterministic
@given(districts())
def test_gini_lies_between_nothing_and_the_share_that_stayed_home(rows):
    assert 0 <= recompute.gap_gini(rows) <= 1 - recompute.turnout(rows)


@deterministic
@given(districts())
def test_ballots_to_a_target_just_reach_it(rows):
    target = recompute.turnout(rows)
    for row in rows:
        missing = recompute.missing_to([row], target)[row.code]
        assert row.votes + missing >= target * row.eligible
        assert missing == 0 or row.votes + missing - 1 < target * row.eligible


@deterministic
@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 400), max_size=9))
def test_half_the_gap_is_closed_and_no_district_too_many(missing):
    chosen = recompute.half_gap(missing)
    total = sum(missing.values())
    assert 2 * sum(missing[code] for code in chosen) >= total
    assert not chosen or 2 * sum(missing[code] for code in chosen[:-1]) < total


@deterministic
@given(
    st.lists(st.tuples(*[st.integers(1, 900)] * 4), max_size=6),
    st.lists(st.integers(1, 900), max_size=3),
    st.lists(st.integers(1, 900), max_size=3),
    st.tuples(st.integers(0, 90), st.integers(0, 90)),
)
def test_the_four_terms_add_up_exactly(pairs, old, new, late):
    comparable = [Change(e0, min(v0, e0), e1, min(v1, e1)) for e0, v0, e1, v1 in pairs]
    redrawn_0, redrawn_1 = ([District(size, size // 2) for size in sizes] for sizes in (old, new))
    electors_0 = sum(c.eligible_0 for c in comparable) + sum(old)
    electors_1 = sum(c.eligible_1 for c in comparable) + sum(new)
    if not (electors_0 and electors_1):
        return
    votes_0 = sum(c.votes_0 for c in comparable) + sum(size // 2 for size in old) + late[0]
    votes_1 = sum(c.votes_1 for c in comparable) + sum(size // 2 for size in new) + late[1]
    parts = recompute.change_parts(comparable, redrawn_0, redrawn_1, *late)
    assert sum(parts.values()) == 100 * (Fraction(votes_1, electors_1) - Fraction(votes_0, electors_0))
    if not old or not new:
        assert parts["forandring_omritad"] == 0


def test_the_worked_examples_of_missing_ballots():
    """1,549 electors and 1,082 ballots lack 80 to 75 percent; 1,122 and 346 lack 222 to 50.6 percent."""
    rows = [District(1_549, 1_082, "a"), District(1_122, 346, "b")]
    assert recompute.missing_to(rows, recompute.target_share(rows, "75"))["a"] == 80
    assert recompute.missing_to(rows, recompute.target_share(rows, "50,6"))["b"] == 222


def test_an_exact_tie_needs_no_extra_ballot():
    """Seven percent of 100 electors is 7 ballots; with floating point it would be 8."""
    assert ceil(0.07 * 100) == 8
    assert recompute.missing_to([District(100, 0, "a")], recompute.target_share([], "7")) == {"a": 7}


@pytest.mark.parametrize(("target", "share"), [("80", Fraction(4, 5)), ("0.8", Fraction(4, 5)), ("80,5", Fraction(161, 200))])
def test_targets_are_percents_or_shares(target, share):
    assert recompute.target_share([], target) == share


def test_the_best_third_and_the_best_district():
    rows = [District(100, 90, "a"), District(100, 60, "b"), District(100, 30, "c")]
    assert recompute.target_share(rows, "basta") == recompute.target_share(rows, "basta_tredjedel") == Fraction(9, 10)
    assert recompute.target_share(rows, "medel") == Fraction(3, 5)


def test_one_district_has_no_gap():
    rows = [District(1_000, 640, "a")]
    for measure in (recompute.gap_tiondel, recompute.gap_p90_p10, recompute.gap_medelavvikelse, recompute.gap_dissimilaritet):
        assert measure(rows) == 0
    assert recompute.gap_gini(rows) == recompute.gap_theil(rows) == recompute.gap_atkinson(rows) == 0


def test_districts_without_electors_or_result_leave():
    rows = [District(100, 50, "a"), District(0, 0, "b"), District(100, None, "c"), District(100, 60, "d")]
    assert [row.code for row in recompute.counted(rows)] == ["a", "d"]
    assert recompute.gap_tiondel(rows) == 10


def test_the_span_leaves_out_small_districts_and_names_the_two():
    rows = [District(99, 99, "a"), District(100, 80, "b"), District(300, 150, "c")]
    span, high, low = recompute.gap_spann(rows)
    assert (span, high.code, low.code) == (30, "b", "c")
    assert recompute.gap_spann(rows[:1]) is None


def test_unknown_parts_and_empty_districts_give_no_figure():
    rows = [District(100, 0, "a", part="north"), District(100, 60, "b")]
    assert recompute.gap_theil_split(rows) is None
    assert recompute.gap_atkinson(rows) is None


def test_expected_turnout_is_the_mean_of_groups_by_electors():
    assert recompute.expected_turnout([(300, Fraction(1, 2)), (100, Fraction(9, 10)), (0, None)]) == Fraction(3, 5)
    assert recompute.expected_turnout([(300, Fraction(1, 2)), (100, None)]) is None


def test_late_ballots_decide_whether_districts_can_be_ordered():
    """1,843 late ballots on 67,215 electors could turn a difference of 5.48 points."""
    high, low = District(10_000, 7_000), District(10_000, 6_452)
    assert not recompute.can_be_ordered(high, low, 1_843, 67_215)
    assert recompute.can_be_ordered(high, District(10_000, 6_451), 1_843, 67_215)
