"""Which district is which: the links between versions, on a made-up municipality."""

from __future__ import annotations

import pytest

from tests.build.made import Made, built, rows

PARTS = ("10_chosen", "20_dimensions", "30_facts", "40_links")


@pytest.fixture
def made() -> Made:
    return Made()


def linked(made: Made) -> dict[str, list[dict]]:
    """`district_link` and `district_history` as the build makes them."""
    with built(made, PARTS) as connection:
        return {
            name: sorted(rows(connection, name), key=lambda row: [str(value) for value in row.values()])
            for name in ("district_link", "district_history")
        }


def pairs(rows: list[dict]) -> list[tuple[int, int, bool, bool, str]]:
    return [
        (
            int(row["district_code"][4:]),
            int(row["previous_code"][4:] or 0),
            row["is_comparable"],
            row["is_official"],
            row["basis"],
        )
        for row in rows
    ]


def test_an_equal_code_alone_links_nothing_t5(made):
    made.district(2018, 1, "Backen")
    made.district(2022, 1, "Stranden")
    assert linked(made)["district_link"] == []


def test_a_name_links_across_codes_and_prefixes_but_unverified_t6(made):
    made.district(2018, 501, "Botkyrka 1 Backen")
    made.district(2022, 1, "Backen")
    assert pairs(linked(made)["district_link"]) == [(1, 501, True, False, "same_name")]


@pytest.mark.parametrize(("eligible", "comparable"), [(1120, True), (1121, False), (880, True), (879, False)])
def test_a_name_with_another_electorate_is_redrawn_t6(made, eligible, comparable):
    made.district(2018, 501, "Backen", eligible=1000)
    made.district(2022, 1, "Backen", eligible=eligible)
    assert pairs(linked(made)["district_link"]) == [(1, 501, comparable, False, "same_name")]


def test_a_name_that_stands_twice_links_nothing(made):
    made.district(2018, 501, "Centrum")
    made.district(2018, 502, "Centrum")
    made.district(2022, 1, "Centrum")
    assert linked(made)["district_link"] == []


def test_the_official_list_goes_before_names(made):
    made.district(2018, 501, "Backen")
    made.district(2018, 502, "Stranden")
    made.district(2022, 1, "Backen")
    made.link(2022, 1, 2018, [502], "official_comparable")
    assert pairs(linked(made)["district_link"]) == [(1, 502, True, True, "comparison_file")]


def test_what_the_official_list_calls_redrawn_is_not_linked_by_name(made):
    made.district(2018, 501, "Backen")
    made.district(2022, 1, "Backen")
    made.link(2022, 1, 2018, [], "official_not_comparable")
    assert pairs(linked(made)["district_link"]) == [(1, 0, False, True, "comparison_file")]


def test_a_sum_of_districts_is_one_comparison_t7(made):
    made.district(2018, 501, "Norra", eligible=600)
    made.district(2018, 502, "Södra", eligible=400)
    made.district(2022, 1, "Hela", eligible=1000)
    made.link(2022, 1, 2018, [501, 502], "official_comparable")
    tables = linked(made)
    assert pairs(tables["district_link"]) == [(1, 501, True, True, "comparison_file"), (1, 502, True, True, "comparison_file")]
    assert {row["earlier_code"][4:] for row in tables["district_history"]} == {"0501", "0502"}


def test_two_districts_never_claim_the_same_predecessor(made):
    made.district(2018, 501, "Hela")
    for number in (1, 2):
        made.district(2022, number, f"Del {number}")
        made.link(2022, number, 2018, [501], "official_comparable")
    assert [comparable for _, _, comparable, _, _ in pairs(linked(made)["district_link"])] == [False, False]


def test_figures_of_the_previous_election_find_the_district_under_another_code_t5(made):
    made.district(2014, 507, "Tullingeskog", eligible=1090, votes=991)
    made.district(2014, 506, "Römossen", eligible=1438, votes=1264)
    made.district(
        2018,
        507,
        "Römossen",
        eligible=1439,
        votes=1270,
        comparability="comparable",
        previous_eligible=1438,
        previous_votes_cast=1264,
    )
    assert pairs(linked(made)["district_link"]) == [(507, 506, True, True, "result_file")]


def test_equal_figures_of_two_districts_link_nothing(made):
    for number in (1, 2):
        made.district(2014, number, f"Tvilling {number}", eligible=900, votes=600)
    made.district(2018, 9, "Ny", comparability="comparable", previous_eligible=900, previous_votes_cast=600)
    assert linked(made)["district_link"] == []


def test_a_redrawn_district_in_the_result_file_is_not_linked_by_name(made):
    made.district(2014, 1, "Backen")
    made.district(2018, 1, "Backen", comparability="not_comparable")
    assert pairs(linked(made)["district_link"]) == [(1, 0, False, True, "result_file")]


def test_equal_borders_link_across_codes_and_names(made):
    made.district(2018, 501, "Backen")
    made.district(2022, 1, "Kullen")
    made.overlap(2022, 1, 2018, 501, 0.99)
    assert pairs(linked(made)["district_link"]) == [(1, 501, True, False, "same_borders")]


def test_history_follows_comparable_links_back_and_stops_at_a_break(made):
    for year, number in ((2014, 51), (2018, 501), (2022, 1)):
        made.district(year, number, "Backen")
    made.link(2018, 501, 2014, [51], "official_comparable")
    found = [(row["district_code"][4:], row["earlier_code"][4:], row["is_official"]) for row in linked(made)["district_history"]]
    assert sorted(found) == [("0001", "0051", False), ("0001", "0501", False), ("0501", "0051", True)]
    made.links.clear()
    made.link(2018, 501, 2014, [], "official_not_comparable")
    assert [row["earlier_code"][4:] for row in linked(made)["district_history"]] == ["0501"]


def test_history_of_a_sum_needs_every_part(made):
    for number in (51, 52):
        made.district(2014, number, f"Del {number}", eligible=500)
        made.district(2018, number + 450, f"Mitt {number}", eligible=500)
    made.district(2022, 1, "Hela", eligible=1000)
    made.link(2022, 1, 2018, [501, 502], "official_comparable")
    made.link(2018, 501, 2014, [51], "official_comparable")
    made.link(2018, 502, 2014, [], "official_not_comparable")
    history = linked(made)["district_history"]
    assert [
        (row["district_code"][4:], row["earlier_code"][4:]) for row in history if row["earlier_area_version"] == "valdistrikt2014"
    ] == [("0501", "0051")]
