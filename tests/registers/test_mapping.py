"""Exports of other systems: recognised, mapped, their direct identifiers gone before anything is written."""

from __future__ import annotations

import io
import json
import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from spegel.core import SourceError
from spegel.registers import importing, mapping, schema
from spegel.registers.mapping import ExportMapping
from tests.registers import made
from tests.registers.made import text

TROMAN = [
    ["Efternamn", "Förnamn", "Parti", "Roll", "Organisation", "Från", "Till", "E-post"],
    ["Exempelsson", "Exempla", "S", "Ordförande", "KF", "2022-10-15", "", "exempla@example.se"],
    ["Exempelsson", "Exempla", "S", "Ledamot", "KS", "2022-11-01", "", ""],
    ["Provberg", "Prov", "", "1:e vice ordförande", "KF", "2022-10-15", "", ""],
]
DECIDIM_MEETINGS = [
    ["id", "category/id", "category/name", "scope/id", "scope/name", "participatory_space/id", "participatory_space/url",
     "component/id", "title/sv", "title/en", "description/sv", "start_time", "end_time", "attendees", "contributions",
     "organizations", "address", "location", "reference", "comments", "attachments", "followers", "url", "related_proposals",
     "related_results", "published"],
    ["31", "1", "Trafik", "", "", "2", "https://a.example/p", "4", "Möte om torget", "The square", "<p>Text</p>",
     "2026-04-01 16:00:00 UTC", "2026-04-01 18:00:00 UTC", "", "7", "", "Torget 1", "", "R-1", "0", "0", "3",
     "https://a.example/m/31", "", "", "true"],
]  # fmt: skip
DECIDIM_PROPOSALS = [
    ["id", "category/id", "category/name", "scope/id", "participatory_space/id", "component/id", "title/sv", "body/sv", "state",
     "reference", "answer/sv", "supports", "endorsements/total_count", "comments", "attachments", "followers", "published_at",
     "url", "meeting_urls", "related_proposals", "is_amend"],
    ["9", "1", "Miljö", "", "2", "4", "Fler träd", "Plantera träd.", "not_answered", "R-9", "", "12", "0", "1", "0", "2",
     "2026-03-01T09:30:00+01:00", "https://a.example/f/9", "", "", "false"],
]  # fmt: skip
LIMESURVEY = [
    ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "token",
     "Q1", "Q2[SQ001]", "Q2[SQ002]", "Q2[other]"],
    ["1", "2026-02-03 10:00:00", "3", "sv", "77", "2026-02-03 09:50:00", "2026-02-03 10:00:00", "tok-one",
     "4", "Y", "", "Granne till Anna"],
    ["2", "", "1", "sv", "78", "2026-02-03 09:50:00", "2026-02-03 09:51:00", "tok-two", "2", "", "", ""],
    ["3", "2026-02-04 10:00:00", "3", "sv", "79", "2026-02-04 09:50:00", "2026-02-04 10:00:00", "tok-three", "A1", "", "Y", ""],
]  # fmt: skip
QUALTRICS = [
    ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId",
     "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude", "LocationLongitude",
     "DistributionChannel", "UserLanguage", "Q1"],
    ["Start Date", "End Date", "Response Type", "IP", "Progress", "Duration", "Finished", "Recorded", "Response ID", "Last",
     "First", "Email", "Reference", "Lat", "Long", "Channel", "Language", "Kan du påverka?"],
    [json.dumps({"ImportId": str(number)}) for number in range(18)],
    ["2026-02-01", "2026-02-01", "IP Address", "192.0.2.1", "100", "60", "True", "2026-02-01", "R_1", "Exempelsson", "Exempla",
     "exempla@example.se", "ref-1", "59.2", "17.8", "email", "SV", "5"],
    ["2026-02-01", "2026-02-01", "Survey Preview", "192.0.2.2", "100", "60", "True", "2026-02-01", "R_2", "", "", "", "ref-2",
     "", "", "preview", "SV", "1"],
]  # fmt: skip
ENALYZER = [
    ["Respondent ID", "Email", "Survey status", "Created", "Completed", "Q1", "Q2"],
    ["77001", "exempla@example.se", "Completed", "02-03-2026", "02-04-2026", "4", "1"],
    ["77002", "prov@example.se", "Not completed", "02-03-2026", "", "3", ""],
]
NETIGATE = [
    ["E-post", "Svarsdatum", "Status", "Fråga 1", "Fråga 2"],
    ["exempla@example.se", "2026-02-04", "Klar", "4", "2"],
    ["prov@example.se", "", "Ej svarat", "", ""],
]
FIXAMINGATA = [
    ["ID", "BodyId", "Kommun", "Bekräftat", "Kategori", "Status", "Dagar till första stängning (stängd) eller nu (öppen)",
     "Dagar till första förvaltningssvar", "Uppdaterad sedan utskick", "App"],
    ["5001", "33", "Botkyrka", "2026-01-10 12:00:00", "Belysning", "Stängd, löst", "4", "1", "1", "iOS"],
    ["5002", "33", "Botkyrka", "2026-01-11 12:00:00", "Klotter", "Stängd, ej löst", "9", "", "0", ""],
    ["5003", "33", "Botkyrka", "2026-01-12 12:00:00", "Gång- och cykelväg", "Öppen", "200", "", "0", ""],
]  # fmt: skip
KOLADA = [
    ["kpi", "municipality", "period", "gender", "count", "status", "value"],
    ["N00664", "0127", "2025", "K", "1", "", "41.5"],
]
PABULIB = """META
key;value
description;"Budget; 2026"
instance;2026
num_projects;2
num_votes;4
budget;100000
PROJECTS
project_id;cost;name;category;district;votes;selected
1;60000;Bänkar vid sjön;miljö;Alby;2;1
2;50000;Basketplan;fritid;Fittja;1;0

VOTES
voter_id;age;sex;neighborhood;vote
1;34;F;Alby;1
2;51;M;Fittja;1,2
3;17;F;Alby;2
4;;;;1
"""


def wave(name: str) -> ExportMapping:
    """The shipped mapping with the wave filled in, as a person would do in a copy."""
    source = mapping.shipped()[name].source
    assert 'constant = ""' in source
    return mapping.parse(name, source.replace('constant = ""', 'constant = "2026-1"'))


def panel(store, *tokens: str) -> None:
    """The waves, and a panel of those who answer, under their pseudonyms."""
    made.fill(store, "panel_waves")
    lines = [["Deltagar-id", "Kön"], *([mapping.pseudonym(token, store.secret()), "Kvinnor"] for token in tokens)]
    importing.accept(store, importing.examine(store, "panel_respondents", "panel.csv", text(lines)), "test")


def everything_stored(store) -> bytes:
    return b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())


def test_troman_lists_become_posts_without_names(store):
    made.fill(store, "bodies")
    found = importing.examine(store, "elected", "troman.csv", text(TROMAN))
    assert found.problems == ()
    assert found.mapping.name == "troman"
    assert found.frame["role"].to_list() == ["chair", "member", "first_vice_chair"]
    assert found.frame["on_behalf_of"].to_list() == ["S", "S", None]
    assert found.frame["gender"].to_list() == ["unknown"] * 3
    one, same, other = found.frame["person_id"]
    assert one == same != other
    assert re.fullmatch(r"[0-9a-f]{32}", one)
    importing.accept(store, found, "test")
    for name in (b"Exempelsson", b"Exempla", b"Provberg", b"exempla@example.se"):
        assert name not in everything_stored(store)


def test_decidim_meetings_become_dialogues_with_unknown_attendance(store):
    found = importing.examine(store, "dialogues", "meetings.csv", text(DECIDIM_MEETINGS))
    assert found.problems == ()
    row = found.frame.row(0, named=True)
    assert (row["dialogue_id"], row["title"], row["classification"]) == ("31", "Möte om torget", "meeting")
    assert (row["start_time"], row["attendees"], row["contributions"]) == (datetime(2026, 4, 1, 18), None, 7)


def test_decidim_proposals(store):
    found = importing.examine(store, "proposals", "proposals.csv", text(DECIDIM_PROPOSALS))
    assert found.problems == ()
    row = found.frame.row(0, named=True)
    assert (row["state"], row["channel"], row["supports"], row["category"]) == ("received", "platform", 12, "Miljö")
    assert row["submitted_date"] == date(2026, 3, 1)


def test_limesurvey_answers_become_long_and_unfinished_ones_stay_out(store):
    panel(store, "tok-one", "tok-two", "tok-three")
    found = importing.examine(store, "panel_answers", "survey.csv", text(LIMESURVEY), wave("limesurvey_answers"))
    assert found.problems == ()
    assert [notice.details["count"] for notice in found.notices] == [1]
    answers = set(found.frame.select("question_id", "answer_code", "answer_value").iter_rows())
    assert answers == {("Q1", "4", 4.0), ("Q1", "A1", None), ("Q2", "SQ001", None), ("Q2", "SQ002", None), ("Q2", "other", None)}
    importing.accept(store, found, "test")
    assert b"tok-one" not in everything_stored(store)
    assert b"Granne" not in everything_stored(store)


def test_qualtrics_extra_headers_previews_and_identifiers_go(store):
    panel(store, "ref-1", "ref-2")
    found = importing.examine(store, "panel_answers", "q.csv", text(QUALTRICS, ","), wave("qualtrics_answers"))
    assert found.problems == ()
    assert list(found.frame.select("question_id", "answer_code").iter_rows()) == [("Q1", "5")]
    assert found.frame["respondent_id"][0] == mapping.pseudonym("ref-1", store.secret())
    importing.accept(store, found, "test")
    for name in (b"Exempelsson", b"exempla@example.se", b"192.0.2.1", b"ref-1"):
        assert name not in everything_stored(store)


@pytest.mark.parametrize(
    ("name", "lines", "token", "answers"),
    [
        ("enalyzer_answers", ENALYZER, "77001", [("Q1", "4"), ("Q2", "1")]),
        ("netigate_answers", NETIGATE, "exempla@example.se", [("Fråga 1", "4"), ("Fråga 2", "2")]),
    ],
)
def test_enalyzer_and_netigate_answers(name, lines, token, answers, store):
    panel(store, token)
    found = importing.examine(store, "panel_answers", "svar.xlsx", made.workbook(lines), wave(name))
    assert found.problems == ()
    assert list(found.frame.select("question_id", "answer_code").iter_rows()) == answers
    importing.accept(store, found, "test")
    assert b"example.se" not in everything_stored(store)


@pytest.mark.parametrize("lines", [LIMESURVEY, ENALYZER, NETIGATE, QUALTRICS])
def test_an_export_of_answers_asks_which_wave_it_is(lines, store):
    found = importing.examine(store, "panel_answers", "svar.csv", text(lines))
    assert "mapping_blank" in [problem.rule for problem in found.problems]
    assert found.frame is None


def test_open311_as_json(store):
    requests = [
        {"service_request_id": "638344", "service_name": "Belysning", "status": "open",
         "requested_datetime": "2026-04-14T06:37:38+02:00",
         "updated_datetime": None, "lat": 59.2, "long": 17.8, "description": "Ring mig", "address": "Vägen 1"},
        {"service_request_id": "638345", "service_name": "Klotter", "status": "closed",
         "requested_datetime": "2026-04-14T06:00:00Z",
         "updated_datetime": "2026-04-15T06:00:00Z", "lat": None, "long": None},
    ]  # fmt: skip
    found = importing.examine(store, "views", "requests.json", json.dumps(requests).encode())
    assert found.problems == ()
    assert found.frame["status"].to_list() == ["open", "closed"]
    assert found.frame["requested_datetime"].to_list() == [datetime(2026, 4, 14, 6, 37, 38), datetime(2026, 4, 14, 8)]
    assert found.frame["updated_datetime"][0] is None


def test_fixamingata_in_latin_1_with_commas_in_its_statuses(store):
    found = importing.examine(store, "views", "rapporter.csv", text(FIXAMINGATA, ",", "latin-1"))
    assert found.problems == ()
    assert found.frame["status"].to_list() == ["closed", "closed_unsolved", "open"]
    assert found.frame["days_open"].to_list() == [4, 9, 200]
    assert found.frame["days_to_response"].to_list() == [1, None, None]


def test_kolada_rows_become_indicators(store):
    found = importing.examine(store, "indicators", "kolada.csv", text(KOLADA))
    assert found.problems == ()
    assert found.frame.select("area_id", "gender", "value", "source").row(0) == ("0127", "women", 41.5, "Kolada")


def test_pabulib_projects_and_counted_voters(store):
    data = PABULIB.encode()
    projects = importing.examine(store, "budget_projects", "b.pb", data)
    assert projects.problems == ()
    rows = projects.frame.select("project_id", "cost", "selected", "budget").rows()
    assert rows == [("1", 60000, True, 100000), ("2", 50000, False, 100000)]
    importing.accept(store, projects, "test")
    voters = importing.examine(store, "budget_voters", "b.pb", data)
    assert voters.problems == ()
    assert set(voters.frame.select("dimension", "category", "count").iter_rows()) == {
        ("gender", "women", 2), ("gender", "men", 1), ("gender", "unknown", 1),
        ("age", "0-17", 1), ("age", "30-49", 1), ("age", "50-64", 1), ("age", "unknown", 1),
        ("area", "Alby", 2), ("area", "Fittja", 1), ("area", "unknown", 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (("voter_id;age;sex;neighborhood;vote", "voter_id;age"), ["pabulib_columns"]),
        (("VOTES\n", "RÖSTER\n"), ["pabulib_sections"]),
        (('"Budget; 2026"', '"Budget; 2026'), ["text_broken"]),
        (("60000", "sextio tusen"), ["cell_not_decimal"]),
    ],
)
def test_a_broken_pabulib_file_is_told(change, faults, store):
    found = importing.examine(store, "budget_projects", "b.pb", PABULIB.replace(*change).encode())
    assert [problem.rule for problem in found.problems] == faults


@pytest.mark.parametrize(
    ("kind", "data", "cell"),
    [
        ("budget_projects", PABULIB.replace("60000", "sextio").encode(), "A10"),
        ("views", b'[{"service_request_id": "1", "service_name": "a", "status": "?", "requested_datetime": "2026-01-01"}]', "C2"),
    ],
)
def test_other_forms_are_given_back_with_marks_too(kind, data, cell, store):
    found = importing.examine(store, kind, "f", data)
    copy = openpyxl.load_workbook(io.BytesIO(found.report("sv"))).worksheets[0]
    assert [marked.coordinate for row in copy.iter_rows() for marked in row if marked.comment] == [cell]


def test_pabulib_into_another_register_is_refused(store):
    found = importing.examine(store, "dialogues", "b.pb", PABULIB.encode())
    assert [problem.rule for problem in found.problems] == ["pabulib_kind"]


@pytest.mark.parametrize("name", mapping.shipped())
def test_an_unknown_column_stops_the_import(name, store):
    exports = {
        "troman": TROMAN, "decidim_meetings": DECIDIM_MEETINGS, "decidim_proposals": DECIDIM_PROPOSALS, "kolada": KOLADA,
        "limesurvey_answers": LIMESURVEY, "qualtrics_answers": QUALTRICS, "enalyzer_answers": ENALYZER,
        "netigate_answers": NETIGATE, "fixamingata": FIXAMINGATA,
        "open311": [["service_request_id", "service_name", "status", "requested_datetime", "updated_datetime"],
                    ["1", "A", "open", "2026-01-01", ""]],
    }  # fmt: skip
    lines = [[*line, "hemligt"] for line in exports[name]]
    found = importing.examine(store, mapping.shipped()[name].kind, "export.csv", text(lines))
    assert (1, "hemligt", "column_not_mapped") in made.wrong(found)
    assert found.frame is None


def test_a_personal_number_in_a_mapped_column_is_refused_too(store):
    lines = [*FIXAMINGATA, ["5004", "33", "B", "2026-01-10", "Ring 19121212-1212", "Öppen", "4", "1", "1", ""]]
    found = importing.examine(store, "views", "rapporter.csv", text(lines))
    assert made.wrong(found) == [(5, "Kategori", "personal_number")]


def test_a_persons_own_mapping_is_used_and_kept_beside_the_data(store, tmp_path):
    path = tmp_path / "egen.toml"
    path.write_text(
        'sv = "Egen"\nen = "Own"\nkind = "dialogues"\nrecognised_by = ["nr"]\ndrop = ["ring*"]\n'
        '[columns.dialogue_id]\nfrom = ["nr"]\n[columns.title]\nfrom = ["vad"]\n[columns.classification]\nconstant = "möte"\n'
        '[columns.start_time]\nfrom = ["när"]\ntransform = "date_us"\n',
        encoding="utf-8",
    )
    own = mapping.load(path)
    lines = [["nr", "vad", "när", "ringlista"], ["1", "Torget", "12-31-2026", "070"]]
    found = importing.examine(store, "dialogues", "egen.csv", text(lines), own)
    assert found.problems == ()
    assert found.frame["start_time"].to_list() == [datetime(2026, 12, 31)]
    assert importing.accept(store, found, "test").mapping == path.read_text(encoding="utf-8")
    wrong_kind = importing.examine(store, "proposals", "annan.csv", text(lines), own)
    assert [problem.rule for problem in wrong_kind.problems] == ["mapping_kind"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("sv = ", "mapping_broken"),
        ('sv = "a"\nen = "b"\nkind = "dialogues"\ncolour = 1\n', "mapping_broken"),
        ('sv = "a"\nen = "b"\nkind = "moods"\nrecognised_by = []\n[columns]\n', "unknown_register"),
        ('sv = "a"\nen = "b"\nkind = "dialogues"\nrecognised_by = []\n[columns.mood]\nfrom = ["x"]\n', "mapping_broken"),
        ('sv = "a"\nen = "b"\nkind = "dialogues"\n[columns]\n', "mapping_broken"),
    ],
)
def test_a_broken_mapping_is_told(content, rule, tmp_path):
    path = tmp_path / "m.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        mapping.load(path)
    assert [problem.rule for problem in caught.value.problems] == [rule]


def test_a_mapping_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SourceError) as caught:
        mapping.load(Path(tmp_path / "none.toml"))
    assert caught.value.problems[0].rule == "mapping_missing"


def test_every_shipped_mapping_is_recognised_by_its_own_headers_only():
    for found in mapping.shipped().values():
        register = schema.load(found.kind)
        assert mapping.recognise(register, found.recognised_by) == found
