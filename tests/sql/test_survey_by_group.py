"""survey_by_group: SCB's groups in their order, the latest survey of each question marked."""

from __future__ import annotations

from tests.sql.made import columns, rows

NAME = "survey_by_group"


def told(year: int, dimension: str, category: str, share: float | None = 0.5, **more: object) -> dict:
    return {
        "kpi_id": "N00666", "question_label": "Kan man lita", "place_id": "0127", "survey_year": year, "dimension": dimension,
        "category": category, "high_share": share, "margin_share": 0.06, "answer_count": 90, **more,
    }  # fmt: skip


def test_groups_of_the_municipality_in_their_order(given):
    warehouse = given(fact_survey_group=[
        told(2024, "place", "centre"), told(2024, "age", "65+"), told(2024, "age", "18-29", None), told(2024, "gender", "men"),
        told(2024, "gender", "women"), told(2024, "all", "total"), told(2022, "all", "total"),
        told(2024, "all", "total", place_id="00"), told(2021, "all", "total", question_label="Annat", kpi_id=None),
    ])  # fmt: skip
    found = rows(warehouse, NAME, municipality_code="0127")
    assert columns(found, "question_label", "survey_year", "is_latest", "category", "high_share") == [
        ("Annat", 2021, True, "total", 0.5), ("Kan man lita", 2022, False, "total", 0.5),
        ("Kan man lita", 2024, True, "total", 0.5),
        ("Kan man lita", 2024, True, "women", 0.5), ("Kan man lita", 2024, True, "men", 0.5),
        ("Kan man lita", 2024, True, "18-29", None), ("Kan man lita", 2024, True, "65+", 0.5),
        ("Kan man lita", 2024, True, "centre", 0.5),
    ]  # fmt: skip
    alone = rows(warehouse, NAME, municipality_code="0127", kpi_id="N00666")
    assert {row["question_label"] for row in alone} == {"Kan man lita"}
