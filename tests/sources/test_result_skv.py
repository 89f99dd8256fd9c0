"""Wide text files of 2010 and 2014: every trap on small files made here."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import result_skv
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists

CODES = CodeLists({"0991": "Provköping", "0992": "Testbro"}, {"09": "Provlän"})

_SUMS = "BLANK tal;BLANK proc;OG tal;OG proc;Rost Giltiga;Rostande;Rostb;VDT"
MUNICIPAL_2014 = f"""\
LAN;KOM;VALDIST;LÄN;KOMMUN;VALDISTRIKT;M tal;M proc;FP tal;FP proc;Prov tal;Prov proc;ÖVR tal;ÖVR proc;{_SUMS}
09;91;101;Provlän;Provköping;Ängen;60;60,00;30;30,00;;;10;10,00;3;2,91;1;0,97;100;104;130;80,00
9;91;0102;Provlän;Provköping;Skogen;20;50,00;20;50,00;0;0,00;;;0;0,00;0;0,00;40;40;80;50,00
09;91;1;Provlän;Provköping;Uppsamlingsdistrikt;5;50,00;5;50,00;;;;;1;9,09;0;0,00;10;11;0;
09;91;2;Provlän;Provköping;Uppsamlingsdistrikt;2;66,67;1;33,33;;;;;0;0,00;0;0,00;3;3;;
09;92;1;Provlän;Testbro;Byn;4;50,00;3;37,50;1;12,50;;;1;11,11;0;0,00;8;9;12;75,00
"""
_SHORT_SUMS = "OVR tal;OVR proc;BL tal;BL proc;OG tal;OG proc;Rost Giltiga;Rostande;Rostb;VDT"
PARLIAMENT_2014 = f"""\
LAN;KOM;RVK;VALDIST;LÄN;KOMMUN;Kommunvalkrets;Valdistrikt;M tal;M proc;FP tal;FP proc;{_SHORT_SUMS}
09;91;1;101;Provlän;Provköping;Norra;Ängen;60;60,0;30;30,0;10;10,0;3;2,9;1;1,0;100;104;130;80,00
09;91;1;1;Provlän;Provköping;Norra;Uppsamlingsdistrikt;5;50,0;5;50,0;0;0,0;1;9,1;0;0,0;10;11;0;
"""
MUNICIPAL_2010 = """\
LAN;KOM;VALDIST;LÄN;KOMMUN;VALDISTRIKT;M;FP;Prov;ÖVR;BLANK;OG;Rost Giltiga;Rostande;Rostb
09;91;0101;Provlän;Provköping;Ängen;60;30;;10;3;1;100;104;130
09;91;A;Provlän;Provköping;Onsdagsdistrikt;5;5;;;1;0;10;11;
"""


def document(text: str, name: str = "prov.skv", newline: str = "\r\n") -> Document:
    return Document(name, text.replace("\n", newline).encode("latin-1"), Path(name))


def tables(text: str, name: str = "2014_kommunval_per_valdistrikt.skv") -> dict[str, pl.DataFrame]:
    return dict(result_skv.read(document(text, name), CODES).tables)


def problems(text: str, name: str = "2014_kommunval_per_valdistrikt.skv") -> set[tuple[str, int | None]]:
    with pytest.raises(SourceError) as error:
        result_skv.read(document(text, name), CODES)
    for problem in error.value.problems:
        assert all(problem.rule in explain(problem, language) for language in LANGUAGES)
    return {(problem.rule, problem.row) for problem in error.value.problems}


def test_districts_of_2014_with_counts_and_percentages_in_pairs():
    district = tables(MUNICIPAL_2014)["district_result"].row(0, named=True)
    assert (district["election_id"], district["district_code"], district["district_name"]) == ("2014-KF", "09910101", "Ängen")
    counts = [district[name] for name in ("eligible", "votes_cast", "valid", "blank", "invalid_other")]
    assert counts == [130, 104, 100, 3, 1]


def test_codes_are_built_from_differently_padded_numbers_t2():
    found = tables(MUNICIPAL_2014)["district_result"].filter(pl.col("kind") == "district")
    assert found["district_code"].to_list() == ["09910101", "09910102", "09920001"]


def test_late_votes_are_told_by_name_from_a_district_with_the_same_number_t3_t4():
    found = tables(MUNICIPAL_2014)["district_result"]
    late = found.filter(pl.col("kind") == "late_votes")
    assert late["district_code"].to_list() == ["K-0991-01", "K-0991-02"]
    assert late["eligible"].to_list() == [None, None]
    assert found.filter(pl.col("district_code") == "09920001")["kind"].item() == "district"


def test_late_votes_of_2010_have_a_letter_t3():
    late = tables(MUNICIPAL_2010, "K_antal.skv")["district_result"].filter(pl.col("kind") == "late_votes")
    assert (late["district_code"].item(), late["votes_cast"].item(), late["election_id"].item()) == ("K-0991-0A", 11, "2010-KF")


def test_counts_without_percentages_are_the_municipal_file_of_2010():
    assert tables(MUNICIPAL_2010, "utan_namn.txt")["district_result"]["election_id"].unique().to_list() == ["2010-KF"]


def test_parliamentary_files_spell_their_columns_shorter_and_have_a_constituency():
    found = tables(PARLIAMENT_2014, "utan_namn.txt")
    assert found["district_result"]["election_id"].unique().to_list() == ["2014-RD"]
    assert found["district_result"]["district_code"].to_list() == ["09910101", "R-0991-01"]
    assert found["district_result"]["constituency"].unique().to_list() == ["Norra"]
    assert found["district_result"]["blank"].to_list() == [3, 1]
    assert found["party_result"].filter(pl.col("is_rest_group"))["votes"].to_list() == [10, 0]


@pytest.mark.parametrize(
    ("name", "election"),
    [
        ("2014_kommunval_per_valdistrikt.skv", "2014-KF"),
        ("2014_landstingsval_per_valdistrikt.skv", "2014-RF"),
        ("slutligt_valresultat_valdistrikt_L.skv", "2014-RF"),
        ("ep2014_valresultat_per_valdistrikt.skv", "2014-EU"),
    ],
)
def test_the_election_is_taken_from_the_name_where_columns_do_not_tell(name: str, election: str):
    assert tables(MUNICIPAL_2014, name)["district_result"]["election_id"].unique().to_list() == [election]


def test_a_file_that_tells_no_election_is_refused():
    assert problems(MUNICIPAL_2014, "utan_namn.txt") == {("election_not_told", None)}


def test_fp_is_l_and_local_parties_keep_their_name_t31():
    parties = tables(MUNICIPAL_2014)["party_result"].filter(pl.col("district_code") == "09920001")
    assert dict(zip(parties["party_abbr"], parties["votes"], strict=True)) == {"M": 4, "L": 3, "Prov": 1}


def test_empty_party_cells_are_zero_where_the_row_adds_up_t19():
    parties = tables(MUNICIPAL_2014)["party_result"].filter(pl.col("district_code") == "09910102")
    assert dict(zip(parties["party_abbr"], parties["votes"], strict=True)) == {"M": 20, "L": 20, "ÖVR": 0}
    assert problems(MUNICIPAL_2014.replace("0102;Provlän;Provköping;Skogen;20", "0102;Provlän;Provköping;Skogen;")) == {
        ("party_sum_differs", 3)
    }


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_t28(newline: str):
    found = result_skv.read(document(MUNICIPAL_2014, "2014_kommunval.skv", newline), CODES).tables["district_result"]
    assert found["row"].to_list() == [2, 3, 4, 5, 6]


def test_blanks_and_trailing_separators_are_nothing_t29():
    padded = "\n".join(f"{line};" for line in MUNICIPAL_2014.replace(";Ängen;", "; Ängen ;").splitlines())
    assert tables(padded)["district_result"]["district_name"].to_list()[0] == "Ängen"


def test_a_wrong_printed_turnout_is_a_notice_t16():
    data = result_skv.read(document(MUNICIPAL_2014.replace("40;40;80;50,00", "40;40;80;51,00"), "2014_kommunval.skv"), CODES)
    assert [(notice.rule, notice.row) for notice in data.notices] == [("printed_shares_differ", 3)]
    assert result_skv.read(document(MUNICIPAL_2014, "2014_kommunval.skv"), CODES).notices == ()


def test_mistakes_are_all_told_with_their_rows_t20():
    text = MUNICIPAL_2014.replace("100;104;130", "100;104;103").replace("8;9;12", "8;8;12").replace("9;91;0102", "9;99;0102")
    assert problems(text) == {("unknown_municipality", 3)}
    text = text.replace("9;99;0102", "9;91;0102")
    assert problems(text) == {("votes_exceed_eligible", 2), ("invalid_sum_differs", 6)}


def test_text_for_a_number_and_a_letter_for_a_district_are_told():
    assert ("unreadable_number", 2) in problems(MUNICIPAL_2014.replace(";60;60,00", ";sextio;60,00"))
    assert problems(MUNICIPAL_2014.replace(";0102;", ";X2;")) == {("bad_code", 3)}


def test_missing_columns_are_told_t30():
    assert problems(MUNICIPAL_2014.replace("Rostb", "Något")) == {("missing_columns", 1)}
    few_labels = "VALDIST;KOMMUN;M;ÖVR;BLANK;OG;Rost Giltiga;Rostande;Rostb\n1;Provköping;1;0;0;0;1;1;2\n"
    assert result_skv.recognises(document(few_labels))
    assert problems(few_labels) == {("missing_columns", 1)}
    assert problems(MUNICIPAL_2014.replace("OG tal", "O tal")) == {("missing_columns", 1)}


def test_a_file_cut_off_in_a_row_is_refused():
    cut = MUNICIPAL_2014[: MUNICIPAL_2014.index(";8;9;12")]
    assert {row for _, row in problems(cut)} == {6}
    assert problems(MUNICIPAL_2014.splitlines()[0] + "\n") == {("no_rows", None)}


def test_a_district_that_stands_twice_is_refused():
    assert problems(MUNICIPAL_2014.replace(";0102;", ";0101;")) == {("repeated_district", 3)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MUNICIPAL_2014, True),
        (PARLIAMENT_2014, True),
        (MUNICIPAL_2010, True),
        (MUNICIPAL_2014[:400], True),
        ("LAN;KOM;LÄN;KOMMUN;M tal;M proc;Rost Giltiga;Rostande;Rostb\n", False),  # per municipality
        ("kod;namn\n1;2\n", False),
        ("", False),
    ],
)
def test_recognised_by_its_headers(text: str, expected: bool):
    assert result_skv.recognises(document(text)) is expected


def test_a_header_longer_than_the_head_of_the_file_is_still_recognised():
    many = ";".join(f"P{number:04d} tal;P{number:04d} proc" for number in range(400))
    wide = MUNICIPAL_2014.splitlines()[0].replace("Prov tal;Prov proc", many)
    assert len(wide) > 4096
    assert result_skv.recognises(document(wide))
