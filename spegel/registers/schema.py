"""What a register is: columns with type, labels, rules and privacy, read from `data/registers/<kind>.toml`.

The files are data that a person can read and a test can hold against `docs/registers.md`. A fault in one is a fault of
ours and raises ValueError.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

import polars as pl

from spegel.core import Problem, SourceError
from spegel.i18n import LANGUAGES
from spegel.settings import project_root
from spegel.sources.sheets import key as plain

TYPES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "text": pl.String(),
        "code": pl.String(),  # kept as it is written, leading zeros and all
        "choice": pl.String(),  # one of a list; the code of the list is stored
        "integer": pl.Int64(),
        "decimal": pl.Float64(),
        "date": pl.Date(),
        "datetime": pl.Datetime("us"),  # local time as written
        "boolean": pl.Boolean(),
    }
)

PRIVACY = ("public", "person", "sensitive")
"""`person`: about a person or counts of persons, protected at threshold 5; `sensitive`: threshold 10 (`docs/registers.md`)."""

CHECKS = MappingProxyType(
    {
        "one_of_required": {"columns"},
        "unique_together": {"columns"},
        "category_of_dimension": {"column", "of", "lists"},
        "group_must_have": {"group", "column", "value"},
        "equal_totals": {"group", "parts", "except", "column", "rest"},
        "same_in_group": {"group", "column"},
        "sum_at_most": {"group", "column", "where", "limit"},
    }
)
"""Checks of a whole table and what each needs. What they mean: `spegel/registers/validation.py`."""

_COLUMN_ENTRIES = {
    "type", "list", "sv", "en", "means_sv", "means_en", "aliases", "required", "privacy", "transient", "min", "max",
    "max_length", "not_before", "at_most", "required_with", "refers", "example",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One value of a list: its code and what people call it."""

    code: str
    labels: Mapping[str, str]  # language -> label
    aliases: tuple[str, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """Everything that means this value, without regard to case, blanks and underscores."""
        return frozenset(plain(word) for word in (self.code, *self.labels.values(), *self.aliases))


@dataclass(frozen=True)
class Column:
    """A column of a register and the rules its cells keep, each alone or beside the other cells of the row."""

    name: str
    type: str
    labels: Mapping[str, str]
    means: Mapping[str, str]
    privacy: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_stored: bool = True  # a column that is not is read, checked and thrown away
    minimum: float | None = None
    maximum: float | None = None
    longest: int | None = None  # characters
    not_before: str | None = None  # a date that this one may not come before
    at_most: str | None = None  # a number that this one may not exceed
    required_with: str | None = None  # filled in whenever that column is
    refers: tuple[str, str] | None = None  # (kind, column) that must hold the value
    choices: tuple[Choice, ...] = ()
    example: str = ""  # as an official would write it in Swedish; a choice by its code

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that means this column: labels, its own name, aliases."""
        return (*self.labels.values(), self.name, *self.aliases)

    def choice(self, written: str) -> str | None:
        """The code of the choice that `written` means; None when it means none."""
        return next((choice.code for choice in self.choices if plain(written) in choice.words), None)


@dataclass(frozen=True)
class Check:
    """A rule of a whole table: its name and arguments, see `CHECKS`."""

    rule: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """A kind of register."""

    kind: str
    name_sv: str  # what its files are called
    titles: Mapping[str, str]
    about: Mapping[str, str]
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    checks: tuple[Check, ...]

    @property
    def stored(self) -> dict[str, pl.DataType]:
        """Names and types of the columns that are kept, in order: the schema of an accepted import."""
        return {name: TYPES[column.type] for name, column in self.columns.items() if column.is_stored}

    @property
    def referred(self) -> tuple[str, ...]:
        """The kinds this register points at, itself left out."""
        kinds = (column.refers[0] for column in self.columns.values() if column.refers)
        return tuple(dict.fromkeys(kind for kind in kinds if kind != self.kind))

    def choices_by_dimension(self, column: str) -> Mapping[str, tuple[Choice, ...]]:
        """For a column of categories: what it may hold, by the dimension beside it. Empty for every other column."""
        for check in self.checks:
            if check.rule == "category_of_dimension" and check.arguments["column"] == column:
                return {dimension: lists()[name] for dimension, name in check.arguments["lists"].items()}
        return {}

    def column_of(self, header: str) -> Column | None:
        """The column a header means, without regard to case, blanks and underscores."""
        wanted = plain(header)
        return next((column for column in self.columns.values() if wanted in map(plain, column.headers)), None)


def folder() -> Path:
    """Where registers, lists and mappings are described."""
    return project_root() / "data" / "registers"


@cache
def lists() -> Mapping[str, tuple[Choice, ...]]:
    """Every list of values, by name. Raises ValueError where two values of a list share a word."""
    found = {}
    raw = tomllib.loads((folder() / "lists" / "choices.toml").read_text(encoding="utf-8"))
    for name, values in raw.items():
        choices = tuple(
            Choice(code, {language: entry[language] for language in LANGUAGES}, tuple(entry.get("aliases", ())))
            for code, entry in values.items()
        )
        words = [word for choice in choices for word in choice.words]
        if len(words) != len(set(words)):
            raise ValueError(f"list {name}: a word means two values")
        found[name] = choices
    return found


def labels(name: str, language: str) -> dict[str, str]:
    """What the values of a list are called, by code in their order. Raises KeyError for a list that does not exist."""
    return {choice.code: choice.labels[language] for choice in lists()[name]}


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of register, in the order they can be filled: what a register points at comes before it."""
    registers = {path.stem: _read(path) for path in sorted(folder().glob("*.toml"))}
    ordered: list[str] = []

    def place(kind: str, above: tuple[str, ...]) -> None:
        if kind in above:
            raise ValueError(f"registers point at each other: {', '.join(above)}")
        if kind not in ordered:
            for needed in registers[kind].referred:
                place(needed, (*above, kind))
            ordered.append(kind)

    for kind in registers:
        place(kind, ())
    return tuple(ordered)


def with_dependants(own: set[str]) -> set[str]:
    """The kinds `own`, and all that point at them: of those an organisation with registers of the kinds `own` has no example."""
    gone = set(own)
    for kind in kinds():  # what is pointed at comes first
        if gone & set(load(kind).referred):
            gone.add(kind)
    return gone


@cache
def load(kind: str) -> Register:
    """The register of that kind, by its English or Swedish name. Raises SourceError for a kind that does not exist."""
    for path in sorted(folder().glob("*.toml")):
        register = _read(path)
        if plain(kind) in (plain(register.kind), plain(register.name_sv)):
            return register
    allowed = ", ".join(path.stem for path in sorted(folder().glob("*.toml")))
    raise SourceError(Problem("unknown_register", value=kind, details={"allowed": allowed}))


@cache
def _read(path: Path) -> Register:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    columns = {name: _column(f"{path.name}: {name}", name, entry) for name, entry in raw["columns"].items()}
    checks = tuple(
        Check(entry["rule"], {key: value for key, value in entry.items() if key != "rule"}) for entry in raw.get("checks", ())
    )
    register = Register(
        path.stem,
        raw["name_sv"],
        {language: raw[language] for language in LANGUAGES},
        {language: raw[f"about_{language}"] for language in LANGUAGES},
        tuple(raw["key"]),
        columns,
        checks,
    )
    _examine(register)
    return register


def _column(place: str, name: str, entry: Mapping) -> Column:
    if unknown := set(entry) - _COLUMN_ENTRIES:
        raise ValueError(f"{place}: unknown entries {sorted(unknown)}")
    if entry["type"] not in TYPES or entry["privacy"] not in PRIVACY:
        raise ValueError(f"{place}: unknown type or privacy class")
    if (entry["type"] == "choice") != ("list" in entry):
        raise ValueError(f"{place}: a choice has a list, and nothing else has")
    kind, dot, column = entry.get("refers", "").partition(".")
    return Column(
        name=name,
        type=entry["type"],
        labels={language: entry[language] for language in LANGUAGES},
        means={language: entry[f"means_{language}"] for language in LANGUAGES},
        privacy=entry["privacy"],
        aliases=tuple(entry.get("aliases", ())),
        is_required=entry.get("required", False),
        is_stored=not entry.get("transient", False),
        minimum=entry.get("min"),
        maximum=entry.get("max"),
        longest=entry.get("max_length"),
        not_before=entry.get("not_before"),
        at_most=entry.get("at_most"),
        required_with=entry.get("required_with"),
        refers=(kind, column) if dot else None,
        choices=lists()[entry["list"]] if "list" in entry else (),
        example=entry.get("example", ""),
    )


def _examine(register: Register) -> None:
    """Raise ValueError where a register names a column it lacks, or one header could mean two columns."""
    owners: dict[str, str] = {}
    for column in register.columns.values():
        for header in map(plain, column.headers):
            if owners.setdefault(header, column.name) != column.name:
                raise ValueError(f"{register.kind}: the header {header} means both {owners[header]} and {column.name}")
    named = [*register.key]
    for column in register.columns.values():
        named += [name for name in (column.not_before, column.at_most, column.required_with) if name]
    for check in register.checks:
        if CHECKS.get(check.rule) != set(check.arguments):
            raise ValueError(f"{register.kind}: the check {check.rule} does not exist or has other arguments")
        for entry in ("columns", "group"):
            named += check.arguments.get(entry, ())
        named += [
            check.arguments[entry] for entry in ("column", "where", "of", "parts", "rest", "limit") if entry in check.arguments
        ]
    if missing := set(named) - set(register.columns):
        raise ValueError(f"{register.kind}: names columns it lacks: {sorted(missing)}")
