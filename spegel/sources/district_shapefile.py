"""Borders of voting districts as a shapefile: Valmyndigheten's `alla_valdistrikt` of 2018, several files in a zip.

The attribute with the district code is not documented, so it is found by what it holds: eight digits that begin with
a municipality. A zip gives one document per member; the one with the shapes speaks for all of them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath

from spegel.core import Problem, SourceError
from spegel.sources.borders import Layer, YearClaim, district_geometry, read_layer
from spegel.sources.checks import pad_code
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData

FORMAT = Format(
    id="district_shapefile",
    title="Valdistriktens gränser (shapefil)",
    publisher="Valmyndigheten",
    licence="Fri användning med Valmyndigheten som källa",
)

_MAGIC = (9994).to_bytes(4, "big")
_FIRST_RECORD = (1).to_bytes(4, "big")
"""At byte 100 of the shapes. The index (.shx) has the same 100 bytes before it, and then an offset, which is never 1."""
_POLYGONS = frozenset({5, 15, 25})  # plain, with heights, with measures
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NAME_COLUMNS = ("VD_NAMN", "VDNAMN", "VALDISTRIKTSNAMN")
_LAYOUT_YEAR = 2018
"""The only election that is known to have been published as a shapefile."""


def recognises(document: Document) -> bool:
    """True for the main file of a shapefile of polygons."""
    data = document.data
    return (
        data[:4] == _MAGIC
        and int.from_bytes(data[32:36], "little") in _POLYGONS
        and data[100:104] == _FIRST_RECORD
    )


def read(document: Document, codes: CodeLists) -> SourceData:
    """The table district_geometry. Raises SourceError when files of the set are missing or no attribute holds the codes."""
    layer = read_layer(_packed(document), document.name)
    code = _code_column(layer, codes)
    if code is None:
        columns = ", ".join(layer.attributes)
        raise SourceError(Problem("geometry_without_code", document.name, details={"columns": columns}))
    name = next((column for column in layer.attributes if column.upper() in _NAME_COLUMNS), None)
    return district_geometry(layer, code, name, YearClaim("", _LAYOUT_YEAR), document, codes)


def _packed(document: Document) -> bytes:
    """The whole set, found beside its main file, as one zip in memory: the only form in which it can be read from bytes."""
    stem = PurePosixPath(document.member or document.path.name).with_suffix("").as_posix().casefold()
    files = {".shp": document.data}
    for name, content in _beside(document):
        path = PurePosixPath(name)
        if path.with_suffix("").as_posix().casefold() == stem and path.suffix.casefold() in _PARTS:
            files.setdefault(path.suffix.casefold(), content() or b"")
    if missing := [part for part in (".shx", ".dbf") if part not in files]:
        raise SourceError(Problem("shapefile_incomplete", document.name, details={"missing": ", ".join(missing)}))
    if ".cpg" not in files and _is_utf8(files[".dbf"]):
        files[".cpg"] = b"UTF-8"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for suffix, content in files.items():
            archive.writestr(f"layer{suffix}", content)
    return packed.getvalue()


def _is_utf8(table: bytes) -> bool:
    """True when the rows of a .dbf are UTF-8. Without a .cpg beside it they would be taken for latin-1."""
    rows = table[int.from_bytes(table[8:10], "little") :]
    try:
        rows.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _beside(document: Document) -> Iterator[tuple[str, Callable[[], bytes | None]]]:
    """Name and content of every file in the same folder, of a zip or on disk."""
    if document.member is None:
        for path in sorted(document.path.parent.iterdir()):
            if path.is_file():
                yield path.name, path.read_bytes
        return
    folder = PurePosixPath(document.member).parent
    for path in map(PurePosixPath, document.siblings):
        if path.parent == folder:
            yield str(path), partial(document.sibling, path.name)


def _code_column(layer: Layer, codes: CodeLists) -> str | None:
    """The attribute whose every value is a district code; the one that tells most districts apart where several are."""
    fitting = [
        column
        for column, values in layer.attributes.items()
        if len(values) and all(pad_code(value or "", 8, codes.municipalities) for value in values)
    ]
    return max(fitting, key=lambda column: layer.attributes[column].n_unique(), default=None)
