"""election_list: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, districts, elections, rows, totals

NAME = "election_list"


def test_what_there_is_for_each_election(given):
    tables = districts({"2018-KF": {"01270001": (100, 50)}, "2022-KF": {"01270001": (100, 50)}}, parts={"01270001": "alby"})
    tables["dim_election"] += elections("2026-KF", "2010-KF")
    official = [
        *totals({("2022-KF", "0127"): (100, 60, 10), ("2018-KF", "0180"): (100, 60, 10)}),
        *totals({("2026-KF", "0127"): (100, 60, None)}, counting_stage="preliminary"),
    ]
    warehouse = given(**tables, fact_municipality_turnout=official)
    shown = ("election_id", "area_version", "has_districts", "has_total", "counting_stage")
    assert columns(rows(warehouse, NAME, area="0127"), *shown) == [
        ("2026-KF", "valdistrikt2026", False, True, "preliminary"),
        ("2022-KF", "valdistrikt2022", True, True, "final"),
        ("2018-KF", "valdistrikt2018", True, False, "final"),
    ]
    alby = rows(warehouse, NAME, area="0127-alby")
    assert columns(alby, "election_id", "has_total") == [("2022-KF", False), ("2018-KF", False)]
