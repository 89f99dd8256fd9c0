"""Result files in JSON: every trap on small zips made here."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from small_files import CODES, explained, members, rules, zip_on_disk

from spegel.core import SourceError
from spegel.sources import result_json as reader
from spegel.sources.documents import Document, open_documents


def unit(code: str, kind: str = "valdistrikt", **fields: object) -> dict:
    """A counted unit with 106 votes cast."""
    is_district = kind == "valdistrikt"
    return {
        "namn": "Tuna " if is_district else "Uppsamlingsdistrikt",
        "valdistriktstyp": kind,
        "rapporteringsTid": "2026-09-16T10:00:00",
        "totaltAntalRoster": 106,
        "antalRostberattigade": 150 if is_district else None,
        "valdeltagandeVallokal": 70.67 if is_district else None,
        "valdistriktskod": code,
        "kommunkod": code[:4],
        "kommunvalkretsNamn": "Botkyrka",
        "valdistriktskodForegaendeVal": [code],
        "totaltAntalRosterForegaendeVal": 90,
        "antalRostberattigadeForegaendeVal": 140,
        "statusJamforelse": "Kan jämföras" if is_district else "Ej jämförbart",
        "rostfordelning": {
            "rosterPaverkaMandat": {
                "antalRoster": 100,
                "antalRosterForegaendeVal": 88,
                "partiRoster": [
                    {"partibeteckning": "Moderaterna", "partiforkortning": "M", "antalRoster": 40,
                     "listRoster": [{"personroster": [{"namn": "Hemlig Person"}]}]},
                    {"partibeteckning": "Tullingepartiet", "partiforkortning": None, "antalRoster": 50,
                     "summeradePersonroster": [{"namn": "Hemlig Person", "antalRoster": 9}]},
                ],
                "rosterOvrigaPartier": {"antalRoster": 10, "andelRoster": 10.0},
            },
            "rosterEjPaverkaMandat": {
                "antalRoster": 6,
                "rosterEjAnmaltDeltagande": {"antalRoster": 1},
                "blankaRoster": {"antalRoster": 3},
                "ovrigaOgiltiga": {"antalRoster": 2},
            },
        },
        **fields,
    }  # fmt: skip


def root(*units: dict, **fields: object) -> dict:
    return {
        "valtillfalle": "Val 2026",
        "valklass": "Allmänna val",
        "rakningstillfalle": "slutlig",
        "valtyp": "KF",
        "valdatum": "2026-09-13",
        "tidigareValdatum": "2022-09-11",
        "senasteUppdateringstid": "2026-09-20T12:00:00",
        "antalValdistriktRaknade": sum(bool(each["rostfordelning"]) for each in units),
        "antalValdistriktSomSkaRaknas": len(units),
        "valdistrikt": list(units),
        **fields,
    }


DISTRICT = unit("01270010")
LATE = unit("012700", "uppsamlingsdistrikt", valdistriktskodForegaendeVal=None)
NAME = "Val_2026_slutlig_rostfordelning_0127_KF.json"


def document(content: object, name: str = NAME) -> Document:
    return Document(name, json.dumps(content, ensure_ascii=False).encode(), Path(name))


def read(content: object, name: str = NAME):
    return reader.read(document(content, name), CODES)


def test_a_final_count(tmp_path):
    path = zip_on_disk(tmp_path, {NAME: root(DISTRICT, LATE)})
    (inside,) = open_documents(path, tmp_path)
    assert reader.recognises(inside)
    data = reader.read(inside, CODES)
    assert data.reported_at == "2026-09-20T12:00:00"
    assert explained(data) == {"signature_absent"}
    names = (
        "election_id",
        "counting_stage",
        "district_code",
        "district_name",
        "kind",
        "constituency",
        "eligible",
        "votes_cast",
        "valid",
        "blank",
        "invalid_other",
        "row",
    )
    assert data.tables["district_result"].select(names).rows() == [
        ("2026-KF", "final", "01270010", "Tuna", "district", "Botkyrka", 150, 106, 100, 3, 3, 1),
        ("2026-KF", "final", "012700", "Uppsamlingsdistrikt", "late_votes", "Botkyrka", None, 106, 100, 3, 3, 2),
    ]
    previous = data.tables["district_result"].select("previous_eligible", "previous_votes_cast", "previous_valid").row(0)
    assert previous == (140, 90, 88)
    assert data.tables["party_result"].filter(row=1).select("party_abbr", "party_name", "votes", "is_rest_group").rows() == [
        ("M", "Moderaterna", 40, False),
        ("Tullingepartiet", "Tullingepartiet", 50, False),
        ("ÖVR", None, 10, True),
    ]


def test_no_person_is_kept_t42():
    data = read(root(DISTRICT))
    assert all("Hemlig" not in str(frame.to_dicts()) for frame in data.tables.values())
    assert "Hemlig" not in str(reader._parse(document(root(DISTRICT))))


def test_comparability_and_links_t5_t7():
    units = [
        unit("01270010"),
        unit("01270011", statusJamforelse="Jämförs mot summerat", valdistriktskodForegaendeVal=["01270044", "01270045"]),
        unit("01270012", statusJamforelse="kan ej jämföras", valdistriktskodForegaendeVal=None),
        unit("01270013", statusJamforelse="Ej jämförbart", valdistriktskodForegaendeVal="01270013"),
        unit("01270014", statusJamforelse=None, valdistriktskodForegaendeVal=None),
    ]
    data = read(root(*units))
    assert data.tables["district_result"]["comparability"].to_list() == [
        "comparable", "compared_with_sum", "not_comparable", "not_comparable", "unknown",
    ]  # fmt: skip
    links = data.tables["district_link"]
    assert links.select("district_code", "previous_codes", "status").rows() == [
        ("01270010", ["01270010"], "official_comparable"),
        ("01270011", ["01270044", "01270045"], "official_comparable"),
        ("01270012", [], "official_not_comparable"),
        ("01270013", ["01270013"], "official_not_comparable"),
    ]
    assert links.select("area_version", "previous_area_version", "basis").unique().rows() == [
        ("valdistrikt2026", "valdistrikt2022", "result_file")
    ]


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("01270044", ["01270044"]),
        ("01270044, 01270045", ["01270044", "01270045"]),
        (["1270044"], ["01270044"]),
        ([], None),
        ([None], None),
        ("", None),
    ],
)
def test_the_previous_code_may_be_text_a_list_or_nothing(printed, codes):
    data = read(root(unit("01270010", valdistriktskodForegaendeVal=printed)))
    assert data.tables["district_result"]["comparable_to"].to_list() == [codes]
    assert ("comparable_without_code" in explained(data)) == (codes is None)


def test_a_file_of_2022_has_no_comparisons():
    old = {key: value for key, value in DISTRICT.items() if "Foregaende" not in key and key != "statusJamforelse"}
    content = root(old, valdatum="2022-09-11")
    del content["tidigareValdatum"]
    data = read(content)
    assert data.tables["district_link"].is_empty()
    assert data.tables["district_result"].select("election_id", "comparability").row(0) == ("2022-KF", "unknown")


def test_a_district_not_counted_has_no_votes_and_not_zero_t32():
    waiting = unit("01270011", rostfordelning=None, totaltAntalRoster=0, valdeltagandeVallokal=None)
    data = read(root(DISTRICT, waiting, rakningstillfalle="preliminär"))
    rows = data.tables["district_result"]
    assert rows.select("counting_stage", "eligible", "votes_cast", "valid", "blank", "invalid_other").row(1) == (
        "preliminary", 150, None, None, None, None,
    )  # fmt: skip
    assert data.tables["party_result"]["row"].unique().to_list() == [1]
    partial = next(notice for notice in data.notices if notice.rule == "partial_count")
    assert dict(partial.details) == {"counted": 1, "total": 2}
    assert explained(data) == {"signature_absent", "partial_count", "preliminary_count"}


def test_a_count_that_disagrees_with_its_rows_is_told_t32():
    assert "counted_units_differ" in explained(read(root(DISTRICT, antalValdistriktRaknade=53, antalValdistriktSomSkaRaknas=53)))


@pytest.mark.parametrize("fields", [{"test": True}, {"test": "true"}, {"valtillfalle": "Genrep 2026"}])
def test_a_rehearsal_is_refused_t34(fields):
    assert rules(reader, document(root(DISTRICT, **fields))) == {"rehearsal_file"}


def test_a_rehearsal_is_refused_by_its_name_too_t34():
    assert rules(reader, document(root(DISTRICT), "Genrep_2026_slutlig_rostfordelning_0127_KF.json")) == {"rehearsal_file"}


@pytest.mark.parametrize(
    ("valtyp", "day", "election"),
    [
        ("RD", "2022-09-11", "2022-RD"), ("RF", "2026-09-13", "2026-RF"), ("E", "2024-06-09", "2024-EU"),
        ("KF", "2030-09-08", "2030-KF"), ("E", "2029-06-10", "2029-EU"),
    ],
)  # fmt: skip
def test_types_and_days_of_elections(valtyp, day, election):
    data = read(root(DISTRICT, valtyp=valtyp, valdatum=day), "a.json")
    assert data.tables["district_result"]["election_id"].to_list() == [election]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"valtyp": "X"}, "unknown_election_type"),
        ({"rakningstillfalle": "första"}, "unknown_counting_stage"),
        ({"valdatum": "2023-02-05"}, "unknown_election_day"),
        ({"valdatum": "2022-09-12"}, "unknown_election_day"),
        ({"valdatum": "igår"}, "unknown_election_day"),
    ],
)
def test_an_unknown_election_is_refused(fields, rule):
    assert rules(reader, document(root(DISTRICT, **fields))) == {rule}


def test_a_school_election_and_the_other_members_are_left_alone():
    school = reader.read(document(root(DISTRICT, valtyp="S")), CODES)
    assert (dict(school.tables), explained(school)) == ({}, {"school_election_skipped"})
    head = {key: value for key, value in root(DISTRICT).items() if key != "valdistrikt"}
    for member in ({"valomrade": {"namn": "Botkyrka", "valda": [{"namn": "Hemlig Person"}]}}, {"kommuner": []}):
        other = document({**head, **member}, "Val_2026_slutlig_mandatfordelning_0127_KF.json")
        assert reader.recognises(other)
        data = reader.read(other, CODES)
        assert (dict(data.tables), explained(data)) == ({}, {"result_member_skipped"})


def deep(path: str, value: object) -> dict:
    """A district with the value at a path of names put in its place."""
    changed = copy.deepcopy(DISTRICT)
    holder = changed
    *names, last = path.split(".")
    for name in names:
        holder = holder[int(name)] if name.isdigit() else holder[name]
    holder[last] = value
    return changed


@pytest.mark.parametrize(
    ("district", "rule"),
    [
        (deep("totaltAntalRoster", 107), "invalid_sum_differs"),
        (deep("antalRostberattigade", 105), "votes_exceed_eligible"),
        (deep("rostfordelning.rosterPaverkaMandat.partiRoster.0.antalRoster", 41), "party_sum_differs"),
        (deep("rostfordelning.rosterEjPaverkaMandat.blankaRoster.antalRoster", 4), "invalid_sum_differs"),
        (deep("totaltAntalRoster", "många"), "unreadable_number"),
        (deep("totaltAntalRoster", True), "unreadable_number"),
        (deep("totaltAntalRosterForegaendeVal", 10**30), "unreadable_number"),
        (deep("rostfordelning.rosterPaverkaMandat.partiRoster", ["M"]), "missing_party"),
        (deep("totaltAntalRoster", None), "missing_count"),
        (deep("antalRostberattigade", None), "missing_count"),
        (deep("rostfordelning.rosterPaverkaMandat", None), "missing_count"),
        (deep("valdistriktskod", "0127001"), "bad_code"),
        (deep("valdistriktskod", None), "missing_code"),
        (deep("valdistriktskod", "25990010"), "unknown_municipality"),
        (deep("kommunkod", "0180"), "code_of_other_municipality"),
        (deep("valdistriktstyp", "kontor"), "unknown_unit_kind"),
        (deep("statusJamforelse", "kanske"), "unknown_comparability"),
        (deep("valdistriktskodForegaendeVal", ["99"]), "bad_code"),
        (unit("01800010"), "wrong_municipality"),
    ],
)
def test_every_unit_is_checked_t20(district, rule):
    content = root(LATE, district)
    assert rule in rules(reader, document(content))
    with pytest.raises(SourceError) as caught:
        read(content)
    assert {problem.row for problem in caught.value.problems} == {2}


def test_districts_of_another_county_than_the_file_are_refused():
    assert rules(reader, document(root(unit("09910010"), valtyp="RF"), "Val_2026_slutlig_rostfordelning_01_RF.json")) == {
        "wrong_county"
    }


def test_only_a_sum_of_invalid_votes_leaves_its_parts_unknown():
    district = deep("rostfordelning.rosterEjPaverkaMandat", {"antalRoster": 6})
    rows = read(root(district)).tables["district_result"]
    assert rows.select("votes_cast", "valid", "blank", "invalid_other").row(0) == (106, 100, None, None)
    assert rules(reader, document(root(deep("rostfordelning.rosterEjPaverkaMandat", {"antalRoster": 7})))) == {
        "invalid_sum_differs"
    }


def test_numbers_as_text_and_lost_zeros_are_read_t1_t18():
    district = unit("1270010", kommunkod="0127", antalRostberattigade="1\u00a0500", valdeltagandeVallokal=7.07)
    data = read(root(district))
    assert data.tables["district_result"].select("district_code", "eligible").row(0) == ("01270010", 1500)
    assert explained(data) == {"signature_absent", "padded_code"}


def test_a_rest_group_that_also_stands_among_the_parties_counts_once():
    district = copy.deepcopy(DISTRICT)
    votes = district["rostfordelning"]["rosterPaverkaMandat"]
    votes["partiRoster"].append({"partibeteckning": "Övriga anmälda partier", "partiforkortning": "ÖVR", "antalRoster": 10})
    assert read(root(district)).tables["party_result"].filter(party_abbr="ÖVR")["votes"].to_list() == [10]


def test_a_wrong_printed_turnout_is_told_t16():
    assert "printed_shares_differ" in explained(
        read(root(unit("01270010", valdeltagandeVallokal=70.7, antalRostberattigade=140)))
    )


@pytest.mark.parametrize("name", ["valdistrikt", "valtyp", "valdatum", "rakningstillfalle"])
def test_a_missing_field_of_the_root_is_refused_by_name(name):
    content = root(DISTRICT)
    del content[name]
    assert reader.recognises(document(content))
    assert rules(reader, document(content)) == {"missing_columns"}


def test_a_missing_field_of_every_unit_is_refused_by_name():
    without = {key: value for key, value in DISTRICT.items() if key != "antalRostberattigade"}
    assert rules(reader, document(root(without))) == {"missing_columns"}


def test_files_without_units_or_of_another_shape_are_refused():
    assert rules(reader, document(root())) == {"no_rows"}
    assert rules(reader, document(root(valdistrikt="alla"))) == {"missing_columns"}
    assert rules(reader, document([root(DISTRICT)])) == {"missing_columns"}


def test_a_file_cut_off_is_refused():
    whole = document(root(DISTRICT))
    cut = Document(NAME, whole.data[:-200], Path(NAME))
    assert reader.recognises(cut)
    assert rules(reader, cut) == {"unreadable_json"}


def test_other_json_is_not_taken_for_a_result():
    for other in ({"type": "FeatureCollection", "features": []}, {"01270010": [17.8, 59.1, 17.9, 59.2]}, {"values": []}):
        assert not reader.recognises(document(other))


def test_a_truncated_zip_is_refused(tmp_path):
    path = zip_on_disk(tmp_path, {NAME: root(DISTRICT)})
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(SourceError) as caught:
        members(path)
    assert caught.value.problems[0].rule == "truncated_zip"
