"""turnout_by_election_type: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, districts, elections, municipalities, rows, totals

NAME = "turnout_by_election_type"
RESULTS = {
    "2018-RD": {"01270001": (80, 40)},
    "2018-KF": {"01270001": (100, 50)},
    "2022-KF": {"01270001": (100, 60), "01270002": (100, 70)},
    "2022-RD": {"01270001": (80, 56), "01270002": (80, 60)},
    "2019-EU": {"01270001": (90, 27)},
}
TOTALS = {
    ("2018-RD", "0127"): (80, 44, 4),
    ("2022-KF", "0127"): (200, 140, 10),
    ("2022-RD", "0127"): (160, 124, 8),
    ("2019-EU", "0127"): (90, 36, 9),
}


@pytest.fixture
def warehouse(given):
    return given(**districts(RESULTS), fact_municipality_turnout=totals(TOTALS))


def test_each_type_with_its_own_base(warehouse):
    found = rows(warehouse, NAME, area="0127", year=2022)
    assert columns(found, "election_type", "election_id", "electorate_key", "eligible_count", "votes_count") == [
        ("RD", "2022-RD", "electorate.rd", 160, 124),
        ("KF", "2022-KF", "electorate.kf", 200, 140),
        ("EU", "2019-EU", "electorate.eu", 90, 36),
    ]
    assert [row["turnout_share"] for row in found] == pytest.approx([0.775, 0.7, 0.4])
    assert [row["districts_turnout_share"] for row in found] == pytest.approx([116 / 160, 0.65, 0.3])
    assert [row["difference_to_kf_pp"] for row in found] == pytest.approx([7.5, 0, -30])
    assert rows(warehouse, NAME, area="0127") == found


def test_the_latest_of_each_type_up_to_the_year(warehouse):
    found = rows(warehouse, NAME, area="0127", year=2019)
    assert columns(found, "election_id", "difference_to_kf_pp") == [("2018-RD", None), ("2019-EU", None)]
    assert columns(rows(warehouse, NAME, area="0127", year=2018), "election_id") == [("2018-RD",)]


def test_an_organisation_is_its_districts(given):
    tables = districts({**RESULTS, "2022-RF": {"01270001": (100, 60), "01270002": (100, None)}}, area_id="jarva")
    found = rows(given(**tables, fact_municipality_turnout=totals(TOTALS)), NAME, area="jarva", year=2022)
    assert columns(found, "election_id", "eligible_count", "votes_count", "has_late_votes") == [
        ("2022-RD", 160, 116, False),
        ("2022-RF", 200, None, False),
        ("2022-KF", 200, 130, False),
        ("2019-EU", 90, 27, False),
    ]
    assert found[0]["turnout_share"] == found[0]["districts_turnout_share"] == pytest.approx(0.725)
    assert found[1]["turnout_share"] is None


def test_the_country_needs_every_municipality_but_gotland_holds_no_region_election(given):
    country = {"area_id": "00", "area_level": "riket", "area_name": "Sverige", "has_late_votes": True}
    figures = {("2022-RD", "0127"): (100, 80, 5), ("2022-RF", "0127"): (100, 70, 5), ("2022-RD", "0980"): (100, 90, None)}
    figures[("2022-KF", "0127")] = (100, 60, 5)
    warehouse = given(
        dim_election=elections("2022-RD", "2022-RF", "2022-KF"),
        dim_area=[country, *municipalities("0127", "0980")],
        fact_municipality_turnout=totals(figures),
    )
    found = rows(warehouse, NAME, area="00", year=2022)
    assert columns(found, "election_type", "turnout_share", "districts_turnout_share") == [("RD", 0.85, None), ("RF", 0.7, None)]


def test_preliminary_as_soon_as_one_part_is(given):
    tables = districts({"2022-KF": {"01270001": (100, 60)}})
    counting = totals({("2022-KF", "0127"): (100, 60, None)}, counting_stage="preliminary")
    (found,) = rows(given(**tables, fact_municipality_turnout=counting), NAME, area="0127")
    assert found["counting_stage"] == "preliminary"
