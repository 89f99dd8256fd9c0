"""What the panel is weighted to: margins that are known, merged, left out or refused."""

from __future__ import annotations

from itertools import product

import duckdb
import numpy as np
import polars as pl
import pytest

from spegel.build import panel
from spegel.progress import Silent

AGES, SEXES = ("18-29", "30-49", "50-64", "65+"), ("women", "men")


def persons(*people: tuple, **columns: object) -> pl.DataFrame:
    """Sex, age, part and region of birth of those who answered."""
    frame = pl.DataFrame(people, schema=["gender", "age", "area", "birth_region"], orient="row")
    return frame.with_columns(**{name: pl.lit(value) for name, value in columns.items()})


def residents(dimension: str, counts: dict, base: str = "18+", year: int = 2024) -> list[dict]:
    return [
        {
            "dimension": dimension,
            "category": key[1] if isinstance(key, tuple) else key,
            "gender": key[0] if isinstance(key, tuple) else "total",
            "population_base": base,
            "population_year": year,
            "population_count": count,
            "source_id": "s1",
        }
        for key, count in counts.items()
    ]


ADULTS = residents("age", {(sex, age): 100 for sex in SEXES for age in AGES})
PARTS = residents("area", {"north": 300, "south": 500})
EVERYBODY = [(sex, age, part, region) for sex, age, part, region in product(SEXES, AGES, ("north", "south"), ("sweden", "world"))]


def names(plan: panel.Plan) -> list[str]:
    return [margin.name for margin in plan.margins]


def test_without_sex_and_age_of_the_adults_everything_is_refused():
    found = panel.plan(persons(*EVERYBODY), PARTS)
    assert (found.refusals, found.margins) == (["weights_population_unknown"], [])


def test_sex_by_age_and_parts_are_used_and_what_is_not_known_is_left_out():
    found = panel.plan(persons(*EVERYBODY), ADULTS + PARTS)
    assert (names(found), found.refusals) == (["sex_age", "area"], [])
    assert found.dropped == {"birth_region": "weights_population_unknown"}


@pytest.mark.parametrize(
    ("gone", "levels"),
    [
        ({("women", "65+")}, {"18-29", "30-49", "50+"}),
        ({("women", "65+"), ("men", "18-29")}, {"18-49", "50+"}),
        ({("women", "65+"), ("women", "50-64")}, {"18+"}),
    ],
)
def test_ages_without_anybody_are_merged_step_by_step_for_both_sexes(gone, levels):
    found = panel.plan(persons(*(one for one in EVERYBODY if one[:2] not in gone)), ADULTS)
    margin = found.margins[0]
    assert {age for _, age in margin.residents} == levels
    assert sum(margin.residents.values()) == 800
    assert set(margin.merged) == levels - set(AGES)
    assert set(margin.labels) == set(margin.residents)


def test_a_sex_that_nobody_has_answered_refuses():
    found = panel.plan(persons(*(one for one in EVERYBODY if one[0] == "women")), ADULTS + PARTS)
    assert (found.refusals, found.margins) == (["weights_level_empty"], [])


def test_regions_of_birth_are_merged_to_abroad_and_an_empty_part_leaves_the_parts_out():
    known = residents("birth_region", {"sweden": 500, "europe": 100, "world": 200})
    found = panel.plan(persons(*(one for one in EVERYBODY if one[2] == "north")), ADULTS + PARTS + known)
    assert names(found) == ["sex_age", "birth_region"]
    assert found.margins[1].residents == {"sweden": 500, "abroad": 300}
    assert found.dropped == {"area": "weights_level_empty"}


def test_more_than_a_fifth_unplaced_leaves_a_margin_out():
    some = [(*one[:2], "unknown", one[3]) if number % 4 == 0 else one for number, one in enumerate(EVERYBODY)]
    assert panel.plan(persons(*some), ADULTS + PARTS).dropped["area"] == "weights_too_many_unknown"


def test_figures_of_all_ages_or_another_year_give_shares_of_the_adults():
    all_ages = residents("area", {"north": 3000, "south": 9000}, base="all")
    for other in (all_ages, residents("area", {"north": 30, "south": 90}, year=2020)):
        found = panel.plan(persons(*EVERYBODY), ADULTS + other)
        assert found.margins[1].residents == {"north": 200, "south": 600}


def weighted(people: pl.DataFrame, population: list[dict], own: list[float | None] | None = None) -> tuple[pl.DataFrame, dict]:
    """The build's weights of one wave, and the report on them."""
    with duckdb.connect() as connection:
        rows = people.with_columns(
            area_id=pl.lit("0127"), provenance=pl.lit("own"), wave_id=pl.lit("w"), member_number=pl.int_range(pl.len()),
            own_weight=pl.Series(own or [None] * people.height, dtype=pl.Float64),
        )  # fmt: skip
        connection.register("panel_person", rows.select("area_id", "wave_id", "member_number", "own_weight"))
        connection.register("panel_member", rows.drop("wave_id", "own_weight"))
        about = [row | {"area_id": "0127", "wave_id": "w"} for row in population]
        connection.register("fact_panel_population", pl.DataFrame(about))
        found = panel.weights(connection, "", Silent())
        return found, pl.from_arrow(connection.table("fact_panel_weighting").to_arrow_table()).row(0, named=True)


def test_raked_weights_fit_the_margins_and_whoever_is_not_placed_has_none():
    random = np.random.default_rng(6)
    drawn = [EVERYBODY[place] for place in random.integers(0, len(EVERYBODY), 400)]
    people = persons(*drawn, ("unknown", "65+", "north", "sweden"))
    found, report = weighted(people, ADULTS + PARTS)
    assert found.height == 400
    assert report["method"] == "raked"
    assert report["largest_gap_ratio"] <= 1e-6
    joined = found.join(people.with_columns(member_number=pl.int_range(pl.len())), on="member_number")
    north = joined.filter(pl.col("area") == "north")["weight"].sum()
    assert north / found["weight"].sum() == pytest.approx(300 / 800, rel=1e-6)


@pytest.mark.parametrize(("own", "method"), [([0.5, 2.0, None], "own"), (None, "unweighted"), ([0.0, None, None], "unweighted")])
def test_a_refused_wave_has_the_registers_weights_or_none(own, method):
    found, report = weighted(persons(*EVERYBODY[:3]), PARTS, own)
    assert (report["method"], report["refusals"]) == (method, "weights_population_unknown")
    assert found["weight"].to_list() == ([0.5, 2.0] if method == "own" else [])


def test_totals_that_disagree_refuse():
    found, report = weighted(persons(*EVERYBODY), ADULTS + residents("area", {"north": 300, "south": 510}))
    assert (report["method"], report["refusals"]) == ("unweighted", "weights_totals_differ")
    assert found.is_empty()
