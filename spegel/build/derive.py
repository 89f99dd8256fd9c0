"""Tables that SQL cannot make: borders, neighbours, the chance band of the verdict, spatial autocorrelation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

import duckdb
import polars as pl

from spegel.build import geometry
from spegel.progress import Watcher
from spegel.stats.chance import CANNOT_TELL, verdict
from spegel.stats.moran import global_moran

NO_LINKS = "no_links"
SAME_BORDERS = 0.95
"""Intersection over union from which two versions of a district count as one; the official rule is 5 % of the electors."""


def borders(tables: Mapping[str, pl.DataFrame], label: str, watcher: Watcher) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Drawable districts and their neighbours: official borders where they are loaded, else schematic cells.

    Returns (`prepared_geometry`, `prepared_neighbour`): one row per version and district with GeoJSON, point and area;
    and one row per pair of neighbours, both ways.
    """
    official = (
        tables["district_geometry"]
        .unique(["area_version", "district_code"], keep="first", maintain_order=True)
        .with_columns(county=pl.col("district_code").str.head(2), municipality=pl.col("district_code").str.head(4))
    )
    points = _points(tables).join(official, on=["area_version", "municipality"], how="anti")
    jobs: list[tuple[Callable, pl.DataFrame]] = [
        *((geometry.prepare_districts, part) for part in official.partition_by("area_version", "county")),
        *((geometry.schematic_districts, part) for part in points.partition_by("area_version", "municipality")),
    ]
    prepared, beside = [], []
    for prepare, part in watcher.each(label, jobs):
        districts = prepare(part)
        prepared.append(districts)
        beside.append(geometry.neighbours(districts))
    names = official.select("area_version", "district_code", "district_name")
    return pl.concat(prepared).join(names, on=["area_version", "district_code"], how="left"), pl.concat(beside)


def _points(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """A point in every district that has none better: the shipped one, else the middle of its published box."""
    wanted = ["area_version", "district_code", "lon", "lat"]
    with_results = (
        tables["district_result"]
        .select(area_version=_area_version_of(pl.col("election_id")), district_code="district_code")
        .unique()
    )
    boxes = tables["district_box"].join(with_results, on=["area_version", "district_code"], how="semi")
    middles = boxes.select(
        "area_version",
        "district_code",
        lon=(pl.col("west") + pl.col("east")) / 2,
        lat=(pl.col("south") + pl.col("north")) / 2,
    )
    shipped = tables["district_point"].select(wanted)
    return (
        pl.concat([shipped, middles])
        .unique(["area_version", "district_code"], keep="first", maintain_order=True)
        .with_columns(municipality=pl.col("district_code").str.head(4))
    )


def _area_version_of(election_id: pl.Expr) -> pl.Expr:
    """`core.area_version` of the year in an election id, for a whole column."""
    return pl.concat_str(pl.lit("valdistrikt"), election_id.str.head(4))


def same_borders(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Pairs of districts in neighbouring versions whose official borders overlap enough to be the same district (T5).

    Rows of `geometry.overlaps` with an `overlap_share` of at least `SAME_BORDERS`; none where only one version is loaded.
    """
    borders = tables["district_geometry"].unique(["area_version", "district_code"], keep="first", maintain_order=True)
    versions = sorted(borders["area_version"].unique())
    pairs = [geometry.overlaps(borders, later, earlier) for earlier, later in pairwise(versions)]
    found = pl.concat([pl.DataFrame(schema=_OVERLAP), *(pair.select(*_OVERLAP) for pair in pairs)])
    return found.filter(pl.col("overlap_share") >= SAME_BORDERS)


_OVERLAP = {
    "area_version": pl.String,
    "district_code": pl.String,
    "previous_area_version": pl.String,
    "previous_code": pl.String,
    "overlap_share": pl.Float64,
}


_UNITS = """
SELECT
    district.area_id,
    later.election_id,
    earlier.election_id AS previous_election_id,
    fact.eligible_count,
    fact.votes_count,
    sum(old.eligible_count)::BIGINT AS previous_eligible_count,
    -- A sum with an unknown part is unknown.
    CASE WHEN count(old.votes_count) = count(*) THEN sum(old.votes_count)::BIGINT END AS previous_votes_count,
    bool_and(history.is_official) AS is_official
FROM dim_election AS later
ASOF JOIN dim_election AS earlier
    ON earlier.election_type = later.election_type AND later.election_date > earlier.election_date
JOIN area_district AS district ON district.area_version = later.area_version
JOIN fact_turnout AS fact ON fact.election_id = later.election_id AND fact.district_code = district.district_code
JOIN district_history AS history
    ON history.area_version = later.area_version
    AND history.district_code = district.district_code
    AND history.earlier_area_version = earlier.area_version
JOIN fact_turnout AS old ON old.election_id = earlier.election_id AND old.district_code = history.earlier_code
JOIN dim_area USING (area_id)
WHERE dim_area.area_level IN ('kommun', 'stadsdelsomrade')
GROUP BY district.area_id, later.election_id, earlier.election_id, district.district_code, fact.eligible_count, fact.votes_count
ORDER BY ALL
"""

_PAIRS = """
SELECT district.area_id, later.election_id, earlier.election_id AS previous_election_id, count(*)::INTEGER AS district_count
FROM dim_election AS later
ASOF JOIN dim_election AS earlier
    ON earlier.election_type = later.election_type AND later.election_date > earlier.election_date
JOIN area_district AS district ON district.area_version = later.area_version
JOIN fact_turnout AS fact ON fact.election_id = later.election_id AND fact.district_code = district.district_code
JOIN dim_area USING (area_id)
WHERE dim_area.area_level IN ('kommun', 'stadsdelsomrade')
    AND EXISTS (
        FROM area_district AS old
        JOIN fact_turnout AS old_fact USING (area_version, district_code)
        WHERE old.area_id = district.area_id AND old_fact.election_id = earlier.election_id
    )
GROUP BY ALL
ORDER BY ALL
"""


def gap_verdicts(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`fact_gap_verdict`: the verdict of every area between each election and the one of its type before it."""
    units = _frame(connection, _UNITS)
    by_pair = units.partition_by("area_id", "election_id", as_dict=True)
    rows = []
    for pair in watcher.each(label, _frame(connection, _PAIRS).rows(named=True)):
        own = by_pair.get((pair["area_id"], pair["election_id"]), units.clear())
        found = verdict(
            own["previous_eligible_count"].to_list(),
            own["previous_votes_count"].to_list(),
            own["eligible_count"].to_list(),
            own["votes_count"].to_list(),
        )
        rows.append(
            {
                **pair,
                "unit_count": found.unit_count,
                "is_official": bool(own["is_official"].all()) and not own.is_empty(),
                "previous_gap_pp": found.previous_gap_pp,
                "gap_pp": found.gap_pp,
                "change_pp": found.change_pp,
                "band_pp": found.band_pp,
                "relative_change_pp": found.relative_change_pp,
                "bottom_change_pp": found.bottom_change_pp,
                "verdict": found.verdict if own.height else CANNOT_TELL,
                "reason": found.reason if own.height else NO_LINKS,
            }
        )
    return pl.DataFrame(rows, schema=_VERDICT, orient="row")


_VERDICT = {
    "area_id": pl.String,
    "election_id": pl.String,
    "previous_election_id": pl.String,
    "district_count": pl.Int32,
    "unit_count": pl.Int32,
    "is_official": pl.Boolean,
    "previous_gap_pp": pl.Float64,
    "gap_pp": pl.Float64,
    "change_pp": pl.Float64,
    "band_pp": pl.Float64,
    "relative_change_pp": pl.Float64,
    "bottom_change_pp": pl.Float64,
    "verdict": pl.String,
    "reason": pl.String,
}

_TURNOUTS = """
SELECT
    district.area_id,
    fact.election_id,
    fact.district_code,
    fact.votes_count / fact.eligible_count AS turnout_share,
    geo.geometry_kind
FROM area_district AS district
JOIN dim_area USING (area_id)
JOIN fact_turnout AS fact USING (area_version, district_code)
JOIN geo_district AS geo USING (area_version, district_code)
WHERE dim_area.area_level IN ('kommun', 'stadsdelsomrade')
ORDER BY district.area_id, fact.election_id, fact.district_code
"""

_NEIGHBOURS = """
SELECT DISTINCT fact.election_id, beside.district_code, beside.neighbour_code
FROM district_neighbour AS beside
JOIN fact_turnout AS fact USING (area_version, district_code)
"""


def spatial(connection: duckdb.DuckDBPyConnection, label: str, watcher: Watcher) -> pl.DataFrame:
    """`fact_moran`: whether neighbouring districts vote alike, for every area and election with districts on a map."""
    turnouts = _frame(connection, _TURNOUTS)
    neighbours = _frame(connection, _NEIGHBOURS)
    by_election = neighbours.partition_by("election_id", as_dict=True)
    rows = []
    for (area_id, election_id), own in watcher.each(
        label, list(turnouts.group_by("area_id", "election_id", maintain_order=True))
    ):
        codes = own["district_code"].to_list()
        position = pl.DataFrame({"code": codes, "position": range(len(codes))}, schema={"code": pl.String, "position": pl.Int64})
        pairs = (
            by_election.get((election_id,), neighbours.clear())
            .join(position, left_on="district_code", right_on="code")
            .join(position, left_on="neighbour_code", right_on="code", suffix="_of_neighbour")
            .sort("position", "position_of_neighbour")
        )
        moran = global_moran(own["turnout_share"].to_numpy(), pairs.select("position", "position_of_neighbour").to_numpy())
        rows.append(
            {
                "area_id": area_id,
                "election_id": election_id,
                "district_count": moran.district_count,
                "island_count": len(moran.islands),
                "moran_index": moran.index,
                "p_value": moran.p_value,
                # Schematic cells anywhere make the whole figure schematic.
                "geometry_kind": own["geometry_kind"].max(),
            }
        )
    return pl.DataFrame(rows, schema=_MORAN, orient="row")


_MORAN = {
    "area_id": pl.String,
    "election_id": pl.String,
    "district_count": pl.Int32,
    "island_count": pl.Int32,
    "moran_index": pl.Float64,
    "p_value": pl.Float64,
    "geometry_kind": pl.String,
}


def _frame(connection: duckdb.DuckDBPyConnection, statement: str) -> pl.DataFrame:
    return pl.from_arrow(connection.sql(statement).to_arrow_table())
