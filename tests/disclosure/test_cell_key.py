"""The cell key method: the published example, the same persons the same change, and nothing said about the largest one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from spegel.core import BuildError
from spegel.disclosure import protect_table
from spegel.disclosure.cell_key import (
    check_perturbation,
    example_perturbation,
    perturb,
    read_perturbation,
    record_keys,
)
from spegel.disclosure.parameters import sentences
from tests.disclosure.tables import TOTAL, public_table

ROLES = {"method": "cell_key", "cell_keys": {"person_count": "person_keys"}}


def test_the_handbook_example(oracles):
    case = oracles["ckm_handbook"]
    table = check_perturbation(pl.DataFrame(case["inputs"]["p_table"], schema_overrides={"lower_exclusive": pl.Float64}))
    keys = [pl.Series(each) for each in case["inputs"]["record_keys"]]
    counts, sums = pl.Series([len(each) for each in keys]), pl.Series([each.sum() for each in keys])
    assert perturb(counts, sums, table).to_list() == case["expected"]["perturbed"]


def test_nobody_stays_nobody_and_the_unknown_stays_unknown():
    answer = perturb(pl.Series([0, None, 0]), pl.Series([0.0, None, None]), example_perturbation())
    assert answer.to_list() == [0, None, 0]


def test_the_order_of_adding_keys_decides_nothing():
    keys = record_keys([str(number) for number in range(1000)], b"secret")
    orders = [keys.sum(), keys.reverse().sum(), keys.sort().sum()]
    assert len(set(perturb(pl.Series([1000] * 3), pl.Series(orders), example_perturbation()))) == 1


def test_a_record_key_belongs_to_person_and_secret():
    assert record_keys(["a", "b"], b"one").to_list() == record_keys(["a", "b"], b"one").to_list()
    assert record_keys(["a", "b"], b"one").to_list() != record_keys(["a", "b"], b"two").to_list()
    keys = record_keys([str(number) for number in range(20_000)], b"one")
    assert keys.is_between(0, 1, closed="right").all()
    counts = np.histogram(keys, bins=10, range=(0, 1))[0]
    assert ((counts - 2000) ** 2 / 2000).sum() < 27.9  # chi-square with 9 degrees of freedom, 0.999


@pytest.mark.parametrize("largest", [1, 3, 5])
def test_the_example_table_changes_no_count_on_average_and_makes_none_negative(largest):
    table = check_perturbation(example_perturbation(largest))
    weighted = table.with_columns(weight=pl.col("upper_inclusive") - pl.col("lower_exclusive"))
    means = weighted.group_by("original").agg((pl.col("weight") * pl.col("noise")).sum())["weight"]
    assert means.abs().max() < 1e-6
    assert (table["original"] + table["noise"]).min() == 0


def test_totals_are_changed_on_their_own():
    people = pl.DataFrame({"age": ["a", "b"] * 50, "key": record_keys([str(number) for number in range(100)], b"secret")})
    parts = people.group_by("age", maintain_order=True).agg(person_count=pl.len(), person_keys=pl.sum("key"))
    total = people.select(age=pl.lit(TOTAL), person_count=pl.len(), person_keys=pl.sum("key"))
    frame = pl.concat([parts, total])
    answer = protect_table(public_table("t", ["age"], **ROLES), frame, example_perturbation())
    alone = protect_table(public_table("t", ["age"], **ROLES), total, example_perturbation())
    assert answer["person_count"][2] == alone["person_count"][0]
    assert answer.columns == ["age", "person_count", "is_suppressed", "suppression_reason"]
    assert (answer["person_count"] - frame["person_count"]).abs().max() <= 3


def test_shares_are_made_of_the_changed_counts():
    table = public_table(
        "t",
        ["age"],
        counts=("yes_count", "answer_count"),
        shares={"yes_share": ("yes_count", "answer_count")},
        margins=(),
        method="cell_key",
        cell_keys={"yes_count": "yes_keys", "answer_count": "answer_keys"},
    )
    frame = pl.DataFrame({"age": ["a"], "yes_count": [60], "answer_count": [60], "yes_keys": [0.999], "answer_keys": [0.001]})
    row = protect_table(table, frame, example_perturbation()).row(0, named=True)
    assert (row["yes_count"], row["answer_count"]) == (63, 57)
    assert row["yes_share"] == 1.0


def test_without_the_secret_table_there_is_no_answer(tmp_path):
    frame = pl.DataFrame({"age": ["a"], "person_count": [9], "person_keys": [0.3]})
    with pytest.raises(BuildError, match="perturbation_missing"):
        protect_table(public_table("t", ["age"], **ROLES), frame)
    with pytest.raises(BuildError, match="perturbation_missing"):
        read_perturbation(tmp_path / "nowhere.csv")


def test_a_secret_table_is_read_as_it_was_written(tmp_path):
    example_perturbation().write_csv(tmp_path / "secret.csv")
    assert read_perturbation(tmp_path / "secret.csv").equals(example_perturbation())


BROKEN = {
    "a_gap": "1,0,0.4,0\n1,0.5,1,0\n",
    "an_overlap": "1,0,0.6,0\n1,0.5,1,0\n",
    "not_to_the_end": "1,0,0.6,0\n",
    "below_zero": "1,0,1,-2\n",
    "two_is_missing": "1,0,1,0\n3,0,1,0\n",
    "no_number": "1,0,one,0\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_secret_table_is_refused(tmp_path, name):
    path = tmp_path / "secret.csv"
    path.write_text("original,lower_exclusive,upper_inclusive,noise\n" + BROKEN[name], encoding="utf-8")
    with pytest.raises(BuildError, match="perturbation_unreadable"):
        read_perturbation(path)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_method_page_never_tells_the_largest_change(language):
    assert not any("cell" in sentence or "brus" in sentence for sentence in sentences(language))
