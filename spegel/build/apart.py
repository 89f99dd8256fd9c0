"""A build in a process of its own, for a server that goes on answering meanwhile.

The server has the published file open and shut against everything but reading, so it cannot build in its own process; and
what the build needs of memory and libraries is gone when it is done.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection

from spegel.build import build
from spegel.core import BuildError, SpegelError
from spegel.progress import Item
from spegel.settings import Settings

Tell = Callable[[str, int, int], None]


def build_apart(settings: Settings, tell: Tell) -> str:
    """Build and publish; returns the version. `tell` hears the step, how much of it is done, and of how much.

    Raises BuildError with the problems that stopped the build, RuntimeError when its process broke or was ended.
    """
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(settings, there), name="spegel-build", daemon=True)
    process.start()
    there.close()
    try:
        while True:
            match here.recv():
                case ("step", label, done, total):
                    tell(label, done, total)
                case ("version", version):
                    return version
                case ("problems", problems):
                    raise BuildError(problems)
    except EOFError as error:
        process.join()
        raise RuntimeError(f"the build ended without a word (exit status {process.exitcode})") from error
    finally:
        here.close()
        process.join()


class _Teller:
    """A watcher that passes on what it sees."""

    def __init__(self, there: Connection):
        self._there = there

    def each(self, label: str, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
        items = list(items) if total is None else items
        total = len(items) if total is None else total
        for number, item in enumerate(items):
            self._there.send(("step", label, number, total))
            yield item


def _run(settings: Settings, there: Connection) -> None:
    try:
        there.send(("version", build(settings, settings.sources, watcher=_Teller(there)).version))
    except SpegelError as error:
        there.send(("problems", error.problems))
