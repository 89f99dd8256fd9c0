"""Presence, motions, interviews and surveys through the build SQL: places found, sexes added up, groups apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from spegel.registers import schema

FILES = ("64_influence.sql", "65_indicators.sql")
AREAS = [
    ("0127", "kommun", "Botkyrka", None),
    ("0127-alby", "kommundel", "Alby", "0127"),
    ("0127-grodinge", "kommundel", "Grödinge", "0127"),
]  # fmt: skip
MACRO = "CREATE MACRO area_slug(words) AS regexp_replace(lower(strip_accents(words)), '[^a-z0-9]+', '-', 'g')"


@pytest.fixture
def put_through(root: Path):
    """`put_through(presence=[{...}], ...)`: a connection where the build SQL has run over these rows of registers."""
    with duckdb.connect() as connection:

        def run(**registers: list[dict]) -> duckdb.DuckDBPyConnection:
            connection.execute(MACRO)
            areas = pl.DataFrame(AREAS, schema=["area_id", "area_level", "area_name", "parent_area_id"], orient="row")
            connection.register("dim_area", areas)
            connection.execute("""CREATE TABLE register_part AS
                SELECT parent_area_id AS area_id, area_id AS part_area_id, area_slug(area_name) AS slug
                FROM dim_area WHERE area_level = 'kommundel'""")
            for kind in ("activity", "presence", "interview_themes", "indicators"):
                stored, rows = schema.load(kind).stored, registers.get(kind, [])
                made = pl.DataFrame([{name: row.get(name) for name in stored} for row in rows], schema=stored)
                made = made.rename({"area_id": "place_written"}) if "area_id" in stored else made
                stamps = {"area_id": pl.lit("0127"), "source_id": pl.lit("s"), "provenance": pl.lit("own")}
                connection.register(f"raw_register_{kind}", made.with_columns(**stamps))
            for name in FILES:
                connection.execute((root / "queries" / "build" / name).read_text(encoding="utf-8"))
            return connection

        yield run


def presence(presence_id: str, **more) -> dict:
    return {"presence_id": presence_id, "date": date(2026, 3, 1), "place_type": "school", "actor_kind": "party", **more}


def test_presence_finds_its_part_and_what_is_not_counted_stays_unknown(put_through):
    found = put_through(presence=[
        presence("a", area_code="GRÖDINGE", party="S", women=2, men=0, open_meeting=True), presence("b", area_code="Hallunda"),
    ])  # fmt: skip
    columns = "part_area_id, area_written, party, is_open_meeting, women_count, men_count, unknown_count"
    assert found.execute(f"SELECT {columns} FROM fact_presence ORDER BY presence_id").fetchall() == [
        ("0127-grodinge", "GRÖDINGE", "S", True, 2, 0, None),
        (None, "Hallunda", "", None, None, None, None),
    ]


def theme(gender: str, mentions: int, interviews: int, name: str = "time") -> dict:
    return {"year": 2025, "theme": name, "gender": gender, "mentions": mentions, "interviews": interviews}


def test_those_interviewed_are_counted_by_what_they_brought_up_and_by_sex(put_through):
    found = put_through(interview_themes=[theme("women", 9, 14), theme("men", 4, 12)])
    rows = {(said, gender): number for said, gender, number in found.execute(
        "SELECT said, gender, person_count FROM fact_interview_theme").fetchall()}  # fmt: skip
    assert rows == {
        ("yes", "women"): 9, ("no", "women"): 5, ("total", "women"): 14,
        ("yes", "men"): 4, ("no", "men"): 8, ("total", "men"): 12,
        ("yes", "total"): 13, ("no", "total"): 13, ("total", "total"): 26,
    }  # fmt: skip


def test_a_theme_that_lacks_a_sex_has_no_total(put_through):
    found = put_through(interview_themes=[theme("women", 9, 14), theme("men", 4, 12), theme("women", 3, 14, "threats")])
    said = "SELECT said, person_count FROM fact_interview_theme WHERE theme = 'threats' AND gender = 'total' ORDER BY said"
    assert found.execute(said).fetchall() == [("no", None), ("total", None), ("yes", None)]


def figure(value: float, n: int | None = 300, gender: str = "total", **more) -> dict:
    survey = {"kpi_id": "own:upplevd_representation", "area_id": "0127", "year": 2025}
    return {**survey, "gender": gender, "value": value, "n": n, **more}


def test_a_survey_of_the_organisation_is_found_by_its_name_and_its_code(put_through):
    found = put_through(indicators=[figure(40), figure(42, area_id="ALBY"), figure(44, area_id="Hallunda"),
        figure(46, area_id="Botkyrka", year=2026)])  # fmt: skip
    rows = found.execute("SELECT place_id, indicator_year, indicator_value FROM fact_indicator_survey ORDER BY ALL").fetchall()
    assert rows == [("0127", 2025, 40), ("0127", 2026, 46), ("0127-alby", 2025, 42), ("Hallunda", 2025, 44)]


def test_region_of_birth_stands_apart_with_the_row_of_all_and_age_does_not(put_through):
    found = put_through(indicators=[
        figure(40), figure(35, 60, dimension="age", category="18-29"), figure(30, 80, dimension="birth_region", category="world"),
        figure(50, year=2023),
    ])  # fmt: skip
    groups = "SELECT indicator_year, dimension, category, answer_count FROM {} ORDER BY ALL"
    assert found.execute(groups.format("fact_indicator_survey")).fetchall() == [
        (2023, "all", "total", 300), (2025, "age", "18-29", 60), (2025, "all", "total", 300),
    ]  # fmt: skip
    assert found.execute(groups.format("fact_indicator_background")).fetchall() == [
        (2025, "all", "total", 300), (2025, "birth_region", "world", 80),
    ]  # fmt: skip


def test_a_published_figure_has_no_number_of_answers_and_is_not_a_survey(put_through):
    """Its place is written in two ways."""
    found = put_through(indicators=[figure(41.5, None, source="Kolada"), figure(41.5, None, area_id="botkyrka")])
    assert found.execute("SELECT place_id, indicator_value, source_written FROM fact_indicator").fetchall() == [
        ("0127", 41.5, "Kolada"),
    ]  # fmt: skip
    assert found.execute("SELECT count(*) FROM fact_indicator_survey").fetchall() == [(0,)]
