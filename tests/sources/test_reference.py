"""The reference tables that ship: consistent in themselves, equal to the published figures, and told when they are broken."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from spegel import core
from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import reference
from spegel.sources.reader import CodeLists


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "data" / "reference"


@pytest.fixture(scope="module")
def codes(folder: Path) -> CodeLists:
    return reference.code_lists(folder)


@pytest.fixture(scope="module")
def shipped(folder: Path) -> reference.Reference:
    return reference.read(folder)


@pytest.fixture(scope="module")
def table(shipped: reference.Reference) -> Callable[[str], pl.DataFrame]:
    """A canonical table with the rows of all sources."""
    return lambda name: pl.concat(data.tables[name] for data in shipped.by_source.values() if name in data.tables)


def test_the_code_lists_hold_every_municipality_and_county(codes: CodeLists) -> None:
    assert len(codes.municipalities) == 290
    assert len(codes.counties) == 21
    assert {code[:2] for code in codes.municipalities} == set(codes.counties)
    assert all(core.is_municipality_code(code) for code in codes.municipalities)
    assert codes.municipality_by_name(" botkyrka ") == "0127"
    assert codes.counties["01"] == "Stockholms län"


def test_elections_have_the_dates_they_were_held(shipped: reference.Reference) -> None:
    ordinary = {core.election_id(year, kind): day for year, day in core.ELECTION_DATES.items() for kind in ("RD", "RF", "KF")}
    european = {core.election_id(year, "EU"): day for year, day in core.EU_ELECTION_DATES.items()}
    assert dict(shipped.elections.select("election_id", "election_date").iter_rows()) == ordinary | european
    assert (shipped.elections["election_id"].str.tail(2) == shipped.elections["election_type"]).all()


def test_each_source_says_who_what_and_on_what_terms(shipped: reference.Reference) -> None:
    assert shipped.sources["source_id"].is_unique().all()
    assert shipped.sources.null_count().sum_horizontal().item() == 0
    assert set(shipped.by_source) <= set(shipped.sources["source_id"])


def test_votes_add_up_in_every_district(table: Callable[[str], pl.DataFrame]) -> None:
    results = table("district_result")
    assert (results["valid"] + results["blank"] + results["invalid_other"] == results["votes_cast"]).all()
    districts = results.filter(pl.col("kind") == "district")
    assert (districts["votes_cast"] <= districts["eligible"]).all()
    assert districts["district_code"].map_elements(core.is_district_code, return_dtype=pl.Boolean).all()
    assert districts.select("election_id", "district_code").is_unique().all()


def test_late_votes_have_no_electorate_and_belong_to_a_municipality(table: Callable[[str], pl.DataFrame]) -> None:
    late = table("district_result").filter(pl.col("kind") == "late_votes")
    assert set(late["municipality_code"]) == {"0127"}
    assert late["eligible"].is_null().all()
    assert set(table("district_result")["kind"]) == {"district", "late_votes"}


def test_districts_and_late_votes_are_the_official_total(table: Callable[[str], pl.DataFrame]) -> None:
    results = table("district_result").filter(pl.col("municipality_code") == "0127")
    late = pl.col("votes_cast").filter(pl.col("kind") == "late_votes").sum()
    summed = results.group_by("election_id").agg(pl.col("eligible", "votes_cast").sum(), late_votes_cast=late)
    totals = table("municipality_total").filter(pl.col("municipality_code") == "0127")
    both = summed.join(totals, on="election_id", suffix="_printed")
    assert set(both["election_id"]) == {f"{year}-{kind}" for year in (2010, 2014, 2018, 2022) for kind in ("RD", "RF", "KF")}
    for name in ("eligible", "votes_cast", "late_votes_cast"):
        assert (both[name] == both[f"{name}_printed"]).all(), name


@pytest.mark.parametrize(
    ("election", "percent"), [("2010-KF", 72.80), ("2014-KF", 70.95), ("2018-KF", 71.42), ("2022-KF", 64.61), ("2026-KF", 70.95)]
)
def test_botkyrkas_turnout_is_the_published_one(table: Callable[[str], pl.DataFrame], election: str, percent: float) -> None:
    row = table("municipality_total").filter(pl.col("municipality_code") == "0127", pl.col("election_id") == election)
    assert round(100 * row["votes_cast"].item() / row["eligible"].item(), 2) == percent


def test_jarvas_districts_had_the_published_turnout(table: Callable[[str], pl.DataFrame]) -> None:
    board = table("district_result").filter(pl.col("election_id") == "2022-KF", pl.col("municipality_code") == "0180")
    assert board.height == 50
    assert round(100 * board["votes_cast"].sum() / board["eligible"].sum(), 2) == 56.14


def test_totals_cover_all_municipalities(table: Callable[[str], pl.DataFrame], codes: CodeLists) -> None:
    totals = table("municipality_total")
    assert totals.select("election_id", "municipality_code").is_unique().all()
    assert (totals["votes_cast"] <= totals["eligible"]).all()
    for election in ("2010-KF", "2014-KF", "2018-KF", "2022-KF", "2018-RD", "2022-RD"):
        assert set(totals.filter(pl.col("election_id") == election)["municipality_code"]) == set(codes.municipalities), election
    # Gotland has no region election (T40).
    region = set(totals.filter(pl.col("election_id") == "2022-RF")["municipality_code"])
    assert set(codes.municipalities) - region == {"0980"}


def test_every_election_and_municipality_named_exists(
    table: Callable[[str], pl.DataFrame], shipped: reference.Reference, codes: CodeLists
) -> None:
    elections = set(shipped.elections["election_id"])
    for name in ("district_result", "municipality_total", "group_turnout"):
        assert set(table(name)["election_id"]) <= elections, name
        # 00 is the whole country.
        assert set(table(name)["municipality_code"]) <= {*codes.municipalities, "00"}, name
    peers = table("peer_group")
    assert set(peers["municipality_code"]) | set(peers["peer_code"]) <= set(codes.municipalities)
    assert (peers["municipality_code"] != peers["peer_code"]).all()
    assert peers.select("municipality_code", "group_id", "peer_code").is_unique().all()


def _known(table: Callable[[str], pl.DataFrame]) -> dict[str, set[str]]:
    """Version of the districts -> the codes that have results here."""
    results = table("district_result").with_columns(area_version="valdistrikt" + pl.col("election_id").str.head(4))
    return {version: set(rows["district_code"]) for (version,), rows in results.group_by("area_version")}


def test_links_join_districts_that_exist(table: Callable[[str], pl.DataFrame]) -> None:
    links, known = table("district_link"), _known(table)
    assert links.select("area_version", "district_code").is_unique().all()
    districts = links.filter(pl.col("kind") == "district")
    for version, code, previous_version, previous in districts.select(
        "area_version", "district_code", "previous_area_version", "previous_codes"
    ).iter_rows():
        if version in known:
            assert code in known[version]
        if previous_version in known:
            assert set(previous) <= known[previous_version]
    # Where no predecessor is claimed none is named.
    nameless = districts.filter(pl.col("previous_codes").list.len() == 0)
    assert set(nameless["status"]) == {"official_not_comparable", "no_name_match", "new_code"}


def test_links_tell_the_change_of_the_electorate(table: Callable[[str], pl.DataFrame]) -> None:
    results = table("district_result").filter(pl.col("kind") == "district")
    counts = results.select("election_id", "district_code", "eligible").iter_rows()
    eligible = {(election, code): count for election, code, count in counts}
    links = table("district_link").filter(pl.col("eligible_change_share").is_not_null())
    for row in links.iter_rows(named=True):
        now, before = row["area_version"][-4:], row["previous_area_version"][-4:]
        kind = "KF" if all((f"{before}-KF", code) in eligible for code in row["previous_codes"]) else "RD"
        previous = sum(eligible[f"{before}-{kind}", code] for code in row["previous_codes"])
        expected = eligible[f"{now}-{kind}", row["district_code"]] / previous - 1
        assert row["eligible_change_share"] == pytest.approx(expected, abs=5e-5), row["district_code"]
    # Segersjö lost two fifths of its electorate, so it was redrawn although its name stayed (T6).
    segersjo = links.filter(pl.col("area_version") == "valdistrikt2022", pl.col("district_code") == "01270020")
    assert segersjo["eligible_change_share"].item() == pytest.approx(1069 / 1815 - 1, abs=5e-5)


def test_each_district_lies_in_one_part_of_the_municipality(table: Callable[[str], pl.DataFrame]) -> None:
    areas, results = table("district_area"), table("district_result").filter(pl.col("kind") == "district")
    assert areas.select("area_version", "district_code").is_unique().all()
    keys = results.select(area_version="valdistrikt" + pl.col("election_id").str.head(4), district_code="district_code").unique()
    assert keys.join(areas, on=["area_version", "district_code"], how="anti").is_empty()
    assert set(areas["area_level"]) == {"kommundel", "stadsdel"}


def test_each_district_of_2018_and_2022_has_a_point_in_its_municipality(table: Callable[[str], pl.DataFrame]) -> None:
    points, results = table("district_point"), table("district_result").filter(pl.col("kind") == "district")
    assert points.select("area_version", "district_code").is_unique().all()
    keys = results.select(area_version="valdistrikt" + pl.col("election_id").str.head(4), district_code="district_code").unique()
    recent = keys.filter(pl.col("area_version").is_in(["valdistrikt2018", "valdistrikt2022"]))
    assert recent.join(points, on=["area_version", "district_code"], how="anti").is_empty()
    # Extents of Botkyrka and of Järva.
    boxes = {"0127": (17.66, 59.04, 18.0, 59.27), "0180": (17.85, 59.36, 17.98, 59.44)}
    for code, lon, lat in points.select("district_code", "lon", "lat").iter_rows():
        west, south, east, north = boxes[code[:4]]
        assert west < lon < east, code
        assert south < lat < north, code


def test_group_turnout_is_shares_and_its_parts_sum(table: Callable[[str], pl.DataFrame]) -> None:
    groups = table("group_turnout")
    assert groups["turnout_share"].drop_nulls().is_between(0, 1).all()
    assert set(groups["measure_basis"]) == {"register"}
    total = groups.filter(pl.col("category") == "total", pl.col("gender") == "total")
    ages = groups.filter(pl.col("dimension") == "age", pl.col("category") != "total", pl.col("gender") != "total")
    summed = ages.group_by("election_id", "municipality_code").agg(pl.col("eligible").sum())
    both = summed.join(total.filter(pl.col("dimension") == "age"), on=["election_id", "municipality_code"], suffix="_printed")
    assert both.height == 6
    assert (both["eligible"] == both["eligible_printed"]).all()


def test_population_has_every_municipality_by_age_and_sex_and_the_printed_sums(table: Callable[[str], pl.DataFrame]) -> None:
    population = table("population")
    assert population.select(pl.exclude("residents")).is_unique().all()
    assert not population["is_noisy"].any()
    municipal = population.filter(pl.col("area_version").is_null())
    cells = municipal.group_by("area_code", "population_date").agg(pl.struct("age_group", "gender").n_unique().alias("cells"))
    assert (cells.height, set(cells["cells"])) == (2 * 290, {10})

    # SCB's monthly statistics of 30 September 2022, as Regionfakta quotes them, and not those of 31 December (107 918).
    def residents(code: str, year: int) -> int:
        return municipal.filter(pl.col("area_code") == code, pl.col("population_date").dt.year() == year)["residents"].sum()

    assert [residents(code, 2022) for code in ("0484", "0482", "0461", "0480")] == [107_864, 16_146, 11_582, 57_984]
    assert [residents("0127", year) for year in (2018, 2022)] == [92_648, 95_323]


def test_residents_of_regso_are_born_here_or_abroad_and_sum_to_the_municipality(table: Callable[[str], pl.DataFrame]) -> None:
    regso = table("population").filter(pl.col("area_version") == "regso2020")
    wide = regso.pivot("birth_region", index="area_code", values="residents")
    assert (wide["sweden"] + wide["abroad"] == wide["total"]).all()
    by_municipality = wide.group_by(pl.col("area_code").str.head(4)).agg(pl.len(), pl.col("total").sum()).sort("area_code")
    # SCB: 95 905 on 31 December 2024 after growing by 313 in the year. Järva has nine RegSO of Stockholm.
    assert by_municipality.rows() == [("0127", 20, 95_905 - 313), ("0180", 9, 93_039)]


def test_each_part_has_more_residents_than_electors_and_not_twice_as_many(table: Callable[[str], pl.DataFrame]) -> None:
    """Two keys that share nothing, districts to parts and RegSO to parts, must tell of the same people."""
    regso = table("population").filter(pl.col("area_version") == "regso2020", pl.col("birth_region") == "total")
    parts = table("population_part")
    residents = regso.join(parts, on=["area_version", "area_code"]).group_by("part_name").agg(pl.col("residents").sum())
    districts = table("district_result").filter(pl.col("election_id") == "2022-KF", pl.col("kind") == "district")
    areas = table("district_area").filter(pl.col("area_version") == "valdistrikt2022")
    electors = districts.join(areas, on="district_code").group_by("area_name").agg(pl.col("eligible").sum())
    both = residents.join(electors, left_on="part_name", right_on="area_name", how="full")
    assert (both.height, both.null_count().sum_horizontal().item()) == (15, 0)
    assert (both["eligible"] / both["residents"]).is_between(0.6, 0.8).all()


def test_regso_belong_to_the_same_parts_in_both_versions_and_riksten_to_tullinge(table: Callable[[str], pl.DataFrame]) -> None:
    parts = table("population_part")
    assert parts.select("area_version", "area_code").is_unique().all()
    older, newer = (
        parts.filter(pl.col("area_version") == version).select("area_code", "part_name").sort("area_code")
        for version in ("regso2020", "regso2025")
    )
    assert older.equals(newer)
    # Its district lies in Grödinge by area, but its residents live in RegSO Riksten (T24).
    assert dict(older.rows())["0127R011"] == "Tullinge"
    assert set(parts["basis"]) == {"name", "inferred", "largest_part"}


def test_published_values_are_a_share_or_a_number(table: Callable[[str], pl.DataFrame]) -> None:
    values = table("reference_value")
    assert values.select("measure", "category", "gender", "year").is_unique().all()
    assert (values["value_share"].is_null() != values["value_number"].is_null()).all()
    assert values["value_share"].drop_nulls().is_between(0, 1).all()
    ladder = values.filter(pl.col("measure") == "maktstege")
    # SCB, 20 April 2020: women among residents, elected, councils, executives, chairs, chairs of the executive.
    assert [round(100 * share) for share in ladder["value_share"]] == [50, 43, 43, 40, 36, 32]
    persons = dict(values.filter(pl.col("measure") == "uppdragskoncentration").select("category", "value_number").rows())
    assert persons["assignments"] / persons["persons"] == pytest.approx(1.69, abs=0.005)


@pytest.fixture
def broken(folder: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the folder in which one text of one file is replaced."""

    def replace(file: str, old: str, new: str) -> Path:
        copy = tmp_path / "reference"
        if not copy.exists():
            shutil.copytree(folder, copy)
        content = (copy / file).read_text(encoding="utf-8")
        assert old in content
        (copy / file).write_text(content.replace(old, new, 1), encoding="utf-8")
        return copy

    return replace


def _rules(error: pytest.ExceptionInfo[SourceError]) -> list[str]:
    for problem in error.value.problems:
        assert all(explain(problem, language) for language in LANGUAGES)
    return [problem.rule for problem in error.value.problems]


def test_a_missing_file_is_told(broken: Callable[..., Path]) -> None:
    copy = broken("peers.csv", "0127", "0127")
    (copy / "peers.csv").unlink()
    with pytest.raises(SourceError) as error:
        reference.read(copy)
    assert _rules(error) == ["reference_missing"]
    assert error.value.problems[0].file == "peers.csv"


def test_a_missing_column_is_told(broken: Callable[..., Path]) -> None:
    with pytest.raises(SourceError) as error:
        reference.read(broken("turnout_groups.csv", "turnout_share", "share"))
    assert _rules(error) == ["reference_columns"]
    with pytest.raises(SourceError) as error:
        reference.code_lists(broken("municipalities.csv", "county_name", "county"))
    assert _rules(error) == ["reference_columns"]


def test_all_broken_cells_are_told_at_once(broken: Callable[..., Path]) -> None:
    broken("elections.csv", "2022-09-11", "11 september 2022")
    broken("turnout_districts.csv", ",1287,", ",many,")
    with pytest.raises(SourceError) as error:
        reference.read(broken("district_points.csv", "val-2022-geometry", "nobody"))
    assert sorted(_rules(error)) == ["reference_source", "reference_value", "reference_value"]
    many = next(problem for problem in error.value.problems if problem.value == "many")
    assert (many.file, many.row, many.column) == ("turnout_districts.csv", 2, "eligible_count")


def _facts(shared_data: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(shared_data / "facts" / f"{name}.csv", infer_schema=False)


def test_district_figures_are_those_of_the_facts(table: Callable[[str], pl.DataFrame], shared_data: Path) -> None:
    columns = ["election_id", "district_code", "kind", "eligible", "votes_cast", "valid", "blank", "invalid_other"]
    facts = _facts(shared_data, "turnout_by_district").select(columns).sort(columns)
    ours = table("district_result").select(pl.col(columns).cast(pl.String)).sort(columns)
    assert ours.equals(facts)


def test_municipal_figures_are_those_of_the_facts(table: Callable[[str], pl.DataFrame], shared_data: Path) -> None:
    columns = ["election_id", "municipality_code", "eligible", "votes_cast", "late_votes_cast"]
    facts = _facts(shared_data, "turnout_by_municipality").select(columns)
    ours = table("municipality_total").select(pl.col(columns).cast(pl.String))
    assert facts.join(ours, on=columns, how="anti", nulls_equal=True).is_empty()
    # What the facts lack here are Botkyrka's sums of districts and late votes.
    more = ours.join(facts, on=columns, how="anti", nulls_equal=True)
    assert set(more["election_id"]) == {"2010-RD", "2010-RF", "2014-RD", "2014-RF", "2018-RF"}
    assert set(more["municipality_code"]) == {"0127"}


def test_links_areas_and_points_are_those_of_the_facts(table: Callable[[str], pl.DataFrame], shared_data: Path) -> None:
    key = ["area_version", "district_code"]
    links = _facts(shared_data, "district_links").select(*key, pl.col("previous_code").fill_null(""), "status")
    ours = table("district_link").filter(pl.col("kind") == "district")
    ours = ours.select(*key, pl.col("previous_codes").list.join("|").alias("previous_code"), "status")
    joined = links.group_by(*key, "status").agg(pl.col("previous_code").sort().str.join("|"))
    assert ours.sort(key).equals(joined.select(ours.columns).sort(key))
    areas = _facts(shared_data, "district_to_area").select(*key, area_level="area_type", area_name="area_name")
    assert table("district_area").drop("basis").sort(key).equals(areas.sort(key))
    points = _facts(shared_data, "district_points").select(*key, pl.col("lon", "lat").cast(pl.Float64))
    official = table("district_point").filter(pl.col("basis") == "official_border").select(points.columns)
    assert official.sort(key).equals(points.sort(key))


def test_population_is_that_of_the_official_files(
    table: Callable[[str], pl.DataFrame], shared_data: Path, codes: CodeLists
) -> None:
    population = table("population")
    official = pl.read_parquet(shared_data / "scb" / "population" / "population_municipality_age_sex_2018_2022.parquet")
    groups = {"0-17": (0, 17), "18-29": (18, 29), "30-49": (30, 49), "50-64": (50, 64), "65+": (65, 100)}
    summed = pl.concat(
        official.filter(pl.col("age").is_between(*span))
        .group_by("municipality", "gender")
        .agg(pl.col("population2018", "population2022").sum())
        .unpivot(index=["municipality", "gender"], variable_name="year", value_name="residents")
        .with_columns(age_group=pl.lit(name), year=pl.col("year").str.tail(4).cast(pl.Int32))
        for name, span in groups.items()
    ).with_columns(area_code=pl.col("municipality").map_elements(codes.municipality_by_name, return_dtype=pl.String))
    columns = ["area_code", "year", "age_group", "gender", "residents"]
    ours = population.filter(pl.col("area_version").is_null()).with_columns(year=pl.col("population_date").dt.year())
    assert ours.select(columns).sort(columns).equals(summed.select(columns).sort(columns))
    regso = pl.read_csv(shared_data / "scb" / "population" / "regso_population_2023_botkyrka_stockholm.csv", infer_schema=False)
    printed = regso.select(
        pl.col("regso").alias("area_code"),
        *(pl.col(name).cast(pl.Int64) for name in ("total_population", "inrikes_fodda", "utrikes_fodda")),
    ).filter(pl.col("area_code").is_in(population["area_code"].unique().implode()))
    wide = population.filter(pl.col("area_version") == "regso2020").pivot("birth_region", index="area_code", values="residents")
    assert sorted(wide.select("area_code", "total", "sweden", "abroad").rows()) == sorted(printed.rows())


def test_parts_of_botkyrka_are_those_of_the_regso_file(table: Callable[[str], pl.DataFrame], shared_data: Path) -> None:
    text = (shared_data / "scb" / "geography" / "botkyrka_regso2025_20_wgs84.geojson").read_text(encoding="utf-8")
    printed = {
        feature["properties"]["regso"]: feature["properties"]["kommundel_inferred"] for feature in json.loads(text)["features"]
    }
    ours = table("population_part").filter(pl.col("area_version") == "regso2025", pl.col("area_code").str.starts_with("0127"))
    assert dict(ours.select("area_code", "part_name").rows()) == printed


def test_every_regso_of_stockholm_named_after_a_stadsdel_of_jarva_is_there(
    table: Callable[[str], pl.DataFrame], shared_data: Path
) -> None:
    text = (shared_data / "stockholm" / "jarva_stadsdelar_11_wgs84.geojson").read_text(encoding="utf-8")
    stadsdelar = {feature["properties"]["name"].title() for feature in json.loads(text)["features"]}
    regso = pl.read_csv(shared_data / "scb" / "population" / "regso_population_2023_botkyrka_stockholm.csv", infer_schema=False)
    named = regso.filter(pl.col("regso").str.starts_with("0180")).filter(
        pl.col("namn").str.split("-").list.eval(pl.element().is_in(list(stadsdelar))).list.any()
    )
    ours = table("population_part").filter(pl.col("area_code").str.starts_with("0180"))
    assert set(named["regso"]) == set(ours["area_code"])
    # Two have no RegSO of their own: hardly anyone lives there.
    assert stadsdelar - set(ours["part_name"]) == {"Lunda", "Hansta"}
