"""panel_flow: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.panel_made import ABOUT

NAME = "panel_flow"


def test_years_directions_and_sexes_of_one_panel(given):
    warehouse = given(
        fact_panel_flow=[
            {**ABOUT, "direction": "left", "flow_year": 2025, "gender": "women", "person_count": 12},
            {**ABOUT, "direction": "joined", "flow_year": 2025, "gender": "other", "suppression_reason": "secondary"},
            {**ABOUT, "area_id": "0180", "direction": "left", "flow_year": 2025, "gender": "women", "person_count": 99},
        ]
    )
    found = rows(warehouse, NAME, area="0127")
    assert columns(found, "flow_year", "direction", "gender", "person_count", "suppression_reason") == [
        (2025, "joined", "other", None, "secondary"),
        (2025, "left", "women", 12, None),
    ]
