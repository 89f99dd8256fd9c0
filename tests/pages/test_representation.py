"""Who sits in the bodies, where they live and how it has gone: sex always, nothing hidden told, examples marked."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import polars as pl
import pytest
import small_bodies
from test_turnout import table_rows, text_of

from spegel import fmt, query
from spegel.settings import Settings
from spegel.ui import choices, representation, scene, sitemap
from spegel.warehouse import open_current

PAGES = ("representation", "bostad", "over_tid")
HIDDEN = "visas inte: färre än 20 platser"


def seats(folder, **parameters):
    return query.run(open_current(folder), "representation_by_body", area="0127", **parameters)


@pytest.fixture(scope="module")
def small(made_once):
    """The published file of a committee of nine where one was born outside Europe."""
    return made_once("small bodies", small_bodies.publish) / "warehouse"


def test_the_verdict_is_the_women_of_the_council_in_persons(open_page, normal):
    rows = seats(normal).filter((pl.col("dimension") == "gender") & (pl.col("body_name") == "Kommunfullmäktige"))
    women = rows.filter(pl.col("category") == "women").row(0, named=True)
    words = text_of(open_page(normal, "representation"))
    assert f"{women['seat_count']} av {women['held_count']} är kvinnor" in words
    assert f"Det motsvarar {abs(women['missing_members_count'])} " in words
    assert fmt.percent(women["population_share"], "sv") in words


def test_every_body_and_sex_is_in_the_matrix_with_the_population_first(open_page, normal):
    held = seats(normal).filter(pl.col("dimension") == "gender").unique("body_id").select("body_name", "held_count")
    rows = table_rows(open_page(normal, "representation"), "Ledamöter i varje organ")
    assert rows[0][0] == "Befolkningen"
    assert {row[0] for row in rows[1:]} == {f"{name} ({count})" for name, count in held.iter_rows()}
    assert all(re.match(r"\d+\u00a0% · (\d+ (färre|fler)|som väntat)", cell) for row in rows[1:] for cell in row[1:3])


@pytest.mark.parametrize("area", ["0127", "jarva"])
@pytest.mark.parametrize("page_id", PAGES)
def test_the_sexes_are_there_after_every_choice(open_page, normal, page_id: str, area: str):
    """Every value of every choice, each beside several values of the others: women, men and not stated never go away."""
    offered = {
        "uppdelning": list(choices.BREAKDOWNS),
        "roll": list(choices.ROLES),
        "grund": list(choices.BASES),
        "organ": query.run(open_current(normal), "body_list", area=area)["body_id"].to_list()[:3],
    }
    taken = {name: values for name, values in offered.items() if name in sitemap.page_of(page_id).parameters}
    for turn in range(2 * max(len(values) for values in taken.values()) - 1):
        address = {"omrade": area, **{name: values[turn % len(values)] for name, values in taken.items()}}
        page = open_page(normal, page_id, **address)
        assert not page.app.exception, address
        assert page.html.count("data-kon") >= 1, address
        assert re.search(r"kvinnor · \d+ män · \d+ utan uppgift om kön|Kön är inte registrerat", page.html), address


def test_a_body_that_is_gone_says_so_and_the_others_are_still_shown(open_page, normal):
    """Rinkeby-Kista was dissolved in the middle of a term: it has a day, and later it has none."""
    bodies = query.run(open_current(normal), "body_list", area="jarva")
    gone = bodies.filter(pl.col("dissolution_date").is_not_null()).row(0, named=True)
    address = {"omrade": "jarva", "organ": gone["body_id"]}
    there = text_of(open_page(normal, "representation", dag=gone["latest_date"].isoformat(), **address))
    assert re.search(r"\d+ av \d+ är kvinnor", there)
    later = open_page(normal, "representation", **address)
    assert f"{gone['body_name']} har inga uppgifter för den här dagen." in text_of(later)
    assert re.search(r"Alla organ, platser: \d+ kvinnor", text_of(later).replace("  ", " "))
    assert len(later.charts) == len(open_page(normal, "representation", omrade="jarva").charts)


def test_those_whose_sex_is_not_known_are_counted(open_page, small):
    page = open_page(small, "representation")
    assert "30 kvinnor · 30 män · 1 utan uppgift om kön" in text_of(page)
    cells = [line[1:5] for line in table_rows(page, "Kvinnor och män i varje organ") if line[0] == small_bodies.COUNCIL]
    assert [line[:2] for line in cells] == [["Kvinnor", "30"], ["Män", "30"], ["Uppgift saknas", "1"]]
    assert [line[3] for line in cells] == ["50,0\u00a0%", "50,0\u00a0%", "räknas utanför andelen"]


def test_members_and_substitutes_are_never_together(open_page, normal):
    members, substitutes = (
        table_rows(open_page(normal, "representation", **address), caption)
        for address, caption in (({}, "Ledamöter i varje organ"), ({"roll": "ersattare"}, "Ersättare i varje organ"))
    )
    assert "Kommunfullmäktige (75)" in [row[0] for row in members]
    assert "Kommunfullmäktige (75)" not in [row[0] for row in substitutes]


@pytest.mark.parametrize("page_id", PAGES)
def test_examples_are_marked_at_the_title_and_own_registers_are_not(open_page, normal, small, page_id: str):
    assert 'class="badge"' in open_page(normal, page_id).html
    assert "Exempeldata ·" in open_page(normal, page_id).html
    assert 'class="badge"' not in open_page(small, page_id).html


@pytest.mark.parametrize(
    ("page_id", "address"),
    [
        ("representation", {"organ": "nonsense"}),
        ("representation", {"dag": "2099-01-01"}),
        ("representation", {"grund": "alla män"}),
        ("representation", {"roll": "kungen"}),
        ("representation", {"uppdelning": "inkomst"}),
        ("bostad", {"organ": "<b>"}),
        ("bostad", {"grund": "x"}),
        ("over_tid", {"organ": "'; DROP TABLE dim_body; --"}),
    ],
)
def test_a_foreign_value_gets_a_message_and_the_default(open_page, normal, page_id: str, address: dict[str, str]):
    page = open_page(normal, page_id, **address)
    assert page.html.count('class="note" role="status"') == 1
    assert [box.value for box in page.app.selectbox] == [box.value for box in open_page(normal, page_id).app.selectbox]


def test_a_choice_is_in_the_address_which_gives_the_same_page(open_page, normal):
    chosen = open_page(normal, "representation").choose("uppdelning", "alder").choose("roll", "ersattare")
    assert chosen.address == {"uppdelning": "alder", "roll": "ersattare"}
    assert open_page(normal, "representation", **chosen.address).html == chosen.html


def test_a_body_of_nine_shows_no_region_of_birth(open_page, small):
    """Every cell of it is the reason, and no picture has it; the council, which is large, is shown."""
    page = open_page(small, "representation", uppdelning="fodelseregion")
    cells = {row[0]: row[4:] for row in table_rows(page, "Ledamöter i varje organ")}
    assert set(cells[f"{small_bodies.COMMITTEE} (9)"]) == {HIDDEN}
    council = cells[f"{small_bodies.COUNCIL} (61)"]
    assert [cell.split("\u00a0")[0] for cell in council[:2]] == ["40", "60"]
    rows = [row for row in table_rows(page, "Födelseregion i de största organen") if row[0] == small_bodies.COMMITTEE]
    assert {cell for row in rows for cell in (row[2], row[4], row[7], row[8], row[9])} == {HIDDEN}
    regions = next(chart for chart in page.charts if "Födelseregion" in chart.alt)
    drawn = json.dumps(json.loads(regions.spec), ensure_ascii=False)
    assert small_bodies.COUNCIL in drawn
    assert small_bodies.COMMITTEE not in drawn + regions.alt


def test_a_small_body_has_the_same_page_whoever_sits_in_it(open_page, small, tmp_path):
    """Whether one or eight of the nine were born outside Europe, every word and picture is the same."""
    other = small_bodies.publish(tmp_path, born_outside_europe=8)

    def shown(folder):
        page = open_page(folder, "representation", uppdelning="fodelseregion", organ="LN")
        written = re.sub(r"spegel-[\d-]+-[0-9a-f]+", "", unescape(page.html))
        return written, [re.sub(r"spegel-[\d-]+-[0-9a-f]+", "", chart.spec) for chart in page.charts]

    assert shown(small) == shown(other)


def test_women_of_the_real_council_are_those_of_the_official_result(open_page, normal):
    """Valmyndigheten's final results of 2010, 2014 and 2018 for Botkyrka; later files do not give the sex."""
    rows = table_rows(open_page(normal, "over_tid"), "Valda till kommunfullmäktige")
    whole = {row[0]: row[2:5] for row in rows if row[1] == "Alla partier"}
    official = query.run(open_current(normal), "council_by_election", municipality_code="0127").filter(
        pl.col("party_abbr") == "total"
    )
    assert whole.keys() == {fmt.first_upper(fmt.election(id, "sv")) for id in official["election_id"]}
    for row in official.iter_rows(named=True):
        cells = whole[fmt.first_upper(fmt.election(row["election_id"], "sv"))]
        assert cells == [fmt.count(row[key], "sv") for key in ("seat_count", "women_count", "men_count")]
    assert [whole[f"Kommunvalet {year}"][1] for year in (2010, 2014, 2018)] == ["24", "27", "30"]
    assert whole["Kommunvalet 2022"][1] == fmt.missing("sv")


def test_a_board_that_voters_do_not_elect_says_so(open_page, normal):
    words = text_of(open_page(normal, "over_tid", omrade="jarva"))
    assert "Det finns inga officiella resultat om valda ledamöter för Järva." in words


def test_parts_without_anyone_are_named_first(open_page, normal):
    parts = query.run(open_current(normal), "residence_by_part", area="jarva", base="all")
    empty = parts.filter(pl.col("is_without_elected"))["part_name"].to_list()
    assert empty
    sentence = re.search(r'class="verdict-sentence">(.*?)<', open_page(normal, "bostad", omrade="jarva").html)[1]
    assert sentence.startswith("Ingen av de förtroendevalda bor i ")
    assert all(name in unescape(sentence) for name in empty)


@pytest.mark.parametrize(("today", "is_late"), [(date(2026, 12, 31), False), (date(2027, 1, 1), False), (date(2027, 1, 2), True)])
def test_the_clock_is_late_in_words_and_red_the_day_after_it_was_due(today: date, is_late: bool):
    scene.begin(scene.Scene("sv", sitemap.page_of("representation"), Settings()))
    row = {"cut": "body", "last_date": date(2026, 1, 1), "next_due_date": date(2027, 1, 1)}
    line = representation.clock_line(row, today)
    assert ("försenat" in line) is ("clock-late" in line) is is_late
    assert "1 januari 2026" in line
