"""The panel's answers attacked with everything that is published: counts, sums, and rounded weighted shares, by integer programs.

Unknown are the hidden counts x, how many of each have a weight z, and what those weights add up to y, with 0.3 z <= y <= 3 z: the
limits of trimming, on a mean weight of one. Of a known group at least 0.7 x have one. Shares no code with the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from spegel.build import build
from spegel.settings import Settings
from spegel.warehouse import open_current

LOWEST, HIGHEST, MOST_HAVE, THRESHOLD, BY_REASON = 0.3, 3.0, 0.7, 10, 5
UNPLACED = ("other", "unknown")
Cell = tuple[str, str]
"""Group, or `total` for all of them, and answer, or `total`."""


@dataclass(frozen=True)
class Published:
    """One question by one characteristic: counts (None: hidden) with reasons, and weighted shares with half their last digit."""

    counts: Mapping[Cell, int | None]
    reasons: Mapping[Cell, str | None]
    shares: Mapping[Cell, tuple[float, float]]


class Attack:
    """What a reader knows, as rows of a mixed-integer program over x, z and y of each group and answer."""

    def __init__(self, published: Published, with_reasons: bool):
        self.groups = sorted({group for group, _ in published.counts} - {"total"})
        self.answers = sorted({answer for _, answer in published.counts} - {"total"})
        self.cells = [(group, answer) for group in self.groups for answer in self.answers]
        size = len(self.cells)
        self.low, self.high = np.zeros(3 * size), np.full(3 * size, 1e5)
        self.rows: list[np.ndarray] = []
        self.limits: list[tuple[float, float]] = []
        for cell, count in published.counts.items():
            if count is not None:
                self._demand(self._over(cell, 0), count, count)
            elif with_reasons and published.reasons[cell] == "primary_small":
                self._demand(self._over(cell, 0), 1, THRESHOLD - 1)
        for place in range(size):
            x, z, y = (np.eye(3 * size)[place + kind * size] for kind in range(3))
            self._demand(x - z, 0, np.inf)
            self._demand(z - (0 if self.cells[place][0] in UNPLACED else MOST_HAVE) * x, 0, np.inf)
            self._demand(y - LOWEST * z, 0, np.inf)
            self._demand(HIGHEST * z - y, 0, np.inf)
        for (group, answer), (share, half) in published.shares.items():
            own, whole = self._over((group, answer), 2), self._over((group, "total"), 2)
            self._demand(own - (share - half) * whole, 0, np.inf)
            self._demand((share + half) * whole - own, 0, np.inf)

    def _over(self, cell: Cell, kind: int) -> np.ndarray:
        """The sum of x (0), z (1) or y (2) over the cells inside a cell."""
        row = np.zeros(3 * len(self.cells))
        for place, (group, answer) in enumerate(self.cells):
            row[place + kind * len(self.cells)] = cell[0] in (group, "total") and cell[1] in (answer, "total")
        return row

    def _demand(self, row: np.ndarray, low: float, high: float) -> None:
        self.rows.append(row)
        self.limits.append((low - 1e-7, high + 1e-7))

    def values(self, cell: Cell) -> int:
        """How many numbers a count can lie between; 0 where nothing fits what is published."""
        aim, whole = self._over(cell, 0), (np.arange(3 * len(self.cells)) < len(self.cells)).astype(int)
        low, high = zip(*self.limits, strict=True)
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * aim, constraints=LinearConstraint(np.array(self.rows), low, high), integrality=whole,
                bounds=Bounds(self.low, self.high),
            )  # fmt: skip
            if not found.success:
                return 0
            ends.append(sign * found.fun)
        return round(ends[1] - ends[0]) + 1


def test_an_attack_finds_what_would_be_given_away():
    """Women and men, yes and no: with one number of the four shown, the sums give the others."""
    counts = {("women", "yes"): None, ("women", "no"): None, ("men", "yes"): None, ("men", "no"): 12, ("total", "yes"): 20,
              ("total", "no"): 19, ("women", "total"): 20, ("men", "total"): 19, ("total", "total"): 39}  # fmt: skip
    reasons = dict.fromkeys(counts)
    assert Attack(Published(counts, reasons, {}), False).values(("women", "no")) == 1
    hidden = counts | {("men", "no"): None}
    assert Attack(Published(hidden, reasons, {}), False).values(("women", "no")) == 20
    # An exact weighted share of a hidden cell narrows it, as far as the limits of the weights go.
    told = Published(hidden, reasons, {("women", "no"): (0.05, 1e-4), ("women", "yes"): (0.95, 1e-4)})
    assert 1 < Attack(told, False).values(("women", "no")) < 10


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> dict[tuple[str, ...], Published]:
    """The last wave of both examples, question by question and characteristic by characteristic."""
    folder = tmp_path_factory.mktemp("attacked")
    build(Settings(warehouse=folder))
    with open_current(folder).cursor() as cursor:
        rows = cursor.execute(
            """
            SELECT answer.area_id, question_id, dimension, category, answer_code, answer_count, suppression_reason,
                weighted_share, digits_count
            FROM fact_panel_answer AS answer
            LEFT JOIN fact_panel_estimate USING (area_id, wave_id, question_id, dimension, category, answer_code)
            WHERE wave_id = 'EX-W-6' AND coalesce(parent_code, 'total') = 'total'
            """
        ).fetchall()
    everybody = {key[:2] + key[4:5]: key for key in rows if key[2] == "all"}
    found: dict[tuple[str, ...], tuple[dict, dict, dict]] = {}
    for area, question, dimension, category, code, count, reason, share, digits in rows:
        if dimension == "all":
            continue
        tables = found.setdefault((area, question, dimension), ({}, {}, {}))
        group = ((category, code), count, reason, share, digits)
        whole = (("total", code), *everybody[area, question, code][5:])
        for cell, number, why, told, decimals in (group, whole):
            tables[0][cell], tables[1][cell] = number, why
            if told is not None:
                tables[2][cell] = told, 0.5 * 10 ** -(decimals + 2)
    return {key: Published(*tables) for key, tables in found.items()}


@pytest.mark.parametrize(("with_reasons", "needed"), [(False, THRESHOLD), (True, BY_REASON)])
@pytest.mark.parametrize("dimension", ["gender", "age", "area"])
def test_every_hidden_number_of_answers_may_be_as_many_as_it_must(published, dimension, with_reasons, needed):
    """`group_disclosure` hides the parts of a group under ten, which have no more values than the group."""
    asked = 0
    for (area, question, name), tables in published.items():
        if name != dimension:
            continue
        attack = Attack(tables, with_reasons)
        for cell, count in tables.counts.items():
            if count is None and cell[0] != "total" and tables.reasons[cell] != "group_disclosure":
                asked += 1
                assert attack.values(cell) >= needed, (area, question, cell)
    assert asked > 10
