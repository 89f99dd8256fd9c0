"""The command line. Each command is thin: it reads arguments, calls one function and shows what came back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from spegel import __version__, i18n, settings
from spegel.core import BuildError, Problem, SpegelError

LANGUAGE = i18n.DEFAULT_LANGUAGE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 something a person must mend, 2 wrong usage."""
    parser = _parser()
    choices, rest = parser.parse_known_args(arguments)
    if rest and choices.run is not _query:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        chosen = settings.from_environment().with_choices(
            choices.profile, choices.warehouse, getattr(choices, "audience", None), choices.restricted
        )
        return choices.run(chosen, choices, rest)
    except SpegelError as error:
        for problem in error.problems:
            print(i18n.explain(problem, LANGUAGE), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spegel", description="Demokratispegeln: see whether local democracy works for everyone."
    )
    parser.add_argument("--version", action="version", version=f"spegel {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--profile", help="a folder in data/profiles, or a municipality code (SPEGEL_PROFILE; default botkyrka)")
    common.add_argument(
        "--warehouse", metavar="DIR", help="where published versions lie (SPEGEL_WAREHOUSE; default data/warehouse)"
    )
    common.add_argument(
        "--restricted", metavar="DIR", help="where accepted registers lie (SPEGEL_RESTRICTED; default data/restricted)"
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run, summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, parents=[common], help=summary, description=summary)
        sub.set_defaults(run=run)
        return sub

    serve = command("serve", _serve, "Build if needed, then show the app on this computer and print its address.")
    serve.add_argument("--port", type=int, default=8501, help="default 8501; 0 takes any free one")
    serve.add_argument("--audience", choices=settings.AUDIENCES, help="whose pages to show (SPEGEL_AUDIENCE; default public)")
    build = command("build", _build, "Read official files, build the database, check it and publish it.")
    build.add_argument(
        "--sources", metavar="DIR", type=Path, help="a folder with official files; found by what they hold (SPEGEL_SOURCES)"
    )
    build.add_argument("--check", action="store_true", help="do everything but publish")
    fetch = command("fetch", _fetch, "Download official files and statistics.")
    fetch.add_argument("what", choices=["elections", "kolada", "scb"], help="what to download")
    fetch.add_argument(
        "--municipality", "--area", required=True, metavar="CODE", help="four digits, such as 0127, or a folder in data/profiles"
    )
    fetch.add_argument("--year", type=int, nargs="+", action="extend", help="one or more election years (default: all)")
    fetch.add_argument("--to", metavar="DIR", type=Path, help="default data/inbox/WHAT/CODE")
    fetch.add_argument("--large", action="store_true", help="also the large national files that a municipality seldom needs")
    fetch.add_argument("--base-url", metavar="URL", help="a mirror of the official hosts (SPEGEL_FETCH_BASE_URL)")
    ask = command("query", _query, "Answer with a dataset; its parameters are given as --NAME VALUE.")
    ask.add_argument("name", nargs="?", help="name of the dataset; without one, all are listed")
    ask.add_argument("--format", choices=["table", "csv", "json"], default="table")
    template = command("template", _template, "Write an empty register to fill in.")
    template.add_argument("kind", nargs="?", metavar="KIND", help="such as dialogues; without one, all are listed")
    template.add_argument("--format", choices=["xlsx", "csv"], default="xlsx")
    template.add_argument("--language", choices=i18n.LANGUAGES, default=LANGUAGE, help="of headers and values (default sv)")
    template.add_argument("-o", "--output", metavar="FILE", type=Path, help="default mall-<register> in this folder")
    take_in = command("import", _import, "Check a filled-in register, or another system's export, and store it if all is right.")
    take_in.add_argument("kind", metavar="KIND", help="such as dialogues")
    take_in.add_argument("file", metavar="FILE", type=Path)
    take_in.add_argument("--mapping", metavar="FILE", type=Path, help="your own copy of a file in data/registers/mappings")
    take_in.add_argument("--check", action="store_true", help="check and store nothing")
    take_in.add_argument("--replace", metavar="ID", help="an earlier import that this file is put in the place of")
    take_in.add_argument("--report", metavar="FILE", type=Path, help="write your file with every fault marked, as a workbook")
    take_in.add_argument("--language", choices=i18n.LANGUAGES, default=LANGUAGE, help="of the report (default sv)")
    imports = command("imports", _imports, "List what has been imported, take an import back, or say whose imports are.")
    imports.add_argument("action", nargs="?", choices=["list", "undo", "log", "assign"], default="list")
    imports.add_argument("id", nargs="?", metavar="ID", help="the import to undo")
    examples = command("example", _example, "Write example registers, invented and marked so, to look at or measure with.")
    examples.add_argument("--to", metavar="DIR", type=Path, required=True, help="folder to write the files in")
    examples.add_argument(
        "--scale",
        choices=["profile", "sweden"],
        default="profile",
        help="the profile's registers as CSV, or those of 290 municipalities as Parquet",
    )
    command("check", _check, "Run the whole test suite.")
    return parser


def _build(chosen: settings.Settings, choices: argparse.Namespace, rest: list[str]) -> int:
    from spegel.build import build
    from spegel.progress import bars

    try:
        with bars() as watcher:
            report = build(chosen, choices.sources or chosen.sources, choices.check, watcher)
    except BuildError as error:
        _print_notices(error.notices, with_unused=True)
        raise
    _print_notices(report.notices, with_unused=choices.check)
    outcome = "checked" if choices.check else "done" if report.is_new else "moved" if report.is_published else "nothing_to_do"
    print(i18n.text(f"build.{outcome}", LANGUAGE, version=report.version, folder=chosen.warehouse))
    if report.is_published and not choices.check:
        from spegel.commands.registers import log_build

        log_build(chosen, report.version)
    if report.pruned:
        print(i18n.text("build.pruned", LANGUAGE, versions=", ".join(report.pruned)))
    return 0


def _print_notices(notices: Sequence[tuple[str | None, Problem]], with_unused: bool) -> None:
    unused = [notice for _, notice in notices if notice.rule == "file_not_used"]
    for source, notice in notices:
        if with_unused or notice not in unused:
            print(f"- {i18n.explain(notice, LANGUAGE)}" + (f" ({source})" if source else ""), file=sys.stderr)
    if unused and not with_unused:
        print(f"- {i18n.text('build.unused', LANGUAGE, count=len(unused))}", file=sys.stderr)


def _serve(chosen: settings.Settings, choices: argparse.Namespace, rest: list[str]) -> int:
    from spegel.commands.serve import serve

    return serve(chosen, choices.port)


def _fetch(chosen: settings.Settings, choices: argparse.Namespace, rest: list[str]) -> int:
    from spegel import profiles
    from spegel.fetch.command import fetch_elections_command, fetch_statistics_command

    code = choices.municipality
    if code in profiles.names():
        code = profiles.read(code).municipality
    if choices.what != "elections":
        return fetch_statistics_command(choices.what, code, choices.to, base_url=choices.base_url)
    return fetch_elections_command(code, choices.year, choices.to, with_large=choices.large, base_url=choices.base_url)


def _query(chosen: settings.Settings, choices: argparse.Namespace, rest: list[str]) -> int:
    from spegel.commands.query import answer, catalogue

    text = answer(chosen, choices.name, _pairs(rest), choices.format, LANGUAGE) if choices.name else catalogue()
    sys.stdout.write(text)
    return 0


def _template(chosen: settings.Settings, choices: argparse.Namespace, rest: list[str]) -> int:
    from spegel.commands.registers import template

    return template(choices.kind, choices.format, choices.language, choices.output)


def _import(chosen: settings.Settings, choices: argparse.Namespace, rest: list[str]) -> int:
    from spegel.commands.registers import take_in

    return take_in(
        chosen, choices.kind, choices.file, choices.mapping, choices.check, choices.replace, choices.report, choices.language
    )


def _imports(chosen: settings.Settings, choices: argparse.Namespace, rest: list[str]) -> int:
    from spegel.commands.registers import imports

    return imports(chosen, choices.action, choices.id, LANGUAGE)


def _example(chosen: settings.Settings, choices: argparse.Namespace, rest: list[str]) -> int:
    from spegel.commands.example import example_command
    from spegel.progress import bars

    with bars() as watcher:
        return example_command(chosen.profile, choices.scale, choices.to, LANGUAGE, watcher)


def _check(chosen: settings.Settings, choices: argparse.Namespace, rest: list[str]) -> int:
    from spegel.commands.check import check

    return check()


def _pairs(rest: list[str]) -> dict[str, str]:
    """`--name value` and `--name=value` as a mapping; names with - or _ are the same. Exits with 2 for anything else."""
    pairs: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise SystemExit(f"spegel query: not understood: {word}")
        pairs[name.replace("-", "_")] = value if equals else next(words, "")
    return pairs


if __name__ == "__main__":
    sys.exit(main())
