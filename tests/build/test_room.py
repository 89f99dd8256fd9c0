"""The mirror of rooms: which population, which verdict, and that newer population leaves old dialogues as they were."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest

from spegel.build import room

YEARS = {2020: (600, 400), 2022: (500, 500)}
NO_CROSS = pl.DataFrame(
    schema=dict.fromkeys(("area_id", "unit_kind", "unit_id", "category", "provenance"), pl.String)
    | {"person_count": pl.Int32, "is_suppressed": pl.Boolean}
)


@pytest.fixture
def mirrors():
    """`mirrors(women, men, unknown, years=…)`: the row by sex of one dialogue in 2023, with residents of some years."""

    def made(
        women: int | None, men: int | None, unknown: int | None = 0, years: dict = YEARS, cross: pl.DataFrame = NO_CROSS, **said
    ) -> dict:
        counts = {"women": women, "men": men, "unknown": unknown}
        total = sum(count or 0 for count in counts.values()) if None not in counts.values() else 30
        attendance = pl.DataFrame(
            [
                {"area_id": "0127", "dialogue_id": "d", "measure": "present", "dimension": "gender", "category": category,
                    "person_count": count, "provenance": "own", "is_suppressed": count is None}
                for category, count in {**counts, "total": total}.items()
            ],
            schema_overrides={"person_count": pl.Int32},
        )  # fmt: skip
        residents = [(year, sex, count) for year, both in years.items()
            for sex, count in zip(("women", "men"), both, strict=True)]  # fmt: skip
        said = {"invited_count": None, "recruitment": None, "part_area_id": None} | said
        with duckdb.connect() as connection:
            connection.execute("CREATE MACRO area_slug(words) AS lower(words)")
            connection.execute("CREATE TABLE register_part (area_id VARCHAR, part_area_id VARCHAR, slug VARCHAR)")
            connection.execute(
                "CREATE TABLE fact_resident (place_id VARCHAR, population_year INTEGER, base VARCHAR, dimension VARCHAR, "
                "category VARCHAR, gender VARCHAR, resident_count INTEGER)"
            )
            for year, sex, count in residents:
                cells = [("all", "total", count), *(("age", age, count // 5) for age in room.AGES)]
                for dimension, category, number in cells:
                    row = ["0127", year, "all", dimension, category, sex, number]
                    connection.execute("INSERT INTO fact_resident VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            connection.register(
                "fact_dialogue",
                pl.DataFrame(
                    [{"area_id": "0127", "dialogue_id": "d", **said}],
                    schema_overrides={"invited_count": pl.Int32, "recruitment": pl.String, "part_area_id": pl.String},
                ).with_columns(start_date=pl.date(2023, 5, 1)),
            )
            connection.register("fact_attendance", attendance)
            protected = {"fact_attendance": attendance}
            connection.register("fact_attendance_sum", room.sums(connection, {
                "fact_attendance": attendance.with_columns(suppression_reason=pl.when("is_suppressed").then(pl.lit("secondary")))
            }).clear())  # fmt: skip
            connection.register("fact_attendance_cross", cross)
            rows = room.mirrors(connection, protected).rows(named=True)
        return {row["dimension"]: row for row in rows}

    return made


def test_the_population_is_of_the_latest_year_not_after_the_dialogue(mirrors):
    """15 women and 15 men in a population of halves: no distance at all."""
    row = mirrors(15, 15)["gender"]
    assert (row["population_year"], row["tvd_share"], row["verdict"]) == (2022, 0, "ryms")
    assert mirrors(15, 15, years={2024: (600, 400), 2025: (500, 500)})["gender"]["population_year"] == 2024


def test_newer_population_leaves_an_old_dialogue_as_it_was(mirrors):
    assert mirrors(20, 10) == mirrors(20, 10, years={**YEARS, 2024: (900, 100), 2026: (100, 900)})


def test_a_hidden_group_leaves_no_distance_and_no_verdict(mirrors):
    row = mirrors(None, 20)["gender"]
    assert (row["present_count"], row["known_count"], row["tvd_share"], row["verdict"]) == (30, None, None, "dolt")


def test_a_hidden_number_of_unknown_withholds_the_verdict_only_where_it_may_be_large(mirrors):
    few, many = mirrors(14, 12, None)["gender"], mirrors(10, 8, None)["gender"]
    assert (few["unknown_share"], few["verdict"]) == (None, "ryms")
    assert (many["tvd_share"], many["verdict"]) == (None, "dolt")


def test_more_than_a_fifth_unknown_is_no_basis(mirrors):
    row = mirrors(14, 10, 7)["gender"]
    assert row["unknown_share"] == pytest.approx(7 / 31)
    assert row["verdict"] == "underlag_saknas"


def test_without_a_population_there_is_no_basis(mirrors):
    assert mirrors(14, 10, years={})["gender"]["verdict"] == "underlag_saknas"


def test_whom_the_room_can_stand_for(mirrors):
    row = mirrors(60, 60, recruitment="random", invited_count=200)["all"]
    assert (row["present_count"], row["reflects"]) == (120, "ja")
    assert row["reflects_reasons"] == "recruitment_random,persons_enough,response_high,ryms"
    assert mirrors(60, 20)["all"]["reflects"] == "nej"


def test_sex_by_age_deviates_where_sex_does_not(mirrors):
    """Women of one age and men of another: far from the population by both together, and as it is by sex."""
    cells = {f"{sex}_{age}": 0 for sex in room.SEXES for age in room.AGES} | {"women_18-29": 30, "men_65+": 30, "total": 60}
    cross = pl.DataFrame(
        [
            {"area_id": "0127", "unit_kind": "dialogue", "unit_id": "d", "category": category, "provenance": "own",
                "person_count": count, "is_suppressed": False}
            for category, count in cells.items()
        ],
        schema=NO_CROSS.schema,
    )  # fmt: skip
    found = mirrors(30, 30, cross=cross)
    row = found["gender_age"]
    assert (row["present_count"], row["known_count"], row["population_year"]) == (60, 60, 2022)
    assert row["tvd_share"] == pytest.approx(0.8)
    assert row["verdict"] == "avviker"
    assert found["gender"]["verdict"] == "ryms"
    assert found["all"]["reflects_reasons"].endswith("avviker")
    hidden = mirrors(30, 30, cross=cross.with_columns(person_count=pl.lit(None, pl.Int32), is_suppressed=pl.lit(value=True)))
    assert (hidden["gender_age"]["tvd_share"], hidden["gender_age"]["verdict"]) == (None, "dolt")
