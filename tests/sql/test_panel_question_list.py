"""panel_question_list: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_question_list"


def test_a_question_knows_its_earlier_waves(given):
    asked = [{"question_id": "q", "answer_code": code, "question_type": "scale", "step_count": 2} for code in ("1", "2")]
    text = {"question_id": "f", "answer_code": "", "question_type": "text"}
    warehouse = given(
        fact_panel_wave=WAVES,
        fact_panel_question=[*of_wave("a", *asked), *of_wave("b", *asked, text)],
        fact_panel_answer=of_wave("b", {"question_id": "q", "answer_code": "total", "dimension": "all", "answer_count": 40}),
    )
    names = ("wave_id", "question_id", "is_text", "step_count", "answer_count", "wave_count", "first_wave_id", "previous_wave_id")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("b", "f", True, None, None, 1, "b", None),
        ("b", "q", False, 2, 40, 2, "a", "a"),
        ("a", "q", False, 2, None, 2, "a", None),
    ]
    assert [row["wave_id"] for row in rows(warehouse, NAME, area="0127", wave="a")] == ["a"]
