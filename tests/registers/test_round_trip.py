"""Template, filled in, imported: for every register, in both languages and forms, and in every way a file is saved."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest

from spegel.i18n import LANGUAGES
from spegel.registers import importing, schema, template
from spegel.registers.columns import EXAMPLE, MARK, example_text
from spegel.registers.store import Store
from tests.registers import made

KINDS = schema.kinds()


def fresh(store: Store, kind: str) -> Store:
    """`store` with all that the register refers to, and not the register itself."""
    made.fill(store, *schema.load(kind).referred)
    return store


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_template_filled_in_is_imported(kind, language, store):
    register = schema.load(kind)
    book = openpyxl.load_workbook(io.BytesIO(template.write(register, language)))
    sheet = book.worksheets[0]
    headers = [MARK[language], *(column.labels[language] for column in register.columns.values())]
    assert [cell.value for cell in sheet[1]] == headers
    assert sheet["A2"].value == EXAMPLE[language]
    for line, row in enumerate(made.rows(kind), start=3):
        for place, name in enumerate(register.columns, start=2):
            sheet.cell(line, place).value = row[name] or None
    stream = io.BytesIO()
    book.save(stream)
    found = importing.examine(fresh(store, kind), kind, "fylld.xlsx", stream.getvalue())
    assert found.problems == ()
    assert found.frame.height == 2
    assert found.frame.schema == register.stored


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_text_template_filled_in_is_imported(kind, language, store):
    register = schema.load(kind)
    lines = list(csv.reader(io.StringIO(template.write(register, language, "csv").decode("utf-8-sig")), delimiter=";"))
    lines += [["", *(row[name] for name in register.columns)] for row in made.rows(kind)]
    found = importing.examine(fresh(store, kind), kind, "fylld.csv", made.text(lines))
    assert found.problems == ()
    assert found.frame.height == 2
    entry = importing.accept(store, found, "test")
    assert store.read(kind).drop("import_id").equals(found.frame)
    assert (entry.rows, entry.kind, entry.state) == (2, kind, "active")


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_as_it_comes_has_no_rows_and_its_example_is_right(kind, store):
    register = schema.load(kind)
    untouched = importing.examine(fresh(store, kind), kind, "mall.xlsx", template.write(register, "sv"))
    assert made.wrong(untouched) == [(1, None, "rows_missing")]
    for column in register.columns.values():
        if column.type == "choice" and column.example:
            assert column.choice(example_text(register, column, "en")) == column.example


def test_the_template_has_guide_lists_frozen_header_and_dates():
    book = openpyxl.load_workbook(io.BytesIO(template.write(schema.load("dialogues"), "sv")))
    sheet, guide, lists = book.worksheets
    assert (guide.title, lists.title) == ("Så fyller du i", "Listor")
    assert sheet.freeze_panes == "A2"
    headers = {cell.value: cell.column_letter for cell in sheet[1]}
    rules = {str(rule.sqref).split(":")[0].rstrip("0123456789"): rule for rule in sheet.data_validations.dataValidation}
    mandate = rules[headers["Mandat"]]
    assert mandate.type == "list"
    top, bottom = (cell.replace("$", "") for cell in mandate.formula1.split("!")[1].split(":"))
    assert [row[0].value for row in lists[top:bottom]] == ["Veta", "Tycka", "Resonera", "Genomföra", "Bestämma"]
    assert sheet[f"{headers['Start']}2"].value == datetime(2026, 3, 12, 18)
    assert sheet[f"{headers['Beslutsdatum']}2"].number_format == "yyyy-mm-dd"
    words = [[cell.value for cell in row] for row in guide.iter_rows()]
    assert {column.labels["sv"] for column in schema.load("dialogues").columns.values()} <= {row[0] for row in words}


def test_a_template_is_the_same_every_time():
    register = schema.load("elected")
    assert template.write(register, "sv") == template.write(register, "sv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_every_way_of_saving_text_gives_the_same_rows(encoding, separator, ending, store):
    given = [{name: cell.replace("–", "-") for name, cell in row.items()} for row in made.rows("dialogues")]
    lines = made.grid("dialogues", given)
    plain = importing.examine(store, "dialogues", "a.csv", made.text(lines))
    other = importing.examine(store, "dialogues", "b.csv", made.text(lines, separator, encoding, ending))
    assert (plain.problems, other.problems) == ((), ())
    assert other.frame.equals(plain.frame)
    assert other.frame["organization"][0] == "Samhällsbyggnadsförvaltningen"


@pytest.mark.parametrize("above", [0, 3])
def test_a_workbook_with_titles_above_gives_the_same_rows(above, store):
    lines = made.grid("dialogues", made.rows("dialogues"))
    plain = importing.examine(store, "dialogues", "a.csv", made.text(lines))
    book = importing.examine(store, "dialogues", "b.xlsx", made.workbook(lines, "dialogues", above=above))
    assert book.problems == ()
    assert book.frame.equals(plain.frame)


def test_headers_may_be_english_names_or_aliases_in_any_case_and_order(store):
    lines = [["KÖN", "id", "uppdrag", "Organization_ID", " från "], ["K", "007", "Ledamot", "KF", "2022-10-15"]]
    made.fill(store, "bodies")
    found = importing.examine(store, "elected", "lista.csv", made.text(lines))
    assert found.problems == ()
    row = found.frame.row(0, named=True)
    assert (row["person_id"], row["gender"], row["role"], row["start_date"]) == ("007", "women", "member", date(2022, 10, 15))


def test_signs_for_missing_are_null_and_never_zero(store):
    signs = enumerate(["", "..", ".", "-", " "])
    given = [{**made.rows("dialogues")[0], "dialogue_id": f"D{number}", "attendees": sign} for number, sign in signs]
    found = importing.examine(store, "dialogues", "a.csv", made.text(made.grid("dialogues", given)))
    assert found.problems == ()
    assert found.frame["attendees"].to_list() == [None] * 5


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-12", datetime(2026, 3, 12)), ("20260312", datetime(2026, 3, 12)), ("12/3/2026", datetime(2026, 3, 12)),
        ("12.3.2026 18.30", datetime(2026, 3, 12, 18, 30)), ("2026-03", datetime(2026, 3, 1)),
        ("2026-03-12T18:00:00Z", datetime(2026, 3, 12, 19)), ("2026-07-12 18:00:00 UTC", datetime(2026, 7, 12, 20)),
        ("2026-07-12T18:00:00+02:00", datetime(2026, 7, 12, 18)),
    ],
)  # fmt: skip
def test_days_and_times_as_they_are_written(written, meant, store):
    given = [{**made.rows("dialogues")[0], "start_time": written, "end_time": "", "decision_date": ""}]
    found = importing.examine(store, "dialogues", "a.csv", made.text(made.grid("dialogues", given)))
    assert found.problems == ()
    assert found.frame["start_time"].to_list() == [meant]


def test_numbers_as_they_are_written(store):
    written = [("1 260", "59,2"), ("1\u00a0260", "59.2"), ("1260,0", "+59,2"), ("1260", "59.20")]
    given = [
        {**made.rows("dialogues")[0], "dialogue_id": str(number), "attendees": count, "latitude": latitude}
        for number, (count, latitude) in enumerate(written)
    ]
    found = importing.examine(store, "dialogues", "a.csv", made.text(made.grid("dialogues", given)))
    assert found.problems == ()
    assert found.frame.select(pl.col("attendees", "latitude").n_unique()).row(0) == (1, 1)


def test_a_day_without_format_in_a_workbook_is_its_number(store):
    lines = [["Dialog-id", "Titel", "Typ", "Start"], ["007", "Möte", "Möte", "46093"]]
    book = importing.examine(store, "dialogues", "a.xlsx", made.workbook(lines))
    assert book.frame.select("dialogue_id", "start_time").row(0) == ("007", datetime(2026, 3, 12))
    assert made.wrong(importing.examine(store, "dialogues", "a.csv", made.text(lines))) == [(2, "Start", "cell_not_datetime")]


def test_names_in_a_file_are_never_stored(store):
    made.fill(store, "elected")
    stored = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert b"Exempelsson" in made.good("elected")
    assert b"Exempelsson" not in stored
    assert "family_name" not in store.read("elected").columns
