"""The pages on influence, on those who leave, on what residents answer and on presence, as a visitor meets them."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from itertools import product
from pathlib import Path

import duckdb
import pytest

from spegel import query, versions
from spegel.i18n import LANGUAGES
from spegel.warehouse import open_current

PAGES = ("inflytande", "avhopp", "upplevd", "narvaro")


def words_of(page) -> str:
    """The words of the page, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.html)))


def sentence_of(page, number: int = 0) -> str:
    """The sentence that reads a picture."""
    return unescape(re.findall(r'class="chart-sentence">(.*?)</p>', page.html)[number])


def index_figure(page) -> dict:
    return json.loads(page.charts[0].spec)


def dots_of(page) -> list[float]:
    """Where the chosen scheme puts each group on the picture of the index: the dots in the colour of their group."""
    traces = index_figure(page)["data"]
    return [trace["x"][0] for trace in traces if trace["mode"] == "markers" and trace["marker"].get("size") == 15]


@pytest.mark.parametrize("scheme", ["lika", "roller", "egen"])
def test_another_way_of_weighing_changes_index_chart_sentence_and_address(open_page, normal, scheme) -> None:
    page = open_page(normal, "inflytande")
    before = (dots_of(page), sentence_of(page), re.search(r'verdict-number">(.*?)<', page.html)[1])
    assert page.address == {}
    page.choose("vikt", scheme)
    assert page.address == {"vikt": scheme}
    after = (dots_of(page), sentence_of(page), re.search(r'verdict-number">(.*?)<', page.html)[1])
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert after[1].startswith(
        {"lika": "Med lika vikt för alla uppdrag", "roller": "Med vikterna 3, 2 och 1", "egen": "Med egna vikter"}[scheme]
    )


def test_own_weights_are_three_numbers_and_one_value_of_the_address(open_page, normal) -> None:
    page = open_page(normal, "inflytande")
    assert not page.app.number_input
    page.choose("vikt", "egen")
    assert [entry.value for entry in page.app.number_input] == [3, 2, 1]
    first = dots_of(page)
    page.app.number_input(key="choice_vikter_chair").set_value(9).run()
    assert page.address == {"vikt": "egen", "vikter": "9-2-1"}
    assert dots_of(page) != first
    assert "Egna vikter 9–2–1" not in sentence_of(page)
    assert "egna-vikter-9-2-1" in re.findall(r'data-file="([^"]+)"', page.html)[0]
    page.choose("vikt", "lika")
    assert page.address == {"vikt": "lika"}
    assert 'class="note"' not in page.html


def test_own_weights_come_back_from_their_address(open_page, normal) -> None:
    page = open_page(normal, "inflytande", vikt="egen", vikter="5-0-1")
    assert [entry.value for entry in page.app.number_input] == [5, 0, 1]
    assert page.address == {"vikt": "egen", "vikter": "5-0-1"}


@pytest.mark.parametrize("given", ["0-0-0", "3-2", "a-b-c", "99-2-1", "-1-2-3"])
def test_weights_that_mean_nothing_are_told_and_replaced(open_page, normal, given) -> None:
    page = open_page(normal, "inflytande", vikt="egen", vikter=given)
    assert [entry.value for entry in page.app.number_input] == [3, 2, 1]
    assert f"{given}" in words_of(page)
    assert page.html.count('class="note" role="status"') == 1


def test_weights_without_their_scheme_are_told(open_page, normal) -> None:
    assert open_page(normal, "inflytande", vikter="5-2-1").html.count('class="note" role="status"') == 1


def test_numbers_that_are_all_zero_are_not_taken(open_page, normal) -> None:
    page = open_page(normal, "inflytande", vikt="egen", vikter="1-0-0")
    page.app.number_input(key="choice_vikter_chair").set_value(0).run()
    assert page.address == {"vikt": "egen", "vikter": "1-0-0"}
    assert page.app.number_input(key="choice_vikter_chair").value == 1


@pytest.mark.parametrize("dimension", ["gender", "age"])
@pytest.mark.parametrize("weights", [(3, 2, 1), (20, 0, 1), (0, 0, 1), (1, 7, 0)])
def test_the_band_that_is_published_holds_every_scheme_that_is_shown(normal, dimension, weights) -> None:
    chair, vice, member = weights
    rows = query.run(
        open_current(normal),
        "influence_by_group",
        area="0127",
        scheme="egen",
        chair_weight=chair,
        vice_weight=vice,
        member_weight=member,
        dimension=dimension,
    )
    shown = [row for row in rows.iter_rows(named=True) if not row["is_substitute"] and row["index_share"] is not None]
    assert {row["scheme"] for row in shown} == {"arvode", "lika", "roller", "egen"}
    assert all(row["low_share"] <= row["index_share"] <= row["high_share"] for row in shown)


def test_the_weights_that_are_used_are_printed_and_substitutes_stand_apart(open_page, normal) -> None:
    page = open_page(normal, "inflytande", vikt="roller")
    assert "Med vikterna 3, 2 och 1: vad varje uppdrag väger" in words_of(page)
    assert "Ersättare räknas inte i indexet." in words_of(page)
    table = page.html.split('class="weights"')[1]
    assert "<details" not in table.split("</table>")[0]


def test_missing_fees_are_counted(open_page, normal) -> None:
    assert re.search(r"Arvode saknas för \d+ uppdrag\.", words_of(open_page(normal, "inflytande")))
    assert "Arvode saknas" not in words_of(open_page(normal, "inflytande", vikt="lika"))


def test_the_country_stands_beside_ladder_and_concentration(open_page, normal) -> None:
    words = words_of(open_page(normal, "inflytande"))
    assert "sjönk andelen 2019 från 50 % till 32 %" in words.replace("\u00a0", " ")
    assert "Riket 2019: 1,69." in words


@pytest.mark.parametrize("page_id", PAGES)
def test_the_sexes_are_there_after_any_choice(open_page, normal, page_id) -> None:
    choices = {
        "inflytande": {"vikt": ("arvode", "egen"), "uppdelning": ("kon", "alder")},
        "avhopp": {"period": ("2014", "2026")},
        "upplevd": {"uppdelning": ("kon", "alder", "bostad")},
        "narvaro": {"vilka": ("alla", "partier", "ungdomsforbund")},
    }[page_id]
    for combination in product(*choices.values()):
        page = open_page(normal, page_id, **dict(zip(choices, combination, strict=True)))
        assert "data-kon" in page.html, combination
        assert not page.app.exception
        assert 'role="alert"' not in page.html


@pytest.fixture(scope="session")
def without_registers(normal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A municipality that has put in no registers yet, but has elections and residents."""
    folder = tmp_path_factory.mktemp("without")
    version = versions.current(normal)
    shutil.copy(versions.path_of(normal, version), versions.path_of(folder, version))
    with duckdb.connect(versions.path_of(folder, version)) as connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_columns() WHERE column_name = 'provenance'").fetchall():
            if table.startswith("fact_"):
                connection.execute(f'DELETE FROM "{table}"')
    versions.move_pointer(folder, version)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page_id", PAGES)
def test_without_registers_a_page_says_what_to_do_and_that_the_sexes_are_missing(
    open_page, without_registers, page_id, language
) -> None:
    page = open_page(without_registers, page_id, sprak=language)
    assert not page.app.exception
    assert 'class="empty"' in page.html
    assert 'class="sexes-missing" data-kon' in page.html
    assert not page.charts


@pytest.mark.parametrize("page_id", PAGES)
def test_no_row_has_more_than_four_choices(open_page, normal, page_id) -> None:
    assert 1 <= len(open_page(normal, page_id).app.selectbox) <= 4


@pytest.mark.parametrize("page_id", PAGES)
def test_examples_are_marked_on_the_page_and_in_its_files(open_page, normal, page_id) -> None:
    page = open_page(normal, page_id)
    assert 'class="badge"' in page.html
    sources = re.findall(r'class="chart-source">(.*?)</p>', page.html)
    assert sources
    assert all(source.startswith("Exempeldata · ") for source in sources)


@pytest.mark.parametrize("page_id", PAGES)
def test_two_pictures_never_share_a_file_name(open_page, normal, page_id) -> None:
    names = re.findall(r'data-file="([^"]+)"', open_page(normal, page_id).html)
    assert len(set(names)) == len(names) > 0
    assert all(re.fullmatch(r"[a-z0-9-]+(_[a-z0-9-]+){3}", name) for name in names)


def test_a_term_that_is_not_over_says_so(open_page, normal) -> None:
    page = open_page(normal, "avhopp", period="2026")
    assert "Mandatperioden 2026–2030 har just börjat" in words_of(page)
    assert "2026–2030, pågår" in page.app.selectbox(key="choice_period").options
    assert "Andel kvar, kvinnor och män" in words_of(page)


def test_who_left_stands_beside_the_country(open_page, normal) -> None:
    words = words_of(open_page(normal, "avhopp", period="2018")).replace("\u00a0", " ")
    assert "I hela riket lämnade 21,0 % (2018–2022)." in words


def test_a_reason_that_is_hidden_is_hidden_everywhere(open_page, normal) -> None:
    rows = query.run(open_current(normal), "leaving_reasons", area="0127")
    hidden = rows.filter(rows["suppression_reason"].is_not_null())
    assert hidden.height
    assert hidden["left_count"].null_count() == hidden.height
    table = open_page(normal, "avhopp").html.split("Orsaker till att ledamöter lämnat")[-1].split("</table>")[0]
    assert "uppgift saknas" not in table
    assert re.search(r"dolt|färre än", table)


def test_parties_stand_in_one_order_and_areas_without_presence_are_named(open_page, normal) -> None:
    page = open_page(normal, "narvaro")
    table = page.html.split("Öppna möten per parti och område")[-1].split("</table>")[0]
    parties = re.findall(r'<th scope="row">(.*?)</th>', table)
    published = query.run(open_current(normal), "party_meetings", area="0127")
    assert parties == [party or "Utan parti" for party in dict.fromkeys(published["party"])]
    empty = published.filter(published["part_name"].is_not_null())
    assert empty.height
    assert re.search(r"(Ingen närvaro är registrerad i|Det finns närvaro registrerad i alla)", words_of(page))


def test_perceived_and_actual_are_two_columns_and_a_small_change_is_uncertain(open_page, normal) -> None:
    page = open_page(normal, "upplevd")
    assert {"xaxis", "xaxis2"} <= set(index_figure(page)["layout"])
    row = query.run(open_current(normal), "perceived_representation", area="0127")
    latest = row.filter(row["is_latest"] & (row["dimension"] == "all") & (row["gender"] == "total")).row(0, named=True)
    assert ("Osäkert: ändringen" in words_of(page)) is bool(latest["is_uncertain"])
