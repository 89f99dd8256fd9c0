"""source_list: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows, sources

NAME = "source_list"


def test_every_source(given):
    warehouse = given(meta_source=[*sources("v2", "v1"), *sources("s1", publisher="SCB")])
    assert columns(rows(warehouse, NAME), "source_id", "publisher", "file_name", "provenance") == [
        ("s1", "SCB", None, "official"),
        ("v1", "Valmyndigheten", None, "official"),
        ("v2", "Valmyndigheten", None, "official"),
    ]
