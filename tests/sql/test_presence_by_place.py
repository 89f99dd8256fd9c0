"""presence_by_place: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, municipalities, rows

NAME = "presence_by_place"
PARTS = [
    {"area_id": f"0127-{name}", "area_level": "kommundel", "area_name": name.title(), "parent_area_id": "0127"}
    for name in ("alby", "tumba")
]


def occasion(presence_id: str, place_type: str = "school", part: str | None = "0127-alby", **more) -> dict:
    return {
        "area_id": "0127", "presence_id": presence_id, "place_type": place_type, "part_area_id": part, "actor_kind": "party",
        "provenance": "own", **more,
    }  # fmt: skip


def test_sexes_are_added_up_where_they_were_counted(given):
    warehouse = given(
        dim_area=[*municipalities("0127"), *PARTS],
        fact_presence=[
            occasion("a", women_count=2, men_count=1), occasion("b", women_count=1, men_count=0, unknown_count=2),
            occasion("c"), occasion("d", "event"), occasion("e", "social_media", None, women_count=1, men_count=1),
        ],
    )  # fmt: skip
    found = [row for row in rows(warehouse, NAME, area="0127") if row["occasion_count"]]
    names = ("part_name", "part_occasion_count", "place_type", "occasion_count", "counted_count", "women_count", "unknown_count")
    assert columns(found, *names) == [
        ("Alby", 4, "school", 3, 2, 3, 2), ("Alby", 4, "event", 1, 0, None, None),
        (None, 1, "social_media", 1, 1, 1, 0),
    ]  # fmt: skip


def test_a_part_where_nobody_has_been_has_rows_of_nought(given):
    warehouse = given(dim_area=[*municipalities("0127"), *PARTS], fact_presence=[occasion("a")])
    tumba = [row for row in rows(warehouse, NAME, area="0127") if row["part_name"] == "Tumba"]
    assert {(row["part_occasion_count"], row["occasion_count"], row["women_count"]) for row in tumba} == {(0, 0, 0)}
    assert {row["actor_kind"] for row in tumba} == {"elected", "party", "youth_league"}
    assert len(tumba) == 5 * 3


def test_without_a_register_there_are_no_rows(given):
    assert rows(given(dim_area=[*municipalities("0127"), *PARTS]), NAME, area="0127") == []
