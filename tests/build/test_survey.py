"""The citizen survey in the build: questions from the list, and SCB's answers tied to a key figure by their words."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import polars as pl
import pytest

from spegel.settings import project_root
from spegel.sources import reference
from spegel.sources.tables import shape

FOLDER = project_root() / "queries" / "build"


@pytest.fixture
def built() -> Callable[..., duckdb.DuckDBPyConnection]:
    """Runs the build SQL of the survey on what ships and on given answers: (question, category, high mark in percent, source)."""
    connection = duckdb.connect()

    def run(*answers: tuple[str, str, float | None, str]) -> duckdb.DuckDBPyConnection:
        shipped = reference.read(project_root() / "data" / "reference").by_source
        for name in ("survey_item", "survey_indicator"):
            parts = [
                data.tables[name].with_columns(source_id=pl.lit(id)) for id, data in shipped.items() if name in data.tables
            ]
            connection.register(f"raw_{name}", pl.concat(parts))
        keys = {"place_code": "0127", "year": 2024, "dimension": "age", "margin_pct": 6.0, "answers": 80}
        told = [{**keys, "question_label": label, "category": group, "high_pct": high} for label, group, high, _ in answers]
        frame = shape("survey_answer", pl.DataFrame(told, infer_schema_length=None))
        stamps = [each[3] for each in answers]
        connection.register("raw_survey_answer", frame.with_columns(source_id=pl.Series(stamps), format_rank=pl.lit(20)))
        connection.register("dim_area", pl.DataFrame({"area_id": ["0127"]}))
        macro = (FOLDER / "60_registers.sql").read_text(encoding="utf-8")
        connection.execute(macro[macro.index("CREATE MACRO area_slug") :].split(";")[0])
        connection.execute((FOLDER / "68_survey.sql").read_text(encoding="utf-8"))
        return connection

    yield run
    connection.close()


def test_a_question_is_known_by_its_words_and_others_stay_their_own(built):
    asked = "Allmänt sett, tycker du att man kan lita på människor"
    connection = built(
        (f"{asked}?", "18-29", 41.0, "a"), (asked, "30-49", 50.0, "a"), ("Man kan lita på  människor", "65+", None, "a"),
        ("Kan man lita på grannar?", "18-29", 60.0, "a"),
    )  # fmt: skip
    found = connection.execute(
        "SELECT kpi_id, category, high_share, margin_share, answer_count FROM fact_survey_group ORDER BY ALL"
    ).fetchall()
    assert found == [
        ("N00666", "18-29", 0.41, 0.06, 80), ("N00666", "30-49", 0.5, 0.06, 80), ("N00666", "65+", None, 0.06, 80),
        (None, "18-29", 0.6, 0.06, 80),
    ]  # fmt: skip


def test_of_two_files_with_the_same_answer_one_counts(built):
    connection = built(("Fråga", "18-29", None, "a"), ("Fråga", "18-29", 41.0, "b"), ("Fråga", "18-29", 43.0, "c"))
    assert connection.execute("SELECT high_share, source_id FROM fact_survey_group").fetchall() == [(0.41, "b")]


def test_questions_stand_in_the_order_of_the_list(built):
    connection = built(("Fråga", "18-29", 1.0, "a"))
    found = connection.execute("SELECT kpi_id, answers_counted, break_years FROM dim_survey_item ORDER BY item_order").fetchall()
    assert found[0] == ("N00666", "Till stor del|Helt och hållet", "2021|2025")
    assert len(found) == 25
