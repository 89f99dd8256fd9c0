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
from spegel.i18n import LANGUAGES, explain
from spegel.registers import importing, mapping, mapping_file, schema
from spegel.registers.mapping_file import ExportMapping
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
GO_VOCAL = [
    ["ID", "Titel", "Beskrivning", "Etiketter", "Latitud", "Longitud", "Plats", "Författarens namn", "Författarens e-postadress",
     "Författar-ID", "Skickades in", "Publicerades", "Kommentarer", "Gillar", "Ogillar", "Webbadress", "Projekt", "Status",
     "Tilldelad person", "Mottagarens e-postadress", "Kön", "Födelseår", "Bostadsort"],
    ["b1f7", "Bänkar vid sjön", "Fler bänkar.", "Miljö", "", "", "", "Exempla Exempelsson", "exempla@example.se", "u-1",
     "04/13/2026 09:00:00", "04/14/2026 10:30:00", "2", "17", "1", "https://a.example/i/1", "Parken", "Under övervägande", "", "",
     "Kvinna", "1990", "Alby"],
    ["b1f8", "Utkast", "Inte klart.", "", "", "", "", "", "", "u-2", "04/13/2026 09:00:00", "", "0", "0", "0",
     "https://a.example/i/2", "Parken", "Föreslagen", "", "", "", "", ""],
]  # fmt: skip
CONSUL = [
    ["ID", "Title", "Description", "Administrator", "Valuator", "Valuation Group", "Scope of operation", "Feasibility",
     "Val. Fin.", "Unfeasibility explanation", "Selected", "Show to valuators", "Author username"],
    ["12", "Benches", "More benches.", "Exempla Exempelsson", "-", "-", "Alby", "Feasible (€50,000)", "Yes", "", "Yes", "No",
     "prov77"],
    ["13", "A bridge", "Across.", "No admin assigned", "-", "-", "Fittja", "Unfeasible", "Yes", "Too deep", "No", "No", "prov78"],
    ["14", "A court", "To play.", "No admin assigned", "-", "-", "Fittja", "Undecided", "No", "", "No", "No", "prov79"],
]  # fmt: skip
CONSUL_IN_SWEDISH = [
    ["ID", "Titel", "Beskrivning", "Stöd", "Administratör", "Bedömare", "Värderingsgrupp", "Område", "Genomförbarhet",
     "Val. Fin.", "Vald", "Visa till bedömare", "Skribentens användarnamn"],
    ["12", "Bänkar", "Fler.", "31", "Exempla", "-", "-", "Alby", "Genomförbart (50 000 kr)", "Ja", "Nej", "Nej", "prov77"],
]  # fmt: skip
YOUR_PRIORITIES = [
    ["Id", "Post id", "email", "User Name", "Post Name", "Description", "Url", "Category", "Latitude", "Longitude", "Up Votes",
     "Down Votes", "Points Count", "Points For", "Points Against", "Images"],
    ["1", "901", "exempla@example.se", "Exempla Exempelsson", "Ljus i parken", "Det är mörkt.", "https://a.example/p/901",
     "Trygghet", "59.2", "17.8", "44", "3", "6", "4", "2", ""],
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


def filled(name: str, *values: str) -> ExportMapping:
    """The shipped mapping with its blanks filled in, as a person would do in a copy."""
    source = mapping_file.shipped()[name].source
    assert source.count('constant = ""') == len(values)
    for value in values:
        source = source.replace('constant = ""', f'constant = "{value}"', 1)
    return mapping_file.parse(f"{name}.toml", source)


def wave(name: str) -> ExportMapping:
    """The shipped mapping of answers for one wave."""
    return filled(name, "2026-1")


def with_background(lines: list[list[str]], *background: tuple[str, ...]) -> list[list[str]]:
    """The export with more columns at its end: one tuple a line, the header first."""
    return [[*line, *more] for line, more in zip(lines, background, strict=True)]


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


def test_a_troman_list_as_json_has_a_row_for_each_post(store):
    made.fill(store, "bodies")
    header = ("organisation", "organisationId", "roll", "från", "till")
    posts = [dict(zip(header, post, strict=True)) for post in (
        ("KF", "o-1", "Ordförande", "2022-10-15", None), ("KS", "o-2", "Ledamot", "2022-11-01", None),
    )]  # fmt: skip
    person = {"id": "p-1", "förnamn": "Exempla", "efternamn": "Exempelsson", "parti": "S", "email": "exempla@example.se"}
    collection = {"kommun": "Botkyrka", "hämtad": "2026-01-01", "antal": 1, "personer": [{**person, "uppdrag": posts}]}
    found = importing.examine(store, "elected", "troman.json", json.dumps(collection).encode())
    assert found.problems == ()
    assert found.frame.select("body_id", "role", "on_behalf_of").rows() == [("KF", "chair", "S"), ("KS", "member", "S")]
    same = importing.examine(store, "elected", "troman.csv", text(TROMAN))
    assert found.frame["person_id"].to_list() == same.frame["person_id"].to_list()[:2]
    importing.accept(store, found, "test")
    assert b"Exempelsson" not in everything_stored(store)


def test_an_answer_of_kolada_has_a_row_for_each_sex(store):
    values = [{"gender": sex, "count": 1, "status": "", "value": value, "isdeleted": sex == "T"}
              for sex, value in (("T", 41.0), ("K", 41.5), ("M", None))]  # fmt: skip
    row = {"kpi": "N00664", "municipality": "0127", "period": 2025, "values": values}
    answer = {"values": [row], "count": 1, "next_url": None, "previous_url": None}
    found = importing.examine(store, "indicators", "data.json", json.dumps(answer).encode())
    assert found.problems == ()
    assert found.frame.select("kpi_id", "gender", "value").rows() == [("N00664", "women", 41.5), ("N00664", "men", None)]


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


OPEN311_XML = """<?xml version="1.0" encoding="utf-8"?>
<service_requests>
  <request>
    <service_request_id>638344</service_request_id><status>closed</status><service_name>Belysning &amp; el</service_name>
    <requested_datetime>2026-04-14T06:37:38+02:00</requested_datetime><updated_datetime>2026-04-15T08:00:00Z</updated_datetime>
    <lat>59.2</lat><long>17.8</long><description>Ring Exempla på 070</description><media_url/>
  </request>
  <request>
    <service_request_id>638345</service_request_id><status>open</status><service_name>Klotter</service_name>
    <requested_datetime>2026-04-14T06:00:00Z</requested_datetime><updated_datetime></updated_datetime>
  </request>
</service_requests>
"""
FIXAMINGATA_XML = """<requests>
  <request>
    <agency_responsible><recipient>Botkyrka kommun</recipient><recipient>Trafikverket</recipient></agency_responsible>
    <comment_count>2</comment_count><description>Hål: stort hål</description><detail>stort hål</detail>
    <interface_used>Web interface</interface_used><lat>59.2</lat><long>17.8</long>
    <requested_datetime>2026-04-14T06:37:38+02:00</requested_datetime><requestor_name>Exempla Exempelsson</requestor_name>
    <service_code>Väg</service_code><service_name>Väg</service_name><service_request_id>77</service_request_id>
    <status>open</status><title>Hål</title><updated_datetime>2026-04-14T07:00:00+02:00</updated_datetime>
  </request>
</requests>
"""


def test_open311_as_xml(store):
    """As the specification has it, where XML is what a server must give."""
    found = importing.examine(store, "views", "requests.xml", OPEN311_XML.encode())
    assert found.problems == ()
    assert found.frame.select("service_request_id", "service_name", "status").rows() == [
        ("638344", "Belysning & el", "closed"), ("638345", "Klotter", "open"),
    ]  # fmt: skip
    assert found.frame["updated_datetime"].to_list() == [datetime(2026, 4, 15, 10), None]
    importing.accept(store, found, "test")
    assert b"Exempla" not in everything_stored(store)


def test_fixamingatas_own_open311_as_xml_and_json(store):
    """XML without a declaration, agencies inside an element, and columns that the specification does not have."""
    found = importing.examine(store, "views", "requests.xml", FIXAMINGATA_XML.encode())
    assert found.problems == ()
    assert found.frame["agency_responsible"].to_list() == ["Botkyrka kommun, Trafikverket"]
    wrapped = {"requests": [{"request": [
        {"service_request_id": ["77"], "service_name": ["Väg"], "status": ["open"], "lat": [59.2], "long": [17.8],
         "requested_datetime": ["2026-04-14T06:37:38+02:00"], "updated_datetime": ["2026-04-14T07:00:00+02:00"],
         "requestor_name": ["Exempla Exempelsson"],
         "agency_responsible": [{"recipient": ["Botkyrka kommun"]}]},
    ]}]}  # fmt: skip
    plain = {"service_requests": [{name: value[0] for name, value in wrapped["requests"][0]["request"][0].items()}]}
    for content in (wrapped, plain):
        again = importing.examine(store, "views", "requests.json", json.dumps(content).encode())
        assert again.problems == ()
        assert again.frame["agency_responsible"].to_list() == ["Botkyrka kommun"]
        assert again.frame["latitude"].to_list() == [59.2]
    importing.accept(store, found, "test")
    assert b"Exempelsson" not in everything_stored(store)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (OPEN311_XML.replace("</service_requests>", "").encode(), "unreadable_xml"),
        (OPEN311_XML.replace("utf-8", "utf-97").encode(), "unreadable_xml"),
        (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aa">]><r><q><status>&a;</status></q></r>', "xml_entity"),
        (b"<?xml version='1.0'?><requests/>", "not_a_table"),
        (b"<?xml version='1.0'?><requests>text only</requests>", "not_a_table"),
        (b"<requests><request>one</request><request>two</request></requests>", "not_a_table"),
        (b"<r>" + b"<a><b>" * 500 + b"</b></a>" * 500 + b"</r>", "not_a_table"),
        (json.dumps([{"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": 1}}}}}}}}}]).encode(), "not_a_table"),
    ],
)
def test_xml_and_json_that_are_no_table_are_told(data, fault, store):
    found = importing.examine(store, "views", "requests", data)
    assert [problem.rule for problem in found.problems] == [fault]


def test_a_fault_in_xml_is_told_by_its_place_among_the_requests(store):
    found = importing.examine(store, "views", "requests.xml", OPEN311_XML.replace(">open<", ">kanske<").encode())
    assert made.wrong(found) == [(3, "status", "cell_not_listed")]
    copy = openpyxl.load_workbook(io.BytesIO(found.report("sv"))).worksheets[0]
    assert [cell.value for row in copy.iter_rows() for cell in row if cell.comment] == ["kanske"]


def test_decidim_meetings_as_json(store):
    """The same export as JSON: what the CSV calls title/sv is an object with sv inside."""
    header, row = DECIDIM_MEETINGS
    content: dict[str, object] = {}
    for name, value in zip(header, row, strict=True):
        outer, _, inner = name.partition("/")
        if inner:
            content.setdefault(outer, {})[inner] = value
        else:
            content[name] = value
    found = importing.examine(store, "dialogues", "meetings.json", json.dumps([content]).encode())
    assert found.problems == ()
    same = importing.examine(store, "dialogues", "meetings.csv", text(DECIDIM_MEETINGS))
    assert found.frame.equals(same.frame)


def test_go_vocal_inputs_become_proposals_without_authors_and_drafts(store):
    found = importing.examine(store, "proposals", "go.xlsx", made.workbook(GO_VOCAL))
    assert found.problems == ()
    assert found.mapping.name == "go_vocal"
    assert found.frame.select("proposal_id", "title", "submitted_date", "channel", "supports", "state").rows() == [
        ("b1f7", "Bänkar vid sjön", date(2026, 4, 14), "platform", 17, "in_preparation"),
    ]  # fmt: skip
    importing.accept(store, found, "test")
    for name in (b"Exempelsson", b"example.se", b"u-1"):
        assert name not in everything_stored(store)


def test_consul_projects_have_the_price_in_the_brackets(store):
    own = filled("consul_budget", "2026", "1 000 000")
    found = importing.examine(store, "budget_projects", "consul.csv", text(CONSUL, ","), own)
    assert found.problems == ()
    assert [notice.details["count"] for notice in found.notices] == [2]
    assert found.frame.select("project_id", "name", "cost", "budget", "district", "votes", "selected").rows() == [
        ("12", "Benches", 50000, 1_000_000, "Alby", None, True),
    ]  # fmt: skip
    swedish = importing.examine(store, "budget_projects", "consul.csv", text(CONSUL_IN_SWEDISH, ","), own)
    assert swedish.frame.select("name", "cost", "votes", "selected").rows() == [("Bänkar", 50000, 31, False)]
    importing.accept(store, found, "test")
    assert b"Exempla" not in everything_stored(store)
    assert b"prov77" not in everything_stored(store)


@pytest.mark.parametrize("lines", [CONSUL, CONSUL_IN_SWEDISH])
def test_consul_is_known_in_both_languages_and_asks_for_the_round(lines, store):
    found = importing.examine(store, "budget_projects", "consul.csv", text(lines, ","))
    assert {problem.details["mapping"] for problem in found.problems if problem.rule == "mapping_blank"} == {"consul_budget"}
    assert [problem.details["entry"] for problem in found.problems if problem.rule == "mapping_blank"] == [
        "columns.instance.constant", "columns.budget.constant",
    ]  # fmt: skip


def test_your_priorities_posts_become_proposals(store):
    asked = importing.examine(store, "proposals", "yp.csv", text(YOUR_PRIORITIES, ","))
    assert "mapping_blank" in [problem.rule for problem in asked.problems]
    found = importing.examine(store, "proposals", "yp.csv", text(YOUR_PRIORITIES, ","), filled("your_priorities", "2026-05-31"))
    assert found.problems == ()
    assert found.frame.select("proposal_id", "title", "category", "supports", "submitted_date", "state").rows() == [
        ("901", "Ljus i parken", "Trygghet", 44, date(2026, 5, 31), "received"),
    ]  # fmt: skip
    importing.accept(store, found, "test")
    assert b"Exempelsson" not in everything_stored(store)
    assert b"example.se" not in everything_stored(store)


SURVEYS = {
    "enalyzer": with_background(
        ENALYZER, ("Kön", "Ålder", "Utbildning", "Kommundel"), ("Kvinna", "34", "Gymnasial", "Alby"), ("Man", "70", "", "Tumba")
    ),
    "netigate": with_background(NETIGATE, ("Kön", "Åldersgrupp"), ("Kvinna", "30-49"), ("Man", "65+")),
    "limesurvey": with_background(
        LIMESURVEY, ("Kon", "Alder", "Fodelseregion"), ("K", "17", "Europa"), ("M", "18", ""), ("", "", "Sverige")
    ),
    "qualtrics": with_background(
        QUALTRICS, ("Gender", "Age"), ("Gender", "Age"), ("{}", "{}"), ("Female", "64"), ("Male", "20")
    ),
}
"""Exports with background columns beside the answers, as each tool writes them."""


@pytest.mark.parametrize(
    ("tool", "members"),
    [
        ("enalyzer", {("77001", "women", "30-49")}),
        ("netigate", {("exempla@example.se", "women", "30-49")}),
        ("limesurvey", {("tok-one", "women", "0-17"), ("tok-three", "unknown", None)}),
        ("qualtrics", {("ref-1", "women", "50-64")}),
    ],
)
def test_the_background_of_those_who_answered_becomes_the_panel_and_then_their_answers(tool, members, store):
    """One file, read twice: first who answered, then what. Both give a person the same pseudonym."""
    made.fill(store, "panel_waves")
    lines = SURVEYS[tool]
    found = importing.examine(store, "panel_respondents", "svar.xlsx", made.workbook(lines))
    assert found.problems == ()
    assert found.mapping.name == f"{tool}_respondents"
    expected = {(mapping.pseudonym(token, store.secret()), gender, age) for token, gender, age in members}
    assert set(found.frame.select("respondent_id", "gender", "age_group").iter_rows()) == expected
    importing.accept(store, found, "test")
    answers = importing.examine(store, "panel_answers", "svar.xlsx", made.workbook(lines), wave(f"{tool}_answers"))
    assert answers.problems == ()
    assert set(answers.frame["respondent_id"]) <= {pseudonym for pseudonym, _, _ in expected}
    importing.accept(store, answers, "test")
    for name in (b"example.se", b"Exempelsson", b"tok-one", b"77001"):
        assert name not in everything_stored(store)


def test_who_is_in_the_panel_already_is_left_out_of_the_next_wave(store):
    lines = SURVEYS["enalyzer"]
    importing.accept(store, importing.examine(store, "panel_respondents", "v1.csv", text(lines)), "test")
    newcomer = ["77009", "", "Completed", "", "", "3", "2", "Man", "52", "", "Tumba"]
    found = importing.examine(store, "panel_respondents", "v2.csv", text([*lines, newcomer]))
    assert found.problems == ()
    assert found.frame["respondent_id"].to_list() == [mapping.pseudonym("77009", store.secret())]
    assert {notice.rule: notice.details["count"] for notice in found.notices} == {"rows_left_out": 1, "rows_stored": 1}
    nobody_new = importing.examine(store, "panel_respondents", "v3.csv", text([*lines, lines[-1]]))
    assert [problem.rule for problem in nobody_new.problems] == ["rows_missing"]


@pytest.mark.parametrize(
    ("cell", "group"), [("0", "0-17"), ("17", "0-17"), ("18", "18-29"), ("65", "65+"), ("18–29 år", "18-29")]
)
def test_years_become_their_age_group(cell, group, store):
    lines = [["Respondent ID", "Survey status", "Ålder"], ["1", "Completed", cell]]
    found = importing.examine(store, "panel_respondents", "e.csv", text(lines))
    assert found.frame["age_group"].to_list() == [group]


@pytest.mark.parametrize("cell", ["131", "-1", "ung"])
def test_what_is_no_age_is_told_and_never_guessed(cell, store):
    lines = [["Respondent ID", "Survey status", "Ålder"], ["1", "Completed", cell]]
    found = importing.examine(store, "panel_respondents", "e.csv", text(lines))
    assert made.wrong(found) == [(2, "Ålder", "cell_not_listed")]


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


@pytest.mark.parametrize("name", mapping_file.shipped())
def test_an_unknown_column_stops_the_import(name, store):
    exports = {
        "troman": TROMAN, "decidim_meetings": DECIDIM_MEETINGS, "decidim_proposals": DECIDIM_PROPOSALS, "kolada": KOLADA,
        "limesurvey_answers": LIMESURVEY, "qualtrics_answers": QUALTRICS, "enalyzer_answers": ENALYZER,
        "netigate_answers": NETIGATE, "fixamingata": FIXAMINGATA, "go_vocal": GO_VOCAL, "consul_budget": CONSUL,
        "your_priorities": YOUR_PRIORITIES, **{f"{tool}_respondents": lines for tool, lines in SURVEYS.items()},
        "open311": [["service_request_id", "service_name", "status", "requested_datetime", "updated_datetime"],
                    ["1", "A", "open", "2026-01-01", ""]],
    }  # fmt: skip
    lines = [[*line, "hemligt"] for line in exports[name]]
    found = importing.examine(store, mapping_file.shipped()[name].kind, "export.csv", text(lines))
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
    own = mapping_file.load(path)
    lines = [["nr", "vad", "när", "ringlista"], ["1", "Torget", "12-31-2026", "070"]]
    found = importing.examine(store, "dialogues", "egen.csv", text(lines), own)
    assert found.problems == ()
    assert found.frame["start_time"].to_list() == [datetime(2026, 12, 31)]
    assert importing.accept(store, found, "test").mapping == path.read_text(encoding="utf-8")
    wrong_kind = importing.examine(store, "proposals", "annan.csv", text(lines), own)
    assert [problem.rule for problem in wrong_kind.problems] == ["mapping_kind"]


BROKEN = """sv = "Egen"
kind = "dialogues"
recognised_by = "nr"
colour = 1

[columns.dialogue_id]
from = "nr"

[columns.mood]
from = ["humör"]

[columns.start_time]
from = ["när"]
transform = "guess"
sort = true
[columns.start_time.values]
idag = 1

[keep]
only_new = "ja"
"""


def faults(content: str | bytes) -> list[tuple[int | None, str | None, str]]:
    data = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(SourceError) as caught:
        mapping_file.read("egen.toml", data)
    assert all(explain(problem, language) for problem in caught.value.problems for language in LANGUAGES)
    return [(problem.row, problem.column, problem.rule) for problem in caught.value.problems]


def test_everything_that_is_wrong_in_a_mapping_is_told_with_its_row():
    assert faults(BROKEN) == [
        (None, "en", "mapping_entry_missing"),
        (3, "recognised_by", "mapping_entry_kind"),
        (4, "colour", "mapping_entry_unknown"),
        (7, "columns.dialogue_id.from", "mapping_entry_kind"),
        (9, "columns.mood", "mapping_column_unknown"),
        (14, "columns.start_time.transform", "mapping_transform"),
        (15, "columns.start_time.sort", "mapping_entry_unknown"),
        (17, "columns.start_time.values.idag", "mapping_entry_kind"),
        (20, "keep.only_new", "mapping_entry_kind"),
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('sv = "a"\nen = ', [(2, None, "mapping_syntax")]),
        ('sv = "a', [(1, None, "mapping_syntax")]),
        ('sv = "a"\nsv = "b"\n', [(2, None, "mapping_syntax")]),
        ('sv = "a"\nen = "b"\nkind = "moods"\nrecognised_by = []\n[columns]\n', [(3, "kind", "mapping_register")]),
        ('sv = "a"\nen = "b"\nkind = 7\nrecognised_by = []\n[columns]\n', [(3, "kind", "mapping_entry_kind")]),
        ('sv = "a"\nen = "b"\nkind = "dialogues"\nrecognised_by = []\ncolumns = 3\n', [(5, "columns", "mapping_entry_kind")]),
        (b"PK\x03\x04\x00\x00", [(None, None, "mapping_not_text")]),
        (b"#" * (mapping_file.MAX_BYTES + 1), [(None, None, "mapping_not_text")]),
    ],
    ids=range(8),
)
def test_a_broken_mapping_is_told(content, found):
    assert faults(content) == found


def test_a_mapping_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SourceError) as caught:
        mapping_file.load(Path(tmp_path / "none.toml"))
    assert caught.value.problems[0].rule == "mapping_missing"


def test_every_shipped_mapping_is_recognised_by_its_own_headers_only():
    for found in mapping_file.shipped().values():
        register = schema.load(found.kind)
        for number in range(2):
            headers = tuple(mark.split("|")[-number] for mark in found.recognised_by)
            assert mapping.recognise(register, headers) == found
