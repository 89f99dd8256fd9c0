"""How large a workbook's sheets are when opened, told before they are: a small file may ask for all the memory there is.

A sheet is opened as a full rectangle, so one cell far out makes every cell between it and the first a cell in memory.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib

from spegel.core import Problem, SourceError

MAX_CELLS = 30_000_000
"""The largest official sheet, one row a district and party, has about five million cells."""

ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,  # an unknown way of packing
    RuntimeError,  # a password
    OSError,
    ValueError,  # places outside the file
    IndexError,
    KeyError,
)
"""What Python's zip reader raises on a broken archive."""

_SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml\Z", re.IGNORECASE)
# An empty cell that only has a look ends with />: it is not opened.
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]+)([0-9]+)[\"'][^>]*(?<!/)>")
_CHUNK = 1 << 22
_LONGEST_TAG = 1_000


def refuse_far_cells(name: str, data: bytes) -> None:
    """Raises SourceError when a sheet of the workbook spans more than `MAX_CELLS` cells, or cannot be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in filter(_SHEET.match, archive.namelist()):
                with archive.open(member) as stream:
                    rows, columns = _extent(stream)
                if rows * columns > MAX_CELLS:
                    raise SourceError(Problem("sheet_too_large", name, details={"rows": rows, "columns": columns}))
    except ZIP_FAULTS as error:
        raise SourceError(Problem("truncated_zip", name, details={"reason": str(error)})) from error


def _extent(stream: io.BufferedIOBase) -> tuple[int, int]:
    """The last row and the last column with a cell that holds something."""
    rows = columns = 0
    kept = b""
    while chunk := stream.read(_CHUNK):
        text = kept + chunk
        found = _CELL.findall(text)
        rows = max(rows, max((int(row) for _, row in found), default=0))
        columns = max(columns, max((_number(letters) for letters in {letters.upper() for letters, _ in found}), default=0))
        kept = text[-_LONGEST_TAG:]  # a tag may be cut between two chunks
    return rows, columns


def _number(letters: bytes) -> int:
    """A column as a number: 1 for `A`, 27 for `AA`."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
