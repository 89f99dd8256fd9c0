"""One room: sexes after every choice, no distance below the rule, three blocks that never merge, what is missing in red."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import own_rooms
import pytest
from test_turnout import table_rows, text_of

from spegel import fmt, query
from spegel.ui import sitemap
from spegel.warehouse import open_current

PAGE = "rummet"
BLOCKS = ["Var där", "Talade", "Återspeglar en allmän uppfattning?"]
TOO_FEW = "För få för att avgöra"


def ask(folder: Path, name: str, **parameters: object) -> list[dict]:
    return query.run(open_current(folder), name, area="0127", **parameters).rows(named=True)


def sexes_of(html: str) -> dict[str, str]:
    """What the rows of the sexes say, by their names."""
    (listed,) = re.findall(r'<dl class="sex-rows" data-kon.*?</dl>', html, re.DOTALL)
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", listed, re.DOTALL)
    return {unescape(name): unescape(re.sub(r"<[^>]+>", "", words)) for name, words in rows}


@pytest.fixture(scope="module")
def small(made_once) -> Path:
    return made_once("own rooms", own_rooms.publish) / "warehouse"


def test_the_latest_year_comes_first_in_three_blocks(open_page, normal):
    page = open_page(normal, PAGE)
    found = re.findall(r'<h2 class="block">(.*?)</h2>', page.html)
    assert found == BLOCKS
    year = max(row["unit_year"] for row in ask(normal, "room_unit_list"))
    assert f"Alla dialoger i Botkyrka {year}" in page.html


@pytest.mark.parametrize("breakdown", ["kon", "alder", "bostad", "konalder"])
@pytest.mark.parametrize("area", ["0127", "jarva"])
def test_the_sexes_are_there_after_every_choice(open_page, normal, area, breakdown):
    units = query.run(open_current(normal), "room_unit_list", area=area).rows(named=True)
    chosen = [next(row for row in units if row["unit_kind"] == kind) for kind in ("year", "part_year", "dialogue")]
    for unit in chosen:
        address = {"ar": str(unit["unit_year"]), "uppdelning": breakdown} | ({} if area == "0127" else {"omrade": area})
        if unit["unit_kind"] == "part_year":
            address["del"] = unit["part_area_id"]
        if unit["unit_kind"] == "dialogue":
            address["dialog"] = unit["unit_id"]
        page = open_page(normal, PAGE, **address)
        assert not page.app.exception
        assert {"Kvinnor", "Män"} <= set(sexes_of(page.html)) or "Kön" in sexes_of(page.html)


def test_a_link_to_a_dialogue_alone_finds_its_year(open_page, small):
    page = open_page(small, PAGE, dialog=own_rooms.LARGE)
    assert page.address["ar"] == "2025"
    assert "<h2>Rummet med 60</h2>" in page.html


def test_another_year_lets_the_dialogue_go_without_a_word(open_page, normal):
    dialogue = next(row for row in ask(normal, "room_unit_list") if row["unit_kind"] == "dialogue" and row["unit_year"] == 2024)
    page = open_page(normal, PAGE, dialog=dialogue["unit_id"]).choose("ar", "2025")
    assert page.address == {"ar": "2025"}
    assert "betyder inget" not in text_of(page)
    assert "Alla dialoger i Botkyrka 2025" in page.html


def test_a_dialogue_that_is_not_there_gives_a_message_and_all_together(open_page, small):
    page = open_page(small, PAGE, dialog="D-999")
    assert "D-999" in text_of(page)
    assert "Alla dialoger i Botkyrka 2025" in page.html


def test_the_head_has_purpose_and_the_step_lit(open_page, small):
    html = open_page(small, PAGE, dialog=own_rooms.TWELVE).html
    assert '<li class="lit" aria-current="step">Resonera</li>' in html
    assert html.count('aria-current="step"') == 1
    assert "Välja åtgärder" in html
    assert "Parternas mandat saknas" in html
    silent = open_page(small, PAGE, dialog=own_rooms.SIX).html
    assert "Mandat saknas." in silent
    assert "Syfte saknas" in silent
    assert 'aria-current="step"' not in silent


@pytest.mark.parametrize("dialogue", [own_rooms.TWELVE, own_rooms.SIX])
def test_below_the_rule_there_is_no_score(open_page, small, dialogue):
    """Twelve persons in more than two groups, and six: too few to tell, or hidden; never a distance."""
    page = open_page(small, PAGE, dialog=dialogue, uppdelning="kon" if dialogue == own_rooms.SIX else "alder")
    words = text_of(page)
    assert TOO_FEW in words
    assert "måste bytas ut för att" not in words
    for row in table_rows(page, "Avvikelse från befolkningen efter varje uppdelning"):
        if row[5] == TOO_FEW:
            assert row[3] == row[4] == row[6] == "visas inte"


def test_a_large_room_is_told_in_persons_with_what_chance_gives(open_page, small):
    page = open_page(small, PAGE, dialog=own_rooms.LARGE, uppdelning="kon")
    (mirror,) = [row for row in ask(small, "room_mirror", unit=own_rooms.LARGE) if row["dimension"] == "gender"]
    words = text_of(page)
    assert mirror["verdict"] == "avviker"
    assert "Avviker mer än slumpen" in words
    assert f"{round(mirror['tvd_share'] * 60)} av 60" in words
    assert f"Slumpen ensam ger högst {fmt.percent(mirror['band_share'], 'sv', 0)}" in words
    cells = {row["category"]: row for row in ask(small, "room_by_unit", unit=own_rooms.LARGE) if row["dimension"] == "gender"}
    men = next(
        row
        for row in ask(small, "room_by_unit", unit=own_rooms.LARGE)
        if (row["measure"], row["category"]) == ("present", "men")
    )
    assert cells["men"]["dimension"] == "gender"
    assert f"{abs(round(men['deviation_count']))} färre män än väntat" in words
    assert sexes_of(page.html)["Kvinnor"].startswith("45 75")


def test_who_spoke_stands_beside_who_was_there(open_page, small):
    words = text_of(open_page(small, PAGE, dialog=own_rooms.LARGE))
    assert "Kvinnor var 75\u00a0% av dem som var där och 58\u00a0% av dem som talade." in words
    assert "Inte noterat." in text_of(open_page(small, PAGE, dialog=own_rooms.TWELVE))


def test_speakers_that_cannot_be_drawn_are_told_in_words(open_page, normal):
    """No table of hidden numbers in the open: how many women and men spoke stands in a sentence, or that it is hidden."""
    rows = ask(normal, "room_by_unit", unit="2026")
    told = [row for row in rows if (row["measure"], row["category"]) == ("speaking", "women")]
    words = text_of(open_page(normal, PAGE, ar="2026"))
    assert f"Kvinnor som talade: {told[0]['person_count']}. Män som talade: dolt för att skydda personer." in words
    assert "Andelar visas inte" in words


def test_sex_and_age_together_are_a_table_of_the_year_and_a_picture_on_demand(open_page, normal):
    cells = {row["category"]: row for row in ask(normal, "room_by_unit", unit="2023") if row["dimension"] == "gender_age"}
    page = open_page(normal, PAGE, ar="2023")
    (young,) = [row for row in table_rows(page, "Kön och ålder tillsammans") if row[0] == "18–29 år"]
    assert young[1:3] == [str(cells[f"{sex}_18-29"]["person_count"]) for sex in ("women", "men")]
    assert f"{cells['total']['person_count']} deltagare i de dialoger där allt om kön och ålder kan visas." in text_of(page)
    drawn = open_page(normal, PAGE, ar="2023", uppdelning="konalder")
    (young,) = [row for row in table_rows(drawn, "Kön och ålder mot befolkningen, i personer: summan bakom avvikelsen")
        if row[0] == "Kvinnor 18–29 år"]  # fmt: skip
    assert young[1] == str(cells["women_18-29"]["person_count"])


@pytest.mark.parametrize(
    ("dialogue", "words"),
    [
        (own_rooms.TWELVE, "Kön och ålder tillsammans döljs för att skydda personer."),
        (own_rooms.SIX, "Kön och ålder är inte noterade tillsammans."),
    ],
)
@pytest.mark.parametrize("breakdown", ["alder", "konalder"])
def test_sex_and_age_together_are_hidden_whole_or_not_noted(open_page, small, dialogue, words, breakdown):
    page = open_page(small, PAGE, dialog=dialogue, uppdelning=breakdown)
    assert words in text_of(page)
    assert "Kvinnor 30–49 år" not in page.html


def test_a_part_and_year_sends_to_the_year_for_sex_and_age_together(open_page, normal):
    unit = next(row for row in ask(normal, "room_unit_list") if row["unit_kind"] == "part_year" and row["unit_year"] == 2025)
    words = text_of(open_page(normal, PAGE, ar="2025", **{"del": unit["part_area_id"]}))
    assert "Kön och ålder tillsammans visas för en dialog eller ett helt år." in words


def test_a_room_never_counted_by_sex_is_a_red_counted_row(open_page, small):
    page = open_page(small, PAGE, dialog=own_rooms.UNCOUNTED)
    assert sexes_of(page.html) == {"Kön": "40 saknas – ska alltid uppmärksammas"}
    assert 'class="sex-missing"' in page.html


def test_whether_it_reflects_has_its_reasons(open_page, small):
    html = open_page(small, PAGE, dialog=own_rooms.LARGE).html
    (row,) = [row for row in ask(small, "room_mirror", unit=own_rooms.LARGE) if row["dimension"] == "all"]
    assert row["reflects"] == "nej"
    (listed,) = re.findall(r'Det vilar på detta:</p><ul class="reasons">(.*?)</ul>', html)
    assert listed.count("<li>") == len(row["reflects_reasons"].split(",")) == 4


def test_the_three_promises_end_the_page_of_a_dialogue(open_page, normal):
    told = next(row for row in ask(normal, "feedback_by_dialogue") if row["results_date"] and row["has_answer"])
    html = open_page(normal, PAGE, dialog=told["dialogue_id"]).html
    (line,) = re.findall(r'<p class="promises">(.*?)</p>', html)
    assert line.startswith("resultat ✓ · hantering ")
    late = next(row for row in ask(normal, "feedback_overdue") if row["promise"] == "effect")
    (line,) = re.findall(r'<p class="promises">(.*?)</p>', open_page(normal, PAGE, dialog=late["dialogue_id"]).html)
    assert line.endswith(f"påverkan – {fmt.count(late['days_late_count'], 'sv')} dagar sen")


def test_every_dialogue_of_the_list_leads_to_its_room(open_page, small):
    html = open_page(small, "dialoger").html
    for dialogue in (own_rooms.TWELVE, own_rooms.SIX, own_rooms.UNCOUNTED, own_rooms.LARGE):
        assert f'href="{sitemap.page_of(PAGE).address}?ar=2025&amp;dialog={dialogue}"' in html
