"""Published versions to look at, and pages opened in them without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from spegel import versions
from spegel.settings import project_root
from spegel.ui import sitemap
from spegel.ui.publishing import Publisher

ONE_DISTRICT = "01270131"
"""A district of Botkyrka that there has been at every election since 2010."""


@pytest.fixture(scope="session")
def normal(shipped: Path) -> Path:
    """The warehouse that the repository itself builds."""
    return shipped


@pytest.fixture(scope="session")
def empty(normal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same tables without a single row in them, but for the version itself."""

    def clear(connection: duckdb.DuckDBPyConnection) -> None:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            if table != "meta_build":
                connection.execute(f'DELETE FROM "{table}"')

    return _changed(normal, tmp_path_factory.mktemp("empty"), clear)


@pytest.fixture(scope="session")
def one_district(normal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Botkyrka as if it had a single district, so that there is no gap, no neighbour and no rank."""

    def leave_one(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("DELETE FROM area_district WHERE district_code <> $code", {"code": ONE_DISTRICT})
        for table in ("fact_gap_verdict", "fact_moran", "district_neighbour"):
            connection.execute(f"DELETE FROM {table}")

    return _changed(normal, tmp_path_factory.mktemp("one"), leave_one)


@pytest.fixture(scope="session")
def fetched(normal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ships, with one key figure of Kolada and SCB's councils for Botkyrka and the rest of its county."""
    inside = "county_code = '01' AND area_level = 'kommun'"

    def add(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("INSERT INTO dim_kpi VALUES ('N05816', 'Kvinnor', NULL, 'power', 'share', false, 'women')")
        connection.execute(
            "INSERT INTO fact_official_indicator SELECT 'N05816', area_id, year::INTEGER, 'total', 0.4, NULL, 2022, "
            f"year <> 2022, NULL, 'kolada-groups' FROM dim_area, range(2022, 2026) AS years (year) WHERE {inside}"
        )
        connection.execute(
            "INSERT INTO fact_elected_official SELECT area_id, 'S', gender, 2022, 10, 'kolada-groups' "
            f"FROM dim_area, (VALUES ('women'), ('men')) AS sexes (gender) WHERE {inside}"
        )

    return _changed(normal, tmp_path_factory.mktemp("fetched"), add)


@pytest.fixture(scope="session")
def with_regso(normal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ships, as if the borders of two RegSO had been fetched: one with all places of dialogues, one with none."""
    ring = '{"type":"Polygon","coordinates":[[[17.6,59],[17.6,59.4],[18.1,59.4],[18.1,59],[17.6,59]]]}'

    def add(connection: duckdb.DuckDBPyConnection) -> None:
        for code, name in (("0127R001", "Albyberget"), ("0127R002", "Hamra")):
            connection.execute(
                "INSERT INTO geo_regso VALUES ('0127', $code, $name, 'regso2025', NULL, NULL, 'kolada-groups', $ring)",
                {"code": code, "name": name, "ring": ring},
            )
        connection.execute(
            "INSERT INTO dialogue_regso SELECT area_id, dialogue_id, '0127R001' FROM fact_dialogue "
            "WHERE area_id = '0127' AND lon IS NOT NULL"
        )

    return _changed(normal, tmp_path_factory.mktemp("regso"), add)


@pytest.fixture(scope="session")
def old_riksdag_at_home(normal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Botkyrka with riksdag elections to 2018 only; Järva has later ones, and others."""

    def forget(connection: duckdb.DuckDBPyConnection) -> None:
        kept = "election_id LIKE '%-RD' AND election_id < '2022'"
        connection.execute(f"DELETE FROM fact_turnout WHERE municipality_code = '0127' AND NOT ({kept})")

    return _changed(normal, tmp_path_factory.mktemp("old"), forget)


@pytest.fixture(scope="session")
def nothing_published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder without a version."""
    return tmp_path_factory.mktemp("nothing")


@pytest.fixture
def warehouses(normal: Path, empty: Path, one_district: Path) -> dict[str, Path]:
    return {"normal": normal, "empty": empty, "one district": one_district}


class Opened:
    """A page after its run: every piece of HTML on it, and what streamlit made of the rest."""

    def __init__(self, app: AppTest) -> None:
        self.app = app

    @property
    def html(self) -> str:
        return "\n".join(element.proto.body for element in self.app.get("html"))

    @property
    def charts(self) -> list:
        return [element.proto for element in self.app.get("plotly_chart")]

    def choose(self, name: str, value: str) -> Opened:
        """Pick a value in the widget of a choice, as a visitor does."""
        self.app.selectbox(key=f"choice_{name}").set_value(value)
        self.app.run()
        return self

    @property
    def address(self) -> dict[str, str]:
        return {name: value if isinstance(value, str) else value[0] for name, value in self.app.query_params.items()}


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The officials' pages as someone at this computer opens them; gives the folder of accepted registers, empty at first."""
    folder = tmp_path / "restricted"
    monkeypatch.setenv("SPEGEL_AUDIENCE", "officials")
    monkeypatch.setenv("SPEGEL_LOOPBACK", "1")
    monkeypatch.setenv("SPEGEL_RESTRICTED", str(folder))
    monkeypatch.setattr("spegel.ui.access._is_from_here", lambda: True)
    monkeypatch.setattr("spegel.ui.imports.PUBLISHER", Publisher())
    return folder


@pytest.fixture
def open_page(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, nothing_published: Path
) -> Iterator[Callable[..., Opened]]:
    """`open_page(folder, "metod", sprak="en")`: the page as a first visit of that address."""
    # Streamlit else reads about every installed package for each page that is opened, to find components; we have none.
    monkeypatch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)

    def open_one(folder: Path, page_id: str, **address: str) -> Opened:
        monkeypatch.setenv("SPEGEL_PROFILE", "botkyrka")
        if sitemap.page_of(page_id).audience == "officials":
            request.getfixturevalue("office")
        app = AppTest.from_file(project_root() / "app.py", default_timeout=60)
        if page_id != "start":
            # A page can only be switched to when the first one has named it, and with nothing published it does no more.
            monkeypatch.setenv("SPEGEL_WAREHOUSE", str(nothing_published))
            app.run()
            app.switch_page(str(sitemap.page_of(page_id).path.relative_to(project_root())))
        monkeypatch.setenv("SPEGEL_WAREHOUSE", str(folder))
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        return Opened(app)

    yield open_one
    st.cache_resource.clear()


def _changed(original: Path, folder: Path, change: Callable[[duckdb.DuckDBPyConnection], None]) -> Path:
    version = versions.current(original)
    shutil.copy(versions.path_of(original, version), versions.path_of(folder, version))
    with duckdb.connect(versions.path_of(folder, version)) as connection:
        change(connection)
    versions.move_pointer(folder, version)
    return folder
