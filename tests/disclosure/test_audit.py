"""The audit against published cases and cases small enough to count by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from spegel.disclosure.audit import Equations, audit, components, interval


def table_with_margins(rows: int, columns: int) -> Equations:
    """Every row and every column of a table adds up to a published margin; cells are numbered row by row."""
    places = product(range(rows), range(columns))
    equation, cell = np.array([(sum_, row * columns + column) for row, column in places for sum_ in (row, rows + column)]).T
    return Equations(equation, cell, np.ones(cell.size, dtype=np.int8))


def proven(equations: Equations, value: np.ndarray, hidden: np.ndarray, values: int) -> np.ndarray:
    wide, narrow = audit(equations, hidden, value, np.full(value.size, 1000), np.full(value.size, values), hidden)
    assert not (wide & narrow).any()
    return wide


def test_the_published_table_gives_its_published_intervals(oracles):
    case = oracles["suppression_attack_intervals"]
    given, expected = case["inputs"], case["expected"]
    value = np.array(given["table"]).ravel()
    equations = table_with_margins(len(given["rows"]), len(given["cols"]))
    for name, suppressed in given["suppressed_sets"].items():
        places = [given["rows"].index(row) * len(given["cols"]) + given["cols"].index(column) for row, column in suppressed]
        hidden = np.zeros(value.size, dtype=bool)
        hidden[places] = True
        found = [interval(equations, hidden, value, place, 1000) for place in places]
        assert found == [tuple(each) for each in expected["intervals"][name]], name
        assert bool(proven(equations, value, hidden, 5)[hidden].all()) == expected["safe"][name], name


@pytest.mark.parametrize("seed", range(30))
def test_the_audit_agrees_with_counting_every_table(seed):
    """Two rows, three columns, hidden at random: all tables with the same margins, one by one."""
    generator = np.random.default_rng(seed)
    value, hidden = generator.integers(0, 5, 6), generator.random(6) < 0.75
    equations = table_with_margins(2, 3)
    choices = [np.arange(10) if hide else [number] for number, hide in zip(value, hidden, strict=True)]
    tables = np.stack(np.meshgrid(*choices, indexing="ij"), axis=-1).reshape(-1, 2, 3)
    true = value.reshape(2, 3)
    same = tables[(tables.sum(1) == true.sum(0)).all(1) & (tables.sum(2) == true.sum(1)).all(1)].reshape(-1, 6)
    least, most = np.min(same, axis=0), np.max(same, axis=0)
    for place in np.flatnonzero(hidden):
        assert interval(equations, hidden, value, place, 1000) == (least[place], most[place])
    wide = most - least + 1 >= 3
    found = proven(equations, value, hidden, 3)
    assert not (found & ~wide).any()
    if found.any():
        assert np.array_equal(found, hidden & wide)


def test_a_cell_in_no_sum_is_as_free_as_its_limits():
    nothing = Equations(np.zeros(0, int), np.zeros(0, int), np.zeros(0, np.int8))
    hidden, value = np.array([True, True]), np.array([3, 3])
    wide, narrow = audit(nothing, hidden, value, np.array([0, 3]), np.array([5, 5]), hidden)
    assert (wide.tolist(), narrow.tolist()) == ([False, True], [True, False])


def test_fractions_are_no_answer():
    """Three cells, each pair of them with a known sum: halves would move, persons cannot."""
    equations = Equations(np.repeat([0, 1, 2], 2), np.array([0, 1, 1, 2, 0, 2]), np.ones(6, dtype=np.int8))
    value, hidden = np.array([4, 4, 4]), np.ones(3, dtype=bool)
    assert not proven(equations, value, hidden, 2).any()
    assert interval(equations, hidden, value, 0, 1000) == (4, 4)


def test_tables_without_a_common_hidden_cell_are_apart():
    equations = table_with_margins(2, 2)
    hidden = np.array([True, False, False, True])
    found = components(equations, hidden)
    assert found[0] != found[3]
    assert found[1] == found[2] == -1


@pytest.mark.parametrize("seed", range(20))
def test_sums_that_share_one_hidden_total_are_exact_without_a_solver(seed, monkeypatch):
    """Two breakdowns of one hidden total: a tree of cells and sums. Every table is counted, and no program is solved."""
    generator = np.random.default_rng(seed)
    parts = generator.integers(0, 6, 5)
    parts[4] = max(0, parts[:3].sum() - parts[3])
    total = max(parts[:3].sum(), parts[3:].sum())
    value = np.r_[parts, total]
    equations = Equations(
        np.array([0, 0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 5, 3, 4, 5]), np.array([1, 1, 1, -1, 1, 1, -1], dtype=np.int8)
    )
    missing = total - np.array([parts[:3].sum(), parts[3:].sum()])
    ceiling = 16
    choices = np.stack(np.meshgrid(*[np.arange(ceiling)] * 3, np.arange(ceiling), indexing="ij"), axis=-1).reshape(-1, 4)
    totals = choices[:, :3].sum(axis=1) + missing[0]
    last = totals - missing[1] - choices[:, 3]
    kept = (last >= 0) & (last < ceiling) & (totals < ceiling)
    tables = np.column_stack([choices, last, totals])[kept]
    wide = tables.max(axis=0) - tables.min(axis=0) + 1 >= 4

    def solve(*_: object, **__: object) -> None:
        raise AssertionError("asked the solver")

    monkeypatch.setattr("spegel.disclosure.audit.milp", solve)
    hidden = np.ones(6, dtype=bool)
    found, narrow = audit(equations, hidden, value, ceiling - 1 - value, np.full(6, 4), hidden)
    assert found.tolist() == wide.tolist()
    assert narrow.tolist() == (~wide).tolist()


def test_a_chain_longer_than_the_narrowing_is_not_taken_for_settled():
    """Each cell adds up with the next, and the first is known to stand still: so do all, however far away they are."""
    length = 60
    firsts = np.arange(length - 1)
    equations = Equations(np.repeat(firsts, 2), np.column_stack([firsts, firsts + 1]).ravel(), np.ones(2 * firsts.size, np.int8))
    hidden = np.ones(length, dtype=bool)
    room = np.where(np.arange(length) == 0, 0, 5)
    wide, narrow = audit(equations, hidden, room, room, np.full(length, 5), hidden)
    assert not wide.any()
    assert narrow[1]
