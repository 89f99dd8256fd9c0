"""council_comparison: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, elections, municipalities, rows

NAME = "council_comparison"
AREAS = [
    {"area_id": "00", "area_level": "riket", "area_name": "Sverige"},
    {"area_id": "01", "area_level": "lan", "area_name": "Stockholms län", "county_code": "01"},
    *municipalities("0127", "0180", "0305", "0380"),
]
GROUP = "Liknande kommuner, övergripande, Kommun 0127, 2025"
PEERS = [{"municipality_code": "0127", "group_title": GROUP, "peer_code": code} for code in ("0305", "0380", "0127")]


def seat(party: str, women: int | None, men: int | None, election: str = "2018-KF") -> dict:
    return {
        "election_id": election,
        "municipality_code": "0127",
        "party_abbr": party,
        "seat_count": 10,
        "women_count": women,
        "men_count": men,
        "source_id": "val",
    }


def scb(place: str, women: int | None, men: int | None, year: int = 2018) -> list[dict]:
    return [
        {"place_id": place, "party": "S", "gender": gender, "indicator_year": year, "elected_count": count, "source_id": "scb"}
        for gender, count in (("women", women), ("men", men))
    ]


def asked(given, **tables: list) -> list[dict]:
    base = {"dim_area": AREAS, "peer_municipality": PEERS, "dim_election": elections("2014-KF", "2018-KF", "2018-RD")}
    return rows(given(**base, **tables), NAME, municipality_code="0127")


def test_the_official_result_goes_first_and_groups_are_summed_when_whole(given):
    found = asked(
        given,
        fact_council_seat=[seat("S", 12, 11), seat("M", 3, 4)],
        fact_elected_official=[
            *scb("0127", 1, 99),
            *scb("0180", 50, 50),
            *scb("0305", 10, 30),
            *scb("0380", 20, 20),
            *scb("00", 500, 600),
        ],
    )
    assert columns(found, "comparison", "place_name", "women_count", "men_count", "municipality_count", "source_id") == [
        ("own", "Kommun 0127", 15, 15, 1, "val"),
        ("similar", "Kommun 0305", 10, 30, 1, "scb"),
        ("similar", "Kommun 0380", 20, 20, 1, "scb"),
        ("similar_sum", GROUP, 30, 50, 2, "scb"),
        ("county", "Stockholms län", 65, 65, 2, "scb"),
        ("country", "Sverige", 500, 600, None, "scb"),
    ]
    assert [row["women_share"] for row in found] == pytest.approx([0.5, 0.25, 0.5, 0.375, 0.5, 5 / 11])
    assert [row["women_share"] + row["men_share"] for row in found] == pytest.approx([1] * 6)


def test_a_group_that_lacks_a_municipality_and_a_council_with_an_unknown_part_are_not_shown(given):
    found = asked(given, fact_council_seat=[seat("S", 12, 11), seat("M", None, None)], fact_elected_official=scb("0305", 10, 30))
    assert columns(found, "comparison", "place_id") == [("similar", "0305")]
    assert asked(given, fact_elected_official=scb("0305", None, 30)) == []


def test_scb_stands_in_where_the_result_tells_no_sex(given):
    found = asked(given, fact_council_seat=[seat("S", None, None)], fact_elected_official=scb("0127", 30, 20))
    assert columns(found, "election_year", "women_count", "source_id") == [(2018, 30, "scb")]


def test_a_printed_share_of_the_country_stands_at_the_election_before_it(given):
    def printed(category: str) -> dict:
        keys = {"measure": "maktstege", "category": category, "gender": "women", "reference_year": 2019, "source_id": "p"}
        return {**keys, "value_share": 0.43}

    (row,) = asked(given, fact_reference_value=[printed("council"), printed("chairs")])
    assert (row["election_year"], row["comparison"], row["women_count"], row["municipality_count"]) == (
        2018, "country_published", None, None,
    )  # fmt: skip
    assert (row["women_share"], row["men_share"]) == pytest.approx((0.43, 0.57))


@pytest.mark.parametrize(("year", "women", "men"), [(2010, 24, 37), (2014, 27, 34), (2018, 30, 45)])
def test_botkyrkas_councils_as_published(reference_warehouse, year: int, women: int, men: int):
    """Valmyndigheten's final results: women and men elected to the council, summed over its parties."""
    own = [row for row in rows(reference_warehouse, NAME, municipality_code="0127") if row["comparison"] == "own"]
    assert columns([row for row in own if row["election_year"] == year], "women_count", "men_count") == [(women, men)]
