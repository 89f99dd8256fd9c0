"""A table as CSV that opens rightly with a double click where it is read.

Swedish: semicolons and decimal commas, as Excel in Sweden expects; English: commas and points. UTF-8 with a byte
order mark, since Excel else reads å as two letters. The file holds the header and the rows of the view, nothing
else: what the figures mean stands in the workbook. An unknown value is an empty cell. Shares are in percent, said
in the header, with six decimals so that nothing is lost in rounding.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

from spegel.charts.chart import About
from spegel.charts.table import Column, Table, Value
from spegel.i18n import text

BYTE_ORDER_MARK = "\ufeff"
DECIMALS = 6
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write(table: Table, about: About) -> bytes:
    """The rows of the table, in their order. Sums are left out: whoever sums the column must not count them twice.

    Example figures are marked in a column of their own, so that no row of them can be taken for a fact; and so is what
    figures of a panel can and cannot tell.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";" if table.language == "sv" else ",", lineterminator="\r\n")
    mark = [text("charts.example", table.language)] if about.is_example else []
    stated = [about.statement] if about.statement else []
    heads = [harmless(header(column, table.language)) for column in table.columns]
    writer.writerow([*heads, *mark, *(text("report.statement", table.language) for _ in stated)])
    for row in table.rows:
        writer.writerow([_cell(row.get(column.key), column, table.language) for column in table.columns] + mark + stated)
    return (BYTE_ORDER_MARK + stream.getvalue()).encode("utf-8")


def header(column: Column, language: str) -> str:
    """The column's label, with the unit where the values do not carry it."""
    return text("report.in_percent", language, label=column.label) if column.kind == "percent" else column.label


def harmless(words: str) -> str:
    """Words that a spreadsheet could take for a formula, with an apostrophe before them."""
    return f"'{words}" if words.startswith(_FORMULA_STARTS) else words


def _cell(value: Value, column: Column, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return text("format.yes" if value else "format.no", language)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return harmless(value)
    exact = Decimal(repr(value)) * (100 if column.kind == "percent" else 1)
    written = str(value) if isinstance(value, int) and column.kind != "percent" else f"{exact:.{DECIMALS}f}"
    return written.replace(".", ",") if language == "sv" else written
