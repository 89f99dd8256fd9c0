"""mandate_shift: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.held_made import AREAS, held
from tests.sql.made import columns, rows

NAME = "mandate_shift"


def several(year: int, organization: str, *mandates: str | None) -> list[dict]:
    return [
        held(f"{year}-{organization}-{number}", year, organization=organization, mandate=mandate)
        for number, mandate in enumerate(mandates)
    ]


TYCKA, TOP = "tycka", "bestamma"
ROWS = [
    *several(2022, "Skola", TOP),
    *several(2023, "Skola", TOP, "genomfora", TYCKA, TYCKA, None),
    *several(2023, "Kultur", TOP, TYCKA, TYCKA, TYCKA, TYCKA),
    *several(2026, "Skola", TOP, TOP, TOP, TYCKA, TYCKA, TYCKA),
    *several(2026, "Kultur", TOP, TOP, TOP, TOP),
]


def test_the_first_year_with_ten_dialogues_against_the_last_and_four_are_too_few(given):
    found = rows(given(dim_area=AREAS, fact_dialogue=ROWS), NAME, area="0127")
    names = (
        "administration",
        "base_year",
        "dialogue_year",
        "base_top_count",
        "base_dialogue_count",
        "top_count",
        "dialogue_count",
    )
    assert columns(found, *names) == [
        ("total", 2023, 2026, 3, 10, 7, 10), ("Kultur", 2023, 2026, 1, 5, 4, 4), ("Skola", 2023, 2026, 2, 5, 3, 6),
    ]  # fmt: skip
    assert [row["change_pp"] for row in found] == [pytest.approx(40), None, pytest.approx(10)]
    assert columns(found, "base_top_share", "top_share", "base_missing_count", "missing_count") == [
        (0.3, 0.7, 1, 0), (0.2, 1.0, 0, 0), (0.4, 0.5, 1, 0),
    ]  # fmt: skip


def test_years_that_are_asked_for_and_a_year_without_dialogues(given):
    warehouse = given(dim_area=AREAS, fact_dialogue=[*ROWS, *several(2026, "", TYCKA, TYCKA)])
    found = rows(warehouse, NAME, area="0127", base_year=2022, year=2023)
    assert columns(found, "administration", "base_top_share", "top_share", "change_pp") == [
        ("total", 1.0, 0.3, None), ("Kultur", None, 0.2, None), ("Skola", 1.0, 0.4, None),
    ]  # fmt: skip


def test_without_a_year_of_ten_the_first_is_compared_with(given):
    warehouse = given(dim_area=AREAS, fact_dialogue=several(2023, "Skola", TOP) + several(2024, "Skola", TYCKA))
    assert columns(rows(warehouse, NAME, area="0127")[:1], "base_year", "dialogue_year") == [(2023, 2024)]


def test_only_one_administration_and_only_one_part(given):
    in_alby = held("alby", organization="Kultur", part_area_id="0127-alby", mandate=TOP)
    warehouse = given(dim_area=AREAS, fact_dialogue=[*ROWS, in_alby])
    asked = {"area": "0127", "base_year": 2023, "year": 2026}
    names = ("administration", "base_dialogue_count", "dialogue_count")
    assert columns(rows(warehouse, NAME, **asked, administration="Skola"), *names) == [("total", 5, 6), ("Skola", 5, 6)]
    assert columns(rows(warehouse, NAME, **asked, part="0127-alby"), *names) == [("total", 0, 1), ("Kultur", 0, 1)]
