"""Tables in workbooks and text files: found by their known headers, read as text so that codes keep their zeros.

The same official table goes round as a workbook and as a CSV re-export, with titles above it, blanks in its
headers and empty columns beside it (T29, T30). Readers ask here for a table by the headers they know.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from spegel.core import Problem, SourceError
from spegel.sources.documents import Document, is_fault_of_workbook

HEADER_ROWS = 40
"""A header stands within this many rows from the top; official files have at most a handful of title rows."""

_ERROR_CELLS = ["", "#N/A", "#SAKNAS!"]
_SEPARATORS = (";", ",", "\t")


@dataclass(frozen=True)
class Table:
    """A table of one sheet: text cells under the keys of their headers, and `row` as a person sees it.

    Cells have no surrounding blanks and are null where empty. Rows without any cell are left out.
    """

    sheet: str
    header_row: int
    frame: pl.DataFrame
    printed: Mapping[str, str]  # key of a header -> the header as printed

    def column(self, *names: str) -> str | None:
        """The key of the first of `names` that the table has; None when it has none of them."""
        return next((key(name) for name in names if key(name) in self.printed), None)

    def rename(self, aliases: Mapping[str, Iterable[str]]) -> pl.DataFrame:
        """The frame with the columns of `aliases` (our name -> headers it may have) under our names, and `row`.

        Columns that the table lacks are null: see `require`.
        """
        found = {name: self.column(*headers) for name, headers in aliases.items()}
        return self.frame.select(
            "row", *((pl.col(column) if column else pl.lit(None, pl.String)).alias(name) for name, column in found.items())
        )

    def require(self, wanted: Iterable[Iterable[str]], file: str) -> None:
        """Raises SourceError when a column is missing - each is given by the headers it may have - or there are no rows."""
        missing = [headers[0] for headers in map(tuple, wanted) if not self.column(*headers)]
        if missing:
            raise SourceError(Problem("missing_columns", file, self.header_row, details={"columns": ", ".join(missing)}))
        if self.frame.is_empty():
            raise SourceError(Problem("no_rows", file, self.header_row))


def key(header: str | None) -> str:
    """A header without regard to case, blanks and underscores: `Kod_2022 ` and `KOD 2022` are the same."""
    return " ".join(re.sub(r"[_\s\u00a0]+", " ", header or "").split()).casefold()


def sheet_names(document: Document) -> tuple[str, ...]:
    """The sheets of a workbook; one without a name for a text file; none for anything else.

    Raises SourceError when the workbook cannot be opened.
    """
    if document.kind == "xlsx":
        return tuple(document.workbook.sheet_names)
    return ("",) if document.kind == "text" else ()


def cells(document: Document, sheet: str) -> pl.DataFrame:
    """Every cell of a sheet as text, without surrounding blanks, null where empty. The first row is row 1 of the file.

    Kept with the document, because several readers look before one of them reads. Raises SourceError.
    """
    remembered = f"cells of {sheet}"
    if remembered not in document.memory:
        raw = _workbook_cells(document, sheet) if document.kind == "xlsx" else _text_cells(document.text(), document.name)
        plain = pl.all().str.strip_chars()
        document.memory[remembered] = raw.with_columns(plain).with_columns(
            pl.when(pl.all().is_in(_ERROR_CELLS)).then(None).otherwise(pl.all()).name.keep()
        )
    return document.memory[remembered]


def looks_like(document: Document, known: Collection[str], least: int) -> bool:
    """True when some sheet has a row with at least `least` of the `known` headers. Never raises."""
    try:
        if document.kind == "text":
            return _header_row(_text_cells(document.head(), document.name, cut=True), known, least) is not None
        return any(_header_row(cells(document, name), known, least) is not None for name in sheet_names(document))
    except SourceError:
        return False


def find_tables(document: Document, known: Collection[str], least: int) -> Iterator[Table]:
    """Every table whose header has at least `least` of the `known` headers, in the order of the sheets.

    Raises SourceError for two columns with the same header, and for a column with cells but no header (T29).
    """
    for name in sheet_names(document):
        everything = cells(document, name)
        header = _header_row(everything, known, least)
        if header is not None:
            yield _table(document, name, everything, header, {key(title) for title in known})


def printed_text(document: Document, known: Collection[str], least: int) -> str:
    """The names of the sheets and what stands above the tables and on sheets without one: years and the like.

    `known` and `least` tell a table as in `find_tables`. Raises SourceError.
    """
    words: list[str] = []
    for name in sheet_names(document):
        everything = cells(document, name)
        header = _header_row(everything, known, least)
        above = everything.head(HEADER_ROWS if header is None else header)
        words += [name, *(cell for column in above.iter_columns() for cell in column.drop_nulls())]
    return "\n".join(words)


def _workbook_cells(document: Document, sheet: str) -> pl.DataFrame:
    workbook = document.workbook
    try:
        # `skip_rows=0` keeps empty rows at the top, so that row numbers are those of the sheet.
        return workbook.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except BaseException as error:
        if not is_fault_of_workbook(error):
            raise
        raise SourceError(Problem("unreadable_workbook", document.name, details={"reason": str(error)})) from error


def _text_cells(text: str, file: str, cut: bool = False) -> pl.DataFrame:
    """The cells of separated text; `cut` when only the first part of the file is given."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if cut and "\n" in lines:
        lines = lines[: lines.rindex("\n")]
    top = lines.split("\n", HEADER_ROWS)[:HEADER_ROWS]
    separator = max(_SEPARATORS, key=lambda sign: max(line.count(sign) for line in top))
    try:
        rows = list(csv.reader(io.StringIO(lines), delimiter=separator))
    except csv.Error as error:
        raise SourceError(Problem("unreadable_text", file, details={"reason": str(error)})) from error
    width = max((len(row) for row in rows), default=0)
    columns = zip(*(row + [None] * (width - len(row)) for row in rows), strict=True)
    return pl.DataFrame(
        {f"column_{number}": list(column) for number, column in enumerate(columns)},
        schema={f"column_{number}": pl.String for number in range(width)},
    )


def _header_row(everything: pl.DataFrame, known: Collection[str], least: int) -> int | None:
    wanted = {key(header) for header in known}
    for number, row in enumerate(everything.head(HEADER_ROWS).iter_rows()):
        if len(wanted & {key(cell) for cell in row}) >= least:
            return number
    return None


def _table(document: Document, sheet: str, everything: pl.DataFrame, header: int, known: Collection[str]) -> Table:
    below = everything.slice(header + 1)
    chosen: dict[str, str] = {}
    printed: dict[str, str] = {}
    problems = []
    for number, (column, title) in enumerate(zip(everything.columns, everything.row(header), strict=True)):
        if title is None:
            cells_below = below[column].drop_nulls()
            if len(cells_below):
                row = header + 2 + below[column].is_not_null().arg_true()[0]
                problems.append(Problem("nameless_column", document.name, row, column_letters(number), cells_below[0]))
        elif key(title) in chosen and key(title) in known:
            problems.append(Problem("repeated_column", document.name, header + 1, title))
        else:
            # Two local parties may share an abbreviation: both columns stay.
            name = f"{key(title)} {number}" if key(title) in chosen else key(title)
            chosen[name] = column
            printed[name] = title
    if problems:
        raise SourceError(problems)
    frame = below.select(pl.col(column).alias(name) for name, column in chosen.items()).with_columns(
        row=pl.int_range(pl.len(), dtype=pl.Int64) + header + 2
    )
    return Table(sheet, header + 1, frame.filter(pl.any_horizontal(pl.exclude("row").is_not_null())), printed)


def column_letters(number: int) -> str:
    """A column as a spreadsheet names it: `A` for 0, `AA` for 26."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
