"""Where dialogues reach: sexes after every choice, participations apart, hidden numbers nowhere, every layer a table."""

from __future__ import annotations

import json
import re
from html import unescape

import polars as pl
import pytest
from test_turnout import table_rows, text_of

from spegel import fmt, query
from spegel.ui import reach
from spegel.warehouse import open_current

AREAS = ("0127", "jarva")


def rows(folder, name: str, **parameters) -> pl.DataFrame:
    return query.run(open_current(folder), name, **{"area": "0127", **parameters})


def spec_of(page) -> dict:
    [chart] = page.charts
    return json.loads(chart.spec)


def test_the_latest_year_with_counted_persons_is_shown_and_says_reach(open_page, normal):
    page = open_page(normal, "rackvidd")
    whole = rows(normal, "reach_by_part", year=2025).row(0, named=True)
    words = text_of(page)
    assert f"{fmt.number(whole['reach_ratio'], 'sv', 1)} per 1" in words
    assert "unika deltagare per 1 000 invånare, Botkyrka 2025" in words.replace("\u00a0", " ")
    assert "ar" not in page.address


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ({"ar": "alla"}, "räknas år för år"),
        ({"typ": "dialogforum"}, "alla dialoger tillsammans"),
        ({"ar": "2026"}, "inte registrerade"),
    ],
)
def test_where_persons_are_not_known_participations_stand_under_their_own_name(open_page, normal, address, reason):
    words = text_of(open_page(normal, "rackvidd", **address)).replace("\u00a0", " ")
    assert "deltagartillfällen per 1 000 invånare, Botkyrka" in words
    assert "unika deltagare per 1 000" not in words
    assert reason in words


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("layer", [layer for layer in reach.LAYERS if layer != "regso"])
def test_every_layer_has_sexes_a_table_and_borders_by_address(open_page, normal, layer: str, area: str):
    page = open_page(normal, "rackvidd", omrade=area, lager=layer)
    assert not page.app.exception
    assert re.search(r"data-kon>.*\d+ kvinnor · \d+ män · \d+ utan uppgift om kön", page.html)
    [chart] = page.charts
    assert chart.alt
    addresses = {trace["geojson"] for trace in spec_of(page)["data"] if trace["type"] == "choropleth"}
    assert all(re.match(rf"^/geo/spegel-[^/]+/{area}/(valdistrikt\d{{4}}|hexagon)\.geojson$", address) for address in addresses)
    assert ("hexagon" in "".join(addresses)) == (layer == "hexagon")
    assert page.html.count('class="chart-source"') >= 5


@pytest.mark.parametrize(("page_id", "caption"), [("rackvidd", "Genomförda dialoger"), ("dialoger", "Dialoger i Botkyrka")])
def test_an_administration_may_be_chosen(open_page, normal, page_id, caption):
    """Sexes stay, the choice stands with the files, and reach gives way to participations."""
    listed = rows(normal, "dialogue_list").filter((pl.col("start_date").dt.year() == 2025) & (pl.col("status") == "held"))
    name = listed["administration"].drop_nulls().mode().sort()[0]
    page = open_page(normal, page_id, ar="2025", forvaltning=name, typ="medborgardialog")
    own = listed.filter((pl.col("administration") == name) & (pl.col("classification") == "citizen_dialogue"))
    shown = [row[0] for row in table_rows(page, caption)]
    assert own.height
    # Those that are planned or cancelled are in the list of dialogues only.
    assert sorted(own["title"]) == sorted(shown) if page_id == "rackvidd" else set(own["title"]) <= set(shown)
    assert "data-kon" in page.html
    assert "unika deltagare per 1" not in text_of(page)


def test_choices_that_no_dialogue_fits_are_said(open_page, normal):
    page = open_page(normal, "dialoger", ar="2022", typ="enkat", forvaltning="Socialförvaltningen")
    assert "Ingen sådan dialog är registrerad." in text_of(page)


def test_regso_are_a_layer_where_their_borders_are_loaded(open_page, with_regso):
    page = open_page(with_regso, "rackvidd", lager="regso", ar="2025")
    assert not page.app.exception
    assert re.search(r"data-kon>.*\d+ kvinnor · \d+ män", page.html)
    assert "Ingen dialog har hållits i 1 av 2 RegSO: Hamra." in text_of(page)
    [borders] = {trace["geojson"] for trace in spec_of(page)["data"] if trace["type"] == "choropleth"}
    assert re.match(r"^/geo/spegel-[^/]+/0127/regso\.geojson$", borders)
    listed = table_rows(page, "Dialoger i varje RegSO, även där ingen har hållits")
    points = rows(with_regso, "reach_points", year=2025)
    placed = points["lon"].count()
    assert [row[:3] for row in listed] == [
        ["Albyberget", "0127R001", str(placed)],
        ["Hamra", "0127R002", "0"],
        ["Utan känd plats i något RegSO", "", str(points.height - placed)],
    ]
    assert "spegel fetch scb" not in text_of(page)


def test_regso_are_not_offered_without_borders_and_the_page_says_what_to_run(open_page, normal):
    page = open_page(normal, "rackvidd", lager="regso")
    assert "RegSO" not in page.app.selectbox(key="choice_lager").options
    assert page.app.selectbox(key="choice_lager").value == "kommundel"
    assert "De hämtas med kommandot spegel fetch scb." in text_of(page)


def test_the_table_has_every_dialogue_that_is_a_point(open_page, normal):
    page = open_page(normal, "rackvidd", ar="2025")
    points = [trace for trace in spec_of(page)["data"] if trace["type"] == "scattergeo" and trace.get("text")]
    drawn = [unescape(text.split("</b>")[0].removeprefix("<b>")) for trace in points for text in trace["text"]]
    listed = table_rows(page, "Genomförda dialoger, störst först")
    assert sorted(drawn) == sorted(row[0] for row in listed if row[-1] == "ja")
    assert len(listed) == rows(normal, "reach_points", year=2025).height


def test_no_hidden_number_is_drawn_larger_than_the_smallest_point(open_page, normal):
    hidden = rows(normal, "reach_points", year=2025).filter(
        pl.col("suppression_reason").is_not_null() & pl.col("lon").is_not_null()
    )
    assert hidden.height
    page = open_page(normal, "rackvidd", ar="2025")
    places = {(round(row["lon"], 5), round(row["lat"], 5)) for row in hidden.iter_rows(named=True)}
    traces = [trace for trace in spec_of(page)["data"] if trace["type"] == "scattergeo" and trace.get("text")]
    for trace in traces:
        marks = zip(trace["lon"], trace["lat"], trace["marker"]["size"], trace["marker"]["color"], trace["text"], strict=True)
        for lon, lat, size, colour, text in marks:
            if (lon, lat) in places:
                assert (size, colour) == (8, "#C9CED2")
                assert re.search(r"färre än|dolt|alla utom", text)


def test_parts_without_a_forum_are_in_the_table_with_zero_and_in_words(open_page, normal):
    page = open_page(normal, "rackvidd", ar="2025")
    without = rows(normal, "reach_by_part", year=2025, kind="forum").filter(
        (pl.col("dialogue_count") == 0) & (pl.col("part_area_id") != "total")
    )
    assert without.height
    listed = {row[0]: row for row in table_rows(page, "Dialogforum i varje del")}
    for name in without["part_name"]:
        assert listed[name][1:3] == ["0", "inget möte"]
        assert name in re.search(r"Inget dialogforum har hållits i ([^.]*)\.", text_of(page))[1]


def test_barriers_stand_before_what_is_reached_and_nobody_is_ranked(open_page, normal):
    page = open_page(normal, "rackvidd", ar="2025")
    flagged = rows(normal, "attention_groups", year=2025).to_dicts()
    listed = table_rows(page, "Hinder som står i vägen, och vilka dialogerna har nått")
    assert [row[2] for row in listed] == [row["barrier"] for row in flagged]
    words = {True: "ja", False: "nej", None: "går inte att säga"}
    assert [row[-1] for row in listed] == [words[row["is_reached"]] for row in flagged]
    assert [row[3] for row in listed].count("inte granskad") == 1
    counts = (flagged[0]["reached_count"], flagged[0]["known_count"])
    assert "Dialogerna har nått {} av {} som går att bedöma.".format(*counts) in text_of(page)


def test_white_spots_are_named(open_page, normal):
    """In 2022 dialogues had only just begun."""
    coverage = rows(normal, "dialogue_coverage", year=2022)
    missing = coverage.filter((pl.col("dimension") == "area") & ~pl.col("is_reached"))["category_name"].to_list()
    assert missing
    sentence = re.search(r"Ingen dialog har hållits i ([^.]*)\.", text_of(open_page(normal, "rackvidd", ar="2022")))[1]
    assert all(name in sentence for name in missing)


def test_a_year_without_such_dialogues_says_what_to_do(open_page, normal):
    page = open_page(normal, "rackvidd", ar="2022", typ="enkat")
    if not rows(normal, "reach_points", year=2022, kind="survey").height:
        assert 'class="empty"' in page.html
        assert not page.charts
