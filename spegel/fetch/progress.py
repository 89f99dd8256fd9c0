"""Tells a person what is being fetched: a bar with bytes on a terminal, else one line a file."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from spegel.i18n import text


class ConsoleProgress:
    """Progress on `console`. Use as a context manager, so that the bar is taken away at the end."""

    def __init__(self, console: Console, language: str):
        self._console = console
        self._language = language
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> ConsoleProgress:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bars.stop()

    def begin(self, title: str) -> None:
        """Opens the bar of a file."""
        self._task = self._bars.add_task(title, total=None)

    def received(self, done_bytes: int, total_bytes: int | None) -> None:
        """Moves the bar."""
        if self._task is not None:
            self._bars.update(self._task, completed=done_bytes, total=total_bytes)

    def end(self, title: str, outcome: str) -> None:
        """Takes the bar away and leaves one line."""
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None
        line = f"{text(f'fetch.outcome.{outcome}', self._language)}: {title}"
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)
