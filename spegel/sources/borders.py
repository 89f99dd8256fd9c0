"""What the readers of borders share: a layer of features from a file, and those of districts as canonical `district_geometry`.

Borders are published in metres (SWEREF 99 TM, EPSG:3006), often without saying so, and sometimes in degrees or in
a local system. The numbers themselves tell degrees from metres (T22); a stated system tells one metre system from another.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely
from pyproj import CRS, Transformer

from spegel.core import Problem, SourceError, area_version, is_district_code
from spegel.sources.checks import municipality_problems, pad_code
from spegel.sources.documents import Document
from spegel.sources.election_year import find_year
from spegel.sources.reader import CodeLists, SourceData
from spegel.sources.tables import shape

SWEREF = "EPSG:3006"
DEGREES = "EPSG:4326"
SWEDEN = (200_000, 6_050_000, 1_000_000, 7_750_000)
"""West, south, east, north in EPSG:3006: the country with its sea, and nothing of the coordinates in a local system."""


@dataclass(frozen=True)
class Layer:
    """Features as they stand in a file: attributes as text, geometries as shapes, and what the file says of its system."""

    attributes: Mapping[str, pl.Series]
    shapes: np.ndarray
    stated_system: str | None
    notices: tuple[Problem, ...]


@dataclass(frozen=True)
class YearClaim:
    """What a file says of its year: `printed` text that names it, empty where none does, and the year of its layout."""

    printed: str
    layout_year: int


def read_layer(data: bytes, file: str) -> Layer:
    """The features of a GeoJSON, or of a zip with one shapefile. Raises SourceError when it cannot be read."""
    import pyogrio.raw  # pulls in geopandas and pandas, which a build without border files does without

    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            meta, _, wkb, columns = pyogrio.raw.read(io.BytesIO(data), force_2d=True)
        except Exception as error:  # besides its own errors, pyogrio stumbles over broken files in several ways
            raise SourceError(Problem("unreadable_geometry", file, details={"reason": str(error)})) from error
    # A file may hold thousands of equal complaints; each is told once.
    said = dict.fromkeys(str(warning.message) for warning in heard)
    return Layer(
        attributes={name: _as_text(column) for name, column in zip(meta["fields"], columns, strict=True)},
        shapes=shapely.from_wkb(wkb, on_invalid="fix"),  # closes open rings; what cannot be mended becomes None
        stated_system=meta["crs"],
        notices=tuple(Problem("geometry_notice", file, details={"reason": text}) for text in said),
    )


def district_geometry(
    layer: Layer, code_column: str, name_column: str | None, claim: YearClaim, document: Document, codes: CodeLists
) -> SourceData:
    """`layer` as the canonical table `district_geometry`, with notices for padded codes and parts put together.

    Several features with one code and one name are the parts of one district. `row` in a problem is the number of
    the feature in the file. Raises SourceError with every feature that has no code, no area or a place outside Sweden.
    """
    file = document.name
    printed = layer.attributes[code_column].to_list()
    names = layer.attributes[name_column].str.strip_chars().to_list() if name_column else [None] * len(printed)
    padded = [pad_code(text or "", 8, codes.municipalities) for text in printed]
    shapes, outside = to_sweref(layer.shapes, layer.stated_system)
    problems = [
        *([] if printed else [Problem("no_rows", file)]),
        *_code_problems(printed, padded, code_column, codes, file),
        *shape_problems(printed, shapes, outside, file),
    ]
    features = pl.DataFrame({"code": padded, "name": names}, schema={"code": pl.String, "name": pl.String}).with_row_index("at")
    districts = features.group_by("code", maintain_order=True).agg("at", pl.col("name").unique(maintain_order=True))
    for code, places, titles in districts.filter(pl.col("code").is_not_null()).iter_rows():
        if len(titles) > 1:
            problems.append(Problem("repeated_district", file, places[1] + 1, code_column, code))
    if problems:
        raise SourceError(problems)

    table = pl.DataFrame(
        {
            "district_code": districts["code"],
            "district_name": districts["name"].list.first(),
            "geometry": [shapely.to_wkb(whole(shapes[places])) for places in districts["at"].to_list()],
        }
    )
    year, assumed = find_year(
        table["district_code"].to_list(), claim.printed, document.path.name, "KF", claim.layout_year, file
    )
    table = table.with_columns(area_version=pl.lit(area_version(year)))
    notices = (*layer.notices, *assumed, *_padding_notice(printed, padded, code_column, file), *_joining_notice(districts, file))
    return SourceData({"district_geometry": shape("district_geometry", table)}, notices)


def to_sweref(shapes: np.ndarray, stated_system: str | None) -> tuple[np.ndarray, np.ndarray]:
    """`shapes` in EPSG:3006, and for each whether it lies outside Sweden.

    Numbers beyond 180 are metres: of the stated system when it is one of metres, else of SWEREF 99 TM (T22).
    Numbers within 180 are degrees, longitude first.
    """
    numbers = shapely.get_coordinates(shapes)
    metres = len(numbers) > 0 and float(np.abs(numbers[:, 0]).max()) > 180
    stated = CRS.from_user_input(stated_system) if stated_system else None
    if metres:
        system = stated if stated is not None and stated.is_projected else CRS.from_user_input(SWEREF)
    else:
        system = stated if stated is not None and stated.is_geographic else CRS.from_user_input(DEGREES)
    # A .prj file spells SWEREF 99 TM in its own words: compare what systems mean, not their text.
    moved = shapes if system.to_epsg() == 3006 else reproject(shapes, system, SWEREF)
    west, south, east, north = shapely.bounds(moved).T
    inside = (west >= SWEDEN[0]) & (south >= SWEDEN[1]) & (east <= SWEDEN[2]) & (north <= SWEDEN[3])
    return moved, ~inside


def reproject(shapes: np.ndarray, source: CRS | str, target: CRS | str) -> np.ndarray:
    """`shapes` in another system, x or longitude first in both."""
    transformer = Transformer.from_crs(source, target, always_xy=True)
    return shapely.transform(shapes, lambda points: np.column_stack(transformer.transform(points[:, 0], points[:, 1])))


def shape_problems(printed: list[str | None], shapes: np.ndarray, outside: np.ndarray, file: str) -> list[Problem]:
    """A problem for each shape that is no area, and for each that `to_sweref` found outside Sweden; `printed` are their codes."""
    areal = np.isin(shapely.get_type_id(shapes), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    areal[areal] = shapely.area(shapely.make_valid(shapes[areal], method="structure", keep_collapsed=False)) > 0
    return [
        *(Problem("geometry_not_polygon", file, at + 1, value=printed[at]) for at in np.flatnonzero(~areal).tolist()),
        *(Problem("geometry_outside", file, at + 1, value=printed[at]) for at in np.flatnonzero(areal & outside).tolist()),
    ]


def whole(parts: np.ndarray) -> shapely.Geometry:
    """One area of its parts. A single part is left as published, also where it is not valid."""
    return parts[0] if len(parts) == 1 else shapely.union_all(shapely.make_valid(parts))


def _as_text(column: np.ndarray) -> pl.Series:
    """Attribute values as text; a whole number without decimals, so that a code that became a number can be mended (T1)."""
    return pl.Series([_text(value) for value in column.tolist()], dtype=pl.String)


def _text(value: object) -> str | None:
    if value is None or value != value:  # pyogrio gives NaN for a missing number
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _code_problems(
    printed: list[str | None], padded: list[str | None], column: str, codes: CodeLists, file: str
) -> list[Problem]:
    wrong = [(row, text) for row, (text, code) in enumerate(zip(printed, padded, strict=True), start=1) if code is None]
    strangers = [(row, text[:4]) for row, text in wrong if text and is_district_code(text)]
    malformed = [(row, text) for row, text in wrong if not (text and is_district_code(text))]
    return [
        *municipality_problems(strangers, codes, file),
        *(Problem("bad_code", file, row, column, text) for row, text in malformed),
    ]


def _padding_notice(printed: list[str | None], padded: list[str | None], column: str, file: str) -> list[Problem]:
    changed = [(row, text) for row, (text, code) in enumerate(zip(printed, padded, strict=True), start=1) if text != code]
    if not changed:
        return []
    row, text = changed[0]
    return [Problem("padded_code", file, row, column, text, {"count": len(changed)})]


def _joining_notice(districts: pl.DataFrame, file: str) -> list[Problem]:
    joined = districts.filter(pl.col("at").list.len() > 1)
    if joined.is_empty():
        return []
    return [Problem("geometry_joined", file, joined["at"][0][0] + 1, value=joined["code"][0], details={"count": joined.height})]
