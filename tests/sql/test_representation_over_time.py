"""representation_over_time: given rows, expected rows."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sql.made import columns, elections, rows
from tests.sql.seats import AREA, body, places, residents, seats, together

NAME = "representation_over_time"
DAYS = (date(2018, 1, 1), date(2019, 1, 1), date(2023, 1, 1))


def tables() -> dict[str, list[dict]]:
    first, second, third = DAYS
    return together(
        {
            "dim_area": places(),
            "dim_election": elections("2014-KF", "2018-KF", "2022-KF"),
            "dim_body": [body("N", order=2), body("KF", "council", 1)],
            "fact_seat": [
                *seats("KF", {("member", "women"): 4, ("chair", "men"): 6, ("substitute", "men"): 9}, first),
                *seats("KF", {("member", "women"): 5, ("member", "men"): 3, ("member", "unknown"): 2}, second),
                *seats("KF", {("member", "other"): 1, ("co_opted", "women"): 5}, third),
                *seats("N", {("member", "men"): 7}, second),
            ],
            "fact_body_mirror": [
                {
                    "area_id": AREA,
                    "body_id": "KF",
                    "reference_date": second,
                    "base": "18+",
                    "dimension": dimension,
                    "tvd_share": value,
                }
                for dimension, value in (("age", 0.25), ("gender", 0.5))
            ],
            "fact_council_seat": [
                {
                    "election_id": election,
                    "municipality_code": AREA,
                    "party_abbr": party,
                    "seat_count": 5,
                    "women_count": women,
                    "men_count": None if women is None else 5 - women,
                }
                for election, party, women in (
                    ("2014-KF", "S", 2),
                    ("2014-KF", "M", 1),
                    ("2018-KF", "S", 3),
                    ("2018-KF", "M", None),
                )
            ],
        },
        residents("gender", {"women": 480, "men": 520}, days=DAYS[:2]),
    )


def test_the_council_when_no_body_is_named(given):
    found = rows(given(**tables()), NAME, area=AREA)
    names = (
        "reference_date",
        "term_year",
        "held_count",
        "women_count",
        "men_count",
        "other_count",
        "unknown_count",
        "women_share",
    )
    first, second, third = DAYS
    assert columns(found, *names) == [
        (first, 2014, 10, 4, 6, 0, 0, 0.4),
        (second, 2018, 10, 5, 3, 0, 2, 5 / 8),
        (third, 2022, 1, 0, 0, 1, 0, 0),
    ]
    assert [row["gap_pp"] for row in found] == [pytest.approx(-8), pytest.approx(14.5), None]
    assert columns(found, "tvd_age_share", "official_women_share", "population_women_share") == [
        (None, 0.3, 0.48),
        (0.25, None, 0.48),
        (None, None, None),
    ]


def test_another_body_has_no_election(given):
    found = rows(given(**tables()), NAME, area=AREA, body_id="N")
    assert columns(found, "body_id", "reference_date", "men_count", "official_women_share") == [("N", DAYS[1], 7, None)]
    assert rows(given(**tables()), NAME, area=AREA, body_id="nobody") == []
