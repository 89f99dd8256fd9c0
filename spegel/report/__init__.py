"""Files a visitor takes home: the table of a view as CSV and workbook, and whole documents for Word and for print.

`csv(table, about)` and `xlsx(table, about)` give the bytes; both hold the rows of the view and no others. `docx(document)`
and `pdf(document)` give those of a document. Their libraries are loaded when the first document is asked for.
"""

from spegel.report.csv_file import write as csv
from spegel.report.document import Document
from spegel.report.xlsx_file import write as xlsx

__all__ = ["Document", "csv", "docx", "pdf", "xlsx"]


def docx(document: Document) -> bytes:
    """A document as a Word file."""
    from spegel.report import docx_file

    return docx_file.write(document)


def pdf(document: Document) -> bytes:
    """A document as PDF/UA-1."""
    from spegel.report import pdf_file

    return pdf_file.write(document)
