"""panel_composition: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_composition"


def test_that_of_the_latest_wave(given):
    row = {"dimension": "age", "verdict": "dolt"}
    warehouse = given(
        fact_panel_wave=WAVES,
        fact_panel_composition=[*of_wave("a", row), *of_wave("b", row | {"verdict": "avviker", "tvd_share": 0.2})],
    )
    found = rows(warehouse, NAME, area="0127")
    assert columns(found, "as_of_date", "dimension", "verdict", "tvd_share") == [(WAVES[1]["start_date"], "age", "avviker", 0.2)]
