"""The pages on the citizen survey and on trust: without answers, and with made-up ones fetched and built as real ones are."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from spegel.build import build
from spegel.settings import Settings
from tests import survey_service


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ships, and answers that both services on this machine gave to the product's own fetchers."""
    inbox, folder = tmp_path_factory.mktemp("inbox"), tmp_path_factory.mktemp("answered")
    survey_service.fetch(inbox)
    build(Settings(warehouse=folder), sources=inbox)
    return folder


def words_of(page) -> str:
    """The words of the page, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.html)))


def test_what_ships_has_the_questions_and_says_what_to_fetch(open_page, normal: Path) -> None:
    page = open_page(normal, "undersokning")
    said = words_of(page)
    assert not page.app.exception
    assert page.charts == []
    assert "spegel fetch kolada --area 0127" in said
    assert "spegel fetch scb --area 0127" in said
    assert "Allmänt sett, tycker du att man kan lita på människor?" in said
    assert "3 av 5 enkätmått" in said
    assert "data-kon" in page.html


@pytest.mark.parametrize("language", ["sv", "en"])
def test_answers_stand_beside_the_country_with_their_margins(open_page, answered: Path, language: str) -> None:
    page = open_page(answered, "undersokning", sprak=language)
    said = words_of(page)
    assert not page.app.exception
    assert len(page.charts) == 3
    assert "spegel fetch" not in said
    assert re.search(r"\d+ (av|of) 25 (svar skiljer|answers differ)", said)
    assert "540" in said
    assert re.search(r"data-kon>(Kvinnor|Women) \d+\s?% ± 5", page.html)


def test_the_number_at_the_top_is_counted_from_the_answers(open_page, answered: Path) -> None:
    """The rule of the made-up service once more: how many questions differ from the country by more than both margins."""
    limit = (3.6**2 + 0.4**2) ** 0.5
    asked = [kpi for kpi, figure in survey_service.known().items() if figure.theme == "survey" and not figure.margin_of]
    apart = [survey_service.share(kpi, "0127", 2024, "T") - survey_service.share(kpi, "0000", 2024, "T") for kpi in asked]
    sure = sum(abs(each) > limit for each in apart)
    said = words_of(open_page(answered, "undersokning"))
    assert f"{sure} av 25 svar skiljer sig säkert från riket" in said
    assert f"{sum(each > limit for each in apart)} är högre och {sum(each < -limit for each in apart)} lägre" in said


@pytest.mark.parametrize(("subject", "questions"), [("fortroende", 7), ("politik", 5), ("inkludering", 4), ("alla", 25)])
def test_a_subject_has_its_questions(open_page, answered: Path, subject: str, questions: int) -> None:
    page = open_page(answered, "undersokning", tema=subject)
    assert not page.app.exception
    assert f"Punktdiagram med {questions} frågor" in " ".join(chart.alt for chart in page.charts)
    assert page.charts


@pytest.mark.parametrize("groups", ["kon", "alder", "utbildning", "bostad"])
def test_groups_come_from_scb_and_the_sexes_never_go(open_page, answered: Path, groups: str) -> None:
    page = open_page(answered, "undersokning", uppdelning=groups)
    assert not page.app.exception
    assert len(page.charts) == 3
    assert "data-kon" in page.html
    assert 'class="note"' not in page.html


def test_a_question_that_scb_has_in_other_words_says_what_to_fetch(open_page, answered: Path) -> None:
    page = open_page(answered, "undersokning", fraga="N00664")
    assert len(page.charts) == 2
    assert "Svar efter grupp är inte hämtade" in words_of(page)


def test_a_question_of_another_subject_falls_back_with_a_message(open_page, answered: Path) -> None:
    assert 'class="note"' in open_page(answered, "undersokning", tema="helhet", fraga="N00664").html


def test_a_district_board_is_told_whose_answers_they_are(open_page, normal: Path) -> None:
    page = open_page(normal, "undersokning", omrade="jarva")
    assert "hela Stockholm" in words_of(page)
    assert "spegel fetch kolada --area 0180" in words_of(page)


@pytest.mark.parametrize("groups", ["kon", "alder", "bostad", "fodelseregion"])
@pytest.mark.parametrize("area", ["0127", "jarva"])
def test_trust_in_the_own_survey_is_marked_as_an_example(open_page, normal: Path, area: str, groups: str) -> None:
    page = open_page(normal, "fortroende", omrade=area, uppdelning=groups)
    said = words_of(page)
    assert not page.app.exception
    assert len(page.charts) == 5
    assert "litar på människor" in said
    assert "Exempeldata" in said
    assert "data-kon" in page.html
    assert "Medborgarpanelens svar räknas inte in" in said


@pytest.mark.parametrize("groups", ["kon", "alder", "utbildning", "tatort"])
def test_trust_in_the_citizen_survey_is_another_survey(open_page, answered: Path, groups: str) -> None:
    page = open_page(answered, "fortroende", enkat="scb", uppdelning=groups)
    said = words_of(page)
    assert not page.app.exception
    assert len(page.charts) == 4
    assert "Exempeldata" not in said
    assert "Enkäten har inget värde för förtroende för demokratin" in said
    assert "data-kon" in page.html


def test_without_any_survey_the_page_says_what_to_do(open_page, empty: Path) -> None:
    for page_id in ("undersokning", "fortroende"):
        page = open_page(empty, page_id)
        assert not page.app.exception
        assert page.charts == []
