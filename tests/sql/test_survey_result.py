"""survey_result: given rows, rows worked out by hand."""

from __future__ import annotations

from math import hypot

import pytest

from tests.sql.made import columns, municipalities, rows

NAME = "survey_result"
ITEMS = [
    {"kpi_id": "N00664", "item_order": 2, "break_years": "2021|2025"},
    {"kpi_id": "N00666", "item_order": 1, "break_years": "2021|2025"},
]
AREAS = [*municipalities("0127", "0180"), {"area_id": "00", "area_level": "riket", "area_name": "Sverige"}]


def answer(year: int, share: float | None, margin: float | None = 0.03, place: str = "0127", **more: object) -> dict:
    return {
        "kpi_id": "N00664", "place_id": place, "indicator_year": year, "measured_year": year, "gender": "total",
        "indicator_value": share, "uncertainty_value": margin, **more,
    }  # fmt: skip


def asked(given, *facts: dict, **parameters: object) -> list[dict]:
    return rows(
        given(dim_area=AREAS, dim_survey_item=ITEMS, fact_official_indicator=list(facts)),
        NAME,
        municipality_code="0127",
        **parameters,
    )


def test_change_since_the_survey_before_stops_at_a_break(given):
    found = asked(given, *(answer(*each) for each in [(2020, 0.5), (2021, 0.4), (2023, 0.42), (2024, 0.5, 0.04), (2025, 0.3)]))
    assert columns(found, "survey_year", "has_break", "previous_year", "change_pp", "is_uncertain", "is_latest") == [
        (2020, False, None, None, None, False), (2021, True, None, None, None, False),
        (2023, False, 2021, pytest.approx(2), True, False), (2024, False, 2023, pytest.approx(8), False, False),
        (2025, True, None, None, None, True),
    ]  # fmt: skip
    assert found[3]["change_margin_pp"] == pytest.approx(100 * hypot(0.03, 0.04))


def test_the_country_stands_beside_and_its_margin_counts_where_it_is_known(given):
    country = [answer(2023, 0.45, 0.01, "00"), answer(2024, 0.33, None, "00"), answer(2024, 0.9, 0.01, "0180")]
    found = asked(given, answer(2023, 0.4), answer(2024, 0.35), *country)
    names = ("survey_year", "country_share", "difference_pp", "difference_margin_pp", "is_difference_uncertain")
    assert columns(found, *names) == [
        (2023, 0.45, pytest.approx(-5), pytest.approx(100 * hypot(0.03, 0.01)), False),
        (2024, 0.33, pytest.approx(2), pytest.approx(3), True),
    ]


def test_without_a_margin_or_a_value_nothing_is_called_certain(given):
    found = asked(given, answer(2022, 0.4, None), answer(2023, 0.6), answer(2024, None))
    assert columns(found, "survey_year", "change_pp", "is_uncertain") == [
        (2022, None, None), (2023, pytest.approx(20), None), (2024, None, None),
    ]  # fmt: skip


def test_questions_in_their_order_and_one_alone(given):
    facts = [
        answer(2024, 0.4, gender="women"), answer(2024, 0.3, gender="men"), answer(2024, 0.6, kpi_id="N00666"),
        answer(2024, 0.1, kpi_id="N05821"), answer(2023, 0.7, kpi_id="N00666", is_repeated=True),
    ]  # fmt: skip
    told = [("N00666", "total", True), ("N00664", "women", True), ("N00664", "men", True)]
    assert columns(asked(given, *facts), "kpi_id", "gender", "is_latest") == told
    assert columns(asked(given, *facts, kpi_id="N00664"), "kpi_id", "gender", "is_latest") == told[1:]
