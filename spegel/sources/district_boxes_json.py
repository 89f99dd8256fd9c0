"""Bounding boxes of districts: one JSON object, code -> [west, south, east, north] in WGS84 degrees.

Boxes, not borders: good for zooming to a district and for nothing else. Format: `docs/formats.md`.
"""

from __future__ import annotations

import re

import polars as pl

from spegel.core import Problem, SourceError, area_version
from spegel.sources.checks import pad_code
from spegel.sources.documents import Document
from spegel.sources.election_year import find_year
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import shape

FORMAT = Format(
    id="district_boxes_json",
    title="Omslutande rektanglar för valdistrikt",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
)

_START = re.compile(r'^\s*\{\s*"\d{6,8}"\s*:\s*\[')
_LAYOUT_YEAR = 2026
_SWEDEN = (10.0, 55.0, 25.0, 70.0)
"""West, south, east, north; generous. Metres or swapped axes fall outside (T22)."""


def recognises(document: Document) -> bool:
    """True for JSON that begins with a district code and a list."""
    return document.kind == "json" and bool(_START.match(document.head()))


def read(document: Document, codes: CodeLists) -> SourceData:
    """Table district_box. Raises SourceError with every code and every box that is wrong."""
    boxes = document.json
    if not isinstance(boxes, dict):
        raise SourceError(Problem("unreadable_json", document.name, details={"reason": "no object"}))
    problems: list[Problem] = []
    padded: list[str] = []
    rows = []
    for printed, box in boxes.items():
        code = pad_code(printed, 8, codes.municipalities)
        if code is None:
            problems.append(Problem("bad_code", document.name, value=printed))
        elif not _is_box(box):
            problems.append(Problem("bad_box", document.name, value=str(box), details={"district": printed}))
        else:
            padded += [printed] if code != printed else []
            rows.append((code, *box))
    if problems:
        raise SourceError(problems)
    year, notices = find_year([row[0] for row in rows], "", document.file_name, "KF", _LAYOUT_YEAR, document.name)
    if padded:
        notices = [*notices, Problem("padded_code", document.name, value=padded[0], details={"count": len(padded)})]
    frame = pl.DataFrame(rows, schema=("district_code", "west", "south", "east", "north"), orient="row")
    frame = frame.with_columns(area_version=pl.lit(area_version(year)))
    return SourceData({"district_box": shape("district_box", frame)}, tuple(notices))


def _is_box(box: object) -> bool:
    """Four numbers in Sweden, west of east and south of north."""
    if not isinstance(box, list) or len(box) != 4 or not all(isinstance(side, int | float) for side in box):
        return False
    west, south, east, north = box
    return _SWEDEN[0] <= west < east <= _SWEDEN[2] and _SWEDEN[1] <= south < north <= _SWEDEN[3]
