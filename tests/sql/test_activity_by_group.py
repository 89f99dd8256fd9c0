"""activity_by_group: given rows, expected rows."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sql.made import columns, rows

NAME = "activity_by_group"


def did(gender: str, number: float, year: int = 2025, kind: str = "motion", **more) -> dict:
    return {
        "area_id": "0127", "body_id": "KF", "activity_year": year, "kind": kind, "gender": gender, "count_value": number,
        "provenance": "own", **more,
    }  # fmt: skip


def seat(gender: str, number: int, day: date = date(2025, 1, 1), role: str = "member") -> dict:
    return {"area_id": "0127", "body_id": "KF", "reference_date": day, "role": role, "gender": gender, "seat_count": number}


SEATS = [seat("women", 30), seat("men", 29), seat("men", 1, role="chair"), seat("men", 40, role="substitute")]


def test_activity_beside_the_seats(given):
    """12 of 40 motions by 30 of 60 members: 0.3 of the motions on half of the seats."""
    warehouse = given(
        fact_activity=[did("women", 12), did("men", 28), did("unknown", 10)],
        fact_seat=SEATS,
        dim_body=[{"area_id": "0127", "body_id": "KF", "body_name": "Kommunfullmäktige"}],
    )
    names = ("body_name", "gender", "member_count", "per_member_index", "activity_share", "seat_share", "ratio_index")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("Kommunfullmäktige", "men", 30, pytest.approx(28 / 30), 0.7, 0.5, 1.4),
        ("Kommunfullmäktige", "unknown", None, None, None, None, None),
        ("Kommunfullmäktige", "women", 30, 0.4, 0.3, 0.5, 0.6),
    ]


def test_a_sex_that_is_not_told_leaves_the_share_unknown(given):
    found = rows(given(fact_activity=[did("women", 12)], fact_seat=SEATS), NAME, area="0127")
    assert columns(found, "activity_value", "activity_share", "ratio_index", "per_member_index") == [(12, None, None, 0.4)]


def test_a_body_that_began_within_the_year_is_held_against_its_first_known_day(given):
    days = [date(2025, 7, 1), date(2026, 1, 1)]
    seats = [seat("women", number, day) for number, day in zip((5, 9), days, strict=True)]
    found = rows(given(fact_activity=[did("women", 10), did("women", 10, 2023)], fact_seat=seats), NAME, area="0127")
    assert columns(found, "activity_year", "member_count") == [(2025, 5), (2023, None)]


def test_one_year_may_be_asked_for_and_kinds_come_in_their_order(given):
    activity = [did("women", 5, kind=kind) for kind in ("speaking_minutes", "interpellation", "motion")]
    warehouse = given(fact_activity=[*activity, did("women", 1, 2024), did("women", 1, area_id="jarva")])
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "kind") == [
        ("motion",), ("interpellation",), ("speaking_minutes",),
    ]  # fmt: skip
    assert len(rows(warehouse, NAME, area="0127")) == 4
