"""The official files through the whole build: the same figures as the shipped tables, and as published."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from spegel import query, settings
from spegel.build import build
from spegel.warehouse import Warehouse, open_current


@pytest.fixture(scope="session")
def official(shared_data, tmp_path_factory) -> Warehouse:
    """Built from the shipped tables and every file in ../shared/data."""
    folder = tmp_path_factory.mktemp("official")
    build(settings.Settings(warehouse=folder), shared_data)
    return open_current(folder)


@pytest.fixture(scope="session")
def shipped(shipped) -> Warehouse:
    """Built from the shipped tables only."""
    return open_current(shipped)


def table(warehouse: Warehouse, name: str) -> pl.DataFrame:
    return pl.from_arrow(warehouse.cursor().table(name).to_arrow_table())


def test_all_municipalities_and_districts_of_2022_are_there(official):
    facts = table(official, "fact_turnout").filter(pl.col("election_id") == "2022-KF")
    assert (facts.height, facts["municipality_code"].n_unique()) == (6264, 290)
    borders = table(official, "geo_district").filter(
        pl.col("area_version") == "valdistrikt2022", pl.col("geometry_kind") == "official"
    )
    assert borders.height == 6264


def test_shipped_district_figures_are_the_official_ones(official, shipped):
    keys = ["election_id", "district_code"]
    figures = ["eligible_count", "votes_count", "valid_count", "blank_count", "invalid_other_count"]
    ours, theirs = (table(each, "fact_turnout").select(keys + figures) for each in (shipped, official))
    both = ours.join(theirs, on=keys, suffix="_official")
    assert both.height == ours.height
    assert all((both[name] == both[f"{name}_official"]).all() for name in figures)
    # Not our own tables once more: the official build took these rows from the publishers' files.
    sources = table(official, "fact_turnout").join(table(official, "meta_source"), on="source_id")
    assert sources["file_name"].null_count() == 0


def test_shipped_totals_are_the_official_ones(official, shipped):
    keys = ["election_id", "municipality_code"]
    ours, theirs = (table(each, "fact_municipality_turnout") for each in (shipped, official))
    both = ours.join(theirs, on=keys, suffix="_official")
    assert both.height == ours.height
    for name in ("eligible_count", "votes_count"):
        assert (both[name] == both[f"{name}_official"]).all()
    known = both.drop_nulls(["late_votes_count", "late_votes_count_official"])
    assert (known["late_votes_count"] == known["late_votes_count_official"]).all()


def test_links_found_in_the_result_files_are_the_shipped_ones(official, shipped):
    versions = ("valdistrikt2014", "valdistrikt2018")
    keys = ["area_version", "district_code", "previous_area_version", "previous_code"]
    ours, theirs = (
        table(each, "district_link")
        .filter(
            pl.col("area_version").is_in(versions) & pl.col("is_comparable") & pl.col("district_code").str.starts_with("0127")
        )
        .select(*keys, "basis")
        .sort(keys)
        for each in (shipped, official)
    )
    assert ours.select(keys).equals(theirs.select(keys))
    assert set(ours["basis"]) == {"reference"}
    assert set(theirs["basis"]) == {"result_file"}


@pytest.mark.parametrize(
    ("municipality", "election", "turnout", "change"),
    [
        ("0127", "2010-KF", 72.80, None),
        ("0127", "2014-KF", 70.95, -1.85),
        ("0127", "2018-KF", 71.42, 0.48),
        ("0127", "2022-KF", 64.61, -6.82),
        ("0127", "2026-KF", 70.95, 6.35),
        ("0180", "2022-KF", 79.94, -3.58),
        ("00", "2022-KF", 80.49, -3.63),
        ("00", "2018-KF", 84.12, 1.28),
    ],
)
def test_published_turnout(official, shipped, municipality, election, turnout, change):
    for warehouse in (official, shipped):
        rows = query.run(warehouse, "turnout_by_municipality", municipality_code=municipality, election_type=election[-2:])
        row = rows.filter(pl.col("election_id") == election).row(0, named=True)
        assert round(100 * row["turnout_share"], 2) == turnout
        assert (None if row["change_pp"] is None else round(row["change_pp"], 2)) == change


def test_known_answers(official, shared_data: Path):
    """Every turnout in the list of published answers that the files can give."""
    answers = pl.read_csv(shared_data / "facts" / "known_answers.csv", infer_schema=False).filter(pl.col("measure") == "turnout")
    totals = table(official, "fact_municipality_turnout")
    checked = 0
    for answer in answers.iter_rows(named=True):
        found = totals.filter(pl.col("election_id") == answer["election_id"], pl.col("municipality_code") == answer["area_code"])
        if found.height and answer["numerator"]:
            row = found.row(0, named=True)
            assert (row["votes_count"], row["eligible_count"]) == (int(answer["numerator"]), int(answer["denominator"])), answer[
                "answer_id"
            ]
            checked += 1
    assert checked >= 20


def test_jarva_2022(official, shipped):
    for warehouse in (official, shipped):
        rows = query.run(warehouse, "turnout_gap_by_election", area="jarva", election_type="KF")
        row = rows.filter(pl.col("election_id") == "2022-KF").row(0, named=True)
        assert (row["district_count"], row["votes_count"], row["eligible_count"]) == (50, 37145, 66162)
        assert round(100 * row["turnout_share"], 2) == 56.14
