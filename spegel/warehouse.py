"""The published file: found through `CURRENT`, opened read-only and hardened. The only module that opens it.

A version is never replaced under the same name, so a connection stays right for as long as it is open, and the
version is a cache key that needs no expiry.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from spegel.core import Problem, WarehouseError
from spegel.disclosure import allow_list

POINTER = "CURRENT"

_VERSION = re.compile(r"^spegel-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}$")

# Read-only is given at connect. The rest cannot be changed back once the configuration is locked.
_HARDENING = (
    "SET enable_external_access = false",
    "SET python_enable_replacements = false",
    "SET lock_configuration = true",
)


@dataclass(frozen=True)
class Warehouse:
    """One open version. `cursor()` gives a cursor of its own: a connection shared by threads answers wrongly."""

    version: str
    path: Path
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A new cursor on the open file. Close it after use."""
        return self.connection.cursor()

    def close(self) -> None:
        """Close the file. A later cursor raises duckdb's ConnectionException."""
        self.connection.close()


def version_name(data_date: date, inputs_sha256: str) -> str:
    """`spegel-2026-09-13-0123456789ab`."""
    return f"spegel-{data_date.isoformat()}-{inputs_sha256[:12]}"


def current_version(folder: Path) -> str | None:
    """The version `CURRENT` names, or None when nothing is published. Raises WarehouseError for a pointer that makes no sense."""
    pointer = folder / POINTER
    if not pointer.is_file():
        return None
    name = pointer.read_text(encoding="ascii", errors="replace").strip()
    if not _VERSION.match(name):
        raise WarehouseError(Problem("broken_pointer", str(pointer), value=name[:80]))
    return name


def open_file(path: Path) -> Warehouse:
    """Open one published file. Raises WarehouseError when it is not there, not a database, or not as the allow-list has it."""
    if not path.is_file():
        raise WarehouseError(Problem("version_missing", str(path)))
    try:
        connection = duckdb.connect(path, read_only=True, config={"threads": 2, "memory_limit": "512MB"})
    except duckdb.Error as error:
        raise WarehouseError(Problem("version_unreadable", str(path), details={"reason": str(error).splitlines()[0]})) from error
    for statement in _HARDENING:
        connection.execute(statement)
    _refuse_outdated(connection, path)
    return Warehouse(path.stem, path, connection)


def _refuse_outdated(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() ORDER BY column_index"
    ).fetchall():
        found.setdefault(table, []).append(column)
    for name, table in allow_list().items():
        if found.get(name) != list(table.columns):
            connection.close()
            raise WarehouseError(Problem("version_outdated", path.name, details={"table": name}))


_open: dict[Path, Warehouse] = {}
_open_lock = threading.Lock()


def open_current(folder: Path) -> Warehouse:
    """The current version in `folder`, opened once per process and version.

    Raises WarehouseError when nothing is published there.
    """
    version = current_version(folder)
    if version is None:
        raise WarehouseError(Problem("nothing_published", str(folder)))
    path = folder / f"{version}.duckdb"
    with _open_lock:
        if path not in _open:
            _open[path] = open_file(path)
        return _open[path]


def move_pointer(folder: Path, version: str) -> None:
    """Let `CURRENT` name `version`, in one step that a reader sees wholly or not at all."""
    new = folder / f"{POINTER}.new"
    new.write_text(version + "\n", encoding="ascii")
    new.replace(folder / POINTER)


def prune(folder: Path, keep: int = 3) -> list[str]:
    """Delete all but the `keep` newest versions (never the current one); returns the names that went."""
    current = current_version(folder)
    versions = sorted(
        (path for path in folder.glob("spegel-*.duckdb") if _VERSION.match(path.stem)), key=lambda path: path.stat().st_mtime
    )
    old = [path for path in versions if path.stem != current]
    gone = old[: max(0, len(versions) - keep)]
    for path in gone:
        path.unlink()
    return [path.stem for path in gone]
