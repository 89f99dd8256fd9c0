"""Those who spoke beside those who were there: what a reader can work out who knows that nobody speaks from outside the room.

The attack shares no code with the product: the unknowns are those who spoke and those who were silent, of every group.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from spegel.disclosure import allow_list, protect_tables
from spegel.disclosure.speaking import hide_speaking

CASES, MOST = 60, 200
GROUPS = {"gender": ("women", "men", "unknown"), "age": ("a", "b", "c", "d")}
ROOMS = allow_list()["fact_attendance"]
UNITS = ("present", "speaking")


def room(name: str, present: dict[str, tuple[int, ...]], spoke: dict[str, tuple[int, ...]]) -> list[dict]:
    """Rows of one room: numbers of each group, by breakdown, of those present and of those who spoke."""
    about = {"area_id": "1", "dialogue_id": name, "provenance": "own"}
    cells = {("present", "all", "total"): sum(next(iter(present.values())))}
    for measure, told in zip(UNITS, (present, spoke), strict=True):
        for dimension, counts in told.items():
            cells |= {(measure, dimension, group): count for group, count in zip(GROUPS[dimension], counts, strict=True)}
            cells[measure, dimension, "total"] = sum(counts)
    return [
        about | {"measure": measure, "dimension": dimension, "category": category, "person_count": count}
        for (measure, dimension, category), count in cells.items()
    ]


def case(number: int) -> list[dict]:
    """A room of which some or most spoke; the ages and the sexes are of the same persons."""
    generator = np.random.default_rng(number)
    people = int(generator.choice([8, 12, 18, 25, 40]))
    spoke = int(generator.integers(1, people + 1)) if number % 2 else max(1, people - int(generator.integers(0, 6)))
    present, speaking = {}, {}
    for dimension, groups in GROUPS.items():
        drawn = generator.choice(len(groups), people, p=generator.dirichlet(np.full(len(groups), 0.9)))
        present[dimension] = tuple(np.bincount(drawn, minlength=len(groups)).tolist())
        speaking[dimension] = tuple(np.bincount(drawn[:spoke], minlength=len(groups)).tolist())
    return room(str(number), present, speaking)


def published(rows: list[dict]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Attendance as counted, protected alone, and as it may be shown."""
    private = pl.DataFrame(rows).sort(ROOMS.grain)
    alone = protect_tables({"fact_attendance": (ROOMS, private)})["fact_attendance"]
    return private, alone, hide_speaking([(private, alone, 5)])[0]


def attack(private: pl.DataFrame, shown: pl.DataFrame) -> list[tuple]:
    """Cells with true number, least and most of every small number that is hidden, and of every few silent persons."""
    found = []
    for name in private["dialogue_id"].unique().sort():
        true, told = (list(frame.filter(dialogue_id=name).iter_rows(named=True)) for frame in (private, shown))
        order = [(dimension, group) for dimension, groups in GROUPS.items() for group in groups]

        def line(row: dict, order=order) -> np.ndarray:
            """Spoke, then silent; present are both."""
            dimension = "gender" if row["dimension"] == "all" else row["dimension"]
            inside = [dimension == one and row["category"] in (group, "total") for one, group in order]
            return np.r_[inside, np.full(len(order), row["measure"] == "present") & inside].astype(float)

        known = [(line(row), row["person_count"]) for row in told if row["person_count"] is not None]
        totals = [line({"measure": unit, "dimension": one, "category": "total"}) for unit in UNITS for one in GROUPS]
        known += [(totals[0] - totals[1], 0), (totals[2] - totals[3], 0)]
        matrix, right = np.array([each for each, _ in known]), [value for _, value in known]
        counts = {(row["measure"], row["dimension"], row["category"]): row["person_count"] for row in true}
        wanted = [
            (
                (row["measure"], row["dimension"], row["category"]),
                line(row),
                counts[row["measure"], row["dimension"], row["category"]],
            )
            for row in told
            if row["person_count"] is None
        ]
        for dimension, group in [*order, ("gender", "total")]:
            each = [line({"measure": unit, "dimension": dimension, "category": group}) for unit in UNITS]
            silent = counts["present", dimension, group] - counts["speaking", dimension, group]
            wanted.append((("silent", dimension, group), each[0] - each[1], silent))
        for cell, objective, number in wanted:
            if 0 < number < 5:
                limits = LinearConstraint(matrix, right, right)
                ends = [
                    milp(sign * objective, integrality=np.ones(objective.size), bounds=Bounds(0, MOST), constraints=limits)
                    for sign in (1, -1)
                ]
                assert all(end.success for end in ends)
                found.append((name, *cell, number, round(ends[0].fun), round(-ends[1].fun)))
    return found


def narrowed(private: pl.DataFrame, shown: pl.DataFrame) -> list[tuple]:
    """Hidden small numbers with fewer values than the threshold, and silent persons that are known exactly."""
    return [
        each for each in attack(private, shown) if each[-1] == each[-2] or (each[1] != "silent" and each[-1] - each[-2] + 1 < 5)
    ]


@pytest.fixture(scope="module")
def tables() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    return published([row for number in range(CASES) for row in case(number)])


def test_rooms_protected_alone_would_give_persons_away(tables):
    assert len(narrowed(tables[0], tables[1])) > 10


def test_speaking_narrows_no_hidden_number_and_tells_of_no_few_silent(tables):
    assert narrowed(tables[0], tables[2]) == []


def test_those_present_are_never_hidden_for_the_sake_of_speaking(tables):
    _, alone, shown = (frame.filter(measure="present") for frame in tables)
    assert shown.equals(alone)


def test_where_many_were_silent_nothing_more_is_hidden():
    _, alone, shown = published(room("1", {"gender": (30, 25, 0)}, {"gender": (12, 9, 0)}))
    assert shown.equals(alone)


def test_of_ten_persons_of_whom_nine_spoke_nothing_about_speaking_is_told():
    """Five women and five men: four or five of each spoke."""
    *_, shown = published(room("1", {"gender": (5, 5, 0)}, {"gender": (5, 4, 0)}))
    spoken = shown.filter(measure="speaking")
    assert spoken["person_count"].to_list() == [None] * 4
