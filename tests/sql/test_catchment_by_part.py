"""catchment_by_part: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.reach_made import AREA, dialogue, places, present

NAME = "catchment_by_part"


def test_those_from_near_by_those_whose_home_is_known(given):
    """Dialogue a: 20 of 28 known live in Alby. Dialogue b hides Alby, and c hides how many are not known."""
    warehouse = given(
        dim_area=places(),
        dim_district=[
            {"area_version": version, "district_code": code, "part_area_id": "0127-alby", "lon": lon, "lat": 59.0}
            for version, code, lon in (
                ("valdistrikt2022", "1", 17.0),
                ("valdistrikt2022", "2", 18.0),
                ("valdistrikt2026", "1", None),
            )
        ],
        area_district=[
            {"area_id": AREA, "area_version": version, "district_code": code}
            for version, code in (("valdistrikt2022", "1"), ("valdistrikt2022", "2"), ("valdistrikt2026", "1"))
        ],
        fact_dialogue=[dialogue("a"), dialogue("b"), dialogue("c"), dialogue("d", None)],
        fact_attendance=[
            *present("a", "area", Alby=20, Tumba=8, unknown=7, total=35),
            *present("b", "area", Alby=None, Tumba=9, total=13),
            *present("c", "area", Alby=10, Tumba=10, unknown=None, total=None),
            *present("d", "area", Alby=10, total=10),
        ],
    )
    names = ("part_area_id", "home_area_id", "dialogue_count", "hidden_count", "inside_count", "known_count", "home_share")
    near, far = rows(warehouse, NAME, area=AREA)
    assert columns([near, far], *names) == [
        ("0127-alby", "0127-alby", 1, 2, 20, 28, 20 / 28),
        ("0127-alby", "0127-tumba", 2, 1, 17, 41, 17 / 41),
    ]
    assert (near["part_lon_value"], near["home_lat_value"], far["home_lon_value"]) == (17.5, 59, None)
