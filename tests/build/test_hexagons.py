"""Places in hexagons: the nearest middle, the same grid for everybody, and nothing where no place is known."""

from __future__ import annotations

import json
from itertools import pairwise
from math import dist, sqrt

import duckdb
import polars as pl
import pyproj
import pytest

from spegel.build import hexagons
from spegel.progress import Silent

TO_DEGREES = pyproj.Transformer.from_crs("EPSG:3006", "EPSG:4326", always_xy=True)


def put_through(points: dict[str, tuple[float, float] | None]) -> tuple[dict[str, str], pl.DataFrame]:
    """Dialogue -> hexagon, and the hexagons, of points in metres; None has no place."""
    rows = [
        ("0127", number, *((None, None) if place is None else TO_DEGREES.transform(*place))) for number, place in points.items()
    ]
    schema = {"area_id": pl.String, "dialogue_id": pl.String, "lon": pl.Float64, "lat": pl.Float64}
    with duckdb.connect() as connection:
        connection.register("fact_dialogue", pl.DataFrame(rows, schema=schema, orient="row"))
        places = hexagons.places(connection, "", Silent())
        connection.register("dialogue_hexagon", places)
        return dict(places.select("dialogue_id", "hexagon_id").iter_rows()), hexagons.cells(connection, "", Silent())


def middle_of(hexagon_id: str) -> tuple[float, ...]:
    return tuple(float(part) for part in hexagon_id.split("-"))


def neighbours(middle: tuple[float, ...]) -> list[tuple[float, float]]:
    """Middles of the six hexagons around, one corner up: beside it, and half a width to the side above and below."""
    x, y = middle
    height = hexagons.WIDTH_M * sqrt(3) / 2
    beside = [(x + side * hexagons.WIDTH_M, y) for side in (-1, 1)]
    return beside + [(x + side * hexagons.WIDTH_M / 2, y + up * height) for side in (-1, 1) for up in (-1, 1)]


def test_a_place_lies_in_the_hexagon_whose_middle_is_nearest():
    points = {f"{x}-{y}": (660_000 + 137 * x, 6_565_000 + 111 * y) for x in range(12) for y in range(12)}
    found, cells = put_through(points)
    for number, place in points.items():
        middle = middle_of(found[number])
        near = dist(place, middle)
        assert near <= hexagons.WIDTH_M / sqrt(3) + 1
        assert all(near <= dist(place, other) + 1 for other in neighbours(middle))
    assert set(cells["hexagon_id"]) == set(found.values())


def test_a_hexagon_is_closed_regular_and_clockwise():
    _, cells = put_through({"a": (660_000, 6_565_000)})
    [row] = cells.rows(named=True)
    [ring] = json.loads(row["geojson"])["coordinates"]
    assert (len(ring), ring[0]) == (7, ring[-1])
    back = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3006", always_xy=True)
    sides = [dist(back.transform(*one), back.transform(*other)) for one, other in pairwise(ring)]
    assert sides == [pytest.approx(hexagons.WIDTH_M / sqrt(3), abs=2)] * 6
    turn = sum((later[0] - one[0]) * (later[1] + one[1]) for one, later in pairwise(ring))
    assert turn > 0


def test_without_a_place_there_is_no_hexagon():
    found, cells = put_through({"a": None})
    assert found == {}
    assert cells.is_empty()
