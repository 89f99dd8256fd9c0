"""Influence: the band holds every scheme, the sentence follows the scheme, and the ladder stands beside the country's."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.charts import influence
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
SCHEMES = ("arvode", "lika", "roller")


def index_rows(chosen="arvode", women=(0.35, 0.42, 0.38), seats=0.42, population=0.5, men_known=True, substitutes=(20, 25)):
    """`influence_by_group` of women and men, a share of the influence for each scheme."""
    rows = []
    for group, shares in (("women", women), ("men", [None if share is None else 1 - share for share in women])):
        known = [share for share in shares if share is not None]
        for scheme, share in zip(SCHEMES, shares, strict=True):
            rows.append(
                {
                    "category": group,
                    "is_substitute": False,
                    "scheme": scheme,
                    "is_chosen": scheme == chosen,
                    "index_share": share,
                    "seat_share": seats if group == "women" else 1 - seats,
                    "population_share": population if group == "women" else 1 - population,
                    "low_share": min(known, default=None),
                    "high_share": max(known, default=None),
                    "post_count": 42 if group == "women" else 58,
                }
            )
    for group, count in zip(("women", "men"), substitutes, strict=True):
        empty = dict.fromkeys(("index_share", "seat_share", "population_share", "low_share", "high_share"))
        rows.append({"category": group, "is_substitute": True, "scheme": "", "is_chosen": False, "post_count": count, **empty})
    return pl.DataFrame(rows, infer_schema_length=None)


def draw(rows, scheme="arvode", look=SWEDISH):
    return influence.influence_index(rows, made.ABOUT, look, scheme=scheme)


def bands(chart):
    """What the thick lines of the figure reach over, in the order of the groups."""
    return [tuple(trace.x) for trace in chart.figure.data if trace.mode == "lines"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3), st.sampled_from(SCHEMES))
def test_the_band_holds_every_scheme_that_is_shown(shares, chosen):
    rows = index_rows(chosen=chosen, women=shares)
    chart = draw(rows, scheme=chosen)
    for group, (low, high) in zip(("women", "men"), bands(chart), strict=True):
        shown = rows.filter((pl.col("category") == group) & ~pl.col("is_substitute"))["index_share"].to_list()
        assert low <= min(shown)
        assert max(shown) <= high
    strokes = [trace for trace in chart.figure.data if trace.marker.symbol == "line-ns"]
    assert all(len(stroke.x) == len(SCHEMES) - 1 for stroke in strokes)


def test_the_sentence_is_about_the_chosen_scheme():
    assert draw(index_rows("arvode")).sentence == (
        "Med arvodet som vikt har kvinnor 35,0\u00a0% av inflytandet, 42,0\u00a0% av platserna och 50,0\u00a0% av befolkningen. "
        "Med olika sätt att väga blir det mellan 35,0\u00a0% och 42,0\u00a0%."
    )
    assert draw(index_rows("roller"), "roller").sentence.startswith("Med vikterna 3, 2 och 1 har kvinnor 38,0\u00a0%")
    assert draw(index_rows("lika"), "lika", ENGLISH).sentence.startswith("With equal weight for every post, women have 42.0%")


@pytest.mark.parametrize(
    ("women", "seats", "expected"),
    [
        ((0.35, 0.42, 0.38), 0.42, "less"),
        ((0.45, 0.42, 0.43), 0.42, "more"),
        ((0.35, 0.42, 0.45), 0.42, "depends"),
        ((0.42, 0.42, 0.42), 0.42, "same"),
    ],
)
def test_a_word_is_said_only_where_every_scheme_agrees(women, seats, expected):
    assert influence.standing(influence.spoken_of(index_rows(women=women, seats=seats))) == expected


def test_a_fee_that_is_missing_gives_no_index_and_no_word():
    rows = index_rows("arvode", women=(None, 0.42, 0.38))
    assert influence.spoken_of(rows) is None
    assert influence.standing(None) == "unknown"
    chart = draw(rows)
    assert chart.sentence == "Med arvodet som vikt går inflytandet inte att räkna ut, för arvodena saknas."
    assert chart.table.written(chart.table.rows[0])[2] == "uppgift saknas"


def test_substitutes_stand_on_lines_of_their_own_and_outside_the_index():
    cells = [draw(index_rows()).table.written(row) for row in draw(index_rows()).table.rows]
    assert [row[0] for row in cells[-2:]] == ["Kvinnor, ersättare", "Män, ersättare"]
    assert [row[1] for row in cells[-2:]] == ["Räknas inte i indexet"] * 2
    assert [row[-1] for row in cells[-2:]] == ["20", "25"]


def test_among_ages_the_sentence_is_about_the_one_that_lacks_most():
    rows = pl.DataFrame(
        [
            {"category": age, "is_substitute": False, "scheme": "arvode", "is_chosen": True, "index_share": share}
            | {"seat_share": share, "population_share": people, "low_share": share, "high_share": share, "post_count": 10}
            for age, share, people in (("18-29", 0.1, 0.2), ("30-49", 0.5, 0.3), ("50-64", 0.4, 0.25), ("unknown", 0.0, None))
        ]
    )
    assert influence.spoken_of(rows)["category"] == "18-29"
    assert "personer 18–29 år 10,0\u00a0%" in draw(rows).sentence


def test_the_weights_that_are_used_are_listed_with_their_share():
    weights = pl.DataFrame(
        {
            "classification": ["executive", "committee"],
            "role": ["chair", "member"],
            "weight_value": [900000.0, None],
            "weight_share": [0.6, None],
            "post_count": [1, 90],
        }
    )
    table = influence.weight_table(weights, SWEDISH, scheme="arvode")
    assert [column.label for column in table.columns][2] == "Arvode, kr per år"
    assert table.written(table.rows[0]) == ["Ordförande", "Styrelse", "900\u00a0000", "1", "60,0\u00a0%"]
    assert table.written(table.rows[1])[2] == "uppgift saknas"
    assert influence.weight_table(weights, SWEDISH, scheme="lika").columns[2].label == "Vikt"


def ladder(own, country=(0.5, 0.43, 0.43, 0.40, None, 0.36, 0.32)):
    rungs = ("population", "elected", "council", "executive", "presidium", "chairs", "executive_chair")
    return pl.DataFrame(
        {
            "rung": rungs,
            "rung_order": list(range(7)),
            "women_share": own,
            "country_share": country,
            "women_count": [100] * 7,
            "men_count": [100] * 7,
            "unknown_count": [0] * 7,
        }
    )


def test_the_ladder_of_the_country_falls_by_eighteen_points():
    """SCB's published ladder of 2019: 50 % of the population, 32 % of the chairs of the executives."""
    rows = ladder([0.5, 0.45, 0.44, 0.41, 0.38, 0.35, 0.0])
    assert influence.ladder_fall(rows, "country_share") == pytest.approx(-18)
    assert influence.ladder_fall(rows) == pytest.approx(-50)
    chart = influence.power_ladder(rows, made.ABOUT, SWEDISH)
    assert "Kommunstyrelsens ordförande är en man." in chart.sentence
    assert "2019" in chart.sentence
    assert chart.table.rows[0]["rung_name"] == "Befolkningen"
    assert len(chart.figure.data[0].x) == len(chart.figure.data[1].x) == 7


def test_a_chair_whose_sex_is_not_known_is_left_out_of_the_sentence():
    chart = influence.power_ladder(ladder([0.5, 0.45, 0.44, 0.41, 0.38, 0.35, None]), made.ABOUT, SWEDISH)
    assert "bland ordförandena 35\u00a0%" in chart.sentence
    assert influence.ladder_fall(ladder([None] * 7)) is None
    nobody = influence.power_ladder(ladder([None] * 7), made.ABOUT, SWEDISH)
    assert nobody.sentence == "Könet är inte känt på tillräckligt många steg."


def activity(*given_rows):
    return pl.DataFrame(
        [
            {"kind": kind, "gender": sex, "activity_value": value, "member_count": members, "per_member_index": value / members}
            | {"activity_share": share, "seat_share": seats, "ratio_index": share / seats}
            for kind, sex, value, members, share, seats in given_rows
        ]
    )


def test_what_is_measured_is_told_per_member_and_against_seats():
    rows = activity(
        ("motion", "women", 11, 22, 0.55, 0.44),
        ("motion", "men", 9, 28, 0.45, 0.56),
        ("speaking_minutes", "women", 300, 22, 0.3, 0.44),
        ("speaking_minutes", "men", 700, 28, 0.7, 0.56),
    )
    chart = influence.activity(rows, made.ABOUT, SWEDISH, body="Kommunfullmäktige")
    assert chart.sentence == (
        "Kvinnor lämnade 0,50 motioner per ledamot och män 0,32. "
        "Kvinnor hade 30,0\u00a0% av talartiden och 44,0\u00a0% av platserna."
    )
    assert chart.table.written(chart.table.rows[2])[-1] == "0,68"
    women, _, men, _ = chart.figure.data
    assert women.marker.color == LIGHT.women
    assert men.marker.color == LIGHT.background
    assert women.text[0] == "Kvinnor 55,0\u00a0%"


def test_nothing_to_compare_is_said():
    rows = activity(("reservation", "women", 3, 22, 1.0, 0.44))
    assert influence.activity_reading(rows, SWEDISH) == "Det går inte att jämföra kvinnor och män."
