"""The audit: proves by integer linear programming what a reader of the published tables can work out.

The reader knows every published number and every sum: totals, margins, shared cells. What remains unknown are the hidden
cells; all whole numbers that satisfy the sums are possible. A cell is safe when enough values are possible. The proof
looks for *moves*: changes of hidden cells that leave every sum as it is. Cells that share no sum with hidden cells in
common are independent of each other, so thousands of small tables are solved as one problem with blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

_WHOLE = 1e-6
MEMBERS_IN_A_PIECE = 30_000
"""Of equations, worked on together before the next piece."""

MEMBERS_AT_A_TIME = 3000
"""Of equations, in one problem for the solver: many small problems cost more than a large one with blocks."""

PROGRESS = 0.95
"""Moves in random directions go on as long as they leave less than this of the cells open; the rest is asked one by one."""

PASSES = 20
"""Rounds of narrowing the limits from sum to sum before linear programming takes over."""


@dataclass(frozen=True)
class Equations:
    """Sums the reader knows, as members: `coefficient` (+1 part, -1 total) of `cell` in `equation`; three equal arrays."""

    equation: np.ndarray
    cell: np.ndarray
    coefficient: np.ndarray

    def among(self, cells: np.ndarray) -> Equations:
        """The members that are among `cells` (numbers), with cells and equations numbered anew from 0."""
        number = np.full(1 + int(max(self.cell.max(initial=-1), cells.max(initial=-1))), -1)
        number[cells] = np.arange(cells.size)
        kept = np.flatnonzero(number[self.cell] >= 0)
        is_met = np.zeros(1 + int(self.equation[kept].max(initial=-1)), dtype=bool)
        is_met[self.equation[kept]] = True
        equation = (np.cumsum(is_met) - 1)[self.equation[kept]]
        return Equations(equation, number[self.cell[kept]], self.coefficient[kept])

    def of(self, cells: np.ndarray) -> Equations:
        """The members that are among `cells` (a mask). The rest is known and moves nowhere."""
        kept = cells[self.cell]
        return Equations(self.equation[kept], self.cell[kept], self.coefficient[kept])


def components(equations: Equations, hidden: np.ndarray) -> np.ndarray:
    """For every cell a number that it shares with the hidden cells it is tied to by sums; -1 where it is visible."""
    cells = np.flatnonzero(hidden)
    active = equations.among(cells)
    nodes = cells.size + 1 + int(active.equation.max(initial=-1))
    graph = coo_array((np.ones(active.cell.size), (active.cell, cells.size + active.equation)), shape=(nodes, nodes))
    found = np.full(hidden.size, -1)
    found[cells] = connected_components(graph, directed=False)[1][: cells.size]
    return found


def audit(
    equations: Equations, hidden: np.ndarray, down: np.ndarray, up: np.ndarray, values: np.ndarray, asked: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the `asked` hidden cells are proven to have at least `values` possible numbers, and which proven not to have.

    `down` and `up` say how far each cell may lie from its true value as far as the reader knows without any sum, such as
    its value itself (counts are not negative). A move needs no cell to move farther than the farthest that is asked for,
    so moves are boxed to that. When limits that are easy to see show that some have too few, only what such limits settle
    is answered.
    """
    if not asked.any():
        return asked, asked
    reach = int(values[asked].max()) - 1
    component = components(equations, hidden)
    cells = _by_component(component, asked & hidden)
    active, tied = equations.among(cells), component[cells]
    needed = np.where(asked[cells], values[cells] - 1, 0)
    low, high, is_at_rest = _limits(active, -np.minimum(down[cells], reach), np.minimum(up[cells], reach))
    is_settled = _has_no_cycle(active, tied) & ~np.isin(tied, tied[~is_at_rest])
    narrow = high - low < needed
    if not narrow.any():
        rest = _by_component(tied, ~is_settled & (needed > 0))
        answers = [_narrow(piece, tied[part], low[part], high[part], needed[part]) for part, piece in _pieces(active, tied, rest)]
        narrow[rest] = np.concatenate([np.zeros(0, dtype=bool), *answers])
        is_settled[:] = True
    is_narrow, is_proven = np.zeros_like(asked), np.zeros_like(asked)
    is_narrow[cells], is_proven[cells] = narrow, is_settled & ~narrow
    return asked & is_proven, is_narrow


def _by_component(component: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """All cells of the components with `wanted` cells, component by component."""
    is_touched = np.zeros(int(component.max(initial=-1)) + 1, dtype=bool)
    is_touched[component[wanted]] = True
    cells = np.flatnonzero((component >= 0) & is_touched[component])
    return cells[np.argsort(component[cells], kind="stable")]


def _pieces(active: Equations, component: np.ndarray, cells: np.ndarray) -> Iterator[tuple[np.ndarray, Equations]]:
    """Whole components of `cells` some at a time, so that what is worked on is small: cells, and the members among them."""
    sizes = np.bincount(active.cell, minlength=component.size)[cells]
    firsts = np.flatnonzero(np.r_[True, component[cells][1:] != component[cells][:-1]][: cells.size])
    batch = (np.cumsum(sizes) - sizes)[firsts] // MEMBERS_IN_A_PIECE
    for part in np.split(cells, firsts[1:][batch[1:] != batch[:-1]]) if cells.size else ():
        yield part, active.among(part)


def _narrow(active: Equations, component: np.ndarray, low: np.ndarray, high: np.ndarray, needed: np.ndarray) -> np.ndarray:
    """The cells that cannot move over as many numbers as `needed`.

    First all move at once, rather to where there is more room, and some are pushed harder than others: with equal pushes
    many of the best moves would be equally good, and the solver would meet them halfway, at fractions. What is then left
    is asked one by one.
    """
    generator = np.random.Generator(np.random.PCG64(0))
    found = np.zeros_like(low), np.zeros_like(high)
    narrow = np.zeros(low.size, dtype=bool)

    def is_open() -> np.ndarray:
        return (found[1] - found[0] < needed) & ~narrow

    before = np.inf
    while (count := is_open().sum()) and count < PROGRESS * before:
        before = count
        upward, downward = high - found[1], found[0] - low
        sign = np.where(generator.random(low.size) * (upward + downward) < upward, 1.0, -1.0)
        push = sign * generator.integers(1, 101, low.size)
        _move(active, component, np.where(is_open(), push, 0.0), low, high, found)
    while (left := is_open()).any():
        candidates = np.flatnonzero(left)
        chosen = candidates[np.unique(component[candidates], return_index=True)[1]]
        for sign in (1.0, -1.0):
            objective = np.zeros(low.size)
            objective[chosen] = sign
            _move(active, component, objective, low, high, found)
        narrow[chosen] = is_open()[chosen]
    return narrow


def interval(equations: Equations, hidden: np.ndarray, value: np.ndarray, cell: int, ceiling: int) -> tuple[int, int]:
    """Lowest and highest number that hidden `cell` can be, as far as a reader knows; `ceiling` bounds every cell."""
    active = equations.of(hidden)
    found = np.zeros_like(value), np.zeros_like(value)
    for sign in (1.0, -1.0):
        objective = np.zeros(value.size)
        objective[cell] = sign
        _move(active, components(equations, hidden), objective, -value, ceiling - value, found)
    return int(value[cell] + found[0][cell]), int(value[cell] + found[1][cell])


def _limits(active: Equations, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Limits no move can pass: in each equation a cell moves at most as far as the others together can move the other way.

    Also which cells had come to rest when the narrowing ended.
    """
    low, high = low.copy(), high.copy()
    positive = active.coefficient > 0
    for _ in range(PASSES):
        least = np.where(positive, low[active.cell], -high[active.cell])
        most = np.where(positive, high[active.cell], -low[active.cell])
        lowest = most - np.bincount(active.equation, most)[active.equation].astype(low.dtype)
        highest = least - np.bincount(active.equation, least)[active.equation].astype(low.dtype)
        before = low.copy(), high.copy()
        np.maximum.at(low, active.cell, np.where(positive, lowest, -highest))
        np.minimum.at(high, active.cell, np.where(positive, highest, -lowest))
        is_at_rest = (low == before[0]) & (high == before[1])
        if is_at_rest.all():
            break
    return low, high, is_at_rest


def _has_no_cycle(active: Equations, component: np.ndarray) -> np.ndarray:
    """Cells whose component is a tree of cells and sums, as when every sum stands alone or they share one total.

    There the limits are reached: what a cell is given can be taken from one sum after the other, and no way leads back.
    """
    size = 1 + int(component.max(initial=-1))
    owner = np.zeros(1 + int(active.equation.max(initial=-1)), dtype=np.int64)
    owner[active.equation] = component[active.cell]
    nodes = np.bincount(component, minlength=size) + np.bincount(owner, minlength=size)
    return (np.bincount(component[active.cell], minlength=size) == nodes - 1)[component]


def _move(
    active: Equations,
    component: np.ndarray,
    objective: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    found: tuple[np.ndarray, np.ndarray],
) -> None:
    """Move as far as possible along `objective`, in every component that it touches, and widen what has been found."""
    touched = np.zeros(int(component.max()) + 1, dtype=bool)
    touched[component[objective != 0]] = True
    members = active.of(touched[component] & (component >= 0))
    if not members.cell.size:
        return
    order = np.argsort(component[members.cell], kind="stable")
    ordered = component[members.cell][order]
    firsts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    batches = firsts // MEMBERS_AT_A_TIME
    starts = firsts[np.r_[True, batches[1:] != batches[:-1]]]
    for part in np.split(order, starts[1:]):
        cells, move = _solve(members, part, objective, low, high, whole=False)
        is_fraction = np.abs(move - np.rint(move)) >= _WHOLE
        if is_fraction.any():  # most problems have a whole answer by nature; the others are made to give one
            is_kept = ~np.isin(component[cells], component[cells[is_fraction]])
            again = part[np.isin(component[members.cell[part]], component[cells[is_fraction]])]
            others, whole_move = _solve(members, again, objective, low, high, whole=True)
            cells, move = np.r_[cells[is_kept], others], np.r_[move[is_kept], whole_move]
        persons = np.rint(move).astype(low.dtype)
        found[0][cells] = np.minimum(found[0][cells], persons)
        found[1][cells] = np.maximum(found[1][cells], persons)


def _solve(
    members: Equations, part: np.ndarray, objective: np.ndarray, low: np.ndarray, high: np.ndarray, whole: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The best move of the cells in some members, with them; in whole persons where that is demanded."""
    cells, column = np.unique(members.cell[part], return_inverse=True)
    sums, row = np.unique(members.equation[part], return_inverse=True)
    matrix = csr_array((members.coefficient[part], (row, column)), shape=(sums.size, cells.size))
    answer = milp(
        -objective[cells],
        integrality=np.full(cells.size, int(whole)),
        bounds=Bounds(low[cells], high[cells]),
        constraints=LinearConstraint(matrix, 0, 0),
        options={"presolve": whole},  # many small blocks: simplifying them costs more than solving them
    )
    if not answer.success:
        raise RuntimeError(f"the audit could not be solved: {answer.message}")
    return cells, answer.x
