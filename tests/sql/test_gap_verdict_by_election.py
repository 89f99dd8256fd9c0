"""gap_verdict_by_election: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, elections, rows

NAME = "gap_verdict_by_election"


def verdict(election_id: str, previous: str, text: str, area: str = "0127") -> dict:
    return {
        "area_id": area,
        "election_id": election_id,
        "previous_election_id": previous,
        "unit_count": 40,
        "district_count": 49,
        "is_official": True,
        "gap_pp": 38.5,
        "verdict": text,
    }


def test_one_verdict_an_election_against_the_one_just_before(given):
    warehouse = given(
        dim_election=elections("2010-KF", "2014-KF", "2018-KF", "2018-RD", "2014-RD"),
        fact_gap_verdict=[
            verdict("2018-KF", "2010-KF", "okar"),
            verdict("2018-KF", "2014-KF", "minskar"),
            verdict("2014-KF", "2010-KF", "gar_inte_att_saga"),
            verdict("2018-RD", "2014-RD", "okar"),
            verdict("2018-KF", "2014-KF", "okar", area="jarva"),
        ],
    )
    found = rows(warehouse, NAME, area="0127", election_type="KF")
    assert columns(found, "election_id", "previous_election_id", "verdict") == [
        ("2014-KF", "2010-KF", "gar_inte_att_saga"),
        ("2018-KF", "2014-KF", "minskar"),
    ]
    last = found[-1]
    assert (last["election_date"], last["previous_election_date"]) == (date(2018, 9, 9), date(2014, 9, 14))
    assert (last["unit_count"], last["district_count"], last["gap_pp"], last["band_pp"]) == (40, 49, 38.5, None)
