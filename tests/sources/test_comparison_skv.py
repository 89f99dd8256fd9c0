"""Comparability 2014-2018 in headerless text: zips and folders made here."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import comparison_skv
from spegel.sources.documents import Document, open_documents
from spegel.sources.reader import CodeLists

CODES = CodeLists({"0991": "Provköping", "0992": "Testbro"}, {"09": "Provlän"})

SHARES = """\
09910101;09910101;100.0
09910102;09910103;100.0
09910104;09910103;100.0
09910105;09910106;60,5
09910105;09910107;39.5
"""
LETTERS = "09910101;O\n09910103;S\n09910106;M\n09910107;M\n09910108;N\n"
LATE_SHARES = "R099101;R099100;100.0\nR099102;R099100;100.0\n"
LATE_LETTERS = "R099100;S\nR099200;O\n"
OFFICIAL = {
    "vd-mappning-2014-2018.skv": SHARES,
    "vd-indelning-2018.skv": LETTERS,
    "upp-mappning-2014-2018.skv": LATE_SHARES,
    "upp-indelning-2018.skv": LATE_LETTERS,
}


def archive(folder: Path, members: dict[str, str] = OFFICIAL, name: str = "mappning_2014_2018.zip") -> dict[str, Document]:
    path = folder / name
    with zipfile.ZipFile(path, "w") as target:
        for member, text in members.items():
            target.writestr(member, text.replace("\n", "\r\n").encode("latin-1"))
    return {document.file_name: document for document in open_documents(path, folder)}


def links(document: Document) -> dict[str, tuple]:
    frame = comparison_skv.read(document, CODES).tables["district_link"]
    return {row["district_code"]: (row["status"], row["previous_codes"]) for row in frame.to_dicts()}


def problems(document: Document) -> set[tuple[str, int | None]]:
    with pytest.raises(SourceError) as error:
        comparison_skv.read(document, CODES)
    for problem in error.value.problems:
        assert all(problem.rule in explain(problem, language) for language in LANGUAGES)
    return {(problem.rule, problem.row) for problem in error.value.problems}


def test_only_unchanged_districts_are_comparable_t5_t7(tmp_path: Path):
    found = links(archive(tmp_path)["vd-indelning-2018.skv"])
    assert found["09910101"] == ("official_comparable", ["09910101"])
    assert found["09910103"] == ("official_not_comparable", ["09910102", "09910104"])
    assert found["09910106"] == ("official_not_comparable", ["09910105"])
    assert found["09910108"] == ("official_not_comparable", [])


def test_late_units_take_their_codes_from_the_late_file_t3(tmp_path: Path):
    found = comparison_skv.read(archive(tmp_path)["upp-indelning-2018.skv"], CODES).tables["district_link"]
    assert found["district_code"].to_list() == ["R099100", "R099200"]
    assert found["previous_codes"].to_list() == [["R099101", "R099102"], []]
    assert found["kind"].unique().to_list() == ["late_votes"]


def test_versions_come_from_the_names_t25(tmp_path: Path):
    frame = comparison_skv.read(archive(tmp_path)["vd-indelning-2018.skv"], CODES).tables["district_link"]
    assert frame["area_version"].unique().to_list() == ["valdistrikt2018"]
    assert frame["previous_area_version"].unique().to_list() == ["valdistrikt2014"]
    assert frame["kind"].unique().to_list() == ["district"]


def test_the_european_pair_has_its_own_years(tmp_path: Path):
    members = {"vd-mappning.skv": SHARES, "vd-indelning.skv": LETTERS}
    document = archive(tmp_path, members, "mappning_ep2014_ep2019.zip")["vd-indelning.skv"]
    assert comparison_skv.read(document, CODES).tables["district_link"]["area_version"].unique().to_list() == ["valdistrikt2019"]


def test_members_are_paired_by_what_they_hold_not_by_name(tmp_path: Path):
    renamed = {"a.skv": LATE_SHARES, "b.skv": SHARES, "c.skv": LETTERS}
    assert links(archive(tmp_path, renamed)["c.skv"])["09910101"] == ("official_comparable", ["09910101"])


def test_loose_files_in_a_folder_are_paired_too(tmp_path: Path):
    for name, text in OFFICIAL.items():
        (tmp_path / name).write_text(text, encoding="latin-1")
    document = next(iter(open_documents(tmp_path / "vd-indelning-2018.skv", tmp_path)))
    assert links(document)["09910101"] == ("official_comparable", ["09910101"])


def test_the_shares_alone_say_nothing_about_comparability(tmp_path: Path):
    document = archive(tmp_path)["vd-mappning-2014-2018.skv"]
    assert comparison_skv.recognises(document)
    assert dict(comparison_skv.read(document, CODES).tables) == {}


def test_without_the_shares_the_links_name_no_codes_and_say_so(tmp_path: Path):
    document = archive(tmp_path, {"vd-indelning-2018.skv": LETTERS})["vd-indelning-2018.skv"]
    data = comparison_skv.read(document, CODES)
    assert [notice.rule for notice in data.notices] == ["comparison_partner_missing"]
    assert all("mappning_2014_2018.zip" in explain(data.notices[0], language) for language in LANGUAGES)
    assert data.tables["district_link"]["previous_codes"].to_list() == [[]] * 5


def test_remarks_and_empty_lines_are_passed_over(tmp_path: Path):
    members = {"vd-indelning-2018.skv": f"#kod;indelning\n\n{LETTERS}", "vd-mappning-2014-2018.skv": f"#från;till\n{SHARES}"}
    assert len(links(archive(tmp_path, members)["vd-indelning-2018.skv"])) == 5


def test_lost_zeros_are_put_back_t1(tmp_path: Path):
    members = {name: text.replace("0991010", "991010") for name, text in OFFICIAL.items()}
    assert links(archive(tmp_path, members)["vd-indelning-2018.skv"])["09910101"] == ("official_comparable", ["09910101"])


def test_every_wrong_line_is_told_with_its_row(tmp_path: Path):
    wrong = LETTERS.replace("09910103;S", "99990103;S").replace("09910106;M", "09910106;Q") + "09910101;O\n"
    document = archive(tmp_path, {**OFFICIAL, "vd-indelning-2018.skv": wrong})["vd-indelning-2018.skv"]
    assert problems(document) == {("bad_code", 2), ("unknown_comparability", 3), ("repeated_district", 6)}


def test_a_broken_file_of_shares_is_refused(tmp_path: Path):
    wrong = {**OFFICIAL, "vd-mappning-2014-2018.skv": SHARES + "09910109;0991"}
    assert problems(archive(tmp_path, wrong)["vd-mappning-2014-2018.skv"]) == {("unreadable_line", 6)}
    unknown = {**OFFICIAL, "vd-mappning-2014-2018.skv": SHARES + "99990109;09910109;1\n"}
    assert problems(archive(tmp_path, unknown)["vd-mappning-2014-2018.skv"]) == {("bad_code", 6)}


def test_years_that_stand_nowhere_are_asked_for(tmp_path: Path):
    document = archive(tmp_path, {"a.skv": SHARES, "b.skv": LETTERS}, "nedladdning.zip")["b.skv"]
    assert problems(document) == {("comparison_years_missing", None)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SHARES, True),
        (LETTERS, True),
        (LATE_LETTERS, True),
        (LETTERS + "0991", True),
        ("Kod;Namn\n09910101;Ängen\n", False),
        ("2022;O\n", False),
        ("#bara en anmärkning\n", False),
        ("", False),
    ],
)
def test_recognised_by_the_form_of_its_lines(text: str, expected: bool):
    assert comparison_skv.recognises(Document("x", text.encode(), Path("x"))) is expected
