"""panel_margins: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_margins"


def test_the_latest_wave_or_another_with_names_of_parts(given):
    part = {"area_id": "0127-alby", "area_level": "kommundel", "area_name": "Alby"}
    levels = [{"margin": "area", "category": "0127-alby"}, {"margin": "sex_age", "category": "65+", "gender": "women"}]
    margins = [*of_wave("b", *levels, after_share=0.2), *of_wave("a", levels[0])]
    warehouse = given(dim_area=[part], fact_panel_wave=WAVES, fact_panel_margin=margins)
    found = rows(warehouse, NAME, area="0127")
    assert columns(found, "wave_id", "category", "category_name", "after_share") == [
        ("b", "0127-alby", "Alby", 0.2),
        ("b", "65+", None, 0.2),
    ]
    assert [row["wave_id"] for row in rows(warehouse, NAME, area="0127", wave="a")] == ["a"]
