"""`spegel fetch elections` on the command line."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from rich.console import Console

from spegel.fetch.elections import FetchReport, fetch_elections
from spegel.fetch.progress import ConsoleProgress
from spegel.i18n import DEFAULT_LANGUAGE, explain, text
from spegel.settings import project_root


def add_arguments(parser: ArgumentParser, language: str = DEFAULT_LANGUAGE) -> None:
    """The options of `spegel fetch elections`."""
    parser.add_argument("--municipality", required=True, metavar="0127", help=text("fetch.help.municipality", language))
    parser.add_argument("--year", type=int, action="append", metavar="2022", help=text("fetch.help.year", language))
    parser.add_argument("--to", type=Path, metavar="DIR", help=text("fetch.help.to", language))
    parser.add_argument("--base-url", metavar="URL", help=text("fetch.help.base_url", language))
    parser.add_argument("--large", action="store_true", help=text("fetch.help.large", language))


def run(arguments: Namespace, console: Console | None = None, language: str = DEFAULT_LANGUAGE) -> int:
    """Fetches and tells how it went; 0 when every needed file is there, else 1.

    Raises FetchError for an unknown municipality or year.
    """
    console = console or Console()
    destination = arguments.to or project_root() / "data" / "inbox" / "elections" / arguments.municipality
    with ConsoleProgress(console, language) as progress:
        report = fetch_elections(
            arguments.municipality,
            arguments.year,
            destination,
            progress,
            with_large=arguments.large,
            base_url=arguments.base_url,
        )
    for line in summary(report, destination, language):
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
