"""Tables of SCB's database in the older form of PxWeb v1: `columns`, and rows with `key` and `values` as text.

Format: `docs/formats.md`.
"""

from __future__ import annotations

from collections.abc import Mapping

from spegel.core import Problem, SourceError
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.scb_cube import CONTENT, Cell, Cube, is_survey, read_cube, role
from spegel.sources.scb_survey import read_survey

FORMAT = Format(id="scb_pxweb_json", title="SCB:s statistikdatabas (PxWeb v1)", publisher="SCB", licence="CC0 1.0", rank=30)

_HINTS = ('"columns"', '"code"', '"text"')


def recognises(document: Document) -> bool:
    """True for JSON that begins with the columns of a PxWeb answer."""
    return document.kind == "json" and all(hint in document.head() for hint in _HINTS)


def read(document: Document, codes: CodeLists) -> SourceData:
    """elected_official, population_cell or survey_answer, by what the dimensions are.

    Raises SourceError for a file that does not hold together.
    """
    root = document.json
    try:
        cube = _cube(root if isinstance(root, Mapping) else {})
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(Problem("scb_shape", document.name, details={"reason": str(error)})) from error
    return (read_survey if is_survey(cube.dimensions) else read_cube)(cube, codes, document.name)


def _cube(root: Mapping) -> Cube:
    """Keys stand in the order of the columns that are no figures (`d` and `t`); each figure column (`c`) is a content."""
    columns = [(str(column["code"]), str(column["text"]), column.get("type", "d")) for column in root["columns"]]
    keys = [role(code, text) for code, text, kind in columns if kind != "c"]
    contents = [(code, text) for code, text, kind in columns if kind == "c"]
    cells = []
    for row in root["data"]:
        if len(row["key"]) != len(keys) or len(row["values"]) != len(contents):
            raise ValueError(str(row["key"]))
        at = {name: (str(code), "") for name, code in zip(keys, row["key"], strict=True)}
        cells += [Cell({**at, CONTENT: content}, value) for content, value in zip(contents, row["values"], strict=True)]
    words = " ".join(text for _, text, _ in columns) + str(root.get("metadata", "")) + str(root.get("comments", ""))
    return Cube([*keys, CONTENT], cells, words)
