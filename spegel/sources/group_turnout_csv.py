"""SCB's turnout survey of the parliamentary elections by age or education and sex, one file each (ME0105).

Another denominator than the count: SCB's register, where Swedes living abroad are missing. The two are never one
series (T21). Totals are rows of their own (T36) and are kept as category or gender `total`. Percentages are whole
numbers. Format: `docs/formats.md`.
"""

from __future__ import annotations

import re

import polars as pl

from spegel.core import Problem, SourceError, election_id
from spegel.sources.checks import missing_columns, parse_counts
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import shape
from spegel.sources.text_table import only_table

FORMAT = Format(
    id="group_turnout_csv",
    title="Valdeltagandeundersökningen, riksdagsvalet efter ålder eller utbildning (ME0105)",
    publisher="SCB",
    licence="CC0 1.0",
)

_HEADER = re.compile(r"\bgender\b.*\beligibleVoters20\d\d\b", re.IGNORECASE)
_KNOWN = ("municipality", "gender", "age", "educationLevel")
_GENDERS = {"män": "men", "kvinnor": "women", "totalt": "total"}
_DIMENSIONS = {
    "age": {
        "18-29 år": "18-29",
        "30-49 år": "30-49",
        "50-64 år": "50-64",
        "65+ år": "65+",
        "samtliga åldrar": "total",
    },
    "educationlevel": {
        "förgymnasial utbildning": "primary",
        "gymnasial utbildning": "secondary",
        "eftergymnasial utbildning": "tertiary",
        "samtliga utbildningsnivåer": "total",
    },
}
_NAMES = {"age": "age", "educationlevel": "education"}


def recognises(document: Document) -> bool:
    """True for separated text whose header has a gender and a number of eligible voters of some year."""
    return document.kind == "text" and any(_HEADER.search(line) for line in document.head().splitlines()[:3])


def read(document: Document, codes: CodeLists) -> SourceData:
    """Table group_turnout, one row per year, municipality, category and sex.

    Shares are 0-1, null where the source prints `..`. Raises SourceError with every name that is no municipality (T8),
    unknown label, unreadable number, percentage outside 0-100 and row that stands twice.
    """
    table = only_table(document, _KNOWN, least=2)
    dimension = next((column for column in _DIMENSIONS if column in table.printed), None)
    years = sorted(int(column[-4:]) for column in table.printed if re.fullmatch(r"eligiblevoters20\d\d", column))
    shares = [f"voterspercent{year}" for year in years] or ["eligibleVoters", "votersPercent"]
    wanted = ["municipality", "gender", *shares]
    problems = missing_columns(table.printed, wanted, document.name, table.header_row)
    if dimension is None:
        problems += missing_columns((), ["age"], document.name, table.header_row)
    if problems:
        raise SourceError(problems)
    frame = table.frame
    labels = {"gender": _GENDERS, dimension: _DIMENSIONS[dimension]}
    names = {name: codes.municipality_by_name(name) for name in frame["municipality"].drop_nulls().unique()}
    official = {name for name, code in names.items() if code}
    problems += _unknown(frame, "municipality", official, "unknown_municipality", document.name)
    for column, known in labels.items():
        problems += _unknown(frame, column, set(known), "unknown_label", document.name)
    problems += _repeated(frame, ["municipality", "gender", dimension], document.name)
    tables = []
    for year in years:
        eligible, unreadable = parse_counts(frame[f"eligiblevoters{year}"], frame["row"], document.name)
        percent, also_unreadable = parse_counts(frame[f"voterspercent{year}"], frame["row"], document.name)
        problems += unreadable + also_unreadable
        for row, value in zip(frame["row"], percent, strict=True):
            if value is not None and not 0 <= value <= 100:
                problems.append(Problem("share_out_of_range", document.name, row, f"votersPercent{year}", str(value)))
        tables.append(
            frame.select(
                election_id=pl.lit(election_id(year, "RD")),
                municipality_code=pl.col("municipality").replace_strict(names, default=None, return_dtype=pl.String),
                dimension=pl.lit(_NAMES[dimension]),
                category=pl.col(dimension).replace_strict(labels[dimension], default=None, return_dtype=pl.String),
                gender=pl.col("gender").replace_strict(_GENDERS, default=None, return_dtype=pl.String),
                eligible=eligible,
                turnout_share=percent / 100,
                measure_basis=pl.lit("register"),
            )
        )
    if problems:
        raise SourceError(problems)
    return SourceData({"group_turnout": shape("group_turnout", pl.concat(tables))})


def _unknown(frame: pl.DataFrame, column: str, known: set[str], rule: str, file: str) -> list[Problem]:
    """A problem for the first row of each text in `column` that is not known."""
    wrong = frame.filter(~pl.col(column).fill_null("").is_in(list(known))).unique(column, keep="first", maintain_order=True)
    return [Problem(rule, file, row["row"], column, row[column] or "") for row in wrong.to_dicts()]


def _repeated(frame: pl.DataFrame, keys: list[str], file: str) -> list[Problem]:
    again = frame.filter(~pl.struct(keys).is_first_distinct())
    return [
        Problem("repeated_row", file, row["row"], value=", ".join(str(row[name]) for name in keys)) for row in again.to_dicts()
    ]
