"""influence_by_group: given rows, expected rows, and what must hold whatever the posts and weights."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from random import Random

import pytest

from tests.sql.made import columns, rows
from tests.sql.seats import AREA, DAY, residents, seats, together

NAME = "influence_by_group"
Post = tuple[str, str, str, int, float | None]


def table(posts: Iterable[Post], dimension: str = "all", **more) -> list[dict]:
    """(classification, role, group, posts, yearly fee of each or None) as rows of `fact_post`."""
    return [
        {
            "area_id": AREA,
            "reference_date": DAY,
            "classification": classification,
            "role": role,
            "dimension": dimension,
            "category": "total" if dimension == "all" else group,
            "gender": group if dimension == "all" else "women",
            "post_count": count,
            "fee_value": None if fee is None else fee * count,
            "missing_fee_count": count if fee is None else 0,
            "provenance": "own",
            **more,
        }
        for classification, role, group, count, fee in posts
    ]


def tables(posts: Iterable[Post]) -> dict[str, list[dict]]:
    return together(
        {"fact_seat": seats("KF", {("member", "women"): 1}), "fact_post": table(posts)},
        residents("gender", {"women": 510, "men": 490}),
    )


POSTS: list[Post] = [
    ("executive", "chair", "men", 1, 600_000.0),
    ("executive", "second_vice_chair", "women", 1, 300_000.0),
    ("committee", "member", "women", 6, 10_000.0),
    ("committee", "member", "men", 2, 20_000.0),
]


def by_scheme(found: list[dict], column: str = "index_share") -> dict[tuple[str, str], float | None]:
    return {(row["category"], row["scheme"]): row[column] for row in found if not row["is_substitute"]}


def test_three_schemes_beside_seats_and_population(given):
    """Women: 360,000 of 1,000,000 kronor; 7 of 10 posts; 2 + 6 of 3 + 2 + 8 points."""
    found = rows(given(**tables(POSTS)), NAME, area=AREA)
    assert by_scheme(found) == {
        ("women", "arvode"): 0.36,
        ("women", "lika"): 0.7,
        ("women", "roller"): pytest.approx(8 / 13),
        ("men", "arvode"): 0.64,
        ("men", "lika"): 0.3,
        ("men", "roller"): pytest.approx(5 / 13),
    }
    women = [row for row in found if row["category"] == "women"]
    assert {(row["seat_share"], row["population_share"], row["low_share"], row["high_share"]) for row in women} == {
        (0.7, 0.51, 0.36, 0.7)
    }
    assert [row["is_chosen"] for row in women] == [True, False, False]


def test_weights_of_your_own_change_the_index_and_widen_the_band(given):
    """Chairs 9, vice chairs 0, members 1: women 6 of 17."""
    chosen = {"scheme": "egen", "chair_weight": 9, "vice_weight": 0, "member_weight": 1}
    found = rows(given(**tables(POSTS)), NAME, area=AREA, **chosen)
    women = [row for row in found if row["category"] == "women"]
    assert columns(women, "scheme", "is_chosen") == [("arvode", False), ("lika", False), ("roller", False), ("egen", True)]
    assert women[-1]["index_share"] == pytest.approx(6 / 17)
    assert {row["low_share"] for row in women} == {women[-1]["index_share"]}


@pytest.mark.parametrize("weights", [(-1, 2, 1), (float("nan"), 2, 1), (float("inf"), 2, 1)])
def test_weights_that_are_no_weights_give_no_scheme(given, weights):
    names = ("chair_weight", "vice_weight", "member_weight")
    found = rows(given(**tables(POSTS)), NAME, area=AREA, scheme="egen", **dict(zip(names, weights, strict=True)))
    assert {row["scheme"] for row in found} == {"arvode", "lika", "roller"}


def test_weights_of_nothing_give_no_index(given):
    chosen = {"scheme": "egen", "chair_weight": 0, "vice_weight": 0, "member_weight": 0}
    found = by_scheme(rows(given(**tables(POSTS)), NAME, area=AREA, **chosen))
    assert (found["women", "egen"], found["men", "egen"], found["men", "lika"]) == (None, None, 0.3)


def test_posts_without_a_known_fee_have_no_weight_by_fees_and_are_counted(given):
    found = rows(given(**tables([*POSTS, ("drafting", "member", "women", 5, None)])), NAME, area=AREA)
    assert by_scheme(found)["women", "arvode"] == 0.36
    assert by_scheme(found, "missing_fee_count") == {
        (sex, scheme): count for sex, count in (("women", 5), ("men", 0)) for scheme in ("arvode", "lika", "roller")
    }
    unpaid = rows(given(**tables([("drafting", "member", "women", 5, None)])), NAME, area=AREA)
    assert by_scheme(unpaid) == {
        ("women", "arvode"): None,
        ("women", "lika"): 1,
        ("women", "roller"): 1,
        ("men", "arvode"): None,
        ("men", "lika"): 0,
        ("men", "roller"): 0,
    }


def test_substitutes_stand_apart_without_an_index(given):
    posts = [
        *POSTS,
        ("committee", "substitute", "women", 3, 500.0),
        ("committee", "substitute", "men", 1, 500.0),
        ("committee", "substitute", "unknown", 2, 500.0),
        ("committee", "co_opted", "men", 9, None),
        ("company", "chair", "men", 1, 900_000.0),
    ]
    found = rows(given(**tables(posts)), NAME, area=AREA)
    names = ("category", "scheme", "is_chosen", "index_share", "seat_share", "post_count")
    assert columns([row for row in found if row["is_substitute"]], *names) == [
        ("women", "", False, None, 0.75, 3),
        ("men", "", False, None, 0.25, 1),
        ("unknown", "", False, None, None, 2),
    ]
    assert by_scheme(found)["women", "arvode"] == 0.36
    assert ("unknown", "lika") not in by_scheme(found)


def test_by_age_and_those_not_known_outside_the_shares(given):
    posts = [("all", "chair", "50-64", 1, 90.0), ("all", "member", "18-29", 3, 10.0), ("all", "member", "unknown", 4, 10.0)]
    warehouse = given(fact_seat=seats("KF", {("member", "women"): 1}), fact_post=table(posts, "age"))
    found = rows(warehouse, NAME, area=AREA, dimension="age")
    assert columns(
        [row for row in found if row["scheme"] == "arvode"], "category", "index_share", "seat_share", "post_count"
    ) == [
        ("18-29", 0.25, 0.75, 3),
        ("30-49", 0, 0, 0),
        ("50-64", 0.75, 0.25, 1),
        ("65+", 0, 0, 0),
        ("unknown", None, None, 4),
    ]


def some_posts(random: Random) -> list[Post]:
    """Any posts at all: other bodies, other roles, fees of nothing, fees that nobody knows."""
    kinds = product(
        ("council", "executive", "committee", "drafting"),
        ("chair", "first_vice_chair", "vice_chair", "member", "auditor"),
        ("women", "men", "unknown"),
    )
    chosen = random.sample(list(kinds), random.randint(1, 12))
    return [(*kind, random.randint(1, 40), random.choice((None, 0.0, float(random.randint(1, 900_000))))) for kind in chosen]


def test_the_band_holds_every_scheme_shown_and_shares_are_a_whole(given):
    random = Random(20260101)
    areas = [f"area-{number}" for number in range(20)]
    made = [tables(some_posts(random)) for _ in areas]
    relocated = [
        {name: [row | {"area_id": area} if "area_id" in row else row for row in rows] for name, rows in each.items()}
        for area, each in zip(areas, made, strict=True)
    ]
    warehouse = given(**together(*({key: each[key] for key in ("fact_seat", "fact_post")} for each in relocated)))
    compared = 0
    for area in areas:
        own = {name: random.choice((0, 1, random.uniform(0, 12))) for name in ("chair_weight", "vice_weight", "member_weight")}
        found = [row for row in rows(warehouse, NAME, area=area, scheme="egen", **own) if row["index_share"] is not None]
        compared += len(found)
        for row in found:
            assert row["low_share"] <= row["index_share"] <= row["high_share"]
        for scheme in {row["scheme"] for row in found}:
            assert sum(row["index_share"] for row in found if row["scheme"] == scheme) == pytest.approx(1)
        assert {row["scheme"] for row in found if row["is_chosen"]} <= {"egen"}
    assert compared > 100
