"""district_geometry: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import districts, rows

NAME = "district_geometry"


def test_shapes_of_the_area_and_version_asked_for(given):
    figures = {"01270001": (100, 50), "01270002": (100, 50)}
    tables = districts({"2018-KF": figures, "2022-KF": figures}, parts={"01270001": "alby"})
    shapes = [
        {"area_version": f"valdistrikt{year}", "district_code": code, "geometry_kind": "schematic", "geojson": f"{year}-{code}"}
        for year in (2018, 2022)
        for code in (*figures, "01800001")
    ]
    warehouse = given(**tables, geo_district=shapes)
    assert [tuple(row.values()) for row in rows(warehouse, NAME, area="0127", area_version="valdistrikt2022")] == [
        ("01270001", "Namn 01270001", "schematic", "2022-01270001"),
        ("01270002", "Namn 01270002", "schematic", "2022-01270002"),
    ]
    (alby,) = rows(warehouse, NAME, area="0127-alby", area_version="valdistrikt2018")
    assert alby["geojson"] == "2018-01270001"
