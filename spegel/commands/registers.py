"""`spegel template`, `spegel import` and `spegel imports`: the municipality's own registers on the command line."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from spegel import fmt
from spegel.core import Problem, SourceError
from spegel.i18n import DEFAULT_LANGUAGE, explain, text
from spegel.registers import importing, mapping_file, organisations, schema
from spegel.registers import template as templates
from spegel.registers.store import Store
from spegel.settings import Settings

MOST_SHOWN = 50


def who() -> str:
    """The name of whoever is signed in to this computer; `-` where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "-"


def log_build(settings: Settings, version: str) -> None:
    """Note in the log that a version was published, by whom."""
    Store(settings.restricted).log(who(), "build", version=version)


def template(kind: str | None, form: str, language: str, output: Path | None) -> int:
    """Write the template of a register, or list all registers. Returns 0. Raises SourceError for an unknown kind."""
    if kind is None:
        for name in schema.kinds():
            register = schema.load(name)
            print(f"{name:20} {register.name_sv:18} {register.about[language]}")
        return 0
    register = schema.load(kind)
    path = output or Path(templates.file_name(register, form))
    try:
        path.write_bytes(templates.write(register, language, form))
    except OSError as error:
        raise SourceError(Problem("file_not_writable", str(path), details={"reason": error.strerror or str(error)})) from error
    print(text("registers.template_written", language, file=path))
    return 0


def take_in(
    settings: Settings, kind: str, file: Path, own_mapping: Path | None, is_check: bool, replaces: str | None,
    report: Path | None, language: str,
) -> int:  # fmt: skip
    """Examine a file and store it if all is right; tell everything that is wrong otherwise. Returns 0 or 1.

    The import belongs to the organisation of `settings.profile`.
    """
    organisation = organisations.of_area(organisations.area_of(settings.profile))
    store = Store(settings.restricted, organisation.area_id)
    chosen = mapping_file.load(own_mapping) if own_mapping else None
    found = importing.examine(store, kind, file.name, importing.read_file(file), chosen, replaces, language)
    for notice in found.notices:
        print(explain(notice, language), file=sys.stderr)
    if not found.is_clean:
        for problem in found.problems[:MOST_SHOWN]:
            print(explain(problem, language), file=sys.stderr)
        if len(found.problems) > MOST_SHOWN:
            print(
                text("registers.more_problems", language, count=fmt.count(len(found.problems) - MOST_SHOWN, language)),
                file=sys.stderr,
            )
        print(text("registers.nothing_stored", language, count=fmt.count(len(found.problems), language)), file=sys.stderr)
        if report and found.report:
            _write_report(report, found.report(language))
            print(text("registers.report_written", language, file=report), file=sys.stderr)
        return 1
    rows = fmt.count(found.frame.height, language)
    if is_check:
        print(text("registers.checked", language, rows=rows))
        return 0
    entry = importing.accept(store, found, who())
    print(text("registers.imported", language, name=organisation.name_sv, rows=rows, import_id=entry.import_id))
    return 0


def imports(settings: Settings, action: str, import_id: str | None, language: str = DEFAULT_LANGUAGE) -> int:
    """List imports or the log of all organisations, undo one, or give an older manifest's to the organisation of the profile.

    Returns 0; 2 where undo is asked for without an id.
    """
    store = Store(settings.restricted)
    if action == "undo":
        if import_id is None:
            print(text("registers.undo_needs_id", language), file=sys.stderr)
            return 2
        entry = store.undo(import_id, who())
        print(text("registers.undone", language, import_id=entry.import_id, file=entry.file_name))
    elif action == "assign":
        organisation = organisations.of_area(organisations.area_of(settings.profile))
        count = Store(settings.restricted, organisation.area_id).assign(who())
        print(text("registers.assigned", language, count=fmt.count(count, language), name=organisation.name_sv))
    elif action == "log":
        for line in store.log_entries():
            print(
                f"{line.at}  {line.who:12}  {line.action:8}  "
                + "  ".join(f"{key}={value}" for key, value in line.details.items())
            )
    else:
        for entry in store.imports():
            state = {
                "active": text("registers.state.active", language),
                "replaced": text("registers.state.replaced", language),
                "undone": text("registers.state.undone", language),
            }[entry.state]
            rows = fmt.count(entry.rows, language)
            print(
                f"{entry.import_id}  {entry.organisation:12}  {state:10}  {rows:>10}  {entry.who:12}  {entry.sha256[:12]}  "
                + entry.file_name
            )
    return 0


def _write_report(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SourceError(Problem("file_not_writable", str(path), details={"reason": error.strerror or str(error)})) from error
