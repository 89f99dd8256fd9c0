"""reach_points: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.reach_made import AREA, dialogue, places, present

NAME = "reach_points"


def test_every_dialogue_held_the_largest_first_hidden_ones_last(given):
    warehouse = given(
        dim_area=places(),
        fact_dialogue=[
            dialogue("a", mandate="tycka", lon=17.8, lat=59.2),
            dialogue("b", None, area_written="Slagsta", status=None),
            dialogue("c", start_date=date(2024, 1, 2), classification="forum"),
            dialogue("d", status="planned"),
        ],
        fact_attendance=[*present("a", "all", total=20), *present("b", "all", total=45), *present("c", "all", total=None)],
        dialogue_hexagon=[{"area_id": AREA, "dialogue_id": "a", "hexagon_id": "h"}],
    )
    found = rows(warehouse, NAME, area=AREA)
    names = ("dialogue_id", "area_name", "mandate", "participants_count", "suppression_reason", "lon", "hexagon_id")
    assert columns(found, *names) == [
        ("b", "Slagsta", None, 45, None, None, None),
        ("a", "Alby", "tycka", 20, None, 17.8, "h"),
        ("c", "Alby", None, None, "primary_small", None, None),
    ]
    assert columns(rows(warehouse, NAME, area=AREA, year=2024), "dialogue_id") == [("c",)]
    assert columns(rows(warehouse, NAME, area=AREA, kind="forum", year=2025), "dialogue_id") == []
