"""residents_without_vote: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, elections, rows

NAME = "residents_without_vote"


def residents(year: int, cells: dict[tuple[str, str], int]) -> list[dict]:
    return [
        {
            "population_year": year,
            "municipality_code": "0127",
            "age_group": age_group,
            "gender": gender,
            "resident_count": count,
            "source_id": "scb",
        }
        for (age_group, gender), count in cells.items()
    ]


CELLS = {("0-17", "women"): 100, ("0-17", "men"): 120, ("18+", "women"): 400, ("18+", "men"): 380}


def electorate(election: str, eligible: int, stage: str = "final") -> dict:
    return {
        "election_id": election,
        "municipality_code": "0127",
        "eligible_count": eligible,
        "votes_count": 10,
        "counting_stage": stage,
        "source_id": "val",
    }


def asked(given, *totals: dict, year: int = 2022) -> list[dict]:
    warehouse = given(
        dim_election=elections("2018-KF", "2022-KF", "2022-RD", "2022-RF"),
        fact_population=residents(year, CELLS),
        fact_municipality_turnout=list(totals),
    )
    return rows(warehouse, NAME, municipality_code="0127")


def test_residents_minus_electors_by_election_with_both_sexes_shown(given):
    found = asked(given, electorate("2022-KF", 700), electorate("2022-RD", 600), electorate("2022-RF", 700))
    shown = ("election_id", "gender", "resident_count", "under_18_count", "adult_count", "adult_without_vote_count")
    assert columns(found, *shown) == [
        ("2022-KF", "women", 500, 100, 400, None),
        ("2022-KF", "men", 500, 120, 380, None),
        ("2022-KF", "total", 1000, 220, 780, 80),
        ("2022-RD", "women", 500, 100, 400, None),
        ("2022-RD", "men", 500, 120, 380, None),
        ("2022-RD", "total", 1000, 220, 780, 180),
    ]
    shares = [row["without_vote_share"] for row in found if row["gender"] == "total"]
    assert shares == pytest.approx([0.3, 0.4])


def test_more_electors_than_adults_is_unknown_and_not_zero(given):
    total = asked(given, electorate("2022-RD", 790))[-1]
    assert (total["adult_without_vote_count"], total["without_vote_share"]) == (None, None)


def test_another_year_or_an_unfinished_count_gives_no_row(given):
    assert asked(given, electorate("2018-KF", 700)) == []
    assert asked(given, electorate("2022-KF", 700, "preliminary")) == []
