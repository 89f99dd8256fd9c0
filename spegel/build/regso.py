"""SCB's regional statistical areas (RegSO) where borders are loaded: `geo_regso`, and in which of them each dialogue was held.

Which RegSO an area has is decided by the build SQL (`regso_area`). Borders are simplified for drawing only: a place is looked up
in the published ones.
"""

from __future__ import annotations

import duckdb
import polars as pl
import shapely

from spegel.build.geometry import prepare_districts
from spegel.progress import Watcher
from spegel.sources.borders import DEGREES, SWEREF, reproject

_AREAS = "FROM regso_area ORDER BY ALL"
_PLACES = "SELECT area_id, dialogue_id, lon, lat FROM fact_dialogue WHERE lon IS NOT NULL AND lat IS NOT NULL ORDER BY ALL"


def places(connection: duckdb.DuckDBPyConnection, _label: str, _watcher: Watcher) -> pl.DataFrame:
    """`dialogue_regso`: the RegSO of each dialogue with a known place in one. On a border it is the one with the lower code."""
    areas, held = (pl.from_arrow(connection.sql(statement).to_arrow_table()) for statement in (_AREAS, _PLACES))
    found = [pl.DataFrame(schema={"area_id": pl.String, "dialogue_id": pl.String, "regso_code": pl.String})]
    for area_id in areas["area_id"].unique(maintain_order=True):
        own, here = (frame.filter(pl.col("area_id") == area_id) for frame in (areas, held))
        points = reproject(shapely.points(here["lon"].to_numpy(), here["lat"].to_numpy()), DEGREES, SWEREF)
        shapes = shapely.make_valid(shapely.from_wkb(own["geometry"].to_numpy()))
        at, inside = shapely.STRtree(shapes).query(points, predicate="intersects")
        found.append(here[at].select("area_id", "dialogue_id", regso_code=own["area_code"][inside]))
    return pl.concat(found).group_by("area_id", "dialogue_id", maintain_order=True).agg(pl.col("regso_code").min())


def cells(connection: duckdb.DuckDBPyConnection, _label: str, _watcher: Watcher) -> pl.DataFrame:
    """`geo_regso`: the RegSO of each area with dialogues, their residents, and their borders as GeoJSON in degrees."""
    areas = pl.from_arrow(connection.sql(_AREAS).to_arrow_table())
    borders = areas.unique("area_code", maintain_order=True).select("area_version", "geometry", district_code="area_code")
    drawn = prepare_districts(borders).select(area_code="district_code", geojson="geojson")
    return areas.join(drawn, on="area_code", maintain_order="left").select(
        "area_id",
        "area_version",
        "resident_count",
        "population_date",
        "source_id",
        "geojson",
        regso_code="area_code",
        regso_name="area_name",
    )
