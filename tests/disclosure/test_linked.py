"""Linked tables: without a ring the audit knows all that a reader can know, and a ring is refused."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import polars as pl
import pytest

from spegel import i18n
from spegel.core import BuildError
from spegel.disclosure import Margin, allow_list
from spegel.disclosure.allow_list import goes_round
from spegel.disclosure.audit import interval
from spegel.disclosure.cells import Cells, gather
from spegel.disclosure.parameters import parameters
from tests.disclosure.tables import TOTAL, public_table, tabulate

VALUES = {name: ["x", "y"] for name in ("gender", "age", "area", "role")}
PERSONS = 5
RING = (("gender", "age"), ("age", "area"), ("area", "gender"))
STAR = (("gender", "age"), ("gender", "area"), ("gender", "role"))
ENTRY = """
[{name}]
rule = "persons"
grain = {grain}
[{name}.disclosure]
counts = ["person_count"]
linked = "same"
[{name}.columns]
{columns}
person_count = "INTEGER? | persons"
is_suppressed = "BOOLEAN | hidden"
suppression_reason = "VARCHAR? | why"
"""


@pytest.mark.parametrize(
    ("grains", "expected"),
    [
        ([], False),
        (["a"], False),
        (["a", "b", "c"], False),
        (["ab", "bc"], False),
        (["ab", "ac", "ad"], False),
        (["ab", "bc", "cd"], False),
        (["ab", "ab"], False),
        (["ab", "bc", "ca"], True),
        (["abx", "bcx", "cax"], True),
        (["ab", "bc", "ca", "abc"], False),
        (["ab", "bc", "cd", "da"], True),
        (["ab", "bc", "ca", "d"], True),
    ],
)
def test_rings_are_told_from_chains_and_stars(grains, expected):
    assert goes_round(grains) == expected


def test_tables_in_a_ring_stop_the_build(tmp_path):
    def listed(grains) -> dict:
        entries = [
            ENTRY.format(name=f"fact_{place}", grain=list(grain), columns="\n".join(f'{one} = "VARCHAR | it"' for one in grain))
            for place, grain in enumerate(grains)
        ]
        (tmp_path / "public.toml").write_text("".join(entries), encoding="utf-8")
        return allow_list(tmp_path / "public.toml")

    assert len(listed(STAR)) == 3
    with pytest.raises(BuildError) as caught:
        listed(RING)
    (problem,) = caught.value.problems
    assert problem.rule == "disclosure_linked_ring"
    assert all("fact_0, fact_1, fact_2" in i18n.explain(problem, language) for language in i18n.LANGUAGES)


def cells_of(grains, persons: pl.DataFrame) -> tuple[Cells, list[tuple[str, ...]]]:
    """The cells of linked tables of some persons, and for each cell its values in the order of VALUES."""
    entries, rows = {}, []
    for grain in grains:
        name = "_".join(grain)
        frame = tabulate(persons, {column: VALUES[column] for column in grain})
        roles = {"margins": tuple(Margin(column, TOTAL) for column in grain), "linked": "same"}
        entries[name] = (public_table(name, list(grain), **roles), frame)
        rows += [tuple(row.get(column, TOTAL) for column in VALUES) for row in frame.iter_rows(named=True)]
    return gather(entries, parameters().classes), rows


def all_numbers(rows: list[tuple[str, ...]], used: list[str]) -> np.ndarray:
    """What every cell would be for every possible set of up to PERSONS persons: one row a set."""
    kinds = list(product(*(VALUES[column] if column in used else [TOTAL] for column in VALUES)))
    counted = [[all(want in (TOTAL, has) for want, has in zip(row, kind, strict=True)) for kind in kinds] for row in rows]
    sets = np.array(list(splits(PERSONS, len(kinds) + 1)))[:, :-1]
    return sets @ np.array(counted, dtype=int).T


def splits(number: int, places: int) -> Iterator[tuple[int, ...]]:
    """Every way to put `number` persons in so many places."""
    if places == 1:
        yield (number,)
        return
    for first in range(number + 1):
        for rest in splits(number - first, places - 1):
            yield (first, *rest)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("grains", [(("gender", "age"), ("gender", "area")), (("gender",), ("age",), ("area",))])
def test_without_a_ring_the_audit_finds_exactly_what_a_table_of_persons_allows(grains, seed):
    """Every set of persons is tried, one by one; the printed cells must be as they are."""
    generator = np.random.default_rng(seed)
    used = sorted({column for grain in grains for column in grain}, key=list(VALUES).index)
    people = pl.DataFrame({column: generator.choice(VALUES[column], PERSONS) for column in used})
    cells, rows = cells_of(grains, people)
    every = all_numbers(rows, used)
    hidden = generator.random(cells.value.size) < 0.7
    possible = every[(every == cells.value)[:, ~hidden].all(axis=1)]
    assert possible.size
    for cell in np.flatnonzero(hidden):
        found = interval(cells.equations, hidden, cells.value, int(cell), PERSONS)
        assert found == (possible[:, cell].min(), possible[:, cell].max())


def test_in_a_ring_the_audit_takes_for_possible_what_no_persons_could_make():
    """Why rings are refused. All are alike in sex and age, and in age and area; then they are in area and sex as well."""
    people = pl.DataFrame({"gender": ["x", "y"], "age": ["x", "y"], "area": ["x", "y"]})
    cells, rows = cells_of(RING, people)
    is_last = np.arange(len(rows)) >= len(rows) - 9  # the table of area and sex
    hidden = is_last & np.array([TOTAL not in (row[0], row[2]) for row in rows])
    assert hidden.sum() == 4
    every = all_numbers(rows, ["gender", "age", "area"])
    possible = every[(every == cells.value)[:, ~hidden].all(axis=1)]
    assert np.unique(possible[:, hidden], axis=0).tolist() == [cells.value[hidden].tolist()]
    assert interval(cells.equations, hidden, cells.value, int(np.flatnonzero(hidden)[0]), PERSONS) == (0, 1)
