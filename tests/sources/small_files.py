"""Small workbooks, text files and zips that tests write for themselves."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources.documents import Document, open_documents
from spegel.sources.reader import CodeLists, Reader, SourceData

CODES = CodeLists({"0127": "Botkyrka", "0180": "Stockholm", "0991": "Provköping", "1267": "Höör"}, {"01": "Stockholms län"})

Rows = Sequence[Sequence[object]]


def workbook(sheets: Mapping[str, Rows], name: str = "fil.xlsx") -> Document:
    """A workbook document: sheet name -> rows of cells from A1 on. None leaves a cell empty."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return Document(name, stream.getvalue(), Path(name))


def text_file(rows: Rows, separator: str = ";", encoding: str = "utf-8", line_end: str = "\n", name: str = "fil.csv") -> Document:
    """A separated text document."""
    lines = line_end.join(separator.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return Document(name, (lines + line_end).encode(encoding), Path(name))


def zip_on_disk(folder: Path, members: Mapping[str, bytes | dict], name: str = "Val_2026_slutlig_0127_KF.zip") -> Path:
    """A zip file in `folder`; members that are dicts are written as JSON."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
    return path


def members(path: Path) -> dict[str, Document]:
    """The documents in a file, by file name."""
    return {document.file_name: document for document in open_documents(path, path.parent)}


def rules(reader: Reader, document: Document, codes: CodeLists = CODES) -> set[str]:
    """The rules that the document breaks, each explained in both languages on the way; empty when it is read."""
    try:
        explained(reader.read(document, codes))
    except SourceError as error:
        for problem in error.problems:
            assert all(explain(problem, language) for language in LANGUAGES)
        return {problem.rule for problem in error.problems}
    return set()


def explained(data: SourceData) -> set[str]:
    """The rules of the notices, each explained in both languages on the way."""
    assert all(explain(notice, language) for notice in data.notices for language in LANGUAGES)
    return {notice.rule for notice in data.notices}
