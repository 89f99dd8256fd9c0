"""votes_missing_by_district: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, districts, rows

NAME = "votes_missing_by_district"


def missing(warehouse, target: str) -> list[dict]:
    return rows(warehouse, NAME, area="0127", election_id="2022-KF", target=target)


@pytest.mark.parametrize(
    ("eligible", "votes", "target", "expected"),
    [
        (1549, 1082, "75", 80),
        (1122, 346, "50.6", 222),
        (1122, 346, "50,6", 222),
        (1122, 346, "0.506", 222),
        (1122, 346, "50,6 %", 222),
        (1122, 346, "50,6\u00a0%", 222),
        # 0.55 * 100 is 55.00000000000001 in floating point, whose ceiling is one too many.
        (100, 0, "55", 55),
        (100, 0, "1", 100),
        (100, 0, "100", 100),
        (100, 90, "80", 0),
    ],
)
def test_a_percentage(given, eligible, votes, target, expected):
    (found,) = missing(given(**districts({"2022-KF": {"01270001": (eligible, votes)}})), target)
    assert found["missing_count"] == found["total_count"] == found["cumulative_count"] == expected


@pytest.mark.parametrize("target", ["0", "101", "-5", "basta_halva", "80;", "8e1", "80.1234567", "' OR 1=1 --", "MEDEL"])
def test_a_target_that_means_nothing_gives_no_rows(given, target):
    assert missing(given(**districts({"2022-KF": {"01270001": (100, 50)}})), target) == []


def test_order_sum_and_half_of_the_gap(given):
    figures = {"01270001": (100, 50), "01270002": (100, 40), "01270003": (100, 60), "01270004": (100, 80), "01270005": (100, 60)}
    found = missing(given(**districts({"2022-KF": figures}, parts={"01270004": "tumba"})), "basta")
    assert columns(found, "district_code", "missing_count", "cumulative_count", "is_half_gap") == [
        ("01270002", 40, 40, True),
        ("01270001", 30, 70, True),
        ("01270003", 20, 90, False),
        ("01270005", 20, 110, False),
        ("01270004", 0, 110, False),
    ]
    assert {(row["total_count"], row["target_share"]) for row in found} == {(110, 0.8)}
    assert (found[-1]["part_area_id"], found[-1]["part_name"]) == ("0127-tumba", "Tumba")


def test_exactly_half_is_half(given):
    found = missing(given(**districts({"2022-KF": {"01270001": (100, 30), "01270002": (100, 30)}})), "50")
    assert columns(found, "missing_count", "is_half_gap") == [(20, True), (20, False)]


def test_the_mean_and_the_best_third(given):
    warehouse = given(**districts({"2022-KF": {"01270001": (10, 10), "01270002": (90, 45), "01270003": (100, 20)}}))
    mean = missing(warehouse, "medel")
    # 75 ballots of 200 electors: 37.5 of 100.
    assert columns(mean, "district_code", "missing_count") == [("01270003", 18), ("01270001", 0), ("01270002", 0)]
    assert mean == rows(warehouse, NAME, area="0127", election_id="2022-KF")
    third = missing(warehouse, "basta_tredjedel")
    assert columns(third, "district_code", "missing_count") == [("01270003", 38), ("01270002", 7), ("01270001", 0)]
    assert third[0]["target_share"] == pytest.approx(0.575)


def test_no_gap_has_no_half(given):
    found = missing(given(**districts({"2022-KF": {"01270001": (100, 50), "01270002": (100, 50)}})), "medel")
    assert columns(found, "missing_count", "is_half_gap", "total_count") == [(0, False, 0), (0, False, 0)]


def test_a_district_not_counted_is_listed_last_without_a_number(given):
    found = missing(given(**districts({"2022-KF": {"01270001": (100, None), "01270002": (100, 50), "01270003": (0, 0)}})), "60")
    assert columns(found, "district_code", "missing_count", "cumulative_count", "is_half_gap", "total_count") == [
        ("01270002", 10, 10, True, 10),
        ("01270001", None, None, False, 10),
        ("01270003", None, None, False, 10),
    ]
