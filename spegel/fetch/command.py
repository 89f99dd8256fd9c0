"""`spegel fetch` on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from spegel.fetch.elections import fetch_elections
from spegel.fetch.kolada import fetch_kolada
from spegel.fetch.progress import ConsoleProgress
from spegel.fetch.report import FetchReport
from spegel.fetch.scb import fetch_scb
from spegel.i18n import DEFAULT_LANGUAGE, explain, text
from spegel.settings import writable_root


def fetch_elections_command(
    municipality: str,
    years: Sequence[int] | None,
    destination: Path | None,
    *,
    with_large: bool = False,
    base_url: str | None = None,
    console: Console | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> int:
    """Fetches and tells how it went; 0 when every needed file is there, else 1.

    `destination`: None means `data/inbox/elections/<municipality>`. The rest as in `fetch_elections`, which also says
    what is raised.
    """
    console = console or Console()
    folder = destination or _inbox("elections", municipality)
    with ConsoleProgress(console, language) as progress:
        report = fetch_elections(municipality, years, folder, progress, with_large=with_large, base_url=base_url)
    return _told(report, folder, console, language)


def fetch_statistics_command(
    service: str,
    municipality: str,
    destination: Path | None,
    *,
    base_url: str | None = None,
    console: Console | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> int:
    """As `fetch_elections_command` for a service with statistics: `kolada` or `scb`.

    `destination`: None means `data/inbox/<service>/<municipality>`.
    """
    console = console or Console()
    folder = destination or _inbox(service, municipality)
    fetch = {"kolada": fetch_kolada, "scb": fetch_scb}[service]
    with ConsoleProgress(console, language) as progress:
        report = fetch(municipality, folder, progress, base_url=base_url)
    return _told(report, folder, console, language)


def _inbox(what: str, municipality: str) -> Path:
    return writable_root() / "data" / "inbox" / what / municipality


def _told(report: FetchReport, folder: Path, console: Console, language: str) -> int:
    for line in summary(report, folder, language):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return report.exit_code


def summary(report: FetchReport, destination: Path, language: str) -> list[str]:
    """The report as lines: counts and folder, then each problem once with the files it hit."""
    counts = {name: len(getattr(report, name)) for name in ("fetched", "replaced", "unchanged", "failed")}
    lines = [text("fetch.summary", language, folder=destination, **counts)]
    titles_by_problem: dict[str, list[str]] = {}
    for failure in report.failed:
        mark = "" if failure.is_needed else f" ({text('fetch.optional', language)})"
        for problem in failure.problems:
            titles_by_problem.setdefault(explain(problem, language), []).append(f"{failure.title}{mark}")
    for explanation, titles in titles_by_problem.items():
        lines += ["", *(f"- {title}" for title in titles), f"  {explanation}"]
    return lines
