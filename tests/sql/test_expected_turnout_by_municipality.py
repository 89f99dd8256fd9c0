"""expected_turnout_by_municipality: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import elections, municipalities, rows
from tests.sql.test_turnout_by_group import groups

NAME = "expected_turnout_by_municipality"

OWN = {("18-29", "women"): (300, 0.6), ("65+", "women"): (100, 0.9), ("65+", "total"): (100, 0.9), ("total", "women"): (400, 0.7)}
OTHER = {("18-29", "women"): (100, 0.8), ("65+", "women"): (300, 0.9)}


def elsewhere(code: str, cells: dict) -> list[dict]:
    return [{**row, "municipality_code": code} for row in groups(cells)]


def test_everybody_votes_as_in_the_country(given):
    """Country: 18-29 (180 + 80) of 400 = 0.65; 65+ 0.9. Own electors: 300 and 100, so 285 of 400 = 0.7125."""
    warehouse = given(
        dim_election=elections("2022-RD"),
        dim_area=municipalities("0127", "0180"),
        fact_group_turnout=[*groups(OWN), *elsewhere("0180", OTHER)],
    )
    (found,) = rows(warehouse, NAME, municipality_code="0127")
    assert (found["election_id"], found["eligible_count"]) == ("2022-RD", 400)
    assert (found["municipality_count"], found["reason"]) == (2, None)
    assert found["turnout_share"] == pytest.approx(0.675)
    assert found["forvantat_valdeltagande_share"] == pytest.approx(0.7125)
    assert found["avvikelse_fran_forvantat_pp"] == pytest.approx(-3.75)


def test_a_row_for_the_country_goes_before_the_sum_of_municipalities(given):
    country = elsewhere("00", {("18-29", "women"): (1000, 0.5), ("65+", "women"): (1000, 0.9)})
    warehouse = given(
        dim_election=elections("2022-RD"), dim_area=municipalities("0127", "0180"), fact_group_turnout=[*groups(OWN), *country]
    )
    (found,) = rows(warehouse, NAME, municipality_code="0127")
    assert (found["municipality_count"], found["reason"]) == (1, None)
    # 300 of 400 at 0.5, 100 at 0.9.
    assert found["forvantat_valdeltagande_share"] == pytest.approx(0.6)


def test_nothing_is_expected_without_the_country(given):
    warehouse = given(
        dim_election=elections("2022-RD"), dim_area=municipalities("0127", "0180"), fact_group_turnout=groups(OWN)
    )
    (found,) = rows(warehouse, NAME, municipality_code="0127")
    assert (found["reason"], found["municipality_count"]) == ("country_not_loaded", 1)
    assert found["turnout_share"] == pytest.approx(0.675)
    assert (found["forvantat_valdeltagande_share"], found["avvikelse_fran_forvantat_pp"]) == (None, None)


@pytest.mark.parametrize(("hidden", "reason"), [(1, None), (2, "country_not_loaded")])
def test_nine_municipalities_of_ten_are_the_country(given, hidden, reason):
    codes = [f"01{number}" for number in range(60, 69)]
    cells = [row for code in codes for row in elsewhere(code, OTHER)]
    for row in cells[1 : 2 * hidden : 2]:
        row["turnout_share"] = None
    warehouse = given(
        dim_election=elections("2022-RD"), dim_area=municipalities("0127", *codes), fact_group_turnout=[*groups(OWN), *cells]
    )
    (found,) = rows(warehouse, NAME, municipality_code="0127")
    assert (found["municipality_count"], found["reason"]) == (10 - hidden, reason)


def test_a_hidden_group_makes_the_municipality_unknown(given):
    own = {**OWN, ("65+", "women"): (100, None)}
    warehouse = given(dim_election=elections("2022-RD"), dim_area=municipalities("0127"), fact_group_turnout=groups(own))
    (found,) = rows(warehouse, NAME, municipality_code="0127")
    assert found["reason"] == "group_unknown"
    assert [found[name] for name in ("eligible_count", "turnout_share", "forvantat_valdeltagande_share")] == [None] * 3
