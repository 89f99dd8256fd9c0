"""Whom to invite: how many women and men of each age a room should hold, so that it looks like those it is for.

Rounding each group by itself gives rooms of the wrong size. This is controlled rounding: the sexes come right first, then
the ages inside them, and every number is the exact share rounded down or up. Such a table always exists (Bacharach 1966,
Management Science 12:732; Cox 1987, JASA 82:520).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, product

Population = Mapping[tuple[str, str], int]
"""(sex, age) -> persons."""


def quotas(room_size: int, population: Population) -> dict[tuple[str, str], int]:
    """How many of each sex and age to invite to a room for `room_size` persons. They add up to `room_size`, always.

    The sexes are settled by largest remainder; on a tie the one named first. Inside them each group, and each age in all, is
    its exact share rounded down or up; among the tables that are, the one nearest to the exact shares. At most two sexes,
    and few ages: every way to round is tried. Raises ValueError where the population is empty, a number of persons
    negative, or the sexes are more than two.
    """
    total = sum(population.values())
    sexes, ages = (list(dict.fromkeys(key[place] for key in population)) for place in (0, 1))
    if room_size < 1 or total < 1 or min(population.values()) < 0 or len(sexes) > 2:
        raise ValueError(f"no room of {room_size} can be made of {dict(population)}")
    # In whole units of 1 / total of a seat, so that nothing is lost: seats, and what is left over.
    exact = {key: divmod(room_size * persons, total) for key, persons in population.items()}
    margins = {sex: divmod(room_size * _sum(population, 0, sex), total) for sex in sexes}
    seats = largest_remainder(room_size, margins)
    ways = [_ways(sex, seats[sex], exact) for sex in sexes]
    by_age = {age: divmod(room_size * _sum(population, 1, age), total) for age in ages}
    fitting = (set().union(*way) for way in product(*ways))
    best = max(
        (raised for raised in fitting if _ages_fit(raised, exact, by_age)),
        key=lambda raised: sum(exact[key][1] for key in raised),
    )
    return {key: whole + (key in best) for key, (whole, _) in exact.items()}


def largest_remainder(seats: int, exact: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Whole seats that add up to `seats`, from (whole, left over) of each: those with most left over get one more."""
    free = seats - sum(whole for whole, _ in exact.values())
    raised = sorted(exact, key=lambda name: -exact[name][1])[:free]
    return {name: whole + (name in raised) for name, (whole, _) in exact.items()}


def _sum(population: Population, place: int, name: str) -> int:
    return sum(persons for key, persons in population.items() if key[place] == name)


def _ways(sex: str, seats: int, exact: Mapping[tuple[str, str], tuple[int, int]]) -> Sequence[Collection[tuple[str, str]]]:
    """Every choice of groups of one sex to round up so that it gets its seats."""
    free = seats - sum(whole for key, (whole, _) in exact.items() if key[0] == sex)
    return list(combinations([key for key, (_, rest) in exact.items() if key[0] == sex and rest], free))


def _ages_fit(
    raised: Collection[tuple[str, str]], exact: Mapping[tuple[str, str], tuple[int, int]], by_age: Mapping[str, tuple[int, int]]
) -> bool:
    """True where every age in all is its exact share rounded down or up."""
    for age, (whole, rest) in by_age.items():
        given = sum(exact[key][0] + (key in raised) for key in exact if key[1] == age)
        if not whole <= given <= whole + bool(rest):
            return False
    return True
