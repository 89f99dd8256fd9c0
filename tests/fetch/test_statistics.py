"""`spegel fetch kolada` and `spegel fetch scb` against a service on this machine that answers in their forms."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from rich.console import Console

from spegel.__main__ import main
from spegel.core import FetchError
from spegel.fetch import command, service, snapshot
from spegel.fetch.kolada import fetch_kolada
from spegel.fetch.report import FetchReport
from spegel.fetch.scb import fetch_scb
from spegel.fetch.service import Throttle
from spegel.sources.kolada_kpis import known

KOLADA = "https://api.kolada.se/v3"
SCB = "https://statistikdatabasen.scb.se/api/v2"
GROUPS = f"{KOLADA}/municipality_groups?title=Liknande%20kommuner%2C%20%C3%B6vergripande%2C%20Ydre"

CODES = """code,name,county_code,county_name
0512,Ydre,05,Östergötlands län
0513,Kinda,05,Östergötlands län
0127,Botkyrka,01,Stockholms län
"""
KOLADA_TOML = """
publisher = "Kolada (RKA)"
licence = "Källa: Kolada"
address = "https://api.kolada.se/v3"
calls = 5
seconds = 1.0
ids_per_call = 500
first_year = 2021
keep_hours = 24
limit_mb = 1
titles = { groups = "Grupper", catalogue = "Förteckning {number}", values = "Värden {number} av {count}" }
"""
SCB_TOML = """
publisher = "SCB"
licence = "CC0 1.0"
address = "https://statistikdatabasen.scb.se/api/v2"
calls = 30
seconds = 10.0
cells = 24
url_characters = 2000
keep_hours = 24
limit_mb = 1
[[table]]
id = "TAB1"
title = "Valda"
regions = "compared"
needed = true
latest = { Tid = 2 }
left_out = ["Civilstand"]
[[table]]
id = "TAB2"
title = "Områden"
regions = "parts"
needed = false
[[borders]]
id = "RegSO_2025"
title = "RegSO"
address = "https://geodata.scb.se/wfs?typeNames=stat:RegSO_2025&cql_filter=kommunkod='{municipality}'"
"""
PEERS = "municipality_code,group_id,group_title,peer_code,source_id\n"


def data_folder(folder: Path) -> Path:
    for name, text in {
        "fetch/kolada.toml": KOLADA_TOML,
        "fetch/scb.toml": SCB_TOML,
        "reference/municipalities.csv": CODES,
        "reference/peers.csv": PEERS,
    }.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "data"


def body(root: object) -> bytes:
    return json.dumps(root, ensure_ascii=False).encode()


def page(*entries: dict, following: str | None = None, key: str = "next_url") -> bytes:
    return body({"values": list(entries), "count": len(entries), key: following, "previous_url": None})


def values(places: str = "0512,0127,0513,0000", years: str = "2021,2022") -> str:
    return f"{KOLADA}/data/kpi/{','.join(sorted(known()))}/municipality/{places}/year/{years}"


CATALOGUE = f"{KOLADA}/kpi/{','.join(sorted(known()))}"
ENTRY = {"kpi": "N05815", "municipality": "0512", "period": 2022, "values": [{"gender": "T", "value": 44.0}]}
GROUP = {
    "id": "G1",
    "title": "Liknande kommuner, övergripande, Ydre, 2025",
    "members": [{"id": "0127", "title": "Botkyrka"}],
}
OLD_GROUP = {**GROUP, "title": "Liknande kommuner, övergripande, Ydre, 2024", "members": [{"id": "0513"}]}


@pytest.fixture
def kolada(publisher, client, patience, tmp_path):
    """A service with one value, and the fetching from it."""
    publisher.put(GROUPS, page(GROUP, OLD_GROUP), modified=None)
    publisher.put(CATALOGUE, page({"id": "N05815", "title": "Kvinnor", "is_divided_by_gender": False}), modified=None)
    publisher.put(values(), page(ENTRY), modified=None)
    data = data_folder(tmp_path)

    def run(**more: object) -> FetchReport:
        given = {"base_url": publisher.url, "patience": patience, "data": data, "last_year": 2022, **more}
        return fetch_kolada("0512", tmp_path / "in", None, client, **given)

    return run


def rules(report: FetchReport) -> list[str]:
    return [problem.rule for failure in report.failed for problem in failure.problems]


def test_own_similar_county_and_country_are_asked_for_and_kept_as_they_came(kolada, publisher, tmp_path, visible_files):
    report = kolada()
    assert (report.exit_code, len(report.fetched), report.failed) == (0, 3, ())
    files = visible_files(tmp_path / "in")
    assert sorted(files) == ["kolada-data-1-1.json", "kolada-groups-1.json", "kolada-kpi-1-1.json", "snapshot.toml"]
    assert json.loads(files["kolada-data-1-1.json"])["values"] == [ENTRY]
    entry = snapshot.read(tmp_path / "in")["kolada-data-1-1.json"]
    assert (entry.url, entry.licence) == (values(), "Källa: Kolada")


def test_what_is_some_hours_old_is_not_asked_for_again(kolada, publisher, monkeypatch):
    kolada()
    asked = len(publisher.requests)
    assert len(kolada().unchanged) == 3
    assert len(publisher.requests) == asked
    monkeypatch.setattr(service, "_utc_now", lambda: datetime.now(UTC) + timedelta(hours=25))
    publisher.put(values(), page({**ENTRY, "period": 2021}), modified=None)
    report = kolada()
    assert (len(report.replaced), len(report.unchanged)) == (1, 2)


def test_a_run_that_broke_off_goes_on_with_what_is_left(kolada, publisher):
    answer = publisher.put(values(), page(ENTRY), modified=None, faults=[503, 503, 503])
    first = kolada()
    assert (first.exit_code, rules(first)) == (1, ["fetch_server_error"])
    asked = len(publisher.requests)
    second = kolada()
    assert (second.exit_code, len(second.fetched), len(second.unchanged)) == (0, 1, 2)
    assert len(publisher.requests) == asked + 1
    assert not answer.faults


@pytest.mark.parametrize("key", ["next_url", "next_page"])
def test_pages_are_followed_to_the_last(kolada, publisher, key, tmp_path):
    second = values() + "?page=2"
    publisher.put(values(), page(ENTRY, following=second, key=key), modified=None)
    publisher.put(second, page({**ENTRY, "period": 2021}, key=key), modified=None)
    assert [path.name for path in kolada().fetched][-2:] == ["kolada-data-1-1.json", "kolada-data-1-2.json"]
    # A later answer with fewer pages leaves no old page behind.
    publisher.put(values(), page(ENTRY), modified=None)
    (tmp_path / "in" / "kolada-data-1-1.json").unlink()
    kolada()
    assert not (tmp_path / "in" / "kolada-data-1-2.json").exists()


@pytest.mark.parametrize(
    ("following", "rule"),
    [("https://example.org/more", "fetch_unsafe_redirect"), ("http://api.kolada.se/v3/x", "fetch_unsafe_redirect")],
)
def test_a_next_page_elsewhere_is_not_followed(kolada, publisher, following, rule):
    publisher.put(values(), page(ENTRY, following=following), modified=None)
    report = kolada()
    assert (report.exit_code, rules(report)) == (1, [rule])


def test_pages_that_never_end_are_given_up(kolada, publisher, monkeypatch):
    monkeypatch.setattr("spegel.fetch.kolada.MOST_PAGES", 3)
    publisher.put(values(), page(ENTRY, following=values()), modified=None)
    assert rules(kolada()) == ["fetch_redirect_loop"]


def test_too_many_calls_are_waited_out_as_the_service_says(kolada, publisher, slept):
    publisher.put(values(), page(ENTRY), modified=None, faults=[429], headers={"Retry-After": "7"})
    assert kolada().exit_code == 0
    assert 7.0 in slept


@pytest.mark.parametrize("broken", [b'{"values": [{"kp', b"<html>Fel</html>", b'{"values": 5}', b'{"values": ["x"]}', b"[]"])
def test_a_broken_answer_is_not_kept_and_the_earlier_one_stays(kolada, publisher, broken, tmp_path, monkeypatch):
    kolada()
    monkeypatch.setattr(service, "_utc_now", lambda: datetime.now(UTC) + timedelta(hours=25))
    publisher.put(values(), broken, modified=None)
    report = kolada()
    assert (report.exit_code, rules(report)) == (1, ["fetch_wrong_content"])
    assert json.loads((tmp_path / "in" / "kolada-data-1-1.json").read_bytes())["values"] == [ENTRY]


def test_answers_without_a_single_value_are_told(kolada, publisher):
    publisher.put(values(), page(), modified=None)
    report = kolada()
    assert (report.exit_code, rules(report)) == (1, ["fetch_no_values"])


def test_without_groups_the_county_and_the_country_remain(kolada, publisher):
    publisher.files.pop("/" + GROUPS.split("://")[1])
    publisher.put(values(places="0512,0513,0000"), page(ENTRY), modified=None)
    report = kolada()
    assert (report.exit_code, rules(report)) == (0, ["fetch_not_found"])


def test_an_unknown_municipality_and_a_strange_mirror_are_refused(kolada, client, tmp_path):
    with pytest.raises(FetchError) as unknown:
        fetch_kolada("9999", tmp_path, None, client, data=data_folder(tmp_path))
    with pytest.raises(FetchError) as strange:
        kolada(base_url="ftp://x")
    rules_found = [error.value.problems[0].rule for error in (unknown, strange)]
    assert rules_found == ["fetch_unknown_municipality", "fetch_bad_base_url"]


def test_no_more_than_five_calls_go_in_a_second():
    now, waits = [0.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    throttle = Throttle(5, 1.0, clock=lambda: now[0], sleep=sleep)
    gone = []
    for _ in range(12):
        throttle.wait(httpx.Request("GET", KOLADA))
        gone.append(now[0])
        now[0] += 1 / 16
    assert all(later - earlier >= 1.0 for earlier, later in zip(gone, gone[5:], strict=False))
    assert len(waits) == 2


def described(regions: list[str], **others: list[str]) -> bytes:
    names = {"Region": regions, **others}
    dimension = {
        name: {"category": {"index": {code: place for place, code in enumerate(codes)}}} for name, codes in names.items()
    }
    return body({"class": "dataset", "id": list(names), "size": [len(codes) for codes in names.values()], "dimension": dimension})


def borders(*codes: str) -> dict:
    return {"type": "FeatureCollection", "features": [{"id": "RegSO_2025.1", "properties": {"regsokod": code}} for code in codes]}


BORDERS = "https://geodata.scb.se/wfs?typeNames=stat:RegSO_2025&cql_filter=kommunkod='0512'"
ANSWER = body({"class": "dataset", "id": [], "size": [], "dimension": {}, "value": []})
TABLE = f"{SCB}/tables/TAB1"


@pytest.fixture
def scb(publisher, client, patience, tmp_path):
    """A service that describes two tables; it answers what it is asked under `TAB1` and `TAB2`."""
    regions = ["00", "0127", "0512", "0513"]
    publisher.put(
        f"{TABLE}/metadata?lang=sv",
        described(regions, Civilstand=["G"], Kon=["1", "2"], Tid=["2014", "2018", "2022"]),
        modified=None,
    )
    publisher.put(
        f"{SCB}/tables/TAB2/metadata?lang=sv",
        described(["0512R001", "0512C1010_DeSO2025", "0127R001"], Tid=["2023"]),
        modified=None,
    )
    publisher.put(BORDERS, body(borders("0512R001")), modified=None)
    behaved = publisher.answer

    def answer(handler) -> None:
        if "/data?" in handler.path:
            publisher.files.setdefault(handler.path, type(publisher.put("https://x/y", b""))(ANSWER, None))
        behaved(handler)

    publisher.answer = answer
    data = data_folder(tmp_path)

    def run(**more: object) -> FetchReport:
        given = {"base_url": publisher.url, "patience": patience, "data": data, **more}
        return fetch_scb("0512", tmp_path / "in", None, client, **given)

    return run


def questions(publisher) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(path).query) for path, _ in publisher.requests if "/data?" in path]


def test_what_is_described_is_asked_for_within_the_limits(scb, publisher, tmp_path):
    report = scb()
    assert (report.exit_code, report.failed) == (0, ())
    assert [path.name for path in report.fetched] == ["TAB1-1.json", "TAB2-1.json", "RegSO_2025.json"]
    assert json.loads((tmp_path / "in" / "RegSO_2025.json").read_bytes()) == borders("0512R001")
    first, second = questions(publisher)
    assert first["valueCodes[Region]"] == ["00,0512,0513"]
    assert (first["valueCodes[Tid]"], first["valueCodes[Kon]"]) == (["2018,2022"], ["*"])
    assert "valueCodes[Civilstand]" not in first
    assert second["valueCodes[Region]"] == ["0512R001,0512C1010_DeSO2025"]


@pytest.mark.parametrize(("limit", "parts"), [("cells = 24", 1), ("cells = 8", 2), ("cells = 1", 3)])
def test_a_large_question_is_split_by_region(scb, publisher, tmp_path, limit, parts):
    path = tmp_path / "data" / "fetch" / "scb.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("cells = 24", limit), encoding="utf-8")
    scb()
    asked = [question["valueCodes[Region]"][0] for question in questions(publisher) if "valueCodes[Kon]" in question]
    assert len(asked) == parts
    assert sorted(",".join(asked).split(",")) == ["00", "0512", "0513"]


def test_no_address_is_longer_than_allowed(scb, publisher, tmp_path):
    path = tmp_path / "data" / "fetch" / "scb.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("url_characters = 2000", "url_characters = 170"), encoding="utf-8")
    scb()
    asked = [f"https:/{path}" for path, _ in publisher.requests if "TAB1/data?" in path]
    assert len(asked) == 3
    assert max(map(len, asked)) <= 170


def test_a_table_that_is_gone_or_odd_stops_no_other(scb, publisher):
    publisher.put(f"{TABLE}/metadata?lang=sv", body({"title": "annat"}), modified=None)
    report = scb()
    assert (report.exit_code, rules(report), len(report.fetched)) == (1, ["fetch_wrong_content"], 2)


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ({"type": "ServiceException"}, "fetch_wrong_content"),
        ({"type": "FeatureCollection", "features": None}, "fetch_wrong_content"),
        (borders(), "fetch_no_values"),
        (borders("0127R001"), "fetch_no_values"),
    ],
)
def test_borders_of_nothing_or_of_others_are_not_kept_and_stop_nothing(scb, publisher, answer, rule, tmp_path):
    publisher.put(BORDERS, body(answer), modified=None)
    report = scb()
    assert (report.exit_code, rules(report), len(report.fetched)) == (0, [rule], 2)
    assert not (tmp_path / "in" / "RegSO_2025.json").exists()


def test_a_table_without_our_regions_is_told(scb, publisher):
    publisher.put(f"{SCB}/tables/TAB2/metadata?lang=sv", described(["0180R001"], Tid=["2023"]), modified=None)
    report = scb()
    assert (report.exit_code, rules(report)) == (0, ["fetch_no_values"])


SURVEY_TOML = """
[survey]
query = "medborgarundersökningen"
folders = ["ME0003K", "ME0003M"]
most_tables = 200
latest = { Tid = 1 }
"""
LISTED = f"{SCB}/tables?lang=sv&query=medborgarunders%C3%B6kningen&pageSize=200"


def listed(*folders: str) -> bytes:
    """The service's list of tables, one below each folder."""
    steps = [[{"id": "ME", "label": "Demokrati"}, {"id": folder, "label": folder}] for folder in folders]
    return body({"tables": [{"id": f"TAB{9 + n}", "label": f"Tabell {n}", "paths": [path]} for n, path in enumerate(steps)]})


@pytest.fixture
def surveyed(scb, publisher, tmp_path):
    """`surveyed(list of tables)`: what comes of a run that also looks for the citizen survey; TAB9 and TAB10 are described."""
    path = tmp_path / "data" / "fetch" / "scb.toml"
    path.write_text(SCB_TOML + SURVEY_TOML, encoding="utf-8")
    for table in ("TAB9", "TAB10"):
        description = described(["00", "0512"], MedbVariabel=["F1"], MedBakgrund=["1", "2"], Tid=["2024", "2025"])
        publisher.put(f"{SCB}/tables/{table}/metadata?lang=sv", description, modified=None)

    def run(tables: bytes | None) -> FetchReport:
        if tables is not None:
            publisher.put(LISTED, tables, modified=None)
        return scb()

    return run


def test_tables_of_the_survey_are_found_by_where_they_lie(surveyed, publisher):
    report = surveyed(listed("ME0003K", "ME0003B"))
    assert (report.exit_code, report.failed) == (0, ())
    assert [path.name for path in report.fetched] == ["TAB1-1.json", "TAB2-1.json", "TAB9-1.json", "RegSO_2025.json"]
    asked = questions(publisher)[-1]
    assert (asked["valueCodes[Region]"], asked["valueCodes[Tid]"]) == (["00,0512"], ["2025"])
    assert (asked["valueCodes[MedbVariabel]"], asked["valueCodes[MedBakgrund]"]) == (["*"], ["*"])


@pytest.mark.parametrize(
    ("tables", "rule"),
    [
        (listed("ME0003B"), "fetch_no_survey_tables"),
        (body({"tables": [{"id": "TAB9"}]}), "fetch_wrong_content"),
        (body({"tables": 5}), "fetch_wrong_content"),
        (b"<html>Fel</html>", "fetch_wrong_content"),
        (None, "fetch_not_found"),
    ],
    ids=["other folders", "no label", "no list", "no JSON", "not there"],
)
def test_a_survey_that_is_not_found_is_told_and_stops_no_table(surveyed, tables, rule):
    report = surveyed(tables)
    assert (report.exit_code, rules(report), len(report.fetched)) == (0, [rule], 3)


@pytest.mark.parametrize("what", ["kolada", "scb"])
def test_the_command_tells_files_and_folder(what, tmp_path, monkeypatch):
    asked = {}

    def note(municipality, destination, progress, **more):
        asked.update(municipality=municipality, destination=destination, **more)
        return FetchReport(fetched=(destination / "x.json",))

    monkeypatch.setattr(command, f"fetch_{what}", note)
    monkeypatch.setattr(command, "writable_root", lambda: tmp_path)
    console = Console(file=io.StringIO(), width=200, _environ={})
    assert command.fetch_statistics_command(what, "0127", None, base_url="http://x", console=console) == 0
    assert asked == {"municipality": "0127", "destination": tmp_path / "data" / "inbox" / what / "0127", "base_url": "http://x"}
    assert "1 hämtade" in console.file.getvalue()


@pytest.mark.parametrize(("area", "code"), [("0127", "0127"), ("botkyrka", "0127"), ("jarva", "0180")])
def test_an_area_is_a_code_or_a_profile(area, code, monkeypatch):
    asked = []
    monkeypatch.setattr(command, "fetch_statistics_command", lambda *words, **more: asked.append(words) or 0)
    assert main(["fetch", "kolada", "--area", area]) == 0
    assert asked == [("kolada", code, None)]
