"""Kolada's catalogue of key figures, as its service (v3) answers to `kpi`. Format: `docs/formats.md`."""

from __future__ import annotations

import re

import polars as pl

from spegel.core import Problem, SourceError
from spegel.sources.documents import Document
from spegel.sources.kolada_kpis import known
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import shape

FORMAT = Format(id="kolada_kpi_json", title="Nyckeltal i Kolada, förteckning", publisher="Kolada (RKA)", licence="Källa: Kolada")

_HINTS = ('"is_divided_by_gender"', '"title"')
_SHARE = re.compile(r"andel\s*\(%\)", re.IGNORECASE)
_KRONOR = re.compile(r"\bkr\b", re.IGNORECASE)


def recognises(document: Document) -> bool:
    """True for JSON with the keys of Kolada's catalogue."""
    return document.kind == "json" and all(hint in document.head() for hint in _HINTS)


def read(document: Document, codes: CodeLists) -> SourceData:
    """Table kpi. Unit and theme come from our own list; for a figure that is not on it the title tells the unit.

    Raises SourceError for an entry without id or title.
    """
    root = document.json
    entries = root.get("values") if isinstance(root, dict) and "values" in root else [root]
    if not isinstance(entries, list):
        raise SourceError(Problem("kolada_shape", document.name))
    problems, rows = [], []
    for number, entry in enumerate(entries, start=1):
        kpi_id, title = (entry.get("id"), entry.get("title")) if isinstance(entry, dict) else (None, None)
        if not isinstance(kpi_id, str) or not isinstance(title, str):
            problems.append(Problem("kolada_shape", document.name, number))
            continue
        figure = known().get(kpi_id)
        rows.append(
            {
                "kpi_id": kpi_id,
                "title": title,
                "description": entry.get("description"),
                # True in v3, 1 in older answers.
                "has_gender": bool(entry.get("is_divided_by_gender")),
                **(figure.row() if figure else {"theme": "other", "unit": unit_of(title)}),
            }
        )
    if problems:
        raise SourceError(problems)
    return SourceData({"kpi": shape("kpi", pl.DataFrame(rows, infer_schema_length=None))})


def unit_of(title: str) -> str:
    """`share`, `kronor` or `number`, as the title says it."""
    if _SHARE.search(title):
        return "share"
    return "kronor" if _KRONOR.search(title) else "number"
