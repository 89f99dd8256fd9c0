"""Who was in the room: worked out by hand, against scipy, and against random rooms."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from spegel.stats import room

SIZES, GROUPS = (12, 25, 40, 100, 300), (2, 5, 7, 10)
ROOMS = 20_000


def population(groups: int) -> tuple[float, ...]:
    """Uneven groups, the largest four times the smallest, with shares that meet no round number."""
    return tuple(100.0 + 300.0 * place / (groups - 1) + 0.7 * place**2 for place in range(groups))


def distances(people: int, groups: int) -> np.ndarray:
    expected = np.array(population(groups)) / sum(population(groups))
    rooms = np.random.default_rng([people, groups]).multinomial(people, expected, ROOMS)
    return np.abs(rooms / people - expected).sum(axis=1).round(9) / 2


@pytest.mark.parametrize(("people", "groups"), list(product(SIZES, GROUPS)))
def test_the_band_contains_95_percent_of_random_rooms(people, groups):
    """Rooms exactly on the edge count by the share of them that makes 95 %: distances come in steps."""
    found, band = distances(people, groups), room.band(people, population(groups))
    inside = (found < band.share).mean() + band.edge_share * (found == band.share).mean()
    assert abs(inside - 0.95) < 0.015


@pytest.mark.parametrize(("people", "groups"), list(product(SIZES, GROUPS)))
def test_at_least_95_percent_of_random_rooms_get_no_verdict_against_them(people, groups):
    """With the edge counted whole, as the verdict does: never too few, and too many only by what the step holds."""
    found, band = distances(people, groups), room.band(people, population(groups))
    inside = (found <= band.share).mean()
    step = band.inside - band.below
    assert 0.935 < inside < 0.95 + step + 0.015
    if groups > 2 or people >= 100:
        assert abs(inside - 0.95) < 0.015 + (0.01 if groups == 2 else 0)


def test_two_equal_groups_of_twelve_by_the_binomial():
    """|X - 6| at most 3 has 96 %, at most 2 has 85 %: a quarter of the room is the edge."""
    band = room.band(12, (1.0, 1.0))
    assert band.share == pytest.approx(0.25)
    assert band.inside == pytest.approx(binom.cdf(9, 12, 0.5) - binom.cdf(2, 12, 0.5))
    assert band.below == pytest.approx(binom.cdf(8, 12, 0.5) - binom.cdf(3, 12, 0.5))
    assert band.below + band.edge_share * (band.inside - band.below) == pytest.approx(0.95)


def test_drawn_and_counted_bands_agree(monkeypatch):
    counted = room.band(40, (1.0, 2.0, 3.0))
    monkeypatch.setattr(room, "MOST_OUTCOMES", 10)
    room.band.cache_clear()
    drawn = room.band(40, (1.0, 2.0, 3.0))
    room.band.cache_clear()
    assert drawn.share == pytest.approx(counted.share, abs=0.015)


def test_the_band_knows_no_order_and_no_unit():
    assert room.band(60, (1.0, 2.0, 4.0, 5.0, 6.0)) == room.band(60, (600.0, 100.0, 500.0, 400.0, 200.0))


def test_distance_and_persons_by_hand():
    """12 came: 9, 2 and 1, where 6, 3.6 and 2.4 would mirror. 3 would have to be exchanged: a quarter."""
    assert room.distance([9, 2, 1], [50, 30, 20]) == pytest.approx(0.25)
    assert room.deviations([9, 2, 1], [50, 30, 20]) == pytest.approx([3, -1.6, -1.4])
    assert room.distance([0, 0], [1, 1]) is None
    with pytest.raises(ValueError, match="nobody"):
        room.distance([1, 0], [0, 0])


def test_chi_square_only_where_its_rule_holds():
    assert room.fit([15, 15], [1, 1]).name == room.CHI2
    assert room.fit([15, 14], [1, 1]).name == room.EXACT
    assert room.fit([29, 1], [9, 1]).name == room.EXACT
    assert room.fit([10] * 3 + [1] * 7, [1] * 10).name == room.SIMULATED
    assert room.fit([5, 4], [1, 1]) is None


def test_exact_test_of_two_groups_is_the_binomial_one():
    assert room.fit([9, 3], [55, 45]).p == pytest.approx(binomtest(9, 12, 0.55).pvalue)


def test_a_group_that_nobody_lives_in_cannot_come_by_chance():
    found = room.fit([9, 2, 1], [50, 50, 0])
    assert (found.name, found.statistic) == (room.EXACT, float("inf"))
    assert found.p == pytest.approx(0, abs=1e-12)


def test_simulated_test_is_near_the_exact_one(monkeypatch):
    counts, groups = [9, 2, 1], [50, 30, 20]
    exact = room.fit(counts, groups)
    monkeypatch.setattr(room, "MOST_OUTCOMES", 10)
    assert room.fit(counts, groups).p == pytest.approx(exact.p, abs=0.02)


def test_ratio_is_flagged_only_when_the_interval_misses_the_population():
    assert room.ratio(5, 10, 0.5).ratio == pytest.approx(1)
    assert not room.ratio(3, 10, 0.5).is_flagged
    assert room.ratio(30, 100, 0.5).is_flagged
    assert room.ratio(3, 10, 0.0).ratio is None


@pytest.mark.parametrize(
    ("people", "unknown", "groups", "found", "expected"),
    [
        (9, 0, 2, 0.5, room.NO_TEST),
        (9, 9, 2, 0.5, room.NO_TEST),
        (12, 3, 2, 0.5, room.DEVIATES),
        (12, 4, 2, 0.5, room.NO_BASIS),
        (24, 0, 3, 0.5, room.TOO_FEW),
        (24, 0, 2, 0.5, room.DEVIATES),
        (25, 0, 3, 0.5, room.DEVIATES),
        (25, 0, 3, 0.3, room.WITHIN_CHANCE),
        (25, 0, 3, None, room.NO_TEST),
    ],
)
def test_verdict_by_the_rule(people, unknown, groups, found, expected):
    assert room.verdict(people, unknown, groups, found, 0.3) == expected


@pytest.mark.parametrize(
    ("people", "invited", "recruitment", "verdicts", "expected"),
    [
        (120, 200, "random", ["ryms"], "ja"),
        (120, 241, "random", ["ryms"], "delvis"),
        (120, None, "random", ["ryms"], "delvis"),
        (99, 150, "random", ["ryms"], "delvis"),
        (120, 200, "random", ["ryms", "avviker"], "delvis"),
        (120, 200, "random", ["for_fa"], "delvis"),
        (120, 200, "open", ["ryms"], "delvis"),
        (120, 200, None, ["ryms"], "delvis"),
        (120, 200, "open", ["avviker"], "nej"),
        (24, 30, "random", ["ryms"], "nej"),
        (None, 30, "random", [], "nej"),
    ],
)
def test_who_can_stand_for_all(people, invited, recruitment, verdicts, expected):
    assert room.reflection(people, invited, recruitment, verdicts).verdict == expected


def test_reasons_stand_with_the_verdict():
    found = room.reflection(30, 100, None, ["for_fa"])
    assert found.reasons == ("recruitment_unknown", "persons_few", "response_low", "otestat")


def test_nobody_is_scored_without_a_population_or_a_participant():
    assert room.lowest_to_highest([3, 2], [10, 0]) == 1
    assert room.lowest_to_highest([0, 2], [10, 0]) is None
    assert room.lowest_to_mean([0, 0], [10, 10]) is None


def test_r_indicator_needs_ten_invited_of_every_group():
    assert room.r_indicator([9, 100], [5, 50]) is None
    assert room.r_indicator([10, 100], [5, 50]) == pytest.approx(1)
    assert room.lowest_r_indicator(100, 50) < room.r_indicator([50, 50], [40, 10])
