"""Users' own councils: coverage, years, and answers that are missing."""

from __future__ import annotations

import polars as pl

from spegel.charts import councils
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")


def covered(year: int, administration: str, units: int, has: int, free: tuple[int, int, int] = (0, 0, 0)) -> dict:
    yes, no, unknown = free
    return {
        "council_year": year,
        "administration": administration,
        "unit_count": units,
        "council_count": has,
        "council_share": has / units,
        "voluntary_count": yes,
        "not_voluntary_count": no,
        "unknown_voluntary_count": unknown,
        "other_route_count": yes,
        "no_other_route_count": no,
        "unknown_other_route_count": unknown,
        "free_count": yes,
        "not_free_count": no,
        "unknown_free_count": unknown,
        "free_share": yes / has if has else None,
    }


ROWS = pl.DataFrame(
    [
        covered(2026, "total", 10, 8, (4, 1, 3)),
        covered(2026, "Skola", 6, 6, (4, 1, 1)),
        covered(2026, "Vård", 4, 2, (0, 0, 2)),
        covered(2025, "total", 10, 0),
    ],
    infer_schema_length=None,
)


def test_units_without_a_council_are_in_the_bar_and_in_words():
    chart = councils.coverage(ROWS, made.ABOUT, SWEDISH, year=2026)
    assert list(chart.figure.layout.yaxis.ticktext) == ["Alla förvaltningar", "Skola", "Vård"]
    assert [list(trace.x) for trace in chart.figure.data] == [[0.8, 1, 0.5], [0.2, 0, 0.5]]
    assert [note.text for note in chart.figure.layout.annotations] == ["10", "6", "4"]
    assert chart.sentence == "2 av 10 enheter saknar råd."
    assert chart.table.written(chart.table.rows[2]) == [
        "Vård", "4", "2", "50,0\u00a0%", "2", "0", "0", "2", "0,0\u00a0%",
    ]  # fmt: skip
    all_of_them = ROWS.filter(pl.col("administration") == "Skola").with_columns(administration=pl.lit("total"))
    assert councils.coverage(all_of_them, made.ABOUT, ENGLISH, year=2026).sentence == "All 6 units have a council."


def test_year_by_year_and_a_single_year():
    chart = councils.coverage_by_year(ROWS, made.ABOUT, SWEDISH)
    assert list(chart.figure.layout.yaxis.ticktext) == ["2026", "2025"]
    assert chart.sentence == "Andelen var 0,0\u00a0% år 2025 och 80,0\u00a0% år 2026."
    one = councils.coverage_by_year(ROWS.filter(pl.col("council_year") == 2026), made.ABOUT, SWEDISH)
    assert one.sentence == "Det finns bara ett år i registret."


def test_a_missing_answer_is_neither_yes_nor_no():
    chart = councils.freedom(ROWS, made.ABOUT, SWEDISH, year=2026)
    assert [trace.name for trace in chart.figure.data] == ["Ja", "Nej", "Inte besvarat"]
    assert [trace.x[2] for trace in chart.figure.data] == [0.5, 0.125, 0.375]
    assert chart.figure.data[2].marker.pattern.shape == "/"
    assert chart.sentence == ("4 av 8 råd är både frivilliga och har en annan väg, 50,0\u00a0%. Svaren räcker inte för 3.")
    assert chart.table.written(chart.table.rows[2]) == ["Båda", "4", "1", "3", "50,0\u00a0%"]


def test_without_a_council_there_is_nothing_to_ask():
    chart = councils.freedom(ROWS, made.ABOUT, ENGLISH, year=2025)
    assert chart.sentence == "There is no council to ask about."
    assert chart.table.written(chart.table.rows[0])[-1] == "no data"
    assert list(chart.figure.data) == []
