"""Example registers as files an official could have filled in: Swedish headers and values, ready to look at or to import."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from spegel.i18n import DEFAULT_LANGUAGE
from spegel.registers import schema
from spegel.registers.example import registers
from spegel.registers.example.place import Place
from spegel.registers.schema import Column

PREFIX = "exempel"
"""Begins every file name."""


def write(place: Place, folder: Path) -> list[Path]:
    """One CSV file a register (UTF-8 with its mark, semicolons), in the order they can be imported; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, (kind, frame) in enumerate(registers(place).items(), start=1):
        register = schema.load(kind)
        cells = frame.select(
            _written(column).alias(column.labels[DEFAULT_LANGUAGE]) for column in register.columns.values() if column.is_stored
        )
        paths.append(folder / f"{PREFIX}-{number:02d}-{register.name_sv}.csv")
        cells.write_csv(paths[-1], separator=";", include_bom=True)
    return paths


def _written(column: Column) -> pl.Expr:
    cell = pl.col(column.name)
    if column.choices:
        labels = {choice.code: choice.labels[DEFAULT_LANGUAGE] for choice in column.choices}
        return cell.replace_strict(labels, return_dtype=pl.String)
    if column.type == "boolean":
        return pl.when(cell).then(pl.lit("ja")).when(~cell).then(pl.lit("nej"))
    if column.type == "datetime":
        return cell.dt.to_string("%Y-%m-%d %H:%M")
    if column.type == "decimal":
        return cell.cast(pl.String).str.replace(".", ",", literal=True)
    return cell
