"""room_by_unit: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, municipalities, rows

NAME = "room_by_unit"
ALBY = {"area_id": "0127-alby", "area_level": "kommundel", "area_name": "Alby"}
PART = {**ALBY, "municipality_code": "0127", "parent_area_id": "0127"}


def cell(category: str, count: int | None, dimension: str = "gender", measure: str = "present", **more) -> dict:
    return {"area_id": "0127", "dialogue_id": "d", "measure": measure, "dimension": dimension, "category": category,
        "person_count": count, "provenance": "own", **more}  # fmt: skip


def mirror(dimension: str, unit_id: str = "d", **more) -> dict:
    about = {"area_id": "0127", "reference_place_id": "0127", "population_year": 2022}
    return {**about, "unit_id": unit_id, "dimension": dimension, **more}


def residents(dimension: str, category: str, gender: str, count: int, year: int = 2022) -> dict:
    about = {"place_id": "0127", "population_year": year, "base": "all"}
    return {**about, "dimension": dimension, "category": category, "gender": gender, "resident_count": count}


def test_a_group_beside_the_population_of_its_year(given):
    """18 women and 12 men where half are women: 15 expected, 3 more; those who spoke have no population beside them."""
    warehouse = given(
        dim_area=municipalities("0127"),
        fact_attendance=[cell("women", 18), cell("men", 12), cell("total", 30), cell("women", 4, measure="speaking"),
            cell("women", 99, dialogue_id="other")],
        fact_room_mirror=[mirror("gender", known_count=30), mirror("gender", "other", known_count=99)],
        fact_resident=[residents("all", "total", sex, 500) for sex in ("women", "men")]
        + [residents("all", "total", "women", 900, year=2024)],
    )  # fmt: skip
    found = rows(warehouse, NAME, area="0127", unit="d")
    names = ("measure", "category", "person_count", "present_count")
    more = ("population_share", "expected_count", "deviation_count", "repr_ratio")
    assert columns(found, *names, *more) == [
        ("present", "men", 12, 12, 0.5, 15.0, -3.0, 0.8),
        ("present", "total", 30, 30, None, None, None, None),
        ("present", "women", 18, 18, 0.5, 15.0, 3.0, 1.2),
        ("speaking", "women", 4, 18, None, None, None, None),
    ]
    # Wilson by hand: 18 of 30 is 0.4232 to 0.7541.
    assert found[2]["ci_low_ratio"] == pytest.approx(0.4232 / 0.5, abs=1e-3)
    assert found[2]["ci_high_ratio"] == pytest.approx(0.7541 / 0.5, abs=1e-3)


def test_a_group_nobody_came_from_is_missing_and_a_hidden_one_is_not_nought(given):
    ages = [residents("age", age, sex, 50) for age in ("0-17", "18-29") for sex in ("women", "men")]
    shown = given(
        dim_area=municipalities("0127"),
        fact_attendance=[cell("18-29", 20, "age")],
        fact_room_mirror=[mirror("age", known_count=20)],
        fact_resident=ages,
    )
    assert columns(rows(shown, NAME, area="0127", unit="d"), "category", "person_count", "deviation_count") == [
        ("0-17", 0, -10.0), ("18-29", 20, 10.0),
    ]  # fmt: skip


def test_a_hidden_number_hides_what_is_made_of_it(given):
    warehouse = given(
        dim_area=municipalities("0127"),
        fact_attendance=[cell("women", None, is_suppressed=True, suppression_reason="primary_small"), cell("men", 20)],
        fact_room_mirror=[mirror("gender", verdict="dolt")],
        fact_resident=[residents("all", "total", sex, 500) for sex in ("women", "men")],
    )
    names = ("category", "person_count", "expected_count", "repr_ratio", "ci_low_ratio", "suppression_reason")
    assert columns(rows(warehouse, NAME, area="0127", unit="d"), *names) == [
        ("men", 20, None, None, None, None),
        ("women", None, None, None, None, "primary_small"),
    ]


def test_sums_and_parts_by_name(given):
    about = {"area_id": "0127", "measure": "present", "dimension": "area", "category": "Alby", "unit_year": 2025}
    warehouse = given(
        dim_area=[*municipalities("0127"), PART],
        fact_attendance_sum=[
            {**about, "unit_kind": "year", "part_area_id": "", "person_count": 40},
            {**about, "unit_kind": "part_year", "part_area_id": "0127-alby", "person_count": 9},
        ],
    )
    names = ("category", "category_name", "person_count")
    assert columns(rows(warehouse, NAME, area="0127", unit="2025"), *names) == [("0127-alby", "Alby", 40)]
    assert columns(rows(warehouse, NAME, area="0127", unit="0127-alby:2025"), *names) == [("0127-alby", "Alby", 9)]


def test_sex_by_age_beside_the_women_and_men_of_that_age(given):
    """Of a population of halves at two ages: ten expected in each of four groups; nobody of another sex has no row."""
    about = {"area_id": "0127", "unit_kind": "dialogue", "unit_id": "d", "provenance": "own"}
    counts = {"women_18-29": 16, "women_65+": 8, "men_18-29": 6, "men_65+": 10, "other_65+": 0, "unknown": 0}
    warehouse = given(
        dim_area=municipalities("0127"),
        fact_attendance_cross=[{**about, "category": category, "person_count": count} for category, count in counts.items()],
        fact_room_mirror=[mirror("gender_age", known_count=40)],
        fact_resident=[residents("age", age, sex, 50) for age in ("18-29", "65+") for sex in ("women", "men")],
    )
    names = ("dimension", "category", "person_count", "expected_count", "deviation_count")
    assert columns(rows(warehouse, NAME, area="0127", unit="d"), *names) == [
        ("gender_age", "men_18-29", 6, 10.0, -4.0),
        ("gender_age", "men_65+", 10, 10.0, 0.0),
        ("gender_age", "women_18-29", 16, 10.0, 6.0),
        ("gender_age", "women_65+", 8, 10.0, -2.0),
    ]
