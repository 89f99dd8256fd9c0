"""indicator_comparison: given rows, rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, municipalities, rows

NAME = "indicator_comparison"
AREAS = [
    {"area_id": "00", "area_level": "riket", "area_name": "Sverige"},
    {"area_id": "01", "area_level": "lan", "area_name": "Stockholms län", "county_code": "01"},
    *municipalities("0127", "0180", "0305", "0380", "0381"),
]
GROUP = "Liknande kommuner, övergripande, Kommun 0127, 2025"
PEERS = [
    *({"municipality_code": "0127", "group_title": GROUP, "peer_code": code} for code in ("0305", "0380", "0381")),
    {"municipality_code": "0127", "group_title": GROUP.replace("2025", "2024"), "peer_code": "0180"},
    {"municipality_code": "0127", "group_title": "Liknande kommuner socioekonomi, Kommun 0127, 2026", "peer_code": "0180"},
]
KPIS = [
    {"kpi_id": "N05815", "title": "Kvinnor", "theme": "council", "unit": "share", "share_of": "women"},
    {"kpi_id": "N05821", "theme": "council", "unit": "share"},
    {"kpi_id": "N00665", "theme": "survey", "unit": "share"},
]


def fact(place: str, value: float | None, kpi: str = "N05821", gender: str = "total", year: int = 2022, **more: object) -> dict:
    given = {"measured_year": year, "is_repeated": False, "source_id": "k", **more}
    keys = {"kpi_id": kpi, "place_id": place, "indicator_year": year, "gender": gender, "indicator_value": value}
    return keys | given


def asked(given, *facts: dict, **parameters: object) -> list[dict]:
    warehouse = given(dim_area=AREAS, peer_municipality=PEERS, dim_kpi=KPIS, fact_official_indicator=list(facts))
    return rows(warehouse, NAME, municipality_code="0127", **parameters)


def test_own_each_similar_their_median_the_county_and_the_country(given):
    values = {"0127": 0.1, "0180": 0.2, "0305": 0.3, "0380": 0.5, "0381": 0.4, "00": 0.6}
    found = asked(given, *(fact(place, value) for place, value in values.items()))
    assert columns(found, "comparison", "place_name", "municipality_count", "group_count") == [
        ("own", "Kommun 0127", None, None),
        ("similar", "Kommun 0305", None, None),
        ("similar", "Kommun 0380", None, None),
        ("similar", "Kommun 0381", None, None),
        ("similar_median", GROUP, 3, 3),
        ("county_median", "Stockholms län", 2, 2),
        ("country", "Sverige", None, None),
    ]
    assert [row["indicator_value"] for row in found] == pytest.approx([0.1, 0.3, 0.5, 0.4, 0.4, 0.15, 0.6])


def test_a_share_of_women_tells_the_men_too(given):
    found = asked(given, fact("0127", 0.44, kpi="N05815"), fact("0305", None, kpi="N05815"))
    assert columns(found, "comparison", "gender") == [
        (comparison, gender) for comparison in ("own", "similar", "county_median") for gender in ("women", "men")
    ]
    assert [row["indicator_value"] for row in found[:2]] == pytest.approx([0.44, 0.56])
    assert [row["indicator_value"] for row in found[2:4]] == [None, None]


def test_copies_until_the_next_election_are_one_row_t39(given):
    copies = [fact("0127", 0.1, year=year, measured_year=2022, is_repeated=year != 2022) for year in (2024, 2022, 2023)]
    found = [row for row in asked(given, *copies) if row["comparison"] == "own"]
    assert columns(found, "measured_year", "indicator_year", "is_repeated") == [(2022, 2022, False)]


def test_a_value_known_only_as_a_copy_says_so(given):
    (own, *_) = asked(given, fact("0127", 0.1, year=2011, measured_year=2010, is_repeated=True))
    assert (own["measured_year"], own["indicator_year"], own["is_repeated"]) == (2010, 2011, True)


def test_a_median_stands_on_at_least_half_of_its_group(given):
    one = asked(given, fact("0305", 0.3), fact("0380", None))
    two = asked(given, fact("0305", 0.3), fact("0380", 0.5))
    assert "similar_median" not in {row["comparison"] for row in one}
    (median,) = [row for row in two if row["comparison"] == "similar_median"]
    assert (median["municipality_count"], median["group_count"]) == (2, 3)
    assert median["indicator_value"] == pytest.approx(0.4)


def test_theme_and_key_figure_choose_what_is_shown_and_margins_follow(given):
    facts = [fact("0127", 0.41, kpi="N00665", gender="women", uncertainty_value=0.03), fact("0127", 0.1)]
    assert {row["kpi_id"] for row in asked(given, *facts)} == {"N05821"}
    assert {row["kpi_id"] for row in asked(given, *facts, theme="survey")} == {"N00665"}
    (row, *_) = asked(given, *facts, kpi_id="N00665")
    assert (row["gender"], row["margin_value"]) == ("women", 0.03)
    assert asked(given, *facts, theme="turnout") == []
