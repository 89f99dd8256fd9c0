"""leaving_curve: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows

NAME = "leaving_curve"


def point(month: int, share: float, gender: str = "women", **more) -> dict:
    return {
        "area_id": "0127", "dimension": "all", "category": "total", "gender": gender, "month_count": month,
        "at_risk_count": 30, "left_count": 0, "remaining_share": share, "provenance": "own", **more,
    }  # fmt: skip


def test_the_curve_that_is_asked_for_in_the_order_of_its_months(given):
    warehouse = given(
        fact_leaving_curve=[
            point(12, 0.9, left_count=3, ci_low_share=0.7, ci_high_share=0.97), point(0, 1.0, left_count=0),
            point(0, 1.0, gender="men", provenance="example"), point(0, 1.0, area_id="jarva"),
            point(0, 1.0, dimension="age", category="65+"),
        ]
    )  # fmt: skip
    names = ("gender", "month_count", "left_count", "remaining_share", "ci_low_share", "is_example")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("men", 0, 0, 1.0, None, True), ("women", 0, 0, 1.0, None, False), ("women", 12, 3, 0.9, 0.7, False),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", dimension="age"), "category") == [("65+",)]
