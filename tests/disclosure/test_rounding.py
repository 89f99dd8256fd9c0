"""Rounding: the published example, what it leaves to guess, and where it may not be used."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel import i18n
from spegel.core import BuildError
from spegel.disclosure import REASONS, for_screen, protect_table, reason_text
from spegel.disclosure.parameters import parameters
from spegel.disclosure.rounding import possible_counts, round_counts
from tests.disclosure.tables import TOTAL, public_table

ROLES = {"method": "rounding"}
COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 10_000)), min_size=1, max_size=40)


def rounded(counts: list[int | None], **roles) -> pl.DataFrame:
    """A table of counts by age, as it is published; one row a count."""
    frame = pl.DataFrame({"age": [str(place) for place in range(len(counts))], "person_count": pl.Series(counts, dtype=pl.Int64)})
    return protect_table(public_table("t", ["age"], **ROLES, **roles), frame)


def test_the_published_example(oracles):
    case = oracles["rounding_base5_and_10_5_rule"]
    given_, expected = case["inputs"], case["expected"]
    base = given_["attacker"]["base"]
    assert parameters().rounding.base == base
    assert round_counts(pl.Series(given_["counts"]), base).to_list() == expected["round5"]
    assert rounded(given_["counts"])["person_count"].to_list() == expected["rule_10_5"]
    nearest = [list(possible_counts(number, base)) for number in given_["attacker"]["rounded"]]
    either = [list(possible_counts(number, base, is_nearest=False)) for number in given_["attacker"]["rounded"]]
    assert nearest == expected["existence_intervals_conventional"]
    assert either == expected["existence_intervals_zero_restricted"]


def test_counts_worked_out_by_hand():
    assert rounded([0, 9, 10, 12, 13, 57, 58, None])["person_count"].to_list() == [None, None, 10, 10, 15, 55, 60, None]


def test_totals_are_rounded_on_their_own():
    frame = pl.DataFrame({"age": ["a", "b", "c", TOTAL], "person_count": [12, 12, 12, 36]})
    answer = protect_table(public_table("t", ["age"], **ROLES), frame)
    assert answer["person_count"].to_list() == [10, 10, 10, 35]
    assert answer.columns == ["age", "person_count", "is_suppressed", "suppression_reason"]


def test_a_count_under_the_limit_says_why_it_is_not_shown():
    answer = rounded([4, 40, None])
    assert answer["is_suppressed"].to_list() == [True, False, False]
    assert answer["suppression_reason"].to_list() == ["primary_small", None, None]
    table = public_table("t", ["age"], **ROLES)
    assert reason_text("primary_small", "sv", table) == "färre än 10 (noll inräknad)"
    assert reason_text("primary_small", "en", table) == "fewer than 10 (zero included)"
    for language in i18n.LANGUAGES:
        assert len({reason_text(reason, language, table) for reason in REASONS}) == len(REASONS)


def test_shares_are_made_of_the_rounded_counts():
    table = public_table(
        "t",
        ["age"],
        counts=("yes_count", "answer_count"),
        shares={"yes_share": ("yes_count", "answer_count")},
        margins=(),
        **ROLES,
    )
    frame = pl.DataFrame({"age": ["a", "b", "c"], "yes_count": [33, 58, 9], "answer_count": [62, 59, 80]})
    answer = protect_table(table, frame)
    assert answer["yes_count"].to_list() == [35, 60, None]
    assert answer["answer_count"].to_list() == [60, 60, 80]
    assert answer["yes_share"].to_list() == [35 / 60, 1.0, None]
    assert for_screen(table, answer)["yes_share"].to_list() == [None, None, None]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(COUNTS)
def test_what_is_printed_is_a_multiple_near_the_truth_and_never_small(counts):
    numbers = parameters().rounding
    answer = rounded(counts)
    for count, printed, is_hidden in zip(counts, answer["person_count"], answer["is_suppressed"], strict=True):
        assert is_hidden == (count is not None and count < numbers.least)
        assert (printed is None) == (count is None or is_hidden)
        if printed is not None:
            assert printed % numbers.base == 0
            assert printed >= numbers.least
            least, most = possible_counts(printed, numbers.base)
            assert least <= count <= most


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.integers(0, 10_000), st.sampled_from([3, 5, 7, 11]))
def test_the_possible_counts_are_exactly_those_that_round_to_the_number(count, base):
    number = round_counts(pl.Series([count]), base)[0]
    least, most = possible_counts(number, base)
    around = pl.Series(range(max(0, least - base), most + base + 1))
    assert around.filter(round_counts(around, base) == number).to_list() == list(range(least, most + 1))


@pytest.mark.parametrize("wrong", [-1, 2.5])
def test_what_is_no_count_stops_the_build(wrong):
    frame = pl.DataFrame({"age": ["a"], "person_count": [wrong]})
    with pytest.raises(BuildError, match="disclosure_no_count"):
        protect_table(public_table("t", ["age"], margins=(), **ROLES), frame)
