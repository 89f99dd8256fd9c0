"""influence_weights: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, rows
from tests.sql.seats import AREA, DAY, seats

NAME = "influence_weights"


def post(classification: str, role: str, gender: str, count: int, fee: float | None, missing: int = 0) -> dict:
    return {
        "area_id": AREA,
        "reference_date": DAY,
        "classification": classification,
        "role": role,
        "dimension": "all",
        "category": "total",
        "gender": gender,
        "post_count": count,
        "fee_value": fee,
        "missing_fee_count": missing,
        "provenance": "own",
    }


@pytest.fixture
def warehouse(given):
    """A member's fee is known for three of four; nobody knows that of the drafting committee."""
    return given(
        fact_seat=seats("KF", {("member", "women"): 1}),
        fact_post=[
            post("committee", "member", "women", 3, 30_000.0, 1),
            post("committee", "member", "men", 1, 30_000.0),
            post("committee", "vice_chair", "men", 1, 40_000.0),
            post("executive", "chair", "women", 1, 100_000.0),
            post("drafting", "member", "men", 2, None, 2),
            post("committee", "substitute", "men", 9, 9_000.0),
            post("company", "chair", "men", 1, 500_000.0),
        ],
    )


def test_fees_by_post_on_average_of_those_known(warehouse):
    names = ("classification", "role", "weight_value", "weight_share", "post_count", "missing_fee_count", "is_missing")
    assert columns(rows(warehouse, NAME, area=AREA), *names) == [
        ("executive", "chair", 100_000, 0.5, 1, 0, False),
        ("committee", "vice_chair", 40_000, 0.2, 1, 0, False),
        ("committee", "member", 20_000, 0.3, 4, 1, True),
        ("drafting", "member", None, None, 2, 2, True),
    ]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"scheme": "lika"}, [1, 1, 1, 1]),
        ({"scheme": "roller"}, [3, 2, 1, 1]),
        ({"scheme": "egen", "chair_weight": 5, "vice_weight": 2.5, "member_weight": 0}, [5, 2.5, 0, 0]),
        ({"scheme": "egen", "chair_weight": -5}, [None] * 4),
        ({"scheme": "egen", "chair_weight": "nan"}, [None] * 4),
    ],
)
def test_points_of_the_other_schemes(warehouse, chosen, expected):
    found = rows(warehouse, NAME, area=AREA, **chosen)
    assert [row["weight_value"] for row in found] == expected
    assert {row["is_missing"] for row in found} == {False}
    known = [row["weight_share"] for row in found if row["weight_share"] is not None]
    assert sum(known) == pytest.approx(1 if known else 0)
    assert {row["scheme"] for row in found} == {chosen["scheme"]}
