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
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import pytest

from spegel.settings import project_root

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
    # Tabs of one visitor share a process, and with it the scripts it has read once: reading them is half of opening a page.
    "--process-per-site",
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
LIST_IS_OPEN = "() => document.activeElement.matches('[role=combobox][aria-expanded=true]')"
PATIENCE_MS = 30_000
PRESSES = 5


@pytest.fixture(scope="session")
def built(shipped: Path) -> Path:
    """What the repository itself ships."""
    return shipped


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


class Profiles:
    """The profiles of visitors, used again and emptied in between of all that a page can store.

    What stays is the scripts that the browser has read, as in any browser that was here before.
    """

    def __init__(self, browser) -> None:
        self.browser = browser
        self.free: dict[str, list] = defaultdict(list)

    def take(self, wishes: dict[str, object]):
        """A profile that nobody uses now. Its first tab is that of nobody."""
        free = self.free[repr(sorted(wishes.items()))]
        if not free:
            free.append(self.browser.new_context(**wishes))
            free[-1].set_default_timeout(PATIENCE_MS)
            free[-1].new_page()
        return free.pop()

    def give_back(self, context, wishes: dict[str, object], origins: set[str]) -> None:
        """Empty a profile that has been at `origins`."""
        context.unroute_all()
        context.clear_cookies()
        session = context.new_cdp_session(context.pages[0])
        for origin in origins:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        session.detach()
        self.free[repr(sorted(wishes.items()))].append(context)


class Visit:
    """One visitor with an empty profile. Remembers what a good page never does.

    `may_ask` names other hosts that are meant; what their own pages ask for is their own.
    """

    def __init__(self, profiles: Profiles, may_ask: Sequence[str] = (), **wishes: object) -> None:
        self.meant = {urlsplit(address).netloc for address in may_ask}
        self.origins = {origin_of(address) for address in may_ask}
        self.profiles = profiles
        self.wishes = {"locale": "sv-SE", "viewport": {"width": 1280, "height": 900}, **wishes}
        self.context = profiles.take(self.wishes)
        self.page = self.context.new_page()
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._watch)
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str) -> Visit:
        """Open an address and wait until the page stands still."""
        self.host = urlsplit(address).netloc
        self.origins.add(origin_of(address))
        nobodys = self.context.pages[0]
        if nobodys.url == "about:blank":
            # A tab of the same site, with no page of ours in it, keeps the process of the site from one visitor to the next.
            nobodys.goto(f"{origin_of(address)}/health")
        self.page.goto(address, wait_until="domcontentloaded")
        return self.settle()

    def leave(self) -> None:
        """Close the tab and forget everything; once is enough."""
        if not self.page.is_closed():
            self.page.close()
            self.profiles.give_back(self.context, self.wishes, self.origins)

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
        self._open_list(self.page.get_by_role("combobox", name=label, exact=True))
        self.page.get_by_role("option", name=option, exact=True).click()
        self.page.wait_for_url(lambda url: url != before)
        return self.settle()

    def _open_list(self, box) -> None:
        """Press a choice, and hold until its list is there: let go sooner than any hand does, Streamlit may shut it again.

        A rerun that was on its way may shut it too; then a hand presses once more.
        """
        shown = self.page.get_by_role("listbox")
        for _ in range(PRESSES):
            self.settle()
            box.hover()
            self.page.mouse.down()
            self.page.wait_for_function(LIST_IS_OPEN)
            self.page.mouse.up()
            self.settle()
            if shown.is_visible():
                return
        pytest.fail(f"the list of {box} shut itself {PRESSES} times")

    def text(self, selector: str) -> str:
        """The visible text of the first element."""
        return self.page.locator(selector).first.inner_text()

    def _watch(self, request) -> None:
        address, asker = (urlsplit(written) for written in (request.url, request.headers.get("referer", "")))
        is_ours = address.netloc in {self.host, *self.meant} or asker.netloc in self.meant
        if address.scheme in ("http", "https", "ws", "wss") and not is_ours:
            self.outside.append(request.url)


@pytest.fixture(scope="module")
def profiles(browser) -> Profiles:
    """What the visitors of one module take their profiles from."""
    return Profiles(browser)


@pytest.fixture
def visit(profiles: Profiles) -> Iterator[Callable[..., Visit]]:
    """`visit(color_scheme="dark").open(address)`. Afterwards: nothing left the host, nothing was complained of."""
    visits: list[Visit] = []

    def begin(**wishes: object) -> Visit:
        visits.append(Visit(profiles, **wishes))
        return visits[-1]

    yield begin
    for one in visits:
        one.leave()
    assert [address for one in visits for address in one.outside] == []
    assert [complaint for one in visits for complaint in one.complaints] == []


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(address))


def _need_browser() -> None:
    pytest.importorskip("playwright.sync_api", reason="needs Playwright (the package playwright)")
    if not CHROMIUM:
        pytest.skip("needs Chromium: install Debian's package chromium, or set CHROMIUM to a browser")
