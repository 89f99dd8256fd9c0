"""Warehouses for the tests of datasets: a tiny one made from given rows, and the one the repository itself builds."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pytest

from spegel.settings import project_root
from spegel.warehouse import Warehouse, open_current, open_file

Row = Mapping[str, object]

# What stands in a column that a test does not care about and that must not be null.
_FILLING = {"VARCHAR": "-", "DATE": date(2022, 9, 11), "INTEGER": 0, "DOUBLE": 0.0, "BOOLEAN": False}


@cache
def public_columns() -> dict[str, dict[str, tuple[str, bool]]]:
    """Every published table: column -> (type, may be null)."""
    tables = tomllib.loads((project_root() / "queries" / "public.toml").read_text(encoding="utf-8"))
    return {
        table: {
            column: (kind.removesuffix("?"), kind.endswith("?"))
            for column, kind in ((column, text.split("|")[0].strip()) for column, text in entry["columns"].items())
        }
        for table, entry in tables.items()
    }


def create(path: Path, tables: Mapping[str, list[Row]]) -> None:
    """Write a database with every published table, holding `tables`."""
    with duckdb.connect(path) as connection:
        connection.begin()
        for table, columns in public_columns().items():
            definitions = (f'"{name}" {kind}{"" if nullable else " NOT NULL"}' for name, (kind, nullable) in columns.items())
            connection.execute(f'CREATE TABLE "{table}" ({", ".join(definitions)})')
        for table, rows in tables.items():
            columns = public_columns()[table]
            for row in rows:
                if unknown := set(row) - set(columns):
                    raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
                values = [row.get(name, None if nullable else _FILLING[kind]) for name, (kind, nullable) in columns.items()]
                connection.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(values))})', values)
        connection.commit()


@pytest.fixture
def given(tmp_path: Path) -> Iterator[Callable[..., Warehouse]]:
    """`given(fact_turnout=[{...}], ...)`: a published file with these rows and every other table empty.

    A column that is left out is null where it may be, else filled with something that means nothing.
    """
    numbers = itertools.count()
    opened: list[Warehouse] = []

    def make(**tables: list[Row]) -> Warehouse:
        path = tmp_path / f"given-{next(numbers)}.duckdb"
        create(path, tables)
        opened.append(open_file(path))
        return opened[-1]

    yield make
    for warehouse in opened:
        warehouse.close()


@pytest.fixture(scope="session")
def reference_warehouse(shipped: Path) -> Iterator[Warehouse]:
    """What the repository itself ships, built by the product's own build."""
    warehouse = open_current(shipped)
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Every published table, without a row."""
    path = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    create(path, {})
    warehouse = open_file(path)
    yield warehouse
    warehouse.close()
