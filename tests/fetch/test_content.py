"""Is the download what the catalogue says?"""

from __future__ import annotations

import pytest

from spegel.core import FetchError
from spegel.fetch import content
from spegel.fetch.download import part_of


@pytest.fixture
def refused(tmp_path):
    """The rules that refuse these bytes; an empty list when they pass."""

    def check(data: bytes, kind: str, **more: str) -> list[str]:
        part = part_of(tmp_path / "fil")
        part.write_bytes(data)
        try:
            content.check(part, kind, **more)
        except FetchError as error:
            return [problem.rule for problem in error.problems]
        return []

    return check


def test_good_files_pass(refused, make):
    assert refused(make.zip({"a.json": b"{}"}), "zip") == []
    assert refused(make.workbook(), "xlsx") == []
    assert refused(make.xml("0127", "K"), "xml", municipality="0127") == []
    assert refused(make.result_zip("0127"), "zip", municipality="0127") == []
    assert refused(b"-----BEGIN CERTIFICATE-----\nMII", "text", contains="-----BEGIN CERTIFICATE-----") == []


def test_a_web_page_is_not_data(refused):
    for kind in ("zip", "xlsx", "xml", "text"):
        assert refused(b"<!DOCTYPE html><html><body>Sidan finns inte", kind) == ["html_instead_of_data"]


def test_another_kind_is_refused(refused, make):
    assert refused(make.workbook(), "zip") == ["fetch_wrong_kind"]
    assert refused(make.zip({"a": b"b"}), "xlsx") == ["fetch_wrong_kind"]
    assert refused(b"", "xml") == ["fetch_wrong_kind"]
    assert refused(b"a;b;c", "text", contains="BEGIN") == ["fetch_wrong_content"]


@pytest.mark.parametrize("kind", ["zip", "xlsx"])
def test_a_cut_or_damaged_archive_is_refused(refused, make, kind):
    whole = make.zip({"a.txt": bytes(range(256)) * 40, "b.txt": b"x"}) if kind == "zip" else make.workbook()
    assert refused(whole, kind) == []
    assert refused(whole[: len(whole) * 9 // 10], kind) == ["truncated_zip"]
    spoilt = bytearray(whole)
    middle = whole.index(b"PK\x03\x04", 4) - 20  # inside the packed data of the first member
    spoilt[middle] ^= 0xFF
    assert refused(bytes(spoilt), kind) == ["truncated_zip"]


def test_a_bomb_is_refused(refused, make):
    assert refused(make.zip({"a.txt": b"0" * 20_000_000}), "zip") == ["zip_bomb"]


@pytest.mark.parametrize("spacing", ['"test":true', '"test" : true'])
def test_a_rehearsal_is_refused(refused, make, spacing):
    assert refused(make.zip({"a.json": b"{" + spacing.encode() + b', "kommunkod": "0127"}'}), "zip") == ["fetch_rehearsal"]


def test_a_file_of_another_municipality_is_refused(refused, make):
    assert refused(make.result_zip("0180"), "zip", municipality="0127") == ["fetch_wrong_municipality"]
    longer = b'<?xml version="1.0"?><VAL><X KOD="01270101"/></VAL>'  # only the whole code in quotes counts
    assert refused(longer, "xml", municipality="0127") == ["fetch_wrong_municipality"]


def test_members_are_found_in_any_folder_of_the_archive(tmp_path, make):
    part = part_of(tmp_path / "slutresultat.zip")
    part.write_bytes(make.zip({"mapp/slutresultat_0127K.xml": make.xml("0127", "K"), "slutresultat_0180K.xml": b"annat"}))
    assert content.read_members(part, ("slutresultat_0127K.xml",), "0127") == {"slutresultat_0127K.xml": make.xml("0127", "K")}


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"slutresultat_0180K.xml": b"x"}, "fetch_member_missing"),
        ({"slutresultat_0127K.xml": b'<VAL><KOMMUN KOD="0180"/></VAL>'}, "fetch_wrong_municipality"),
    ],
)
def test_an_archive_without_the_municipality_is_refused(tmp_path, make, members, rule):
    part = part_of(tmp_path / "slutresultat.zip")
    part.write_bytes(make.zip(members))
    with pytest.raises(FetchError) as caught:
        content.read_members(part, ("slutresultat_0127K.xml",), "0127")
    assert [problem.rule for problem in caught.value.problems] == [rule]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "fetch_wrong_kind"),
        (b"PK\x03\x04 och sedan inget", "truncated_zip"),
        (b"<html>fel</html>", "html_instead_of_data"),
    ],
)
def test_members_of_something_else_give_one_problem(tmp_path, data, rule):
    part = part_of(tmp_path / "slutresultat.zip")
    part.write_bytes(data)
    with pytest.raises(FetchError) as caught:
        content.read_members(part, ("a.xml",), "0127")
    (problem,) = caught.value.problems
    assert (problem.rule, problem.file) == (rule, "slutresultat.zip")
