"""A document as PDF/UA-1: tagged, with language, title, header cells and alternative texts, so that it can be read aloud.

Typst sets it. The words go in as data and never as markup, so nothing anyone writes can be taken for a command. Only the
fonts that come with Typst are used: the same document looks the same on every machine.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import typst

from spegel.report.document import Block, Document, Grid, Heading, Paragraph, Picture

_TEMPLATE = Path(__file__).with_name("document.typ")
_PICTURE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 16cm)'
_DOTS_PER_INCH = 200.0


def write(document: Document) -> bytes:
    """The document as PDF. The same document gives the same bytes: its time is that of the data."""
    blocks = [_block(block) for block in document.blocks]
    content = {"title": document.title, "language": document.language, "foot": document.foot, "blocks": blocks}
    return typst.compile(
        _TEMPLATE,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(content)},
        pdf_standards=["ua-1"],
        timestamp=int(datetime.fromisoformat(document.data_date).replace(tzinfo=UTC).timestamp()),
    )


def png(svg: str) -> bytes:
    """A drawing as PNG, for files that take no SVG."""
    return typst.compile(_PICTURE, format="png", ignore_system_fonts=True, ppi=_DOTS_PER_INCH, sys_inputs={"svg": svg})


def _block(block: Block) -> dict[str, object]:
    match block:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Paragraph(text, is_mark):
            return {"kind": "mark" if is_mark else "paragraph", "text": text}
        case Grid(table, is_form):
            cells = {"header": block.header(), "rows": block.rows(), "numbers": block.numbers()}
            return {"kind": "table", "caption": table.caption, "form": is_form, "sums": table.total is not None, **cells}
        case Picture(svg, alt, caption):
            return {"kind": "picture", "svg": svg, "alt": alt, "caption": caption}
