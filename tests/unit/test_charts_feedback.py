"""Feedback and decisions: steps that keep their order, curves that stop where nobody is followed, no mean anywhere."""

from __future__ import annotations

import polars as pl
import pytest

from spegel.charts import feedback
from spegel.charts.chart import Look
from spegel.charts.theme import DARK, LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
NOT_YET = "ännu inte uppnådd"


def cells(chart) -> list[list[str]]:
    return [chart.table.written(row) for row in chart.table.rows]


def funnel(*reached: int, medians=(None, 30.0, None, None), look=SWEDISH):
    steps = ("closed", "results", "handling", "effect")
    rows = pl.DataFrame(
        [
            {
                "step": step,
                "reached_count": count,
                "reached_share": count / reached[0],
                "skipped_count": 0,
                "median_days_value": days,
            }
            for step, count, days in zip(steps, reached, medians, strict=True)
        ],
        infer_schema_length=None,
    )
    return feedback.funnel(rows, made.ABOUT, look, period="2025")


def test_the_steps_stand_in_their_order_with_numbers_and_shares():
    chart = funnel(40, 20, 10, 1)
    (bars,) = chart.figure.data
    assert list(bars.x) == [40, 20, 10, 1]
    assert list(bars.y) == [0, 1, 2, 3]
    assert chart.figure.layout.yaxis.range == (3.5, -0.5)
    assert list(bars.text) == ["<b>40</b>", "<b>20</b>  50,0\u00a0%", "<b>10</b>  25,0\u00a0%", "<b>1</b>  2,5\u00a0%"]
    assert chart.sentence == "Av 40 avslutade dialoger har 20 fått resultatet, 10 hanteringen och 1 påverkan redovisad."
    assert [row[3] for row in cells(chart)] == ["", "30 dagar", NOT_YET, NOT_YET]


def test_decisions_count_where_they_are_and_how_far_they_have_come():
    rows = pl.DataFrame(
        {
            "step": ["taken", "started", "done", "evaluated"],
            "at_step_count": [2, 3, 4, 1], "at_step_share": [0.2, 0.3, 0.4, 0.1],
            "reached_count": [10, 8, 5, 1], "reached_share": [1.0, 0.8, 0.5, 0.1], "skipped_count": [0, 0, 1, 0],
        }
    )  # fmt: skip
    chart = feedback.decision_steps(rows, made.ABOUT, ENGLISH, period="2023–2026")
    assert list(chart.figure.data[0].x) == [10, 8, 5, 1]
    assert chart.sentence == "Of 10 decisions, 5 are carried out (50.0%) and 1 evaluated."
    assert cells(chart)[2] == ["Carried out", "5", "50.0%", "4", "40.0%", "1"]


def test_silence_about_the_effect_has_a_grey_bar_of_its_own():
    effects = ("yes", "partly", "no", "undecided", "unknown")
    rows = pl.DataFrame({"effect": effects, "dialogue_count": [1, 2, 3, 0, 4], "dialogue_share": [0.1, 0.2, 0.3, 0.0, 0.4]})
    for theme in (LIGHT, DARK):
        chart = feedback.effects(rows, made.ABOUT, Look(theme, "sv"), period="2025")
        assert list(chart.figure.data[0].marker.color) == [theme.accent] * 4 + [theme.other]
    assert chart.sentence == "3 av 10 dialoger fick effekt, helt eller delvis. För 4 säger registret inget."


def promises(*rows: tuple[str, int, int, int]):
    frame = pl.DataFrame(
        [
            {
                "promise": promise, "promised_count": sum(numbers), "undated_count": 0, "due_count": sum(numbers),
                "in_time_count": numbers[0], "late_count": numbers[1], "overdue_count": numbers[2],
                "in_time_share": numbers[0] / sum(numbers) if sum(numbers) else None,
            }
            for promise, *numbers in rows
        ],
        infer_schema_length=None,
    )  # fmt: skip
    return feedback.promises(frame, made.ABOUT, SWEDISH, period="2025")


def test_promises_are_stacked_and_a_narrow_part_keeps_its_number_for_the_table():
    chart = promises(("results", 60, 38, 2), ("effect", 10, 0, 30), ("total", 70, 38, 32))
    assert [(trace.marker.color, list(trace.x), list(trace.text)) for trace in chart.figure.data] == [
        (LIGHT.better, [60, 10], ["60", "10"]), (LIGHT.unsure, [38, 0], ["38", ""]), (LIGHT.worse, [2, 30], ["", "30"]),
    ]  # fmt: skip
    assert chart.figure.layout.barmode == "stack"
    assert all(word in chart.figure.layout.annotations[0].text for word in ("i tid", "sent", "inte gett"))
    assert "hölls 70 i tid (50,0\u00a0%). 32 väntar" in chart.sentence
    assert [row[0] for row in cells(chart)] == ["Resultatet", "Påverkan", "Alla löften"]


def test_no_promise_whose_day_has_passed():
    chart = promises(("results", 0, 0, 0), ("total", 0, 0, 0))
    assert chart.sentence == "Inget löfte har en dag som har passerat."
    assert cells(chart)[0][6] == "uppgift saknas"


def curve(shares, median=30.0, low=20.0, high=40.0, clock="answer", look=SWEDISH, followed=10, spread=0.1):
    rows = pl.DataFrame(
        [
            {
                "day_count": day, "at_risk_count": followed, "ended_count": 1, "waiting_share": share, "item_count": followed,
                "ci_low_share": share - spread if 0 < share < 1 else None,
                "ci_high_share": share + spread if 0 < share < 1 else None,
                "median_days_value": median, "median_low_days_value": low, "median_high_days_value": high,
            }
            for day, share in shares.items()
        ],
        infer_schema_length=None,
    )  # fmt: skip
    return feedback.waiting(rows, made.ABOUT, look, clock=clock, period="2025")


def test_the_curve_is_a_stair_with_a_band_and_marks_at_thirty_and_ninety_days():
    chart = curve({0: 1.0, 12: 0.8, 30: 0.5, 90: 0.2, 180: 0.2, 365: 0.2, 500: 0.15})
    low, high, line, marks = chart.figure.data
    assert list(line.x) == [0, 12, 30, 90, 180, 365]
    assert {trace.line.shape for trace in (low, high, line)} == {"hv"}
    assert list(low.x) == list(high.x) == [12, 30, 90, 180, 365]
    assert all(below < above for below, above in zip(low.y, high.y, strict=True))
    assert list(marks.x) == [30, 90]
    assert list(marks.text) == ["<b>50\u00a0%</b>", "<b>20\u00a0%</b>"]
    assert chart.sentence == (
        "Andel som väntar på svar efter 30 dagar: 50\u00a0% (40–60\u00a0%) "
        "och efter 90 dagar: 20\u00a0% (10–30\u00a0%). "
        "Hälften hade fått svar efter 30 dagar. Osäkerheten är 20–40 dagar."
    )
    assert [row[0] for row in cells(chart)][-1] == "500"


def test_decimals_are_told_where_they_mean_something():
    sure = curve({0: 1.0, 30: 0.5}, spread=0.029)
    assert "50,0\u00a0% (47,1–52,9\u00a0%)" in sure.sentence
    assert list(sure.figure.data[3].text) == ["<b>50,0\u00a0%</b>"]


def test_days_that_nobody_has_been_followed_to_are_left_out_and_said():
    chart = curve({0: 1.0, 12: 0.9, 30: 0.9}, median=None, low=None, high=None)
    assert list(chart.figure.layout.xaxis.ticktext) == ["0<br>10", "30<br>10", "90<br>–", "180<br>–", "365<br>–"]
    assert "90 dagar" not in chart.sentence
    assert chart.sentence.endswith("Mediantiden är ännu inte uppnådd: fler än hälften väntar.")
    assert chart.figure.layout.annotations[0].text == f"Median: {NOT_YET}"
    newest = curve({0: 1.0}, median=None, low=None, high=None)
    assert newest.sentence.startswith("Ingen har följts så länge än.")


def test_everybody_or_nobody_waiting_has_no_band():
    chart = curve({0: 1.0, 10: 1.0, 30: 0.0, 90: 0.0}, low=30.0, high=None)
    assert "efter 30 dagar: 0,0\u00a0% och efter 90 dagar: 0,0\u00a0%." in chart.sentence
    assert chart.sentence.endswith("Osäkerheten börjar vid 30 dagar; den övre gränsen är ännu inte uppnådd.")
    assert cells(chart)[0][4:] == ["inget band", "inget band"]


def test_decisions_are_told_after_half_a_year_and_a_year():
    chart = curve({0: 1.0, 180: 0.8, 365: 0.6, 730: 0.4}, clock="decision", look=ENGLISH, median=400.0, low=None, high=None)
    assert list(chart.figure.data[3].x) == [180, 365]
    assert chart.sentence.startswith("Share not carried out after 180 days: 80% (70–90%) and after 365 days: 60%")
    assert chart.sentence.endswith("Half were carried out after 400 days.")


@pytest.mark.parametrize(("days", "words"), [(None, NOT_YET), (1.0, "1 dag"), (0.0, "0 dagar"), (1413.0, "1\u00a0413 dagar")])
def test_a_median_is_days_or_not_yet_reached(days, words):
    assert feedback.median_words(days, SWEDISH) == words
