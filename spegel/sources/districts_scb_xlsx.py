"""District results in SCB's table layout: `ri_tab4`, `ko_tab3`, `re_tab3`, and CSV re-exports of the same tables.

Codes are text in the workbooks; re-exports have lost leading zeros, write headers in capitals, `VALDELTAGANDE`
for `Andel röstande` and decimals in MP (T1). The Liberals are headed FP in the municipal table only (T31). Late
votes stand in rows `CCCC9800`; a municipality may have several with the same code, and all of them count (T4).
"""

from __future__ import annotations

import polars as pl

from spegel.core import Problem, SourceError, election_id
from spegel.sources import district_tables, election_year, sheets
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData

FORMAT = Format(
    id="districts_scb_xlsx",
    title="Valresultat per valdistrikt i SCB:s tabellform",
    publisher="SCB",
    licence="CC0 1.0; valresultat: fri användning när Valmyndigheten anges som källa",
    rank=40,
)

_HEADERS = {
    "district_code": ("Valdistriktskod",),
    "district_name": ("Valdistriktsnamn", "Valdistriktnamn"),
    "eligible": ("Antal röstberättigade", "Röstberättigade"),
    "eligible_foreign": ("varav utländska medborgare", "varav utländska EU-medborgare i Sverige"),
    "votes_cast": ("Antal röstande", "Röstande"),
    "turnout": ("Andel röstande", "Valdeltagande"),
    "invalid": ("Antal ogiltiga valsedlar",),
    "blank": ("varav blanka valsedlar",),
    "valid": ("Antal giltiga valsedlar",),
    "municipality": ("Kommunkod",),
    "municipality_name": ("Kommunnamn",),
    "constituency": ("Kommun valkretsnamn", "Valkretsnamn"),
}
_PARTIES = (("M",), ("C",), ("L", "FP"), ("KD",), ("MP",), ("S",), ("V",), ("SD",), ("ÖVR",))
_LABELS = ("Länskod", "Länsnamn", "Regionkod", "Regionnamn", "Valkretskod", "Kommun valkretskod")
_KNOWN = (*(header for headers in _HEADERS.values() for header in headers), *_LABELS)
_OWN = (
    "Antal röstberättigade",
    "Antal röstande",
    "Andel röstande",
    "Antal ogiltiga valsedlar",
    "varav blanka valsedlar",
    "Antal giltiga valsedlar",
)
_LEAST = 3
_COUNTS = ("eligible", "eligible_foreign", "votes_cast", "invalid", "blank", "valid")
_LAYOUT_YEARS = {"RD": 2022, "RF": 2022, "KF": 2022, "EU": 2019}
_LATE_VOTES = "Förtidsröster ej fördelade efter valdistrikt"


def recognises(document: Document) -> bool:
    """True for a table with half or more of the headers that only this layout has."""
    return sheets.looks_like(document, _OWN, _LEAST)


def read(document: Document, codes: CodeLists) -> SourceData:
    """district_result and party_result of the elections the tables are of. Raises SourceError with everything that is wrong."""
    known = (*_KNOWN, *(name for names in _PARTIES for name in names))
    found = [table for table in sheets.find_tables(document, known, _LEAST) if sum(map(bool, map(table.column, _OWN))) >= _LEAST]
    tables = [table for table in found if table.column("Valdistriktskod")] or found[:1]
    return district_tables.read_each(document, tables, lambda each, table: _read_table(each, table, codes))


def _read_table(document: Document, table: sheets.Table, codes: CodeLists) -> SourceData:
    election_type = _election_type(table)
    optional = {"turnout", "eligible_foreign", "constituency", "municipality_name"}
    optional |= {"municipality"} if election_type == "RD" else set()
    table.require((*(headers for name, headers in _HEADERS.items() if name not in optional), *_PARTIES), document.name)
    parties = _party_columns(table, document.name)
    votes, problems = district_tables.read_counts(table.frame.select("row", *parties), parties, document.name)
    frame, wrong, notices = _districts(table, codes, document.name)
    problems += wrong
    if problems:
        raise SourceError(district_tables.told(problems))
    districts = frame.filter(pl.col("kind") == "district")
    year, assumed = election_year.find_year(
        districts["district_code"].to_list(),
        sheets.printed_text(document, _OWN, _LEAST),
        document.file_name,
        election_type,
        _LAYOUT_YEARS[election_type],
        document.name,
    )
    frame = frame.with_columns(
        (pl.col("constituency") if election_type in ("RF", "KF") else pl.lit(None, pl.String)).alias("constituency"),
        election_id=pl.lit(election_id(year, election_type)),
        counting_stage=pl.lit("final"),
    )
    notices += assumed + district_tables.check_printed_shares(frame, "turnout", 100, document.name)
    return district_tables.finish(frame, district_tables.party_rows(frame.join(votes, on="row"), parties), notices, document)


def _party_columns(table: sheets.Table, file: str) -> dict[str, str]:
    """Column -> header of the parties: the usual ones, and any other column that holds something.

    A re-export writes a name of its own over a column that has none: it must be empty too (T29).
    """
    known = {sheets.key(header) for header in _KNOWN}
    parties = {column: header for column, header in table.printed.items() if column not in known}
    filled = {column: header for column, header in parties.items() if table.frame[column].is_not_null().any()}
    nameless = [header for column, header in filled.items() if column.startswith("unnamed:")]
    if nameless:
        raise SourceError([Problem("nameless_column", file, column=header, value=header) for header in nameless])
    usual = {column for names in _PARTIES if (column := table.column(*names))}
    return {column: header for column, header in parties.items() if column in usual or column in filled}


def _election_type(table: sheets.Table) -> str:
    """From the columns: only the regional table names regions, only the riksdag table lacks municipalities.

    In the European election, citizens of other countries of the union may vote, and are a column of that name.
    """
    if table.column("varav utländska EU-medborgare i Sverige"):
        return "EU"
    if table.column("Regionkod", "Regionnamn", "Kommun valkretskod", "Kommun valkretsnamn"):
        return "RF"
    return "KF" if table.column("Kommunkod", "Kommunnamn", "Länskod", "FP") else "RD"


def _districts(table: sheets.Table, codes: CodeLists, file: str) -> tuple[pl.DataFrame, list[Problem], list[Problem]]:
    headers = {name: table.printed.get(table.column(*_HEADERS[name]) or "", _HEADERS[name][0]) for name in _COUNTS}
    frame, problems = district_tables.read_counts(table.rename(_HEADERS), headers, file)
    district_codes, wrong, notices = district_tables.complete_codes(frame["district_code"], (8,), codes, frame["row"], file)
    problems += wrong
    frame = frame.with_columns(district_code=district_codes, municipality_code=district_codes.str.head(4))
    if table.column("Kommunkod"):
        printed, wrong, _ = district_tables.complete_codes(frame["municipality"], (4,), codes, frame["row"], file)
        problems += wrong
        notices += district_tables.check_municipality_names(frame, codes, file)
        problems += district_tables.strangers(frame, printed, file)
    frame, repaired = _repair_names(frame, file)
    notices += repaired
    frame, wrong = district_tables.mark_late_votes(frame, file)
    problems += wrong + district_tables.missing_counts(frame, headers, file, problems)
    return frame.with_columns(invalid_other=pl.col("invalid") - pl.col("blank")), problems, notices


def _repair_names(frame: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """In the regional table of 2022 the name of late votes was put in place of `öö` in the districts of Höör."""
    spoilt = pl.col("district_name").str.contains("." + _LATE_VOTES)
    rows = frame.filter(spoilt)
    if rows.is_empty():
        return frame, []
    name = pl.col("district_name").str.replace(_LATE_VOTES, "öö", literal=True)
    mended = frame.with_columns(pl.when(spoilt).then(name).otherwise("district_name").alias("district_name"))
    first = rows.row(0, named=True)
    return mended, [Problem("repaired_name", file, first["row"], value=first["district_name"], details={"count": rows.height})]
