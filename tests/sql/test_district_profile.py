"""district_profile: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, districts, links, rows, totals

NAME = "district_profile"


def test_through_elections_with_the_same_and_with_earlier_borders(given):
    tables = districts(
        {
            "2014-KF": {"01270001": (40, 10), "01270002": (60, 30), "01270003": (100, 80)},
            "2018-KF": {"01270005": (100, 50), "01270006": (100, 80)},
            "2018-RD": {"01270005": (90, 60)},
            "2022-KF": {"01270007": (100, 60), "01270008": (100, 80)},
        }
    )
    history = [
        *links("2022-KF", "2018-KF", {"01270007": ["01270005"]}),
        *links("2022-KF", "2014-KF", {"01270007": ["01270001", "01270002"]}, is_official=False),
    ]
    warehouse = given(**tables, district_history=history)
    found = rows(warehouse, NAME, district_code="01270007", election_id="2022-KF")
    shown = ("election_id", "district_code", "eligible_count", "votes_count", "is_current_border", "is_official_link")
    assert columns(found, *shown) == [
        ("2014-KF", "01270001,01270002", 100, 40, False, False),
        ("2018-KF", "01270005", 100, 50, False, True),
        ("2018-RD", "01270005", 90, 60, False, True),
        ("2022-KF", "01270007", 100, 60, True, True),
    ]
    assert [row["area_turnout_share"] for row in found] == pytest.approx([0.6, 0.65, 2 / 3, 0.7])
    assert [row["difference_pp"] for row in found] == pytest.approx([-20, -15, 0, -10])
    assert [row["can_rank"] for row in found] == [False] * 4


def ten(votes: list[int]) -> dict:
    return {"2022-KF": {f"012700{number:02}": (100, count) for number, count in enumerate(votes, start=1)}}


def profile(given, votes: list[int], late: int | None, code: str) -> dict:
    total = totals({("2022-KF", "0127"): (1000, sum(votes) + (late or 0), late)})
    warehouse = given(**districts(ten(votes)), fact_municipality_turnout=total)
    (found,) = rows(warehouse, NAME, district_code=code, election_id="2022-KF")
    return found


def test_a_position_only_where_late_ballots_cannot_turn_it(given):
    """20 late ballots of 1,000 electors: districts are ordered only beyond 4 points."""
    votes = [95, 90, 85, 80, 75, 70, 65, 60, 40, 10]
    found = profile(given, votes, 20, "01270003")
    assert (found["rank_from_top"], found["rank_to"], found["district_count"], found["can_rank"]) == (3, 3, 10, True)


def test_a_position_within_the_band_is_a_range(given):
    votes = [95, 87, 85, 83, 75, 70, 65, 60, 40, 10]
    found = profile(given, votes, 20, "01270003")
    assert (found["rank_from_top"], found["rank_to"], found["can_rank"]) == (2, 4, False)


def test_exactly_the_band_is_not_ordered(given):
    """25 of 1,000 twice is 0.05, and so is 55 minus 50 of 100, though 0.55 - 0.5 > 0.05 in floating point."""
    votes = [55, 50, 40, 35, 30, 25, 20, 15, 10, 5]
    found = profile(given, votes, 25, "01270001")
    assert (found["rank_from_top"], found["rank_to"], found["can_rank"]) == (1, 2, False)


def test_equal_turnout_shares_a_position_even_without_late_ballots(given):
    found = profile(given, [90, 90, 75, 70, 65, 60, 50, 40, 20, 10], 0, "01270001")
    assert (found["rank_from_top"], found["rank_to"], found["can_rank"]) == (1, 2, False)


def test_unknown_late_ballots_or_few_districts_give_no_position(given):
    found = profile(given, [95, 90, 85, 80, 75, 70, 65, 60, 40, 10], None, "01270003")
    assert (found["rank_from_top"], found["rank_to"], found["can_rank"]) == (None, None, False)
    few = profile(given, [95, 90, 85, 80, 75, 70, 65, 60, 40], 0, "01270003")
    assert (few["rank_from_top"], few["rank_to"], few["district_count"], few["can_rank"]) == (3, 3, 9, False)


def test_compared_with_the_area_it_lies_in_else_with_its_municipality(given):
    tables = districts({"2022-KF": {"01270001": (100, 60), "01270002": (100, 80)}}, parts={"01270001": "alby"})
    warehouse = given(**tables)
    for area, expected in (("0127-alby", 0.6), ("0127", 0.7), ("jarva", 0.7), (None, 0.7)):
        (found,) = rows(warehouse, NAME, district_code="01270001", election_id="2022-KF", area=area)
        assert found["area_turnout_share"] == pytest.approx(expected)


def test_an_election_that_lacks_one_of_several_earlier_districts_is_left_out(given):
    tables = districts({"2018-KF": {"01270001": (40, 10)}, "2022-KF": {"01270007": (100, None), "01270008": (100, 50)}})
    history = links("2022-KF", "2018-KF", {"01270007": ["01270001", "01270002"]})
    (found,) = rows(given(**tables, district_history=history), NAME, district_code="01270007", election_id="2022-KF")
    assert (found["election_id"], found["votes_count"], found["area_turnout_share"], found["district_count"]) == (
        "2022-KF", None, None, 1,
    )
