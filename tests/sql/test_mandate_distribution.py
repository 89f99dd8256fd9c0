"""mandate_distribution: given rows, expected rows."""

from __future__ import annotations

from tests.sql.held_made import AREAS, held, hidden, present
from tests.sql.made import columns, rows

NAME = "mandate_distribution"


def of(found: list[dict], dimension: str) -> list[dict]:
    return [row for row in found if row["dimension"] == dimension]


def test_a_missing_mandate_is_a_step_and_hidden_and_uncounted_rooms_are_not_weighed(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[
            held("a", mandate="tycka"), held("b", mandate="tycka"), held("c", mandate="bestamma"), held("d"),
            held("e", mandate="veta", status="cancelled"), held("f", mandate="veta", status="planned"),
            held("g", mandate="tycka", status=None),
        ],
        fact_attendance=[
            present("a", 30), present("a", 20, "women"), present("a", 10, "men"), hidden("b"), present("c", 10),
            hidden("c", "men"),
            present("d", 20), present("d", 5, "unknown"), present("d", 2, "other"), present("e", 500),
            present("a", 99, measure="speaking"),
        ],
    )  # fmt: skip
    names = ("mandate", "dialogue_count", "dialogue_share", "participants_count", "participants_share", "hidden_count")
    found = of(rows(warehouse, NAME, area="0127"), "all")
    assert columns(found, *names) == [
        ("veta", 0, 0.0, 0, 0.0, 0), ("tycka", 3, 0.6, 30, 0.5, 1), ("resonera", 0, 0.0, 0, 0.0, 0),
        ("genomfora", 0, 0.0, 0, 0.0, 0), ("bestamma", 1, 0.2, 10, 1 / 6, 0), ("missing", 1, 0.2, 20, 1 / 3, 0),
    ]  # fmt: skip
    sexes = ("mandate", "women_count", "men_count", "unknown_gender_count", "uncounted_count")
    assert columns([row for row in found if row["dialogue_count"]], *sexes) == [
        ("tycka", 20, 10, None, 1), ("bestamma", None, None, None, 0), ("missing", None, None, 7, 0),
    ]  # fmt: skip


def test_a_step_whose_rooms_are_all_hidden_has_no_number_of_people(given):
    warehouse = given(dim_area=AREAS, fact_dialogue=[held("a", mandate="veta")], fact_attendance=[hidden("a")])
    whole = of(rows(warehouse, NAME, area="0127"), "all")
    assert columns(whole[:1], "participants_count", "participants_share") == [(None, None)]


def test_by_year_administration_and_part_and_only_the_chosen_ones(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[
            held("a", 2025, mandate="veta", organization="Skola", part_area_id="0127-tumba"),
            held("b", 2026, mandate="veta", organization="Kultur", part_area_id="0127-alby", provenance="example"),
            held("c", 2026, mandate="veta", classification="walk"),
        ],
    )
    found = [row for row in rows(warehouse, NAME, area="0127") if row["mandate"] == "veta"]
    names = ("dimension", "category", "category_name", "dialogue_count", "is_example")
    assert columns(found, *names) == [
        ("all", "total", None, 3, True), ("year", "2026", None, 2, True), ("year", "2025", None, 1, False),
        ("administration", "Kultur", None, 1, True), ("administration", "Skola", None, 1, False),
        ("administration", "", None, 1, False), ("area", "0127-alby", "Alby", 1, True), ("area", "0127-tumba", "Tumba", 1, False),
        ("area", "", None, 1, False),
    ]  # fmt: skip
    chosen = of(rows(warehouse, NAME, area="0127", year=2026, kind="forum"), "all")
    assert sum(row["dialogue_count"] for row in chosen) == 1


def test_only_one_administration_and_only_one_part(given):
    warehouse = given(
        dim_area=AREAS,
        fact_dialogue=[
            held("a", mandate="veta", organization="Skola", part_area_id="0127-tumba"),
            held("b", mandate="tycka", organization="Skola", part_area_id="0127-alby"),
            held("c", mandate="tycka", organization="Kultur", part_area_id="0127-alby"),
        ],
    )
    for asked, told in (
        ({"administration": "Skola"}, [("veta", 1), ("tycka", 1)]),
        ({"part": "0127-alby"}, [("tycka", 2)]),
        ({"administration": "Skola", "part": "0127-alby"}, [("tycka", 1)]),
    ):
        found = of(rows(warehouse, NAME, area="0127", **asked), "all")
        assert columns([row for row in found if row["dialogue_count"]], "mandate", "dialogue_count") == told
