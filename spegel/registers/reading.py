"""A person's file as cells: workbook, separated text, JSON or XML, in any of the ways they are saved, rows numbered as seen.

Nothing here knows what a register is. Cells come out as text, missing ones (blank, `..`, `.`, `-`) as null; zeros are kept.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from spegel.core import Problem, SourceError
from spegel.sources import documents, sheets
from spegel.sources.documents import Document
from spegel.sources.sheets import column_letters
from spegel.sources.sheets import key as plain
from spegel.sources.workbook_size import ZIP_FAULTS

MISSING = ("", "..", ".", "-", "–")
HEADER_ROWS = 40

_CHUNK = 100_000  # rows at a time, so that a file of millions is never held as Python objects
_SEPARATORS = (";", ",", "\t")
_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
_CELL = re.compile(r"([A-Z]+)(\d+)", re.ASCII)
_XML_START = re.compile(r"\s*<[A-Za-z_][\w.-]*[\s>]")
_DEEPEST = 8  # objects inside objects of JSON and XML
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # what Excel calls Unicode text


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet below its header.

    `frame` has a text column per header, named by its place (`0`, `1`, …), and `row`, the row as a person sees it.
    """

    file: str
    sheet: str
    header_row: int
    headers: tuple[str | None, ...]
    frame: pl.DataFrame
    is_workbook: bool = False
    is_rearranged: bool = False  # the columns are not those of the file, only the rows


def open_file(name: str, data: bytes) -> Document:
    """The one document in a file. Raises SourceError for an empty, broken or foreign file, or a zip with several."""
    found = list(documents.open_data(name, data, Path(name)))
    if len(found) != 1:
        raise SourceError(Problem("several_files", name, details={"count": len(found)}))
    (document,) = found
    if document.kind == "empty":
        raise SourceError(Problem("empty_file", name))
    if document.kind not in ("xlsx", "text", "json", "xml"):
        raise SourceError(Problem("not_a_table", name))
    return document


def read_grid(document: Document, known: Collection[str]) -> Grid:
    """The sheet and header row with most of the `known` headers, and the cells below.

    Raises SourceError with every fault of the table's shape: no such row, cells beside the headers, broken text, faulty formulas.
    """
    if document.kind == "json":
        return _record_grid(document, _unwrapped(document.json))
    if _is_xml(document):
        return _record_grid(document, _xml_records(document))
    wanted = {plain(header) for header in known}
    if document.kind == "text":
        return _text_grid(document, wanted)
    best: tuple[int, str, int] = (0, "", 0)
    for sheet in document.workbook.sheet_names:
        for number, row in enumerate(sheets.cells(document, sheet).head(HEADER_ROWS).iter_rows()):
            best = max(best, (_known_in(row, wanted), sheet, number), key=lambda place: place[0])
    matches, sheet, header = best
    if not matches:
        raise _no_header(document)
    everything = sheets.cells(document, sheet)
    rows = everything.slice(header + 1).with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64) + header + 2)
    faulty = _formula_errors(document, sheet)
    if faulty:
        raise SourceError([Problem("cell_formula_error", document.name, row, column, value) for row, column, value in faulty])
    return _grid(document, sheet, header + 1, list(everything.row(header)), rows)


def all_rows(document: Document, grid: Grid) -> Iterator[Sequence[str | None]]:
    """The rows of the sheet as it stands, titles and all, for giving it back with marks. The first is row 1 of the file."""
    if document.kind == "xlsx":
        yield from sheets.cells(document, grid.sheet).iter_rows()
    elif document.kind == "json" or _is_xml(document):
        yield grid.headers
        yield from grid.frame.drop("row").iter_rows()
    else:
        yield from text_rows(document, grid.sheet)


def _known_in(row: Collection[str | None], wanted: Collection[str]) -> int:
    return len({plain(cell) for cell in row if cell} & set(wanted))


def _no_header(document: Document) -> SourceError:
    return SourceError(Problem("header_missing", document.name, details={"rows": HEADER_ROWS}))


def _grid(document: Document, sheet: str, header_row: int, headers: list[str | None], rows: pl.DataFrame) -> Grid:
    """`rows` named by place, missing cells null, empty rows and nameless empty columns left out."""
    places = [name for name in rows.columns if name != "row"]
    headers = [header.strip() or None if header else None for header in headers] + [None] * (len(places) - len(headers))
    frame = rows.rename({name: str(place) for place, name in enumerate(places)})
    cells = pl.exclude("row")
    frame = frame.with_columns(pl.when(cells.is_in(MISSING)).then(None).otherwise(cells).name.keep())
    problems = []
    for place, header in enumerate(headers):
        if header is None and frame[str(place)].null_count() < len(frame):
            first = frame.row(frame[str(place)].is_not_null().arg_true()[0], named=True)
            problems.append(Problem("cell_without_header", document.name, first["row"], column_letters(place), first[str(place)]))
    if problems:
        raise SourceError(problems)
    kept = [place for place, header in enumerate(headers) if header is not None]
    frame = frame.select("row", *map(str, kept))
    frame = frame.filter(pl.any_horizontal(pl.exclude("row").is_not_null())) if kept else frame.clear()
    return Grid(document.name, sheet, header_row, tuple(headers), frame, document.kind == "xlsx")


def _encoding(document: Document) -> str:
    """UTF-16 where it says so, else the first of UTF-8 (with or without BOM), cp1252 and latin-1 that reads the whole file."""
    if "encoding" not in document.memory:
        possible = ("utf-16", *_ENCODINGS) if document.data[:2] in _UTF16 else _ENCODINGS
        document.memory["encoding"] = next(encoding for encoding in possible if _reads(document.data, encoding))
    return str(document.memory["encoding"])


def _reads(data: bytes, encoding: str) -> bool:
    try:
        with io.TextIOWrapper(io.BytesIO(data), encoding, newline="") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def text_rows(document: Document, separator: str) -> Iterator[list[str]]:
    """The rows of separated text. Raises csv.Error where a quotation mark is not closed, or rows would melt into one unseen."""
    is_quoted = b'"' in document.data
    with io.TextIOWrapper(io.BytesIO(document.data), _encoding(document), newline="" if is_quoted else None) as stream:
        if is_quoted:
            yield from csv.reader(stream, delimiter=separator, strict=True)
        else:
            yield from (line.rstrip("\n").split(separator) for line in stream)


def _text_grid(document: Document, wanted: Collection[str]) -> Grid:
    best: tuple[int, str, int] = (0, "", 0)
    for separator in _SEPARATORS:
        try:
            for number, row in enumerate(islice(text_rows(document, separator), HEADER_ROWS)):
                best = max(best, (_known_in(row, wanted), separator, number), key=lambda place: place[0])
        except csv.Error:
            continue  # not this separator; a fault of the right one is told below
    matches, separator, header = best
    if not matches:
        raise _no_header(document)
    headers = next(islice(text_rows(document, separator), header, None))
    problems: list[Problem] = []
    read = _quoted_chunks if b'"' in document.data else _plain_chunks
    chunks = list(read(document, separator, header + 1, len(headers), problems))
    if problems:
        raise SourceError(problems)
    empty = _numbered(_frame([], len(headers)), header + 1)
    return _grid(document, separator, header + 1, headers, pl.concat([empty, *chunks]))


def _quoted_chunks(document: Document, separator: str, above: int, width: int, problems: list[Problem]) -> Iterator[pl.DataFrame]:
    """The rows below the header of text with quotation marks, some at a time; faults of their shape go to `problems`."""
    records = islice(text_rows(document, separator), above, None)
    try:
        while rows := list(islice(records, _CHUNK)):
            for place, row in enumerate(rows):
                if len(row) != width:
                    problems += _surplus(document, above + 1 + place, row[width:])
                    rows[place] = row[:width] + [""] * (width - len(row))
            yield _numbered(_frame(rows, width), above)
            above += len(rows)
    except csv.Error as error:
        problems.append(Problem("text_broken", document.name, above + 1, details={"reason": str(error)}))


def _plain_chunks(document: Document, separator: str, above: int, width: int, problems: list[Problem]) -> Iterator[pl.DataFrame]:
    """The same rows as `_quoted_chunks` of text without quotation marks, split by polars: four times as fast."""
    with io.TextIOWrapper(io.BytesIO(document.data), _encoding(document)) as stream:
        lines = islice(stream, above, None)
        while rows := list(islice(lines, _CHUNK)):
            found = pl.Series(rows, dtype=pl.String).str.strip_chars_end("\n")
            for place in (found.str.count_matches(separator, literal=True) >= width).arg_true():
                problems += _surplus(document, above + 1 + place, found[place].split(separator)[width:])
            frame = found.str.split_exact(separator, width - 1).struct.unnest()
            yield _numbered(frame.rename(dict(zip(frame.columns, _names(width), strict=True))), above)
            above += len(rows)


def _surplus(document: Document, row: int, cells: list[str]) -> list[Problem]:
    """Cells beside the last header; blank ones do no harm."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return [Problem("cells_too_many", document.name, row, value=filled[0])] if filled else []


def _names(width: int) -> list[str]:
    return [str(place) for place in range(width)]


def _frame(rows: list[list[str]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    return pl.DataFrame({name: pl.Series(column, dtype=pl.String) for name, column in zip(_names(width), columns, strict=True)})


def _numbered(frame: pl.DataFrame, above: int) -> pl.DataFrame:
    """Cells without surrounding blanks, and `row` as a person counts, `above` rows standing above."""
    return frame.with_columns(pl.all().str.strip_chars()).with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64) + above + 1)


def _is_xml(document: Document) -> bool:
    """True also for XML that does not say that it is."""
    return document.kind == "xml" or (document.kind == "text" and bool(_XML_START.match(document.head())))


def _unwrapped(content: object) -> object:
    """The list of objects inside an object, such as `{"service_requests": […]}`, whatever else stands beside it."""
    while isinstance(content, dict):
        inner = [value for value in content.values() if _is_objects(value)] or list(content.values())
        if len(inner) != 1:
            break
        (content,) = inner
        if _is_objects(content) and len(content) == 1 and len(content[0]) == 1:  # {"requests": [{"request": […]}]}
            (content,) = content
    return content


def _is_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _xml_records(document: Document) -> list[object]:
    """The elements below the root, each with its own elements as entries. Entities are refused and nothing is fetched."""
    try:
        root = ElementTree.fromstring(document.data)
    except DefusedXmlException as error:
        raise SourceError(Problem("xml_entity", document.name)) from error
    except (ParseError, LookupError, ValueError) as error:  # broken, or in an encoding that does not exist
        raise SourceError(Problem("unreadable_xml", document.name, details={"reason": str(error)})) from error
    return [_xml_value(element, document) for element in root]


def _xml_value(element: Element, document: Document, depth: int = 1) -> object:
    if not len(element):
        return (element.text or "").strip()
    if depth > _DEEPEST:
        raise SourceError(Problem("not_a_table", document.name))
    found: dict[str, list[object]] = {}
    for child in element:
        found.setdefault(child.tag.rpartition("}")[2], []).append(_xml_value(child, document, depth + 1))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _record_grid(document: Document, content: object) -> Grid:
    """A list of objects, as Open311 gives it: each object a row or more, numbered as if below a header."""
    if not isinstance(content, list) or not content or not all(isinstance(entry, dict) for entry in content):
        raise SourceError(Problem("not_a_table", document.name))
    entries = [dict(_flat(row, document)) for entry in content for row in _spread(entry)]
    headers = list(dict.fromkeys(name for entry in entries for name in entry))
    rows = [[entry.get(name, "") for name in headers] for entry in entries]
    return _grid(document, "", 1, headers, _numbered(_frame(rows, len(headers)), 1))


def _spread(entry: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """A row for each object of the one list of objects inside, as the posts of a person; the entry itself without one."""
    lists = [name for name, value in entry.items() if _is_objects(value)]
    if len(lists) != 1:
        yield entry
        return
    (name,) = lists
    yield from ({**entry, name: one} for one in entry[name])


def _flat(entry: Mapping[str, object], document: Document, above: str = "", depth: int = 1) -> Iterator[tuple[str, str]]:
    """Entries as text; those of an object inside it are called `outer/inner`, and several values are joined by commas."""
    if depth > _DEEPEST:
        raise SourceError(Problem("not_a_table", document.name))
    for name, value in entry.items():
        if isinstance(value, list) and len(value) == 1:
            (value,) = value
        if isinstance(value, dict):
            yield from _flat(value, document, f"{above}{name}/", depth + 1)
        else:
            values = value if isinstance(value, list) else [value]
            yield above + name, ", ".join(str(one) for one in values if one is not None)


def _formula_errors(document: Document, sheet: str) -> list[tuple[int | None, str | None, str]]:
    """Cells whose formula failed (`#REF!`, `#DIV/0!`): (row, column letters, error). `#N/A` means missing and is let through.

    The reader of workbooks gives such cells as empty, which would turn a fault into a missing value.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(document.data)) as archive:
            content = archive.read(_sheet_path(archive, sheet))
        if not re.search(rb"""\bt=["']e["']""", content):
            return []
        found = []
        for cell in ElementTree.fromstring(content).iterfind(".//{*}c"):
            value = cell.findtext("{*}v")
            if cell.get("t") == "e" and value not in ("#N/A", None):
                place = _CELL.fullmatch(cell.get("r", ""))
                found.append((int(place[2]), place[1], value) if place else (None, None, value))
        return found
    except (ParseError, DefusedXmlException, KeyError, *ZIP_FAULTS) as error:
        raise SourceError(Problem("unreadable_workbook", document.name, details={"reason": str(error)})) from error


def _sheet_path(archive: zipfile.ZipFile, sheet: str) -> str:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links: Element = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    named = book.iterfind(".//{*}sheet")
    names = {node.get("name"): value for node in named for key, value in node.items() if key.endswith("}id")}
    targets = {node.get("Id"): node.get("Target", "") for node in links}
    target = targets[names[sheet]]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
