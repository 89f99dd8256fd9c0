"""turnout_by_kommundel: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, districts, rows

NAME = "turnout_by_kommundel"
PARTS = {"01270001": "alby", "01270002": "alby", "01270003": "tumba"}


def test_sums_first_and_divides_last(given):
    warehouse = given(
        **districts(
            {
                "2018-KF": {"01270001": (100, 40), "01270002": (300, 240), "01270003": (100, 90)},
                "2022-KF": {"01270001": (100, 20), "01270002": (300, 240), "01270003": (100, None)},
                "2022-RD": {"01270001": (50, 25), "01270002": (50, 25), "01270003": (50, 50)},
            },
            parts=PARTS,
        )
    )
    found = rows(warehouse, NAME, area="0127", election_type="KF")
    assert columns(found, "election_id", "area_id", "area_name", "district_count", "eligible_count", "votes_count") == [
        ("2018-KF", "0127-alby", "Alby", 2, 400, 280),
        ("2018-KF", "0127-tumba", "Tumba", 1, 100, 90),
        ("2022-KF", "0127-alby", "Alby", 2, 400, 260),
        ("2022-KF", "0127-tumba", "Tumba", 1, 100, None),
    ]
    assert [row["turnout_share"] for row in found] == [pytest.approx(0.7), pytest.approx(0.9), pytest.approx(0.65), None]
    assert [row["change_pp"] for row in found] == [None, None, pytest.approx(-5), None]
    assert {row["is_inferred"] for row in found} == {True}


def test_one_election_all_elections_and_a_single_part(given):
    tables = districts(
        {"2018-KF": {"01270001": (100, 40)}, "2022-KF": {"01270001": (100, 50)}, "2022-RD": {"01270001": (50, 25)}},
        parts=PARTS,
        part_basis="official",
    )
    warehouse = given(**tables)
    assert columns(rows(warehouse, NAME, area="0127"), "election_id") == [("2018-KF",), ("2022-KF",), ("2022-RD",)]
    (one,) = rows(warehouse, NAME, area="0127-alby", election_id="2022-KF")
    # The change needs the election before even when that one is not shown.
    assert (one["change_pp"], one["is_inferred"]) == (pytest.approx(10), False)


def test_districts_of_no_known_part_are_in_none(given):
    warehouse = given(**districts({"2022-KF": {"01270001": (100, 40), "01270009": (100, 90)}}, parts=PARTS))
    assert columns(rows(warehouse, NAME, area="0127"), "area_id", "eligible_count") == [("0127-alby", 100)]
