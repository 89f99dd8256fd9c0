"""Borders of RegSO: SCB's layers and copies of them, in either order of coordinates, and everything that may be wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from spegel.sources import district_geojson, regso_geojson
from spegel.sources.borders import DEGREES, SWEREF, reproject
from spegel.sources.documents import Document
from spegel.sources.reader import SourceData
from spegel.sources.reference import code_lists
from tests.sources.small_files import CODES, explained, rules

EAST, NORTH = 655_000, 6_565_000
SCB = ("regsokod", "regsonamn")


def square(east: float = EAST) -> shapely.Polygon:
    return shapely.box(east, NORTH, east + 1_000, NORTH + 1_000)


def feature(code: str | None, shape: shapely.Geometry, name: str = "Ett", keys: tuple[str, str] = SCB) -> dict:
    properties = {keys[0]: code, keys[1]: name}
    return {"type": "Feature", "id": "RegSO_2025.1", "geometry": json.loads(shapely.to_geojson(shape)), "properties": properties}


def collection(*features: dict, file: str = "svar.json") -> Document:
    return Document(file, json.dumps({"type": "FeatureCollection", "features": features}).encode(), Path(file))


def read(document: Document) -> SourceData:
    assert regso_geojson.recognises(document)
    assert not district_geojson.recognises(document)
    return regso_geojson.read(document, CODES)


def test_the_service_answers_with_codes_names_and_borders():
    table = read(collection(feature("0127R001", square(), "Albyberget "), feature("0127R002", square(EAST + 1_000)))).tables[
        "regso_geometry"
    ]
    assert table.select("area_version", "area_code", "area_name").rows() == [
        ("regso2025", "0127R001", "Albyberget"),
        ("regso2025", "0127R002", "Ett"),
    ]
    assert shapely.from_wkb(table["geometry"][0]).equals(square())


def test_the_layer_of_deso_gives_whole_regso():
    document = collection(feature("0127R001", square()), feature("0127R001", square(EAST + 1_000)), file="DeSO_2025.json")
    table = read(document).tables["regso_geometry"]
    assert table["area_code"].to_list() == ["0127R001"]
    assert shapely.from_wkb(table["geometry"].item()).equals(shapely.box(EAST, NORTH, EAST + 2_000, NORTH + 1_000))


def test_a_copy_with_other_properties_is_known_by_its_codes():
    table = read(collection(feature("0127R001_RegSO2025", square(), keys=("regso", "name")))).tables["regso_geometry"]
    assert table.select("area_code", "area_name").rows() == [("0127R001", "Ett")]


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize("in_degrees", [False, True])
def test_coordinates_may_stand_in_either_order(in_degrees, is_swapped):
    shapes = np.array([square()])
    shapes = reproject(shapes, SWEREF, DEGREES) if in_degrees else shapes
    shapes = shapely.transform(shapes, lambda points: points[:, ::-1]) if is_swapped else shapes
    table = read(collection(feature("0127R001", shapes[0]))).tables["regso_geometry"]
    assert shapely.hausdorff_distance(shapely.from_wkb(table["geometry"].item()), square()) < 0.01


def test_the_first_division_came_in_2020():
    features = [{**feature("0127R001", square()), "id": "regso.1"}]
    assert read(collection(*features, file="RegSO_2018.json")).tables["regso_geometry"]["area_version"].item() == "regso2020"


def test_a_division_that_nothing_tells_is_refused_and_never_assumed():
    assert rules(regso_geojson, collection({**feature("0127R001", square()), "id": "a.1"})) == {"area_version_missing"}


def test_everything_wrong_is_told_at_once():
    document = collection(
        feature("0127R001", square()),
        feature("7777R001", square()),
        feature(None, square()),
        feature("0127R002", shapely.Point(EAST, NORTH)),
        feature("0127R003", square(5_000_000)),
    )
    assert rules(regso_geojson, document) == {"unknown_municipality", "bad_code", "geometry_not_polygon", "geometry_outside"}


def test_a_file_that_was_cut_off_and_one_without_the_column_are_refused():
    whole = collection(feature("0127R001", square()), feature("0127R002", square()))
    assert rules(regso_geojson, Document(whole.name, whole.data[:-20], whole.path)) == {"unreadable_geometry"}
    nested = feature("0127R001", square(), keys=("id", "name"))
    nested["properties"]["id"] = {"regsokod": "0127R001"}
    assert rules(regso_geojson, collection(nested)) == {"missing_columns"}


@pytest.mark.parametrize("content", [{"regsokod": "0127R001"}, {"coordinates": [1, 2], "regsokod": "Alby"}, []])
def test_other_json_is_left_to_others(content):
    assert not regso_geojson.recognises(Document("annat.json", json.dumps(content).encode(), Path("annat.json")))


def test_botkyrkas_twenty_regso_are_read_whole(shared_data):
    path = shared_data / "scb" / "geography" / "botkyrka_regso2025_20_wgs84.geojson"
    data = regso_geojson.read(Document(path.name, path.read_bytes(), path), code_lists(Path("data/reference")))
    table = data.tables["regso_geometry"]
    assert (len(table), table["area_version"].unique().to_list()) == (20, ["regso2025"])
    assert not explained(data)
    # 209 km2 with its lakes, by the areas that the file itself states.
    stated = sum(feature["properties"]["area_km2"] for feature in json.loads(path.read_bytes())["features"])
    assert shapely.area(shapely.from_wkb(table["geometry"].to_numpy())).sum() / 1e6 == pytest.approx(stated, rel=0.01)
