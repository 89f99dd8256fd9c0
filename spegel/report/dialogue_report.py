"""The draft of a report on a dialogue: what the page on the room shows, in its order, with room for the analysis.

The tables are those of the page, so what is hidden there is words here too. What only a person can write has empty boxes.
"""

from __future__ import annotations

from dataclasses import dataclass

from spegel.charts.table import Column, Table, table
from spegel.i18n import text
from spegel.report.document import Block, Document, Grid, Heading, Paragraph

__all__ = ["Content", "make"]

_QUESTIONS = ("heard", "lacking", "decision", "told")


@dataclass(frozen=True)
class Content:
    """What the draft is made of, in the language it is written in.

    `head` are names with what is registered. `verdict`, `spoke` and `reflects` are paragraphs; tables are None where there is
    nothing to show.
    """

    language: str
    subject: str
    head: tuple[tuple[str, str], ...]
    verdict: tuple[str, ...]
    present: tuple[Table | None, ...]
    spoke: tuple[str, ...]
    speakers: Table | None
    reflects: tuple[str, ...]
    promises: str
    source: str
    data_date: str
    is_example: bool


def make(content: Content) -> Document:
    """The document."""

    def say(key: str) -> str:
        return text(f"dialograpport.{key}", content.language)

    blocks: list[Block] = [Paragraph(say("draft"), is_mark=True)]
    if content.is_example:
        blocks.append(Paragraph(text("report.example_meaning", content.language), is_mark=True))
    blocks += [Heading(say("dialogue")), Grid(_pairs(content))]
    blocks += [Heading(text("rummet.block.present", content.language)), *map(Paragraph, content.verdict)]
    blocks += [Grid(shown) for shown in content.present if shown]
    blocks += [Heading(text("rummet.block.spoke", content.language)), *map(Paragraph, content.spoke)]
    blocks += [Grid(content.speakers)] if content.speakers else []
    blocks += [Heading(text("rummet.block.reflects", content.language)), *map(Paragraph, content.reflects)]
    blocks += [Heading(text("rummet.block.promises", content.language)), Paragraph(content.promises)]
    blocks += [Heading(say("analysis")), Grid(_questions(content.language), is_form=True)]
    title = text("dialograpport.title", content.language, subject=content.subject)
    return Document(title, content.language, content.source, content.data_date, tuple(blocks))


def _pairs(content: Content) -> Table:
    columns = (
        Column("name", text("dialograpport.column.name", content.language)),
        Column("words", text("dialograpport.column.words", content.language)),
    )
    rows = [{"name": name, "words": words} for name, words in content.head]
    return table(text("dialograpport.registered", content.language), columns, rows, content.language)


def _questions(language: str) -> Table:
    """Room to write what no register holds."""
    columns = (
        Column("question", text("dialograpport.column.question", language)),
        Column("answer", text("dialograpport.column.answer", language)),
    )
    rows = [{"question": text(f"dialograpport.question.{name}", language), "answer": ""} for name in _QUESTIONS]
    return table(text("dialograpport.to_write", language), columns, rows, language)
