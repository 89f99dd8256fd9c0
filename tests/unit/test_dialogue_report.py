"""The draft of a report: the figures as the page words them, empty boxes for what only a person can write."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest

from spegel import i18n, report
from spegel.charts.table import Column, table
from spegel.report import dialogue_report
from spegel.report.document import Grid, Heading, Paragraph

HIDDEN = "färre än 5"


def content(language: str = "sv") -> dialogue_report.Content:
    columns = (Column("sex", "Kön"), Column("count", "Var där", "count"))
    rows = [{"sex": "Kvinnor", "count": 11}, {"sex": "Män", "count": HIDDEN}]
    sexes = table("Kön bland dem som var där", columns, rows, language)
    return dialogue_report.Content(
        language=language, subject="Torget & <parken>", head=(("Dag", "12 mars 2024"), ("Mandat", "Resonera")),
        verdict=("Liknar befolkningen. 2 av 30.", "Så mycket ger slumpen."), present=(sexes, None), spoke=("Inte noterat.",),
        speakers=None, reflects=("Delvis.", "För få svar."), promises="resultat ✓", source="Källa · Version spegel-1",
        data_date="2026-09-13", is_example=True,
    )  # fmt: skip


def words(made: bytes) -> list[str]:
    read = docx.Document(io.BytesIO(made))
    cells = [cell.text for one in read.tables for row in one.rows for cell in row.cells]
    return [one.text for one in read.paragraphs] + cells


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_three_questions_and_the_promises_stand_in_their_order_and_never_merge(language: str) -> None:
    document = dialogue_report.make(content(language))
    names = [block.text for block in document.blocks if isinstance(block, Heading)]
    blocks = [i18n.text(f"rummet.block.{name}", language) for name in ("present", "spoke", "reflects", "promises")]
    first, last = (i18n.text(f"dialograpport.{name}", language) for name in ("dialogue", "analysis"))
    assert names == [first, *blocks, last]


def test_what_is_hidden_on_the_page_is_words_in_the_draft_and_examples_are_marked() -> None:
    made = words(report.docx(dialogue_report.make(content())))
    assert HIDDEN in made
    assert "Torget & <parken>" in made[0]
    assert i18n.text("report.example_meaning", "sv") in made


def test_the_analysis_is_empty_and_said_to_be_so() -> None:
    document = dialogue_report.make(content())
    form = document.blocks[-1]
    assert isinstance(form, Grid)
    assert form.is_form
    assert {row[1] for row in form.rows()} == {""}
    assert document.blocks[0] == Paragraph(i18n.text("dialograpport.draft", "sv"), is_mark=True)


def test_own_figures_are_not_called_examples_and_nothing_stands_where_nothing_was_noted() -> None:
    document = dialogue_report.make(replace(content(), is_example=False, present=(None, None)))
    assert Paragraph(i18n.text("report.example_meaning", "sv"), is_mark=True) not in document.blocks
    assert sum(isinstance(block, Grid) for block in document.blocks) == 2
