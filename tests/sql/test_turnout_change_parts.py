"""turnout_change_parts: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import districts, links, rows, totals

NAME = "turnout_change_parts"
TERMS = ("forandring_beteende", "forandring_omritad", "forandring_sammansattning", "forandring_uppsamling")
BOTH = {
    "2018-KF": {"01270001": (100, 50), "01270002": (60, 40), "01270003": (40, 30)},
    "2022-KF": {"01270001": (100, 60), "01270008": (200, 120)},
}
SAME = links("2022-KF", "2018-KF", {"01270001": ["01270001"]})
LATE = {("2018-KF", "0127"): (200, 130, 10), ("2022-KF", "0127"): (300, 210, 30)}


def parts(warehouse, area="0127", **parameters) -> list[dict]:
    found = rows(warehouse, NAME, area=area, election_type="KF", **parameters)
    assert tuple(row["part"] for row in found) == TERMS
    assert [row["part_order"] for row in found] == [1, 2, 3, 4]
    return found


def changes(found: list[dict]) -> list[float | None]:
    return [row["change_pp"] for row in found]


def test_four_terms_by_hand(given):
    """Turnout 0.65 -> 0.70. Comparable: half and a third of the electorate, 0.5 -> 0.6. The others: 0.7 -> 0.6."""
    warehouse = given(**districts(BOTH), district_history=SAME, fact_municipality_turnout=totals(LATE))
    found = parts(warehouse, **{"from": "2018", "to": "2022"})
    assert changes(found) == pytest.approx([25 / 6, -35 / 6, 10 / 6, 5])
    assert found[0]["total_change_pp"] == pytest.approx(5) == sum(changes(found))
    assert (found[0]["from_turnout_share"], found[0]["to_turnout_share"]) == (0.65, 0.7)
    assert (found[0]["comparable_district_count"], found[0]["redrawn_district_count"]) == (1, 1)
    assert (found[0]["is_official"], found[0]["reason"]) == (True, None)
    assert parts(warehouse) == found


def test_several_earlier_districts_are_summed(given):
    joined = [*SAME, *links("2022-KF", "2018-KF", {"01270008": ["01270002", "01270003"]}, is_official=False)]
    found = parts(given(**districts(BOTH), district_history=joined, fact_municipality_turnout=totals(LATE)))
    assert changes(found) == pytest.approx([25 / 6 - 35 / 6, 0, 10 / 6, 5])
    assert (found[0]["comparable_district_count"], found[0]["redrawn_district_count"], found[0]["is_official"]) == (2, 0, False)


def test_an_earlier_district_is_counted_once(given):
    """Two later districts that claim the same earlier one are both redrawn."""
    both = {"2018-KF": {"01270001": (100, 50), "01270002": (100, 70)}, "2022-KF": BOTH["2022-KF"] | {"01270009": (100, 50)}}
    claims = links("2022-KF", "2018-KF", {"01270001": ["01270001"], "01270008": ["01270002"], "01270009": ["01270002"]})
    official = totals({("2018-KF", "0127"): (200, 130, 10), ("2022-KF", "0127"): (400, 260, 30)})
    found = parts(given(**districts(both), district_history=claims, fact_municipality_turnout=official))
    assert (found[0]["comparable_district_count"], found[0]["redrawn_district_count"]) == (1, 2)
    assert sum(changes(found)) == pytest.approx(found[0]["total_change_pp"], abs=1e-9)


@pytest.mark.parametrize("is_new", [True, False])
def test_a_group_on_one_side_only_is_composition(given, is_new):
    one, two = {"01270001": (100, 50)}, {"01270001": (100, 50), "01270009": (100, 90)}
    both = {"2018-KF": one, "2022-KF": two} if is_new else {"2018-KF": two, "2022-KF": one}
    tables = districts(both, area_id="jarva")
    found = parts(given(**tables, district_history=SAME), area="jarva")
    assert changes(found) == pytest.approx([0, 0, 20 if is_new else -20, 0])
    assert found[0]["total_change_pp"] == pytest.approx(20 if is_new else -20)


def test_terms_add_up_when_the_districts_do_not_hold_every_elector(given):
    """Five electors stand in the official total and in no district."""
    official = totals({("2018-KF", "0127"): (205, 130, 10), ("2022-KF", "0127"): (300, 210, 30)})
    found = parts(given(**districts(BOTH), district_history=SAME, fact_municipality_turnout=official))
    assert found[0]["total_change_pp"] == pytest.approx(100 * (210 / 300 - 130 / 205))
    assert sum(changes(found)) == pytest.approx(found[0]["total_change_pp"], abs=1e-9)


@pytest.mark.parametrize(
    ("results", "history", "official", "reason"),
    [
        (BOTH, SAME, {**LATE, ("2018-KF", "0127"): (200, 130, None)}, "late_votes_unknown"),
        (BOTH, [], LATE, "no_links"),
        (BOTH, SAME, {("2022-KF", "0127"): (300, 210, 30)}, "no_results"),
        ({**BOTH, "2018-KF": {}}, SAME, LATE, "no_results"),
        (BOTH, SAME, {**LATE, ("2022-KF", "0127"): (300, 215, 30)}, "districts_incomplete"),
        ({**BOTH, "2022-KF": {"01270001": (100, 60), "01270008": (200, None)}}, SAME, LATE, "districts_incomplete"),
    ],
)
def test_why_the_parts_are_unknown(given, results, history, official, reason):
    warehouse = given(**districts(results), district_history=history, fact_municipality_turnout=totals(official))
    found = parts(warehouse, **{"from": "2018-KF", "to": "2022-KF"})
    assert changes(found) == [None] * 4
    assert {row["reason"] for row in found} == {reason}
    known = reason in ("late_votes_unknown", "no_links")
    assert (found[0]["total_change_pp"] is not None) or not known


def test_the_official_change_stands_even_without_its_parts(given):
    official = totals({**LATE, ("2018-KF", "0127"): (200, 130, None)})
    found = parts(given(**districts(BOTH), district_history=SAME, fact_municipality_turnout=official))
    assert found[0]["total_change_pp"] == pytest.approx(5)


def test_elections_that_are_not_there_give_no_rows(given):
    warehouse = given(**districts(BOTH), district_history=SAME, fact_municipality_turnout=totals(LATE))
    for wrong in ({"to": "1994-KF"}, {"from": "2022-KF", "to": "2018-KF"}, {"to": "2022-RD"}, {"from": "2018-RD"}):
        assert rows(warehouse, NAME, area="0127", election_type="KF", **wrong) == []
    assert rows(warehouse, NAME, area="9999", election_type="KF") == []
