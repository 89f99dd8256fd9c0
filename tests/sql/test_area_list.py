"""area_list: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import districts, municipalities, rows

NAME = "area_list"


def test_areas_with_results_of_districts(given):
    tables = districts(
        {"2018-KF": {"01270001": (100, 50)}, "2022-KF": {"01270001": (100, 50), "01270002": (100, 50)}},
        parts={"01270001": "alby"},
    )
    organisation = {"area_id": "jarva", "area_level": "stadsdelsomrade", "area_name": "Järva", "municipality_code": "0180"}
    tables["dim_area"] += [organisation, *municipalities("0305")]
    place = {"area_id": "jarva", "area_version": "valdistrikt2022", "district_code": "01270002"}
    empty = {"area_id": "0305", "area_version": "valdistrikt2026", "district_code": "03050001"}
    tables["area_district"] += [place, empty]
    profiles = [{"organisation_id": "botkyrka", "area_id": "0127"}, {"organisation_id": "jarvan", "area_id": "jarva"}]
    assert [tuple(row.values()) for row in rows(given(**tables, dim_organisation=profiles), NAME)] == [
        ("jarva", "stadsdelsomrade", "Järva", "jarvan", "0180", 1),
        ("0127", "kommun", "Kommun 0127", "botkyrka", "0127", 2),
    ]
