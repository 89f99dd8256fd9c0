"""The room in persons: no distance without chance, nothing hidden told, the sexes always, speaking beside being there."""

from __future__ import annotations

import json
from io import BytesIO
from math import comb

import pytest
from openpyxl import load_workbook

from spegel.charts import room, sex_rows
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from spegel.report import csv, xlsx
from spegel.stats import room as rules
from tests.unit import chart_frames as made
from tests.unit import room_frames as rooms

SWEDISH = Look(LIGHT, "sv")
HIDDEN = rooms.REASONS[rooms.SMALL]


def came(rows=None, mirror=None, look=SWEDISH):
    rows = rooms.ages() if rows is None else rows
    return room.who_came(rows, mirror or rooms.mirror(), made.ABOUT, look, reasons=rooms.REASONS)


def rows_of(*cells, together=None):
    found = room.groups(rooms.room(*cells), "gender")
    return sex_rows.sex_rows(found, together, SWEDISH, reasons=rooms.REASONS, threshold=5)


@pytest.mark.parametrize(("people", "share"), [(12, 0.05), (25, 0.3), (40, 0.5), (300, 0.13)])
def test_a_group_lies_within_what_chance_gives_in_19_rooms_of_20(people, share):
    chance = [comb(people, count) * share**count * (1 - share) ** (people - count) for count in range(people + 1)]
    low, high = rules.chance_persons(people, share)
    assert sum(chance[low : high + 1]) >= 0.95
    assert sum(chance[:low]) <= 0.025
    assert sum(chance[high + 1 :]) <= 0.025
    assert sum(chance[: low + 1]) > 0.025


def test_each_group_is_a_dot_in_persons_beside_the_expected_and_the_band():
    bars, strokes, *dots = came().figure.data
    assert list(strokes.x) == [10.0, 20.0, 10.0, None]
    assert [dot.x[0] for dot in dots] == [2, 30, 8, 3]
    assert [(low, low + length) for low, length in zip(bars.base, bars.x, strict=True)] == [
        rules.chance_persons(40, share) for share in (0.25, 0.5, 0.25)
    ]
    labels = [note.text for note in came().figure.layout.annotations]
    assert labels[0] == "<b>18–29 år</b> · 2 · 8 färre än väntat"
    assert labels[1] == "<b>30–49 år</b> · 30 · 10 fler än väntat"
    assert labels[3] == "<b>Uppgift saknas</b> · 3"


def test_the_sentence_names_the_missing_in_persons_most_first():
    assert came().sentence == "8 färre 18–29 år än väntat och 2 färre 65 år och äldre än väntat."
    even = rooms.room(rooms.cell("18-29", 10, 0.5, 20), rooms.cell("65+", 10, 0.5, 20))
    assert came(even).sentence == "Ingen grupp var minst en person färre än väntat."


def test_the_sum_behind_the_distance_is_a_table_with_its_sum():
    shown = came().table
    lines = {row["group"]: row for row in shown.rows}
    assert [lines["18–29 år"][key] for key in ("person_count", "expected_count", "deviation_count")] == [2, 10.0, -8.0]
    assert lines["18–29 år"]["interval"].endswith("mer än slumpen")
    assert not lines["65 år och äldre"]["interval"].endswith("mer än slumpen")
    assert lines["Uppgift saknas"]["expected_count"] == "räknas utanför"
    assert shown.total == {"group": "Summa, känd grupp", "person_count": 40, "expected_count": 40.0, "deviation_count": 0.0}
    stated = [row["deviation_count"] for row in shown.rows if not isinstance(row["deviation_count"], str)]
    assert sum(stated) == 0
    assert sum(map(abs, stated)) / 2 / 40 == 0.25


def masked():
    """Twelve persons, one group of which has 1 to 4: what the dataset gives has no number there, nor in another cell."""
    return rooms.room(
        rooms.cell("18-29", None, 0.25, None, reason=rooms.SMALL),
        rooms.cell("30-49", None, 0.5, None, reason=rooms.SECONDARY),
        rooms.cell("65+", 6, 0.25, None),
    )


def test_a_hidden_number_is_words_in_picture_pointer_table_and_files():
    hidden = rooms.mirror(present=12, known=None, tvd_share=None, band_share=None, verdict="inget_test")
    chart = came(masked(), hidden)
    labels = [note.text for note in chart.figure.layout.annotations]
    assert labels[0] == f"<b>18–29 år</b> · {HIDDEN}"
    assert [trace.x[0] for trace in chart.figure.data[2:]] == [6]
    lines = {row["group"]: row for row in chart.table.rows}
    assert set(list(lines["18–29 år"].values())[1:]) == {HIDDEN}
    assert chart.table.total is None
    for content in (csv(chart.table, chart.about).decode("utf-8-sig"), chart.table.html()):
        assert HIDDEN in content
        assert "None" not in content
    assert HIDDEN in json.dumps(chart.figure.to_plotly_json(), default=str, ensure_ascii=False)
    sheet = load_workbook(BytesIO(xlsx(chart.table, chart.about)))[SWEDISH.text("report.table_sheet")]
    assert [cell.value for cell in sheet[2]][1:] == [HIDDEN] * 6


@pytest.mark.parametrize(
    ("given", "key", "told"),
    [
        ({}, "avviker", True),
        ({"verdict": "ryms", "tvd_share": 0.1}, "ryms", True),
        ({"verdict": "for_fa"}, "for_fa", False),
        ({"verdict": "underlag_saknas"}, "underlag_saknas", False),
        ({"verdict": "inget_test", "present": 9}, "under_tio", False),
        ({"verdict": "inget_test", "tvd_share": None}, "dolt", False),
        ({"verdict": "dolt", "tvd_share": None}, "dolt", False),
        ({"verdict": "dolt", "tvd_share": None, "present": 12}, "for_fa", False),
        ({"verdict": "dolt", "tvd_share": None, "present": 12, "dimension": "gender"}, "dolt", False),
        ({"verdict": "inget_test", "tvd_share": None, "reference_place_id": None}, "ingen_befolkning", False),
    ],
)
def test_a_distance_is_told_only_with_a_verdict_and_never_below_the_rule(given, key, told):
    mirror = rooms.mirror(**given)
    assert room.verdict_key(mirror) == key
    assert room.is_told(mirror) is told
    (row,) = room.mirror_table([mirror], SWEDISH).rows
    assert (row["tvd_share"] == row["band_share"] == "visas inte") is not told
    assert row["verdict"] == SWEDISH.text(f"rummet.verdict.{key}")


def test_below_the_rule_the_words_are_too_few_to_tell():
    for given in ({"verdict": "for_fa"}, {"verdict": "inget_test", "present": 9}):
        (row,) = room.mirror_table([rooms.mirror(**given)], SWEDISH).rows
        assert row["verdict"] == "För få för att avgöra"


def test_a_tiny_p_is_not_none():
    assert room.test_words(rooms.mirror(), SWEDISH) == "chi-två, p < 0,001"
    assert room.test_words(rooms.mirror(test_name="exact", p_value=0.0304), SWEDISH) == "exakt, p = 0,030"
    assert room.test_words(rooms.mirror(p_value=None), SWEDISH) == "visas inte"


def test_the_sexes_have_number_share_and_difference():
    women, men = rows_of(*rooms.sexes(30, 10, 40), together=40)
    assert (women.number, women.more, women.share) == ("30", "75\u00a0% · 10 fler än väntat", 0.75)
    assert (men.number, men.more, men.share) == ("10", "25\u00a0% · 10 färre än väntat", 0.25)


def test_under_ten_there_is_no_share():
    women, men = rows_of(*rooms.sexes(6, 0, 6), together=6)
    assert (women.number, women.more, women.share) == ("6", "färre än 10 deltagare, ingen andel", None)
    assert men.number == "0"


def test_a_small_sex_keeps_its_row_and_the_other_is_an_interval():
    hidden = rooms.sexes(None, None, None, why=(rooms.SMALL, rooms.SECONDARY))
    women, men = rows_of(*hidden, together=12)
    assert women.number == HIDDEN
    assert men.number == "8–12"
    assert (women.share, men.share) == (None, None)
    unknown = rooms.cell("unknown", 2, dimension="gender")
    assert [row.number for row in rows_of(*hidden, unknown, together=14)] == [HIDDEN, "8–12", "2"]


def test_no_interval_where_what_is_published_does_not_give_one():
    hidden = rooms.sexes(None, None, None, why=(rooms.SECONDARY, rooms.SECONDARY))
    assert [row.number for row in rows_of(*hidden, together=40)] == ["högst 40"] * 2
    small = rooms.sexes(None, None, None, why=(rooms.SMALL, rooms.SECONDARY))
    assert rows_of(*small, together=None)[1].number == rooms.REASONS[rooms.SECONDARY]
    assert rows_of(*small, together=3)[1].number == rooms.REASONS[rooms.SECONDARY]


def test_sex_that_is_missing_is_a_red_counted_row():
    (row,) = rows_of(together=31)
    assert (row.name, row.number, row.more, row.is_missing) == ("Kön", "31", "saknas – ska alltid uppmärksammas", True)
    *_, some = rows_of(*rooms.sexes(20, 15, 35), rooms.cell("unknown", 4, dimension="gender"), together=39)
    assert (some.number, some.is_missing) == ("4", True)
    (nobody,) = rows_of(together=None)
    assert nobody.number == "inte räknat"
    _, men = rows_of(*rooms.sexes(20, 15, 35)[:1], together=35)
    assert (men.name, men.is_missing) == ("Män", True)
    assert 'class="sex-missing"' in sex_rows.html([row], SWEDISH, caption="Kön")
    assert "data-kon" in sex_rows.html([row], SWEDISH, caption="Kön")


def test_of_a_sum_another_sex_and_one_not_stated_are_one_row_beside_both_sexes():
    women, men, others = rows_of(*rooms.sexes(120, 90, 250), rooms.cell("other_or_unknown", 40, dimension="gender"), together=250)
    assert [(row.name, row.number, row.is_missing) for row in (women, men, others)] == [
        ("Kvinnor", "120", False),
        ("Män", "90", False),
        ("Annat eller uppgift saknas", "40", True),
    ]
    assert women.share == pytest.approx(120 / 210)


def test_speaking_stands_beside_being_there_as_two_bars_a_sex():
    rows = rooms.room(*rooms.sexes(30, 10, 40), *rooms.sexes(5, 15, measure="speaking"))
    chart = room.who_spoke(rows, "gender", made.ABOUT, SWEDISH, reasons=rooms.REASONS)
    present, speaking = chart.figure.data
    assert list(present.x) == [0.75, 0.25]
    assert list(speaking.x) == [0.25, 0.75]
    assert chart.sentence == "Kvinnor var 75\u00a0% av dem som var där och 25\u00a0% av dem som talade."


def test_speaking_that_nobody_noted_is_not_zero():
    assert room.spoke_pairs(rooms.room(*rooms.sexes(30, 10, 40)), "gender") == []


def test_hidden_speaking_has_no_bar_and_its_reason_in_the_table():
    silent = rooms.sexes(None, None, measure="speaking", why=(rooms.SMALL, rooms.SECONDARY))
    rows = rooms.room(*rooms.sexes(30, 10, 40), *silent)
    chart = room.who_spoke(rows, "gender", made.ABOUT, SWEDISH, reasons=rooms.REASONS)
    assert not room.has_shares(room.spoke_pairs(rows, "gender"))
    assert [list(trace.x) for trace in chart.figure.data] == [[], []]
    women = chart.table.rows[0]
    assert (women["present"], women["speaking"], women["speaking_share"]) == (30, HIDDEN, HIDDEN)
    assert chart.sentence == "Andelar visas inte: antalen är för få, dolda eller inte räknade."


def test_speakers_are_told_also_where_a_number_of_those_present_is_hidden():
    hidden = rooms.sexes(30, None, why=(None, rooms.SMALL))
    rows = rooms.room(*hidden, *rooms.sexes(9, 6, measure="speaking"))
    chart = room.who_spoke(rows, "gender", made.ABOUT, SWEDISH, reasons=rooms.REASONS)
    assert chart.sentence == "Kvinnor var 60\u00a0% av dem som talade. Deras andel av dem som var där visas inte."


def test_ages_that_nobody_counted_among_speakers_have_no_bars():
    rows = rooms.room(*rooms.ages().to_dicts(), *rooms.sexes(30, 10, 40), *rooms.sexes(5, 15, measure="speaking"),
        rooms.cell("18-29", None, measure="speaking"))  # fmt: skip
    chart = room.who_spoke(rows, "age", made.ABOUT, SWEDISH, reasons=rooms.REASONS)
    assert list(chart.figure.layout.yaxis.ticktext) == ["Kvinnor", "Män"]


def test_few_speakers_have_numbers_but_no_share():
    rows = rooms.room(*rooms.sexes(30, 10, 40), *rooms.sexes(0, 8, measure="speaking"))
    chart = room.who_spoke(rows, "gender", made.ABOUT, SWEDISH, reasons=rooms.REASONS)
    assert [row["speaking_share"] for row in chart.table.rows] == ["för få för en andel"] * 2


@pytest.mark.parametrize("look", made.LOOKS, ids=lambda look: f"{look.theme.name}-{look.language}")
def test_every_chart_of_a_room_has_alt_sentence_table_and_source(look):
    rows = rooms.room(*rooms.ages().to_dicts(), *rooms.sexes(30, 10, 40), *rooms.sexes(5, 15, measure="speaking"))
    spoke = room.who_spoke(rows, "age", made.ABOUT, look, reasons=rooms.REASONS)
    for chart in (came(look=look), spoke):
        assert chart.sentence.rstrip(".") in chart.alt
        assert chart.table.rows
        assert made.ABOUT.version in chart.source
        assert "None" not in chart.alt + chart.table.html()


CROSS = {"women_18-29": 12, "men_65+": 9, "men_18-29": 7, "women_65+": 8}


def test_women_and_men_of_an_age_stand_beside_each_other():
    """Of 36 a fourth is expected of each group: three more young women, two fewer young men."""
    cells = [rooms.cell(group, count, 0.25, 36, dimension="gender_age") for group, count in CROSS.items()]
    found = room.groups(rooms.room(*cells, rooms.cell("unknown", 5, dimension="gender_age")), "gender_age")
    assert [room.group_name(row, SWEDISH) for row in found] == [
        "Kvinnor 18–29 år", "Män 18–29 år", "Kvinnor 65 år och äldre", "Män 65 år och äldre", "Uppgift saknas",
    ]  # fmt: skip
    chart = came(rooms.room(*cells), rooms.mirror("gender_age", 36, 36))
    assert chart.sentence == "2 färre män 18–29 år än väntat och 1 färre kvinnor 65 år och äldre än väntat."
    dots = chart.figure.data[2:]
    assert [dot.marker.line.color for dot in dots] == [LIGHT.women, LIGHT.men] * 2
    assert {dot.marker.color for dot in dots[1::2]} == {LIGHT.background}


def test_ages_and_sexes_are_a_table_with_sums():
    cells = [rooms.cell(group, count, dimension="gender_age") for group, count in CROSS.items()]
    found = room.groups(rooms.room(*cells, rooms.cell("unknown", 5, dimension="gender_age")), "gender_age")
    listed = room.cross_table(found, SWEDISH)
    assert [listed.written(row) for row in listed.rows] == [
        ["18–29 år", "12", "7", "19"], ["65 år och äldre", "8", "9", "17"], ["Uppgift saknas", "–", "–", "5"],
    ]  # fmt: skip
    assert listed.written(listed.total) == ["Alla", "20", "16", "41"]


def test_a_breakdown_is_hidden_only_where_nothing_of_it_is_told():
    hidden = [rooms.cell(group, None, dimension="gender_age", reason=rooms.SECONDARY) for group in CROSS]
    assert room.is_hidden(room.groups(rooms.room(*hidden), "gender_age"))
    assert not room.is_hidden([])
    assert not room.is_hidden(room.groups(rooms.room(*hidden, rooms.cell("unknown", 5, dimension="gender_age")), "gender_age"))
