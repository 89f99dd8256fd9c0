"""One download: patient, bounded and resumable, and never half-written under its final name.

Everything is written to a hidden `.<name>.part` beside the final file. The time of that part is the server's
Last-Modified, so that a later try can ask for the rest only if the file is still the same one (If-Range).
"""

from __future__ import annotations

import errno
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from os import environ, utime
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import httpx

from spegel import __version__
from spegel.core import FetchError, Problem

BASE_URL_SETTING = "SPEGEL_FETCH_BASE_URL"
CHUNK_BYTES = 64 * 1024
MAX_REDIRECTS = 5
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_HEADERS = {"User-Agent": f"spegel/{__version__}", "Accept-Encoding": "identity"}

Result = TypeVar("Result")


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how often to try. Waits double; `sleep` is a parameter so that tests need not wait."""

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    attempts: int = 4
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep


class Progress(Protocol):
    """What is told while a file comes in."""

    def begin(self, title: str) -> None:
        """A file is about to be fetched."""

    def received(self, done_bytes: int, total_bytes: int | None) -> None:
        """So much of it is here; the total is None where the server does not say."""

    def end(self, title: str, outcome: str) -> None:
        """The file is done: `fetched`, `replaced`, `unchanged` or `failed`."""


class Silence:
    """Progress that says nothing."""

    def begin(self, title: str) -> None:
        """Says nothing."""

    def received(self, done_bytes: int, total_bytes: int | None) -> None:
        """Says nothing."""

    def end(self, title: str, outcome: str) -> None:
        """Says nothing."""


@dataclass(frozen=True)
class Received:
    """A complete body in the part file: its size in bytes, its checksums, and Last-Modified as the server wrote it."""

    size: int
    sha256: str
    md5: str
    last_modified: str


class _PassingError(Exception):
    """A failure that another try may cure."""

    def __init__(self, problem: Problem, wait_seconds: float = 0.0):
        super().__init__(str(problem))
        self.problem = problem
        self.wait_seconds = wait_seconds


@dataclass
class Downloader:
    """Fetches addresses with one client.

    `base_url` sends every request to a mirror instead: `https://www.val.se/a/b` becomes `<base_url>/www.val.se/a/b`.
    A host that cannot be reached is not tried again, so that a missing network is told once and at once.
    """

    client: httpx.Client
    base_url: str = ""
    patience: Patience = field(default_factory=Patience)
    progress: Progress = field(default_factory=Silence)
    _unreachable: dict[str, Problem] = field(default_factory=dict)

    def to_memory(self, url: str, limit_bytes: int) -> bytes:
        """The body of a small page. Raises FetchError."""

        def attempt() -> bytes:
            body = bytearray()
            with self._response(url, {}) as response:
                for chunk in response.iter_bytes(CHUNK_BYTES):
                    body += chunk
                    if len(body) > limit_bytes:
                        raise FetchError(_too_large(url, limit_bytes))
            return bytes(body)

        return self._patiently(url, attempt)

    def to_part(self, url: str, part: Path, limit_bytes: int, since: str = "") -> Received | None:
        """Downloads into `part`, resuming what lies there from an earlier try; None when unchanged since `since` (HTTP date).

        Raises FetchError. After an interrupted transfer the part stays for the next try; after any other failure it is gone.
        """

        def attempt() -> Received | None:
            return self._receive(url, part, limit_bytes, since)

        return self._patiently(url, attempt)

    def _receive(self, url: str, part: Path, limit_bytes: int, since: str) -> Received | None:
        name = final_name(part)
        offset = part.stat().st_size if part.is_file() else 0
        if offset:
            headers = {"Range": f"bytes={offset}-", "If-Range": formatdate(part.stat().st_mtime, usegmt=True)}
        else:
            headers = {"If-Modified-Since": since} if since else {}
        with self._response(url, headers) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED:
                return None
            if response.status_code == httpx.codes.OK:
                offset = 0
            elif not response.headers.get("content-range", "").startswith(f"bytes {offset}-"):
                part.unlink(missing_ok=True)  # the server's file and ours do not fit together: start over
                raise _PassingError(Problem("fetch_interrupted", name, details={"url": url}))
            length = response.headers.get("content-length", "")
            total = offset + int(length) if length.isdigit() else None
            if total is not None and total > limit_bytes:
                raise FetchError(_too_large(url, limit_bytes, name))
            modified = response.headers.get("last-modified", "")
            self._write(response, part, offset, total, limit_bytes, url)
        with part.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            md5 = hashlib.file_digest(stream, "md5").hexdigest()
        return Received(part.stat().st_size, sha256, md5, modified)

    def _write(self, response: httpx.Response, part: Path, offset: int, total: int | None, limit_bytes: int, url: str) -> None:
        modified = http_seconds(response.headers.get("last-modified", ""))
        size, is_complete = offset, False
        try:
            with writing(part), part.open("ab" if offset else "wb") as stream:
                for chunk in response.iter_bytes(CHUNK_BYTES):
                    size += len(chunk)
                    if size > limit_bytes:
                        raise FetchError(_too_large(url, limit_bytes, final_name(part)))
                    stream.write(chunk)
                    self.progress.received(size, total)
            is_complete = True
        except FetchError:
            part.unlink(missing_ok=True)
            raise
        finally:
            if part.is_file() and modified is not None:
                utime(part, (modified, modified))
            elif not is_complete:
                # Without a date there is no way to ask whether the rest belongs to what is here.
                part.unlink(missing_ok=True)

    def _patiently(self, url: str, attempt: Callable[[], Result]) -> Result:
        host = urlsplit(self._address(url)).netloc
        if host in self._unreachable:
            raise FetchError(self._unreachable[host])
        wait = self.patience.first_wait_seconds
        for number in range(1, self.patience.attempts + 1):
            try:
                return attempt()
            except _PassingError as passing:
                if number == self.patience.attempts:
                    if passing.problem.rule == "fetch_no_network":
                        self._unreachable[host] = passing.problem
                    raise FetchError(passing.problem) from passing
                self.patience.sleep(min(max(wait, passing.wait_seconds), self.patience.longest_wait_seconds))
                wait *= 2
        raise ValueError("Patience.attempts must be at least 1")

    @contextmanager
    def _response(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """An answer worth reading: 200, or 206 and 304 where they were asked for. Everything else becomes a problem."""
        _refuse_rehearsal(url)
        details = {"url": url, "host": urlsplit(self._address(url)).netloc}
        timeout = httpx.Timeout(self.patience.read_seconds, connect=self.patience.connect_seconds)
        try:
            with self.client.stream(
                "GET", self._address(url), headers=_HEADERS | headers, timeout=timeout, follow_redirects=True
            ) as response:
                _check_way(response, url)
                _check_status(response, url, headers)
                yield response
        except httpx.TooManyRedirects as error:
            raise FetchError(Problem("fetch_redirect_loop", details=details)) from error
        except httpx.UnsupportedProtocol as error:
            raise FetchError(Problem("fetch_unsafe_redirect", details=details)) from error
        except httpx.TimeoutException as error:
            raise _PassingError(Problem("fetch_timeout", details=details)) from error
        except (httpx.ConnectError, httpx.ProxyError) as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise FetchError(Problem("fetch_untrusted", details=details)) from error
            raise _PassingError(Problem("fetch_no_network", details=details)) from error
        except httpx.HTTPError as error:
            raise _PassingError(Problem("fetch_interrupted", details=details)) from error

    def _address(self, url: str) -> str:
        if not self.base_url:
            return url
        parts = urlsplit(url)
        return f"{self.base_url.rstrip('/')}/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def new_client() -> httpx.Client:
    """A client that follows few redirects and honours the machine's proxy settings (HTTPS_PROXY, SSL_CERT_FILE)."""
    return httpx.Client(max_redirects=MAX_REDIRECTS)


def part_of(target: Path) -> Path:
    """Where `target` is written until it is complete and checked. Hidden, so that no build reads it."""
    return target.with_name(f".{target.name}.part")


def final_name(part: Path) -> str:
    """The name of the file that `part` will become."""
    return part.name.removeprefix(".").removesuffix(".part")


def place(target: Path) -> None:
    """Gives the complete part of `target` its final name in one step."""
    part = part_of(target)
    with writing(part):
        part.replace(target)


def mirror(base_url: str | None) -> str:
    """The mirror to ask: `base_url`, else SPEGEL_FETCH_BASE_URL; empty for the publishers themselves.

    Raises FetchError for what is no web address.
    """
    found = base_url if base_url is not None else environ.get(BASE_URL_SETTING, "")
    if found and not found.startswith(("http://", "https://")):
        raise FetchError(Problem("fetch_bad_base_url", value=found))
    return found


def http_seconds(text: str) -> float | None:
    """An HTTP date as seconds since 1970, or None where it is empty or not a date."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the disk refuses into a problem a person understands."""
    try:
        yield
    except OSError as error:
        rule = "fetch_disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "fetch_cannot_write"
        details = {"folder": str(path.parent), "reason": error.strerror or str(error)}
        raise FetchError(Problem(rule, final_name(path), details=details)) from error


def _check_way(response: httpx.Response, url: str) -> None:
    """Refuses an answer that came by a rehearsal address or stepped down from https to http."""
    way = [step.url for step in response.history] + [response.url]
    for step in way:
        _refuse_rehearsal(str(step))
    schemes = [step.scheme for step in way]
    if "https" in schemes and schemes[-1] == "http":
        raise FetchError(Problem("fetch_unsafe_redirect", details={"url": url}))


def _check_status(response: httpx.Response, url: str, headers: dict[str, str]) -> None:
    status = response.status_code
    ranged = "Range" in headers
    if status == 200 or (status == 206 and ranged) or (status == 304 and "If-Modified-Since" in headers):
        return
    details = {"url": url, "status": status}
    if status == 416 and ranged:
        return  # no content-range that fits: the caller starts over
    if status in (404, 410):
        raise FetchError(Problem("fetch_not_found", details=details))
    if status in _TRY_AGAIN:
        asked = response.headers.get("retry-after", "")
        raise _PassingError(Problem("fetch_server_error", details=details), float(asked) if asked.isdigit() else 0.0)
    raise FetchError(Problem("fetch_refused", details=details))


def _refuse_rehearsal(url: str) -> None:
    if "genrep" in url.lower():
        raise FetchError(Problem("fetch_rehearsal", details={"url": url}))


def _too_large(url: str, limit_bytes: int, name: str = "") -> Problem:
    return Problem("fetch_too_large", name, details={"url": url, "megabytes": round(limit_bytes / 1e6, 1)})
