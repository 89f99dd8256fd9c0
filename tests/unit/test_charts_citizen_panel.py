"""Who is in the panel: persons against the population, response with intervals, what was told back; hidden numbers as words."""

from __future__ import annotations

import json

import panel_frames as frames
import polars as pl
import pytest

from spegel.charts import citizen_panel
from spegel.charts.chart import About, Look
from spegel.charts.theme import DARK, LIGHT
from spegel.i18n import LANGUAGES

WORDS = {"primary_small": "färre än 5"}
ABOUT = About("Botkyrka", "Medlemmar", "2026", "2026-09-13", "Panelen", "medlemmar", "v", "en dag", statement="Självrekryterad.")
LOOK = Look()


def drawn_words(chart) -> str:
    return json.dumps(chart.figure.to_plotly_json(), default=str, ensure_ascii=False)


@pytest.mark.parametrize("look", [Look(theme, language) for theme in (LIGHT, DARK) for language in LANGUAGES])
def test_every_picture_is_drawn_with_words_and_table(look):
    found = citizen_panel.held_against(frames.MEMBERS, "age", 200)
    charts = [
        citizen_panel.members(found, 200, ABOUT, look, reasons=WORDS),
        citizen_panel.response_over_waves(frames.RESPONSE, ABOUT, look, reasons=WORDS),
        citizen_panel.retention(frames.RETENTION, ABOUT, look),
        citizen_panel.staying(frames.STAYING, ABOUT, look),
        citizen_panel.response_of_groups(
            frames.RESPONSE.filter(pl.col("wave_id") == "W2"), ABOUT, look, dimension="age", wave="2026", reasons=WORDS
        ),
    ]
    for chart in charts:
        assert chart.alt
        assert chart.sentence
        assert chart.table.rows
        assert chart.source.endswith("Självrekryterad.")


def test_members_are_held_against_the_population_in_persons():
    found = {row["category"]: row for row in citizen_panel.held_against(frames.MEMBERS, "age", 200)}
    assert [found[age]["expected_count"] for age in ("18-29", "30-49", "50-64")] == pytest.approx([50, 70, 80])
    assert [found[age]["deviation_count"] for age in ("18-29", "30-49", "50-64")] == pytest.approx([-20, 10, 10])
    assert found["unknown"]["expected_count"] is None
    chart = citizen_panel.members(list(found.values()), 200, ABOUT, LOOK, reasons=WORDS)
    assert chart.sentence == "20 färre 18–29 år än väntat."


def test_nothing_is_expected_where_the_population_or_the_number_is_not_known():
    assert all(row["expected_count"] is None for row in citizen_panel.held_against(frames.MEMBERS, "age", None))
    living = {row["category"]: row["expected_count"] for row in citizen_panel.held_against(frames.MEMBERS, "area", 100)}
    assert living == {"0127-alby": 50, "other": None}


def test_a_hidden_number_is_words_in_table_and_picture():
    found = citizen_panel.held_against(frames.MEMBERS, "age", 200)
    chart = citizen_panel.members(found, 200, ABOUT, LOOK, reasons=WORDS)
    (hidden,) = (chart.table.written(row) for row in chart.table.rows if row["group"] == "Uppgift saknas")
    assert hidden[1] == "färre än 5"
    assert "Uppgift saknas</b> · färre än 5" in drawn_words(chart)
    by_age = citizen_panel.members_by_sex_and_age(frames.MEMBERS, LOOK, reasons=WORDS)
    assert by_age.written(by_age.rows[0])[:5] == ["18–29 år", "20", "10", "färre än 5", "färre än 5"]


def test_response_reads_the_first_and_the_latest_wave_with_both_sexes():
    chart = citizen_panel.response_over_waves(frames.RESPONSE, ABOUT, LOOK, reasons=WORDS)
    assert "60\u00a0% av kvinnor och 55\u00a0% av män (3 november 2025)" in chart.sentence
    assert "46\u00a0% av kvinnor och 41\u00a0% av män (4 maj 2026)" in chart.sentence
    assert chart.table.rows[0]["wave"] == "4 maj 2026"


def test_groups_say_whether_their_intervals_meet():
    latest = frames.RESPONSE.filter(pl.col("wave_id") == "W2")
    chart = citizen_panel.response_of_groups(latest, ABOUT, LOOK, dimension="age", wave="4 maj", reasons=WORDS)
    assert "65 år och äldre, 52\u00a0%, och lägst 18–29 år, 30\u00a0%" in chart.sentence
    assert chart.sentence.endswith("Intervallen når inte varandra.")
    nearer = latest.with_columns(ci_high_share=pl.col("ci_high_share") + 0.2)
    assert "osäker" in citizen_panel.response_of_groups(nearer, ABOUT, LOOK, dimension="age", wave="", reasons=WORDS).sentence
    assert [row["response_share"] for row in chart.table.rows] == [0.3, "färre än 5", 0.52]


def test_the_curve_is_read_at_the_last_month_that_both_reach():
    chart = citizen_panel.staying(frames.STAYING, ABOUT, LOOK)
    assert chart.sentence == "Efter 6 månader är 90\u00a0% av kvinnor och 85\u00a0% av män kvar."


def test_what_was_told_back_says_when_it_was_not():
    listed = citizen_panel.told_back(frames.WAVES, LOOK)
    newest, first = (listed.written(row) for row in listed.rows)
    assert newest[2] == "Inte återkopplat än, 100 dagar sedan omgången stängde"
    assert first[2:5] == ["23 december 2025", "30", "Fler lampor i parken."]
    assert 'href="https://exempel.invalid/panel"' in listed.html()


def test_margins_stand_before_and_after_beside_the_population():
    listed = citizen_panel.margins(frames.MARGINS, LOOK, wave="4 maj 2026")
    women, men = (listed.written(row) for row in listed.rows)
    assert women == ["Kön och ålder", "Kvinnor 18–29 år", "40", "25,0\u00a0%", "10,0\u00a0%", "25,0\u00a0%"]
    assert men[2] == men[4] == "dolt för att skydda personer"


def test_joined_and_left_stand_by_year_and_sex():
    listed = citizen_panel.flow(frames.FLOW, LOOK, reasons=WORDS)
    assert [listed.written(row) for row in listed.rows] == [
        ["2026", "Lämnade", "7", "0"],
        ["2025", "Gick med", "12", "färre än 5"],
    ]
