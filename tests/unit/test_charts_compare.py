"""A municipality beside others: lines by election, dots by place, and what the sentences say."""

from __future__ import annotations

import polars as pl
import pytest

from spegel.charts import compare
from tests.unit.chart_frames import ABOUT, LOOKS

SWEDISH, ENGLISH = LOOKS[0], LOOKS[1]


def council(year: int, comparison: str, women: int | None, men: int | None, share: float | None = None) -> dict:
    share = women / (women + men) if share is None else share
    return {
        "election_year": year,
        "comparison": comparison,
        "place_id": "0127",
        "place_name": "Botkyrka",
        "women_count": women,
        "men_count": men,
        "women_share": share,
        "men_share": 1 - share,
        "municipality_count": 1,
        "source_id": "made",
    }


COUNCILS = pl.DataFrame(
    [
        council(2014, "own", 27, 34),
        council(2018, "own", 30, 45),
        council(2018, "similar", 20, 20),
        council(2018, "county", 90, 110),
        council(2018, "country_published", None, None, 0.43),
        council(2022, "county", 95, 105),
    ],
    infer_schema_length=None,
)


def figure(comparison: str, gender: str, value: float | None, year: int = 2022, name: str = "Botkyrka", **more: object) -> dict:
    return {
        "kpi_id": "N05816",
        "title": "Titel",
        "unit": "share",
        "measured_year": year,
        "comparison": comparison,
        "place_id": name,
        "place_name": name,
        "gender": gender,
        "indicator_value": value,
        "municipality_count": 7 if comparison.endswith("median") else None,
        **more,
    }


FIGURES = pl.DataFrame(
    [
        figure("own", "women", 0.3, 2018),
        figure("own", "men", 0.7, 2018),
        figure("own", "women", 0.41),
        figure("own", "men", 0.59),
        figure("similar", "women", 0.2, name="Haninge"),
        figure("similar", "men", 0.8, name="Haninge"),
        figure("similar", "women", 0.6, name="Sigtuna"),
        figure("similar", "men", 0.4, name="Sigtuna"),
        figure("similar_median", "women", 0.4, name="Gruppen"),
        figure("similar_median", "men", 0.6, name="Gruppen"),
        figure("country", "women", None, name="Sverige"),
    ],
    infer_schema_length=None,
)
TOGETHER = pl.DataFrame(
    [figure("own", "total", 12.5, unit="number"), figure("country", "total", 10.0, unit="number", name="Sverige")]
)


@pytest.mark.parametrize("look", LOOKS)
def test_every_chart_has_words_and_a_table_in_both_languages(look):
    charts = [
        compare.councils(COUNCILS, ABOUT, look, area_name="Botkyrka"),
        compare.places(FIGURES, ABOUT, look, name="Ordförande"),
        compare.series(FIGURES, ABOUT, look, name="Ordförande"),
        compare.places(TOGETHER, ABOUT, look, name="Uppdrag"),
        compare.series(TOGETHER, ABOUT, look, name="Uppdrag"),
    ]
    assert all(chart.alt and chart.sentence and chart.table.rows and chart.figure.data for chart in charts)


def test_own_women_and_men_are_drawn_and_others_women_in_grey():
    chart = compare.councils(COUNCILS, ABOUT, SWEDISH, area_name="Botkyrka")
    drawn = {tuple(trace.y) for trace in chart.figure.data}
    assert {(27 / 61, 30 / 75), (34 / 61, 45 / 75), (0.45, 0.475), (0.43,)} == drawn
    labels = [note.text for note in chart.figure.layout.annotations]
    assert "Riket, SCB 2018<br>43 %".replace(" %", "\u00a0%") in labels
    assert len(chart.table.rows) == 6


def test_the_reading_tells_counts_first_and_then_the_others():
    said = compare.council_reading(COUNCILS, SWEDISH, area_name="Botkyrka").replace("\u00a0", " ")
    assert said == (
        "30 av 75 valda i Botkyrka 2018 var kvinnor, 40,0 %. Andelen kvinnor var 45,0 % i länet och 43 % i riket enligt SCB."
    )
    trend = compare.council_trend(COUNCILS, ENGLISH, area_name="Botkyrka")
    assert trend == "The share of women in Botkyrka was 44.3% in 2014 and 40.0% in 2018."
    assert "saknas" in compare.council_reading(COUNCILS.clear(), SWEDISH, area_name="Botkyrka")


def test_one_election_has_no_trend():
    once = COUNCILS.filter(pl.col("election_year") == 2018)
    assert compare.council_trend(once, SWEDISH, area_name="Botkyrka").startswith("30 av 75")


def test_the_own_row_stands_first_and_single_municipalities_last_by_value():
    chart = compare.places(FIGURES, ABOUT, SWEDISH, name="Ordförande")
    assert [tick.split("<br>")[0] for tick in chart.figure.layout.yaxis.ticktext] == [
        "<b>Botkyrka</b>", "Liknande kommuner,", "Riket", "Sigtuna", "Haninge",
    ]  # fmt: skip
    assert {trace.x for trace in chart.figure.data if trace.mode == "markers+text"} == {
        (0.41, 0.4, None, 0.6, 0.2), (0.59, 0.6, None, 0.4, 0.8),
    }  # fmt: skip
    assert {note.text for note in chart.figure.layout.annotations} == {"Kvinnor", "Män"}


def test_the_latest_year_is_the_latest_of_the_municipality_itself():
    later = pl.concat([FIGURES, pl.DataFrame([figure("country", "women", 0.5, 2026, "Sverige")])], how="vertical_relaxed")
    assert compare.latest_of(later)["measured_year"].unique().to_list() == [2022]
    others = later.filter(pl.col("comparison") != "own")
    assert compare.latest_of(others)["measured_year"].unique().to_list() == [2026]


def test_a_line_has_a_point_a_measured_year():
    chart = compare.series(FIGURES, ABOUT, SWEDISH, name="Ordförande")
    assert {tuple(trace.x) for trace in chart.figure.data} == {("2018", "2022"), ("2022",)}
    assert len(chart.figure.data) == 4


@pytest.mark.parametrize(
    ("value", "unit", "swedish"),
    [(0.415, "share", "41,5 %"), (12.34, "number", "12,3"), (0.7, "ratio", "0,70"), (312400.4, "kronor", "312 400 kronor")],
)
def test_values_are_written_in_their_unit(value, unit, swedish):
    assert compare.written(value, unit, SWEDISH).replace("\u00a0", " ") == swedish
    assert compare.written(None, unit, SWEDISH) == "uppgift saknas"


def test_a_figure_that_is_not_divided_by_sex_says_so_with_one_dot():
    assert compare.sexes_of(TOGETHER) == ("total",)
    chart = compare.places(TOGETHER, ABOUT, SWEDISH, name="Uppdrag")
    assert len(chart.figure.data) == 1
    assert "Botkyrka: 12,5." in chart.sentence


def test_without_any_value_the_sentence_says_so():
    empty = pl.DataFrame([figure("own", "women", None)], infer_schema_length=None)
    assert compare.figure_reading(empty, ENGLISH) == "No values are known."
