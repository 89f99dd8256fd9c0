"""Officials around a dialogue: places that add up to the room, a file that is refused, views that cannot be subtracted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from conftest import serving
from scipy.optimize import LinearConstraint, milp

from spegel import i18n
from spegel.build import build
from spegel.registers import schema
from spegel.registers.example.columns import frame
from spegel.registers.store import Store
from spegel.settings import Settings

SEXES, AGES = ("women", "men"), ("18-29", "30-49", "50-64")
PARTS = {"Alby": "0127-alby", "Fittja": "0127-fittja"}
KINDS = {"forum": "dialogforum", "citizen_dialogue": "medborgardialog"}
"""Kind in the register -> in the address."""

SHARE_OF_WOMEN = 46_417 / 95_323
"""Botkyrka, 30 September 2022, SCB."""

IDENTITY_NUMBER = "19121212-1212"


@dataclass(frozen=True)
class Room:
    """A dialogue: where, when and of which kind, and how many came of each sex and age."""

    part: str
    year: int
    kind: str
    came: tuple[int, ...]


ROOMS = {
    "D-1": Room("Alby", 2024, "forum", (11, 1, 1, 6, 5)),
    "D-2": Room("Alby", 2024, "citizen_dialogue", (20, 14, 10, 14, 10)),
    "D-3": Room("Fittja", 2024, "forum", (8, 9, 6, 6, 5)),
    "D-4": Room("Alby", 2025, "forum", (9, 8, 6, 5, 6)),
    "D-5": Room("Fittja", 2025, "citizen_dialogue", (7, 5, 1, 6, 5)),
    "D-6": Room("Fittja", 2025, "forum", (3, 1, 1, 2, 1)),
}
"""In the first and the fifth one is alone in a group, the last is small as a whole; only one is of its part, year and kind."""

TRUTH = {(id, group): count for id, room in ROOMS.items() for group, count in zip(SEXES + AGES, room.came, strict=True)} | {
    (id, "total"): sum(room.came[:2]) for id, room in ROOMS.items()
}
CELLS = list(TRUTH)


@dataclass(frozen=True)
class Reading:
    """What a view says of those it counts: the printed number, None where it is hidden, and what that leaves open."""

    counted: frozenset[tuple[str, str]]
    number: int | None
    least: float
    most: float


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """One server for officials whose register holds ROOMS, and the folder of all that it stores."""
    folder = tmp_path_factory.mktemp("dialogues")
    store = Store(folder / "restricted", "0127")
    dialogues = frame(
        "dialogues",
        dialogue_id=list(ROOMS),
        title=list(ROOMS),
        classification=[room.kind for room in ROOMS.values()],
        start_time=[datetime(room.year, 3, 12, 18) for room in ROOMS.values()],
        status=["held"] * len(ROOMS),
        area_code=[room.part for room in ROOMS.values()],
        attendees=[TRUTH[id, "total"] for id in ROOMS],
    )
    cells = [(id, group, count) for (id, group), count in TRUTH.items() if group != "total"]
    attendance = frame(
        "attendance",
        dialogue_id=[id for id, _, _ in cells],
        dimension=["gender" if group in SEXES else "age" for _, group, _ in cells],
        category=[group for _, group, _ in cells],
        count=[count for _, _, count in cells],
        method=["observation"] * len(cells),
        missing_count=[0] * len(cells),
    )
    for kind, rows in (("dialogues", dialogues), ("attendance", attendance)):
        store.add(schema.load(kind), rows, f"{kind}.xlsx", kind[0] * 64, "an official")
    build(Settings(warehouse=folder / "warehouse", restricted=folder / "restricted"))
    with serving(folder / "warehouse", "--audience", "officials", "--restricted", str(folder / "restricted")) as address:
        yield address, folder


def say(key: str, **blanks: object) -> str:
    return i18n.text(key, "sv", **blanks)


def test_places_add_up_to_the_room_that_is_planned_sexes_first(office, visit) -> None:
    visitor = visit().open(f"{office[0]}/planera")
    size = visitor.page.get_by_label(say("choice.rum"), exact=True)
    for room in (5, 300, 40):
        before = visitor.page.url
        size.fill(str(room))
        size.press("Tab")
        visitor.page.wait_for_url(lambda url, before=before: url != before)
        visitor.settle()
        header, *ages, sums = cells_of(visitor, ".quotas table")
        assert header[1:3] == [say("people.women"), say("people.men")]
        women, men, everybody = (int(cell) for cell in sums[1:])
        assert women + men == everybody == room
        assert abs(women - room * SHARE_OF_WOMEN) <= 0.5
        assert [sum(int(row[place]) for row in ages) for place in (1, 2, 3)] == [women, men, everybody]
        first, then = visitor.page.locator("main [data-kon]").all_inner_texts()[:2]
        assert re.findall(r"(\d+) platser", first) == [str(women), str(men)]
        assert then.startswith(say("planera.quotas.title", count=room, place="Botkyrka"))


def test_a_file_with_wrong_headers_or_an_identity_number_is_refused_and_nothing_is_stored(office, visit) -> None:
    address, folder = office
    before = stored(folder)
    told = refused(visit, address, "Dialog-id;Rubriken;Typ;Start\nD-9;Bänken;Dialogforum;2026-03-12\n")
    assert ["1", "Rubriken"] in [row[:2] for row in told]
    assert all(row[0] == "1" and row[1] for row in told)
    told = refused(visit, address, f"Dialog-id;Titel;Typ;Start;Syfte\nD-9;Bänken;Dialogforum;2026-03-12;Ring {IDENTITY_NUMBER}\n")
    assert [row[:2] for row in told] == [["2", "Syfte"]]
    assert say("problem.personal_number.what", value="").split("(")[0] in told[0][3]
    assert stored(folder) == before


def refused(visit, address: str, content: str) -> list[list[str]]:
    """The faults the page tells of a file; it offers no way to accept it and never repeats an identity number."""
    visitor = visit().open(f"{address}/import?register=dialogues")
    upload = visitor.page.get_by_test_id("stFileUploaderDropzoneInput")
    upload.set_input_files({"name": "dialoger.csv", "mimeType": "", "buffer": content.encode()})
    visitor.page.locator(".faults tbody tr").first.wait_for()
    visitor.settle()
    assert visitor.page.get_by_role("button", name=say("import.accept.button")).count() == 0
    assert IDENTITY_NUMBER not in visitor.page.content()
    return cells_of(visitor, ".faults table")[1:]


def stored(folder: Path) -> dict[str, bytes]:
    """Every file of the registers and of what is published."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_no_two_views_can_be_subtracted_to_a_hidden_number(office, visit) -> None:
    """Pair by pair, and then by an attacker who uses all views at once and knows how every number is made."""
    visitor = visit()
    readings = [*reach_views(visitor, office[0]), *room_views(visitor, office[0])]
    shown = {reading for reading in readings if reading.number is not None}
    unsaid = {reading.counted for reading in readings if reading.number is None} - {reading.counted for reading in shown}
    # A sum of numbers that are all shown is no secret, though a page may leave it out.
    secret = {cell for cells in unsaid if len(cells) == 1 for cell in cells}
    hidden = {cells for cells in unsaid if cells & secret}
    assert {frozenset({("D-1", "men")}), frozenset({("D-1", "women")}), frozenset({("D-5", "18-29")})} <= hidden
    assert len(shown) > 50
    gaps = [(one, other, one.counted - other.counted) for one, other in permutations(shown, 2) if one.counted > other.counted]
    assert sum(gap in hidden for _, _, gap in gaps) > 5, "views do lie so near each other"
    revealed = [gap for one, other, gap in gaps if gap in hidden and one.number - other.number == truth_of(gap)]
    assert revealed == []
    assert [cells for cells in hidden if width(cells, readings) == 0] == []
    # The attacker is no dummy: one number more, and those alone in their group are known.
    leaked = frozenset({("D-1", "women"), ("D-2", "women")})
    assert width(frozenset({("D-1", "men")}), [*readings, exactly(leaked, truth_of(leaked))]) == 0


def reach_views(visitor, address: str) -> Iterator[Reading]:
    """What the page on reach prints, for every year and kind."""
    for year in ("alla", "2024", "2025"):
        for kind in ("alla", *KINDS.values()):
            visitor.open(f"{address}/rackvidd?ar={year}&typ={kind}")
            chosen = [id for id, room in ROOMS.items() if year in ("alla", str(room.year)) and kind in ("alla", KINDS[room.kind])]
            tables = {rows[0]: rows[1:] for rows in tables_of(visitor)}
            assert len(tables) >= 4
            header, *rows = tables[say("rackvidd.parts.caption")]
            columns = {say("rackvidd.column.participants"): "total"} | {say(f"rackvidd.column.{sex}"): sex for sex in SEXES}
            yield from part_readings(header, rows, columns, chosen)
            header, *rows = tables[say("rackvidd.forum.caption")]
            del columns[say("rackvidd.column.participants")]
            in_year = [id for id, room in ROOMS.items() if year in ("alla", str(room.year)) and room.kind == "forum"]
            yield from part_readings(header, rows, columns, in_year)
            for row in tables[say("rackvidd.points.caption")][1:]:
                yield read([row[0]], "total", row[5])
            groups = {say(f"people.{group}"): group for group in (*SEXES, *AGES)}
            for row in tables[say("rackvidd.coverage.caption")][1:]:
                if row[1] in groups:
                    yield read(chosen, groups[row[1]], row[3], is_part=row[4] != "0")


def part_readings(header: list[str], rows: list[list[str]], columns: dict[str, str], chosen: list[str]) -> Iterator[Reading]:
    """The numbers of each part and of the whole area, in the columns with these headers."""
    for row in rows:
        if row[0] in (*PARTS, say("rackvidd.whole")):
            own = [id for id in chosen if row[0] in (ROOMS[id].part, say("rackvidd.whole"))]
            for name, group in columns.items():
                if own:
                    yield read(own, group, row[header.index(name)])


def room_views(visitor, address: str) -> Iterator[Reading]:
    """What the page on one room prints, for every dialogue, year, and part and year, by sex and by age."""
    units = {f"dialog={id}": [id] for id in ROOMS}
    for year in (2024, 2025):
        for part, code in {"": "alla", **PARTS}.items():
            in_year = [id for id, room in ROOMS.items() if room.year == year and part in ("", room.part)]
            units[f"ar={year}&del={code}"] = [id for id in in_year if id != "D-6"]  # not in sums: its total is hidden
    for chosen, ids in units.items():
        for breakdown, groups in (("kon", SEXES), ("alder", AGES)):
            visitor.open(f"{address}/rummet?{chosen}&uppdelning={breakdown}")
            rows = {row[0]: row[1] for row in visitor.rows("came")}
            for group in groups:
                yield read(ids, group, rows[say(f"people.{group}")])


def read(ids: list[str], group: str, words: str, *, is_part: bool = False) -> Reading:
    """A printed cell as a reading; `minst 20`, or a number of which some dialogues are left out, is a least number."""
    counted = frozenset((id, group) for id in ids)
    number = re.fullmatch(r"(minst )?(\d+)", words)
    if number is None:
        is_small = words == say("disclosure.reason.primary_small", threshold=5)
        return Reading(counted, None, *((1, 4) if is_small else (0, np.inf)))
    least = int(number[2])
    return Reading(counted, least, least, np.inf if number[1] or is_part else least)


def exactly(counted: frozenset[tuple[str, str]], number: int) -> Reading:
    return Reading(counted, number, number, number)


def truth_of(counted: frozenset[tuple[str, str]]) -> int:
    return sum(TRUTH[cell] for cell in counted)


def width(wanted: frozenset[tuple[str, str]], readings: list[Reading]) -> float:
    """How far apart the least and the most are that a sum of cells can be, when all readings hold. The truth lies between."""
    known = list(dict.fromkeys(readings))
    matrix = [[cell in reading.counted for cell in CELLS] for reading in known]
    limits = [(reading.least, reading.most) for reading in known]
    for id in ROOMS:
        for groups in (SEXES, AGES):
            matrix.append([(cell[1] in groups) - (cell[1] == "total") if cell[0] == id else 0 for cell in CELLS])
            limits.append((0, 0))
    rule = LinearConstraint(np.array(matrix, dtype=float), *np.array(limits, dtype=float).T)
    aim = np.array([cell in wanted for cell in CELLS], dtype=float)
    ends = [milp(sign * aim, integrality=np.ones(len(CELLS)), constraints=rule) for sign in (1, -1)]
    least, most = (sign * end.fun if end.success else sign * -np.inf for sign, end in zip((1, -1), ends, strict=True))
    assert least <= truth_of(wanted) <= most
    return most - least


def tables_of(visitor) -> list[list]:
    """Every table of the page: its caption, its header, its rows."""
    return visitor.page.eval_on_selector_all(
        "main table",
        """tables => tables.map(table => [table.caption.textContent,
             ...[...table.rows].map(row => [...row.cells].map(cell => cell.textContent.trim()))])""",
    )


def cells_of(visitor, table: str) -> list[list[str]]:
    """The cells of a table, its header first; empty where the page has none."""
    return visitor.page.eval_on_selector_all(
        f"main {table} tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )
