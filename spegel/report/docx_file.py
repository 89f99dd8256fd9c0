"""A document as a Word file that stays editable: heading styles, header rows in tables, alternative texts on pictures."""

from __future__ import annotations

import io
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from spegel.report.document import Block, Document, Grid, Heading, Paragraph, Picture
from spegel.report.pdf_file import png

_LOCALES = {"sv": "sv-SE", "en": "en-GB"}
_INK = RGBColor(0x1C, 0x1C, 0x1C)
_FORM_ROW = Cm(0.9)


def write(document: Document) -> bytes:
    """The document as DOCX. Everything is told by styles, so that the municipality's own template can take it over."""
    word = docx.Document()
    _style(word, document)
    word.add_heading(document.title, level=0)
    for block in document.blocks:
        _add(word, block)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _style(word: WordDocument, document: Document) -> None:
    """Paper, language, properties and foot. What python-docx says of itself in a new file is taken away."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    section.footer.paragraphs[0].add_run(document.foot).font.size = Pt(8)
    for name in ("Title", "Heading 1", "Caption"):
        word.styles[name].font.color.rgb = _INK
    word.styles["Title"].font.size = Pt(20)
    word.styles["Caption"].paragraph_format.keep_with_next = True
    language = word.styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), _LOCALES[document.language])
    about = word.core_properties
    about.title, about.language = document.title, _LOCALES[document.language]
    about.author = about.comments = ""
    about.created = about.modified = datetime.fromisoformat(document.data_date)


def _add(word: WordDocument, block: Block) -> None:
    match block:
        case Heading(text):
            word.add_heading(text, level=1)
        case Paragraph(text, is_mark):
            word.add_paragraph().add_run(text).bold = is_mark
        case Grid():
            _add_table(word, block)
        case Picture(svg, alt, caption):
            word.add_paragraph(caption, style="Caption")
            shape = word.add_picture(io.BytesIO(png(svg)), width=Cm(16))
            shape._inline.docPr.set("descr", alt)


def _add_table(word: WordDocument, grid: Grid) -> None:
    word.add_paragraph(grid.table.caption, style="Caption")
    header, rows, numbers = grid.header(), grid.rows(), grid.numbers()
    table = word.add_table(rows=0, cols=len(header), style="Table Grid")
    for place, cells in enumerate([header, *rows]):
        row = table.add_row()
        is_strong = place == 0 or (grid.table.total is not None and place == len(rows))
        for cell, words, is_number in zip(row.cells, cells, numbers, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(words).bold = is_strong
            if is_number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if grid.is_form:
            row.height = _FORM_ROW
        # Word repeats the header on every page and reads it out with each cell; no row is torn in two.
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
    word.add_paragraph()
