"""Valmyndigheten's workbooks of 2018 per district: `2018_R_per_valdistrikt.xlsx`, and L and K alike.

A cover sheet, a sheet of counts and a sheet of percentages with the same headers (T30). A district code stands
as three numbers (T2). Late votes are rows named Uppsamlingsdistrikt without electorate (T3).
"""

from __future__ import annotations

import polars as pl

from spegel.core import Problem, SourceError, election_id
from spegel.sources import checks, district_tables, election_year, sheets
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData

FORMAT = Format(
    id="districts_2018_xlsx",
    title="Valresultat per valdistrikt 2018 (arbetsbok)",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
    rank=30,
)

_HEADERS = {
    "county": ("LÄNSKOD",),
    "municipality": ("KOMMUNKOD",),
    "number": ("VALDISTRIKTSKOD",),
    "constituency": ("VALKRETSNAMN",),
    "municipality_name": ("KOMMUNNAMN",),
    "district_name": ("VALDISTRIKTSNAMN",),
    "unregistered": ("OGEJ",),
    "blank": ("BLANK",),
    "other": ("OG",),
    "valid": ("RÖSTER GILTIGA",),
    "votes_cast": ("RÖSTANDE",),
    "eligible": ("RÖSTBERÄTTIGADE",),
    "turnout": ("VALDELTAGANDE",),
}
_OPTIONAL = ("turnout", "municipality_name", "constituency")
_LABELS = ("LÄNSKOD", "LÄNSNAMN", "KOMMUNKOD", "KOMMUNNAMN", "VALKRETSKOD", "VALKRETSNAMN")
_KNOWN = (*(header for headers in _HEADERS.values() for header in headers), *_LABELS)
_KNOWN_KEYS = frozenset(sheets.key(header) for header in _KNOWN)
_OWN = ("OGEJ", "BLANK", "OG", "RÖSTER GILTIGA", "RÖSTANDE", "RÖSTBERÄTTIGADE", "VALDELTAGANDE")
_LEAST = 4
_RIKSDAG_CONSTITUENCY = r" län$| läns |^(Stockholms|Göteborgs|Malmö) kommun$"
"""How the 29 constituencies of the riksdag are named. Those of the other elections bear names of places."""
_TYPES = {"r": "RD", "l": "RF", "k": "KF"}
_NUMBERS = ("county", "municipality", "number", "unregistered", "blank", "other", "valid", "votes_cast", "eligible")


def recognises(document: Document) -> bool:
    """True for a table with most of the headers that only this layout has."""
    return sheets.looks_like(document, _OWN, _LEAST)


def read(document: Document, codes: CodeLists) -> SourceData:
    """district_result and party_result of the sheets of counts. Raises SourceError with everything that is wrong."""
    return district_tables.read_each(document, _counts_sheets(document), lambda each, table: _read_table(each, table, codes))


def _read_table(document: Document, table: sheets.Table, codes: CodeLists) -> SourceData:
    table.require((headers for name, headers in _HEADERS.items() if name not in _OPTIONAL), document.name)
    parties = _party_columns(table)
    votes, problems = district_tables.read_counts(table.frame.select("row", *parties), parties, document.name)
    frame, wrong = _districts(table, codes, document.name)
    problems += wrong
    if problems:
        raise SourceError(district_tables.told(problems))
    election_type = _election_type(document, table)
    districts = frame.filter(pl.col("kind") == "district")
    year, notices = election_year.find_year(
        districts["district_code"].to_list(),
        sheets.printed_text(document, _OWN, _LEAST),
        document.file_name,
        election_type,
        2018,
        document.name,
    )
    frame = frame.with_columns(election_id=pl.lit(election_id(year, election_type)), counting_stage=pl.lit("final"))
    notices += district_tables.check_printed_shares(frame, "turnout", 100, document.name)
    return district_tables.finish(frame, district_tables.party_rows(frame.join(votes, on="row"), parties), notices, document)


def _counts_sheets(document: Document) -> list[sheets.Table]:
    """The sheets of counts: not named percent, and with whole numbers under the parties (T30)."""
    found = list(sheets.find_tables(document, _KNOWN, _LEAST))
    counts = [table for table in found if "procent" not in table.sheet.casefold() and not _has_decimals(table)]
    if not counts:
        raise SourceError(Problem("only_percentages", document.name))
    return counts


def _party_columns(table: sheets.Table) -> dict[str, str]:
    return {column: header for column, header in table.printed.items() if sheets.key(header) not in _KNOWN_KEYS}


def _has_decimals(table: sheets.Table) -> bool:
    return any(table.frame[column].str.contains(r"[.,]\d*[1-9]").any() for column in _party_columns(table))


def _election_type(document: Document, table: sheets.Table) -> str:
    """From the name of the sheet (`R antal`), else from the words of the cover sheet, the constituencies or the file's name."""
    letter = table.sheet.casefold().split(" ")[0]
    if letter in _TYPES:
        return _TYPES[letter]
    name = document.file_name.casefold()
    named = next((election_type for letter, election_type in _TYPES.items() if f"_{letter}_per_" in name), None)
    constituencies = table.rename(_HEADERS)["constituency"].drop_nulls()
    riksdag = "RD" if len(constituencies) and constituencies.str.contains(_RIKSDAG_CONSTITUENCY).all() else None
    told = election_year.type_from_text(sheets.printed_text(document, _OWN, _LEAST)) or riksdag or named
    if told is None:
        raise SourceError(Problem("election_not_told", document.name))
    return told


def _districts(table: sheets.Table, codes: CodeLists, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    headers = {name: _HEADERS[name][0] for name in _NUMBERS}
    frame, problems = district_tables.read_counts(table.rename(_HEADERS), headers, file)
    frame, wrong = district_tables.mark_late_votes(frame, file)
    problems += wrong
    late = pl.col("kind") == "late_votes"
    digits = {name: pl.col(name).cast(pl.String) for name in ("county", "municipality", "number")}
    municipality = digits["county"].str.zfill(2) + digits["municipality"].str.zfill(2)
    # The official comparability list writes late-vote units of 2018 with six digits: never like a district.
    number = pl.when(late).then(digits["number"].str.zfill(2)).otherwise(digits["number"].str.zfill(4))
    frame = frame.with_columns(
        municipality_code=municipality,
        district_code=municipality + number,
        # A cell left empty among the invalid votes is 0: the row adds up only so.
        blank=pl.col("blank").fill_null(0),
        invalid_other=pl.col("unregistered").fill_null(0) + pl.col("other").fill_null(0),
    )
    problems += [Problem("missing_code", file, row) for row in frame.filter(pl.col("district_code").is_null())["row"]]
    known = frame.filter(pl.col("municipality_code").is_not_null()).select("row", "municipality_code")
    problems += checks.municipality_problems(known.iter_rows(), codes, file)
    return frame, problems + district_tables.missing_counts(frame, headers, file, problems)
