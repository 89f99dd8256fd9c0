"""Weights of the citizens' panel: those who answered each wave, raked to the adults of the municipality.

Which margins are used, what is merged before and what is refused is decided here; the raking itself is `spegel.stats.weights`.
Weights stay in the private database. Published are the report on them and what is worked out of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

import duckdb
import numpy as np
import polars as pl

from spegel.core import WeightsError
from spegel.progress import Watcher
from spegel.stats.weights import Weights, kish, rake_and_trim

SEX_AGE, AREA, BIRTH_REGION = "sex_age", "area", "birth_region"
RAKED, OWN, UNWEIGHTED = "raked", "own", "unweighted"

MOST_UNKNOWN = 0.2
"""With more than this share unplaced a margin is not used, since whoever cannot be placed has no weight."""

SEXES = ("women", "men")
MERGED_AGES: tuple[Mapping[str, str], ...] = (
    {"18-29": "18-29", "30-49": "30-49", "50-64": "50-64", "65+": "65+"},
    {"18-29": "18-29", "30-49": "30-49", "50-64": "50+", "65+": "50+"},
    {"18-29": "18-49", "30-49": "18-49", "50-64": "50+", "65+": "50+"},
    {"18-29": "18+", "30-49": "18+", "50-64": "18+", "65+": "18+"},
)
"""Ages as they are merged, one step at a time, while some age of a sex has nobody who answered."""

MERGED_REGIONS: tuple[Mapping[str, str], ...] = (
    {"sweden": "sweden", "europe": "europe", "world": "world"},
    {"sweden": "sweden", "europe": "abroad", "world": "abroad"},
)

TO_TENS = 10
"""Numbers of persons with a weight are rounded so: with the published groups the exact ones would tell of a few unplaced."""

_PERSONS = """
SELECT person.area_id, person.wave_id, person.member_number, person.own_weight, member.gender, member.age, member.area,
    member.birth_region, member.provenance
FROM panel_person AS person
JOIN panel_member AS member USING (member_number)
ORDER BY person.area_id, person.wave_id, person.member_number
"""

_POPULATION = """
SELECT area_id, wave_id, dimension, category, gender, population_base, population_year, population_count, source_id
FROM fact_panel_population
WHERE (dimension = 'age' AND gender IN ('women', 'men')) OR (dimension IN ('area', 'birth_region') AND gender = 'total')
ORDER BY ALL
"""


@dataclass(frozen=True)
class Margin:
    """One margin to rake to: the level of each respondent and the residents of each level, and where those come from."""

    name: str
    labels: list[Hashable]
    residents: Mapping[Hashable, float]
    base: str
    year: int
    source_id: str
    merged: tuple[str, ...] = ()


@dataclass
class Plan:
    """What a wave is raked to. `dropped` is margin -> rule; with `refusals`, rules too, it is not raked at all."""

    margins: list[Margin] = field(default_factory=list)
    dropped: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)


def weights(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`panel_weight`: area_id, wave_id, member_number and weight of everyone who has one; of unweighted waves nobody.

    Registers `fact_panel_weighting`, a row a wave, and `panel_level`, a row for each level of a margin, as well.
    """
    persons = pl.from_arrow(connection.sql(_PERSONS).to_arrow_table())
    population: dict[tuple[str, str], list[dict]] = {}
    for row in connection.execute(_POPULATION).fetchall():
        named = dict(zip(("area_id", "wave_id", *_POPULATION_COLUMNS), row, strict=True))
        population.setdefault((named["area_id"], named["wave_id"]), []).append(named)
    frames, waves, levels = [], [], []
    for (area, wave), group in watcher.each(label, list(persons.group_by(["area_id", "wave_id"], maintain_order=True))):
        values, row, found = _wave(group, population.get((area, wave), []))
        about = {"area_id": area, "wave_id": wave, "provenance": group["provenance"][0]}
        waves.append(about | row)
        levels += [about | level for level in found]
        if values is not None:
            own = pl.Series("weight", values, nan_to_null=True)
            frames.append(group.select("area_id", "wave_id", "member_number", own).filter(pl.col("weight") > 0))
    connection.register("fact_panel_weighting", pl.DataFrame(waves, schema=_WEIGHTING, orient="row"))
    connection.register("panel_level", pl.DataFrame(levels, schema=_LEVEL, orient="row"))
    return pl.concat([pl.DataFrame(schema=_WEIGHT), *frames])


def plan(persons: pl.DataFrame, population: list[dict]) -> Plan:
    """What those who answered a wave can be raked to.

    persons: gender, age, area and birth_region, one row each. population: rows of `fact_panel_population`. Sex by age is needed,
    and without it everything is refused; parts and regions of birth are used where they can be. Ages and regions where nobody
    answered are merged in the order of `MERGED_AGES` and `MERGED_REGIONS`; an empty part leaves the parts out.
    """
    found = Plan()
    known: dict[str, dict[Hashable, dict]] = {}
    for row in population:
        key = (row["gender"], row["category"]) if row["dimension"] == "age" else row["category"]
        known.setdefault(SEX_AGE if row["dimension"] == "age" else row["dimension"], {})[key] = row
    whole = known.pop(SEX_AGE, {})
    if set(whole) != {(sex, age) for sex in SEXES for age in MERGED_AGES[0]}:
        found.refusals.append("weights_population_unknown")
        return found
    pairs = list(zip(persons["gender"], persons["age"], strict=True))
    steps = [{(sex, age): (sex, named) for sex in SEXES for age, named in ages.items()} for ages in MERGED_AGES]
    _add(found, SEX_AGE, pairs, whole, steps)
    if found.dropped:
        found.refusals, found.dropped = list(found.dropped.values()), {}
        return found
    first = found.margins[0]
    total = sum(first.residents.values())
    for name, merged in ((AREA, None), (BIRTH_REGION, MERGED_REGIONS)):
        rows = known.get(name)
        if not rows:
            found.dropped[name] = "weights_population_unknown"
            continue
        own = [{level: level for level in rows}]
        _add(found, name, persons[name].to_list(), rows, merged or own)
        last = found.margins[-1]
        if last.name == name and (last.base, last.year) != (first.base, first.year):
            # Of another year, or of all ages: their shares are used, of the adults that sex and age tell of.
            factor = total / sum(last.residents.values())
            scaled = {level: count * factor for level, count in last.residents.items()}
            found.margins[-1] = Margin(name, last.labels, scaled, last.base, last.year, last.source_id, last.merged)
    return found


def _add(found: Plan, name: str, levels: list[Hashable], rows: Mapping[Hashable, dict], steps) -> None:
    """The margin with as few levels merged as can be, or why there is none."""
    unplaced = sum(level not in rows for level in levels)
    if unplaced > MOST_UNKNOWN * len(levels):
        found.dropped[name] = "weights_too_many_unknown"
        return
    for step in steps:
        labels = [step.get(level) for level in levels]
        residents: dict[Hashable, float] = Counter()
        for level, row in rows.items():
            residents[step[level]] += row["population_count"]
        if {level for level, count in residents.items() if count} <= set(labels):
            names = [key[1] if isinstance(key, tuple) else key for key in residents if key not in rows]
            row = next(iter(rows.values()))
            merged = tuple(dict.fromkeys(names))
            found.margins.append(
                Margin(name, labels, dict(residents), row["population_base"], row["population_year"], row["source_id"], merged)
            )
            return
    found.dropped[name] = "weights_level_empty"


def _wave(persons: pl.DataFrame, population: list[dict]) -> tuple[np.ndarray | None, dict, list[dict]]:
    """Weights of a wave in the order of its persons (None: unweighted), what is reported of them, and the levels."""
    planned = plan(persons, population)
    raked: Weights | None = None
    if not planned.refusals:
        margins = {margin.name: margin for margin in planned.margins}
        try:
            raked = rake_and_trim(
                {name: margin.labels for name, margin in margins.items()},
                {name: margin.residents for name, margin in margins.items()},
            )
        except WeightsError as error:
            planned.refusals = list(dict.fromkeys(problem.rule for problem in error.problems))
    report: dict[str, object] = {
        "refusals": ",".join(planned.refusals) or None,
        "dropped": ",".join(f"{name}:{rule}" for name, rule in planned.dropped.items()) or None,
    }
    if raked is None:
        own = persons["own_weight"].to_numpy()
        has_own = bool((np.nan_to_num(own) > 0).any())
        report |= {"method": OWN if has_own else UNWEIGHTED}
        return (own, report | _size(own), []) if has_own else (None, report, [])
    report |= {
        "method": RAKED,
        "margins": ",".join(margin.name for margin in planned.margins),
        "merged": ",".join(f"{margin.name}:{level}" for margin in planned.margins for level in margin.merged) or None,
        "population_year": planned.margins[0].year,
        "population_source_id": planned.margins[0].source_id,
        "round_count": raked.rounds,
        "trimmed_share": round(raked.trimmed_share, 2),
        "largest_gap_ratio": raked.largest_gap,
    }
    return raked.values, report | _size(raked.values), list(_levels(planned, raked))


def _size(values: np.ndarray) -> dict[str, object]:
    """How many have a weight and how many that is in effect, as they may be told."""
    found = kish(np.nan_to_num(values))
    people = TO_TENS * round(found.people / TO_TENS)
    effective = round(found.effective_people)
    return {
        "people_count": people,
        "left_out_count": TO_TENS * round(found.dropped / TO_TENS),
        "effective_count": effective,
        "design_effect": round(people / effective, 2),
    }


def _levels(planned: Plan, raked: Weights) -> Iterator[dict]:
    total = sum(planned.margins[0].residents.values())
    by_name = {margin.name: margin for margin in planned.margins}
    for level in raked.levels:
        margin = by_name[level.margin]
        gender, category = level.level if isinstance(level.level, tuple) else ("total", level.level)
        yield {
            "margin": level.margin,
            "category": category,
            "gender": gender,
            "population_base": margin.base,
            "population_year": margin.year,
            "population_share": level.population / total,
            "after_share": level.after / total,
        }


_POPULATION_COLUMNS = (
    "dimension", "category", "gender", "population_base", "population_year", "population_count", "source_id",
)  # fmt: skip

_WEIGHT = {"area_id": pl.String, "wave_id": pl.String, "member_number": pl.Int64, "weight": pl.Float64}

_WEIGHTING = {
    "area_id": pl.String,
    "wave_id": pl.String,
    "method": pl.String,
    "refusals": pl.String,
    "margins": pl.String,
    "dropped": pl.String,
    "merged": pl.String,
    "population_year": pl.Int32,
    "population_source_id": pl.String,
    "round_count": pl.Int32,
    "trimmed_share": pl.Float64,
    "left_out_count": pl.Int32,
    "largest_gap_ratio": pl.Float64,
    "people_count": pl.Int32,
    "effective_count": pl.Int32,
    "design_effect": pl.Float64,
    "provenance": pl.String,
}

_LEVEL = {
    "area_id": pl.String,
    "wave_id": pl.String,
    "margin": pl.String,
    "category": pl.String,
    "gender": pl.String,
    "population_base": pl.String,
    "population_year": pl.Int32,
    "population_share": pl.Float64,
    "after_share": pl.Float64,
    "provenance": pl.String,
}
