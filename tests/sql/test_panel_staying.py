"""panel_staying: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.panel_made import ABOUT

NAME = "panel_staying"


def test_all_members_or_by_age(given):
    point = {**ABOUT, "gender": "women", "month_count": 7, "remaining_share": 0.9}
    warehouse = given(
        fact_panel_staying=[
            {**point, "dimension": "all", "category": "total"},
            {**point, "dimension": "age", "category": "65+", "remaining_share": 0.8},
        ]
    )
    names = ("category", "gender", "month_count", "remaining_share")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [("total", "women", 7, 0.9)]
    assert columns(rows(warehouse, NAME, area="0127", dimension="age"), *names) == [("65+", "women", 7, 0.8)]
