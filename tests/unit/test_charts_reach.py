"""Maps of reach: reach and participations are never mixed up, hidden numbers are seen as hidden, and every row is in a table."""

from __future__ import annotations

import polars as pl
import pytest

from spegel.charts import reach
from spegel.charts.chart import Look
from spegel.charts.theme import DARK, LIGHT
from tests.unit import chart_frames
from tests.unit import reach_frames as made

SWEDISH = Look(LIGHT, "sv")
LOOKS = [SWEDISH, Look(DARK, "en")]
REACHED = made.parts(made.part("Alby", smooth=1.9), made.part("Tumba", smooth=20.0))
COUNTED = made.parts(made.part("Alby", 0, 0), made.part("Tumba", participants=29))
POINTS = made.points(
    made.point("a", 100),
    made.point("b", None, suppression_reason="primary_small"),
    made.point("c", 25, None),
    made.point("d", 9, lon=None, lat=None),
)


def part_map(parts: pl.DataFrame, points: pl.DataFrame = POINTS, look: Look = SWEDISH):
    return reach.part_map(parts, points, chart_frames.ABOUT, look, ground=made.GROUND, words=made.WORDS)


def areas_of(chart) -> dict[str, float]:
    """Class by district, those in the colour of what is missing left out."""
    shaded = [trace for trace in chart.figure.data if trace.type == "choropleth" and trace.colorscale[0][1] != LIGHT.missing]
    return {code: step for trace in shaded for code, step in zip(trace.locations, trace.z, strict=True)}


def drawn_points(chart) -> dict[str, tuple[str, float, str]]:
    """Title -> symbol, size, colour."""
    found = {}
    for trace in chart.figure.data:
        if trace.type == "scattergeo" and trace.text is not None:
            for text, size, colour in zip(trace.text, trace.marker.size, trace.marker.color, strict=True):
                found[text.split("</b>")[0].removeprefix("<b>")] = (trace.marker.symbol, size, colour)
    return found


def test_a_map_of_reach_has_the_smooth_value_and_the_table_both():
    chart = part_map(made.parts(made.part("Alby", smooth=4.9) | {"reach_ratio": 5.1}, made.part("Tumba", smooth=20.0)))
    assert areas_of(chart) == {"1": 1, "2": 1, "3": 4}
    assert "per 1 000 invånare" in chart.title or "Räckvidd" in chart.title
    keys = [column.key for column in chart.table.columns]
    alby = chart.table.written(chart.table.rows[1])
    assert (alby[keys.index("reach_ratio")], alby[keys.index("smooth_ratio")]) == ("5,1", "4,9")


def test_without_registered_persons_the_map_says_participations_and_never_reach():
    chart = part_map(COUNTED)
    assert areas_of(chart) == {"1": 0, "2": 0, "3": 2}
    titles = {trace.legendgrouptitle.text for trace in chart.figure.data if trace.legendgrouptitle.text}
    assert "Deltagartillfällen per 1 000 invånare" in titles
    for words in (chart.title, chart.sentence, chart.alt, *titles):
        assert "räckvidd" not in words.lower()


@pytest.mark.parametrize(("rate", "expected"), [(1.99, 0), (2, 1), (19.9, 3), (20, 4), (None, None)])
def test_a_value_on_a_limit_belongs_to_the_class_above(rate, expected):
    assert reach.reach_class({"smooth_ratio": rate}) == expected


@pytest.mark.parametrize(
    ("dialogues", "rate", "expected"), [(0, 0, 0), (2, 0, 1), (2, 9.9, 1), (2, 10, 2), (2, 100, 4), (2, None, None)]
)
def test_no_dialogue_is_a_class_of_its_own(dialogues, rate, expected):
    assert reach.participation_class({"dialogue_count": dialogues, "per_1000_ratio": rate}) == expected


def test_a_part_whose_number_is_hidden_is_hatched_like_districts_of_no_part():
    chart = part_map(made.parts(made.part("Alby", smooth=3.0), made.part("Tumba", unique_reason="primary_small")))
    [untold] = [trace for trace in chart.figure.data if trace.type == "choropleth" and trace.colorscale[0][1] == LIGHT.missing]
    assert list(untold.locations) == ["3", "4"]
    assert "färre än 5" in untold.text[0]
    assert "uppgift saknas" in [trace.name for trace in chart.figure.data]


def test_points_grow_with_the_participants_and_hidden_ones_are_smallest_and_hatched():
    found = drawn_points(part_map(REACHED))
    assert set(found) == {"Dialog a", "Dialog b", "Dialog c"}
    (symbol, large, colour), (_, small, hidden), (cross, middle, _) = (found[f"Dialog {letter}"] for letter in "abc")
    assert (large / middle) == pytest.approx(2, abs=0.01)
    assert (small, hidden) == (reach.SMALLEST, LIGHT.missing)
    assert (symbol, cross) == (reach.SYMBOLS[1], reach.NO_MANDATE)
    assert colour == LIGHT.diverging[1]
    assert len(set(reach.SYMBOLS) | {reach.NO_MANDATE}) == 6


def test_what_hovers_over_a_hidden_number_is_the_reason():
    [text] = [text for trace in part_map(REACHED).figure.data for text in trace.text or () if "Dialog b" in text]
    assert "färre än 5" in text


def test_every_dialogue_is_in_the_table_also_without_a_place():
    table = reach.point_table(POINTS, SWEDISH, words=made.WORDS)
    written = {row["title"]: table.written(row) for row in table.rows}
    assert len(written) == 4
    assert written["Dialog b"][5] == "färre än 5"
    assert written["Dialog c"][4] == "Mandat saknas"
    assert [written[f"Dialog {letter}"][6] for letter in "ad"] == ["ja", "nej"]


def test_numbers_that_do_not_hold_everybody_say_at_least():
    hidden = {"hidden_count": 1, "hidden_women_count": 1, "women_count": 16}
    table = reach.forum_table(made.parts(made.part("Alby", **hidden), made.part("Tumba", 0, 0)), SWEDISH)
    keys = [column.key for column in table.columns]
    alby, tumba = (dict(zip(keys, table.written(row), strict=True)) for row in table.rows[1:])
    assert (alby["women_count"], alby["men_count"], alby["per_1000_ratio"]) == ("minst 16", "30", "minst 60,0")
    assert (tumba["dialogue_count"], tumba["per_dialogue_ratio"], tumba["women_count"]) == ("0", "inget möte", "0")


def test_numbers_that_are_all_hidden_say_so():
    row = made.part("Alby", participants=None, hidden_count=3, hidden_women_count=3, women_count=None)
    table = reach.part_table(made.parts(row), SWEDISH, words=made.WORDS)
    keys = [column.key for column in table.columns]
    alby = dict(zip(keys, table.written(table.rows[1]), strict=True))
    assert {alby[name] for name in ("participants_count", "women_count", "per_1000_ratio")} == {"dolt för att skydda personer"}


HEXAGONS = pl.DataFrame(
    [("1-1", "Torget", 13, 80, 0, 2), ("2-2", None, 1, None, 1, 0)],
    schema=["hexagon_id", "place_names", "dialogue_count", "participants_count", "hidden_count", "uncounted_count"],
    orient="row",
)


@pytest.mark.parametrize("look", LOOKS)
def test_hexagons_are_shaded_by_dialogues_over_the_outline(look):
    chart = reach.hexagon_map(HEXAGONS, chart_frames.ABOUT, look, ground=made.GROUND, hexagon_url="/geo/h")
    outline, cells = (trace for trace in chart.figure.data if trace.type == "choropleth")
    assert (outline.geojson, cells.geojson, list(cells.z)) == ("/geo/x", "/geo/h", [4, 0])
    assert [row["hexagon_id"] for row in chart.table.rows] == ["1-1", "2-2"]
    assert "13" in chart.sentence
    assert "14" in chart.sentence


def test_no_hexagon_is_said():
    chart = reach.hexagon_map(HEXAGONS.clear(), chart_frames.ABOUT, SWEDISH, ground=made.GROUND, hexagon_url="/geo/h")
    assert chart.sentence == "Ingen dialog har en känd plats."
    assert len([trace for trace in chart.figure.data if trace.type == "choropleth"]) == 1


REGSO = pl.DataFrame(
    [
        ("0127R001", "Alby", 7, 80, 1, 0, 1_000, None, 80.0),
        ("0127R002", "Hamra", 0, 0, 0, 0, None, None, None),
        ("", None, 2, 30, 0, 1, None, None, None),
    ],
    schema=["regso_code", "regso_name"]
    + [f"{name}_count" for name in ("dialogue", "participants", "hidden", "uncounted", "resident")]
    + ["population_date", "per_1000_ratio"],
    orient="row",
)


def regso_map(rows: pl.DataFrame, look: Look = SWEDISH):
    return reach.regso_map(rows, POINTS, chart_frames.ABOUT, look, ground=made.GROUND, words=made.WORDS)


@pytest.mark.parametrize("look", LOOKS)
def test_regso_are_shaded_by_dialogues_also_without_any(look):
    chart = regso_map(REGSO, look)
    [cells] = (trace for trace in chart.figure.data if trace.type == "choropleth")
    assert dict(zip(cells.locations, cells.z, strict=True)) == {"0127R001": 4, "0127R002": 0}
    assert len(drawn_points(chart)) == 3
    assert "Hamra" in chart.sentence


def test_regso_without_a_dialogue_are_named_where_they_are_few():
    assert regso_map(REGSO).sentence == "Ingen dialog har hållits i 1 av 2 RegSO: Hamra."
    assert regso_map(REGSO.filter(pl.col("dialogue_count") > 0)).sentence == "Minst en dialog har hållits i varje RegSO."
    many = pl.concat([REGSO.slice(1, 1)] * 7)
    assert regso_map(many).sentence == "Ingen dialog har hållits i 7 av 7 RegSO. Tabellen visar vilka."


def test_the_table_of_regso_has_dialogues_outside_and_says_at_least():
    table = regso_map(REGSO).table
    assert [table.written(row)[:4] for row in table.rows] == [
        ["Alby", "0127R001", "7", "minst 80"],
        ["Hamra", "0127R002", "0", "0"],
        ["Utan känd plats i något RegSO", "", "2", "minst 30"],
    ]


VOTES = pl.DataFrame(
    {
        "part_area_id": ["total", "alby", "tumba"], "part_name": [None, "Alby", "Tumba"], "resident_count": [2_000, 1_000, 1_000],
        "population_date": [None] * 3, "eligible_count": [1_450, 700, None], "election_date": [None] * 3,
        "without_vote_count": [550, 300, None], "without_vote_share": [0.275, 0.3, None],
    }
)  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
def test_residents_without_a_vote_lie_under_the_dialogues(look):
    chart = reach.vote_map(VOTES, POINTS, chart_frames.ABOUT, look, ground=made.GROUND, words=made.WORDS)
    known, untold = (trace for trace in chart.figure.data if trace.type == "choropleth")
    assert (list(known.z), list(untold.locations)) == ([4, 4], ["3", "4"])
    assert "Alby" in chart.sentence
    assert len(drawn_points(chart)) == 3
    nobody = VOTES.with_columns(without_vote_share=pl.lit(None, pl.Float64))
    assert "Alby" not in reach.vote_map(nobody, POINTS, chart_frames.ABOUT, look, ground=made.GROUND, words=made.WORDS).sentence


FLOWS = pl.DataFrame(
    [
        ("alby", "Alby", "alby", "Alby", 2, 0, 30, 40, 0.75, 17.8, 59.2, 17.8, 59.2),
        ("alby", "Alby", "tumba", "Tumba", 2, 1, 10, 40, 0.25, 17.8, 59.2, 17.7, 59.2),
        ("tumba", "Tumba", "tumba", "Tumba", 1, 0, 0, 20, 0.0, 17.7, 59.2, 17.7, 59.2),
    ],
    schema=[
        *("part_area_id", "part_name", "home_area_id", "home_name", "dialogue_count", "hidden_count", "inside_count"),
        *("known_count", "home_share", "part_lon_value", "part_lat_value", "home_lon_value", "home_lat_value"),
    ],
    orient="row",
)


@pytest.mark.parametrize("look", LOOKS)
def test_lines_go_from_home_to_dialogue_and_a_ring_stays_at_home(look):
    chart = reach.catchment_map(FLOWS, chart_frames.ABOUT, look, ground=made.GROUND)
    modes = {trace.mode: trace for trace in chart.figure.data if trace.type == "scattergeo" and trace.lon[0] is not None}
    assert list(modes["lines"].lon) == [17.7, 17.8]
    assert modes["markers"].marker.symbol == "circle-open"
    assert len(chart.table.rows) == 3
    assert "75" in chart.sentence


def test_the_sentence_on_homes_says_what_is_known():
    assert "Tumba, 0" in reach.catchment_reading(FLOWS, SWEDISH)
    assert reach.catchment_reading(FLOWS.head(1), SWEDISH).startswith("I Alby bodde 75")
    assert "inte räknat" in reach.catchment_reading(FLOWS.clear(), SWEDISH)


def test_one_part_alone_is_not_compared():
    assert "går inte att jämföra" in reach.reading(made.parts(made.part("Alby", smooth=3.0)), SWEDISH)
    assert "Tumba, 20,0" in reach.reading(REACHED, SWEDISH)


def test_coverage_tells_yes_no_and_cannot_be_said():
    rows = [
        {"dimension": dimension, "category": category, "category_name": name, "dialogue_count": 2, "participants_count": 7,
         "hidden_count": 0, "is_reached": is_reached}
        for dimension, category, name, is_reached in (
            ("area", "alby", "Alby", True), ("gender", "men", None, False), ("age", "65+", None, None),
        )
    ]  # fmt: skip
    table = reach.coverage_table(pl.DataFrame(rows), SWEDISH, groups={"men": "Män", "65+": "65 år och äldre"})
    assert [table.written(row)[1:2] + table.written(row)[-1:] for row in table.rows] == [
        ["Alby", "ja"], ["Män", "nej"], ["65 år och äldre", "går inte att säga"],
    ]  # fmt: skip
    assert table.written(table.rows[0])[3] == ""
