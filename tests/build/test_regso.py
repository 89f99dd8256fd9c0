"""RegSO through the build: which an area has, their residents, and in which of them a dialogue was held."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest
import shapely

from spegel.build import regso
from spegel.progress import Silent
from spegel.sources.borders import DEGREES, SWEREF, reproject

EAST, NORTH = 655_000, 6_565_000
SIDE = 2_000


def border(code: str, step: int, version: str = "regso2025", source: str = "new") -> tuple:
    """A square, `step` places east of the first."""
    shape = shapely.box(EAST + step * SIDE, NORTH, EAST + (step + 1) * SIDE, NORTH + SIDE)
    return (version, code, f"Namn {code}", shapely.to_wkb(shape), source, "")


BORDERS = [
    border("0991R001", 0),
    border("0991R002", 1),
    border("0991R009", 0, "regso2020", "old"),
    border("0992R001", 5),
    border("0992R002", 6),
]
TABLES = """
CREATE TABLE dim_area AS FROM (VALUES
    ('0991', 'kommun', NULL), ('0992', 'kommun', NULL), ('board', 'stadsdelsomrade', '0992'), ('0992-nord', 'stadsdel', 'board'),
    ('0991-ost', 'kommundel', '0991')
) AS area (area_id, area_level, parent_area_id);
CREATE TABLE raw_population_part AS FROM (VALUES
    ('0992R001', 'Nord', 'regso2020'), ('0992R001', 'Nord', 'regso2025'), ('0992R002', 'Syd', 'regso2025'),
    ('0991R001', 'Öst', 'regso2025')
) AS part (area_code, part_name, area_version);
CREATE TABLE resident_count AS SELECT *, 'all' AS base, 'all' AS dimension FROM (VALUES
    ('regso2025', '0991R001', DATE '2023-12-31', 'total', 90), ('regso2025', '0991R001', DATE '2024-12-31', 'total', 100),
    ('regso2020', '0991R002', DATE '2024-12-31', 'total', 50), ('regso2025', '0991R002', DATE '2024-12-31', 'women', 30)
) AS counted (area_version, area_code, population_date, gender, residents);
"""


def degrees(east: float, north: float) -> tuple[float, float]:
    [point] = reproject(np.array([shapely.Point(east, north)]), SWEREF, DEGREES)
    return point.x, point.y


DIALOGUES = [
    ("0991", "inside", *degrees(EAST + 10, NORTH + 10)),
    ("0991", "border", *degrees(EAST + SIDE, NORTH + 10)),
    ("0991", "next door", *degrees(EAST + 1.5 * SIDE, NORTH + 10)),
    ("0991", "elsewhere", *degrees(EAST + 5.5 * SIDE, NORTH + 10)),
    ("0991", "nowhere", None, None),
    ("board", "north", *degrees(EAST + 5.5 * SIDE, NORTH + 10)),
]


@pytest.fixture
def built(root) -> Iterator[duckdb.DuckDBPyConnection]:
    schema = {**dict.fromkeys(("area_version", "area_code", "area_name"), pl.String), "geometry": pl.Binary}
    schema |= dict.fromkeys(("source_id", "reported_at"), pl.String)
    places = {"area_id": pl.String, "dialogue_id": pl.String, "lon": pl.Float64, "lat": pl.Float64}
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        connection.register("raw_regso_geometry", pl.DataFrame(BORDERS, schema, orient="row"))
        connection.register("fact_dialogue", pl.DataFrame(DIALOGUES, places, orient="row"))
        connection.execute((root / "queries" / "build" / "69_regso.sql").read_text(encoding="utf-8"))
        yield connection


def test_an_area_has_the_latest_division_with_its_own_residents(built):
    rows = regso.cells(built, "", Silent()).sort("area_id", "regso_code")
    assert rows.select("area_id", "regso_code", "area_version", "resident_count", "population_date", "source_id").rows() == [
        ("0991", "0991R001", "regso2025", 100, date(2024, 12, 31), "new"),
        ("0991", "0991R002", "regso2025", None, None, "new"),
        # Of the other municipality only the board has dialogues, and only one RegSO belongs to the board.
        ("board", "0992R001", "regso2025", None, None, "new"),
    ]


def test_borders_are_drawn_in_degrees_where_they_lie(built):
    rows = regso.cells(built, "", Silent())
    drawn = {code: shapely.from_geojson(text) for code, text in rows.select("regso_code", "geojson").iter_rows()}
    for row in BORDERS:
        if row[1] in drawn:
            [shape] = reproject(np.array([drawn[row[1]]]), DEGREES, SWEREF)
            assert shapely.hausdorff_distance(shape, shapely.from_wkb(row[3])) < 2
    assert {json.loads(text)["type"] for text in rows["geojson"]} == {"Polygon"}


def test_a_dialogue_lies_in_one_regso_of_its_own_area_or_in_none(built):
    rows = regso.places(built, "", Silent())
    found = {row["dialogue_id"]: (row["area_id"], row["regso_code"]) for row in rows.to_dicts()}
    assert found == {
        "inside": ("0991", "0991R001"),
        "border": ("0991", "0991R001"),
        "next door": ("0991", "0991R002"),
        "north": ("board", "0992R001"),
    }
    assert len(rows) == len(found)


def test_without_borders_there_is_nothing(built):
    built.execute("DELETE FROM regso_area")
    assert regso.places(built, "", Silent()).is_empty()
    assert regso.cells(built, "", Silent()).is_empty()
