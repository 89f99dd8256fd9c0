"""The three turnout pages show the official figures, and what stands on them adds up."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from spegel import fmt, query
from spegel.warehouse import open_current


def text_of(page) -> str:
    """The words of the page, tables included, without tags."""
    return unescape(re.sub(r"<[^>]+>", " ", page.html))


def table_rows(page, caption: str) -> list[list[str]]:
    """The cells of the body of the table with this caption."""
    tables = [
        part for part in page.html.split("<table>")[1:] if unescape(re.search(r"<span>(.*?)</span>", part)[1]).startswith(caption)
    ]
    body = tables[0].split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>") if row]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in rows]


def test_official_turnout_has_two_decimals_and_the_unrounded_change(open_page, normal):
    rows = table_rows(open_page(normal, "valdeltagande"), "Officiellt valdeltagande")
    assert [row[:2] for row in rows] == [
        ["Kommunvalet 2010", "72,80\u00a0%"],
        ["Kommunvalet 2014", "70,95\u00a0%"],
        ["Kommunvalet 2018", "71,42\u00a0%"],
        ["Kommunvalet 2022", "64,61\u00a0%"],
        ["Kommunvalet 2026", "70,95\u00a0%"],
    ]
    assert rows[2][2] == "+0,48"


def test_an_election_without_districts_is_named_with_what_there_is(open_page, normal):
    assert "Kommunvalet 2026 har bara en siffra för hela kommunen: 70,95\u00a0%" in text_of(open_page(normal, "valdeltagande"))


def test_board_of_districts_has_no_official_total_and_says_so(open_page, normal):
    words = text_of(open_page(normal, "valdeltagande", omrade="jarva"))
    assert "56,14\u00a0%" in words
    assert "Sena röster räknas bara för hela kommunen." in words
    assert "Officiellt valdeltagande" not in words


@pytest.mark.parametrize("target", [None, "80", "72,5", "basta_tredjedel", "basta"])
def test_ballots_missing_sum_to_the_headline(open_page, normal, target):
    page = open_page(normal, "valdeltagande", **({"mal": target} if target else {}))
    rows = table_rows(page, "Röster som saknas")
    total = sum(int(row[5].replace("\u00a0", "")) for row in rows)
    assert f"<b>{fmt.count(total, 'sv')}</b>" in page.html
    half = [int(row[5].replace("\u00a0", "")) for row in rows if row[7] == "ja"]
    assert sum(half) * 2 >= total > 0
    assert (sum(half) - half[-1]) * 2 < total, "the shortest prefix"
    assert f"{fmt.count(sum(half), 'sv')} röster i {len(half)} distrikt stänger halva gapet." in text_of(page)


def test_map_dots_and_table_hold_the_same_districts(open_page, normal):
    page = open_page(normal, "valdeltagande")
    figures = [json.loads(chart.spec) for chart in page.charts]
    on_map = next(trace for figure in figures for trace in figure["data"] if trace["type"] == "choropleth")
    dots = next(trace for figure in figures for trace in figure["data"] if trace["type"] == "scatter" and trace.get("customdata"))
    rows = table_rows(page, "Valdeltagande per valdistrikt")
    assert sorted(on_map["locations"]) == sorted(dots["customdata"])
    assert len(on_map["locations"]) == len(rows) == 51


def test_verdict_stands_beside_both_measures_and_the_band(open_page, normal):
    words = text_of(open_page(normal, "valdeltagande"))
    assert "Gapet ökar" in words
    assert "38,6 → 44,2" in words
    assert "38,6 → 43,3 i 44 av 51 valdistrikt." in words
    assert "Gapet delat med valdeltagandet" in words


def test_two_elections_apart_get_no_verdict_but_their_gaps(open_page, normal):
    words = text_of(open_page(normal, "valdeltagande", jamfor="2010-KF"))
    assert "går inte att säga" in words
    assert "36,3 → 44,2" in words
    assert "bara räknad mot valet närmast före" in words


def test_groups_name_another_base_and_show_the_sexes_apart(open_page, normal):
    page = open_page(normal, "valdeltagande", val="2018-KF")
    assert "data-kon" in page.html
    assert "Basen är SCB:s register" in text_of(page)
    assert {"Kvinnor", "Män"} <= {row[1] for row in table_rows(page, "Valdeltagande efter ålder")}


@pytest.mark.parametrize(("val", "jamfor"), [("2018-KF", "2014-KF"), ("2022-KF", "2018-KF"), ("2014-KF", "2010-KF")])
def test_parts_of_the_change_add_up_to_the_official_change(open_page, normal, val, jamfor):
    page = open_page(normal, "varfor", val=val, jamfor=jamfor)
    rows = query.run(open_current(normal), "turnout_change_parts", area="0127", election_type="KF", **{"from": jamfor, "to": val})
    assert rows["change_pp"].sum() == pytest.approx(rows["total_change_pp"][0], abs=1e-9)
    written = [row[1] for row in table_rows(page, "Vad ändringen består av")]
    assert written == [fmt.number(change, "sv", 2, signed=True) for change in rows["change_pp"]]
    assert fmt.points(abs(rows["total_change_pp"][0]), "sv", 2, signed=False) in text_of(page)


def test_a_comparison_that_is_not_official_says_so(open_page, normal):
    assert "inte verifierad" in text_of(open_page(normal, "varfor", val="2022-KF", jamfor="2018-KF"))
    assert "inte verifierad" not in text_of(open_page(normal, "varfor", val="2018-KF", jamfor="2014-KF"))


def test_the_order_of_a_district_is_said_only_where_late_ballots_cannot_change_it(open_page, normal):
    sure = text_of(open_page(normal, "distrikt", distrikt="01270044"))
    assert "51 av 51" in sure
    unsure = text_of(open_page(normal, "distrikt", distrikt="01270010"))
    assert "Ordningen går inte att säga" in unsure
    assert "mellan plats 1–7 av 51" in unsure


def test_a_district_shows_each_election_with_its_own_electors(open_page, normal):
    page = open_page(normal, "distrikt", distrikt="01270044")
    rows = table_rows(page, "Albyberget V i varje slags val")
    assert [row[0] for row in rows] == ["Kommunvalet 2022", "Regionvalet 2022", "Riksdagsvalet 2022"]
    electors = [row[2] for row in rows]
    assert electors[0] == electors[1] != electors[2]
    assert "Före 2022 går distriktet inte att följa" in text_of(page)


@pytest.mark.parametrize("page_id", ["valdeltagande", "varfor", "distrikt"])
def test_every_picture_has_alt_text_sentence_source_and_method(open_page, normal, page_id):
    page = open_page(normal, page_id, sprak="en")
    assert page.charts
    assert all(json.loads(chart.spec)["data"] for chart in page.charts)
    assert page.html.count('class="chart-sentence"') == len(page.charts)
    assert page.html.count('class="chart-source"') >= len(page.charts)
    assert page.html.count("How it is calculated") >= len(page.charts)


def test_two_different_views_never_give_the_same_file_name(open_page, normal):
    views = [
        ("valdeltagande", {}),
        ("valdeltagande", {"mal": "80"}),
        ("valdeltagande", {"mal": "80,5"}),
        ("valdeltagande", {"omrade": "jarva"}),
        ("varfor", {}),
        ("varfor", {"jamfor": "2014-KF"}),
        ("varfor", {"val": "2022-RD"}),
        ("distrikt", {"distrikt": "01270044"}),
        ("distrikt", {"distrikt": "01270010"}),
    ]
    names = [re.findall(r'data-file="([^"]+)"', open_page(normal, page_id, **address).html) for page_id, address in views]
    for found in names:
        assert len(set(found)) == len(found), "two pictures of one page"
        assert all(re.fullmatch(r"[a-z0-9-]+(_[a-z0-9-]+){3}", name) for name in found)
    targets = [{name for name in found if "roster-som-saknas" in name} for found in names[:3]]
    assert not (targets[0] & targets[1] | targets[1] & targets[2])
    assert not set(names[0]) & set(names[3])
    assert len({name for found in names[4:7] for name in found}) == 3
    assert not set(names[7]) & set(names[8])


def test_first_election_has_nothing_to_compare_with_and_says_so(open_page, normal):
    words = text_of(open_page(normal, "valdeltagande", val="2010-KF"))
    assert "Det finns inget tidigare val att jämföra med." in words
    assert "72,80 %" in words
    assert "Det finns inget tidigare val att jämföra kommunvalet 2010 med." in text_of(open_page(normal, "varfor", val="2010-KF"))
