"""leaving_reasons: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows

NAME = "leaving_reasons"


def gone(reason: str, number: int | None, gender: str = "total", **more) -> dict:
    return {"area_id": "0127", "reason": reason, "gender": gender, "left_count": number, "provenance": "own", **more}


def test_in_their_order_with_what_is_hidden(given):
    hidden = {"is_suppressed": True, "suppression_reason": "primary_small"}
    warehouse = given(
        fact_leaving_reason=[
            gone("total", 20), gone("moved", None, "men", **hidden), gone("moved", 7, "women"), gone("resigned", 12),
            gone("died", 9, area_id="jarva"),
        ]
    )  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127"), "reason", "gender", "left_count", "suppression_reason") == [
        ("resigned", "total", 12, None), ("moved", "men", None, "primary_small"), ("moved", "women", 7, None),
        ("total", "total", 20, None),
    ]  # fmt: skip
