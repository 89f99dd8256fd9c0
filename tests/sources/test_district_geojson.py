"""GeoJSON of district borders: layouts, years, coordinate systems, and everything that may be wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
import shapely
from pyproj import Transformer

from spegel.sources import district_geojson
from spegel.sources.documents import Document, open_documents
from spegel.sources.reference import code_lists
from tests.sources.small_files import CODES, explained, members, rules, zip_on_disk

TUMBA = (655_000, 6_565_000)  # metres, SWEREF 99 TM


def square(east: float, north: float, side: float = 1_000) -> shapely.Polygon:
    return shapely.box(east, north, east + side, north + side)


def feature(
    code: object, shape: shapely.Geometry | None, name: str | None = "Söderby", keys: tuple[str, str] = ("Lkfv", "Vdnamn")
) -> dict:
    geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
    # The publisher writes the geometry first and the type last.
    return {"geometry": geometry, "properties": {keys[0]: code, keys[1]: name}, "type": "Feature"}


def collection(*features: dict, file: str = "gränser.json", **more: object) -> Document:
    content = {"features": list(features), "type": "FeatureCollection", **more}
    return Document(file, json.dumps(content, ensure_ascii=False).encode(), Path(file))


def stated(system: str) -> dict:
    return {"type": "name", "properties": {"name": system}}


def moved(shape: shapely.Geometry, system: int) -> shapely.Geometry:
    transformer = Transformer.from_crs(3006, system, always_xy=True)
    return shapely.transform(shape, transformer.transform, interleaved=False)


def table(document: Document) -> pl.DataFrame:
    assert district_geojson.recognises(document)
    return district_geojson.read(document, CODES).tables["district_geometry"]


def shape_of(document: Document) -> shapely.Geometry:
    return shapely.from_wkb(table(document)["geometry"].item())


def test_metres_without_a_stated_system_are_sweref() -> None:
    shape = square(*TUMBA)
    read = table(collection(feature("01270020", shape, " Söderby ")))
    assert read.select("district_code", "district_name").rows() == [("01270020", "Söderby")]
    assert shapely.from_wkb(read["geometry"].item()).equals(shape)


@pytest.mark.parametrize("system", ["EPSG:3006", "urn:ogc:def:crs:EPSG::3006"])
def test_sweref_may_be_stated(system: str) -> None:
    assert shape_of(collection(feature("01270020", square(*TUMBA)), crs=stated(system))).equals(square(*TUMBA))


@pytest.mark.parametrize("more", [{}, {"crs": stated("urn:ogc:def:crs:OGC:1.3:CRS84")}, {"crs": stated("EPSG:3006")}])
def test_degrees_are_told_from_metres_by_their_size(more: dict) -> None:
    shape = shape_of(collection(feature("01270020", moved(square(*TUMBA), 4326)), **more))
    assert shapely.hausdorff_distance(shape, square(*TUMBA)) < 0.01


def test_stockholms_local_system_is_reprojected_when_stated() -> None:
    local = moved(square(*TUMBA), 3011)
    shape = shape_of(collection(feature("01270020", local), crs=stated("urn:ogc:def:crs:EPSG::3011")))
    assert shapely.hausdorff_distance(shape, square(*TUMBA)) < 0.01


def test_a_local_system_that_is_not_stated_is_refused() -> None:
    assert rules(district_geojson, collection(feature("01270020", moved(square(*TUMBA), 3011)))) == {"geometry_outside"}


def test_swapped_axes_are_refused() -> None:
    swapped = shapely.transform(moved(square(*TUMBA), 4326), lambda points: points[:, ::-1])
    assert rules(district_geojson, collection(feature("01270020", swapped))) == {"geometry_outside"}


def test_heights_are_dropped() -> None:
    shape = shape_of(collection(feature("01270020", shapely.force_3d(square(*TUMBA), 12.5))))
    assert not shapely.has_z(shape)


def test_the_layouts_are_of_2022_and_2026() -> None:
    keys = ("Valdistriktskod", "Valdistriktsnamn")
    assert table(collection(feature("01800101", square(*TUMBA))))["area_version"].item() == "valdistrikt2022"
    assert table(collection(feature("01800101", square(*TUMBA), keys=keys)))["area_version"].item() == "valdistrikt2026"


def test_a_year_that_only_the_layout_tells_is_noticed() -> None:
    assert explained(district_geojson.read(collection(feature("01800101", square(*TUMBA))), CODES)) == {"year_assumed"}


def test_the_election_day_in_the_member_name_is_the_year(tmp_path: Path) -> None:
    content = json.loads(collection(feature("01800101", square(*TUMBA))).data)
    path = zip_on_disk(tmp_path, {"VD_01_20180908_Val_20180909.json": content}, "valdistrikt-stockholms-lan.zip")
    data = district_geojson.read(members(path)["VD_01_20180908_Val_20180909.json"], CODES)
    assert data.tables["district_geometry"]["area_version"].item() == "valdistrikt2018"
    assert not data.notices


def test_the_layer_name_inside_the_file_tells_the_year_too() -> None:
    document = collection(feature("01800101", square(*TUMBA)), name="VD_01_20220910_Val_20220911")
    assert not district_geojson.read(document, CODES).notices


def test_a_byte_order_mark_does_no_harm() -> None:
    document = collection(feature("01270020", square(*TUMBA)))
    marked = Document(document.name, b"\xef\xbb\xbf" + document.data, document.path)
    assert table(marked)["district_code"].item() == "01270020"


def test_a_code_that_became_a_number_is_padded_and_told() -> None:
    document = collection(feature(1270020, square(*TUMBA)), feature(1270021, square(656_000, 6_565_000)))
    data = district_geojson.read(document, CODES)
    assert data.tables["district_geometry"]["district_code"].to_list() == ["01270020", "01270021"]
    notice = next(notice for notice in data.notices if notice.rule == "padded_code")
    assert notice.details["count"] == 2
    assert "padded_code" in explained(data)


def test_the_parts_of_one_district_are_put_together() -> None:
    document = collection(
        feature("01270020", square(655_000, 6_565_000)),
        feature("01270021", square(657_000, 6_565_000), "Annan"),
        feature("01270020", square(656_000, 6_565_000)),
    )
    data = district_geojson.read(document, CODES)
    rows = data.tables["district_geometry"]
    assert rows["district_code"].to_list() == ["01270020", "01270021"]
    assert shapely.from_wkb(rows["geometry"][0]).equals(shapely.box(655_000, 6_565_000, 657_000, 6_566_000))
    assert "geometry_joined" in explained(data)


def test_one_code_with_two_names_is_refused() -> None:
    document = collection(feature("01270020", square(*TUMBA), "Ett"), feature("01270020", square(*TUMBA), "Två"))
    assert rules(district_geojson, document) == {"repeated_district"}


def test_everything_wrong_is_told_at_once() -> None:
    document = collection(
        feature("0127", square(*TUMBA)),
        feature(None, square(*TUMBA)),
        feature("77770001", square(*TUMBA)),
        feature("01270020", None),
        feature("01270021", shapely.Point(*TUMBA)),
        feature("01270022", square(5_000_000, 6_565_000)),
    )
    assert rules(district_geojson, document) == {"bad_code", "unknown_municipality", "geometry_not_polygon", "geometry_outside"}


def test_a_ring_without_area_is_no_district() -> None:
    there_and_back = shapely.Polygon([TUMBA, (656_000, 6_565_000), TUMBA])
    assert rules(district_geojson, collection(feature("01270020", there_and_back))) == {"geometry_not_polygon"}


def test_a_ring_that_crosses_itself_is_left_as_published() -> None:
    bow = shapely.Polygon([(655_000, 6_565_000), (656_000, 6_566_000), (656_000, 6_565_000), (655_000, 6_566_000)])
    assert shape_of(collection(feature("01270020", bow))).equals_exact(bow)


def test_a_file_that_was_cut_off_is_refused() -> None:
    whole = collection(feature("01270020", square(*TUMBA)), feature("01270021", square(*TUMBA)))
    cut = Document(whole.name, whole.data[: len(whole.data) - 20], whole.path)
    assert district_geojson.recognises(cut)
    assert rules(district_geojson, cut) == {"unreadable_geometry"}


def test_the_code_as_a_value_is_not_a_column() -> None:
    document = collection(feature("Lkfv", square(*TUMBA), keys=("id", "typ")))
    assert rules(district_geojson, document) == {"missing_columns"}


def test_a_ring_that_is_not_closed_is_read_and_told() -> None:
    document = collection(feature("01270020", square(*TUMBA)))
    content = json.loads(document.data)
    content["features"][0]["geometry"]["coordinates"][0].pop()
    data = district_geojson.read(Document("öppen.json", json.dumps(content).encode(), Path("öppen.json")), CODES)
    assert "geometry_notice" in explained(data)
    assert shapely.from_wkb(data.tables["district_geometry"]["geometry"].item()).equals(square(*TUMBA))


@pytest.mark.parametrize(
    "content",
    [
        {"features": [feature("0127R001", square(*TUMBA), keys=("regso", "name"))], "type": "FeatureCollection"},
        {"Lkfv": "01270020"},
        {"valdistrikt": [{"valdistriktskod": "01270020"}]},
        [],
    ],
)
def test_other_json_is_left_to_others(content: object) -> None:
    assert not district_geojson.recognises(Document("annat.json", json.dumps(content).encode(), Path("annat.json")))


def test_properties_may_follow_a_very_long_border() -> None:
    document = collection(feature("01270020", shapely.Point(*TUMBA).buffer(5_000, quad_segs=2_000)))
    assert document.data.index(b"Lkfv") > 100_000
    assert table(document)["district_code"].item() == "01270020"


def test_the_official_files_of_2022_hold_all_districts(shared_data: Path, root: Path) -> None:
    codes = code_lists(root / "data" / "reference")
    frames = []
    for path in sorted((shared_data / "valmyndigheten" / "2022" / "geometry").glob("*.zip")):
        for document in open_documents(path):
            assert district_geojson.recognises(document)
            data = district_geojson.read(document, codes)
            assert not data.notices
            frames.append(data.tables["district_geometry"])
    districts = pl.concat(frames)
    assert districts.height == districts["district_code"].n_unique() == 6_264
    assert set(districts["area_version"]) == {"valdistrikt2022"}
    assert districts["district_name"].null_count() == 0
    lanthem = districts.row(by_predicate=pl.col("district_code") == "01270010", named=True)
    assert lanthem["district_name"] == "S Lanthem"
    # As published, with its two stray parts (T23).
    assert shapely.get_num_geometries(shapely.from_wkb(lanthem["geometry"])) == 3


def test_properties_saved_in_capitals_are_known() -> None:
    shape = square(*TUMBA)
    read = table(collection(feature("01270020", shape, keys=("LKFV", "VDNAMN"))))
    assert read.select("district_code", "district_name").rows() == [("01270020", "Söderby")]
