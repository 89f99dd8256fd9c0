"""channel_by_group: given rows, expected rows."""

from __future__ import annotations

from tests.sql.held_made import AREAS, held, hidden, present
from tests.sql.made import columns, rows

NAME = "channel_by_group"
DIALOGUES = [
    held("p", channel="physical", part_area_id="0127-alby"),
    held("q", channel="physical"),
    held("d", channel="digital", part_area_id="0127-alby"),
]


def of(found: list[dict], dimension: str, category: str) -> list[dict]:
    return [row for row in found if (row["dimension"], row["category"]) == (dimension, category)]


def test_a_group_is_reached_only_here_when_every_other_channel_has_counted_it_to_nought(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=DIALOGUES,
        fact_attendance=[
            present("p", 6, "0-17", "age"), present("d", 0, "0-17", "age"),
            present("p", 6, "18-29", "age"), hidden("d", "18-29", "age"),
            present("p", 6, "30-49", "age"), present("d", 2, "30-49", "age"), present("q", 4, "30-49", "age"),
            present("p", 6, "50-64", "age"),
        ],
    )  # fmt: skip
    found = rows(warehouse, NAME, area="0127")
    names = ("channel", "person_count", "counted_count", "hidden_count", "is_reached", "is_only_here")
    assert columns(of(found, "age", "0-17"), *names) == [
        ("physical", 6, 1, 0, True, True), ("digital", 0, 1, 0, False, False),
    ]  # fmt: skip
    assert columns(of(found, "age", "18-29"), *names) == [
        ("physical", 6, 1, 0, True, None), ("digital", None, 0, 1, None, False),
    ]  # fmt: skip
    assert columns(of(found, "age", "30-49"), *names, "person_share") == [
        ("physical", 10, 2, 0, True, False, 10 / 12), ("digital", 2, 1, 0, True, False, 2 / 12),
    ]  # fmt: skip
    assert columns(of(found, "age", "50-64"), "is_reached", "is_only_here") == [(True, None), (None, False)]


def test_a_nought_beside_a_hidden_number_cannot_be_told_from_somebody(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[*DIALOGUES, held("e", channel="digital")],
        fact_attendance=[present("p", 6, "65+", "age"), present("d", 0, "65+", "age"), hidden("e", "65+", "age")],
    )
    found = of(rows(warehouse, NAME, area="0127"), "age", "65+")
    assert columns(found, "channel", "is_reached", "is_only_here") == [("physical", True, None), ("digital", None, False)]


def test_places_are_known_from_the_dialogues_and_parts_without_any_keep_their_rows(given):
    warehouse = given(dim_area=AREAS, fact_dialogue=[*DIALOGUES[:1], *DIALOGUES[1:2]], fact_attendance=[hidden("p")])
    found = rows(warehouse, NAME, area="0127")
    names = ("category", "category_name", "channel", "dialogue_count", "hidden_count", "is_reached", "is_only_here")
    assert columns([row for row in found if row["dimension"] == "place"], *names) == [
        ("0127-alby", "Alby", "physical", 1, 1, True, True), ("0127-tumba", "Tumba", "physical", 0, 0, False, False),
        ("", None, "physical", 1, 0, True, True),
    ]  # fmt: skip


def test_women_come_before_men_and_totals_are_no_group(given):
    attendance = [present("p", 9, category) for category in ("men", "unknown", "women")] + [present("p", 27, "total", "gender")]
    warehouse = given(dim_area=AREAS, fact_dialogue=DIALOGUES[:1], fact_attendance=attendance)
    found = [row for row in rows(warehouse, NAME, area="0127") if row["dimension"] == "gender"]
    assert columns(found, "category", "person_count", "person_share") == [("women", 9, 1.0), ("men", 9, 1.0), ("unknown", 9, 1.0)]
    assert rows(warehouse, NAME, area="0127", year=2020) == []
