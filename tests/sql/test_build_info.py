"""build_info: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import rows

NAME = "build_info"


def test_the_version(given):
    build = {
        "version": "spegel-2022-09-11-0123456789ab",
        "data_date": date(2022, 9, 11),
        "inputs_sha256": "01" * 32,
        "product_version": "1.0",
    }
    assert rows(given(meta_build=[build]), NAME) == [build]
