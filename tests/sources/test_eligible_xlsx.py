"""Eligible voters on the qualification day: small workbooks made here."""

from __future__ import annotations

import pytest
from small_files import CODES, explained, rules, workbook

from spegel.sources import eligible_xlsx as reader
from spegel.sources.reader import CodeLists

BY_ELECTION = [
    "Valdistriktskod", "Kommun", "Län", "Röstberättigade val till riksdagen", "Röstberättigade val till kommunfullmäktige",
    "Röstberättigade val till regionfullmäktige", "Röstberättigade minst ett val",
]  # fmt: skip
BY_GROUP = [
    "Riksdagsvalkretskod", "Riksdagsvalkrets", "Kommunkod", "Kommun", "Valdistriktskod", "Valdistrikt",
    "18-29 år", "30-49 år", "50-64 år", "65- år", "Män", "Kvinnor", "Förstagångsväljare 18-21 år", "Röstberättigade i utlandet",
    "Totalt",
]  # fmt: skip
GOTLAND = CodeLists({**CODES.municipalities, "0980": "Gotland"}, {})


def place(code: str) -> list:
    return ["02", "Stockholms län", code[:4], "Botkyrka", code, "Tuna"]


def by_election(*rows: list, name: str = "antal-rostberattigade-14-augusti-2026.xlsx"):
    return workbook({"Antal röstberättigade": [BY_ELECTION, *rows]}, name)


def by_group(*rows: list):
    municipal = [header for header in BY_GROUP if header not in ("Valdistriktskod", "Valdistrikt")]
    return workbook({"rostber_per_kommun": [municipal], "rostber_per_distrikt": [BY_GROUP, *rows]}, "rostberattigade-2026.xlsx")


TUNA = [*place("01270010"), 30, 40, 20, 10, 45, 55, 5, 3, 100]
HALL = [*place("01270011"), 3, 4, 2, 1, 4, 6, 1, 0, 10]


def test_the_electorate_of_each_election_t41():
    document = by_election(["01270010", "Botkyrka", "Stockholms län", 100, 120, 121, 122])
    assert reader.recognises(document)
    data = reader.read(document, CODES)
    assert sorted(data.tables["eligible_count"].rows()) == [
        ("2026-KF", "01270010", "total", "total", 120),
        ("2026-RD", "01270010", "total", "total", 100),
        ("2026-RF", "01270010", "total", "total", 121),
    ]
    assert explained(data) == set()


@pytest.mark.parametrize("cell", [None, 0])
def test_gotland_has_no_region_election_t40(cell):
    data = reader.read(by_election(["09800101", "Gotland", "Gotlands län", 100, 120, cell, 122]), GOTLAND)
    assert set(data.tables["eligible_count"]["election_id"]) == {"2026-RD", "2026-KF"}


def test_a_code_that_lost_its_zero_and_a_year_not_told():
    data = reader.read(by_election([1270010, "Botkyrka", "Stockholms län", 100, 120, 121, 122], name="a.xlsx"), CODES)
    assert data.tables["eligible_count"]["district_code"].unique().to_list() == ["01270010"]
    assert explained(data) == {"padded_code", "year_assumed"}


def test_sex_and_age_are_read_and_other_groups_left_out():
    document = by_group(TUNA)
    assert reader.recognises(document)
    rows = reader.read(document, CODES).tables["eligible_count"].select("election_id", "gender", "age_group", "eligible").rows()
    assert rows == [
        ("2026-RD", "total", "18-29 år", 30),
        ("2026-RD", "total", "30-49 år", 40),
        ("2026-RD", "total", "50-64 år", 20),
        ("2026-RD", "total", "65- år", 10),
        ("2026-RD", "men", "total", 45),
        ("2026-RD", "women", "total", 55),
        ("2026-RD", "total", "total", 100),
    ]


def test_a_workbook_without_ages_still_gives_the_sexes():
    kept = [place for place, header in enumerate(BY_GROUP) if not header[0].isdigit()]
    document = workbook({"rostber": [[row[place] for place in kept] for row in (BY_GROUP, TUNA)]}, "rostberattigade-2026.xlsx")
    rows = reader.read(document, CODES).tables["eligible_count"]
    assert rows.select("gender", "eligible").rows() == [("men", 45), ("women", 55), ("total", 100)]


def test_the_printed_total_row_is_checked_and_left_out_t20_t36():
    total = [None, None, None, None, None, "Totalt", 33, 44, 22, 11, 49, 61, 6, 3, 110]
    rows = reader.read(by_group(TUNA, HALL, total), CODES).tables["eligible_count"]
    assert rows["district_code"].unique().sort().to_list() == ["01270010", "01270011"]
    assert rules(reader, by_group(TUNA, HALL, [*total[:-1], 111])) == {"printed_total_differs"}


@pytest.mark.parametrize("position", [BY_GROUP.index("Män"), BY_GROUP.index("18-29 år")])
def test_groups_that_do_not_sum_are_refused_t20(position):
    wrong = [*TUNA]
    wrong[position] += 1
    assert rules(reader, by_group(HALL, wrong)) == {"group_sum_differs"}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ([*place("25990010"), *TUNA[6:]], "unknown_municipality"),
        ([*place("127001"), *TUNA[6:]], "bad_code"),
        ([*TUNA[:-1], "hundra"], "unreadable_number"),
        ([*TUNA[:-1], -100], "negative_count"),
        (HALL, "repeated_district"),
    ],
)
def test_every_row_is_checked(row, rule):
    assert rules(reader, by_group(HALL, row)) == {rule}


@pytest.mark.parametrize("header", ["Totalt", "Valdistriktskod"])
def test_a_missing_column_of_groups_is_refused(header):
    without = BY_GROUP.index(header)
    document = workbook({"Blad1": [row[:without] + row[without + 1 :] for row in (BY_GROUP, TUNA)]})
    assert reader.recognises(document)
    assert rules(reader, document) == {"missing_columns"}


@pytest.mark.parametrize("header", ["Röstberättigade val till regionfullmäktige", "Valdistriktskod"])
def test_a_missing_column_of_elections_is_refused(header):
    without = BY_ELECTION.index(header)
    rows = [BY_ELECTION, ["01270010", "Botkyrka", "Stockholms län", 100, 120, 121, 122]]
    document = workbook({"Blad1": [row[:without] + row[without + 1 :] for row in rows]})
    assert reader.recognises(document)
    assert rules(reader, document) == {"missing_columns"}


def test_a_list_of_districts_is_no_electorate():
    assert not reader.recognises(
        workbook({"A": [["Riksdagsvalkretskod", "Riksdagsvalkrets", "Valdistriktskod"], ["02", "X", "1"]]})
    )
