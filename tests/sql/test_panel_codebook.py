"""panel_codebook: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_codebook"


def test_the_latest_wave_another_or_all(given):
    answers = [{"question_id": "q", "answer_code": code, "answer_value": float(code)} for code in ("10", "2")]
    warehouse = given(fact_panel_wave=WAVES, fact_panel_question=[*of_wave("a", answers[0]), *of_wave("b", *answers)])
    names = ("wave_id", "answer_code")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [("b", "2"), ("b", "10")]
    assert columns(rows(warehouse, NAME, area="0127", wave="a"), *names) == [("a", "10")]
    assert len(rows(warehouse, NAME, area="0127", wave="all")) == 3
