"""A document as data: what it says, in order. The writers of Word files and of PDF make the same document of it.

Every text is plain words in the language of the document; a picture carries the words that replace it.
"""

from __future__ import annotations

from dataclasses import dataclass

from spegel.charts.table import Table


@dataclass(frozen=True)
class Heading:
    """The name of a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `is_mark` sets apart what a reader must not miss, such as that the figures are examples."""

    text: str
    is_mark: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with a header row; the first column names the rows. `is_form` leaves room to write in by hand."""

    table: Table
    is_form: bool = False

    def header(self) -> list[str]:
        """The words of the header row."""
        return [column.label for column in self.table.columns]

    def rows(self) -> list[list[str]]:
        """The cells as they are read, the row of sums last; what is hidden or not known is words."""
        sums = [] if self.table.total is None else [self.table.total]
        return [self.table.written(row) for row in (*self.table.rows, *sums)]

    def numbers(self) -> list[bool]:
        """For each column, whether it is set to the right."""
        return [column.is_number for column in self.table.columns]


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, what stands under it, and the words for those who cannot see it."""

    svg: str
    alt: str
    caption: str


Block = Heading | Paragraph | Grid | Picture


@dataclass(frozen=True)
class Document:
    """A whole document. `foot` stands at the bottom of every page; `data_date` is the ISO date of the figures."""

    title: str
    language: str
    foot: str
    data_date: str
    blocks: tuple[Block, ...]
