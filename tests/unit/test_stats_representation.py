"""Distance, balance and chance between a body and its population: by hand, published cases, identities."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats import representation

deterministic = settings(derandomize=True, deadline=None)


def shares(numbers: list[int]) -> list[float]:
    return [number / sum(numbers) for number in numbers]


@st.composite
def two_splits(draw) -> tuple[list[int], list[int]]:
    """Seats and residents by the same groups."""
    groups = draw(st.integers(1, 6))
    seats = draw(st.lists(st.integers(0, 40), min_size=groups, max_size=groups).filter(any))
    residents = draw(st.lists(st.integers(0, 100_000), min_size=groups, max_size=groups).filter(any))
    return seats, residents


def test_women_in_a_council_of_61_are_nine_fewer_than_their_share():
    """22 of 61 seats, 51,000 of 100,000 residents: 61 · 0.51 = 31.11, so 31 would be proportional."""
    q, p = 22 / 61, 0.51
    assert representation.gap_pp(q, p) == pytest.approx(-14.934426, abs=1e-6)
    assert representation.ratio(q, p) == pytest.approx(0.707168, abs=1e-6)
    assert representation.missing_members(61, 22, 51_000, 100_000) == 9
    assert representation.tvd([q, 1 - q], [p, 1 - p]) == pytest.approx(0.14934426, abs=1e-8)
    assert representation.balance(22, 39) == pytest.approx(22 / 39)


@pytest.mark.parametrize(
    ("seats", "count", "group", "population", "expected"),
    [(5, 2, 1, 2, 1), (9, 1, 500, 1_000, 4), (9, 6, 500, 1_000, -1), (7, 0, 0, 10, 0), (10, 3, 249, 1_000, -1)],
)
def test_halves_round_up_and_a_surplus_is_negative(seats, count, group, population, expected):
    assert representation.missing_members(seats, count, group, population) == expected


def test_nobody_to_represent_is_refused():
    with pytest.raises(ValueError, match="nobody"):
        representation.missing_members(9, 1, 0, 0)


def test_a_group_that_is_not_in_the_population_has_no_ratio():
    assert representation.ratio(0.2, 0) is None
    assert representation.balance(0, 0) is None
    assert representation.balance(0, 7) == 0


def test_shares_that_are_no_whole_are_refused():
    with pytest.raises(ValueError, match="add up to 1"):
        representation.tvd([0.5, 0.4], [0.5, 0.5])


@deterministic
@given(two_splits())
def test_the_distance_is_the_share_of_seats_that_would_have_to_change_group(splits):
    seats, residents = splits
    q, p = shares(seats), shares(residents)
    distance = representation.tvd(q, p)
    surplus = sum(max(0, Fraction(s, sum(seats)) - Fraction(r, sum(residents))) for s, r in zip(*splits, strict=True))
    assert distance == pytest.approx(float(surplus), abs=1e-12)
    assert 0 <= distance <= 1
    assert representation.lsq(p, p) == representation.tvd(p, p) == 0
    assert representation.lsq(q, p) <= 100 * distance * len(q) ** 0.5 + 1e-9


@deterministic
@given(st.integers(1, 30), st.data())
def test_chance_is_the_number_of_draws_with_so_few_by_the_number_of_draws(population, data):
    group, seats = data.draw(st.integers(0, population)), data.draw(st.integers(0, population))
    count = data.draw(st.integers(0, seats))
    few = sum(comb(group, k) * comb(population - group, seats - k) for k in range(min(count, group) + 1))
    expected = float(Fraction(few, comb(population, seats)))
    assert representation.at_most(count, population, group, seats) == pytest.approx(expected, abs=1e-12)


def test_a_body_of_less_than_a_hundredth_is_drawn_with_the_binomial():
    small, large = representation.chance([22, 22], [100_000, 1_000], [51_000, 510], [61, 61])
    assert small == representation.at_most_of_many(22, 0.51, 61)
    assert large == representation.at_most(22, 1_000, 510, 61)
    assert isinstance(representation.chance([1], [10], [5], [3]), np.ndarray)


@pytest.mark.parametrize(("group", "seats"), [(5, 11), (11, 5)])
def test_more_than_there_are_is_refused(group, seats):
    with pytest.raises(ValueError, match="larger than the population"):
        representation.chance(1, 10, group, seats)


def test_the_lady_tasting_tea(oracles):
    case = oracles["hypergeom_tea"]
    drawn = {"population": 8, "group": 4, "seats": 4}
    below = [0.0, *(float(representation.at_most(k, **drawn)) for k in range(5))]
    assert np.diff(below) == pytest.approx(case["expected"]["pmf_0_to_4"], abs=case["tolerance"])
    assert 1 - below[3] == pytest.approx(case["expected"]["p_ge_3"], abs=case["tolerance"])


def test_so_few_women_in_a_council_of_61(oracles):
    case = oracles["council_exact_tail"]
    for given_case, expected in zip(case["inputs"]["cases"], case["expected"]["P_hypergeom_le_k"], strict=True):
        found = representation.at_most(given_case["k"], given_case["N"], given_case["K"], given_case["n"])
        assert found == pytest.approx(expected, abs=case["tolerance"])
    found = representation.at_most_of_many(22, case["inputs"]["binomial_p"], 61)
    assert found == pytest.approx(case["expected"]["P_binom_le_k"], abs=case["tolerance"])


def test_gallagher_of_three_elections(oracles):
    case = oracles["gallagher_lsq"]
    found = []
    for election in case["inputs"]["cases"]:
        if "rows" in election:
            q = [row["share_seats_pct"] / 100 for row in election["rows"]]
            p = [row["share_pop_pct"] / 100 for row in election["rows"]]
        else:
            q, p = shares(election["seats"]), [percent / 100 for percent in election["pop_pct"]]
        found.append(representation.lsq(q, p))
    assert found == pytest.approx(case["expected"]["lsq"], abs=case["tolerance"])


def test_the_ladder_of_2019_as_ratio_and_gap(oracles):
    case = oracles["scb_representation_ladder_2019"]
    population = case["inputs"]["population_share_pct"] / 100
    rungs = [rung["share_pct"] / 100 for rung in case["inputs"]["rungs"]]
    ratios = [representation.ratio(share, population) for share in rungs]
    gaps = [representation.gap_pp(share, population) for share in rungs]
    assert ratios == pytest.approx(case["expected"]["representation_ratio"], abs=case["tolerance"])
    assert gaps == pytest.approx(case["expected"]["gap_pp"], abs=case["tolerance"])
    drop = representation.gap_pp(rungs[-1], rungs[1])
    assert drop == pytest.approx(case["expected"]["ladder_drop_kf_to_chair_pp"], abs=case["tolerance"])
