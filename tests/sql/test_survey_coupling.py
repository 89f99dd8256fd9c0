"""survey_coupling: a measure is tied where the survey asks it in words that are known."""

from __future__ import annotations

from tests.sql.made import columns, rows

NAME = "survey_coupling"


def test_only_a_question_whose_words_are_known_ties_a_measure(given):
    warehouse = given(
        dim_survey_item=[
            {"kpi_id": "N1", "question": "Kan man lita?", "wording_basis": "description"},
            {"kpi_id": "N2", "question": "Insyn", "wording_basis": "title"},
        ],
        dim_survey_indicator=[
            {"indicator_id": "a", "kpi_id": "N1"}, {"indicator_id": "b", "kpi_id": "N2"},
            {"indicator_id": "c", "kpi_id": None}, {"indicator_id": "d", "kpi_id": "N1"},
        ],
    )  # fmt: skip
    names = ("indicator_id", "question", "is_mapped", "mapped_count", "indicator_count", "undersokning_koppling_share")
    assert columns(rows(warehouse, NAME), *names) == [
        ("a", "Kan man lita?", True, 2, 4, 0.5), ("b", None, False, 2, 4, 0.5), ("c", None, False, 2, 4, 0.5),
        ("d", "Kan man lita?", True, 2, 4, 0.5),
    ]  # fmt: skip


def test_without_measures_there_is_no_share(given):
    assert rows(given(), NAME) == []
