"""`fact_body_mirror`: how far each body is from its reference population, by sex, age and part, from the private tables.

The functions are those of `spegel.stats.representation`; here stands only which seats and which residents they are given.
"""

from __future__ import annotations

import duckdb
import polars as pl

from spegel.progress import Watcher
from spegel.stats import representation

_SEATS = """
SELECT area_id, body_id, reference_date, is_substitute, dimension, category, seat_count::BIGINT AS seat_count,
    (held_count - known_count)::BIGINT AS unknown_count, provenance
FROM fact_seat_group
WHERE body_id <> '' AND dimension <> 'gender_age' AND known_count > 0 AND NOT is_outside
"""

_RESIDENTS = """
SELECT place.area_id, place.reference_date, place.base, place.dimension, place.reference_place_id, place.population_year,
    CASE place.dimension WHEN 'gender' THEN resident.gender ELSE resident.category END AS category,
    resident.resident_count::BIGINT AS resident_count
FROM reference_place AS place
JOIN fact_resident AS resident
    ON resident.place_id = place.reference_place_id
    AND resident.population_year = place.population_year
    AND resident.base = place.base
    AND resident.dimension = CASE place.dimension WHEN 'gender' THEN 'all' ELSE place.dimension END
    AND (resident.gender = 'total') = (place.dimension <> 'gender')
WHERE place.dimension IN ('gender', 'age', 'area')
"""

_BODY = ["area_id", "body_id", "reference_date", "is_substitute", "dimension"]
_PLACE = ["area_id", "reference_date", "dimension"]
_REFERENCE = ["base", "reference_place_id", "population_year"]
_SEXES = ("women", "men")


def body_mirrors(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`fact_body_mirror`: a row for each body, day, kind of seat, base and dimension of which both sides are known.

    Bodies too small for a split by age or part have a row for sex only; so have those whose people are all unknown none.
    """
    seats = pl.from_arrow(connection.sql(_SEATS).to_arrow_table())
    residents = pl.from_arrow(connection.sql(_RESIDENTS).to_arrow_table())
    pairs = _pairs(seats, residents)
    rows = [_mirror(key, group) for key, group in watcher.each(label, list(pairs.group_by(*_BODY, *_REFERENCE)))]
    found = pl.DataFrame(rows, schema=_MIRROR | _DRAWN, orient="row")
    # Rows without a sex that has less than its share have nothing to draw from: null, then NaN, then null again.
    chance = representation.chance(*(found[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in _DRAWN))
    return found.drop(_DRAWN).with_columns(chance_share=pl.Series(chance, dtype=pl.Float64).fill_nan(None))


def _pairs(seats: pl.DataFrame, residents: pl.DataFrame) -> pl.DataFrame:
    """Seats beside residents, category by category; a group without a seat has 0, and so has one without a resident."""
    bodies = seats.select(*_BODY, "unknown_count", "provenance").unique()
    expected = bodies.join(residents, on=_PLACE)
    beside = expected.join(seats.select(*_BODY, "category", "seat_count"), on=[*_BODY, "category"], how="left")
    placed = expected.select(*_BODY, *_REFERENCE).unique()
    outside = seats.join(placed, on=_BODY).join(expected, on=[*_BODY, *_REFERENCE, "category"], how="anti")
    columns = [*_BODY, *_REFERENCE, "unknown_count", "provenance", "category", "seat_count", "resident_count"]
    return (
        pl.concat([beside.select(columns), outside.with_columns(resident_count=pl.lit(0, pl.Int64)).select(columns)])
        .with_columns(pl.col("seat_count").fill_null(0))
        .sort(*_BODY, *_REFERENCE, "category")
    )


def _mirror(key: tuple, group: pl.DataFrame) -> dict:
    """One row, with what the chance of it is to be drawn from."""
    row = dict(zip([*_BODY, *_REFERENCE], key, strict=True))
    counts = dict(group.select("category", "seat_count").iter_rows())
    residents = dict(group.select("category", "resident_count").iter_rows())
    seats, population = sum(counts.values()), sum(residents.values())
    q = [count / seats for count in counts.values()]
    p = [count / population for count in residents.values()]
    is_gender = row["dimension"] == "gender"
    fewer = [sex for sex in _SEXES if is_gender and counts[sex] * population < residents[sex] * seats]
    sex = min(fewer, key=lambda one: counts[one] * population - residents[one] * seats, default=None)
    return row | {
        "seat_count": seats,
        "unknown_count": group["unknown_count"][0],
        "tvd_share": representation.tvd(q, p),
        "lsq_index": representation.lsq(q, p),
        "balance_ratio": representation.balance(counts["women"], counts["men"]) if is_gender else None,
        "chance_group": sex,
        "provenance": group["provenance"][0],
        "drawn_count": counts[sex] if sex else None,
        "drawn_population": population if sex else None,
        "drawn_group": residents[sex] if sex else None,
        "drawn_seats": seats if sex else None,
    }


_MIRROR = {
    "area_id": pl.String,
    "body_id": pl.String,
    "reference_date": pl.Date,
    "is_substitute": pl.Boolean,
    "base": pl.String,
    "dimension": pl.String,
    "reference_place_id": pl.String,
    "population_year": pl.Int32,
    "seat_count": pl.Int32,
    "unknown_count": pl.Int32,
    "tvd_share": pl.Float64,
    "lsq_index": pl.Float64,
    "balance_ratio": pl.Float64,
    "chance_group": pl.String,
    "provenance": pl.String,
}
_DRAWN = dict.fromkeys(("drawn_count", "drawn_population", "drawn_group", "drawn_seats"), pl.Int64)
