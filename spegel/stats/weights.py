"""Weights that make those who answered look like the population, in the margins that are known and in no others.

Raking goes over the margins again and again and makes each come right in turn (Deming and Stephan, Annals of Mathematical
Statistics 11:427, 1940). Persons who are alike in every margin are one cell, so a sweep costs as much as there are cells,
however many the answers. What cannot be weighted is refused with all reasons at once.

Source of the limits: methods, section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spegel.core import Problem, WeightsError

TOLERANCE = 1e-6
"""Largest relative distance between a margin and its population."""

MOST_SWEEPS = 100
MOST_APART = 0.005
"""Margins of the same population may differ by half a percent in total: they are of different days or rounded."""

LOWEST, HIGHEST = 0.3, 3.0
"""Weights outside these, times the mean weight, are trimmed."""

MOST_ROUNDS = 10

_AIM = 1e-12
"""Sweeps go on past `TOLERANCE` while they can, so that weights do not depend on where they stopped."""

_EDGE = 1e-4
"""Raking moves a trimmed weight off its limit again, less each round. So near to the limit it counts as on it."""

Labels = Mapping[str, Sequence[Hashable]]
"""Margin -> the level of each respondent, None where it is not known. A margin may be crossed: levels may be (sex, age)."""

Population = Mapping[str, Mapping[Hashable, float | None]]
"""Margin -> level -> persons, None where it is not known."""

_UNKNOWN, _NOWHERE = -1, -2
"""Codes of a respondent whose level is not known, and of one whose level has no population."""


@dataclass(frozen=True)
class LevelReport:
    """One level of a margin before and after: persons who answered, and how many persons their weights stand for.

    `population` is what was asked for, all margins brought to the total of the first. `before` is the start weights, brought
    to the same total.
    """

    margin: str
    level: Hashable
    respondents: int
    population: float
    before: float
    after: float


@dataclass(frozen=True)
class Weights:
    """Weights in the order of the respondents, adding up to the population; NaN for those left out.

    Left out are those whose level is not known in some margin, and those whose start weight is 0 or not known. `trimmed` had
    their weight trimmed at least once; `outside` lie outside the limits still, since the margins ask for it.
    """

    values: NDArray[np.float64]
    levels: tuple[LevelReport, ...]
    left_out: int
    trimmed: int
    outside: int
    rounds: int

    @property
    def trimmed_share(self) -> float:
        """Share of the weighted respondents whose weight was trimmed, 0-1."""
        return self.trimmed / (len(self.values) - self.left_out)

    @property
    def largest_gap(self) -> float:
        """The largest relative distance left between a margin and its population."""
        return max(abs(level.after / level.population - 1) for level in self.levels)


@dataclass(frozen=True)
class _Margin:
    """A margin in numbers: its levels with their persons (NaN: not known), and the place among them of every respondent."""

    name: str
    levels: tuple[Hashable, ...]
    persons: NDArray[np.float64]
    codes: NDArray[np.int64]


@dataclass(frozen=True)
class Effective:
    """What weights cost: Kish's design effect and effective number of persons (Survey Sampling 1965; JOS 8:183, 1992).

    `dropped` had the weight 0 or none, and are in no other figure. `design_effect` is None where nobody has a weight.
    """

    people: int
    dropped: int
    design_effect: float | None
    effective_people: float


def post_stratify(
    labels: Sequence[Hashable], population: Mapping[Hashable, float | None], base: ArrayLike | None = None
) -> Weights:
    """Weights N/n in each stratum: raking with one margin. Arguments, result and errors as `rake`."""
    return rake({"stratum": labels}, {"stratum": population}, base)


def rake(labels: Labels, population: Population, base: ArrayLike | None = None) -> Weights:
    """Weights that fit every margin within 1e-6, as near to the start weights as can be.

    labels and population name the same margins. base: start weights, such as 1 by the chance to be drawn; 1 for all without.
    A level where nobody lives and nobody answered is passed over. Where totals differ by at most half a percent, all are brought
    to that of the first margin. Raises WeightsError with every reason for which the answers cannot be weighted, and ValueError
    where the arguments do not fit together.
    """
    return _weights(labels, population, base, rounds=0)


def rake_and_trim(labels: Labels, population: Population, base: ArrayLike | None = None) -> Weights:
    """As `rake`; weights beyond 0.3 and 3.0 times the mean are then cut to it and raked again, at most 10 times.

    The margins come first: after the last round they fit, and `outside` tells how many weights still lie beyond.
    """
    return _weights(labels, population, base, rounds=MOST_ROUNDS)


def kish(weights: ArrayLike) -> Effective:
    """`panel_deff`: n·Σw²/(Σw)² and (Σw)²/Σw². Weights of 0 and NaN are dropped first. Raises ValueError below 0."""
    given = np.asarray(weights, float)
    if (given < 0).any():
        raise ValueError("a weight is 0 or more")
    used = given[given > 0]
    dropped = given.size - used.size
    if not used.size:
        return Effective(0, dropped, None, 0.0)
    effective = float(used.sum() ** 2 / (used * used).sum())
    return Effective(used.size, dropped, used.size / effective, effective)


def _weights(labels: Labels, population: Population, base: ArrayLike | None, rounds: int) -> Weights:
    size = len(next(iter(labels.values()), ()))
    start = np.ones(size) if base is None else np.asarray(base, float)
    if not labels or set(labels) != set(population):
        raise ValueError("labels and population name the same margins, at least one")
    if start.ndim != 1 or {len(column) for column in labels.values()} != {start.size}:
        raise ValueError("one level of every margin, and one start weight, for each respondent")
    if (start < 0).any() or np.isinf(start).any():
        raise ValueError("a start weight is a number, 0 or more")

    margins = [_margin(name, labels[name], population[name]) for name in labels]
    is_in = (start > 0) & np.all([margin.codes != _UNKNOWN for margin in margins], axis=0)
    margins = [replace(margin, codes=margin.codes[is_in]) for margin in margins]
    if problems := [*_unknown_populations(margins), *_bad_levels(margins, labels, is_in), *_bad_totals(margins)]:
        raise WeightsError(problems)
    total = margins[0].persons.sum()
    margins = [replace(margin, persons=margin.persons * (total / margin.persons.sum())) for margin in margins]

    start = start[is_in] * (total / start[is_in].sum())
    cells = _Cells(margins)
    found, is_trimmed, done = cells.rake(start), np.zeros(start.size, bool), 0
    low, high = LOWEST * total / start.size, HIGHEST * total / start.size
    while done < rounds and (beyond := _beyond(found, low, high)).any():
        found, is_trimmed, done = cells.rake(np.clip(found, low, high)), is_trimmed | beyond, done + 1

    values = np.full(size, np.nan)
    values[is_in] = found
    return Weights(
        values,
        tuple(report for margin in margins for report in _reports(margin, start, found)),
        left_out=size - start.size,
        trimmed=int(is_trimmed.sum()),
        outside=int(_beyond(found, low, high).sum()),
        rounds=done,
    )


class _Cells:
    """Respondents who are alike in every margin: what is done to one of them is done to all."""

    def __init__(self, margins: Sequence[_Margin]):
        self.margins = margins
        shape = [len(margin.levels) for margin in margins]
        found, self.cell = np.unique(np.ravel_multi_index([margin.codes for margin in margins], shape), return_inverse=True)
        self.places = np.unravel_index(found, shape)

    def rake(self, start: NDArray[np.float64]) -> NDArray[np.float64]:
        """The start weights, each times the factor of its cell. Raises WeightsError where the margins are not reached."""
        given = np.bincount(self.cell, start)
        reached = given.copy()
        for _ in range(MOST_SWEEPS):
            for place, margin in zip(self.places, self.margins, strict=True):
                reached *= (margin.persons / np.bincount(place, reached))[place]
            if self._gap(reached) <= _AIM:
                break
        if self._gap(reached) > TOLERANCE:
            raise WeightsError(list(self._not_reached(reached)))
        return start * (reached / given)[self.cell]

    def _gap(self, reached: NDArray[np.float64]) -> float:
        return max(float(np.abs(self._gaps(number, reached)).max()) for number in range(len(self.margins)))

    def _gaps(self, number: int, reached: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(self.places[number], reached) / self.margins[number].persons - 1

    def _not_reached(self, reached: NDArray[np.float64]) -> Iterator[Problem]:
        """One problem for each margin that is off, with the level that is furthest off."""
        for number, margin in enumerate(self.margins):
            gaps = self._gaps(number, reached)
            worst = int(np.abs(gaps).argmax())
            if abs(gaps[worst]) > TOLERANCE:
                persons = margin.persons[worst]
                yield Problem(
                    "weights_not_reached",
                    value=_name(margin.levels[worst]),
                    details={
                        "margin": margin.name,
                        "sweeps": MOST_SWEEPS,
                        "population": round(persons),
                        "weighted": round(persons * (1 + gaps[worst])),
                    },
                )


def _margin(name: str, labels: Sequence[Hashable], population: Mapping[Hashable, float | None]) -> _Margin:
    levels = tuple(level for level, persons in population.items() if persons != 0)
    place = {level: number for number, level in enumerate(levels)} | {None: _UNKNOWN}
    codes = np.fromiter((place.get(level, _NOWHERE) for level in labels), np.int64, len(labels))
    return _Margin(name, levels, np.array([population[level] for level in levels], float), codes)


def _unknown_populations(margins: Sequence[_Margin]) -> Iterator[Problem]:
    for margin in margins:
        for place in np.flatnonzero(~_is_count(margin.persons)):
            yield Problem("weights_population_unknown", value=_name(margin.levels[place]), details={"margin": margin.name})


def _bad_levels(margins: Sequence[_Margin], labels: Labels, is_in: NDArray[np.bool_]) -> Iterator[Problem]:
    """Levels where somebody lives and nobody answered, and the other way round."""
    for margin in margins:
        answered = np.bincount(margin.codes[margin.codes >= 0], minlength=len(margin.levels))
        for place in np.flatnonzero((answered == 0) & _is_count(margin.persons)):
            details = {"margin": margin.name, "population": round(margin.persons[place])}
            yield Problem("weights_level_empty", value=_name(margin.levels[place]), details=details)
        who = np.flatnonzero(is_in)[margin.codes == _NOWHERE]
        for level, people in Counter(labels[margin.name][person] for person in who).items():
            details = {"margin": margin.name, "respondents": people}
            yield Problem("weights_level_nowhere", value=_name(level), details=details)


def _bad_totals(margins: Sequence[_Margin]) -> Iterator[Problem]:
    totals = {margin.name: float(margin.persons.sum()) for margin in margins if _is_count(margin.persons).all()}
    if not totals:
        return
    least, most = min(totals, key=totals.__getitem__), max(totals, key=totals.__getitem__)
    if totals[most] == 0:
        yield Problem("weights_population_empty", details={"margins": ", ".join(totals)})
    elif totals[most] - totals[least] > MOST_APART * totals[least]:
        details = {"least": least, "least_total": round(totals[least]), "most": most, "most_total": round(totals[most])}
        yield Problem("weights_totals_differ", details=details)


def _is_count(persons: NDArray[np.float64]) -> NDArray[np.bool_]:
    return (persons >= 0) & np.isfinite(persons)


def _beyond(weights: NDArray[np.float64], low: float, high: float) -> NDArray[np.bool_]:
    return (weights < low * (1 - _EDGE)) | (weights > high * (1 + _EDGE))


def _reports(margin: _Margin, start: NDArray[np.float64], found: NDArray[np.float64]) -> Iterator[LevelReport]:
    people, before, after = (np.bincount(margin.codes, weights) for weights in (None, start, found))
    for place, level in enumerate(margin.levels):
        numbers = (float(column[place]) for column in (margin.persons, before, after))
        yield LevelReport(margin.name, level, int(people[place]), *numbers)


def _name(level: Hashable) -> str:
    return ", ".join(map(str, level)) if isinstance(level, tuple) else str(level)
