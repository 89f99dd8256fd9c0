"""Tables as a workbook. The first sheet says what the figures are; the others hold them, as numbers with formats.

The same tables give the same bytes: the workbook's own date is that of the data.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from spegel import fmt
from spegel.charts.chart import About
from spegel.charts.table import Column, Table, Value
from spegel.i18n import text

_WIDEST = 48


def write(table: Table, about: About) -> bytes:
    """A workbook with the sheets `Om data` and `Tabell`, named in the language of the table."""
    return write_book(table.caption, {text("report.table_sheet", table.language): table}, about)


def write_book(title: str, tables: Mapping[str, Table], about: About) -> bytes:
    """A workbook with the sheet `Om data` and one for each table, under its name: at most 31 letters, as Excel takes them.

    At least one table, all of one language. `title` is what the workbook shows.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title, "created": datetime.fromisoformat(about.data_date)})
        _about_sheet(book, title, tables, about)
        for name, table in tables.items():
            _table_sheet(book, name, table)
    return stream.getvalue()


def about_rows(title: str, tables: Mapping[str, Table], about: About) -> Iterator[tuple[str, str]]:
    """What the first sheet says, as (name, text): every choice in full words, source, base, comparability, definitions."""
    language = next(iter(tables.values())).language
    yield text("report.view", language), title
    if about.is_example:
        yield text("charts.example", language), text("report.example_meaning", language)
    if about.statement:
        yield text("report.statement", language), about.statement
    yield from about.choices
    yield text("report.period", language), about.period
    yield text("report.base", language), about.base
    yield text("report.source", language), about.source
    yield text("report.version", language), about.version
    yield text("report.comparability", language), about.comparability
    if len(tables) > 1:
        for name, table in tables.items():
            yield text("report.sheet", language, name=name), table.caption
    yield text("report.rows", language), fmt.count(sum(len(table.rows) for table in tables.values()), language)
    yield text("report.unknown", language), text("report.unknown_meaning", language)
    yield from about.definitions


def _about_sheet(book: xlsxwriter.Workbook, title: str, tables: Mapping[str, Table], about: About) -> None:
    sheet = book.add_worksheet(text("report.about_sheet", next(iter(tables.values())).language))
    strong = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 88)
    for place, (name, words) in enumerate(about_rows(title, tables, about)):
        sheet.write_string(place, 0, name, strong)
        sheet.write_string(place, 1, words, wrapped)


def _table_sheet(book: xlsxwriter.Workbook, name: str, table: Table) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    unknown = book.add_format({"italic": True, "align": "right"})
    formats = {column.key: book.add_format({"num_format": _number_format(column)}) for column in table.columns}
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.label, head)
        longest = max((len(cell) for cell in [column.label[:24], *(table.written(row)[place] for row in table.rows)]), default=0)
        sheet.set_column(place, place, min(longest + 2, _WIDEST))
    for line, row in enumerate(table.rows, start=1):
        for place, column in enumerate(table.columns):
            _write_cell(sheet, line, place, row.get(column.key), column, table.language, formats[column.key], unknown)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write_cell(sheet: Worksheet, line: int, place: int, value: Value, column: Column, language: str, style, unknown) -> None:
    if value is None:
        sheet.write_string(line, place, fmt.missing(language), unknown)
    elif isinstance(value, bool):
        sheet.write_string(line, place, text("format.yes" if value else "format.no", language))
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), style)
    elif isinstance(value, str):
        sheet.write_string(line, place, value)
    else:
        sheet.write_number(line, place, value, style)


def _number_format(column: Column) -> str:
    decimals = "." + "0" * column.decimals if column.decimals else ""
    return {
        "count": "#,##0",
        "percent": f"0{decimals} %",
        "points": f"+0{decimals};\u22120{decimals};0{decimals}",
        "distance": f"0{decimals}",
        "index": f"0{decimals}",
        "date": "yyyy-mm-dd",
    }.get(column.kind, "General")
