"""council_age_by_election: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, elections, rows

NAME = "council_age_by_election"


def test_parties_together(given):
    cells = [("S", "18-21", 1), ("M", "18-21", 0), ("S", "37-50", 4), ("M", "37-50", 3), ("M", "65+", 2)]
    warehouse = given(
        dim_election=elections("2018-KF"),
        fact_council_age=[
            {"election_id": "2018-KF", "municipality_code": "0127", "party_abbr": party, "age_band": age, "seat_count": count}
            for party, age, count in cells
        ],
    )
    found = rows(warehouse, NAME, municipality_code="0127")
    assert columns(found, "age_band", "seat_count", "seat_share") == [("18-21", 1, 0.1), ("37-50", 7, 0.7), ("65+", 2, 0.2)]
