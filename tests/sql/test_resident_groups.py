"""resident_groups: given rows, rows worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from spegel.core import QueryError
from tests.sql.made import columns, rows

NAME = "resident_groups"


def resident(year: int, dimension: str, category: str, gender: str, count: int, **more: object) -> dict:
    return {
        "place_id": "0127",
        "population_year": year,
        "base": "18+",
        "dimension": dimension,
        "category": category,
        "gender": gender,
        "resident_count": count,
        "population_date": date(year, 12, 31),
        "basis": "published",
        "source_id": "scb",
        **more,
    }


ROWS = [
    resident(2018, "all", "total", "women", 30),
    resident(2018, "all", "total", "total", 50),
    resident(2022, "all", "total", "total", 100),
    resident(2022, "all", "total", "women", 60),
    resident(2022, "all", "total", "men", 40),
    resident(2023, "area", "0127-tumba", "total", 75, basis="inferred"),
    resident(2023, "area", "0127-alby", "total", 25, basis="inferred"),
    resident(2022, "all", "total", "total", 7, base="all"),
    resident(2022, "all", "total", "total", 8, place_id="0180"),
]


def test_the_latest_year_of_each_dimension_with_shares_of_everybody_in_it(given):
    found = rows(given(fact_resident=ROWS), NAME, area="0127")
    shown = ("dimension", "category", "gender", "resident_count", "resident_share", "population_year", "basis")
    assert columns(found, *shown) == [
        ("all", "total", "women", 60, 0.6, 2022, "published"),
        ("all", "total", "men", 40, 0.4, 2022, "published"),
        ("all", "total", "total", 100, 1.0, 2022, "published"),
        ("area", "0127-alby", "total", 25, 0.25, 2023, "inferred"),
        ("area", "0127-tumba", "total", 75, 0.75, 2023, "inferred"),
    ]
    assert found[0]["population_date"] == date(2022, 12, 31)


@pytest.mark.parametrize(("wanted", "year"), [(2017, 2018), (2018, 2018), (2021, 2018), (2022, 2022), (2030, 2022)])
def test_a_wanted_year_takes_the_latest_before_it_else_the_earliest(given, wanted, year):
    found = rows(given(fact_resident=ROWS), NAME, area="0127", population_year=wanted)
    years = {row["dimension"]: row["population_year"] for row in found}
    assert years == {"all": year, "area": 2023}


def test_the_base_and_the_place_are_the_chosen_ones(given):
    warehouse = given(fact_resident=ROWS)
    assert columns(rows(warehouse, NAME, area="0127", base="all"), "resident_count") == [(7,)]
    assert columns(rows(warehouse, NAME, area="0180"), "resident_count") == [(8,)]
    assert rows(warehouse, NAME, area="0127", base="eligible") == []
    with pytest.raises(QueryError):
        rows(warehouse, NAME, area="0127", base="everybody")


def test_without_totals_the_sexes_are_the_whole(given):
    counts = {("18-29", "women"): 10, ("18-29", "men"): 20, ("30-49", "women"): 30, ("30-49", "men"): 40}
    noisy = [resident(2025, "age", band, gender, count, is_noisy=True) for (band, gender), count in counts.items()]
    found = rows(given(fact_resident=noisy), NAME, area="0127")
    assert columns(found, "category", "gender", "resident_share", "is_noisy") == [
        ("18-29", "women", 0.1, True),
        ("18-29", "men", 0.2, True),
        ("30-49", "women", 0.3, True),
        ("30-49", "men", 0.4, True),
    ]


def test_a_place_without_residents_has_no_shares(given):
    found = rows(given(fact_resident=[resident(2022, "all", "total", "total", 0)]), NAME, area="0127")
    assert columns(found, "resident_count", "resident_share") == [(0, None)]
