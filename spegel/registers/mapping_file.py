"""Mapping files: what an export of another system calls the columns of a register, written by a person in TOML.

Those that come with the product lie in `data/registers/mappings`; an official's own is a copy of one. All that is wrong in a
file is told at once, each fault with its row and entry.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from spegel.core import Problem, SourceError
from spegel.i18n import LANGUAGES
from spegel.registers import schema
from spegel.registers.schema import Register
from spegel.sources.documents import decode
from spegel.sources.sheets import key as plain

TRANSFORMS = ("pseudonym", "date_us", "day", "age_group", "money")
"""`pseudonym`: a keyed hash of the cells, so that nobody can be told; `date_us`: month before day; `day`: without time of day;
`age_group`: years become their group, a group stays as it is; `money`: the whole sum in brackets, `Feasible (€50,000)`.
"""

MAX_BYTES = 256 * 1024
"""No mapping comes near; a larger file is something else, chosen by mistake."""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_yes_or_no(value: object) -> bool:
    return isinstance(value, bool)


_Kinds = Mapping[str, tuple[str, Callable[[object], bool]]]
"""Entry -> how it is written, and what tells that it is."""

_TEXT, _TEXTS, _TABLE = ('"…"', _is_text), ('["…", "…"]', _is_texts), ("{ … = … }", _is_table)
_NEEDED = (*LANGUAGES, "kind", "recognised_by", "columns")
_ENTRIES: _Kinds = {
    **dict.fromkeys((*LANGUAGES, "kind"), _TEXT), **dict.fromkeys(("recognised_by", "drop", "ignore"), _TEXTS),
    "extra_header_rows": ("2", _is_number), **dict.fromkeys(("columns", "keep", "answers"), _TABLE),
}  # fmt: skip
_COLUMN: _Kinds = {"from": _TEXTS, **dict.fromkeys(("constant", "default", "transform"), _TEXT), "values": _TABLE}
_KEEP: _Kinds = {"filled": _TEXTS, "only_new": ("true", _is_yes_or_no), "except": _TABLE}
_ANSWERS: _Kinds = {"columns": _TEXTS, "chosen": _TEXTS}

_SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True)
class Rule:
    """Where one of our columns comes from."""

    sources: tuple[str, ...] = ()  # the first that the export has; all of them for a pseudonym
    constant: str | None = None  # the same in every row; blank in a mapping as shipped, to be filled in
    default: str | None = None  # where the cell or the column is missing
    transform: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ExportMapping:
    """How an export of one system becomes rows of one register."""

    name: str
    titles: Mapping[str, str]
    kind: str
    recognised_by: tuple[str, ...]  # headers that are all there; `Title|Titel` is met by either
    columns: Mapping[str, Rule]
    drop: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extra_header_rows: int = 0
    filled: tuple[str, ...] = ()  # rows where one of these is blank are left out
    only_new: bool = False  # rows whose key is stored already are left out
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # rows with these values are left out
    answers: tuple[str, ...] = ()  # patterns of columns that are questions
    chosen: tuple[str, ...] = ()  # what marks a chosen answer of a question with several
    source: str = field(default="", compare=False)

    @property
    def headers(self) -> list[str]:
        """Headers by which the table is found."""
        marks = (word for mark in self.recognised_by for word in mark.split("|"))
        return [*marks, *(name for rule in self.columns.values() for name in rule.sources)]


@cache
def shipped() -> Mapping[str, ExportMapping]:
    """Every mapping that comes with the product, by name."""
    paths = sorted((schema.folder() / "mappings").glob("*.toml"))
    return {path.stem: parse(path.name, path.read_text(encoding="utf-8")) for path in paths}


def load(path: Path) -> ExportMapping:
    """A person's mapping. Raises SourceError with everything that is wrong in it."""
    try:
        return read(path.name, path.read_bytes())
    except OSError as error:
        raise SourceError(Problem("mapping_missing", str(path), details={"reason": error.strerror or str(error)})) from error


def read(file: str, data: bytes) -> ExportMapping:
    """As `load`, for what is already in memory, such as an upload. Raises SourceError."""
    if len(data) > MAX_BYTES or b"\x00" in data:
        raise SourceError(Problem("mapping_not_text", file))
    return parse(file, decode(data))


def parse(file: str, content: str) -> ExportMapping:
    """A mapping from its text. Raises SourceError with every fault: of TOML, of entries, and columns the register lacks."""
    try:
        raw = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_PLACE.search(str(error))
        row = int(place[1]) if place and place[1] else len(content.splitlines()) if place else None
        details = {"reason": _SYNTAX_PLACE.sub("", str(error))}
        raise SourceError(Problem("mapping_syntax", file, row, details=details)) from error
    examined = _Examined(file, content)
    register = examined.whole(raw)
    if examined.problems or register is None:
        raise SourceError(sorted(examined.problems, key=lambda problem: problem.row or 0))
    rules = {
        column: Rule(
            tuple(entry.get("from", ())),
            entry.get("constant"),
            entry.get("default"),
            entry.get("transform"),
            {plain(written): meant for written, meant in entry.get("values", {}).items()},
        )
        for column, entry in raw["columns"].items()
    }
    keep, answers = raw.get("keep", {}), raw.get("answers", {})
    return ExportMapping(
        Path(file).stem,
        {language: raw[language] for language in LANGUAGES},
        register.kind,
        tuple(raw["recognised_by"]),
        rules,
        tuple(raw.get("drop", ())),
        tuple(raw.get("ignore", ())),
        raw.get("extra_header_rows", 0),
        tuple(keep.get("filled", ())),
        keep.get("only_new", False),
        {header: tuple(values) for header, values in keep.get("except", {}).items()},
        tuple(answers.get("columns", ())),
        tuple(answers.get("chosen", ())),
        content,
    )


class _Examined:
    """What is wrong in a mapping that is TOML: entries that are unknown, missing or of another kind than they must be."""

    def __init__(self, file: str, content: str):
        self.file = file
        self.lines = content.splitlines()
        self.problems: list[Problem] = []

    def whole(self, raw: dict) -> Register | None:
        """Look through everything; the register it is for, where that can be told."""
        self.table("", raw, _ENTRIES)
        for name in _NEEDED:
            if name not in raw:
                self.problems.append(Problem("mapping_entry_missing", self.file, None, name))
        columns, keep, answers = (raw.get(name) if _is_table(raw.get(name)) else {} for name in ("columns", "keep", "answers"))
        self.table("keep", keep, _KEEP)
        self.table("answers", answers, _ANSWERS)
        self.entries("keep.except", keep.get("except"), *_TEXTS)
        register = self.register(raw.get("kind"))
        for name, entry in columns.items():
            place = f"columns.{name}"
            if register and name not in register.columns:
                self.tell("mapping_column_unknown", place, name, allowed=", ".join(register.columns))
            if not _is_table(entry):
                self.tell("mapping_entry_kind", place, None, wanted=_TABLE[0])
                continue
            self.table(place, entry, _COLUMN)
            self.entries(f"{place}.values", entry.get("values"), *_TEXT)
            if _is_text(transform := entry.get("transform")) and transform not in TRANSFORMS:
                self.tell("mapping_transform", f"{place}.transform", transform, allowed=", ".join(TRANSFORMS))
        return register

    def register(self, kind: object) -> Register | None:
        try:
            return schema.load(kind) if isinstance(kind, str) else None
        except SourceError as error:
            allowed = str(error.problems[0].details["allowed"])
            self.tell("mapping_register", "kind", str(kind), allowed=allowed)
            return None

    def table(self, above: str, found: dict, known: _Kinds) -> None:
        for name, value in found.items():
            place = f"{above}.{name}" if above else name
            if name not in known:
                self.tell("mapping_entry_unknown", place, name, allowed=", ".join(known))
                continue
            wanted, is_right = known[name]
            if not is_right(value):
                self.tell("mapping_entry_kind", place, None, wanted=wanted)

    def entries(self, above: str, found: object, wanted: str, is_right: Callable[[object], bool]) -> None:
        for name, value in found.items() if isinstance(found, dict) else ():
            if not is_right(value):
                self.tell("mapping_entry_kind", f"{above}.{name}", None, wanted=wanted)

    def tell(self, rule: str, place: str, value: str | None, **details: str) -> None:
        self.problems.append(Problem(rule, self.file, self.row(place), place, value, details))

    def row(self, place: str) -> int | None:
        """The row of an entry: below the heading of its table, or its own heading."""
        above, _, name = place.rpartition(".")
        heading = re.compile(rf"\s*\[\s*{re.escape(above)}\s*\]")
        own = re.compile(rf"""\s*(\[\s*{re.escape(place)}\s*\]|["']?{re.escape(name)}["']?\s*=)""")
        start = next((number for number, line in enumerate(self.lines) if heading.match(line)), 0) if above else 0
        return next((number for number, line in enumerate(self.lines[start:], start + 1) if own.match(line)), None)
