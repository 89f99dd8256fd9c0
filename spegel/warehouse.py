"""The published file: found through `CURRENT`, opened read-only and hardened. The only module that opens it.

A version is never replaced under the same name, so a connection stays right for as long as it is open, and the
version is a cache key that needs no expiry.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from spegel import versions
from spegel.core import Problem, WarehouseError
from spegel.disclosure import allow_list

# Read-only is given at connect. The rest cannot be changed back once the configuration is locked.
_HARDENING = (
    "SET enable_external_access = false",
    "SET GLOBAL python_enable_replacements = false",  # without GLOBAL, cursors have it on again
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


def open_file(path: Path) -> Warehouse:
    """Open one published file. Raises WarehouseError when it is not there, not a database, or not as the allow-list has it."""
    if not path.is_file():
        raise WarehouseError(Problem("version_missing", str(path)))
    try:
        # One thread a query: sums of fractions then come out the same to the last digit, at the same speed on small tables.
        connection = duckdb.connect(path, read_only=True, config={"threads": 1, "memory_limit": "512MB"})
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
    version = versions.current(folder)
    if version is None:
        raise WarehouseError(Problem("nothing_published", str(folder)))
    path = versions.path_of(folder, version)
    with _open_lock:
        if path not in _open:
            _open[path] = open_file(path)
        return _open[path]
