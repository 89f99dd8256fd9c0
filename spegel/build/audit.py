"""The audit: what must hold before anything is published. Every breach is collected, then the build stops."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from spegel.core import BuildError, Problem
from spegel.disclosure import PublicTable

_MOST_EXAMPLES = 5
_PUBLIC_NAMES = ("dim_", "fact_", "geo_", "meta_")


def audit(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, PublicTable], elections: pl.DataFrame) -> None:
    """Check the private tables that are about to be published. Raises BuildError with every breach.

    No table that looks public but is not listed; grain unique and without nulls; keys found; shares between 0 and 1; no more
    ballots than electors; districts plus late votes equal to the municipality's total; every election with a result known
    by its date.
    """
    problems = _unlisted(connection, tables)
    frames = {name: pl.from_arrow(connection.table(name).to_arrow_table()) for name in tables}
    for name, table in tables.items():
        problems += _grain(table, frames[name])
        problems += _keys(table, frames)
        problems += _shares(table, frames[name])
    problems += _sums(connection)
    problems += _elections(connection, elections)
    if problems:
        raise BuildError(problems)


def _unlisted(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, PublicTable]) -> list[Problem]:
    """Tables that are named like public ones. Someone meant to publish them, and nobody has said under which rule."""
    names = connection.execute("SELECT DISTINCT table_name FROM information_schema.tables ORDER BY table_name").fetchall()
    return [
        Problem("table_not_listed", details={"table": name})
        for (name,) in names
        if name.startswith(_PUBLIC_NAMES) and name not in tables
    ]


def _grain(table: PublicTable, frame: pl.DataFrame) -> list[Problem]:
    doubled = frame.filter(frame.select(table.grain).is_duplicated()).select(table.grain).unique(maintain_order=True)
    return [
        Problem("grain_not_unique", value=_words(row), details={"table": table.name})
        for row in doubled.head(_MOST_EXAMPLES).iter_rows(named=True)
    ] + [
        Problem("null_not_allowed", column=column, details={"table": table.name, "rows": nulls})
        for column in table.incoming
        if column not in table.nullable and (nulls := frame[column].null_count())
    ]


def _keys(table: PublicTable, frames: Mapping[str, pl.DataFrame]) -> list[Problem]:
    problems = []
    for column, target in table.keys.items():
        target_table, target_column = target.split(".")
        lost = frames[table.name][column].drop_nulls().unique().sort()
        lost = lost.filter(~lost.is_in(frames[target_table][target_column].implode()))
        problems += [
            Problem("key_not_found", value=str(value), column=column, details={"table": table.name, "target": target})
            for value in lost.head(_MOST_EXAMPLES)
        ]
    return problems


def _shares(table: PublicTable, frame: pl.DataFrame) -> list[Problem]:
    return [
        Problem("published_share_out_of_range", column=column, value=str(value), details={"table": table.name})
        for column in table.incoming
        # A change of an electorate is a share of the earlier one and may be any size.
        if column.endswith("_share") and not column.endswith("_change_share")
        for value in frame.filter(~pl.col(column).is_between(0, 1))[column].head(_MOST_EXAMPLES)
    ]


def _sums(connection: duckdb.DuckDBPyConnection) -> list[Problem]:
    """Whole final blocks against the total of the same election and municipality, whoever printed it."""
    rows = connection.execute("""
        SELECT result.election_id, result.municipality_code, sum(result.votes_cast)::BIGINT, any_value(total.votes_cast)::BIGINT,
            sum(result.eligible)::BIGINT, any_value(total.eligible)::BIGINT
        FROM chosen_result AS result
        JOIN chosen_total AS total USING (election_id, municipality_code)
        WHERE result.is_whole_municipality AND result.counting_stage = 'final' AND total.counting_stage = 'final'
        GROUP BY ALL
        HAVING sum(result.votes_cast) <> any_value(total.votes_cast) OR sum(result.eligible) <> any_value(total.eligible)
        ORDER BY ALL
    """).fetchall()
    over = connection.execute("""
        SELECT election_id, district_code, votes_count, eligible_count
        FROM fact_turnout
        WHERE votes_count > eligible_count
        ORDER BY ALL
    """).fetchall()
    return [
        Problem(
            "sum_differs_from_total",
            value=f"{election} {municipality}",
            details={"votes": votes, "total_votes": total_votes, "eligible": eligible, "total_eligible": total_eligible},
        )
        for election, municipality, votes, total_votes, eligible, total_eligible in rows
    ] + [
        Problem("more_votes_than_electors", value=f"{election} {district}", details={"votes": votes, "eligible": eligible})
        for election, district, votes, eligible in over
    ]


def _elections(connection: duckdb.DuckDBPyConnection, elections: pl.DataFrame) -> list[Problem]:
    rows = connection.execute("""
        SELECT election_id FROM raw_district_result
        UNION SELECT election_id FROM raw_municipality_total
        ORDER BY election_id
    """).fetchall()
    return [Problem("unknown_election", value=row[0]) for row in rows if row[0] not in elections["election_id"]]


def _words(row: Mapping[str, object]) -> str:
    return ", ".join(f"{key}={value}" for key, value in row.items())
