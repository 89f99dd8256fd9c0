"""user_council_coverage: given rows, expected rows."""

from __future__ import annotations

from tests.sql.held_made import AREAS
from tests.sql.made import columns, rows

NAME = "user_council_coverage"


def unit(unit_id: str, has_council: bool, year: int = 2026, **more) -> dict:
    row = {
        "area_id": "0127",
        "unit_id": unit_id,
        "unit_name": f"Enhet {unit_id}",
        "council_year": year,
        "has_council": has_council,
    }
    return {**row, "administration": "Skola", "council_kind": "pupil_council", "provenance": "own", **more}


def member(unit_id: str, gender: str, count: int | None, year: int = 2026, **more) -> dict:
    row = {"area_id": "0127", "unit_id": unit_id, "council_year": year, "gender": gender, "member_count": count}
    return {**row, "provenance": "own", **more}


def test_both_answers_must_be_yes_one_no_is_no_and_the_rest_is_not_known(given):
    answers = {
        "a": (True, True), "b": (True, False), "c": (False, None), "d": (True, None), "e": (None, None), "f": (None, True),
    }  # fmt: skip
    councils = [unit(key, True, is_voluntary=free, has_other_route=other) for key, (free, other) in answers.items()]
    bare = unit("g", False, is_voluntary=True, has_other_route=True, administration="Vård")
    found = rows(given(dim_area=AREAS, fact_user_council=[*councils, bare]), NAME, area="0127")
    names = (
        "administration",
        "unit_count",
        "council_count",
        "council_share",
        "free_count",
        "not_free_count",
        "unknown_free_count",
    )
    assert columns(found, *names) == [
        ("total", 7, 6, 6 / 7, 1, 2, 3), ("Skola", 6, 6, 1.0, 1, 2, 3), ("Vård", 1, 0, 0.0, 0, 0, 0),
    ]  # fmt: skip
    assert columns(found, "voluntary_count", "not_voluntary_count", "unknown_voluntary_count") == [
        (3, 1, 2),
        (3, 1, 2),
        (0, 0, 0),
    ]
    assert columns(found, "other_route_count", "no_other_route_count", "unknown_other_route_count")[0] == (2, 1, 3)
    assert [row["free_share"] for row in found] == [1 / 6, 1 / 6, None]


def test_members_are_told_for_all_councils_of_a_year_together(given):
    warehouse = given(
        dim_area=AREAS,
        fact_user_council=[unit("a", True), unit("b", True), unit("c", False), unit("a", True, 2025)],
        fact_user_council_member=[
            member("a", "women", None, suppression_reason="secondary"), member("all", "women", 12),
            member("all", "men", None, suppression_reason="secondary"), member("all", "women", 3, 2025),
            member("all", "total", 20),
        ],
    )  # fmt: skip
    names = ("council_year", "administration", "women_count", "men_count", "men_reason", "untold_count")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        (2026, "total", 12, None, "secondary", 1), (2026, "Skola", None, None, None, 1), (2025, "total", 3, None, None, 1),
        (2025, "Skola", None, None, None, 1),
    ]  # fmt: skip
