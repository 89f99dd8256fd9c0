"""assignment_concentration: given rows, expected rows, and SCB's own ratio."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sql.made import columns, rows
from tests.sql.seats import AREA, DAY

NAME = "assignment_concentration"


def assigned(gender: str, persons: int, assignments: int, day: date = DAY, dimension: str = "all") -> dict:
    return {
        "area_id": AREA,
        "reference_date": day,
        "dimension": dimension,
        "category": "total",
        "gender": gender,
        "person_count": persons,
        "assignment_count": assignments,
        "provenance": "own",
    }


def test_the_total_is_of_all_sexes_and_the_latest_day_first(given):
    earlier = date(2025, 1, 1)
    warehouse = given(
        fact_assignment=[
            assigned("men", 4, 8),
            assigned("women", 5, 6),
            assigned("unknown", 1, 1),
            assigned("men", 2, 3, earlier),
            assigned("men", 50, 99, dimension="posts"),
        ]
    )
    found = rows(warehouse, NAME, area=AREA)
    assert columns(
        found, "reference_date", "gender", "person_count", "assignment_count", "per_person_index", "country_index"
    ) == [
        (DAY, "women", 5, 6, 1.2, None),
        (DAY, "men", 4, 8, 2, None),
        (DAY, "unknown", 1, 1, 1, None),
        (DAY, "total", 10, 15, 1.5, None),
        (earlier, "men", 2, 3, 1.5, None),
        (earlier, "total", 2, 3, 1.5, None),
    ]


def test_scbs_ratio_of_2019_by_the_same_code(given):
    """About 60,800 assignments by about 35,900 persons (SCB 2020-04-20), here once as an area and once as the country."""
    country = [
        {
            "measure": "uppdragskoncentration",
            "category": category,
            "gender": "total",
            "reference_year": 2019,
            "value_number": value,
        }
        for category, value in (("assignments", 60_800.0), ("persons", 35_900.0))
    ]
    warehouse = given(fact_assignment=[assigned("women", 35_900, 60_800)], fact_reference_value=country)
    (_, total) = rows(warehouse, NAME, area=AREA)
    assert (total["per_person_index"], total["country_index"]) == (pytest.approx(1.6936, abs=5e-5),) * 2
    assert total["country_year"] == 2019
