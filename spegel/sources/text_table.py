"""The one table of a text file, or a clear refusal."""

from __future__ import annotations

from collections.abc import Collection

from spegel.core import Problem, SourceError
from spegel.sources.documents import Document
from spegel.sources.sheets import Table, find_tables


def only_table(document: Document, known: Collection[str], least: int) -> Table:
    """The first table of `document` with at least `least` of the `known` headers, and at least one row.

    Raises SourceError when a file that was recognised by its first lines turns out to have no such table or no rows.
    """
    table = next(find_tables(document, known, least), None)
    if table is None:
        raise SourceError(Problem("missing_columns", document.name, details={"columns": ", ".join(known)}))
    if table.frame.is_empty():
        raise SourceError(Problem("no_rows", document.name))
    return table
