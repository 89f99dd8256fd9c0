"""Map, ranked dots and ballots missing: the same rows in picture, sentence and table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegel.charts import districts
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")
THREE = made.districts(("Alby", 1000, 357), ("Tumba", 1000, 700), ("Lanthem", 1000, 882))


def draw_map(rows, look=SWEDISH, **more):
    chosen = {"election_id": "2022-KF", "geojson_url": "/geo/v/0127/valdistrikt2022.geojson", "is_schematic": True, **more}
    return districts.district_map(rows, made.ABOUT, look, **chosen)


def draw_dots(rows, look=SWEDISH, mean_share=0.65):
    return districts.ranked_dots(rows, made.ABOUT, look, election_id="2022-KF", mean_share=mean_share)


def areas(chart):
    return [trace for trace in chart.figure.data if trace.type == "choropleth"]


def test_sentence_names_the_extremes_and_the_distance():
    assert districts.reading(THREE, SWEDISH) == (
        "I Alby röstade 35,7\u00a0%, i Lanthem 88,2\u00a0% – ett avstånd på 52,5\u00a0procentenheter."
    )
    assert "Alby" in districts.reading(THREE, ENGLISH)
    assert "52.5\u00a0percentage points" in districts.reading(THREE, ENGLISH)


def test_distance_is_taken_before_rounding():
    rows = made.districts(("A", 10000, 3574), ("B", 10000, 8826))
    assert "52,5\u00a0procentenheter" in districts.reading(rows, SWEDISH), "88,3 - 35,7 would be 52,6"


def test_sentence_for_one_district_and_for_none():
    assert districts.reading(made.districts(("Alby", 100, 50)), SWEDISH) == "I Alby röstade 50,0\u00a0%."
    assert districts.reading(made.districts(("Alby", 100, None)), SWEDISH) == "Inga räknade röster finns att visa."


def test_tiny_districts_are_not_named_as_extremes_where_others_are():
    rows = made.districts(("Liten", 20, 1), ("Alby", 1000, 400), ("Tumba", 1000, 700))
    low, high = districts.extremes(rows)
    assert (low["district_name"], high["district_name"]) == ("Alby", "Tumba")


def test_map_and_table_hold_the_same_rows_and_uncounted_ones_have_their_own_entry():
    rows = made.districts(("Alby", 1000, 357), ("Tumba", 1000, 700), ("Ej räknat", 500, None))
    chart = draw_map(rows)
    counted, uncounted = areas(chart)
    assert len(counted.locations) + len(uncounted.locations) == len(chart.table.rows) == 3
    legend = [trace.name for trace in chart.figure.data if trace.type == "scattergeo" and trace.showlegend is not False]
    assert legend[-1] == "uppgift saknas"
    assert len(legend) == 6
    (swatch,) = [trace for trace in chart.figure.data if trace.name == "uppgift saknas"]
    assert swatch.marker.color == LIGHT.missing
    assert {colour for _, colour in uncounted.colorscale} == {LIGHT.missing}, "the colour that the page hatches"
    assert chart.table.total["votes_count"] == 1057


def test_a_zero_stays_on_the_map_as_a_value():
    (counted,) = areas(draw_map(made.districts(("Noll", 100, 0), ("Tumba", 100, 70))))
    assert sorted(counted.z) == [0, 3]


def test_map_without_unknown_has_five_entries_and_no_world_behind():
    chart = draw_map(THREE)
    names = [trace.name for trace in chart.figure.data if trace.type == "scattergeo"]
    assert names == ["under 50\u00a0%", "50–60\u00a0%", "60–70\u00a0%", "70–80\u00a0%", "80\u00a0% eller mer"]
    assert chart.figure.layout.geo.visible is False
    assert areas(chart)[0].geojson == "/geo/v/0127/valdistrikt2022.geojson"
    assert areas(chart)[0].featureidkey == "id"


def test_schematic_borders_are_said_to_be_so_and_official_ones_are_not():
    notes = [note.text for note in draw_map(THREE).figure.layout.annotations]
    assert notes == ["Schematisk karta: gränserna är ungefärliga"]
    assert not draw_map(THREE, is_schematic=False).figure.layout.annotations


def test_own_district_is_outlined():
    chart = draw_map(THREE, own_code="01270001")
    outline = areas(chart)[-1]
    assert list(outline.locations) == ["01270001"]
    assert outline.marker.line.width > areas(chart)[0].marker.line.width


@pytest.mark.parametrize("election_type", ["KF", "RF", "RD", "EU"])
def test_a_value_on_a_break_belongs_to_the_class_above(election_type):
    for place, limit in enumerate(districts.CLASS_BREAKS[election_type]):
        assert districts.class_of(limit, election_type) == place + 1
        assert districts.class_of(limit - 1e-9, election_type) == place
    assert len(districts.class_labels(election_type, ENGLISH)) == 5


def test_dots_are_ranked_with_mean_late_ballots_and_the_election_before():
    chart = draw_dots(THREE)
    bands, before, dots = chart.figure.data
    assert list(dots.x) == [0.882, 0.7, 0.357]
    assert [text.split("<br>")[0] for text in dots.text] == ["<b>Lanthem</b>", "<b>Tumba</b>", "<b>Alby</b>"]
    assert list(bands.x[:2]) == [0.882, pytest.approx(0.882 + 0.052)]
    assert list(before.x) == [0.7] * 3
    assert list(chart.figure.layout.yaxis.ticktext) == ["Lanthem", "Tumba", "Alby"]
    assert chart.figure.layout.shapes[0].x0 == 0.65
    assert "65,0\u00a0%" in chart.figure.layout.annotations[0].text


def test_dots_without_an_earlier_election_or_a_mean_leave_both_out():
    chart = draw_dots(made.districts(("Alby", 100, 50), earlier=None), mean_share=None)
    assert len(chart.figure.data) == 2
    assert not chart.figure.layout.shapes
    assert "uppgift saknas" in chart.alt


def test_many_districts_keep_only_the_names_of_the_extremes():
    chart = draw_dots(made.districts(*((f"D{place:03d}", 1000, 300 + place) for place in range(90))))
    assert list(chart.figure.layout.yaxis.ticktext) == ["D089", "D000"]
    assert len(chart.table.rows) == 90


def test_a_district_without_a_name_goes_by_its_code():
    rows = made.districts(("x", 100, 50)).with_columns(district_name=None)
    assert draw_dots(rows).table.rows[0]["district_name"] == "01270001"


@pytest.mark.parametrize("look", made.LOOKS, ids=lambda look: f"{look.theme.name}-{look.language}")
def test_every_chart_has_alt_sentence_table_and_source(look):
    missing = made.missing(("Alby", 80, True), ("Tumba", 10, False))
    charts = [
        draw_map(THREE, look),
        draw_dots(THREE, look),
        districts.missing_ballots(missing, made.ABOUT, look, election_id="2022-KF", target="80 %"),
    ]
    for chart in charts:
        assert chart.alt
        assert chart.sentence in chart.alt
        assert chart.table.rows
        assert "Valmyndigheten" in chart.source
        assert made.ABOUT.version in chart.source
        assert chart.figure.layout.paper_bgcolor == look.theme.background
        assert "None" not in chart.alt + chart.sentence


def test_missing_ballots_add_up_to_the_headline_and_mark_half_of_the_gap():
    missing = made.missing(*((f"D{place:02d}", 40 - place, place < 9) for place in range(20)), ("Nått", 0, False))
    chart = districts.missing_ballots(missing, made.ABOUT, SWEDISH, election_id="2022-KF", target="80 %")
    total = districts.missing_total(missing)
    assert total == sum(row["missing_count"] for row in chart.table.rows) == chart.table.total["missing_count"]
    (bars,) = chart.figure.data
    rest = total - sum(bars.x)
    assert bars.text[-1] == f"tillsammans {rest}"
    assert list(bars.marker.color[:9]) == [LIGHT.accent] * 9
    assert LIGHT.accent not in bars.marker.color[9:]
    half = sum(40 - place for place in range(9))
    assert chart.sentence == f"{half} röster i 9 distrikt stänger halva gapet."


def test_missing_ballots_in_words_for_one_district_none_and_unknown():
    assert districts.missing_reading(made.missing(("Alby", 80, True)), SWEDISH) == "80 röster i ett distrikt stänger halva gapet."
    assert districts.missing_reading(made.missing(("Alby", 0, False)), ENGLISH) == "Every district reaches the target."
    unknown = made.missing(("Alby", 1, False)).with_columns(missing_count=None)
    assert districts.missing_total(unknown) is None
    assert districts.missing_reading(unknown, SWEDISH) == "Inga räknade röster finns att visa."


@given(st.lists(st.tuples(st.integers(100, 3000), st.floats(0, 1)), min_size=1, max_size=30))
def test_the_sentence_is_true_of_the_rows(given_rows):
    rows = made.districts(
        *((f"D{place}", eligible, round(eligible * share)) for place, (eligible, share) in enumerate(given_rows))
    )
    low, high = districts.extremes(rows)
    assert low["turnout_share"] == rows["turnout_share"].min()
    assert high["turnout_share"] == rows["turnout_share"].max()


def test_a_row_without_turnout_says_why():
    chart = draw_map(made.districts(("Alby", 1000, 357), ("Ej räknat", 500, None), ("Tomt", 0, None)))
    names = [row["district_name"] for row in chart.table.rows]
    assert names == ["Alby", "Ej räknat (rösterna är inte räknade här)", "Tomt (inga röstberättigade)"]


@pytest.mark.parametrize(("count", "is_band"), [(districts.MOST_HAIRLINES, False), (districts.MOST_HAIRLINES + 1, True)])
def test_many_districts_share_one_band_of_late_ballots(count, is_band):
    rows = made.districts(*((f"D{number:03}", 1000, 300 + number) for number in range(count)))
    chart = draw_dots(rows)
    reach, *_, dots = chart.figure.data
    assert (reach.fill == "toself") is is_band
    assert len(dots.x) == count
    # The band closes on itself; hairlines are parted by gaps.
    assert len(reach.x) == (2 * count if is_band else 3 * count)
    assert (None in reach.x) is not is_band
