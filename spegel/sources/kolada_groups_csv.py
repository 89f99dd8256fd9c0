"""Similar municipalities by Kolada (RKA), from its catalogue of municipality groups in long form.

Used are the groups `Liknande kommuner, övergripande, <municipality>, <year>`, of every year present. The id of a group
changes every year, so the group is found by its title and the id is kept beside it (T39).
Format: `docs/formats.md`.
"""

from __future__ import annotations

import re

import polars as pl

from spegel.core import Problem, SourceError
from spegel.sources.checks import missing_columns, pad_code
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.sheets import looks_like
from spegel.sources.tables import shape
from spegel.sources.text_table import only_table

FORMAT = Format(
    id="kolada_groups_csv",
    title="Kommungrupper i Kolada",
    publisher="Kolada (RKA)",
    licence="Källa: Kolada",
)

_COLUMNS = ("group_id", "group_title", "member_id", "member_title")
SIMILAR = re.compile(r"^Liknande kommuner, övergripande, (?P<municipality>.+), 20\d\d$")


def recognises(document: Document) -> bool:
    """True for separated text with at least three of Kolada's group columns."""
    return document.kind == "text" and looks_like(document, _COLUMNS, least=3)


def read(document: Document, codes: CodeLists) -> SourceData:
    """Table peer_group: municipality, group, title with its year, and one similar municipality a row.

    Other groups are passed over. Raises SourceError with every unknown municipality, by name in a title or by code.
    """
    table = only_table(document, _COLUMNS, least=3)
    found = [name for name in _COLUMNS if table.column(name)]
    missing = missing_columns(found, _COLUMNS, document.name, table.header_row)
    if missing:
        raise SourceError(missing)
    problems: list[Problem] = []
    padded: list[str] = []
    rows = []
    for cells in table.frame.to_dicts():
        similar = SIMILAR.match(cells["group title"] or "")
        if not similar:
            continue
        municipality = codes.municipality_by_name(similar["municipality"])
        peer = pad_code(cells["member id"] or "", 4, codes.municipalities)
        if municipality is None:
            problems.append(Problem("unknown_municipality", document.name, cells["row"], "group_title", similar["municipality"]))
        if peer is None:
            problems.append(Problem("unknown_municipality", document.name, cells["row"], "member_id", cells["member id"] or ""))
        elif peer != cells["member id"]:
            padded.append(cells["member id"])
        rows.append((municipality, cells["group id"], cells["group title"], peer))
    if not rows:
        problems.append(Problem("no_similar_groups", document.name))
    if problems:
        raise SourceError(problems)
    schema = ("municipality_code", "group_id", "group_title", "peer_code")
    notices = [Problem("padded_code", document.name, value=padded[0], details={"count": len(padded)})] if padded else []
    return SourceData({"peer_group": shape("peer_group", pl.DataFrame(rows, schema=schema, orient="row"))}, tuple(notices))
