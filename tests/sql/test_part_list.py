"""part_list: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import districts, rows

NAME = "part_list"


def test_parts_of_all_elections_by_name(given):
    tables = districts(
        {"2018-KF": {"01270001": (100, 50)}, "2022-KF": {"01270001": (100, 50), "01270002": (100, 50), "01270003": (100, 50)}},
        parts={"01270001": "tumba", "01270002": "alby"},
    )
    warehouse = given(**tables)
    assert [tuple(row.values()) for row in rows(warehouse, NAME, area="0127")] == [
        ("0127-alby", "kommundel", "Alby"),
        ("0127-tumba", "kommundel", "Tumba"),
    ]
    assert rows(warehouse, NAME, area="jarva") == []
