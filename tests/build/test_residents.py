"""Who lives in a place: which sums are made, which never are, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import duckdb
import polars as pl
import pytest

from spegel.settings import project_root
from tests.build.made import stamped

SCHEMA = """
CREATE TABLE dim_area AS FROM (VALUES
    ('00', 'riket', NULL), ('09', 'lan', '00'), ('0991', 'kommun', '09'), ('0992', 'kommun', '09'),
    ('board', 'stadsdelsomrade', '0992'),
    ('0991-ost', 'kommundel', '0991'), ('0991-vast', 'kommundel', '0991'), ('0992-nord', 'stadsdel', 'board')
) AS area (area_id, area_level, parent_area_id);
CREATE TABLE raw_municipality AS FROM (VALUES ('0991', '09'), ('0992', '09')) AS municipality (code, county_code);
CREATE TABLE dim_election AS FROM (VALUES
    ('2018-KF', 'KF', DATE '2018-09-09', 'valdistrikt2018'), ('2022-KF', 'KF', DATE '2022-09-11', 'valdistrikt2022'),
    ('2022-RD', 'RD', DATE '2022-09-11', 'valdistrikt2022')
) AS election (election_id, election_type, election_date, area_version);
CREATE TABLE fact_municipality_turnout AS FROM (VALUES
    ('2018-KF', '0991', 90, 'final', 'val'), ('2022-KF', '0991', 100, 'final', 'val'), ('2022-RD', '0991', 80, 'final', 'val'),
    ('2022-KF', '0992', 70, 'preliminary', 'val')
) AS total (election_id, municipality_code, eligible_count, counting_stage, source_id);
CREATE TABLE fact_turnout AS FROM (VALUES
    ('2022-KF', 'valdistrikt2022', '09910001', 30, 'final', 'val'),
    ('2022-KF', 'valdistrikt2022', '09910002', 20, 'final', 'val'),
    ('2022-KF', 'valdistrikt2022', '09910003', 50, 'final', 'val'),
    ('2022-RD', 'valdistrikt2022', '09910003', 40, 'final', 'val'),
    ('2022-KF', 'valdistrikt2022', '09920001', 70, 'preliminary', 'val'),
    ('2018-KF', 'valdistrikt2018', '09920001', 60, 'final', 'val')
) AS turnout (election_id, area_version, district_code, eligible_count, counting_stage, source_id);
CREATE TABLE dim_district AS FROM (VALUES
    ('valdistrikt2022', '09910001', 'inferred'), ('valdistrikt2022', '09910002', 'inferred'),
    ('valdistrikt2022', '09910003', 'inferred'), ('valdistrikt2022', '09920001', 'official'),
    ('valdistrikt2018', '09920001', 'official')
) AS district (area_version, district_code, part_basis);
CREATE TABLE area_district AS FROM (VALUES
    ('0991', 'valdistrikt2022', '09910001'), ('0991', 'valdistrikt2022', '09910002'),
    ('0991', 'valdistrikt2022', '09910003'), ('0991-vast', 'valdistrikt2022', '09910003'),
    ('0991-ost', 'valdistrikt2022', '09910001'), ('0991-ost', 'valdistrikt2022', '09910002'),
    ('board', 'valdistrikt2022', '09920001'), ('0992-nord', 'valdistrikt2022', '09920001'),
    ('board', 'valdistrikt2018', '09920001'), ('0992-nord', 'valdistrikt2018', '09920001')
) AS place (area_id, area_version, district_code);
"""
PARTS = [
    {"area_version": "regso2020", "area_code": code, "part_level": level, "part_name": name, "basis": "inferred"}
    for code, level, name in (
        ("0991R001", "kommundel", "Öst"),
        ("0991R002", "kommundel", "Öst"),
        ("0991R003", "kommundel", "Väst"),
        ("0992R001", "stadsdel", "Nord"),
    )
]
BANDS = ("0-17", "18-29", "30-49", "50-64", "65+")
DAY = date(2023, 12, 31)

Known = dict[tuple[str, str, str, str], int]


def cell(area: str, residents: int, **more: object) -> dict:
    version = "regso2020" if "R" in area else None
    row = {"population_date": DAY, "area_code": area, "area_version": version, "residents": residents, "is_noisy": False}
    return row | {"age_group": "total", "birth_region": "total", "gender": "total"} | more


def ages(area: str, women: Iterable[int], men: Iterable[int], **more: object) -> list[dict]:
    return [
        cell(area, count, age_group=band, gender=gender, **more)
        for gender, counts in (("women", women), ("men", men))
        for band, count in zip(BANDS, counts, strict=False)
    ]


@pytest.fixture
def built() -> Callable[..., pl.DataFrame]:
    """`fact_resident` from canonical rows of `population`, and of `population_cell` where given."""

    def make(rows: list[dict], cells: Iterable[dict] = ()) -> pl.DataFrame:
        with duckdb.connect() as connection:
            connection.execute(SCHEMA)
            for name, given in (
                ("population", rows),
                ("population_cell", list(cells)),
                ("population_part", PARTS),
                ("reference_value", []),
            ):
                connection.register(f"raw_{name}", stamped(name, given))
            connection.execute((project_root() / "queries" / "build" / "35_residents.sql").read_text(encoding="utf-8"))
            return pl.from_arrow(connection.table("fact_resident").to_arrow_table())

    return make


def known(facts: pl.DataFrame, place: str, base: str = "all") -> Known:
    """(year, dimension, category, gender) -> count of a place."""
    rows = facts.filter(pl.col("place_id") == place, pl.col("base") == base)
    found = {
        (row["population_year"], row["dimension"], row["category"], row["gender"]): row["resident_count"]
        for row in rows.iter_rows(named=True)
    }
    assert len(found) == rows.height
    return found


def basis(facts: pl.DataFrame, place: str, dimension: str) -> set[str]:
    return set(facts.filter(pl.col("place_id") == place, pl.col("dimension") == dimension, pl.col("base") == "all")["basis"])


def test_sexes_and_ages_are_summed_to_adults_and_everybody(built):
    facts = built(ages("0991", (10, 20, 30, 40, 50), (11, 21, 31, 41, 51)))
    everybody, adults = known(facts, "0991"), known(facts, "0991", "18+")
    assert [everybody[2023, "all", "total", gender] for gender in ("women", "men", "total")] == [150, 155, 305]
    assert [adults[2023, "all", "total", gender] for gender in ("women", "men", "total")] == [140, 144, 284]
    assert everybody[2023, "age", "0-17", "total"] == 21
    assert everybody[2023, "age", "65+", "women"] == adults[2023, "age", "65+", "women"] == 50
    assert not [key for key in adults if key[2] == "0-17"]
    assert basis(facts, "0991", "age") == {"published"}


def test_some_of_the_ages_are_no_total_and_no_breakdown(built):
    facts = built(ages("0991", (10, 20, 30, 40), (11, 21, 31, 41)))
    assert known(facts, "0991") == known(facts, "0991", "18+") == {}


def test_adults_may_be_known_without_the_children(built):
    facts = built([row for row in ages("0991", (1, 20, 30, 40, 50), (1, 21, 31, 41, 51)) if row["age_group"] != "0-17"])
    assert known(facts, "0991") == {}
    assert known(facts, "0991", "18+")[2023, "all", "total", "total"] == 284


def test_noisy_counts_make_no_sums_t37(built):
    printed = [cell("0991", 300, is_noisy=True), cell("0991", 290, age_group="18+", is_noisy=True)]
    facts = built([*printed, *ages("0991", (10, 20, 30, 40, 50), (11, 21, 31, 41, 51), is_noisy=True)])
    everybody = known(facts, "0991")
    # What is printed stands, also where the parts do not add up to it.
    assert everybody[2023, "all", "total", "total"] == 300
    assert everybody[2023, "age", "0-17", "women"] == 10
    assert {key[3] for key in everybody if key[1] == "age"} == {"women", "men"}
    assert known(facts, "0991", "18+")[2023, "all", "total", "total"] == 290
    assert facts.filter(pl.col("place_id") == "0991", pl.col("base") != "eligible")["is_noisy"].all()
    children = cell("0991", 21, age_group="0-17", is_noisy=True)
    without_total = known(built([printed[1], children]), "0991")
    assert not [key for key in without_total if key[1] == "all"]
    parts = [cell(code, 10, is_noisy=True) for code in ("0991R001", "0991R002", "0992R001")]
    facts = built([*parts, cell("0991", 7, is_noisy=True), cell("0992", 8, is_noisy=True)])
    assert not known(facts, "0991-ost")
    assert not known(facts, "board")
    assert not known(facts, "09")


def test_a_part_is_the_sum_of_its_regso_where_all_are_known(built):
    facts = built([cell("0991R001", 10), cell("0991R002", 5), cell("0991R003", 7, area_version="regso2025")])
    assert known(facts, "0991-ost") == {(2023, "all", "total", "total"): 15}
    assert known(facts, "0991-vast") == {}
    assert known(built([cell("0991R001", 10)]), "0991-ost") == {}
    assert basis(facts, "0991-ost", "all") == {"inferred"}


def test_a_municipality_shows_its_parts_and_their_regions_of_birth_but_not_their_sum(built):
    regso = {"0991R001": (6, 4), "0991R002": (3, 2), "0991R003": (5, 2)}
    rows = [
        row
        for code, (here, abroad) in regso.items()
        for row in (cell(code, here + abroad), cell(code, here, birth_region="sweden"), cell(code, abroad, birth_region="abroad"))
    ]
    facts = built(rows)
    assert known(facts, "0991") == {
        (2023, "area", "0991-ost", "total"): 15,
        (2023, "area", "0991-vast", "total"): 7,
        (2023, "birth_region", "sweden", "total"): 14,
        (2023, "birth_region", "abroad", "total"): 8,
    }
    assert basis(facts, "0991", "birth_region") == {"summed"}
    without_west = known(built([row for row in rows if row["area_code"] != "0991R003"]), "0991")
    assert without_west == {(2023, "area", "0991-ost", "total"): 15}
    # Where a year is published for the municipality itself, the sum of its RegSO is not used for any year.
    earlier = {"gender": "women", "population_date": date(2020, 12, 31)}
    own = [cell("0991", 9, birth_region=region, **earlier) for region in ("sweden", "abroad")]
    assert {key[0] for key in known(built([*rows, *own]), "0991") if key[1] == "birth_region"} == {2020}


def test_an_organisation_is_the_sum_of_its_parts(built):
    facts = built([cell("0992R001", 12), cell("0992R001", 9, birth_region="sweden"), cell("0992R001", 3, birth_region="abroad")])
    assert known(facts, "board") == {
        (2023, "all", "total", "total"): 12,
        (2023, "area", "0992-nord", "total"): 12,
        (2023, "birth_region", "sweden", "total"): 9,
        (2023, "birth_region", "abroad", "total"): 3,
    }
    assert basis(facts, "board", "all") == {"inferred"}
    assert known(facts, "0992") == {}


def test_counties_and_the_country_need_all_their_municipalities_the_same_day(built):
    both = [cell("0991", 10), cell("0992", 20)]
    facts = built(both)
    assert known(facts, "09") == known(facts, "00") == {(2023, "all", "total", "total"): 30}
    assert basis(facts, "00", "all") == {"summed"}
    assert known(built(both[:1]), "09") == {}
    assert known(built([both[0], cell("0992", 20, population_date=date(2023, 9, 30))]), "09") == {}
    printed = built([*both, cell("00", 31)])
    assert known(printed, "00") == {(2023, "all", "total", "total"): 31}
    assert known(printed, "09") == {(2023, "all", "total", "total"): 30}


def test_electors_are_those_of_the_finally_counted_municipal_election(built):
    facts = built([])
    assert known(facts, "0991", "eligible") == {
        (2018, "all", "total", "total"): 90,
        (2022, "all", "total", "total"): 100,
        (2022, "area", "0991-ost", "total"): 50,
        (2022, "area", "0991-vast", "total"): 50,
    }
    assert known(facts, "0991-ost", "eligible") == {(2022, "all", "total", "total"): 50}
    # What is not counted to the end is not known, in the municipality and in the board.
    assert known(facts, "0992", "eligible") == known(facts, "09", "eligible") == {}
    assert known(facts, "board", "eligible") == {(2018, "all", "total", "total"): 60, (2018, "area", "0992-nord", "total"): 60}
    assert facts.filter(pl.col("place_id") == "0991-ost")["population_date"].to_list() == [date(2022, 9, 11)]


def test_a_publishers_file_replaces_the_shipped_figures_of_that_place_and_year(built):
    shipped = [row | {"format_rank": 100, "source_id": "own"} for row in ages("0991", (1,) * 5, (1,) * 5)]
    facts = built([*shipped, cell("0991", 300, format_rank=1, source_id="scb")])
    assert known(facts, "0991") == {(2023, "all", "total", "total"): 300}
    assert known(facts, "0991", "18+") == {}


def scb(area: str, low: int | None, high: int | None, gender: str, residents: int | None, **more: object) -> dict:
    place = {"place_code": area, "area_version": "regso2020" if "R" in area else "kommun", "year": 2023}
    group = {"age_from": low, "age_to": high, "birth_region": "total", "background": "total", "gender": gender}
    return place | group | {"residents": residents} | more


def one_year_ages(area: str, **more: object) -> list[dict]:
    """Two persons of each age and sex; the last group is 100 and over."""
    spans = [*((age, age) for age in range(100)), (100, None)]
    return [scb(area, low, high, gender, 2, **more) for low, high in spans for gender in ("women", "men")]


def test_scbs_one_year_ages_become_our_age_groups(built):
    everybody = known(built([], one_year_ages("0991")), "0991")
    assert [everybody[2023, "age", band, "women"] for band in BANDS] == [36, 24, 40, 30, 72]
    assert everybody[2023, "all", "total", "total"] == 404


def test_noisy_ages_have_no_totals_of_ours(built):
    facts = built([], one_year_ages("0991", year=2025))
    assert {key[1:] for key in known(facts, "0991")} == {("age", band, gender) for band in BANDS for gender in ("women", "men")}
    assert facts.filter(pl.col("place_id") == "0991", pl.col("population_year") == 2025)["is_noisy"].all()


def test_a_missing_or_unknown_age_makes_its_group_unknown(built):
    gap = [row for row in one_year_ages("0991") if row["age_from"] != 40]
    unknown = [row | ({"residents": None} if row["age_from"] == 40 else {}) for row in one_year_ages("0991")]
    assert known(built([], gap), "0991") == known(built([], unknown), "0991") == {}


def test_five_year_ages_of_regso_give_sexes_but_no_age_groups(built):
    spans = [*((low, low + 4) for low in range(0, 80, 5)), (80, None)]
    cells = [
        scb(code, low, high, gender, 3) for code in ("0991R001", "0991R002") for low, high in spans for gender in ("women", "men")
    ]
    assert known(built([], cells), "0991-ost") == {
        (2023, "all", "total", "women"): 102,
        (2023, "all", "total", "men"): 102,
        (2023, "all", "total", "total"): 204,
    }


def test_backgrounds_and_unknown_countries_of_birth_are_no_residents_of_their_own(built):
    cells = [
        scb("0991", None, None, gender, count, **what)
        for gender in ("women", "men")
        for count, what in (
            (5, {"birth_region": "sweden"}),
            (4, {"birth_region": "abroad"}),
            (1, {"birth_region": "unknown"}),
            (9, {"background": "foreign"}),
        )
    ]
    found = known(built([], cells), "0991")
    assert {key[2] for key in found} == {"sweden", "abroad"}
    assert found[2023, "birth_region", "abroad", "total"] == 8
