"""panel_change: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_change"
NUMBERS = (
    "before_share", "after_share", "change_pp", "ci_low_pp", "ci_high_pp", "digits_count", "kind", "common_count", "p_value",
    "adjusted_p_value", "is_certain",
)  # fmt: skip


@pytest.mark.parametrize(("audience", "seen"), [("public", {"women"}), ("officials", {"women", "men"})])
def test_whose_base_is_too_small_has_no_number_at_all(given, audience, seen):
    numbers = dict.fromkeys(NUMBERS, 0.5) | {"kind": "paired", "is_certain": True, "digits_count": 0, "common_count": 30}
    told = [
        {"dimension": "gender", "category": sex, "base_class": base, "answer_code": "1", "against": "first", **numbers}
        for sex, base in (("women", "small"), ("men", "officials"), ("other", "hidden"))
    ]
    warehouse = given(
        fact_panel_wave=WAVES,
        fact_panel_change=of_wave("b", *told, question_id="q", against_wave_id="a"),
        fact_panel_question=of_wave("b", {"question_id": "q", "answer_code": "1", "answer_label": "Yes"}),
    )
    found = rows(warehouse, NAME, area="0127", dimension="gender", audience=audience)
    assert {row["category"]: all(row[name] is not None for name in NUMBERS) for row in found} == {
        sex: sex in seen for sex in ("women", "men", "other")
    }
    assert {row["category"] for row in found if any(row[name] is not None for name in NUMBERS)} == seen
    assert {row["answer_label"] for row in found} == {"Yes"}
    assert rows(warehouse, NAME, area="0127", wave="a") == rows(warehouse, NAME, area="0127", dimension="age") == []
