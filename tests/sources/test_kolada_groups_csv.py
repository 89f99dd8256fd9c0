"""Similar municipalities from Kolada's groups."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import kolada_groups_csv
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists

CODES = CodeLists({"0991": "Provköping", "0992": "Östbro", "0993": "Västbro"}, {"09": "Provlän"})

GROUPS = """\
group_id,group_title,member_id,member_title
G1,"Liknande kommuner, övergripande, Provköping, 2024",0992,Östbro
G2,"Liknande kommuner, övergripande, Provköping, 2025",0992,Östbro
G2,"Liknande kommuner, övergripande, Provköping, 2025",0993,Västbro
G3,"Liknande kommuner socioekonomi, Provköping, 2025",0993,Västbro
G4,Provläns kommuner (ovägt medel),0991,Provköping
"""


def document(text: str) -> Document:
    return Document("grupper.csv", text.encode(), Path("grupper.csv"))


def peers(text: str = GROUPS) -> pl.DataFrame:
    return kolada_groups_csv.read(document(text), CODES).tables["peer_group"]


def problems(text: str) -> set[tuple[str, int | None]]:
    with pytest.raises(SourceError) as error:
        peers(text)
    for problem in error.value.problems:
        assert all(problem.rule in explain(problem, language) for language in LANGUAGES)
    return {(problem.rule, problem.row) for problem in error.value.problems}


def test_overall_similar_municipalities_of_every_year_t39():
    found = peers()
    assert found["municipality_code"].unique().to_list() == ["0991"]
    assert found.select("group_id", "peer_code").rows() == [("G1", "0992"), ("G2", "0992"), ("G2", "0993")]
    assert found["group_title"].str.ends_with("2025").to_list() == [False, True, True]


def test_lost_zeros_are_put_back_with_a_notice_t1():
    data = kolada_groups_csv.read(document(GROUPS.replace(",099", ",99")), CODES)
    assert data.tables["peer_group"]["peer_code"].to_list() == ["0992", "0992", "0993"]
    assert [(notice.rule, notice.details["count"]) for notice in data.notices] == [("padded_code", 3)]
    assert "992" in explain(data.notices[0], "sv")


def test_unknown_municipalities_in_titles_and_codes_are_told_t8():
    text = GROUPS.replace("Provköping, 2024", "Fantasistad, 2024").replace("0993,Västbro\nG3", "0999,Västbro\nG3")
    assert problems(text) == {("unknown_municipality", 2), ("unknown_municipality", 4)}


def test_a_file_without_similar_groups_or_columns_is_refused():
    assert problems(GROUPS.replace("Liknande kommuner, övergripande", "Andra kommuner")) == {("no_similar_groups", None)}
    assert problems("".join(f"rubrik {number}\n" for number in range(60)) + GROUPS) == {("missing_columns", None)}
    assert problems(GROUPS.replace("member_id", "medlem")) == {("missing_columns", 1)}


@pytest.mark.parametrize(("text", "expected"), [(GROUPS, True), (GROUPS[:60], True), ("id,title,type\n", False), ("", False)])
def test_recognised_by_its_headers(text: str, expected: bool):
    assert kolada_groups_csv.recognises(document(text)) is expected


def test_official_groups_of_290_municipalities(shared_data: Path):
    areas = csv.DictReader((shared_data / "kolada" / "kolada_municipalities.csv").read_text(encoding="utf-8").splitlines())
    codes = CodeLists({row["id"]: row["title"] for row in areas if row["type"] == "K"}, {})
    path = shared_data / "kolada" / "kolada_municipality_groups.csv"
    found = kolada_groups_csv.read(Document(path.name, path.read_bytes(), path), codes).tables["peer_group"]
    assert found["municipality_code"].n_unique() == 290
    botkyrka = found.filter(pl.col("municipality_code") == "0127")
    assert sorted(botkyrka["peer_code"]) == ["0123", "0136", "0181", "0191", "0484", "1290", "1499"]
    assert botkyrka["group_id"].unique().to_list() == ["G37345"]
