"""Rows from a form: the checks of a file, and nothing replaced but what they are about."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from spegel import i18n
from spegel.registers import entry, forms, importing, schema
from spegel.registers.store import Store
from tests.registers import made

NEW = {"dialogue_id": "D-1", "title": "Torget", "classification": "meeting", "start_time": "2026-03-12"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, "0127")


def rules(found: importing.Examination) -> list[tuple[int | None, str | None, str]]:
    return [(problem.row, problem.column, problem.rule) for problem in found.problems]


def test_rows_that_are_right_become_an_import(store):
    found = entry.examine(store, "dialogues", "a form", [{**NEW, "title": "  Torget \n mitt i byn "}])
    importing.accept(store, found, "anna")
    [kept] = store.imports()
    assert (kept.file_name, kept.rows, kept.who, len(kept.sha256)) == ("a form", 1, "anna", 64)
    assert store.read("dialogues").select("title", "start_time").row(0) == ("Torget mitt i byn", datetime(2026, 3, 12))


def test_every_fault_is_told_with_its_row_and_column(store):
    rows = [{**NEW, "title": " ", "mandate": "Allt"}, {**NEW, "start_time": "igår", "owner": "bo@example.se"}]
    found = entry.examine(store, "dialogues", "a form", rows)
    assert rules(found) == [
        (1, "Titel", "value_required"),
        (1, "Mandat", "cell_not_listed"),
        (2, "Dialog-id", "key_repeated"),
        (2, "Ansvarig", "email_address"),
        (2, "Start", "cell_not_datetime"),
    ]
    assert found.frame is None
    assert rules(entry.examine(store, "dialogues", "a form", rows, language="en"))[0] == (1, "Title", "value_required")


def test_an_id_that_is_taken_is_refused_unless_its_row_is_replaced(store):
    made.fill(store, "dialogues")
    taken = {**NEW, "dialogue_id": "D-2026-014"}
    assert [rule for _, _, rule in rules(entry.examine(store, "dialogues", "a form", [taken]))] == ["key_stored"]
    assert entry.examine(store, "dialogues", "a form", [taken], {"dialogue_id": "D-2026-014"}).is_clean


def test_only_the_row_it_is_about_is_replaced_in_a_file_of_several(store):
    made.fill(store, "dialogues")
    before = store.read("dialogues")
    found = entry.examine(store, "dialogues", "a form", [{**NEW, "dialogue_id": "D-2026-014"}], {"dialogue_id": "D-2026-014"})
    importing.accept(store, found, "anna")
    after = store.read("dialogues")
    assert dict(after.select("dialogue_id", "title").iter_rows()) == {"D-2026-014": "Torget", "D-2026-015": "Budgetdialog"}
    other = pl.col("dialogue_id") == "D-2026-015"
    assert after.drop("import_id").filter(other).equals(before.drop("import_id").filter(other))


def test_an_id_that_others_point_at_cannot_be_changed(store):
    made.fill(store, "attendance")
    found = entry.examine(store, "dialogues", "a form", [NEW], {"dialogue_id": "D-2026-014"})
    assert [rule for _, _, rule in rules(found)] == ["still_referred_to"]


def test_rows_that_lie_in_several_imports_are_left_to_their_files(store):
    made.fill(store, "dialogues")
    row = {"dialogue_id": "D-2026-014", "dimension": "gender", "method": "observation", "count": "3"}
    for category in ("women", "men"):
        found = entry.examine(store, "attendance", category, [{**row, "category": category}])
        importing.accept(store, found, "anna")
    [problem] = entry.examine(store, "attendance", "both", [{**row, "category": "other"}], {"dialogue_id": "D-2026-014"}).problems
    assert (problem.rule, problem.details["count"]) == ("rows_in_several_imports", 2)
    assert "D-2026-014" in i18n.explain(problem, "sv")


def test_a_dialogue_on_its_way_in_may_be_pointed_at(store):
    row = {"dialogue_id": "D-1", "dimension": "gender", "category": "women", "method": "observation", "count": "1"}
    known = {("dialogues", "dialogue_id"): pl.Series(["D-1"])}
    assert entry.examine(store, "attendance", "a form", [row], known=known).is_clean
    assert [rule for _, _, rule in rules(entry.examine(store, "attendance", "a form", [row]))] == ["reference_empty"]


def test_nothing_written_is_told(store):
    assert rules(entry.examine(store, "feedback", "a form", [])) == [(None, None, "nothing_written")]


def test_the_next_number_of_the_year_is_proposed():
    assert forms.next_id([], 2026) == "D-2026-001"
    assert forms.next_id(["D-2026-014", "D-2025-200", "D-2026-9", "X-2026-500", "D-2026-14b"], 2026) == "D-2026-015"
    assert forms.next_id(["D-2026-999"], 2026) == "D-2026-1000"


def test_cancelled_dialogues_are_no_part_of_completeness():
    duties = dict.fromkeys(forms.DUTIES, "x")
    rows = [{**duties, "status": "held"}, {**duties, "status": None}, {**duties, "stage": None, "status": "planned"}]
    rows.append({**duties, "status": "cancelled"})
    assert forms.completeness(pl.DataFrame(rows)) == (2, 3)
    assert forms.completeness(pl.DataFrame(rows).clear()) == (0, 0)


def test_every_column_of_the_dialogue_has_its_box():
    form = forms.dialogue(["Alby"], schema_rows("dialogues"), date(2026, 1, 1))
    assert sorted(field.name for field in form.fields) == sorted(schema.load("dialogues").columns)
    assert [field.name for field in form.fields][:5] == list(forms.DUTIES)


@pytest.mark.parametrize("kind", ["dialogues", "attendance", "feedback"])
def test_what_is_stored_comes_back_from_its_form_unchanged(store, kind):
    made.fill(store, kind)
    stored = store.read(kind).filter(pl.col("dialogue_id") == "D-2026-014")
    form = {
        "dialogues": lambda: forms.dialogue(["Alby"], stored, date(2026, 1, 1)),
        "attendance": lambda: forms.attendance(["Alby"], stored),
        "feedback": lambda: forms.feedback("D-2026-014", "Enheten", stored),
    }[kind]()
    [filled] = form.filled(form.base, "D-2026-014")
    found = entry.examine(store, kind, "a form", filled.rows, {"dialogue_id": "D-2026-014"})
    assert found.problems == ()
    register = schema.load(kind)
    mine = found.frame.filter(pl.col("dialogue_id") == "D-2026-014").sort(register.key)
    assert mine.equals(stored.select(mine.columns).sort(register.key))


def schema_rows(kind: str) -> pl.DataFrame:
    """The register without a row."""
    return pl.DataFrame(schema=schema.load(kind).stored)
