"""Several elections: lines, gaps and the sentences that read them."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest

from spegel.charts import comparison, trends
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from spegel.core import ELECTION_DATES
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
GAPS = made.gaps((2018, 0.6868, 0.886, 0.5), (2022, 0.6203, 0.851, 0.409))


def draw_history(rows, look=SWEDISH):
    return trends.district_history(rows, made.ABOUT, look, election_type="KF", name="Alby")


def profile(*given: tuple[int, float | None, bool]) -> pl.DataFrame:
    """`district_profile` from (year, turnout, same border)."""
    return pl.DataFrame(
        [
            {
                "election_id": f"{year}-KF",
                "election_type": "KF",
                "election_date": ELECTION_DATES[year],
                "eligible_count": 1000,
                "votes_count": None,
                "turnout_share": share,
                "area_turnout_share": 0.6,
                "difference_pp": None,
                "is_current_border": is_same,
                "is_official_link": True,
            }
            for year, share, is_same in given
        ],
        infer_schema_length=None,
    )


def compared(*given: tuple[int, str, str, float]) -> pl.DataFrame:
    """`turnout_comparison` from (year, comparison, name, turnout)."""
    rows = [
        {
            "election_id": f"{year}-KF",
            "election_date": ELECTION_DATES[year],
            "comparison": kind,
            "name": name,
            "municipality_count": 1,
            "eligible_count": 1000,
            "votes_count": 700,
            "turnout_share": share,
            "difference_pp": 1.0,
        }
        for year, kind, name, share in given
    ]
    return pl.DataFrame(rows)


def test_gap_is_written_between_the_tenths_and_read_aloud():
    chart = trends.gap_history(GAPS, made.ABOUT, SWEDISH, election_type="KF")
    written = [note.text for note in chart.figure.layout.annotations]
    assert "<b>38,6</b>" in written
    assert "<b>44,2</b>" in written
    assert [note.x for note in chart.figure.layout.annotations[:2]] == [0, 1], "years as words, not as numbers on the axis"
    assert "Gapet är 44,2\u00a0procentenheter." in chart.sentence
    assert "+5,6\u00a0procentenheter" in chart.sentence
    assert [row["gap_tiondel_pp"] for row in chart.table.rows] == GAPS["gap_tiondel_pp"].to_list()


def test_gap_of_one_election_says_no_change_and_of_none_says_why():
    one = trends.gap_history(GAPS.head(1), made.ABOUT, SWEDISH, election_type="KF")
    assert "Sedan" not in one.sentence
    none = trends.gap_history(made.gaps(), made.ABOUT, SWEDISH, election_type="KF")
    assert none.sentence == "Gapet går inte att räkna ut: resultat per valdistrikt saknas."
    assert not none.table.rows


def test_official_series_has_two_decimals_and_the_unrounded_change():
    rows = made.municipality((2014, 64934, 46070, None), (2018, 67215, 48008, 1800))
    chart = trends.election_series(rows, made.ABOUT, SWEDISH, election_type="KF", area_name="Botkyrka")
    (line,) = chart.figure.data
    assert list(line.text) == ["70,95\u00a0%", "71,42\u00a0%"]
    assert "+0,48\u00a0procentenheter" in chart.sentence, "71,42 - 70,95 would be 0,47"
    first, second = (chart.table.written(row) for row in chart.table.rows)
    assert first[:3] == ["Kommunvalet 2014", "70,95\u00a0%", "uppgift saknas"]
    assert second[2] == "+0,48"
    assert first[5] == "uppgift saknas", "late ballots that are not known are not zero"


def test_series_of_districts_says_that_late_ballots_are_not_counted():
    chart = trends.district_series(GAPS, made.ABOUT, SWEDISH, election_type="KF", area_name="Järva")
    assert "sena röster inte räknade" in chart.sentence
    assert chart.table.rows[1]["change_pp"] == pytest.approx(-6.65)
    assert chart.table.rows[0]["change_pp"] is None


def test_values_stand_below_the_line_in_its_valleys():
    rows = made.municipality((2014, 100, 70, None), (2018, 100, 60, None), (2022, 100, 80, None))
    (line,) = trends.election_series(rows, made.ABOUT, SWEDISH, election_type="KF", area_name="A").figure.data
    assert list(line.textposition) == ["bottom center" if place == 1 else "top center" for place in range(3)]


def test_parts_share_one_scale_and_each_stands_before_the_others():
    rows = made.parts((2014, 2018, 2022), Alby=(0.5, 0.55, 0.45), Fittja=(0.52, 0.5, 0.44), Tumba=(0.7, 0.7, 0.64))
    chart = trends.part_trends(rows, made.ABOUT, SWEDISH, election_type="KF")
    assert len(chart.figure.data) == 2 * 3
    ranges = {tuple(chart.figure.layout[f"yaxis{panel}"].range) for panel in ("", "2", "3")}
    assert len(ranges) == 1
    headings = [note.text for note in chart.figure.layout.annotations]
    assert headings == ["<b>Alby</b> 45,0\u00a0%", "<b>Fittja</b> 44,0\u00a0%", "<b>Tumba</b> 64,0\u00a0%"]
    assert chart.sentence == "2022 var valdeltagandet lägst i Fittja, 44,0\u00a0%, och högst i Tumba, 64,0\u00a0%."
    assert len(chart.table.rows) == 9


def test_a_line_breaks_where_a_part_was_not_counted():
    rows = made.parts((2014, 2018, 2022), Alby=(0.5, None, 0.45), Tumba=(0.7, 0.7, 0.64))
    own = trends.part_trends(rows, made.ABOUT, SWEDISH, election_type="KF").figure.data[1]
    assert list(own.y) == [0.5, None, 0.45]
    assert own.connectgaps is None


def test_parts_of_one_election_are_dots_and_one_part_is_one_sentence():
    several = made.parts((2022,), Alby=(0.45,), Tumba=(0.64,))
    chart = trends.part_trends(several, made.ABOUT, SWEDISH, election_type="KF")
    (dots,) = chart.figure.data
    assert list(dots.x) == [0.64, 0.45]
    single = trends.part_trends(made.parts((2022,), Alby=(0.45,)), made.ABOUT, SWEDISH, election_type="KF")
    assert single.sentence == "I Alby röstade 45,0\u00a0%."


def test_comparison_puts_the_own_line_last_and_says_where_others_end():
    rows = compared(
        (2018, "own", "Botkyrka", 0.71),
        (2022, "own", "Botkyrka", 0.65),
        (2026, "own", "Botkyrka", 0.71),
        (2018, "country", "Sverige", 0.84),
        (2022, "country", "Sverige", 0.80),
        (2022, "similar", "Liknande kommuner, Botkyrka, 2024", 0.73),
        (2022, "similar_median", "Liknande kommuner, Botkyrka, 2024", 0.74),
    )
    chart = comparison.comparison(rows, made.ABOUT, SWEDISH, election_type="KF")
    assert len(chart.figure.data) == 3, "the median stands in the table"
    assert chart.figure.data[-1].line.color == LIGHT.accent
    assert {trace.line.color for trace in chart.figure.data[:-1]} == {LIGHT.other}
    labels = {note.text for note in chart.figure.layout.annotations}
    assert {"Botkyrka", "Riket 2022", "Liknande kommuner<br>2022"} == labels
    assert (
        chart.sentence
        == "2022 röstade 65,0\u00a0% i Botkyrka. I hela riket röstade 80,0\u00a0%. I liknande kommuner röstade 73,0\u00a0%."
    )
    assert len(chart.table.rows) == 7
    assert {row["difference_pp"] for row in chart.table.rows if row["compared"] == "Botkyrka"} == {None}


def test_labels_at_the_edge_do_not_cover_each_other():
    rows = compared((2022, "own", "Alfa", 0.7), (2022, "county", "Beta", 0.7), (2022, "country", "Gamma", 0.7))
    notes = comparison.comparison(rows, made.ABOUT, SWEDISH, election_type="KF").figure.layout.annotations
    heights = sorted(note.y for note in notes)
    assert all(after - before > 0.004 for before, after in pairwise(heights))


def test_comparison_without_the_own_municipality_says_so():
    chart = comparison.comparison(compared((2022, "country", "Sverige", 0.8)), made.ABOUT, SWEDISH, election_type="KF")
    assert chart.sentence == "Det finns inga kommuntotaler att jämföra."


def test_history_marks_earlier_borders_and_reads_the_change():
    chart = draw_history(profile((2018, 0.5, False), (2022, 0.45, True)))
    area, own = chart.figure.data
    assert area.line.dash == "dot"
    assert list(own.marker.color) == [LIGHT.background, LIGHT.accent]
    assert chart.sentence == "I Alby röstade 45,0\u00a0% 2022. Sedan 2018 är ändringen −5,0\u00a0procentenheter."


def test_history_of_one_and_of_no_election():
    assert draw_history(profile((2022, 0.45, True))).sentence == "I Alby röstade 45,0\u00a0% 2022."
    assert draw_history(profile((2022, None, True))).sentence == "Inga räknade röster finns att visa."


@pytest.mark.parametrize("look", made.LOOKS, ids=lambda look: f"{look.theme.name}-{look.language}")
def test_every_chart_has_alt_sentence_table_and_source(look):
    charts = [
        trends.gap_history(GAPS, made.ABOUT, look, election_type="RD"),
        trends.election_series(made.municipality((2022, 10, 7, 1)), made.ABOUT, look, election_type="RF", area_name="Botkyrka"),
        trends.part_trends(made.parts((2018, 2022), Alby=(0.5, 0.6)), made.ABOUT, look, election_type="EU"),
        comparison.comparison(compared((2022, "own", "Botkyrka", 0.65)), made.ABOUT, look, election_type="KF"),
        draw_history(profile((2018, 0.5, True), (2022, 0.45, True)), look),
    ]
    for chart in charts:
        assert chart.sentence in chart.alt
        assert chart.table.rows
        assert made.ABOUT.version in chart.source
        assert chart.figure.layout.font.color == look.theme.ink
        assert "None" not in chart.alt + chart.table.html()
