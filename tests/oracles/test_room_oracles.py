"""Published and recomputed cases of methods, section 3, through the product's own functions."""

from __future__ import annotations

import pytest

from spegel.stats import representation, room


def test_mendels_peas(oracles):
    case = oracles["gof_mendel"]
    found = room.fit(case["inputs"]["observed"], case["inputs"]["expected_shares"])
    assert found.name == room.CHI2
    assert found.statistic == pytest.approx(case["expected"]["chi2"], abs=case["tolerance"])
    assert found.p == pytest.approx(case["expected"]["p"], abs=case["tolerance"])


def test_a_meeting_of_twelve(oracles):
    case = oracles["gof_small_exact"]
    found = room.fit(case["inputs"]["observed"], case["inputs"]["expected_shares"])
    assert found.name == room.EXACT
    assert found.p == pytest.approx(case["expected"]["p_exact_multinomial"], abs=1e-7)


def test_go_vocals_scores(oracles):
    case = oracles["govocal_rscore"]
    for score, given in (
        ("min_max", room.lowest_to_highest),
        ("min_mean", room.lowest_to_mean),
        ("proportional_similarity", lambda users, population: 1 - room.distance(users, population)),
    ):
        found = [given(each["users"], each["population"]) for each in case["inputs"][score]]
        assert found == pytest.approx(case["expected"][score], abs=case["tolerance"]), score


def test_r_indicator_of_two_groups(oracles):
    case = oracles["r_indicator_groups"]
    invited, responded = case["inputs"]["invited"], case["inputs"]["responded"]
    assert room.r_indicator(invited, responded) == pytest.approx(case["expected"]["R_sample_ddof1"], abs=case["tolerance"])
    lowest = room.lowest_r_indicator(sum(invited), sum(responded))
    assert lowest == pytest.approx(case["expected"]["lower_bound_R"], abs=case["tolerance"])


def test_distance_of_a_room_is_that_of_a_body():
    assert room.distance([9, 2, 1], [50, 30, 20]) == representation.tvd([9 / 12, 2 / 12, 1 / 12], [0.5, 0.3, 0.2])
