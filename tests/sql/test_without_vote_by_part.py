"""without_vote_by_part: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.reach_made import AREA, places, residents

NAME = "without_vote_by_part"


def test_residents_less_the_electors_of_the_election_before(given):
    """4,000 residents in 2024 and 2,900 electors in 2022; the electors of 2026 belong to later residents."""
    warehouse = given(
        dim_area=places(),
        fact_resident=[
            *residents({"0127-alby": 4_000, "0127-tumba": 100}),
            *residents({"0127-alby": 2_900, "0127-tumba": 120}, "eligible", 2022),
            *residents({"0127-alby": 3_500}, "eligible", 2026),
        ],
    )
    names = ("part_area_id", "resident_count", "eligible_count", "without_vote_count", "without_vote_share", "source_id")
    assert columns(rows(warehouse, NAME, area=AREA), *names) == [
        ("total", None, None, None, None, None),
        ("0127-alby", 4_000, 2_900, 1_100, 0.275, "s-all,s-eligible"),
        ("0127-tumba", 100, 120, None, None, "s-all,s-eligible"),
    ]
    assert rows(warehouse, NAME, area=AREA)[1]["election_date"] == date(2022, 12, 31)
