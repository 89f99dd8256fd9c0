"""district_neighbours: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, districts, rows

NAME = "district_neighbours"


def test_neighbours_with_what_sets_them_apart(given):
    tables = districts(
        {
            "2022-KF": {"01270001": (100, 60), "01270002": (100, 50), "01270003": (100, 80), "01270004": (100, 90)},
            "2018-KF": {"01270001": (100, 60), "01270004": (100, 90)},
        }
    )
    pairs = [("2022", "01270002"), ("2022", "01270003"), ("2022", "01270009"), ("2018", "01270004")]
    neighbours = [
        {"area_version": f"valdistrikt{year}", "district_code": "01270001", "neighbour_code": code, "geometry_kind": "official"}
        for year, code in pairs
    ]
    found = rows(given(**tables, district_neighbour=neighbours), NAME, district_code="01270001", election_id="2022-KF")
    assert columns(found, "neighbour_code", "neighbour_name", "eligible_count", "votes_count", "turnout_share") == [
        ("01270003", "Namn 01270003", 100, 80, 0.8),
        ("01270002", "Namn 01270002", 100, 50, 0.5),
        ("01270009", None, None, None, None),
    ]
    assert [row["difference_pp"] for row in found] == [pytest.approx(20), pytest.approx(-10), None]
    assert {row["geometry_kind"] for row in found} == {"official"}
