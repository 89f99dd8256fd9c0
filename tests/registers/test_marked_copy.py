"""The report a person gets back: their own file with every fault marked, and the list."""

from __future__ import annotations

import io

import openpyxl
import pytest

from spegel.registers import importing, marked_copy
from tests.registers import made

FAULT = {"attendees": "många", "mandate": "Samråda"}


def examined(store, form: str):
    given = [{**made.rows("dialogues")[0], **FAULT}, made.rows("dialogues")[1]]
    lines = [["Våra dialoger"], *made.grid("dialogues", given)]
    data = made.text(lines) if form == "csv" else made.workbook(lines, sheet="Vår lista")
    return importing.examine(store, "dialogues", f"fil.{form}", data)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_faults_are_coloured_commented_and_listed(form, store):
    found = examined(store, form)
    book = openpyxl.load_workbook(io.BytesIO(found.report("sv")))
    copy, faults = book.worksheets
    assert (copy.title, faults.title) == ("Vår lista" if form == "xlsx" else "Din fil", "Fel")
    headers = {cell.value: cell.column_letter for cell in copy[2]}
    marked = {cell.coordinate for row in copy.iter_rows() for cell in row if cell.comment}
    assert marked == {f"{headers['Deltagare']}3", f"{headers['Mandat']}3"}
    cell = copy[f"{headers['Deltagare']}3"]
    assert (cell.value, cell.fill.start_color.rgb) == ("många", "FFF8CBAD")
    assert "heltal" in cell.comment.text
    assert copy["A1"].value == "Våra dialoger"
    listed = [[cell.value for cell in row] for row in faults.iter_rows()]
    assert listed[0] == ["Rad", "Kolumn", "Värde", "Regel", "Vad som är fel", "Så rättar du"]
    assert [row[:4] for row in listed[1:]] == [
        [3, "Mandat", "Samråda", "cell_not_listed"],
        [3, "Deltagare", "många", "cell_not_integer"],
    ]
    assert faults.auto_filter.ref == "A1:F3"


def test_the_report_speaks_english_too(store):
    book = openpyxl.load_workbook(io.BytesIO(examined(store, "csv").report("en")))
    assert [cell.value for cell in book["Faults"][1]][:4] == ["Row", "Column", "Value", "Rule"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_copy_mended_is_imported(form, store):
    book = openpyxl.load_workbook(io.BytesIO(examined(store, form).report("sv")))
    copy = book.worksheets[0]
    headers = {cell.value: cell.column_letter for cell in copy[2]}
    copy[f"{headers['Deltagare']}3"].value = 42
    copy[f"{headers['Mandat']}3"].value = "Tycka"
    stream = io.BytesIO()
    book.save(stream)
    mended = importing.examine(store, "dialogues", "rättad.xlsx", stream.getvalue())
    assert mended.problems == ()
    assert mended.frame.select("attendees", "mandate").row(0) == (42, "tycka")


def test_days_and_numbers_stay_days_and_numbers(store):
    lines = made.grid("fees", made.rows("fees"))
    found = importing.examine(store, "fees", "a.xlsx", made.workbook(lines, "fees"))
    copy = openpyxl.load_workbook(io.BytesIO(found.report("sv"))).worksheets[0]
    assert copy["C2"].is_date
    assert copy["E2"].value == 120000


def test_a_formula_in_a_cell_is_given_back_as_text(store):
    given = [{**made.rows("dialogues")[0], "attendees": "=cmd|' /C calc'!A0"}]
    found = importing.examine(store, "dialogues", "f.csv", made.text(made.grid("dialogues", given)))
    book = openpyxl.load_workbook(io.BytesIO(found.report("sv")))
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def test_a_long_file_gives_its_header_and_the_rows_with_faults(store, monkeypatch):
    monkeypatch.setattr(marked_copy, "MOST_ROWS", 1)
    copy = openpyxl.load_workbook(io.BytesIO(examined(store, "csv").report("sv"))).worksheets[0]
    assert [row[0].value for row in copy.iter_rows()] == ["Våra dialoger", "Dialog-id", "D-2026-014"]


def test_a_file_that_cannot_be_opened_as_a_table_still_has_its_list(store):
    found = importing.examine(store, "dialogues", "f.csv", b"a;b\n1;2\n")
    book = openpyxl.load_workbook(io.BytesIO(found.report("sv")))
    assert book.sheetnames == ["Fel"]
    assert book["Fel"]["D2"].value == "header_missing"
