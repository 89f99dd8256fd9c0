"""The sheet of late-vote units 2018-2022 as text, and the row logic that its workbook shares."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import late_units_comparison
from spegel.sources.comparison_rows import late_unit_links
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists

CODES = CodeLists({"0991": "Provköping", "0992": "Testbro"}, {"09": "Provlän"})

HEADER = "Kod_2022,Kommunvalkrets,Jämförbart,Kod_1_2018,Kod_2_2018,Kod_3_2018,Namn_1_2018,Namn_2_2018,Namn_3_2018,Län,Kommunkod\n"
ROWS = (
    "099100,Provköping,ja,099101,099102,,Norra,Södra,,Provlän,0991\n"
    "099201,Östra,ja,099201,,,Östra,,,Provlän,0992\n"
    "099202,Västra,nej,,,,,,,Provlän,0992\n"
)


def document(text: str, encoding: str = "utf-8-sig") -> Document:
    return Document("jämförelse.csv", text.encode(encoding), Path("jämförelse.csv"))


def links(text: str = HEADER + ROWS) -> pl.DataFrame:
    return late_units_comparison.read(document(text), CODES).tables["district_link"]


def problems(text: str) -> set[tuple[str, int | None]]:
    with pytest.raises(SourceError) as error:
        links(text)
    for problem in error.value.problems:
        assert all(problem.rule in explain(problem, language) for language in LANGUAGES)
    return {(problem.rule, problem.row) for problem in error.value.problems}


def test_several_earlier_units_are_compared_with_their_sum_t7():
    found = links()
    assert found["district_code"].to_list() == ["099100", "099201", "099202"]
    assert found["previous_codes"].to_list() == [["099101", "099102"], ["099201"], []]
    assert found["status"].to_list() == ["official_comparable", "official_comparable", "official_not_comparable"]
    assert found["kind"].unique().to_list() == ["late_votes"]


def test_years_are_those_of_the_headers_t25():
    later = HEADER.replace("2022", "2026").replace("2018", "2022") + ROWS
    frame, wrong, _ = late_unit_links(
        pl.read_csv(later.encode(), infer_schema=False).with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64) + 2), CODES, "f"
    )
    assert wrong == []
    assert frame.select("area_version", "previous_area_version").unique().rows() == [("valdistrikt2026", "valdistrikt2022")]


def test_semicolons_and_other_encodings_are_read_t28():
    text = (HEADER + ROWS).replace(",", ";").replace("\n", "\r\n")
    data = late_units_comparison.read(document(text, "cp1252"), CODES)
    assert data.tables["district_link"].height == 3


def test_lost_zeros_are_put_back_with_a_notice_t1():
    data = late_units_comparison.read(document(HEADER + ROWS.replace(",0991", ",991").replace("0992", "992")), CODES)
    assert data.tables["district_link"]["district_code"].to_list() == ["099100", "099201", "099202"]
    assert [notice.rule for notice in data.notices] == ["padded_code"]


def test_every_wrong_row_is_told():
    rows = ROWS.replace("099100,", "999900,").replace("Östra,ja,099201", "Östra,ja,").replace("Västra,nej", "Västra,kanske")
    assert problems(HEADER + rows) == {("bad_code", 2), ("comparable_with_nothing", 3), ("unknown_comparability", 4)}


def test_a_row_under_another_municipality_is_told():
    assert problems(HEADER + ROWS.replace("Provlän,0991", "Provlän,0992")) == {("wrong_municipality", 2)}


def test_a_table_without_its_columns_or_rows_is_refused():
    assert problems(HEADER.replace("Jämförbart", "Annat") + ROWS) == {("missing_columns", 1)}
    assert problems(HEADER) == {("no_rows", None)}
    _, wrong, _ = late_unit_links(pl.DataFrame({"a": ["1"], "row": [2]}), CODES, "f")
    assert [problem.rule for problem in wrong] == ["missing_columns"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEADER + ROWS, True),
        (HEADER.replace("Jämförbart,", ""), True),
        ("Kod_2022,Jämförbart,Valdistriktskod2018,Kod 2 2018,Kod 3 2018\n", False),
        ("kod,namn\n", False),
        ("", False),
    ],
)
def test_recognised_by_its_headers(text: str, expected: bool):
    assert late_units_comparison.recognises(document(text)) is expected


def test_official_sheet_of_314_units(shared_data: Path):
    path = shared_data / "valmyndigheten" / "2018" / "uppsamlingsdistrikt-jamforelse-2018.csv"
    areas = csv.DictReader((shared_data / "kolada" / "kolada_municipalities.csv").read_text(encoding="utf-8").splitlines())
    codes = CodeLists({row["id"]: row["title"] for row in areas if row["type"] == "K"}, {})
    source = Document(path.name, path.read_bytes(), path)
    assert late_units_comparison.recognises(source)
    found = late_units_comparison.read(source, codes).tables["district_link"]
    assert found.height == 314
    assert found["status"].unique().to_list() == ["official_comparable"]
    summed = found.filter(pl.col("previous_codes").list.len() > 1)
    assert summed.height == 5
    assert found.filter(pl.col("district_code").str.starts_with("0180")).height == 6
