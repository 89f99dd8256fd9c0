"""turnout_comparison: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, elections, municipalities, rows, totals

NAME = "turnout_comparison"
AREAS = [
    {"area_id": "00", "area_level": "riket", "area_name": "Sverige", "has_late_votes": True},
    {"area_id": "01", "area_level": "lan", "area_name": "Stockholms län", "county_code": "01", "has_late_votes": True},
    *municipalities("0127", "0180", "0305", "0980"),
]
PEERS = [
    {"municipality_code": "0127", "group_title": title, "peer_code": code}
    for title, codes in {
        "Liknande kommuner, 2025": ("0127", "0180", "0305", "0980"),
        "Stockholms läns kommuner": ("0180", "0305"),
    }.items()
    for code in codes
]
ALL = {
    ("2022-KF", "0127"): (1000, 650, 30),
    ("2022-KF", "0180"): (3000, 2400, None),
    ("2022-KF", "0305"): (1000, 700, 30),
    ("2022-KF", "0980"): (1000, 900, 30),
}


def test_sums_of_all_and_the_median_of_the_similar(given):
    warehouse = given(
        dim_election=elections("2022-KF"), dim_area=AREAS, peer_municipality=PEERS, fact_municipality_turnout=totals(ALL)
    )
    found = rows(warehouse, NAME, municipality_code="0127", election_type="KF")
    assert columns(found, "comparison", "name", "municipality_count", "eligible_count", "votes_count", "turnout_share") == [
        ("own", "Kommun 0127", 1, 1000, 650, 0.65),
        ("county", "Stockholms län", 2, 4000, 3050, 0.7625),
        ("similar", "Liknande kommuner, 2025", 3, 5000, 4000, 0.8),
        ("similar_median", "Liknande kommuner, 2025", 3, None, None, 0.8),
        ("country", "Sverige", 4, 6000, 4650, 0.775),
    ]
    assert [row["difference_pp"] for row in found] == pytest.approx([0, -11.25, -15, -15, -12.5])


def test_a_comparison_that_lacks_a_municipality_is_not_shown(given):
    some = {key: figures for key, figures in ALL.items() if key[1] != "0980"}
    warehouse = given(
        dim_election=elections("2022-KF"), dim_area=AREAS, peer_municipality=PEERS, fact_municipality_turnout=totals(some)
    )
    found = rows(warehouse, NAME, municipality_code="0127", election_type="KF")
    assert columns(found, "comparison") == [("own",), ("county",)]


def test_region_elections_go_without_gotland(given):
    region = {("2022-RF", code): figures for (_, code), figures in ALL.items() if code != "0980"}
    warehouse = given(
        dim_election=elections("2022-RF"), dim_area=AREAS, peer_municipality=PEERS, fact_municipality_turnout=totals(region)
    )
    found = rows(warehouse, NAME, municipality_code="0127", election_type="RF")
    assert columns(found, "comparison", "municipality_count") == [
        ("own", 1), ("county", 2), ("similar", 2), ("similar_median", 2), ("country", 3),
    ]


def test_an_own_election_that_is_missing_leaves_the_difference_unknown(given):
    others = {key: figures for key, figures in ALL.items() if key[1] != "0127"}
    warehouse = given(
        dim_election=elections("2022-KF"), dim_area=AREAS, peer_municipality=PEERS, fact_municipality_turnout=totals(others)
    )
    found = rows(warehouse, NAME, municipality_code="0127", election_type="KF")
    assert columns(found, "comparison", "difference_pp") == [("similar", None), ("similar_median", None)]
