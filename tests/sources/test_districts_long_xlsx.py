"""The long workbooks of 2022 and 2026: every trap on small workbooks, and size."""

from __future__ import annotations

import polars as pl
import pytest
from small_files import CODES, explained, rules, text_file, workbook

from spegel.sources import districts_long_xlsx as reader

HEADER_2022 = [
    "Valtyp", "Distrikt ", "Kommun", "Län", "Länskod", "Valdistriktskod", "Valdistriktnamn", "Kod", "Valkrets",
    " Parti", "Röster", "Röstberättigade ",
]  # fmt: skip
HEADER_2026 = [
    "Valtyp", "Kommun", "Kommunvalkrets", "Valdistrikt", "Valdistriktskod", "Kommunkod", "Valkretskod", "Länskod",
    "Parti/kategori", "Röster", "Summa giltiga röster", "Röstberättigade",
]  # fmt: skip
VOTES = {"Moderaterna": 40, "Arbetarepartiet-Socialdemokraterna": 50, "Liberalerna (tidigare Folkpartiet)": 10}
FINAL = {"Summa giltiga röster": 100, "ej anmält deltagande": 1, "blanka röster": 3, "övriga ogiltiga": 2, "Valdeltagande": 106}
PRELIMINARY = {
    "Övriga anmälda partier": 0,
    "Summa giltiga röster": 101,
    "Ogiltiga röster - ej anmälda partier": 1,
    "Ogiltiga röster - blanka": 3,
    "Ogiltiga röster - övriga": 2,
    "Valdeltagande": 106,
}


def unit_2022(code: str, rows: dict, eligible: object = 150, name: str = "Tuna ", election: str = "RD") -> list[list]:
    place = [
        election,
        f"{election}-{code[:2]}-{code[2:4]}-{code[4:]}",
        "Botkyrka",
        "Stockholms län",
        "01",
        code,
        name,
        "02",
        "Län",
    ]
    return [[*place, party, votes, eligible] for party, votes in rows.items()]


def unit_2026(code: str, rows: dict, eligible: object = 150, name: str = "Tuna", constituency: str | None = None) -> list[list]:
    place = ["Kommun", "Botkyrka", constituency, name, code, code[:4], f"{code[:4]}00", "01"]
    return [[*place, party, votes, 100, eligible] for party, votes in rows.items()]


def book_2022(*units: list[list], sheet: str = "roster_RD", name: str = "roster_2022.xlsx"):
    return workbook({sheet: [HEADER_2022, *(row for unit in units for row in unit)]}, name)


def book_2026(*units: list[list]):
    information = [["Röster i val till kommunfullmäktige 2026"], ["Filen innehåller röster per parti"]]
    wide = [["Valdistriktskod", "Röster", "Röstberättigade", "Valdeltagande (%)"], ["01270010", 106, 150, 0.7067]]
    rows = [HEADER_2026, *(row for unit in units for row in unit)]
    return workbook({"Information": information, "Valdeltagande_distrikt": wide, "roster_KF": rows})


LATE = unit_2022("012700", VOTES | FINAL, 0, "Uppsamlingsdistrikt")


def test_a_workbook_of_2022():
    document = book_2022(unit_2022("01270010", VOTES | FINAL), LATE)
    assert reader.recognises(document)
    data = reader.read(document, CODES)
    assert explained(data) == set()
    measures = (
        "election_id",
        "counting_stage",
        "district_code",
        "kind",
        "eligible",
        "votes_cast",
        "valid",
        "blank",
        "invalid_other",
        "row",
    )
    assert data.tables["district_result"].select(measures).rows() == [
        ("2022-RD", "final", "01270010", "district", 150, 106, 100, 3, 3, 2),
        ("2022-RD", "final", "012700", "late_votes", None, 106, 100, 3, 3, 10),
    ]
    assert data.tables["party_result"].filter(row=10).select("party_abbr", "party_name", "votes").rows() == [
        ("M", "Moderaterna", 40),
        ("S", "Arbetarepartiet-Socialdemokraterna", 50),
        ("L", "Liberalerna (tidigare Folkpartiet)", 10),
    ]


def test_valdeltagande_is_a_number_of_votes_t13():
    rows = reader.read(book_2022(unit_2022("01270010", VOTES | FINAL)), CODES).tables["district_result"]
    assert rows["votes_cast"].to_list() == [106]


def test_valdeltagande_with_decimals_is_a_percentage_and_votes_are_summed_t13():
    document = book_2022(unit_2022("01270010", VOTES | FINAL | {"Valdeltagande": 70.67}))
    assert reader.read(document, CODES).tables["district_result"]["votes_cast"].to_list() == [106]


def test_the_electorate_is_taken_once_and_must_not_vary_t14():
    rows = reader.read(book_2022(unit_2022("01270010", VOTES | FINAL)), CODES).tables["district_result"]
    assert rows["eligible"].to_list() == [150]
    unit = unit_2022("01270010", VOTES | FINAL)
    unit[3][-1] = 151
    assert rules(reader, book_2022(unit)) == {"eligible_varies"}


def test_measures_are_no_parties_t15():
    every = VOTES | FINAL | {"Röstberättigade": 150, "Totalsumma": 106}
    parties = reader.read(book_2022(unit_2022("01270010", every)), CODES).tables["party_result"]
    assert parties["party_abbr"].to_list() == ["M", "S", "L"]
    assert parties["votes"].sum() == 100


def test_a_party_whose_name_resembles_a_measure_is_a_party_t15():
    votes = {"Moderaterna": 40, "Blanka listan": 50, "Övriga anmälda partier": 10}
    parties = reader.read(book_2022(unit_2022("01270010", votes | FINAL)), CODES).tables["party_result"]
    assert parties.select("party_abbr", "is_rest_group").rows() == [("M", False), ("Blanka listan", False), ("ÖVR", True)]


def test_lost_zeros_are_put_back_for_districts_and_late_units_t1():
    document = book_2022(unit_2022("1270010", VOTES | FINAL), unit_2022("12700", VOTES | FINAL, 0, "Uppsamlingsdistrikt"))
    data = reader.read(document, CODES)
    assert data.tables["district_result"]["district_code"].to_list() == ["01270010", "012700"]
    assert explained(data) == {"padded_code"}


def test_late_units_of_one_code_stay_apart_by_constituency_t3_t4():
    units = [unit_2026("018000", VOTES | FINAL, 0, "Uppsamlingsdistrikt", f"Krets {number}") for number in (1, 2)]
    rows = reader.read(book_2026(*units), CODES).tables["district_result"]
    assert rows.select("district_code", "constituency", "eligible", "row").rows() == [
        ("018000", "Krets 1", None, 2),
        ("018000", "Krets 2", None, 10),
    ]


def test_a_workbook_of_2026_with_sheets_before_the_long_one():
    document = book_2026(unit_2026("01270010", VOTES | FINAL | {"Röstberättigade": 150}))
    assert reader.recognises(document)
    rows = reader.read(document, CODES).tables["district_result"]
    assert rows.select("election_id", "counting_stage", "votes_cast", "eligible").rows() == [("2026-KF", "final", 106, 150)]


def test_the_printed_sum_beside_each_row_must_agree():
    document = book_2026(
        unit_2026("01270010", VOTES | {"Liberalerna (tidigare Folkpartiet)": 9} | FINAL | {"Summa giltiga röster": 99})
    )
    assert rules(reader, document) == {"valid_differs"}


@pytest.mark.parametrize(
    ("sheet", "valtyp", "name", "election"),
    [
        ("roster_RF", "RF", "x_2022.xlsx", "2022-RF"),
        ("roster_EU", "EU", "x_2024.xlsx", "2024-EU"),
        ("Blad1", "KF", "x_2022.xlsx", "2022-KF"),
    ],
)
def test_the_election_comes_from_the_sheet_or_the_district(sheet, valtyp, name, election):
    document = book_2022(unit_2022("01270010", VOTES | FINAL, election=valtyp), sheet=sheet, name=name)
    assert reader.read(document, CODES).tables["district_result"]["election_id"].to_list() == [election]


def test_the_workbook_of_the_european_election_has_no_rows_of_sums():
    rows = {"Moderaterna": 90, "övriga anmälda partier": 10, "ej anmält deltagande": 1, "blanka röster": 3, "övriga ogiltiga": 2}
    document = book_2022(unit_2022("01270010", rows, election="EP"), sheet="rosterEU", name="europaparlamentet-2024.xlsx")
    rows = reader.read(document, CODES).tables["district_result"]
    assert rows.select("election_id", "valid", "blank", "invalid_other", "votes_cast").rows() == [("2024-EU", 100, 3, 3, 106)]


@pytest.mark.parametrize(("name", "election"), [("kommunval_2022.csv", "2022-KF"), ("riksdagsvalet-2022.csv", "2022-RD")])
def test_a_text_export_may_say_its_election_in_its_name_only(name, election):
    rows = [[None, None, *row[2:]] for row in unit_2022("01270010", VOTES | FINAL)]
    document = text_file([HEADER_2022, *rows], name=name)
    assert reader.recognises(document)
    assert reader.read(document, CODES).tables["district_result"]["election_id"].to_list() == [election]


def test_a_workbook_that_does_not_say_its_election_is_refused():
    unit = [[None, None, *row[2:]] for row in unit_2022("01270010", VOTES | FINAL)]
    assert rules(reader, book_2022(unit, sheet="Blad1")) == {"election_not_told"}


def test_a_preliminary_workbook_counts_unregistered_votes_as_invalid_t33():
    swapped = [unit_2022(code, VOTES | PRELIMINARY) for code in ("01270007", "01270008")]
    late = unit_2022("012700", VOTES | PRELIMINARY, "#N/A", "Uppsamlingsdistrikt")
    data = reader.read(book_2022(*swapped, late, name="preliminart-roster-per-distrikt-riksdagsvalet-2022.xlsx"), CODES)
    rows = data.tables["district_result"]
    assert rows["counting_stage"].unique().to_list() == ["preliminary"]
    assert rows.select("valid", "blank", "invalid_other", "votes_cast").unique().rows() == [(100, 3, 3, 106)]
    assert explained(data) == {"unregistered_in_valid", "preliminary_count", "preliminary_swap"}


def test_the_preliminary_count_is_known_by_its_figures_whatever_the_file_is_called_t33():
    data = reader.read(book_2022(unit_2022("01270010", VOTES | PRELIMINARY), name="a_2022.xlsx"), CODES)
    assert data.tables["district_result"]["counting_stage"].to_list() == ["preliminary"]
    moved = next(notice for notice in data.notices if notice.rule == "unregistered_in_valid")
    assert dict(moved.details) == {"votes": 1, "units": 1}


def test_the_final_count_sets_the_swapped_districts_right_t33():
    first, second = {"Moderaterna": 100}, {"Arbetarepartiet-Socialdemokraterna": 100}
    units = [unit_2022("01270007", first | FINAL), unit_2022("01270008", second | FINAL)]
    parties = reader.read(book_2022(*units), CODES).tables["party_result"]
    assert parties.filter(pl.col("votes") > 0).select("district_code", "party_abbr").rows() == [
        ("01270007", "M"),
        ("01270008", "S"),
    ]


@pytest.mark.parametrize(
    ("rows", "eligible", "rule"),
    [
        (VOTES | FINAL | {"Valdeltagande": 107}, 150, "invalid_sum_differs"),
        (VOTES | FINAL, 105, "votes_exceed_eligible"),
        (VOTES | FINAL | {"Moderaterna": 41}, 150, "party_sum_differs"),
        (VOTES | FINAL | {"Moderaterna": "x"}, 150, "unreadable_number"),
        (VOTES | FINAL | {None: 0}, 150, "missing_party"),
        (VOTES | FINAL | {"Moderaterna ": 40}, 150, "repeated_party"),
        (VOTES | FINAL, 0, "unclear_unit"),
        ({key: value for key, value in (VOTES | FINAL).items() if key != "Summa giltiga röster"}, 150, "missing_count"),
    ],
)
def test_every_unit_is_checked_t20(rows, eligible, rule):
    document = book_2022(unit_2022("01270011", VOTES | FINAL), unit_2022("01270010", rows, eligible))
    assert rule in rules(reader, document)


def test_an_unknown_municipality_is_refused():
    assert rules(reader, book_2022(unit_2022("25990010", VOTES | FINAL))) == {"unknown_municipality"}


@pytest.mark.parametrize("header", [" Parti", "Röster", "Röstberättigade ", "Valdistriktskod", "Valdistriktnamn"])
def test_a_missing_column_is_refused_by_name(header):
    without = HEADER_2022.index(header)
    rows = [HEADER_2022, *unit_2022("01270010", VOTES | FINAL)]
    document = workbook({"roster_RD": [row[:without] + row[without + 1 :] for row in rows]})
    assert reader.recognises(document)
    assert rules(reader, document) == {"missing_columns"}


def test_wide_tables_are_not_taken_for_long_ones():
    assert not reader.recognises(workbook({"A": [["Valdistriktskod", "Röstberättigade", "M", "S"], ["01270010", 1, 2, 3]]}))


def test_late_units_under_one_code_all_count_t4():
    units = [unit_2022("01279800", VOTES | FINAL, 0, "Uppsamlingsdistrikt") for _ in range(3)]
    data = reader.read(book_2022(unit_2022("01270010", VOTES | FINAL), *units), CODES)
    late = data.tables["district_result"].filter(pl.col("kind") == "late_votes")
    assert late["votes_cast"].to_list() == [106, 106, 106]


def test_a_kommunvalkrets_has_one_late_unit():
    assert rules(reader, book_2022(LATE, LATE)) == {"repeated_party"}


def test_the_code_belongs_to_the_municipality_beside_it():
    rows = unit_2026("01270010", VOTES | FINAL)
    for row in rows:
        row[HEADER_2026.index("Kommunkod")] = "180"
    assert "code_of_other_municipality" in rules(reader, book_2026(rows))


def test_every_sheet_with_votes_is_read():
    sheets = {
        f"roster_{election}": [HEADER_2022, *unit_2022("01270010", VOTES | FINAL, election=election)] for election in ("RD", "KF")
    }
    data = reader.read(workbook(sheets), CODES)
    assert sorted(data.tables["district_result"]["election_id"]) == ["2022-KF", "2022-RD"]
