"""Dialogue places in hexagons of equal size: `dialogue_hexagon` and `geo_hexagon`, which SQL cannot make.

The grid is our own and covers the country, so that a place has the same hexagon whoever held the dialogue. It is laid in metres
(SWEREF 99 TM), where they are equal on the ground. Source of the rounding: A. Patel, Hexagonal Grids, Red Blob Games, 2013.
"""

from __future__ import annotations

import json

import duckdb
import numpy as np
import polars as pl
import shapely

from spegel.progress import Watcher
from spegel.sources.borders import DEGREES, SWEREF, reproject

WIDTH_M = 1_000.0
"""From one side of a hexagon to the opposite one: a walk of a quarter of an hour."""

DECIMALS = 5
"""About one metre."""

_SIDE_M = WIDTH_M / np.sqrt(3)
_PLACES = "SELECT area_id, dialogue_id, lon, lat FROM fact_dialogue WHERE lon IS NOT NULL AND lat IS NOT NULL ORDER BY ALL"


def places(connection: duckdb.DuckDBPyConnection, _label: str, _watcher: Watcher) -> pl.DataFrame:
    """`dialogue_hexagon`: the hexagon of each dialogue with a known place, its id the metres east and north of its middle."""
    found = pl.from_arrow(connection.sql(_PLACES).to_arrow_table())
    x, y = _middles(*_metres(found["lon"].to_numpy(), found["lat"].to_numpy())) if found.height else (np.zeros(0), np.zeros(0))
    ids = [f"{east:.0f}-{north:.0f}" for east, north in zip(x, y, strict=True)]
    return found.select("area_id", "dialogue_id", hexagon_id=pl.Series(ids, dtype=pl.String))


def cells(connection: duckdb.DuckDBPyConnection, _label: str, _watcher: Watcher) -> pl.DataFrame:
    """`geo_hexagon`: the hexagons that `dialogue_hexagon` names, as GeoJSON and their middles in degrees."""
    statement = "SELECT DISTINCT area_id, hexagon_id FROM dialogue_hexagon ORDER BY ALL"
    found = pl.from_arrow(connection.sql(statement).to_arrow_table())
    rows = [(*row, *_drawn(row[1])) for row in found.iter_rows()]
    schema = {"area_id": pl.String, "hexagon_id": pl.String, "lon": pl.Float64, "lat": pl.Float64, "geojson": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _metres(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    points = reproject(shapely.points(lon, lat), DEGREES, SWEREF)
    return shapely.get_x(points), shapely.get_y(points)


def _middles(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The middle of the hexagon, one corner up, that each point in metres lies in."""
    q, r = (x / np.sqrt(3) - y / 3) / _SIDE_M, 2 / 3 * y / _SIDE_M
    near = np.array([np.round(q), np.round(r), np.round(-q - r)])
    error = np.abs(near - [q, r, -q - r])
    # The three whole numbers must add up to 0: the one that was rounded most follows from the others.
    worst = error.argmax(axis=0)
    sums = near.sum(axis=0)
    q, r = (near[axis] - np.where(worst == axis, sums, 0) for axis in (0, 1))
    return _SIDE_M * np.sqrt(3) * (q + r / 2), _SIDE_M * 1.5 * r


def _drawn(hexagon_id: str) -> tuple[float, float, str]:
    """Longitude and latitude of the middle, and the hexagon as GeoJSON with its ring clockwise, as maps here want it."""
    east, north = (float(part) for part in hexagon_id.split("-"))
    turns = np.radians(90 - 60 * np.arange(7))
    corners = np.c_[east + _SIDE_M * np.cos(turns), north + _SIDE_M * np.sin(turns)]
    shapes = reproject(np.array([shapely.Point(east, north), shapely.Polygon(corners)]), SWEREF, DEGREES)
    ring = np.round(shapely.get_coordinates(shapes[1]), DECIMALS).tolist()
    shape = {"type": "Polygon", "coordinates": [ring]}
    return round(shapes[0].x, DECIMALS), round(shapes[0].y, DECIMALS), json.dumps(shape, separators=(",", ":"))
