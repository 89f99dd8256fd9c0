"""From text to typed rows, or to everything that is wrong: unreadable cells, then broken rules of rows, then of the table.

All three are always run. A cell that cannot be read is left out of the rules, so that one mistake gives one problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from spegel.core import Problem
from spegel.registers import cells
from spegel.registers.columns import RawTable, Value, reader_of
from spegel.registers.schema import TYPES, Check, Column, Register, load

MOST_ALIKE = 1_000
"""So many problems of one rule in one column are told one by one; the rest as a number."""

LONGEST_SHOWN = 80  # characters of a value in a report

References = Mapping[tuple[str, str], pl.Series]
"""Values that may be referred to, by (kind, column). A kind that is not there has no accepted import."""

_UNREADABLE = {
    "integer": "cell_not_integer",
    "decimal": "cell_not_decimal",
    "date": "cell_not_date",
    "datetime": "cell_not_datetime",
    "boolean": "cell_not_boolean",
    "choice": "cell_not_listed",
}


@dataclass
class _Work:
    """One validation on its way: typed columns, which cells could not be read, and problems so far."""

    register: Register
    raw: RawTable
    language: str
    rows: pl.Series = field(init=False)
    typed: dict[str, pl.Series] = field(default_factory=dict)
    unreadable: dict[str, pl.Series] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = self.raw.frame["row"]
        self.problems += self.raw.problems

    def label(self, column: str) -> str:
        """The column as the person's file calls it, else by its label."""
        return self.raw.printed.get(column, self.register.columns[column].labels[self.language])

    def tell(
        self, rule: str, column: str, is_broken: pl.Series, details: Callable[[int], Mapping[str, object]] = lambda place: {},
        hidden: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """A problem for each row where `is_broken`; `details` gets the place of the row, `hidden` what to show for a value."""
        places = is_broken.fill_null(False).arg_true()
        written = self.raw.frame[column] if column in self.raw.frame.columns else None
        for place in places.head(MOST_ALIKE):
            value = None if written is None else written[place]
            shown = hidden[value] if hidden and value is not None else _shortened(value)
            self.problems.append(Problem(rule, self.raw.file, self.rows[place], self.label(column), shown, dict(details(place))))
        if len(places) > MOST_ALIKE:
            more = {"count": len(places) - MOST_ALIKE, "rule": rule}
            self.problems.append(Problem("more_alike", self.raw.file, None, self.label(column), details=more))

    def tell_groups(self, rule: str, column: str, found: Iterable[tuple[int, Mapping[str, object]]]) -> None:
        """A problem for each group of rows: the place of its first row, and details."""
        found = iter(found)
        for place, details in islice(found, MOST_ALIKE):
            self.problems.append(Problem(rule, self.raw.file, self.rows[place], self.label(column), details=details))
        if more := sum(1 for _ in found):
            count = {"count": more, "rule": rule}
            self.problems.append(Problem("more_alike", self.raw.file, None, self.label(column), details=count))

    @property
    def frame(self) -> pl.DataFrame:
        return pl.DataFrame(self.typed)

    def any_unreadable(self, columns: tuple[str, ...]) -> pl.Series:
        """Rows where a cell of one of the columns could not be read."""
        return (
            pl.DataFrame([self.unreadable[name].alias(name) for name in columns]).select(pl.any_horizontal(pl.all())).to_series()
        )


def validate(
    register: Register, raw: RawTable, references: References, stored: pl.DataFrame | None = None, language: str = "sv"
) -> tuple[pl.DataFrame | None, tuple[Problem, ...]]:
    """The rows, typed, in the columns of `register.stored`; or None and every problem, sorted by row and column.

    `stored` holds the rows accepted before, whose keys may not come again.
    """
    work = _Work(register, raw, language)
    if raw.frame.is_empty():
        work.problems.append(Problem("rows_missing", raw.file, raw.header_row))
    for column in register.columns.values():
        _read_column(work, column)
    for column in register.columns.values():
        _check_column(work, column)
        _check_reference(work, column, references)
    for check in register.checks:
        _TABLE_CHECKS[check.rule](work, check)
    _check_unique(work, "key_repeated", register.key)
    if stored is not None:
        _check_stored(work, stored)
    if work.problems:
        order = {work.label(name): place for place, name in enumerate(register.columns)}
        work.problems.sort(key=lambda problem: (problem.row or 0, order.get(problem.column or "", -1), problem.rule))
        return None, tuple(work.problems)
    return work.frame.select(list(register.stored)), ()


def _read_column(work: _Work, column: Column) -> None:
    kind = TYPES[column.type]
    if column.name not in work.raw.frame.columns:
        work.typed[column.name] = pl.Series(column.name, [None] * len(work.rows), kind)
        work.unreadable[column.name] = pl.Series(column.name, [False] * len(work.rows), pl.Boolean)
        return
    written = work.raw.frame[column.name]
    values = written.drop_nulls().unique()
    refused = {} if column.name in work.raw.derived else _personal(values)
    is_personal = written.is_in(list(refused)) if refused else pl.Series([False] * len(written), dtype=pl.Boolean)
    for rule in ("personal_number", "email_address"):
        found = {value: hidden for value, (name, hidden) in refused.items() if name == rule}
        if found:
            work.tell(rule, column.name, written.is_in(list(found)), hidden=found)
    if column.type in ("text", "code"):
        typed, is_unreadable = written, is_personal
    else:
        read = reader_of(column, work.raw.is_workbook)
        kept = values.filter(~values.is_in(list(refused))) if refused else values
        read_values = pl.Series([read(value) for value in kept], dtype=kind)
        typed = written.replace_strict(kept, read_values, default=None, return_dtype=kind)
        is_unreadable = written.is_not_null() & typed.is_null()
        allowed = ", ".join(choice.labels[work.language] for choice in column.choices)
        work.tell(_UNREADABLE[column.type], column.name, is_unreadable & ~is_personal, lambda place: {"allowed": allowed})
    work.typed[column.name] = typed.alias(column.name)
    work.unreadable[column.name] = is_unreadable.fill_null(False).alias(column.name)


def _shortened(value: str | None) -> str | None:
    return value if value is None or len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…"


def _personal(values: pl.Series) -> dict[str, tuple[str, str]]:
    """Values that look like a personal identity number or hold an e-mail address: value -> (rule, what may be shown of it)."""
    found: dict[str, tuple[str, str]] = {}
    for value in values.filter(values.str.contains(cells.IDENTITY_NUMBER_HINT)):
        if hidden := cells.identity_number(value):
            found[value] = ("personal_number", hidden)
    for value in values.filter(values.str.contains("@", literal=True)):
        if value not in found and (hidden := cells.email_address(value)):
            found[value] = ("email_address", hidden)
    return found


def _check_column(work: _Work, column: Column) -> None:
    name, typed = column.name, work.typed[column.name]
    is_blank = typed.is_null() & ~work.unreadable[name]
    if column.is_required and name in work.raw.frame.columns:
        work.tell("value_required", name, is_blank)
    if column.minimum is not None:
        work.tell("value_too_small", name, typed < column.minimum, lambda place: {"minimum": f"{column.minimum:g}"})
    if column.maximum is not None:
        work.tell("value_too_large", name, typed > column.maximum, lambda place: {"maximum": f"{column.maximum:g}"})
    if column.longest is not None:
        work.tell("value_too_long", name, typed.str.len_chars() > column.longest, lambda place: {"longest": column.longest})
    for other, rule in ((column.not_before, "date_before"), (column.at_most, "number_exceeds")):
        if other:
            this, that = _comparable(typed, work.typed[other])
            is_broken = this < that if rule == "date_before" else this > that
            work.tell(rule, name, is_broken, lambda place, other=other: _beside(work, other, place))
    if column.required_with:
        other = column.required_with
        is_broken = is_blank & work.typed[other].is_not_null()
        work.tell("value_required_with", name, is_broken, lambda place: _beside(work, other, place))


def _comparable(this: pl.Series, that: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Both as days where one has no time of day."""
    if pl.Date in (this.dtype, that.dtype):
        return this.cast(pl.Date), that.cast(pl.Date)
    return this, that


def _beside(work: _Work, other: str, place: int) -> dict[str, object]:
    return {"other": work.label(other), "other_value": work.raw.frame[other][place]}


def _check_reference(work: _Work, column: Column, references: References) -> None:
    typed = work.typed[column.name]
    if column.refers is None or typed.null_count() == len(typed):
        return
    kind, target = column.refers
    known = references.get(column.refers)
    if kind == work.register.kind:
        own = work.typed[target]
        known = own if known is None else pl.concat([known, own])
    if known is None:
        work.problems.append(
            Problem("reference_empty", work.raw.file, None, work.label(column.name), details=_register(work, kind))
        )
        return
    # Compared by distinct values: millions of answers have few respondents.
    values = typed.drop_nulls().unique()
    strangers = values.filter(~values.is_in(known.drop_nulls().unique()))
    is_broken = typed.is_in(strangers) & ~work.unreadable[column.name]
    work.tell("reference_unknown", column.name, is_broken, lambda place: _register(work, kind))


def _register(work: _Work, kind: str) -> dict[str, object]:
    return {"kind": kind, "register": load(kind).titles[work.language]}


def _check_unique(work: _Work, rule: str, columns: tuple[str, ...]) -> None:
    hashes = work.frame.select(columns).hash_rows()
    repeated = hashes.is_duplicated() & ~work.any_unreadable(columns) & ~_lacks_required(work, columns)
    if not repeated.any():
        return
    suspects = work.frame.select(columns).with_columns(place=pl.int_range(pl.len())).filter(repeated)
    first = suspects.with_columns(first=pl.col("place").min().over(columns)).filter(pl.col("place") != pl.col("first"))
    firsts = dict(first.select("place", "first").iter_rows())
    is_broken = pl.Series([False] * len(work.rows), dtype=pl.Boolean)
    is_broken[list(firsts)] = True
    labels = ", ".join(work.label(name) for name in columns)
    work.tell(rule, columns[0], is_broken, lambda place: {"columns": labels, "first": work.rows[firsts[place]]})


def _lacks_required(work: _Work, columns: tuple[str, ...]) -> pl.Series:
    """Rows whose key lacks a required part; that is told already."""
    needed = [pl.col(name).is_null() for name in columns if work.register.columns[name].is_required]
    return (
        work.frame.select(pl.any_horizontal(*needed, pl.lit(False))).to_series()
        if needed
        else pl.Series([False] * len(work.rows))
    )


def _check_stored(work: _Work, stored: pl.DataFrame) -> None:
    columns = work.register.key
    keys = work.frame.select(columns).with_columns(place=pl.int_range(pl.len()))
    again = keys.join(stored.select(columns).unique(), on=columns, how="semi", nulls_equal=True)["place"]
    is_broken = pl.Series([False] * len(work.rows), dtype=pl.Boolean)
    is_broken[again.to_list()] = True
    labels = ", ".join(work.label(name) for name in columns)
    work.tell("key_stored", columns[0], is_broken & ~work.any_unreadable(columns), lambda place: {"columns": labels})


def _one_of_required(work: _Work, check: Check) -> None:
    """At least one of the columns is filled in."""
    columns = tuple(check.arguments["columns"])
    is_broken = work.frame.select(pl.all_horizontal(pl.col(name).is_null() for name in columns)).to_series()
    labels = ", ".join(work.label(name) for name in columns)
    work.tell("one_of_required", columns[0], is_broken & ~work.any_unreadable(columns), lambda place: {"columns": labels})


def _unique_together(work: _Work, check: Check) -> None:
    """No two rows have the same values in the columns."""
    _check_unique(work, "unique_together", tuple(check.arguments["columns"]))


def _category_of_dimension(work: _Work, check: Check) -> None:
    """The category is one of the list of its dimension, where the dimension has a list; it becomes the code of the list."""
    column, of = check.arguments["column"], check.arguments["of"]
    typed, dimension = work.typed[column], work.typed[of]
    for name, choices in work.register.choices_by_dimension(column).items():
        is_here = (dimension == name).fill_null(False)
        read = reader_of(Column(column, "choice", {}, {}, "public", choices=choices), work.raw.is_workbook)
        values = typed.filter(is_here).drop_nulls().unique()
        known = typed.replace_strict(
            values, pl.Series([read(v) for v in values], dtype=pl.String), default=None, return_dtype=pl.String
        )
        allowed = ", ".join(choice.labels[work.language] for choice in choices)
        is_broken = is_here & typed.is_not_null() & known.is_null()
        work.tell("category_of_dimension", column, is_broken & ~work.unreadable[column], lambda place, a=allowed: {"allowed": a})
        work.unreadable[column] = work.unreadable[column] | is_broken
        typed = pl.select(pl.when(is_here).then(known).otherwise(typed)).to_series().alias(column)
    work.typed[column] = typed


def _group_must_have(work: _Work, check: Check) -> None:
    """Every group of rows has one with the value: sex is never left out (N6)."""
    column, value, group = check.arguments["column"], check.arguments["value"], list(check.arguments["group"])
    frame = work.frame.with_columns(place=pl.int_range(pl.len())).filter(~work.any_unreadable((*group, column)))
    lacking = (
        frame.drop_nulls(group).group_by(group, maintain_order=True)
        .agg(pl.col("place").first(), has=(pl.col(column) == value).any())
        .filter(~pl.col("has").fill_null(False))
    )  # fmt: skip
    wanted = next(choice.labels[work.language] for choice in work.register.columns[column].choices if choice.code == value)
    rows = lacking.iter_rows(named=True)
    found = ((row["place"], {"wanted": wanted, "group": _written(row, group)}) for row in rows)
    work.tell_groups("group_must_have", column, found)


def _equal_totals(work: _Work, check: Check) -> None:
    """Within a group, every dimension counts the same persons: its categories and those not stated add up to one total."""
    group, parts = list(check.arguments["group"]), check.arguments["parts"]
    column, rest = check.arguments["column"], check.arguments["rest"]
    is_read = ~work.any_unreadable((*group, parts, column, rest))
    totals = (
        work.frame.with_columns(place=pl.int_range(pl.len()), is_read=is_read)
        .filter(~pl.col(parts).is_in(list(check.arguments["except"])))
        .group_by(*group, parts, maintain_order=True)
        .agg(
            pl.col("place").first(),
            total=pl.col(column).sum() + pl.col(rest).max().fill_null(0),
            is_whole=pl.col(column).is_not_null().all() & pl.col("is_read").all(),
        )
        .filter(pl.col("is_whole"))
    )
    labels = {choice.code: choice.labels[work.language] for choice in work.register.columns[parts].choices}
    differing = totals.filter(pl.col("total").n_unique().over(group) > 1)
    found = (
        (part["place"][0], {"group": _written(part.row(0, named=True), group), "totals": _totals(part, parts, labels)})
        for _, part in differing.group_by(group, maintain_order=True)
    )
    work.tell_groups("equal_totals", column, found)


def _totals(found: pl.DataFrame, parts: str, labels: Mapping[str, str]) -> str:
    return ", ".join(f"{labels[part]} {total}" for part, total in found.select(parts, "total").iter_rows())


def _same_in_group(work: _Work, check: Check) -> None:
    """The column has one value in all rows of a group."""
    column, group = check.arguments["column"], list(check.arguments["group"])
    frame = work.frame.with_columns(place=pl.int_range(pl.len())).filter(~work.any_unreadable((*group, column)))
    differs = (
        frame.drop_nulls(group)
        .with_columns(first=pl.col(column).first().over(group))
        .filter(pl.col(column).ne_missing(pl.col("first")))
    )
    firsts = dict(differs.select("place", "first").iter_rows())
    is_broken = pl.Series([False] * len(work.rows), dtype=pl.Boolean)
    is_broken[list(firsts)] = True
    work.tell("same_in_group", column, is_broken, lambda place: {"first": firsts[place]})


def _sum_at_most(work: _Work, check: Check) -> None:
    """Within a group, the sum of the column where another says yes is not above the limit."""
    column, where, limit = (check.arguments[name] for name in ("column", "where", "limit"))
    group = list(check.arguments["group"])
    frame = work.frame.with_columns(place=pl.int_range(pl.len())).filter(~work.any_unreadable((*group, column, where, limit)))
    sums = (
        frame.drop_nulls(group).filter(pl.col(where).fill_null(False))
        .group_by(group, maintain_order=True)
        .agg(pl.col("place").first(), total=pl.col(column).sum(), limit=pl.col(limit).max())
        .filter(pl.col("total") > pl.col("limit"))
    )  # fmt: skip
    found = (
        (row["place"], {"group": _written(row, group), "total": f"{row['total']:g}", "limit": f"{row['limit']:g}"})
        for row in sums.iter_rows(named=True)
    )
    work.tell_groups("sum_at_most", column, found)


def _written(row: Mapping[str, Value], group: list[str]) -> str:
    return ", ".join(str(row[name]) for name in group)


_TABLE_CHECKS: Mapping[str, Callable[[_Work, Check], None]] = {
    "one_of_required": _one_of_required,
    "unique_together": _unique_together,
    "category_of_dimension": _category_of_dimension,
    "group_must_have": _group_must_have,
    "equal_totals": _equal_totals,
    "same_in_group": _same_in_group,
    "sum_at_most": _sum_at_most,
}
