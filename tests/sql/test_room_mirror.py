"""room_mirror: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, municipalities, rows

NAME = "room_mirror"


def test_one_unit_or_all_with_the_name_of_the_population(given):
    about = {"area_id": "0127", "unit_year": 2025, "reference_place_id": "0127", "provenance": "example"}
    warehouse = given(
        dim_area=municipalities("0127", "0180"),
        fact_room_mirror=[
            {**about, "unit_kind": "year", "unit_id": "2025", "dimension": "gender", "tvd_share": 0.1, "verdict": "ryms"},
            {**about, "unit_kind": "dialogue", "unit_id": "d", "dimension": "age", "verdict": "dolt"},
            {**about, "unit_kind": "dialogue", "unit_id": "d", "dimension": "all", "reflects": "nej", "provenance": "own"},
            {**about, "area_id": "0180", "unit_kind": "year", "unit_id": "2025", "dimension": "gender"},
        ],
    )
    names = ("unit_id", "dimension", "tvd_share", "verdict", "reflects", "is_example")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("d", "age", None, "dolt", None, True),
        ("d", "all", None, None, "nej", False),
        ("2025", "gender", 0.1, "ryms", None, True),
    ]
    (found,) = rows(warehouse, NAME, area="0127", unit="2025")
    assert found["reference_name"] == municipalities("0127")[0]["area_name"]
