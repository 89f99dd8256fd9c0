"""Codes, election ids, problems and errors: the words every other module speaks.

Nothing here reads a file or a database. Rules named T1-T50 are the traps of `docs/formats.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

ELECTION_TYPES = ("RD", "RF", "KF", "EU")
"""Riksdag, region, kommun (municipal) and European Parliament; `SV` (school elections) never mixes with these."""

ELECTION_DATES = MappingProxyType(
    {
        2006: date(2006, 9, 17),
        2010: date(2010, 9, 19),
        2014: date(2014, 9, 14),
        2018: date(2018, 9, 9),
        2022: date(2022, 9, 11),
        2026: date(2026, 9, 13),
    }
)
"""Days of the ordinary general elections (RD, RF, KF)."""

EU_ELECTION_DATES = MappingProxyType(
    {2009: date(2009, 6, 7), 2014: date(2014, 5, 25), 2019: date(2019, 5, 26), 2024: date(2024, 6, 9)}
)

_ELECTION_ID = re.compile(r"^(19|20)\d\d-(RD|RF|KF|EU)\Z", re.ASCII)
_DISTRICT_CODE = re.compile(r"^\d{8}\Z", re.ASCII)
_MUNICIPALITY_CODE = re.compile(r"^\d{4}\Z", re.ASCII)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in a form that can be sorted, shown and translated.

    `rule` is a key of `spegel/texts/problems.toml`, which says what is wrong and how to mend it in both
    languages; `details` fills the blanks of those sentences. `row` counts as the person who opens the file
    sees it: the header of a sheet is row 1, the first line of a text file is row 1.
    """

    rule: str
    file: str = ""
    row: int | None = None
    column: str | None = None
    value: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        where = ", ".join(
            f"{name} {part}"
            for name, part in (("file", self.file or None), ("row", self.row), ("column", self.column), ("value", self.value))
            if part is not None
        )
        details = ", ".join(f"{key}={value}" for key, value in self.details.items())
        return f"{self.rule} ({where})" + (f": {details}" if details else "")


class SpegelError(Exception):
    """Something a person can mend. Carries every problem found, not only the first."""

    def __init__(self, problems: Problem | Sequence[Problem]):
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class SourceError(SpegelError):
    """A source file is not what it claims to be, or breaks a rule."""


class FetchError(SpegelError):
    """A download did not succeed."""


class BuildError(SpegelError):
    """The database could not be built or did not pass its audit. `notices` is what the files read had to say."""

    def __init__(self, problems: Problem | Sequence[Problem], notices: Sequence[tuple[str | None, Problem]] = ()):
        super().__init__(problems)
        self.notices = tuple(notices)


class WarehouseError(SpegelError):
    """There is no published version, or it cannot be opened."""


class QueryError(SpegelError):
    """A dataset was asked for that does not exist, or with parameters it does not take."""


class WeightsError(SpegelError):
    """Answers cannot be weighted so that they look like the population."""


class SettingsError(SpegelError):
    """A setting has a value that means nothing."""


def is_municipality_code(text: str) -> bool:
    """True for four digits, such as `0127`. Says nothing about whether the municipality exists."""
    return bool(_MUNICIPALITY_CODE.match(text))


def is_district_code(text: str) -> bool:
    """True for eight digits, such as `01270010`: county 2 + municipality 2 + district 4."""
    return bool(_DISTRICT_CODE.match(text))


def election_id(year: int, election_type: str) -> str:
    """`2022-KF` from 2022 and `KF`."""
    if election_type not in ELECTION_TYPES:
        raise ValueError(f"unknown election type {election_type!r}")
    return f"{year:04d}-{election_type}"


def is_election_id(text: str) -> bool:
    """True for `<year>-<type>` with a known election type."""
    return bool(_ELECTION_ID.match(text))


def split_election_id(text: str) -> tuple[int, str]:
    """`(2022, "KF")` from `2022-KF`. Raises ValueError for anything else."""
    if not is_election_id(text):
        raise ValueError(f"not an election id: {text!r}")
    year, election_type = text.split("-")
    return int(year), election_type


def area_version(year: int) -> str:
    """The version of voting districts that an election of `year` used: `valdistrikt2022`.

    A district code means something only together with its version (T5, T25).
    """
    return f"valdistrikt{year:04d}"
