"""Shapefiles of district borders: the set in a zip or a folder, and the code found by what the attributes hold."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from spegel.sources import district_shapefile
from spegel.sources.documents import Document, open_documents
from tests.sources.small_files import CODES, explained, members, rules

CODE = ["01270131", "01270132"]
SQUARES = [shapely.box(655_000, 6_565_000, 656_000, 6_566_000), shapely.box(656_000, 6_565_000, 657_000, 6_566_000)]


def shapefile(
    folder: Path, columns: dict[str, list], encoding: str = "ISO-8859-1", shapes: list = SQUARES, crs: str = "EPSG:3006"
) -> Path:
    """The set `alla_valdistrikt` in a folder of its own; gives that folder."""
    place = folder / "kartor"
    place.mkdir()
    fields = [np.array(values, dtype=object if isinstance(values[0], str) else None) for values in columns.values()]
    pyogrio.raw.write(
        place / "alla_valdistrikt.shp",
        np.array(shapely.to_wkb(shapes), dtype=object),
        fields,
        list(columns),
        geometry_type=shapes[0].geom_type,
        crs=crs,
        driver="ESRI Shapefile",
        encoding=encoding,
    )
    return place


def packed(place: Path, without: tuple[str, ...] = (), inner: str = "2018/") -> Path:
    """The files of the set in one zip named as the publisher names it."""
    path = place.parent / "2018_valgeografi_valdistrikt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(place.iterdir()):
            if part.suffix not in without:
                archive.write(part, inner + part.name)
    return path


def main(path: Path) -> Document:
    """The one member that the reader recognises."""
    (document,) = [document for document in members(path).values() if district_shapefile.recognises(document)]
    return document


ATTRIBUTES = {"LAN": ["01", "01"], "KOM": ["0127", "0127"], "VALDIST": CODE, "VD_NAMN": ["Albydalen Östra", "Fittja"]}


def test_the_code_is_found_by_what_it_holds(tmp_path: Path) -> None:
    data = district_shapefile.read(main(packed(shapefile(tmp_path, ATTRIBUTES))), CODES)
    rows = data.tables["district_geometry"]
    assert rows.select("area_version", "district_code", "district_name").rows() == [
        ("valdistrikt2018", "01270131", "Albydalen Östra"),
        ("valdistrikt2018", "01270132", "Fittja"),
    ]
    assert shapely.equals(shapely.from_wkb(rows["geometry"].to_numpy()), SQUARES).all()
    assert not data.notices


def test_only_the_main_file_speaks_for_the_set(tmp_path: Path) -> None:
    documents = members(packed(shapefile(tmp_path, ATTRIBUTES)))
    recognised = {name for name, document in documents.items() if district_shapefile.recognises(document)}
    assert {"alla_valdistrikt.shx", "alla_valdistrikt.dbf", "alla_valdistrikt.prj"} < set(documents)
    assert recognised == {"alla_valdistrikt.shp"}


def test_a_set_that_was_unpacked_is_read_too(tmp_path: Path) -> None:
    (document,) = open_documents(shapefile(tmp_path, ATTRIBUTES) / "alla_valdistrikt.shp")
    assert district_shapefile.read(document, CODES).tables["district_geometry"]["district_code"].to_list() == CODE


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1"])
@pytest.mark.parametrize("without", [(), (".cpg",)])
def test_names_are_read_in_either_encoding_stated_or_not(tmp_path: Path, encoding: str, without: tuple[str, ...]) -> None:
    document = main(packed(shapefile(tmp_path, ATTRIBUTES, encoding), without))
    assert district_shapefile.read(document, CODES).tables["district_geometry"]["district_name"][0] == "Albydalen Östra"


def test_codes_that_are_numbers_get_their_zero_back(tmp_path: Path) -> None:
    document = main(packed(shapefile(tmp_path, {"NR": [1, 2], "VDKOD": [int(code) for code in CODE]})))
    data = district_shapefile.read(document, CODES)
    assert data.tables["district_geometry"]["district_code"].to_list() == CODE
    assert explained(data) == {"padded_code"}


def test_without_a_name_the_name_is_unknown(tmp_path: Path) -> None:
    document = main(packed(shapefile(tmp_path, {"VD": CODE})))
    assert district_shapefile.read(document, CODES).tables["district_geometry"]["district_name"].to_list() == [None, None]


def test_degrees_are_reprojected(tmp_path: Path) -> None:
    degrees = [shapely.box(17.8, 59.2, 17.81, 59.21), shapely.box(17.81, 59.2, 17.82, 59.21)]
    document = main(packed(shapefile(tmp_path, ATTRIBUTES, shapes=degrees, crs="EPSG:4326")))
    shape = shapely.from_wkb(district_shapefile.read(document, CODES).tables["district_geometry"]["geometry"][0])
    assert shapely.box(650_000, 6_560_000, 670_000, 6_580_000).contains(shape)


def test_without_a_projection_metres_are_sweref(tmp_path: Path) -> None:
    document = main(packed(shapefile(tmp_path, ATTRIBUTES), (".prj",)))
    shape = shapely.from_wkb(district_shapefile.read(document, CODES).tables["district_geometry"]["geometry"][0])
    assert shape.equals(SQUARES[0])


def test_a_set_without_codes_is_refused(tmp_path: Path) -> None:
    document = main(packed(shapefile(tmp_path, {"LAN": ["01", "01"], "VD_NAMN": ["Alby", "Fittja"]})))
    assert rules(district_shapefile, document) == {"geometry_without_code"}


@pytest.mark.parametrize("part", [".dbf", ".shx"])
def test_a_set_that_is_not_whole_is_refused(tmp_path: Path, part: str) -> None:
    assert rules(district_shapefile, main(packed(shapefile(tmp_path, ATTRIBUTES), (part,)))) == {"shapefile_incomplete"}


def test_a_set_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    document = main(packed(shapefile(tmp_path, ATTRIBUTES)))
    cut = replace(document, data=document.data[:150])
    assert district_shapefile.recognises(cut)
    assert rules(district_shapefile, cut) == {"geometry_not_polygon"}


def test_points_are_not_districts(tmp_path: Path) -> None:
    path = packed(shapefile(tmp_path, ATTRIBUTES, shapes=[shapely.Point(655_000, 6_565_000)] * 2))
    assert not any(district_shapefile.recognises(document) for document in members(path).values())


def test_another_layer_in_the_same_zip_is_not_mixed_in(tmp_path: Path) -> None:
    place = shapefile(tmp_path, ATTRIBUTES)
    for part in list(place.iterdir()):
        (place / f"annat{part.suffix}").write_bytes(b"something else")
    assert district_shapefile.read(main(packed(place)), CODES).tables["district_geometry"].height == 2


def test_a_set_in_a_zip_inside_a_zip_is_read(tmp_path: Path) -> None:
    inner = packed(shapefile(tmp_path, ATTRIBUTES))
    outer = tmp_path / "allt.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, inner.name)
    assert district_shapefile.read(main(outer), CODES).tables["district_geometry"]["district_code"].to_list() == CODE


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf"])
def test_a_file_of_the_set_cut_in_half_is_refused(tmp_path: Path, part: str) -> None:
    place = shapefile(tmp_path, ATTRIBUTES)
    path = place / f"alla_valdistrikt{part}"
    path.write_bytes(path.read_bytes()[:104])
    assert rules(district_shapefile, main(packed(place)))
