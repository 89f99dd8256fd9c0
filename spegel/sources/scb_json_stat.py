"""Tables of SCB's database in the form json-stat2 (PxWeb v2): figures row by row over the dimensions.

Format: `docs/formats.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

from spegel.core import Problem, SourceError
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.scb_cube import Cell, Cube, is_counted, is_survey, read_cube, role
from spegel.sources.scb_survey import read_survey

FORMAT = Format(id="scb_json_stat", title="SCB:s statistikdatabas (json-stat2)", publisher="SCB", licence="CC0 1.0", rank=20)

_HINTS = ('"dimension"', '"id"', '"size"', '"class"', '"category"')
MOST_CELLS = 1_000_000
"""SCB gives at most 150,000 cells in one answer."""


def recognises(document: Document) -> bool:
    """True for JSON that begins as a json-stat2 dataset."""
    return document.kind == "json" and sum(hint in document.head() for hint in _HINTS) >= 3


def read(document: Document, codes: CodeLists) -> SourceData:
    """elected_official, population_cell or survey_answer, by what the dimensions are.

    Raises SourceError for a file that does not hold together.
    """
    root = document.json
    try:
        cube = _cube(root if isinstance(root, Mapping) else {})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(Problem("scb_shape", document.name, details={"reason": str(error)})) from error
    return (read_survey if is_survey(cube.dimensions) else read_cube)(cube, codes, document.name)


def categories(dimension: Mapping) -> list[tuple[str, str]]:
    """Code and label of each category, in the order of the figures. `index` is a list of codes or code -> place."""
    category = dimension["category"]
    labels = category.get("label") or {}
    index = category.get("index") or list(labels)
    ordered = list(index) if isinstance(index, list) else sorted(index, key=index.get)
    return [(str(code), str(labels.get(code, ""))) for code in ordered]


def _cube(root: Mapping) -> Cube:
    ids = list(root["id"])
    dimensions = [root["dimension"][id] for id in ids]
    roles = [role(id, str(dimension.get("label", ""))) for id, dimension in zip(ids, dimensions, strict=True)]
    words = " ".join(str(root.get(key, "")) for key in ("label", "note", "extension"))
    if not (is_counted(roles) or is_survey(roles)):
        return Cube(roles, (), words)
    listed = [categories(dimension) for dimension in dimensions]
    size = prod(len(each) for each in listed)
    if [len(each) for each in listed] != list(root["size"]) or size > MOST_CELLS:
        raise ValueError(f"{root['size']}")
    values = root.get("value") or []
    # A list over every cell, or the filled cells by their place.
    at = values.get if isinstance(values, Mapping) else None
    if at is None and len(values) != size:
        raise ValueError(f"{len(values)} != {size}")
    cells = [
        Cell(dict(zip(roles, place, strict=True)), at(str(number)) if at else values[number])
        for number, place in enumerate(product(*listed))
    ]
    return Cube(roles, cells, words)
