"""The template that an official prints before a dialogue, fills in during it, and analyses from afterwards.

Before: the five duties, whom to invite and where they have been met. During: who was there and who spoke, by sex and age.
After: the three promises. What is hidden in the figures is words here too, since the tables are those of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spegel.charts.table import Column, Table, table
from spegel.i18n import text
from spegel.report.bars import Bar, draw
from spegel.report.document import Block, Document, Grid, Heading, Paragraph, Picture

__all__ = ["Bar", "Content", "make"]

_SEXES = ("women", "men", "other", "unknown")
_AGES = ("0-17", "18-29", "30-49", "50-64", "65+", "unknown")
_PROMISES = ("results", "handling", "effect")


@dataclass(frozen=True)
class Content:
    """What the template is made of, in the language it is written in.

    `duties` are names with what is written, empty where nothing is. `warning` marks a template that lacks a duty. Tables are
    None where there is nothing to show.
    """

    language: str
    subject: str
    context: str
    duties: tuple[tuple[str, str], ...]
    warning: str
    invitation: str
    quotas: Table | None
    comes: Table | None
    bars: tuple[Bar, ...]
    missing: str
    places: tuple[Table, ...]
    notes: tuple[str, ...]
    source: str
    data_date: str
    is_example: bool


def make(content: Content) -> Document:
    """The document."""

    def say(key: str) -> str:
        return text(f"analysmall.{key}", content.language)

    subject = content.subject or say("no_subject")
    title = text("analysmall.title", content.language, subject=subject)
    blocks: list[Block] = []
    if content.warning:
        blocks.append(Paragraph(content.warning, is_mark=True))
    if content.is_example:
        blocks.append(Paragraph(text("report.example_meaning", content.language), is_mark=True))
    blocks += [Paragraph(content.context), Heading(say("before")), Grid(_duties(content))]
    blocks += [Heading(say("invite")), Paragraph(content.invitation)]
    blocks += [Grid(content.quotas)] if content.quotas else []
    blocks += [Paragraph(note) for note in content.notes if note]
    if content.comes:
        lives, comes = say("lives"), say("comes")
        blocks += [
            Heading(say("missing")),
            Paragraph(content.missing),
            Picture(draw(content.bars, lives, comes), f"{content.comes.caption}. {content.missing}", content.comes.caption),
            Grid(replace(content.comes, caption=text("analysmall.figures", content.language, caption=content.comes.caption))),
        ]
    if content.places:
        blocks += [Heading(say("places")), *(Grid(places) for places in content.places)]
    blocks += [Heading(say("during")), Paragraph(say("during_how"))]
    blocks += [Grid(_tally(name, groups, content.language), is_form=True) for name, groups in (("sex", _SEXES), ("age", _AGES))]
    blocks += [Heading(say("after")), Paragraph(say("after_how")), Grid(_promises(content.language), is_form=True)]
    return Document(title, content.language, content.source, content.data_date, tuple(blocks))


def _duties(content: Content) -> Table:
    columns = (
        Column("name", text("analysmall.column.duty", content.language)),
        Column("words", text("analysmall.column.words", content.language)),
    )
    blank = text("analysmall.to_fill_in", content.language)
    rows = [{"name": name, "words": words or blank} for name, words in content.duties]
    return table(text("analysmall.duties", content.language), columns, rows, content.language)


def _tally(name: str, groups: tuple[str, ...], language: str) -> Table:
    """Room to count by hand who was there and who spoke."""
    columns = [Column(key, text(f"analysmall.column.{key}", language)) for key in ("group", "present", "spoke")]
    rows = [{"group": text(f"people.{group}", language), "present": "", "spoke": ""} for group in groups]
    return table(text(f"analysmall.tally.{name}", language), columns, rows, language)


def _promises(language: str) -> Table:
    columns = [Column(key, text(f"analysmall.column.{key}", language)) for key in ("promise", "what", "who", "when")]
    rows = [
        {"promise": text(f"analysmall.promise.{promise}", language), "what": "", "who": "", "when": ""} for promise in _PROMISES
    ]
    return table(text("analysmall.promises", language), columns, rows, language)
