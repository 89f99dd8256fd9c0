"""turnout_spatial: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, elections, rows

NAME = "turnout_spatial"


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
