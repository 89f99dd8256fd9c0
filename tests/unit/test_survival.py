"""Kaplan and Meier: published cases, ties, and what is not known."""

from __future__ import annotations

from math import exp, log, sqrt

import pytest

from spegel.stats.survival import Point, kaplan_meier

# Freireich et al. 1963, remission under 6-MP in weeks; the standard textbook example (Kleinbaum & Klein, ch. 2).
REMISSION = (6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
RELAPSED = (1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
TEXTBOOK = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def test_the_textbook_case():
    found = kaplan_meier(REMISSION, RELAPSED)
    assert {int(time): round(found.at(time).remaining, 3) for time in found.times} == TEXTBOOK
    assert found.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert found.median == 23


def test_the_published_reference_case(oracles):
    case = oracles["km_6mp"]
    found, tolerance = kaplan_meier(case["inputs"]["time"], case["inputs"]["event"]), case["tolerance"]
    table = case["expected"]["table"]
    assert found.times.tolist() == [row["time"] for row in table]
    assert found.at_risk.tolist() == [row["at_risk"] for row in table]
    assert found.events.tolist() == [row["events"] for row in table]
    for row, point in zip(table, found.points, strict=True):
        assert point.remaining == pytest.approx(row["S"], abs=tolerance)
        assert point.standard_error == pytest.approx(row["greenwood_se"], abs=tolerance)
    for time, (low, high) in case["expected"]["loglog_ci95_S"].items():
        point = found.at(int(time))
        assert (point.low, point.high) == (pytest.approx(low, abs=tolerance), pytest.approx(high, abs=tolerance))
    assert found.median == case["expected"]["median"]
    assert found.median_interval == tuple(case["expected"]["median_ci95_loglog"])


def test_the_event_comes_before_the_censoring_of_the_same_day():
    """Of four, one leaves on day 5 and one is no longer followed from day 5: four were at risk."""
    found = kaplan_meier([5, 5, 8, 9], [True, False, False, False])
    assert found.at_risk.tolist() == [4]
    assert found.at(5).remaining == 0.75


def test_the_median_is_not_known_while_more_than_half_remain():
    assert kaplan_meier([1, 2, 3], [True, False, False]).median is None
    assert kaplan_meier([1, 2], [True, False]).median == 1  # exactly half
    half = kaplan_meier([1, 3, 3, 5, 6, 7, 7, 7, 7, 7], [True] * 5 + [False] * 5)
    assert half.at(6).remaining > 0.5  # nine tenths, seven ninths ... make a hair more than one half in binary fractions
    assert half.median == 6


def test_nobody_leaves_and_nobody_is_there():
    everybody = kaplan_meier([10, 20], [False, False])
    assert everybody.at(30) == Point(1.0, 0.0, None, None)
    assert (everybody.median, everybody.median_interval, everybody.gone(30)) == (None, (None, None), 0)
    nobody = kaplan_meier([], [])
    assert (nobody.at(1).remaining, nobody.followed(1)) == (1.0, 0)


def test_all_leave_and_the_end_has_no_interval():
    last = kaplan_meier([1, 2], [True, True]).at(2)
    assert last == Point(0.0, 0.0, None, None)


def test_who_is_followed_and_who_is_gone_by_a_day():
    found = kaplan_meier([5, 5, 8, 9], [True, False, True, False])
    assert [found.followed(day) for day in (0, 5, 6, 9, 10)] == [4, 4, 2, 1, 0]
    assert [found.gone(day) for day in (4, 5, 8, 100)] == [0, 1, 2, 2]


def test_the_interval_is_that_of_one_event_worked_out_by_hand():
    """One of ten: S = 0.9, Greenwood's sum 1/(10*9), limits 0.9^exp(+-z*sqrt(1/90)/ln 0.9)."""
    point = kaplan_meier([1] + [2] * 9, [True] + [False] * 9).at(1)
    width = 1.959964 * sqrt(1 / 90) / abs(log(0.9))
    assert point.low == pytest.approx(0.9 ** exp(width))
    assert point.high == pytest.approx(0.9 ** exp(-width))


@pytest.mark.parametrize(
    ("durations", "events"), [([1, 2], [True]), ([-1], [True]), ([float("nan")], [False]), ([[1]], [[True]])]
)
def test_what_cannot_be_is_refused(durations, events):
    with pytest.raises(ValueError, match="duration"):
        kaplan_meier(durations, events)
