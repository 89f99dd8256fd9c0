"""panel_wave_list: given rows, expected rows."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sql.made import columns, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_wave_list"


def test_shares_days_and_who_recruited(given):
    told = {"invited_count": 200, "completed_count": 50, "recruitment": "random", "results_date": date(2025, 3, 1)}
    waiting = {"invited_count": 0, "recruitment": None, "reference_date": date(2026, 2, 20)}
    warehouse = given(
        fact_panel_wave=[WAVES[0] | told, WAVES[1] | waiting, {**WAVES[0], "area_id": "0180"}],
        fact_panel_weighting=of_wave("a", {"method": "raked"}),
        fact_panel_question=of_wave("a", {"question_id": "q", "answer_code": "1"}, {"question_id": "q", "answer_code": "2"}),
    )
    found = rows(warehouse, NAME, area="0127")
    names = ("wave_id", "is_self_recruited", "question_count", "method", "results_days", "waiting_days", "is_latest")
    assert columns(found, *names) == [("b", True, 0, None, None, 30, True), ("a", False, 1, "raked", 39, None, False)]
    assert found[0]["response_share"] is found[0]["ci_low_share"] is found[0]["ci_high_share"] is None
    assert found[1]["response_share"] == 0.25
    # Wilson's limits are the shares that lie just 1.96 standard errors of their own from the observed one.
    for limit in (found[1]["ci_low_share"], found[1]["ci_high_share"]):
        assert 200 * (limit - 0.25) ** 2 == pytest.approx(1.959964**2 * limit * (1 - limit))
    assert found[1]["ci_low_share"] < 0.25 < found[1]["ci_high_share"]
