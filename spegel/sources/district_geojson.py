"""Borders of voting districts as GeoJSON: Valmyndigheten's county files of 2022 and national file of 2026.

Neither says which year it is about, nor (2022) in which system its coordinates are. The property names tell the
two layouts apart; the member name `VD_01_20220910_Val_20220911` tells the election where the file still has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spegel.core import Problem, SourceError
from spegel.sources.borders import YearClaim, district_geometry, read_layer
from spegel.sources.documents import Document, decode
from spegel.sources.reader import CodeLists, Format, SourceData

FORMAT = Format(
    id="district_geojson",
    title="Valdistriktens gränser (GeoJSON)",
    publisher="Valmyndigheten",
    licence="Fri användning med Valmyndigheten som källa",
)


@dataclass(frozen=True)
class _Layout:
    code: str
    name: str
    year: int  # of the first election published in this layout


_LAYOUTS = (_Layout("Lkfv", "Vdnamn", 2022), _Layout("Valdistriktskod", "Valdistriktsnamn", 2026))
_BEGINNING = 65_536
_ELECTION_DAY = re.compile(r"Val_(20\d\d)\d{4}")


def recognises(document: Document) -> bool:
    """True for JSON with coordinates and the district code of one of the two layouts among its properties."""
    # A district may have more points than fit in the beginning, and its properties may follow them.
    return document.kind == "json" and b'"coordinates"' in document.data[:_BEGINNING] and _layout(document) is not None


def read(document: Document, codes: CodeLists) -> SourceData:
    """The table district_geometry. Raises SourceError for a broken file, unknown codes, or shapes that are no districts."""
    layout = _layout(document)
    layer = read_layer(document.data, document.name)
    printed = {attribute.casefold(): attribute for attribute in layer.attributes}
    code = printed.get(layout.code.casefold()) if layout else None
    if layout is None or code is None:
        known = " / ".join(each.code for each in _LAYOUTS)
        raise SourceError(Problem("missing_columns", document.name, details={"columns": known}))
    name = printed.get(layout.name.casefold())
    return district_geometry(layer, code, name, YearClaim(_printed_year(document), layout.year), document, codes)


def _layout(document: Document) -> _Layout | None:
    """By the name of the property with the code, which programs that save the file again may write in capitals."""
    return next((layout for layout in _LAYOUTS if re.search(rf'(?i)"{layout.code}"'.encode(), document.data)), None)


def _printed_year(document: Document) -> str:
    """The year in `Val_20220911`: in the name of the member or of the layer inside it. Empty where neither has it."""
    match = _ELECTION_DAY.search(f"{document.file_name} {decode(document.data[:_BEGINNING])}")
    return match[1] if match else ""
