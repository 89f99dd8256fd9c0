"""One download against a publisher that misbehaves."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spegel.core import FetchError
from spegel.fetch.download import Downloader, Patience, final_name, http_seconds, new_client, part_of, writing
from spegel.i18n import explain

ADDRESS = "https://www.val.se/download/18.1/1/filen.zip"
BODY = bytes(range(256)) * 1_000
LIMIT = 10_000_000


@pytest.fixture
def downloader(client, publisher, patience) -> Downloader:
    return Downloader(client, publisher.url, patience)


@pytest.fixture
def part(tmp_path) -> Path:
    return part_of(tmp_path / "filen.zip")


def rule_of(call) -> str:
    with pytest.raises(FetchError) as caught:
        call()
    (problem,) = caught.value.problems
    assert explain(problem, "sv") != explain(problem, "en")
    return problem.rule


def test_a_download_gives_bytes_checksums_and_the_servers_time(downloader, publisher, part):
    answer = publisher.put(ADDRESS, BODY)
    received = downloader.to_part(ADDRESS, part, LIMIT)
    assert part.read_bytes() == BODY
    assert (received.size, received.sha256) == (len(BODY), hashlib.sha256(BODY).hexdigest())
    assert received.md5 == hashlib.md5(BODY, usedforsecurity=False).hexdigest()
    assert http_seconds(received.last_modified) == part.stat().st_mtime == answer.modified


def test_the_server_is_asked_for_the_bytes_as_they_are(downloader, publisher, part):
    publisher.put(ADDRESS, BODY)
    downloader.to_part(ADDRESS, part, LIMIT)
    (headers,) = publisher.asked("filen.zip")
    assert headers["accept-encoding"] == "identity"
    assert headers["user-agent"].startswith("spegel/")


def test_an_unchanged_file_is_not_sent_again(downloader, publisher, part):
    publisher.put(ADDRESS, BODY)
    first = downloader.to_part(ADDRESS, part, LIMIT)
    part.unlink()
    assert downloader.to_part(ADDRESS, part, LIMIT, since=first.last_modified) is None
    assert not part.exists()


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_passing_fault_is_tried_again_with_growing_waits(downloader, publisher, part, slept, status):
    publisher.put(ADDRESS, BODY, faults=[status, status])
    assert downloader.to_part(ADDRESS, part, LIMIT).size == len(BODY)
    assert slept == [1.0, 2.0]


def test_the_server_may_ask_for_a_longer_wait_but_not_for_hours(downloader, publisher, part, slept):
    publisher.put(ADDRESS, BODY, faults=[503], headers={"Retry-After": "7"})
    downloader.to_part(ADDRESS, part, LIMIT)
    part.unlink()
    publisher.put(ADDRESS, BODY, faults=[503], headers={"Retry-After": "86400"})
    downloader.to_part(ADDRESS, part, LIMIT)
    assert slept == [7.0, downloader.patience.longest_wait_seconds]


def test_a_lasting_fault_gives_up(downloader, publisher, part, slept):
    publisher.put(ADDRESS, BODY, faults=[500] * 9)
    assert rule_of(lambda: downloader.to_part(ADDRESS, part, LIMIT)) == "fetch_server_error"
    assert len(publisher.requests) == downloader.patience.attempts
    assert len(slept) == downloader.patience.attempts - 1


@pytest.mark.parametrize(
    ("status", "rule"),
    [(404, "fetch_not_found"), (410, "fetch_not_found"), (403, "fetch_refused"), (204, "fetch_refused")],
)
def test_a_clear_answer_is_not_asked_for_twice(downloader, publisher, part, slept, status, rule):
    publisher.put(ADDRESS, BODY, faults=[status])
    assert rule_of(lambda: downloader.to_part(ADDRESS, part, LIMIT)) == rule
    assert slept == []
    assert not part.exists()


def test_silence_ends_in_a_time_out(downloader, publisher, part):
    publisher.put(ADDRESS, BODY, faults=["silent"] * 9)
    downloader.patience = replace(downloader.patience, read_seconds=0.05)
    assert rule_of(lambda: downloader.to_part(ADDRESS, part, LIMIT)) == "fetch_timeout"


def test_a_broken_transfer_goes_on_where_it_stopped(downloader, publisher, part):
    publisher.put(ADDRESS, BODY, faults=[("cut", 100_000)])
    assert downloader.to_part(ADDRESS, part, LIMIT).sha256 == hashlib.sha256(BODY).hexdigest()
    first, second = publisher.asked("filen.zip")
    assert "range" not in first
    assert second["range"].startswith("bytes=")
    assert second["range"] != "bytes=0-"
    assert "if-range" in second


def test_an_interrupted_run_is_resumed_by_the_next_one(downloader, publisher, part, client):
    publisher.put(ADDRESS, BODY, faults=[("cut", 70_000)] * 3)
    impatient = Downloader(client, publisher.url, replace(downloader.patience, attempts=1))
    assert rule_of(lambda: impatient.to_part(ADDRESS, part, LIMIT)) == "fetch_interrupted"
    kept = part.stat().st_size
    assert 0 < kept < len(BODY)
    publisher.files["/www.val.se/download/18.1/1/filen.zip"].faults.clear()
    assert downloader.to_part(ADDRESS, part, LIMIT).sha256 == hashlib.sha256(BODY).hexdigest()
    assert publisher.asked("filen.zip")[-1]["range"] == f"bytes={kept}-"


def test_a_server_without_ranges_sends_everything_again(downloader, publisher, part):
    publisher.put(ADDRESS, BODY, faults=[("cut", 100_000)], ranges=False)
    assert downloader.to_part(ADDRESS, part, LIMIT).sha256 == hashlib.sha256(BODY).hexdigest()


def test_a_file_that_was_exchanged_meanwhile_is_not_mixed_with_the_old_one(downloader, publisher, part, client):
    publisher.put(ADDRESS, b"old" * 50_000, faults=[("cut", 90_000)])
    with pytest.raises(FetchError):
        Downloader(client, publisher.url, replace(downloader.patience, attempts=1)).to_part(ADDRESS, part, LIMIT)
    publisher.put(ADDRESS, BODY, modified=1_700_000_000.0)
    assert downloader.to_part(ADDRESS, part, LIMIT).sha256 == hashlib.sha256(BODY).hexdigest()


def test_a_part_that_is_as_long_as_the_file_starts_over(downloader, publisher, part):
    answer = publisher.put(ADDRESS, BODY)
    part.write_bytes(b"x" * len(BODY))
    os.utime(part, (answer.modified, answer.modified))
    assert downloader.to_part(ADDRESS, part, LIMIT).sha256 == hashlib.sha256(BODY).hexdigest()


def test_without_a_date_nothing_is_resumed(downloader, publisher, part, client):
    publisher.put(ADDRESS, BODY, modified=None, faults=[("cut", 100_000)])
    with pytest.raises(FetchError):
        Downloader(client, publisher.url, replace(downloader.patience, attempts=1)).to_part(ADDRESS, part, LIMIT)
    assert not part.exists()
    received = downloader.to_part(ADDRESS, part, LIMIT)
    assert (received.last_modified, received.size) == ("", len(BODY))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, 5_000), max_size=4), ranges=st.booleans(), dated=st.booleans())
def test_wherever_it_breaks_the_file_is_whole_or_there_is_an_error(downloader, publisher, part, cuts, ranges, dated):
    body = bytes(range(250)) * 20
    part.unlink(missing_ok=True)
    faults = [("cut", cut) for cut in cuts if cut < len(body)]
    publisher.put(ADDRESS, body, faults=faults, ranges=ranges, modified=1_600_000_000.0 if dated else None)
    if len(faults) >= downloader.patience.attempts:
        assert rule_of(lambda: downloader.to_part(ADDRESS, part, LIMIT)) == "fetch_interrupted"
    else:
        received = downloader.to_part(ADDRESS, part, LIMIT)
        assert part.read_bytes() == body
        assert received.size == len(body)


@pytest.mark.parametrize("ranges", [True, False])
def test_too_large_is_refused_by_header_and_by_count(downloader, publisher, part, client, ranges):
    publisher.put(ADDRESS, BODY)
    assert rule_of(lambda: downloader.to_part(ADDRESS, part, 1_000)) == "fetch_too_large"

    def endless(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=(b"x" * 1_000 for _ in range(10_000)))

    with httpx.Client(transport=httpx.MockTransport(endless)) as endless_client:
        source = Downloader(endless_client, patience=downloader.patience)
        assert rule_of(lambda: source.to_part(ADDRESS, part, 50_000)) == "fetch_too_large"
        assert rule_of(lambda: source.to_memory(ADDRESS, 50_000)) == "fetch_too_large"
    assert not part.exists()


def test_a_redirect_is_followed(downloader, publisher, part):
    publisher.put(ADDRESS, b"", redirect="/www.val.se/ny/filen.zip")
    publisher.put("https://www.val.se/ny/filen.zip", BODY)
    assert downloader.to_part(ADDRESS, part, LIMIT).size == len(BODY)


@pytest.mark.parametrize(
    ("location", "rule"),
    [
        ("/www.val.se/download/18.1/1/filen.zip", "fetch_redirect_loop"),
        ("file:///etc/hostname", "fetch_unsafe_redirect"),
        ("ftp://www.val.se/filen.zip", "fetch_unsafe_redirect"),
        ("/resultat.val.se/genrep2026/filen.zip", "fetch_rehearsal"),
    ],
)
def test_bad_redirects_are_refused(downloader, publisher, part, location, rule):
    publisher.put(ADDRESS, b"", redirect=location)
    publisher.put("https://resultat.val.se/genrep2026/filen.zip", BODY)
    assert rule_of(lambda: downloader.to_part(ADDRESS, part, LIMIT)) == rule
    assert not part.exists()


def test_stepping_down_from_https_to_http_is_refused(part, patience):
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https":
            return httpx.Response(302, headers={"Location": "http://www.val.se/filen.zip"})
        return httpx.Response(200, content=BODY)

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        assert rule_of(lambda: Downloader(client, patience=patience).to_part(ADDRESS, part, LIMIT)) == "fetch_unsafe_redirect"


def test_a_rehearsal_is_never_asked_for(downloader, publisher, part):
    address = "https://resultat.val.se/resultatfiler/genrep2026/s/kf/Genrep_2026_slutlig_0127_KF.zip"
    publisher.put(address, BODY)
    assert rule_of(lambda: downloader.to_part(address, part, LIMIT)) == "fetch_rehearsal"
    assert publisher.requests == []


def test_no_network_is_told_once_and_at_once(client, patience, slept, closed_url, part):
    downloader = Downloader(client, closed_url, patience)
    assert rule_of(lambda: downloader.to_part(ADDRESS, part, LIMIT)) == "fetch_no_network"
    waits = len(slept)
    assert rule_of(lambda: downloader.to_part("https://historik.val.se/annan.zip", part, LIMIT)) == "fetch_no_network"
    assert len(slept) == waits == patience.attempts - 1


def test_a_certificate_of_the_wrong_kind_is_not_called_a_missing_network(part, patience, slept):
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] unable to get local issuer certificate")

    with httpx.Client(transport=httpx.MockTransport(refuse)) as client:
        assert rule_of(lambda: Downloader(client, patience=patience).to_part(ADDRESS, part, LIMIT)) == "fetch_untrusted"
    assert slept == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux), the disk that is always full")
def test_a_full_disk_is_told_as_such(downloader, publisher, part):
    publisher.put(ADDRESS, BODY)
    part.symlink_to("/dev/full")
    assert rule_of(lambda: downloader.to_part(ADDRESS, part, LIMIT)) == "fetch_disk_full"
    assert not part.is_symlink()


def test_a_folder_that_refuses_is_told_with_its_reason(downloader, publisher, tmp_path):
    publisher.put(ADDRESS, BODY)
    missing = part_of(tmp_path / "finns-inte" / "filen.zip")
    assert rule_of(lambda: downloader.to_part(ADDRESS, missing, LIMIT)) == "fetch_cannot_write"


def test_progress_hears_every_chunk(downloader, publisher, part):
    heard = []

    class Ear:
        def begin(self, title: str) -> None: ...

        def received(self, done_bytes: int, total_bytes: int | None) -> None:
            heard.append((done_bytes, total_bytes))

        def end(self, title: str, outcome: str) -> None: ...

    downloader.progress = Ear()
    publisher.put(ADDRESS, BODY, faults=[("cut", 100_000)])
    downloader.to_part(ADDRESS, part, LIMIT)
    done = [count for count, _ in heard]
    assert done == sorted(done)
    assert heard[-1] == (len(BODY), len(BODY))
    assert {total for _, total in heard} == {len(BODY)}


def test_small_helpers(tmp_path):
    assert final_name(part_of(tmp_path / "a b.zip")) == "a b.zip"
    assert part_of(tmp_path / "a.zip").name.startswith(".")
    assert http_seconds("Sun, 13 Sep 2020 12:26:40 GMT") == 1_600_000_000.0
    assert http_seconds("") is None
    assert http_seconds("in the morning") is None
    with pytest.raises(FetchError), writing(tmp_path / "x"):
        raise PermissionError(13, "Permission denied")
    with pytest.raises(ValueError, match="attempts"), httpx.Client() as client:
        Downloader(client, patience=Patience(attempts=0)).to_memory(ADDRESS, 1)


def test_the_ordinary_client_follows_few_redirects():
    with new_client() as client:
        assert client.max_redirects == 5


