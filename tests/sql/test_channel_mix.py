"""channel_mix: given rows, expected rows."""

from __future__ import annotations

from tests.sql.held_made import AREAS, held, hidden, present
from tests.sql.made import columns, rows

NAME = "channel_mix"
ALBY, TUMBA = {"part_area_id": "0127-alby"}, {"part_area_id": "0127-tumba"}


def test_dialogues_and_people_by_channel_and_parts_that_one_channel_alone_has_been_used_in(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[
            held("a", channel="physical", **ALBY), held("b", channel="physical", **TUMBA), held("c", channel="digital", **ALBY),
            held("d"), held("x", channel="panel", status="cancelled", **TUMBA), held("e", channel="physical"),
        ],
        fact_attendance=[
            present("a", 30), present("a", 18, "women"), hidden("b"), present("c", 10), present("c", 6, "unknown"),
            present("c", 1, "other"), present("x", 99),
        ],
    )  # fmt: skip
    found = rows(warehouse, NAME, area="0127")
    names = (
        "channel",
        "dialogue_count",
        "dialogue_share",
        "participants_count",
        "participants_share",
        "part_count",
        "only_part_count",
    )
    assert columns(found, *names) == [
        ("physical", 3, 0.6, 30, 0.75, 2, 1), ("digital", 1, 0.2, 10, 0.25, 1, 0), ("mixed", 0, 0.0, 0, 0.0, 0, 0),
        ("panel", 0, 0.0, 0, 0.0, 0, 0), ("council", 0, 0.0, 0, 0.0, 0, 0), ("outreach", 0, 0.0, 0, 0.0, 0, 0),
        ("unknown", 1, 0.2, None, None, 0, 0),
    ]  # fmt: skip
    others = ("channel", "hidden_count", "uncounted_count", "women_count", "unknown_gender_count")
    assert columns(found[:2], *others) == [("physical", 1, 1, 18, None), ("digital", 0, 0, None, 7)]


def test_without_a_dialogue_there_is_no_channel_and_a_stated_channel_needs_no_row_for_the_others(given):
    warehouse = given(dim_area=AREAS, fact_dialogue=[held("a", channel="digital")])
    assert "unknown" not in {row["channel"] for row in rows(warehouse, NAME, area="0127")}
    assert rows(warehouse, NAME, area="0127", year=2020) == []
    assert rows(warehouse, NAME, area="0127", kind="walk") == []
