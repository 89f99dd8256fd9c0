"""A folder of files as people keep them: renamed, saved again, half downloaded, mixed up, or meant to do harm.

Each is read with the right figures, told of, or refused with one clear word; what was published stays as it was.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from spegel import __main__ as command_line
from spegel import settings
from spegel.build import build
from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.progress import Silent
from spegel.warehouse import open_current

gather = import_module("spegel.build.gather").gather  # the package has a function of the same name

HEADERS = [
    "Länskod", "Länsnamn", "Kommunkod", "Kommunnamn", "Valkretskod", "Valkretsnamn", "Valdistriktskod", "Valdistriktsnamn",
    "Antal röstberättigade", "varav utländska medborgare", "Antal röstande", "Andel röstande", "Antal ogiltiga valsedlar",
    "varav blanka valsedlar", "Antal giltiga valsedlar", "M", "C", "FP", "KD", "MP", "S", "V", "SD", "ÖVR",
]  # fmt: skip
PARTIES = [20, 10, 5, 5, 3, 27, 10, 15, 5]
PLACE = ["01", "Stockholms län", "0126", "Huddinge", "00", "Huddinge"]
LATE_NAME = "Förtidsröster ej fördelade efter valdistrikt"


def district(number: int, eligible: int = 150) -> list:
    return [*PLACE, f"0126{number:04d}", f"Plats {number}", eligible, 12, 104, "", 4, 3, 100, *PARTIES]


LATE = [*PLACE, "01269800", LATE_NAME, 0, 0, 104, "", 4, 3, 100, *PARTIES]
DISTRICTS = [district(101), district(102)]
TABLE = [HEADERS, *DISTRICTS, LATE]


def as_text(rows: list[list]) -> str:
    return "\n".join(";".join(map(str, row)) for row in rows) + "\n"


def as_workbook(sheets: dict[str, list[list]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def as_zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


CSV = as_text(TABLE).encode()


def far_away(column: str, row: int) -> bytes:
    """A workbook whose only sheet has one cell more, with a blank in it, far outside the table."""
    book = zipfile.ZipFile(io.BytesIO(as_workbook({"KO": TABLE})))
    members = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    cell = f'<row r="{row}"><c r="{column}{row}" t="str"><v> </v></c></row></sheetData>'.encode()
    members[sheet] = members[sheet].replace(b"</sheetData>", cell)
    return as_zip(members)


def damaged_sheet() -> bytes:
    book = zipfile.ZipFile(io.BytesIO(as_workbook({"Info": [["Text"]], "KO": TABLE})))
    members = {name: book.read(name) for name in book.namelist()}
    members["xl/worksheets/sheet2.xml"] = members["xl/worksheets/sheet2.xml"].rpartition(b"<v>")[0] + b"<v"
    return as_zip(members)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


def read(sources: Path, **files: bytes | str):
    """The folder gathered with these files, whose names are keywords with `__` for a full stop."""
    for name, content in files.items():
        (sources / name.replace("__", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
    return gather(sources, Silent())


def own_notices(gathered) -> list[str]:
    for _, notice in gathered.notices:
        assert all(explain(notice, language) for language in LANGUAGES)
    return [notice.rule for _, notice in gathered.notices if notice.rule != "year_assumed"]


def huddinge(gathered, election_id: str = "2022-KF") -> pl.DataFrame:
    return gathered.tables["district_result"].filter(
        ~pl.col("is_reference"), pl.col("municipality_code") == "0126", pl.col("election_id") == election_id
    )


READABLE = {
    "utf16": (as_text(TABLE).replace(";", "\t").encode("utf-16"), "Unicode-text.txt"),
    "no ending": (CSV, "resultat"),
    "in a zip in a zip": (as_zip({"inre.zip": as_zip({"mapp/ko.csv": CSV})}), "allt.zip"),
    "zip from a Mac": (as_zip({"ko.csv": CSV, "__MACOSX/._ko.csv": b"\x00\x05\x16", ".DS_Store": b""}), "mac.zip"),
    "workbook named zip": (as_workbook({"KO": TABLE}), "ko.zip"),
    "workbook with room": (far_away("Z", 9_000), "ko.xlsx"),
}


@pytest.mark.parametrize("case", READABLE)
def test_a_file_is_read_however_it_is_kept(sources, case):
    content, name = READABLE[case]
    (sources / name).write_bytes(content)
    assert huddinge(gather(sources, Silent()))["votes_cast"].to_list() == [104, 104, 104]


def test_a_name_in_an_old_encoding_is_shown(sources):
    try:
        (sources / os.fsdecode("väljare.csv".encode("latin-1"))).write_bytes(CSV)
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    assert "väljare.csv" in {source.file_name for source in gather(sources, Silent()).sources}


def test_what_excel_keeps_beside_an_open_workbook_is_left_alone(sources):
    (sources / "~$ko.xlsx").write_bytes(b"\x05Anna")
    assert own_notices(read(sources, ko__csv=CSV)) == ["totals_disagree"]


REFUSED = {
    "web page in a zip": (as_zip({"slutresultat_0126K.xml": b"<!DOCTYPE html><html></html>"}), "s.zip", "html_instead_of_data"),
    "zip without members": (as_zip({}), "s.zip", "empty_file"),
    "zip without bytes": (b"", "s.zip", "empty_file"),
    "workbook without cells": (as_workbook({"Blad1": []}), "b.xlsx", "empty_file"),
    "workbook with a damaged sheet": (damaged_sheet(), "b.xlsx", "unreadable_workbook"),
    "cell in the last corner": (far_away("XFD", 1_048_576), "b.xlsx", "sheet_too_large"),
    "cell far out, in a zip": (as_zip({"b.xlsx": far_away("XFD", 1_048_576)}), "b.zip", "sheet_too_large"),
    "more electors than people": (as_text([HEADERS, district(101, 9_999_999_999), LATE]).encode(), "a.csv", "unreadable_number"),
    "more electors than anywhere": (as_text([HEADERS, district(101, 99_999_999), LATE]).encode(), "a.csv", "impossible_count"),
    "no late votes": (as_text([HEADERS, *DISTRICTS]).encode(), "a.csv", "late_votes_missing"),
    "the election twice": (as_workbook({"KO": TABLE, "KO (2)": TABLE}), "a.xlsx", "election_twice"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_right_is_refused_by_name(sources, case):
    content, name, rule = REFUSED[case]
    (sources / name).write_bytes(content)
    with pytest.raises(SourceError) as caught:
        gather(sources, Silent())
    assert {problem.rule for problem in caught.value.problems} == {rule}
    for problem in caught.value.problems:
        assert problem.file.startswith(name)
        assert all(explain(problem, language) for language in LANGUAGES)


TOLD = {
    "unknown_layout": (as_text([["Valdistriktskod", "Antal röstande"], ["01260101", 104]]).encode(), "egen.csv"),
    "other_archive": (gzip.compress(CSV), "ko.csv.gz"),
    "other_workbook": (
        b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" + bytes(40),
        "ko.ods",
    ),
    "file_not_used": (b"\xd0\xcf\x11\xe0" + bytes(600), "Thumbs.db"),
}


@pytest.mark.parametrize("rule", TOLD)
def test_a_file_that_is_not_read_is_told_of(sources, rule):
    content, name = TOLD[rule]
    (sources / name).write_bytes(content)
    assert own_notices(gather(sources, Silent())) == [rule]


def test_a_fault_of_ours_is_told_with_the_file_and_the_others(sources, monkeypatch):
    def stumble(document, codes):
        raise ZeroDivisionError("prov")

    monkeypatch.setattr("spegel.sources.districts_scb_xlsx.read", stumble)
    with pytest.raises(SourceError) as caught:
        read(sources, ko__csv=CSV, empty__xml="")
    assert [(problem.rule, problem.file) for problem in caught.value.problems] == [
        ("empty_file", "empty.xml"),
        ("reader_failed", "ko.csv"),
    ]


def test_every_sheet_of_a_workbook_counts(sources):
    riksdag = [header for header in HEADERS if header not in ("varav utländska medborgare",)][4:]
    riksdag = ["L" if header == "FP" else header for header in riksdag]
    rows = [[row[4], row[5], row[6], row[7], row[8], *row[10:]] for row in TABLE[1:]]
    gathered = read(sources, allt__xlsx=as_workbook({"KO_tab3": TABLE, "RI_tab4": [riksdag, *rows]}))
    assert huddinge(gathered, "2022-KF").height == huddinge(gathered, "2022-RD").height == 3


def unit(code: str, counted: bool = True, kind: str = "valdistrikt") -> dict:
    return {
        "namn": code, "valdistriktstyp": kind, "valdistriktskod": code, "kommunkod": code[:4],
        "totaltAntalRoster": 104 if counted else 0, "antalRostberattigade": 150 if kind == "valdistrikt" else None,
        "rostfordelning": {
            "rosterPaverkaMandat": {"antalRoster": 100, "partiRoster": [{"partiforkortning": "M", "antalRoster": 100}]},
            "rosterEjPaverkaMandat": {"antalRoster": 4, "blankaRoster": {"antalRoster": 3}, "ovrigaOgiltiga": {"antalRoster": 1}},
        } if counted else None,
    }  # fmt: skip


def result(*units: dict) -> bytes:
    root = {
        "valtyp": "KF", "rakningstillfalle": "slutlig", "valdatum": "2026-09-13", "valtillfalle": "Val 2026",
        "antalValdistriktRaknade": sum(bool(each["rostfordelning"]) for each in units),
        "antalValdistriktSomSkaRaknas": len(units), "valdistrikt": list(units),
    }  # fmt: skip
    return json.dumps(root).encode()


LATE_UNIT = unit("012600", kind="uppsamlingsdistrikt")


def test_a_final_count_that_still_goes_on_is_preliminary_t32(sources):
    gathered = read(sources, del__json=result(unit("01260101"), unit("01260102", counted=False), LATE_UNIT))
    for table in ("district_result", "party_result"):
        own = gathered.tables[table].filter(~pl.col("is_reference"))
        assert set(own["counting_stage"]) == {"preliminary"}
    assert huddinge(gathered, "2026-KF")["votes_cast"].to_list() == [104, None, 104]


def test_a_final_count_that_is_done_is_final(sources):
    gathered = read(sources, hel__json=result(unit("01260101"), LATE_UNIT))
    assert set(huddinge(gathered, "2026-KF")["counting_stage"]) == {"final"}


def test_a_count_that_goes_on_does_not_take_the_place_of_the_result_t32(sources, tmp_path):
    """The shipped total of Huddinge 2026 is final: the districts are shown as counted so far, the total stays."""
    (sources / "del.json").write_bytes(result(unit("01260101"), unit("01260102", counted=False), LATE_UNIT))
    chosen = settings.Settings(profile="0126", warehouse=tmp_path / "warehouse")
    build(chosen, sources)
    rows = open_current(chosen.warehouse).cursor().execute("""
        SELECT counting_stage, votes_count FROM fact_municipality_turnout
        WHERE election_id = '2026-KF' AND municipality_code = '0126'
    """)
    assert rows.fetchall() == [("final", 67934)]


def test_a_total_that_another_source_contradicts_is_told_t20(sources):
    """The table is made up: the shipped total of Huddinge 2022 has other figures."""
    gathered = read(sources, ko__csv=CSV)
    (notice,) = (notice for _, notice in gathered.notices if notice.rule == "totals_disagree")
    assert {key: notice.details[key] for key in ("election_id", "municipality_code", "count", "votes_other")} == {
        "election_id": "2022-KF",
        "municipality_code": "0126",
        "count": 1,
        "votes_other": 312,
    }
    assert notice.details["other"] == "ko.csv"


def comparison(answer: str) -> str:
    headers = ["Kod_2022", "Valdistrikt", "Jämförbart", "Valdistriktskod2018", "Kod 2 2018", "Kod 3 2018"]
    return as_text([headers, ["01260101", "Plats", answer, "01260101", "", ""], ["01260102", "Plats", "ja", "01260102", "", ""]])


def test_comparisons_that_contradict_each_other_are_told_t5(sources):
    gathered = read(sources, ett__csv=comparison("ja"), tva__csv=comparison("nej"))
    assert own_notices(gathered) == ["links_disagree"]
    ((_, notice),) = gathered.notices
    assert (notice.value, notice.details["count"]) == ("01260101", 1)
    assert {notice.details["codes"], notice.details["codes_other"]} == {"01260101", "–"}


def test_the_command_refuses_without_a_traceback_and_changes_nothing(sources, tmp_path, capsys):
    warehouse = tmp_path / "warehouse"
    build(settings.Settings(warehouse=warehouse))
    before = {path.name: path.read_bytes() for path in warehouse.iterdir()}
    for name, (content, file_name, _) in REFUSED.items():
        folder = sources / name.replace(" ", "-").replace(",", "")
        folder.mkdir()
        (folder / file_name).write_bytes(content)
    assert command_line.main(["build", "--sources", str(sources), "--warehouse", str(warehouse)]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    for _, _, rule in REFUSED.values():
        assert f"[{rule}]" in said
    assert {path.name: path.read_bytes() for path in warehouse.iterdir()} == before
