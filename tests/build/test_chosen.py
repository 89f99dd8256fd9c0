"""Which file counts where several hold the same election, and what is said about the others."""

from __future__ import annotations

import json

import pytest

from tests.build.made import Made, built, rows

PARTS = ("10_chosen", "20_dimensions", "30_facts", "40_links", "90_meta")


@pytest.fixture
def made() -> Made:
    return Made()


def published(made: Made) -> dict[str, list[dict]]:
    names = ("fact_turnout", "fact_municipality_turnout", "meta_notice", "area_district")
    with built(made, PARTS) as connection:
        return {name: rows(connection, name) for name in names}


def whole(made: Made, votes: int, late: int = 50, **source) -> None:
    """A municipality of one district, and its late votes."""
    made.district(2022, 1, "Hela", 1000, votes, **source)
    made.late(2022, late, **source)


def total(tables) -> tuple[int, int | None, str]:
    (row,) = tables["fact_municipality_turnout"]
    return row["votes_count"], row["late_votes_count"], row["source_id"]


def notices(tables) -> list[tuple[str, str]]:
    return [(row["rule"], row["source_id"]) for row in tables["meta_notice"]]


def test_late_votes_are_in_the_total_and_in_no_district_t10(made):
    whole(made, 700)
    tables = published(made)
    assert total(tables) == (750, 50, "file")
    assert [(row["votes_count"], row["eligible_count"]) for row in tables["fact_turnout"]] == [(700, 1000)]


def test_several_late_rows_with_one_code_are_summed_t4(made):
    whole(made, 700)
    made.late(2022, 50)
    made.late(2022, 7)
    assert total(published(made)) == (807, 107, "file")


def test_a_final_count_replaces_a_preliminary_one_and_says_so_t33(made):
    whole(made, 690, source_id="night", counting_stage="preliminary", format_rank=1)
    whole(made, 700, source_id="count", format_rank=90)
    tables = published(made)
    assert total(tables) == (750, 50, "count")
    assert notices(tables) == [("preliminary_replaced", "night")]
    assert json.loads(tables["meta_notice"][0]["details"])["chosen_votes"] == 750


def test_a_preliminary_count_stands_alone_until_then(made):
    made.district(2022, 1, "Räknad", 1000, 600, counting_stage="preliminary")
    made.district(2022, 2, "Oräknad", 900, None, counting_stage="preliminary")
    (row,) = published(made)["fact_municipality_turnout"]
    assert (row["eligible_count"], row["votes_count"], row["late_votes_count"]) == (1000, 600, None)
    assert (row["counting_stage"], row["counted_unit_count"], row["unit_count"]) == ("preliminary", 1, 2)


def test_the_better_format_counts_and_a_difference_is_said(made):
    whole(made, 700, source_id="best", format_rank=1)
    whole(made, 701, source_id="other", format_rank=2)
    tables = published(made)
    assert total(tables) == (750, 50, "best")
    assert notices(tables) == [("sources_disagree", "other")]


def test_a_difference_in_electors_alone_is_said_with_both_numbers(made):
    for source, eligible in (("best", 1000), ("other", 1001)):
        made.district(2022, 1, "Hela", eligible, 700, source_id=source, format_rank=1 if source == "best" else 2)
        made.late(2022, 50, source_id=source, format_rank=1 if source == "best" else 2)
    tables = published(made)
    assert notices(tables) == [("sources_disagree", "other")]
    details = json.loads(tables["meta_notice"][0]["details"])
    assert (details["eligible"], details["chosen_eligible"]) == (1001, 1000)


def test_equal_files_need_no_word(made):
    whole(made, 700, source_id="best", format_rank=1)
    whole(made, 700, source_id="other", format_rank=2)
    assert notices(published(made)) == []


def test_of_one_format_the_file_reported_last_counts(made):
    whole(made, 700, source_id="a", reported_at="20220915")
    whole(made, 702, source_id="b", reported_at="20220918")
    assert total(published(made)) == (752, 50, "b")


def test_files_are_never_mixed_within_a_municipality(made):
    whole(made, 700, source_id="a", format_rank=1)
    whole(made, 701, source_id="b", format_rank=2)
    made.district(2022, 2, "Bara i b", 500, 300, source_id="b", format_rank=2)
    assert {row["source_id"] for row in published(made)["fact_turnout"]} == {"a"}


def test_a_part_of_a_municipality_gives_no_total_and_is_no_area_of_its_own(made):
    made.district(2022, 1, "Del", is_reference=True)
    tables = published(made)
    assert tables["fact_municipality_turnout"] == []
    assert tables["area_district"] == []
    assert len(tables["fact_turnout"]) == 1


def test_a_whole_file_goes_before_shipped_parts(made):
    made.district(2022, 1, "Del", 1000, 700, is_reference=True, source_id="shipped", format_rank=100)
    whole(made, 700, source_id="file")
    tables = published(made)
    assert {row["source_id"] for row in tables["fact_turnout"]} == {"file"}
    assert total(tables) == (750, 50, "file")


def test_a_printed_total_without_late_votes_gives_way_to_a_sum_that_knows_them(made):
    whole(made, 700, source_id="districts", format_rank=50)
    made.total(2022, 1000, 750, source_id="national", format_rank=1)
    assert total(published(made)) == (750, 50, "districts")


def test_a_district_without_electors_is_no_fact(made):
    whole(made, 700)
    made.district(2022, 3, "Tom", 0, 0)
    assert [row["district_code"][4:] for row in published(made)["fact_turnout"]] == ["0001"]
