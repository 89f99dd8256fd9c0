"""Kolada's and SCB's answers as the build keeps them: shares, margins, copies of earlier years, one source a figure."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from spegel.settings import project_root
from spegel.sources import kolada_data_json, kolada_kpi_json
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists
from spegel.sources.tables import empty, shape

CODES = CodeLists({"0127": "Botkyrka", "0180": "Stockholm"}, {"01": "Stockholms län"})


def document(root: object) -> Document:
    return Document("svar.json", json.dumps(root).encode(), Path("svar.json"))


def entry(kpi: str, year: int, place: str = "0127", **values: float | None) -> dict:
    figures = [
        {"gender": gender, "value": value, "status": "" if value is not None else ".."} for gender, value in values.items()
    ]
    return {"kpi": kpi, "municipality": place, "period": year, "values": figures}


def stamped(frame: pl.DataFrame, source: str, rank: int = 50) -> pl.DataFrame:
    return frame.with_columns(
        source_id=pl.lit(source), format_rank=pl.lit(rank), reported_at=pl.lit(""), is_reference=pl.lit(False)
    )


def kolada(source: str, *entries: dict) -> dict[str, pl.DataFrame]:
    data = kolada_data_json.read(document({"values": list(entries), "count": len(entries)}), CODES)
    return {name: stamped(frame, source) for name, frame in data.tables.items()}


@pytest.fixture
def built():
    """Runs the build SQL of official figures on canonical tables, and answers questions about what came out."""
    connection = duckdb.connect()

    def run(*parts: dict[str, pl.DataFrame]) -> duckdb.DuckDBPyConnection:
        areas = {"area_id": ["00", "0127", "0180"]}
        connection.register("dim_area", pl.DataFrame(areas))
        for name in ("indicator_value", "kpi", "elected_official"):
            given = [part[name] for part in parts if name in part]
            connection.register(f"raw_{name}", pl.concat([stamped(empty(name), "", 0).clear(), *given]))
        path = project_root() / "queries" / "build" / "45_official_indicators.sql"
        connection.execute(path.read_text(encoding="utf-8"))
        return connection

    yield run
    connection.close()


def facts(connection: duckdb.DuckDBPyConnection, columns: str) -> list[tuple]:
    return connection.execute(f"SELECT {columns} FROM fact_official_indicator ORDER BY ALL").fetchall()


def test_percent_becomes_a_share_and_other_units_stay(built):
    connection = built(kolada("k", entry("N05821", 2022, K=41.5), entry("N05813", 2022, T=1.5), entry("N05832", 2022, T=0.7)))
    assert facts(connection, "kpi_id, gender, indicator_value") == [
        ("N05813", "total", 1.5),
        ("N05821", "women", 0.415),
        ("N05832", "total", 0.7),
    ]


def test_the_margin_of_a_question_stands_beside_its_answer_and_is_no_figure_of_its_own(built):
    connection = built(kolada("k", entry("N00665", 2023, K=40.0, M=50.0), entry("U01665", 2023, K=2.5)))
    assert facts(connection, "kpi_id, gender, indicator_value, uncertainty_value") == [
        ("N00665", "men", 0.5, None),
        ("N00665", "women", 0.4, 0.025),
    ]
    assert connection.execute("SELECT kpi_id FROM dim_kpi").fetchall() == [("N00665",)]


def test_copies_keep_their_election_also_from_another_file_t39(built):
    first, second = (
        kolada("a", entry("N05821", 2022, T=44.0)),
        kolada("b", entry("N05821", 2023, T=44.0), entry("N05821", 2024, T=45.0)),
    )
    assert facts(built(first, second), "indicator_year, measured_year, is_repeated") == [
        (2022, 2022, False),
        (2023, 2022, True),
        (2024, 2024, False),
    ]


def test_a_copy_without_its_original_is_still_a_copy(built):
    assert facts(built(kolada("k", entry("N05821", 2025, T=44.0))), "measured_year, is_repeated") == [(2022, True)]


def test_a_value_that_is_missing_keeps_its_sign_and_a_known_one_from_elsewhere_goes_first(built):
    first, second = kolada("a", entry("N05821", 2022, T=None, K=None)), kolada("b", entry("N05821", 2022, T=44.0))
    assert facts(built(first, second), "gender, indicator_value, status, source_id") == [
        ("total", 0.44, None, "b"),
        ("women", None, "..", "a"),
    ]


def test_the_catalogue_gives_the_title(built):
    catalogue = {"values": [{"id": "N05821", "title": "Unga, andel (%)", "is_divided_by_gender": True}]}
    read = kolada_kpi_json.read(document(catalogue), CODES)
    titles = {name: stamped(frame, "katalog") for name, frame in read.tables.items()}
    connection = built(kolada("k", entry("N05821", 2022, T=44.0)), titles)
    assert connection.execute("SELECT kpi_id, title, unit, has_gender FROM dim_kpi").fetchall() == [
        ("N05821", "Unga, andel (%)", "share", True)
    ]


def test_elected_come_from_one_file_a_place_and_year_and_are_of_municipal_councils(built):
    def elected(source: str, rank: int, count: int, kind: str = "KF") -> dict[str, pl.DataFrame]:
        keys = {"election_type": kind, "place_code": "0127", "year": 2022, "party_abbr": "S"}
        rows = [{**keys, "gender": gender, "elected": count} for gender in ("women", "men")]
        return {"elected_official": stamped(shape("elected_official", pl.DataFrame(rows)), source, rank)}

    connection = built(elected("v1", 30, 9), elected("v2", 20, 12), elected("v2", 20, 99, "RF"))
    assert connection.execute("SELECT gender, elected_count, source_id FROM fact_elected_official ORDER BY ALL").fetchall() == [
        ("men", 12, "v2"),
        ("women", 12, "v2"),
    ]
