"""What the panel answers: the weighted share is told, small bases say so, a change is certain or not, and tables hold it all."""

from __future__ import annotations

import json

import panel_frames as frames
import polars as pl
import pytest

from spegel.charts import panel_results
from spegel.charts.chart import About, Look
from spegel.charts.theme import DARK, LIGHT
from spegel.i18n import LANGUAGES

ABOUT = About("Botkyrka", "Svar", "2026", "2026-09-13", "Panelen", "svarande", "v", "en dag", statement="Självrekryterad.")
LOOK = Look()
NAMES = {"W0": "6 maj 2024", "W1": "3 november 2025"}
TOO_FEW = "för få svarande, färre än 10"


def drawn_words(chart) -> str:
    return json.dumps(chart.figure.to_plotly_json(), default=str, ensure_ascii=False)


def groups(rows=frames.RESULT, look=LOOK):
    return panel_results.groups(rows, ABOUT, look, question="Trygg?", dimension="gender", reasons={})


@pytest.mark.parametrize("look", [Look(theme, language) for theme in (LIGHT, DARK) for language in LANGUAGES])
def test_every_picture_is_drawn_with_words_and_table(look):
    charts = [
        panel_results.result(frames.RESULT, ABOUT, look, question="Trygg?", reasons={}),
        groups(look=look),
        panel_results.change(frames.CHANGE, ABOUT, look, names=NAMES),
    ]
    for chart in charts:
        assert chart.alt
        assert chart.sentence
        assert chart.table.rows
        assert chart.source.endswith("Självrekryterad.")


def test_a_scale_is_told_by_its_high_grades_and_other_questions_by_the_commonest_answer():
    assert panel_results.lead(frames.RESULT)["answer_code"] == "high"
    single = frames.RESULT.filter(pl.col("answer_kind") == "answer")
    assert panel_results.lead(single)["answer_code"] == "3"
    assert panel_results.lead(frames.RESULT.clear()) is None


def test_the_weighted_share_has_its_margin_and_the_unweighted_one_stands_beside():
    chart = panel_results.result(frames.RESULT, ABOUT, LOOK, question="Trygg?", reasons={})
    assert chart.sentence == "62\u00a0% ± 4 av 400 svarande: höga betyg. Utan vikter är andelen 64\u00a0%."
    assert len(chart.table.rows) == 6, "three answers and three steps"
    unweighted = frames.RESULT.with_columns(weighted_share=pl.lit(None, pl.Float64))
    plain = panel_results.result(unweighted, ABOUT, LOOK, question="Trygg?", reasons={})
    assert plain.sentence == "64\u00a0% ± 3 av 400 svarande: höga betyg. Svaren är inte vägda."


def test_a_group_that_is_too_small_keeps_its_row_and_no_number():
    chart = groups()
    rows = {tuple(chart.table.written(row)[:2]): chart.table.written(row) for row in chart.table.rows}
    assert set(rows["Annat", "Höga betyg"][2:]) == {TOO_FEW}
    assert rows["Uppgift saknas", "Höga betyg"][-1] == "liten bas"
    assert rows["Kvinnor", "Höga betyg"][-1] == "tillräcklig bas"
    assert "40\u00a0% ± 4*" in drawn_words(chart)
    assert "Grupper som inte visas, eftersom de är för små eller dolda: 1." in chart.sentence


def test_groups_whose_intervals_meet_are_not_told_apart():
    assert "kvinnor 50\u00a0% ± 4. Intervallen når inte varandra." in groups().sentence
    near = frames.RESULT.with_columns(weighted_low_share=pl.col("weighted_share") - 0.3)
    assert "skillnaden är osäker" in groups(near).sentence


def test_high_grades_come_first_among_the_groups():
    titles = [note["text"] for note in groups().figure.layout.annotations if note["text"].startswith("<b>")]
    assert titles[:3] == ["<b>Höga betyg</b>", "<b>Varken höga eller låga</b>", "<b>Låga betyg</b>"]


def test_a_change_says_whether_it_is_certain_and_how_it_was_tested():
    chart = panel_results.change(frames.CHANGE, ABOUT, LOOK, names=NAMES)
    assert chart.sentence == "Säkerställt: höga betyg +12\u00a0procentenheter sedan 3 november 2025."
    told = {(row["answer"], row["against"]): row for row in chart.table.rows}
    assert told["Höga betyg", "3 november 2025"]["verdict"] == "Säkerställd ökning"
    assert told["Höga betyg", "6 maj 2024"]["verdict"] == "Osäker ändring"
    assert told["Höga betyg", "6 maj 2024"]["kind"] == "delvis samma personer"
    assert told["Låga betyg", "3 november 2025"]["change_pp"] == TOO_FEW
    unsure = panel_results.change(frames.CHANGE.with_columns(is_certain=pl.lit(False)), ABOUT, LOOK, names=NAMES)
    assert unsure.sentence == "Ingen av 3 prövade ändringar är säkerställd."


def test_a_change_in_words_has_its_interval():
    row = frames.CHANGE.row(1, named=True)
    assert panel_results.change_words(row, LOOK, names=NAMES) == (
        "Sedan 6 maj 2024: +3\u00a0procentenheter, mellan \u22122 och +8, osäkert."
    )
    hidden = frames.CHANGE.row(3, named=True)
    assert panel_results.change_words(hidden, LOOK, names=NAMES) == "Ändringen sedan 3 november 2025 visas inte."
    down = {**row, "change_pp": -12.0, "is_certain": True}
    assert panel_results.verdict(down) == "down"


def test_themes_are_counted_by_sex_the_commonest_first_and_all_last():
    listed = panel_results.theme_table(frames.THEMES, "Vad vill du ändra?", LOOK, reasons={})
    assert [row["theme"] for row in listed.rows] == ["Bussar", "Belysning", "Alla med egna ord"]
    assert listed.rows[0]["women"] == TOO_FEW
    assert listed.rows[1]["women"] == 40


def test_the_codebook_has_every_code_and_class():
    rows = pl.DataFrame(
        [
            {"question_id": "F1", "question_text": "Trygg?", "question_type": "scale", "answer_code": "9", "answer_label": "9"}
            | {"answer_value": 9.0, "answer_class": "high"},
            {"question_id": "F2", "question_text": "Var?", "question_type": None, "answer_code": "a", "answer_label": "Alby"}
            | {"answer_value": None, "answer_class": None},
        ]
    )
    scale, other = panel_results.codebook_table(rows, "Kodbok", LOOK).rows
    assert (scale["type"], scale["class"]) == ("skala", "Höga betyg")
    assert (other["type"], other["class"]) == (None, "ingen klass")
