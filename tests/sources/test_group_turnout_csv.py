"""SCB's turnout survey by age, education and sex."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import group_turnout_csv
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists

CODES = CodeLists({"0991": "Provköping", "0992": "Östbro"}, {"09": "Provlän"})

BY_AGE = """\
municipality,gender,age,eligibleVoters2018,eligibleVoters2022,votersPercent2018,votersPercent2022
Provköping,män,18-29 år,100,110,60,55
Provköping,kvinnor,65+ år,80,85,90,..
Provköping,totalt,samtliga åldrar,500,510,70,68
Östbro,totalt,30-49 år,..,40,.,50
"""
BY_EDUCATION = """\
municipality,gender,educationLevel,eligibleVoters2018,votersPercent2018
Provköping,totalt,förgymnasial utbildning,50,40
Provköping,totalt,gymnasial utbildning,60,60
Provköping,totalt,eftergymnasial utbildning,70,90
Provköping,totalt,samtliga utbildningsnivåer,180,66
"""


def document(text: str, encoding: str = "utf-8") -> Document:
    return Document("grupper.csv", text.encode(encoding), Path("grupper.csv"))


def groups(text: str) -> pl.DataFrame:
    return group_turnout_csv.read(document(text), CODES).tables["group_turnout"]


def problems(text: str) -> set[tuple[str, int | None]]:
    with pytest.raises(SourceError) as error:
        groups(text)
    for problem in error.value.problems:
        assert all(problem.rule in explain(problem, language) for language in LANGUAGES)
    return {(problem.rule, problem.row) for problem in error.value.problems}


def test_both_years_of_a_row_and_percent_as_share():
    found = groups(BY_AGE).filter(pl.col("category") == "18-29").to_dicts()
    assert [(row["election_id"], row["eligible"], row["turnout_share"]) for row in found] == [
        ("2018-RD", 100, 0.60),
        ("2022-RD", 110, 0.55),
    ]
    assert {(row["municipality_code"], row["dimension"], row["gender"]) for row in found} == {("0991", "age", "men")}


def test_it_is_another_basis_than_the_count_t21():
    assert groups(BY_AGE)["measure_basis"].unique().to_list() == ["register"]


def test_two_dots_are_not_known_and_never_zero_t19_t36():
    found = groups(BY_AGE)
    older = found.filter(pl.col("category") == "65+", pl.col("election_id") == "2022-RD").row(0, named=True)
    assert (older["eligible"], older["turnout_share"]) == (85, None)
    other = found.filter(pl.col("municipality_code") == "0992", pl.col("election_id") == "2018-RD").row(0, named=True)
    assert (other["eligible"], other["turnout_share"]) == (None, None)


def test_totals_are_marked_so_that_sums_can_leave_them_out_t36():
    found = groups(BY_AGE).filter(pl.col("category") == "total")
    assert found["gender"].unique().to_list() == ["total"]
    assert set(groups(BY_EDUCATION)["category"]) == {"primary", "secondary", "tertiary", "total"}
    assert groups(BY_EDUCATION)["dimension"].unique().to_list() == ["education"]


def test_names_are_matched_with_the_official_list_and_strangers_are_all_told_t8():
    text = BY_AGE.replace("Östbro", "Fantasistad") + "Påhittby,män,18-29 år,1,1,1,1\nPåhittby,kvinnor,18-29 år,1,1,1,1\n"
    assert problems(text) == {("unknown_municipality", 5), ("unknown_municipality", 6)}


def test_case_and_blanks_in_names_do_not_matter_t8():
    found = groups(BY_AGE.replace("Östbro", " ÖSTBRO "))
    assert found["municipality_code"].unique(maintain_order=True).to_list() == ["0991", "0992"]


def test_unknown_labels_numbers_and_shares_are_told_with_their_rows():
    text = BY_AGE.replace("män,18-29 år,100", "pojkar,18-29 år,hundra").replace(",68", ",168").replace("30-49 år", "30-40 år")
    assert problems(text) == {
        ("unknown_label", 2),
        ("unreadable_number", 2),
        ("share_out_of_range", 4),
        ("unknown_label", 5),
    }


def test_a_row_that_stands_twice_is_refused():
    assert problems(BY_AGE + "Provköping,män,18-29 år,100,110,60,55\n") == {("repeated_row", 6)}


def test_missing_columns_and_rows_are_told():
    assert problems(BY_AGE.replace("votersPercent2022", "annat")) == {("missing_columns", 1)}
    assert problems(BY_AGE.replace(",age,", ",ålder,")) == {("missing_columns", 1)}
    assert problems(BY_AGE.replace("eligibleVoters20", "eligibleVoters20 ")) == {("missing_columns", 1)}
    assert problems(BY_AGE.splitlines()[0] + "\n") == {("no_rows", None)}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_encodings_and_separators_t28(encoding: str):
    data = group_turnout_csv.read(document(BY_AGE.replace(",", ";"), encoding), CODES)
    assert data.tables["group_turnout"].height == 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BY_AGE, True),
        (BY_EDUCATION, True),
        (BY_AGE[:90], True),
        ("municipality,age,sex,population\nProvköping,1,men,2\n", False),
        ("", False),
    ],
)
def test_recognised_by_its_header(text: str, expected: bool):
    assert group_turnout_csv.recognises(document(text)) is expected


def test_official_botkyrka_and_the_missing_cells(shared_data: Path):
    areas = csv.DictReader((shared_data / "kolada" / "kolada_municipalities.csv").read_text(encoding="utf-8").splitlines())
    codes = CodeLists({row["id"]: row["title"] for row in areas if row["type"] == "K"}, {})
    missing = {}
    for dimension in ("age", "education"):
        path = shared_data / "scb" / "turnout" / f"riksdag_turnout_municipality_{dimension}_sex_2018_2022.csv"
        source = Document(path.name, path.read_bytes(), path)
        assert group_turnout_csv.recognises(source)
        found = group_turnout_csv.read(source, codes).tables["group_turnout"]
        assert found["municipality_code"].n_unique() == 290
        missing[dimension] = found["turnout_share"].null_count()
        total = found.filter(
            pl.col("municipality_code") == "0127",
            pl.col("election_id") == "2022-RD",
            pl.col("category") == "total",
            pl.col("gender") == "total",
        ).row(0, named=True)
        assert (total["eligible"], total["turnout_share"]) == (59301, 0.73)
    assert missing["age"] == 45
