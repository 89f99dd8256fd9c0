"""Eligible voters per district on the qualification day: by election, and for the riksdag by sex and age.

These are not the electorate of the result (T41): people are added and removed until the final count. The workbook
by sex and age prints each as a sum of its own, never crossed. Gotland has no region election: its cell is empty.
"""

from __future__ import annotations

import re

import polars as pl

from spegel.core import Problem, SourceError, election_id
from spegel.sources import district_tables, election_year, sheets
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import shape

FORMAT = Format(
    id="eligible_xlsx",
    title="Röstberättigade per valdistrikt på kvalifikationsdagen",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
    rank=20,
)

_BY_ELECTION = {
    "RD": "Röstberättigade val till riksdagen",
    "KF": "Röstberättigade val till kommunfullmäktige",
    "RF": "Röstberättigade val till regionfullmäktige",
}
_ELECTION_HEADERS = (*_BY_ELECTION.values(), "Röstberättigade minst ett val")
_LEAST_ELECTIONS = 2
_GROUP_HEADERS = ("Riksdagsvalkretskod", "Riksdagsvalkrets", "Totalt", "Män", "Kvinnor")
_LEAST_GROUPS = 3
_CODE = ("Valdistriktskod",)
_LAYOUT_YEAR = 2026
_AGE = re.compile(r"\d+\s*([-–+]|år|och)|\d+\s*$")
_OTHER_NUMBERS = re.compile(r"kod|förstagång|utland|utomlands")


def recognises(document: Document) -> bool:
    """True for a sheet with the electorate of several elections, or of the riksdag by sex and age."""
    return sheets.looks_like(document, _ELECTION_HEADERS, _LEAST_ELECTIONS) or sheets.looks_like(
        document, _GROUP_HEADERS, _LEAST_GROUPS
    )


def read(document: Document, codes: CodeLists) -> SourceData:
    """eligible_count. Raises SourceError with everything that is wrong."""
    tables = list(sheets.find_tables(document, (*_CODE, *_ELECTION_HEADERS), _LEAST_ELECTIONS + 1))
    if any(table.column(*_BY_ELECTION.values()) for table in tables):
        return _by_election(document, next(table for table in tables if table.column(*_BY_ELECTION.values())), codes)
    tables = list(sheets.find_tables(document, (*_CODE, *_GROUP_HEADERS), _LEAST_GROUPS))
    return _by_group(document, next((table for table in tables if table.column(*_CODE)), tables[0]), codes)


def _by_election(document: Document, table: sheets.Table, codes: CodeLists) -> SourceData:
    table.require((_CODE, *((header,) for header in _BY_ELECTION.values())), document.name)
    columns = {election_type: str(table.column(header)) for election_type, header in _BY_ELECTION.items()}
    frame, notices = _figures(document, table, codes, columns)
    year, assumed = _year(document, frame)
    elections = [election_id(year, election_type) for election_type in _BY_ELECTION]
    frame = frame.rename(dict(zip(_BY_ELECTION, elections, strict=True)))
    long = frame.unpivot(index="district_code", on=elections, variable_name="election_id", value_name="eligible")
    # No election is held where the cell is empty or 0: Gotland's region.
    counted = long.filter(pl.col("eligible") > 0).with_columns(gender=pl.lit("total"), age_group=pl.lit("total"))
    return SourceData({"eligible_count": shape("eligible_count", counted)}, tuple(notices + assumed))


def _by_group(document: Document, table: sheets.Table, codes: CodeLists) -> SourceData:
    table.require((_CODE, ("Totalt",)), document.name)
    groups = _groups(table)
    frame, notices = _figures(document, table, codes, {column: column for column in groups})
    problems = [problem for part in (0, 1) for problem in _sums_that_differ(frame, groups, part, document.name)]
    if problems:
        raise SourceError(district_tables.told(problems))
    year, assumed = _year(document, frame)
    long = frame.unpivot(index="district_code", on=list(groups), variable_name="column", value_name="eligible").with_columns(
        gender=pl.col("column").replace_strict({column: gender for column, (gender, _) in groups.items()}),
        age_group=pl.col("column").replace_strict({column: age for column, (_, age) in groups.items()}),
        election_id=pl.lit(election_id(year, "RD")),
    )
    return SourceData({"eligible_count": shape("eligible_count", long.drop("column"))}, tuple(notices + assumed))


def _groups(table: sheets.Table) -> dict[str, tuple[str, str]]:
    """Column -> gender and age group: sex and age as printed, `total` where a column does not tell them apart."""
    groups = {}
    for column, header in table.printed.items():
        gender = "women" if "kvinnor" in column else "men" if re.search(r"\bmän\b", column) else "total"
        is_age = bool(_AGE.search(column)) and not _OTHER_NUMBERS.search(column)
        if column == "totalt" or gender != "total" or is_age:
            groups[column] = (gender, header if is_age else "total")
    return groups


def _sums_that_differ(frame: pl.DataFrame, groups: dict[str, tuple[str, str]], fixed: int, file: str) -> list[Problem]:
    """Rows where women and men, or the age groups, do not sum to the total (T20): `fixed` is the part that stays total."""
    parts = [column for column, group in groups.items() if group.count("total") == 1 and group[fixed] == "total"]
    if not parts:
        return []
    wrong = frame.with_columns(parts=pl.sum_horizontal(parts)).filter(pl.col("parts") != pl.col("totalt"))
    return [
        Problem("group_sum_differs", file, row, value=code, details={"parts": sum_of_parts, "total": total})
        for row, code, sum_of_parts, total in wrong.select("row", "district_code", "parts", "totalt").iter_rows()
    ]


def _figures(
    document: Document, table: sheets.Table, codes: CodeLists, columns: dict[str, str]
) -> tuple[pl.DataFrame, list[Problem]]:
    """row, district_code and one count a column; the printed total row, if any, is checked and left out."""
    file = document.name
    code = str(table.column(*_CODE))
    figures = (pl.col(old).alias(new) for new, old in columns.items())
    text = table.frame.select("row", pl.col(code).alias("district_code"), *figures)
    headers = {new: table.printed[old] for new, old in columns.items()}
    counted, problems = district_tables.read_counts(text, headers, file)
    # The last row has figures but no code: the sums of the publisher.
    totals = counted.filter(pl.col("district_code").is_null() & pl.any_horizontal(pl.col(list(columns)).is_not_null()))
    frame = counted.filter(pl.col("district_code").is_not_null())
    whole, wrong, notices = district_tables.complete_codes(frame["district_code"], (8,), codes, frame["row"], file)
    problems += wrong
    frame = frame.with_columns(district_code=whole)
    for total in totals.to_dicts():
        for name in columns:
            if total[name] is not None and frame[name].sum() != total[name]:
                blanks = {"rows": frame[name].sum(), "total": total[name]}
                problems.append(Problem("printed_total_differs", file, total["row"], headers[name], details=blanks))
    problems += [
        Problem("repeated_district", file, row["row"], value=row["district_code"])
        for row in frame.filter(~pl.col("district_code").is_first_distinct()).to_dicts()
    ]
    problems += [
        Problem("negative_count", file, row["row"], headers[name], str(row[name]), {"district": row["district_code"]})
        for name in columns
        for row in frame.filter(pl.col(name) < 0).to_dicts()
    ]
    if problems:
        raise SourceError(district_tables.told(problems))
    return frame, notices


def _year(document: Document, frame: pl.DataFrame) -> tuple[int, list[Problem]]:
    printed = sheets.printed_text(document, (*_CODE, *_ELECTION_HEADERS, *_GROUP_HEADERS), _LEAST_GROUPS)
    codes = frame["district_code"].to_list()
    return election_year.find_year(codes, printed, document.file_name, "RD", _LAYOUT_YEAR, document.name)
