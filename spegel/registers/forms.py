"""The forms that officials fill in: which columns of which registers, in which order, and how boxes become rows.

What a box is called, what may stand in it and what it means comes from the registers' own descriptions. Sex comes first
wherever people are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from spegel.core import Problem
from spegel.i18n import LANGUAGES
from spegel.registers import schema
from spegel.registers.schema import Choice, Column

DUTIES = ("purpose", "target_group", "mandate", "stage", "feedback_owner")
"""The five duties of a dialogue; without one of them it is incomplete."""

ABOUT = (
    "title", "classification", "status", "start_time", "end_time", "area_code", "location", "channel", "organization", "owner",
)  # fmt: skip
"""What every dialogue is asked for after the duties; the other columns of the register stand folded below."""

CONVERSATION = ("title", "start_time", "area_code")
DIMENSIONS = ("gender", "age", "area", "role", "first_time")
"""How those who came are counted; other ways the register knows stand folded below."""

COUNTS = ("count", "speaking_count")
SHARED = ("method", "missing_count")
"""Columns of attendance that all categories of a dimension have together."""

PROMISED = ("promised_date", "owner", "given_date", "status", "channel", "outcome", "reason", "url", "progress")
REPEATED = ("area_code", "target_group", "mandate", "stage", "feedback_owner")
"""What a conversation has in common with the one entered before it, unless the official says otherwise."""

Values = Mapping[str, str]
"""Field -> text, as it is written."""


@dataclass(frozen=True)
class Field:
    """A box: the column it fills, in the rows of the register that have the values `row`.

    `titles` is what those rows are called. A box that is `shared` fills a column in rows that others make.
    """

    name: str
    kind: str
    column: Column
    row: tuple[tuple[str, str], ...] = ()
    titles: Mapping[str, str] | None = None
    choices: tuple[Choice, ...] = ()
    is_shared: bool = False

    def label(self, language: str) -> str:
        """`Syfte`, `Kvinnor: antal närvarande`."""
        own = self.column.labels[language]
        return f"{self.titles[language]}: {own[0].lower()}{own[1:]}" if self.titles else own


@dataclass(frozen=True)
class Section:
    """Boxes under one heading: a text of the page, or `titles` from the registers. One that `is_kept` is not shown; what
    was stored in its boxes stays.
    """

    name: str
    fields: tuple[Field, ...]
    titles: Mapping[str, str] | None = None
    is_folded: bool = False
    is_kept: bool = False


@dataclass(frozen=True)
class Filled:
    """Rows of one register as a form has them, and the boxes that the columns of each were written in."""

    kind: str
    rows: tuple[Mapping[str, str], ...]
    fields: tuple[Mapping[str, Field], ...]

    def field_of(self, problem: Problem, language: str) -> Field | None:
        """The box that a problem is about; None where it is about several, or about none."""
        if problem.row is None or not 0 < problem.row <= len(self.fields):
            return None
        boxes = self.fields[problem.row - 1].values()
        return next((field for field in boxes if field.column.labels[language] == problem.column), None)


@dataclass(frozen=True)
class Form:
    """A form: its sections, and what stands in its boxes before anybody writes. `by_itself` are those that no stored row gave."""

    name: str
    sections: tuple[Section, ...]
    base: Values
    by_itself: frozenset[str] = frozenset()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every box, in order."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The registers it fills, what others point at first."""
        found = {field.kind for field in self.fields}
        return tuple(kind for kind in schema.kinds() if kind in found)

    def filled(self, values: Values, dialogue_id: str) -> tuple[Filled, ...]:
        """The rows, register by register: those with something in one of their boxes that did not stand there by itself."""
        return tuple(self._filled(kind, values, dialogue_id) for kind in self.kinds)

    def _filled(self, kind: str, values: Values, dialogue_id: str) -> Filled:
        makers: dict[tuple[tuple[str, str], ...], dict[str, Field]] = {}
        shared = [field for field in self.fields if field.kind == kind and field.is_shared]
        for field in self.fields:
            if field.kind == kind and not field.is_shared:
                makers.setdefault(field.row, {})[field.column.name] = field
        rows, fields = [], []
        for row, own in makers.items():
            if kind != "dialogues" and not any(self._is_written(field, values) for field in own.values()):
                continue
            boxes = {**own, **{field.column.name: field for field in shared if set(field.row) <= set(row)}}
            written = {name: values.get(field.name, "") for name, field in boxes.items()}
            rows.append({**written, **dict(row), "dialogue_id": written.get("dialogue_id") or dialogue_id})
            fields.append(boxes)
        return Filled(kind, tuple(rows), tuple(fields))

    def _is_written(self, field: Field, values: Values) -> bool:
        text = values.get(field.name, "")
        return bool(text.strip()) and not (field.name in self.by_itself and text == self.base.get(field.name))


def dialogue(parts: Sequence[str], stored: pl.DataFrame, today: date) -> Form:
    """A dialogue: the five duties first. `stored` is its row, or none for a new one; `parts` are the areas to choose among."""
    columns = schema.load("dialogues").columns
    rest = tuple(name for name in columns if name not in (*DUTIES, *ABOUT))
    sections = tuple(
        Section(name, tuple(_of_dialogue(column, parts) for column in names), is_folded=name == "more")
        for name, names in (("duties", DUTIES), ("about", ABOUT), ("more", rest))
    )
    base = {"start_time": today.isoformat(), "classification": "citizen_dialogue"}
    return Form("dialog", sections, _texts(stored, columns) if stored.height else base)


def conversation(parts: Sequence[str], before: pl.DataFrame, today: date) -> Form:
    """A single conversation, entered in under a minute: what it was about, the duties, and those who took part by sex.

    `before` is the row of the conversation entered last, if any: what the two have in common is filled in.
    """
    columns = schema.load("dialogues").columns
    repeated = {name: text for name, text in _texts(before, columns).items() if name in REPEATED}
    sections = (
        Section("conversation", tuple(_of_dialogue(name, parts) for name in CONVERSATION)),
        Section("duties", tuple(_of_dialogue(name, parts) for name in DUTIES)),
        *_counted("gender", _categories("gender", (), ()), ("count",)),
        Section("kept", tuple(_of_dialogue(name, parts) for name in ("classification", "status")), is_kept=True),
    )
    base = {"start_time": today.isoformat(), "classification": "conversation", "status": "held", "gender.method": "observation"}
    return Form("samtal", sections, {**base, **repeated})


def attendance(parts: Sequence[str], stored: pl.DataFrame) -> Form:
    """Who was there and who spoke: sex, age, area, role and first time, then what else is stored or can be told."""
    columns = schema.load("attendance").columns
    others = [name for name in _choices_of(columns["dimension"]) if name not in DIMENSIONS]
    there = stored.select("dimension", "category").rows()
    sections: list[Section] = []
    base = {}
    for dimension in (*DIMENSIONS, *others):
        own = [category for name, category in there if name == dimension]
        categories = _categories(dimension, parts, own)
        if categories:
            sections += _counted(dimension, categories, COUNTS, is_folded=dimension not in DIMENSIONS)
            base[f"{dimension}.method"] = "observation"
    for row in stored.iter_rows(named=True):
        for name in (*COUNTS, *SHARED):
            place = (row["dimension"], row["category"]) if name in COUNTS else (row["dimension"],)
            base[".".join((*place, name))] = written(row[name])
    return Form("narvaro", tuple(sections), base)


def feedback(dialogue_id: str, owner: str, stored: pl.DataFrame) -> Form:
    """The three promises of a dialogue, each with day and owner; `owner` is whom the dialogue names for its feedback."""
    columns = schema.load("feedback").columns
    sections, base, by_itself = [], {}, set()
    for number, promise in enumerate(columns["promise"].choices, start=1):
        row = (("promise", promise.code),)
        shown = [name for name in PROMISED if name not in ("outcome", "reason") or promise.code == "effect"]
        kept = ["feedback_id", *(name for name in PROMISED if name not in shown)]

        def box(name: str, row=row, promise=promise, is_shared: bool = False) -> Field:
            column = columns[name]
            return Field(f"{promise.code}.{name}", "feedback", column, row, promise.labels, column.choices, is_shared)

        sections.append(Section(promise.code, tuple(box(name) for name in shown), titles=promise.labels))
        sections.append(Section(f"{promise.code}_kept", tuple(box(name, is_shared=True) for name in kept), is_kept=True))
        told = stored.filter(pl.col("promise") == promise.code)
        own = {f"{promise.code}.{name}": text for name, text in _texts(told, columns).items()}
        base |= own or {f"{promise.code}.feedback_id": f"A-{dialogue_id}-{number}", f"{promise.code}.owner": owner}
        if not own:
            by_itself.add(f"{promise.code}.owner")
    return Form("aterkoppling", tuple(sections), base, frozenset(by_itself))


def missing_duties(row: Mapping[str, str]) -> tuple[str, ...]:
    """The duties that a row as it is written lacks."""
    return tuple(name for name in DUTIES if not row.get(name, "").strip())


def completeness(dialogues: pl.DataFrame) -> tuple[int, int]:
    """How many dialogues have all five duties, and how many there are; cancelled ones are left out."""
    due = dialogues.filter(pl.col("status").ne_missing("cancelled"))
    return due.select(pl.all_horizontal(pl.col(name).is_not_null() for name in DUTIES).sum()).item(), due.height


def next_id(taken: Iterable[str], year: int) -> str:
    """`D-2026-015` where the highest number of the year so far is 14."""
    numbers = [int(match[1]) for name in taken if (match := re.fullmatch(rf"D-{year}-(\d{{1,9}})", name, re.ASCII))]
    return f"D-{year}-{max(numbers, default=0) + 1:03d}"


def written(value: object) -> str:
    """A stored value as it is written in a box; the empty text for what is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if value.time() != datetime.min.time() else f"{value:%Y-%m-%d}"
    return str(value)


def _texts(stored: pl.DataFrame, columns: Iterable[str]) -> dict[str, str]:
    """The texts of the one row there is, or nothing."""
    return {name: written(value) for name, value in stored.row(0, named=True).items() if name in columns} if stored.height else {}


def _of_dialogue(name: str, parts: Sequence[str]) -> Field:
    column = schema.load("dialogues").columns[name]
    return Field(name, "dialogues", column, choices=_named(parts) if name == "area_code" else column.choices)


def _counted(
    dimension: str, categories: Sequence[Choice], counts: Sequence[str], is_folded: bool = False
) -> tuple[Section, Section]:
    """The section of a dimension, its method last, and one that keeps what is stored and not asked for."""
    columns = schema.load("attendance").columns
    rows = [(category, (("dimension", dimension), ("category", category.code))) for category in categories]

    def boxes(names: Sequence[str]) -> tuple[Field, ...]:
        return tuple(
            Field(f"{dimension}.{category.code}.{name}", "attendance", columns[name], row, category.labels)
            for category, row in rows
            for name in names
        )

    titles = _choices_of(columns["dimension"])[dimension].labels

    def together(name: str) -> Field:
        column, own = columns[name], (("dimension", dimension),)
        return Field(f"{dimension}.{name}", "attendance", column, own, titles, column.choices, is_shared=True)

    shown = boxes(counts) if counts == ("count",) else (*boxes(counts), together("method"))
    kept = (together("method"), together("missing_count")) if counts == ("count",) else (together("missing_count"),)
    return (
        Section(dimension, shown, titles=titles, is_folded=is_folded),
        Section(f"{dimension}_kept", kept, is_kept=True),
    )


def _categories(dimension: str, parts: Sequence[str], stored: Sequence[str]) -> tuple[Choice, ...]:
    """What may be counted in a dimension: its list, or the parts and those not stated; and whatever is stored already."""
    listed = schema.load("attendance").choices_by_dimension("category").get(dimension, ())
    if dimension == "area":
        listed = (*_named(parts), next(choice for choice in schema.lists()["gender"] if choice.code == "unknown"))
    known = {choice.code for choice in listed}
    return (*listed, *_named(dict.fromkeys(category for category in stored if category not in known)))


def _choices_of(column: Column) -> dict[str, Choice]:
    return {choice.code: choice for choice in column.choices}


def _named(names: Iterable[str]) -> tuple[Choice, ...]:
    """Names that are their own codes, the same in both languages."""
    return tuple(Choice(name, dict.fromkeys(LANGUAGES, name)) for name in names)
