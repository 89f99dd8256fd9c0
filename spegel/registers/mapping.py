"""Exports of other systems, read through a mapping that a person can edit: `spegel/registers/mapping_file.py`.

Every column of the export stands in the mapping: as one of ours, as a direct identifier that is dropped, as one that is not
needed, or as an answer. A column that does not stops the import.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

import polars as pl

from spegel.core import Problem
from spegel.i18n import DEFAULT_LANGUAGE
from spegel.registers import cells
from spegel.registers.columns import RawTable
from spegel.registers.mapping_file import ExportMapping, Rule, shipped
from spegel.registers.reading import Grid
from spegel.registers.schema import Register
from spegel.sources.sheets import key as plain

_MULTIPLE = re.compile(r"(.+?)\[(.+)\]")  # Q2[SQ001]


def recognise(register: Register, headers: tuple[str | None, ...]) -> ExportMapping | None:
    """The shipped mapping of that register whose marks are all among the headers; None where there is none."""
    there = {plain(header) for header in headers if header}
    fitting = [
        found
        for found in shipped().values()
        if found.kind == register.kind
        and all(any(plain(word) in there for word in mark.split("|")) for mark in found.recognised_by)
    ]
    return max(fitting, key=lambda mapping: len(mapping.recognised_by), default=None)


def apply(mapping: ExportMapping, register: Register, grid: Grid, secret: bytes, language: str = DEFAULT_LANGUAGE) -> RawTable:
    """The export as text cells under our columns. Direct identifiers are gone from here on.

    Columns the mapping does not know, and blanks in it that must be filled in, are told in `problems`.
    """
    places = {plain(header): place for place, header in enumerate(grid.headers) if header}
    used = {plain(name) for rule in mapping.columns.values() for name in rule.sources}
    problems, questions = [], []
    for name, place in places.items():
        header = str(grid.headers[place])
        if name in used or _fits(name, (*mapping.drop, *mapping.ignore)):
            continue
        if _fits(name, mapping.answers):
            questions.append(place)
        else:
            problems.append(Problem("column_not_mapped", grid.file, grid.header_row, header, details={"mapping": mapping.name}))
    frame, notices = _kept_rows(mapping, grid, places)
    columns, printed, derived = [pl.col("row")], {}, set()
    for column, rule in mapping.columns.items():
        if rule.constant is not None:
            if not rule.constant.strip():
                details = {"mapping": mapping.name, "entry": f"columns.{column}.constant"}
                problems.append(
                    Problem("mapping_blank", grid.file, None, register.columns[column].labels[language], details=details)
                )
            columns.append(pl.lit(rule.constant.strip() or None, pl.String).alias(column))
            continue
        sources = [places[plain(name)] for name in rule.sources if plain(name) in places]
        if not sources and rule.default is None:
            if register.columns[column].is_required:
                details = {"other": " / ".join(rule.sources)}
                label = register.columns[column].labels[language]
                problems.append(Problem("column_missing", grid.file, grid.header_row, label, details=details))
            continue
        if sources:
            printed[column] = str(grid.headers[sources[0]])
        if rule.transform == "pseudonym":
            derived.add(column)
        columns.append(_value(rule, sources, secret).alias(column))
    table = frame.select(columns)
    if mapping.answers:
        table = _long(mapping, grid, frame, table, questions)
    return RawTable(
        grid.file, grid.header_row, table, printed, tuple(problems), tuple(notices), frozenset(derived), grid.is_workbook
    )


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name == plain(pattern) or fnmatchcase(name, plain(pattern)) for pattern in patterns)


def _kept_rows(mapping: ExportMapping, grid: Grid, places: Mapping[str, int]) -> tuple[pl.DataFrame, list[Problem]]:
    frame = grid.frame.slice(mapping.extra_header_rows)
    kept = frame
    for header in mapping.filled:
        if plain(header) in places:
            kept = kept.filter(pl.col(str(places[plain(header)])).is_not_null())
    for header, values in mapping.excluded.items():
        if plain(header) in places:
            kept = kept.filter(~pl.col(str(places[plain(header)])).is_in(list(values)).fill_null(False))
    left_out = len(frame) - len(kept)
    return kept, [Problem("rows_left_out", grid.file, details={"count": left_out})] if left_out else []


def _value(rule: Rule, sources: list[int], secret: bytes) -> pl.Expr:
    if not sources:
        return pl.lit(rule.default, pl.String)
    if rule.transform == "pseudonym":
        parts = pl.concat_str([pl.col(str(place)).fill_null("") for place in sources], separator="\x1f")
        is_there = pl.any_horizontal(pl.col(str(place)).is_not_null() for place in sources)
        return pl.when(is_there).then(parts.map_elements(lambda cell: pseudonym(cell, secret), pl.String))
    value = pl.col(str(sources[0]))
    if rule.transform == "date_us":
        value = value.str.replace(r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4})", "$3-$1-$2")
    if rule.transform == "day":
        value = value.str.extract(r"^(\S+)")
    if rule.transform == "age_group":
        value = value.map_elements(_age_group, pl.String)
    if rule.transform == "money":
        value = value.str.extract(r"\((.*)\)").str.replace_all(r"[^\d]", "")
    if rule.values:
        value = value.map_elements(lambda cell: rule.values.get(plain(cell), cell), pl.String)
    return value if rule.default is None else value.fill_null(rule.default)


def _age_group(cell: str) -> str:
    years = cells.integer(cell)
    return cell if years is None else cells.age_group(years) or cell


def without_stored(raw: RawTable, register: Register, stored: pl.DataFrame) -> RawTable:
    """The table without the rows whose key is stored already, as in the second wave of a panel; a notice says how many."""
    keys = [name for name in register.key if name in raw.frame.columns]
    if len(keys) < len(register.key):
        return raw
    kept = raw.frame.join(stored.select(pl.col(name).cast(pl.String) for name in keys).unique(), on=keys, how="anti")
    if len(kept) == len(raw.frame):
        return raw
    left_out = Problem("rows_stored", raw.file, details={"count": len(raw.frame) - len(kept)})
    return replace(raw, frame=kept.sort("row"), notices=(*raw.notices, left_out))


def pseudonym(value: str, secret: bytes) -> str:
    """HMAC-SHA256 of the value, 128 bits in hexadecimal: the same person gets the same, and without the key nobody gets back."""
    return hmac.new(secret, value.encode(), hashlib.sha256).hexdigest()[:32]


def _long(mapping: ExportMapping, grid: Grid, frame: pl.DataFrame, table: pl.DataFrame, questions: list[int]) -> pl.DataFrame:
    """One row an answer: a column is a question, or one answer of a question with several (`Q2[SQ001]`)."""
    parts = []
    for place in questions:
        header, answer = str(grid.headers[place]), frame[str(place)]
        several = _MULTIPLE.fullmatch(header)
        if several and several[2] != "other":
            is_chosen = answer.str.to_lowercase().is_in([word.lower() for word in mapping.chosen]).fill_null(False)
            code = pl.Series([several[2]] * len(answer), dtype=pl.String)
        elif several:
            # What a person wrote beside the given answers may tell who it is: only that it was written is kept.
            is_chosen, code = answer.is_not_null(), pl.Series(["other"] * len(answer), dtype=pl.String)
        else:
            is_chosen, code = answer.is_not_null(), answer
        numbers = pl.Series([cell if cell and cells.decimal(cell) is not None else None for cell in code], dtype=pl.String)
        question = pl.lit(several[1] if several else header).alias("question_id")
        part = table.with_columns(question, code.alias("answer_code"), numbers.alias("answer_value"))
        parts.append(part.filter(is_chosen))
    empty = table.with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("question_id", "answer_code", "answer_value")
    ).clear()
    return pl.concat([empty, *parts]).sort("row", maintain_order=True)
