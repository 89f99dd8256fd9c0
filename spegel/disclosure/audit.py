"""The audit: proves by integer linear programming what a reader of the published tables can work out.

The reader knows every published number and every sum: totals, margins, shared cells. What remains unknown are the hidden
cells; all whole numbers that satisfy the sums are possible. A cell is safe when enough values are possible. The proof
looks for *moves*: changes of hidden cells that leave every sum as it is. Cells that share no sum with hidden cells in
common are independent of each other, so thousands of small tables are solved as one problem with blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

_WHOLE = 1e-6
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

    def of(self, cells: np.ndarray) -> Equations:
        """The members that are among `cells` (a mask). The rest is known and moves nowhere."""
        kept = cells[self.cell]
        return Equations(self.equation[kept], self.cell[kept], self.coefficient[kept])


def components(equations: Equations, hidden: np.ndarray) -> np.ndarray:
    """For every cell a number that it shares with the hidden cells it is tied to by sums; -1 where it is visible."""
    active = equations.of(hidden)
    count = hidden.size
    nodes = count + (int(active.equation.max()) + 1 if active.equation.size else 0)
    graph = coo_array((np.ones(active.cell.size), (active.cell, count + active.equation)), shape=(nodes, nodes))
    labels = connected_components(graph, directed=False)[1][:count]
    return np.where(hidden, labels, -1)


def audit(
    equations: Equations, hidden: np.ndarray, down: np.ndarray, up: np.ndarray, values: np.ndarray, asked: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the `asked` hidden cells are proven to have at least `values` possible numbers, and which proven not to have.

    `down` and `up` say how far each cell may lie from its true value as far as the reader knows without any sum, such as
    its value itself (counts are not negative). A move needs no cell to move farther than the farthest that is asked for,
    so moves are boxed to that. When limits that are easy to see show that some have too few, no other is looked at.
    """
    if not asked.any():
        return asked, asked
    reach = int(values[asked].max()) - 1
    component = components(equations, hidden)
    is_tied = np.zeros(int(component.max()) + 1, dtype=bool)
    is_tied[component[asked]] = True
    active = equations.of(hidden & is_tied[component])
    low, high = _limits(active, -np.minimum(down, reach), np.minimum(up, reach))
    narrow = asked & (high - low < values - 1)
    if narrow.any():
        return np.zeros_like(asked), narrow
    exact = _has_exact_limits(active, component)
    found = np.where(exact, low, 0), np.where(exact, high, 0)

    def is_open() -> np.ndarray:
        return asked & (found[1] - found[0] < values - 1)

    generator = np.random.Generator(np.random.PCG64(0))
    before = np.inf
    while (count := is_open().sum()) and count < PROGRESS * before:
        before = count
        _move(active, component, np.where(is_open(), generator.choice([-1.0, 1.0], hidden.size), 0.0), low, high, found)
    while (left := is_open() & ~narrow).any():
        candidates = np.flatnonzero(left)
        chosen = candidates[np.unique(component[candidates], return_index=True)[1]]
        for sign in (1.0, -1.0):
            objective = np.zeros(hidden.size)
            objective[chosen] = sign
            _move(active, component, objective, low, high, found)
        narrow[chosen] = is_open()[chosen]
    return asked & ~narrow, narrow


def interval(equations: Equations, hidden: np.ndarray, value: np.ndarray, cell: int, ceiling: int) -> tuple[int, int]:
    """Lowest and highest number that hidden `cell` can be, as far as a reader knows; `ceiling` bounds every cell."""
    active = equations.of(hidden)
    found = np.zeros_like(value), np.zeros_like(value)
    for sign in (1.0, -1.0):
        objective = np.zeros(value.size)
        objective[cell] = sign
        _move(active, components(equations, hidden), objective, -value, ceiling - value, found)
    return int(value[cell] + found[0][cell]), int(value[cell] + found[1][cell])


def _limits(active: Equations, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Limits no move can pass: in each equation a cell moves at most as far as the others together can move the other way."""
    low, high = low.copy(), high.copy()
    positive = active.coefficient > 0
    for _ in range(PASSES):
        least = np.where(positive, low[active.cell], -high[active.cell])
        most = np.where(positive, high[active.cell], -low[active.cell])
        lowest = most - np.bincount(active.equation, most)[active.equation].astype(low.dtype)
        highest = least - np.bincount(active.equation, least)[active.equation].astype(low.dtype)
        before = low.sum(), high.sum()
        np.maximum.at(low, active.cell, np.where(positive, lowest, -highest))
        np.minimum.at(high, active.cell, np.where(positive, highest, -lowest))
        if before == (low.sum(), high.sum()):
            break
    return low, high


def _has_exact_limits(active: Equations, component: np.ndarray) -> np.ndarray:
    """Cells that are in no sum, or in a component with one equation only: there the limits are reached."""
    sums = np.unique(np.column_stack([component[active.cell], active.equation]), axis=0)[:, 0]
    number = np.bincount(sums, minlength=int(component.max()) + 1)
    return (component >= 0) & (number[component] <= 1)


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
        cells, column = np.unique(members.cell[part], return_inverse=True)
        sums, row = np.unique(members.equation[part], return_inverse=True)
        matrix = csr_array((members.coefficient[part], (row, column)), shape=(sums.size, cells.size))
        move = _solve(objective[cells], matrix, low[cells], high[cells])
        found[0][cells] = np.minimum(found[0][cells], move)
        found[1][cells] = np.maximum(found[1][cells], move)


def _solve(objective: np.ndarray, matrix: csr_array, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The best move in whole persons. Most problems have a whole answer by nature; the others are made to give one."""
    for integrality in (0, 1):
        limits = {"bounds": Bounds(low, high), "constraints": LinearConstraint(matrix, 0, 0)}
        options = {"presolve": bool(integrality)}  # many small blocks: simplifying them costs more than solving them
        answer = milp(-objective, integrality=np.full(objective.size, integrality), options=options, **limits)
        if not answer.success:
            raise RuntimeError(f"the audit could not be solved: {answer.message}")
        move = np.rint(answer.x)
        if np.abs(answer.x - move).max() < _WHOLE:
            break
    return move.astype(low.dtype)
