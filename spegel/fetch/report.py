"""What a run of downloads came to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spegel.core import Problem


@dataclass(frozen=True)
class Failure:
    """A file that was not fetched. `is_needed` decides whether the command as a whole has failed; `year` is of an election."""

    title: str
    year: int | None
    is_needed: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class FetchReport:
    """What came of it. `replaced` are files whose earlier version was exchanged for another one from the publisher."""

    fetched: tuple[Path, ...] = ()
    replaced: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    failed: tuple[Failure, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 when every needed file is there, else 1."""
        return int(any(failure.is_needed for failure in self.failed))
