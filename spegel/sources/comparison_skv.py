"""Comparability 2014-2018 (and of the European elections 2014-2019) in text files without headers.

The zip holds two pairs of members, for districts (`vd-`) and for late-vote units (`upp-`):
`…-mappning-2014-2018.skv` has earlier code; code; share in percent, `…-indelning-2018.skv` has code; O, M, S or N.
Only O, an unchanged district, is comparable; M is redrawn, S is a sum of several and N is new.

Each member is a document of its own. The one with the letters (`indelning`) is the one that says what is comparable,
so it gives the rows, and takes the earlier codes from the member with the shares beside it. The member with the
shares alone says nothing about comparability and gives no rows. The years stand in the file names only.

Format: `docs/formats.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

import polars as pl

from spegel.core import Problem, SourceError, area_version
from spegel.sources.checks import pad_code
from spegel.sources.documents import Document, decode
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import shape

FORMAT = Format(
    id="comparison_skv",
    title="Jämförelse mellan valdistrikt 2014 och 2018",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
)

_CODE = r"[A-Z]?\d{5,8}"
_SHARE_LINE = re.compile(rf"^\s*{_CODE};{_CODE};\d+([.,]\d+)?;?\s*$")
_LETTER_LINE = re.compile(rf"^\s*{_CODE};[OMSNomsn];?\s*$")
_YEARS = re.compile(r"(?:^|[^0-9])(20\d\d)[-_ ]*(?:ep)?[-_ ]*(20\d\d)(?:[^0-9]|$)", re.IGNORECASE)
_FIRST_LINES = 20
_LATE = re.compile(r"^([A-Z]?)(\d{5,6})$")


@dataclass(frozen=True)
class _Line:
    row: int
    cells: tuple[str, ...]


def recognises(document: Document) -> bool:
    """True for text whose first lines mostly are code; code; share, or code; letter."""
    if document.kind != "text":
        return False
    lines = [line.cells for line in _lines(document.head())[:_FIRST_LINES]]
    joined = [";".join(cells) for cells in lines]
    hits = sum(bool(_SHARE_LINE.match(line) or _LETTER_LINE.match(line)) for line in joined)
    return bool(joined) and hits * 2 > len(joined)


def read(document: Document, codes: CodeLists) -> SourceData:
    """Table district_link from a member with letters; nothing from a member with shares.

    A missing partner is a notice: the links then name no earlier codes. Raises SourceError with every line that
    cannot be read, a code of an unknown municipality, or a file that stands without the years in its name.
    """
    lines = _lines(document.text())
    if _has_shares(lines):
        _mapping(lines, codes, document.name)  # a broken partner is told where it is broken
        return SourceData({})
    problems: list[Problem] = []
    letters: dict[str, str] = {}
    for line in lines:
        code = _code(line.cells[0], codes)
        letter = line.cells[1].strip().upper() if len(line.cells) > 1 else ""
        if code is None:
            problems.append(Problem("bad_code", document.name, line.row, value=line.cells[0]))
        elif letter not in ("O", "M", "S", "N"):
            problems.append(Problem("unknown_comparability", document.name, line.row, value=letter))
        elif code in letters:
            problems.append(Problem("repeated_district", document.name, line.row, value=code))
        else:
            letters[code] = letter
    years = _years(document)
    if years is None:
        problems.append(Problem("comparison_years_missing", document.name))
    if problems:
        raise SourceError(problems)
    earlier, notices = _earlier_codes(document, codes)
    frame = pl.DataFrame(
        {
            "area_version": [area_version(years[1])] * len(letters),
            "district_code": list(letters),
            "previous_area_version": [area_version(years[0])] * len(letters),
            "previous_codes": [earlier.get(code, []) for code in letters],
            "kind": ["district" if len(code) == 8 and code.isdigit() else "late_votes" for code in letters],
            "status": ["official_comparable" if letter == "O" else "official_not_comparable" for letter in letters.values()],
            "basis": ["comparison_file"] * len(letters),
        },
        schema_overrides={"previous_codes": pl.List(pl.String)},
    )
    return SourceData({"district_link": shape("district_link", frame)}, tuple(notices))


def _lines(text: str) -> list[_Line]:
    """The lines that are data, with their numbers; a line that begins with # is a remark."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [
        _Line(number, tuple(cell.strip() for cell in line.split(";")))
        for number, line in enumerate(rows, start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]


def _has_shares(lines: list[_Line]) -> bool:
    return any(_SHARE_LINE.match(";".join(line.cells)) for line in lines[:_FIRST_LINES])


def _code(text: str, codes: CodeLists) -> str | None:
    """A district's eight digits, or a late-vote unit as printed (`R148000`); None when it is neither."""
    late = _LATE.match(text)
    if not late:
        return pad_code(text, 8, codes.municipalities)
    digits = pad_code(late[2], 6, codes.municipalities)
    return f"{late[1]}{digits}" if digits else None


def _mapping(lines: list[_Line], codes: CodeLists, file: str) -> dict[str, list[str]]:
    """Code -> the earlier codes that make it up, the largest share first. Raises SourceError for lines that are wrong."""
    problems = []
    parts: dict[str, list[tuple[float, str]]] = {}
    for line in lines:
        text = ";".join(line.cells)
        earlier, code = (_code(cell, codes) for cell in (*line.cells, "", "")[:2])
        if not _SHARE_LINE.match(text):
            problems.append(Problem("unreadable_line", file, line.row, value=text))
        elif earlier is None or code is None:
            problems.append(Problem("bad_code", file, line.row, value=text))
        else:
            parts.setdefault(code, []).append((-float(line.cells[2].replace(",", ".")), earlier))
    if problems:
        raise SourceError(problems)
    return {code: [earlier for _, earlier in sorted(several)] for code, several in parts.items()}


def _earlier_codes(document: Document, codes: CodeLists) -> tuple[dict[str, list[str]], list[Problem]]:
    late = _first_code_is_late(_lines(document.text()))
    for name in _beside(document):
        lines = _lines(decode(document.sibling(name) or b""))
        if _has_shares(lines) and _first_code_is_late(lines) == late:
            return _mapping(lines, codes, name), []
    return {}, [Problem("comparison_partner_missing", document.name)]


def _first_code_is_late(lines: list[_Line]) -> bool:
    return bool(lines) and bool(_LATE.match(lines[0].cells[0]))


def _beside(document: Document) -> list[str]:
    """Names of the other members of the zip, or of the files of the same kind in the folder."""
    if document.member is not None:
        names = [PurePosixPath(sibling).name for sibling in document.siblings]
    else:
        names = sorted(path.name for path in document.path.parent.glob(f"*{document.path.suffix}"))
    return [name for name in names if name != document.file_name]


def _years(document: Document) -> tuple[int, int] | None:
    """The earlier and the later year, from the name of the file, of its zip or of the files beside it."""
    for name in (document.file_name, document.path.name, *_beside(document)):
        found = _YEARS.search(name)
        if found and found[1] < found[2]:
            return int(found[1]), int(found[2])
    return None
