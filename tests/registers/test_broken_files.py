"""One broken file a mistake, named after it: each gives exactly the report it should, and nothing is stored."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import xlsxwriter

from spegel.i18n import LANGUAGES, explain
from spegel.registers import importing, schema
from spegel.registers.store import Store
from tests.registers import made
from tests.registers.made import Row, grid, rows, text, workbook

Fault = tuple[int | None, str | None, str]


@dataclass(frozen=True)
class Broken:
    """A register, a file for it, and what is wrong: (row, column, rule)."""

    kind: str
    data: bytes
    faults: list[Fault]


BROKEN: dict[str, Callable[[], Broken]] = {}


def mistake(make: Callable[[], Broken]) -> Callable[[], Broken]:
    BROKEN[make.__name__] = make
    return make


def cells(kind: str, *faults: Fault, first: Row | None = None, second: Row | None = None) -> Broken:
    """The two good rows of a register with cells changed."""
    good, other = rows(kind)[:2]
    return Broken(kind, text(grid(kind, [{**good, **(first or {})}, {**other, **(second or {})}])), list(faults))


def lines(kind: str, change: Callable[[list[list[str]]], object], *faults: Fault) -> Broken:
    """The good file of a register with its lines changed."""
    given = grid(kind, rows(kind))
    change(given)
    return Broken(kind, text(given), list(faults))


# The file as such


@mistake
def empty_file():
    return Broken("dialogues", b"", [(None, None, "empty_file")])


@mistake
def only_blanks():
    return Broken("dialogues", b"\r\n  \r\n", [(None, None, "empty_file")])


@mistake
def a_web_page_saved_as_csv():
    return Broken("dialogues", b"<!doctype html><html><body>Logga in</body></html>", [(None, None, "html_instead_of_data")])


@mistake
def a_picture():
    return Broken("dialogues", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", [(None, None, "not_a_table")])


@mistake
def a_workbook_cut_off():
    return Broken("dialogues", workbook(grid("dialogues", rows("dialogues")))[:-900], [(None, None, "truncated_zip")])


@mistake
def a_zip_with_two_files():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", made.good("dialogues"))
        archive.writestr("b.csv", made.good("dialogues"))
    return Broken("dialogues", stream.getvalue(), [(None, None, "several_files")])


@mistake
def json_that_is_no_list():
    return Broken("views", b'{"service_requests": {"a": 1}}', [(None, None, "not_a_table")])


@mistake
def json_cut_off():
    return Broken("views", b'[{"service_request_id": "1", ', [(None, None, "unreadable_json")])


@mistake
def a_quotation_mark_that_never_closes():
    data = made.good("dialogues").replace(b"Budgetdialog", b'"Budgetdialog', 1)
    return Broken("dialogues", data, [(2, None, "text_broken")])


@mistake
def a_decimal_comma_in_a_comma_separated_file():
    data = text([["Deltagar-id", "Kön"], ["R-1", "Kvinnor"]], ",") + b"R-2,M\xc3\xa4n,5\r\n"
    return Broken("panel_respondents", data, [(3, None, "cells_too_many")])


# Headers


@mistake
def no_headers_at_all():
    return Broken("dialogues", text([["a", "b"], ["1", "2"]]), [(None, None, "header_missing")])


@mistake
def headers_without_rows():
    return lines("dialogues", lambda given: given.__delitem__(slice(1, None)), (1, None, "rows_missing"))


@mistake
def a_misspelt_header():
    return lines(
        "dialogues",
        lambda given: given[0].__setitem__(1, "Tittel"),
        (1, "Tittel", "column_unknown"), (1, "Titel", "column_missing"),
    )  # fmt: skip


@mistake
def a_column_nobody_asked_for():
    return lines("fees", lambda given: [line.append("x") for line in given], (1, "x", "column_unknown"))


@mistake
def a_required_column_left_out():
    return lines("fees", lambda given: [line.__delitem__(1) for line in given], (1, "Roll", "column_missing"))


@mistake
def the_same_header_twice():
    return lines("fees", lambda given: [line.append(line[1]) for line in given], (1, "Roll", "column_twice"))


@mistake
def swedish_and_english_header_for_one_column():
    def change(given):
        given[0].append("Role")
        [line.append("Ledamot") for line in given[1:]]

    return lines("fees", change, (1, "Role", "column_twice"))


@mistake
def cells_without_a_header():
    def change(given):
        given[0].append("")
        [line.append(cell) for line, cell in zip(given[1:], ["", "obs"], strict=True)]

    return lines("fees", change, (3, "G", "cell_without_header"))


@mistake
def headers_below_a_title_and_a_wrong_one_there():
    given = [["Dialoger 2026"], [], *grid("dialogues", rows("dialogues"))]
    given[2][2] = "Sort"
    return Broken("dialogues", text(given), [(3, "Sort", "column_unknown"), (3, "Typ", "column_missing")])


@mistake
def an_example_row_written_over():
    def change(given):
        given[0].insert(0, "Märkning")
        given[1].insert(0, "EXEMPEL")
        given[2].insert(0, "EXEMPEL")

    return lines("dialogues", change, (1, None, "rows_missing"), (3, "Märkning", "example_changed"))


# Cells that cannot be read


@mistake
def letters_in_a_number():
    return cells("dialogues", (2, "Deltagare", "cell_not_integer"), first={"attendees": "cirka 40"})


@mistake
def half_a_person():
    return cells("dialogues", (3, "Inbjudna", "cell_not_integer"), second={"invited": "12,5"})


@mistake
def a_number_too_large_to_count():
    return cells("views", (2, "Dagar öppen", "cell_not_integer"), first={"days_open": "99999999999999999999"})


@mistake
def two_decimal_signs():
    return cells("fees", (2, "Årsarvode (kr)", "cell_not_decimal"), first={"yearly_fee_sek": "1,200,5"})


@mistake
def a_percent_sign():
    return cells("elected", (2, "Tjänstgöringsgrad (%)", "cell_not_decimal"), first={"fulltime_share": "40 %"})


@mistake
def a_day_that_does_not_exist():
    return cells("fees", (2, "Gäller från", "cell_not_date"), first={"start_date": "2026-02-30"})


@mistake
def month_before_day():
    return cells("fees", (3, "Gäller från", "cell_not_date"), second={"start_date": "12/31/2023"})


@mistake
def a_day_in_words():
    return cells("dialogues", (2, "Start", "cell_not_datetime"), first={"start_time": "i mars"})


@mistake
def twenty_five_o_clock():
    return cells("dialogues", (2, "Start", "cell_not_datetime"), first={"start_time": "2026-03-12 25:00"})


@mistake
def perhaps():
    return cells("user_councils", (2, "Frivilligt", "cell_not_boolean"), first={"is_voluntary": "kanske"})


@mistake
def a_mandate_that_is_not_a_step():
    return cells("dialogues", (2, "Mandat", "cell_not_listed"), first={"mandate": "Samråda"})


@mistake
def a_sex_that_is_not_in_the_list():
    return cells("elected", (3, "Kön", "cell_not_listed"), second={"gender": "q"})


@mistake
def a_formula_that_failed():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet("Dialoger")
        for number, line in enumerate(grid("dialogues", rows("dialogues"))):
            page.write_row(number, 0, line)
        page.write_formula(2, 23, "=1/0", value="#DIV/0!")
    return Broken("dialogues", stream.getvalue(), [(3, "X", "cell_formula_error")])


# What must not be there


@mistake
def a_personal_number_as_id():
    return cells("elected", (2, "Person-id", "personal_number"), first={"person_id": "19121212-1212"})


@mistake
def a_personal_number_inside_a_sentence():
    return cells("proposals", (2, "Text", "personal_number"), first={"body": "Jag, 121212-1212, föreslår bänkar."})


@mistake
def a_coordination_number_without_hyphen():
    return cells("panel_respondents", (3, "Deltagar-id", "personal_number"), second={"respondent_id": "197010632391"})


@mistake
def a_personal_number_in_a_column_of_numbers():
    return cells("dialogues", (2, "Deltagare", "personal_number"), first={"attendees": "1212121212"})


@mistake
def an_email_address_as_owner():
    return cells("dialogues", (2, "Ansvarig", "email_address"), first={"owner": "Anna <anna.exempel@example.se>"})


@mistake
def a_personal_number_as_the_place_of_a_meeting():
    return cells("presence", (2, "Plats", "personal_number"), first={"place": "Hos 19121212-1212"})


@mistake
def an_email_address_as_the_place_of_a_meeting():
    return cells("presence", (3, "Plats", "email_address"), second={"place": "anna.exempel@example.se"})


@mistake
def a_quote_as_a_theme():
    return cells("interview_themes", (2, "Tema", "cell_not_listed"), first={"theme": "Ordföranden avbryter mig jämt"})


@mistake
def a_whole_answer_as_a_theme_of_the_panel():
    return cells("panel_themes", (2, "Tema", "value_too_long"), first={"theme": "Det är mörkt på vägen hem. " * 4})


@mistake
def an_email_address_as_a_theme_of_the_panel():
    return cells("panel_themes", (3, "Tema", "email_address"), second={"theme": "Skriv till anna.exempel@example.se"})


# Rules of a row


@mistake
def more_who_brought_it_up_than_were_interviewed():
    return cells("interview_themes", (3, "Antal som tog upp temat", "number_exceeds"), second={"mentions": "13"})


@mistake
def a_group_without_its_number_of_answers():
    return cells("indicators", (3, "Antal svar", "value_required_with"), second={"n": ""})


@mistake
def a_breakdown_without_a_group():
    return cells("indicators", (3, "Grupp", "value_required_with"), second={"category": ""})


@mistake
def a_blank_title():
    return cells("dialogues", (3, "Titel", "value_required"), second={"title": " "})


@mistake
def fewer_than_nobody():
    return cells("dialogues", (2, "Deltagare", "value_too_small"), first={"attendees": "-1"})


@mistake
def more_than_full_time():
    return cells("elected", (2, "Tjänstgöringsgrad (%)", "value_too_large"), first={"fulltime_share": "140"})


@mistake
def latitude_and_longitude_swapped():
    return cells(
        "dialogues", (2, "Latitud", "value_too_small"), (2, "Longitud", "value_too_large"),
        first={"latitude": "17,84", "longitude": "59,23"},
    )  # fmt: skip


@mistake
def an_end_before_its_start():
    return cells("elected", (2, "Till", "date_before"), first={"end_date": "2020-01-01"})


@mistake
def more_answers_than_invitations():
    return cells("panel_waves", (2, "Besvarade", "number_exceeds"), first={"completed": "1700"})


@mistake
def more_speakers_than_people():
    return cells("attendance", (2, "Antal som talade", "number_exceeds"), first={"speaking_count": "99"})


@mistake
def an_end_without_a_reason():
    return cells("elected", (2, "Orsak till avslut", "value_required_with"), first={"end_reason": ""})


@mistake
def half_a_place():
    return cells("dialogues", (2, "Longitud", "value_required_with"), first={"longitude": ""})


# Rules of the table and of other registers


@mistake
def a_group_of_another_breakdown():
    return cells("indicators", (3, "Grupp", "category_of_dimension"), second={"category": "Sverige"})


@mistake
def other_interviews_for_another_theme():
    other = {"gender": "Kvinnor", "theme": "Jargong och mötesklimat", "interviews": "13"}
    return cells("interview_themes", (3, "Antal intervjuade", "same_in_group"), second=other)


@mistake
def speaking_time_in_an_unknown_body():
    return cells("activity", (2, "Organ-id", "reference_unknown"), first={"body_id": "FINNS-EJ"})


@mistake
def a_body_nobody_knows():
    return cells("elected", (3, "Organ-id", "reference_unknown"), second={"body_id": "XX"})


@mistake
def the_same_row_twice():
    return lines("dialogues", lambda given: given.append(given[1]), (4, "Dialog-id", "key_repeated"))


@mistake
def one_promise_twice():
    return cells("feedback", (3, "Dialog-id", "unique_together"), second={"promise": "Resultatet"})


@mistake
def feedback_on_nothing():
    return cells("feedback", (2, "Dialog-id", "one_of_required"), first={"dialogue_id": "", "proposal_id": ""})


@mistake
def an_age_among_the_sexes():
    return cells("attendance", (3, "Kategori", "category_of_dimension"), second={"category": "18–29 år"})


@mistake
def attendance_without_sex():
    ages = {"dimension": "Ålder", "category": "18–29 år"}
    return cells("attendance", (2, "Dimension", "group_must_have"), first=ages, second={**ages, "category": "30–49 år"})


@mistake
def dimensions_that_count_different_people():
    good, other = rows("attendance")
    third = {**other, "dimension": "Ålder", "category": "18–29 år", "count": "40"}
    return Broken("attendance", text(grid("attendance", [good, other, third])), [(2, "Antal närvarande", "equal_totals")])


@mistake
def missing_people_that_vary():
    return cells("attendance", (3, "Antal utan uppgift", "same_in_group"), second={"missing_count": "2"})


@mistake
def managers_of_one_sex():
    return Broken("staff", text(grid("staff", rows("staff")[:1])), [(2, "Kön", "group_must_have")])


@mistake
def unique_participants_of_one_sex():
    given = rows("unique_participants")[:1]
    return Broken("unique_participants", text(grid("unique_participants", given)), [(2, "Kön", "group_must_have")])


@mistake
def a_budget_that_varies():
    return cells("budget_projects", (3, "Budget (kr)", "same_in_group"), second={"budget": "600000"})


@mistake
def winners_that_cost_more_than_there_is():
    return cells("budget_projects", (2, "Kostnad (kr)", "sum_at_most"), second={"cost": "330000", "selected": "ja"})


@mistake
def several_mistakes_at_once():
    return cells(
        "dialogues",
        (2, "Mandat", "cell_not_listed"), (2, "Deltagare", "cell_not_integer"),
        (3, "Titel", "value_required"), (3, "Slut", "date_before"),
        first={"mandate": "x", "attendees": "många"}, second={"title": "", "end_time": "2020-01-01"},
    )  # fmt: skip


def prepared(store: Store, kind: str) -> Store:
    """The store with what the register refers to, and not the register."""
    made.fill(store, *schema.load(kind).referred)
    return store


def test_there_are_enough_mistakes():
    assert len(BROKEN) >= 40


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gives_exactly_its_report_and_nothing_is_stored(name, store):
    broken = BROKEN[name]()
    prepared(store, broken.kind)
    before = store.imports(), sorted(path.name for path in store.folder.glob("*"))
    found = importing.examine(store, broken.kind, f"{name}.csv", broken.data)
    assert made.wrong(found) == broken.faults
    assert found.frame is None
    with pytest.raises(importing.SourceError):
        importing.accept(store, found, "test")
    assert (store.imports(), sorted(path.name for path in store.folder.glob("*"))) == before
    for language in LANGUAGES:
        assert all(explain(problem, language) for problem in found.problems)


@pytest.mark.parametrize("name", BROKEN)
def test_a_mended_file_is_clean(name, store):
    """The file each mistake was made in is right without it, so that the report is about the mistake."""
    kind = BROKEN[name]().kind
    assert importing.examine(prepared(store, kind), kind, "god.csv", made.good(kind)).problems == ()


def test_a_register_whose_neighbour_is_empty_says_which_to_import_first(store):
    found = importing.examine(store, "elected", "lista.csv", made.good("elected"))
    assert made.wrong(found) == [(None, "Organ-id", "reference_empty")]
    assert found.problems[0].details["kind"] == "bodies"


def test_a_key_that_another_import_holds_is_refused(store):
    made.fill(store, "bodies")
    more = text(grid("bodies", [{**rows("bodies")[0], "name": "Ett annat namn"}]))
    assert made.wrong(importing.examine(store, "bodies", "mer.csv", more)) == [(2, "Organ-id", "key_stored")]


def test_a_personal_number_is_never_shown_in_full(store):
    broken = BROKEN["a_personal_number_inside_a_sentence"]()
    found = importing.examine(store, broken.kind, "f.csv", broken.data)
    shown = " ".join(explain(problem, language) for problem in found.problems for language in LANGUAGES)
    assert "121212-****" in shown
    assert "1212-1212" not in shown


def test_a_file_whose_name_tells_who_it_is_about_is_refused_and_the_name_not_shown(store):
    for name in ("19121212-1212.csv", "svar från anna@example.se.csv"):
        found = importing.examine(store, "dialogues", name, made.good("dialogues"))
        assert made.wrong(found) == [(None, None, "file_name_tells")]
        assert name[:-4] not in explain(found.problems[0], "sv") + found.file_name


def test_headers_are_named_in_the_language_of_the_official(store):
    made.fill(store, "bodies")
    found = importing.examine(store, "fees", "f.csv", text([["Body id", "Rolle"], ["KF", "Chair"]]), language="en")
    assert made.wrong(found)[:3] == [
        (1, "Rolle", "column_unknown"),
        (1, "Role", "column_missing"),
        (1, "Valid from", "column_missing"),
    ]
    assert found.problems[0].details["near"] == "Role"


def test_a_long_value_is_shown_in_part(store):
    found = importing.examine(
        store, "dialogues", "f.csv", text([["Dialog-id", "Titel", "Typ", "Start"], ["1", "a", "b" * 500, "2026-01-01"]])
    )
    assert len(found.problems[0].value) == 80


def test_a_column_of_one_mistake_is_told_in_part_and_counted(store):
    given = [{**rows("dialogues")[0], "dialogue_id": f"D{number}", "attendees": "många"} for number in range(1_500)]
    found = importing.examine(store, "dialogues", "f.csv", text(grid("dialogues", given)))
    assert [problem.rule for problem in found.problems].count("cell_not_integer") == 1_000
    (more,) = (problem for problem in found.problems if problem.rule == "more_alike")
    assert more.details == {"count": 500, "rule": "cell_not_integer"}


def test_a_mistake_in_many_groups_is_told_in_part_and_counted(store):
    given = [{**rows("staff")[0], "administration": f"F{number}"} for number in range(1_200)]
    found = importing.examine(store, "staff", "f.csv", text(grid("staff", given)))
    assert [problem.rule for problem in found.problems].count("group_must_have") == 1_000
    assert {"count": 200, "rule": "group_must_have"} in [problem.details for problem in found.problems]
