"""Accepted imports: Parquet files and a manifest, in a folder that is never in git and never served.

An import exists when the manifest says so, and the manifest changes in one transaction together with the log: a stop at any
point leaves either the old state or the new one. The log can only be added to.

Several organisations may share a folder. Each import belongs to one of them, and keys and references are looked up among
the imports of that one only: two organisations may both have a dialogue D-1.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import polars as pl

from spegel.core import Problem, SourceError
from spegel.registers import schema
from spegel.registers.schema import Register

_TABLES = """
CREATE TABLE IF NOT EXISTS import (
    import_id TEXT PRIMARY KEY, kind TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL,
    who TEXT NOT NULL, imported_at TEXT NOT NULL, mapping TEXT NOT NULL, replaces TEXT, state TEXT NOT NULL,
    organisation TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS log (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, details TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS log_is_never_changed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER IF NOT EXISTS log_is_never_cut BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
"""
_COLUMNS = (
    "import_id", "kind", "file_name", "sha256", "rows", "who", "imported_at", "mapping", "replaces", "state", "organisation",
)  # fmt: skip
_WAIT_SECONDS = 60.0

FEW_ROWS = 100
"""An import of no more rows is kept in memory once it is read."""


@dataclass(frozen=True)
class Import:
    """One accepted import. `state` is `active`, `replaced` or `undone`; only active ones are read."""

    import_id: str
    kind: str
    file_name: str
    sha256: str
    rows: int
    who: str
    imported_at: str  # local time, ISO
    mapping: str  # the mapping it was read through, in full; empty without one
    replaces: str | None
    state: str
    organisation: str  # its area id, such as 0127 or jarva


@dataclass(frozen=True)
class LogEntry:
    """One line of the log: an import, a replacement, an undoing, a build."""

    at: str
    who: str
    action: str
    details: Mapping[str, object]


class Store:
    """The accepted imports of an organisation, below a folder (`Settings.restricted`). Made when something is first accepted.

    Without an organisation it shows those of all: they can be listed and taken back, but nothing can be added. Everything
    that reads the manifest raises SourceError where it was written before imports had an organisation, until `assign`.
    """

    def __init__(self, folder: Path, organisation: str | None = None):
        self.folder = folder / "imports"
        self.organisation = organisation

    def imports(self, kind: str | None = None) -> list[Import]:
        """Every import ever accepted, newest first, also replaced and undone ones."""
        if not self._manifest.is_file():
            return []
        with self._reading() as manifest:
            rows = manifest.execute(
                f"SELECT {', '.join(_COLUMNS)} FROM import ORDER BY imported_at DESC, import_id DESC"
            ).fetchall()
        found = [Import(*row) for row in rows]
        return [entry for entry in found if kind in (None, entry.kind) and self.organisation in (None, entry.organisation)]

    def organisations(self) -> list[str]:
        """The organisations that have imports that count, in order."""
        return sorted({entry.organisation for entry in self.imports() if entry.state == "active"})

    def active(self, kind: str) -> list[Import]:
        """The imports that count, oldest first."""
        return [found for found in reversed(self.imports(kind)) if found.state == "active"]

    def find(self, import_id: str) -> Import:
        """An import by its id. Raises SourceError where there is none."""
        found = next((entry for entry in self.imports() if entry.import_id == import_id), None)
        if found is None:
            raise SourceError(Problem("unknown_import", value=import_id))
        return found

    def same_file(self, kind: str, sha256: str) -> Import | None:
        """The active import of the same bytes into the same register, if any."""
        return next((found for found in self.active(kind) if found.sha256 == sha256), None)

    def read(self, kind: str, without: str | None = None) -> pl.DataFrame:
        """All rows that count of a register, with `import_id`; one import may be left out. Without imports: no rows."""
        register = schema.load(kind)
        frames = [
            (_kept if found.rows <= FEW_ROWS else _rows)(self._path(found.import_id), register.kind)
            for found in self.active(register.kind)
            if found.import_id != without
        ]
        return pl.concat([pl.DataFrame(schema=_with_import(register)), *frames])

    def references(self, register: Register, without: str | None = None) -> dict[tuple[str, str], pl.Series]:
        """The values that rows of `register` may refer to, by (kind, column); a register without imports is not among them."""
        found = {}
        for column in register.columns.values():
            if column.refers and self.active(column.refers[0]):
                kind, name = column.refers
                found[kind, name] = self.read(kind, without)[name].drop_nulls().unique()
        return found

    def add(
        self, register: Register, frame: pl.DataFrame, file_name: str, sha256: str, who: str, mapping: str = "",
        replaces: str | None = None,
    ) -> Import:  # fmt: skip
        """Accept rows that passed validation. Raises SourceError for a file accepted already or an impossible replacement.

        Raises ValueError in a store that is not an organisation's own.
        """
        if self.organisation is None:
            raise ValueError("an import belongs to an organisation")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        now = datetime.now().replace(microsecond=0)
        entry = Import(
            f"{now:%Y%m%d-%H%M%S}-{register.kind}-{secrets.token_hex(3)}", register.kind, file_name, sha256, len(frame), who,
            now.isoformat(sep=" "), mapping, replaces, "active", self.organisation,
        )  # fmt: skip
        path = self._path(entry.import_id)
        try:
            with self._writing() as manifest:
                again = self.same_file(register.kind, sha256)
                if again and again.import_id != replaces:
                    raise already_imported(again, file_name)
                if replaces:
                    self._set_state(manifest, self._replaceable(replaces, register), "replaced")
                frame.write_parquet(path, compression="zstd")
                path.chmod(0o600)
                manifest.execute(
                    f"INSERT INTO import ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})",
                    [getattr(entry, column) for column in _COLUMNS],
                )
                details = {
                    "import_id": entry.import_id,
                    "organisation": entry.organisation,
                    "kind": entry.kind,
                    "file": file_name,
                    "sha256": sha256,
                    "rows": entry.rows,
                }
                _log(
                    manifest,
                    who,
                    "replace" if replaces else "import",
                    {**details, **({"replaces": replaces} if replaces else {})},
                )
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return entry

    def undo(self, import_id: str, who: str) -> Import:
        """Take an import back: its rows are deleted, and the import it replaced, if any, counts again.

        Raises SourceError where it is not active, or where rows of other registers refer to rows that would go.
        """
        entry = self.find(import_id)
        if entry.state != "active":
            raise SourceError(Problem("import_not_active", value=import_id))
        if self.organisation is None:
            return Store(self.folder.parent, entry.organisation).undo(import_id, who)
        with self._writing() as manifest:
            back = self._parquet_frame(entry.replaces) if entry.replaces else None
            self.refuse_loss(schema.load(entry.kind), back, import_id)
            self._set_state(manifest, import_id, "undone")
            if entry.replaces:
                self._set_state(manifest, entry.replaces, "active")
            details = {"import_id": import_id, "organisation": entry.organisation, "kind": entry.kind}
            _log(manifest, who, "undo", details)
        self._path(import_id).unlink(missing_ok=True)
        return self.find(import_id)

    def refuse_loss(self, register: Register, new: pl.DataFrame | None, without: str) -> None:
        """Raise SourceError where other registers refer to rows of `without` that `new` does not have."""
        problems = []
        remaining = self.read(register.kind, without)
        for kind in schema.kinds():
            for column in schema.load(kind).columns.values():
                if kind == register.kind or column.refers is None or column.refers[0] != register.kind or not self.active(kind):
                    continue
                target = column.refers[1]
                there = pl.concat([remaining[target], new[target]]) if new is not None else remaining[target]
                lost = (used := self.read(kind)[column.name].drop_nulls().unique()).filter(
                    ~used.is_in(there.drop_nulls().unique())
                )
                if len(lost):
                    details = {"kind": kind, "count": len(lost)}
                    problems.append(Problem("still_referred_to", column=target, value=str(lost.sort()[0]), details=details))
        if problems:
            raise SourceError(problems)

    def assign(self, who: str) -> int:
        """Give the imports of an older manifest, which do not say whose they are, to this organisation; returns how many.

        0 where the manifest says it already, or there is none. Raises ValueError in a store that is not an organisation's own.
        """
        if self.organisation is None:
            raise ValueError("an import belongs to an organisation")
        if not self._manifest.is_file():
            return 0
        with self._writing(may_be_old=True) as manifest:
            if not _is_old(manifest):
                return 0
            manifest.execute("ALTER TABLE import ADD COLUMN organisation TEXT NOT NULL DEFAULT ''")
            count = manifest.execute("UPDATE import SET organisation = ?", (self.organisation,)).rowcount
            _log(manifest, who, "assign", {"organisation": self.organisation, "imports": count})
        return count

    def log(self, who: str, action: str, **details: object) -> None:
        """Add a line to the log, such as a build."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._writing() as manifest:
            _log(manifest, who, action, details)

    def log_entries(self) -> list[LogEntry]:
        """The log, oldest first; of an organisation what concerns it, and what concerns all, such as a build."""
        if not self._manifest.is_file():
            return []
        with self._reading() as manifest:
            rows = manifest.execute("SELECT at, who, action, details FROM log ORDER BY number").fetchall()
        entries = [LogEntry(at, who, action, json.loads(details)) for at, who, action, details in rows]
        wanted = (None, self.organisation)
        return [entry for entry in entries if self.organisation is None or entry.details.get("organisation") in wanted]

    def secret(self) -> bytes:
        """The key of the pseudonyms, made at first use and readable by its owner only. Without it nobody can be told again."""
        path = self.folder / "pseudonym.key"
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return bytes.fromhex(path.read_text(encoding="ascii").strip())
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32))
        return bytes.fromhex(path.read_text(encoding="ascii").strip())

    @property
    def _manifest(self) -> Path:
        return self.folder / "manifest.sqlite"

    def _path(self, import_id: str) -> Path:
        return self.folder / f"{import_id}.parquet"

    def _parquet_frame(self, import_id: str) -> pl.DataFrame:
        return pl.read_parquet(self._path(import_id), glob=False)

    def _replaceable(self, import_id: str, register: Register) -> str:
        entry = self.find(import_id)
        if entry.state != "active" or entry.kind != register.kind:
            raise SourceError(Problem("import_not_active", value=import_id))
        return import_id

    @staticmethod
    def _set_state(manifest: sqlite3.Connection, import_id: str, state: str) -> None:
        manifest.execute("UPDATE import SET state = ? WHERE import_id = ?", (state, import_id))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._manifest, timeout=_WAIT_SECONDS)
        try:
            _demand_organisations(connection)
            yield connection
        finally:
            connection.close()

    @contextmanager
    def _writing(self, may_be_old: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction that no other writer comes into; rows left by a stop before the manifest was written are deleted."""
        connection = sqlite3.connect(self._manifest, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            connection.executescript(_TABLES)
            connection.execute("BEGIN IMMEDIATE")
            if not may_be_old:
                _demand_organisations(connection)
            known = {row[0] for row in connection.execute("SELECT import_id FROM import WHERE state != 'undone'")}
            for path in self.folder.glob("*.parquet"):
                if path.stem not in known:
                    path.unlink(missing_ok=True)
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()  # rolls back what was not committed


def already_imported(entry: Import, file_name: str) -> SourceError:
    """The same file is in already."""
    details = {"import_id": entry.import_id, "when": entry.imported_at, "who": entry.who}
    return SourceError(Problem("already_imported", file_name, details=details))


def _is_old(manifest: sqlite3.Connection) -> bool:
    """True for a manifest from before imports had an organisation; one without tables yet is not old."""
    columns = {row[1] for row in manifest.execute("PRAGMA table_info(import)")}
    return bool(columns) and "organisation" not in columns


def _demand_organisations(manifest: sqlite3.Connection) -> None:
    """Raise SourceError for an old manifest: whose its imports are is not for us to guess."""
    if _is_old(manifest):
        raise SourceError(Problem("imports_unassigned"))


def _log(manifest: sqlite3.Connection, who: str, action: str, details: Mapping[str, object]) -> None:
    now = datetime.now().replace(microsecond=0).isoformat(sep=" ")
    words = json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
    manifest.execute("INSERT INTO log (at, who, action, details) VALUES (?, ?, ?, ?)", (now, who, action, words))


def _with_import(register: Register) -> dict[str, pl.DataType]:
    return {**register.stored, "import_id": pl.String()}


def _rows(path: Path, kind: str) -> pl.DataFrame:
    """The rows of an import in the columns of its register today: one added later is null in older imports."""
    frame = pl.read_parquet(path, glob=False).with_columns(import_id=pl.lit(path.stem))
    wanted = _with_import(schema.load(kind)).items()
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(type_).alias(name) for name, type_ in wanted
    )


@lru_cache(maxsize=8_192)
def _kept(path: Path, kind: str) -> pl.DataFrame:
    """`_rows`, read once: an import never changes, and what is written in forms makes hundreds of small ones."""
    return _rows(path, kind)
