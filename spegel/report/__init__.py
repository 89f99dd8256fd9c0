"""Files a visitor takes home: tables of a view as CSV and workbook, and whole documents for Word and for print.

`csv(table, about)` and `xlsx(table, about)` give the bytes; both hold the rows of the view and no others. `book(title, tables,
about)` gives a workbook of several tables, `docx(document)` and `pdf(document)` a document. Documents load their
libraries when the first one is asked for.
"""

from spegel.report.csv_file import write as csv
from spegel.report.document import Document
from spegel.report.xlsx_file import write as xlsx
from spegel.report.xlsx_file import write_book as book

__all__ = ["Document", "book", "csv", "docx", "pdf", "xlsx"]


def docx(document: Document) -> bytes:
    """A document as a Word file."""
    from spegel.report import docx_file

    return docx_file.write(document)


def pdf(document: Document) -> bytes:
    """A document as PDF/UA-1."""
    from spegel.report import pdf_file

    return pdf_file.write(document)
