"""hexagon_geometry: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import rows

NAME = "hexagon_geometry"


def test_the_hexagons_of_one_area(given):
    cell = {"hexagon_id": "660000-6570000", "lon": 17.8, "lat": 59.2, "geojson": "{}"}
    warehouse = given(geo_hexagon=[{"area_id": "0127", **cell}, {"area_id": "jarva", **cell, "hexagon_id": "other"}])
    assert rows(warehouse, NAME, area="0127") == [cell]
