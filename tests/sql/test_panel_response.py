"""panel_response: given rows, expected rows."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, municipalities, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_response"


def test_a_share_needs_fifty_who_were_asked(given):
    def states(gender: str, asked: int, answered: int) -> list[dict]:
        about = {"dimension": "all", "category": "total", "gender": gender}
        return [{**about, "state": state, "person_count": count} for state, count in (("total", asked), ("answered", answered))]

    warehouse = given(
        dim_area=municipalities("0127"),
        fact_panel_wave=WAVES,
        fact_panel_member=[
            *of_wave("b", *states("women", 200, 50), *states("men", 49, 25)), *of_wave("a", *states("women", 10, 10)),
        ],
        fact_panel_composition=of_wave("b", {"dimension": "gender", "r_number": 0.9}),
    )  # fmt: skip
    found = rows(warehouse, NAME, area="0127", wave="b")
    assert columns(found, "gender", "asked_count", "answered_count", "response_share", "answered_share", "r_number") == [
        ("men", 49, 25, None, pytest.approx(1 / 3), 0.9),
        ("women", 200, 50, 0.25, pytest.approx(2 / 3), 0.9),
    ]
    assert found[0]["ci_low_share"] is None
    # Wilson's limits are the shares that lie just 1.96 standard errors of their own from the observed one.
    for limit in (found[1]["ci_low_share"], found[1]["ci_high_share"]):
        assert 200 * (limit - 0.25) ** 2 == pytest.approx(1.959964**2 * limit * (1 - limit))
    assert found[1]["ci_low_share"] < 0.25 < found[1]["ci_high_share"]
    assert [row["wave_id"] for row in rows(warehouse, NAME, area="0127")] == ["b", "b", "a"]
