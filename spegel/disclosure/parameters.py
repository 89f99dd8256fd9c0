"""The numbers of the disclosure control, read from `queries/disclosure.toml`, and the sentences that tell them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spegel import i18n
from spegel.core import BuildError, Problem
from spegel.settings import project_root

CLASSES = ("persons", "sensitive", "screen")

LEAST = {"group_limit": 2, "threshold": 3, "rate_base": 10, "values_by_reason": 2, "base": 5, "least": 10}
"""Smallest value of each number. A threshold of 1 would be a switch that turns protection off."""


@dataclass(frozen=True)
class Class:
    """How strictly one kind of table is protected.

    A count from 1 to `threshold` - 1 is hidden, and each hidden cell keeps at least `threshold` possible values; shares on
    fewer than `rate_base` are hidden; with the printed reasons known, `values_by_reason` values remain.
    """

    threshold: int
    rate_base: int
    values_by_reason: int


@dataclass(frozen=True)
class Rounding:
    """Numbers of the method `rounding`: counts become multiples of `base` and are shown only from `least`."""

    base: int
    least: int


@dataclass(frozen=True)
class Parameters:
    """All numbers: `group_limit` is common, `rounding` is for tables of that method, the rest stands by class."""

    group_limit: int
    classes: Mapping[str, Class]
    rounding: Rounding


def read(path: Path) -> Parameters:
    """The parameters in `path`. Raises BuildError naming every number that is missing, unknown or too low."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    classes, rounding = content.pop("classes", {}), content.pop("rounding", {})
    problems = _problems(path.name, "", content, {"group_limit"})
    problems += _problems(path.name, "rounding.", rounding, {"base", "least"})
    for name in sorted(set(CLASSES).symmetric_difference(classes)):
        problems.append(Problem("disclosure_parameter", path.name, column=name, value=""))
    for name, numbers in classes.items():
        problems += _problems(path.name, f"{name}.", numbers, {"threshold", "rate_base", "values_by_reason"})
    if problems:
        raise BuildError(problems)
    return Parameters(content["group_limit"], {name: Class(**numbers) for name, numbers in classes.items()}, Rounding(**rounding))


@cache
def parameters() -> Parameters:
    """The parameters of the product."""
    return read(project_root() / "queries" / "disclosure.toml")


def sentences(language: str) -> list[str]:
    """Every rule with its number, in words, for the method page."""
    found = parameters()
    by_class = {name: found.classes[name] for name in CLASSES}
    lines = [i18n.text(f"disclosure.class.{name}", language, **vars(numbers)) for name, numbers in by_class.items()]
    rules = ("group", "complement", "secondary", "reasons", "rows", "rounding", "no_switch")
    numbers = {
        "group_limit": found.group_limit,
        "values": found.classes["persons"].values_by_reason,
        "sensitive_values": found.classes["sensitive"].values_by_reason,
        **vars(found.rounding),
    }
    return lines + [i18n.text(f"disclosure.rule.{rule}", language, **numbers) for rule in rules]


def _problems(file: str, prefix: str, numbers: Mapping[str, object], wanted: set[str]) -> list[Problem]:
    return [
        Problem("disclosure_parameter", file, column=f"{prefix}{name}", value=str(numbers.get(name)))
        for name in sorted(wanted | set(numbers))
        if name not in wanted or type(numbers.get(name)) is not int or numbers[name] < LEAST[name]
    ]
