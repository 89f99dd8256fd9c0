"""The pages on mandates, user councils and channels, as a visitor meets them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import duckdb
import pytest

from spegel import query
from spegel.warehouse import open_current
from tests.pages.conftest import _changed as changed

DIALOGUE_PAGES = ("mandat", "kanaler")


def words_of(page) -> str:
    """The words of the page, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.html)))


def headline(page) -> str:
    return unescape(re.search(r'verdict-number">(.*?)<', page.html)[1]).strip()


@pytest.fixture(scope="session")
def bare(normal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ships, when nobody has registered a sex, a mandate, a decision or a statement."""

    def forget(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("DELETE FROM fact_attendance WHERE dimension <> 'all'")
        connection.execute("DELETE FROM fact_user_council_member")
        connection.execute("DELETE FROM fact_dialogue_decision")
        connection.execute("DELETE FROM fact_budget_project")
        connection.execute("DELETE FROM fact_decision")
        connection.execute("UPDATE fact_dialogue SET mandate = NULL, channel = NULL, contributions_count = NULL")

    return changed(normal, tmp_path_factory.mktemp("bare"), forget)


@pytest.mark.parametrize("page_id", DIALOGUE_PAGES)
@pytest.mark.parametrize("choice", [{"ar": "2025"}, {"typ": "dialogforum"}])
def test_year_and_kind_change_the_figures_and_stand_in_the_address(open_page, normal, page_id, choice) -> None:
    page = open_page(normal, page_id)
    before = headline(page), words_of(page)
    ((name, value),) = choice.items()
    page.choose(name, value)
    assert page.address == choice
    assert (headline(page), words_of(page)) != before
    assert headline(open_page(normal, page_id, **choice)) == headline(page)


@pytest.mark.parametrize("address", [{}, {"ar": "2025"}, {"typ": "pbl-samrad"}, {"omrade": "jarva"}])
@pytest.mark.parametrize("page_id", DIALOGUE_PAGES)
def test_the_sexes_of_those_who_took_part_are_there_after_every_choice(open_page, normal, page_id, address) -> None:
    line = re.search(r"<p [^>]*data-kon>(.*?)</p>", open_page(normal, page_id, **address).html)[1]
    assert re.search(r"[1-9]\d* kvinnor · [1-9]\d* män", line.replace("\u00a0", ""))


@pytest.mark.parametrize("page_id", [*DIALOGUE_PAGES, "brukarinflytande"])
def test_sexes_that_nobody_registered_are_red(open_page, bare, page_id) -> None:
    assert re.search(r'<p class="sexes-missing" data-kon>', open_page(bare, page_id).html)


def test_weighing_says_what_it_leaves_out(open_page, normal) -> None:
    for page_id in DIALOGUE_PAGES:
        assert re.search(
            r"Dolt antal: [1-9]\d* dialoger\. Okänt antal: [1-9]\d* dialoger\.", words_of(open_page(normal, page_id))
        )


@pytest.mark.parametrize(
    ("page_id", "address"),
    [
        ("mandat", {"ar": "1999"}), ("mandat", {"basar": "1999"}), ("mandat", {"typ": "fest"}), ("kanaler", {"ar": "x"}),
        ("brukarinflytande", {"ar": "1999"}),
    ],
)  # fmt: skip
def test_a_foreign_value_gets_a_message_and_the_default(open_page, normal, page_id, address) -> None:
    page = open_page(normal, page_id, **address)
    assert headline(page) == headline(open_page(normal, page_id))
    assert next(iter(address.values())) in words_of(page)


def test_administration_and_part_change_the_figures_and_stand_in_the_address(open_page, normal) -> None:
    rows = query.run(open_current(normal), "mandate_distribution", area="0127", administration="Socialförvaltningen")
    count = rows.filter(dimension="all")["dialogue_count"].sum()
    page = open_page(normal, "mandat")
    page.choose("forvaltning", "Socialförvaltningen")
    assert page.address == {"forvaltning": "Socialförvaltningen"}
    assert f"av {count} genomförda dialoger, Botkyrka, Socialförvaltningen 2022–2026" in words_of(page)
    assert "Mandat per förvaltning" not in words_of(page)
    page.choose("del", "0127-fittja")
    both = query.run(open_current(normal), "mandate_distribution", area="0127", administration="Socialförvaltningen",
        part="0127-fittja").filter(dimension="all")["dialogue_count"].sum()  # fmt: skip
    assert 0 < both < count
    assert f"av {both} genomförda dialoger, Botkyrka, Socialförvaltningen, Fittja 2022–2026" in words_of(page)
    page.choose("omrade", "jarva")
    assert page.address == {"omrade": "jarva", "forvaltning": "Socialförvaltningen"}
    assert "betyder inget" not in words_of(page)


def test_what_each_party_decides_is_counted_and_listed(open_page, normal) -> None:
    page = open_page(normal, "mandat", ar="2025")
    rows = query.run(open_current(normal), "dialogue_steering", area="0127", year=2025)
    (whole,) = rows.filter(dimension="all").rows(named=True)
    words = words_of(page)
    assert f"{whole['parties_count']} av {whole['dialogue_count']} dialoger anger vad varje part får avgöra" in words
    listed = re.search(r"Vad varje part får avgöra, 2025</span>.*?</table>", page.html, re.DOTALL)[0]
    assert listed.count("<tr>") == 1 + whole["dialogue_count"]
    assert listed.count("Invånare föreslår, nämnden beslutar") > 0


def test_the_base_year_is_an_earlier_one_and_the_first_year_has_none(open_page, normal) -> None:
    page = open_page(normal, "mandat")
    page.choose("basar", "2024")
    assert page.address == {"basar": "2024"}
    assert "Genomföra eller bestämma: 2024 och 2026" in words_of(page)
    assert "Det finns inget tidigare år att jämföra med." in words_of(open_page(normal, "mandat", ar="2022"))


def test_a_base_year_that_loses_its_meaning_falls_back_without_a_message(open_page, normal) -> None:
    page = open_page(normal, "mandat", basar="2025")
    page.choose("ar", "2024")
    assert "Genomföra eller bestämma: 2023 och 2024" in words_of(page)
    assert 'class="note"' not in page.html


def test_nothing_stated_is_said_in_words_and_is_never_nought(open_page, bare) -> None:
    mandate = words_of(open_page(bare, "mandat"))
    assert "Mandat saknas i alla" in mandate
    assert "Ingen dialog är kopplad till ett beslut." in mandate
    assert "Inga kronor som invånare har beslutat om är registrerade" in mandate
    channels = words_of(open_page(bare, "kanaler"))
    assert "Vanligast är kanal saknas, 100,0\u00a0%".replace("\u00a0", " ") in channels.replace("\u00a0", " ")
    assert "Yttranden är inte räknade i något av dem." in channels


def test_what_cannot_be_known_of_persons_is_said_plainly(open_page, normal) -> None:
    words = words_of(open_page(normal, "kanaler"))
    assert "Ingen kan säga hur många personer bara en kanal har nått." in words
    assert "Den som deltar två gånger räknas två gånger." in words


def test_a_part_that_one_channel_alone_has_been_used_in_is_named(open_page, normal, tmp_path) -> None:
    def settle(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("UPDATE fact_dialogue SET channel = 'outreach' WHERE part_area_id = '0127-alby'")
        connection.execute("DELETE FROM fact_dialogue WHERE part_area_id = '0127-fittja'")

    words = words_of(open_page(changed(normal, tmp_path, settle), "kanaler"))
    assert "Delar av området där bara en kanal har använts: Alby (uppsökande)." in words
    assert "Delar utan någon dialog: Fittja." in words


def test_users_councils_of_a_year_those_without_and_missing_answers(open_page, normal) -> None:
    page = open_page(normal, "brukarinflytande")
    page.choose("ar", "2024")
    assert page.address == {"ar": "2024"}
    words = words_of(page)
    assert "20 av 30 enheter som möter brukare, Botkyrka 2024" in words
    assert "Inte besvarat" in words
    without = re.search(r"Enheter som möter brukare och saknar råd 2024.*?</table>", page.html, re.DOTALL)[0]
    assert without.count("<tr>") == 1 + 10


def test_small_numbers_of_members_are_hidden_in_the_list(open_page, normal) -> None:
    page = open_page(normal, "brukarinflytande")
    told = query.run(open_current(normal), "user_council_list", area="0127", year=2026).filter("has_council")
    shown = told["women_count"].drop_nulls().len()
    listed = re.search(r"Alla brukarråd 2026</span>.*?</table>", page.html, re.DOTALL)[0]
    women = [re.findall(r"<td[^>]*>(.*?)</td>", row)[5] for row in re.findall(r"<tr><th scope=\"row\".*?</tr>", listed)]
    assert len(women) == 22
    assert 0 < sum(cell.isdigit() for cell in women) == shown < len(women)


def test_every_unit_with_a_council_leaves_an_empty_list_of_those_without(open_page, normal, tmp_path) -> None:
    folder = changed(normal, tmp_path, lambda connection: connection.execute("UPDATE fact_user_council SET has_council = true"))
    assert "Alla enheter i registret har ett råd." in words_of(open_page(folder, "brukarinflytande"))
