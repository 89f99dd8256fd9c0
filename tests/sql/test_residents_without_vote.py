"""residents_without_vote: given rows, rows worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sql.made import columns, elections, rows

NAME = "residents_without_vote"


COUNTS = {"women": (500, 100, 400), "men": (500, 120, 380), "total": (1000, 220, 780)}
"""Sex -> residents, those under 18, adults."""


def residents(year: int, **more: object) -> list[dict]:
    kinds = (("all", "all", "total"), ("all", "age", "0-17"), ("18+", "all", "total"))
    return [
        {
            "place_id": "0127",
            "population_year": year,
            "population_date": date(year, 9, 30),
            "base": base,
            "dimension": dimension,
            "category": category,
            "gender": gender,
            "resident_count": count,
            "source_id": "scb",
            **more,
        }
        for gender, counts in COUNTS.items()
        for (base, dimension, category), count in zip(kinds, counts, strict=True)
    ]


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
        fact_resident=[*residents(year), *residents(year, place_id="0180", resident_count=7)],
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
    assert {row["population_date"] for row in found} == {date(2022, 9, 30)}
    shares = [row["without_vote_share"] for row in found if row["gender"] == "total"]
    assert shares == pytest.approx([0.3, 0.4])


def test_more_electors_than_adults_is_unknown_and_not_zero(given):
    total = asked(given, electorate("2022-RD", 790))[-1]
    assert (total["adult_without_vote_count"], total["without_vote_share"]) == (None, None)


def test_another_year_or_an_unfinished_count_gives_no_row(given):
    assert asked(given, electorate("2018-KF", 700)) == []
    assert asked(given, electorate("2022-KF", 700, "preliminary")) == []


def test_without_the_children_or_the_adults_there_is_no_row(given):
    known = residents(2022)
    for missing in (("all", "age"), ("18+", "all"), ("all", "all")):
        warehouse = given(
            dim_election=elections("2022-KF"),
            fact_resident=[row for row in known if (row["base"], row["dimension"]) != missing],
            fact_municipality_turnout=[electorate("2022-KF", 700)],
        )
        assert rows(warehouse, NAME, municipality_code="0127") == []
