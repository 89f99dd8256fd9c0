"""The councils as they were elected: seats, sex and age, and what the result files do not print."""

from __future__ import annotations

import duckdb
import polars as pl

from spegel.settings import project_root
from spegel.sources import reference
from tests.build.made import STAMP, stamped

AGES = ("age_18_21", "age_22_36", "age_37_50", "age_51_64", "age_65_plus")


def built(elected: pl.DataFrame) -> dict[str, pl.DataFrame]:
    with duckdb.connect() as connection:
        connection.register("raw_elected_count", elected)
        connection.register("dim_election", elected.select("election_id").unique().filter(pl.col("election_id") != "1998-KF"))
        connection.execute((project_root() / "queries" / "build" / "36_councils.sql").read_text(encoding="utf-8"))
        names = ("fact_council_seat", "fact_council_age")
        return {name: pl.from_arrow(connection.table(name).to_arrow_table()) for name in names}


def party(election: str, abbr: str, seats: int, ages: tuple[int, ...] | None, **stamp: object) -> dict:
    row = {"election_id": election, "municipality_code": "0991", "party_abbr": abbr, "seats": seats}
    return row | (dict(zip(AGES, ages, strict=True)) if ages else {}) | stamp


def test_each_printed_age_is_a_row_also_when_it_is_none():
    tables = built(stamped("elected_count", [party("2018-KF", "S", 5, (0, 1, 2, 2, 0)), party("2018-KF", "M", 3, None)]))
    assert sorted(tables["fact_council_age"].select("party_abbr", "age_band", "seat_count").rows()) == [
        ("S", "18-21", 0), ("S", "22-36", 1), ("S", "37-50", 2), ("S", "51-64", 2), ("S", "65+", 0),
    ]  # fmt: skip
    assert sorted(tables["fact_council_seat"].select("party_abbr", "seat_count", "women_count").rows()) == [
        ("M", 3, None),
        ("S", 5, None),
    ]


def test_one_source_a_council_and_only_known_elections():
    rows = [
        party("2018-KF", "S", 5, (5, 0, 0, 0, 0), format_rank=100, source_id="own"),
        party("2018-KF", "S", 6, (0, 6, 0, 0, 0), format_rank=1, source_id="official"),
        party("1998-KF", "S", 9, (9, 0, 0, 0, 0)),
    ]
    tables = built(stamped("elected_count", rows))
    assert tables["fact_council_seat"].select("seat_count", "source_id").rows() == [(6, "official")]
    assert set(tables["fact_council_age"].select("election_id", "source_id").rows()) == {("2018-KF", "official")}


def test_botkyrkas_councils_by_sex_and_age_are_the_printed_ones():
    """Result files of 2010, 2014 and 2018: 61, 61 and 75 elected, of them 24, 27 and 30 women."""
    shipped = reference.read(project_root() / "data" / "reference").by_source.values()
    elected = pl.concat(data.tables["elected_count"] for data in shipped if "elected_count" in data.tables)
    tables = built(elected.with_columns(**{name: pl.lit(value) for name, value in STAMP.items()}))
    seats, ages = (table.filter(pl.col("municipality_code") == "0127") for table in tables.values())
    printed = seats.filter(pl.col("women_count").is_not_null()).group_by("election_id")
    sexes = printed.agg(pl.col("seat_count", "women_count", "men_count").sum()).sort("election_id")
    assert sexes.select("election_id", "seat_count").rows() == [("2010-KF", 61), ("2014-KF", 61), ("2018-KF", 75)]
    assert sexes["women_count"].to_list() == [24, 27, 30]
    assert (sexes["women_count"] + sexes["men_count"] == sexes["seat_count"]).all()
    by_party = ages.group_by("election_id", "party_abbr").agg(pl.col("seat_count").sum())
    joined = by_party.join(seats, on=["election_id", "party_abbr"], suffix="_won")
    assert joined.height == by_party.height > 0
    assert (joined["seat_count"] == joined["seat_count_won"]).all()
