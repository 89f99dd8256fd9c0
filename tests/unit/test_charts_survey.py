"""The citizen survey and trust: margins drawn and told, what is certain counted, nothing called certain without a margin."""

from __future__ import annotations

import polars as pl
import pytest

from spegel.charts import survey, trust, whiskers
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
BLANK = "\u00a0"


def result(
    kpi: str, share: float | None, *, year: int = 2024, latest: bool = True, gender: str = "total", **more: object
) -> dict:
    """A row of `survey_result`."""
    return {
        "kpi_id": kpi, "survey_year": year, "is_latest": latest, "gender": gender, "answer_share": share, "margin_share": 0.04,
        "has_break": False, "previous_year": None, "change_pp": None, "change_margin_pp": None, "is_uncertain": None,
        "country_share": None, "difference_pp": None, "is_difference_uncertain": None, **more,
    }  # fmt: skip


def items(*kpis: str) -> pl.DataFrame:
    """Rows of `survey_item_list`, named after their key figure."""
    rows = [
        {"kpi_id": kpi, "theme": "trust", "name_sv": f"Fråga {kpi}", "name_en": f"Question {kpi}", "question": f"Är {kpi} bra?",
         "answers_counted": "Ja|Mest", "answers_left_out": "Vet inte", "indicator_id": "tillit" if kpi == "a" else None,
         "clause": "U5", "break_years": "2021|2025", "scb_table": None}
        for kpi in kpis
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def beside(*given: tuple[str, int, str, float]) -> pl.DataFrame:
    """Rows of `indicator_comparison` from (key figure, year, comparison, value)."""
    names = ("kpi_id", "measured_year", "comparison", "indicator_value")
    return pl.DataFrame([dict(zip(names, each, strict=True)) | {"gender": "total"} for each in given], infer_schema_length=None)


ABOVE = {"country_share": 0.5, "difference_pp": 10.0, "is_difference_uncertain": False}
BELOW = {"country_share": 0.5, "difference_pp": -20.0, "is_difference_uncertain": False}
RESULTS = pl.DataFrame(
    [
        result("a", 0.6, **ABOVE, previous_year=2023, change_pp=7.0, change_margin_pp=5.0, is_uncertain=False),
        result("a", 0.55, gender="women"),
        result("b", 0.3, **BELOW, previous_year=2023, change_pp=2.0, change_margin_pp=5.0, is_uncertain=True),
        result("b", 0.2, year=2023, latest=False),
    ],
    infer_schema_length=None,
)
COMPARED = beside(("a", 2024, "similar_median", 0.52), ("a", 2024, "county_median", 0.53), ("b", 2023, "similar_median", 0.9))
ROWS = survey.latest(RESULTS, COMPARED, items("a", "b", "c"), "sv")


def texts(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_each_question_has_its_latest_answer_and_those_of_others_in_that_year():
    assert [(row["name"], row["answer_share"], row["similar"], row["county"], row["country"]) for row in ROWS] == [
        ("Fråga a", 0.6, 0.52, 0.53, 0.5), ("Fråga b", 0.3, None, None, 0.5), ("Fråga c", None, None, None, None),
    ]  # fmt: skip


def test_only_what_lies_outside_its_margin_counts_as_certain():
    assert survey.count(ROWS, "difference") == (1, 1, 2)
    assert survey.count(ROWS, "change") == (1, 0, 2)
    assert [survey.verdict(row, "change") for row in ROWS] == ["up", "unsure", "none"]
    assert [survey.verdict(row, "difference") for row in ROWS] == ["up", "down", "none"]


def test_the_picture_has_whiskers_marks_and_words_where_an_answer_has_changed():
    chart = survey.questions(ROWS[:2], made.ABOUT, SWEDISH, title="Frågor")
    whisker = next(trace for trace in chart.figure.data if trace.mode == "lines")
    assert whisker.x == pytest.approx((0.56, 0.64))
    country = next(trace for trace in chart.figure.data if trace.marker.symbol == "line-ns")
    assert country.x == (0.5, 0.5)
    assert "Fråga a · har ökat" in texts(chart.figure)
    assert "Fråga b" in texts(chart.figure)
    assert f"60{BLANK}% ± 4" in texts(chart.figure)
    assert chart.sentence == (
        f"Högst är Fråga a med 60{BLANK}% ± 4. Lägst är Fråga b med 30{BLANK}% ± 4. "
        f"Längst från riket är Fråga b, 20,0{BLANK}procentenheter under."
    )
    written = chart.table.written(chart.table.rows[1])
    assert written[-4:] == ["säkert lägre", "+2,0", "5,0", "osäkert"]


def test_without_answers_the_sentence_says_so_and_the_words_are_still_there():
    assert survey.questions_reading(ROWS[2:], ENGLISH) == "The answers are not known."
    listed = [{**row, "name": row["name_sv"]} for row in items("a", "b").iter_rows(named=True)]
    table = survey.catalogue(listed, "Frågorna", SWEDISH, measures={"tillit": "Tillit"})
    first, second = (table.written(row) for row in table.rows)
    assert first[:6] == ["Fråga a", "Är a bra?", "Ja, Mest", "Vet inte", "Tillit", "U5"]
    assert second[4] == "andel i medborgarundersökningen"


def test_one_question_year_by_year_is_cut_at_its_break():
    years = [(2020, 0.5, False), (2021, 0.4, True), (2022, 0.42, False)]
    rows = pl.DataFrame(
        [
            result("a", share, year=year, latest=year == 2022, has_break=broken, gender=gender)
            for year, share, broken in years for gender in ("women", "men", "total")
        ],
        infer_schema_length=None,
    )  # fmt: skip
    chart = survey.series(rows, made.ABOUT, SWEDISH, title="År för år")
    assert chart.title == "År för år"
    assert [shape.x0 for shape in chart.figure.layout.shapes] == [2020.5]
    assert "Serien bryts 2021" in chart.sentence


def grouped(*given: tuple[str, str, float | None, float | None]) -> pl.DataFrame:
    names = ("dimension", "category", "high_share", "margin_share")
    rows = [dict(zip(names, each, strict=True)) | {"is_latest": True, "survey_year": 2024, "answer_count": 100} for each in given]
    return pl.DataFrame(rows, infer_schema_length=None)


@pytest.mark.parametrize(
    ("young", "sentence"),
    [
        (0.2, f"Personer 65 år och äldre 60{BLANK}% ± 5, personer 18–29 år 20{BLANK}% ± 5."),
        (0.58, f"Personer 65 år och äldre 60{BLANK}% ± 5, personer 18–29 år 58{BLANK}% ± 5. Skillnaden ryms i felmarginalerna."),
        (None, "Det går inte att jämföra grupper."),
    ],
)
def test_groups_furthest_apart_and_whether_the_margins_leave_a_difference(young, sentence):
    rows = grouped(("all", "total", 0.5, 0.03), ("age", "18-29", young, 0.05), ("age", "65+", 0.6, 0.05))
    chart = survey.groups(rows, made.ABOUT, SWEDISH, title="Efter grupp")
    assert chart.sentence == sentence
    everyone = next(trace for trace in chart.figure.data if trace.marker.symbol == "line-ns")
    assert everyone.x == (0.5, 0.5)
    assert len(chart.table.rows) == 3


def trusted(*given: tuple[str, str, str, float | None], year: int = 2025, latest: bool = True) -> list[dict]:
    """Rows of `trust_by_group` from (dimension, category, sex, share)."""
    return [
        {
            "survey_year": year, "is_latest": latest, "dimension": dimension, "category": category, "category_name": None,
            "gender": gender, "trust_share": share, "margin_share": None if share is None else 0.05,
            "answer_count": None if share is None else 200, "suppression_reason": None if share is not None else "small_base",
        }
        for dimension, category, gender, share in given
    ]  # fmt: skip


PEOPLE = pl.DataFrame(
    [
        *trusted(("all", "total", "total", 0.5), ("all", "total", "women", 0.4), ("all", "total", "men", 0.6)),
        *trusted(("age", "18-29", "total", None), ("age", "18-29", "women", 0.9), ("age", "65+", "total", 0.7)),
        *trusted(("all", "total", "total", 0.1), year=2023, latest=False),
    ],
    infer_schema_length=None,
)


def test_the_latest_answer_of_everybody_and_of_each_group():
    everyone, sexes = trust.latest(PEOPLE, "gender")
    assert everyone["trust_share"] == 0.5
    assert [(row["group"], row["trust_share"]) for row in sexes] == [("women", 0.4), ("men", 0.6)]
    _, ages = trust.latest(PEOPLE, "age")
    assert [(row["group"], row["trust_share"]) for row in ages] == [("18-29", None), ("65+", 0.7)]
    assert trust.latest(PEOPLE.clear(), "gender") == (None, [])


def measured(dimension: str, look: Look = SWEDISH):
    return trust.measures(
        {"a": trust.latest(PEOPLE, dimension), "b": trust.latest(PEOPLE.with_columns(trust_share=0.3), dimension)},
        made.ABOUT,
        look,
        title="Tillit",
        names={"a": "Tillit", "b": "Inflytande"},
        reasons={"small_base": "för få svar"},
    )


def test_a_panel_a_measure_and_the_difference_told_where_it_is_sure():
    chart = measured("gender")
    assert {"<b>Tillit</b>", "<b>Inflytande</b>"} <= set(texts(chart.figure))
    assert chart.sentence == (
        f"Tillit: män 60{BLANK}% ± 5, kvinnor 40{BLANK}% ± 5. Inflytande: män 30{BLANK}% ± 5, kvinnor 30{BLANK}% ± 5. "
        "Skillnaden är större än felmarginalerna för tillit."
    )


def test_a_hidden_group_keeps_its_row_and_says_why():
    chart = measured("age")
    assert "18–29 år · för få svar" in texts(chart.figure)
    assert chart.table.written(chart.table.rows[0])[3] == "för få svar"


def test_a_wide_margin_takes_the_decimals():
    assert whiskers.written(0.413, 4.2, SWEDISH) == f"41{BLANK}% ± 4"
    assert whiskers.written(0.413, 2.8, SWEDISH) == f"41,3{BLANK}% ± 2,8"
    assert whiskers.written(0.413, None, ENGLISH) == "41%"
