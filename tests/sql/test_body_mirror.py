"""body_mirror: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.seats import body, seats

NAME = "body_mirror"
LATER = date(2026, 10, 15)


def mirror(body_id: str, dimension: str = "gender", day: date = LATER, **more) -> dict:
    return {
        "area_id": "0127",
        "body_id": body_id,
        "reference_date": day,
        "is_substitute": False,
        "base": "18+",
        "dimension": dimension,
        "reference_place_id": "0127",
        "population_year": 2022,
        "provenance": "own",
        **more,
    }


def test_the_latest_day_the_base_and_the_kind_of_seat_asked_for(given):
    warehouse = given(
        dim_body=[body("b", order=1, body_name="Z"), body("a", order=2, body_name="A")],
        fact_seat=seats("a", {("member", "men"): 1}, LATER),
        fact_body_mirror=[
            mirror("a", "age", tvd_share=0.3, provenance="example"),
            mirror("a", tvd_share=0.1, balance_ratio=0.5, chance_group="men", chance_share=0.04),
            mirror("b", tvd_share=0.2),
            mirror("b", day=date(2026, 1, 1), tvd_share=0.9),
            mirror("b", base="all", tvd_share=0.8),
            mirror("b", is_substitute=True, tvd_share=0.7),
        ],
    )
    names = ("body_id", "body_name", "dimension", "tvd_share", "chance_group", "is_example")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("b", "Z", "gender", 0.2, None, False),
        ("a", "A", "gender", 0.1, "men", False),
        ("a", "A", "age", 0.3, None, True),
    ]
    assert columns(rows(warehouse, NAME, area="0127", is_substitute="1"), "tvd_share") == [(0.7,)]
    assert columns(rows(warehouse, NAME, area="0127", base="all"), "tvd_share") == [(0.8,)]
    assert columns(rows(warehouse, NAME, area="0127", reference_date="2026-01-01"), "tvd_share") == [(0.9,)]
