"""residence_by_part: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, rows
from tests.sql.seats import AREA, groups, places, residents, seats, together

NAME = "residence_by_part"


def lived(counts: dict[str, int | None], body_id: str = "", **more) -> dict[str, list[dict]]:
    return together(
        {
            "dim_area": places(),
            "fact_seat": seats("KF", {("member", "women"): 1}),
            "fact_seat_group": groups(body_id, "area", counts, **more),
        },
        residents("area", {"0127-alby": 6_000, "0127-tumba": 2_000}, base="all"),
    )


def test_a_part_with_nobody_is_the_finding(given):
    """12 known, three quarters of the residents in Alby: 9 expected there, 3 in Tumba."""
    (alby, tumba, unknown) = rows(given(**lived({"0127-alby": 12, "0127-tumba": 0, "unknown": 3})), NAME, area=AREA)
    names = ("part_area_id", "part_name", "seat_count", "held_count", "seat_share", "missing_members_count", "is_without_elected")
    assert columns([alby, tumba, unknown], *names) == [
        ("0127-alby", "Alby", 12, 15, 1, -3, False),
        ("0127-tumba", "Tumba", 0, 15, 0, 3, True),
        ("unknown", None, 3, 15, None, None, None),
    ]
    assert (alby["per_10000_index"], tumba["per_10000_index"]) == (20, 0)
    assert (alby["gap_pp"], tumba["gap_pp"]) == (pytest.approx(25), pytest.approx(-25))
    assert (alby["population_count"], alby["population_share"], alby["population_year"]) == (6_000, 0.75, 2022)


def test_who_lives_in_a_part_of_old_may_live_here(given):
    found = rows(given(**lived({"0127-alby": 12, "0127-tumba": 0, "other": 1})), NAME, area=AREA)
    assert columns(found, "part_area_id", "is_without_elected") == [("0127-alby", False), ("0127-tumba", None), ("other", None)]


def test_one_to_four_are_a_share_only(given):
    found = rows(given(**lived({"0127-alby": 12, "0127-tumba": 4})), NAME, area=AREA)
    assert columns(found, "seat_count", "seat_share", "per_10000_index", "suppression_reason", "is_without_elected") == [
        (12, 0.75, 20, None, False),
        (None, 0.25, None, "share_only", False),
    ]


def test_a_small_body_tells_its_parts_without_a_number(given):
    found = rows(given(**lived({"0127-alby": None, "0127-tumba": None}, "N", held=9)), NAME, area=AREA, body_id="N")
    names = (
        "seat_count",
        "seat_share",
        "gap_pp",
        "missing_members_count",
        "is_without_elected",
        "per_10000_index",
        "suppression_reason",
    )
    assert columns(found, *names) == [(None, None, None, None, None, None, "small_body")] * 2
    assert {row["held_count"] for row in found} == {9}


def test_a_base_that_is_not_known_by_part_leaves_the_seats(given):
    found = rows(given(**lived({"0127-alby": 12, "0127-tumba": 0})), NAME, area=AREA, base="18+")
    assert columns(found, "seat_count", "population_count", "gap_pp", "is_without_elected") == [
        (12, None, None, False),
        (0, None, None, True),
    ]
    assert rows(given(**lived({"0127-alby": 12})), NAME, area=AREA, body_id="KF") == []
