"""representation_by_body: given rows, expected rows."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sql.made import columns, rows
from tests.sql.seats import AREA, DAY, body, groups, places, residents, seats, together

NAME = "representation_by_body"
AGES = {"18-29": 2, "30-49": 7, "50-64": 3, "65+": 0}


def background(counts: dict[str, int | None], day: date = date(2023, 1, 1), body_id: str = "KF") -> list[dict]:
    return [
        {
            "area_id": AREA,
            "body_id": body_id,
            "reference_date": day,
            "dimension": "birth_region",
            "category": category,
            "seat_count": count,
            "provenance": "own",
            "is_suppressed": count is None,
            "suppression_reason": "primary_small" if count is None else None,
        }
        for category, count in counts.items()
    ]


def council(**more) -> dict[str, list[dict]]:
    """A council of 30 with 12 women, and a committee of nine."""
    return together(
        {
            "dim_area": places(),
            "dim_body": [body("KF", "council", 1, **more), body("N", order=2)],
            "fact_seat": [*seats("KF", {("member", "women"): 12, ("member", "men"): 18}), *seats("N", {("member", "men"): 9})],
            "fact_seat_group": [
                *groups("KF", "gender", {"women": 12, "men": 18}),
                *groups("N", "gender", {"women": 0, "men": 8, "unknown": 1}),
            ],
        },
        residents("gender", {"women": 5_000, "men": 4_900}),
    )


def test_women_and_men_against_the_population(given):
    """30 seats · 5,000 of 9,900 = 15.15: three women fewer than 15, three men more."""
    found = [row for row in rows(given(**council()), NAME, area=AREA) if row["dimension"] == "gender"]
    names = ("body_id", "category", "seat_count", "held_count", "missing_members_count", "population_count", "is_suppressed")
    assert columns(found, *names) == [
        ("KF", "women", 12, 30, 3, 5_000, False),
        ("KF", "men", 18, 30, -3, 4_900, False),
        ("N", "women", 0, 9, 4, 5_000, False),
        ("N", "men", 8, 9, -4, 4_900, False),
        ("N", "unknown", 1, 9, None, None, False),
    ]
    assert [row["gap_pp"] for row in found[:2]] == pytest.approx([100 * (0.4 - 5_000 / 9_900), 100 * (0.6 - 4_900 / 9_900)])
    assert found[0]["ratio_index"] == pytest.approx(0.4 / (5_000 / 9_900))
    assert [row["seat_share"] for row in found[2:]] == [0, 1, None]


def test_under_five_of_an_age_is_a_share_only_and_nobody_is_nobody(given):
    tables = together(
        council(),
        {"fact_seat_group": groups("KF", "age", AGES)},
        residents("age", {"18-29": 250, "30-49": 250, "50-64": 250, "65+": 250}),
    )
    found = [row for row in rows(given(**tables), NAME, area=AREA) if (row["body_id"], row["dimension"]) == ("KF", "age")]
    assert columns(found, "category", "seat_count", "suppression_reason", "missing_members_count") == [
        ("18-29", None, "share_only", 1),
        ("30-49", 7, None, -4),
        ("50-64", None, "share_only", 0),
        ("65+", 0, None, 3),
    ]
    assert [row["seat_share"] for row in found] == pytest.approx([2 / 12, 7 / 12, 3 / 12, 0])


def test_those_who_are_not_known_are_counted_outside_the_shares(given):
    tables = together(
        council(), {"fact_seat_group": groups("KF", "area", {"0127-alby": 6, "0127-tumba": 6, "other": 3, "unknown": 15})}
    )
    found = [row for row in rows(given(**tables), NAME, area=AREA) if row["dimension"] == "area"]
    assert columns(found, "category", "seat_count", "seat_share", "suppression_reason") == [
        ("0127-alby", 6, 0.5, None),
        ("0127-tumba", 6, 0.5, None),
        ("other", 3, None, None),
        ("unknown", 15, None, None),
    ]


def test_sex_and_age_together(given):
    counts = {("18-29", "women"): 5, ("18-29", "men"): 10, ("30-49", "women"): 0, ("30-49", "unknown"): 2}
    tables = together(
        council(),
        {"fact_seat_group": groups("KF", "gender_age", counts)},
        residents("gender_age", {("18-29", "women"): 100, ("18-29", "men"): 100, ("30-49", "women"): 200}),
    )
    found = [row for row in rows(given(**tables), NAME, area=AREA) if row["dimension"] == "gender_age"]
    assert columns(found, "category", "gender", "seat_count", "seat_share", "population_share") == [
        ("18-29", "women", 5, 5 / 15, 0.25),
        ("18-29", "men", 10, 10 / 15, 0.25),
        ("30-49", "women", 0, 0, 0.5),
        ("30-49", "unknown", 2, None, None),
    ]


def test_a_small_body_tells_its_groups_without_a_number(given):
    tables = together(
        council(), {"fact_seat_group": groups("N", "age", dict.fromkeys(AGES), held=9)}, residents("age", {"18-29": 10})
    )
    found = [row for row in rows(given(**tables), NAME, area=AREA) if (row["body_id"], row["dimension"]) == ("N", "age")]
    assert {(row["seat_count"], row["seat_share"], row["missing_members_count"], row["suppression_reason"]) for row in found} == {
        (None, None, None, "small_body")
    }
    assert [row["category"] for row in found] == list(AGES)


def test_a_group_of_the_population_that_no_member_belongs_to_is_a_row(given):
    tables = together(
        council(),
        {"fact_seat_group": groups("KF", "age", {"18-29": 30})},
        residents("age", {"0-17": 100, "18-29": 100}, base="all"),
    )
    found = [row for row in rows(given(**tables), NAME, area=AREA, base="all") if row["dimension"] == "age"]
    assert columns(found, "category", "seat_count", "missing_members_count") == [("0-17", 0, 15), ("18-29", 30, -15)]


def regions(warehouse, **parameters) -> list[tuple]:
    found = [row for row in rows(warehouse, NAME, area=AREA, **parameters) if row["dimension"] == "birth_region"]
    return columns(found, "body_id", "category", "seat_count", "seat_share", "suppression_reason")


def test_born_abroad_is_everybody_told_but_those_born_in_sweden(given):
    """30 in all, 5 not told, 13 born in Sweden: 12 abroad, though neither Europe nor the world is shown."""
    told = background({"sweden": 13, "europe": None, "world": None, "unknown": 5, "total": 30})
    population = residents("birth_region", {"sweden": 500, "abroad": 500})
    assert regions(given(**together(council(), {"fact_seat_background": told}, population))) == [
        ("KF", "sweden", 13, 13 / 25, None),
        ("KF", "abroad", 12, 12 / 25, None),
        ("KF", "unknown", 5, None, None),
        ("N", "sweden", None, None, "small_body"),
        ("N", "abroad", None, None, "small_body"),
        ("N", "unknown", None, None, "small_body"),
    ]


def test_a_hidden_region_keeps_its_reason_and_hides_what_would_give_it_away(given):
    told = background({"sweden": None, "europe": None, "world": 10, "unknown": 5, "total": 30})
    finer = {"fact_seat_background": told}
    assert regions(given(**together(council(), finer)))[:4] == [
        ("KF", "sweden", None, None, "primary_small"),
        ("KF", "europe", None, None, "primary_small"),
        ("KF", "world", 10, 0.4, None),
        ("KF", "unknown", 5, None, None),
    ]
    coarser = together(council(), finer, residents("birth_region", {"sweden": 500, "abroad": 500}))
    assert regions(given(**coarser))[1] == ("KF", "abroad", None, None, "primary_small")


def test_region_of_birth_is_never_that_of_a_body_that_has_become_small_or_of_a_later_day(given):
    """A committee of nine that once had thirty members, and a council counted after the day only."""
    told = [
        *background({"sweden": 20, "world": 10, "total": 30}, body_id="N"),
        *background({"sweden": 20, "world": 10, "total": 30}, date(2027, 1, 1)),
    ]
    found = regions(given(**together(council(), {"fact_seat_background": told})))
    assert {row[2:] for row in found if row[0] == "N"} == {(None, None, "small_body")}
    assert {row[2:] for row in found if row[0] == "KF"} == {(None, None, "not_counted")}


def test_the_day_the_kind_of_seat_and_the_mark_of_an_example(given):
    earlier = date(2025, 1, 1)
    tables = together(
        council(provenance="example"),
        {
            "fact_seat": seats("KF", {("member", "women"): 1}, earlier),
            "fact_seat_group": [
                *groups("KF", "gender", {"women": 1, "men": 0}, earlier),
                *groups("KF", "gender", {"women": 2, "men": 4}, is_substitute=True),
            ],
        },
    )
    warehouse = given(**tables)
    assert columns(rows(warehouse, NAME, area=AREA, reference_date="2025-01-01"), "category", "seat_count", "is_example") == [
        ("women", 1, True),
        ("men", 0, True),
        *[(category, None, True) for category in ("sweden", "europe", "world", "unknown")],
    ]
    assert columns(rows(warehouse, NAME, area=AREA, is_substitute="1"), "category", "seat_count") == [("women", 2), ("men", 4)]
    assert rows(warehouse, NAME, area=AREA, reference_date="2024-01-01") == []
    assert {row["counted_date"] for row in rows(warehouse, NAME, area=AREA) if row["dimension"] == "gender"} == {DAY}
