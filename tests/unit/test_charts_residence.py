"""Where the elected live: a part without anyone is the finding, and what is not known has its own colour."""

from __future__ import annotations

import polars as pl
import pytest

from spegel.charts import residence
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made
from tests.unit import seat_frames as seats

SWEDISH = Look(LIGHT, "sv")
PARTS = (
    seats.part("Alby", 20, 0.30, 0.2),
    seats.part("Fittja", 0, 0.0, 0.15),
    seats.part("Tumba", 35, 0.5, 0.5),
    seats.part("Norsborg", 5, 0.05, 0.15),
)
DISTRICTS = pl.DataFrame(
    {
        "district_code": ["01270001", "01270002", "01270003", "01270004", "01270005", "01270006"],
        "part_area_id": ["alby", "fittja", "fittja", "tumba", "norsborg", None],
    }
)


def draw(*parts, look=SWEDISH):
    rows = seats.parts(*(parts or PARTS))
    return residence.part_map(
        rows, DISTRICTS, made.ABOUT, look, geojson_url="/geo/x", is_schematic=True, base="all", reasons=seats.REASONS
    )


def test_every_district_has_the_class_of_its_part_and_those_of_none_their_own_colour():
    known, untold = (trace for trace in draw().figure.data if trace.type == "choropleth")
    assert dict(zip(known.locations, known.z, strict=True)) == {
        "01270001": 3,
        "01270002": 0,
        "01270003": 0,
        "01270004": 2,
        "01270005": 1,
    }
    assert list(untold.locations) == ["01270006"]
    assert {colour for _, colour in untold.colorscale} == {LIGHT.missing}
    legend = [trace.name for trace in draw().figure.data if trace.type == "scattergeo"]
    assert legend == [*residence.class_labels(SWEDISH), "visas inte eller okänt"]
    assert len(residence.class_labels(SWEDISH)) == 5


@pytest.mark.parametrize(
    ("share", "population", "expected"),
    [(0.0, 0.2, 1), (0.16, 0.2, 2), (0.15, 0.2, 1), (0.24, 0.2, 3), (0.4, 0.2, 4), (None, 0.2, None)],
)
def test_a_ratio_on_a_limit_belongs_to_the_class_above(share, population, expected):
    row = {"is_without_elected": False, "seat_share": share, "population_share": population}
    assert residence.class_of(row) == expected


def test_nobody_at_all_is_a_class_of_its_own():
    assert residence.class_of({"is_without_elected": True, "seat_share": 0.0, "population_share": 0.1}) == 0


def test_parts_without_anyone_are_the_sentence():
    assert draw().sentence == "Ingen av de förtroendevalda bor i Fittja."
    assert residence.without_elected(seats.parts(*PARTS)) == ["Fittja"]


def test_where_every_part_has_someone_the_sentence_names_the_ends():
    assert draw(PARTS[0], PARTS[2], PARTS[3]).sentence == (
        "I Norsborg bor 15,0\u00a0% av invånarna men 5,0\u00a0% av de förtroendevalda. I Alby är det 20,0\u00a0% och 30,0\u00a0%."
    )


def test_the_words_name_whom_the_elected_are_held_against():
    rows = seats.parts(*PARTS)
    chart = residence.part_dots(rows, made.ABOUT, SWEDISH, base="eligible", reasons=seats.REASONS)
    assert "15,0\u00a0% av de röstberättigade" in chart.sentence
    assert "Andel av de röstberättigade" in [column.label for column in chart.table.columns]
    assert "invånarna" not in chart.table.html() + chart.sentence


def test_those_who_live_elsewhere_or_nobody_knows_where_are_counted_last():
    rows = draw().table.rows
    assert [row["part_name"] for row in rows] == ["Fittja", "Norsborg", "Tumba", "Alby", "Utanför delarna", "Bostad okänd"]
    assert [row["seat_count"] for row in rows[-2:]] == [1, 2]
    assert rows[-1]["gap_pp"] == rows[-1]["population_count"] == "jämförs inte"


def test_dots_have_the_population_as_a_stroke_and_the_part_that_lacks_most_first():
    chart = residence.part_dots(seats.parts(*PARTS), made.ABOUT, SWEDISH, base="all", reasons=seats.REASONS)
    labels = [note.text for note in chart.figure.layout.annotations]
    assert labels[0] == "<b>Fittja</b> · ingen förtroendevald"
    assert labels[1] == "<b>Norsborg</b> · 5 förtroendevalda"
    assert list(chart.figure.data[1].x) == [0.15, 0.15, 0.5, 0.2]
    assert chart.sentence == (
        "I Fittja bor 15,0\u00a0% av invånarna men ingen av de förtroendevalda. I Alby är det 20,0\u00a0% och 30,0\u00a0%."
    )


def test_a_small_body_shows_no_part_on_map_or_in_words():
    hidden = [
        seats.part(name, None, None, share, suppression_reason="small_body", is_without_elected=None)
        for name, share in (("Alby", 0.6), ("Fittja", 0.4))
    ]
    chart = draw(*hidden)
    assert [trace.type for trace in chart.figure.data].count("choropleth") == 1
    assert chart.sentence == "Organet är för litet för att visa var ledamöterna bor."
    assert {row["seat_count"] for row in chart.table.rows[:2]} == {"visas inte: litet organ"}
    assert all("visas inte" in words for words in chart.figure.data[0].text if words != "hör inte till någon del")


@pytest.mark.parametrize("look", made.LOOKS, ids=lambda look: f"{look.theme.name}-{look.language}")
def test_map_and_dots_have_alt_sentence_and_table(look):
    for chart in (draw(look=look), residence.part_dots(seats.parts(*PARTS), made.ABOUT, look, base="all", reasons=seats.REASONS)):
        assert chart.sentence in chart.alt
        assert len(chart.table.rows) == 6
        assert "None" not in chart.alt + chart.table.html()
