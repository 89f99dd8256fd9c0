"""district_similar: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, districts, municipalities, rows

NAME = "district_similar"


def warehouse_with(given, own: dict, others: dict):
    tables = districts({"2022-KF": {**own, **others}})
    for row in [*tables["fact_turnout"], *tables["dim_district"]]:
        row["municipality_code"] = row["district_code"][:4]
    return given(**{**tables, "dim_area": municipalities("0127", "0180", "0305")})


def test_distance_in_standard_deviations(given):
    """Electors 100 and 300 deviate 100 from their mean, turnouts 0.5 and 0.7 deviate 0.1: two deviations each."""
    warehouse = warehouse_with(given, {"01270001": (100, 50), "01270002": (300, 210)}, {})
    found = rows(warehouse, NAME, district_code="01270001", election_id="2022-KF")
    assert columns(found, "scope", "similar_code", "similar_name", "municipality_name", "eligible_count") == [
        ("kommun", "01270002", "Namn 01270002", "Kommun 0127", 300)
    ]
    assert found[0]["difference_pp"] == pytest.approx(20)
    assert found[0]["distance_index"] == pytest.approx(8**0.5)


def test_five_in_the_municipality_and_five_in_the_rest_of_the_county(given):
    own = {f"0127000{number}": (100, 50 + number) for number in range(8)}
    others = {f"0180000{number}": (100, 40 + number) for number in range(8)} | {"03050001": (100, 50), "01800009": (100, None)}
    found = rows(warehouse_with(given, own, others), NAME, district_code="01270000", election_id="2022-KF")
    assert columns(found, "scope", "similar_code") == [
        *(("kommun", f"0127000{number}") for number in (1, 2, 3, 4, 5)),
        *(("lan", f"0180000{number}") for number in (7, 6, 5, 4, 3)),
    ]


def test_districts_all_alike_are_at_no_distance(given):
    warehouse = warehouse_with(given, {"01270001": (100, 50), "01270002": (100, 50)}, {})
    found = rows(warehouse, NAME, district_code="01270001", election_id="2022-KF")
    assert columns(found, "similar_code", "distance_index") == [("01270002", 0)]


def test_a_district_not_counted_is_like_no_other(given):
    warehouse = warehouse_with(given, {"01270001": (100, None), "01270002": (100, 50)}, {})
    assert rows(warehouse, NAME, district_code="01270001", election_id="2022-KF") == []
