"""perceived_representation: given rows, expected rows."""

from __future__ import annotations

from math import hypot

import pytest

from tests.sql.made import columns, municipalities, rows

NAME = "perceived_representation"
PART = {"area_id": "0127-alby", "area_level": "kommundel", "area_name": "Alby", "parent_area_id": "0127"}


def answer(
    year: int, value: float | None, margin: float | None = 3.0, gender: str = "women", place: str = "0127", **more
) -> dict:
    return {
        "area_id": "0127", "kpi_id": "own:upplevd_representation", "place_id": place, "indicator_year": year, "gender": gender,
        "dimension": "all", "category": "total", "indicator_value": value, "uncertainty_value": margin, "answer_count": 400,
        "unit": "procent", "provenance": "own", **more,
    }  # fmt: skip


def test_change_since_the_baseline_with_its_margin(given):
    found = rows(given(dim_area=municipalities("0127"), fact_indicator_survey=[
        answer(2021, 40, 3), answer(2023, 42, 4), answer(2025, 47, 4), answer(2025, 99, kpi_id="EX-trygg"),
    ]), NAME, area="0127")  # fmt: skip
    names = ("survey_year", "is_latest", "perceived_share", "baseline_year", "change_pp", "change_margin_pp", "is_uncertain")
    assert columns(found, *names) == [
        (2025, True, 0.47, 2021, pytest.approx(7), pytest.approx(hypot(3, 4)), False),
        (2023, False, 0.42, 2021, pytest.approx(2), pytest.approx(hypot(3, 4)), True),
        (2021, False, 0.4, 2021, None, None, None),
    ]


def test_a_break_gives_a_new_baseline_for_all_groups(given):
    found = rows(given(dim_area=municipalities("0127"), fact_indicator_survey=[
        answer(2021, 40), answer(2023, 30, status="b"), answer(2025, 33),
        answer(2023, 31, gender="men"), answer(2025, None, None, gender="men", suppression_reason="primary_small"),
    ]), NAME, area="0127")  # fmt: skip
    names = ("survey_year", "gender", "has_break", "baseline_year", "change_pp", "suppression_reason")
    assert columns(found, *names) == [
        (2025, "men", False, 2023, None, "primary_small"), (2025, "women", False, 2023, pytest.approx(3), None),
        (2023, "men", True, 2023, None, None), (2023, "women", True, 2023, None, None),
        (2021, "women", False, 2021, None, None),
    ]  # fmt: skip


def test_groups_of_both_rules_and_parts_stand_in_one_list(given):
    group = {"dimension": "birth_region", "category": "world"}
    warehouse = given(
        dim_area=[*municipalities("0127", "0180"), PART],
        fact_indicator_survey=[
            answer(2025, 40), answer(2025, 35, dimension="age", category="18-29"), answer(2025, 33, place="0127-alby"),
            answer(2025, 50, place="0180"), answer(2025, 0.3, 0.02, "men", unit="andel", provenance="example"),
        ],
        fact_indicator_background=[answer(2025, 40), answer(2025, 30, **group)],
    )  # fmt: skip
    names = ("dimension", "category", "category_name", "gender", "perceived_share", "is_example")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("age", "18-29", None, "women", 0.35, False), ("all", "total", None, "men", 0.3, True),
        ("all", "total", None, "women", 0.4, False), ("area", "0127-alby", "Alby", "women", 0.33, False),
        ("birth_region", "world", None, "women", 0.3, False),
    ]  # fmt: skip


def test_a_published_survey_is_there_unless_there_is_one_with_answers(given):
    place = {"area_id": "0127", "place_id": "0127", "gender": "women"}
    published = {"kpi_id": "own:upplevd_representation", "unit": "procent", **place}
    warehouse = given(
        dim_area=municipalities("0127"),
        fact_indicator_survey=[answer(2025, 40)],
        fact_indicator=[{**published, "indicator_year": year, "indicator_value": 35} for year in (2023, 2025)],
    )
    assert columns(rows(warehouse, NAME, area="0127"), "survey_year", "perceived_share", "answer_count") == [
        (2025, 0.4, 400), (2023, 0.35, None),
    ]  # fmt: skip
