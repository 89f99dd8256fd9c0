"""From the cells of a file to the columns of a register: by their headers, in Swedish or English or by an alias."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

import polars as pl

from spegel.core import Problem
from spegel.i18n import DEFAULT_LANGUAGE, LANGUAGES, text
from spegel.registers import cells
from spegel.registers.reading import Grid
from spegel.registers.schema import Column, Register
from spegel.sources.sheets import key as plain

Value = str | int | float | bool | date | datetime | None

MARK = {"sv": "Märkning", "en": "Mark"}
"""Header of the column that marks the example row of a template."""
EXAMPLE = {"sv": "EXEMPEL", "en": "EXAMPLE"}


@dataclass(frozen=True)
class RawTable:
    """A file's cells under the names of a register's columns, still text, with `row`; and what is wrong with its headers."""

    file: str
    header_row: int
    frame: pl.DataFrame
    printed: Mapping[str, str]  # column -> header as it stands in the file
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    derived: frozenset[str] = frozenset()  # columns made here, such as pseudonyms: not looked through for personal numbers
    is_workbook: bool = False


def reader_of(column: Column, is_workbook: bool) -> Callable[[str], Value]:
    """What makes a cell of the column a value; None means that it cannot be read."""
    if column.type == "choice":
        codes = {word: choice.code for choice in column.choices for word in choice.words}
        return lambda cell: codes.get(plain(cell))
    return {
        "integer": cells.integer,
        "decimal": cells.decimal,
        "boolean": cells.boolean,
        "date": lambda cell: cells.day(cell, is_workbook),
        "datetime": lambda cell: cells.instant(cell, is_workbook),
        "text": str,
        "code": str,
    }[column.type]


def example_text(register: Register, column: Column, language: str) -> str:
    """What stands in the example row of a template: the label of a choice, `ja` or `yes`, else the example itself."""
    choices = (*column.choices, *(choice for group in register.choices_by_dimension(column.name).values() for choice in group))
    labels = {choice.code: choice.labels[language] for choice in reversed(choices)}
    if column.type == "boolean" and column.example:
        return text("format.yes", language).lower()
    return labels.get(column.example, column.example)


def known_headers(register: Register) -> list[str]:
    """Every header that means something in a file of the register."""
    return [*MARK.values(), *(header for column in register.columns.values() for header in column.headers)]


def match(register: Register, grid: Grid, language: str = DEFAULT_LANGUAGE) -> RawTable:
    """The grid under the register's own column names, the example row of the template left out.

    Unknown, repeated and missing columns are told in `problems`; what can be read is read, so that all faults are told at once.
    """
    chosen: dict[str, int] = {}
    mark: int | None = None
    problems = []
    for place, header in enumerate(grid.headers):
        if header is None:
            continue
        if plain(header) in map(plain, MARK.values()):
            mark = place
            continue
        column = register.column_of(header)
        if column is None:
            problems.append(
                Problem("column_unknown", grid.file, grid.header_row, header, details={"near": _near(register, header, language)})
            )
        elif column.name in chosen:
            details = {"other": grid.headers[chosen[column.name]]}
            problems.append(Problem("column_twice", grid.file, grid.header_row, header, details=details))
        else:
            chosen[column.name] = place
    for column in register.columns.values():
        if column.is_required and column.name not in chosen:
            other = next(label for name, label in column.labels.items() if name != language)
            missing = Problem("column_missing", grid.file, grid.header_row, column.labels[language], details={"other": other})
            problems.append(missing)
    frame = grid.frame
    if mark is not None:
        is_example = pl.col(str(mark)).str.to_uppercase().is_in(list(EXAMPLE.values())).fill_null(False)
        marked = frame.filter(is_example)
        frame = frame.filter(~is_example)
        for row in marked.iter_rows(named=True):
            if not _is_example(register, {name: row[str(place)] for name, place in chosen.items()}, grid.is_workbook):
                problems.append(Problem("example_changed", grid.file, row["row"], grid.headers[mark], row[str(mark)]))
    frame = frame.select("row", *(pl.col(str(place)).alias(name) for name, place in chosen.items()))
    if chosen:
        # A row with a mark and nothing else is empty.
        frame = frame.filter(pl.any_horizontal(pl.exclude("row").is_not_null()))
    printed = {name: str(grid.headers[place]) for name, place in chosen.items()}
    return RawTable(grid.file, grid.header_row, frame, printed, tuple(problems), is_workbook=grid.is_workbook)


def _near(register: Register, header: str, language: str) -> str:
    """The labels most like `header`, for a person who misspelt one; all of them where none is like it."""
    labels = {plain(word): column.labels[language] for column in register.columns.values() for word in column.headers}
    near = get_close_matches(plain(header), labels, n=2, cutoff=0.7)
    return ", ".join(
        dict.fromkeys(labels[word] for word in near) if near else (c.labels[language] for c in register.columns.values())
    )


def _is_example(register: Register, written: Mapping[str, str | None], is_workbook: bool) -> bool:
    """True where every cell of a marked row says what the template's example says, in either language."""
    for name, cell in written.items():
        column = register.columns[name]
        read = reader_of(column, is_workbook)
        expected = {example_text(register, column, language) for language in LANGUAGES}
        if (cell or "") not in expected and (cell is None or not column.example or read(cell) != read(column.example)):
            return False
    return True
