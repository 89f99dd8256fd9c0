"""Result XML: every trap on small files made here, and the official totals where the official files are at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import result_xml
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists

CODES = CodeLists({"0991": "Provköping", "0992": "Testbro"}, {"09": "Provlän"})

HEAD = (
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n'
    '<!DOCTYPE VAL PUBLIC "-//Prov//DTD//SV" "http://dtd.invalid/resultat.dtd">\n'
    '<VAL TILLFÄLLE="Prov" FILNAMN="slutresultat_0991K.xml" RAPPORTERING="SLUTLIG RÖSTRÄKNING RESULTAT"'
    ' VALTYP="Kommunfullmäktigval" VALDAG="20180909" VALDAG_FGVAL="20140914" TID_RAPPORT="20180920120000">\n'
    '<PARTI FÖRKORTNING="A" BETECKNING="Åsikten"/>\n'
    '<PARTI FÖRKORTNING="FP" BETECKNING="Folkpartiet liberalerna"/>\n'
)
DISTRICT_1 = (
    '<VALDISTRIKT KOD="09910101" NAMN="Ängen" RÖSTER="190" RÖSTER_FGVAL="180" TID_RAPPORT="20180910">\n'
    '<GILTIGA PARTI="A" RÖSTER="100" RÖSTER_FGVAL="100" PROCENT="52,63" PROCENT_FGVAL="55,56" PROCENT_ÄNDRING="-2,92">'
    '<PERSONVAL KANDNR="77" NAMN="Hemlig Person" RÖSTER="9"/></GILTIGA>\n'
    '<GILTIGA PARTI="FP" RÖSTER="80" PROCENT="42,11"/>\n'
    '<ÖVRIGA_GILTIGA RÖSTER="10" PROCENT="5,26"><GILTIGA PARTI="0777" RÖSTER="7"/><HANDSKRIVNA RÖSTER="3"/></ÖVRIGA_GILTIGA>\n'
    '<OGILTIGA TEXT="OGEJ" RÖSTER="1" PROCENT="0,50"/>\n'
    '<OGILTIGA TEXT="BLANK" RÖSTER="6" PROCENT="3,00"/>\n'
    '<OGILTIGA TEXT="OG" RÖSTER="3" PROCENT="1,50"/>\n'
    '<VALDELTAGANDE RÖSTBERÄTTIGADE="250" RÖSTBERÄTTIGADE_KLARA_VALDISTRIKT_FGVAL="240" SUMMA_RÖSTER="200"'
    ' SUMMA_RÖSTER_FGVAL="186" PROCENT="80,00" PROCENT_FGVAL="77,50" PROCENT_ÄNDRING="+2,50"/>\n'
    "</VALDISTRIKT>\n"
)
DISTRICT_2 = (
    '<VALDISTRIKT KOD="09910102" NAMN="Namnet gallrat" INDELNING="Modifierad" RÖSTER="95" TID_RAPPORT="20180910">\n'
    '<GILTIGA PARTI="A" RÖSTER="45" PROCENT="47,37"/>\n'
    '<GILTIGA PARTI="FP" RÖSTER="50" PROCENT="52,63"/>\n'
    '<OGILTIGA TEXT="BLANK" RÖSTER="4" PROCENT="4,00"/>\n'
    '<OGILTIGA TEXT="OG" RÖSTER="1" PROCENT="1,00"/>\n'
    '<VALDELTAGANDE RÖSTBERÄTTIGADE="150" SUMMA_RÖSTER="100" PROCENT="66,67"/>\n'
    "</VALDISTRIKT>\n"
)
LATE_1 = (
    '<ONSDAGSDISTRIKT KOD="K-0991-01" NAMN="Uppsamlingsdistrikt" INDELNING="Summerad" RÖSTER="18" RÖSTER_FGVAL="15">\n'
    '<GILTIGA PARTI="A" RÖSTER="8"/><GILTIGA PARTI="FP" RÖSTER="10"/>\n'
    '<OGILTIGA TEXT="BLANK" RÖSTER="1" RÖSTER_FGVAL="2"/><OGILTIGA TEXT="OG" RÖSTER="1"/>\n'
    "</ONSDAGSDISTRIKT>\n"
)
LATE_2 = (
    '<ONSDAGSDISTRIKT KOD="K-0991-02" NAMN="Uppsamlingsdistrikt" RÖSTER="9" RÖSTER_FGVAL="9" TID_RAPPORT="20180912">\n'
    '<GILTIGA PARTI="A" RÖSTER="4"/><GILTIGA PARTI="FP" RÖSTER="5"/>\n'
    '<OGILTIGA TEXT="BLANK" RÖSTER="1"/><OGILTIGA TEXT="OG" RÖSTER="0"/>\n'
    "</ONSDAGSDISTRIKT>\n"
)
TOTAL = (
    '<SAMMANFATTNING_VALDA PARTI="A" KVINNOR="2" MÄN="3" ÅR18_21="1" ÅR22_36="1" ÅR37_50="1" ÅR51_64="1" ÅR65_="1"/>\n'
    '<SAMMANFATTNING_VALDA PARTI="FP" KVINNOR="3" MÄN="2" ÅR18_21="0" ÅR22_36="2" ÅR37_50="2" ÅR51_64="1" ÅR65_="0"/>\n'
    '<GILTIGA PARTI="A" RÖSTER="157" MANDAT="6"/>\n'
    '<GILTIGA PARTI="FP" RÖSTER="145" MANDAT="5"/>\n'
    '<ÖVRIGA_GILTIGA RÖSTER="10"/>\n'
    '<OGILTIGA TEXT="OGEJ" RÖSTER="1"/><OGILTIGA TEXT="BLANK" RÖSTER="12"/><OGILTIGA TEXT="OG" RÖSTER="5"/>\n'
    '<VALDELTAGANDE RÖSTBERÄTTIGADE="400" RÖSTBERÄTTIGADE_KLARA_VALDISTRIKT="400"'
    ' RÖSTBERÄTTIGADE_KLARA_VALDISTRIKT_FGVAL="380" SUMMA_RÖSTER="330" SUMMA_RÖSTER_FGVAL="304" PROCENT="82,50"'
    ' PROCENT_FGVAL="80,00" PROCENT_ÄNDRING="+2,50"/>\n'
)
FILE = (
    HEAD
    + '<KOMMUN KOD="0991" NAMN="Provköping" TYP="Valområde" MANDAT_VALOMRÅDE="11" KLARA_VALDISTRIKT="4"'
    + ' ALLA_VALDISTRIKT="4" RÖSTER="312" RÖSTER_FGVAL="290" TID_RAPPORT="20180920">\n'
    + TOTAL
    + '<KRETS_KOMMUN KOD="099101" NAMN="Norra" TYP="Valkrets">\n'
    + DISTRICT_1
    + LATE_1.replace('RÖSTER_FGVAL="15"', 'RÖSTER_FGVAL="15" TID_RAPPORT="20180912"')
    + "</KRETS_KOMMUN>\n"
    + '<KRETS_KOMMUN KOD="099102" NAMN="Södra" TYP="Valkrets">\n'
    + DISTRICT_2
    + LATE_2
    + "</KRETS_KOMMUN>\n</KOMMUN>\n</VAL>\n"
)


def document(text: str, encoding: str = "iso-8859-1") -> Document:
    return Document("prov.xml", text.encode(encoding), Path("prov.xml"))


def tables(text: str = FILE) -> dict[str, pl.DataFrame]:
    return dict(result_xml.read(document(text), CODES).tables)


def changed(old: str, new: str, text: str = FILE) -> str:
    assert text.count(old) == 1, f"{old!r} must stand once in the file"
    return text.replace(old, new)


def problems(text: str | bytes) -> set[tuple[str, int | None]]:
    """Rule and row of each problem; each must be explainable in both languages."""
    data = text if isinstance(text, bytes) else text.encode("iso-8859-1")
    with pytest.raises(SourceError) as error:
        result_xml.read(Document("prov.xml", data, Path("prov.xml")), CODES)
    for problem in error.value.problems:
        assert all(problem.rule in explain(problem, language) for language in LANGUAGES)
    return {(problem.rule, problem.row) for problem in error.value.problems}


def row_of(text: str, needle: str) -> int:
    return text[: text.index(needle)].count("\n") + 1


def unit(code: str, text: str = FILE) -> dict:
    return tables(text)["district_result"].row(by_predicate=pl.col("district_code") == code, named=True)


# What a whole file gives


def test_a_file_gives_districts_late_units_and_the_printed_total():
    found = tables()
    assert found["district_result"]["district_code"].to_list() == ["09910101", "K-0991-01", "09910102", "K-0991-02"]
    assert found["district_result"]["constituency"].to_list() == ["099101", "099101", "099102", "099102"]
    total = found["municipality_total"].row(0, named=True)
    assert (total["votes_cast"], total["eligible"], total["late_votes_cast"]) == (330, 400, 30)
    assert (total["printed_turnout_pct"], total["printed_change_pp"]) == (82.5, 2.5)
    assert (total["units_counted"], total["units_total"], total["eligible_counted"]) == (4, 4, 400)


def test_districts_and_late_units_add_up_to_the_total_t10():
    found = tables()
    assert found["district_result"]["votes_cast"].sum() == found["municipality_total"]["votes_cast"].item()


def test_roster_is_valid_votes_and_summa_roster_is_votes_cast_t11():
    district = unit("09910101")
    assert (district["valid"], district["votes_cast"], district["blank"], district["invalid_other"]) == (190, 200, 6, 4)


def test_a_late_unit_sums_its_own_votes_and_has_no_electorate_t12_t3():
    late = unit("K-0991-01")
    assert (late["kind"], late["eligible"], late["votes_cast"], late["previous_votes_cast"]) == ("late_votes", None, 20, 17)


def test_late_units_with_the_same_code_stay_two_rows_t4():
    twice = changed("K-0991-02", "K-0991-01")
    late = tables(twice)["district_result"].filter(pl.col("kind") == "late_votes")
    assert late["votes_cast"].to_list() == [20, 10]
    assert tables(twice)["municipality_total"]["late_votes_cast"].item() == 30


def test_comparability_is_what_the_file_says_t5_t7():
    found = {row["district_code"]: row["comparability"] for row in tables()["district_result"].to_dicts()}
    assert found == {
        "09910101": "comparable",
        "K-0991-01": "compared_with_sum",
        "09910102": "not_comparable",
        "K-0991-02": "comparable",
    }
    unsaid = changed(' INDELNING="Modifierad"', "")
    assert unit("09910102", unsaid)["comparability"] == "unknown"


def test_figures_of_the_previous_election_are_kept_for_matching_t5():
    district = unit("09910101")
    assert (district["previous_eligible"], district["previous_votes_cast"], district["previous_valid"]) == (240, 186, 180)
    assert unit("09910102")["previous_votes_cast"] is None


def test_rows_are_lines_of_the_file():
    assert unit("09910102")["row"] == row_of(FILE, 'KOD="09910102"')


def test_fp_is_stored_as_l_and_the_rest_as_one_group_t31():
    parties = tables()["party_result"].filter(pl.col("district_code") == "09910101")
    assert dict(zip(parties["party_abbr"], parties["votes"], strict=True)) == {"A": 100, "L": 80, "ÖVR": 10}
    assert parties.filter(pl.col("is_rest_group"))["party_abbr"].to_list() == ["ÖVR"]
    assert parties["party_name"].to_list() == ["Åsikten", "Folkpartiet liberalerna", None]


def test_names_of_persons_are_never_in_the_tables_t42():
    for frame in tables().values():
        assert "Hemlig" not in frame.write_json()
        assert "77" not in [str(cell) for row in frame.rows() for cell in row]


def test_elected_are_counts_by_sex_and_age():
    elected = tables()["elected_count"].to_dicts()
    assert [(row["party_abbr"], row["seats"], row["women"], row["men"]) for row in elected] == [("A", 6, 2, 3), ("L", 5, 3, 2)]
    assert elected[1]["age_22_36"] == 2
    rows = problems(changed('KVINNOR="2"', 'KVINNOR="3"'))
    assert rows == {("elected_sum_differs", row_of(FILE, 'PARTI="A" KVINNOR'))}


def test_seats_of_the_parties_are_those_of_the_council():
    assert problems(changed('MANDAT="6"', 'MANDAT="7"')) == {("seats_differ", row_of(FILE, "<KOMMUN"))}


def test_a_republished_file_can_be_told_from_the_first_by_its_time_t35():
    assert result_xml.read(document(FILE), CODES).reported_at == "20180920120000"


# Older years


def test_names_removed_by_the_publisher_are_not_known_t43():
    assert unit("09910102")["district_name"] is None
    everywhere = changed('NAMN="Provköping"', 'NAMN="Namnet gallrat"')
    assert tables(everywhere)["municipality_total"]["municipality_name"].item() == "Provköping"
    assert tables(changed("Åsikten", "Namnet gallrat"))["party_result"]["party_name"].to_list()[0] is None


@pytest.mark.parametrize("votes", [' RÖSTER="10"', ""], ids=["on the group", "on its parts only"])
def test_2006_prints_other_parties_as_giltiga_with_parts_t31(votes: str):
    part = '<VARAV_ÖVRIGA PARTI="0777" RÖSTER="7"/><VARAV_ÖVRIGA PARTI="0778" RÖSTER="3"/>'
    old = FILE[FILE.index('<ÖVRIGA_GILTIGA RÖSTER="10" PROCENT') : FILE.index("</ÖVRIGA_GILTIGA>") + len("</ÖVRIGA_GILTIGA>")]
    new = f'<GILTIGA PARTI="ÖVR"{votes}>{part}</GILTIGA>'
    parties = tables(changed(old, new))["party_result"].filter(pl.col("district_code") == "09910101")
    assert parties.filter(pl.col("is_rest_group"))["votes"].to_list() == [10]


@pytest.mark.parametrize("name", ["I vallokal ej räknade röster", "Onsdagsdistrikt", "Uppsamlingsdistrikt"])
def test_late_votes_are_known_by_name_when_the_element_is_another_t3(name: str):
    other = FILE.replace("ONSDAGSDISTRIKT", "VALDISTRIKT").replace("K-0991-01", "09910001")
    other = other.replace('NAMN="Uppsamlingsdistrikt"', f'NAMN="{name}"')
    assert unit("09910001", other)["kind"] == "late_votes"


def test_2006_late_unit_and_wrong_changes_are_read_with_notices_t16():
    old = FILE.replace("20180909", "20060917").replace("20140914", "20020915")
    wrong = changed('PROCENT_FGVAL="77,50" PROCENT_ÄNDRING="+2,50"', 'PROCENT_ÄNDRING="+9,90"', old)
    data = result_xml.read(document(wrong), CODES)
    assert [(notice.rule, notice.column, notice.value) for notice in data.notices] == [
        ("printed_change_differs", "PROCENT_ÄNDRING", "+9,90")
    ]
    assert data.notices[0].row == row_of(wrong, '+9,90"')
    assert data.tables["district_result"]["election_id"].unique().to_list() == ["2006-KF"]
    assert "2,50" in explain(data.notices[0], "sv")


def test_changes_are_subtracted_before_they_are_rounded_t16_t17():
    # 52.6316 - 55.5556 = -2.9240, printed -2,92; the rounded percentages differ by -2.93.
    assert result_xml.read(document(FILE), CODES).notices == ()
    rounded_first = changed("-2,92", "-2,93")
    assert [notice.value for notice in result_xml.read(document(rounded_first), CODES).notices] == ["-2,93"]
    one_hundredth_off = changed('PROCENT="80,00"', 'PROCENT="80,01"')
    assert [notice.rule for notice in result_xml.read(document(one_hundredth_off), CODES).notices] == ["printed_share_differs"]
    party = changed('RÖSTER="100" RÖSTER_FGVAL="100" PROCENT="52,63"', 'RÖSTER="100" RÖSTER_FGVAL="100" PROCENT="52,6"')
    assert result_xml.read(document(party), CODES).notices == (), "one decimal less is right within its last digit"


def test_percentages_of_parties_are_of_valid_votes_and_of_invalid_of_all_votes():
    of_all_votes = changed('PARTI="FP" RÖSTER="80" PROCENT="42,11"', 'PARTI="FP" RÖSTER="80" PROCENT="40,00"')
    assert [notice.value for notice in result_xml.read(document(of_all_votes), CODES).notices] == ["40,00"]


def test_a_missing_kind_of_invalid_votes_is_not_a_fault():
    assert unit("09910102")["invalid_other"] == 1, "OGEJ is printed from 2018 only"


# Elections


@pytest.mark.parametrize(
    ("printed", "letter", "day", "election"),
    [
        ("Riksdagsval", "R", "20180909", "2018-RD"),
        ("Landstingsval", "L", "20140914", "2014-RF"),
        ("Regionval", "L", "20180909", "2018-RF"),
        ("Kommunfullmäktigval", "K", "20100919", "2010-KF"),
        ("Europaparlamentsval", "E", "20140525", "2014-EU"),
        ("Val till Europaparlamentet", "E", "20140525", "2014-EU"),
    ],
)
def test_the_kind_and_day_of_the_election(printed: str, letter: str, day: str, election: str):
    text = FILE.replace("Kommunfullmäktigval", printed).replace("20180909", day).replace("K-0991", f"{letter}-0991")
    text = text.replace("0991K.xml", f"0991{letter}.xml")
    assert tables(text)["district_result"]["election_id"].unique().to_list() == [election]


def test_unknown_kind_day_and_stage_are_told_together():
    text = FILE.replace("Kommunfullmäktigval", "Kyrkoval").replace("20180909", "20190407").replace("SLUTLIG RÖSTRÄKNING", "PROV")
    assert problems(text) == {("unknown_election_type", 3), ("unknown_election_day", 3), ("unknown_counting_stage", 3)}


# Election night

UNCOUNTED = (
    '<VALDISTRIKT KOD="09910102" NAMN="Skogen" RÖSTER="0" RÖSTER_FGVAL="90" TID_RAPPORT="">\n'
    '<GILTIGA PARTI="A" RÖSTER="0" PROCENT=""/><GILTIGA PARTI="FP" RÖSTER="0" PROCENT=""/>\n'
    '<OGILTIGA TEXT="BLANK" RÖSTER="0" PROCENT=""/>\n'
    '<VALDELTAGANDE RÖSTBERÄTTIGADE="150" SUMMA_RÖSTER="0" PROCENT=""/>\n'
    "</VALDISTRIKT>\n"
)
NIGHT = (
    HEAD.replace("SLUTLIG RÖSTRÄKNING RESULTAT", "VALNATTSRAPPORTERING").replace("slutresultat", "valnatt")
    + '<KOMMUN KOD="0991" NAMN="Provköping" KLARA_VALDISTRIKT="1" ALLA_VALDISTRIKT="2" RÖSTER="190" TID_RAPPORT="2018">\n'
    + '<GILTIGA PARTI="A" RÖSTER="100"/><GILTIGA PARTI="FP" RÖSTER="80"/><ÖVRIGA_GILTIGA RÖSTER="10"/>\n'
    + '<OGILTIGA TEXT="OGEJ" RÖSTER="1"/><OGILTIGA TEXT="BLANK" RÖSTER="6"/><OGILTIGA TEXT="OG" RÖSTER="3"/>\n'
    + '<VALDELTAGANDE RÖSTBERÄTTIGADE="400" RÖSTBERÄTTIGADE_KLARA_VALDISTRIKT="250" SUMMA_RÖSTER="200" PROCENT="80,00"/>\n'
    + '<KRETS_KOMMUN KOD="099100" NAMN="Provköping">\n'
    + DISTRICT_1
    + UNCOUNTED
    + "</KRETS_KOMMUN>\n</KOMMUN>\n</VAL>\n"
)


def test_a_district_not_yet_counted_has_null_votes_and_its_electorate_t32():
    district = unit("09910102", NIGHT)
    assert district["eligible"] == 150
    assert [district[name] for name in ("votes_cast", "valid", "blank", "invalid_other")] == [None] * 4
    parties = tables(NIGHT)["party_result"].filter(pl.col("district_code") == "09910102")
    assert parties["votes"].to_list() == [None, None]


def test_a_partial_count_divides_by_the_counted_electorate_and_says_how_far_it_is_t32():
    data = result_xml.read(document(NIGHT), CODES)
    total = data.tables["municipality_total"].row(0, named=True)
    assert (total["counting_stage"], total["eligible"], total["eligible_counted"]) == ("preliminary", 400, 250)
    assert (total["units_counted"], total["units_total"], total["late_votes_cast"]) == (1, 2, None)
    assert [(notice.rule, notice.row) for notice in data.notices] == [("partly_counted", row_of(NIGHT, "<KOMMUN"))]
    assert "1 of 2 districts are counted in 0991" in explain(data.notices[0], "en")
    assert "1 av 2 distrikt är räknade i 0991" in explain(data.notices[0], "sv")
    assert "elected_count" not in data.tables


def test_a_counted_district_where_nobody_voted_has_zero_votes_not_null_t19():
    empty = UNCOUNTED.replace('TID_RAPPORT=""', 'TID_RAPPORT="20180909220000"').replace('PROCENT=""', 'PROCENT="0,00"')
    night = NIGHT.replace(UNCOUNTED, empty).replace('_VALDISTRIKT="250"', '_VALDISTRIKT="400"').replace("80,00", "50,00", 1)
    assert unit("09910102", night)["votes_cast"] == 0


def test_the_counted_electorate_is_that_of_the_counted_districts_t32():
    text = changed('_VALDISTRIKT="250"', '_VALDISTRIKT="251"', NIGHT)
    assert problems(text) == {("total_differs", row_of(NIGHT, "<KOMMUN"))}


@pytest.mark.parametrize("sign", [' TID_RAPPORT=""', ' PROCENT=""'])
def test_on_election_night_a_missing_sign_of_counting_is_enough_t32(sign: str):
    assert unit("09910102", NIGHT.replace(UNCOUNTED, UNCOUNTED.replace(sign, "")))["votes_cast"] is None


def test_a_late_unit_without_a_single_vote_in_a_final_count_is_counted():
    nobody = LATE_2.replace(' TID_RAPPORT="20180912"', "").replace('RÖSTER="9" RÖSTER_FGVAL', 'RÖSTER="0" RÖSTER_FGVAL')
    nobody = nobody.replace('RÖSTER="4"', 'RÖSTER="0"').replace('RÖSTER="5"', 'RÖSTER="0"').replace('RÖSTER="1"', 'RÖSTER="0"')
    text = FILE.replace(LATE_2, nobody)
    for of_all, of_the_others in (("330", "320"), ("312", "303"), ("157", "153"), ("145", "140"), ("12", "11")):
        text = changed(f'RÖSTER="{of_all}"', f'RÖSTER="{of_the_others}"', text)
    assert unit("K-0991-02", text)["votes_cast"] == 0


def test_a_final_count_without_late_units_has_no_late_votes():
    final = NIGHT.replace("VALNATTSRAPPORTERING", "SLUTLIG RÖSTRÄKNING")
    assert tables(final)["municipality_total"]["late_votes_cast"].item() == 0


# National summary


def nation(second_votes: int = 70) -> str:
    def municipality(code: str, name: str, eligible: int, votes: int) -> str:
        return (
            f'<KOMMUN KOD="{code}" NAMN="{name}" KLARA_VALDISTRIKT="2" ALLA_VALDISTRIKT="2" RÖSTER="{votes - 5}">\n'
            f'<GILTIGA PARTI="A" RÖSTER="{votes - 5}" MANDAT="3"/><OGILTIGA TEXT="BLANK" RÖSTER="4"/>'
            f'<OGILTIGA TEXT="OG" RÖSTER="1"/>\n<VALDELTAGANDE RÖSTBERÄTTIGADE="{eligible}" SUMMA_RÖSTER="{votes}"/></KOMMUN>\n'
        )

    return (
        HEAD.replace("0991K", "00K")
        + '<NATION KOD="00" NAMN="Namnet gallrat" KLARA_VALDISTRIKT="4" ALLA_VALDISTRIKT="4" RÖSTER="140">\n'
        + '<VALDELTAGANDE RÖSTBERÄTTIGADE="200" SUMMA_RÖSTER="150"/>\n'
        + '<LÄN KOD="09" NAMN="Provlän"><KRETS_RIKSDAG KOD="01">\n'
        + municipality("0991", "Provköping", 110, 80)
        + municipality("0992", "Namnet gallrat", 90, second_votes)
        + "</KRETS_RIKSDAG></LÄN></NATION></VAL>\n"
    )


def test_a_national_summary_gives_totals_of_municipalities_and_no_districts():
    found = tables(nation())
    assert list(found) == ["municipality_total"]
    total = found["municipality_total"]
    assert total["municipality_code"].to_list() == ["0991", "0992"]
    assert total["municipality_name"].to_list() == ["Provköping", "Testbro"]
    assert total["late_votes_cast"].to_list() == [None, None]


def test_municipalities_that_do_not_add_up_to_the_nation_are_refused_t20():
    text = nation(second_votes=71)
    assert problems(text) == {("total_differs", row_of(text, "<NATION"))}


# Mistakes, one file each


def test_a_truncated_file_is_refused():
    cut = FILE[: FILE.index(DISTRICT_2) + 200]
    assert problems(cut) == {("unreadable_xml", row_of(FILE, DISTRICT_2) + cut[FILE.index(DISTRICT_2) :].count("\n"))}


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY % a SYSTEM "http://entity.invalid/a.dtd"> %a;',
    ],
)
def test_entities_are_refused_and_nothing_is_fetched(declaration: str, monkeypatch: pytest.MonkeyPatch):
    def no_network(*_):
        raise AssertionError("a file may not make the program fetch anything")

    monkeypatch.setattr("socket.socket.connect", no_network)
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE VAL [\n{declaration}\n]>\n<VAL VALTYP="Riksdagsval"/>'
    assert result_xml.recognises(document(text))
    assert {rule for rule, _ in problems(text)} == {"xml_entity"}


def test_the_dtd_named_by_the_file_is_never_fetched_t27(monkeypatch: pytest.MonkeyPatch):
    def no_network(*_):
        raise AssertionError("the DTD must not be fetched")

    monkeypatch.setattr("socket.socket.connect", no_network)
    assert "dtd.invalid" in FILE
    assert tables()["district_result"].height == 4


def test_a_file_saved_in_another_encoding_than_it_says_is_refused_t27():
    assert problems(FILE.encode("utf-8")) == {("false_encoding", None)}
    assert problems(FILE.replace("ISO-8859-1", "UTF-8").encode("iso-8859-1")) == {("false_encoding", None)}


@pytest.mark.parametrize("encoding", ["ISO-8859-99", "GB18030"])
def test_an_encoding_that_nobody_knows_is_refused(encoding: str):
    assert {rule for rule, _ in problems(FILE.replace("ISO-8859-1", encoding))} == {"unreadable_xml"}


def test_utf_16_is_read():
    text = FILE.replace("ISO-8859-1", "UTF-16")
    found = result_xml.read(Document("prov.xml", text.encode("utf-16"), Path("prov.xml")), CODES)
    assert found.tables["district_result"].height == result_xml.read(document(FILE), CODES).tables["district_result"].height


def test_utf_8_that_says_so_is_read():
    text = FILE.replace("ISO-8859-1", "UTF-8")
    found = result_xml.read(Document("prov.xml", text.encode("utf-8"), Path("prov.xml")), CODES)
    assert found.tables["district_result"]["district_name"].to_list()[0] == "Ängen"


def test_the_file_of_another_municipality_is_refused():
    text = changed('<KOMMUN KOD="0991"', '<KOMMUN KOD="0992"')
    found = problems(text)
    assert {rule for rule, _ in found} == {"wrong_municipality"}
    assert ("wrong_municipality", row_of(text, 'KOD="09910102"')) in found
    assert ("wrong_municipality", 3) in found


def test_a_district_or_late_unit_of_another_municipality_is_refused():
    assert problems(changed("09910102", "09920102")) == {("wrong_municipality", row_of(FILE, 'KOD="09910102"'))}
    assert problems(changed("K-0991-02", "K-0992-02")) == {("wrong_municipality", row_of(FILE, "K-0991-02"))}
    assert problems(changed('KOD="099102"', 'KOD="099202"')) == {("wrong_municipality", row_of(FILE, 'KOD="099102"'))}


def test_an_unknown_municipality_is_refused_t1():
    assert ("unknown_municipality", row_of(FILE, "<KOMMUN")) in problems(FILE.replace("0991", "0999"))
    assert ("bad_code", row_of(FILE, "<KOMMUN")) in problems(changed('<KOMMUN KOD="0991"', '<KOMMUN KOD="991"'))


def test_parts_of_another_election_are_refused():
    assert problems(changed("K-0991-02", "R-0991-02")) == {("wrong_election", row_of(FILE, "K-0991-02"))}
    assert problems(changed("0991K.xml", "0991L.xml")) == {("wrong_election", 3)}


def test_more_votes_than_eligible_is_refused_t20():
    assert problems(changed('RÖSTBERÄTTIGADE="150"', 'RÖSTBERÄTTIGADE="99"')) == {
        ("votes_exceed_eligible", row_of(FILE, 'KOD="09910102"')),
        ("total_differs", None),
    }


def test_sums_that_differ_are_refused_with_the_row_t20():
    row = row_of(FILE, 'KOD="09910102"')
    assert problems(changed('PARTI="FP" RÖSTER="50"', 'PARTI="FP" RÖSTER="51"')) == {("party_sum_differs", row)}
    assert ("invalid_sum_differs", row) in problems(changed('TEXT="BLANK" RÖSTER="4"', 'TEXT="BLANK" RÖSTER="3"'))


def test_a_missing_district_is_seen_in_the_total_t20():
    assert problems(changed(DISTRICT_2, "")) == {("total_differs", None)}


def test_a_district_that_stands_twice_is_refused():
    assert ("repeated_district", row_of(FILE, 'KOD="09910102"')) in problems(changed("09910102", "09910101"))


def test_a_municipality_that_stands_twice_is_refused():
    text = nation().replace('KOD="0992"', 'KOD="0991"')
    assert ("repeated_municipality", row_of(text, 'NAMN="Namnet gallrat" KLARA_VALDISTRIKT="2"')) in problems(text)


def test_renamed_or_missing_attributes_are_told_with_their_row():
    found = problems(changed('RÖSTBERÄTTIGADE="150"', 'RÖSTBERÄTTIGAD="150"'))
    assert ("missing_attribute", row_of(FILE, 'RÖSTBERÄTTIGADE="150"')) in found
    assert ("missing_attribute", row_of(FILE, 'KOD="09910102"')) in problems(changed('KOD="09910102"', 'KODEN="09910102"'))
    assert problems(changed('SUMMA_RÖSTER="330"', 'SUMMA_RÖSTER=".."')) == {("missing_attribute", row_of(FILE, '"330"'))}
    assert problems(changed("K-0991-02", "K-0991")) == {("bad_code", row_of(FILE, "K-0991-02"))}


def test_files_without_municipality_or_districts_are_refused():
    assert problems(HEAD + "</VAL>") == {("missing_element", 3)}
    renamed = FILE.replace("VALDISTRIKT KOD", "DISTRIKT KOD").replace("ONSDAGS", "").replace("</VALDISTRIKT>", "</DISTRIKT>")
    assert problems(renamed) == {("missing_element", 3)}


def test_text_where_a_number_should_be_is_told_once_with_row_and_attribute_t18():
    text = changed('PARTI="FP" RÖSTER="50"', 'PARTI="FP" RÖSTER="femtio"')
    with pytest.raises(SourceError) as error:
        result_xml.read(document(text), CODES)
    unreadable = [problem for problem in error.value.problems if problem.rule == "unreadable_number"]
    assert [(problem.row, problem.column, problem.value) for problem in unreadable] == [
        (row_of(text, "femtio"), "RÖSTER", "femtio")
    ]


def test_text_where_a_percentage_should_be_is_told_once():
    text = changed('PROCENT="66,67"', 'PROCENT="två tredjedelar"')
    assert problems(text) == {("unreadable_decimal", row_of(text, "två tredjedelar"))}


def test_units_directly_below_the_municipality_have_no_constituency():
    flat = FILE.replace("</KRETS_KOMMUN>\n", "").replace('<KRETS_KOMMUN KOD="099101" NAMN="Norra" TYP="Valkrets">\n', "")
    flat = flat.replace('<KRETS_KOMMUN KOD="099102" NAMN="Södra" TYP="Valkrets">\n', "")
    assert tables(flat)["district_result"]["constituency"].to_list() == [None] * 4


def test_thousands_may_be_parted_by_a_no_break_space_t18():
    spaced = FILE.replace('RÖSTBERÄTTIGADE="250"', 'RÖSTBERÄTTIGADE="1\u00a0250"').replace(
        'RÖSTBERÄTTIGADE="400" RÖSTBERÄTTIGADE_KLARA_VALDISTRIKT="400"',
        'RÖSTBERÄTTIGADE="1 400" RÖSTBERÄTTIGADE_KLARA_VALDISTRIKT="1400"',
    )
    assert unit("09910101", spaced)["eligible"] == 1250


def test_every_mistake_is_told_at_once():
    text = changed('RÖSTBERÄTTIGADE="150"', 'RÖSTBERÄTTIGADE="99"', changed('TEXT="OG" RÖSTER="3"', 'TEXT="OG" RÖSTER="4"'))
    rules = {rule for rule, _ in problems(text)}
    assert {"votes_exceed_eligible", "invalid_sum_differs", "total_differs"} <= rules


# What is recognised


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FILE, True),
        (FILE[:600], True),
        ("<VAL><KOMMUN", True),
        ('<?xml version="1.0"?><kml><Placemark/></kml>', False),
        ('<?xml version="1.0"?><VALUTA/>', False),
        ("kod;namn\n1;2\n", False),
        ("", False),
    ],
)
def test_recognised_by_content_and_also_when_broken(text: str, expected: bool):
    assert result_xml.recognises(document(text)) is expected


# Official files


@pytest.fixture(scope="module")
def official_codes(shared_data: Path) -> CodeLists:
    text = (shared_data / "kolada" / "kolada_municipalities.csv").read_text(encoding="utf-8")
    areas = csv.DictReader(text.splitlines())
    return CodeLists({row["id"]: row["title"] for row in areas if row["type"] == "K"}, {})


def official(shared_data: Path, codes: CodeLists, year: int, name: str):
    path = shared_data / "valmyndigheten" / str(year) / f"slutresultat_{name}.xml"
    return result_xml.read(Document(path.name, path.read_bytes(), path), codes)


@pytest.mark.parametrize("year", [2010, 2014, 2018])
@pytest.mark.parametrize("letter", ["K", "L", "R"])
def test_official_botkyrka_adds_up(shared_data: Path, official_codes: CodeLists, year: int, letter: str):
    data = official(shared_data, official_codes, year, f"0127{letter}")
    units, total = data.tables["district_result"], data.tables["municipality_total"].row(0, named=True)
    districts = units.filter(pl.col("kind") == "district")
    assert districts.height == {2010: 44, 2014: 48, 2018: 49}[year]
    assert units["votes_cast"].sum() == total["votes_cast"]
    assert districts["eligible"].sum() == total["eligible"]
    assert units.height == total["units_total"] == total["units_counted"]
    assert data.notices == ()
    comparable = districts.filter(pl.col("comparability") == "comparable").height
    assert comparable == {2010: 43, 2014: 33, 2018: 39}[year]


@pytest.mark.parametrize(("year", "turnout", "change"), [(2010, 72.80, 1.77), (2014, 70.95, -1.85), (2018, 71.42, 0.48)])
def test_official_turnout_of_botkyrka(shared_data: Path, official_codes: CodeLists, year: int, turnout: float, change: float):
    total = official(shared_data, official_codes, year, "0127K").tables["municipality_total"].row(0, named=True)
    assert round(100 * total["votes_cast"] / total["eligible"], 2) == turnout == total["printed_turnout_pct"]
    assert total["printed_change_pp"] == change


def test_official_figures_of_every_district_agree_with_the_fact_table(shared_data: Path, official_codes: CodeLists):
    text = (shared_data / "facts" / "turnout_by_district.csv").read_text(encoding="utf-8")
    facts = [row for row in csv.DictReader(text.splitlines()) if "0127" in row["district_code"][:6]]
    compared = 0
    for year in (2010, 2014, 2018):
        for letter, kind in (("K", "KF"), ("L", "RF"), ("R", "RD")):
            units = official(shared_data, official_codes, year, f"0127{letter}").tables["district_result"]
            by_code = {row["district_code"]: row for row in units.to_dicts()}
            for fact in facts:
                if fact["election_id"] != f"{year}-{kind}":
                    continue
                row = by_code[fact["district_code"]]
                for name in ("eligible", "votes_cast", "valid", "blank", "invalid_other"):
                    assert ("" if row[name] is None else str(row[name])) == fact[name], (fact["district_code"], name)
                compared += 1
    assert compared > 0


@pytest.mark.parametrize(("year", "votes", "eligible"), [(2010, 6014598, 7368986), (2014, None, None), (2018, 6613453, 7861590)])
def test_official_290_municipalities_sum_to_the_nation(
    shared_data: Path, official_codes: CodeLists, year: int, votes: int | None, eligible: int | None
):
    data = official(shared_data, official_codes, year, "00K")
    total = data.tables["municipality_total"]
    assert total["municipality_code"].n_unique() == total.height == 290
    assert total["municipality_name"].null_count() == 0
    assert data.notices == ()
    if votes is not None:
        assert (total["votes_cast"].sum(), total["eligible"].sum()) == (votes, eligible)


def test_official_elected_of_botkyrka(shared_data: Path, official_codes: CodeLists):
    seats = {}
    for year in (2010, 2018):
        elected = official(shared_data, official_codes, year, "0127K").tables["elected_count"]
        seats[year] = (elected["seats"].sum(), elected["women"].sum(), elected["men"].sum(), elected["age_18_21"].sum())
    assert seats == {2010: (61, 24, 37, 3), 2018: (75, 30, 45, 0)}


def test_official_late_votes_are_compared_with_a_sum_in_2018(shared_data: Path, official_codes: CodeLists):
    units = official(shared_data, official_codes, 2018, "0127K").tables["district_result"]
    late = units.filter(pl.col("kind") == "late_votes").row(0, named=True)
    assert (late["district_code"], late["comparability"], late["votes_cast"]) == ("K-0127-00", "compared_with_sum", 1843)
    earlier = official(shared_data, official_codes, 2014, "0127K").tables["district_result"]
    assert late["previous_votes_cast"] == earlier.filter(pl.col("kind") == "late_votes")["votes_cast"].sum()
