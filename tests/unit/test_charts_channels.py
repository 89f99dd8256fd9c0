"""Channels: shares, groups, what only one channel has reached, and consultations."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from spegel.charts import channels
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")


def used(channel: str, dialogues: int, share: float, people: int | None, people_share: float | None) -> dict:
    return {
        "channel": channel,
        "dialogue_count": dialogues,
        "dialogue_share": share,
        "participants_count": people,
        "participants_share": people_share,
        "women_count": 3,
        "men_count": None,
        "unknown_gender_count": 0,
        "hidden_count": 1,
        "uncounted_count": 2,
        "part_count": 4,
        "only_part_count": 1,
    }


MIX = pl.DataFrame(
    [used("physical", 6, 0.6, 30, 0.75), used("digital", 4, 0.4, None, None), used("panel", 0, 0.0, 0, 0.0)],
    infer_schema_length=None,
)


def test_unused_channels_keep_their_row_and_are_named():
    chart = channels.mix(MIX, made.ABOUT, SWEDISH, period="2026")
    assert list(chart.figure.layout.yaxis.ticktext) == ["Fysisk", "Digital", "Panel"]
    assert list(chart.figure.data[1].text) == ["<b>75,0\u00a0%</b>  (30)", "antalet visas inte", "<b>0,0\u00a0%</b>  (0)"]
    assert chart.sentence == "Vanligast är fysisk, 60,0\u00a0% av dialogerna. Används inte: panel."
    assert chart.table.written(chart.table.rows[1])[3:7] == ["uppgift saknas", "uppgift saknas", "3", "uppgift saknas"]
    assert (
        channels.mix_reading(MIX.filter(pl.col("dialogue_count") > 0), ENGLISH) == "Most common: on site, 60.0% of the dialogues."
    )


def cell(
    dimension: str, category: str, channel: str, people: int | None, reached: bool | None, only: bool | None, **more
) -> dict:
    row = {"dimension": dimension, "category": category, "category_name": None, "channel": channel, "person_count": people}
    order = {"channel_order": ["physical", "digital", "unknown"].index(channel), "person_share": None, "counted_count": 1}
    return {**row, **order, "hidden_count": 0, "is_reached": reached, "is_only_here": only, **more}


GROUPS = pl.DataFrame(
    [
        cell("gender", "women", "physical", 30, True, False), cell("gender", "women", "digital", 10, True, False),
        cell("gender", "men", "physical", 10, True, False), cell("gender", "men", "digital", 10, True, False),
        cell("gender", "unknown", "physical", 4, True, None), cell("gender", "unknown", "digital", None, None, False),
        cell("first_time", "yes", "physical", 6, True, True), cell("first_time", "yes", "digital", 0, False, False),
        cell("place", "0127-alby", "physical", 6, True, True, category_name="Alby"),
        cell("place", "0127-alby", "digital", None, False, False, category_name="Alby"),
    ],
    infer_schema_length=None,
)  # fmt: skip


def test_groups_are_divided_between_channels_and_those_not_stated_are_in_the_table():
    chart = channels.groups(GROUPS, made.ABOUT, SWEDISH, period="2026")
    assert list(chart.figure.layout.yaxis.ticktext) == ["Kvinnor", "Män", "Första gången"]
    assert [list(trace.x) for trace in chart.figure.data] == [[0.75, 0.5, 1], [0.25, 0.5, 0]]
    assert chart.sentence == "Digitalt deltog 25,0\u00a0% av kvinnorna och 50,0\u00a0% av männen, bland antal som får visas."
    assert ["Kön", "Uppgift saknas", "Digital"] in [chart.table.written(row)[:3] for row in chart.table.rows]
    assert "Alby" not in [chart.table.written(row)[1] for row in chart.table.rows]
    alone = channels.groups(GROUPS.filter(pl.col("category") != "men"), made.ABOUT, ENGLISH, period="2026")
    assert alone.sentence == "The numbers of women and men may not be shown or are missing."


def test_reached_only_here_says_what_can_be_known():
    listed = channels.only_here_table(GROUPS, SWEDISH)
    assert [column.label for column in listed.columns] == ["Uppdelning", "Grupp", "Fysisk", "Digital"]
    assert [listed.written(row) for row in listed.rows] == [
        ["Kön", "Kvinnor", "nådd, även av en annan kanal", "nådd, även av en annan kanal"],
        ["Kön", "Män", "nådd, även av en annan kanal", "nådd, även av en annan kanal"],
        ["Kön", "Uppgift saknas", "nådd, kanske bara här", "går inte att säga"],
        ["Tidigare deltagande", "Första gången", "nådd bara här", "inte nådd"],
        ["Dialogens plats", "Alby", "nådd bara här", "inte nådd"],
    ]


def by_part(part: str, name: str | None, number: int, statements: int | None, rate: float | None) -> dict:
    row = {"part_area_id": part, "part_name": name, "consultation_count": number, "statements_count": statements}
    uncounted = number if statements is None else 0
    return {**row, "uncounted_count": uncounted, "resident_count": 1000, "population_year": 2024, "per_1000_ratio": rate}


def test_parts_without_consultations_and_those_nobody_counted_say_so():
    rows = pl.DataFrame(
        [
            by_part("total", None, 3, 12, 4.0) | {"uncounted_count": 1},
            by_part("a", "Alby", 2, 12, 12.0), by_part("b", "Fittja", 1, None, None),
            by_part("c", "Tumba", 0, 0, 0.0),
        ],
        infer_schema_length=None,
    )  # fmt: skip
    chart = channels.consultations(rows, made.ABOUT, SWEDISH, period="2026")
    assert list(chart.figure.data[0].text) == ["<b>12,0</b>  (samråd: 2)", "går inte att säga (samråd: 1)", "inget samråd"]
    assert chart.sentence == "3 samråd gav 12 yttranden, 4,0 per 1\u00a0000 invånare. I 1 av dem är yttranden inte räknade."
    assert chart.table.written(chart.table.rows[-1])[0] == "Hela området"
    none = rows.with_columns(statements_count=pl.lit(None, pl.Int64), per_1000_ratio=pl.lit(None, pl.Float64))
    assert channels.consultations(none, made.ABOUT, ENGLISH, period="2026").sentence == (
        "3 consultations have been held. Statements were not counted in any of them."
    )


def test_each_consultation_has_its_dates():
    row = {"title": "Nytt torg", "start_date": date(2026, 3, 1), "end_date": None, "area_name": "Alby", "channel": None}
    rows = pl.DataFrame([{**row, "statements_count": None, "decision_reference": None}])
    listed = channels.consultation_table(rows, SWEDISH, period="2026")
    assert listed.written(listed.rows[0])[:5] == ["Nytt torg", "1 mars 2026", "uppgift saknas", "Alby", "Kanal saknas"]


@pytest.mark.parametrize(
    "used_channels", [["physical", "unknown"], ["digital", "outreach", "council", "panel", "mixed", "physical"]]
)
def test_every_channel_has_a_shade_of_its_own(used_channels):
    parts = channels.channel_parts(used_channels, SWEDISH)
    assert {part.key for part in parts} == set(used_channels)
    assert len({(part.colour, part.is_unknown) for part in parts}) == len(parts)
