"""survey_item_list: the questions in their order, with the latest year that is fetched."""

from __future__ import annotations

from tests.sql.made import columns, municipalities, rows

NAME = "survey_item_list"


def test_questions_with_the_latest_year_of_the_municipality(given):
    fact = {"kpi_id": "N00664", "gender": "total"}
    warehouse = given(
        dim_area=municipalities("0127", "0180"),
        dim_kpi=[{"kpi_id": "N00664", "title": "Förtroende"}],
        dim_survey_item=[
            {"kpi_id": "N00664", "item_order": 2, "indicator_id": "fortroende_politiker", "scb_table": "MedborgFortPol"},
            {"kpi_id": "N00666", "item_order": 1},
        ],
        fact_official_indicator=[
            {**fact, "place_id": "0127", "indicator_year": 2023, "indicator_value": 0.4},
            {**fact, "place_id": "0127", "indicator_year": 2024, "indicator_value": None},
            {**fact, "place_id": "0180", "indicator_year": 2025, "indicator_value": 0.5},
        ],
    )
    found = rows(warehouse, NAME, municipality_code="0127")
    assert columns(found, "kpi_id", "latest_year", "title", "indicator_id", "scb_table") == [
        ("N00666", None, None, None, None),
        ("N00664", 2023, "Förtroende", "fortroende_politiker", "MedborgFortPol"),
    ]
