"""Unique participants through the build SQL: places found, sums by sex, and never an example beside real dialogues."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

ROWS = [
    (2025, "ALBY", "women", 20), (2025, "Alby", "men", 15), (2025, "0127-tumba", "women", 8), (2025, "0127-tumba", "men", 9),
    (2025, "Annat", "women", 5), (2025, "Annat", "men", 6),
]  # fmt: skip


def put_through(root: Path, dialogues: str | None) -> dict[tuple[str, str], int]:
    """(place, sex) -> persons, when the organisation's dialogues are `own`, `example` or not there at all."""
    with duckdb.connect() as connection:
        connection.execute("CREATE MACRO area_slug(words) AS regexp_replace(lower(strip_accents(words)), '[^a-z0-9]+', '-', 'g')")
        connection.execute(
            "CREATE TABLE register_part AS SELECT '0127' AS area_id, * FROM "
            "(VALUES ('0127-alby', 'alby'), ('0127-tumba', '0127-tumba')) AS parts (part_area_id, slug)"
        )
        rows = pl.DataFrame(ROWS, schema=["year", "area_code", "gender", "count"], orient="row")
        stamps = {"area_id": pl.lit("0127"), "provenance": pl.lit("example")}
        connection.register("raw_register_unique_participants", rows.with_columns(**stamps))
        held = [("0127", "dialogues", dialogues)] if dialogues else []
        schema = dict.fromkeys(("area_id", "kind", "provenance"), pl.String)
        connection.register("gathered_register", pl.DataFrame(held, schema=schema, orient="row"))
        connection.execute((root / "queries" / "build" / "67_reach.sql").read_text(encoding="utf-8"))
        return {
            (place, gender): count
            for place, gender, count in connection.execute("SELECT place_id, gender, unique_count FROM fact_reach").fetchall()
        }


def test_persons_are_summed_by_part_and_sex_and_those_from_elsewhere_stand_apart(root):
    assert put_through(root, "example") == {
        ("0127-alby", "women"): 20, ("0127-alby", "men"): 15, ("0127-alby", "total"): 35,
        ("0127-tumba", "women"): 8, ("0127-tumba", "men"): 9, ("0127-tumba", "total"): 17,
        ("other", "women"): 5, ("other", "men"): 6, ("other", "total"): 11,
        ("total", "women"): 33, ("total", "men"): 30, ("total", "total"): 63,
    }  # fmt: skip


def test_invented_persons_never_stand_beside_real_dialogues(root):
    assert put_through(root, "own") == {}
    assert put_through(root, None) == {}
