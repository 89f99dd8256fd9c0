"""The contract in a dataset's header, and how parameters become bound values."""

from __future__ import annotations

import pytest

from spegel import query
from spegel.core import QueryError

SOURCE = '''/*
title = "Things of an area"
grain = ["thing_id"]
source_tables = ["fact_thing"]
[params.area]
type = "text"
default_from = "profile.area"
meaning = "Area"
[params.election_type]
type = "text"
allowed = ["RD", "KF"]
default = "KF"
meaning = "Type"
[params.from]
type = "text"
optional = true
meaning = "Election"
[params.count]
type = "integer"
meaning = "How many"
[columns]
thing_id = "text | id"
thing_share = "number? | share"
*/
SELECT 'a' AS thing_id, NULL::DOUBLE AS thing_share
'''


@pytest.fixture
def dataset() -> query.Dataset:
    return query.parse("things", SOURCE)


def rules(caught) -> list[tuple[str, str | None]]:
    return [(problem.rule, problem.value) for problem in caught.value.problems]


def test_the_header_is_read(dataset):
    assert (dataset.title, dataset.grain, dataset.source_tables) == ("Things of an area", ("thing_id",), ("fact_thing",))
    assert dataset.columns["thing_share"] == query.Column("thing_share", "number", True, "share")
    assert [parameter.is_required for parameter in dataset.parameters.values()] == [False, False, False, True]


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("/*", "--", "contract"),
        ('grain = ["thing_id"]', 'grain = ["other_id"]', "other_id"),
        ('"text | id"', '"text"', "thing_id"),
        ('"text | id"', '"words | id"', "thing_id"),
        ('type = "integer"', 'type = "money"', "money"),
        ("profile.area", "profile.mood", "mood"),
        ('title = "Things of an area"', 'title = "T"\nowner = "me"', "owner"),
    ],
)
def test_a_header_that_is_no_contract_is_refused(old, new, match):
    with pytest.raises(ValueError, match=match):
        query.parse("things", SOURCE.replace(old, new, 1))


def test_values_come_from_what_is_given_then_from_the_profile_then_from_the_default(dataset):
    profile = {"area": "jarva"}
    assert query.bind(dataset, {"count": "3"}, profile) == {"area": "jarva", "election_type": "KF", "from": None, "count": 3}
    assert query.bind(dataset, {"count": 3, "area": "0127", "election_type": "RD"}, profile)["area"] == "0127"


def test_an_empty_value_counts_as_not_given(dataset):
    assert query.bind(dataset, {"count": 1, "area": "", "from": ""}, {"area": "jarva"})["area"] == "jarva"


def test_a_bare_year_is_completed_with_the_election_type(dataset):
    assert query.bind(dataset, {"count": 1, "from": "2018", "election_type": "RD"}, {"area": "x"})["from"] == "2018-RD"
    assert query.bind(dataset, {"count": 1, "from": "2018-KF"}, {"area": "x"})["from"] == "2018-KF"


def test_an_organisation_is_turned_into_its_area(dataset):
    assert query.bind(dataset, {"count": 1, "area": "botkyrka"}, {}, lambda area: "0127")["area"] == "0127"


def test_every_problem_is_reported_at_once(dataset):
    with pytest.raises(QueryError) as caught:
        query.bind(dataset, {"colour": "red", "election_type": "XX"}, {})
    assert rules(caught) == [
        ("unknown_parameter", "colour"),
        ("missing_parameter", "area"),
        ("impossible_parameter", "XX"),
        ("missing_parameter", "count"),
    ]


@pytest.mark.parametrize("value", ["three", "3.5", "1; DROP TABLE x"])
def test_a_number_must_be_a_number(dataset, value):
    with pytest.raises(QueryError) as caught:
        query.bind(dataset, {"count": value}, {"area": "x"})
    assert rules(caught) == [("impossible_parameter", value)]


def test_an_unknown_dataset_is_said_with_the_names_there_are():
    with pytest.raises(QueryError) as caught:
        query.load("turnout_by_mood")
    assert "turnout_by_municipality" in caught.value.problems[0].details["names"]


@pytest.mark.parametrize("name", ["../build/10_chosen", "turnout_by_municipality.sql", ""])
def test_a_name_is_never_a_path(name):
    with pytest.raises(QueryError, match="unknown_dataset"):
        query.load(name)
