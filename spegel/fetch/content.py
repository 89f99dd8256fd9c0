"""Is a download what the catalogue says? Kind, completeness, the right municipality, and no rehearsal."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path, PurePosixPath

from spegel.core import FetchError, Problem, SourceError
from spegel.fetch.download import final_name
from spegel.sources.documents import MAX_MEMBER_BYTES, kind_of, open_documents

_REHEARSAL = re.compile(rb'"test"\s*:\s*true')


def check(part: Path, kind: str, municipality: str = "", contains: str = "") -> None:
    """Raises FetchError unless `part` is a whole file of `kind` (zip, xlsx, xml, text).

    Every member of a zip is read to its end, which checks its CRC. With `municipality` the code must stand in quotes
    in the file or in one of its members, as both XML and JSON print codes. With `contains` that text must be in it.
    A file marked as a rehearsal (`test: true`, T34) is refused.
    """
    name = final_name(part)
    data = part.read_bytes()
    _refuse_other_kind(data, kind, name)
    if contains and contains.encode() not in data:
        raise FetchError(Problem("fetch_wrong_content", name, details={"expected": contains}))
    if kind == "xlsx":
        _check_workbook(part, name)
    is_named = not municipality
    try:
        for document in open_documents(part):
            if document.kind == "json" and _REHEARSAL.search(document.data):
                raise FetchError(Problem("fetch_rehearsal", name, details={"url": document.file_name}))
            is_named = is_named or names_municipality(document.data, municipality)
    except SourceError as error:
        raise FetchError([replace(problem, file=name) for problem in error.problems]) from error
    if not is_named:
        raise FetchError(Problem("fetch_wrong_municipality", name, details={"municipality": municipality}))


def names_municipality(data: bytes, municipality: str) -> bool:
    """True when the code stands in quotes in the bytes (`KOD="0127"`, `"kommunkod": "0127"`), or when no code is asked for."""
    return not municipality or re.search(rb"[\"']" + municipality.encode() + rb"[\"']", data) is not None


def read_members(archive: Path, wanted: tuple[str, ...], municipality: str) -> dict[str, bytes]:
    """The wanted members of a zip by file name, whatever folder they lie in there.

    Raises FetchError for a damaged archive, a member that is not there, or one that is of another municipality.
    """
    name = final_name(archive)
    _refuse_other_kind(archive.read_bytes(), "zip", name)
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = {PurePosixPath(entry.filename).name: entry for entry in opened.infolist()}
            missing = [member for member in wanted if member not in entries]
            if missing:
                raise FetchError([Problem("fetch_member_missing", name, details={"member": member}) for member in missing])
            if any(entries[member].file_size > MAX_MEMBER_BYTES for member in wanted):
                raise FetchError(Problem("fetch_too_large", name, details={"megabytes": MAX_MEMBER_BYTES // 10**6, "url": ""}))
            members = {member: opened.read(entries[member]) for member in wanted}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zlib.error) as error:
        raise FetchError(Problem("truncated_zip", name, details={"reason": str(error)})) from error
    wrong = [member for member, data in members.items() if not names_municipality(data, municipality)]
    if wrong:
        details = {"municipality": municipality}
        raise FetchError([Problem("fetch_wrong_municipality", f"{name} › {member}", details=details) for member in wrong])
    return members


def _refuse_other_kind(data: bytes, kind: str, name: str) -> None:
    found = kind_of(data)
    if found == "html":
        raise FetchError(Problem("html_instead_of_data", name))
    if found != kind:
        raise FetchError(Problem("fetch_wrong_kind", name, details={"expected": kind, "found": found}))


def _check_workbook(part: Path, name: str) -> None:
    """A workbook is a zip too: every member must have the CRC that it says."""
    try:
        with zipfile.ZipFile(part) as opened:
            broken = opened.testzip()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zlib.error) as error:
        raise FetchError(Problem("truncated_zip", name, details={"reason": str(error)})) from error
    if broken:
        raise FetchError(Problem("truncated_zip", name, details={"reason": broken}))
