"""The district workbooks of 2018: every trap on small workbooks, and the official totals where the file is at hand."""

from __future__ import annotations

import csv

import polars as pl
import pytest
from small_files import CODES, explained, rules, text_file, workbook

from spegel.core import SourceError
from spegel.sources import districts_2018_xlsx as reader
from spegel.sources.documents import open_documents
from spegel.sources.reader import CodeLists

COVER = [["Valmyndigheten 2018-10-02"], [], ["Röstfördelning, antal och procent, riksdagsvalet 2018"]]
HEADER = [
    "LÄNSKOD", "KOMMUNKOD", "VALKRETSKOD", "VALDISTRIKTSKOD", "LÄNSNAMN", "KOMMUNNAMN", "VALKRETSNAMN", "VALDISTRIKTSNAMN",
    "M", "S", "FI", "SKÅ", "ÖVR", "OGEJ", "BLANK", "OG", "RÖSTER GILTIGA", "RÖSTANDE", "RÖSTBERÄTTIGADE", "VALDELTAGANDE",
]  # fmt: skip
PLACE = ["Provlän", "Provköping", "Provlän"]
DISTRICT = [9, 91, 2, 101, *PLACE, "Ängen ", 60, 40, None, None, None, None, 3, 1, 100, 104, 130, 80.0]
SECOND = [9, 91, 2, 102, *PLACE, "Backen", 5, 90, 5, None, None, 1, None, None, 100, 101, 200, 50.5]
LATE = [9, 91, 2, 0, *PLACE, "Uppsamlingsdistrikt", 7, 3, 0, None, None, None, None, None, 10, 10, 0, 0]
PERCENT = [*DISTRICT[:8], 57.69, 38.46, None, None, None, None, 2.88, 0.96, 100, 104, 130, 80.0]


def book(*rows: list, sheet: str = "R antal", name: str = "2018_R_per_valdistrikt.xlsx"):
    return workbook({"Per valdistrikt": COVER, sheet: [HEADER, *rows], f"{sheet[0]} procent": [HEADER, PERCENT]}, name)


def changed(row: list, **cells: object) -> list:
    return [cells.get(header.replace(" ", "_"), cell) for header, cell in zip(HEADER, row, strict=True)]


def test_counts_are_read_from_the_sheet_of_counts_and_not_of_percentages_t30():
    document = book(DISTRICT, SECOND, LATE)
    assert reader.recognises(document)
    data = reader.read(document, CODES)
    districts = data.tables["district_result"]
    assert districts["election_id"].unique().to_list() == ["2018-RD"]
    assert districts.select("district_name", "eligible", "votes_cast", "valid", "blank", "invalid_other", "row").rows() == [
        ("Ängen", 130, 104, 100, 3, 1, 2),
        ("Backen", 200, 101, 100, 0, 1, 3),
        ("Uppsamlingsdistrikt", None, 10, 10, 0, 0, 4),
    ]
    assert explained(data) == set()


def test_the_code_is_built_from_three_numbers_t2():
    districts = reader.read(book(DISTRICT), CODES).tables["district_result"]
    assert districts.select("municipality_code", "district_code").rows() == [("0991", "09910101")]


def test_a_late_unit_is_known_by_its_name_and_electorate_not_by_its_code_t3():
    rows = [changed(LATE, VALDISTRIKTSKOD=1), changed(DISTRICT, VALDISTRIKTSKOD=1)]
    districts = reader.read(book(*rows), CODES).tables["district_result"]
    assert districts.select("kind", "district_code", "eligible").rows() == [
        ("late_votes", "099101", None),
        ("district", "09910001", 130),
    ]


def test_late_units_with_one_code_are_all_kept_t4():
    data = reader.read(book(LATE, LATE, DISTRICT), CODES)
    districts = data.tables["district_result"]
    assert districts.filter(kind="late_votes").select("district_code", "votes_cast", "row").rows() == [
        ("099100", 10, 2),
        ("099100", 10, 3),
    ]
    late = data.tables["party_result"].filter(district_code="099100", party_abbr="M")
    assert late.select("row", "votes").rows() == [(2, 7), (3, 7)]


def test_an_empty_party_cell_is_no_votes_because_the_row_adds_up_t19():
    parties = reader.read(book(DISTRICT, SECOND), CODES).tables["party_result"]
    assert parties.filter(party_abbr="FI").select("row", "votes").rows() == [(2, 0), (3, 5)]
    assert "SKÅ" not in parties["party_abbr"].to_list()  # did not stand in the municipality
    assert rules(reader, book(changed(DISTRICT, M=None))) == {"party_sum_differs"}


def test_an_empty_region_constituency_is_unknown():
    districts = reader.read(book(changed(DISTRICT, VALKRETSNAMN=None, VALKRETSKOD=None)), CODES).tables["district_result"]
    assert districts["constituency"].to_list() == [None]


@pytest.mark.parametrize(("sheet", "election"), [("L antal", "2018-RF"), ("K antal", "2018-KF"), ("R antal", "2018-RD")])
def test_the_sheet_says_which_election(sheet, election):
    assert reader.read(book(DISTRICT, sheet=sheet), CODES).tables["district_result"]["election_id"].to_list() == [election]


def test_a_text_export_takes_its_election_from_the_name_or_is_refused():
    rows = [HEADER, DISTRICT]
    named = text_file(rows, name="2018_K_per_valdistrikt.csv")
    assert reader.recognises(named)
    assert reader.read(named, CODES).tables["district_result"]["election_id"].to_list() == ["2018-KF"]
    assert rules(reader, text_file(rows)) == {"election_not_told"}


def test_a_wrong_printed_percentage_is_told_and_recomputed_t16():
    wrong = reader.read(book(changed(DISTRICT, VALDELTAGANDE=80.01), SECOND), CODES)
    assert explained(wrong) == {"printed_shares_differ"}


def test_rounding_to_the_last_printed_digit_is_right_t17():
    rows = [changed(DISTRICT, VALDELTAGANDE=80), changed(SECOND, VALDELTAGANDE="50,5")]
    assert explained(reader.read(book(*rows), CODES)) == set()


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (changed(DISTRICT, RÖSTANDE=105), "invalid_sum_differs"),
        (changed(DISTRICT, RÖSTBERÄTTIGADE=103), "votes_exceed_eligible"),
        (changed(DISTRICT, S=41), "party_sum_differs"),
        (changed(DISTRICT, KOMMUNKOD=92), "unknown_municipality"),
        (changed(DISTRICT, VALDISTRIKTSKOD=None), "missing_code"),
        (changed(DISTRICT, RÖSTANDE=None), "missing_count"),
        (changed(DISTRICT, RÖSTANDE="många"), "unreadable_number"),
        (changed(DISTRICT, RÖSTBERÄTTIGADE=0), "unclear_unit"),
        (changed(LATE, RÖSTBERÄTTIGADE=50), "unclear_unit"),
    ],
)
def test_every_row_is_checked_t20(row, rule):
    document = book(SECOND, row)
    assert rules(reader, document) == {rule}
    with pytest.raises(SourceError) as caught:
        reader.read(document, CODES)
    assert {problem.row for problem in caught.value.problems} == {3}


def test_a_missing_column_is_refused_by_name():
    without = HEADER.index("RÖSTANDE")
    document = workbook({"R antal": [row[:without] + row[without + 1 :] for row in (HEADER, DISTRICT)]})
    assert reader.recognises(document)
    assert rules(reader, document) == {"missing_columns"}


def test_a_workbook_with_percentages_only_is_refused():
    assert rules(reader, workbook({"R procent": [HEADER, PERCENT]})) == {"only_percentages"}
    assert rules(reader, workbook({"R antal": [HEADER, PERCENT]})) == {"only_percentages"}


def test_a_workbook_without_rows_is_refused():
    assert rules(reader, workbook({"R antal": [HEADER]})) == {"no_rows"}


@pytest.fixture(scope="module")
def official(shared_data) -> dict[str, pl.DataFrame]:
    (document,) = open_documents(shared_data / "valmyndigheten/2018/2018_R_per_valdistrikt.xlsx")
    return dict(reader.read(document, national_codes(shared_data)).tables)


def national_codes(shared_data) -> CodeLists:
    with (shared_data / "kolada/kolada_municipalities.csv").open(encoding="utf-8") as stream:
        return CodeLists({row["id"]: row["title"] for row in csv.DictReader(stream) if row["type"] == "K"}, {})


def test_official_2018_riksdag_totals(official):
    districts = official["district_result"]
    assert districts.group_by("kind").len().sort("kind").rows() == [("district", 6004), ("late_votes", 321)]
    assert districts.select(pl.col("votes_cast", "eligible").sum()).row(0) == (6535271, 7495936)


def test_official_2018_municipalities_agree_with_the_facts(official, shared_data):
    with (shared_data / "facts/turnout_by_municipality.csv").open(encoding="utf-8") as stream:
        facts = [row for row in csv.DictReader(stream) if row["election_id"] == "2018-RD"]
    expected = {row["municipality_code"]: (int(row["votes_cast"]), int(row["eligible"])) for row in facts}
    sums = official["district_result"].group_by("municipality_code").agg(pl.col("votes_cast", "eligible").sum())
    assert {code: (cast, eligible) for code, cast, eligible in sums.iter_rows()} == expected
    assert len(expected) == 290


def test_official_2018_stockholm_has_six_late_rows(official):
    late = official["district_result"].filter(municipality_code="0180", kind="late_votes")
    assert late["district_code"].to_list() == ["018001", "018002", "018003", "018004", "018005", "018006"]


def test_every_sheet_of_counts_is_read():
    data = reader.read(workbook({"R antal": [HEADER, DISTRICT], "K antal": [HEADER, SECOND]}), CODES)
    assert data.tables["district_result"].select("election_id", "district_code").rows() == [
        ("2018-RD", "09910101"),
        ("2018-KF", "09910102"),
    ]


def test_two_sheets_of_one_election_are_refused_and_the_second_is_named():
    with pytest.raises(SourceError) as caught:
        reader.read(workbook({"R antal": [HEADER, DISTRICT], "R antal 2": [HEADER, DISTRICT]}, "x.xlsx"), CODES)
    assert [(problem.rule, problem.file) for problem in caught.value.problems] == [("election_twice", "x.xlsx › R antal 2")]


def test_the_constituencies_tell_the_riksdag_election_where_no_name_does():
    rows = [changed(DISTRICT, VALKRETSNAMN="Skåne läns södra"), changed(LATE, VALKRETSNAMN="Stockholms län")]
    data = reader.read(workbook({"Blad1": [HEADER, *rows]}, "kopia.xlsx"), CODES)
    assert data.tables["district_result"]["election_id"].unique().to_list() == ["2018-RD"]


def test_constituencies_with_names_of_places_do_not_tell_the_election():
    rows = [changed(DISTRICT, VALKRETSNAMN="Skåne läns södra"), changed(LATE, VALKRETSNAMN="Ängen")]
    assert rules(reader, workbook({"Blad1": [HEADER, *rows]}, "kopia.xlsx")) == {"election_not_told"}
