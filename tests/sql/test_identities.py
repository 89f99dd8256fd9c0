"""What must hold between the figures of different datasets, and the official totals they lead to."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spegel.warehouse import open_file
from tests.sql import facts
from tests.sql.conftest import create
from tests.sql.made import districts, links, rows, totals

PLACES = [(area, election_type) for area in facts.AREAS for election_type in ("KF", "RD", "RF")]


def as_printed(number: float) -> str:
    """Two decimals, halves upwards, as the publisher prints them."""
    return str(Decimal(repr(number)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_official_totals_of_botkyrka(reference_warehouse):
    found = rows(reference_warehouse, "turnout_by_municipality", municipality_code="0127", election_type="KF")
    turnouts = {row["election_id"]: as_printed(100 * row["turnout_share"]) for row in found}
    assert turnouts == {"2010-KF": "72.80", "2014-KF": "70.95", "2018-KF": "71.42", "2022-KF": "64.61", "2026-KF": "70.95"}
    # The difference of the two printed turnouts is 0.47.
    assert as_printed(found[2]["change_pp"]) == "0.48"


def test_official_turnout_of_jarva(reference_warehouse):
    found = rows(reference_warehouse, "turnout_by_election_type", area="jarva", year=2022)
    (municipal,) = (row for row in found if row["election_type"] == "KF")
    assert as_printed(100 * municipal["turnout_share"]) == "56.14"


@pytest.mark.parametrize(
    ("election", "code", "target", "missing"), [("2018-KF", "01270507", "90", 26), ("2022-KF", "01270010", "100", 134)]
)
def test_a_district_by_hand(reference_warehouse, election, code, target, missing):
    """1,270 of 1,439 with 1,296 wanted, and 1,004 of 1,138 with all wanted."""
    found = rows(reference_warehouse, "votes_missing_by_district", area="0127", election_id=election, target=target)
    assert next(row["missing_count"] for row in found if row["district_code"] == code) == missing


@pytest.mark.parametrize("election_type", ["KF", "RD", "RF"])
def test_districts_and_late_ballots_are_the_official_total(reference_warehouse, election_type):
    gaps = rows(reference_warehouse, "turnout_gap_by_election", area="0127", election_type=election_type)
    official = {
        row["election_id"]: row
        for row in rows(reference_warehouse, "turnout_by_municipality", municipality_code="0127", election_type=election_type)
    }
    assert len(gaps) == 4
    for row in gaps:
        total = official[row["election_id"]]
        assert row["votes_count"] + total["late_votes_count"] == total["votes_count"]
        assert row["eligible_count"] == total["eligible_count"]


@pytest.mark.parametrize(("area", "election_type"), PLACES)
def test_gap_measures_agree_with_each_other(reference_warehouse, area, election_type):
    found = rows(reference_warehouse, "turnout_gap_by_election", area=area, election_type=election_type)
    assert found
    for row in found:
        check_gaps(row)
        for target in ("medel", "basta", "basta_tredjedel"):
            missing = rows(
                reference_warehouse, "votes_missing_by_district", area=area, election_id=row["election_id"], target=target
            )
            check_missing(missing)
            assert missing[0]["total_count"] == row[f"roster_till_{target}_count"]


@pytest.mark.parametrize(("area", "election_type"), PLACES)
def test_parts_hold_all_districts_of_the_area(reference_warehouse, area, election_type):
    gaps = rows(reference_warehouse, "turnout_gap_by_election", area=area, election_type=election_type)
    parts = rows(reference_warehouse, "turnout_by_kommundel", area=area, election_type=election_type)
    for row in gaps:
        own = [part for part in parts if part["election_id"] == row["election_id"]]
        for column in ("district_count", "eligible_count", "votes_count"):
            assert sum(part[column] for part in own) == row[column]


def check_gaps(row: dict) -> None:
    """Identities of one row of `turnout_gap_by_election`."""
    turnout = row["turnout_share"]
    if 0 < turnout < 1:
        expected = row["gap_medelavvikelse_pp"] / 100 / (2 * turnout * (1 - turnout))
        assert row["gap_dissimilaritet_index"] == pytest.approx(expected, abs=1e-9)
    if row["gap_theil_between_index"] is not None:
        both = row["gap_theil_between_index"] + row["gap_theil_within_index"]
        assert both == pytest.approx(row["gap_theil_index"], abs=1e-9)
        assert row["gap_theil_within_index"] >= -1e-9
        assert row["gap_theil_between_index"] >= -1e-9
    assert row["gap_tiondel_pp"] == pytest.approx(100 * (row["top_tenth_share"] - row["bottom_tenth_share"]), abs=1e-9)
    assert 0 <= row["gap_medelavvikelse_pp"] <= row["gap_standardavvikelse_pp"] + 1e-9
    for name in ("gini", "dissimilaritet"):
        assert -1e-9 <= row[f"gap_{name}_index"] <= 1 + 1e-9
    assert row["gap_theil_index"] >= -1e-9
    assert 0 <= row["roster_till_medel_count"] <= row["roster_till_basta_count"]
    assert row["roster_till_basta_tredjedel_count"] <= row["roster_till_basta_count"]


def check_missing(found: list[dict]) -> None:
    """Identities of `votes_missing_by_district`."""
    total = found[0]["total_count"]
    assert {row["total_count"] for row in found} == {total}
    assert sum(row["missing_count"] for row in found) == total == found[-1]["cumulative_count"]
    half = [row for row in found if row["is_half_gap"]]
    assert sum(row["missing_count"] for row in half) >= total / 2
    if half:
        assert sum(row["missing_count"] for row in half[:-1]) < total / 2
        assert half == found[: len(half)]


figures = st.integers(1, 3000).flatmap(lambda eligible: st.tuples(st.just(eligible), st.integers(0, eligible)))
areas = st.lists(figures, min_size=1, max_size=12)
FEW = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


def numbered(listed: list) -> dict:
    return {f"0127{number:04}": one for number, one in enumerate(listed, start=1)}


@FEW
@given(listed=areas, part_count=st.integers(1, 4))
def test_identities_of_any_area(tmp_path_factory, listed, part_count):
    named = numbered(listed)
    parts = {code: f"p{number % part_count}" for number, code in enumerate(named)}
    path = tmp_path_factory.mktemp("any") / "any.duckdb"
    create(path, districts({"2022-KF": named}, parts=parts))
    warehouse = open_file(path)
    (row,) = rows(warehouse, "turnout_gap_by_election", area="0127", election_type="KF")
    check_gaps(row)
    for target in ("medel", "basta", "basta_tredjedel", "66,7"):
        check_missing(rows(warehouse, "votes_missing_by_district", area="0127", election_id="2022-KF", target=target))
    warehouse.close()


@FEW
@given(before=areas, after=areas, same=st.integers(0, 12), late=st.tuples(st.integers(0, 300), st.integers(0, 300)))
def test_the_four_terms_add_up_for_any_two_elections(tmp_path_factory, before, after, same, late):
    then, now = numbered(before), numbered(after)
    followed = [code for code in now if code in then][: max(1, same)]
    official = {
        (election, "0127"): (sum(e for e, _ in listed), sum(v for _, v in listed) + count, count)
        for election, listed, count in (("2018-KF", before, late[0]), ("2022-KF", after, late[1]))
    }
    path = tmp_path_factory.mktemp("any") / "any.duckdb"
    create(
        path,
        {
            **districts({"2018-KF": then, "2022-KF": now}),
            "district_history": links("2022-KF", "2018-KF", {code: [code] for code in followed}),
            "fact_municipality_turnout": totals(official),
        },
    )
    warehouse = open_file(path)
    found = rows(warehouse, "turnout_change_parts", area="0127", election_type="KF")
    municipality = rows(warehouse, "turnout_by_municipality", municipality_code="0127", election_type="KF")
    warehouse.close()
    assert sum(row["change_pp"] for row in found) == pytest.approx(found[0]["total_change_pp"], abs=1e-9)
    assert found[0]["total_change_pp"] == pytest.approx(municipality[1]["change_pp"], abs=1e-9)
    assert found[0]["comparable_district_count"] + found[0]["redrawn_district_count"] == len(now)


@FEW
@given(one=figures, target=st.integers(11, 1000))
def test_a_ceiling_is_exact(tmp_path_factory, one, target):
    """Tenths of a percent: the whole-number ceiling, which a floating-point one misses at ties."""
    path = tmp_path_factory.mktemp("any") / "any.duckdb"
    create(path, districts({"2022-KF": {"01270001": one}}))
    warehouse = open_file(path)
    text = f"{target // 10},{target % 10}"
    (row,) = rows(warehouse, "votes_missing_by_district", area="0127", election_id="2022-KF", target=text)
    warehouse.close()
    assert row["missing_count"] == max(0, -(-target * one[0] // 1000) - one[1])
