"""What a reader is: one module per official format, with `FORMAT`, `recognises` and `read`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from spegel.core import Problem
from spegel.sources.documents import Document


@dataclass(frozen=True)
class Format:
    """An official format: who publishes it, under what terms, and how it ranks against another file with the same figures.

    `rank`: where two files give the same election in the same municipality, the lower rank is kept.
    """

    id: str
    title: str
    publisher: str
    licence: str
    rank: int = 50


@dataclass(frozen=True)
class CodeLists:
    """The official lists that codes and names are checked against (T1, T8)."""

    municipalities: Mapping[str, str]  # code -> name
    counties: Mapping[str, str]

    def municipality_by_name(self, name: str) -> str | None:
        """The code of a municipality by its name, without regard to case or surrounding blanks; None when unknown."""
        wanted = name.strip().casefold()
        return next((code for code, title in self.municipalities.items() if title.casefold() == wanted), None)


@dataclass(frozen=True)
class SourceData:
    """What one document gave: canonical tables (see `tables.py`) and what a person should know about it.

    `notices` are not faults: padded codes, wrong printed percentages, late votes summed, and the like.
    """

    tables: Mapping[str, pl.DataFrame]
    notices: tuple[Problem, ...] = field(default=())
    reported_at: str = ""  # as printed, for telling a republished file from the first one; sorts as text


class Reader(Protocol):
    """A module in this package."""

    FORMAT: Format

    def recognises(self, document: Document) -> bool:
        """True when the document claims to be of this format, also when it is a broken one.

        Looks at content only, is cheap, and never raises.
        """

    def read(self, document: Document, codes: CodeLists) -> SourceData:
        """The document's canonical tables. Raises SourceError with every problem found when it breaks a rule."""
