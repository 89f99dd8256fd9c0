"""The published file of the examples, attacked as its readers can: rooms, who spoke, sums by part and year, different persons.

Datasets and pages add, subtract and choose among what is published, so whatever they can tell is in these numbers. Every hidden
one is asked for its least and its most with everything that is known at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from spegel.warehouse import open_current

THRESHOLD, MOST, ANYTHING = 5, 300, 1_000_000
TOGETHER = {"other_or_unknown": ("other", "unknown")}

_ROOMS = """
SELECT room.dialogue_id, measure, category, person_count, dialogue.part_area_id
FROM fact_attendance AS room
JOIN fact_dialogue AS dialogue USING (area_id, dialogue_id)
WHERE area_id = $area AND dimension = 'gender' AND year(start_date) = $year AND (person_count IS NOT NULL OR is_suppressed)
ORDER BY ALL
"""
_SUMS = """
SELECT unit_kind, part_area_id, measure, category, person_count
FROM fact_attendance_sum
WHERE area_id = $area AND dimension = 'gender' AND unit_year = $year AND person_count IS NOT NULL AND category <> 'total'
"""
_UNIQUE = """
SELECT gender, unique_count
FROM fact_reach
WHERE area_id = $area AND reach_year = $year AND place_id = 'total' AND gender IN ('women', 'men') AND unique_count IS NOT NULL
"""


class Knowledge:
    """Lines that the numbers of the rooms fulfil, with their least and most."""

    def __init__(self, cells: Iterable[tuple[str, str, str]]) -> None:
        self.place = {cell: at for at, cell in enumerate(cells)}
        self.lines: list[dict[int, int]] = []
        self.limits: list[tuple[int, int]] = []

    def say(self, plus: list[tuple[str, str, str]], minus: list[tuple[str, str, str]], least: int, most: int) -> None:
        self.lines.append({self.place[cell]: 1 for cell in plus} | {self.place[cell]: -1 for cell in minus})
        self.limits.append((least, most))

    def constraint(self) -> LinearConstraint:
        row = np.repeat(np.arange(len(self.lines)), [len(line) for line in self.lines])
        column = [at for line in self.lines for at in line]
        value = [sign for line in self.lines for sign in line.values()]
        matrix = csr_array((value, (row, column)), shape=(len(self.lines), len(self.place)))
        return LinearConstraint(matrix, *np.array(self.limits).T)


def known(
    rooms: dict[tuple[str, str, str], int | None], part: dict[str, str | None], sums: list[tuple], unique: dict
) -> Knowledge:
    found = Knowledge(rooms)
    for room in part:
        for measure in ("present", "speaking"):
            groups = [cell for cell in rooms if cell[:2] == (room, measure) and cell[2] != "total"]
            if groups:
                found.say(groups, [(room, measure, "total")], 0, 0)
            if measure == "speaking":
                for cell in groups:
                    if (room, "present", cell[2]) in rooms:
                        found.say([(room, "present", cell[2])], [cell], 0, ANYTHING)
        for sex, number in unique.items():
            if (room, "present", sex) in rooms:
                found.say([(room, "present", sex)], [], 0, number)
    for kind, place, measure, category, count in sums:
        groups = TOGETHER.get(category, (category,))
        inside = [
            cell
            for cell in rooms
            if cell[1] == measure and cell[2] in groups and rooms[cell[0], measure, "total"] is not None
            if kind == "year" or part[cell[0]] == place
        ]
        found.say(inside, [], count, count)
    return found


@pytest.mark.parametrize(("area", "year"), [("0127", 2022), ("jarva", 2022), ("jarva", 2026)])
def test_no_hidden_number_of_a_room_can_be_told_to_be_small(shipped: Path, area: str, year: int) -> None:
    asked = {"area": area, "year": year}
    with open_current(shipped).cursor() as cursor:
        rows = cursor.execute(_ROOMS, asked).fetchall()
        sums = cursor.execute(_SUMS, asked).fetchall()
        unique = dict(cursor.execute(_UNIQUE, asked).fetchall())
    rooms = {tuple(row[:3]): row[3] for row in rows}
    constraint = known(rooms, {row[0]: row[4] for row in rows}, sums, unique).constraint()
    low, high = (np.array([missing if count is None else count for count in rooms.values()]) for missing in (0, MOST))
    hidden = [(at, cell) for at, (cell, count) in enumerate(rooms.items()) if count is None]
    assert hidden
    for at, cell in hidden:
        objective = np.zeros(len(rooms))
        objective[at] = 1
        ends = [
            milp(sign * objective, integrality=np.ones(len(rooms)), bounds=Bounds(low, high), constraints=constraint)
            for sign in (1, -1)
        ]
        assert all(end.success for end in ends), (cell, [end.message for end in ends])
        least, most = round(ends[0].fun), round(-ends[1].fun)
        # That nobody of a group spoke where nobody of it was there is no secret.
        assert most == 0 or least >= THRESHOLD or most - least + 1 >= THRESHOLD, (cell, least, most)
