"""Files as cells: two ways of splitting text that must agree, rows numbered as seen, shapes that are refused."""

from __future__ import annotations

import io
import json

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from spegel.core import SourceError
from spegel.registers import reading
from tests.registers import made

WORDS = st.text(st.characters(codec="utf-8", exclude_characters='"\x00', exclude_categories=["Cs"]), max_size=8)


def chunked(read, data: bytes, separator: str, width: int) -> tuple[list, list]:
    problems: list = []
    document = reading.open_file("f.csv", data)
    frames = list(read(document, separator, 1, width, problems))
    rows = pl.concat(frames).fill_null("").rows() if frames else []
    return rows, problems


@given(
    st.lists(st.lists(WORDS, max_size=5), max_size=12),
    st.sampled_from(";,\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 5),
)
def test_text_without_quotation_marks_is_split_the_same_in_both_ways(rows, separator, ending, width):
    lines = [separator.join(["head"] * width), *(separator.join(row) for row in rows)]
    data = ending.join(lines).encode()
    assert chunked(reading._plain_chunks, data, separator, width) == chunked(reading._quoted_chunks, data, separator, width)


@pytest.mark.parametrize("quote", ["", '"'])
def test_rows_are_numbered_as_a_person_sees_them(quote, monkeypatch):
    """Titles above, blank rows between, more rows than are read at a time."""
    monkeypatch.setattr(reading, "_CHUNK", 2)
    text = "Titel\n\nid;namn\n" + "".join(f"{number};{quote}n{quote}\n" if number % 2 else "\n" for number in range(7))
    grid = reading.read_grid(reading.open_file("f.csv", text.encode()), ["id", "namn"])
    assert grid.header_row == 3
    assert grid.frame.rows() == [(5, "1", "n"), (7, "3", "n"), (9, "5", "n")]


def test_a_workbook_is_read_from_the_sheet_that_fits():

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet("Läs mig").write_string(0, 0, "id")
        book.add_worksheet("Lista").write_row(2, 1, ["id", "namn"])
    grid = reading.read_grid(reading.open_file("f.xlsx", stream.getvalue()), ["id", "namn"])
    assert (grid.sheet, grid.header_row) == ("Lista", 3)


def test_a_list_of_objects_is_a_table():
    content = [{"id": 1, "namn": "å"}, {"id": None, "ort": "Alby"}]
    grid = reading.read_grid(reading.open_file("f.json", json.dumps(content).encode()), ["id"])
    assert grid.headers == ("id", "namn", "ort")
    assert grid.frame.rows() == [(2, "1", "å", None), (3, None, None, "Alby")]


@pytest.mark.parametrize("content", [{"a": 1}, [], [1, 2]])
def test_other_json_is_no_table(content):
    with pytest.raises(SourceError, match="not_a_table"):
        reading.read_grid(reading.open_file("f.json", json.dumps(content).encode()), ["id"])


def test_a_formula_that_failed_is_told_and_not_available_is_missing():

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Lista")
        sheet.write_row(0, 0, ["id", "namn"])
        sheet.write_formula(1, 0, "=NA()", value="#N/A")
        sheet.write_string(1, 1, "a")
        sheet.write_formula(2, 1, "=A9/0", value="#DIV/0!")
    with pytest.raises(SourceError) as caught:
        reading.read_grid(reading.open_file("f.xlsx", stream.getvalue()), ["id", "namn"])
    assert [(problem.rule, problem.row, problem.column) for problem in caught.value.problems] == [("cell_formula_error", 3, "B")]


def test_blank_cells_beside_the_table_do_no_harm():
    grid = reading.read_grid(reading.open_file("f.csv", b"id;namn;\n1;a;;;\n2\n"), ["id", "namn"])
    assert grid.frame.rows() == [(2, "1", "a"), (3, "2", None)]


def test_a_quoted_cell_may_hold_separators_and_line_ends():
    data = made.text([["id", "namn"], ["1", "a;b\r\nc"], ["2", 'säger "hej"']])
    grid = reading.read_grid(reading.open_file("f.csv", data), ["id", "namn"])
    assert grid.frame.rows() == [(2, "1", "a;b\r\nc"), (3, "2", 'säger "hej"')]
