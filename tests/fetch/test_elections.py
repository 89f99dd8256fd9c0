"""What a municipality needs, and fetching it from a publisher in the official shapes."""

from __future__ import annotations

import csv
import os
import re
import tomllib

import pytest

from spegel.core import FetchError
from spegel.fetch import snapshot
from spegel.fetch.elections import GOTLAND, fetch_elections, orders, read_catalogue
from spegel.i18n import catalogue as texts
from spegel.i18n import explain

INDEX = "https://resultat.val.se/resultatfiler/val2026/index.md5"
FINAL = "https://resultat.val.se/resultatfiler/val2026/s/kf/Val_2026_slutlig_0127_KF.zip"
PRELIMINARY = "https://resultat.val.se/resultatfiler/val2026/p/kf/Val_2026_preliminar_0127_KF.zip"
CERTIFICATE = "https://resultat.val.se/keys/val-sign-crt.pem"
ARCHIVE_2014 = "https://historik.val.se/val/val2014/slutresultat/slutresultat.zip"
RAW_DATA_2026 = "https://www.val.se/valresultat-och-statistik/statistik-och-data/radata-val-2026"


@pytest.fixture(scope="session")
def catalogue(root):
    return read_catalogue(root / "data" / "fetch" / "elections.toml")


@pytest.fixture(scope="session")
def municipalities(root) -> dict[str, str]:
    """Code -> county code of the 290."""
    with (root / "data" / "reference" / "municipalities.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row["county_code"] for row in csv.DictReader(stream)}


@pytest.fixture
def fetch(root, tmp_path, publisher, client, patience):
    """Fetches Botkyrka from the publisher of this test."""

    def run(*years: int, municipality: str = "0127", **more: object):
        more = {"base_url": publisher.url, "patience": patience, "data": root / "data"} | more
        return fetch_elections(municipality, years, tmp_path / "in", None, client, **more)

    return run


@pytest.fixture
def publish(publisher, make, catalogue):
    """Publishes every file of a year in its official shape, at the recorded addresses."""

    def put(year: int, municipality: str = "0127", with_large: bool = False) -> None:
        for order in orders(catalogue, municipality, [year], with_large):
            body = {
                "xml": lambda: make.xml(municipality, "K"),
                "xlsx": make.workbook,
                "text": lambda: b"-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n",
                "zip": lambda order=order: make.zip(
                    {member: make.xml(municipality, member[-5]) for member in order.members}
                    or {f"VD_{municipality[:2]}.json": b'{"type": "FeatureCollection", "features": []}'}
                ),
            }[order.file.kind]()
            if order.file.index:
                body = make.result_zip(municipality)
                publisher.put(order.file.index.replace("index.md5", order.paths[0]), body)
                listing = publisher.files.get("/" + order.file.index.split("://")[1]) or publisher.put(order.file.index, b"")
                listing.body += f"{make.md5(body)}  ./{order.paths[0]}\n".encode()
            else:
                publisher.put(order.address, body)

    return put


def rules(report) -> list[str]:
    """The rules that were broken; each problem must be explainable in both languages."""
    problems = [problem for failure in report.failed for problem in failure.problems]
    assert all(explain(problem, "sv") != explain(problem, "en") for problem in problems)
    return [problem.rule for problem in problems]


# --- The catalogue ---


def test_every_row_of_the_catalogue_is_complete(catalogue):
    assert catalogue.years == (2006, 2010, 2014, 2018, 2022, 2026)
    assert len({file.id for file in catalogue.files}) == len(catalogue.files)
    for file in catalogue.files:
        assert file.kind in ("zip", "xlsx", "xml", "text"), file.id
        assert file.scope in ("country", "county", "municipality"), file.id
        assert set(file.types) <= set(catalogue.types), file.id
        assert catalogue.publishers[file.publisher]["licence"], file.id
        ways = (bool(file.address), bool(file.counties), bool(file.index and file.paths))
        assert ways.count(True) == 1, file.id
        assert file.limit_mb > 0, file.id


def test_every_address_is_the_publishers_own_over_https(catalogue):
    for file in catalogue.files:
        for address in (file.address, file.page, file.index, *file.counties.values()):
            assert not address or address.startswith("https://"), file.id
    assert all(host.endswith((".val.se", ".scb.se")) for host in catalogue.hosts)


def test_geometry_has_every_county(catalogue, municipalities):
    counties = set(municipalities.values())
    assert len(counties) == 21
    for file in catalogue.files:
        assert not file.counties or set(file.counties) == counties, file.id


def test_each_of_the_290_municipalities_has_something_to_fetch_every_year(catalogue, municipalities):
    assert len(municipalities) == 290
    for code, county in municipalities.items():
        found = orders(catalogue, code, catalogue.years, with_large=True)
        assert {order.year for order in found} == set(catalogue.years)
        for order in found:
            blanks = "".join((order.address, *order.paths, *order.members))
            assert "{" not in blanks
            if county == GOTLAND:
                assert order.file.types != ("RF",)
                assert f"{code}L" not in blanks


def test_the_large_files_come_only_on_request(catalogue):
    usual, all_of_them = (orders(catalogue, "0127", [2026], with_large) for with_large in (False, True))
    assert {order.file.id for order in all_of_them} - {order.file.id for order in usual} == {"result_2026_rd", "result_2026_rf"}


# --- What lands in the folder ---


@pytest.mark.parametrize("year", [2006, 2010, 2014, 2018, 2022, 2026])
def test_a_year_is_fetched_whole(fetch, publish, tmp_path, visible_files, year):
    publish(year, with_large=True)
    report = fetch(year, with_large=True)
    assert (rules(report), report.exit_code) == ([], 0)
    assert not report.unchanged
    files = visible_files(tmp_path / "in" / str(year))
    assert set(files) == {path.name for path in report.fetched} | {"snapshot.toml"}
    listed = tomllib.loads(files["snapshot.toml"].decode())
    assert set(listed) == set(files) - {"snapshot.toml"}
    for name, entry in snapshot.read(tmp_path / "in" / str(year)).items():
        assert snapshot.is_intact(tmp_path / "in" / str(year), name, entry)
        assert entry.publisher == "Valmyndigheten"
        assert entry.licence
        assert entry.url.startswith("https://")
        assert entry.retrieved.endswith("+00:00")


def test_a_second_run_fetches_nothing(fetch, publish, publisher, tmp_path, visible_files):
    for year in (2014, 2022, 2026):
        publish(year)
    first = fetch(2014, 2022, 2026)
    before = visible_files(tmp_path)
    publisher.requests.clear()
    second = fetch(2014, 2022, 2026)
    assert (second.fetched, second.replaced) == ((), ())
    assert set(second.unchanged) == set(first.fetched)
    assert visible_files(tmp_path) == before
    assert publisher.asked("_0127_KF.zip") == []  # the checksum of the index says enough
    assert all("if-modified-since" in headers for headers in publisher.asked("slutresultat.zip"))


def test_of_a_national_archive_only_the_municipality_is_kept(fetch, publisher, tmp_path, make, visible_files):
    others = {f"slutresultat_0180{letter}.xml": make.xml("0180", letter) for letter in "RLK"}
    own = {f"slutresultat_0127{letter}.xml": make.xml("0127", letter) for letter in "RLK"}
    archive = make.zip(others | own)
    answer = publisher.put(ARCHIVE_2014, archive)
    fetch(2014)
    folder = tmp_path / "in" / "2014"
    files = visible_files(folder)
    assert {name: data for name, data in files.items() if name != "snapshot.toml"} == own
    entry = snapshot.read(folder)["slutresultat_0127K.xml"]
    assert (entry.archive, entry.url, entry.md5) == ("slutresultat.zip", ARCHIVE_2014, make.md5(archive))
    assert (folder / "slutresultat_0127K.xml").stat().st_mtime == answer.modified


def test_gotland_has_no_region_file(fetch, publisher, make, tmp_path):
    publisher.put(ARCHIVE_2014, make.zip({f"slutresultat_0980{letter}.xml": make.xml("0980", letter) for letter in "RK"}))
    report = fetch(2014, municipality="0980")
    assert sorted(path.name for path in report.fetched) == ["slutresultat_0980K.xml", "slutresultat_0980R.xml"]


def test_a_rotated_download_id_is_found_on_the_page(fetch, publish, publisher, catalogue, make):
    publish(2026)
    recorded = next(order.address for order in orders(catalogue, "0127", [2026]) if order.file.id == "comparability_2026")
    del publisher.files["/" + recorded.split("://")[1]]
    name = recorded.rsplit("/", 1)[1]
    publisher.put(RAW_DATA_2026, f'<html><a href="/download/18.ny/99/{name}">Jämförelser</a></html>'.encode())
    publisher.put(f"https://www.val.se/download/18.ny/99/{name}", make.workbook())
    report = fetch(2026)
    assert rules(report) == []
    assert len(publisher.asked(RAW_DATA_2026.rsplit("/", 1)[1])) == 1  # the page is read once for all its files


def test_a_new_address_is_never_taken_for_unchanged(fetch, publish, publisher, catalogue, make):
    publish(2026)
    fetch(2026)
    recorded = next(order.address for order in orders(catalogue, "0127", [2026]) if order.file.id == "comparability_2026")
    name = recorded.rsplit("/", 1)[1]
    publisher.put(RAW_DATA_2026, f'<a href="/download/18.ny/99/{name}">Jämförelser</a>'.encode())
    publisher.put(f"https://www.val.se/download/18.ny/99/{name}", make.workbook("rättad"))  # with the time of the old one
    assert [path.name for path in fetch(2026).replaced] == [name]


@pytest.mark.parametrize("page", [b"<a href='/annat.zip'>inget</a>", b"<a href='/download/dod/1/{name}'>x</a>"])
def test_a_page_that_misleads_gives_way_to_the_recorded_address(fetch, publish, publisher, catalogue, page):
    publish(2026)
    recorded = next(order.address for order in orders(catalogue, "0127", [2026]) if order.file.id == "comparability_2026")
    publisher.put(RAW_DATA_2026, page.replace(b"{name}", recorded.rsplit("/", 1)[1].encode()))
    assert rules(fetch(2026)) == []


# --- The result files of 2026 ---


def test_the_final_count_goes_before_the_preliminary(fetch, publish, publisher, make):
    publish(2026)
    early = make.result_zip("0127", votes=1)
    publisher.put(PRELIMINARY, early)
    listing = publisher.files["/" + INDEX.split("://")[1]]
    final_line = listing.body
    listing.body = f"{make.md5(early)}  ./p/kf/Val_2026_preliminar_0127_KF.zip\n".encode()
    assert "Val_2026_preliminar_0127_KF.zip" in {path.name for path in fetch(2026).fetched}
    listing.body += final_line
    assert "Val_2026_slutlig_0127_KF.zip" in {path.name for path in fetch(2026).fetched}


def test_before_the_count_the_result_is_not_published_yet(fetch, publish, publisher):
    publish(2026)
    publisher.files["/" + INDEX.split("://")[1]].body = b""
    report = fetch(2026)
    assert (rules(report), report.exit_code) == (["fetch_not_listed"], 1)


def test_a_file_rewritten_since_the_index_was_read_is_accepted_by_the_new_index(fetch, publish, publisher, make, tmp_path):
    publish(2026)
    newer = make.result_zip("0127", votes=800)
    path = "/" + INDEX.split("://")[1]
    stale = publisher.files[path]
    publisher.put(FINAL, newer)

    class Rewritten(type(stale)):
        """The index as it is from the second reading on."""

        @property
        def body(self) -> bytes:
            is_first = len(publisher.asked("index.md5")) == 1
            return stale.body if is_first else f"{make.md5(newer)}  ./s/kf/Val_2026_slutlig_0127_KF.zip\n".encode()

        @body.setter
        def body(self, _: bytes) -> None: ...

    publisher.files[path] = Rewritten()
    assert rules(fetch(2026)) == []
    assert (tmp_path / "in" / "2026" / "Val_2026_slutlig_0127_KF.zip").read_bytes() == newer
    assert len(publisher.asked("Val_2026_slutlig_0127_KF.zip")) == 1


def test_a_checksum_that_never_agrees_is_given_up_and_the_old_file_stays(fetch, publish, publisher, make, tmp_path):
    publish(2026)
    fetch(2026)
    good = (tmp_path / "in" / "2026" / "Val_2026_slutlig_0127_KF.zip").read_bytes()
    publisher.files["/" + INDEX.split("://")[1]].body = f"{'0' * 32}  ./s/kf/Val_2026_slutlig_0127_KF.zip\n".encode()
    publisher.put(FINAL, make.result_zip("0127", votes=1), modified=1_700_000_000.0)
    publisher.requests.clear()
    report = fetch(2026)
    assert (rules(report), report.exit_code) == (["fetch_checksum"], 1)
    assert (tmp_path / "in" / "2026" / "Val_2026_slutlig_0127_KF.zip").read_bytes() == good
    assert len(publisher.asked("index.md5")) == 2
    assert len(publisher.asked("Val_2026_slutlig_0127_KF.zip")) == 2


def test_a_new_version_replaces_the_old_and_is_told(fetch, publish, publisher, make, tmp_path):
    publish(2026)
    fetch(2026)
    newer = make.result_zip("0127", votes=900)
    publisher.put(FINAL, newer, modified=1_700_000_000.0)
    publisher.files["/" + INDEX.split("://")[1]].body = f"{make.md5(newer)}  ./s/kf/Val_2026_slutlig_0127_KF.zip\n".encode()
    report = fetch(2026)
    (replaced,) = report.replaced
    assert replaced.read_bytes() == newer
    assert snapshot.read(replaced.parent)[replaced.name].md5 == make.md5(newer)


def test_a_rehearsal_in_the_index_is_never_taken(fetch, publish, publisher, make):
    publish(2026)
    body = make.result_zip("0127", test=True)
    publisher.put(FINAL, body)
    publisher.files["/" + INDEX.split("://")[1]].body = f"{make.md5(body)}  ./s/kf/Val_2026_slutlig_0127_KF.zip\n".encode()
    assert rules(fetch(2026)) == ["fetch_rehearsal"]


# --- A publisher that misbehaves ---

FAULTS = {
    "missing": (lambda answer, make: answer.faults.extend([404] * 9), "fetch_not_found"),
    "failing": (lambda answer, make: answer.faults.extend([500] * 9), "fetch_server_error"),
    "cut": (lambda answer, make: answer.faults.extend([("cut", 50)] * 9), "fetch_interrupted"),
    "web page": (lambda answer, make: setattr(answer, "body", b"<html>Logga in</html>"), "html_instead_of_data"),
    "loop": (lambda answer, make: setattr(answer, "redirect", "/" + ARCHIVE_2014.split("://")[1]), "fetch_redirect_loop"),
    "short zip": (lambda answer, make: setattr(answer, "body", answer.body[:-30]), "truncated_zip"),
    "elsewhere": (lambda answer, make: setattr(answer, "body", make.zip({"0180K.xml": b""})), "fetch_member_missing"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("has_old", [True, False], ids=["old file", "no file"])
def test_a_failure_leaves_the_folder_as_it_was(fetch, publish, publisher, make, tmp_path, visible_files, fault, has_old):
    publish(2014)
    if has_old:
        fetch(2014)
    before = visible_files(tmp_path)
    newer = make.zip({f"slutresultat_0127{letter}.xml": make.xml("0127", letter, "<!-- ny -->") for letter in "RLK"})
    answer = publisher.put(ARCHIVE_2014, newer, modified=1_700_000_000.0)
    break_it, rule = FAULTS[fault]
    break_it(answer, make)
    report = fetch(2014)
    assert set(rules(report)) == {rule}
    assert report.exit_code == 1
    assert visible_files(tmp_path) == before


def test_after_a_failure_the_next_run_mends_it(fetch, publish, publisher):
    publish(2014)
    publisher.files["/" + ARCHIVE_2014.split("://")[1]].faults.extend([("cut", 60)] * 3)
    assert rules(fetch(2014)) == ["fetch_interrupted"]
    assert rules(fetch(2014)) == []


def test_one_failure_does_not_stop_the_others_and_an_optional_one_is_forgiven(fetch, publish, publisher, catalogue):
    publish(2018)
    for order in orders(catalogue, "0127", [2018]):
        if not order.file.needed:
            del publisher.files["/" + order.address.split("://")[1]]
    report = fetch(2018)
    assert report.failed
    assert not any(failure.is_needed for failure in report.failed)
    assert (len(report.fetched), report.exit_code) == (4, 0)


def test_a_file_spoilt_on_disk_is_fetched_again(fetch, publish, tmp_path):
    publish(2014)
    fetch(2014)
    path = tmp_path / "in" / "2014" / "slutresultat_0127K.xml"
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"10"', b'"99"'))
    report = fetch(2014)
    assert path.read_bytes() == good
    assert path in report.fetched


def test_the_same_bytes_with_a_new_time_are_unchanged(fetch, publish, publisher):
    publish(2014)
    fetch(2014)
    publisher.files["/" + ARCHIVE_2014.split("://")[1]].modified += 1_000
    report = fetch(2014)
    assert (len(report.unchanged), report.fetched, report.replaced) == (3, (), ())


def test_a_file_of_another_municipality_is_refused(fetch, publisher, make, tmp_path, visible_files):
    for letter in "RLK":
        publisher.put(f"https://historik.val.se/val/val2006/slutlig/xml/slutresultat_0127{letter}.xml", make.xml("0180", letter))
    report = fetch(2006)
    assert set(rules(report)) == {"fetch_wrong_municipality"}
    assert visible_files(tmp_path) == {}


def test_without_a_network_every_file_fails_with_the_same_words(fetch, closed_url, slept, tmp_path, visible_files):
    report = fetch(2014, 2022, base_url=closed_url)
    assert set(rules(report)) == {"fetch_no_network"}
    assert report.exit_code == 1
    assert len(slept) == 2  # the host is given up once, not once a file
    assert visible_files(tmp_path) == {}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing refuses root (or Windows folders)")
def test_a_folder_that_may_not_be_written_is_told(fetch, publish, tmp_path):
    publish(2014)
    (tmp_path / "in").mkdir(mode=0o500)
    assert rules(fetch(2014)) == ["fetch_cannot_write"]


def test_a_file_where_the_folder_should_be_is_told(fetch, publish, tmp_path):
    publish(2014)
    (tmp_path / "in").write_text("inte en mapp")
    assert rules(fetch(2014)) == ["fetch_cannot_write"]


def test_a_damaged_snapshot_is_told(fetch, publish, tmp_path):
    publish(2014)
    fetch(2014)
    (tmp_path / "in" / "2014" / "snapshot.toml").write_text("[[", encoding="utf-8")
    assert rules(fetch(2014)) == ["fetch_snapshot_damaged"]
    (tmp_path / "in" / "2014" / "snapshot.toml").write_text('["a.xml"]\nsize = 1\n', encoding="utf-8")
    assert rules(fetch(2014)) == ["fetch_snapshot_damaged"]


# --- What is asked for ---


def test_wrong_questions_are_answered_all_at_once(fetch, publisher):
    with pytest.raises(FetchError) as caught:
        fetch(2021, 2023, municipality="0999")
    assert [problem.rule for problem in caught.value.problems] == ["fetch_unknown_year"] * 2 + ["fetch_unknown_municipality"]
    assert publisher.requests == []


def test_a_mirror_must_be_a_web_address(fetch):
    with pytest.raises(FetchError) as caught:
        fetch(2014, base_url="/hemma/spegling")
    assert caught.value.problems[0].rule == "fetch_bad_base_url"


def test_the_mirror_may_come_from_the_environment(fetch, publish, publisher, monkeypatch):
    publish(2014)
    monkeypatch.setenv("SPEGEL_FETCH_BASE_URL", publisher.url + "/")
    assert rules(fetch(2014, base_url=None)) == []


def test_without_a_client_one_is_made_and_closed(publish, publisher, patience, root, tmp_path, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    publish(2014)
    report = fetch_elections("0127", [2014], tmp_path, base_url=publisher.url, patience=patience, data=root / "data")
    assert len(report.fetched) == 3


def test_every_rule_has_its_texts_and_every_text_its_rule(root):
    source = "".join(path.read_text(encoding="utf-8") for path in (root / "spegel" / "fetch").glob("*.py"))
    used = set(re.findall(r'"(fetch_[a-z_]+)"', source))
    written = {key.removeprefix("problem.").removesuffix(".what") for key in texts() if key.startswith("problem.fetch_")}
    assert {rule for rule in written if not rule.endswith(".remedy")} == used
    assert all(f"problem.{rule}.remedy" in texts() for rule in used)
