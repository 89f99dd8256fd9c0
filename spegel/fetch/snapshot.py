"""`snapshot.toml` beside the files: where each one came from, when, under what terms, and its checksums."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from spegel.core import FetchError, Problem
from spegel.fetch.download import part_of, writing

FILE_NAME = "snapshot.toml"
_HEADER = """\
# Varifrån filerna i den här mappen kommer. Skrivs av spegel fetch.
# Where the files in this folder come from. Written by spegel fetch.

"""


@dataclass(frozen=True)
class Entry:
    """One file. `archive` names the zip it was taken out of, whose checksum is `archive_sha256`; else both are empty.

    `retrieved` is an ISO time in UTC; `last_modified` is as the server wrote it; `md5` is of the download as a whole.
    """

    publisher: str
    title: str
    url: str
    licence: str
    retrieved: str
    bytes: int
    sha256: str
    md5: str
    last_modified: str = ""
    archive: str = ""
    archive_sha256: str = ""


def read(folder: Path) -> dict[str, Entry]:
    """File name -> entry; empty where nothing was fetched yet. Raises FetchError for a file that is damaged."""
    path = folder / FILE_NAME
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: Entry(**table) for name, table in tables.items()}
    except (TypeError, ValueError) as error:
        raise FetchError(Problem("fetch_snapshot_damaged", str(path), details={"reason": str(error)})) from error


def write(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Replaces the folder's `snapshot.toml` in one step. Raises FetchError when the disk refuses."""
    lines = [_HEADER]
    for name, entry in sorted(entries.items()):
        lines.append(f"[{json.dumps(name, ensure_ascii=False)}]\n")
        # A JSON text or whole number is also one in TOML.
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in asdict(entry).items() if value != ""]
        lines.append("\n")
    part = part_of(folder / FILE_NAME)
    with writing(part):
        part.write_text("".join(lines), encoding="utf-8", newline="\n")
        part.replace(folder / FILE_NAME)


def is_intact(folder: Path, name: str, entry: Entry) -> bool:
    """True when the file is there and is still the one that was fetched."""
    path = folder / name
    if not path.is_file() or path.stat().st_size != entry.bytes:
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == entry.sha256
