"""reach_by_hexagon: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.reach_made import AREA, dialogue, places, present

NAME = "reach_by_hexagon"


def test_dialogues_of_a_cell_are_counted_and_only_shown_numbers_added(given):
    cells = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}
    warehouse = given(
        dim_area=places(),
        fact_dialogue=[
            dialogue("a", location="Torget"),
            dialogue("b", location="Biblioteket"),
            dialogue("c", location="Torget"),
            dialogue("d", classification="forum"),
            dialogue("e", status="cancelled"),
            dialogue("f"),
        ],
        fact_attendance=[*present("a", "all", total=20), *present("b", "all", total=None), *present("d", "all", total=9)],
        dialogue_hexagon=[{"area_id": AREA, "dialogue_id": one, "hexagon_id": cell} for one, cell in cells.items()],
    )
    names = ("hexagon_id", "place_names", "dialogue_count", "participants_count", "hidden_count", "uncounted_count")
    assert columns(rows(warehouse, NAME, area=AREA), *names) == [
        ("x", "Biblioteket, Torget", 3, 20, 1, 1),
        ("y", None, 1, 9, 0, 0),
    ]
    assert columns(rows(warehouse, NAME, area=AREA, kind="forum", year=2025), "hexagon_id") == [("y",)]
