"""Groups of electors and the four electorates: sexes apart, bases named and never mixed."""

from __future__ import annotations

import polars as pl
import pytest

from spegel.charts import groups
from spegel.charts.chart import Look
from spegel.charts.theme import LIGHT
from tests.unit import chart_frames as made

SWEDISH, ENGLISH = Look(LIGHT, "sv"), Look(LIGHT, "en")


def draw(rows, look=SWEDISH):
    return groups.group_turnout(rows, made.ABOUT, look, election_id="2022-RD", dimension="age")


def test_women_are_filled_and_men_open_with_their_values_written():
    chart = draw(made.groups(age_18_29=(0.73, 0.67), age_30_49=(0.74, 0.68)))
    _, women, men = chart.figure.data
    assert women.marker.color == women.marker.line.color == LIGHT.women
    assert men.marker.color == LIGHT.background
    assert men.marker.line.color == LIGHT.men
    assert list(women.text) == ["Kvinnor 73\u00a0%", "74\u00a0%"]
    assert list(men.text) == ["Män 67\u00a0%", "68\u00a0%"]
    assert set(women.textposition) == {"middle right"}
    assert set(men.textposition) == {"middle left"}


def test_everyone_is_a_line_and_the_sentence_names_lowest_and_highest():
    chart = draw(made.groups(age_18_29=(0.6, 0.5), age_65=(0.8, 0.82)))
    assert chart.figure.layout.shapes[0].x0 == 0.7
    assert chart.sentence == "Bland väljare 18–29 år röstade 55\u00a0%, bland väljare 65 år och äldre 81\u00a0%."


def test_a_hidden_value_leaves_its_dot_out_and_is_worded_in_the_table():
    chart = draw(made.groups(age_18_29=(None, 0.5), age_65=(0.8, 0.82)))
    women = chart.figure.data[1]
    assert list(women.x) == [None, 0.8]
    assert women.text[0] == ""
    cells = [chart.table.written(row) for row in chart.table.rows if row["category"] == "18-29" and row["gender"] == "women"]
    assert cells[0][2] == "uppgift saknas"


def test_groups_stand_in_their_natural_order_with_every_sex_in_the_table():
    chart = draw(made.groups(age_65=(0.8, 0.82), age_18_29=(0.6, 0.5)))
    assert list(chart.figure.layout.yaxis.ticktext) == ["18–29 år", "65 år och äldre"]
    assert [row["gender_name"] for row in chart.table.rows[1:4]] == ["Kvinnor", "Män", "Båda könen"]


def test_two_bases_are_never_drawn_on_one_axis():
    rows = made.groups(age_18_29=(0.6, 0.5))
    mixed = pl.concat([rows, rows.with_columns(measure_basis=pl.lit("count"))])
    with pytest.raises(groups.DifferentBasesError, match="count, register"):
        draw(mixed)
    assert groups.require_one_base(["register", "register"]) == "register"


def test_each_election_names_its_own_electors():
    chart = groups.electorates(made.election_types(RD=0.71, KF=0.65, EU=0.4), made.ABOUT, SWEDISH, name="Botkyrka")
    labels = [note.text for note in chart.figure.layout.annotations]
    assert [label.split("</b>")[0] for label in labels] == ["<b>Kommunvalet 2022", "<b>Riksdagsvalet 2022", "<b>EU-valet 2022"]
    assert all("9\u00a0000 röstberättigade" in label for label in labels)
    assert "bara svenska medborgare" in labels[1]
    assert [row["who"] for row in chart.table.rows] == [
        groups.who_may_vote(f"2022-{type_}", SWEDISH) for type_ in ("KF", "RD", "EU")
    ]
    assert "Valen har olika väljare." in chart.sentence


def test_one_election_is_one_sentence_and_none_says_so():
    one = groups.electorates(made.election_types(KF=0.65), made.ABOUT, SWEDISH, name="Alby")
    assert one.sentence == "I Alby röstade 65,0\u00a0% i kommunvalet 2022."
    unknown = made.election_types(KF=0.65).with_columns(turnout_share=pl.lit(None, pl.Float64))
    assert groups.electorates(unknown, made.ABOUT, SWEDISH, name="Alby").sentence == "Inga räknade röster finns att visa."


@pytest.mark.parametrize("look", made.LOOKS, ids=lambda look: f"{look.theme.name}-{look.language}")
def test_every_chart_has_alt_sentence_table_and_source(look):
    charts = [
        draw(made.groups(age_18_29=(0.6, 0.5), age_65=(0.8, 0.8)), look),
        groups.electorates(made.election_types(RD=0.7, KF=0.6), made.ABOUT, look, name="Alby"),
    ]
    for chart in charts:
        assert chart.sentence in chart.alt
        assert chart.table.rows
        assert made.ABOUT.version in chart.source
        assert "None" not in chart.alt + chart.table.html()


def population(*given: tuple[str, str, int, int, int | None]) -> pl.DataFrame:
    """`residents_without_vote` from (election, sex, residents, under 18, electors)."""
    rows = [
        {
            "election_id": election,
            "gender": gender,
            "resident_count": residents,
            "under_18_count": children,
            "eligible_count": electors,
            "adult_without_vote_count": None if electors is None else residents - children - electors,
            "without_vote_share": None if electors is None else (residents - electors) / residents,
        }
        for election, gender, residents, children, electors in given
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def test_everyone_who_lives_here_is_in_the_bar_once_and_sexes_in_the_table():
    rows = population(
        ("2022-RD", "total", 1000, 200, 600),
        ("2022-KF", "total", 1000, 200, 750),
        ("2022-KF", "women", 480, 90, None),
        ("2018-KF", "total", 900, 150, 700),
    )
    chart = groups.residents(rows, made.ABOUT, SWEDISH, year=2022, area_name="Botkyrka")
    assert [sum(trace.x[place] for trace in chart.figure.data) for place in (0, 1)] == [1000, 1000]
    assert list(chart.figure.layout.yaxis.ticktext) == ["Kommunvalet 2022", "Riksdagsvalet 2022"]
    assert chart.sentence == (
        "25,0\u00a0% av alla i Botkyrka fick inte rösta i kommunvalet 2022. Av dem var 200 under 18 år och 50 vuxna."
    )
    assert len(chart.table.rows) == 3
    women = next(row for row in chart.table.rows if row["gender"] == "women")
    assert chart.table.written(women)[3:5] == ["uppgift saknas"] * 2


def test_unknown_electors_leave_the_share_unsaid():
    chart = groups.residents(population(("2022-KF", "total", 1000, 200, None)), made.ABOUT, ENGLISH, year=2022, area_name="A")
    assert chart.sentence == "How many lack a vote is not known."
