"""Who is in the panel, who answers and who stays: what SQL cannot make of the members.

Composition, response and margins are worked out of protected counts, so a reader could do the same. How long members stay and who
answers again is worked out of private rows, and told only in whole percent of large groups: see docs/disclosure.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from spegel.build.curves import curves
from spegel.build.leaving import DAYS_PER_MONTH
from spegel.progress import Silent, Watcher
from spegel.stats import room
from spegel.stats.proportions import wilson

LEAST_GROUP = 50
"""Members, or answers to the first wave, that a group needs to be followed."""

LEAST_STEP = 5
"""So many more must have left for the next point of a curve, and have stayed and gone for a share."""

MONTHS = 60

_SPELLS = """
SELECT member.area_id, member.gender, member.age, member.provenance,
    date_diff('day', member.joined_date, least(member.left_date, panel.reference_date)) AS days,
    coalesce(member.left_date <= panel.reference_date, false) AS is_over
FROM panel_member AS member
JOIN (SELECT DISTINCT area_id, reference_date FROM fact_panel_wave) AS panel USING (area_id)
WHERE member.joined_date <= panel.reference_date
ORDER BY ALL
"""

_KEPT = """
SELECT area_id, wave_id, gender, age, is_kept, count(*) AS people, any_value(provenance) AS provenance
FROM panel_kept
GROUP BY ALL
ORDER BY ALL
"""

_POPULATION = """
SELECT area_id, wave_id, dimension, category, gender, population_base, population_year, population_count
FROM fact_panel_population
ORDER BY ALL
"""

_MERGED = {
    "18-49": ["18-29", "30-49"],
    "50+": ["50-64", "65+"],
    "18+": ["18-29", "30-49", "50-64", "65+"],
    "abroad": ["europe", "world"],
}
"""Levels that weights may have put together, and the groups that are counted."""

_UNPLACED = ("other", "unknown")
"""Groups that no population has."""

_CELL = ["area_id", "wave_id", "dimension", "category", "gender"]


def members(protected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Protected counts of members in one table: `_CELL`, state, person_count, provenance.

    Ages of gender `total` are women and men together, null where one of the two is hidden.
    """
    columns = [*_CELL, "state", "person_count", "provenance"]
    background = protected["fact_panel_member_background"].filter(pl.col("dimension") != "all")
    background = background.with_columns(gender=pl.lit("total"))
    shown = pl.concat([protected["fact_panel_member"].select(columns), background.select(columns)])
    by_age = shown.filter(dimension="age").group_by(*_CELL[:4], "state", "provenance").agg(
        pl.when(pl.col("person_count").is_not_null().all()).then(pl.col("person_count").sum())
    ).with_columns(gender=pl.lit("total"))  # fmt: skip
    return pl.concat([shown, by_age.select(columns)]).sort(columns)


def margins(connection: duckdb.DuckDBPyConnection, protected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`fact_panel_margin`: the margins of every raked wave before (of all who answered it) and after.

    A merged level is the sum of its groups, and hidden where one of them is.
    """
    levels = pl.from_arrow(connection.table("panel_level").to_arrow_table())
    answered = members(protected).filter(state="answered")
    dimension = pl.col("margin").replace({"sex_age": "age"})
    groups = pl.Series("group", [_MERGED.get(level, [level]) for level in levels["category"]], dtype=pl.List(pl.String))
    counted = (
        levels.with_columns(groups, dimension=dimension)
        .explode("group")
        .join(
            answered.select("area_id", "wave_id", "dimension", "gender", group="category", people_count="person_count"),
            on=["area_id", "wave_id", "dimension", "gender", "group"],
            how="left",
        )
        .group_by(levels.columns, maintain_order=True)
        .agg(pl.when(pl.col("people_count").is_not_null().all()).then(pl.col("people_count").sum()))
    )
    whole = ["area_id", "wave_id", "margin"]
    share = pl.col("people_count") / pl.col("people_count").sum().over(whole)
    return counted.with_columns(
        before_share=pl.when(pl.col("people_count").is_not_null().all().over(whole)).then(share),
        is_suppressed=pl.col("people_count").is_null(),
    )


def composition(connection: duckdb.DuckDBPyConnection, protected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`fact_panel_composition`: `panel_sammansattning` of the members on the first day of each wave, by sex, age, part and region
    of birth, and the `r_indikator` of those who answered it, each from shown numbers only."""
    shown = members(protected)
    population = pl.from_arrow(connection.sql(_POPULATION).to_arrow_table())
    rows = []
    for (area, wave), group in shown.group_by(["area_id", "wave_id"], maintain_order=True):
        residents = population.filter(area_id=area, wave_id=wave)
        about = {"area_id": area, "wave_id": wave, "provenance": group["provenance"][0]}
        for name in ("gender", "age", "area", "education", "birth_region"):
            mirror = _mirror(_cells(group, name, "total"), _residents(residents, name))
            rows.append(about | {"dimension": name} | mirror | _response(group, name))
    return pl.DataFrame(rows, schema=_COMPOSITION, orient="row")


def staying(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`fact_panel_staying`: members still there month by month after they joined, by sex, and by age and sex.

    Groups of at least 50, whole percent, and only points by which at least five more have left since the point before.
    """
    spells = pl.from_arrow(connection.sql(_SPELLS).to_arrow_table())
    spells = spells.with_columns(age=pl.col("age").replace("unknown", None))
    known = spells.filter(pl.col("gender").is_in(["women", "men"]))
    both = pl.concat([known, spells.with_columns(gender=pl.lit("total"))])
    long = pl.concat(
        [
            both.with_columns(dimension=pl.lit("all"), category=pl.lit("total")),
            both.drop_nulls("age").with_columns(dimension=pl.lit("age"), category="age"),
        ]
    )
    keys = ("area_id", "dimension", "category", "gender")
    months = [month * DAYS_PER_MONTH for month in range(MONTHS + 1)]
    found = curves(long.filter(pl.len().over(keys) >= LEAST_GROUP), keys, lambda _: months, label, watcher)
    rows = []
    for _, curve in found.group_by(keys, maintain_order=True):
        last = 0
        for row in curve.iter_rows(named=True):
            is_told = row["day"] == 0 or row["gone_count"] - last >= LEAST_STEP
            if is_told and row["at_risk_count"] >= LEAST_GROUP:
                last = row["gone_count"]
                rows.append(row)
    percent = [pl.col(name).round(2) for name in ("remaining_share", "ci_low_share", "ci_high_share")]
    month = (pl.col("day") / DAYS_PER_MONTH).round().cast(pl.Int32).alias("month_count")
    return pl.DataFrame(rows, schema=found.schema, orient="row").select(*keys, month, *percent, "provenance")


def retention(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher | None = None) -> pl.DataFrame:
    """`fact_panel_retention`: `panel_kvarvaro`, the share of those who answered the first wave that answered each later one.

    By sex and by age; groups of at least 50 of whom at least five stayed and five went; whole percent.
    """
    kept = pl.from_arrow(connection.sql(_KEPT).to_arrow_table())
    known = kept.filter(pl.col("gender").is_in(["women", "men"])).with_columns(category=pl.lit("total"))
    every = kept.with_columns(gender=pl.lit("total"), category=pl.lit("total"))
    by_age = kept.filter(pl.col("age") != "unknown").with_columns(gender=pl.lit("total"), category="age")
    key = ["area_id", "wave_id", "category", "gender"]
    sums = pl.concat([known, every, by_age]).group_by(*key, maintain_order=True).agg(
        pl.col("people").sum(), stayed=(pl.col("people") * pl.col("is_kept")).sum(), provenance=pl.col("provenance").first()
    ).sort(key)  # fmt: skip
    rows = []
    for row in (watcher or Silent()).each(label, list(sums.iter_rows(named=True))):
        about = {name: row[name] for name in (*key, "provenance")} | {"dimension": "all" if row["category"] == "total" else "age"}
        if row["people"] >= LEAST_GROUP and min(row["stayed"], row["people"] - row["stayed"]) >= LEAST_STEP:
            interval = wilson(row["stayed"], row["people"])
            about |= {
                "stayed_share": round(row["stayed"] / row["people"], 2),
                "ci_low_share": round(interval.low, 2),
                "ci_high_share": round(interval.high, 2),
            }
        rows.append(about)
    return pl.DataFrame(rows, schema=_RETENTION, orient="row")


def _cells(group: pl.DataFrame, name: str, state: str) -> dict[str, int | None]:
    """Group -> persons, null where hidden; sexes from the table of all, every other characteristic from its own."""
    own = group.filter(state=state)
    if name == "gender":
        own = own.filter(pl.col("dimension") == "all", pl.col("gender") != "total")
        return dict(own.select("gender", "person_count").iter_rows())
    return dict(own.filter(dimension=name, gender="total").select("category", "person_count").iter_rows())


def _residents(residents: pl.DataFrame, name: str) -> dict[str, tuple[int, str, int]]:
    """Group -> residents, base and year; empty where they are not known."""
    columns = ("population_count", "population_base", "population_year")
    if name == "gender":
        rows, key = residents.filter(pl.col("dimension") == "all", pl.col("gender") != "total"), "gender"
    else:
        rows, key = residents.filter(dimension=name, gender="total"), "category"
    return {row[0]: row[1:] for row in rows.select(key, *columns).iter_rows()}


def _mirror(cells: Mapping[str, int | None], residents: Mapping[str, tuple[int, str, int]]) -> dict[str, object]:
    """`rum_tvd` of the members with its band and verdict; `dolt` where a group is hidden."""
    if not residents:
        return {"verdict": room.NO_BASIS}
    _, base, year = next(iter(residents.values()))
    row: dict[str, object] = {"population_base": base, "population_year": year, "verdict": "dolt"}
    counts = [cells.get(group, 0) for group in residents]
    rest = [count for group, count in cells.items() if group not in residents]
    if None in counts:
        return row
    people, population = sum(counts), tuple(float(count) for count, _, _ in residents.values())
    row["known_count"] = people
    if not people:
        return row | {"verdict": room.NO_TEST}
    unknown = 0
    if None not in rest:
        unknown = sum(rest)
        row["unknown_share"] = unknown / (people + unknown)
    found, limit, fit = room.distance(counts, population), room.band(people, population).share, room.fit(counts, population)
    return row | {
        "tvd_share": found,
        "band_share": limit,
        "verdict": room.verdict(people, unknown, len(counts), found, limit),
        "test_name": fit.name if fit else None,
        "p_value": fit.p if fit else None,
    }


def _response(group: pl.DataFrame, name: str) -> dict[str, object]:
    """`r_indikator` over the groups that are known: those who said neither sex nor age, or another sex, are outside."""
    asked, answered = _cells(group, name, "total"), _cells(group, name, "answered")
    known = [each for each in asked if each not in _UNPLACED]
    numbers = [(asked[each], answered.get(each)) for each in known]
    if any(None in pair for pair in numbers):
        return {"r_reason": "hidden"}
    found = room.r_indicator(*zip(*numbers, strict=True)) if numbers else None
    return {"r_number": found, "r_reason": None if found is not None else "few_asked"}


_COMPOSITION = {
    "area_id": pl.String,
    "wave_id": pl.String,
    "dimension": pl.String,
    "known_count": pl.Int32,
    "unknown_share": pl.Float64,
    "tvd_share": pl.Float64,
    "band_share": pl.Float64,
    "verdict": pl.String,
    "test_name": pl.String,
    "p_value": pl.Float64,
    "population_base": pl.String,
    "population_year": pl.Int32,
    "r_number": pl.Float64,
    "r_reason": pl.String,
    "provenance": pl.String,
}

_RETENTION = {
    "area_id": pl.String,
    "wave_id": pl.String,
    "dimension": pl.String,
    "category": pl.String,
    "gender": pl.String,
    "stayed_share": pl.Float64,
    "ci_low_share": pl.Float64,
    "ci_high_share": pl.Float64,
    "provenance": pl.String,
}
