"""Comparability workbooks of 2018-2022 and 2022-2026: every trap on small workbooks made here."""

from __future__ import annotations

import csv

import pytest
from small_files import CODES, explained, rules, text_file, workbook

from spegel.sources import comparison_xlsx as reader
from spegel.sources.reader import CodeLists

DISTRICTS_2022 = [
    "Kod_2022",
    "Valdistrikt",
    "Jämförbart",
    "Valdistriktskod2018",
    "Kod 2 2018",
    "Kod 3 2018",
    "Valdistriktsnamn 2018",
]
LATE_2022 = [
    "Kod_2022",
    "Kommunvalkrets",
    "Jämförbart",
    "Kod_1_2018",
    "Kod_2_2018",
    "Kod_3_2018",
    "Namn_1_2018",
    "Län",
    "Kommunkod",
]
DISTRICTS_2026 = [
    "Valdistriktskod 2026", "Valdistriktsnamn 2026", "Kommun", "Län", "Jämförbarhet", "Valdistriktskod 1 2022",
    "Valdistriktskod 2 2022",
]  # fmt: skip


def of_2022(*rows: list, late: tuple = ()):
    return workbook({"Fysiska valdistrikt": [DISTRICTS_2022, *rows], "Uppsamlingsdistrikt": [LATE_2022, *late]})


def of_2026(*rows: list):
    return workbook({"Information": [["Bedömningen gjordes 2026-08-17"]], "Jämförelser": [DISTRICTS_2026, *rows]})


def links(document) -> list[tuple]:
    assert reader.recognises(document)
    data = reader.read(document, CODES)
    return data.tables["district_link"].select("district_code", "previous_codes", "kind", "status").rows()


LATE = ["012700", "Botkyrka", "ja", "012700", None, None, "Botkyrka", "Stockholms län", "0127"]


def test_both_sheets_of_2018_2022_are_read_t3_t7():
    rows = [
        ["01270010", "Tuna", "ja", "01270110", None, None, "Tuna"],
        ["01270011", "Åsen", "ja", "01270111", "01270112", "01270113", "Åsen"],
        ["01270012", "Ny", "nej", None, None, None, None],
    ]
    document = of_2022(*rows, late=(LATE,))
    assert links(document) == [
        ("01270010", ["01270110"], "district", "official_comparable"),
        ("01270011", ["01270111", "01270112", "01270113"], "district", "official_comparable"),
        ("01270012", [], "district", "official_not_comparable"),
        ("012700", ["012700"], "late_votes", "official_comparable"),
    ]
    versions = (
        reader.read(document, CODES).tables["district_link"].select("area_version", "previous_area_version", "basis").unique()
    )
    assert versions.rows() == [("valdistrikt2022", "valdistrikt2018", "comparison_file")]


@pytest.mark.parametrize("judgement", ["01270110", 1270110, "01270110, 01270112"])
def test_a_code_in_place_of_yes_means_comparable(judgement):
    row = ["01270010", "Tuna", judgement, "01270110", None, None, "Tuna"]
    document = workbook({"Fysiska valdistrikt": [DISTRICTS_2022, row]})
    ((code, previous, _, status),) = links(document)
    assert (code, previous[0], status) == ("01270010", "01270110", "official_comparable")
    assert len(previous) == (2 if "," in str(judgement) else 1)


def test_the_workbook_of_2022_2026_with_lost_zeros_and_one_too_many_t1_t7():
    rows = [
        ["01270010", "Tuna", "Botkyrka", "Stockholms län", "Kan jämföras", 1270010, None],
        ["01270044", "Alby", "Botkyrka", "Stockholms län", "Kan jämföras mot flera", 1270044, 1270045],
        ["01270050", "Ny", "Botkyrka", "Stockholms län", "Ej jämförbart", "-", "None"],
        ["01270051", "Norra", "Botkyrka", "Stockholms län", "Kan jämföras", "001270101", None],
    ]
    document = of_2026(*rows)
    assert links(document) == [
        ("01270010", ["01270010"], "district", "official_comparable"),
        ("01270044", ["01270044", "01270045"], "district", "official_comparable"),
        ("01270050", [], "district", "official_not_comparable"),
        ("01270051", ["01270101"], "district", "official_comparable"),
    ]
    data = reader.read(document, CODES)
    assert explained(data) == {"padded_code"}
    assert data.tables["district_link"]["previous_area_version"].unique().to_list() == ["valdistrikt2022"]


def test_a_comparable_district_without_its_predecessor_gets_no_link_and_a_notice():
    document = of_2026(["01270010", "Tuna", "Botkyrka", "Stockholms län", "Kan jämföras", None, None])
    data = reader.read(document, CODES)
    assert data.tables["district_link"].is_empty()
    assert explained(data) == {"comparable_without_code"}


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (["01270010", "Tuna", "K", "L", "kanske", "01270010", None], "unknown_comparability"),
        (["01270010", "Tuna", "K", "L", "Kan jämföras", "99", None], "bad_code"),
        (["25990010", "Tuna", "K", "L", "Kan jämföras", "01270010", None], "bad_code"),
        ([None, "Tuna", "K", "L", "Kan jämföras", "01270010", None], "bad_code"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number(cells, rule):
    good = ["01270011", "Åsen", "K", "L", "Kan jämföras", "01270011", None]
    assert rules(reader, of_2026(good, cells)) == {rule}


def test_a_district_twice_is_refused():
    row = ["01270010", "Tuna", "K", "L", "Kan jämföras", "01270010", None]
    assert rules(reader, of_2026(row, row)) == {"repeated_district"}


@pytest.mark.parametrize("header", ["Jämförbarhet", "Valdistriktskod 2026"])
def test_a_missing_column_is_refused_by_name(header):
    rows = [DISTRICTS_2026, ["01270010", "Tuna", "K", "L", "Kan jämföras", "01270010", None]]
    without = DISTRICTS_2026.index(header)
    document = workbook({"Jämförelser": [row[:without] + row[without + 1 :] for row in rows]})
    assert reader.recognises(document)
    assert rules(reader, document) == {"missing_columns"}


def test_a_sheet_without_rows_is_refused():
    assert rules(reader, of_2026()) == {"no_rows"}


def test_text_of_districts_is_read_and_text_of_late_units_left_to_its_own_reader():
    row = ["01270010", "Tuna", "Botkyrka", "Stockholms län", "Kan jämföras", "1270010", None]
    assert links(text_file([DISTRICTS_2026, row])) == [("01270010", ["01270010"], "district", "official_comparable")]
    assert not reader.recognises(text_file([LATE_2022, LATE]))


def test_the_official_late_units_of_2018_2022_as_a_workbook(shared_data):
    path = shared_data / "valmyndigheten/2018/uppsamlingsdistrikt-jamforelse-2018.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    municipalities = {row[0][:4]: "" for row in rows[1:]}
    data = reader.read(workbook({"Uppsamlingsdistrikt": rows}), CodeLists(municipalities, {}))
    found = data.tables["district_link"]
    assert (found.height, found["kind"].unique().to_list()) == (314, ["late_votes"])
    assert found["status"].unique().to_list() == ["official_comparable"]
