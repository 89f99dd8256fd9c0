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

MEMBERS_AT_A_TIME = 10_000
"""Of equations, in one problem for the solver: many small problems cost more than a large one with blocks."""

PROBES = 6
"""Moves in random directions before cells are asked one by one: most cells are proven by these."""


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
    """Which of the `asked` hidden cells are proven to have at least `values` possible numbers, and which proven not to.

    `down` and `up` say how far each cell may lie from its true value as far as the reader knows without any sum, such as
    its value itself (counts are not negative). A move needs no cell to move farther than the farthest that is asked for,
    so moves are boxed to that. Cells that are tied to one that is proven to have too few may be in neither answer.
    """
    if not asked.any():
        return asked, asked
    reach = int(values[asked].max()) - 1
    low, high = -np.minimum(down, reach), np.minimum(up, reach)
    active = equations.of(hidden)
    component = components(equations, hidden)
    single = _single_equation(active, component, hidden)
    alone = hidden & (np.bincount(active.cell, minlength=hidden.size) == 0)
    found = np.where(alone, low, 0), np.where(alone, high, 0)
    _solve_single(active.of(single), low, high, found)
    tied = active.of(~single)

    def is_proven() -> np.ndarray:
        return found[1] - found[0] >= values - 1

    generator = np.random.Generator(np.random.PCG64(0))
    simple = single | alone
    for _ in range(PROBES):
        sought = asked & ~simple & ~is_proven()
        _move(tied, component, np.where(sought, generator.choice([-1.0, 1.0], hidden.size), 0.0), low, high, found)
    narrow = asked & simple & ~is_proven()
    is_done = np.zeros(int(component.max()) + 1, dtype=bool)
    while (sought := asked & ~simple & ~is_proven() & ~is_done[component]).any():
        candidates = np.flatnonzero(sought)
        chosen = candidates[np.unique(component[candidates], return_index=True)[1]]
        for sign in (1.0, -1.0):
            objective = np.zeros(hidden.size)
            objective[chosen] = sign
            _move(tied, component, objective, low, high, found)
        failed = chosen[~is_proven()[chosen]]
        narrow[failed] = True
        is_done[component[failed]] = True
    return asked & is_proven(), narrow


def interval(equations: Equations, hidden: np.ndarray, value: np.ndarray, cell: int, ceiling: int) -> tuple[int, int]:
    """Lowest and highest number that hidden `cell` can be, as far as a reader knows; `ceiling` bounds every cell."""
    active = equations.of(hidden)
    found = np.zeros_like(value), np.zeros_like(value)
    for sign in (1.0, -1.0):
        objective = np.zeros(value.size)
        objective[cell] = sign
        _move(active, components(equations, hidden), objective, -value, ceiling - value, found)
    return int(value[cell] + found[0][cell]), int(value[cell] + found[1][cell])


def _single_equation(active: Equations, component: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Cells of components with one equation only, where the answer is a formula."""
    sums = np.unique(np.column_stack([component[active.cell], active.equation]), axis=0)[:, 0]
    number = np.bincount(sums, minlength=int(component.max()) + 1)
    return hidden & (number[component] == 1)


def _solve_single(active: Equations, low: np.ndarray, high: np.ndarray, found: tuple[np.ndarray, np.ndarray]) -> None:
    """In one equation a cell moves as far as the others together can move the other way."""
    positive = active.coefficient > 0
    least = np.where(positive, low[active.cell], -high[active.cell])
    most = np.where(positive, high[active.cell], -low[active.cell])
    others_least = np.bincount(active.equation, least)[active.equation] - least
    others_most = np.bincount(active.equation, most)[active.equation] - most
    lowest, highest = np.maximum(least, -others_most), np.minimum(most, -others_least)
    found[0][active.cell] = np.where(positive, lowest, -highest)
    found[1][active.cell] = np.where(positive, highest, -lowest)


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
        answer = milp(
            -objective[cells],
            integrality=np.ones(cells.size),
            bounds=Bounds(low[cells], high[cells]),
            constraints=LinearConstraint(
                csr_array((members.coefficient[part], (row, column)), shape=(sums.size, cells.size)), 0, 0
            ),
        )
        if not answer.success:
            raise RuntimeError(f"the audit could not be solved: {answer.message}")
        move = np.rint(answer.x).astype(low.dtype)
        found[0][cells] = np.minimum(found[0][cells], move)
        found[1][cells] = np.maximum(found[1][cells], move)
