"""Templates to fill in: a workbook with guide, drop-downs and one example row, or the same as separated text.

The same register gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from spegel.i18n import text
from spegel.registers.cells import decimal, instant
from spegel.registers.columns import EXAMPLE, MARK, example_text
from spegel.registers.schema import Column, Register

FORMATS = ("xlsx", "csv")

_CREATED = datetime(2026, 1, 1)
_ROWS = 5_000  # rows with formats and drop-downs; more may be filled in
_LAST_LIST_ROW = 200
_NUMBER_FORMATS = {"text": "@", "code": "@", "choice": "@", "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "boolean": "@"}
_LONGEST_MESSAGE = 255


def write(register: Register, language: str, form: str = "xlsx") -> bytes:
    """The template of a register in `xlsx` or `csv`, its headers and values in `language`."""
    return _workbook(register, language) if form == "xlsx" else _separated(register, language)


def file_name(register: Register, form: str) -> str:
    """`mall-dialoger.xlsx`."""
    return f"mall-{register.name_sv}.{form}"


def allowed_words(register: Register, column: Column, language: str) -> list[str]:
    """The words a cell of the column may hold; empty where it is free. Lists that depend on a dimension are put together."""
    if column.type == "boolean":
        return [text("format.yes", language), text("format.no", language)]
    groups = register.choices_by_dimension(column.name).values()
    return list(dict.fromkeys(choice.labels[language] for choice in (*column.choices, *(c for group in groups for c in group))))


def _separated(register: Register, language: str) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([MARK[language], *(column.labels[language] for column in register.columns.values())])
    writer.writerow([EXAMPLE[language], *(example_text(register, column, language) for column in register.columns.values())])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _workbook(register: Register, language: str) -> bytes:
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": register.titles[language], "created": _CREATED})
        sheet = book.add_worksheet(register.titles[language].replace(":", "")[:31])
        guide = book.add_worksheet(text("registers.guide_sheet", language))
        lists = book.add_worksheet(text("registers.list_sheet", language))
        _fill(book, sheet, lists, register, language)
        _guide(book, guide, register, language)
    return stream.getvalue()


def _fill(book: xlsxwriter.Workbook, sheet: Worksheet, lists: Worksheet, register: Register, language: str) -> None:
    head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "border_color": "#808080"}
    needed, optional = book.add_format({**head, "bg_color": "#D6E4F0"}), book.add_format({**head, "bg_color": "#F2F2F2"})
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)
    sheet.write_string(0, 0, MARK[language], optional)
    sheet.set_column(0, 0, 11)
    grey = {"italic": True, "font_color": "#7F7F7F"}
    sheet.write_string(1, 0, EXAMPLE[language], book.add_format({**grey, "bold": True}))
    for place, column in enumerate(register.columns.values(), start=1):
        number_format = _NUMBER_FORMATS.get(column.type, "General")
        sheet.set_column(place, place, _width(register, column, language), book.add_format({"num_format": number_format}))
        sheet.write_string(0, place, column.labels[language], needed if column.is_required else optional)
        _write_example(sheet, place, register, column, language, book.add_format({**grey, "num_format": number_format}))
        words = allowed_words(register, column, language)
        rule: dict[str, object] = {
            "validate": "any",
            "input_title": column.labels[language][:32],
            "input_message": column.means[language][:_LONGEST_MESSAGE],
        }
        if words:
            lists.write_string(0, place, column.labels[language], optional)
            lists.set_column(place, place, _width(register, column, language))
            for line, word in enumerate(words[:_LAST_LIST_ROW], start=1):
                lists.write_string(line, place, word)
            letters = xlsxwriter.utility.xl_col_to_name(place)
            source = f"='{lists.get_name()}'!${letters}$2:${letters}${len(words) + 1}"
            # A column whose dimension may be free, such as a place of residence, suggests and does not force.
            error_type = "warning" if register.choices_by_dimension(column.name) else "stop"
            rule |= {"validate": "list", "source": source, "error_type": error_type}
        sheet.data_validation(1, place, _ROWS, place, rule)


def _write_example(sheet: Worksheet, place: int, register: Register, column: Column, language: str, style: Format) -> None:
    if not column.example:
        sheet.write_blank(1, place, None, style)
    elif column.type in ("date", "datetime"):
        sheet.write_datetime(1, place, instant(column.example), style)
    elif column.type in ("integer", "decimal"):
        sheet.write_number(1, place, decimal(column.example), style)
    else:
        sheet.write_string(1, place, example_text(register, column, language), style)


def _width(register: Register, column: Column, language: str) -> int:
    longest = max(map(len, (column.labels[language], column.example, *allowed_words(register, column, language))))
    return min(max(longest + 2, 12), 40)


def _guide(book: xlsxwriter.Workbook, sheet: Worksheet, register: Register, language: str) -> None:
    strong, title = book.add_format({"bold": True, "bottom": 1}), book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 2, 14)
    sheet.set_column(3, 3, 60)
    sheet.set_column(4, 4, 44)
    sheet.set_column(5, 5, 28)
    sheet.write_string(0, 0, register.titles[language], title)
    lines = [register.about[language], *text("registers.guide", language).splitlines()]
    for line, words in enumerate(lines, start=1):
        sheet.write_string(line, 0, words)
    top = len(lines) + 2
    for place, words in enumerate(text("registers.guide_headers", language).split("|")):
        sheet.write_string(top, place, words, strong)
    for line, column in enumerate(register.columns.values(), start=top + 1):
        needed = text("registers.required" if column.is_required else "registers.optional", language)
        words = (
            column.labels[language],
            needed,
            text(f"registers.type.{column.type}", language),
            column.means[language],
            ", ".join(allowed_words(register, column, language)),
            example_text(register, column, language),
        )
        for place, word in enumerate(words):
            sheet.write_string(line, place, word, wrapped)
