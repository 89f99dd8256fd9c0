"""panel_wave_retention: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_wave_retention"


def test_the_first_wave_stands_beside_and_is_hidden_with_one_of_its_sexes(given):
    ages = [("18-29", "women", 60), ("18-29", "men", 70), ("65+", "women", 80), ("65+", "men", None)]
    about = {"dimension": "age", "state": "answered"}
    first = [{**about, "category": age, "gender": sex, "person_count": count} for age, sex, count in ages]
    kept = [{"dimension": "age", "category": age, "gender": "total", "stayed_share": 0.5} for age in ("18-29", "65+")]
    warehouse = given(fact_panel_wave=WAVES, fact_panel_member=of_wave("a", *first), fact_panel_retention=of_wave("b", *kept))
    found = rows(warehouse, NAME, area="0127")
    assert columns(found, "wave_id", "category", "gender", "first_count", "stayed_share") == [
        ("b", "18-29", "total", 130, 0.5),
        ("b", "65+", "total", None, 0.5),
    ]
