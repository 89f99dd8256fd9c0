"""turnout_spatial: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, districts, elections, rows

NAME = "turnout_spatial"


def test_districts_that_are_on_no_map_are_counted(given):
    figures = {f"0127000{number}": (100, 50) for number in range(6)}
    moran = {"area_id": "0127", "election_id": "2022-KF", "district_count": 3, "island_count": 1}
    (found,) = rows(given(**districts({"2022-KF": figures}), fact_moran=[moran]), NAME, area="0127", election_type="KF")
    assert (found["district_count"], found["island_count"], found["unmapped_district_count"]) == (3, 1, 2)


def test_the_area_and_the_type_asked_for(given):
    moran = [
        {"area_id": area, "election_id": election_id, "district_count": 49, "moran_index": index, "geometry_kind": "official"}
        for area, election_id, index in (
            ("0127", "2022-KF", 0.6), ("0127", "2018-KF", None), ("0127", "2022-RD", 0.5), ("jarva", "2022-KF", 0.4),
        )
    ]
    warehouse = given(dim_election=elections("2018-KF", "2022-KF", "2022-RD"), fact_moran=moran)
    found = rows(warehouse, NAME, area="0127", election_type="KF")
    assert columns(found, "election_id", "moran_index", "p_value", "district_count", "geometry_kind") == [
        ("2018-KF", None, None, 49, "official"),
        ("2022-KF", 0.6, None, 49, "official"),
    ]
