"""What `SECURITY.md` promises of the published file and of the server's answers."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import duckdb
import httpx
import pytest
from starlette.applications import Starlette

from spegel import server, versions, warehouse
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


def answer(path: str, **headers: str) -> httpx.Response:
    """What our own routes and middleware answer, without a socket."""
    app = Starlette(routes=server.routes(), middleware=server.middleware())

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(ask())


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
    import polars

    private = polars.DataFrame({"secret": [1]})
    with pytest.raises(duckdb.CatalogException):
        opened.cursor().execute("SELECT * FROM private")
    assert private.height == 1


def test_a_file_that_is_not_as_the_allow_list_has_it_is_not_opened(tmp_path: Path):
    path = tmp_path / "old.duckdb"
    write(path, without="meta_build")
    with pytest.raises(WarehouseError, match="version_outdated"):
        warehouse.open_file(path)
    (tmp_path / "no.duckdb").write_bytes(b"something else entirely" * 1000)
    with pytest.raises(WarehouseError, match="version_unreadable"):
        warehouse.open_file(tmp_path / "no.duckdb")


@pytest.mark.parametrize("pointer", ["../../etc/passwd", "/etc/passwd", "spegel-2022-09-11-0123456789ab/../x", ""])
def test_the_pointer_never_leads_out_of_its_folder(tmp_path: Path, pointer: str):
    (tmp_path / versions.POINTER).write_text(pointer)
    with pytest.raises(WarehouseError, match="broken_pointer"):
        warehouse.open_current(tmp_path)


@pytest.mark.parametrize("path", ["/health", "/", "/finns-inte", "/geo/topojson/world_110m.json", "/look/nothing.css"])
def test_every_answer_carries_the_rules_of_safety(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SPEGEL_WAREHOUSE", str(tmp_path))
    headers = answer(path).headers
    rules = headers["content-security-policy"].split("; ")
    policy = {name: sources for name, _, sources in (rule.partition(" ") for rule in rules)}
    assert policy["default-src"] == "'self'"
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'self'", "'self'")
    assert "unsafe" not in policy["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_no_rule_and_no_first_page_names_another_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SPEGEL_WAREHOUSE", str(tmp_path))
    assert not re.search(r"https?:|\*", server.security_headers()["Content-Security-Policy"])
    for path in ("/", "/metod?sprak=en", "/finns-inte"):
        assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", answer(path).text), path


@pytest.mark.parametrize(
    "path",
    [
        "/geo/spegel-2022-09-11-0123456789ab/0127/valdistrikt2022.geojson",
        "/geo/..%2F..%2Fsecret/0127/valdistrikt2022.geojson",
        "/geo/spegel-2022-09-11-0123456789ab/0127'--/valdistrikt2022.geojson",
        "/geo/spegel-2022-09-11-0123456789ab/0127/2022.geojson",
    ],
)
def test_a_map_of_something_foreign_is_not_found(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SPEGEL_WAREHOUSE", str(tmp_path))
    assert answer(path).status_code == 404


def test_what_stands_in_an_address_is_never_echoed():
    found = answer("/finns-inte?sprak=<script>alert(1)</script>")
    assert found.status_code == 404
    assert "alert" not in found.text
