"""`spegel query`: any dataset on the command line, as a table to read, CSV or JSON to go on with."""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl
from rich.console import Console
from rich.table import Table

from spegel import fmt, i18n, profiles, query, warehouse
from spegel.settings import Settings

SIGNED = ("change", "difference", "bottom_change", "relative_change", "total_change", "previous_change")
"""Beginnings of columns in percentage points that are differences over time or from a mean: they carry their sign."""


def answer(chosen: Settings, name: str, given: Mapping[str, str], form: str, language: str) -> str:
    """The rows of dataset `name` as text in `form` (`table`, `csv` or `json`).

    CSV and JSON hold the values as the dataset has them, shares 0-1; the table shows them as a reader expects.
    Raises QueryError, WarehouseError or SettingsError.
    """
    opened = warehouse.open_current(chosen.warehouse)
    frame = query.run(opened, name, defaults(opened, chosen.profile), **given)
    if form == "csv":
        return frame.write_csv()
    if form == "json":
        return json.dumps(frame.to_dicts(), ensure_ascii=False, indent=2, default=str) + "\n"
    return _table(frame, query.load(name), language)


def catalogue() -> str:
    """Every dataset with its title and parameters, one a line."""
    lines = []
    for name in query.names():
        dataset = query.load(name)
        parameters = " ".join(
            f"--{key}" if parameter.is_required else f"[--{key}]" for key, parameter in dataset.parameters.items()
        )
        lines.append(f"{name} {parameters}".strip() + f"\n    {dataset.title}\n")
    return "".join(lines)


def defaults(opened: warehouse.Warehouse, profile_name: str) -> dict[str, str]:
    """What a profile fills in where a parameter is not given: see `query.DEFAULTS`.

    Raises SettingsError for an unknown profile.
    """
    areas = query.run(opened, "area_list")
    profile = profiles.load(profile_name, dict(areas.select("area_id", "area_name").iter_rows()))
    values = {"area": profile.area_id, "municipality": profile.municipality, "election_type": profile.default_election_type}
    elections = query.run(opened, "election_list", area=profile.area_id)
    latest = elections.filter(pl.col("has_districts") & (pl.col("election_type") == profile.default_election_type)).sort(
        "election_date"
    )
    if not latest.is_empty():
        values["latest_election"] = latest["election_id"][-1]
    return values


def _table(frame: pl.DataFrame, dataset: query.Dataset, language: str) -> str:
    if frame.is_empty():
        return i18n.text("query.no_rows", language) + "\n"
    table = Table(title=dataset.title, title_justify="left", box=None, pad_edge=False)
    for name, dtype in frame.schema.items():
        table.add_column(name, justify="right" if dtype.is_numeric() else "left")
    for row in frame.iter_rows(named=True):
        table.add_row(*(_cell(dataset.columns[name], value, language) for name, value in row.items()))
    # As wide as the content: a table on the command line is often piped on, and a wrapped cell cannot be read.
    console = Console(width=10_000, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _cell(column: query.Column, value: object, language: str) -> str:
    name = column.name
    if value is None:
        # A number that is not known is said to be missing; a text that is not there, such as a reason, is not needed.
        return "" if column.type == "text" else fmt.missing(language)
    if name.endswith("_share"):
        return fmt.percent(value, language, 2)
    if name.endswith("_pp"):
        return fmt.number(value, language, 2, signed=name.startswith(SIGNED) or "_to_" in name)
    if name.endswith("_count"):
        return fmt.count(value, language)
    if isinstance(value, float):
        return fmt.number(value, language, 3)
    return str(value)
