"""Services that answer questions: how fast they may be asked, and how their answers are kept as files.

An answer is kept as it came, under a name of ours, with its address in `snapshot.toml`. One that is a few hours old is not
asked for again, so a run that broke off goes on with what is left.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from spegel.core import FetchError, Problem
from spegel.fetch import snapshot
from spegel.fetch.download import Downloader, Patience, Progress, Silence, mirror, new_client, part_of, place, writing
from spegel.fetch.report import Failure, FetchReport


@dataclass(frozen=True)
class Service:
    """A service and what it asks of those who use it; see the top of its file in `data/fetch`."""

    publisher: str
    licence: str
    address: str
    calls: int
    seconds: float
    keep_hours: float
    limit_mb: int


@dataclass
class Throttle:
    """Lets at most `calls` requests go in any `seconds`, tries that failed among them. `clock` and `sleep` are for tests."""

    calls: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _gone: deque[float] = field(default_factory=deque)

    def wait(self, request: httpx.Request) -> None:
        """Waits until one more request may go."""
        if len(self._gone) == self.calls:
            rest = self._gone.popleft() + self.seconds - self.clock()
            if rest > 0:
                self.sleep(rest)
        self._gone.append(self.clock())


@dataclass
class Answers:
    """The answers of one run, in one folder. One that fails does not stop the others."""

    service: Service
    downloader: Downloader
    folder: Path
    now: Callable[[], datetime]
    _paths: dict[str, list[Path]] = field(default_factory=lambda: {"fetched": [], "replaced": [], "unchanged": []})
    _failed: list[Failure] = field(default_factory=list)

    def get(self, title: str, url: str, name: str, check: Callable[[object], None], needed: bool = True) -> object | None:
        """The parsed answer, kept as `name`; None when it could not be had, which the report then tells.

        `check` raises FetchError for JSON that is not what was asked for; the earlier file then stays as it was.
        """
        self.downloader.progress.begin(title)
        try:
            outcome, answer = self._get(title, url, name, check)
            self._paths[outcome].append(self.folder / name)
        except FetchError as error:
            outcome, answer = "failed", None
            self.fail(title, error, needed)
        self.downloader.progress.end(title, outcome)
        return answer

    def fail(self, title: str, error: FetchError, needed: bool = True) -> None:
        """Notes that `title` could not be had."""
        self._failed.append(Failure(title, None, needed, error.problems))

    def report(self) -> FetchReport:
        """What came of it. After a run without failures, answers of earlier runs that this one did not ask for are removed."""
        if not self._failed:
            self._tidy({path.name for paths in self._paths.values() for path in paths})
        kept = (tuple(self._paths[outcome]) for outcome in ("fetched", "replaced", "unchanged"))
        return FetchReport(*kept, tuple(self._failed))

    def _get(self, title: str, url: str, name: str, check: Callable[[object], None]) -> tuple[str, object]:
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        before = snapshot.read(self.folder)
        known = before.get(name)
        is_whole = known is not None and known.url == url and snapshot.is_intact(self.folder, name, known)
        if is_whole and self.now() - datetime.fromisoformat(known.retrieved) < timedelta(hours=self.service.keep_hours):
            return "unchanged", parsed((self.folder / name).read_bytes(), name)
        part = part_of(self.folder / name)
        part.unlink(missing_ok=True)
        since = known.last_modified if is_whole else ""
        received = self.downloader.to_part(url, part, self.service.limit_mb * 1_000_000, since)
        retrieved = self.now().isoformat(timespec="seconds")
        if received is None:
            snapshot.write(self.folder, {**before, name: replace(known, retrieved=retrieved)})
            return "unchanged", parsed((self.folder / name).read_bytes(), name)
        try:
            answer = parsed(part.read_bytes(), name)
            check(answer)
            place(self.folder / name)
        finally:
            part.unlink(missing_ok=True)
        entry = snapshot.Entry(
            publisher=self.service.publisher,
            title=title,
            url=url,
            licence=self.service.licence,
            retrieved=retrieved,
            bytes=received.size,
            sha256=received.sha256,
            md5=received.md5,
            last_modified=received.last_modified,
        )
        snapshot.write(self.folder, {**before, name: entry})
        if is_whole and known.sha256 == entry.sha256:
            return "unchanged", answer
        return "replaced" if known else "fetched", answer

    def _tidy(self, names: set[str]) -> None:
        before = snapshot.read(self.folder)
        left = {name: entry for name, entry in before.items() if name in names}
        if len(left) == len(before):
            return
        for name in set(before) - set(left):
            with writing(self.folder / name):
                (self.folder / name).unlink(missing_ok=True)
        snapshot.write(self.folder, left)


@contextmanager
def asking(
    service: Service,
    destination: Path,
    progress: Progress | None,
    client: httpx.Client | None,
    base_url: str | None,
    patience: Patience | None,
) -> Iterator[Answers]:
    """Answers of a service for as long as the block runs, asked no faster than it allows.

    `base_url`: a mirror, else SPEGEL_FETCH_BASE_URL, else the service itself. Raises FetchError for a mirror that is no address.
    """
    base = mirror(base_url)
    patience = patience or Patience()
    throttle = Throttle(service.calls, service.seconds, sleep=patience.sleep)
    # A client that was handed in is closed by whoever made it.
    with new_client() if client is None else nullcontext(client) as open_client:
        hooks = open_client.event_hooks
        open_client.event_hooks = {**hooks, "request": [*hooks["request"], throttle.wait]}
        try:
            yield Answers(service, Downloader(open_client, base, patience, progress or Silence()), destination, _utc_now)
        finally:
            open_client.event_hooks = hooks


def parsed(data: bytes, name: str) -> object:
    """The JSON in `data`. Raises FetchError for anything else."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FetchError(Problem("fetch_wrong_content", name, details={"expected": "JSON"})) from error


def groups_of(items: Sequence[str], size: int) -> list[Sequence[str]]:
    """The items in order, at most `size` together."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def _utc_now() -> datetime:
    return datetime.now(UTC)
