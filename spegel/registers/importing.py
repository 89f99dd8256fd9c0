"""The way of a file into the store: examine, look at what came out, accept. Nothing is stored before everything is right."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from spegel.core import Problem, SourceError
from spegel.registers import cells, mapping, mapping_file, marked_copy, pabulib, reading, schema
from spegel.registers.columns import RawTable, known_headers, match
from spegel.registers.mapping_file import ExportMapping
from spegel.registers.reading import Grid
from spegel.registers.schema import Register
from spegel.registers.store import Import, Store, already_imported
from spegel.registers.validation import validate
from spegel.sources.documents import Document
from spegel.sources.sheets import key as plain

MAX_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True)
class Examination:
    """What came out of looking at a file: rows that may be accepted, or problems. `notices` are things to know."""

    register: Register
    file_name: str
    sha256: str
    frame: pl.DataFrame | None
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...] = ()
    mapping: ExportMapping | None = None
    replaces: str | None = None
    report: Callable[[str], bytes] | None = None  # language -> the marked-up copy, where the file could be opened

    @property
    def is_clean(self) -> bool:
        return self.frame is not None and not self.problems


def examine(
    store: Store, kind: str, file_name: str, data: bytes, chosen: ExportMapping | None = None, replaces: str | None = None,
    language: str = "sv",
) -> Examination:  # fmt: skip
    """Read and check a file for a register, and store nothing. Never raises for anything a file can hold.

    `chosen` is a person's own mapping; without it an export is known by its headers. Raises SourceError only for a register or
    an import that does not exist.
    """
    register = schema.load(kind)
    if replaces:
        store.find(replaces)
    sha256 = hashlib.sha256(data).hexdigest()
    empty = Examination(register, file_name, sha256, None, (), replaces=replaces, mapping=chosen)
    if hidden := cells.identity_number(file_name) or cells.email_address(file_name):
        return replace(empty, file_name=hidden, problems=(Problem("file_name_tells", value=hidden),))
    again = store.same_file(register.kind, sha256)
    if again and again.import_id != replaces:
        return replace(empty, problems=already_imported(again, file_name).problems)
    if len(data) > MAX_BYTES:
        too_large = Problem("import_too_large", file_name, details={"megabytes": MAX_BYTES // 1024 // 1024})
        return replace(empty, problems=(too_large,))
    document, grid = None, None
    try:
        document = reading.open_file(file_name, data)
        grid, raw, used = _raw_table(store, register, document, chosen, language)
        stored = store.read(register.kind, without=replaces) if store.active(register.kind) else None
        if used and used.only_new and stored is not None:
            raw = mapping.without_stored(raw, register, stored)
        frame, problems = validate(register, raw, store.references(register, without=replaces), stored, language)
        if frame is not None and replaces:
            store.refuse_loss(register, frame, replaces)
    except SourceError as error:
        report = _reporter(document, grid, error.problems) if document else None
        return replace(empty, problems=error.problems, report=report)
    report = _reporter(document, grid, problems) if problems else None
    return replace(empty, frame=frame, problems=problems, notices=raw.notices, mapping=used, report=report)


def accept(store: Store, examination: Examination, who: str) -> Import:
    """Store what an examination found to be right. Raises SourceError with its problems where it was not."""
    if examination.frame is None or examination.problems:
        raise SourceError(examination.problems)
    used = examination.mapping.source if examination.mapping else ""
    return store.add(
        examination.register, examination.frame, examination.file_name, examination.sha256, who, used, examination.replaces
    )


def read_file(path: Path) -> bytes:
    """What a file holds. Raises SourceError where it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(Problem("import_too_large", path.name, details={"megabytes": MAX_BYTES // 1024 // 1024}))
        return path.read_bytes()
    except OSError as error:
        raise SourceError(Problem("file_not_readable", str(path), details={"reason": error.strerror or str(error)})) from error


def _raw_table(
    store: Store, register: Register, document: Document, chosen: ExportMapping | None, language: str
) -> tuple[Grid, RawTable, ExportMapping | None]:
    if chosen is None and pabulib.recognises(document):
        grid = pabulib.read(document, register.kind)
        return grid, match(register, grid, language), None
    if chosen and chosen.kind != register.kind:
        raise SourceError(
            Problem("mapping_kind", document.name, value=chosen.name, details={"kind": chosen.kind, "wanted": register.kind})
        )
    marks = [header for found in mapping_file.shipped().values() if found.kind == register.kind for header in found.headers]
    grid = reading.read_grid(document, chosen.headers if chosen else [*known_headers(register), *marks])
    # A file with our own headers only is ours, whatever else it is like.
    ours = {plain(header) for header in known_headers(register)}
    is_ours = all(plain(header) in ours for header in grid.headers if header)
    used = chosen or (None if is_ours else mapping.recognise(register, grid.headers))
    if used is None:
        return grid, match(register, grid, language), None
    return grid, mapping.apply(used, register, grid, store.secret(), language), used


def _reporter(document: Document, grid: Grid | None, problems: tuple[Problem, ...]) -> Callable[[str], bytes]:
    return lambda language: marked_copy.write(document, grid, problems, language)
