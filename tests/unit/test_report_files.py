"""Downloads: the rows of the view, nothing more, in a form that opens rightly and runs nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from spegel import report
from spegel.charts.chart import About
from spegel.charts.table import Column, table

COLUMNS = (
    Column("name", "Distrikt"),
    Column("turnout_share", "Valdeltagande", "percent"),
    Column("votes_count", "Röster", "count"),
    Column("change_pp", "Ändring, procentenheter", "points"),
    Column("election_date", "Dag", "date"),
    Column("is_half", "Halva gapet", "yes_no"),
)
ROWS = (
    {
        "name": "Åby",
        "turnout_share": 1082 / 1549,
        "votes_count": 1082,
        "change_pp": -2.25,
        "election_date": date(2022, 9, 11),
        "is_half": True,
    },
    {"name": "=1+1", "turnout_share": None, "votes_count": None, "change_pp": None, "election_date": None, "is_half": False},
)
ABOUT = About(
    area="Botkyrka",
    indicator="Röster som saknas 80",
    period="Kommunvalet 2022",
    data_date="2026-09-13",
    source="Valmyndigheten",
    base="röstberättigade i valdistriktet",
    version="spegel-2026-09-13-abc",
    comparability="jämförbar",
    choices=(("Mål", "80 procent"), ("Val", "Kommunvalet 2022")),
    definitions=(("Valdeltagande", "Röster delat med röstberättigade."),),
)


def given_table(language: str, caption: str = "Röster"):
    return table(caption, COLUMNS, ROWS, language, total={"name": "Summa", "votes_count": 1082})


@pytest.mark.parametrize(("language", "delimiter", "point"), [("sv", ";", ","), ("en", ",", ".")])
def test_csv_has_the_rows_of_the_table_as_the_country_writes_them(language, delimiter, point):
    content = report.csv(given_table(language), ABOUT)
    assert content.startswith(b"\xef\xbb\xbf")
    header, first, second = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter)
    assert header[0] == "Distrikt"
    assert "procent" in header[1] or "percent" in header[1]
    assert float(first[1].replace(point, ".")) == pytest.approx(100 * 1082 / 1549, abs=1e-6)
    assert point in first[1]
    assert first[2] == "1082"
    assert float(first[3].replace(point, ".")) == -2.25
    assert first[4] == "2022-09-11"
    assert second[1:5] == ["", "", "", ""], "unknown is empty, never 0"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_neutralises_formulas(start):
    content = report.csv(table("T", COLUMNS[:1], [{"name": f"{start}cmd()"}], "sv"), ABOUT).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1]
    assert row == [f"'{start}cmd()"]


def test_a_negative_number_is_no_formula():
    content = report.csv(table("T", (COLUMNS[3],), [{"change_pp": -1.5}], "sv"), ABOUT).decode("utf-8-sig")
    assert content.splitlines()[1] == "-1,500000"


def test_workbook_opens_with_about_and_holds_numbers():
    book = openpyxl.load_workbook(io.BytesIO(report.xlsx(given_table("sv"), ABOUT)))
    assert book.sheetnames == ["Om data", "Tabell"]
    about = {row[0].value: row[1].value for row in book["Om data"].iter_rows()}
    assert about["Mål"] == "80 procent"
    assert about["Källa"] == "Valmyndigheten"
    assert about["Bas"] == "röstberättigade i valdistriktet"
    assert about["Version av siffrorna"] == "spegel-2026-09-13-abc"
    assert about["Valdeltagande"] == "Röster delat med röstberättigade."
    sheet = book["Tabell"]
    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS]
    assert sheet["B2"].value == 1082 / 1549
    assert "%" in sheet["B2"].number_format
    assert sheet["C2"].value == 1082
    assert sheet["E2"].value.date() == date(2022, 9, 11)
    assert sheet["B3"].value == "uppgift saknas"
    assert sheet.max_row == 1 + len(ROWS), "sums are not rows"


def test_workbook_never_holds_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(report.xlsx(given_table("en", caption="=SUM(A1)"), ABOUT)))
    assert book.sheetnames == ["About the data", "Table"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert book["Table"]["A3"].value == "=1+1"


def test_the_same_table_gives_the_same_bytes():
    assert report.xlsx(given_table("sv"), ABOUT) == report.xlsx(given_table("sv"), ABOUT)


def test_an_empty_table_still_makes_files():
    empty = table("T", COLUMNS, [], "sv")
    assert len(report.csv(empty, ABOUT).decode("utf-8-sig").splitlines()) == 1
    book = openpyxl.load_workbook(io.BytesIO(report.xlsx(empty, ABOUT)))
    assert book["Tabell"].max_row == 1


def test_file_name_carries_area_indicator_period_and_date():
    assert ABOUT.file_stem == "botkyrka_roster-som-saknas-80_kommunvalet-2022_2026-09-13"


def test_example_figures_are_marked_in_both_files():
    example = replace(ABOUT, is_example=True)
    header, *rows = report.csv(given_table("sv"), example).decode("utf-8-sig").splitlines()
    assert all(line.endswith(";Exempeldata") for line in [header, *rows])
    book = openpyxl.load_workbook(io.BytesIO(report.xlsx(given_table("sv"), example)))
    assert "Exempeldata" in [row[0].value for row in book["Om data"].iter_rows()]
    assert example.line("sv").startswith("Exempeldata")


STATEMENT = "Självrekryterad panel, inget slumpmässigt urval."


def test_what_must_be_said_stands_in_the_line_and_in_both_files():
    stated = replace(ABOUT, statement=STATEMENT, is_example=True)
    assert stated.line("sv").endswith(f" · {STATEMENT}")
    header, *rows = csv.reader(io.StringIO(report.csv(given_table("sv"), stated).decode("utf-8-sig")), delimiter=";")
    assert header[-2:] == ["Exempeldata", "Vad siffrorna kan säga"]
    assert [row[-1] for row in rows] == [STATEMENT, STATEMENT]
    book = openpyxl.load_workbook(io.BytesIO(report.xlsx(given_table("sv"), stated)))
    assert STATEMENT in [row[1].value for row in book["Om data"].iter_rows()]


def test_a_workbook_of_several_tables_has_a_sheet_for_each_and_names_them_first():
    tables = {"Frågor": given_table("sv", "Frågor och svar"), "Kodbok": table("Koder", COLUMNS[:1], [{"name": "1"}], "sv")}
    content = report.book("Panelen i tabeller", tables, ABOUT)
    assert content == report.book("Panelen i tabeller", tables, ABOUT)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Om data", "Frågor", "Kodbok"]
    about = {row[0].value: row[1].value for row in book["Om data"].iter_rows()}
    assert about["Vad tabellen visar"] == "Panelen i tabeller"
    assert (about["Bladet Frågor"], about["Bladet Kodbok"]) == ("Frågor och svar", "Koder")
    assert about["Antal rader"] == "3"
    assert book["Frågor"]["B2"].value == 1082 / 1549
    assert [cell.value for cell in book["Kodbok"]["A"]] == ["Distrikt", "1"]
