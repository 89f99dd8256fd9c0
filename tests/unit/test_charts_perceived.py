"""Perceived and actual representation: two columns and never one score, margins drawn and told, series cut at a break."""

from __future__ import annotations

import polars as pl
import pytest

from spegel.charts import perceived
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
NAMES = {"women": "Kvinnor", "men": "Män", "18-29": "18–29 år", "65+": "65 år och äldre"}
REASONS = {"small_base": "för få svar"}


def answers(*given, dimension="age"):
    """`perceived_representation` from (category, gender, share, margin, change, margin of the change, uncertain)."""
    rows = [
        {
            "survey_year": 2025,
            "is_latest": True,
            "dimension": "all" if category == "total" else dimension,
            "category": category,
            "category_name": None,
            "gender": gender,
            "perceived_share": share,
            "margin_share": margin,
            "answer_count": None if share is None else 400,
            "suppression_reason": None if share is not None else "small_base",
            "has_break": False,
            "baseline_year": 2023,
            "change_pp": change,
            "change_margin_pp": change_margin,
            "is_uncertain": uncertain,
        }
        for category, gender, share, margin, change, change_margin, uncertain in given
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def seats(*given):
    """`representation_by_body` of the council from (dimension, category, share of seats, share of residents)."""
    rows = [
        {"dimension": dimension, "category": category, "gender": "", "seat_share": own, "population_share": everybody}
        | {"gap_pp": None if own is None else (own - everybody) * 100}
        for dimension, category, own, everybody in given
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


SEXES = answers(
    ("total", "total", 0.42, 0.028, 0.9, 4.0, True),
    ("total", "women", 0.36, 0.038, 6.0, 5.0, False),
    ("total", "men", 0.48, 0.04, -6.0, 5.0, False),
)
COUNCIL = seats(("gender", "women", 0.44, 0.5), ("gender", "men", 0.56, 0.5))


def draw(groups, look=SWEDISH):
    return perceived.pair(groups, made.ABOUT, look, names=NAMES, reasons=REASONS)


def test_two_measures_stand_beside_each_other_and_are_never_one():
    chart = draw(perceived.paired(SEXES, COUNCIL, dimension="gender"))
    left = [trace for trace in chart.figure.data if trace.mode == "markers+text" and trace.xaxis != "x2"]
    right = [trace for trace in chart.figure.data if trace.mode == "markers+text" and trace.xaxis == "x2"]
    assert [trace.x[0] for trace in left] == [0.36, 0.48]
    assert [trace.x[0] for trace in right] == pytest.approx([-6, 6])
    assert left[0].marker.color == LIGHT.women
    assert left[1].marker.color == LIGHT.background
    cells = chart.table.written(chart.table.rows[0])
    assert cells[:2] == ["Kvinnor", "36,0\u00a0%"]
    assert cells[-3:] == ["44,0\u00a0%", "50,0\u00a0%", "−6,0"]


def test_the_margin_is_a_whisker_around_the_share():
    chart = draw(perceived.paired(SEXES, COUNCIL, dimension="gender"))
    whisker = next(trace for trace in chart.figure.data if trace.mode == "lines")
    assert tuple(whisker.x) == pytest.approx((0.36 - 0.038, 0.36 + 0.038))


def test_no_decimals_where_the_margin_is_over_three_points():
    assert perceived.share_of(0.364, 3.8, "sv") == "36\u00a0%"
    assert perceived.share_of(0.364, 2.9, "sv") == "36,4\u00a0%"
    assert perceived.share_of(0.364, None, "sv") == "36\u00a0%"


def test_the_sentence_names_both_ends_and_the_seats_of_the_least():
    chart = draw(perceived.paired(SEXES, COUNCIL, dimension="gender"))
    assert chart.sentence == (
        "Bland kvinnor känner sig 36\u00a0% representerade, bland män 48\u00a0%. "
        "För kvinnor är andelen av platserna 6,0\u00a0procentenheter lägre än av befolkningen."
    )
    near = SEXES.with_columns(perceived_share=pl.when(pl.col("gender") == "men").then(0.37).otherwise("perceived_share"))
    assert "Osäkert: skillnaden ryms i felmarginalerna." in draw(perceived.paired(near, COUNCIL, dimension="gender")).sentence


@pytest.mark.parametrize(
    ("change", "uncertain", "expected"),
    [(6.0, False, "up"), (-6.0, False, "down"), (1.0, True, "unsure"), (1.0, None, "unsure"), (None, None, "none")],
)
def test_a_change_inside_the_margin_is_uncertain(change, uncertain, expected):
    assert perceived.verdict({"change_pp": change, "is_uncertain": uncertain}) == expected


def test_verdicts_stand_in_the_table_in_words():
    chart = draw(perceived.paired(SEXES, COUNCIL, dimension="gender"))
    assert [chart.table.written(row)[7] for row in chart.table.rows] == ["ökar", "minskar"]


def test_a_hidden_group_is_words_and_an_uncounted_one_has_no_seats():
    rows = answers(("18-29", "total", None, None, None, None, None), ("65+", "total", 0.5, 0.05, 1.0, 6.0, True))
    chart = draw(perceived.paired(rows, seats(("age", "18-29", 0.1, 0.2)), dimension="age"))
    assert "för få svar" in [note.text for note in chart.figure.layout.annotations]
    cells = [chart.table.written(row) for row in chart.table.rows]
    assert cells[0][1:4] == ["för få svar"] * 3
    assert cells[1][-1] == "uppgift saknas"
    assert chart.sentence == "Det är för få svar för att jämföra grupper."
    assert "inte känt" in [trace.text[0].strip() for trace in chart.figure.data if trace.mode == "text"]


def trust_rows(*given):
    """`trust_by_group` of one survey from (year, gender, share, margin, break, baseline, change, uncertain)."""
    keys = ("survey_year", "gender", "trust_share", "margin_share", "has_break", "baseline_year", "change_pp", "is_uncertain")
    return pl.DataFrame([{**dict(zip(keys, row, strict=True)), "answer_count": 500} for row in given], infer_schema_length=None)


SERIES = [
    (year, sex, share + shift, 0.03, year == 2021, 2017 if year < 2021 else 2021, None if year in (2017, 2021) else 2.0, True)
    for year, share in ((2017, 0.5), (2019, 0.52), (2021, 0.4), (2023, 0.42))
    for sex, shift in (("women", 0.01), ("men", -0.01), ("total", 0.0))
]


def draw_trust(rows, look=SWEDISH):
    return perceived.trust(rows, made.ABOUT, look, title="Förtroende för politikerna, en enkät")


def test_the_line_is_cut_where_the_series_breaks():
    chart = draw_trust(trust_rows(*SERIES))
    lines = [trace for trace in chart.figure.data if trace.mode == "lines+markers"]
    assert [tuple(trace.x) for trace in lines] == [(2017, 2019), (2021, 2023)] * 2
    assert [trace.line.dash for trace in lines] == ["solid", "solid", "dash", "dash"]
    assert [shape.x0 for shape in chart.figure.layout.shapes] == [2020.5]
    assert "serien bryts" in [note.text for note in chart.figure.layout.annotations]


def test_the_band_of_the_margin_holds_the_line():
    chart = draw_trust(trust_rows(*SERIES))
    low, high, line = chart.figure.data[:3]
    assert all(below < share < above for below, share, above in zip(low.y, line.y, high.y, strict=True))


def test_a_single_year_after_a_break_has_a_whisker():
    chart = draw_trust(trust_rows(*[row for row in SERIES if row[0] != 2023]))
    lines = [trace for trace in chart.figure.data if trace.mode == "lines+markers"]
    assert [trace.error_y.visible for trace in lines] == [False, True, False, True]


def test_the_sentence_compares_only_years_that_compare():
    sentence = draw_trust(trust_rows(*SERIES)).sentence
    assert sentence == (
        "2023 var andelen 42,0\u00a0%, ± 3,0\u00a0procentenheter. "
        "Osäkert: ändringen sedan 2021, +2,0\u00a0procentenheter, ryms i felmarginalen. "
        "Serien bryts 2021: frågan eller metoden ändrades, så åren före går inte att jämföra."
    )
    sure = trust_rows((2021, "total", 0.4, 0.02, False, 2021, None, None), (2023, "total", 0.3, 0.02, False, 2021, -10.0, False))
    assert "Andelen har minskat sedan 2021: −10,0\u00a0procentenheter" in draw_trust(sure).sentence


def test_a_series_without_margins_says_so_and_an_empty_one_too():
    bare = trust_rows((2021, "total", 0.4, None, True, 2021, None, None))
    assert draw_trust(bare).sentence == "2021 var andelen 40\u00a0%. Felmarginalen är inte känd."
    assert perceived.trust_reading(perceived.with_margin(bare.clear()), ENGLISH) == "The values are not known."
