"""The bars of a change add up exactly, or are not drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegel.charts import band, parts
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
terms = st.floats(-20, 20, allow_nan=False)


@given(st.tuples(terms, terms, terms, terms))
def test_every_bar_begins_where_the_one_above_ended_and_the_last_is_the_sum(given_terms):
    (bars,) = parts.change_parts(made.change(*given_terms), made.ABOUT, SWEDISH).figure.data
    ends = [start + length for start, length in zip(bars.base, bars.x, strict=True)]
    assert bars.base[0] == bars.base[4] == 0
    for place in range(3):
        assert bars.base[place + 1] == pytest.approx(ends[place], abs=1e-9)
    assert ends[3] == pytest.approx(bars.x[4], abs=1e-9)
    assert bars.x[4] == pytest.approx(sum(given_terms), abs=1e-9)


def test_values_are_written_with_sign_and_two_decimals():
    chart = parts.change_parts(made.change(0.13, 0.04, 0.08, 0.22), made.ABOUT, SWEDISH)
    written = [note.text for note in chart.figure.layout.annotations]
    assert written == ["<b>+0,13</b>", "<b>+0,04</b>", "<b>+0,08</b>", "<b>+0,22</b>", "<b>+0,47</b>"]


def test_sentence_names_the_change_and_the_heaviest_term():
    chart = parts.change_parts(made.change(-5.78, -1.09, 0.22, -0.16), made.ABOUT, SWEDISH)
    assert chart.sentence == (
        "Från kommunvalet 2014 till kommunvalet 2018 ändrades valdeltagandet −6,81\u00a0procentenheter. "
        "Mest väger ändrat röstande i samma distrikt: −5,78\u00a0procentenheter."
    )
    assert "Late" not in parts.change_parts(made.change(-5.78, -1.09, 0.22, -0.16), made.ABOUT, ENGLISH).sentence


def test_no_change_at_all_has_no_heaviest_term():
    assert "Mest" not in parts.change_parts(made.change(0.0, 0.0, 0.0, 0.0), made.ABOUT, SWEDISH).sentence


def test_rises_and_falls_differ_in_colour_and_the_whole_is_ink():
    (bars,) = parts.change_parts(made.change(1.0, -1.0, 1.0, -2.0), made.ABOUT, SWEDISH).figure.data
    assert bars.marker.color[0] == bars.marker.color[2] != bars.marker.color[1] == bars.marker.color[3]
    assert bars.marker.color[4] == LIGHT.ink


def test_table_has_each_term_its_meaning_and_the_sum():
    chart = parts.change_parts(made.change(1.0, 2.0, 3.0, 4.0), made.ABOUT, SWEDISH)
    assert [row["change_pp"] for row in chart.table.rows] == [1.0, 2.0, 3.0, 4.0]
    assert all(row["meaning"] for row in chart.table.rows)
    assert chart.table.total["change_pp"] == 10.0


def test_a_missing_term_is_never_drawn_as_if_it_were_nothing():
    rows = made.change(0.1, 0.2, 0.3, None)
    assert not parts.is_complete(rows)
    with pytest.raises(ValueError, match="not known"):
        parts.change_parts(rows, made.ABOUT, SWEDISH)


@pytest.mark.parametrize(
    ("change", "band_pp", "is_outside"), [(4.7, 1.9, True), (-4.7, 1.9, True), (1.0, 1.9, False), (0.0, 0.0, False)]
)
def test_the_dot_lies_outside_the_band_exactly_when_the_change_does(change, band_pp, is_outside):
    import base64
    import re

    picture = band.chance_band(change, band_pp, SWEDISH)
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", picture).group(1)).decode()
    left, width = (float(re.search(rf'<rect[^>]* {name}="([\d.]+)"', svg).group(1)) for name in ("x", "width"))
    dot = float(re.search(r'cx="([\d.]+)"', svg).group(1))
    assert (not left <= dot <= left + width) == is_outside
    assert f"{abs(change):.1f}".replace(".", ",") in re.search(r'alt="([^"]+)"', picture).group(1)
