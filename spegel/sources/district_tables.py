"""What the readers of district workbooks share: codes, counts, late-vote rows, party columns and printed shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from spegel.core import Problem, SourceError
from spegel.sources import checks
from spegel.sources.checks import is_rest_group, pad_code, parse_counts, party_abbr
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, SourceData
from spegel.sources.sheets import Table
from spegel.sources.tables import DISTRICT_RESULT, shape

LATE_VOTES_NAME = rf"(?i)^({'|'.join(checks.LATE_VOTES_NAMES)})"
"""A name of late-vote units, as a pattern (T3)."""

_MOST_TOLD = 50
"""Of one kind of fault, so many rows are told; a file with more is wrong as a whole."""


def read_each(document: Document, tables: Sequence[Table], read: Callable[[Document, Table], SourceData]) -> SourceData:
    """All tables of a workbook put together: somebody may have saved several official ones as sheets of one file.

    Each must be of an election of its own. Raises SourceError with the faults of all of them; where there are several,
    the name of the file goes on with the sheet.
    """
    parts: list[SourceData] = []
    problems: list[Problem] = []
    sheet_of: dict[str, str] = {}
    for table in tables:
        one = replace(document, name=f"{document.name} › {table.sheet}") if len(tables) > 1 else document
        try:
            parts.append(read(one, table))
        except SourceError as error:
            problems += error.problems
            continue
        for election in parts[-1].tables["district_result"]["election_id"].unique():
            if election in sheet_of:
                problems.append(Problem("election_twice", one.name, value=election, details={"other": sheet_of[election]}))
            sheet_of[election] = table.sheet
    if problems:
        raise SourceError(told(problems))
    together = {name: pl.concat(part.tables[name] for part in parts) for name in parts[0].tables}
    return SourceData(together, tuple(notice for part in parts for notice in part.notices))


def read_counts(frame: pl.DataFrame, headers: Mapping[str, str], file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """The frame with its text columns `headers` (our name -> header as printed) as whole numbers, and unreadable cells."""
    problems: list[Problem] = []
    numbers = []
    for name, printed in headers.items():
        read, wrong = parse_counts(frame[name].alias(printed), frame["row"], file)
        numbers.append(read.alias(name))
        problems += wrong
    return frame.with_columns(numbers), problems


def complete_codes(
    codes: pl.Series, lengths: Iterable[int], lists: CodeLists, rows: pl.Series, file: str
) -> tuple[pl.Series, list[Problem], list[Problem]]:
    """Codes with the leading zeros that a spreadsheet took away (T1): the codes, the wrong ones, and a notice.

    `lengths` are the digits a code may have, the preferred first. A code of an unknown municipality is a problem too.
    """
    complete: dict[str, str | None] = {}
    for code in codes.drop_nulls().unique(maintain_order=True):
        tries = (pad_code(code, length, lists.municipalities) for length in lengths)
        complete[code] = next((text for text in tries if text), None)
    first_row = dict(zip(codes.reverse(), rows.reverse(), strict=True))
    problems = [Problem("missing_code", file, row) for row in rows.filter(codes.is_null()).head(_MOST_TOLD)]
    problems += [_wrong_code(code, set(lengths), file, first_row[code]) for code, text in complete.items() if text is None]
    changed = [code for code, text in complete.items() if text is not None and text != code]
    notices = [Problem("padded_code", file, value=changed[0], details={"count": len(changed)})] if changed else []
    return codes.replace_strict(complete, return_dtype=pl.String), problems, notices


def _wrong_code(code: str, lengths: set[int], file: str, row: int) -> Problem:
    whole = code.isdigit() and len(code) in lengths
    return Problem("unknown_municipality", file, row, value=code[:4]) if whole else Problem("bad_code", file, row, value=code)


def strangers(frame: pl.DataFrame, municipalities: pl.Series, file: str) -> list[Problem]:
    """A problem for each row whose district code is of another municipality than the one that stands beside it."""
    others = frame.with_columns(printed=municipalities).filter(pl.col("printed") != pl.col("district_code").str.head(4))
    return [
        Problem(
            "code_of_other_municipality", file, row["row"], value=row["district_code"], details={"municipality": row["printed"]}
        )
        for row in others.to_dicts()
    ]


def check_municipality_names(frame: pl.DataFrame, codes: CodeLists, file: str) -> list[Problem]:
    """A notice about municipalities whose name is not the official one for the code (T8): the code counts."""
    named = frame.drop_nulls(["municipality_code", "municipality_name"])
    pairs = named.unique("municipality_code", keep="first", maintain_order=True)
    return [
        Problem("other_municipality_name", file, row["row"], value=row["municipality_name"], details={"name": official})
        for row in pairs.to_dicts()
        if (official := codes.municipalities.get(row["municipality_code"]))
        and official.casefold() != row["municipality_name"].casefold()
    ]


def mark_late_votes(frame: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """The frame with `kind`, and `eligible` null for late votes: those without electorate and with such a name (T3).

    A row that has only one of the two signs is a problem: it is neither a district nor a late-vote unit. A district
    whose electorate is not known is told by `missing_counts`.
    """
    named = pl.col("district_name").str.contains(LATE_VOTES_NAME).fill_null(False)
    nobody = pl.col("eligible").fill_null(0) == 0
    unclear = frame.filter(named != nobody, named | pl.col("eligible").is_not_null())
    problems = [
        Problem("unclear_unit", file, row["row"], value=row["district_name"], details={"eligible": row["eligible"]})
        for row in unclear.head(_MOST_TOLD).to_dicts()
    ]
    kind = pl.when(named & nobody).then(pl.lit("late_votes")).otherwise(pl.lit("district"))
    marked = frame.with_columns(kind=kind)
    late = pl.col("kind") == "late_votes"
    return marked.with_columns(
        pl.when(late).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("eligible", "eligible_foreign")
        if name in frame.columns
    ), problems


def party_rows(frame: pl.DataFrame, parties: Mapping[str, str]) -> pl.DataFrame:
    """party_result from one column a party: `parties` is column -> header as printed.

    An empty party cell is 0 votes, because the row adds up only so (T19): `finish` checks that it does. A party
    without a single vote in a municipality did not stand there and gets no rows.
    """
    keys = ["election_id", "counting_stage", "district_code", "municipality_code", "row"]
    long = frame.select(*keys, *parties).unpivot(on=list(parties), index=keys, variable_name="column", value_name="votes")
    printed = {column: header.strip() for column, header in parties.items()}
    stood = pl.col("votes").sum().over("municipality_code", "column") > 0
    return (
        long.filter(stood)
        .with_columns(
            pl.col("votes").fill_null(0),
            party_abbr=pl.col("column").replace_strict({column: party_abbr(header) for column, header in printed.items()}),
            party_name=pl.lit(None, pl.String),
            is_rest_group=pl.col("column").replace_strict({column: is_rest_group(header) for column, header in printed.items()}),
        )
        .drop("column")
    )


def check_printed_shares(frame: pl.DataFrame, texts: str, scale: float, file: str) -> list[Problem]:
    """A notice about printed turnouts, text column `texts`, that the counts contradict (T16, T17).

    `scale` is 100 for percentages and 1 for shares. Within half of the last printed digit is right; the counts are
    the truth in any case, so a wrong percentage is told and not refused.
    """
    plain = pl.col(texts).str.replace(",", ".", literal=True).str.strip_chars("% ")
    districts = frame.filter(pl.col("kind") == "district").with_columns(
        printed=plain.cast(pl.Float64, strict=False), decimals=plain.str.extract(r"\.(\d+)$", 1).str.len_chars().fill_null(0)
    )
    # Publishers round halves up and down, so half a digit itself is right; the rest forgives binary fractions.
    tolerance = 0.5 * pl.lit(10.0).pow(-pl.col("decimals").cast(pl.Float64)) + 1e-9
    off = (pl.col("printed") - scale * pl.col("votes_cast") / pl.col("eligible")).abs() > tolerance
    wrong = districts.filter(off)
    if wrong.is_empty():
        return []
    first = wrong.row(0, named=True)
    return [Problem("printed_shares_differ", file, first["row"], value=first[texts], details={"count": wrong.height})]


def missing_counts(frame: pl.DataFrame, headers: Mapping[str, str], file: str, known: Iterable[Problem] = ()) -> list[Problem]:
    """A problem for each row without valid votes or votes cast, and each district without electorate (T19).

    A cell that is among the `known` problems already, because it cannot be read, is not told again.
    """
    told_already = {(problem.row, problem.column) for problem in known}
    needed = {"valid": pl.lit(True), "votes_cast": pl.lit(True), "eligible": pl.col("kind") == "district"}
    return [
        Problem("missing_count", file, row, headers[name])
        for name, where in needed.items()
        for row in frame.filter(where, pl.col(name).is_null())["row"]
        if (row, headers[name]) not in told_already
    ]


def finish(frame: pl.DataFrame, parties: pl.DataFrame, notices: list[Problem], document: Document) -> SourceData:
    """The canonical tables of a district file, every row checked (T20). Raises SourceError with all faults.

    `frame` may have columns beyond those of district_result.
    """
    columns = [name for name in frame.columns if name in DISTRICT_RESULT]
    comparability = [] if "comparability" in columns else [pl.lit("unknown").alias("comparability")]
    districts = shape("district_result", frame.select(*columns, *comparability))
    party_result = shape("party_result", parties)
    problems = checks.check_district_results(districts, document.name)
    problems += checks.check_party_sums(districts, party_result, document.name)
    if problems:
        raise SourceError(told(problems))
    return SourceData({"district_result": districts, "party_result": party_result}, tuple(notices))


def told(problems: list[Problem]) -> list[Problem]:
    """At most so many problems of each rule that a person can take them in; the first ones."""
    counted: dict[str, int] = {}
    kept = []
    for problem in problems:
        counted[problem.rule] = counted.get(problem.rule, 0) + 1
        if counted[problem.rule] <= _MOST_TOLD:
            kept.append(problem)
    return kept
