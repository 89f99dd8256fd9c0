"""Codes, election ids, problems and errors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel import core
from spegel.core import Problem, SourceError, SpegelError

deterministic = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize("code", ["0127", "0180", "9999"])
def test_four_digits_are_a_municipality_code(code):
    assert core.is_municipality_code(code)


@pytest.mark.parametrize("code", ["", "127", "01270", "012A", " 0127", "0127\n", "٠١٢٧", "0127'; --"])
def test_anything_else_is_no_municipality_code(code):
    assert not core.is_municipality_code(code)


def test_eight_digits_are_a_district_code():
    assert core.is_district_code("01270010")


@pytest.mark.parametrize("code", ["1270010", "012700100", "0127001X", "01270010\n", "٠١٢٧٠٠١٠", ""])
def test_anything_else_is_no_district_code(code):
    assert not core.is_district_code(code)


@deterministic
@given(st.integers(1900, 2099), st.sampled_from(core.ELECTION_TYPES))
def test_election_ids_come_back_as_they_went_in(year, election_type):
    identity = core.election_id(year, election_type)
    assert core.is_election_id(identity)
    assert core.split_election_id(identity) == (year, election_type)


@pytest.mark.parametrize("text", ["2022", "2022-SV", "22-KF", "2022-kf", "2022-KF\n", " 2022-KF", "٢٠٢٢-KF", "1822-KF"])
def test_what_is_no_election_id_is_refused(text):
    assert not core.is_election_id(text)
    with pytest.raises(ValueError, match="not an election id"):
        core.split_election_id(text)


def test_school_elections_never_mix_with_the_others():
    with pytest.raises(ValueError, match="SV"):
        core.election_id(2022, "SV")


def test_elections_are_held_on_sundays_of_their_year_and_cannot_be_moved():
    for dates in (core.ELECTION_DATES, core.EU_ELECTION_DATES):
        assert all(day.isoweekday() == 7 and day.year == year for year, day in dates.items())
        with pytest.raises(TypeError):
            dates[2022] = dates[next(iter(dates))]


def test_districts_have_a_version_a_year():
    assert core.area_version(2022) == "valdistrikt2022"


def test_a_problem_says_where_and_leaves_out_what_it_does_not_know():
    whole = Problem("votes_above_eligible", "a.xlsx", 7, "Röster", "12", {"eligible": 10})
    assert str(whole) == "votes_above_eligible (file a.xlsx, row 7, column Röster, value 12): eligible=10"
    assert str(Problem("no_such_folder", value="")) == "no_such_folder (value )"


def test_an_error_carries_every_problem():
    problems = [Problem("first", "a"), Problem("second", "b")]
    error = SourceError(problems)
    assert error.problems == tuple(problems)
    assert str(error) == "first (file a); second (file b)"
    assert SourceError(problems[0]).problems == (problems[0],)


def test_every_error_of_ours_can_be_caught_at_once():
    errors = [kind for kind in vars(core).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(errors) > 1
    assert all(issubclass(kind, SpegelError) for kind in errors)
