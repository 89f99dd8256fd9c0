"""panel_weighting: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_weighting"


def test_the_registers_own_words_stand_where_its_weights_do(given):
    waves = [wave | {"weight_method": "Egen kalibrering"} for wave in WAVES]
    own = {"method": "own", "refusals": "weights_population_unknown"}
    raked = {"method": "raked", "population_source_id": "s1"}
    warehouse = given(
        fact_panel_wave=waves,
        fact_panel_weighting=[*of_wave("a", raked), *of_wave("b", own)],
        meta_source=[{"source_id": "s1", "title": "Folkmängd"}],
    )
    assert columns(rows(warehouse, NAME, area="0127"), "wave_id", "method", "refusals", "weight_text", "population_source") == [
        ("b", "own", "weights_population_unknown", "Egen kalibrering", None),
        ("a", "raked", None, None, "Folkmängd"),
    ]
