"""Progress that a person sees while something takes time: bars in a terminal, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Item = TypeVar("Item")


class Watcher(Protocol):
    """Is told what is going on."""

    def each(self, label: str, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
        """The items, one after the other, while the progress through them is shown."""


class Silent:
    """Shows nothing."""

    def each(self, label: str, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
        yield from items


class Bars:
    """One bar a step, on standard error so that it never mixes with results."""

    def __init__(self, progress: Progress):
        self._progress = progress

    def each(self, label: str, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
        if total is None:
            items = list(items)
            total = len(items)
        task = self._progress.add_task(label, total=total)
        for item in items:
            yield item
            self._progress.advance(task)
        self._progress.update(task, completed=total)


@contextmanager
def bars() -> Iterator[Bars]:
    """Bars for as long as the block runs."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield Bars(progress)
