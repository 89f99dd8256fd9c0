"""register_list: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import rows

NAME = "register_list"


def test_the_registers_of_one_organisation(given):
    day = date(2026, 11, 1)
    warehouse = given(
        meta_register=[
            {"area_id": "0127", "kind": "fees", "provenance": "example", "row_count": 7},
            {"area_id": "0127", "kind": "bodies", "provenance": "own", "row_count": 3, "import_count": 1, "imported_date": day},
            {"area_id": "jarva", "kind": "views", "provenance": "example", "row_count": 9},
        ]
    )
    assert [tuple(row.values()) for row in rows(warehouse, NAME, area="0127")] == [
        ("bodies", "own", False, 3, 1, day),
        ("fees", "example", True, 7, 0, None),
    ]
