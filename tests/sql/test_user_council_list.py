"""user_council_list: given rows, expected rows."""

from __future__ import annotations

from tests.sql.held_made import AREAS
from tests.sql.made import columns, rows
from tests.sql.test_user_council_coverage import member, unit

NAME = "user_council_list"


def test_units_of_the_latest_year_with_answers_of_councils_only(given):
    warehouse = given(
        dim_area=AREAS,
        fact_user_council=[
            unit("b", True, is_voluntary=True), unit("a", False, is_voluntary=True, has_other_route=False),
            unit("c", True, 2025, has_other_route=False), unit("d", True, administration="Kultur"),
        ],
        fact_user_council_member=[
            member("b", "women", 9), member("b", "men", None, suppression_reason="secondary"), member("c", "women", 7, 2025),
        ],
    )  # fmt: skip
    names = (
        "unit_id",
        "administration",
        "has_council",
        "is_voluntary",
        "has_other_route",
        "women_count",
        "men_count",
        "men_reason",
    )
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("d", "Kultur", True, None, None, None, None, None), ("a", "Skola", False, None, None, None, None, None),
        ("b", "Skola", True, True, None, 9, None, "secondary"),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "unit_id", "has_other_route", "women_count") == [
        ("c", False, 7)
    ]
