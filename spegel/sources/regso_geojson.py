"""Borders of SCB's regional statistical areas (RegSO) as GeoJSON, as SCB's map service answers or as copies of it.

The layer of DeSO names the RegSO of each area too: those of one RegSO are put together. The division stands in the ids of the
features (`RegSO_2025.17`), in the name of the layer or in that of the file; it is never assumed (T25).
"""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import shapely

from spegel.core import Problem, SourceError
from spegel.sources.borders import read_layer, shape_problems, to_sweref, whole
from spegel.sources.checks import municipality_problems
from spegel.sources.documents import Document, decode
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import shape

FORMAT = Format(
    id="regso_geojson",
    title="Regionala statistikområden, gränser (GeoJSON)",
    publisher="SCB",
    licence="CC0 1.0",
)

_CODES = ("regsokod", "regso")
_NAMES = ("regsonamn", "name")
"""Properties as SCB has them, and as simplified copies have them."""

_BEGINNING = 65_536
_PROPERTY = re.compile(rb'(?i)"(regsokod|regso)"\s*:\s*"\d{4}R\d{3}')
_CODE = re.compile(r"^(\d{4}R\d{3})(?:_RegSO\d{4})?$")
_VERSION = re.compile(r"(?i)(?:regso|deso)_?(20\d\d)")
_FIRST = {"2018": "2020"}
"""RegSO came in 2020, on the DeSO of 2018."""


def recognises(document: Document) -> bool:
    """True for JSON with coordinates and the code of a RegSO among its properties."""
    return document.kind == "json" and b'"coordinates"' in document.data[:_BEGINNING] and bool(_PROPERTY.search(document.data))


def read(document: Document, codes: CodeLists) -> SourceData:
    """The table regso_geometry. Raises SourceError for a broken file, unknown codes, shapes that are no areas, or no division."""
    file = document.name
    layer = read_layer(document.data, file)
    printed = {attribute.casefold(): attribute for attribute in layer.attributes}
    code_column = next((printed[name] for name in _CODES if name in printed), None)
    if code_column is None:
        raise SourceError(Problem("missing_columns", file, details={"columns": " / ".join(_CODES)}))
    name_column = next((printed[name] for name in _NAMES if name in printed), None)
    written = layer.attributes[code_column].to_list()
    matches = [_CODE.match((text or "").strip()) for text in written]
    shapes, outside = to_sweref(_east_first(layer.shapes), layer.stated_system)
    problems = [
        *(
            Problem("bad_code", file, row, code_column, text)
            for row, (text, match) in enumerate(zip(written, matches, strict=True), start=1)
            if match is None
        ),
        *municipality_problems(((row, match[1][:4]) for row, match in enumerate(matches, start=1) if match), codes, file),
        *shape_problems(written, shapes, outside, file),
    ]
    version = _VERSION.search(f"{document.file_name} {decode(document.data[:_BEGINNING])}")
    if version is None:
        problems.append(Problem("area_version_missing", file))
    if problems or version is None:
        raise SourceError(problems)
    names = layer.attributes[name_column].str.strip_chars() if name_column else pl.Series([None] * len(written), dtype=pl.String)
    features = pl.DataFrame({"area_code": [match[1] for match in matches if match], "area_name": names}).with_row_index("at")
    areas = features.group_by("area_code", maintain_order=True).agg("at", pl.col("area_name").first())
    table = areas.select(
        area_version=pl.lit(f"regso{_FIRST.get(version[1], version[1])}"),
        area_code="area_code",
        area_name="area_name",
        geometry=pl.Series([shapely.to_wkb(whole(shapes[places])) for places in areas["at"].to_list()], dtype=pl.Binary),
    )
    return SourceData({"regso_geometry": shape("regso_geometry", table)}, layer.notices)


def _east_first(shapes: np.ndarray) -> np.ndarray:
    """The shapes with longitude or metres east first, which services give last for some systems: Sweden lies further north than
    east in degrees and in metres alike."""
    numbers = shapely.get_coordinates(shapes)
    is_swapped = len(numbers) > 0 and bool(np.median(numbers[:, 0]) > np.median(numbers[:, 1]))
    return shapely.transform(shapes, lambda points: points[:, ::-1]) if is_swapped else shapes
