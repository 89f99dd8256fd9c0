"""The build as a whole: what it publishes, when it does nothing, and what a failure leaves behind."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import duckdb
import pytest

from spegel import settings, versions
from spegel.build import build
from spegel.build.audit import audit
from spegel.core import BuildError, SettingsError, SourceError
from spegel.disclosure import allow_list
from spegel.warehouse import open_current

BROKEN_FILES = {
    "a_web_page.zip": (b"<!DOCTYPE html><html><body>404 Not found</body></html>", "html_instead_of_data"),
    "cut_off.zip": (b"PK\x03\x04" + b"\x00" * 40, "truncated_zip"),
    "named_like_a_workbook.xlsx": (b"Valdistriktskod;Antal", "not_a_zip"),
    "nothing.xml": (b"", "empty_file"),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> settings.Settings:
    """A warehouse with one version, built from what the repository ships. Not to be changed."""
    chosen = settings.Settings(warehouse=tmp_path_factory.mktemp("published"))
    build(chosen)
    return chosen


@pytest.fixture
def own(published, tmp_path) -> settings.Settings:
    """A copy of the published warehouse that a test may change."""
    folder = tmp_path / "warehouse"
    shutil.copytree(published.warehouse, folder)
    return settings.Settings(warehouse=folder)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_first_build_publishes_and_points_at_it(published):
    version = versions.current(published.warehouse)
    assert contents(published.warehouse).keys() == {"CURRENT", f"{version}.duckdb"}
    assert open_current(published.warehouse).version == version


def test_version_carries_the_day_of_the_latest_election(published):
    assert versions.current(published.warehouse).startswith("spegel-2026-09-13-")


def test_same_inputs_give_the_same_version_and_nothing_to_do(own):
    before = contents(own.warehouse)
    report = build(own)
    assert (report.is_new, report.is_published) == (False, False)
    assert contents(own.warehouse) == before


def test_a_rebuild_elsewhere_gives_the_same_version_and_the_same_rows(published, tmp_path):
    again = settings.Settings(warehouse=tmp_path)
    assert build(again).version == versions.current(published.warehouse)
    for name in allow_list():
        rows = [open_current(each.warehouse).cursor().table(name).fetchall() for each in (published, again)]
        assert rows[0] == rows[1], name


def test_an_older_version_of_the_same_inputs_is_pointed_at_again(own):
    version = versions.current(own.warehouse)
    versions.move_pointer(own.warehouse, "spegel-2022-09-11-000000000000")
    report = build(own)
    assert (report.version, report.is_new, report.is_published) == (version, False, True)
    assert versions.current(own.warehouse) == version


def test_a_broken_pointer_is_mended_by_a_build(own):
    version = versions.current(own.warehouse)
    (own.warehouse / "CURRENT").write_text("nonsense", encoding="utf-8")
    assert build(own).is_published
    assert versions.current(own.warehouse) == version


def test_check_builds_and_audits_but_changes_nothing(tmp_path):
    report = build(settings.Settings(warehouse=tmp_path), check=True)
    assert report.is_new
    assert not report.is_published
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_stops_the_build_and_leaves_everything_as_it_was(own, tmp_path, name):
    content, rule = BROKEN_FILES[name]
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / name).write_bytes(content)
    before = contents(own.warehouse)
    with pytest.raises(SourceError) as caught:
        build(own, sources)
    assert [(problem.rule, problem.file) for problem in caught.value.problems] == [(rule, name)]
    assert contents(own.warehouse) == before


def test_all_broken_files_are_reported_at_once(own, tmp_path):
    sources = tmp_path / "sources"
    sources.mkdir()
    for name, (content, _) in BROKEN_FILES.items():
        (sources / name).write_bytes(content)
    with pytest.raises(SourceError) as caught:
        build(own, sources)
    assert {problem.rule for problem in caught.value.problems} == {rule for _, rule in BROKEN_FILES.values()}


def test_an_unknown_file_is_left_out_with_a_notice(own, tmp_path):
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "shopping.txt").write_text("mjölk\nbröd\n", encoding="utf-8")
    report = build(own, sources)
    assert [(notice.rule, notice.file) for _, notice in report.notices] == [("file_not_used", "shopping.txt")]


def test_a_missing_sources_folder_is_said(own, tmp_path):
    with pytest.raises(SourceError, match="no_such_folder"):
        build(own, tmp_path / "nowhere")


def test_a_profile_that_does_not_exist_is_said(published):
    with pytest.raises(SettingsError, match="unknown_profile"):
        build(settings.Settings(profile="atlantis", warehouse=published.warehouse))


def test_a_municipality_without_districts_is_said_and_nothing_is_published(tmp_path):
    with pytest.raises(BuildError, match="no_results_for_profile"):
        build(settings.Settings(profile="0114", warehouse=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_only_listed_tables_and_columns_are_published(published):
    found = (
        open_current(published.warehouse)
        .cursor()
        .execute(
            """SELECT table_name, list(column_name ORDER BY column_index)
            FROM duckdb_columns() WHERE NOT internal GROUP BY table_name"""
        )
    )
    assert dict(found.fetchall()) == {name: list(table.columns) for name, table in allow_list().items()}


BREACHES = {
    "grain_not_unique": "INSERT INTO dim_election SELECT * FROM dim_election LIMIT 1",
    "null_not_allowed": (
        "ALTER TABLE dim_election ALTER election_type DROP NOT NULL; UPDATE dim_election SET election_type = NULL"
    ),
    "key_not_found": "UPDATE fact_turnout SET source_id = 'nobody' WHERE election_id = '2022-KF'",
    "published_share_out_of_range": "UPDATE fact_group_turnout SET turnout_share = 71.4",
    "more_votes_than_electors": "UPDATE fact_turnout SET votes_count = eligible_count + 1 WHERE district_code = '01270010'",
    "sum_differs_from_total": "UPDATE chosen_total SET votes_cast = votes_cast + 1 WHERE municipality_code = '0127'",
    "unknown_election": "UPDATE raw_district_result SET election_id = '2031-KF'",
}


@pytest.fixture
def private(published):
    """A private database with everything the audit looks at, sound until a test breaks it."""
    with duckdb.connect() as connection:
        public = open_current(published.warehouse).cursor()
        for table in allow_list().values():
            connection.execute(table.create_sql)
            connection.register("incoming", public.table(table.name).to_arrow_table())
            connection.execute(table.insert_sql)
        connection.execute("""
            CREATE TABLE raw_district_result AS SELECT DISTINCT election_id FROM fact_turnout;
            CREATE TABLE raw_municipality_total AS SELECT DISTINCT election_id FROM fact_municipality_turnout;
            CREATE TABLE chosen_result AS
            SELECT election_id, municipality_code, votes_count AS votes_cast, eligible_count AS eligible,
                'final' AS counting_stage, municipality_code = '0127' AS is_whole_municipality
            FROM fact_turnout
            UNION ALL
            SELECT election_id, municipality_code, late_votes_count, 0, 'final', true
            FROM fact_municipality_turnout
            WHERE municipality_code = '0127' AND late_votes_count IS NOT NULL;
            CREATE TABLE chosen_total AS
            SELECT election_id, municipality_code, votes_count AS votes_cast, eligible_count AS eligible,
                'final' AS counting_stage
            FROM fact_municipality_turnout
        """)
        yield connection


def known_elections(connection):
    return connection.table("dim_election").pl()


def test_a_sound_database_passes_the_audit(private):
    audit(private, allow_list(), known_elections(private))


@pytest.mark.parametrize("rule", BREACHES)
def test_each_breach_is_found(private, rule):
    elections = known_elections(private)
    private.execute(BREACHES[rule])
    with pytest.raises(BuildError) as caught:
        audit(private, allow_list(), elections)
    assert {problem.rule for problem in caught.value.problems} == {rule}
