"""District borders for maps: nothing lost, nothing doubled, every shape drawable."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spegel.build import geometry
from spegel.core import BuildError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import district_geojson, reference
from spegel.sources.borders import DEGREES, SWEREF, reproject
from spegel.sources.documents import open_documents
from spegel.sources.tables import DISTRICT_GEOMETRY

EAST, NORTH = 655_000, 6_565_000  # somewhere in Botkyrka, metres


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A box in kilometres from a corner in Botkyrka."""
    return shapely.box(EAST + 1_000 * west, NORTH + 1_000 * south, EAST + 1_000 * east, NORTH + 1_000 * north)


def table(shapes: dict[str, shapely.Geometry], version: str = "valdistrikt2022") -> pl.DataFrame:
    """Canonical district_geometry."""
    rows = [(version, code, None, shapely.to_wkb(shape)) for code, shape in shapes.items()]
    return pl.DataFrame(rows, schema=DISTRICT_GEOMETRY, orient="row")


def in_metres(prepared: pl.DataFrame) -> np.ndarray:
    return reproject(shapely.from_geojson(prepared["geojson"].to_numpy()), DEGREES, SWEREF)


def overlap_and_gap(shapes: Iterable[shapely.Geometry]) -> tuple[float, float]:
    """Square metres that belong to two shapes, and that lie enclosed between shapes without belonging to any."""
    shapes = list(shapes)
    union = shapely.union_all(shapes)
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(union)])
    return float(shapely.area(shapes).sum() - union.area), filled.area - union.area


def ragged_grid(size: int, side: float = 1_000, steps: int = 40, rough: float = 10) -> dict[str, shapely.Polygon]:
    """`size` x `size` districts whose shared borders are ragged, the same for both sides."""
    random = np.random.default_rng(7)
    edges: dict[tuple, np.ndarray] = {}

    def edge(start: tuple[int, int], end: tuple[int, int]) -> np.ndarray:
        low, high = sorted((start, end))
        if (low, high) not in edges:
            line = np.linspace(low, high, steps + 1) * side
            across = 0 if low[0] == high[0] else 1
            line[1:-1, across] += random.uniform(-rough, rough, steps - 1)
            edges[low, high] = line + np.array([EAST, NORTH])
        line = edges[low, high]
        return line if start == low else line[::-1]

    districts = {}
    for x in range(size):
        for y in range(size):
            corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
            ring = np.concatenate([edge(*pair)[:-1] for pair in itertools.pairwise(corners)])
            # Rings begin anywhere along a border, as in real files.
            districts[f"0127{x:02d}{y:02d}"] = shapely.Polygon(np.roll(ring, 7, axis=0))
    return districts


# Stray parts


def test_a_small_part_far_from_the_rest_is_stray() -> None:
    main, crumb, far = box(0, 0, 2, 1.5), box(16, 0, 16.01, 0.02), box(21, 0, 21.4, 0.44)
    assert geometry.without_strays(np.array([shapely.MultiPolygon([far, main, crumb])]))[0].equals(main)


def test_islands_in_steps_and_real_outlying_land_stay() -> None:
    skerries = shapely.MultiPolygon([box(0, 0, 3, 3), *(box(8 * step, 0, 8 * step + 0.1, 0.1) for step in range(1, 5))])
    outlying = shapely.MultiPolygon([box(0, 0, 3, 3), box(40, 0, 41, 1)])
    kept = geometry.without_strays(np.array([skerries, outlying]))
    assert shapely.equals(kept, [skerries, outlying]).all()


def test_crumbs_of_digitising_are_dropped_but_never_the_whole_district() -> None:
    crumb, main = box(2, 0, 2.005, 0.005), box(0, 0, 1, 1)
    tiny = shapely.MultiPolygon([box(0, 0, 0.005, 0.005), box(1, 0, 1.006, 0.006)])
    kept = geometry.without_strays(np.array([shapely.MultiPolygon([main, crumb]), tiny]))
    assert kept[0].equals(main)
    assert kept[1].equals(box(1, 0, 1.006, 0.006))


# Official borders


def test_simplified_neighbours_share_their_border() -> None:
    districts = ragged_grid(4)
    prepared = geometry.prepare_districts(table(districts))
    shapes = in_metres(prepared)
    before, after = (shapely.get_num_coordinates(list(each)).sum() for each in (districts.values(), shapes))
    assert after < before / 2
    overlap, gap = overlap_and_gap(shapes)
    assert overlap == pytest.approx(0, abs=1)
    assert gap == pytest.approx(0, abs=1)
    # Simplified one by one the same districts come apart: the test above can fail.
    alone = overlap_and_gap(shapely.simplify(list(districts.values()), geometry.TOLERANCE_M, preserve_topology=True))
    assert max(alone) > 1_000


def test_simplified_districts_stay_where_they_were() -> None:
    districts = ragged_grid(3)
    shapes = in_metres(geometry.prepare_districts(table(districts)))
    assert (shapely.hausdorff_distance(shapes, list(districts.values())) < 2 * geometry.TOLERANCE_M).all()


def test_a_prepared_district_can_be_drawn() -> None:
    hole = shapely.Polygon(box(0, 0, 4, 4).exterior.coords, [box(1, 1, 2, 2).exterior.coords])
    several = shapely.MultiPolygon([box(5, 0, 9, 3), box(5, 3.5, 6, 4)])
    prepared = geometry.prepare_districts(table({"01270001": hole, "01270002": several}))
    assert prepared.schema == geometry.PREPARED
    assert set(prepared["geometry_kind"]) == {"official"}
    assert prepared["area_km2"].to_list() == pytest.approx([15, 12.5])
    for text, lon, lat in prepared.select("geojson", "lon", "lat").iter_rows():
        assert set(json.loads(text)) == {"type", "coordinates"}
        assert max(len(decimals) for decimals in re.findall(r"\.(\d+)", text)) <= geometry.DECIMALS
        shape = shapely.from_geojson(text)
        largest = max(shapely.get_parts(shape), key=lambda part: part.area)
        assert largest.contains(shapely.Point(lon, lat))
        for part in shapely.get_parts(shape):
            assert not part.exterior.is_ccw, "d3 takes what lies to the right of a ring as its inside"
            assert all(ring.is_ccw for ring in part.interiors)


@pytest.mark.parametrize("error_m", [-3, 3])
def test_a_border_drawn_twice_becomes_one(error_m: float) -> None:
    west, east = box(0, 0, 1, 1), box(1 + error_m / 1_000, 0, 2, 1)
    # Land all around, so that a gap would be enclosed.
    frame = shapely.Polygon(box(-1, -1, 3, 2).exterior.coords, [box(0, 0, 2, 1).exterior.coords])
    districts = {"01270001": west, "01270002": east, "01270003": frame}
    assert max(overlap_and_gap(districts.values())) > 2_000
    overlap, gap = overlap_and_gap(in_metres(geometry.prepare_districts(table(districts))))
    assert overlap < 50
    assert gap < 50


def test_a_shape_that_crosses_itself_is_mended() -> None:
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 2_000, NORTH + 2_000), (EAST + 2_000, NORTH), (EAST, NORTH + 2_000)])
    prepared = geometry.prepare_districts(table({"01270001": bow, "01270002": box(3, 0, 4, 1)}))
    shape = in_metres(prepared)[0]
    assert shape.is_valid
    assert shape.area == pytest.approx(2e6, rel=0.01)


@pytest.mark.parametrize(
    "other",
    [box(0, 0, 1, 1), box(0.2, 0.2, 0.4, 0.4), box(0, 1, 0.0004, 1.0004)],
    ids=["the same land twice", "one inside the other", "smaller than the rounding"],
)
def test_no_district_vanishes(other: shapely.Polygon) -> None:
    prepared = geometry.prepare_districts(table({"01270001": box(0, 0, 1, 1), "01270002": other}))
    assert prepared.height == 2
    assert not shapely.is_empty(shapely.from_geojson(prepared["geojson"].to_numpy())).any()
    assert prepared.select("lon", "lat").to_numpy() == pytest.approx(np.array([[17.7, 59.2]] * 2), abs=0.1)


def test_nothing_gives_nothing() -> None:
    prepared = geometry.prepare_districts(table({}))
    assert prepared.schema == geometry.PREPARED
    assert prepared.is_empty()
    assert geometry.neighbours(prepared).is_empty()
    assert geometry.schematic_districts(prepared.select("area_version", "district_code", "lon", "lat")).is_empty()


# Schematic cells


def points(places: dict[str, tuple[float, float]], version: str = "valdistrikt2022") -> pl.DataFrame:
    rows = [(version, code, lon, lat) for code, (lon, lat) in places.items()]
    return pl.DataFrame(rows, schema=["area_version", "district_code", "lon", "lat"], orient="row")


BOTKYRKA = {
    "01270001": (17.89, 59.20),
    "01270002": (17.83, 59.25),
    "01270003": (17.80, 59.18),
    "01270004": (17.80, 59.11),
    "01270005": (17.95, 59.17),
}


def test_cells_fill_the_municipality_and_hold_the_nearest_land() -> None:
    cells = geometry.schematic_districts(points(BOTKYRKA))
    assert cells.schema == geometry.PREPARED
    assert set(cells["geometry_kind"]) == {"schematic"}
    assert cells["area_km2"].null_count() == len(BOTKYRKA)
    shapes = in_metres(cells)
    overlap, gap = overlap_and_gap(shapes)
    assert overlap < 100
    assert gap < 100
    land = reproject(np.array([shapely.from_geojson(geometry.outline("0127"))]), DEGREES, SWEREF)[0]
    assert shapely.union_all(shapes).symmetric_difference(land).area < 0.01 * land.area
    centres = reproject(shapely.points(list(BOTKYRKA.values())), DEGREES, SWEREF)
    assert shapely.contains(shapes, centres).all()
    for place in shapely.points(np.random.default_rng(3).uniform(*np.reshape(land.bounds, (2, 2)), (200, 2))):
        distances = np.sort(shapely.distance(centres, place))
        if land.contains(place) and distances[1] - distances[0] > 10:
            assert shapes[shapely.distance(centres, place).argmin()].contains(place)


def test_cells_of_a_city_district_end_near_its_points() -> None:
    steps = range(4)
    board = {f"018041{4 * x + y:02d}": (17.90 + 0.01 * x, 59.38 + 0.005 * y) for x in steps for y in steps}
    shapes = in_metres(geometry.schematic_districts(points(board)))
    land = reproject(np.array([shapely.from_geojson(geometry.outline("0180"))]), DEGREES, SWEREF)[0]
    hull = shapely.convex_hull(shapely.union_all(reproject(shapely.points(list(board.values())), DEGREES, SWEREF)))
    assert hull.area < shapely.area(shapes).sum() < land.area / 3
    assert overlap_and_gap(shapes)[0] < 100


def test_two_districts_at_one_place_both_get_a_cell() -> None:
    cells = geometry.schematic_districts(points({**BOTKYRKA, "01270006": BOTKYRKA["01270001"], "01270007": BOTKYRKA["01270001"]}))
    shapes = in_metres(cells)
    assert (shapely.area(shapes) > 1_000).all()
    assert overlap_and_gap(shapes)[0] < 100


def test_one_point_is_the_whole_municipality() -> None:
    (shape,) = in_metres(geometry.schematic_districts(points({"01270001": (17.85, 59.2)})))
    (land,) = reproject(np.array([shapely.from_geojson(geometry.outline("0127"))]), DEGREES, SWEREF)
    assert shape.symmetric_difference(land).area < 0.001 * land.area


def test_a_point_outside_the_coarse_outline_has_land() -> None:
    outside = (17.60, 59.20)
    cells = geometry.schematic_districts(points({**BOTKYRKA, "01270006": outside}))
    shape = shapely.from_geojson(cells.row(by_predicate=pl.col("district_code") == "01270006", named=True)["geojson"])
    assert shape.contains(shapely.Point(outside))


def test_versions_are_drawn_apart() -> None:
    both = pl.concat([points(BOTKYRKA), points(BOTKYRKA, "valdistrikt2018")])
    cells = geometry.schematic_districts(both)
    alone = geometry.schematic_districts(points(BOTKYRKA))
    assert cells.filter(pl.col("area_version") == "valdistrikt2022").equals(alone)
    assert cells.height == 2 * len(BOTKYRKA)


def test_a_municipality_that_does_not_exist_is_told() -> None:
    with pytest.raises(BuildError) as error:
        geometry.schematic_districts(points({"99990001": (17.8, 59.2)}))
    (problem,) = error.value.problems
    assert problem.rule == "unknown_municipality"
    assert all("9999" in explain(problem, language) for language in LANGUAGES)


# Neighbours


def pairs(found: pl.DataFrame) -> set[tuple[str, str]]:
    return set(found.select("district_code", "neighbour_code").iter_rows())


def test_a_shared_border_or_corner_makes_neighbours() -> None:
    corner, apart = box(1, 1, 2, 2), box(2.1, 1, 3, 2)
    districts = {"01270001": box(0, 0, 1, 1), "01270002": box(1, 0, 2, 1), "01270003": corner, "01270004": apart}
    found = geometry.neighbours(geometry.prepare_districts(table(districts)))
    one_way = {("01270001", "01270002"), ("01270002", "01270003"), ("01270001", "01270003")}
    assert pairs(found) == one_way | {(other, one) for one, other in one_way}


def test_neighbours_stay_neighbours_when_borders_are_simplified() -> None:
    found = pairs(geometry.neighbours(geometry.prepare_districts(table(ragged_grid(4)))))
    place = {f"0127{x:02d}{y:02d}": (x, y) for x in range(4) for y in range(4)}
    king_moves = {
        (one, other)
        for one, (x, y) in place.items()
        for other, (u, v) in place.items()
        if one != other and max(abs(x - u), abs(y - v)) == 1
    }
    assert found == king_moves


def test_neighbours_are_of_one_version() -> None:
    both = pl.concat([table({"01270001": box(0, 0, 1, 1)}), table({"01270002": box(1, 0, 2, 1)}, "valdistrikt2018")])
    assert geometry.neighbours(geometry.prepare_districts(both)).is_empty()


# Two versions


def two_versions(before: dict[str, shapely.Geometry], now: dict[str, shapely.Geometry]) -> pl.DataFrame:
    frame = pl.concat([table(before, "valdistrikt2018"), table(now, "valdistrikt2022")])
    return geometry.overlaps(frame, "valdistrikt2022", "valdistrikt2018")


def test_overlap_is_shared_land_of_all_land() -> None:
    found = two_versions({"01270001": box(0, 0, 4, 1)}, {"01270001": box(1, 0, 5, 1)})
    (row,) = found.rows(named=True)
    assert row["overlap_share"] == pytest.approx(3 / 5)
    assert row["shared_km2"] == pytest.approx(3)
    assert row["share_of_district"] == row["share_of_previous"] == pytest.approx(3 / 4)
    assert (row["area_version"], row["previous_area_version"]) == ("valdistrikt2022", "valdistrikt2018")


def test_slivers_are_not_land_that_moved() -> None:
    before = {"01270001": box(0, 0, 1, 1), "01270002": box(1, 0, 2, 1)}
    now = {"01270001": box(0, 0, 1.005, 1), "01270002": box(1.005, 0, 2, 1)}
    found = two_versions(before, now)
    assert set(found.select("district_code", "previous_code").iter_rows()) == {("01270001", "01270001"), ("01270002", "01270002")}
    assert (found["overlap_share"] > 0.95).all()
    # The same strip is land to a district that consists of little else.
    small = two_versions(before, {**now, "01270003": box(0.995, 0, 1.005, 1)})
    assert set(small.filter(pl.col("district_code") == "01270003")["previous_code"]) == {"01270001", "01270002"}


def test_common_areas_hold_whole_districts_of_both_versions() -> None:
    # 1 is unchanged; 2 was split in two; 4 and 5 exchanged land.
    before = {"01270001": box(0, 0, 1, 1), "01270002": box(1, 0, 3, 1), "01270004": box(3, 0, 4, 1), "01270005": box(4, 0, 5, 1)}
    now = {
        "01270001": box(0, 0, 1, 1),
        "01270002": box(1, 0, 2, 1),
        "01270003": box(2, 0, 3, 1),
        "01270004": box(3, 0, 4.3, 1),
        "01270005": box(4.3, 0, 5, 1),
    }
    found = geometry.common_areas(two_versions(before, now))
    areas = {(version[-4:], code): area for version, code, area in found.iter_rows()}
    assert areas == {
        ("2018", "01270001"): "01270001",
        ("2022", "01270001"): "01270001",
        ("2018", "01270002"): "01270002",
        ("2022", "01270002"): "01270002",
        ("2022", "01270003"): "01270002",
        ("2018", "01270004"): "01270004",
        ("2018", "01270005"): "01270004",
        ("2022", "01270004"): "01270004",
        ("2022", "01270005"): "01270004",
    }


def test_counts_are_interpolated_and_then_divided(oracles: dict[str, dict]) -> None:
    case = oracles["areal_interpolation_boxes"]
    metres = [shapely.box(*source["bbox"]) for source in case["inputs"]["source"]]
    targets = [shapely.box(*bbox) for bbox in case["inputs"]["target_bbox"]]
    found = two_versions(
        {f"0127000{number}": shape for number, shape in enumerate(metres)},
        {f"0127000{number}": shape for number, shape in enumerate(targets)},
    )
    counts = pl.DataFrame(
        {
            "previous_code": [f"0127000{number}" for number in range(len(metres))],
            "voters": [source["voters"] for source in case["inputs"]["source"]],
            "eligible": [source["eligible"] for source in case["inputs"]["source"]],
        }
    )
    moved = geometry.interpolate_counts(counts, found)
    expected, tolerance = case["expected"], case["tolerance"]
    assert moved["voters"].to_list() == pytest.approx(expected["voters"], abs=tolerance)
    assert moved["eligible"].to_list() == pytest.approx(expected["eligible"], abs=tolerance)
    assert (moved["voters"] / moved["eligible"]).to_list() == pytest.approx(expected["turnout"], abs=tolerance)


@given(
    cuts=st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True),
    counts=st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)),
)
def test_no_voter_is_lost_when_counts_are_moved(cuts: list[int], counts: tuple[int, int]) -> None:
    before = {"01270001": box(0, 0, 5, 1), "01270002": box(5, 0, 10, 1)}
    edges = [0, *sorted(cut / 10 for cut in cuts), 10]
    now = {f"012701{at:02d}": box(low, 0, high, 1) for at, (low, high) in enumerate(itertools.pairwise(edges))}
    moved = geometry.interpolate_counts(
        pl.DataFrame({"previous_code": list(before), "eligible": counts}), two_versions(before, now)
    )
    assert moved["eligible"].sum() == pytest.approx(sum(counts))
    assert (moved["eligible"] >= 0).all()


def test_an_unknown_count_stays_unknown() -> None:
    found = two_versions({"01270001": box(0, 0, 1, 1), "01270002": box(1, 0, 2, 1)}, {"01270001": box(0, 0, 2, 1)})
    counts = pl.DataFrame({"previous_code": ["01270001", "01270002"], "eligible": [800, 900], "votes": [600, None]})
    assert geometry.interpolate_counts(counts, found).row(0, named=True) == {
        "district_code": "01270001",
        "eligible": 1_700.0,
        "votes": None,
    }


# The outline and the real borders


def test_the_outline_of_a_municipality_is_where_it_lies() -> None:
    shape = shapely.from_geojson(geometry.outline("0127"))
    assert shapely.box(17.6, 59.0, 18.1, 59.3).contains(shape)
    assert shape.contains(shapely.Point(17.83, 59.20))
    assert not any(part.exterior.is_ccw for part in shapely.get_parts(shape))
    with pytest.raises(BuildError):
        geometry.outline("0000")


@pytest.fixture(scope="module")
def county(shared_data: Path, root: Path) -> pl.DataFrame:
    """The official districts of Stockholm county, 2022."""
    codes = reference.code_lists(root / "data" / "reference")
    (document,) = open_documents(shared_data / "valmyndigheten" / "2022" / "geometry" / "valdistrikt-stockholms-lan.zip")
    return district_geojson.read(document, codes).tables["district_geometry"]


@pytest.mark.parametrize(("municipality", "count", "kilobytes"), [("0127", 51, 15), ("0180", 592, 200)])
def test_official_borders_are_whole_and_small(county: pl.DataFrame, municipality: str, count: int, kilobytes: int) -> None:
    prepared = geometry.prepare_districts(county.filter(pl.col("district_code").str.starts_with(municipality)))
    assert prepared.height == count
    official = shapely.from_wkb(county.filter(pl.col("district_code").str.starts_with(municipality))["geometry"].to_numpy())
    overlap_before, _ = overlap_and_gap(geometry.without_strays(official))
    shapes = in_metres(prepared)
    overlap, _ = overlap_and_gap(shapes)
    assert overlap <= overlap_before + 500
    assert shapely.union_all(shapes).area == pytest.approx(shapely.union_all(official).area, rel=0.003)
    assert len(gzip.compress("".join(prepared["geojson"]).encode())) < 1_000 * kilobytes


def test_the_stray_parts_of_lanthem_are_dropped(county: pl.DataFrame) -> None:
    prepared = geometry.prepare_districts(county.filter(pl.col("district_code") == "01270010"))
    shape = shapely.from_geojson(prepared["geojson"].item())
    assert shape.geom_type == "Polygon"
    assert shape.bounds[2] < 18


def test_every_known_point_lies_in_its_district(county: pl.DataFrame, shared_data: Path) -> None:
    facts = pl.read_csv(shared_data / "facts" / "district_points.csv", infer_schema=False)
    wanted = county.filter(pl.col("district_code").is_in(facts["district_code"].to_list()))
    prepared = geometry.prepare_districts(wanted).join(facts, on="district_code", suffix="_fact")
    assert prepared.height == facts.height == 101
    places = shapely.points(prepared["lon_fact"].cast(float).to_numpy(), prepared["lat_fact"].cast(float).to_numpy())
    assert shapely.contains(shapely.from_geojson(prepared["geojson"].to_numpy()), places).all()
    assert prepared["area_km2"].to_list() == pytest.approx(prepared["largest_part_km2"].cast(float).to_list(), abs=0.001)
