"""The list of the citizen survey's questions: what is asked for is on it, and what it points at exists."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from spegel import indicators
from spegel.sources.kolada_kpis import known, margin_id

ROOT = Path(__file__).resolve().parents[2]
SURVEYS = ("trust_by_group", "perceived_representation")
"""Datasets whose values are answers to a survey."""


def listed(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def items() -> dict[str, dict[str, str]]:
    return {row["kpi_id"]: row for row in listed("survey_items.csv")}


def test_every_question_that_is_fetched_is_on_the_list_with_its_margin(items):
    asked_for = {kpi_id for kpi_id, figure in known().items() if figure.theme == "survey" and not figure.margin_of}
    assert set(items) == asked_for
    assert all(margin_id(kpi_id) in known() for kpi_id in items)


def test_measures_that_rest_on_surveys_are_those_of_the_registry(items):
    tied = {row["indicator_id"]: row["kpi_id"] for row in listed("survey_indicators.csv")}
    assert set(tied) - {"upplevd_representation"} | {"upplevd_faktisk_gap", "upplevd_representation"} == {
        id for id, measure in indicators.all_indicators().items() if measure.dataset in SURVEYS
    }
    told = {row["indicator_id"]: kpi_id for kpi_id, row in items.items() if row["indicator_id"]}
    assert told == {indicator_id: kpi_id for indicator_id, kpi_id in tied.items() if kpi_id}


def test_a_measure_names_the_clause_of_its_question(items):
    for row in items.values():
        assert re.fullmatch(r"[A-Z]\d+", row["clause"])
        if row["indicator_id"]:
            assert row["clause"] in indicators.get(row["indicator_id"]).clauses


def test_each_question_says_what_is_counted_and_where_it_breaks(items):
    for row in items.values():
        assert len(row["answers_counted"].split("|")) == 2
        assert row["break_years"] == "2021|2025"
        assert int(row["first_year"]) == 2021
        assert row["name_sv"] != row["name_en"]
        assert max(len(row["name_sv"]), len(row["name_en"])) <= 42


def described(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from ((row["id"], row["description"]) for row in csv.DictReader(file))


def test_the_words_are_those_that_kolada_quotes(items, shared_data):
    catalogue = dict(described(shared_data / "kolada" / "kolada_democracy_kpis.csv"))
    for kpi_id, row in items.items():
        assert row["wording_basis"] == "description"
        assert f'på frågan "{row["question"]}' in catalogue[kpi_id]
        for answer in row["answers_counted"].split("|") + row["answers_left_out"].split("|"):
            assert f'"{answer}"' in catalogue[kpi_id]
