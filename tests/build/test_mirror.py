"""`fact_body_mirror` from made-up seats and residents: what the bodies are held against, and how far they are from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import duckdb
import polars as pl
import pytest

from spegel.build.mirror import body_mirrors
from spegel.progress import Silent
from tests.sql.conftest import create
from tests.sql.seats import groups, residents, together

OTHER_DAY = date(2025, 1, 1)


@pytest.fixture
def mirrors(tmp_path) -> Callable[..., list[dict]]:
    def make(*parts: dict[str, list[dict]]) -> list[dict]:
        create(tmp_path / "made.duckdb", together(*parts))
        with duckdb.connect(tmp_path / "made.duckdb") as connection:
            found = body_mirrors(connection, "", Silent())
        return found.sort("body_id", "reference_date", "is_substitute", "base", "dimension").to_dicts()

    return make


def seated(*rows: list[dict]) -> dict[str, list[dict]]:
    return {"fact_seat_group": [row for group in rows for row in group]}


def test_women_of_a_council_of_61(mirrors):
    """The case of methods section 2: 22 of 61, 51,000 of 100,000; the unknown stand outside."""
    (found,) = mirrors(
        seated(groups("KF", "gender", {"women": 22, "men": 39, "unknown": 4})),
        residents("gender", {"women": 51_000, "men": 49_000}),
    )
    assert (found["seat_count"], found["unknown_count"], found["chance_group"]) == (61, 4, "women")
    assert found["tvd_share"] == pytest.approx(0.51 - 22 / 61)
    assert found["lsq_index"] == pytest.approx(100 * (0.51 - 22 / 61))
    assert found["balance_ratio"] == pytest.approx(22 / 39)
    assert found["chance_share"] == pytest.approx(0.013423218639, abs=1e-10)  # binomial: 61 are less than 1 % of 100,000
    assert (found["reference_place_id"], found["population_year"], found["base"]) == ("0127", 2022, "18+")


def test_ages_groups_without_a_seat_and_without_a_resident(mirrors):
    """Half of the seats to those under 18, whom this base does not have; nobody over 65."""
    (found,) = mirrors(
        seated(groups("KF", "age", {"0-17": 6, "18-29": 6, "65+": 0, "unknown": 2})), residents("age", {"18-29": 500, "65+": 500})
    )
    assert (found["seat_count"], found["unknown_count"], found["tvd_share"]) == (12, 2, 0.5)
    assert found["lsq_index"] == pytest.approx((0.5 * (50**2 + 0 + 50**2)) ** 0.5)
    assert (found["balance_ratio"], found["chance_group"], found["chance_share"]) == (None, None, None)


def test_parts_of_old_and_unknown_stand_outside(mirrors):
    (found,) = mirrors(
        seated(groups("KF", "area", {"0127-alby": 9, "0127-tumba": 3, "other": 5, "unknown": 1})),
        residents("area", {"0127-alby": 500, "0127-tumba": 500}, base="eligible"),
    )
    assert (found["seat_count"], found["unknown_count"], found["tvd_share"], found["base"]) == (12, 6, 0.25, "eligible")


def test_a_body_as_the_population_has_no_sex_with_less_than_its_share(mirrors):
    (found,) = mirrors(seated(groups("KF", "gender", {"women": 5, "men": 5})), residents("gender", {"women": 500, "men": 500}))
    assert (found["tvd_share"], found["balance_ratio"], found["chance_group"], found["chance_share"]) == (0, 1, None, None)


def test_with_a_third_sex_the_one_furthest_below_its_share_is_told(mirrors):
    (found,) = mirrors(
        seated(groups("KF", "gender", {"women": 4, "men": 2, "other": 4})), residents("gender", {"women": 50_000, "men": 50_000})
    )
    assert (found["seat_count"], found["unknown_count"], found["chance_group"]) == (10, 0, "men")
    assert found["chance_share"] == pytest.approx(56 / 1024)  # 0, 1 or 2 of 10: 1 + 10 + 45


def test_what_is_not_known_on_one_side_has_no_row(mirrors):
    seats = seated(
        groups("KF", "gender", {"women": 0, "men": 0, "unknown": 7}),
        groups("N", "age", {"18-29": None, "65+": None}, held=9),
        groups("", "gender", {"women": 5, "men": 5}),
        groups("KS", "gender", {"women": 5, "men": 5}, OTHER_DAY),
        groups("KS", "gender_age", {("18-29", "women"): 5}),
    )
    assert mirrors(seats, residents("gender", {"women": 5, "men": 5}), residents("age", {"18-29": 5, "65+": 5})) == []


def test_each_base_and_kind_of_seat_is_a_row_of_its_own(mirrors):
    found = mirrors(
        seated(
            groups("KF", "gender", {"women": 5, "men": 15}),
            groups("KF", "gender", {"women": 3, "men": 1}, is_substitute=True, provenance="example"),
        ),
        residents("gender", {"women": 500, "men": 500}),
        residents("gender", {"women": 250, "men": 750}, base="all"),
    )
    told = [(row["is_substitute"], row["base"], row["tvd_share"], row["provenance"]) for row in found]
    assert told == [
        (False, "18+", 0.25, "own"),
        (False, "all", 0, "own"),
        (True, "18+", 0.25, "example"),
        (True, "all", 0.5, "example"),
    ]


def test_without_bodies_there_is_an_empty_table(mirrors):
    assert mirrors({}) == []


def test_columns_are_those_of_the_published_table(tmp_path):
    create(tmp_path / "made.duckdb", {})
    with duckdb.connect(tmp_path / "made.duckdb") as connection:
        found = body_mirrors(connection, "", Silent())
        listed = pl.from_arrow(connection.table("fact_body_mirror").to_arrow_table())
    assert dict(found.select(listed.columns).schema) == dict(listed.schema)
