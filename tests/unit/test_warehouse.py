"""The published file is read-only and shut: what `SECURITY.md` promises of it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from spegel import versions, warehouse
from spegel.core import WarehouseError
from spegel.disclosure import allow_list
from spegel.warehouse import Warehouse


@pytest.fixture
def opened(tmp_path: Path):
    """A published file without a row, opened as the app opens it."""
    path = tmp_path / "spegel-2022-09-11-0123456789ab.duckdb"
    write(path)
    warehouse_of_path = warehouse.open_file(path)
    yield warehouse_of_path
    warehouse_of_path.close()


def write(path: Path, without: str = "") -> None:
    with duckdb.connect(path) as connection:
        for table in allow_list().values():
            if table.name != without:
                connection.execute(table.create_sql)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO dim_election VALUES ('2022-KF', 'KF', DATE '2022-09-11', 2022, 'valdistrikt2022')",
        "DROP TABLE fact_turnout",
        "CREATE TABLE mine (a INTEGER)",
    ],
)
def test_the_published_file_is_read_only(opened: Warehouse, statement: str):
    with pytest.raises(duckdb.Error, match="read-only"):
        opened.cursor().execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('{outside}')",
        "SELECT * FROM read_csv('{outside}')",
        "SELECT * FROM '{outside}'",
        "COPY (SELECT 1) TO '{outside}'",
        "ATTACH '{outside}' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
    ],
)
def test_nothing_outside_the_published_file_is_reached(opened: Warehouse, tmp_path: Path, statement: str):
    outside = tmp_path / "secret.csv"
    outside.write_text("a\n1\n")
    with pytest.raises(duckdb.Error):
        opened.cursor().execute(statement.format(outside=outside))
    assert outside.read_text() == "a\n1\n"


@pytest.mark.parametrize(
    "statement",
    ["SET enable_external_access = true", "SET lock_configuration = false", "SET memory_limit = '90GB'", "RESET ALL"],
)
def test_the_hardening_cannot_be_undone(opened: Warehouse, statement: str):
    with pytest.raises(duckdb.Error):
        opened.cursor().execute(statement)


def test_variables_of_the_program_are_no_tables(opened: Warehouse):
    private = pl.DataFrame({"secret": [1]})
    with pytest.raises(duckdb.CatalogException):
        opened.cursor().execute("SELECT * FROM private")
    assert private.height == 1
    # Shut twice: without outside access there are no replacements either, and this alone would do.
    assert opened.cursor().sql("SELECT current_setting('python_enable_replacements')").fetchall() == [(False,)]


def test_a_file_that_is_not_as_the_allow_list_has_it_is_not_opened(tmp_path: Path):
    path = tmp_path / "old.duckdb"
    write(path, without="meta_build")
    with pytest.raises(WarehouseError, match="version_outdated"):
        warehouse.open_file(path)
    (tmp_path / "no.duckdb").write_bytes(b"something else entirely" * 1000)
    with pytest.raises(WarehouseError, match="version_unreadable"):
        warehouse.open_file(tmp_path / "no.duckdb")


def test_without_a_version_it_is_said(tmp_path: Path):
    with pytest.raises(WarehouseError, match="nothing_published"):
        warehouse.open_current(tmp_path)
    versions.move_pointer(tmp_path, "spegel-2022-09-11-0123456789ab")
    with pytest.raises(WarehouseError, match="version_missing"):
        warehouse.open_current(tmp_path)


def test_a_version_is_opened_once_and_each_call_gets_a_cursor_of_its_own(tmp_path: Path):
    version = "spegel-2022-09-11-0123456789ab"
    write(versions.path_of(tmp_path, version))
    versions.move_pointer(tmp_path, version)
    first = warehouse.open_current(tmp_path)
    assert warehouse.open_current(tmp_path) is first
    assert (first.version, first.path) == (version, versions.path_of(tmp_path, version))
    assert first.cursor() is not first.cursor()


@pytest.mark.parametrize("pointer", ["../../etc/passwd", "/etc/passwd", "spegel-2022-09-11-0123456789ab/../x", ""])
def test_the_pointer_never_leads_out_of_its_folder(tmp_path: Path, pointer: str):
    (tmp_path / versions.POINTER).write_text(pointer)
    with pytest.raises(WarehouseError, match="broken_pointer"):
        warehouse.open_current(tmp_path)
