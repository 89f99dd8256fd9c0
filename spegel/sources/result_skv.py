"""Valmyndigheten's wide text files of 2010 and 2014 (`.skv`): one district a row, one or two columns a party.

The first columns are labels: county, municipality, in some files a constituency, district number, names, the last
one the district's name. Then come the parties, as `M` or as the pair `M tal`, `M proc`, up to `ÖVR` (`OVR` in
parliamentary elections), then blank (`BLANK`, `BL`), `OG`, `Rost Giltiga`, `Rostande`, `Rostb`. Numbers are padded
differently from file to file, so codes are built from them (T2).

Late votes stand under the name `Onsdagsdistrikt` (2010) or `Uppsamlingsdistrikt` (2014), with a letter or a number
that an ordinary district may have too. They get the code that the XML gives them: `K-0127-01`.

The files do not print which election they are. What tells is, in this order: how columns are spelled (`OVR` only in
parliamentary elections), the name of the late-vote units, the number of districts, and the name of the file.

Format: `docs/formats.md`. The European election of 2014 is of the same family.
"""

from __future__ import annotations

import re

import polars as pl

from spegel.core import Problem, SourceError, election_id
from spegel.sources.checks import is_late_votes_name, is_rest_group, missing_columns, parse_counts
from spegel.sources.district_tables import check_printed_shares, finish, missing_counts, party_rows
from spegel.sources.documents import Document, decode
from spegel.sources.election_year import year_from_districts, year_from_text
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.sheets import Table, key
from spegel.sources.text_table import only_table

FORMAT = Format(
    id="result_skv",
    title="Valresultat per valdistrikt i text, 2010 och 2014",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
    rank=30,
)

_SUMS = ("Rost Giltiga", "Rostande", "Rostb")
_HEAD_BYTES = 200_000
"""The header of a municipal election names every local party of the country, so it is longer than a document's head."""
_FIRST_PARTIES = frozenset({"M", "C", "FP", "L", "KD", "S", "V", "MP", "SD"})
_BLANK = ("BLANK tal", "BLANK", "BL tal", "BL")
_OTHER_INVALID = ("OG tal", "OG")
_COUNTS = re.compile(r" tal$", re.IGNORECASE)
_LEAST_LABELS = 5  # the files per municipality have fewer labels, and no districts
_LETTERS = {"RD": "R", "RF": "L", "KF": "K", "EU": "E"}
_TYPES_IN_NAMES = (
    ("EU", r"ep20\d\d|europ"),
    ("RD", r"riksdag|_r[._]"),
    ("RF", r"landsting|region|_l[._]"),
    ("KF", r"kommunval|_k[._]"),
)


def recognises(document: Document) -> bool:
    """True for semicolon text with the three sums among its headers, and labels down to the district before them."""
    if document.kind != "text":
        return False
    for line in re.split(r"\r\n|\r|\n", decode(document.data[:_HEAD_BYTES]))[:5]:
        headers = [key(header) for header in line.split(";")]
        if sum(key(header) in headers for header in _SUMS) >= 2:
            return "valdist" in headers or _first_party(headers) >= _LEAST_LABELS
    return False


def read(document: Document, codes: CodeLists) -> SourceData:
    """Tables district_result and party_result of one election in all districts of the file.

    An empty party cell is 0 votes (T19). Raises SourceError with every problem: columns, numbers, codes of unknown
    municipalities, sums that do not hold (T20), an election that nothing tells.
    """
    table = only_table(document, _SUMS, least=2)
    headers = list(table.printed)
    labels = headers[: _first_party(headers)]
    missing = missing_columns([name for name in _SUMS if table.column(name)], _SUMS, document.name, table.header_row)
    problems = missing + _missing_invalid(table, document.name)
    if len(labels) < _LEAST_LABELS:
        problems += missing_columns((), ["VALDIST"], document.name, table.header_row)
    if problems:
        raise SourceError(problems)
    parties = _party_columns(table, headers[len(labels) :])
    frame, problems = _numbers(table, parties, document.name)
    frame, wrong_codes = _with_codes(frame, table, labels, codes, document.name)
    election = _election(frame, headers, document)
    if election is None:
        problems.append(Problem("election_not_told", document.name))
    needed = {"valid": "Rost Giltiga", "votes_cast": "Rostande", "eligible": "Rostb"}
    problems += wrong_codes + missing_counts(frame, needed, document.name)
    if problems:
        raise SourceError(problems)
    year, election_type = election
    frame = frame.with_columns(
        election_id=pl.lit(election_id(year, election_type)),
        counting_stage=pl.lit("final"),
        district_code=pl.when(pl.col("kind") == "late_votes")
        .then(pl.lit(f"{_LETTERS[election_type]}-") + pl.col("municipality_code") + "-" + pl.col("number").str.zfill(2))
        .otherwise(pl.col("district_code")),
    )
    printed_turnout = table.column("VDT")
    notices = check_printed_shares(frame, printed_turnout, 100, document.name) if printed_turnout else []
    return finish(frame, party_rows(frame, parties), notices, document)


def _first_party(headers: list[str]) -> int:
    """The place of the first party column, which is the number of label columns."""
    return next((place for place, header in enumerate(headers) if _abbreviation(header) in _FIRST_PARTIES), len(headers))


def _abbreviation(header: str) -> str:
    return _COUNTS.sub("", header.strip()).upper()


def _missing_invalid(table: Table, file: str) -> list[Problem]:
    """`BLANK` and `OG` under one of their spellings."""
    found = [names[-1] for names in (_BLANK, _OTHER_INVALID) if table.column(*names)]
    return missing_columns(found, (_BLANK[-1], _OTHER_INVALID[-1]), file, table.header_row)


def _party_columns(table: Table, headers: list[str]) -> dict[str, str]:
    """Column -> abbreviation as printed: from the first party to the rest group, without the percentages."""
    last = next((place for place, header in enumerate(headers) if is_rest_group(_abbreviation(header))), len(headers) - 1)
    printed = {header: table.printed[header].strip() for header in headers[: last + 1]}
    if any(_COUNTS.search(header) for header in printed.values()):
        printed = {column: header for column, header in printed.items() if _COUNTS.search(header)}
    return {column: _COUNTS.sub("", header) for column, header in printed.items()}


def _numbers(table: Table, parties: dict[str, str], file: str) -> tuple[pl.DataFrame, list[Problem]]:
    wanted = {
        "valid": table.column("Rost Giltiga"),
        "votes_cast": table.column("Rostande"),
        "eligible": table.column("Rostb"),
        "blank": table.column(*_BLANK),
        "invalid_other": table.column(*_OTHER_INVALID),
        **{column: column for column in parties},
    }
    problems: list[Problem] = []
    numbers = []
    for name, column in wanted.items():
        counts, wrong = parse_counts(table.frame[column].alias(table.printed[column]), table.frame["row"], file)
        problems += wrong
        numbers.append(counts.alias(name))
    # A district without invalid ballots may have empty cells: the sums are checked afterwards.
    return table.frame.with_columns(numbers).with_columns(pl.col("blank", "invalid_other").fill_null(0)), problems


def _with_codes(
    frame: pl.DataFrame, table: Table, labels: list[str], codes: CodeLists, file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Municipality, district, name and kind from the labels: county and municipality come first, the name last."""
    number = table.column("VALDIST") or labels[3 if len(labels) > 6 else 2]
    constituency = table.column("Kommunvalkrets")
    frame = frame.with_columns(
        municipality_code=pl.col(labels[0]).str.zfill(2) + pl.col(labels[1]).str.zfill(2),
        number=pl.col(number).fill_null(""),
        district_name=pl.col(labels[-1]),
        constituency=pl.col(constituency) if constituency in labels else pl.lit(None, pl.String),
    )
    digits = pl.col("number").str.contains(r"^\d{1,4}$")
    named = pl.col("district_name").fill_null("").map_elements(is_late_votes_name, return_dtype=pl.Boolean)
    late = named | ((~digits | (pl.col("number").cast(pl.Int64, strict=False) == 0)) & (pl.col("eligible").fill_null(0) == 0))
    frame = frame.with_columns(
        kind=pl.when(late).then(pl.lit("late_votes")).otherwise(pl.lit("district")),
        eligible=pl.when(late).then(None).otherwise(pl.col("eligible")),
        district_code=pl.col("municipality_code") + pl.col("number").str.zfill(4),
    )
    unknown = frame.filter(~pl.col("municipality_code").fill_null("").is_in(list(codes.municipalities)))
    problems = [
        Problem("unknown_municipality", file, row["row"], value=row["municipality_code"] or "")
        for row in unknown.unique("municipality_code", keep="first", maintain_order=True).to_dicts()
    ]
    wrong = frame.filter((pl.col("kind") == "district") & ~digits)
    return frame, problems + [Problem("bad_code", file, row["row"], value=row["number"]) for row in wrong.to_dicts()]


def _election(frame: pl.DataFrame, headers: list[str], document: Document) -> tuple[int, str] | None:
    """Year and type, or None when neither the file nor its name tells them."""
    name = document.name.casefold()
    named = next((code for code, pattern in _TYPES_IN_NAMES if re.search(pattern, name)), None)
    plain = {_abbreviation(header) for header in headers}
    paired = any(header.endswith(" tal") for header in headers)
    election_type = named
    if named != "EU" and plain & {"OVR", "BL", "RIKSDAGSVALKRETS"}:
        election_type = "RD"
    elif named is None and not paired:
        election_type = "KF"  # only the municipal file of 2010 has counts without percentages
    if election_type is None:
        return None
    late_names = " ".join(frame.filter(pl.col("kind") == "late_votes")["district_name"].drop_nulls().unique()).casefold()
    year_of_name = 2010 if "onsdagsdistrikt" in late_names else 2014 if "uppsamlingsdistrikt" in late_names else None
    districts = frame.filter(pl.col("kind") == "district")["district_code"].drop_nulls().to_list()
    year = year_of_name or year_from_districts(districts) or year_from_text(document.name, election_type)
    return (year, election_type) if year else None
