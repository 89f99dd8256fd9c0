"""Registers filled in by the tests: rows that are right, written as a person's file would hold them."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

import xlsxwriter

from spegel.registers import importing, schema
from spegel.registers.cells import decimal, instant
from spegel.registers.columns import example_text
from spegel.registers.store import Store

Row = dict[str, str]

SECOND: Mapping[str, list[Row]] = {
    "activity": [{"gender": "Män", "kind": "Talartid i minuter", "count": "212,5"}],
    "attendance": [{"category": "Män", "count": "19", "speaking_count": "12"}],
    "attention": [{"dimension": "Ålder", "category": "18–29 år", "reviewed_date": ""}],
    "bodies": [{"body_id": "KS", "name": "Kommunstyrelsen", "classification": "Styrelse", "parent_id": "KF"}],
    "budget_projects": [{"project_id": "8", "name": "Bänkar", "cost": "90000", "selected": "nej"}],
    "budget_voters": [{"category": "Män", "count": "655"}],
    "decisions": [{"decision_id": "KS/2026:00200", "done_date": "2026-09-01", "evaluated_date": "2026-10-01"}],
    "dialogues": [{"dialogue_id": "D-2026-015", "title": "Budgetdialog", "end_time": "", "decision_date": "", "attendees": ""}],
    "elected": [{"person_id": "P-002", "gender": "Män", "end_date": "", "end_reason": "", "on_behalf_of": ""}],
    "feedback": [{"feedback_id": "A-2", "promise": "Hur det hanterades", "given_date": ""}],
    "fees": [{"role": "Ledamot", "yearly_fee_sek": "24000", "meeting_fee_sek": ""}],
    "indicators": [{"gender": "M (män)", "dimension": "Ålder", "category": "18–29 år", "value": "38,2"}],
    "interview_themes": [{"gender": "Män", "mentions": "0", "interviews": "12"}],
    "panel_answers": [{"question_id": "F02", "answer_code": "2", "answer_value": "2"}],
    "panel_respondents": [{"respondent_id": "R-00418", "gender": "Uppgift saknas", "birth_region": ""}],
    "panel_themes": [{"respondent_id": "R-00418", "theme": "Fler bänkar"}],
    "panel_waves": [{"wave_id": "2026-2", "start_date": "2026-05-01", "end_date": "2026-05-20", "results_date": ""}],
    "presence": [{"presence_id": "N-2026-02", "place_type": "Sociala medier", "area_code": "", "open_meeting": "nej"}],
    "proposals": [{"proposal_id": "F-2", "state": "Inkommen", "decided_date": "", "supports": ""}],
    "staff": [{"gender": "Män", "count": "21"}],
    "unique_participants": [{"gender": "Män", "count": "97"}],
    "user_councils": [{"unit_id": "E-045", "has_council": "nej", "is_voluntary": ""}],
    "views": [{"service_request_id": "104823", "latitude": "59.24", "longitude": "17.85", "status": "Öppen"}],
}
"""What sets the second row of each register apart from the example."""


def rows(kind: str, language: str = "sv") -> list[Row]:
    """Two rows that are right: the example of the template, and another."""
    register = schema.load(kind)
    first = {name: example_text(register, column, language) for name, column in register.columns.items()}
    return [first, *({**first, **more} for more in SECOND[kind])]


def grid(kind: str, given: Iterable[Row], language: str = "sv") -> list[list[str]]:
    """A header and cells, the columns in the order of the register; a row may leave some out."""
    register = schema.load(kind)
    header = [column.labels[language] for column in register.columns.values()]
    return [header, *([row.get(name, "") for name in register.columns] for row in given)]


def text(lines: Iterable[Iterable[str]], separator: str = ";", encoding: str = "utf-8", ending: str = "\r\n") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator=ending).writerows(lines)
    return stream.getvalue().encode(encoding)


def workbook(lines: Iterable[Iterable[str]], kind: str | None = None, sheet: str = "Blad1", above: int = 0) -> bytes:
    """The lines as a workbook; with a kind, days and numbers are real ones, as when they are typed in Excel."""
    columns = list(schema.load(kind).columns.values()) if kind else []
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                form = columns[place].type if columns and number else "text"
                if not cell:
                    continue
                if form in ("date", "datetime") and (moment := instant(cell)):
                    page.write_datetime(number + above, place, moment, day)
                elif form in ("integer", "decimal") and (value := decimal(cell)) is not None:
                    page.write_number(number + above, place, value)
                else:
                    page.write_string(number + above, place, cell)
        book.set_properties({"created": datetime(2026, 1, 1)})
    return stream.getvalue()


def good(kind: str) -> bytes:
    """A file of the register with nothing wrong in it."""
    return text(grid(kind, rows(kind)))


def fill(store: Store, *kinds: str) -> None:
    """Import a good file of each kind, and first of what they refer to."""
    for kind in kinds:
        if not store.active(kind):
            fill(store, *schema.load(kind).referred)
            importing.accept(store, importing.examine(store, kind, f"{kind}.csv", good(kind)), "test")


def forget_organisations(restricted: Path) -> None:
    """Make the manifest what it was before imports had an organisation."""
    with closing(sqlite3.connect(restricted / "imports" / "manifest.sqlite", isolation_level=None)) as manifest:
        manifest.execute("ALTER TABLE import DROP COLUMN organisation")


def wrong(examination: importing.Examination) -> list[tuple[int | None, str | None, str]]:
    """What is wrong, as (row, column, rule)."""
    return [(problem.row, problem.column, problem.rule) for problem in examination.problems]
