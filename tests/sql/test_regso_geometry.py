"""regso_geometry: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import rows

NAME = "regso_geometry"


def test_the_regso_of_one_area(given):
    cell = {"regso_code": "0127R001", "regso_name": "Albyberget", "area_version": "regso2025", "geojson": "{}"}
    warehouse = given(geo_regso=[{"area_id": "0127", **cell}, {"area_id": "jarva", **cell, "regso_code": "0180R001"}])
    assert rows(warehouse, NAME, area="0127") == [cell]
