"""panel_result: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, municipalities, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_result"
NUMBERS = (
    "people_count", "answer_count", "unweighted_share", "unweighted_low_share", "unweighted_high_share", "weighted_share",
    "weighted_low_share", "weighted_high_share", "digits_count", "effective_count", "design_effect", "index_value",
)  # fmt: skip


@pytest.fixture
def warehouse(given):
    whole = {"digits_count": 0, "effective_count": 20, "people_count": 25, "index_number": 50.0}
    numbers = dict.fromkeys(NUMBERS[2:-1], 0.5) | whole
    told = [
        {"dimension": "gender", "category": sex, "base_class": base, "answer_code": code, **numbers}
        for sex, base in (("women", "full"), ("men", "officials"), ("other", "hidden"))
        for code in ("high", "low")
    ]
    everybody = {"dimension": "all", "category": "total", "base_class": "full"}
    all_told = [{**everybody, "answer_code": code} for code in ("10", "2", "low", "high")]
    key = ("dimension", "category", "answer_code")
    counts = [{name: row[name] for name in key} | {"answer_count": 12} for row in [*told, *all_told]]
    labels = [{"answer_code": code, "answer_value": float(code), "answer_label": f"step {code}"} for code in ("2", "10")]
    return given(
        dim_area=municipalities("0127"),
        fact_panel_wave=WAVES,
        fact_panel_estimate=of_wave("b", *told, *all_told, question_id="q"),
        fact_panel_answer=of_wave("b", *counts, question_id="q"),
        fact_panel_question=of_wave("b", *labels, question_id="q"),
    )


@pytest.mark.parametrize(("audience", "seen"), [("public", {"women"}), ("officials", {"women", "men"})])
def test_whose_base_is_too_small_has_no_number_at_all(warehouse, audience, seen):
    found = rows(warehouse, NAME, area="0127", dimension="gender", audience=audience)
    assert len(found) == 6
    for row in found:
        assert all((row[name] is not None) == (row["category"] in seen) for name in NUMBERS), row
    reasons = {row["category"]: row["base_reason"] for row in found}
    assert reasons == {"women": None, "men": None if "men" in seen else "base_officials", "other": "base_hidden"}


def test_answers_stand_by_their_value_and_classes_after_them(warehouse):
    found = rows(warehouse, NAME, area="0127", wave="b", question="q")
    assert columns(found, "answer_code", "answer_kind", "answer_label", "answer_order") == [
        ("2", "answer", "step 2", 1),
        ("10", "answer", "step 10", 2),
        ("low", "class", None, 3),
        ("high", "class", None, 4),
    ]
    assert rows(warehouse, NAME, area="0127", wave="a") == []
    assert len(rows(warehouse, NAME, area="0127", dimension="every")) == 10
