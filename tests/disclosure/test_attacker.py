"""An attacker who knows every published number, every sum, the printed reasons and how the tables are made.

The attack shares no code with the product. The unknowns are the persons themselves, counted in every combination of their
properties; each published number is a sum of some of these. Integer programming then gives everything that a hidden
number can be. A small problem a hidden number, solved many at a time as blocks of one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, csr_array

from spegel.disclosure import Margin, PublicTable, protect_tables
from tests.disclosure.tables import TOTAL, public_table, tabulate

Entries = dict[str, tuple[PublicTable, pl.DataFrame]]

CASES = 500
THRESHOLD = {"persons": 5, "sensitive": 10}
VALUES = {"gender": ["women", "men"], "age": ["a", "b", "c"], "area": ["x", "y", "z"]}
SEX = {"zero_inside": ("gender",)}


@dataclass(frozen=True)
class Attack:
    """One published case as the attacker sees it: which persons each number counts, the number or null, and its reason."""

    counted: np.ndarray  # published number x combination of properties, 0 or 1
    shown: np.ndarray  # NaN where hidden
    reason: list[str | None]
    is_sex: np.ndarray
    truth: np.ndarray
    threshold: int


def persons(generator: np.random.Generator) -> pl.DataFrame:
    """4 to 150 persons, unevenly spread: most cases have small groups, empty ones, and all of one kind."""
    number = int(generator.choice([4, 9, 15, 25, 40, 70, 150]))
    spread = {name: generator.dirichlet(np.full(len(values), 0.8)) for name, values in VALUES.items()}
    return pl.DataFrame({name: generator.choice(values, number, p=spread[name]) for name, values in VALUES.items()})


def table_of(name: str, grain: list[str], rule: str, **roles) -> PublicTable:
    """A table that holds many cases, each for itself."""
    roles = {"margins": tuple(Margin(each, TOTAL) for each in grain)} | (SEX if "gender" in grain else {}) | roles
    return public_table(name, ["case", *grain], rule, **roles)


def one_table(people: pl.DataFrame, names: list[str], rule: str, name: str = "t", **roles) -> Entries:
    return {name: (table_of(name, names, rule, **roles), tabulate(people, {each: VALUES[each] for each in names}))}


def two_ways(people: pl.DataFrame, rule: str) -> Entries:
    return one_table(people, ["gender", "age"], rule)


def three_ways(people: pl.DataFrame, rule: str) -> Entries:
    return one_table(people, ["gender", "age", "area"], rule)


def linked(people: pl.DataFrame, rule: str) -> Entries:
    by_age = one_table(people, ["gender", "age"], rule, "by_age", linked="same")
    return by_age | one_table(people, ["gender", "area"], rule, "by_area", linked="same")


def all_pairs_linked(people: pl.DataFrame, rule: str) -> Entries:
    return linked(people, rule) | one_table(people, ["age", "area"], rule, "by_both", linked="same")


def long(people: pl.DataFrame, rule: str) -> Entries:
    """Several breakdowns in one table, as `dimension` and `category`, by sex."""
    parts = [
        tabulate(people, {"gender": VALUES["gender"], name: VALUES[name]}).with_columns(dimension=pl.lit(name), category=name)
        for name in ("age", "area")
    ]
    columns = ["dimension", "category", "gender", "person_count"]
    margins = (Margin("gender", TOTAL), Margin("category", TOTAL, within="dimension"))
    table = table_of("t", columns[:3], rule, margins=margins)
    return {"t": (table, pl.concat([part.select(columns) for part in parts]))}


def hierarchy(people: pl.DataFrame, rule: str) -> Entries:
    """Areas inside areas, without any row called total."""
    up = {"x": "west", "y": "west", "z": "all", "west": "all", "all": None}
    frame = tabulate(people, {"area": VALUES["area"], "gender": VALUES["gender"]}).with_columns(
        pl.col("area").replace(TOTAL, "all")
    )
    west = frame.filter(pl.col("area").is_in(["x", "y"])).group_by("gender").agg(pl.sum("person_count"), area=pl.lit("west"))
    frame = pl.concat([frame, west.select(frame.columns)]).with_columns(parent=pl.col("area").replace_strict(up))
    margins = (Margin("gender", TOTAL), Margin("area", parent="parent"))
    return {"t": (table_of("t", ["area", "gender"], rule, margins=margins, plain=("parent",)), frame)}


SHAPES = (two_ways, three_ways, linked, all_pairs_linked, long, hierarchy)
WITHIN = {"west": ("x", "y"), "all": ("x", "y", "z")}


def counts_persons(row: dict[str, str]) -> list[bool]:
    """For every combination of properties: does a published row count them?"""
    wanted = {name: value for name, value in row.items() if name in VALUES and value != TOTAL}
    if row.get("category", TOTAL) != TOTAL:
        wanted[row["dimension"]] = row["category"]
    return [
        all(properties[name] in WITHIN.get(value, (value,)) for name, value in wanted.items())
        for properties in (dict(zip(VALUES, each, strict=True)) for each in product(*VALUES.values()))
    ]


def published(shape: Callable[[pl.DataFrame, str], Entries], rule: str, numbers: list[int]) -> list[Attack]:
    """Cases of one shape, published together as the build would, and taken apart again."""
    cases = {number: shape(persons(np.random.default_rng(number)), rule) for number in numbers}
    together = {
        name: (
            next(iter(cases.values()))[name][0],
            pl.concat([each[name][1].with_columns(case=pl.lit(str(number))) for number, each in cases.items()]),
        )
        for name in next(iter(cases.values()))
    }
    answers = protect_tables(together)
    return [attack([answers[name].filter(case=str(number)) for name in each], each, rule) for number, each in cases.items()]


def attack(answers: list[pl.DataFrame], entries: Entries, rule: str) -> Attack:
    rows = [row for frame in answers for row in frame.iter_rows(named=True)]
    return Attack(
        counted=np.array([counts_persons(row) for row in rows], dtype=float),
        shown=np.array([row["person_count"] for row in rows], dtype=float),
        reason=[row["suppression_reason"] for row in rows],
        is_sex=np.array([row.get("gender", TOTAL) != TOTAL for row in rows]),
        truth=np.concatenate([frame["person_count"].to_numpy() for _, frame in entries.values()]),
        threshold=THRESHOLD[rule],
    )


@pytest.fixture(scope="module")
def attacks() -> list[Attack]:
    rules = {number: "sensitive" if number % 5 == 4 else "persons" for number in range(CASES)}
    return [
        found
        for place, shape in enumerate(SHAPES)
        for rule in THRESHOLD
        for found in published(shape, rule, [each for each in range(place, CASES, len(SHAPES)) if rules[each] == rule])
    ]


def solve(problems: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]) -> list[float]:
    """Least value of each problem (objective, matrix, least and most of each row of it) over whole numbers from 0."""
    answers = []
    for start in range(0, len(problems), 400):
        batch = problems[start : start + 400]
        objective = np.concatenate([each[0] for each in batch])
        matrix = csr_array(block_diag([each[1] for each in batch], format="csr"))
        least, most = (np.concatenate([each[place] for each in batch]) for place in (2, 3))
        limits = LinearConstraint(matrix, least, most)
        answer = milp(objective, integrality=np.ones(objective.size), bounds=Bounds(0, 500), constraints=limits)
        assert answer.success, answer.message
        ends = np.cumsum([each[0].size for each in batch])[:-1]
        parts = zip(np.split(answer.x, ends), batch, strict=True)
        answers += [round(float(each[0] @ np.rint(found))) for found, each in parts]
    return answers


def possible(attacks: list[Attack], with_reasons: bool) -> list[tuple[Attack, int, int, int]]:
    """Every hidden number with the least and the most it can be: attack, place, least, most."""
    problems, places = [], []
    for each in attacks:
        least = np.where(np.isnan(each.shown), 0, each.shown)
        most = np.where(np.isnan(each.shown), 500, each.shown)
        if with_reasons:
            for place, reason in enumerate(each.reason):
                if reason == "primary_small":
                    least[place], most[place] = 0 if each.is_sex[place] else 1, each.threshold - 1
        for place in np.flatnonzero(np.isnan(each.shown)):
            for sign in (1, -1):
                problems.append((sign * each.counted[place], each.counted, least, most))
            places.append((each, place))
    answers = solve(problems)
    return [(*where, low, -high) for where, low, high in zip(places, answers[::2], answers[1::2], strict=True)]


def test_the_cases_are_hard_enough(attacks):
    """Many hidden numbers of every kind and many shown ones, or the attack would prove nothing."""
    reasons = pl.Series([reason for each in attacks for reason in each.reason]).value_counts()
    found = dict(reasons.iter_rows())
    assert all(found[reason] > 300 for reason in ("primary_small", "complement", "group_disclosure", "secondary", None)), found


def test_no_small_number_is_printed(attacks):
    for each in attacks:
        assert not ((each.shown > 0) & (each.shown < each.threshold)).any()


def test_every_hidden_number_has_as_many_possible_values_as_the_threshold(attacks):
    for each, place, least, most in possible(attacks, with_reasons=False):
        assert most - least + 1 >= each.threshold, (each.truth[place], least, most)


def test_the_printed_reasons_recover_no_small_number(attacks):
    for each, place, least, most in possible(attacks, with_reasons=True):
        if 0 < each.truth[place] < each.threshold:
            assert most > least, (each.truth[place], least)


def test_no_two_printed_numbers_differ_by_a_few_persons(attacks):
    """Filters: whatever lies inside something else, the rest is not small either."""
    for each in attacks:
        shown = np.flatnonzero(~np.isnan(each.shown))
        sets, values = each.counted[shown], each.shown[shown]
        is_inside = (sets @ (1 - sets).T) == 0
        rest = values[None, :] - values[:, None]
        assert not (is_inside & (rest > 0) & (rest < each.threshold)).any()


def test_a_group_under_the_limit_shows_nothing_about_its_parts(attacks):
    for each in attacks:
        shown = np.flatnonzero(~np.isnan(each.shown))
        for whole in shown[(each.shown[shown] > 0) & (each.shown[shown] < 10)]:
            inside = (each.counted @ (1 - each.counted[whole]) == 0) & (each.counted.sum(axis=1) < each.counted[whole].sum())
            assert np.isnan(each.shown[inside]).all()


def test_where_totals_are_public_every_hidden_number_has_all_values_they_leave():
    """As the reasons of those who leave: how many women and men left is known, so no part of them can be as free as elsewhere."""

    def known_totals(people: pl.DataFrame, rule: str) -> Entries:
        margins = (Margin("gender", TOTAL), Margin("age", TOTAL))
        return {
            "t": (public_table("t", ["case", "gender", "age"], rule, margins=margins, public_totals=("age",)), counted(people))
        }

    def counted(people: pl.DataFrame) -> pl.DataFrame:
        return tabulate(people, {name: VALUES[name] for name in ("gender", "age")})

    is_public = (counted(persons(np.random.default_rng(0)))["age"] == TOTAL).to_numpy()
    cases = [case for rule in THRESHOLD for case in published(known_totals, rule, list(range(60)))]
    assert not any(np.isnan(case.shown[is_public]).any() for case in cases)
    attacked = possible(cases, with_reasons=False)
    assert sum(case.truth[is_public].min() + 1 < case.threshold for case, *_ in attacked) > 100
    for case, place, low, high in attacked:
        over = is_public & (case.counted >= case.counted[place]).all(axis=1)
        assert high - low + 1 >= min(case.threshold, case.truth[over].min() + 1)
