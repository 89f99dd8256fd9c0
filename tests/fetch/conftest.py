"""A small publisher on this machine: serves files in the official shapes, and misbehaves when told to."""

from __future__ import annotations

import hashlib
import io
import json
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import httpx
import pytest
import xlsxwriter

from spegel.fetch.download import Patience

LONG_AGO = 1_600_000_000.0


@dataclass
class Answer:
    """What the publisher gives under one path. The faults are used up from the front, then it behaves.

    A fault is a status code, "silent" (no answer at all), or ("cut", n): the headers promise everything, n bytes come.
    """

    body: bytes = b""
    modified: float | None = LONG_AGO
    faults: list = field(default_factory=list)
    ranges: bool = True
    redirect: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class Publisher:
    """The running server: `files` by path, `requests` as (path, headers) in the order they came."""

    def __init__(self) -> None:
        self.files: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.release = threading.Event()
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.answer(self)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a client that went away is part of these tests
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, address: str, body: bytes, **more: object) -> Answer:
        """Publishes a body under an official address (https://host/path)."""
        answer = Answer(body, **more)
        self.files["/" + address.split("://", 1)[1]] = answer
        return answer

    def asked(self, ending: str) -> list[dict[str, str]]:
        """The headers of every request for a path that ends so."""
        return [headers for path, headers in self.requests if path.endswith(ending)]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.requests.append((handler.path, headers))
        answer = self.files.get(handler.path)
        if answer is None:
            return self._send(handler, 404, b"<html>Sidan finns inte</html>", {})
        fault = answer.faults.pop(0) if answer.faults else None
        if fault == "silent":
            self.release.wait(10)
            handler.close_connection = True
            return None
        if isinstance(fault, int):
            return self._send(handler, fault, b"", answer.headers)
        if answer.redirect:
            return self._send(handler, 302, b"", {"Location": answer.redirect})
        extra = dict(answer.headers)
        date = formatdate(answer.modified, usegmt=True) if answer.modified is not None else ""
        if date:
            extra["Last-Modified"] = date
            if headers.get("if-modified-since") == date:
                return self._send(handler, 304, b"", extra)
        status, body = 200, answer.body
        wanted = headers.get("range", "")
        if wanted and answer.ranges and headers.get("if-range") in (None, date):
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(body):
                return self._send(handler, 416, b"", {"Content-Range": f"bytes */{len(body)}"})
            extra["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            status, body = 206, body[start:]
        sent = body[: fault[1]] if isinstance(fault, tuple) else body
        return self._send(handler, status, sent, extra, promised=len(body))

    @staticmethod
    def _send(
        handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str], promised: int | None = None
    ) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body) if promised is None else promised))
        handler.end_headers()
        handler.wfile.write(body)
        if promised is not None and promised != len(body):
            handler.close_connection = True


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    running = Publisher()
    thread = threading.Thread(target=running.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.release.set()
    running.server.shutdown()
    running.server.server_close()
    thread.join()


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(max_redirects=5, trust_env=False) as opened:
        yield opened


@pytest.fixture
def slept() -> list[float]:
    """The waits that were asked for; nobody really waits."""
    return []


@pytest.fixture
def patience(slept: list[float]) -> Patience:
    return Patience(connect_seconds=10.0, read_seconds=10.0, attempts=3, first_wait_seconds=1.0, sleep=slept.append)


@pytest.fixture
def closed_url() -> str:
    """An address on this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def make_zip(members: dict[str, bytes]) -> bytes:
    """A zip with these members, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def make_xml(municipality: str, letter: str, marker: str = "") -> bytes:
    """A result file of 2006-2018 with one district."""
    kind = {"R": "Riksdagsval", "L": "Landstingsval", "K": "Kommunfullmäktigval"}[letter]
    return (
        f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<VAL VALTYP="{kind}" VALDAG="20140914">{marker}\n'
        f'<KOMMUN KOD="{municipality}" RÖSTER="10"><VALDISTRIKT KOD="{municipality}0101" RÖSTER="10"/></KOMMUN></VAL>\n'
    ).encode("iso-8859-1")


def make_workbook(sheet: str = "roster_KF") -> bytes:
    """A workbook with a header and one row."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, ["Valdistriktskod", "Parti", "Röster"])
        page.write_row(1, 0, ["01270001", "Partiet", 5])
    return buffer.getvalue()


def make_result_zip(municipality: str, votes: int = 700, **more: object) -> bytes:
    """A result file of 2026: JSON with a detached signature."""
    root = {"valtyp": "KF", **more, "valdistrikt": [{"kommunkod": municipality, "totaltAntalRoster": votes}]}
    name = f"Val_2026_slutlig_rostfordelning_{municipality}_KF"
    return make_zip({f"{name}.json": json.dumps(root).encode(), f"{name}_sign.sha256": b"\x01\x02signature"})


@pytest.fixture
def make() -> SimpleNamespace:
    """Small files in the official shapes."""
    return SimpleNamespace(
        zip=make_zip,
        xml=make_xml,
        workbook=make_workbook,
        result_zip=make_result_zip,
        md5=lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    )


@pytest.fixture
def visible_files() -> Callable:
    """The files of a folder that a build would read, by relative path."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
