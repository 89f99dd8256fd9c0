"""panel_themes: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_themes"


@pytest.mark.parametrize(("audience", "men"), [("public", (None, None, None)), ("officials", (20, 10, 0.5))])
def test_sexes_and_both_together_as_far_as_the_base_allows(given, audience, men):
    counted = [
        {"theme": theme, "gender": sex, "person_count": count, "suppression_reason": "secondary" if count is None else None}
        for theme, counts in {"total": (60, 20), "Ljus": (30, 10), "Bussar": (None, 12)}.items()
        for sex, count in zip(("women", "men"), counts, strict=True)
    ]
    warehouse = given(
        fact_panel_wave=WAVES,
        fact_panel_theme=of_wave("b", *counted, question_id="f"),
        fact_panel_question=of_wave("b", {"question_id": "f", "answer_code": "", "question_text": "Varför?"}),
    )
    found = {(row["theme"], row["gender"]): row for row in rows(warehouse, NAME, area="0127", audience=audience)}
    names = ("base_count", "person_count", "person_share")
    assert columns([found["Ljus", "women"], found["Ljus", "total"]], *names) == [(60, 30, 0.5), (80, 40, 0.5)]
    assert columns([found["Ljus", "men"]], *names) == [men]
    assert found["Ljus", "men"]["base_class"] == "officials"
    hidden = [found["Bussar", sex] for sex in ("women", "total")]
    assert columns(hidden, "person_count", "suppression_reason") == [(None, "secondary")] * 2
    assert {row["question_text"] for row in found.values()} == {"Varför?"}
