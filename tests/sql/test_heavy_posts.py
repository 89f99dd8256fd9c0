"""heavy_posts: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, rows
from tests.sql.seats import AREA, DAY, seats

NAME = "heavy_posts"


def posts(classification: str, role: str, counts: dict[str, int], **more) -> list[dict]:
    return [
        {
            "area_id": AREA,
            "reference_date": DAY,
            "classification": classification,
            "role": role,
            "dimension": "all",
            "category": "total",
            "gender": gender,
            "post_count": count,
            "provenance": "own",
            **more,
        }
        for gender, count in counts.items()
    ]


def test_chairs_and_vice_chairs_of_what_governs(given):
    """Heavy: 1 + 2 of executive and committees, not the council's chair, the company's or the auditors'."""
    warehouse = given(
        fact_seat=seats("KF", {("member", "women"): 1}),
        fact_post=[
            *posts("executive", "chair", {"men": 1}),
            *posts("committee", "first_vice_chair", {"women": 1}),
            *posts("drafting", "vice_chair", {"men": 2}),
            *posts("council", "chair", {"women": 1}),
            *posts("audit", "chair", {"women": 1}),
            *posts("company", "chair", {"women": 9}),
            *posts("committee", "member", {"women": 4, "men": 1, "unknown": 3}),
            *posts("committee", "substitute", {"women": 8}),
            *posts("committee", "chair", {"women": 7}, dimension="age", category="18-29"),
        ],
    )
    found = rows(warehouse, NAME, area=AREA)
    assert columns(found, "gender", "post_count", "heavy_count", "seat_share", "heavy_share") == [
        ("women", 7, 1, 7 / 11, 0.25),
        ("men", 4, 3, 4 / 11, 0.75),
        ("unknown", 3, 0, None, None),
    ]
    assert found[0]["gap_pp"] == pytest.approx(100 * (0.25 - 7 / 11))


def test_both_sexes_are_rows_and_no_leader_is_no_share(given):
    warehouse = given(fact_seat=seats("KF", {("member", "men"): 1}), fact_post=posts("council", "member", {"men": 5}))
    assert columns(rows(warehouse, NAME, area=AREA), "gender", "post_count", "seat_share", "heavy_count", "heavy_share") == [
        ("women", 0, 0, 0, None),
        ("men", 5, 1, 0, None),
    ]
