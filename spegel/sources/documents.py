"""Files as they come: found in a folder, opened by what they hold and never by what they are called.

A `Document` is one readable thing: a file on disk or a member of a zip. Zips are opened here, once, with
limits that stop a decompression bomb; everything above this module sees plain documents.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath, PurePosixPath

import fastexcel

from spegel.core import Problem, SourceError
from spegel.sources.workbook_size import ZIP_FAULTS, refuse_far_cells

MAX_MEMBER_BYTES = 400 * 1024 * 1024
"""The largest official member known is the national result file of 2026, about 237 MB unpacked."""
MAX_CONTAINER_BYTES = 1024 * 1024 * 1024
MAX_RATIO = 400
"""Official zips compress at most about 40 times; a bomb compresses thousands of times."""
MAX_MEMBERS = 5_000
MAX_DEPTH = 2

_HEAD_BYTES = 4_096
_MEMBER_MARK = " › "
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OTHER_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
_OPEN_DOCUMENT_SHEET = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Document:
    """One file, or one member of a zip.

    `name` is what a person is told: `folder/slutresultat.zip › slutresultat_0127K.xml`. `container` is the zip a
    member came from; `siblings` the other members' names there.
    """

    name: str
    data: bytes
    path: Path
    member: str | None = None
    siblings: tuple[str, ...] = ()
    archive: bytes = field(default=b"", repr=False, compare=False)  # the zip a member came from
    memory: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    """What one reader worked out about the document, so that the next need not again."""

    @property
    def file_name(self) -> str:
        """Last part of the name, without folders."""
        return PurePosixPath(self.member).name if self.member else readable(self.path.name)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folder of the file and those above it, up to the folder that was searched."""
        return tuple(self.path.parents)[: len(Path(self.name.split(_MEMBER_MARK)[0]).parts)]

    def sibling(self, file_name: str) -> bytes | None:
        """What a file of that name beside this one holds, in the same zip or folder; None where there is none."""
        if self.member is None:
            beside = self.path.with_name(file_name)
            return beside.read_bytes() if beside.is_file() else None
        member = str(PurePosixPath(self.member).with_name(file_name))
        if member not in self.siblings:
            return None
        try:
            return zipfile.ZipFile(io.BytesIO(self.archive)).read(member)
        except ZIP_FAULTS as error:
            raise SourceError(Problem("truncated_zip", self.name, details={"reason": str(error)})) from error

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def kind(self) -> str:
        """What it holds, whatever it is called: see `kind_of`."""
        return kind_of(self.data)

    @cached_property
    def workbook(self) -> fastexcel.ExcelReader:
        """The open workbook. Raises SourceError when it cannot be read as one."""
        try:
            return fastexcel.read_excel(self.data)
        except BaseException as error:
            if not is_fault_of_workbook(error):
                raise
            raise SourceError(Problem("unreadable_workbook", self.name, details={"reason": str(error)})) from error

    @cached_property
    def json(self) -> object:
        """The parsed JSON. Raises SourceError when it is cut off or broken."""
        try:
            return json.loads(self.data)
        except (ValueError, UnicodeDecodeError, RecursionError) as error:
            raise SourceError(Problem("unreadable_json", self.name, details={"reason": str(error)})) from error

    def text(self) -> str:
        """The text, whatever of UTF-8 (with or without BOM), UTF-16, cp1252 or latin-1 it is written in (T28)."""
        return decode(self.data)

    def head(self) -> str:
        """The first part as text, for recognising a format."""
        return decode(self.data[:_HEAD_BYTES])


def is_fault_of_workbook(error: BaseException) -> bool:
    """True for what fastexcel raises on a broken workbook: errors of its own, and a panic, which is no Exception."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def kind_of(data: bytes) -> str:
    """What the bytes are, by their beginning.

    `xml`, `html`, `json`, `text`, `xlsx`, `zip`, `parquet` or `empty`; `other_workbook` and
    `other_archive` are of kinds that are not opened; all else is `binary`.
    """
    if not data.strip():
        return "empty"
    if data[:2] in _UTF16:
        return kind_of(decode(data[:_HEAD_BYTES]).encode("utf-8"))
    start = data[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    lowered = start[:600].lower()
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        if _OPEN_DOCUMENT_SHEET in data[:200]:
            return "other_workbook"
        return "xlsx" if _is_workbook(data) else "zip"
    if data[:4] == _OLD_OFFICE and "Workbook".encode("utf-16-le") in data:
        return "other_workbook"
    if data.startswith(_OTHER_ARCHIVES):
        return "other_archive"
    if data[:4] == b"PAR1":
        return "parquet"
    if lowered.startswith((b"<!doctype html", b"<html")) or (lowered.startswith(b"<") and b"<html" in lowered):
        return "html"
    if lowered.startswith((b"<?xml", b"<val")):
        return "xml"
    if start[:1] in (b"{", b"["):
        return "json"
    if b"\x00" in data[:_HEAD_BYTES]:
        return "binary"
    return "text"


def decode(data: bytes) -> str:
    """Text from UTF-16 with BOM, from UTF-8 with or without, else cp1252, else latin-1 (which accepts every byte)."""
    if data[:2] in _UTF16:
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            # A head cut in the middle of a character is still UTF-8.
            if encoding == "utf-8-sig" and error.start > len(data) - 4 and len(data) >= _HEAD_BYTES:
                return data[: error.start].decode(encoding)
    return data.decode("latin-1")


def readable(path: PurePath | str) -> str:
    """A path as text that can be shown and stored, also where its bytes are in another encoding than the system's."""
    return decode(os.fsencode(path))


def find(folder: Path) -> Iterator[Path]:
    """Every file below `folder`, in a fixed order. Raises SourceError without a folder.

    Hidden files are left out, and `~$…`, which Excel keeps beside a workbook that somebody has open.
    """
    if not folder.is_dir():
        raise SourceError(Problem("no_such_folder", str(folder)))
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _is_hidden(path.relative_to(folder)):
            yield path


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith((".", "~$", "__MACOSX")) and part != ".." for part in path.parts)


def content(path: Path, name: str) -> bytes:
    """What a file holds. Raises SourceError for one that cannot be opened, or is larger than any official file."""
    try:
        if path.stat().st_size > MAX_CONTAINER_BYTES:
            raise SourceError(Problem("file_too_large", name, details={"gigabytes": round(path.stat().st_size / 1e9, 1)}))
        return path.read_bytes()
    except OSError as error:
        raise SourceError(Problem("unreadable_file", name, details={"reason": error.strerror or str(error)})) from error


def open_documents(path: Path, root: Path | None = None) -> Iterator[Document]:
    """The documents in one file: itself, or every member when it is a zip.

    Raises SourceError for a truncated zip, a bomb, or a download that turned out to be a web page.
    """
    name = readable(path.relative_to(root) if root else path.name)
    yield from open_data(name, content(path, name), path)


def open_data(name: str, data: bytes, path: Path) -> Iterator[Document]:
    """As `open_documents`, for what is already in memory, such as an upload; nothing is read from `path`."""
    kind = kind_of(data)
    _refuse_web_page(name, kind)
    if path.suffix.lower() in (".zip", ".xlsx") and kind not in ("zip", "xlsx", "empty"):
        raise SourceError(Problem("not_a_zip", name))
    if kind == "zip":
        yield from _members(name, data, path, depth=1)
    else:
        if kind == "xlsx":
            _refuse_huge_workbook(name, data)
        yield Document(name, data, path)


def _refuse_web_page(name: str, kind: str) -> None:
    if kind == "html" and not name.lower().endswith((".html", ".htm")):
        raise SourceError(Problem("html_instead_of_data", name))


def _refuse_huge_workbook(name: str, data: bytes) -> None:
    _refuse_bomb(name, _entries(name, data))
    refuse_far_cells(name, data)


def _entries(name: str, data: bytes) -> list[zipfile.ZipInfo]:
    try:
        return zipfile.ZipFile(io.BytesIO(data)).infolist()
    except ZIP_FAULTS as error:
        raise SourceError(Problem("truncated_zip", name, details={"reason": str(error)})) from error


def _members(name: str, data: bytes, path: Path, depth: int) -> Iterator[Document]:
    if depth > MAX_DEPTH:
        raise SourceError(Problem("zip_too_deep", name))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [
            entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(PurePosixPath(entry.filename))
        ]
        if not entries:
            raise SourceError(Problem("empty_file", name))
        _refuse_bomb(name, entries)
        siblings = tuple(entry.filename for entry in entries)
        for entry in entries:
            with archive.open(entry) as stream:
                # The header may lie about the size: read one byte more than it may hold.
                unpacked = stream.read(min(entry.file_size, MAX_MEMBER_BYTES) + 1)
            if len(unpacked) > entry.file_size:
                raise SourceError(Problem("zip_bomb", name, details={"member": entry.filename}))
            label = f"{name}{_MEMBER_MARK}{entry.filename}"
            kind = kind_of(unpacked)
            _refuse_web_page(label, kind)
            if kind == "zip":
                yield from _members(label, unpacked, path, depth + 1)
            else:
                if kind == "xlsx":
                    _refuse_huge_workbook(label, unpacked)
                yield Document(label, unpacked, path, entry.filename, siblings, data)
    except ZIP_FAULTS as error:
        raise SourceError(Problem("truncated_zip", name, details={"reason": str(error)})) from error


def _refuse_bomb(name: str, entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    worst = max((entry.file_size / max(entry.compress_size, 1) for entry in entries), default=0)
    if (
        len(entries) > MAX_MEMBERS
        or total > MAX_CONTAINER_BYTES
        or any(entry.file_size > MAX_MEMBER_BYTES for entry in entries)
        or worst > MAX_RATIO
    ):
        raise SourceError(
            Problem("zip_bomb", name, details={"members": len(entries), "megabytes": round(total / 1e6), "ratio": round(worst)})
        )


def _is_workbook(data: bytes) -> bool:
    """An Office workbook is a zip with `xl/workbook.xml`; the member name stands uncompressed in the file."""
    return b"xl/workbook" in data
