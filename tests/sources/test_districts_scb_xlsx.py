"""SCB's district tables and their re-exports: every trap on small files, and the official totals of 2022."""

from __future__ import annotations

import csv

import polars as pl
import pytest
from small_files import CODES, explained, rules, text_file, workbook

from spegel.sources import districts_scb_xlsx as reader
from spegel.sources import sheets
from spegel.sources.documents import open_documents
from spegel.sources.reader import CodeLists

COUNTS = ["Antal röstande", "Andel röstande", "Antal ogiltiga valsedlar", "varav blanka valsedlar", "Antal giltiga valsedlar"]
KO = [
    "Länskod", "Länsnamn", "Kommunkod", "Kommunnamn", "Valkretskod", "Valkretsnamn", "Valdistriktskod", "Valdistriktsnamn",
    "Antal röstberättigade", "varav utländska medborgare", *COUNTS, "M", "C", "FP", "KD", "MP", "S", "V", "SD", "ÖVR",
]  # fmt: skip
RE = [
    "Regionkod", "Regionnamn", "Kommunkod", "Kommunnamn", "Valkretskod", "Valkretsnamn", "Kommun valkretskod",
    "Kommun valkretsnamn", "Valdistriktskod", "Valdistriktsnamn", "Antal röstberättigade", "varav utländska medborgare",
    *COUNTS, "M", "C", "L", "KD", "MP", "S", "V", "SD", "ÖVR", None, None,
]  # fmt: skip
RI = [
    "Valkretskod", "Valkretsnamn", "Valdistriktskod", "Valdistriktsnamn", "Antal röstberättigade", *COUNTS, None,
    "M", "C", "L", "KD", "MP", "S", "V", "SD", "ÖVR",
]  # fmt: skip
PARTIES = [20, 10, 5, 5, "", 30, 10, 15, 5]
NAMES = "Förtidsröster ej fördelade efter valdistrikt"
PLACE = ["01", "Stockholms län", "0127", "Botkyrka"]
KO_ROW = [*PLACE, "00", "Botkyrka", "01270010", "Tuna ", 150, 12, 104, 69.3333333333333, 4, 3, 100, *PARTIES]
KO_LATE = [*PLACE, "99", "Botkyrka", "01279800", NAMES, 0, 0, 102, "", 2, 1, 100, *PARTIES]
RE_ROW = [*PLACE, "07", "Sydväst", 0, "Botkyrka", "01270010", "Tuna", 150, 12, 104, 69.3, 4, 3, 100, *PARTIES]
RI_ROW = ["02", "Stockholms län", "01270010", "Tuna", 140, 104, 74.2857142857143, 4, 3, 100, "", *PARTIES]
RI_LATE = ["02", "Stockholms län", "01279800", NAMES, 0, 102, "", 2, 1, 100, "", *PARTIES]


def municipal(*rows: list):
    return workbook({"KO_tab3": [KO, *rows]}, "ko_tab3_2022.xlsx")


def changed(row: list, **cells: object) -> list:
    return [cells.get(header.replace(" ", "_"), cell) for header, cell in zip(KO, row, strict=True)]


def test_a_municipal_table():
    document = municipal(KO_ROW, KO_LATE)
    assert reader.recognises(document)
    data = reader.read(document, CODES)
    assert explained(data) == set()
    rows = data.tables["district_result"].drop("comparable_to", "previous_eligible", "previous_votes_cast", "previous_valid")
    assert rows.rows() == [
        ("2022-KF", "final", "0127", "01270010", "Tuna", "district", "Botkyrka", 150, 12, 104, 100, 3, 1, "unknown", 2),
        ("2022-KF", "final", "0127", "01279800", NAMES, "late_votes", "Botkyrka", None, None, 102, 100, 1, 1, "unknown", 3),
    ]


def test_the_columns_say_which_election_it_is():
    found = {}
    for header, row in ((RI, RI_ROW), (RE, [*RE_ROW, None, ""]), (KO, KO_ROW)):
        data = reader.read(workbook({"Blad1": [header, row]}, "x_2022.xlsx"), CODES)
        found[data.tables["district_result"]["election_id"][0]] = data.tables["district_result"]["constituency"][0]
    # Only RE and KO name the kommunvalkrets; the constituency of RI is that of the riksdag.
    assert found == {"2022-RD": None, "2022-RF": "Botkyrka", "2022-KF": "Botkyrka"}


def test_the_nameless_column_of_the_riksdag_table_is_ignored_while_it_is_empty_t29():
    assert rules(reader, workbook({"RI_tab4": [RI, RI_ROW, RI_LATE]})) == set()
    filled = [*RI_ROW[:10], 7, *RI_ROW[11:]]
    assert rules(reader, workbook({"RI_tab4": [RI, filled]})) == {"nameless_column"}


def test_fp_is_the_liberals_and_an_empty_cell_of_mp_is_no_votes_t19_t31():
    parties = reader.read(municipal(KO_ROW, KO_LATE), CODES).tables["party_result"]
    assert parties.filter(party_abbr="L")["votes"].to_list() == [5, 5]
    # The Greens got no vote in the municipality here: no rows, and the sums still hold.
    assert "MP" not in parties["party_abbr"].to_list()
    assert parties.filter("is_rest_group")["party_abbr"].unique().to_list() == ["ÖVR"]


def test_a_party_without_votes_in_one_district_has_zero_there_t19():
    with_green = changed(KO_LATE, MP=5, M=15)
    parties = reader.read(municipal(KO_ROW, with_green), CODES).tables["party_result"]
    assert parties.filter(party_abbr="MP")["votes"].to_list() == [0, 5]


def test_late_rows_with_one_code_are_all_kept_t4():
    data = reader.read(municipal(KO_ROW, KO_LATE, KO_LATE, KO_LATE), CODES)
    late = data.tables["district_result"].filter(kind="late_votes")
    assert late.select("district_code", "row", "votes_cast").rows() == [("01279800", row, 102) for row in (3, 4, 5)]
    assert data.tables["party_result"].filter(party_abbr="S", row=5)["votes"].to_list() == [30]


def export(*rows: list, **keywords):
    return text_file([[header.upper().replace("ANDEL RÖSTANDE", "VALDELTAGANDE") for header in KO], *rows], **keywords)


def test_a_re_export_with_lost_zeros_capitals_and_decimals_is_read_t1():
    row = ["1", "Stockholms län", "127", "Botkyrka", "0", "Botkyrka", "1270010", "Tuna"]
    document = export([*row, 150, 12, 104, "69,33", 4, 3, 100, 20, 10, 5, 5, "3.0", 27, 10, 15, 5])
    assert reader.recognises(document)
    data = reader.read(document, CODES)
    assert data.tables["district_result"].select("municipality_code", "district_code").rows() == [("0127", "01270010")]
    assert data.tables["party_result"].filter(party_abbr="MP")["votes"].to_list() == [3]
    assert explained(data) == {"padded_code", "year_assumed"}


def test_a_re_export_names_the_nameless_column_and_it_must_still_be_empty_t29():
    header = [(head or "Unnamed: 10").upper().replace("ANDEL RÖSTANDE", "VALDELTAGANDE") for head in RI]
    rows = [header, RI_ROW, RI_LATE]
    assert rules(reader, text_file(rows, ",")) == set()
    assert rules(reader, text_file([header, [*RI_ROW[:10], 7, *RI_ROW[11:]]], ",")) == {"nameless_column"}


def test_the_european_election_in_this_layout_has_a_title_broken_headers_and_more_parties():
    place = ["Kommunkod", "Kommunnamn", "Valdistriktskod", "Valdistriktsnamn"]
    voters = ["Antal\r\nröstberättigade", "varav utländska\nEU-medborgare i Sverige"]
    header = [*place, *voters, *COUNTS, "M", "C", "L", "KD", "MP", "S", "V", "SD", "FI", "ÖVR"]
    row = ["0127", "Botkyrka", "01270010", "Tuna", 150, 12, 104, 69.3, 4, 3, 100, *PARTIES[:8], 3, 2]
    data = reader.read(workbook({"tab5": [["Europaparlamentsvalet 2019"], header, row]}), CODES)
    assert data.tables["district_result"].select("election_id", "eligible_foreign", "row").rows() == [("2019-EU", 12, 3)]
    assert data.tables["party_result"].filter(party_abbr="FI")["votes"].to_list() == [3]


@pytest.mark.parametrize("code", ["127001", "991270010", "1990010", "0127001x"])
def test_a_code_that_no_zero_can_mend_is_refused_t1(code):
    assert rules(reader, municipal(changed(KO_ROW, Valdistriktskod=code))) == {"bad_code"}


def test_a_code_of_an_unknown_municipality_is_refused_t1():
    assert rules(reader, municipal(changed(KO_ROW, Valdistriktskod="25990010"))) == {"unknown_municipality"}


def test_a_code_of_another_municipality_than_its_row_is_refused():
    assert rules(reader, municipal(changed(KO_ROW, Valdistriktskod="01800010"))) == {"code_of_other_municipality"}


def test_another_name_of_a_municipality_is_told_t8():
    assert explained(reader.read(municipal(changed(KO_ROW, Kommunnamn="Botkyrkia")), CODES)) == {"other_municipality_name"}


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"Antal_röstande": 105}, "invalid_sum_differs"),
        ({"Antal_röstberättigade": 103, "varav_utländska_medborgare": 1}, "votes_exceed_eligible"),
        ({"varav_utländska_medborgare": 151}, "foreign_exceed_eligible"),
        ({"S": 31}, "party_sum_differs"),
        ({"S": "trettio"}, "unreadable_number"),
        ({"S": "30.5"}, "unreadable_number"),
        ({"Antal_röstande": "okänt"}, "unreadable_number"),
        ({"Antal_giltiga_valsedlar": None}, "missing_count"),
        ({"Antal_röstberättigade": ".."}, "missing_count"),
        ({"Antal_röstberättigade": 0}, "unclear_unit"),
        ({"Valdistriktskod": None}, "missing_code"),
        ({"Antal_röstande": -104}, "negative_count"),
    ],
)
def test_every_row_is_checked_t20(cells, rule):
    assert rule in rules(reader, municipal(KO_LATE, changed(KO_ROW, **cells)))


def test_the_same_district_twice_is_refused_but_late_rows_are_not_t20():
    assert rules(reader, municipal(KO_ROW, KO_ROW)) == {"repeated_district"}


def test_a_wrong_printed_turnout_is_told_t16():
    assert explained(reader.read(municipal(changed(KO_ROW, Andel_röstande=69.4)), CODES)) == {"printed_shares_differ"}


def test_spaces_in_numbers_are_read_t18():
    rows = reader.read(municipal(changed(KO_ROW, Antal_röstberättigade="1\u00a0500", Andel_röstande=6.9)), CODES)
    assert rows.tables["district_result"]["eligible"].to_list() == [1500]


@pytest.mark.parametrize("header", ["Antal röstande", "ÖVR", "Kommunkod", "FP", "Valdistriktsnamn"])
def test_a_missing_column_is_refused_by_name(header):
    without = KO.index(header)
    document = workbook({"KO_tab3": [row[:without] + row[without + 1 :] for row in (KO, KO_ROW)]})
    assert reader.recognises(document)
    assert rules(reader, document) == {"missing_columns"}


def test_a_table_without_rows_is_refused():
    assert rules(reader, municipal()) == {"no_rows"}


def test_letters_lost_to_the_label_of_late_votes_are_put_back():
    spoilt = {"Valdistriktskod": "12670205", "Valdistriktsnamn": f"H{NAMES}r/Maglasäte"}
    row = changed(KO_ROW, Kommunkod="1267", Kommunnamn="Höör", **spoilt)
    data = reader.read(municipal(row, KO_LATE), CODES)
    assert data.tables["district_result"]["district_name"].to_list() == ["Höör/Maglasäte", NAMES]
    assert explained(data) == {"repaired_name"}


def test_a_table_of_a_later_year_is_not_taken_for_2022():
    document = workbook({"KO_tab3": [KO, KO_ROW]}, "ko_tab3_2026.xlsx")
    assert reader.read(document, CODES).tables["district_result"]["election_id"].to_list() == ["2026-KF"]


@pytest.fixture(scope="module")
def national(shared_data) -> CodeLists:
    with (shared_data / "kolada/kolada_municipalities.csv").open(encoding="utf-8") as stream:
        return CodeLists({row["id"]: row["title"] for row in csv.DictReader(stream) if row["type"] == "K"}, {})


@pytest.fixture(scope="module")
def official(shared_data, national) -> dict[str, dict[str, pl.DataFrame]]:
    tables = {}
    for name in ("ri_tab4", "ko_tab3", "re_tab3"):
        (document,) = open_documents(shared_data / f"scb/2022/{name}_2022.xlsx")
        assert reader.recognises(document)
        data = reader.read(document, national)
        tables[data.tables["district_result"]["election_id"][0]] = dict(data.tables)
    return tables


def test_official_2022_rows_and_national_totals(official):
    found = {}
    for election, tables in official.items():
        rows = tables["district_result"]
        kinds = dict(rows.group_by("kind").len().iter_rows())
        found[election] = (kinds["district"], kinds["late_votes"], rows["votes_cast"].sum(), rows["eligible"].sum())
    assert found["2022-KF"] == (6264, 314, 6597690, 8196484)
    assert found["2022-RD"] == (6264, 314, 6547801, 7775390)
    assert found["2022-RF"][:2] == (6224, 313)


@pytest.mark.parametrize("name", ["ri_tab4", "ko_tab3", "re_tab3"])
def test_an_official_table_and_its_re_export_give_the_same_rows_t1(official, national, shared_data, name):
    (document,) = open_documents(shared_data / f"scb/2022/{name}_2022.xlsx")
    cells = sheets.cells(document, document.workbook.sheet_names[0])
    header = [(head or f"Unnamed: {place}").upper() for place, head in enumerate(cells.row(0))]
    codes = {place for place, head in enumerate(header) if head.endswith("KOD")}
    greens = header.index("MP")
    header[header.index("ANDEL RÖSTANDE")] = "VALDELTAGANDE"
    rows = [
        [
            (cell.lstrip("0") or "0") if place in codes else f"{cell}.0" if place == greens and cell else cell
            for place, cell in enumerate(row)
        ]
        for row in cells.slice(1).iter_rows()
    ]
    data = reader.read(text_file([header, *rows]), national)
    election = data.tables["district_result"]["election_id"][0]
    assert data.tables["district_result"].equals(official[election]["district_result"])
    assert data.tables["party_result"].equals(official[election]["party_result"])
    assert "padded_code" in explained(data)


def test_official_2022_botkyrka_with_late_votes_t10(official):
    sums = {}
    for election, tables in official.items():
        rows = tables["district_result"].filter(municipality_code="0127")
        assert rows.filter(kind="district").height == 51
        sums[election] = (rows["votes_cast"].sum(), rows["eligible"].sum())
    assert sums == {"2022-KF": (45493, 70417), "2022-RD": (43645, 61194), "2022-RF": (45298, 70417)}
    assert round(100 * 45493 / 70417, 2) == 64.61


def test_official_2022_stockholm_has_six_late_rows_of_one_code_t4(official):
    late = official["2022-KF"]["district_result"].filter(municipality_code="0180", kind="late_votes")
    assert late["district_code"].unique().to_list() == ["01809800"]
    assert late["constituency"].n_unique() == late.height == 6


def test_official_2022_districts_agree_with_the_facts(official, shared_data):
    with (shared_data / "facts/turnout_by_district.csv").open(encoding="utf-8") as stream:
        facts = [row for row in csv.DictReader(stream) if row["election_id"].startswith("2022-") and row["kind"] == "district"]
    measures = ("eligible", "votes_cast", "valid", "blank", "invalid_other")
    expected = {(row["election_id"], row["district_code"]): tuple(int(row[name]) for name in measures) for row in facts}
    rows = pl.concat(tables["district_result"] for tables in official.values()).filter(kind="district")
    counted = rows.select("election_id", "district_code", *measures).iter_rows()
    found = {(election, code): tuple(counts) for election, code, *counts in counted}
    assert len(expected) == 3 * (51 + 50)
    assert {unit: found[unit] for unit in expected} == expected


def test_official_2022_sums_agree_with_every_municipality_of_the_facts(official, shared_data):
    with (shared_data / "facts/turnout_by_municipality.csv").open(encoding="utf-8") as stream:
        facts = [row for row in csv.DictReader(stream) if row["election_id"].startswith("2022-")]
    expected = {(row["election_id"], row["municipality_code"]): (int(row["votes_cast"]), int(row["eligible"])) for row in facts}
    rows = pl.concat(tables["district_result"] for tables in official.values())
    sums = rows.group_by("election_id", "municipality_code").agg(pl.col("votes_cast", "eligible").sum())
    assert {(election, code): (cast, eligible) for election, code, cast, eligible in sums.iter_rows()} == expected
