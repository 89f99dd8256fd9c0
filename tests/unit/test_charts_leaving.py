"""Members who leave: cut-offs that grow, curves with their band and numbers at risk, reasons that stay hidden."""

from __future__ import annotations

import polars as pl
import pytest

from spegel.charts import leaving
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
REASONS = {"secondary": "dolt för att skydda personer"}


def left(*given, dimension="all", country=None):
    """`leaving_by_group` of one term from (category, gender, members, left at each cut-off)."""
    rows = []
    for category, gender, members, counts in given:
        for cutoff, count in zip(leaving.CUTOFFS, counts, strict=True):
            known = (country or {}).get(cutoff) if gender == "total" else None
            rows.append(
                {
                    "dimension": dimension,
                    "category": category,
                    "gender": gender,
                    "cutoff": cutoff,
                    "member_count": members,
                    "left_count": count,
                    "left_share": None if count is None else count / members,
                    "country_share": known,
                    "country_term_year": None if known is None else 2018,
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def draw(rows, dimension="gender", look=SWEDISH):
    return leaving.left_by_group(rows, made.ABOUT, look, dimension=dimension, term="2022–2026")


BY_SEX = (("total", "women", 40, (1, 4, 8)), ("total", "men", 50, (2, 5, 5)), ("total", "total", 90, (3, 9, 13)))


def test_every_sex_has_its_cut_offs_with_the_country_beside_them():
    chart = draw(left(*BY_SEX, country={"1_year": 0.057, "full_term": 0.21}))
    assert list(chart.figure.layout.yaxis.ticktext) == ["Kvinnor (40)", "Män (50)", "Alla (90)", "Riket (SCB)"]
    assert chart.sentence == "Av kvinnorna lämnade 20,0\u00a0% under mandatperioden 2022–2026, av männen 10,0\u00a0%."
    cells = [chart.table.written(row) for row in chart.table.rows]
    assert cells[0] == ["Alla", "Kvinnor", "Inom ett år", "1", "40", "2,5\u00a0%", "", ""]
    assert cells[-1][-2:] == ["21,0\u00a0%", "2018–2022"]


def test_two_cut_offs_with_one_value_write_it_once():
    chart = draw(left(*BY_SEX))
    written = [trace.text[0] for trace in chart.figure.data if trace.mode == "markers+text" and trace.y[0] == 1]
    assert written[:2] == ["4,0\u00a0%", ""]
    assert "10,0\u00a0%" in written[2]


def test_a_term_that_is_not_over_says_what_it_has_not_reached():
    chart = draw(left(("total", "women", 40, (1, None, None)), ("total", "men", 50, (2, None, None))))
    assert chart.sentence == "Av kvinnorna lämnade 2,5\u00a0% inom ett år 2022–2026, av männen 4,0\u00a0%."
    assert [chart.table.written(row)[3] for row in chart.table.rows[:3]] == ["1", "inte nått än", "inte nått än"]
    none = draw(left(("total", "women", 40, (None, None, None))))
    assert none.sentence == "Mandatperioden 2022–2026 har inte nått någon gräns än."
    assert [note.text for note in none.figure.layout.annotations] == ["inte nått än"]


def test_a_small_age_group_is_shown_but_not_held_against_others():
    """All three of the youngest left: the dot and the table say so, the sentence compares groups of five and more."""
    rows = left(
        ("18-29", "total", 3, (1, 2, 3)),
        ("30-49", "total", 30, (0, 3, 6)),
        ("65+", "total", 10, (1, 2, 4)),
        dimension="age",
    )
    chart = draw(rows, "age")
    assert chart.table.written(chart.table.rows[2])[3:6] == ["3", "3", "100,0\u00a0%"]
    assert "18–29 år (3)" in chart.figure.layout.yaxis.ticktext
    assert chart.sentence.startswith("Flest lämnade under mandatperioden bland personer 65 år och äldre: 40,0\u00a0%.")


def curve(*given, dimension="all"):
    """`leaving_curve` from (category, gender, shares at 0, 1 … months)."""
    rows = []
    for category, gender, shares in given:
        for month, share in shares.items():
            is_known = 0 < share < 1
            rows.append(
                {
                    "category": category,
                    "gender": gender,
                    "month_count": month,
                    "at_risk_count": 100 - month,
                    "left_count": month,
                    "remaining_share": share,
                    "ci_low_share": share - 0.05 if is_known else None,
                    "ci_high_share": share + 0.05 if is_known else None,
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def draw_curve(rows, dimension="gender", look=SWEDISH):
    return leaving.curves(rows, made.ABOUT, look, dimension=dimension)


WOMEN, MEN = {0: 1.0, 1: 0.98, 12: 0.9, 48: 0.7}, {0: 1.0, 1: 0.99, 12: 0.95, 48: 0.9}


def test_women_are_solid_and_men_dashed_with_bands_that_hold_their_curves():
    chart = draw_curve(curve(("total", "women", WOMEN), ("total", "men", MEN)))
    lines = {trace.line.dash: trace for trace in chart.figure.data if trace.line.width == 3}
    assert lines["solid"].line.color == LIGHT.women
    assert lines["dash"].line.color == LIGHT.men
    assert {trace.line.shape for trace in lines.values()} == {"hv"}
    low, high = (trace for trace in chart.figure.data[:2])
    assert list(low.x) == list(high.x) == [1, 12, 48]
    assert all(below < above for below, above in zip(low.y, high.y, strict=True))
    assert high.fill == "tonexty"


def test_how_many_are_followed_stands_under_the_axis():
    chart = draw_curve(curve(("total", "women", WOMEN), ("total", "men", MEN)))
    first, *_, last = chart.figure.layout.xaxis.ticktext
    assert first.startswith("0 mån<br>")
    assert first.count(">100<") == 2
    assert last.count(">52<") == 2
    assert ">–<" in chart.figure.layout.xaxis.ticktext[2], "month 24 is not in the frame"


def test_curves_apart_are_told_from_curves_whose_bands_meet():
    apart = draw_curve(curve(("total", "women", WOMEN), ("total", "men", MEN)))
    assert apart.sentence == (
        "Efter 48 månader är 90,0\u00a0% kvar bland män, mot 70,0\u00a0% bland kvinnor. "
        "Skillnaden är större än vad slumpen förklarar."
    )
    near = draw_curve(curve(("total", "women", WOMEN), ("total", "men", {**MEN, 48: 0.75})))
    assert near.sentence.endswith("Skillnaden kan vara slump.")


def test_where_no_sex_has_a_curve_there_is_one_of_all():
    chart = draw_curve(curve(("total", "total", {0: 1.0, 12: 0.9, 24: 0.8})))
    assert chart.sentence == "Efter 24 månader är 80,0\u00a0% kvar bland alla."


def test_each_age_has_a_panel_with_the_others_behind():
    chart = draw_curve(curve(("18-29", "total", WOMEN), ("65+", "total", MEN)), "age")
    assert [note.text for note in chart.figure.layout.annotations] == [
        "<b>18–29 år</b> 70,0\u00a0%",
        "<b>65 år och äldre</b> 90,0\u00a0%",
    ]
    assert len([trace for trace in chart.figure.data if trace.line.color == LIGHT.other]) == 2
    assert chart.figure.layout.xaxis.ticktext[0] == "0<br>100"
    assert chart.table.written(chart.table.rows[0])[4:6] == ["inget band", "inget band"]


def test_no_curve_at_all_is_said():
    assert leaving.curve_reading({}, ENGLISH) == "There are too few for a curve."


def test_a_hidden_reason_is_words_in_every_cell_that_hides_it():
    rows = pl.DataFrame(
        [
            {"reason": reason, "reason_order": order, "gender": sex, "left_count": count, "suppression_reason": why}
            for order, reason, sex, count, why in (
                (1, "resigned", "women", None, "secondary"),
                (1, "resigned", "men", 9, None),
                (2, "total", "women", 12, None),
                (2, "total", "men", 10, None),
                (2, "total", "unknown", 1, None),
            )
        ],
        infer_schema_length=None,
    )
    table = leaving.reason_table(rows, SWEDISH, reasons=REASONS)
    assert [column.label for column in table.columns] == ["Orsak", "Kvinnor", "Män", "Uppgift saknas"]
    assert table.written(table.rows[0]) == ["Avgick", "dolt för att skydda personer", "9", "0"]
    assert table.written(table.rows[1]) == ["Alla orsaker", "12", "10", "1"]


@pytest.mark.parametrize("look", made.LOOKS)
def test_every_look_draws(look):
    assert draw(left(*BY_SEX), look=look).alt
    assert draw_curve(curve(("total", "women", WOMEN)), look=look).alt
