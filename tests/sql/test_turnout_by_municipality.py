"""turnout_by_municipality: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, elections, municipalities, rows, sources, totals

NAME = "turnout_by_municipality"
COUNTY = {"area_id": "01", "area_level": "lan", "area_name": "Stockholms län", "county_code": "01", "has_late_votes": True}


def test_change_is_later_minus_earlier(given):
    warehouse = given(
        dim_election=elections("2018-KF", "2022-KF", "2022-RD"),
        dim_area=municipalities("0127"),
        meta_source=sources("s1"),
        fact_municipality_turnout=totals(
            {("2018-KF", "0127"): (1000, 700, 35), ("2022-KF", "0127"): (2000, 1300, None), ("2022-RD", "0127"): (900, 720, 20)}
        ),
    )
    earlier, later = rows(warehouse, NAME, municipality_code="0127", election_type="KF")
    assert (earlier["election_id"], earlier["turnout_share"], earlier["change_pp"]) == ("2018-KF", 0.7, None)
    assert (earlier["late_votes_count"], earlier["late_votes_share"]) == (35, pytest.approx(0.05))
    assert (later["eligible_count"], later["votes_count"], later["turnout_share"]) == (2000, 1300, 0.65)
    assert later["change_pp"] == pytest.approx(-5)
    assert (later["late_votes_count"], later["late_votes_share"]) == (None, None)
    assert (later["source_id"], later["publisher"], later["counting_stage"]) == ("s1", "Valmyndigheten", "final")


def test_an_election_without_figures_leaves_the_next_change_unknown(given):
    warehouse = given(
        dim_election=elections("2010-KF", "2014-KF", "2018-KF"),
        dim_area=municipalities("0127"),
        meta_source=sources("s1"),
        fact_municipality_turnout=totals({("2010-KF", "0127"): (1000, 700, 35), ("2018-KF", "0127"): (1000, 650, 35)}),
    )
    found = rows(warehouse, NAME, municipality_code="0127", election_type="KF")
    assert columns(found, "election_id", "change_pp") == [("2010-KF", None), ("2018-KF", None)]


def test_half_a_count_has_a_turnout_but_no_change(given):
    counting = totals({("2022-KF", "0127"): (400, 300, None)}, counted_unit_count=2, unit_count=5, counting_stage="preliminary")
    warehouse = given(
        dim_election=elections("2018-KF", "2022-KF"),
        dim_area=municipalities("0127"),
        meta_source=sources("s1"),
        fact_municipality_turnout=[*totals({("2018-KF", "0127"): (1000, 700, 35)}), *counting],
    )
    found = rows(warehouse, NAME, municipality_code="0127", election_type="KF")[-1]
    assert (found["turnout_share"], found["change_pp"], found["counting_stage"]) == (0.75, None, "preliminary")
    assert (found["counted_unit_count"], found["unit_count"]) == (2, 5)


def test_a_county_is_the_sum_of_all_its_municipalities_or_nothing(given):
    warehouse = given(
        dim_election=elections("2018-KF", "2022-KF"),
        dim_area=[*municipalities("0127", "0180", "0305"), COUNTY],
        meta_source=[*sources("s1"), *sources("s2", publisher="SCB")],
        fact_municipality_turnout=[
            *totals({("2018-KF", "0127"): (1000, 700, 35), ("2022-KF", "0127"): (1000, 650, 35)}),
            *totals({("2018-KF", "0180"): (3000, 2400, None)}, source_id="s2"),
        ],
    )
    (county,) = rows(warehouse, NAME, municipality_code="01", election_type="KF")
    assert (county["election_id"], county["eligible_count"], county["votes_count"]) == ("2018-KF", 4000, 3100)
    assert (county["turnout_share"], county["late_votes_count"]) == (0.775, None)
    assert (county["source_id"], county["publisher"]) == ("s1,s2", "SCB, Valmyndigheten")
    assert rows(warehouse, NAME, municipality_code="00", election_type="KF") == []


def test_the_country_needs_no_region_election_on_gotland(given):
    both = {("2022-RF", "0127"): (1000, 700, 35), ("2022-KF", "0127"): (1000, 650, 35)}
    warehouse = given(
        dim_election=elections("2022-RF", "2022-KF"),
        dim_area=municipalities("0127", "0980"),
        meta_source=sources("s1"),
        fact_municipality_turnout=totals(both),
    )
    assert columns(rows(warehouse, NAME, municipality_code="00", election_type="RF"), "turnout_share") == [(0.7,)]
    assert rows(warehouse, NAME, municipality_code="00", election_type="KF") == []
