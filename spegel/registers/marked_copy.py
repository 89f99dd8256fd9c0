"""A person's own file, given back as a workbook with every fault marked in its cell and listed on a sheet of its own."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from spegel.core import Problem
from spegel.i18n import text
from spegel.registers.reading import Grid, all_rows
from spegel.sources.documents import Document
from spegel.sources.sheets import key as plain

MOST_ROWS = 50_000
"""A longer file is given back as its header and the rows with faults, each with its number."""

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,10})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_LONGEST_CELL = 32_000


def write(document: Document, grid: Grid | None, problems: Sequence[Problem], language: str) -> bytes:
    """The workbook: the sheet as it was with coloured cells and comments, and the list. Without a grid only the list."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        if grid is not None:
            _copy(book, document, grid, problems, language)
        _list(book, problems, language)
    return stream.getvalue()


def sentences(problem: Problem, language: str) -> tuple[str, str]:
    """What is wrong, and how to mend it."""
    blanks = {"value": problem.value, "file": problem.file, "row": problem.row, "column": problem.column, **problem.details}
    what, remedy = (text(f"problem.{problem.rule}.{half}", language, **blanks) for half in ("what", "remedy"))
    return what, remedy


def _copy(book: xlsxwriter.Workbook, document: Document, grid: Grid, problems: Sequence[Problem], language: str) -> None:
    sheet = book.add_worksheet((grid.sheet if grid.is_workbook else "")[:31] or text("registers.copy_sheet", language))
    faulty = book.add_format({"bg_color": "#F8CBAD", "border": 1, "border_color": "#C00000"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    strong = book.add_format({"bold": True})
    places = {plain(header): place for place, header in enumerate(grid.headers) if header and not grid.is_rearranged}
    marks: dict[tuple[int, int], list[str]] = defaultdict(list)
    for problem in problems:
        if problem.row is not None:
            marks[problem.row, places.get(plain(problem.column), 0)].append(" ".join(sentences(problem, language)))
    rows = {row for row, _ in marks}
    is_whole = grid.frame.height <= MOST_ROWS
    line = 0
    for number, cells in enumerate(all_rows(document, grid), start=1):
        if not is_whole and number > grid.header_row and number not in rows:
            continue
        for place, cell in enumerate(cells):
            is_marked = (number, place) in marks
            style = faulty if is_marked else strong if number == grid.header_row else None
            _write(sheet, line, place, cell, style, grid.is_workbook, day, moment)
            if is_marked:
                sheet.write_comment(
                    line, place, "\n".join(marks[number, place])[:_LONGEST_CELL], {"x_scale": 2.5, "y_scale": 1.5}
                )
        line += 1
    sheet.set_column(0, len(grid.headers), 18)
    if line:
        sheet.freeze_panes(min(grid.header_row, line), 0)


def _write(
    sheet: Worksheet,
    line: int,
    place: int,
    cell: str | None,
    style: Format | None,
    is_workbook: bool,
    day: Format,
    moment: Format,
) -> None:
    if cell is None or cell == "":
        sheet.write_blank(line, place, None, style)
    elif is_workbook and _DAY.fullmatch(cell) and cell[:4] >= "1900":
        value = datetime.fromisoformat(cell)
        sheet.write_datetime(line, place, value, style or (day if value.time() == datetime.min.time() else moment))
    elif is_workbook and _NUMBER.fullmatch(cell):
        sheet.write_number(line, place, float(cell), style)
    else:
        sheet.write_string(line, place, cell[:_LONGEST_CELL], style)


def _list(book: xlsxwriter.Workbook, problems: Sequence[Problem], language: str) -> None:
    sheet = book.add_worksheet(text("registers.fault_sheet", language))
    strong, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, words in enumerate(text("registers.fault_headers", language).split("|")):
        sheet.write_string(0, place, words, strong)
    for line, problem in enumerate(problems, start=1):
        if problem.row is not None:
            sheet.write_number(line, 0, problem.row, wrapped)
        for place, words in enumerate(
            (problem.column or "", problem.value or "", problem.rule, *sentences(problem, language)), start=1
        ):
            sheet.write_string(line, place, words[:_LONGEST_CELL], wrapped)
    for place, width in enumerate((8, 24, 24, 24, 60, 60)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(problems), 1), 5)
