"""Raking of five million answers in 290 municipalities.

python -m pytest --bench tests/bench/test_weights_speed.py -s -p no:randomly
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from spegel.stats import weights

pytestmark = pytest.mark.bench

ANSWERS, MUNICIPALITIES = 5_000_000, 290
SEXES, AGES = ("women", "men"), ("18-29", "30-49", "50-64", "65+")
REGIONS, EDUCATION = ("Sweden", "Europe", "world"), ("low", "middle", "high")


def panels():
    """One at a time: labels and population of a municipality, from 1,600 answers to some 400,000, in 4 to 20 places."""
    random = np.random.default_rng(290)
    sizes = random.lognormal(0, 1.1, MUNICIPALITIES)
    for answers in np.maximum(1600, sizes / sizes.sum() * ANSWERS).astype(int):
        places = tuple(f"place {number}" for number in range(int(np.clip(answers / 1000, 4, 20))))
        margins = {
            "sex and age": tuple((sex, age) for sex in SEXES for age in AGES),
            "place": places,
            "region": REGIONS,
            "education": EDUCATION,
        }
        labels, population = {}, {}
        for name, levels in margins.items():
            lives, answer = (random.dirichlet(np.full(len(levels), 20.0)) for _ in range(2))
            drawn = random.choice(len(levels), answers, p=answer)
            labels[name] = [levels[place] for place in drawn]
            population[name] = dict(zip(levels, lives * answers * 20, strict=True))
        yield labels, population


def test_raking_of_all_sweden():
    rows, wall, processor, rounds, trimmed = 0, 0.0, 0.0, 0, 0
    for labels, population in panels():
        began, cpu = time.perf_counter(), time.process_time()
        found = weights.rake_and_trim(labels, population)
        wall, processor = wall + time.perf_counter() - began, processor + time.process_time() - cpu
        rows, rounds, trimmed = rows + found.values.size, rounds + found.rounds, trimmed + found.trimmed
        assert found.largest_gap <= weights.TOLERANCE
    print(f"\n| raking of {rows:,} answers, {MUNICIPALITIES} municipalities, four margins | {wall:.1f} s | 120 s |")
    print(f"| processor time of it ({rounds} rounds of trimming, {trimmed:,} trimmed) | {processor:.1f} s | 120 s |")
    assert rows >= ANSWERS
    assert wall <= 120
