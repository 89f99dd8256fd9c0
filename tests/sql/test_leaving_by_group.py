"""leaving_by_group: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows

NAME = "leaving_by_group"


def group(term: int, members: int, left: int | None, cutoff: str = "full_term", gender: str = "total", **more) -> dict:
    return {
        "area_id": "0127", "term_year": term, "classification": "council", "dimension": "all", "category": "total",
        "gender": gender, "cutoff": cutoff, "member_count": members, "left_count": left, "provenance": "own", **more,
    }  # fmt: skip


def published(year: int, share: float, cutoff: str = "full_term", measure: str = "avhopp_andel") -> dict:
    return {"measure": measure, "category": cutoff, "gender": "total", "reference_year": year, "value_share": share}


def test_shares_beside_the_country_of_the_same_term_else_the_latest_before(given):
    warehouse = given(
        fact_leaving=[
            group(2022, 75, 15), group(2022, 30, 6, gender="women"), group(2018, 75, 18, provenance="example"),
            group(2010, 61, 9), group(2022, 75, None, "3_years"), group(2022, 9, 9, area_id="0180"),
        ],
        fact_reference_value=[published(2014, 0.22), published(2018, 0.21), published(2018, 0.2, measure="avhopp_andel_region")],
    )  # fmt: skip
    found = rows(warehouse, NAME, area="0127")
    names = ("term_year", "cutoff", "gender", "left_count", "left_share", "country_share", "country_term_year", "is_example")
    assert columns(found, *names) == [
        (2022, "3_years", "total", None, None, None, None, False),
        (2022, "full_term", "total", 15, 0.2, 0.21, 2018, False),
        (2022, "full_term", "women", 6, 0.2, None, None, False),
        (2018, "full_term", "total", 18, 0.24, 0.21, 2018, True),
        (2010, "full_term", "total", 9, 9 / 61, None, None, False),
    ]


def test_the_young_stand_beside_the_young(given):
    warehouse = given(
        fact_leaving=[group(2018, 12, 3, "3_years", dimension="age", category=age) for age in ("18-29", "30-49")],
        fact_reference_value=[published(2018, 0.31, "3_years", "avhopp_andel_under_30"), published(2018, 0.17, "3_years")],
    )
    assert columns(rows(warehouse, NAME, area="0127"), "category", "country_share") == [("18-29", 0.31), ("30-49", None)]


def test_an_age_group_of_four_is_told_as_a_party_of_four_is(given):
    """Who was elected and who left is public. Hidden for one sex it could be worked out from the other and all."""
    warehouse = given(
        fact_leaving=[group(2018, 4, 1, dimension="age", category="65+"), group(2018, 4, 1, dimension="party", category="V")]
    )
    found = columns(rows(warehouse, NAME, area="0127"), "category", "member_count", "left_share")
    assert found == [("65+", 4, 0.25), ("V", 4, 0.25)]


def test_a_committee_is_not_held_against_the_councils(given):
    warehouse = given(fact_leaving=[group(2018, 13, 2, classification="committee")], fact_reference_value=[published(2018, 0.21)])
    assert columns(rows(warehouse, NAME, area="0127"), "country_share", "classification") == [(None, "committee")]
