"""Which election a district table is of, where no column says so.

Official workbooks seldom print their year. What they hold says it best: Botkyrka changed all its district
codes in 2022, and the number of districts differs from election to election. Next best is what is printed above
the table or on a cover sheet, then the name of the file, and last the layout.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from spegel.core import ELECTION_DATES, EU_ELECTION_DATES, Problem

_ALL_MUNICIPALITIES = 290
_DISTRICTS_IN_SWEDEN = MappingProxyType({6004: 2018, 6264: 2022, 6312: 2026})
_DISTRICTS_IN_STOCKHOLM = MappingProxyType({573: 2018, 592: 2022})
_DISTRICTS_IN_BOTKYRKA = MappingProxyType({48: 2014, 49: 2018})
_DISTRICTS_IN_BOTKYRKA_RENUMBERED = MappingProxyType({51: 2022, 52: 2026})
"""Official numbers of districts, without late-vote units. Botkyrka's codes begin with 012700 from 2022 on."""

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_TYPE_WORDS = MappingProxyType(
    {"riksdag": "RD", "landsting": "RF", "region": "RF", "kommunval": "KF", "kommunfullmäktig": "KF", "europaparl": "EU"}
)


def year_from_districts(codes: Collection[str]) -> int | None:
    """The year whose districts `codes` (eight digits, no late-vote units) are; None when they do not tell."""
    botkyrka = [code for code in codes if code.startswith("0127")]
    if botkyrka:
        renumbered = all(code.startswith("012700") for code in botkyrka)
        known = _DISTRICTS_IN_BOTKYRKA_RENUMBERED if renumbered else _DISTRICTS_IN_BOTKYRKA
        if len(botkyrka) in known:
            return known[len(botkyrka)]
    stockholm = sum(code.startswith("0180") for code in codes)
    if stockholm in _DISTRICTS_IN_STOCKHOLM:
        return _DISTRICTS_IN_STOCKHOLM[stockholm]
    if len({code[:4] for code in codes}) == _ALL_MUNICIPALITIES:
        return _DISTRICTS_IN_SWEDEN.get(len(codes))
    return None


def year_from_text(text: str, election_type: str) -> int | None:
    """The one election year that `text` names; None when it names none, or several."""
    dates: Mapping[int, object] = EU_ELECTION_DATES if election_type == "EU" else ELECTION_DATES
    years = {int(year) for year in _YEAR.findall(text)} & set(dates)
    return years.pop() if len(years) == 1 else None


def type_from_text(text: str) -> str | None:
    """The one type of election that `text` names in Swedish; None when it names none, or several."""
    types = {election_type for word, election_type in _TYPE_WORDS.items() if word in text.casefold()}
    return types.pop() if len(types) == 1 else None


def find_year(
    codes: Collection[str], printed: str, file_name: str, election_type: str, layout_year: int, file: str
) -> tuple[int, list[Problem]]:
    """The year of a table, and a notice when it had to be assumed from the layout.

    `codes` are its district codes, `printed` what stands above the table and on cover sheets.
    """
    found = (
        (year_from_districts(codes) if election_type != "EU" else None)
        or year_from_text(printed, election_type)
        or year_from_text(file_name, election_type)
    )
    if found:
        return found, []
    return layout_year, [Problem("year_assumed", file, details={"year": layout_year})]
