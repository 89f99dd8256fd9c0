"""Everything the build stands on: found, weighed into one checksum, and read into canonical tables."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

import spegel
from spegel.core import Problem, SourceError
from spegel.i18n import DEFAULT_LANGUAGE, text
from spegel.progress import Watcher
from spegel.settings import project_root
from spegel.sources import completeness, documents, reference, sheets
from spegel.sources.reader import CodeLists, SourceData
from spegel.sources.registry import reader_for
from spegel.sources.tables import TABLES, empty

_DISTRICT_CODES = ("Valdistriktskod", "Lkfv")
"""Headers, in tables and as properties in JSON, of the codes of districts."""

REFERENCE_RANK = 100
"""Our own small tables give way to any file from a publisher."""

_CODE = ("sources", "build", "stats", "registers", "disclosure")
"""Rooms whose code decides what a version holds."""

OURSELVES = "Demokratispegeln"
"""The publisher of what we inferred ourselves, such as which kommundel a district belongs to."""


@dataclass(frozen=True)
class Source:
    """One source of figures, as `meta_source` tells it."""

    source_id: str
    publisher: str
    title: str
    licence: str
    file_name: str | None
    sha256: str
    provenance: str = "official"


@dataclass(frozen=True)
class Gathered:
    """All canonical tables over all sources, each with `source_id`, `format_rank`, `reported_at`, `is_reference`."""

    tables: Mapping[str, pl.DataFrame]
    elections: pl.DataFrame
    sources: tuple[Source, ...]
    notices: tuple[tuple[str | None, Problem], ...]


def reference_folder() -> Path:
    """The small tables of facts that ship with the product."""
    return project_root() / "data" / "reference"


def code_lists() -> CodeLists:
    """Municipalities and counties of Sweden."""
    return reference.code_lists(reference_folder())


def inputs_sha256(sources: Path | None, perturbation: Path | None = None, imports: Mapping[str, str] | None = None) -> str:
    """One checksum over every input: source files, shipped tables, profiles, registers, the secret perturbation table where
    there is one, and the code that turns them into figures. `imports`: import id -> whose it is and its checksum, of the
    registers that count.

    Raises SourceError for a file that cannot be opened.
    """
    root = project_root()
    digest = hashlib.sha256(spegel.__version__.encode())
    own = [
        *sorted((root / "data" / "reference").glob("*.csv")),
        *sorted((root / "data" / "profiles").glob("*/profile.toml")),
        *sorted((root / "queries" / "build").glob("*.sql")),
        root / "queries" / "public.toml",
        root / "queries" / "disclosure.toml",
        root / "data" / "fetch" / "kolada.toml",
        *sorted((root / "data" / "registers").rglob("*.toml")),
        *sorted((root / "data" / "example").glob("*.toml")),
        *(path for part in _CODE for path in sorted((Path(spegel.__file__).parent / part).rglob("*.py"))),
    ]
    for label, path in _labelled(own, root) + (_labelled(documents.find(sources), sources) if sources else []):
        digest.update(label.encode())
        digest.update(hashlib.sha256(documents.content(path, label)).digest())
    if perturbation:
        digest.update(hashlib.sha256(perturbation.read_bytes()).digest())
    for name, checksum in sorted((imports or {}).items()):
        digest.update(f"{name} {checksum}".encode())
    return digest.hexdigest()


def gather(sources: Path | None, watcher: Watcher) -> Gathered:
    """Read the shipped tables and, where given, every file in `sources` that some reader recognises.

    Files are recognised by what they hold. Those no reader knows are left out with a notice. Raises SourceError with
    the problems of every file, not only of the first broken one.
    """
    codes = code_lists()
    shipped = reference.read(reference_folder())
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}
    found: list[Source] = []
    notices: list[tuple[str | None, Problem]] = []
    for row in shipped.sources.iter_rows(named=True):
        provenance = "own" if row["publisher"] == OURSELVES else "official"
        found.append(
            Source(row["source_id"], row["publisher"], row["title"], row["licence"], None, _reference_sha256(), provenance)
        )
    for source_id, data in shipped.by_source.items():
        _add(parts, data, source_id, REFERENCE_RANK, is_reference=True)
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in watcher.each(text("build.step.read", DEFAULT_LANGUAGE), list(documents.find(sources)) if sources else []):
        try:
            for document, source_format, data in _read(path, sources, codes, seen, notices):
                source_id = f"{source_format.id}-{document.sha256[:10]}"
                title = f"{source_format.title}: {document.file_name}"
                found.append(
                    Source(source_id, source_format.publisher, title, source_format.licence, document.name, document.sha256)
                )
                notices.extend((source_id, notice) for notice in data.notices)
                _add(parts, data, source_id, source_format.rank, is_reference=False)
        except SourceError as error:
            problems.extend(error.problems)
    if problems:
        raise SourceError(problems)
    tables = {name: pl.concat([_stamped(empty(name), "", 0, "", False), *frames]) for name, frames in parts.items()}
    labels = {source.source_id: source.file_name or source.title for source in found}
    notices.extend(completeness.disagreeing_totals(tables, labels))
    notices.extend(completeness.disagreeing_links(tables["district_link"], labels))
    return Gathered(tables, shipped.elections, tuple(found), tuple(notices))


def _read(path: Path, root: Path, codes: CodeLists, seen: dict[str, str], notices: list) -> Iterator[tuple]:
    problems: list[Problem] = []
    for document in documents.open_documents(path, root):
        if document.kind == "empty":
            problems.append(Problem("empty_file", document.name))
            continue
        if document.sha256 in seen:
            notices.append((None, Problem("same_file_twice", document.name, details={"other": seen[document.sha256]})))
            continue
        seen[document.sha256] = document.name
        try:
            reader = reader_for(document)
            if reader is None:
                notices.append((None, _not_used(document)))
                continue
            data = completeness.with_stage_reached(reader.read(document, codes))
            problems.extend(completeness.missing_late_votes(data, document.name))
            yield document, reader.FORMAT, data
        except SourceError as error:
            problems.extend(error.problems)
        except Exception as error:  # a fault of ours: told like the others, so that the person knows which file to take away
            reason = f"{type(error).__name__}: {error}"
            problems.append(Problem("reader_failed", document.name, details={"reason": reason}))
    if problems:
        raise SourceError(problems)


def _not_used(document: documents.Document) -> Problem:
    """The notice about a file that no reader knows. Raises SourceError for a workbook that cannot be read at all.

    Three kinds are worth a word of their own: what somebody may have thought would be read.
    """
    if document.kind in ("other_workbook", "other_archive"):
        return Problem(document.kind, document.name)
    if document.kind == "xlsx":
        contents = [sheets.cells(document, name) for name in sheets.sheet_names(document)]
        if all(each.is_empty() for each in contents):
            raise SourceError(Problem("empty_file", document.name))
    in_json = document.kind == "json" and re.search(rf'(?i)"({"|".join(_DISTRICT_CODES)})"', document.head())
    if in_json or sheets.looks_like(document, _DISTRICT_CODES, 1):
        return Problem("unknown_layout", document.name)
    return Problem("file_not_used", document.name)


def _add(parts: dict[str, list[pl.DataFrame]], data: SourceData, source_id: str, rank: int, is_reference: bool) -> None:
    for name, frame in data.tables.items():
        parts[name].append(_stamped(frame, source_id, rank, data.reported_at, is_reference))


def _stamped(frame: pl.DataFrame, source_id: str, rank: int, reported_at: str, is_reference: bool) -> pl.DataFrame:
    return frame.with_columns(
        source_id=pl.lit(source_id),
        format_rank=pl.lit(rank),
        reported_at=pl.lit(reported_at),
        is_reference=pl.lit(is_reference),
    )


def _labelled(paths, root: Path) -> list[tuple[str, Path]]:
    """Paths with names that are the same on every machine."""
    package = Path(spegel.__file__).parent
    return [
        (documents.readable(path.relative_to(package if path.is_relative_to(package) else root).as_posix()), path)
        for path in paths
    ]


def _reference_sha256() -> str:
    digest = hashlib.sha256()
    for path in sorted(reference_folder().glob("*.csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
