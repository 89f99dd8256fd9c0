"""turnout_by_district: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, districts, links, rows, totals

NAME = "turnout_by_district"


def test_difference_change_and_order(given):
    tables = districts(
        {
            "2018-KF": {"01270001": (100, 60), "01270002": (50, 20), "01270003": (50, 30)},
            "2022-KF": {"01270011": (200, 100), "01270012": (100, 80), "01270013": (100, 60)},
        },
        parts={"01270011": "alby"},
    )
    warehouse = given(
        **tables,
        district_history=[
            *links("2022-KF", "2018-KF", {"01270011": ["01270001"]}),
            *links("2022-KF", "2018-KF", {"01270012": ["01270002", "01270003"]}, is_official=False),
        ],
        fact_municipality_turnout=totals({("2022-KF", "0127"): (400, 260, 20)}),
    )
    found = rows(warehouse, NAME, area="0127", election_id="2022-KF")
    assert columns(found, "district_code", "turnout_share", "previous_turnout_share", "is_comparable", "is_official_link") == [
        ("01270012", 0.8, 0.5, True, False),
        ("01270013", 0.6, None, False, None),
        ("01270011", 0.5, 0.6, True, True),
    ]
    # 240 ballots of 400 electors are 60 percent.
    assert [row["difference_pp"] for row in found] == pytest.approx([20, 0, -10])
    assert [row["change_pp"] for row in found] == [pytest.approx(30), None, pytest.approx(-10)]
    # Late ballots: 20 of 400 electors, twice that.
    assert [row["order_band_pp"] for row in found] == pytest.approx([10, 10, 10])
    assert columns(found, "part_area_id", "part_name") == [(None, None), (None, None), ("0127-alby", "Alby")]
    assert {row["previous_election_id"] for row in found} == {"2018-KF"}


def test_a_district_not_counted_makes_the_areas_turnout_unknown(given):
    warehouse = given(**districts({"2022-KF": {"01270001": (100, None), "01270002": (100, 50)}}))
    counted, uncounted = rows(warehouse, NAME, area="0127", election_id="2022-KF")
    assert (counted["turnout_share"], counted["difference_pp"], counted["order_band_pp"]) == (0.5, None, None)
    assert (uncounted["district_code"], uncounted["votes_count"], uncounted["turnout_share"]) == ("01270001", None, None)
    assert counted["previous_election_id"] is None


def test_a_sum_of_earlier_districts_needs_all_of_them(given):
    tables = districts({"2018-KF": {"01270001": (100, 60)}, "2022-KF": {"01270011": (200, 100)}})
    warehouse = given(**tables, district_history=links("2022-KF", "2018-KF", {"01270011": ["01270001", "01270002"]}))
    (found,) = rows(warehouse, NAME, area="0127", election_id="2022-KF")
    assert (found["is_comparable"], found["previous_turnout_share"], found["change_pp"]) == (True, None, None)


def test_only_the_election_and_the_area_asked_for(given):
    tables = districts({"2022-KF": {"01270001": (100, 60)}, "2022-RD": {"01270001": (90, 70)}})
    warehouse = given(**tables)
    assert columns(rows(warehouse, NAME, area="0127", election_id="2022-RD"), "eligible_count") == [(90,)]
    assert rows(warehouse, NAME, area="0180", election_id="2022-KF") == []
