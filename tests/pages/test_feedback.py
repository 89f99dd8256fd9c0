"""Did they get an answer: the share, the waiting, the overdue, the effect, the sexes, and the decisions."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from test_turnout import table_rows, text_of

from spegel import fmt, query, versions
from spegel.registers.example import TODAY
from spegel.ui import choices
from spegel.ui.feedback import web_address
from spegel.warehouse import open_current

PAGE = "aterkoppling"
OVERDUE, DECISIONS = "Löften vars dag har passerat utan svar, det äldsta först", "Beslut efter organ"
DIALOGUES = "Avslutade dialoger, den senaste först"
NOT_YET = "ännu inte uppnådd"


def ask(folder: Path, name: str, **parameters: object) -> list[dict]:
    return query.run(open_current(folder), name, area="0127", **parameters).rows(named=True)


@pytest.fixture
def altered(normal: Path, tmp_path: Path) -> Callable[..., Path]:
    """`altered(statement, …)`: the published file after these SQL statements."""

    def alter(*statements: str) -> Path:
        version = versions.current(normal)
        shutil.copy(versions.path_of(normal, version), versions.path_of(tmp_path, version))
        with duckdb.connect(versions.path_of(tmp_path, version)) as connection:
            for statement in statements:
                connection.execute(statement)
        versions.move_pointer(tmp_path, version)
        return tmp_path

    return alter


def test_the_share_comes_first_with_its_day_and_the_median(open_page, normal):
    (total, *_) = ask(normal, "feedback_by_year")
    words = text_of(open_page(normal, PAGE))
    assert f"{fmt.percent(total['answered_share'], 'sv')} har fått svar" in words
    assert f"{total['answered_count']} av {total['due_count']} dialoger" in words
    assert f"läget {fmt.day(TODAY, 'sv')}" in words
    assert f"Hälften hade fått svar efter {total['median_days_value']:.0f} dagar." in words
    assert f"{total['with_decision_count']} av {total['closed_count']} avslutade dialoger" in words


def test_no_mean_is_shown_in_either_language(open_page, normal):
    for language, word in (("sv", r"medelv|genomsnitt|i snitt"), ("en", r"\bmean\b|average")):
        assert not re.search(word, text_of(open_page(normal, PAGE, sprak=language)), re.IGNORECASE)


def test_a_median_that_is_not_reached_says_so(open_page, normal):
    by_name = {row[0]: row[3] for row in table_rows(open_page(normal, PAGE), "Tre löften efter dialogen, 2022–2026")}
    expected = {row["step"]: row["median_days_value"] for row in ask(normal, "feedback_funnel")}
    assert (by_name["Påverkan redovisad"], expected["effect"]) == (NOT_YET, None)
    assert by_name["Resultat publicerat"] == f"{expected['results']:.0f} dagar"


def test_the_overdue_list_has_owner_and_days_late(open_page, normal):
    rows = table_rows(open_page(normal, PAGE), OVERDUE)
    expected = ask(normal, "feedback_overdue")
    assert [(row[0], row[2], row[4]) for row in rows] == [
        (row["title"], row["owner"], fmt.count(row["days_late_count"], "sv")) for row in expected
    ]
    late = [row["days_late_count"] for row in expected]
    assert late == sorted(late, reverse=True)


def test_an_overdue_promise_without_an_owner_says_so(open_page, altered):
    folder = altered("UPDATE fact_feedback SET owner = NULL", "UPDATE fact_dialogue SET feedback_owner = NULL")
    page = open_page(folder, PAGE)
    rows = table_rows(page, OVERDUE)
    assert {row[2] for row in rows} == {"Ingen utsedd"}
    assert f"Utan ansvarig: {len(rows)}." in text_of(page)


@pytest.mark.parametrize("area", ["0127", "jarva"])
def test_the_sexes_are_there_whatever_is_chosen(open_page, normal, area):
    found = ask(normal, "contact_count")
    kinds = {row["classification"] for row in found}
    for kind in (value for value, code in choices.DIALOGUE_KINDS.items() if code in kinds):
        for year in ("alla", "2024"):
            address = {"typ": kind, "ar": year} | ({} if area == "0127" else {"omrade": area})
            lines = re.findall(r"<p[^>]* data-kon>(.*?)</p>", open_page(normal, PAGE, **address).html)
            assert lines
            assert re.search(r"kvinnor · .* män · .* utan uppgift om kön$|Antalen döljs|Kön är inte registrerat", lines[0])


def test_a_dialogue_that_lacks_the_sexes_is_counted_in_red(open_page, altered):
    folder = altered(
        """DELETE FROM fact_attendance WHERE area_id = '0127' AND dimension <> 'all'
        AND dialogue_id IN (SELECT dialogue_id FROM fact_attendance WHERE dimension = 'all' AND person_count > 0 LIMIT 3)"""
    )
    missing = sum(row["is_gender_missing"] for row in ask(folder, "feedback_by_dialogue"))
    assert missing > 0
    page = open_page(folder, PAGE)
    assert f'<p class="sexes-missing" data-kon>Dialoger där kön saknas: {missing}.' in page.html
    assert sum(row[3] == "Kön saknas – ska alltid räknas" for row in table_rows(page, DIALOGUES)) == missing


def test_a_year_and_a_kind_are_chosen_and_stand_in_the_address(open_page, normal):
    page = open_page(normal, PAGE).choose("ar", "2024").choose("typ", "dialogforum")
    assert (page.address["ar"], page.address["typ"]) == ("2024", "dialogforum")
    expected = ask(normal, "feedback_by_dialogue", year=2024, kind="forum")
    rows = table_rows(page, DIALOGUES)
    assert len(rows) == len(expected) > 0
    assert {row[1] for row in rows} == {"Dialogforum"}


def test_a_choice_that_means_nothing_gives_a_message_and_the_default(open_page, normal):
    page = open_page(normal, PAGE, ar="1999", typ="kalas")
    words = text_of(page)
    assert "1999" in words
    assert "kalas" in words
    assert len(table_rows(page, DIALOGUES)) == len(ask(normal, "feedback_by_dialogue"))


def test_a_kind_that_nobody_held_that_year_says_so(open_page, altered):
    folder = altered("UPDATE fact_dialogue SET classification = 'walk' WHERE year(start_date) = 2023")
    page = open_page(folder, PAGE, ar="2023", typ="dialogforum")
    assert "Ingen dialog av den typen har avslutats det året." in text_of(page)
    assert "data-kon" in page.html


def test_a_new_year_is_not_judged_before_thirty_days(open_page, altered):
    folder = altered("UPDATE fact_dialogue_feedback SET closed_date = reference_date - 5 WHERE year(closed_date) = 2026")
    words = text_of(open_page(folder, PAGE, ar="2026"))
    assert "Det är för tidigt att säga" in words
    assert "Ingen dialog har varit avslutad i 30 dagar" in words


def test_steps_passed_over_are_a_warning(open_page, normal):
    skipped = sum(row["skipped_count"] for row in ask(normal, "feedback_funnel"))
    assert f"{skipped} senare steg är ifyllda utan ett tidigare." in text_of(open_page(normal, PAGE))


def test_steps_in_their_order_give_no_warning(open_page, altered):
    folder = altered("UPDATE fact_dialogue_feedback SET handling_date = results_date, effect_date = NULL")
    assert "utan ett tidigare" not in text_of(open_page(folder, PAGE))


def test_each_dialogue_leads_to_its_decision_and_own_pages_to_the_web(open_page, altered):
    folder = altered(
        "UPDATE fact_dialogue_feedback SET provenance = 'own'",
        "UPDATE fact_dialogue_feedback SET page_url = 'javascript:alert(1)' WHERE year(closed_date) = 2024",
    )
    html = open_page(folder, PAGE).html
    assert 'id="beslut"' in html
    assert re.search(r'<a href="#beslut" target="_self">EX-B-\d+: ', html)
    assert re.search(r'<a href="https://www\.example\.se/dialog/[\w-]+" target="_self">Ja</a>', html)
    assert "javascript:" not in html


def test_invented_pages_are_no_links_and_examples_are_marked(open_page, normal):
    html = open_page(normal, PAGE).html
    assert "www.example.se" not in html
    assert html.count('class="badge"') == 2
    assert "Exempeldata" in html


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://www.botkyrka.se/a", "https://www.botkyrka.se/a"), ("http://a.se", "http://a.se"), (None, ""), ("", ""),
        ("www.a.se", ""), ("javascript:alert(1)", ""), ("https://", ""), ("http://[", ""), ("data:text/html,x", ""),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(written, address):
    assert web_address(written) == address


def test_every_body_has_its_decisions_and_those_without_are_named(open_page, normal):
    page, expected = open_page(normal, PAGE), ask(normal, "decision_by_body")
    assert [(row[0], row[1], row[6]) for row in table_rows(page, DECISIONS)] == [
        (row["body_name"] or "Organ inte angett", str(row["decision_count"]), str(row["overdue_count"]))
        for row in expected
        if row["has_decisions"]
    ]
    silent = [row["body_name"] for row in expected if not row["has_decisions"]]
    assert silent
    assert f"Inga beslut registrerade: {fmt.listing(silent, 'sv')}." in text_of(page)


def test_overdue_decisions_are_a_share_of_those_with_a_day(open_page, normal):
    decisions = ask(normal, "decision_list")
    dated, late = sum(row["due_date"] is not None for row in decisions), sum(row["is_overdue"] for row in decisions)
    page = open_page(normal, PAGE)
    assert f"{late} av {dated} beslut med slutdag är försenade ({fmt.percent(late / dated, 'sv')})" in text_of(page)
    assert len(table_rows(page, "Beslut vars slutdag har passerat, det äldsta först")) == late


def test_decisions_without_a_day_cannot_be_late(open_page, altered):
    folder = altered("UPDATE fact_decision SET due_date = NULL")
    words = text_of(open_page(folder, PAGE))
    assert f"Inget av {len(ask(folder, 'decision_list'))} beslut har en slutdag" in words
    assert "Inget beslut med slutdag är försenat." in words


def test_without_feedback_decisions_are_still_told_and_the_other_way_round(open_page, altered):
    silent = open_page(
        altered("DELETE FROM fact_dialogue_feedback", "DELETE FROM fact_waiting_curve WHERE clock <> 'decision'"), PAGE
    )
    assert "Ingen återkoppling är inläst för Botkyrka." in text_of(silent)
    assert len(silent.charts) == 2


def test_without_decisions_feedback_is_still_told(open_page, altered):
    page = open_page(altered("DELETE FROM fact_decision"), PAGE)
    assert "Inga beslut är registrerade för Botkyrka den perioden." in text_of(page)
    assert len(page.charts) == 4
