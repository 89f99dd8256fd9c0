"""Every text a person reads, in Swedish and English, from `spegel/texts/*.toml`.

A text is a table with the two languages side by side, so that neither can be forgotten:

    [turnout.title]
    sv = "Valdeltagande i {election}"
    en = "Turnout in {election}"

The key is the dotted path without the file name. A missing key raises: it is a fault of ours, and loud.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from spegel.core import Problem

LANGUAGES = ("sv", "en")
DEFAULT_LANGUAGE = "sv"

_FOLDER = Path(__file__).parent / "texts"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every text: key -> language -> text. Raises ValueError where a key stands twice or lacks a language."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        for key, entry in _leaves(tomllib.loads(path.read_text(encoding="utf-8"))):
            if key in texts:
                raise ValueError(f"{path.name}: the text {key} stands twice")
            if set(entry) != set(LANGUAGES):
                raise ValueError(f"{path.name}: {key} must have exactly {LANGUAGES}")
            texts[key] = entry
    return texts


def text(key: str, language: str, **blanks: object) -> str:
    """The text under `key` in `language`, its blanks filled. Raises KeyError for an unknown key or a blank not given."""
    return catalogue()[key][language].format_map(blanks)


def explain(problem: Problem, language: str) -> str:
    """A problem as sentences: where, what is wrong, how to mend it."""
    rows = {"sv": "rad", "en": "row"}
    columns = {"sv": "kolumn", "en": "column"}
    place = [
        part
        for part in (
            problem.file,
            f"{rows[language]} {problem.row}" if problem.row is not None else "",
            f"{columns[language]} {problem.column}" if problem.column else "",
        )
        if part
    ]
    blanks = {"value": problem.value, "file": problem.file, "row": problem.row, "column": problem.column, **problem.details}
    what = text(f"problem.{problem.rule}.what", language, **blanks)
    remedy = text(f"problem.{problem.rule}.remedy", language, **blanks)
    return (", ".join(place) + ": " if place else "") + f"{what} {remedy} [{problem.rule}]"


def _leaves(node: Mapping, path: str = ""):
    if node and all(isinstance(value, str) for value in node.values()):
        yield path, dict(node)
        return
    for name, child in node.items():
        if not isinstance(child, Mapping):
            raise ValueError(f"{path}.{name}: a text must have the languages {LANGUAGES}")
        yield from _leaves(child, f"{path}.{name}" if path else name)
