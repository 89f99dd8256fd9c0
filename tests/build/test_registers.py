"""Registers in the build: own imports or examples, never mixed; nobody's row in the published file."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

import polars as pl
import pytest

from spegel import query
from spegel.build import build
from spegel.core import SettingsError
from spegel.disclosure import allow_list
from spegel.disclosure.parameters import parameters
from spegel.registers import schema
from spegel.registers.example.columns import frame
from spegel.registers.store import Store
from spegel.settings import Settings
from spegel.warehouse import open_current

REGISTER_TABLES = {name: table for name, table in allow_list().items() if "provenance" in table.columns and name != "meta_source"}


@pytest.fixture(scope="module")
def with_examples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    build(Settings(warehouse=folder / "warehouse", restricted=folder / "restricted"))
    with closing(open_current(folder / "warehouse")) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def with_own(tmp_path_factory):
    """Botkyrka has imported dialogues of its own: one with many people, one with few."""
    folder = tmp_path_factory.mktemp("own")
    dialogues = frame(
        "dialogues",
        dialogue_id=["D-1", "D-2"],
        title=["Trygg väg till skolan", "Samtal om parken"],
        classification="citizen_dialogue",
        start_time=[datetime(2026, 3, 12, 18), datetime(2026, 4, 1, 18)],
        area_code=["alby", "0127-tumba"],
        attendees=[42, 3],
    )
    Store(folder / "restricted", "0127").add(schema.load("dialogues"), dialogues, "dialoger.xlsx", "a" * 64, "an official")
    build(Settings(warehouse=folder / "warehouse", restricted=folder / "restricted"))
    with closing(open_current(folder / "warehouse")) as warehouse:
        yield warehouse


def table(warehouse, name: str) -> pl.DataFrame:
    with warehouse.cursor() as cursor:
        return pl.from_arrow(cursor.table(name).to_arrow_table())


def test_every_register_of_a_person_is_counted_and_no_id_of_a_person_is_published(with_examples):
    """Whatever a column is called: no text in the file is the id of somebody elected or of a member of the panel."""
    for name, listed in allow_list().items():
        texts = [column for column, kind in listed.columns.items() if kind == "VARCHAR"]
        published = table(with_examples, name).select(texts)
        for column in published.columns:
            assert not published[column].str.contains(r"EX-[PR]-\d{5}").any(), f"{name}.{column}"
        assert not {"person_id", "respondent_id", "birth_year", "weight"} & set(listed.columns)


def test_columns_of_persons_are_published_as_protected_counts_only():
    """A column that the schema calls sensitive is in no open table under its own name."""
    sensitive = {
        column.name for kind in schema.kinds() for column in schema.load(kind).columns.values() if column.privacy == "sensitive"
    }
    # What the answers of a scale are called and worth is the question's, not the respondent's.
    allowed = {"answer_code", "answer_label", "answer_value"}
    for name, listed in allow_list().items():
        if listed.rule == "open":
            assert not (sensitive - allowed) & set(listed.columns), name


@pytest.mark.parametrize("name", sorted(REGISTER_TABLES))
def test_examples_are_marked_in_every_table(name, with_examples):
    published = table(with_examples, name)
    assert set(published["provenance"]) == {"example"}
    # No body of Järva has the twenty seats that region of birth needs, and no sex by age of its adults is known to weigh by.
    only_one = name in ("fact_seat_background", "fact_panel_margin")
    assert set(published["area_id"]) == ({"0127"} if only_one else {"0127", "jarva"})


def test_the_source_of_examples_says_so(with_examples):
    sources = table(with_examples, "meta_source").filter(pl.col("provenance") == "example")
    assert sources["source_id"].sort().to_list() == ["example-botkyrka", "example-jarva"]
    for name, listed in REGISTER_TABLES.items():
        if "source_id" in listed.columns:
            assert table(with_examples, name)["source_id"].is_in(sources["source_id"].implode()).all(), name


@pytest.mark.parametrize("name", [name for name, listed in allow_list().items() if listed.rule != "open"])
def test_no_small_number_of_persons_is_published(name, with_examples):
    listed, published = allow_list()[name], table(with_examples, name)
    threshold = parameters().classes[listed.rule].threshold
    for count in listed.protection.counts:
        shown = published[count].drop_nulls()
        assert shown.filter((shown > 0) & (shown < threshold)).is_empty()
        assert shown.len() > 0
    assert published["is_suppressed"].any() == published["suppression_reason"].is_not_null().any()


def test_an_imported_dialogue_is_seen_and_no_example_beside_it(with_own):
    found = query.run(with_own, "dialogue_list", area="0127").sort("dialogue_id")
    assert found.select("dialogue_id", "part_area_id", "participants_count", "suppression_reason", "is_example").rows() == [
        ("D-1", "0127-alby", 42, None, False),
        ("D-2", "0127-tumba", None, "primary_small", False),
    ]
    kinds = query.run(with_own, "register_list", area="0127")
    own = kinds.filter(~pl.col("is_example"))
    assert own.select("kind", "row_count", "import_count").rows() == [("dialogues", 2, 1)]
    assert not {"attendance", "feedback", "decisions"} & set(kinds["kind"])
    assert {"bodies", "elected", "views", "panel_answers"} <= set(kinds["kind"])
    for name in ("fact_dialogue", "fact_attendance", "fact_feedback", "fact_decision"):
        mixed = table(with_own, name).filter(pl.col("area_id") == "0127", pl.col("provenance") == "example")
        assert mixed.is_empty(), name


def test_others_keep_their_examples(with_own, with_examples):
    names = ("dialogue_list", "register_list")
    for name in names:
        assert query.run(with_own, name, area="jarva").equals(query.run(with_examples, name, area="jarva"))


def test_the_source_of_an_import_is_its_organisation_and_never_the_file(with_own):
    (source,) = table(with_own, "meta_source").filter(pl.col("source_id").str.starts_with("register-")).rows(named=True)
    assert (source["publisher"], source["provenance"], source["file_name"]) == ("Botkyrka kommun", "own", None)
    assert source["sha256"] == "a" * 64


def test_each_import_is_its_own_organisations_whoever_builds(tmp_path):
    """Two organisations in one folder: each sees its own, under ids of its own, and both profiles build the same version."""
    restricted, versions = tmp_path / "restricted", set()
    for area_id, title in (("0127", "Torget"), ("jarva", "Parken")):
        row = frame("dialogues", dialogue_id=["D-1"], title=[title], classification="meeting", start_time=[datetime(2026, 3, 1)])
        Store(restricted, area_id).add(schema.load("dialogues"), row, "d.xlsx", "b" * 64, "an official")
    for profile in ("botkyrka", "jarva"):
        versions.add(build(Settings(profile=profile, warehouse=tmp_path / "warehouse", restricted=restricted)).version)
    assert len(versions) == 1
    with closing(open_current(tmp_path / "warehouse")) as warehouse:
        for area_id, title in (("0127", "Torget"), ("jarva", "Parken")):
            found = query.run(warehouse, "dialogue_list", area=area_id)
            assert found.select("title", "is_example").rows() == [(title, False)]
        sources = table(warehouse, "meta_source").filter(pl.col("source_id").str.starts_with("register-"))
        assert set(sources["publisher"]) == {"Botkyrka kommun", "Järva stadsdelsnämnd"}


def test_an_import_of_an_organisation_that_is_gone_stops_the_build(tmp_path):
    row = frame("bodies", body_id=["KF"], name=["Fullmäktige"], classification="council")
    Store(tmp_path / "restricted", "atlantis").add(schema.load("bodies"), row, "o.xlsx", "c" * 64, "an official")
    with pytest.raises(SettingsError, match="unknown_profile"):
        build(Settings(warehouse=tmp_path / "warehouse", restricted=tmp_path / "restricted"))


def test_an_import_makes_another_version(with_own, with_examples):
    assert with_own.version != with_examples.version


def test_what_points_at_an_imported_register_has_no_example():
    assert schema.with_dependants({"fees"}) == {"fees"}
    assert schema.with_dependants({"panel_waves"}) == {"panel_waves", "panel_answers", "panel_themes"}
    assert schema.with_dependants({"bodies"}) >= {"bodies", "elected", "fees", "decisions"}
    assert schema.with_dependants({"dialogues"}) == {"dialogues", "attendance", "feedback", "decisions"}
    assert schema.with_dependants(set()) == set()


def test_council_seats_are_the_official_ones(with_examples):
    seats = table(with_examples, "fact_council_seat").filter(pl.col("municipality_code") == "0127")
    totals = seats.group_by("election_id").agg(pl.col("seat_count", "women_count").sum()).sort("election_id")
    assert totals.select("election_id", "seat_count").rows() == [
        ("2010-KF", 61), ("2014-KF", 61), ("2018-KF", 75), ("2022-KF", 75), ("2026-KF", 75),
    ]  # fmt: skip
    assert (
        seats.filter(pl.col("election_id") == "2022-KF")["women_count"].null_count()
        == seats.filter(pl.col("election_id") == "2022-KF").height
    )


def test_seats_on_a_day_are_those_who_held_them(with_examples):
    """On 1 January 2023 the council is full: every seat of the election before, and whoever came instead of those who left."""
    seats = table(with_examples, "fact_seat").filter(
        pl.col("body_id") == "EX-O-KF", pl.col("reference_date").cast(pl.String) == "2023-01-01", pl.col("role") != "substitute"
    )
    assert seats["seat_count"].sum() == 75
