"""Mandates: the ladder, its parts, the change between two years, early and late, the plan, and kronor."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from spegel.charts import mandate, shares
from spegel.charts.chart import Look
from spegel.charts.theme import DARK, LIGHT, contrast
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
STEPS = ("veta", "tycka", "resonera", "genomfora", "bestamma", "missing")


def distribution(category: str, counts: tuple[int, ...], people: tuple[int | None, ...] = (), dimension: str = "all"):
    """Rows of `mandate_distribution` for one category: dialogues and participants step by step."""
    people = people or (None,) * len(STEPS)
    published = sum(number or 0 for number in people)
    return [
        {
            "dimension": dimension,
            "category": category,
            "category_name": None,
            "mandate": step,
            "mandate_order": place,
            "dialogue_count": count,
            "dialogue_share": count / sum(counts),
            "participants_count": number,
            "participants_share": number / published if number is not None and published else None,
            "hidden_count": 1,
            "uncounted_count": 0,
            "women_count": 5,
            "men_count": None,
            "unknown_gender_count": 0,
        }
        for place, (step, count, number) in enumerate(zip(STEPS, counts, people, strict=True), start=1)
    ]


def frame(*groups) -> pl.DataFrame:
    return pl.DataFrame([row for group in groups for row in group], infer_schema_length=None)


LADDER = frame(distribution("total", (1, 4, 2, 1, 0, 2), (10, 60, None, 30, 0, 0)))


def test_the_step_that_goes_furthest_is_on_top_and_missing_below_all():
    chart = mandate.ladder(LADDER, made.ABOUT, SWEDISH, period="2026")
    names = ["Bestämma", "Genomföra", "Resonera", "Tycka", "Veta", "Mandat saknas"]
    assert list(chart.figure.layout.yaxis.ticktext) == names
    dialogues, participants = chart.figure.data
    assert list(dialogues.x) == [0, 0.1, 0.2, 0.4, 0.1, 0.2]
    assert list(participants.x) == [0, 0.3, None, 0.6, 0.1, 0]
    assert participants.text[2] == "antalet visas inte"
    assert chart.sentence == "Vanligast är tycka, 40,0\u00a0%. Mandat saknas i 2 dialoger, 20,0\u00a0%."
    cells = chart.table.written(chart.table.rows[2])
    assert cells[:5] == ["Resonera", "2", "20,0\u00a0%", "uppgift saknas", "uppgift saknas"]
    assert chart.sentence in chart.alt


def test_a_ladder_without_any_mandate_says_so():
    chart = mandate.ladder(frame(distribution("total", (0, 0, 0, 0, 0, 3))), made.ABOUT, ENGLISH, period="2026")
    assert chart.sentence == "The mandate is missing in all 3 dialogues, 100.0%."


def test_one_dialogue_without_a_mandate_is_one():
    rows = frame(distribution("total", (1, 4, 2, 1, 0, 1)))
    assert mandate.ladder_reading(rows, SWEDISH).endswith("Mandat saknas i 1 dialog, 11,1\u00a0%.")


def test_each_group_is_a_whole_bar_and_the_ends_are_named():
    rows = frame(
        distribution("Skola", (1, 0, 0, 1, 0, 0), dimension="administration"),
        distribution("Vård", (4, 0, 0, 0, 0, 0), dimension="administration"),
        distribution("", (0, 0, 0, 0, 0, 2), dimension="administration"),
        distribution("2026", (9, 0, 0, 0, 0, 0), dimension="year"),
    )
    chart = mandate.ladder_by(rows, made.ABOUT, SWEDISH, dimension="administration", period="2026")
    assert [trace.name for trace in chart.figure.data] == ["Veta", "Genomföra", "Mandat saknas"]
    assert [list(trace.x) for trace in chart.figure.data] == [[0.5, 1, 0], [0.5, 0, 0], [0, 0, 1]]
    assert [note.text for note in chart.figure.layout.annotations] == ["2", "4", "2"]
    assert chart.sentence == (
        "Genomföra eller bestämma, störst andel: Skola, 50,0\u00a0%. Minst: Vård och Förvaltning saknas, 0,0\u00a0%."
    )
    years = mandate.ladder_by(rows, made.ABOUT, SWEDISH, dimension="year", period="2026")
    assert years.sentence == "Genomföra eller bestämma: 0,0\u00a0% överallt."


def test_parts_can_be_told_apart_without_colour_and_numbers_can_be_read():
    rows = frame(distribution("2026", (1, 1, 1, 1, 1, 1), dimension="year"))
    for look in (SWEDISH, Look(DARK, "sv")):
        chart = mandate.ladder_by(rows, made.ABOUT, look, dimension="year", period="2026")
        *steps, missing = chart.figure.data
        assert [trace.marker.pattern.shape for trace in chart.figure.data] == [None] * 5 + ["/"]
        assert missing.text == ("",)
        for trace in steps:
            assert trace.text == ("",) or contrast(trace.textfont.color, trace.marker.color) >= 4.5
        assert [trace.text for trace in steps].count(("17\u00a0%",)) >= 4


def shifted(administration: str, base: tuple[int, int], later: tuple[int, int], change: float | None):
    return {
        "administration": administration,
        "base_year": 2023,
        "dialogue_year": 2026,
        "base_top_count": base[0],
        "base_dialogue_count": base[1],
        "base_top_share": base[0] / base[1] if base[1] else None,
        "base_missing_count": 0,
        "top_count": later[0],
        "dialogue_count": later[1],
        "top_share": later[0] / later[1] if later[1] else None,
        "missing_count": 1,
        "change_pp": change,
    }


def test_a_change_is_in_points_and_too_few_dialogues_have_none():
    rows = pl.DataFrame(
        [
            shifted("total", (2, 10), (5, 10), 30.0),
            shifted("Kultur", (2, 10), (4, 7), 37.1),
            shifted("Skola", (0, 0), (1, 3), None),
        ],
        infer_schema_length=None,
    )
    chart = mandate.shift(rows, made.ABOUT, SWEDISH)
    assert [trace.name for trace in chart.figure.data] == ["2023", "2026"]
    assert list(chart.figure.data[0].x) == [0.2, 0.2, None]
    assert [note.text for note in chart.figure.layout.annotations] == ["<b>+30,0</b>", "<b>+37,1</b>", "för få"]
    assert len(chart.figure.layout.shapes) == 2
    assert chart.sentence == "2023: 2 av 10 dialoger. 2026: 5 av 10. Andelen ändrades med +30,0\u00a0procentenheter."
    assert [chart.table.written(row)[-1] for row in chart.table.rows] == ["+30,0", "+37,1", "för få dialoger"]
    few = mandate.shift_reading(shifted("total", (1, 2), (1, 2), None), ENGLISH)
    assert few.endswith("There are too few dialogues to say anything about the change.")


def steered(dimension: str, category: str, early: int, late: int, unknown: int, plan: tuple[int, int, int] = (1, 0, 0)):
    linked = early + late + unknown
    return {
        "dimension": dimension,
        "category": category,
        "dialogue_count": sum(plan),
        "linked_count": linked,
        "early_count": early,
        "late_count": late,
        "unknown_timing_count": unknown,
        "early_share": early / linked if linked else None,
        "planned_count": plan[0],
        "beside_count": plan[1],
        "unknown_plan_count": plan[2],
        "planned_share": plan[0] / sum(plan),
    }


STEERED = pl.DataFrame(
    [
        steered("all", "total", 2, 1, 1, (5, 3, 2)),
        steered("year", "2026", 2, 1, 1, (5, 3, 2)),
        steered("administration", "Skola", 2, 1, 1, (4, 3, 2)),
        steered("administration", "Vård", 0, 0, 0, (1, 0, 0)),
    ],
    infer_schema_length=None,
)


def test_early_and_late_leave_out_those_without_a_decision_and_keep_a_missing_stage():
    chart = mandate.timing(STEERED, made.ABOUT, SWEDISH, period="2026")
    assert list(chart.figure.layout.yaxis.ticktext) == ["Alla förvaltningar", "Skola"]
    assert [list(trace.x) for trace in chart.figure.data] == [[0.5, 0.5], [0.25, 0.25], [0.25, 0.25]]
    assert chart.sentence == "2 av 4 dialoger med beslut kom tidigt, 50,0\u00a0%. Skede saknas för 1."
    none = mandate.timing(STEERED.filter(pl.col("category") == "Vård").with_columns(dimension=pl.lit("all")), made.ABOUT, ENGLISH,
                          period="2026")  # fmt: skip
    assert none.sentence == "No dialogue is linked to a decision."


def test_the_plan_counts_all_dialogues():
    chart = mandate.planned(STEERED, made.ABOUT, SWEDISH, period="2026")
    assert list(chart.figure.layout.yaxis.ticktext) == ["Alla förvaltningar", "Skola", "Vård"]
    assert chart.sentence == "5 av 10 dialoger stod i ettårsplanen, 50,0\u00a0%. Uppgift saknas för 2."


def to_decision(number: int, days: int | None, timing: str = "early"):
    start = date(2026, 1, 1) + timedelta(days=number)
    return {
        "dialogue_id": f"d{number}",
        "title": f"Dialog {number}",
        "administration": None,
        "mandate": None,
        "stage": "early",
        "start_date": start,
        "decision_reference": "KS 1" if number else None,
        "decision_title": "Parken" if number else None,
        "decision_date": None if days is None else start + timedelta(days=days),
        "days_before_value": None if days is None else float(days),
        "timing": timing,
    }


def test_the_timeline_draws_the_latest_and_the_table_has_all():
    rows = pl.DataFrame(
        [*(to_decision(number, 10 + number) for number in range(20, 0, -1)), to_decision(0, -3, "late"), to_decision(30, None)],
        infer_schema_length=None,
    )
    chart = mandate.timeline(rows, made.ABOUT, SWEDISH, period="2026")
    assert len(chart.figure.layout.yaxis.ticktext) == mandate.TIMELINE_ROWS == 15
    assert [trace.name for trace in chart.figure.data] == ["Dialog, tidigt", "Beslut"]
    assert len(chart.table.rows) == 22
    assert chart.sentence == "Median: 20 dagar före beslutet. 1 av 21 kom på dagen eller efteråt. Bilden visar de 15 senaste."
    first, last = (chart.table.written(chart.table.rows[place]) for place in (0, 20))
    assert (first[1], first[4], first[-1]) == ("Förvaltning saknas", "KS 1: Parken", "Mandat saknas")
    assert (last[4], last[6], last[7]) == ("uppgift saknas", "−3", "Sent")
    unknown = mandate.timeline_reading(rows.filter(pl.col("decision_date").is_null()), ENGLISH)
    assert unknown == "The days of the decisions are not known."


def decided(kind: str, name: str, year: int | None, kronor: float | None):
    is_round = kind == "budget"
    return {
        "kind": kind,
        "item_id": name,
        "item_name": name,
        "item_year": year,
        "item_value": kronor,
        "frame_value": 500_000.0 if is_round else None,
        "chosen_count": 3 if is_round else None,
        "undecided_count": 0 if is_round else None,
    }


def test_kronor_by_year_and_what_has_no_amount_is_not_nought():
    rows = pl.DataFrame(
        [
            decided("budget", "MB-2026", 2026, 400_000.0), decided("delegated", "B1", 2026, 100_000.0),
            decided("delegated", "B2", 2025, None), decided("budget", "Omgång ett", None, 50_000.0),
        ],
        infer_schema_length=None,
    )  # fmt: skip
    chart = mandate.kronor(rows, made.ABOUT, SWEDISH)
    assert list(chart.figure.layout.yaxis.ticktext) == ["2026", "År saknas"]
    assert [list(trace.x) for trace in chart.figure.data] == [[400_000, 50_000], [100_000, 0]]
    assert chart.figure.layout.annotations[0].text == "<b>500\u00a0000 kr</b>"
    assert chart.sentence == (
        "Medborgarbudgetar: 450\u00a0000 kr. Beslut efter dialog där invånare bestämde: 100\u00a0000 kr. Alla år tillsammans. "
        "1 saknar belopp och ingår inte."
    )
    cells = [chart.table.written(row) for row in chart.table.rows]
    assert cells[0][3:] == ["400\u00a0000", "500\u00a0000", "3", "0"]
    assert cells[2][2:] == ["2025", "uppgift saknas", "–", "–", "–"]


def test_a_sum_of_nothing_but_missing_amounts_is_not_nought():
    rows = pl.DataFrame(
        [decided("budget", "MB-2026", 2026, 0.0), decided("delegated", "B1", 2026, None)], infer_schema_length=None
    )
    sentence = mandate.kronor_reading(rows, SWEDISH)
    assert sentence.startswith("Medborgarbudgetar: 0 kr. Beslut efter dialog där invånare bestämde: okänt belopp.")
    none = mandate.kronor_reading(rows.filter(pl.col("kind") == "budget"), ENGLISH)
    assert none == ("Participatory budgets: SEK 0. Decisions after dialogues where residents decided: SEK 0. All years together.")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Skola", "Skola"), ("Kultur- och fritidsförvaltningen", "Kultur- och<br>fritidsförvaltningen"),
        ("Kommunledningsförvaltningen", "Kommunlednings-<br>förvaltningen"), ("Ettlångtnamnutanskarv", "Ettlångtnamnutanskarv"),
    ],
)  # fmt: skip
def test_long_names_are_broken_where_they_may_be(name, shown):
    assert shares.two_lines(name) == shown


def test_what_each_party_decides_is_a_list_that_says_what_nobody_has_stated():
    rows = pl.DataFrame(
        [
            {"title": "Parken", "start_date": date(2026, 3, 1), "administration": "Skola", "mandate": "tycka",
                "parties": "Invånare föreslår, nämnden beslutar", "stage": "early"},
            {"title": "Torget", "start_date": date(2026, 2, 1), "administration": None, "mandate": None, "parties": None,
                "stage": None},
        ]
    )  # fmt: skip
    listed = mandate.parties_table(rows, SWEDISH, period="2026")
    told, untold = (listed.written(row) for row in listed.rows)
    assert told[2:5] == ["Skola", "Tycka", "Invånare föreslår, nämnden beslutar"]
    assert untold[2:] == ["Förvaltning saknas", "Mandat saknas", "saknas", "saknas"]
    reading = mandate.parties_reading({"parties_count": 1, "dialogue_count": 2, "parties_share": 0.5}, SWEDISH)
    assert reading == "1 av 2 dialoger anger vad varje part får avgöra, 50,0\u00a0%."


def test_one_administration_alone_is_not_shown_twice():
    """The row of all would be the same dialogues again."""
    of = {"dialogue_count": 4, "planned_count": 3, "beside_count": 1, "unknown_plan_count": 0, "planned_share": 0.75}
    places = [{"dimension": "all", "category": "total"}, {"dimension": "administration", "category": "Skola"}]
    one = mandate.planned(pl.DataFrame([place | of for place in places]), made.ABOUT, SWEDISH, period="2026")
    assert [row["name"] for row in one.table.rows] == ["Skola"]
    two = [*places, {"dimension": "administration", "category": "Kultur"}]
    both = mandate.planned(pl.DataFrame([place | of for place in two]), made.ABOUT, SWEDISH, period="2026")
    assert [row["name"] for row in both.table.rows] == ["Alla förvaltningar", "Skola", "Kultur"]
