"""trust_by_group: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, municipalities, rows
from tests.sql.test_perceived_representation import PART, answer

NAME = "trust_by_group"
OWN = {"kpi_id": "own:fortroende_politiker"}
MEASURES = [
    {"indicator_id": "fortroende_politiker", "own_kpi_id": "own:fortroende_politiker", "kpi_id": "N00664"},
    {"indicator_id": "fortroende_demokrati", "own_kpi_id": "own:fortroende_demokrati", "kpi_id": None},
]
ASKED = {"dim_survey_indicator": MEASURES, "dim_survey_item": [{"kpi_id": "N00664", "break_years": "2021|2025"}]}


def official(year: int, share: float, margin: float | None = 0.03, gender: str = "women", **more) -> dict:
    return {
        "kpi_id": "N00664", "place_id": "0127", "indicator_year": year, "gender": gender, "indicator_value": share,
        "uncertainty_value": margin, "measured_year": year, **more,
    }  # fmt: skip


def test_the_citizen_survey_beside_the_own_one_with_its_breaks(given):
    warehouse = given(
        **ASKED,
        dim_area=municipalities("0127"),
        fact_indicator_survey=[answer(2025, 36, 2, **OWN), answer(2025, 50)],
        fact_official_indicator=[
            official(2023, 0.3), official(2024, 0.35), official(2025, 0.4), official(2022, 0.28, None),
            official(2024, 0.9, gender="men", is_repeated=True), official(2024, 0.9, kpi_id="N00665"),
        ],
    )  # fmt: skip
    names = ("survey", "survey_year", "is_latest", "trust_share", "has_break", "baseline_year", "change_pp", "is_uncertain")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("kolada", 2025, True, 0.4, True, 2025, None, None),
        ("kolada", 2024, False, 0.35, False, 2022, pytest.approx(7), None),
        ("kolada", 2023, False, 0.3, False, 2022, pytest.approx(2), None),
        ("kolada", 2022, False, 0.28, False, 2022, None, None),
        ("own", 2025, True, 0.36, False, 2025, None, None),
    ]


def test_a_change_inside_its_margin_is_uncertain(given):
    answers = [official(2022, 0.3), official(2023, 0.32)]
    found = rows(given(**ASKED, dim_area=municipalities("0127"), fact_official_indicator=answers), NAME, area="0127")
    assert columns(found, "survey_year", "is_uncertain") == [(2023, True), (2022, None)]


def test_parts_and_the_municipality_of_an_organisation(given):
    organisation = {"area_id": "jarva", "area_level": "stadsdelsomrade", "area_name": "Järva", "municipality_code": "0127"}
    part = {**PART, "parent_area_id": "jarva"}
    warehouse = given(
        **ASKED,
        dim_area=[*municipalities("0127"), organisation, part],
        fact_indicator_survey=[answer(2025, 36, place="0127-alby", area_id="jarva", **OWN)],
        fact_official_indicator=[official(2025, 0.4)],
    )
    assert columns(rows(warehouse, NAME, area="jarva"), "survey", "place_id", "dimension", "category_name") == [
        ("kolada", "0127", "all", None), ("own", "0127-alby", "area", "Alby"),
    ]  # fmt: skip


def test_a_measure_has_its_own_answers_and_those_that_the_survey_does_not_ask_have_no_other(given):
    democracy = {"kpi_id": "own:fortroende_demokrati"}
    warehouse = given(
        **ASKED,
        dim_area=municipalities("0127"),
        fact_indicator_survey=[answer(2025, 36, **OWN), answer(2025, 50, **democracy)],
        fact_official_indicator=[official(2024, 0.4)],
    )
    found = rows(warehouse, NAME, area="0127", measure="fortroende_demokrati")
    assert columns(found, "survey", "trust_share") == [("own", 0.5)]


def test_scbs_groups_stand_beside_with_the_breaks_of_the_question(given):
    group = {"kpi_id": "N00664", "question_label": "Litar du?", "place_id": "0127", "margin_share": 0.04, "answer_count": 90}
    warehouse = given(
        **ASKED,
        dim_area=municipalities("0127"),
        fact_survey_group=[
            {**group, "survey_year": 2024, "dimension": "age", "category": "18-29", "high_share": 0.4},
            {**group, "survey_year": 2025, "dimension": "age", "category": "18-29", "high_share": 0.3},
            {**group, "survey_year": 2025, "dimension": "gender", "category": "men", "high_share": 0.2},
            {**group, "survey_year": 2025, "dimension": "age", "category": "18-29", "high_share": 0.9, "place_id": "0180"},
        ],
    )
    names = ("survey", "survey_year", "dimension", "category", "gender", "trust_share", "has_break", "change_pp")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("scb", 2025, "age", "18-29", "total", 0.3, True, None), ("scb", 2025, "gender", "men", "men", 0.2, True, None),
        ("scb", 2024, "age", "18-29", "total", 0.4, False, None),
    ]  # fmt: skip
