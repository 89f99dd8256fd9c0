"""Weights: worked out by hand, and what must hold of any population and any answers."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel.core import WeightsError
from spegel.i18n import LANGUAGES, explain
from spegel.stats import weights

always = settings(max_examples=100, deadline=None, derandomize=True)

SEXES, AGES, PLACES = ("women", "men"), ("18-29", "30-64", "65+"), ("north", "south", "east", "west")


@st.composite
def panels(draw):
    """Respondents of every sex, age and place, and a population of which all cells have somebody: raking then converges."""
    cells = list(product(SEXES, AGES, PLACES))
    answered = draw(st.lists(st.integers(1, 6), min_size=len(cells), max_size=len(cells)))
    lives = draw(st.lists(st.integers(200, 900), min_size=len(cells), max_size=len(cells)))
    people = [cell for cell, count in zip(cells, answered, strict=True) for _ in range(count)]
    base = draw(st.lists(st.floats(0.5, 2), min_size=len(people), max_size=len(people)))
    labels = {"sex and age": [cell[:2] for cell in people], "place": [cell[2] for cell in people]}
    population = {"sex and age": dict.fromkeys(labels["sex and age"], 0), "place": dict.fromkeys(PLACES, 0)}
    for (sex, age, place), count in zip(cells, lives, strict=True):
        population["sex and age"][sex, age] += count
        population["place"][place] += count
    return labels, population, base


def sums(labels, values) -> dict:
    found: dict = {}
    for level, value in zip(labels, values, strict=True):
        found[level] = found.get(level, 0) + value
    return found


def rules(error: WeightsError) -> list[tuple]:
    return [(problem.rule, problem.value) for problem in error.problems]


def refused(labels, population, base=None) -> list[tuple]:
    with pytest.raises(WeightsError) as caught:
        weights.rake_and_trim(labels, population, base)
    for problem, language in product(caught.value.problems, LANGUAGES):
        assert explain(problem, language)
    return rules(caught.value)


def test_each_stands_for_its_part_of_the_stratum():
    found = weights.post_stratify(["a", "a", "b", "a"], {"a": 60, "b": 50})
    assert found.values.tolist() == pytest.approx([20, 20, 50, 20])
    assert [(level.level, level.respondents, level.population, level.before, level.after) for level in found.levels] == [
        ("a", 3, 60, pytest.approx(82.5), pytest.approx(60)),
        ("b", 1, 50, pytest.approx(27.5), pytest.approx(50)),
    ]


def test_start_weights_keep_their_proportions_within_a_stratum():
    found = weights.post_stratify(["a", "a", "b"], {"a": 60, "b": 50}, base=[1, 2, 7])
    assert found.values.tolist() == pytest.approx([20, 40, 50])


def test_margins_that_do_not_go_together_give_products():
    """One person in each cell of 2 x 2: the weight is the share of its row times the share of its column, times all."""
    found = weights.rake({"x": list("aabb"), "y": list("cdcd")}, {"x": {"a": 30, "b": 70}, "y": {"c": 20, "d": 80}})
    assert found.values.tolist() == pytest.approx([6, 24, 14, 56])


@always
@given(panels())
def test_every_margin_comes_out_right(panel):
    labels, population, base = panel
    for method in (weights.rake, weights.rake_and_trim):
        found = method(labels, population, base)
        assert (found.values > 0).all()
        assert found.largest_gap <= weights.TOLERANCE
        for name, levels in population.items():
            reached = sums(labels[name], found.values)
            assert all(abs(reached[level] / persons - 1) <= weights.TOLERANCE for level, persons in levels.items())
        # The report says what was done.
        for level in found.levels:
            assert level.respondents == labels[level.margin].count(level.level)
            assert level.after == pytest.approx(sums(labels[level.margin], found.values)[level.level])
            assert level.before == pytest.approx(
                sums(labels[level.margin], base)[level.level] * sum(population["place"].values()) / sum(base)
            )


@always
@given(panels())
def test_raking_is_the_product_of_one_factor_a_level(panel):
    """What makes it raking and no other weights: log(weight / start) is a sum of one term for each level.

    So the interaction of any two levels with any two others is that of the start weights.
    """
    labels, population, base = panel
    found = weights.rake(labels, population, base)
    factor = dict(zip(zip(*labels.values(), strict=True), found.values / np.array(base), strict=True))
    first, *others = sorted({cell[0] for cell in factor})
    for one, (here, there) in product(others, pairwise(PLACES)):
        assert factor[first, here] * factor[one, there] == pytest.approx(factor[first, there] * factor[one, here], rel=1e-6)


@always
@given(panels(), st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_neither_order_nor_size_of_the_start_weights_means_anything(panel, factor, random):
    labels, population, base = panel
    order = list(range(len(base)))
    random.shuffle(order)
    found = weights.rake(labels, population, base).values
    other = weights.rake(
        {name: [column[place] for place in order] for name, column in reversed(labels.items())},
        population,
        [base[place] * factor for place in order],
    ).values
    assert other == pytest.approx(found[order], rel=1e-6)


@always
@given(panels())
def test_weights_that_fit_are_left_alone(panel):
    labels, population, base = panel
    found = weights.rake(labels, population, base).values
    again = weights.rake(labels, population, found)
    assert again.values == pytest.approx(found, rel=1e-9)


@always
@given(panels(), st.lists(st.tuples(st.sampled_from([None, "north"]), st.sampled_from([0.0, float("nan")])), max_size=4))
def test_those_who_cannot_be_placed_have_no_weight_and_change_nothing(panel, more):
    """Either the place is not known or there is no start weight."""
    labels, population, base = panel
    longer = {
        "sex and age": labels["sex and age"] + [("men", "65+")] * len(more),
        "place": labels["place"] + [place for place, _ in more],
    }
    start = base + [1.0 if place is None else weight for place, weight in more]
    one, other = weights.rake_and_trim(labels, population, base), weights.rake_and_trim(longer, population, start)
    assert other.left_out == len(more)
    assert np.isnan(other.values[len(base) :]).all()
    assert other.values[: len(base)] == pytest.approx(one.values)
    assert (other.levels, other.trimmed, other.outside) == (one.levels, one.trimmed, one.outside)


def unbalanced(alone: int) -> tuple[dict, dict]:
    """A place where one of 60 answered though `alone` per mille live there, and a margin that the others can share."""
    return (
        {"place": ["north"] + ["south"] * 59, "sex": ["women", "men"] * 30},
        {"place": {"north": alone, "south": 1000 - alone}, "sex": {"women": 500, "men": 500}},
    )


def test_weights_within_the_limits_are_not_trimmed():
    labels, population = unbalanced(40)
    plain, trimmed = weights.rake(labels, population), weights.rake_and_trim(labels, population)
    assert plain.values.tolist() == trimmed.values.tolist()
    assert (trimmed.trimmed, trimmed.trimmed_share, trimmed.outside, trimmed.rounds) == (0, 0, 0, 0)


def test_a_weight_the_margins_ask_for_stays_outside_and_is_told():
    labels, population = unbalanced(100)
    found = weights.rake_and_trim(labels, population)
    assert found.values[0] == pytest.approx(100)
    assert (found.trimmed, found.outside, found.rounds) == (1, 1, weights.MOST_ROUNDS)
    assert found.trimmed_share == pytest.approx(1 / 60)
    assert found.largest_gap <= weights.TOLERANCE


def test_trimming_takes_from_those_who_weigh_too_much_and_keeps_the_margins():
    """Ten people of each of two places, one of whom starts with a weight ten times the others'."""
    labels = {"place": ["north"] * 10 + ["south"] * 10}
    population = {"place": {"north": 1000, "south": 1000}}
    base = [10.0] + [1.0] * 19
    plain, found = weights.rake(labels, population, base), weights.rake_and_trim(labels, population, base)
    assert plain.values[0] == pytest.approx(10000 / 19)
    assert found.values[0] == pytest.approx(300, rel=1e-4)
    assert found.values[1:10].tolist() == pytest.approx([700 / 9] * 9, rel=1e-4)
    assert found.values[10:].tolist() == pytest.approx([100] * 10)
    assert (found.trimmed, found.outside) == (1, 0)
    assert 1 < found.rounds <= weights.MOST_ROUNDS


@always
@given(panels())
def test_trimming_never_ends_with_a_wider_spread_than_it_began(panel):
    labels, population, base = panel
    base = [weight**4 for weight in base]
    plain, trimmed = weights.rake(labels, population, base), weights.rake_and_trim(labels, population, base)
    mean = plain.values.mean()
    beyond = (plain.values < weights.LOWEST * mean * (1 - 1e-3)) | (plain.values > weights.HIGHEST * mean * (1 + 1e-3))
    assert trimmed.trimmed >= beyond.sum() >= 0
    assert trimmed.values.mean() == pytest.approx(mean)
    assert np.ptp(trimmed.values) <= np.ptp(plain.values) * (1 + 1e-6)
    if not trimmed.rounds:
        assert trimmed.values.tolist() == plain.values.tolist()


def test_all_reasons_come_at_once():
    labels = {"sex": ["women", "men", "other"], "place": ["north", "north", "moon"]}
    population = {"sex": {"women": 50, "men": 50, "unknown": 0}, "place": {"north": 40, "south": 61}}
    assert refused(labels, population) == [
        ("weights_level_nowhere", "other"),
        ("weights_level_empty", "south"),
        ("weights_level_nowhere", "moon"),
        ("weights_totals_differ", None),
    ]


def test_a_level_without_respondents_says_how_many_live_there():
    with pytest.raises(WeightsError) as caught:
        weights.rake({"age": [("women", "65+")]}, {"age": {("women", "65+"): 5, ("men", "65+"): 7}})
    (problem,) = caught.value.problems
    assert (problem.rule, problem.value) == ("weights_level_empty", "men, 65+")
    assert problem.details == {"margin": "age", "population": 7}


def test_somebody_without_a_start_weight_does_not_fill_a_level():
    assert refused({"x": ["a", "b"]}, {"x": {"a": 1, "b": 1}}, base=[1, 0]) == [("weights_level_empty", "b")]


def test_nobody_at_all_is_refused_level_by_level():
    assert refused({"x": []}, {"x": {"a": 1, "b": 2}}) == [("weights_level_empty", "a"), ("weights_level_empty", "b")]


def test_somebody_from_where_nobody_lives_is_refused():
    assert refused({"x": ["a", "b", "b"]}, {"x": {"a": 10, "b": 0}}) == [("weights_level_nowhere", "b")]
    assert weights.rake({"x": ["a"]}, {"x": {"a": 10, "b": 0}}).values.tolist() == [10]


@pytest.mark.parametrize("persons", [None, float("nan"), -1, float("inf")])
def test_a_population_that_is_not_known_is_refused(persons):
    assert refused({"x": ["a", "b"]}, {"x": {"a": 10, "b": persons}}) == [("weights_population_unknown", "b")]


def test_an_empty_population_is_refused():
    assert refused({"x": []}, {"x": {"a": 0}}) == [("weights_population_empty", None)]


@pytest.mark.parametrize(("other", "is_refused"), [(1005, False), (1006, True), (995, True), (996, False)])
def test_totals_may_differ_by_half_a_percent_of_the_smaller(other, is_refused):
    labels = {"x": ["a", "b"], "y": ["c", "c"]}
    population = {"x": {"a": 400, "b": 600}, "y": {"c": other}}
    if is_refused:
        assert refused(labels, population) == [("weights_totals_differ", None)]
    else:
        found = weights.rake(labels, population)
        assert found.values.tolist() == pytest.approx([400, 600])
        assert found.largest_gap <= weights.TOLERANCE


def test_margins_that_contradict_the_answers_do_not_converge():
    """Whoever is a is also c, so 10 cannot be a while 90 are c."""
    labels = {"x": ["a", "b"], "y": ["c", "d"]}
    population = {"x": {"a": 10, "b": 90}, "y": {"c": 90, "d": 10}}
    assert refused(labels, population) == [("weights_not_reached", "a")]


def test_what_does_not_fit_together_is_a_fault_of_the_caller():
    one = {"x": {"a": 1}}
    for labels, population, base, reason in (
        ({}, {}, None, "same margins"),
        ({"y": ["a"]}, one, None, "same margins"),
        ({"x": ["a"]}, one, [1, 1], "for each"),
        ({"x": ["a"], "y": []}, one | {"y": {"a": 1}}, None, "for each"),
        ({"x": ["a"]}, one, [-1], "0 or more"),
        ({"x": ["a"]}, one, [float("inf")], "0 or more"),
    ):
        with pytest.raises(ValueError, match=reason):
            weights.rake(labels, population, base)


def test_kish_by_hand():
    """1, 2 and 3: (6)² / 14 of 3 persons. The one with 0 and the one without are dropped."""
    found = weights.kish([0, 1, 2, 3, float("nan")])
    assert (found.people, found.dropped) == (3, 2)
    assert found.effective_people == pytest.approx(36 / 14)
    assert found.design_effect == pytest.approx(3 * 14 / 36)


@always
@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=50), st.floats(0.01, 100))
def test_kishs_numbers_stay_between_one_and_all(given_weights, factor):
    found = weights.kish(given_weights)
    assert 1 - 1e-9 <= found.effective_people <= len(given_weights) * (1 + 1e-9)
    assert found.design_effect == pytest.approx(len(given_weights) / found.effective_people)
    # The variance of the weights by the square of their mean is what they cost.
    assert found.design_effect == pytest.approx(1 + np.var(given_weights) / np.mean(given_weights) ** 2)
    assert weights.kish(np.array(given_weights) * factor).effective_people == pytest.approx(found.effective_people)


def test_kish_of_nobody():
    assert weights.kish([]) == weights.Effective(0, 0, None, 0.0)
    assert weights.kish([0.0]) == weights.Effective(0, 1, None, 0.0)
    with pytest.raises(ValueError, match="0 or more"):
        weights.kish([1, -1])
