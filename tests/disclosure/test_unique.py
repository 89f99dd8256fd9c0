"""Different persons of a year beside its rooms: what a reader can work out who knows that nobody is in a room twice.

The attack shares no code with the product. Persons are drawn, counted and protected. The unknowns are how many of each sex and
home were in each room and in any room: where those fit the printed numbers there are persons who do, and the other way round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import product

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from spegel.disclosure import allow_list, protect_tables
from spegel.disclosure.sums import sum_rooms
from spegel.disclosure.unique import hide_unique

CASES, MOST = range(1010, 1030), 200
SEXES, HOMES = ("women", "men", "unknown"), ("a", "b", "other")
REACH, ROOMS = allow_list()["fact_reach"], allow_list()["fact_attendance"]
PARTS = {"a": "Alby", "b": "Fittja", "other": "elsewhere"}
GROUPS = {"gender": SEXES, "area": tuple(PARTS.values())}

Person = tuple[str, str]
"""Sex and home."""


def counted(area: str, persons: list[Person], rooms: list[list[int]], by_area: Iterable[bool]) -> tuple[list[dict], list[dict]]:
    """Rows of both tables: rooms are numbers of persons, and not every room counts where they live."""
    about = {"area_id": area, "provenance": "own"}
    attendance = []
    for number, (room, is_by_area) in enumerate(zip(rooms, by_area, strict=True)):
        here = [persons[person] for person in room]
        cells = {("all", "total"): len(here), ("gender", "total"): len(here)}
        cells |= {("gender", sex): sum(each == sex for each, _ in here) for sex in SEXES}
        if is_by_area:
            cells |= {("area", PARTS[home]): sum(each == home for _, each in here) for home in HOMES}
            cells |= {("area", "total"): len(here)}
        attendance += [
            about
            | {"dialogue_id": f"{area}-{number}", "measure": "present"}
            | {"dimension": dimension, "category": category, "person_count": count}
            for (dimension, category), count in cells.items()
        ]
    came = Counter(persons[person] for person in {person for room in rooms for person in room})
    reach = []
    homes = {home for _, home in came}
    for home, sex in product(("total", *sorted(homes)), ("total", *SEXES)):
        number = sum(count for (one, other), count in came.items() if sex in ("total", one) and home in ("total", other))
        if number or sex != "unknown":
            reach.append(about | {"reach_year": 2024, "place_id": home, "gender": sex, "unique_count": number})
    return reach, attendance


def case(number: int) -> tuple[list[dict], list[dict]]:
    """A year of one to four rooms, most of them full of people who come once."""
    generator = np.random.default_rng(number)
    shares = [generator.dirichlet(np.full(3, 0.7)) for _ in range(2)]
    persons = [(str(generator.choice(SEXES, p=shares[0])), str(generator.choice(HOMES, p=shares[1]))) for _ in range(MOST)]
    rooms, first = [], 0
    for _ in range(1 + number % 4):
        size = int(generator.choice([4, 9, 16, 30]))
        again = int(generator.integers(0, 1 + first)) if number % 3 else 0
        old = generator.choice(first, min(again, size), replace=False).tolist() if first else []
        rooms.append(old + list(range(first, first + size - len(old))))
        first += size - len(old)
    return counted(str(number), persons, rooms, generator.random(len(rooms)) < 0.8)


def published(cases: list[tuple[list[dict], list[dict]]]) -> dict[str, pl.DataFrame]:
    """Both tables as counted, each protected, and the different persons as they may be shown beside the rooms."""
    reach, rooms = (pl.DataFrame([row for each in side for row in each]) for side in zip(*cases, strict=True))
    reach, rooms = reach.cast({"reach_year": pl.Int32}).sort(REACH.grain), rooms.sort(ROOMS.grain)
    protected = protect_tables({"fact_reach": (REACH, reach), "fact_attendance": (ROOMS, rooms)})
    places = rooms.select("area_id", "dialogue_id").unique().with_columns(unit_year=2024, part_area_id=pl.lit(None, pl.String))
    areas = rooms["area_id"].unique().to_list()
    parts = pl.DataFrame(
        [{"area_id": area, "category": PARTS[home], "part_area_id": home} for area in areas for home in ("a", "b")]
    )
    alone, rooms_shown = protected["fact_reach"], protected["fact_attendance"]
    shown = hide_unique((reach, alone), (rooms, rooms_shown), places, parts)
    sums = sum_rooms(rooms, rooms_shown, places)
    return {"reach": reach, "rooms": rooms, "rooms_shown": rooms_shown, "sums": sums, "alone": alone, "shown": shown}


def attack(tables: dict[str, pl.DataFrame], reach: str, area: str) -> dict[tuple, tuple[int, int]]:
    """Cell -> least and most of every hidden small number of one area."""
    here = {name: frame.filter(area_id=area) for name, frame in tables.items()}
    rooms = sorted(here["rooms"]["dialogue_id"].unique())
    kinds = list(product(HOMES, SEXES))
    units = [*rooms, "any"]

    def members(unit: str, home: str, sex: str) -> np.ndarray:
        line = np.zeros((len(units), len(kinds)))
        line[units.index(unit)] = [home in ("total", one) and sex in ("total", other) for one, other in kinds]
        return line.ravel()

    def of_room(row: dict, room: str) -> np.ndarray:
        homes = {"total": "total"} | {name: home for home, name in PARTS.items()}
        home = homes[row["category"]] if row["dimension"] == "area" else "total"
        sex = row["category"].removeprefix("other_or_") if row["dimension"] == "gender" else "total"
        return members(room, home, sex)

    lines, low, high, wanted = [], [], [], []
    for name, shown, count, grain in (
        ("reach", reach, "unique_count", REACH.grain),
        ("rooms", "rooms_shown", "person_count", ROOMS.grain),
    ):
        for one, row in zip(here[name].iter_rows(named=True), here[shown].iter_rows(named=True), strict=True):
            line = members("any", row["place_id"], row["gender"]) if name == "reach" else of_room(row, row["dialogue_id"])
            if row[count] is not None:
                lines.append(line)
                low.append(row[count])
                high.append(row[count])
            elif 0 < one[count] < 5:
                wanted.append(((name, *(row[key] for key in grain)), line))
    told = here["rooms_shown"].filter(category="total").drop_nulls("person_count")
    for row in here["sums"].drop_nulls("person_count").iter_rows(named=True):
        inside = told.filter(dimension=row["dimension"])["dialogue_id"]
        lines.append(sum(of_room(row, room) for room in inside))
        low.append(row["person_count"])
        high.append(row["person_count"])
    for home, sex in kinds:
        everybody = members("any", home, sex)
        lines += [everybody - members(room, home, sex) for room in rooms]
        lines.append(sum(members(room, home, sex) for room in rooms) - everybody)
        low += [0] * (len(rooms) + 1)
        high += [MOST * len(units)] * (len(rooms) + 1)
    limits = LinearConstraint(np.array(lines), low, high)
    answers = {}
    for key, line in wanted:
        found = [
            milp(sign * line, integrality=np.ones(line.size), bounds=Bounds(0, MOST), constraints=limits) for sign in (1, -1)
        ]
        assert all(each.success for each in found), [each.message for each in found]
        answers[key] = round(found[0].fun), round(-found[1].fun)
    return answers


def narrowed(tables: dict[str, pl.DataFrame], reach: str) -> list[tuple]:
    """Hidden small numbers that have fewer values than the threshold, and than the rooms alone leave them."""
    untold = tables | {"untold": tables["reach"].with_columns(unique_count=pl.lit(None, pl.Int64))}
    found = []
    for area in sorted(tables["rooms"]["area_id"].unique(), key=int):
        few = {key: limits for key, limits in attack(tables, reach, area).items() if limits[1] - limits[0] + 1 < 5}
        without = attack(untold, "untold", area) if few else {}
        found += [(*key, *limits) for key, limits in few.items() if limits != without[key]]
    return found


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return published([case(number) for number in CASES])


def test_rooms_and_unique_persons_each_protected_alone_would_give_persons_away(tables):
    assert len(narrowed(tables, "alone")) >= 5


def test_unique_persons_narrow_no_hidden_number(tables):
    assert narrowed(tables, "shown") == []


def one_year(*rooms: tuple[int, int], again: int) -> dict[tuple[str, str], tuple[int | None, str | None]]:
    """Different persons of a year and why they are hidden, by home and sex: rooms of women and men, of whom `again` of each sex
    are the same in all."""
    persons: list[Person] = []
    listed = []
    for women, men in rooms:
        here = []
        for sex, number in (("women", women), ("men", men)):
            known = [place for place, (one, _) in enumerate(persons) if one == sex][: min(again, number)]
            here += known + list(range(len(persons), len(persons) + number - len(known)))
            persons += [(sex, "a")] * (number - len(known))
        listed.append(here)
    shown = published([counted("1", persons, listed, [True] * len(rooms))])["shown"]
    columns = ("place_id", "gender", "unique_count", "suppression_reason")
    return {(home, sex): (count, reason) for home, sex, count, reason in shown.select(columns).iter_rows()}


def test_where_many_came_again_nothing_more_is_hidden():
    shown = one_year((30, 20), (25, 25), (30, 3), again=20)
    assert {sex: shown["total", sex] for sex in ("women", "men", "total")} == {
        "women": (45, None),
        "men": (25, None),
        "total": (70, None),
    }


def test_where_nobody_came_again_the_sexes_are_hidden_and_the_total_is_not():
    """33 women less the 30 of the large room would be the three of the small one."""
    shown = one_year((30, 20), (3, 12), again=0)
    assert shown["total", "total"] == (65, None)
    assert shown["total", "women"] == shown["total", "men"] == (None, "secondary")


def test_where_all_were_in_the_largest_room_not_even_the_total_is_shown():
    """Fifty persons in all, and fifty in the first room: whoever came to the second was in the first."""
    assert one_year((46, 4), (9, 3), again=50)["total", "total"] == (None, "secondary")


def test_without_a_hidden_number_nothing_gives_way():
    assert all(count is not None for count, _ in one_year((30, 20), (15, 12), again=0).values())
