"""Who was in the room: distance from the population, what chance alone gives, tests, and verdicts.

n_g is how many of group g were there, p_g its share of the reference population, q_g = n_g / n. People whose group is not known
are outside all of them. Formulas: `rum_*`, `r_indikator` and `aterspeglar_bedomning` in methods, section 3.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb, lgamma, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, chi2

from spegel.stats import representation
from spegel.stats.proportions import wilson

SEED, DRAWS = 20260913, 10_000
MOST_OUTCOMES = 20_000
"""Where fewer different rooms are possible all of them are counted; else rooms are drawn."""

WITHIN = 0.95
FEWEST, FEWEST_FOR_GROUPS = 10, 25
"""Persons for any test, and for one of more than two groups."""

MOST_UNKNOWN = 0.2
FEWEST_FOR_CHI2, LEAST_EXPECTED = 30, 5

DEVIATES, WITHIN_CHANCE, TOO_FEW, NO_BASIS, NO_TEST = "avviker", "ryms", "for_fa", "underlag_saknas", "inget_test"
CHI2, EXACT, SIMULATED = "chi2", "exact", "simulated"
YES, PARTLY, NO = "ja", "delvis", "nej"

FEWEST_INVITED = 10
ENOUGH_PERSONS, TOO_FEW_PERSONS = 100, 25
ENOUGH_RESPONSE = 0.5
_DIGITS = 9


@dataclass(frozen=True)
class Band:
    """Where the distance of random rooms lies. `share` is the smallest distance that at least 95 % of them stay within.

    Distances come in steps, so exactly 95 % is seldom possible: `inside` of random rooms stay within `share`, `below` of them
    strictly below it. `below` < 0.95 <= `inside`.
    """

    share: float
    below: float
    inside: float

    @property
    def edge_share(self) -> float:
        """How many of the rooms that lie exactly at `share` belong inside for 95 % to do so: what the steps hide, 0-1."""
        return (WITHIN - self.below) / (self.inside - self.below)


@dataclass(frozen=True)
class Ratio:
    """`rum_repr_kvot` with its interval; both None without a population. Flagged when the interval of q excludes p."""

    ratio: float | None
    low: float | None
    high: float | None
    is_flagged: bool


@dataclass(frozen=True)
class Fit:
    """p, and how it was found: CHI2, EXACT, or SIMULATED where there are too many possible rooms to count them all."""

    name: str
    p: float
    statistic: float


@dataclass(frozen=True)
class Reflection:
    """`aterspeglar_bedomning` with what speaks for and against it."""

    verdict: str
    reasons: tuple[str, ...]


def distance(counts: Sequence[int], population: Sequence[float]) -> float | None:
    """`rum_tvd`: D = half the sum of |q - p|, 0-1: how many would have to be exchanged. None in an empty room.

    counts, population: persons by group in the same order. Raises ValueError for a population of nobody.
    """
    people = sum(counts)
    return representation.tvd([count / people for count in counts], shares(population)) if people else None


def shares(population: Sequence[float]) -> list[float]:
    """p of every group. Raises ValueError for a population of nobody."""
    whole = sum(population)
    if whole <= 0:
        raise ValueError("nobody to reflect")
    return [group / whole for group in population]


def deviations(counts: Sequence[int], population: Sequence[float]) -> list[float]:
    """`rum_avvikelse_personer`: n_g - n p_g in persons. What is negative is missing; the sum is 0."""
    people = sum(counts)
    return [count - people * share for count, share in zip(counts, shares(population), strict=True)]


@lru_cache(maxsize=4096)
def band(people: int, population: tuple[float, ...]) -> Band:
    """The distance that 95 % of rooms of so many persons drawn at random stay within.

    Exact where all possible rooms can be counted, else by `DRAWS` rooms from a fixed seed: the same room gives the same band,
    in whatever order the groups come.
    """
    expected = np.sort(shares(population))
    if _outcomes(people, expected.size) <= MOST_OUTCOMES:
        rooms = _all_rooms(people, expected.size)
        weights = np.exp(_log_chances(rooms, expected))
    else:
        seed = zlib.crc32(expected.round(12).tobytes() + people.to_bytes(8, "little"))
        rooms = np.random.Generator(np.random.PCG64([SEED, seed])).multinomial(people, expected, DRAWS)
        weights = np.full(DRAWS, 1 / DRAWS)
    found = np.abs(rooms / people - expected).sum(axis=1).round(_DIGITS) / 2
    steps, number = np.unique(found, return_inverse=True)
    reached = np.cumsum(np.bincount(number, weights))
    place = min(int(np.searchsorted(reached, WITHIN - 1e-12)), steps.size - 1)
    return Band(float(steps[place]), float(reached[place - 1]) if place else 0.0, float(reached[place]))


def fit(counts: Sequence[int], population: Sequence[float]) -> Fit | None:
    """`rum_chi2`: could chance alone give a room as uneven as this? None under `FEWEST` persons.

    Chi-square where 30 are there and at least 5 expected of every group, else the exact multinomial test: the chance of all rooms
    no more likely than this one.
    """
    people = sum(counts)
    if people < FEWEST:
        return None
    expected = np.array(shares(population))
    statistic = _chi2(counts, people * expected)
    if people >= FEWEST_FOR_CHI2 and (people * expected).min() >= LEAST_EXPECTED:
        return Fit(CHI2, float(chi2.sf(statistic, expected.size - 1)), statistic)
    own = _log_chances(np.array([counts]), expected)[0]
    if _outcomes(people, expected.size) <= MOST_OUTCOMES:
        chances = _log_chances(_all_rooms(people, expected.size), expected)
        return Fit(EXACT, min(1.0, float(np.exp(chances[chances <= own + 1e-9]).sum())), statistic)
    drawn = np.random.Generator(np.random.PCG64(SEED)).multinomial(people, expected, DRAWS)
    as_rare = int((_log_chances(drawn, expected) <= own + 1e-9).sum())
    return Fit(SIMULATED, (as_rare + 1) / (DRAWS + 1), statistic)


def chance_persons(people: int, share: float) -> tuple[int, int]:
    """How many of a group that is `share` (0-1) of the population at least 95 % of random rooms of so many persons hold.

    2.5 % at most have fewer, and 2.5 % at most have more.
    """
    low, high = binom.ppf([(1 - WITHIN) / 2, (1 + WITHIN) / 2], people, share)
    return max(0, int(low)), int(high)


def ratio(count: int, people: int, share: float) -> Ratio:
    """`rum_repr_kvot`: q / p with Wilson's interval of q by p; `share` is p, 0-1."""
    low, high = wilson(count, people)
    if not share:
        return Ratio(None, None, None, False)
    return Ratio(count / people / share, low / share, high / share, not low <= share <= high)


def lowest_to_highest(counts: Sequence[int], population: Sequence[float]) -> float | None:
    """`rum_minmax`: lowest by highest rate of taking part, 0-1, as Go Vocal scores. One empty group makes it 0.

    Groups without a population are left out. None where nobody of the others came.
    """
    rates = _rates(counts, population)
    return min(rates) / max(rates) if rates and max(rates) else None


def lowest_to_mean(counts: Sequence[int], population: Sequence[float]) -> float | None:
    """The lowest rate by the mean of the groups' rates; the rest as `lowest_to_highest`."""
    rates = _rates(counts, population)
    return min(rates) / (sum(rates) / len(rates)) if rates and max(rates) else None


def r_indicator(invited: Sequence[int], responded: Sequence[int]) -> float | None:
    """`r_indikator`: R = 1 - 2 S(rho), 1 = all groups came as often. None where fewer than 10 of a group were invited.

    invited, responded: persons by group. Source: Schouten, Cobben and Bethlehem, Survey Methodology 35:101, 2009.
    """
    if not invited or min(invited) < FEWEST_INVITED:
        return None
    people = sum(invited)
    mean = sum(responded) / people
    spread = sum(group * (came / group - mean) ** 2 for group, came in zip(invited, responded, strict=True))
    return 1 - 2 * sqrt(spread / (people - 1))


def lowest_r_indicator(invited: int, responded: int) -> float:
    """What R could be at least when so many of the invited came: nobody of some groups and all of the others."""
    rate = responded / invited
    return 1 - 2 * sqrt(rate * (1 - rate) * invited / (invited - 1))


def verdict(people: int, unknown: int, groups: int, found: float | None, limit: float | None) -> str:
    """`rum_bedomning`: one of DEVIATES, WITHIN_CHANCE, TOO_FEW, NO_BASIS, NO_TEST.

    people: those whose group is known; unknown: the others. found, limit: `distance` and the share of its `band`.
    """
    if people < FEWEST:
        return NO_TEST
    if unknown > MOST_UNKNOWN * (people + unknown):
        return NO_BASIS
    if people < FEWEST_FOR_GROUPS and groups > 2:
        return TOO_FEW
    if found is None or limit is None:
        return NO_TEST
    return DEVIATES if round(found, _DIGITS) > round(limit, _DIGITS) else WITHIN_CHANCE


def reflection(people: int | None, invited: int | None, recruitment: str | None, verdicts: Sequence[str]) -> Reflection:
    """`aterspeglar_bedomning`: can the result stand for a general view?

    recruitment: random, targeted, mixed, open, or None where nobody has said; verdicts: of every dimension that was counted.
    Yes takes a random sample, at least 100 persons, half of the invited, and dimensions of which at least one was judged and none
    deviates. No it is with fewer than 25, or when a dimension deviates and the sample was not random. All else is partly.
    """
    response = people / invited if people is not None and invited else None
    deviates = DEVIATES in verdicts
    is_random = recruitment == "random"
    reasons = (
        f"recruitment_{recruitment or 'unknown'}",
        "persons_unknown" if people is None else "persons_enough" if people >= ENOUGH_PERSONS else "persons_few",
        "response_unknown" if response is None else "response_high" if response >= ENOUGH_RESPONSE else "response_low",
        DEVIATES if deviates else WITHIN_CHANCE if WITHIN_CHANCE in verdicts else "otestat",
    )
    if people is None or people < TOO_FEW_PERSONS or (deviates and not is_random):
        return Reflection(NO, reasons)
    is_yes = is_random and reasons[1:] == ("persons_enough", "response_high", WITHIN_CHANCE)
    return Reflection(YES if is_yes else PARTLY, reasons)


def _rates(counts: Sequence[int], population: Sequence[float]) -> list[float]:
    return [count / group for count, group in zip(counts, population, strict=True) if group]


def _chi2(counts: ArrayLike, expected: NDArray[np.float64]) -> float:
    """The statistic; infinite where somebody is of a group nobody lives in."""
    away = (np.asarray(counts) - expected) ** 2
    beyond = np.where(away > 0, np.inf, 0.0)
    return float(np.divide(away, expected, out=beyond, where=expected > 0).sum())


def _outcomes(people: int, groups: int) -> int:
    return comb(people + groups - 1, groups - 1)


@lru_cache(maxsize=64)
def _all_rooms(people: int, groups: int) -> NDArray[np.int64]:
    """Every way to share so many persons out on the groups: bars between persons."""
    size = _outcomes(people, groups)
    places = (place for chosen in combinations(range(people + groups - 1), groups - 1) for place in chosen)
    bars = np.fromiter(places, np.int64, size * (groups - 1)).reshape(size, groups - 1)
    edges = np.column_stack([np.full(size, -1), bars, np.full(size, people + groups - 1)])
    return np.diff(edges, axis=1) - 1


def _log_chances(rooms: NDArray[np.int64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of the multinomial probability of each room; minus infinity where somebody is of a group nobody lives in."""
    people = int(rooms[0].sum())
    log_factorial = np.array([lgamma(count + 1) for count in range(people + 1)])
    logs = np.array([log(share) if share else -np.inf for share in expected])
    with np.errstate(invalid="ignore"):
        parts = np.where(rooms > 0, rooms * logs, 0.0)
    return log_factorial[people] + (parts - log_factorial[rooms]).sum(axis=1)
