"""Tables in workbooks and text files, found by their headers and read as text."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from small_files import text_file, workbook, zip_on_disk

from spegel.core import SourceError
from spegel.sources import sheets
from spegel.sources.documents import Document, open_documents

KNOWN = ("Kod", "Namn", "Antal röster")
TABLE = [["Kod", " Namn ", "Antal_röster"], ["0127", "Tuna ", 12], ["0180", "Akalla\u00a0", 1234567]]


def only(document: Document) -> sheets.Table:
    (table,) = sheets.find_tables(document, KNOWN, 2)
    return table


def rules_of(document: Document) -> set[str]:
    with pytest.raises(SourceError) as caught:
        list(sheets.find_tables(document, KNOWN, 2))
    return {problem.rule for problem in caught.value.problems}


def test_codes_keep_their_zeros_and_names_lose_their_blanks_t29():
    table = only(workbook({"Blad": TABLE}))
    assert table.frame.rows() == [("0127", "Tuna", "12", 2), ("0180", "Akalla", "1234567", 3)]
    assert table.printed == {"kod": "Kod", "namn": "Namn", "antal röster": "Antal_röster"}


def test_the_header_is_found_below_titles_and_after_a_cover_sheet_t30():
    document = workbook({"Omslag": [["Valmyndigheten 2018-10-02"]], "Data": [[], ["En rubrik"], [], *TABLE]})
    table = only(document)
    assert (table.sheet, table.header_row, table.frame["row"].to_list()) == ("Data", 4, [5, 6])
    assert sheets.printed_text(document, KNOWN, 2).split("\n") == ["Omslag", "Valmyndigheten 2018-10-02", "Data", "En rubrik"]


def test_empty_rows_are_left_out_and_rows_keep_their_numbers():
    table = only(workbook({"Blad": [TABLE[0], TABLE[1], [], [None, "  "], TABLE[2]]}))
    assert table.frame["row"].to_list() == [2, 5]


def test_a_nameless_empty_column_is_ignored_and_one_with_cells_is_refused_t29():
    assert only(workbook({"Blad": [[*row, None, ""] for row in TABLE]})).frame.width == 4
    document = workbook({"Blad": [[*TABLE[0], None], [*TABLE[1], None], [*TABLE[2], 7]]})
    with pytest.raises(SourceError) as caught:
        only(document)
    (problem,) = caught.value.problems
    assert (problem.rule, problem.row, problem.column, problem.value) == ("nameless_column", 3, "D", "7")


def test_a_column_beyond_z_is_named_as_a_spreadsheet_names_it():
    wide = [["Kod", "Namn", *[f"x{n}" for n in range(25)], None], ["1", "a", *range(25), "9"]]
    with pytest.raises(SourceError) as caught:
        only(workbook({"Blad": wide}))
    assert caught.value.problems[0].column == "AB"


def test_two_columns_of_a_known_header_are_refused_and_of_two_parties_kept():
    assert rules_of(workbook({"Blad": [["Kod", "Namn", "kod "], [1, 2, 3]]})) == {"repeated_column"}
    table = only(workbook({"Blad": [["Kod", "Namn", "KP", "Kp"], ["1", "a", 5, 6]]}))
    assert list(table.printed.values()) == ["Kod", "Namn", "KP", "Kp"]
    assert table.frame.row(0) == ("1", "a", "5", "6", 2)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_is_read_with_every_separator_encoding_and_line_end_t28(separator, encoding, line_end):
    table = only(text_file([["Kod", "Namn", "Antal röster"], ["0127", "Åsen", 3]], separator, encoding, line_end))
    assert table.frame.rows() == [("0127", "Åsen", "3", 2)]


def test_a_quoted_separator_is_part_of_the_cell_t28():
    table = only(Document("a.csv", b'Kod;Namn\n1;"Hall; Fittja"\n', Path("a.csv")))
    assert table.frame["namn"].to_list() == ["Hall; Fittja"]


def test_short_lines_have_empty_cells():
    assert only(Document("a.csv", b"Kod;Namn\n1\n2;b\n", Path("a.csv"))).frame["namn"].to_list() == [None, "b"]


def test_an_error_cell_is_an_empty_cell():
    assert only(workbook({"Blad": [*TABLE, ["0180", "#N/A", "#SAKNAS!"]]})).frame.row(2) == ("0180", None, None, 4)


def test_missing_columns_and_no_rows_are_told():
    table = only(workbook({"Blad": TABLE[:1]}))
    for wanted, rule in (([("Saknas", "Fattas"), ("Kod",)], "missing_columns"), ([("Kod",)], "no_rows")):
        with pytest.raises(SourceError) as caught:
            table.require(wanted, "fil.xlsx")
        (problem,) = caught.value.problems
        assert (problem.rule, problem.row) == (rule, 1)
    assert table.column("Saknas", "antal  RÖSTER") == "antal röster"


def test_looking_never_raises_and_knows_only_tables(tmp_path):
    broken = Document("a.xlsx", b"PK\x03\x04 xl/workbook and then nothing", Path("a.xlsx"))
    assert broken.kind == "xlsx"
    assert not sheets.looks_like(broken, KNOWN, 1)
    assert not sheets.looks_like(Document("a.json", b'{"Kod": 1, "Namn": 2}', Path("a.json")), KNOWN, 1)
    assert sheets.looks_like(workbook({"Blad": TABLE}), KNOWN, 3)
    assert not sheets.looks_like(workbook({"Blad": TABLE}), ("Kod", "Annat"), 2)


def test_a_workbook_with_a_damaged_sheet_is_told_and_not_a_traceback(tmp_path):
    whole = workbook({"Blad": TABLE})
    with zipfile.ZipFile(io.BytesIO(whole.data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-120]
    (document,) = open_documents(zip_on_disk(tmp_path, parts, "skadad.xlsx"))
    assert rules_of(document) == {"unreadable_workbook"}


def test_a_file_beside_another_is_found_in_its_zip_or_folder(tmp_path):
    path = zip_on_disk(tmp_path, {"a/ett.txt": b"1", "a/tva.txt": b"2"}, "tva.zip")
    first, _ = open_documents(path, tmp_path)
    assert (first.sibling("tva.txt"), first.sibling("tre.txt")) == (b"2", None)
    (tmp_path / "ett.txt").write_bytes(b"1")
    (loose,) = open_documents(tmp_path / "ett.txt", tmp_path)
    assert (loose.sibling("tva.zip"), loose.sibling("tre.txt")) == (path.read_bytes(), None)
    damaged = replace(first, archive=first.archive.replace(b"a/tva.txt", b"a/xxx.txt", 1))
    with pytest.raises(SourceError) as caught:
        damaged.sibling("tva.txt")
    assert caught.value.problems[0].rule == "truncated_zip"


def test_an_unclosed_quote_is_told_and_not_a_traceback():
    huge = b'Kod;Namn\n1;"' + b"x" * 200_000
    with pytest.raises(SourceError) as caught:
        only(Document("a.csv", huge, Path("a.csv")))
    assert caught.value.problems[0].rule == "unreadable_text"


def test_a_web_page_a_cut_workbook_and_a_bomb_are_refused_by_name(tmp_path):
    page = tmp_path / "ko_tab3_2022.xlsx"
    page.write_bytes(b"<!DOCTYPE html><html><body>404</body></html>")
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(workbook({"Blad": TABLE}).data[:3000])
    bomb = zip_on_disk(tmp_path, {"xl/workbook.xml": b" " * 20_000_000}, "bomb.xlsx")
    found = {}
    for path in (page, cut, bomb):
        with pytest.raises(SourceError) as caught:
            list(open_documents(path, tmp_path))
        found[path.name] = caught.value.problems[0].rule
    assert found == {"ko_tab3_2022.xlsx": "html_instead_of_data", "cut.xlsx": "truncated_zip", "bomb.xlsx": "zip_bomb"}
