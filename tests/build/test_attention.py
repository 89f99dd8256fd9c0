"""Groups for special attention through the build SQL: parts found by name, and never an example beside real dialogues."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl
import pytest


@pytest.mark.parametrize(
    ("dialogues", "expected"),
    [
        ("example", [("age", "18-29", "18-29"), ("area", "0127-alby", "ALBY"), ("area", "Annat", "Annat")]),
        ("own", []),
        (None, []),
    ],
)
def test_parts_are_found_by_name_and_examples_stand_with_examples_only(root, dialogues, expected):
    given = [(dimension, category, "Trapporna", date(2026, 2, 10)) for dimension, _, category in (
        ("age", "", "18-29"), ("area", "", "ALBY"), ("area", "", "Annat")
    )]  # fmt: skip
    flagged = pl.DataFrame(given, ["dimension", "category", "barrier", "reviewed_date"], orient="row")
    held = pl.DataFrame(
        [("0127", "dialogues", dialogues)] if dialogues else [],
        dict.fromkeys(("area_id", "kind", "provenance"), pl.String),
        orient="row",
    )
    with duckdb.connect() as connection:
        connection.execute("CREATE MACRO area_slug(words) AS regexp_replace(lower(strip_accents(words)), '[^a-z0-9]+', '-', 'g')")
        connection.execute("CREATE TABLE register_part AS SELECT '0127' AS area_id, '0127-alby' AS part_area_id, 'alby' AS slug")
        stamps = {"area_id": pl.lit("0127"), "provenance": pl.lit("example"), "source_id": pl.lit("s")}
        connection.register("raw_register_attention", flagged.with_columns(**stamps))
        connection.register("gathered_register", held)
        connection.execute((root / "queries" / "build" / "69_attention.sql").read_text(encoding="utf-8"))
        statement = "SELECT dimension, category, category_written FROM fact_attention ORDER BY ALL"
        assert connection.execute(statement).fetchall() == expected
