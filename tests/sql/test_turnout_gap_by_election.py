"""turnout_gap_by_election: given rows, rows worked out by hand."""

from __future__ import annotations

from math import log, sqrt

import pytest

from tests.sql.made import columns, districts, rows

NAME = "turnout_gap_by_election"


def gaps(warehouse, area="0127") -> dict:
    (found,) = rows(warehouse, NAME, area=area, election_type="KF")
    return found


def test_two_districts(given):
    """Turnouts 0.8 and 0.4 among 100 electors each; 0.6 together."""
    found = gaps(given(**districts({"2022-KF": {"01270001": (100, 80), "01270002": (100, 40)}})))
    assert found["turnout_share"] == pytest.approx(0.6)
    assert (found["top_tenth_share"], found["bottom_tenth_share"]) == pytest.approx((0.8, 0.4))
    assert found["gap_tiondel_pp"] == pytest.approx(40)
    assert found["gap_tiondel_relative_index"] == pytest.approx(2 / 3)
    assert found["gap_medelavvikelse_pp"] == pytest.approx(20)
    assert found["gap_standardavvikelse_pp"] == pytest.approx(20)
    assert found["gap_p90_p10_pp"] == pytest.approx(40)
    assert found["gap_spann_pp"] == pytest.approx(40)
    assert (found["gap_spann_high_name"], found["gap_spann_low_name"]) == ("Namn 01270001", "Namn 01270002")
    assert found["gap_dissimilaritet_index"] == pytest.approx(5 / 12)
    assert found["gap_gini_index"] == pytest.approx(1 / 6)
    assert found["gap_theil_index"] == pytest.approx(log(2 / 3) / 3 + 2 / 3 * log(4 / 3))
    assert found["gap_atkinson_index"] == pytest.approx(1 - sqrt(8 / 9))
    assert (found["district_count"], found["eligible_count"], found["votes_count"]) == (2, 200, 120)
    assert found["roster_till_medel_count"] == 20
    assert found["roster_till_basta_count"] == found["roster_till_basta_tredjedel_count"] == 40
    assert found["excluded_district_count"] == 0


def test_boundary_districts_count_with_a_part(given):
    """Of 200 electors a tenth is 20: ten from the district of ten and ten from the next. A third is 66 2/3."""
    found = gaps(given(**districts({"2022-KF": {"01270001": (10, 10), "01270002": (90, 45), "01270003": (100, 20)}})))
    assert found["top_tenth_share"] == pytest.approx(0.75)
    assert found["bottom_tenth_share"] == pytest.approx(0.2)
    assert found["gap_tiondel_pp"] == pytest.approx(55)
    # The best third: 10 + 56 2/3 half = 38 1/3 of 66 2/3 = 0.575, so 52 of 90 and 58 of 100.
    assert found["roster_till_basta_tredjedel_count"] == 7 + 38
    # The span leaves out districts with fewer than 100 electors.
    assert (found["gap_spann_pp"], found["gap_spann_high_name"]) == (0, "Namn 01270003")


def test_span_without_a_large_district_is_unknown(given):
    found = gaps(given(**districts({"2022-KF": {"01270001": (99, 80), "01270002": (99, 40)}})))
    assert [found[f"gap_spann_{name}"] for name in ("pp", "high_name", "low_name", "high_share", "low_share")] == [None] * 5


def test_span_names_a_district_without_a_name_by_its_code(given):
    tables = districts({"2010-KF": {"01270001": (100, 80), "01270002": (100, 40)}})
    for row in tables["dim_district"]:
        row["district_name"] = None
    found = gaps(given(**tables))
    assert (found["gap_spann_high_name"], found["gap_spann_low_name"]) == ("01270001", "01270002")


@pytest.mark.parametrize("figures", [{"01270001": (100, 37)}, {"01270001": (100, 30), "01270002": (70, 21), "01270003": (10, 3)}])
def test_one_district_or_equal_turnout_is_no_gap(given, figures):
    found = gaps(given(**districts({"2022-KF": figures}, parts=dict.fromkeys(figures, "alby"))))
    measures = [name for name in found if name.startswith(("gap_", "roster_")) and not name.endswith(("_name", "_share"))]
    assert {name: found[name] for name in measures} == dict.fromkeys(measures, 0)


def test_nobody_voted_anywhere(given):
    found = gaps(given(**districts({"2022-KF": {"01270001": (100, 0), "01270002": (100, 0)}})))
    assert (found["turnout_share"], found["gap_tiondel_pp"], found["gap_gini_index"], found["gap_theil_index"]) == (0, 0, 0, 0)
    assert (found["gap_tiondel_relative_index"], found["gap_atkinson_index"]) == (None, None)


def test_everybody_voted_everywhere(given):
    found = gaps(given(**districts({"2022-KF": {"01270001": (100, 100), "01270002": (100, 100)}})))
    assert (found["gap_dissimilaritet_index"], found["gap_atkinson_index"], found["roster_till_basta_count"]) == (0, 0, 0)


def test_a_district_where_nobody_voted(given):
    found = gaps(given(**districts({"2022-KF": {"01270001": (100, 100), "01270002": (100, 0)}})))
    assert found["gap_atkinson_index"] is None
    assert found["gap_theil_index"] == pytest.approx(log(2))
    assert found["gap_dissimilaritet_index"] == pytest.approx(1)


def test_districts_not_counted_or_without_electors_are_left_out_and_counted(given):
    figures = {"01270001": (100, 80), "01270002": (100, 40), "01270003": (100, None), "01270004": (0, 0)}
    found = gaps(given(**districts({"2022-KF": figures})))
    assert (found["district_count"], found["excluded_district_count"], found["eligible_count"]) == (2, 2, 200)
    assert (found["turnout_share"], found["gap_tiondel_pp"]) == (None, pytest.approx(40))


def test_an_area_without_electors_in_one_district_keeps_its_turnout(given):
    found = gaps(given(**districts({"2022-KF": {"01270001": (100, 80), "01270004": (0, 0)}})))
    assert (found["turnout_share"], found["excluded_district_count"]) == (0.8, 1)


def test_theil_between_and_within_parts(given):
    figures = {"01270001": (100, 80), "01270002": (100, 40), "01270003": (100, 60)}
    one_each = gaps(given(**districts({"2022-KF": figures}, parts={"01270001": "a", "01270002": "b", "01270003": "c"})))
    assert one_each["gap_theil_between_index"] == pytest.approx(one_each["gap_theil_index"])
    assert one_each["gap_theil_within_index"] == pytest.approx(0, abs=1e-12)
    all_in_one = gaps(given(**districts({"2022-KF": figures}, parts=dict.fromkeys(figures, "a"))))
    assert all_in_one["gap_theil_between_index"] == pytest.approx(0, abs=1e-12)
    # Two parts with equal turnout 0.6: all of it lies inside the first.
    equal_parts = gaps(given(**districts({"2022-KF": figures}, parts={"01270001": "a", "01270002": "a", "01270003": "b"})))
    assert equal_parts["gap_theil_between_index"] == pytest.approx(0, abs=1e-12)
    assert equal_parts["gap_theil_within_index"] == pytest.approx((80 * log(0.8 / 0.6) + 40 * log(0.4 / 0.6)) / 180)


def test_theil_is_not_split_when_a_part_is_unknown(given):
    found = gaps(given(**districts({"2022-KF": {"01270001": (100, 80), "01270002": (100, 40)}}, parts={"01270001": "a"})))
    assert (found["gap_theil_between_index"], found["gap_theil_within_index"]) == (None, None)


def test_one_row_for_each_election_of_the_type(given):
    figures = {"01270001": (100, 80)}
    tables = districts({"2018-KF": figures, "2022-KF": figures, "2022-RD": figures}, area_id="jarva")
    organisation = [{"organisation_id": "jarvan", "area_id": "jarva"}]
    warehouse = given(**tables, dim_organisation=organisation)
    found = rows(warehouse, NAME, area="jarva", election_type="KF")
    assert columns(found, "election_id") == [("2018-KF",), ("2022-KF",)]
    assert rows(warehouse, NAME, area="jarvan", election_type="KF") == found
