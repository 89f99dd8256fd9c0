"""The example registers: valid, the same every time, shaped like the real place, with the flaws of real registers."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from spegel.__main__ import main
from spegel.registers import example, importing, schema
from spegel.registers.columns import RawTable
from spegel.registers.example import files, sweden
from spegel.registers.example.chance import Chance
from spegel.registers.example.columns import frame
from spegel.registers.store import Store
from spegel.registers.validation import validate
from spegel.settings import project_root

NAMES = example.names()


@pytest.fixture(scope="module")
def registers() -> dict[str, dict[str, pl.DataFrame]]:
    return {name: example.registers(example.place_of(name)) for name in NAMES}


@pytest.fixture(scope="module")
def facts() -> dict[str, pl.DataFrame]:
    folder = project_root() / "data" / "reference"
    names = ("council_seats", "district_areas", "district_points")
    return {name: pl.read_csv(folder / f"{name}.csv", infer_schema=False) for name in names}


def as_written(register: pl.DataFrame) -> pl.DataFrame:
    """The cells as an official's file has them: text, with the number of the row."""
    cells = []
    for name, dtype in register.schema.items():
        column = pl.col(name)
        if dtype == pl.Boolean:
            column = pl.when(column).then(pl.lit("ja")).when(~column).then(pl.lit("nej"))
        elif dtype == pl.Datetime("us"):
            column = column.dt.to_string("%Y-%m-%d %H:%M")
        cells.append(column.cast(pl.String).alias(name))
    return register.select(pl.int_range(2, pl.len() + 2).alias("row"), *cells)


def test_both_profiles_have_examples():
    assert NAMES == ["botkyrka", "jarva"]


@pytest.mark.parametrize("kind", schema.kinds())
@pytest.mark.parametrize("name", NAMES)
def test_every_register_passes_the_validation_without_an_error(name, kind, registers):
    found, register = registers[name], schema.load(kind)
    refers = {column.refers for column in register.columns.values() if column.refers}
    references = {(other, column): found[other][column] for other, column in refers}
    raw = RawTable(f"{kind}.csv", 1, as_written(found[kind]), {})
    frame, problems = validate(register, raw, references)
    assert problems == ()
    assert_frame_equal(frame, found[kind])


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_every_time(name, registers):
    again = example.registers(example.place_of(name))
    for kind, register in registers[name].items():
        assert_frame_equal(again[kind], register)


def test_the_numbers_are_those_of_the_published_algorithm():
    """SplitMix64 from the seed 0; first outputs as published with the algorithm."""
    chance = Chance("any")
    chance._seed = np.uint64(0)
    published = (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F)
    assert chance.share(3).tolist() == [(value >> 11) / 2**53 for value in published]


def test_parts_always_add_up_to_their_total():
    totals = np.arange(200)
    parts = Chance("split").split(totals, [5, 3, 0.01])
    assert (parts.sum(axis=1) == totals).all()
    assert parts.min() >= 0


@pytest.mark.parametrize("name", NAMES)
def test_the_amounts_that_are_promised(name, registers):
    found = registers[name]
    held = found["dialogues"].filter(pl.col("status") == "held")
    assert held.height >= 180
    assert found["dialogues"].height >= 200
    days = held["start_time"].dt.date()
    assert (days.max() - days.min()).days > 3.9 * 365
    assert held["latitude"].is_not_null().mean() > 0.7
    assert found["panel_respondents"].height == 3000
    assert found["panel_waves"].height == 6
    assert found["elected"]["start_date"].dt.year().n_unique() >= 3


@pytest.mark.parametrize("name", NAMES)
def test_every_row_with_an_id_of_its_own_says_that_it_is_an_example(name, registers):
    for kind, register in registers[name].items():
        own = [name for name in schema.load(kind).key if name.endswith("_id") and name != "area_id"]
        for column in own:
            values = register[column].cast(pl.String)
            # Questions and measures are the same for all, only the answers are invented; those rows have a source that says so.
            is_marked = "source" in register.columns and set(register["source"]) == {"Exempel"}
            if column != "question_id" and not is_marked:
                assert values.str.starts_with("EX-").all(), (kind, column)


def test_no_register_has_a_column_for_names_of_persons(registers):
    for found in registers.values():
        assert not {"given_name", "family_name", "name"} & set(found["elected"].columns)


@pytest.mark.parametrize("year", [2014, 2018, 2022, 2026])
def test_the_council_is_the_one_that_was_elected(year, registers, facts):
    """Seats of every party, and women and men where the official result tells them."""
    official = facts["council_seats"].filter(pl.col("election_id") == f"{year}-KF", pl.col("municipality_code") == "0127")
    elected = registers["botkyrka"]["elected"].filter(
        pl.col("body_id") == "EX-O-KF", pl.col("role") != "substitute", pl.col("start_date") == date(year, 10, 15)
    )
    counts = elected.group_by("on_behalf_of").agg(
        seats=pl.len(), women=(pl.col("gender") == "women").sum(), men=(pl.col("gender") == "men").sum()
    )
    made = {row["on_behalf_of"]: row for row in counts.iter_rows(named=True)}
    assert {party: row["seats"] for party, row in made.items()} == dict(
        official.select("party_abbr", pl.col("seats_count").cast(pl.Int64)).iter_rows()
    )
    for party, women, men in official.select("party_abbr", "women_count", "men_count").iter_rows():
        if women is not None:
            assert (made[party]["women"], made[party]["men"]) == (int(women), int(men)), party


@pytest.mark.parametrize("name", NAMES)
def test_places_lie_in_their_area(name, registers, facts):
    """The nearest district point belongs to the area the dialogue says, wherever areas have not been redrawn since."""
    points = facts["district_points"].join(facts["district_areas"], on=["area_version", "district_code"])
    points = points.filter(pl.col("area_version") == "valdistrikt2022")
    place = points.select(pl.col("lat", "lon").cast(pl.Float64)).to_numpy()
    names = points["area_name"].to_list()
    for row in registers[name]["dialogues"].drop_nulls("latitude").iter_rows(named=True):
        if row["area_code"] in names:
            difference = (place - [row["latitude"], row["longitude"]]) * [1, np.cos(np.radians(row["latitude"]))]
            assert names[int(np.argmin((difference**2).sum(axis=1)))] == row["area_code"]


@pytest.mark.parametrize("name", NAMES)
def test_the_flaws_of_real_registers_are_there(name, registers):
    found = registers[name]
    dialogues, attendance, feedback = found["dialogues"], found["attendance"], found["feedback"]
    assert dialogues["area_version"].n_unique() == 2  # redrawn areas
    duties = dialogues.select(pl.any_horizontal(pl.col("purpose", "mandate", "stage", "feedback_owner").is_null())).to_series()
    assert 0.2 < duties.mean() < 0.8
    assert (dialogues["attendees"] < 15).sum() >= 20
    held = dialogues.filter(pl.col("status") == "held")
    assert held["attendees"].null_count() > 0
    assert held["attendees"].min() > 0
    unknown = attendance.filter(pl.col("dimension") == "gender", pl.col("category") == "unknown")
    assert (unknown["count"] > 0).any()
    assert attendance["count"].null_count() > 0  # not counted, which is not zero
    given = feedback.filter(pl.col("given_date").is_not_null(), pl.col("promised_date").is_not_null())
    assert 0.1 < (given["given_date"] > given["promised_date"]).mean() < 0.6
    answers = found["panel_waves"]["completed"].to_list()
    assert answers[0] > 1.2 * answers[-1]
    presence = found["presence"]
    assert presence["women"].null_count() > 0  # nobody counted
    assert presence.filter(pl.col("actor_kind") != "elected")["party"].null_count() > 0
    places = {area.name for area in example.place_of(name).areas}
    assert places - set(presence["area_code"])  # where nobody has been
    activity = found["activity"]
    assert "unknown" in set(activity["gender"])
    coded = activity.filter(pl.col("kind") == "speaking_minutes")["year"]
    assert set(activity["year"]) - set(coded)  # a year without speaking time
    assert "b" in set(found["indicators"]["status"])  # a break in a series
    elected = found["elected"]
    assert (elected["end_reason"] == "resigned").any()
    assert elected["birth_region"].null_count() > elected.height / 3


@pytest.mark.parametrize("name", NAMES)
def test_a_survey_says_the_same_however_it_is_split(name, registers):
    """Answers of the groups and of the parts add up to all, and so do values weighted by them."""
    survey = registers[name]["indicators"].filter(pl.col("kpi_id").str.starts_with("own:"))
    area_id = example.place_of(name).area_id
    whole = {
        row[:3]: row[3:]
        for row in survey.filter(pl.col("area_id") == area_id, pl.col("dimension").is_null())
        .select("kpi_id", "year", "gender", "n", "value").iter_rows()
    }  # fmt: skip
    split = survey.with_columns(
        of=pl.when(pl.col("area_id") != area_id).then(pl.lit("area")).otherwise("dimension")
    ).drop_nulls("of")  # fmt: skip
    sums = split.group_by("of", "kpi_id", "year", "gender").agg(
        pl.col("n").sum(), value=(pl.col("value") * pl.col("n")).sum() / pl.col("n").sum()
    )
    assert sums["of"].n_unique() == 3
    assert sums.height == 3 * len(whole)
    for _, *key, answers, value in sums.iter_rows():
        assert answers == whole[tuple(key)][0]
        assert value == pytest.approx(whole[tuple(key)][1], abs=0.11)


def test_a_register_is_given_no_column_it_does_not_have():
    with pytest.raises(ValueError, match="shoe_size"):
        frame("bodies", shoe_size=[42])


@pytest.mark.parametrize("name", NAMES)
def test_files_that_are_written_can_be_imported_in_their_order(name, registers, tmp_path):
    """Through the same door as an official's own file, and nothing is lost on the way. The panel's answers stand for all rows."""
    store = Store(tmp_path / "restricted", "0127")
    for path, kind in zip(files.write(example.place_of(name), tmp_path / "files"), schema.kinds(), strict=True):
        assert path.name.startswith("exempel-")
        if kind not in ("views", "panel_answers"):  # the largest, and nothing in them is of another sort
            examination = importing.examine(store, kind, path.name, path.read_bytes())
            assert examination.problems == (), kind
            importing.accept(store, examination, "a test")
            assert_frame_equal(store.read(kind).drop("import_id"), registers[name][kind])


def test_the_command_writes_a_profile_and_refuses_what_has_no_example(tmp_path, capsys):
    assert main(["example", "--profile", "jarva", "--to", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("exempel-*.csv"))) == len(schema.kinds())
    assert main(["example", "--profile", "0114", "--to", str(tmp_path)]) == 1
    assert "exempelregister" in capsys.readouterr().err


def test_sweden_is_every_municipality_by_its_size(tmp_path, monkeypatch):
    """Two municipalities written, all of them planned."""
    everywhere = list(sweden.places())
    assert len(everywhere) == 290
    sizes = {place.id: place.panel_members for place in everywhere}
    assert max(sizes, key=sizes.get) == "0180"
    two = [place for place in everywhere if place.id in ("0319", "2506")]
    monkeypatch.setattr(sweden, "places", lambda: iter(two))
    rows = sweden.write(tmp_path)
    for kind, number in rows.items():
        written = pl.read_parquet(tmp_path / f"{kind}.parquet")
        assert written.height == number
        assert written.columns == ["municipality_code", *schema.load(kind).stored]
        assert set(written["municipality_code"]) == {"0319", "2506"}
        assert not written.select(schema.load(kind).key).is_duplicated().any() or kind == "staff"


@pytest.mark.bench
def test_all_of_sweden_is_written_in_a_minute(tmp_path):
    began = time.monotonic()
    rows = sweden.write(tmp_path)
    assert time.monotonic() - began < 60
    assert rows["attendance"] >= 1_000_000
    assert rows["panel_answers"] >= 5_000_000
