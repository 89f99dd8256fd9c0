"""Published versions in a folder: what they are called, which one is current, which ones go.

A version is an immutable file, `spegel-<data date>-<hash of inputs>.duckdb`; `CURRENT` holds the name of one of them.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from spegel.core import Problem, WarehouseError

POINTER = "CURRENT"

_VERSION = re.compile(r"^spegel-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}$")


def name_of(data_date: date, inputs_sha256: str) -> str:
    """`spegel-2026-09-13-0123456789ab`."""
    return f"spegel-{data_date.isoformat()}-{inputs_sha256[:12]}"


def path_of(folder: Path, version: str) -> Path:
    """Where the file of `version` lies."""
    return folder / f"{version}.duckdb"


def with_inputs(folder: Path, inputs_sha256: str) -> str | None:
    """The version already built from these inputs, or None."""
    found = sorted(folder.glob(f"spegel-*-{inputs_sha256[:12]}.duckdb"))
    return found[0].stem if found else None


def current(folder: Path) -> str | None:
    """The version `CURRENT` names, or None when nothing is published.

    Raises WarehouseError for a pointer that makes no sense.
    """
    pointer = folder / POINTER
    if not pointer.is_file():
        return None
    name = pointer.read_text(encoding="ascii", errors="replace").strip()
    if not _VERSION.match(name):
        raise WarehouseError(Problem("broken_pointer", str(pointer), value=name[:80]))
    return name


def is_current(folder: Path, version: str) -> bool:
    """True when `CURRENT` names `version`; a pointer that makes no sense names nothing, so that a build can mend it."""
    try:
        return current(folder) == version
    except WarehouseError:
        return False


def move_pointer(folder: Path, version: str) -> None:
    """Let `CURRENT` name `version`, in one step that a reader sees wholly or not at all."""
    new = folder / f"{POINTER}.new"
    new.write_text(version + "\n", encoding="ascii")
    new.replace(folder / POINTER)


def prune(folder: Path, keep: int) -> list[str]:
    """Delete all but the `keep` newest versions, never the current one; returns the names that went."""
    paths = [path for path in folder.glob("spegel-*.duckdb") if _VERSION.match(path.stem)]
    paths.sort(key=lambda path: path.stat().st_mtime_ns)
    standing = current(folder)
    old = [path for path in paths if path.stem != standing]
    gone = old[: max(0, len(paths) - keep)]
    for path in gone:
        path.unlink()
    return [path.stem for path in gone]
