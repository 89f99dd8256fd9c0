"""The indicator registry: one file per indicator, the only home of its name, definition, unit and direction.

Pages, tooltips, exports, the method page and the tests read it; nothing says these things a second time. An id never
changes meaning: a changed definition gets a new id.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from spegel.i18n import LANGUAGES
from spegel.settings import project_root

UNITS = ("share", "percentage_points", "ballots", "persons", "index", "ratio", "text", "districts", "days", "number", "kronor")
DIRECTIONS = ("higher", "lower", "balance", "none")
KINDS = ("primary", "core", "more", "building_block")


@dataclass(frozen=True)
class Indicator:
    """One measure. Texts are in both languages: `name["sv"]`, `name["en"]`.

    `dataset` and `column` say where its values are; `clauses` which requirements it follows up; `formula` is plain
    text; `edge_cases` what happens at the edges; `caveats` what the figure must not be taken to say.
    """

    id: str
    kind: str
    area: str  # page area, such as valdeltagande
    unit: str
    direction: str
    dataset: str
    column: str
    breakdowns: tuple[str, ...]
    chart: str
    clauses: tuple[str, ...]
    source: str
    formula: str
    name: Mapping[str, str]
    definition: Mapping[str, str]
    why: Mapping[str, str]
    base: Mapping[str, str]
    caveats: Mapping[str, str]
    edge_cases: Mapping[str, str]
    owner: Mapping[str, str]
    reviewed: str
    review_due: str


def folder() -> Path:
    """Where the indicator files lie."""
    return project_root() / "queries" / "indicators"


@cache
def all_indicators() -> Mapping[str, Indicator]:
    """Every indicator by id, in order. Raises ValueError for a file that is not complete or says something unknown."""
    return {path.stem: parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder().glob("*.toml"))}


def get(indicator_id: str) -> Indicator:
    """The indicator with this id. Raises KeyError when there is none."""
    return all_indicators()[indicator_id]


def parse(name: str, source: str) -> Indicator:
    """An indicator from the text of its file, whose name is its id. Raises ValueError when something is missing or unknown."""
    entries = tomllib.loads(source)
    names = {field.name for field in fields(Indicator)}
    if set(entries) != names:
        raise ValueError(f"{name}: missing {sorted(names - set(entries))}, unknown {sorted(set(entries) - names)}")
    if entries["id"] != name:
        raise ValueError(f"{name}: its id says {entries['id']}")
    for key, allowed in (("unit", UNITS), ("direction", DIRECTIONS), ("kind", KINDS)):
        if entries[key] not in allowed:
            raise ValueError(f"{name}: {key} is {entries[key]}, not one of {allowed}")
    for key in (field.name for field in fields(Indicator) if field.type == "Mapping[str, str]"):
        value = entries[key]
        if not isinstance(value, dict) or set(value) != set(LANGUAGES) or not all(value.values()):
            raise ValueError(f"{name}: {key} must have a text in each of {LANGUAGES}")
    return Indicator(**{key: tuple(value) if isinstance(value, list) else value for key, value in entries.items()})
