"""Sums of rooms by part and year: what a reader can work out who knows every room, every sum and every printed reason.

The attack shares no code with the product: the unknowns are the hidden numbers of the rooms, found by integer programs.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from spegel.disclosure import Margin, protect_tables
from spegel.disclosure.sums import sum_rooms
from tests.disclosure.tables import public_table

CASES, MOST = 16, 300
GRAIN = ["area_id", "dialogue_id", "measure", "dimension", "category"]
GROUPS = {"gender": ("women", "men", "other", "unknown"), "age": ("a", "b", "c", "d")}
TOGETHER = {"other_or_unknown": ("other", "unknown")}
TABLE = public_table(
    "rooms",
    GRAIN,
    margins=(Margin("category", "total", within="dimension"),),
    plain=("provenance",),
)


def case(number: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rooms, small and uneven, and where they were: two years, three parts and none. Not all count ages."""
    generator = np.random.default_rng(number)
    rows, places = [], []
    for room in range(int(generator.integers(4, 30))):
        about = {"area_id": str(number), "dialogue_id": f"{number}-{room}"}
        people = int(generator.choice([3, 6, 12, 25, 45, 90]))
        cells = {("all", "total"): people}
        for dimension, groups in GROUPS.items():
            if dimension == "gender" or generator.random() < 0.7:
                counts = generator.multinomial(people, generator.dirichlet(np.full(len(groups), 0.9)))
                cells |= {(dimension, "total"): people}
                cells |= {(dimension, group): int(count) for group, count in zip(groups, counts, strict=True)}
        rows += [
            about | {"measure": "present", "dimension": dimension, "category": category, "person_count": count}
            for (dimension, category), count in cells.items()
        ]
        part, year = [None, "x", "y", "z"][generator.integers(0, 4)], 2024 + int(generator.integers(0, 2))
        places.append(about | {"part_area_id": part, "unit_year": year})
    rooms = pl.DataFrame(rows).with_columns(provenance=pl.lit("own"))
    return rooms, pl.DataFrame(places, schema_overrides={"part_area_id": pl.String})


@pytest.fixture(scope="module")
def published() -> list[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]]:
    """Private rooms, protected rooms with their places, and sums of each case, published together as the build would."""
    cases = [case(number) for number in range(CASES)]
    private, places = (pl.concat(each) for each in zip(*cases, strict=True))
    private = private.sort(GRAIN)
    protected = protect_tables({"rooms": (TABLE, private)})["rooms"]
    sums = sum_rooms(private, protected, places)
    protected = protected.join(places, on=["area_id", "dialogue_id"], maintain_order="left")
    return [tuple(frame.filter(area_id=str(number)) for frame in (private, protected, sums)) for number in range(CASES)]


def above(protected: pl.DataFrame, sums: pl.DataFrame) -> list[tuple[list[int], int | None]]:
    """What rows of rooms add up to: places of the rows, and the sum, None where it is hidden."""
    rows = list(protected.iter_rows(named=True))
    place = {(row["dialogue_id"], row["dimension"], row["category"]): at for at, row in enumerate(rows)}
    found = []
    for row in sums.iter_rows(named=True):
        inside = [
            place[room["dialogue_id"], row["dimension"], category]
            for room in rows
            for category in TOGETHER.get(row["category"], (row["category"],))
            if (room["dimension"], room["category"]) == (row["dimension"], "total")
            and room["person_count"] is not None
            and room["unit_year"] == row["unit_year"]
            and (row["unit_kind"] == "year" or room["part_area_id"] == row["part_area_id"])
            and (room["dialogue_id"], row["dimension"], category) in place
        ]
        found.append((inside, row["person_count"]))
    return found


def attack(published: list, with_reasons: bool) -> list[tuple[int, int, int]]:
    """True number, least and most of every hidden small number of a room and of every hidden small sum."""
    answers = []
    for private, protected, sums in published:
        rows, summed = list(protected.iter_rows(named=True)), above(protected, sums)
        truth = private.sort(GRAIN)["person_count"].to_numpy()
        by_room: dict[str, dict] = {}
        for at, row in enumerate(rows):
            by_room.setdefault(row["dialogue_id"], {})[row["dimension"], row["category"]] = at
        known: list[tuple[list[int], int | None, int]] = [(inside, None, value) for inside, value in summed if value is not None]
        for cells in by_room.values():
            for dimension, groups in GROUPS.items():
                if (dimension, "total") in cells:
                    known.append(([cells[dimension, group] for group in groups], cells[dimension, "total"], 0))
                    known.append(([cells[dimension, "total"]], cells["all", "total"], 0))
        matrix = np.zeros((len(known), len(rows)))
        for line, (parts, whole, _) in zip(matrix, known, strict=True):
            line[parts] = 1
            if whole is not None:
                line[whole] = -1
        right = [value for *_, value in known]
        low = np.array([0 if row["person_count"] is None else row["person_count"] for row in rows], float)
        high = np.array([MOST if row["person_count"] is None else row["person_count"] for row in rows], float)
        if with_reasons:
            for at, row in enumerate(rows):
                if row["suppression_reason"] == "primary_small":
                    low[at], high[at] = 1, 4
        wanted = [([at], int(truth[at])) for at, row in enumerate(rows) if row["person_count"] is None and truth[at] < 5]
        unsaid = [(inside, int(truth[inside].sum())) for inside, value in summed if value is None]
        wanted += [(inside, true) for inside, true in unsaid if 0 < true < 5]
        for cells, true in wanted:
            ends = []
            for sign in (1, -1):
                objective = np.zeros(len(rows))
                objective[cells] = sign
                answer = milp(
                    objective,
                    integrality=np.ones(len(rows)),
                    bounds=Bounds(low, high),
                    constraints=LinearConstraint(matrix, right, right),
                )
                assert answer.success, answer.message
                ends.append(round(sign * answer.fun))
            answers.append((true, *ends))
    return answers


def test_the_cases_are_hard_enough(published):
    shown = pl.concat([sums.filter(pl.col("category") != "total") for _, _, sums in published if sums.height])
    assert 100 < shown["is_suppressed"].sum() < 0.9 * shown.height
    rooms = pl.concat([protected for _, protected, _ in published])
    assert rooms["is_suppressed"].sum() > 500


def test_no_small_number_can_be_worked_out(published):
    found = attack(published[:3], with_reasons=False)
    assert len(found) > 50
    for true, least, most in found:
        assert most - least + 1 >= 5, (true, least, most)


def test_the_printed_reasons_and_sums_recover_no_small_number(published):
    for true, least, most in attack(published[3:5], with_reasons=True):
        assert most > least, (true, least, most)


def test_sums_are_of_the_rooms_whose_total_is_shown(published):
    for private, protected, sums in published:
        shown = protected.filter(dimension="gender", category="total").drop_nulls("person_count")
        for row in sums.filter(dimension="gender", category="total", unit_kind="year").iter_rows(named=True):
            here = shown.filter(unit_year=row["unit_year"])["dialogue_id"]
            rooms = private.filter(pl.col("dialogue_id").is_in(here.implode()), dimension="gender", category="total")
            assert (row["person_count"], row["room_number"]) == (rooms["person_count"].sum(), rooms.height)


def two_rooms(women: tuple[int, int], men: int, part: str | None) -> dict[tuple[str, str], int | None]:
    """Level and category -> sum, of two rooms in one year."""
    about = {"area_id": "0127", "measure": "present", "dimension": "gender", "provenance": "own"}
    rows = [
        about | {"dialogue_id": f"D{number}", "category": category, "person_count": count}
        for number, here in enumerate(women)
        for category, count in (("women", here), ("men", men), ("total", here + men))
    ]
    private = pl.DataFrame(rows).sort(GRAIN)
    places = pl.DataFrame(
        {"area_id": "0127", "dialogue_id": ["D0", "D1"], "part_area_id": part, "unit_year": 2024},
        schema_overrides={"part_area_id": pl.String},
    )
    sums = sum_rooms(private, protect_tables({"rooms": (TABLE, private)})["rooms"], places)
    return {(kind, category): count for kind, category, count in sums.select("unit_kind", "category", "person_count").iter_rows()}


def test_a_sum_of_large_rooms_is_shown_whole():
    """Nothing is hidden below, so nothing needs to be above."""
    expected = {"men": 30, "women": 50, "total": 80}
    levels = ("part_year", "year")
    assert two_rooms((20, 30), 15, "x") == {(level, key): count for level in levels for key, count in expected.items()}


def test_another_sex_and_one_not_stated_are_one_group(published):
    for _, _, sums in published:
        told = set(sums.filter(dimension="gender")["category"])
        assert told == {"women", "men", "other_or_unknown", "total"}


def test_one_hidden_room_hides_the_sum_that_would_tell_it():
    """Three women in the second room: 53 less the 50 of the first would tell them."""
    assert two_rooms((50, 3), 40, None) == {("year", "men"): None, ("year", "women"): None, ("year", "total"): 133}
