"""The real server and a real browser. Without Chromium or Playwright every test here is skipped, with the reason."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import pytest

from spegel.build import build
from spegel.settings import Settings, project_root

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
READY = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const state = document.querySelector('.page-state');
  return app && state && state.dataset.page === location.pathname
    && app.getAttribute('data-test-connection-state') === 'CONNECTED'
    && app.getAttribute('data-test-script-state') === 'notRunning'
    && !document.querySelector('[data-testid="stSkeleton"]');
}"""
DRAWN = "() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart => chart.querySelector('svg.main-svg'))"
PATIENCE_MS = 30_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # One module stays with one worker: one browser for it, and one server for the worker.
            item.add_marker(pytest.mark.xdist_group(f"browser {item.path.stem}"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the repository itself ships, built once."""
    folder = tmp_path_factory.mktemp("browser")
    build(Settings(warehouse=folder))
    return folder


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(warehouse: Path, *options: str, port: int | None = None) -> Iterator[str]:
    """The product's own server, with more options of `spegel serve`, until the block ends; gives its address.

    On a free port unless one is given.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "spegel", "serve", "--port", str(port), "--warehouse", str(warehouse), *options]
    address = f"http://127.0.0.1:{port}"
    with answering(command, f"{address}/health"):
        yield address


@contextmanager
def answering(command: Sequence[str], address: str) -> Iterator[None]:
    """A server of its own, from when it answers at `address` until the block ends."""
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=project_root(), stdout=subprocess.DEVNULL, stderr=log)
        try:
            _await(address, server, log)
            yield
        finally:
            server.terminate()
            server.wait(timeout=20)


def _await(address: str, server: subprocess.Popen, log: BinaryIO) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.05)
    log.seek(0)
    pytest.fail(f"the server does not answer (exit status {server.poll()}): {log.read().decode(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one server for the whole session, with the pages of everybody."""
    _need_browser()
    with serving(built, "--audience", "all", "--restricted", str(tmp_path_factory.mktemp("restricted"))) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """Chromium. For one module at a time, since Playwright keeps an event loop running as long as it lives."""
    _need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Visit:
    """One visitor with a clean profile. Remembers what a good page never does.

    `may_ask` names other hosts that are meant; what their own pages ask for is their own.
    """

    def __init__(self, browser, may_ask: Sequence[str] = (), **context: object) -> None:
        self.meant = {urlsplit(address).netloc for address in may_ask}
        self.context = browser.new_context(**{"locale": "sv-SE", "viewport": {"width": 1280, "height": 900}, **context})
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._watch)
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str) -> Visit:
        """Open an address and wait until the page stands still."""
        self.host = urlsplit(address).netloc
        self.page.goto(address, wait_until="domcontentloaded")
        return self.settle()

    def settle(self) -> Visit:
        """Wait until the script has run and what it drew is there."""
        self.page.wait_for_function(READY)
        self.page.wait_for_function(DRAWN)
        return self

    def follow(self, name: str) -> Visit:
        """Press a link by its words, and wait for the page it leads to."""
        before = self.page.url
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_url(lambda url: url != before)
        return self.settle()

    def press(self, mark, *, opens: str) -> Visit:
        """Press a mark of a picture, and wait for the page it leads to."""
        mark.scroll_into_view_if_needed()
        box = mark.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        # Plotly takes a press only on a mark it has seen the pointer come to.
        self.page.mouse.move(x - 4, y)
        self.page.mouse.move(x, y)
        self.page.wait_for_selector(".hoverlayer .hovertext")
        self.page.mouse.click(x, y)
        self.page.wait_for_url(opens)
        return self.settle()

    def rows(self, chart: str = "") -> list[list[str]]:
        """The cells of the table under a chart, or of every table on the page, in their order."""
        under = f".st-key-chart_{chart} " if chart else "main "
        return self.page.eval_on_selector_all(
            f"{under}.spegel-table tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )

    def choose(self, label: str, option: str) -> Visit:
        """Pick an option of a choice, and wait for the page it gives."""
        before = self.page.url
        self.page.get_by_role("combobox", name=label, exact=True).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.page.wait_for_url(lambda url: url != before)
        return self.settle()

    def text(self, selector: str) -> str:
        """The visible text of the first element."""
        return self.page.locator(selector).first.inner_text()

    def _watch(self, request) -> None:
        address, asker = (urlsplit(written) for written in (request.url, request.headers.get("referer", "")))
        is_ours = address.netloc in {self.host, *self.meant} or asker.netloc in self.meant
        if address.scheme in ("http", "https", "ws", "wss") and not is_ours:
            self.outside.append(request.url)


@pytest.fixture
def visit(browser) -> Iterator[Callable[..., Visit]]:
    """`visit(color_scheme="dark").open(address)`. Afterwards: nothing left the host, nothing was complained of."""
    visits: list[Visit] = []

    def begin(**context: object) -> Visit:
        visits.append(Visit(browser, **context))
        return visits[-1]

    yield begin
    for one in visits:
        one.context.close()
    assert [address for one in visits for address in one.outside] == []
    assert [complaint for one in visits for complaint in one.complaints] == []


def _need_browser() -> None:
    pytest.importorskip("playwright.sync_api", reason="needs Playwright (the package playwright)")
    if not CHROMIUM:
        pytest.skip("needs Chromium: install Debian's package chromium, or set CHROMIUM to a browser")
