"""The build's own weighting of all waves of the panels of 290 municipalities: as many persons as five million answers take.

python -m pytest --bench tests/bench/test_panel_weights_speed.py -s -p no:randomly
"""

from __future__ import annotations

import time

import duckdb
import numpy as np
import polars as pl
import pytest

from spegel.build import panel
from spegel.progress import Silent

pytestmark = pytest.mark.bench

MUNICIPALITIES, WAVES, QUESTIONS, ANSWERS = 290, 6, 4, 5_000_000
AGES, PARTS = ("18-29", "30-49", "50-64", "65+"), tuple(f"part-{letter}" for letter in "abcdefgh")


def test_weighting_of_all_waves_of_all_sweden():
    random = np.random.default_rng(290)
    sizes = random.lognormal(0, 1.0, MUNICIPALITIES)
    people = np.maximum(150, sizes / sizes.sum() * ANSWERS / QUESTIONS / WAVES).astype(int)
    area = np.repeat([f"{code:04d}" for code in range(MUNICIPALITIES)], people)
    number = area.size
    regions = ["sweden", "europe", "world"]
    members = pl.DataFrame(
        {
            "member_number": np.arange(number),
            "area_id": area,
            "gender": random.choice(["women", "men", "unknown"], number, p=[0.5, 0.47, 0.03]),
            "age": random.choice([*AGES, "unknown"], number, p=[0.15, 0.32, 0.28, 0.23, 0.02]),
            "area": random.choice(PARTS, number),
            "birth_region": random.choice([*regions, "unknown"], number, p=[0.65, 0.1, 0.17, 0.08]),
            "provenance": "example",
        }
    )
    waves = pl.DataFrame({"wave_id": [f"w{wave}" for wave in range(WAVES)]})
    persons = members.select("area_id", "member_number").join(waves, how="cross").with_columns(own_weight=pl.lit(1.0))
    levels = [("age", age, sex) for age in AGES for sex in ("women", "men")]
    levels += [("area", part, "total") for part in PARTS] + [("birth_region", region, "total") for region in regions]
    shares = {"age": 1 / 8, "area": 1 / 8, "birth_region": 1 / 3}
    population = [
        (code, f"w{wave}", dimension, category, gender, "18+", 2025, 24_000 * shares[dimension], "s1")
        for code in np.unique(area).tolist() for wave in range(WAVES) for dimension, category, gender in levels
    ]  # fmt: skip
    with duckdb.connect() as connection:
        connection.register("panel_member", members)
        connection.register("panel_person", persons)
        names = ["area_id", "wave_id", "dimension", "category", "gender", "population_base", "population_year"]
        names += ["population_count", "source_id"]
        connection.register("fact_panel_population", pl.DataFrame(population, schema=names, orient="row"))
        began, cpu = time.perf_counter(), time.process_time()
        found = panel.weights(connection, "", Silent())
        wall, processor = time.perf_counter() - began, time.process_time() - cpu
        methods = pl.from_arrow(connection.table("fact_panel_weighting").to_arrow_table())["method"]
    answers = persons.height * QUESTIONS
    print(f"\n| the build's weighting of {answers:,} answers in {methods.len():,} waves | {wall:.1f} s | 120 s |")
    print(f"| processor time of it, {found.height:,} persons with a weight | {processor:.1f} s | 120 s |")
    assert answers >= ANSWERS
    assert (methods == "raked").mean() > 0.95  # in the smallest a group may have nobody
    assert wall <= 120
