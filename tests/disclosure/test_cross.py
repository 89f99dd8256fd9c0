"""Sex by age of rooms and years: told whole or not at all, and what a reader of everything that is published can work out.

The attack shares no code with the product: unknowns are the sexes by ages of every room, found by integer programs.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from spegel.disclosure import Margin, protect_tables
from spegel.disclosure.cross import cross_rooms
from tests.disclosure.tables import public_table

GRAIN = ["area_id", "dialogue_id", "measure", "dimension", "category"]
TABLE = public_table("rooms", GRAIN, margins=(Margin("category", "total", within="dimension"),), plain=("provenance",))
SEXES, AGES = ("women", "men", "other"), ("0-17", "18-29", "30-49", "50-64", "65+")
CELLS = list(product(SEXES, AGES))
CASES, LEAST = 12, 5

Room = dict[tuple[str, str], int]


def room(**counts: int | tuple[int, ...]) -> Room:
    """Persons by sex and age: `room(women=(9, 9, 9, 9, 9), men=8)`; one number is the same at every age."""
    by_sex = {sex: (count,) * len(AGES) if isinstance(count, int) else count for sex, count in counts.items()}
    return {(sex, age): by_sex.get(sex, (0,) * len(AGES))[place] for sex in SEXES for place, age in enumerate(AGES)}


def published(years: dict[int, list[Room]], unknown: int = 0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rooms by sex and by age after their protection, and their crosses; `unknown` persons in each of neither."""
    singles, crosses, places = [], [], []
    for year, rooms in years.items():
        for number, cells in enumerate(rooms):
            about = {"area_id": "0127", "dialogue_id": f"{year}-{number}", "provenance": "own"}
            places.append({"area_id": "0127", "dialogue_id": about["dialogue_id"], "unit_year": year})
            told = {("all", "total"): sum(cells.values()) + unknown}
            for dimension, groups, axis in (("gender", SEXES[:2] if not of(cells, 0, "other") else SEXES, 0), ("age", AGES, 1)):
                told |= {(dimension, group): of(cells, axis, group) for group in groups}
                told |= {(dimension, "total"): told["all", "total"]} | ({(dimension, "unknown"): unknown} if unknown else {})
            singles += [
                about | {"measure": "present", "dimension": dimension, "category": category, "person_count": count}
                for (dimension, category), count in told.items()
            ]
            groups = {f"{sex}_{age}": count for (sex, age), count in cells.items()} | {"unknown": unknown}
            crosses += [about | {"category": group, "person_count": count} for group, count in groups.items()]
    private = pl.DataFrame(singles).sort(GRAIN)
    protected = protect_tables({"rooms": (TABLE, private)})["rooms"]
    return protected, cross_rooms(pl.DataFrame(crosses), protected, pl.DataFrame(places))


def of(cells: Room, axis: int, group: str) -> int:
    return sum(count for cell, count in cells.items() if cell[axis] == group)


def told(crosses: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Unit -> its cross, of the units that are told."""
    return {
        unit: dict(rows.select("category", "person_count").iter_rows())
        for (unit,), rows in crosses.filter(~pl.col("is_suppressed")).group_by("unit_id")
    }


def test_a_large_room_is_told_whole_and_so_is_its_year():
    _, crosses = published({2024: [room(women=9, men=8)]})
    found = told(crosses)
    assert set(found) == {"2024-0", "2024"}
    assert found["2024"] == found["2024-0"]
    assert (found["2024"]["women_18-29"], found["2024"]["men_65+"], found["2024"]["other_65+"]) == (9, 8, 0)
    assert found["2024"]["total"] == 85


@pytest.mark.parametrize(
    "men",
    [(8, 8, 8, 8, 4), (8, 8, 8, 8, 0)],
    ids=["a small number", "nobody of one sex, like a small number"],
)
def test_one_small_number_hides_all_of_the_cross(men):
    _, crosses = published({2024: [room(women=9, men=men)]})
    assert told(crosses) == {}
    assert crosses["person_count"].is_null().all()
    assert crosses.height == 2 * (len(CELLS) + 2)


def test_a_small_group_of_an_age_hides_the_cross():
    """No number is from one to four, but nobody may be told about a group of nine: women and men of it are none, and five."""
    _, crosses = published({2024: [room(women=(9, 9, 9, 9, 5), men=(8, 8, 8, 8, 0))]})
    assert told(crosses) == {}


def test_an_age_nobody_had_is_no_small_number():
    _, crosses = published({2024: [room(women=(9, 9, 9, 9, 0), men=(8, 8, 8, 8, 0))]})
    assert set(told(crosses)) == {"2024-0", "2024"}


def test_a_year_less_the_rooms_told_would_be_the_room_that_is_not():
    """The sum of both has no small number, but it less the first room is the second with its four."""
    _, crosses = published({2024: [room(women=9, men=8), room(women=9, men=(8, 8, 8, 8, 4))]})
    assert set(told(crosses)) == {"2024-0"}


def test_many_small_rooms_are_told_together():
    rooms = [room(women=(3, 6, 8, 6, 7), men=(7, 4, 6, 8, 6)), room(women=(7, 6, 4, 9, 6), men=(5, 9, 6, 3, 7))] * 3
    _, crosses = published({2024: rooms})
    assert set(told(crosses)) == {"2024"}
    assert told(crosses)["2024"]["women_0-17"] == 30
    assert crosses.filter(unit_kind="year")["room_number"].unique().to_list() == [6]


def test_rooms_without_two_ages_in_common_are_not_told_together():
    """The sum has no small number, but its ten girls are those of the first room, and so that room has 13 less 10 young women."""
    _, crosses = published({2024: [room(women=(10, 3, 0, 0, 0), men=(10, 12, 0, 0, 0)),
        room(women=(0, 3, 10, 0, 0), men=(0, 12, 10, 0, 0))]})  # fmt: skip
    assert told(crosses) == {}


def test_a_room_whose_ages_are_hidden_takes_no_part():
    """Three persons under 18: the ages of the second room are hidden, and its cross with them."""
    large = room(women=9, men=8)
    _, alone = published({2024: [large]})
    _, beside = published({2024: [large, room(women=(2, 9, 9, 9, 9), men=(1, 9, 9, 9, 9))]})
    assert told(beside)["2024"] == told(alone)["2024"]


def test_a_cross_that_does_not_add_up_to_sexes_and_ages_takes_no_part():
    """Two women more by sex than in the cross: they would be two women whose age is not known."""
    protected, crosses = published({2024: [room(women=9, men=8)]})
    one_less = crosses.filter(unit_kind="dialogue").select(
        "area_id", "category", "provenance", pl.lit("2024-0").alias("dialogue_id"),
        person_count=pl.col("person_count") - 2 * (pl.col("category") == "women_65+"),
    )  # fmt: skip
    places = pl.DataFrame({"area_id": ["0127"], "dialogue_id": ["2024-0"], "unit_year": [2024]})
    assert told(cross_rooms(one_less, protected, places)) == {}


@pytest.mark.parametrize(("unknown", "units"), [(6, {"2024-0", "2024"}), (0, {"2024-0", "2024"})])
def test_those_whose_sex_and_age_nobody_knows_are_a_group_of_their_own(unknown, units):
    _, crosses = published({2024: [room(women=9, men=8)]}, unknown)
    assert set(told(crosses)) == units
    assert told(crosses)["2024"]["unknown"] == unknown


def test_a_room_that_was_not_counted_has_no_row():
    nothing = pl.DataFrame(
        {"area_id": ["0127"], "dialogue_id": ["d"], "category": ["women_65+"], "person_count": [None], "provenance": ["own"]},
        schema_overrides={"person_count": pl.Int32},
    )
    places = pl.DataFrame({"area_id": ["0127"], "dialogue_id": ["d"], "unit_year": [2024]})
    protected, _ = published({2024: [room(women=9, men=8)]})
    assert cross_rooms(nothing, protected, places).is_empty()


def made(number: int) -> list[Room]:
    """Rooms of some year, even and uneven."""
    generator = np.random.default_rng(number)
    rooms = []
    for _ in range(int(generator.integers(2, 7))):
        people = int(generator.choice([60, 90, 140]))
        weights = np.r_[generator.dirichlet(np.full(10, 4.0)), np.zeros(5)]
        rooms.append(dict(zip(CELLS, generator.multinomial(people, weights).tolist(), strict=True)))
    return rooms


@pytest.fixture(scope="module")
def attacked() -> list[tuple[int, int, int]]:
    """True number, least and most of every small number of a room that is not told, beside a year that is."""
    answers = []
    for number in range(CASES):
        rooms = made(number)
        protected, crosses = published({2024: rooms})
        shown = told(crosses)
        if "2024" not in shown:
            continue
        columns = protected.select("dialogue_id", "dimension", "category", "person_count")
        singles = {(dialogue, dimension, group): count for dialogue, dimension, group, count in columns.iter_rows()}
        names = [(f"2024-{place}", *cell) for place in range(len(rooms)) for cell in CELLS]
        true = [cells[cell] for cells in rooms for cell in CELLS]
        # A room that hides a sex or an age is not in the year.
        is_in = {dialogue: None not in [singles[key] for key in singles if key[0] == dialogue] for dialogue, *_ in names}
        known: list[tuple[list[bool], int]] = []
        for dialogue, dimension, group in singles:
            axis = {"gender": 1, "age": 2}.get(dimension)
            if axis and group != "total" and is_in[dialogue]:
                mask = [name[0] == dialogue and name[axis] == group for name in names]
                known.append((mask, singles[dialogue, dimension, group]))
        for unit, cross in shown.items():
            known += [
                ([name[1:] == cell and (is_in[name[0]] if unit == "2024" else name[0] == unit) for name in names],
                    cross["_".join(cell)])
                for cell in CELLS
            ]  # fmt: skip
        matrix, right = np.array([mask for mask, _ in known], float), [value for _, value in known]
        assert (matrix @ true == right).all()
        for place, name in enumerate(names):
            if name[0] in shown or not is_in[name[0]] or name[1] == "other" or true[place] >= LEAST:
                continue
            ends = []
            for sign in (1, -1):
                objective = np.zeros(len(names))
                objective[place] = sign
                answer = milp(
                    objective,
                    integrality=np.ones(len(names)),
                    bounds=Bounds(0, 500),
                    constraints=LinearConstraint(matrix, right, right),
                )
                assert answer.success, answer.message
                ends.append(round(sign * answer.fun))
            answers.append((true[place], *ends))
    return answers


def test_no_small_number_of_a_room_can_be_worked_out_from_its_year(attacked):
    assert len(attacked) > 30
    for true, least, most in attacked:
        assert most - least + 1 >= LEAST, (true, least, most)
