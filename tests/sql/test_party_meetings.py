"""party_meetings: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, municipalities, rows
from tests.sql.test_presence_by_place import PARTS, occasion

NAME = "party_meetings"


def seat(party: str, year: int = 2022, code: str = "0127") -> dict:
    return {"election_id": f"{year}-KF", "municipality_code": code, "party_abbr": party, "seat_count": 5}


def test_every_party_in_every_part_by_its_abbreviation(given):
    """Not by size, nor by how many meetings: S has most of both and comes last."""
    warehouse = given(
        dim_area=[*municipalities("0127"), *PARTS],
        fact_council_seat=[seat("S"), seat("C"), seat("NYD", 1994), seat("X", code="0180")],
        fact_presence=[
            occasion("a", party="S", is_open_meeting=True, women_count=2, men_count=1),
            occasion("b", party="S", is_open_meeting=True),
            occasion("c", party="S", is_open_meeting=False, women_count=9, men_count=9),
            occasion("d", party="MP"),
            occasion("e", party="", is_open_meeting=True),
            occasion("f", party="S", is_open_meeting=True, actor_kind="youth_league"),
        ],
    )
    names = ("party", "party_order", "part_name", "open_meeting_count", "meeting_count", "counted_count", "women_count")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("C", 1, "Alby", 0, 0, 0, 0), ("C", 1, "Tumba", 0, 0, 0, 0),
        ("MP", 2, "Alby", 0, 1, 0, 0), ("MP", 2, "Tumba", 0, 0, 0, 0),
        ("S", 3, "Alby", 2, 3, 1, 2), ("S", 3, "Tumba", 0, 0, 0, 0),
    ]  # fmt: skip


def test_open_meetings_where_nobody_counted_have_no_numbers(given):
    warehouse = given(
        dim_area=[*municipalities("0127"), *PARTS[:1]], fact_presence=[occasion("a", party="S", is_open_meeting=True)]
    )
    assert columns(rows(warehouse, NAME, area="0127"), "open_meeting_count", "women_count") == [(1, None)]
