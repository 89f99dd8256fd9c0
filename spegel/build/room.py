"""What is made of attendance after its protection: `fact_attendance_sum`, `fact_attendance_cross`, and `fact_room_mirror` from
what is shown only.

Everything in the mirror could be worked out by a reader of the published file, so it cannot give away what is hidden. The
functions are those of `spegel.stats.room`; here stands only which rooms and which residents they are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import polars as pl

from spegel.disclosure import PublicTable
from spegel.disclosure.cross import cross_rooms
from spegel.disclosure.parameters import parameters
from spegel.disclosure.speaking import hide_speaking
from spegel.disclosure.sums import OTHERS, TOTAL, sum_rooms
from spegel.disclosure.unique import hide_unique
from spegel.stats import room

HIDDEN = "dolt"
"""The verdict where a number of the dimension is hidden: it would tell about that number."""

SEXES, AGES = ("women", "men"), ("0-17", "18-29", "30-49", "50-64", "65+")
UNKNOWN = "unknown"
ALL, CROSS = "all", "gender_age"

_RESIDENTS = """
SELECT place_id, population_year, dimension, category, gender, resident_count::BIGINT AS residents
FROM fact_resident
WHERE base = 'all' AND dimension IN ('all', 'age', 'area')
ORDER BY ALL
"""

_DIALOGUES = """
SELECT area_id, dialogue_id, part_area_id, year(start_date)::INTEGER AS unit_year, invited_count, recruitment
FROM fact_dialogue
"""

_CROSSES = """
SELECT area_id, dialogue_id, category, person_count, provenance
FROM register_attendance
WHERE measure = 'present' AND dimension = 'gender_age'
"""

# Areas as the register writes them, and the parts they are.
_PARTS = """
SELECT DISTINCT attendance.area_id, attendance.category, part.part_area_id
FROM fact_attendance AS attendance
JOIN register_part AS part ON part.area_id = attendance.area_id AND part.slug = area_slug(attendance.category)
WHERE attendance.dimension = 'area'
"""

_UNIT = ("area_id", "unit_kind", "unit_id", "unit_year", "part_area_id", "provenance")

Cell = tuple[str, str]
"""Dimension and category."""

Reference = dict[tuple[str, str], dict[int, dict[Cell, int]]]
"""Place and dimension -> year -> residents by cell of attendance."""


@dataclass(frozen=True)
class _Unit:
    """A dialogue, or a sum, with the cells that are counted: null where hidden."""

    about: dict[str, object]
    cells: Mapping[Cell, int | None]


def speaking(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, PublicTable], protected: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The tables of attendance: those who spoke, as far as those who were present allow."""
    names = ("fact_attendance", "fact_attendance_background")
    classes = parameters().classes
    given = [(_private(connection, name), protected[name], classes[tables[name].rule].threshold) for name in names]
    return dict(zip(names, hide_speaking(given), strict=True))


def sums(connection: duckdb.DuckDBPyConnection, protected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`fact_attendance_sum`: attendance by part and year and by year, as far as rooms that are hidden allow."""
    return sum_rooms(_private(connection, "fact_attendance"), protected["fact_attendance"], places(connection))


def unique(connection: duckdb.DuckDBPyConnection, protected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`fact_reach`: different persons of each year, as far as rooms that are hidden allow."""
    reach, rooms = ((_private(connection, name), protected[name]) for name in ("fact_reach", "fact_attendance"))
    parts = pl.from_arrow(connection.sql(_PARTS).to_arrow_table())
    return hide_unique(reach, rooms, places(connection), parts)


def _private(connection: duckdb.DuckDBPyConnection, table: str) -> pl.DataFrame:
    """A table as counted."""
    return pl.from_arrow(connection.table(table).to_arrow_table())


def crosses(connection: duckdb.DuckDBPyConnection, protected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`fact_attendance_cross`: sex by age of the rooms and years where it can be told whole."""
    counted = pl.from_arrow(connection.sql(_CROSSES).to_arrow_table())
    return cross_rooms(counted, protected["fact_attendance"], places(connection))


def places(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Part and year of every dialogue: what its room is summed in."""
    return pl.from_arrow(connection.sql(_DIALOGUES).to_arrow_table()).drop("invited_count", "recruitment")


def mirrors(connection: duckdb.DuckDBPyConnection, protected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`fact_room_mirror`: a row for each unit and dimension that was counted, and one with the dimension `all` for the whole.

    The population is that of the dialogue's part where it is known by the dimension, else of the municipality; of the latest year
    that is not after the dialogue's, else the earliest. So newer population leaves old dialogues as they were.
    """
    reference = _reference(connection.execute(_RESIDENTS).fetchall())
    dialogues = pl.from_arrow(connection.sql(_DIALOGUES).to_arrow_table())
    asked = {(row["area_id"], row["dialogue_id"]): row for row in dialogues.iter_rows(named=True)}
    parts = {(area, written): part for area, written, part in connection.execute(_PARTS).fetchall()}
    summed, crossed = (
        pl.from_arrow(connection.table(name).to_arrow_table()) for name in ("fact_attendance_sum", "fact_attendance_cross")
    )
    rooms = protected["fact_attendance"].join(dialogues, on=["area_id", "dialogue_id"])
    rows = []
    for unit in _units(rooms, summed, crossed, parts):
        found = [row for name in _GROUPS if (row := _mirror(unit, name, reference))]
        said = asked[unit.about["area_id"], unit.about["unit_id"]] if unit.about["unit_kind"] == "dialogue" else _NOTHING_SAID
        present = unit.cells.get((ALL, TOTAL), unit.cells.get(("gender", TOTAL)))
        judged = room.reflection(present, said["invited_count"], said["recruitment"], [row["verdict"] for row in found])
        rows += found
        rows.append(
            unit.about
            | {
                "dimension": ALL,
                "present_count": present,
                "reflects": judged.verdict if present is not None else HIDDEN,
                "reflects_reasons": ",".join(judged.reasons) if present is not None else None,
            }
        )
    return pl.DataFrame(rows, schema=_MIRROR, orient="row")


def _units(
    rooms: pl.DataFrame, summed: pl.DataFrame, crossed: pl.DataFrame, parts: Mapping[tuple[str, str], str]
) -> Iterator[_Unit]:
    """Every dialogue in which somebody was counted, and every sum."""
    is_counted = pl.col("person_count").is_not_null() | pl.col("is_suppressed")
    dialogues = rooms.filter(is_counted).with_columns(unit_kind=pl.lit("dialogue"), unit_id="dialogue_id")
    is_part = pl.col("unit_kind") == "part_year"
    year = pl.col("unit_year").cast(pl.String)
    units = summed.with_columns(
        unit_id=pl.when(is_part).then(pl.concat_str("part_area_id", pl.lit(":"), year)).otherwise(year),
        part_area_id=pl.when(is_part).then("part_area_id"),
        category=pl.col("category").replace(OTHERS, UNKNOWN),  # both stand outside the shares
    )
    columns = [*_UNIT, "dimension", "category", "person_count"]
    told = [each.filter(measure="present").select(columns) for each in (dialogues, units)]
    where = pl.concat(each.select("area_id", "unit_kind", "unit_id", "unit_year", "part_area_id").unique() for each in told)
    crosses = crossed.join(where, on=["area_id", "unit_kind", "unit_id"]).with_columns(dimension=pl.lit(CROSS))
    present = pl.concat([*told, crosses.select(columns)]).sort(columns)
    for key, group in present.group_by(_UNIT, maintain_order=True):
        about = dict(zip(_UNIT, key, strict=True))
        cells = {
            (dimension, parts.get((about["area_id"], category), category) if dimension == "area" else category): count
            for dimension, category, count in group.select("dimension", "category", "person_count").iter_rows()
        }
        yield _Unit(about, cells)


_NOTHING_SAID = {"invited_count": None, "recruitment": None}
"""Of sums: dialogues of several kinds."""

_GROUPS: dict[str, tuple[Cell, ...] | None] = {
    "gender": tuple(("gender", sex) for sex in SEXES),
    "age": tuple(("age", age) for age in AGES),
    CROSS: tuple((CROSS, f"{sex}_{age}") for sex in SEXES for age in AGES),
    "area": None,  # the parts of the place
}


def _reference(rows: list[tuple[str, int, str, str, str, int]]) -> Reference:
    """Residents as cells of attendance; only where every group is known. Both sexes make a total where none is given."""
    cells: dict[tuple[str, int], dict[Cell, int]] = {}
    by_sex: dict[tuple[str, int], dict[tuple[str, str], int]] = {}
    for place, year, dimension, category, gender, residents in rows:
        if gender == TOTAL:
            cells.setdefault((place, year), {})[dimension, category] = residents
        elif dimension == ALL:
            cells.setdefault((place, year), {})["gender", gender] = residents
        elif dimension == "age":
            by_sex.setdefault((place, year), {})[category, gender] = residents
    for key, known in by_sex.items():
        cells.setdefault(key, {}).update({(CROSS, f"{sex}_{age}"): persons for (age, sex), persons in known.items()})
        for age in AGES:
            if all((age, sex) in known for sex in SEXES):
                cells.setdefault(key, {}).setdefault(("age", age), sum(known[age, sex] for sex in SEXES))
    found: Reference = {}
    for (place, year), known in cells.items():
        parts = tuple(cell for cell in known if cell[0] == "area")
        for name, groups in _GROUPS.items():
            wanted = groups or parts
            if wanted and all(group in known for group in wanted):
                found.setdefault((place, name), {})[year] = {group: known[group] for group in wanted}
    return found


def _mirror(unit: _Unit, name: str, reference: Reference) -> dict | None:
    """One dimension of one unit, None where it was not counted by it."""
    if not any(dimension == name for dimension, _ in unit.cells):
        return None
    part, area, year = unit.about["part_area_id"], unit.about["area_id"], unit.about["unit_year"]
    place = next((each for each in (part, area) if (each, name) in reference), None)
    present = unit.cells.get((name, TOTAL))
    row = unit.about | {"dimension": name, "present_count": present, "verdict": HIDDEN}
    if place is None:
        return row | {"verdict": room.NO_BASIS}
    known_years = reference[place, name]
    population_year = max((each for each in known_years if each <= year), default=min(known_years))
    residents = known_years[population_year]
    row |= {"reference_place_id": place, "population_year": population_year}
    counts = [unit.cells.get(cell, 0) for cell in residents]
    unknown = unit.cells.get((name, UNKNOWN), 0)
    if present is not None and present < room.FEWEST:
        row["verdict"] = room.NO_TEST
    if present is None or None in counts:
        return row
    people = sum(counts)
    row["known_count"] = people
    if not people:
        return row | {"verdict": room.NO_TEST}
    if unknown is None:  # at most everybody else
        if present - people > room.MOST_UNKNOWN * present:
            return row
        unknown = 0
    else:
        row["unknown_share"] = unknown / (people + unknown)
    population = tuple(float(group) for group in residents.values())
    found, limit = room.distance(counts, population), room.band(people, population).share
    fit = room.fit(counts, population)
    return row | {
        "tvd_share": found,
        "band_share": limit,
        "verdict": room.verdict(people, unknown, len(counts), found, limit),
        "test_name": fit.name if fit else None,
        "p_value": fit.p if fit else None,
    }


_MIRROR = {
    "area_id": pl.String,
    "unit_kind": pl.String,
    "unit_id": pl.String,
    "dimension": pl.String,
    "unit_year": pl.Int32,
    "part_area_id": pl.String,
    "present_count": pl.Int32,
    "known_count": pl.Int32,
    "unknown_share": pl.Float64,
    "tvd_share": pl.Float64,
    "band_share": pl.Float64,
    "verdict": pl.String,
    "test_name": pl.String,
    "p_value": pl.Float64,
    "reference_place_id": pl.String,
    "population_year": pl.Int32,
    "reflects": pl.String,
    "reflects_reasons": pl.String,
    "provenance": pl.String,
}
