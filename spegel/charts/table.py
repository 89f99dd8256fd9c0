"""A table behind a chart: the same rows on the page, in the file and for a screen reader.

Cells keep their values; how they are written is said by the column. Shares are 0-1, differences percentage points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape

from spegel import fmt
from spegel.i18n import text

KINDS = ("text", "count", "percent", "points", "distance", "index", "date", "yes_no")
_TEXT_KINDS = ("text", "date", "yes_no")

Value = str | int | float | bool | date | None


@dataclass(frozen=True)
class Column:
    """One column: `key` in the rows, `label` with its unit, `kind` one of KINDS, decimals shown (not stored).

    `points` are changes with a sign, `distance` percentage points without one.

    `link` is the key of an address in the rows; where a row has one, its cell leads there.
    """

    key: str
    label: str
    kind: str = "text"
    decimals: int = 1
    link: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of column {self.kind!r}")

    @property
    def is_number(self) -> bool:
        """True for cells that are set to the right with figures under each other."""
        return self.kind not in _TEXT_KINDS


@dataclass(frozen=True)
class Table:
    """Rows in the order they are shown; `total` is a last row of sums, keyed as the rows. The first column names the row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Value], ...]
    language: str
    total: Mapping[str, Value] | None = None

    def written(self, row: Mapping[str, Value]) -> list[str]:
        """The cells of a row as they are read on the page."""
        return [write(row.get(column.key), column, self.language) for column in self.columns]

    def html(self) -> str:
        """Semantic HTML: caption, header cells with scope, a scroll area that the keyboard reaches. Every text is escaped."""
        return self._html

    @cached_property
    def _html(self) -> str:
        head = "".join(f'<th scope="col"{_css_class(column)}>{escape(column.label)}</th>' for column in self.columns)
        body = "".join(self._html_row(row) for row in self.rows)
        foot = "" if self.total is None else f"<tfoot>{self._html_row(self.total, blank=True)}</tfoot>"
        return (
            f'<div class="spegel-table" role="group" tabindex="0" aria-label="{escape(self.caption)}">'
            f"<table><caption><span>{escape(self.caption)}</span></caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table></div>"
        )

    def _html_row(self, row: Mapping[str, Value], *, blank: bool = False) -> str:
        cells = []
        for position, column in enumerate(self.columns):
            # A sum has no value in columns that do not add up; there the cell is empty, not "no data".
            content = "" if blank and column.key not in row else escape(write(row.get(column.key), column, self.language))
            if column.link and row.get(column.link):
                content = f'<a href="{escape(str(row[column.link]))}" target="_self">{content}</a>'
            tag = 'th scope="row"' if position == 0 else "td"
            cells.append(f"<{tag}{_css_class(column, row.get(column.key))}>{content}</{tag.split()[0]}>")
        return f"<tr>{''.join(cells)}</tr>"


def write(value: Value, column: Column, language: str) -> str:
    """A cell as text; None is written out as missing. Words in a column of numbers say why there is no number."""
    if value is None:
        return fmt.missing(language)
    if isinstance(value, str):
        return value
    match column.kind:
        case "count":
            return fmt.count(value, language)
        case "percent":
            return fmt.percent(value, language, column.decimals)
        case "points":
            return fmt.number(value, language, column.decimals, signed=True)
        case "index" | "distance":
            return fmt.number(value, language, column.decimals)
        case "date":
            return fmt.day(value, language)
        case "yes_no":
            return text("format.yes" if value else "format.no", language)
    return str(value)


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Value]],
    language: str,
    total: Mapping[str, Value] | None = None,
) -> Table:
    """A Table from any sequences."""
    return Table(caption, tuple(columns), tuple(rows), language, total)


def css() -> str:
    """The style of every table, in the tokens of `theme.css_variables`."""
    return _CSS


def _css_class(column: Column, value: Value = None) -> str:
    """Numbers are set to the right; words in their place may break into lines."""
    if not column.is_number:
        return ""
    return ' class="number words"' if isinstance(value, str) else ' class="number"'


_CSS = """
.spegel-table { overflow: auto; border-bottom: 1px solid var(--spegel-line); }
details .spegel-table { max-height: 36rem; }
.spegel-table:focus-visible { outline: 3px solid var(--spegel-accent); outline-offset: 2px; }
.spegel-table table { border-collapse: collapse; width: 100%; font-size: 1rem; line-height: 1.5; color: var(--spegel-ink); }
.spegel-table caption { text-align: left; font-weight: 600; padding: 0 0 8px; color: var(--spegel-ink); }
.spegel-table caption span { display: block; position: sticky; left: 0; max-width: min(100vw - 48px, 70ch); }
.spegel-table th, .spegel-table td { padding: 6px 16px 6px 0; text-align: left; vertical-align: top; border: 0;
  border-bottom: 1px solid var(--spegel-line); background: transparent; }
.spegel-table thead th { position: sticky; top: 0; background: var(--spegel-background); color: var(--spegel-secondary);
  font-weight: 600; vertical-align: bottom; }
.spegel-table tbody th { font-weight: 400; min-width: 9rem; }
.spegel-table tfoot th, .spegel-table tfoot td { font-weight: 600; border-bottom: 0; }
.spegel-table a { color: var(--spegel-accent); text-decoration: underline; text-underline-offset: 2px; }
.spegel-table .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.spegel-table .number.words { white-space: normal; color: var(--spegel-secondary); font-size: 0.9375rem; min-width: 7rem; }
.spegel-table thead .number { white-space: normal; }
"""
