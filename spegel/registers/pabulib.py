"""Pabulib's `.pb` files of participatory budgets: projects as they stand, voters counted as the file is read.

Three sections, META, PROJECTS and VOTES, each with a header row after its title. A voter is a person: what leaves this
module is the number of voters by sex, age and area, and never a ballot.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

import polars as pl

from spegel.core import Problem, SourceError
from spegel.registers.cells import age_group, integer
from spegel.registers.reading import Grid, text_rows
from spegel.sources.documents import Document

_SEPARATOR = ";"
_SECTIONS = ("META", "PROJECTS", "VOTES")
_SEXES = {"F": "women", "M": "men"}


def recognises(document: Document) -> bool:
    """True for text whose first line with anything in it is META."""
    return document.kind == "text" and next((line.strip() for line in document.head().splitlines() if line.strip()), "") == "META"


def read(document: Document, kind: str) -> Grid:
    """The file as rows of `budget_projects` or `budget_voters`, under the registers' own column names.

    Raises SourceError where a section or a required column is missing, or for another kind.
    """
    if kind not in ("budget_projects", "budget_voters"):
        raise SourceError(Problem("pabulib_kind", document.name, details={"allowed": "budget_projects, budget_voters"}))
    sections = _sections(document)
    meta = {row["key"]: row.get("value", "") for _, row in sections["META"]}
    instance = meta.get("instance") or meta.get("date_begin", "")
    if kind == "budget_projects":
        return _grid(document, list(_projects(sections["PROJECTS"], instance, meta.get("budget", ""))))
    return _grid(document, list(_voters(sections["VOTES"], instance)))


def _sections(document: Document) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """Section -> (row of the file, cells by header)."""
    needed = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
    found: dict[str, list[tuple[int, dict[str, str]]]] = {}
    current, headers, problems = "", None, []
    try:
        for number, row in enumerate(text_rows(document, _SEPARATOR), start=1):
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if cells[0] in _SECTIONS and not any(cells[1:]):
                current, headers = cells[0], None
                found[current] = []
            elif headers is None:
                headers = cells
                if missing := [name for name in needed[current] if name not in headers]:
                    details = {"section": current, "columns": ", ".join(missing)}
                    problems.append(Problem("pabulib_columns", document.name, number, details=details))
            else:
                found[current].append((number, dict(zip(headers, cells, strict=False))))
    except csv.Error as error:
        raise SourceError(Problem("text_broken", document.name, details={"reason": str(error)})) from error
    if missing := [name for name in _SECTIONS if name not in found]:
        problems.append(Problem("pabulib_sections", document.name, details={"sections": ", ".join(missing)}))
    if problems:
        raise SourceError(problems)
    return found


def _projects(rows: list[tuple[int, dict[str, str]]], instance: str, budget: str) -> Iterator[dict[str, object]]:
    for number, row in rows:
        selected = {"1": "ja", "0": "nej"}.get(row.get("selected", ""), row.get("selected", ""))
        kept = {name: row.get(name, "") for name in ("project_id", "cost", "category", "district", "votes")}
        name = row.get("name") or row.get("project_id", "")
        yield {"row": number, "instance": instance, "budget": budget, "name": name, "selected": selected, **kept}


def _voters(rows: list[tuple[int, dict[str, str]]], instance: str) -> Iterator[dict[str, object]]:
    counts: Counter[tuple[str, str]] = Counter()
    for _, row in rows:
        counts["gender", _SEXES.get(row.get("sex", ""), "unknown")] += 1
        if "age" in row:
            years = integer(row["age"])
            counts["age", "unknown" if years is None else age_group(years) or "unknown"] += 1
        if "neighborhood" in row:
            counts["area", row["neighborhood"] or "unknown"] += 1
    first = rows[0][0] if rows else 1
    for (dimension, category), count in sorted(counts.items()):
        yield {"row": first, "instance": instance, "dimension": dimension, "category": category, "count": str(count)}


def _grid(document: Document, rows: list[dict[str, object]]) -> Grid:
    names = [name for name in rows[0] if name != "row"] if rows else []
    frame = pl.DataFrame(
        {
            "row": [row["row"] for row in rows],
            **{str(place): [row[name] or None for row in rows] for place, name in enumerate(names)},
        },
        schema={"row": pl.Int64, **{str(place): pl.String for place in range(len(names))}},
    )
    return Grid(document.name, _SEPARATOR, 1, tuple(names), frame, is_rearranged=True)
