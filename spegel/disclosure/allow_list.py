"""What may leave the private database: a list of tables and columns, each table under a named rule.

Tiny and boring on purpose. A table or column that is not on the list is not published; a listed one that the build
did not make stops it; a rule that does not exist is an error, never a way past. There is no switch that turns this off.
In a table about persons every column has a role, so that no number can be published by oversight.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from spegel.core import BuildError, Problem
from spegel.settings import project_root

RULES = ("open", "persons", "sensitive")
"""`open`: official open data, such as results per district, and metadata of our own. Counts in it are public facts,
and the secrecy of the vote is kept by the late-vote units (methods, section 5, point 8). `persons`: counts of persons.
`sensitive`: counts of persons by region of birth, disability or answers, or anything else that is nobody's business."""

METHODS = ("suppression", "cell_key", "rounding", "sums")
"""`suppression` hides, with proof, and is meant where nothing is said. `sums` is made of a table protected so, and hides with
proof too (`spegel/disclosure/sums.py`). The others change counts: see `docs/disclosure.md`."""

MARKS = ("is_suppressed", "suppression_reason")
"""Columns the protection adds; the allow-list names them like any other."""


@dataclass(frozen=True)
class Margin:
    """A column whose rows add up. Either rows with the value `total` are the sum of the others, apart for each value of
    `within` where given; or a row is the sum of those whose column `parent` names it."""

    column: str
    total: str | None = None
    within: str | None = None
    parent: str | None = None


@dataclass(frozen=True)
class Protection:
    """Roles of the columns of a table about persons.

    `counts` are numbers of persons, `shares` name -> (numerator, denominator), `derived` name -> counts and shares it is
    made of, `plain` says nothing about how many persons. Along `margins` rows add up; in the columns `zero_inside` a zero is
    hidden like a small number. The totals of `public_totals` are told elsewhere in the open: they are printed, and a reader
    has them. Tables with the same `linked` show the same persons: counts of the same name agree.
    With the method `cell_key`, `cell_keys` names the column with the sum of record keys behind each count. Methods that change
    counts leave no `derived` column, which would give the true number away.
    """

    counts: tuple[str, ...]
    margins: tuple[Margin, ...]
    shares: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plain: tuple[str, ...] = ()
    zero_inside: tuple[str, ...] = ()
    public_totals: tuple[str, ...] = ()
    linked: str | None = None
    method: str = "suppression"
    cell_keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PublicTable:
    """A table that may be published: its rule, its grain, where its keys point, and its columns in order."""

    name: str
    rule: str
    grain: tuple[str, ...]
    keys: Mapping[str, str]
    columns: Mapping[str, str]  # name -> SQL type

    nullable: frozenset[str]
    meanings: Mapping[str, str]
    protection: Protection | None = None

    @property
    def create_sql(self) -> str:
        """The table's definition, with NOT NULL wherever null is not allowed."""
        parts = (f"{name} {kind}{'' if name in self.nullable else ' NOT NULL'}" for name, kind in self.columns.items())
        return f"CREATE TABLE {self.name} ({', '.join(parts)})"

    @property
    def insert_sql(self) -> str:
        """Fill the table from what is registered as `incoming`: the listed columns and no other."""
        names = ", ".join(self.columns)
        return f"INSERT INTO {self.name} ({names}) SELECT {names} FROM incoming ORDER BY {', '.join(self.grain)}"

    @property
    def incoming(self) -> tuple[str, ...]:
        """Columns the build has to make. In a table about persons the protection itself makes the marks and the shares,
        and needs the cell keys that are never published."""
        if self.protection is None or self.protection.method == "sums":
            return tuple(self.columns)
        made = {*MARKS, *self.protection.shares}
        return (*(name for name in self.columns if name not in made), *self.protection.cell_keys.values())


def allow_list(path: Path | None = None) -> dict[str, PublicTable]:
    """Every public table by name. Raises BuildError for a rule that does not exist and for a table about persons whose
    columns do not all have their role, ValueError for a malformed entry. Read once: pages ask for it in every table."""
    return _own() if path is None else _read(path)


@cache
def _own() -> dict[str, PublicTable]:
    return _read(project_root() / "queries" / "public.toml")


def _read(path: Path) -> dict[str, PublicTable]:
    tables, problems = {}, []
    for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        if entry["rule"] not in RULES:
            problems.append(Problem("unknown_disclosure_rule", path.name, value=entry["rule"], details={"table": name}))
            continue
        types, nullable, meanings = {}, set(), {}
        for column, words in entry["columns"].items():
            kind, separator, meaning = (part.strip() for part in words.partition("|"))
            if not separator:
                raise ValueError(f"{path.name}: {name}.{column} must read 'TYPE | meaning'")
            types[column] = kind.removesuffix("?")
            meanings[column] = meaning
            if kind.endswith("?"):
                nullable.add(column)
        tables[name] = PublicTable(
            name,
            entry["rule"],
            tuple(entry["grain"]),
            entry.get("keys", {}),
            types,
            frozenset(nullable),
            meanings,
            _protection(f"{path.name}: {name}", entry.get("disclosure")),
        )
        problems += _role_problems(path.name, tables[name])
    problems += _linked_problems(path.name, tables.values())
    if problems:
        raise BuildError(problems)
    return tables


def _protection(place: str, entry: Mapping | None) -> Protection | None:
    if entry is None:
        return None
    entry = dict(entry)
    shares = {}
    for name, words in entry.pop("shares", {}).items():
        numerator, separator, denominator = (part.strip() for part in words.partition("/"))
        if not separator:
            raise ValueError(f"{place}.{name} must read 'numerator / denominator'")
        shares[name] = (numerator, denominator)
    margins = tuple(Margin(column, **margin) for column, margin in entry.pop("margins", {}).items())
    if any((margin.total is None) == (margin.parent is None) for margin in margins):
        raise ValueError(f"{place}: a margin has either a total or a parent")
    derived = {name: tuple(made_of) for name, made_of in entry.pop("derived", {}).items()}
    lists = {name: tuple(entry.pop(name, ())) for name in ("counts", "plain", "zero_inside", "public_totals")}
    return Protection(margins=margins, shares=shares, derived=derived, **lists, **entry)


def _role_problems(file: str, table: PublicTable) -> list[Problem]:
    """What keeps a table from being protected: no roles, a column without one or with two, a role without its column."""

    def problem(rule: str, column: str | None = None, value: str | None = None) -> Problem:
        return Problem(rule, file, column=column, value=value, details={"table": table.name})

    protection = table.protection
    if (table.rule == "open") != (protection is None):
        return [problem("disclosure_roles_and_rule", value=table.rule)]
    if protection is None:
        return []
    counts, shares, derived = protection.counts, protection.shares, protection.derived
    roles = [*table.grain, *counts, *shares, *derived, *protection.plain, *MARKS]
    found = [problem("disclosure_column_without_role", name) for name in table.columns if roles.count(name) != 1]
    found += [problem("disclosure_role_without_column", name) for name in dict.fromkeys(roles) if name not in table.columns]
    found += [problem("disclosure_must_be_nullable", name) for name in (*counts, *shares, *derived) if name not in table.nullable]
    found += [problem("disclosure_share_without_counts", name) for name, of in shares.items() if not set(of) <= set(counts)]
    found += [problem("disclosure_share_without_counts", name) for name, of in derived.items() if not {*of} <= {*counts, *shares}]
    found += [problem("disclosure_plain_share", name) for name in protection.plain if name.endswith(("_share", "_count"))]
    along = {name for margin in protection.margins for name in (margin.column, margin.within) if name}
    totalled = {margin.column for margin in protection.margins if margin.total}
    parents = {margin.parent for margin in protection.margins if margin.parent}
    found += [
        problem("disclosure_margin", name)
        for name in sorted(
            (along - set(table.grain))
            | ({*protection.zero_inside, *protection.public_totals} - totalled)
            | (parents - set(table.columns))
        )
    ]
    if not counts:
        found.append(problem("disclosure_share_without_counts"))
    if protection.method not in METHODS:
        found.append(problem("unknown_disclosure_rule", value=protection.method))
    by_key = protection.method == "cell_key"
    if set(protection.cell_keys) != (set(counts) if by_key else set()) or (by_key and derived):
        found.append(problem("disclosure_cell_keys"))
    if protection.method == "rounding" and (table.rule == "sensitive" or derived):
        found.append(problem("disclosure_rounding", value=table.rule))
    return found


def _linked_problems(file: str, tables: Iterable[PublicTable]) -> list[Problem]:
    """Linked tables show the same persons: what one method hides another may not show a little changed, and the audit has
    to know all that a reader can know of them."""
    linked: dict[str, list[PublicTable]] = {}
    for table in tables:
        if table.protection and table.protection.linked:
            linked.setdefault(table.protection.linked, []).append(table)
    found = []
    for link, together in linked.items():
        methods = sorted({table.protection.method for table in together})
        if len(methods) > 1:
            found.append(Problem("disclosure_linked_methods", file, value=", ".join(methods), details={"link": link}))
        if goes_round([table.grain for table in together]):
            names = ", ".join(table.name for table in together)
            found.append(Problem("disclosure_linked_ring", file, value=names, details={"link": link}))
    return found


def goes_round(grains: Iterable[Collection[str]]) -> bool:
    """True when tables of these columns go round in a ring, such as sex by age, age by area and area by sex.

    Without a ring, tables that agree wherever they have columns in common can always be put together to one table of persons,
    two at a time, so sums and agreement are all there is to know. In a ring they may agree pair by pair and still have no
    persons behind them: a reader who tries that gets further than the audit. A column that is in one table only and a table that
    lies inside another are taken away until nothing changes; what is left is a ring. Source: N. N. Vorob'ev, Consistent families
    of measures and their extensions, 1962.
    """
    left = [set(grain) for grain in grains]
    while True:
        shared = [{name for name in grain if sum(name in other for other in left) > 1} for grain in left]
        kept = [shared[place] for place in range(len(shared)) if not _is_covered(shared, place)]
        if kept == left:
            return len(kept) > 1
        left = kept


def _is_covered(grains: list[set[str]], place: int) -> bool:
    """True when some other grain holds all columns of that at `place`; of two alike the first stays."""
    own = grains[place]
    return any(own < other or (own == other and number < place) for number, other in enumerate(grains))
