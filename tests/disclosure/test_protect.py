"""What is hidden, what is said instead, and what happens to shares, rows and everything derived."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegel import i18n
from spegel.core import BuildError
from spegel.disclosure import REASONS, Margin, for_screen, protect_table, protect_tables, reason_text
from spegel.disclosure.protect import is_small, reveals_group
from tests.disclosure.tables import TOTAL, public_table, tabulate

AGES = ["a", "b", "c"]


def by_age(*counts: int | None, total: int | None = None, rule: str = "persons", **roles) -> pl.DataFrame:
    """A table of counts by age and their total, protected; one row an age, the total last."""
    names = [chr(ord("a") + place) for place in range(len(counts))]
    everyone = sum(count or 0 for count in counts) if total is None else total
    schema = {"age": pl.String, "person_count": pl.Int64}
    frame = pl.DataFrame({"age": [*names, TOTAL], "person_count": [*counts, everyone]}, schema=schema)
    return protect_table(public_table("t", ["age"], rule, **roles), frame)


def by_sex(women: int, men: int) -> pl.DataFrame:
    frame = pl.DataFrame({"gender": ["women", "men", TOTAL], "person_count": [women, men, women + men]})
    return protect_table(public_table("t", ["gender"], zero_inside=("gender",)), frame)


def shown(frame: pl.DataFrame) -> list[int | None]:
    return frame["person_count"].to_list()


def reasons(frame: pl.DataFrame) -> list[str | None]:
    return frame["suppression_reason"].to_list()


@pytest.mark.parametrize("rule", ["persons", "sensitive"])
def test_large_counts_are_untouched(rule):
    frame = by_age(20, 30, 40, rule=rule)
    assert shown(frame) == [20, 30, 40, 90]
    assert reasons(frame) == [None] * 4
    assert not frame["is_suppressed"].any()


def test_a_small_count_takes_the_smallest_other_with_it():
    frame = by_age(3, 30, 20, 40)
    assert shown(frame) == [None, 30, None, 40, 93]
    assert reasons(frame) == ["primary_small", None, "secondary", None, None]
    assert frame["is_suppressed"].to_list() == [True, False, True, False, False]


def test_the_sensitive_class_hides_below_ten():
    assert shown(by_age(9, 30, 40)) == [9, 30, 40, 79]
    assert shown(by_age(9, 30, 40, rule="sensitive")) == [None, None, 40, 79]


def test_a_count_of_all_but_a_few_is_hidden():
    assert reasons(by_age(47, 3, 0)) == ["complement", "primary_small", None, None]


def test_zero_is_shown_where_it_says_nothing_about_a_sex():
    assert shown(by_age(0, 30, 40)) == [0, 30, 40, 70]


def test_zero_of_a_sex_is_hidden_like_a_small_number():
    assert by_sex(0, 30)["suppression_reason"].to_list() == ["primary_small", "complement", None]
    assert by_sex(0, 30).equals(by_sex(3, 27))


def test_an_empty_group_has_nothing_to_hide():
    assert shown(by_sex(0, 0)) == [0, 0, 0]


@pytest.mark.parametrize("counts", [(8, 0), (0, 8), (4, 4), (1, 7), (9, 0), (6, 1)])
def test_a_group_under_the_limit_looks_the_same_whatever_its_parts(counts):
    """0 % and 100 % as well: both would say something about everyone in the group."""
    frame = by_age(*counts)
    assert shown(frame) == [None, None, sum(counts)]
    assert reasons(frame) == ["group_disclosure", "group_disclosure", None]


def test_a_group_at_the_limit_may_be_all_of_one_kind():
    assert shown(by_age(10, 0)) == [10, 0, 10]


def test_a_small_total_is_hidden_with_its_parts():
    assert shown(by_age(2, 1)) == [None, None, None]


def test_a_public_total_is_printed_however_small_and_its_parts_are_not():
    frame = by_age(0, 2, 0, public_totals=("age",))
    assert shown(frame) == [None, None, None, 2]
    assert reasons(frame) == ["group_disclosure"] * 3 + [None]


def test_what_is_derived_from_a_count_needs_a_base_like_a_share():
    roles = {"counts": ("answer_count",), "derived": {"value": ("answer_count",)}, "margins": ()}
    table = public_table("t", ["age"], **roles)
    frame = pl.DataFrame({"age": ["a", "b", "c"], "answer_count": [50, 49, 3], "value": [0.5, 0.5, 0.5]})
    found = protect_table(table, frame)
    assert found["answer_count"].to_list() == [50, 49, None]
    assert found["value"].to_list() == [0.5, None, None]
    assert reasons(found) == [None, "small_base", "primary_small"]


def test_reasons_say_less_where_they_would_say_too_much():
    """Two small numbers with a known sum of 7: that both are under five would leave 3 and 4."""
    frame = by_age(4, 3, 40)
    assert shown(frame) == [None, None, 40, 47]
    assert reasons(frame) == ["secondary", "secondary", None, None]


def test_a_missing_count_stays_missing_and_is_not_called_hidden():
    frame = by_age(None, 30, 40, total=75)
    assert shown(frame) == [None, 30, 40, 75]
    assert not frame["is_suppressed"].any()


def test_parts_need_not_add_up_to_the_total():
    """Answers are missing for ten: who knows that must not get further either."""
    assert shown(by_age(3, 30, 40, total=83)) == [None, None, 40, 83]


def test_totals_under_several_names_are_one_number():
    """The total of one breakdown must not give away what is hidden as the total of another."""
    rows = [("age", "a", 2), ("age", TOTAL, 32), ("area", "x", 12), ("area", "y", 20), ("area", TOTAL, 32)]
    frame = pl.DataFrame(rows, schema=["dimension", "category", "person_count"], orient="row")
    table = public_table("t", ["dimension", "category"], margins=(Margin("category", TOTAL, within="dimension"),))
    assert shown(protect_table(table, frame)) == [None, None, None, 20, None]


def test_linked_tables_do_not_give_away_each_other():
    values = {"gender": ["women", "men"], "age": AGES}
    people = pl.DataFrame({"gender": ["women"] * 40 + ["men"] * 43, "age": ["a"] * 20 + ["b"] * 20 + ["a"] * 3 + ["b"] * 40})
    counted = tabulate(people, values)
    crossed = public_table("crossed", ["gender", "age"], linked="same")
    plain = public_table("plain", ["age"], linked="same")
    total_only = counted.filter(gender=TOTAL).drop("gender")
    by_gender = counted.filter(pl.col("gender") != TOTAL)
    together = protect_tables({"crossed": (crossed, by_gender), "plain": (plain, total_only)})
    alone = protect_table(crossed, by_gender)
    assert alone["person_count"].null_count() < together["crossed"]["person_count"].null_count()


SHARES = {
    "counts": ("yes_count", "answer_count"),
    "shares": {"yes_share": ("yes_count", "answer_count")},
    "derived": {"ci_low": ("yes_share",)},
    "margins": (),
}


def with_share(yes: int | None, answers: int | None, rule: str = "persons") -> dict:
    frame = pl.DataFrame(
        {"age": ["a"], "yes_count": [yes], "answer_count": [answers], "ci_low": [0.1]},
        schema_overrides={"yes_count": pl.Int64, "answer_count": pl.Int64},
    )
    return protect_table(public_table("t", ["age"], rule, **SHARES), frame).row(0, named=True)


def test_a_share_is_made_of_the_counts_that_are_printed():
    row = with_share(30, 60)
    assert (row["yes_share"], row["ci_low"], row["is_suppressed"]) == (0.5, 0.1, False)


@pytest.mark.parametrize(("yes", "reason"), [(3, "primary_small"), (57, "complement")])
def test_a_hidden_count_hides_its_share_and_what_is_derived(yes, reason):
    row = with_share(yes, 60)
    assert (row["yes_count"], row["yes_share"], row["ci_low"]) == (None, None, None)
    assert row["answer_count"] == 60
    assert row["suppression_reason"] == reason


def test_a_share_on_few_is_hidden_though_its_counts_are_shown():
    row = with_share(20, 49)
    assert (row["yes_count"], row["answer_count"], row["yes_share"], row["ci_low"]) == (20, 49, None, None)
    assert (row["is_suppressed"], row["suppression_reason"]) == (True, "small_base")
    assert with_share(20, 50)["yes_share"] == 0.4


def test_all_and_none_of_a_small_group_are_hidden():
    assert with_share(8, 8)["yes_count"] is None
    assert with_share(0, 8)["yes_count"] is None
    assert with_share(0, 60)["yes_share"] == 0.0


def test_an_unknown_count_has_no_share_and_no_reason():
    row = with_share(None, 60)
    assert (row["yes_share"], row["is_suppressed"], row["suppression_reason"]) == (None, False, None)


def test_a_screen_shows_less_of_the_same():
    table = public_table("t", ["age"], **SHARES)
    rows = {"age": ["a", "b", "c"], "yes_count": [7, 40, 40], "answer_count": [60, 80, 120], "ci_low": [0.1, 0.1, 0.1]}
    public = protect_table(table, pl.DataFrame(rows))
    screen = for_screen(table, public)
    assert public["yes_count"].to_list() == [7, 40, 40]
    assert screen["yes_count"].to_list() == [None, 40, 40]
    assert screen["yes_share"].to_list() == [None, None, 40 / 120]
    assert screen["suppression_reason"].to_list() == ["primary_small", "small_base", None]
    assert screen.columns == public.columns


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_reason_has_a_text(language):
    table = public_table("t", ["age"])
    texts = [reason_text(reason, language, table) for reason in REASONS]
    assert all(texts)
    assert len(set(texts)) == len(REASONS)


def test_texts_carry_the_limits_of_the_table():
    ordinary, sensitive = public_table("t", ["age"]), public_table("t", ["age"], "sensitive")
    assert reason_text("primary_small", "sv", ordinary) == "färre än 5"
    assert reason_text("primary_small", "sv", sensitive) == "färre än 10"
    by_gender = public_table("t", ["gender"], zero_inside=("gender",))
    assert reason_text("primary_small", "sv", by_gender) == "färre än 5 (noll inräknad)"


@pytest.mark.parametrize("wrong", [-1, 2.5, float("inf")])
def test_what_is_no_count_stops_the_build(wrong):
    with pytest.raises(BuildError, match="disclosure_no_count"):
        protect_table(public_table("t", ["age"], margins=()), pl.DataFrame({"age": ["a"], "person_count": [wrong]}))


def test_a_numerator_larger_than_its_denominator_stops_the_build():
    with pytest.raises(BuildError, match="disclosure_part_exceeds_whole"):
        with_share(61, 60)


@pytest.mark.parametrize("columns", [{"age": ["a"]}, {"age": ["a"], "person_count": [7], "extra_count": [1]}])
def test_missing_and_undeclared_columns_stop_the_build(columns):
    with pytest.raises(BuildError, match="disclosure_columns"):
        protect_table(public_table("t", ["age"]), pl.DataFrame(columns))


def test_an_open_table_passes_untouched():
    from spegel.disclosure import allow_list

    table = allow_list()["dim_election"]
    frame = pl.DataFrame({name: ["x"] for name in table.columns})
    assert protect_table(table, frame) is frame


def test_filters_refuse_the_selected_and_the_others_alike():
    assert [part for part in range(21) if not is_small(part, 20, 5)] == [0, *range(5, 16), 20]


def test_all_and_none_say_something_about_a_small_group_only():
    assert [reveals_group(*case, 10) for case in ((0, 9), (9, 9), (4, 9), (0, 10), (10, 10), (0, 0))] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


PEOPLE = st.lists(st.tuples(st.sampled_from(["women", "men"]), st.sampled_from(AGES)), max_size=80)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(PEOPLE)
def test_rows_stay_and_what_is_shown_is_true(people):
    values = {"gender": ["women", "men"], "age": AGES}
    frame = tabulate(pl.DataFrame(people, schema=dict.fromkeys(values, pl.String), orient="row"), values)
    answer = protect_table(public_table("t", list(values), zero_inside=("gender",)), frame)
    assert answer.select(*values).equals(frame.select(*values))
    both = frame.with_columns(printed=answer["person_count"], hidden=answer["is_suppressed"])
    assert both.filter(~pl.col("hidden")).select((pl.col("printed") == pl.col("person_count")).all()).item()
    assert both.filter("hidden")["printed"].null_count() == both["hidden"].sum()
    assert (answer["suppression_reason"].is_not_null() == answer["is_suppressed"]).all()


@settings(derandomize=True, deadline=None, max_examples=20)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_that_is_small(people, random):
    """The same numbers in another order: the same cells are hidden for their own sake, and a second run gives the same."""
    values = {"gender": ["women", "men"], "age": AGES}
    frame = tabulate(pl.DataFrame(people, schema=dict.fromkeys(values, pl.String), orient="row"), values)
    table = public_table("t", list(values), zero_inside=("gender",))
    order = list(range(frame.height))
    random.shuffle(order)
    shuffled = protect_table(table, frame[order]).sort(*values)
    straight = protect_table(table, frame).sort(*values)
    own = pl.col("suppression_reason") == "group_disclosure"
    assert straight.filter(own).select(*values).equals(shuffled.filter(own).select(*values))
    assert protect_table(table, frame).equals(protect_table(table, frame))
