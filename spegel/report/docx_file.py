"""A document as a Word file that stays editable: heading styles, header rows in tables, alternative texts on pictures."""

from __future__ import annotations

import io
from datetime import datetime
from itertools import zip_longest

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
_TEXT_WIDTH = Cm(17)
_LINE, _MARGIN, _LONGEST = 76, 3, 40
"""In characters: a line of text, the margins of a cell, and how much room the longest text may ask for."""


def write(document: Document) -> bytes:
    """The document as DOCX. Everything is told by styles, so that the municipality's own template can take it over."""
    word = docx.Document()
    _style(word, document)
    word.add_heading(document.title, level=0)
    for block, following in zip_longest(document.blocks, document.blocks[1:]):
        _add(word, block)
        if isinstance(block, Paragraph):
            # What leads up to a table or a picture stays with it.
            word.paragraphs[-1].paragraph_format.keep_with_next = isinstance(following, (Grid, Picture))
    # Word wants a paragraph after the last table.
    word.add_paragraph()
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
    word.styles["Caption"].paragraph_format.space_before = Pt(9)
    word.styles["Normal"].paragraph_format.space_before = word.styles["Normal"].paragraph_format.space_after = Pt(3)
    word.styles["Normal"].paragraph_format.line_spacing = 1.0
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
    header, rows, numbers, widths = grid.header(), grid.rows(), grid.numbers(), _widths(grid)
    table = word.add_table(rows=0, cols=len(header), style="Table Grid")
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, cells in enumerate([header, *rows]):
        row = table.add_row()
        is_strong = place == 0 or (grid.table.total is not None and place == len(rows))
        for cell, words, is_number, width in zip(row.cells, cells, numbers, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            # A short table stays on one page.
            paragraph.paragraph_format.keep_with_next = place < len(rows)
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


def _widths(grid: Grid) -> list[int]:
    """How wide each column is: room for its longest word, and of what is left a part by its longest cell.

    In a form what is left goes to the columns that are written in by hand.
    """
    columns = [(header, *cells) for header, *cells in zip(grid.header(), *grid.rows(), strict=True)]
    least = [max(len(word) for cell in cells for word in (*cell.split(), "")) + _MARGIN for cells in columns]
    longest = [min(max(map(len, cells)), _LONGEST) for cells in columns]
    wanted = [0, *(1 for _ in columns[1:])] if grid.is_form else longest
    left = max(0, _LINE - sum(least))
    characters = [word + left * share / sum(wanted) for word, share in zip(least, wanted, strict=True)]
    return [round(_TEXT_WIDTH * width / sum(characters)) for width in characters]
