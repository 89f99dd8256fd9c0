"""turnout_by_group: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, elections, rows

NAME = "turnout_by_group"

CELLS = {
    ("total", "total"): (1000, 0.8),
    ("total", "women"): (500, 0.82),
    ("total", "men"): (500, 0.78),
    ("18-29", "total"): (200, 0.7),
    ("30-49", "total"): (300, 0.8),
    ("65+", "total"): (500, 0.84),
    ("18-29", "women"): (100, 0.72),
    ("65+", "women"): (400, None),
}


def groups(cells: dict) -> list[dict]:
    return [
        {
            "election_id": "2022-RD",
            "municipality_code": "0127",
            "dimension": "age",
            "category": category,
            "gender": gender,
            "eligible_count": eligible,
            "turnout_share": share,
            "measure_basis": "register",
            "source_id": "scb",
        }
        for (category, gender), (eligible, share) in cells.items()
    ]


def test_gaps_to_the_rest_and_to_all(given):
    found = rows(given(dim_election=elections("2022-RD"), fact_group_turnout=groups(CELLS)), NAME, municipality_code="0127")
    assert columns(found, "category", "gender") == [
        ("total", "total"), ("total", "women"), ("total", "men"), ("18-29", "total"), ("18-29", "women"),
        ("30-49", "total"), ("65+", "total"), ("65+", "women"),
    ]
    by_group = {(row["category"], row["gender"]): (row["gap_to_rest_pp"], row["gap_to_all_pp"]) for row in found}
    assert by_group["total", "total"] == (None, None)
    assert by_group["total", "women"] == pytest.approx((4, 2))
    assert by_group["total", "men"] == pytest.approx((-4, -2))
    # 300 at 0.8 and 500 at 0.84 are 660 of 800: 0.825.
    assert by_group["18-29", "total"] == pytest.approx((-12.5, -10))
    # The only other group of women is hidden at the source.
    assert by_group["18-29", "women"] == (None, pytest.approx(-8))
    assert by_group["65+", "women"] == (None, None)


def test_dimensions_elections_and_municipalities_are_not_mixed(given):
    schooling = {("primary", "total"): (10, 0.1), ("total", "total"): (20, 0.5)}
    education = [{**row, "dimension": "education"} for row in groups(schooling)]
    elsewhere = [{**row, "municipality_code": "0180", "turnout_share": 0.1} for row in groups(CELLS)]
    warehouse = given(dim_election=elections("2022-RD"), fact_group_turnout=[*groups(CELLS), *education, *elsewhere])
    found = rows(warehouse, NAME, municipality_code="0127")
    assert len(found) == len(CELLS) + 2
    assert columns(found, "dimension", "category", "gap_to_rest_pp", "gap_to_all_pp")[-1] == (
        "education", "primary", None, pytest.approx(-40),
    )
