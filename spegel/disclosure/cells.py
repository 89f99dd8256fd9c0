"""Tables as cells and equations: which numbers there are, and which sums a reader can form of them.

A cell is one count in one row. Equations come from the margins of a table, from tables that show the same persons, and from
shares: numerator + the others = denominator, where the others are a cell of their own that no table prints. A sum need
not come out even: the reader is taken to know by how much it does not, as when an answer is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from spegel.core import BuildError, Problem
from spegel.disclosure.allow_list import Margin, Protection, PublicTable
from spegel.disclosure.audit import Equations
from spegel.disclosure.parameters import Class

Entries = Mapping[str, tuple[PublicTable, pl.DataFrame]]


@dataclass(frozen=True)
class Pairs:
    """Cells that lie inside others: `part`, `whole`, and whether a rest of zero counts as small (`zero_inside`)."""

    part: np.ndarray
    whole: np.ndarray
    zero_inside: np.ndarray


@dataclass(frozen=True)
class Cells:
    """Every cell of some tables, as arrays by cell, with what adds up, what lies inside what, and where each stands.

    `value` is 0 where `is_known` is false; `is_printed` is false for the others of a share, which are only worked out.
    `is_public` is told in the open elsewhere and never hidden. `needed` is how many values a hidden cell must be able to have:
    the threshold, or as many as a public total over it leaves when that is smaller.
    """

    value: np.ndarray
    is_known: np.ndarray
    is_printed: np.ndarray
    is_public: np.ndarray
    zero_inside: np.ndarray
    threshold: np.ndarray
    needed: np.ndarray
    needed_by_reason: np.ndarray
    equations: Equations
    pairs: Pairs
    first: Mapping[tuple[str, str], int]  # table, count column -> its first cell; one a row from there


def gather(entries: Entries, classes: Mapping[str, Class]) -> Cells:
    """The cells of some tables, whose counts have no problems."""
    columns: dict[str, list] = {"value": [], "printed": [], "public": [], "zero": [], "threshold": [], "by_reason": []}
    first: dict[tuple[str, str], int] = {}
    members, pairs, size, equations = [], [], 0, 0

    def add_cells(values: pl.Series, rule: str, is_printed: bool, zero_inside: np.ndarray, is_public: np.ndarray) -> int:
        nonlocal size
        columns["value"].append(values.cast(pl.Float64).to_numpy())
        for name, what in (
            ("printed", is_printed),
            ("threshold", classes[rule].threshold),
            ("by_reason", classes[rule].values_by_reason),
        ):
            columns[name].append(np.full(len(values), what))
        columns["zero"].append(zero_inside)
        columns["public"].append(is_public)
        size += len(values)
        return size - len(values)

    def add_equations(sums: pl.DataFrame, start: Mapping[int, int] | int) -> None:
        """`sums`: equation, row, coefficient; `start` is the first cell."""
        nonlocal equations
        if sums.height:
            equation, row, coefficient = (sums[name].to_numpy() for name in ("equation", "row", "coefficient"))
            members.append((equation + equations, row + start, coefficient))
            equations += int(sums["equation"].max()) + 1

    for name, (table, frame) in entries.items():
        protection = _roles(table)
        marks = (_is_zero_inside(protection), _is_public(protection), pl.lit(False))
        inside, public, neither = (frame.with_columns(mark=mark)["mark"].to_numpy() for mark in marks)
        sums = [(margin, *_sums(frame, margin, table.grain)) for margin in protection.margins]
        for count in protection.counts:
            first[name, count] = add_cells(frame[count], table.rule, True, inside, public)
            for margin, inward, shared in sums:
                add_equations(inward, first[name, count])
                add_equations(shared, first[name, count])
                pairs.append(_pairs(inward, margin.column in protection.zero_inside, first[name, count]))
        for numerator, denominator in dict.fromkeys(protection.shares.values()):
            others = add_cells(frame[denominator] - frame[numerator], table.rule, False, neither, neither)
            rows, ones = np.arange(frame.height), np.ones(frame.height, dtype=np.int8)
            part, whole = first[name, numerator] + rows, first[name, denominator] + rows
            members.append((np.tile(rows + equations, 3), np.r_[part, others + rows, whole], np.r_[ones, ones, -ones]))
            equations += frame.height
            pairs.append((part, whole, np.zeros(frame.height, dtype=bool)))
    for one, other in combinations(entries, 2):
        for count, agreement in _agreements(entries[one], entries[other]):
            starts = np.where(agreement["side"].to_numpy() == 1, first[one, count], first[other, count])
            add_equations(agreement, starts)
            pairs.append(_summed_pairs(agreement, starts))
    value = np.concatenate(columns["value"])
    equation, cell, coefficient = (np.concatenate(parts) for parts in zip(_NO_MEMBERS, *members, strict=True))
    part, whole, zero = (np.concatenate(parts) for parts in zip(_NO_PAIRS, *pairs, strict=True))
    inside_of = _all_pairs(Pairs(part, whole, zero))
    is_public, threshold, by_reason = (np.concatenate(columns[name]) for name in ("public", "threshold", "by_reason"))
    left = _left_by_public_totals(value, is_public, inside_of)
    return Cells(
        value=np.nan_to_num(value).astype(np.int64),
        is_known=~np.isnan(value),
        is_printed=np.concatenate(columns["printed"]),
        is_public=is_public,
        zero_inside=np.concatenate(columns["zero"]),
        threshold=threshold,
        needed=np.minimum(threshold, left),
        needed_by_reason=np.minimum(by_reason, left),
        equations=Equations(equation, cell, coefficient),
        pairs=inside_of,
        first=first,
    )


_NO_MEMBERS = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int8))
_NO_PAIRS = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, bool))


def _roles(table: PublicTable) -> Protection:
    if table.protection is None:
        raise BuildError(Problem("disclosure_roles_and_rule", value=table.rule, details={"table": table.name}))
    return table.protection


def _is_zero_inside(protection: Protection) -> pl.Expr:
    """True for rows about one sex: rows of a column of `zero_inside` that are not the total."""
    totals = {margin.column: margin.total for margin in protection.margins}
    return pl.any_horizontal(pl.lit(False), *(pl.col(column) != totals[column] for column in protection.zero_inside))


def _is_public(protection: Protection) -> pl.Expr:
    """True for totals that are told in the open elsewhere."""
    totals = {margin.column: margin.total for margin in protection.margins}
    return pl.any_horizontal(pl.lit(False), *(pl.col(column) == totals[column] for column in protection.public_totals))


def _left_by_public_totals(value: np.ndarray, is_public: np.ndarray, pairs: Pairs) -> np.ndarray:
    """For every cell the most values it can have when the public totals over it are known: from 0 to the least of them."""
    left = np.full(value.size, np.iinfo(np.int64).max)
    told = is_public[pairs.whole] & ~np.isnan(value[pairs.whole])
    np.minimum.at(left, pairs.part[told], value[pairs.whole[told]].astype(np.int64) + 1)
    return left


def count_problems(table: PublicTable, frame: pl.DataFrame) -> list[Problem]:
    """Counts that cannot be, and parts larger than their whole."""
    protection = _roles(table)
    found = []
    for name in protection.counts:
        column = frame[name].cast(pl.Float64)
        wrong = column.filter((column < 0) | (column != column.round()) | ~column.is_finite())
        if len(wrong):
            found.append(Problem("disclosure_no_count", column=name, value=str(wrong[0]), details={"table": table.name}))
    for share, (numerator, denominator) in protection.shares.items():
        if (frame[numerator] > frame[denominator]).any():
            found.append(Problem("disclosure_part_exceeds_whole", column=share, details={"table": table.name}))
    return found


def _sums(frame: pl.DataFrame, margin: Margin, grain: tuple[str, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sums along a margin: equation, row, coefficient. First part = total, then totals that are the same number."""
    rows = frame.with_row_index("row").with_columns(everything=pl.lit(0))
    column = margin.column
    rest = ["everything", *(name for name in grain if name not in (column, margin.within))]
    within = [margin.within] if margin.within else []
    if margin.parent:
        parts = rows.filter(pl.col(margin.parent).is_not_null()).select(*rest, "row", above=margin.parent)
        totals = rows.select(*rest, above=column, total="row")
        return _numbered(parts.join(totals, on=[*rest, "above"]), [*rest, "above"]), _NO_SUMS
    totals = rows.filter(pl.col(column) == margin.total).select(*rest, *within, total="row")
    common = totals.unique(rest, keep="first", maintain_order=True).select(*rest, common="total")
    parts = rows.filter(pl.col(column) != margin.total).select(*rest, *within, "row")
    parts = parts.join(common, on=rest)
    if not within:
        return _numbered(parts.rename({"common": "total"}), rest), _NO_SUMS
    own = parts.join(totals, on=[*rest, *within], how="left").with_columns(pl.coalesce("total", "common").alias("total"))
    same = totals.join(common, on=rest).filter(pl.col("total") != pl.col("common"))
    return _numbered(own, [*rest, *within]), _numbered(same.rename({"common": "row"}).with_columns(key="total"), ["key"])


_NO_SUMS = pl.DataFrame(schema={"equation": pl.Int64, "row": pl.Int64, "coefficient": pl.Int8})


def _numbered(matched: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Members of the sums whose parts are `row` and whose total is `total`; one equation for each value of `key`."""
    numbers = matched.select(*key, "total").unique(key, keep="first", maintain_order=True).with_row_index("equation")
    parts = matched.join(numbers.select(*key, "equation"), on=key)
    members = pl.concat(
        [
            parts.select("equation", "row", coefficient=pl.lit(1)),
            numbers.select("equation", row="total", coefficient=pl.lit(-1)),
        ]
    )
    return members.cast(_NO_SUMS.schema)


def _pairs(sums: pl.DataFrame, zero_inside: bool, start: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    wholes = sums.filter(pl.col("coefficient") == -1).select("equation", whole="row")
    found = sums.filter(pl.col("coefficient") == 1).join(wholes, on="equation")
    return found["row"].to_numpy() + start, found["whole"].to_numpy() + start, np.full(found.height, zero_inside)


def _summed_pairs(agreement: pl.DataFrame, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where one table prints a sum and the other its parts, the parts lie inside the sum."""
    cells = agreement.with_columns(cell=pl.col("row") + pl.Series(starts), number=pl.len().over("equation", "side"))
    wholes = cells.filter(pl.col("number") == 1).select("equation", "side", whole="cell")
    found = cells.filter(pl.col("number") > 1).join(wholes, on="equation").filter(pl.col("side") != pl.col("side_right"))
    return found["cell"].to_numpy(), found["whole"].to_numpy(), np.zeros(found.height, dtype=bool)


def _all_pairs(direct: Pairs) -> Pairs:
    """With what lies inside the whole of its whole, and so on."""
    edges = pl.DataFrame({"part": direct.part, "whole": direct.whole, "zero": direct.zero_inside})
    found = newest = edges
    while newest.height:
        step = newest.join(edges.select(whole="part", beyond="whole"), on="whole")
        step = step.select("part", whole="beyond", zero=pl.lit(False))
        newest = step.unique(maintain_order=True).join(found, on=["part", "whole"], how="anti")
        found = pl.concat([found, newest])
    return Pairs(found["part"].to_numpy(), found["whole"].to_numpy(), found["zero"].to_numpy())


def _agreements(
    one: tuple[PublicTable, pl.DataFrame], other: tuple[PublicTable, pl.DataFrame]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Sums that two linked tables have in common, by count: equation, row, coefficient, side (1 or 2)."""
    tables = (one[0], other[0])
    roles = tuple(_roles(table) for table in tables)
    if roles[0].linked is None or roles[0].linked != roles[1].linked:
        return
    common = [name for name in tables[0].grain if name in tables[1].grain]
    sides = [_over(table, frame, common).with_columns(side=pl.lit(side)) for side, (table, frame) in ((1, one), (2, other))]
    keys = sides[0].select("everything", *common).unique(maintain_order=True).join(
        sides[1].select("everything", *common).unique(), on=["everything", *common], how="semi"
    )  # fmt: skip
    numbers = keys.with_row_index("equation")
    members = pl.concat([side.join(numbers, on=["everything", *common]) for side in sides])
    members = members.select(
        pl.col("equation").cast(pl.Int64),
        pl.col("row").cast(pl.Int64),
        pl.when(pl.col("side") == 1).then(1).otherwise(-1).cast(pl.Int8).alias("coefficient"),
        "side",
    )
    for count in roles[0].counts:
        if count in roles[1].counts:
            yield count, members


def _over(table: PublicTable, frame: pl.DataFrame, common: list[str]) -> pl.DataFrame:
    """Rows of a table summed over all columns that are not `common`: the totals where there are any, else every part."""
    rows = frame.with_row_index("row").with_columns(everything=pl.lit(0))
    for margin in _roles(table).margins:
        is_total = pl.col(margin.column) == margin.total if margin.total else pl.col(margin.parent).is_null()
        if margin.column not in common and rows.select(is_total.any()).item():
            rows = rows.filter(is_total)
        if margin.within:  # totals under any name are the same number
            rows = rows.with_columns(pl.when(is_total).then(pl.lit("")).otherwise(margin.within).alias(margin.within))
    own = {margin.within for margin in _roles(table).margins if margin.within and margin.column not in common}
    key = [name for name in table.grain if name not in own]
    return rows.unique(key, keep="first", maintain_order=True).select("row", "everything", *common)
