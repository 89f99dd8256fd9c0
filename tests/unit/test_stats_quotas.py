"""Quotas: every room adds up, nobody is negative, sexes and ages are right, whatever the population."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.stats.quotas import quotas

SEXES, AGES = ("women", "men"), ("0-17", "18-29", "30-49", "50-64", "65+")
ROOMS = range(5, 301)
BOTKYRKA = dict(zip(product(SEXES, AGES), (10783, 6840, 13196, 8213, 7385, 11413, 7620, 14492, 8824, 6557), strict=True))
"""30 September 2022, SCB."""

persons = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 100_000))


@st.composite
def populations(draw) -> dict[tuple[str, str], int]:
    """One or two sexes, one to five ages, empty groups and very small ones among them."""
    cells = list(product(draw(st.sampled_from([SEXES, ("women",), ("men", "women")])), AGES[: draw(st.integers(1, 5))]))
    return draw(st.fixed_dictionaries(dict.fromkeys(cells, persons)).filter(lambda found: sum(found.values()) > 0))


def holds(room: int, population: dict[tuple[str, str], int]) -> None:
    found, total = quotas(room, population), sum(population.values())
    exact = {key: Fraction(room * count, total) for key, count in population.items()}
    assert list(found) == list(population)
    assert sum(found.values()) == room
    assert min(found.values()) >= 0
    assert all(abs(found[key] - exact[key]) < 1 for key in found)
    for place in (0, 1):
        for name in {key[place] for key in found}:
            given_seats, exact_seats = (sum(of[key] for key in found if key[place] == name) for of in (found, exact))
            assert abs(given_seats - exact_seats) < 1
            if place == 0:
                # The sexes come first: nothing is nearer to their exact share.
                assert abs(given_seats - exact_seats) <= Fraction(1, 2)


def test_every_room_of_botkyrka_adds_up() -> None:
    for room in ROOMS:
        holds(room, BOTKYRKA)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(room=st.integers(ROOMS.start, ROOMS.stop - 1), population=populations())
def test_every_room_of_every_population_adds_up(room: int, population: dict[tuple[str, str], int]) -> None:
    holds(room, population)


def test_shares_that_come_out_even_are_kept() -> None:
    even = {("women", "18-29"): 30, ("women", "30-49"): 20, ("men", "18-29"): 10, ("men", "30-49"): 40}
    assert quotas(10, even) == {key: count // 10 for key, count in even.items()}


def test_the_sexes_are_right_where_each_group_alone_would_round_them_wrong() -> None:
    """Exact: women 4.2 in three groups of 1.4, men 5.8 of which one group. Group by group women would be 3."""
    population = {("women", "18-29"): 14, ("women", "30-49"): 14, ("women", "50-64"): 14, ("men", "18-29"): 58}
    found = quotas(10, population)
    assert found[("men", "18-29")] == 6
    assert sorted(count for (sex, _), count in found.items() if sex == "women") == [1, 1, 2]


def test_ages_are_right_in_all_where_each_sex_alone_would_round_them_wrong() -> None:
    """Both sexes have 2.6 young of 5; rounded each for itself the room has 6 young, though its exact share is 5.2."""
    population = {("women", "18-29"): 26, ("women", "30-49"): 24, ("men", "18-29"): 26, ("men", "30-49"): 24}
    found = quotas(10, population)
    assert found[("women", "18-29")] + found[("men", "18-29")] in (5, 6)
    assert {sum(count for (sex, _), count in found.items() if sex == name) for name in SEXES} == {5}


def test_a_tie_between_the_sexes_goes_to_the_one_named_first() -> None:
    assert quotas(5, {("women", "18-29"): 50, ("men", "18-29"): 50}) == {("women", "18-29"): 3, ("men", "18-29"): 2}


@pytest.mark.parametrize(
    ("room", "population"),
    [(10, {("women", "18-29"): 0}), (0, {("women", "18-29"): 1}), (10, {("women", "18-29"): -1, ("men", "18-29"): 2}),
     (10, {("women", "x"): 1, ("men", "x"): 1, ("total", "x"): 1}), (10, {})],
    ids=["nobody", "no room", "negative", "three sexes", "empty"],
)  # fmt: skip
def test_what_makes_no_room_is_refused(room: int, population: dict[tuple[str, str], int]) -> None:
    with pytest.raises(ValueError, match="no room"):
        quotas(room, population)
