"""Published and recomputed cases of methods, section 4, through the product's own functions."""

from __future__ import annotations

import numpy as np
import pytest

from spegel.stats import change, proportions, weights
from spegel.stats.scale import index_0_100


def test_raking_of_schools(oracles):
    case = oracles["rake_apiclus1"]
    inputs, expected, tolerance = case["inputs"], case["expected"], case["tolerance"]
    cells, sizes = inputs["cells"], [cell["n"] for cell in inputs["cells"]]
    labels = {name: np.repeat([cell[name] for cell in cells], sizes) for name in ("stype", "sw")}
    population = {"stype": inputs["margin_stype"], "sw": inputs["margin_sch_wide"]}
    base = np.repeat([cell["base_weight"] for cell in cells], sizes)
    for method in (weights.rake, weights.rake_and_trim):
        found = method(labels, population, base)
        assert (found.trimmed, found.left_out) == (0, 0)
        first = {(labels["stype"][place], labels["sw"][place]): value for place, value in enumerate(found.values)}
        for row in expected["weight_per_respondent"]:
            value = first[row["stype"], row["sch_wide"]]
            assert value == pytest.approx(row["w"], abs=tolerance["weight_per_respondent"])
        of_cell = [first[cell["stype"], cell["sw"]] for cell in cells]
        total = found.values.sum()
        api, enroll = (np.dot(of_cell, [cell[name] for cell in cells]) for name in ("sum_api00", "sum_enroll"))
        assert total == pytest.approx(expected["sum_weights"], abs=tolerance["sum_weights"])
        assert api / total == pytest.approx(expected["mean_api00"], abs=tolerance["mean_api00"])
        assert enroll == pytest.approx(expected["total_enroll"], abs=tolerance["total_enroll"])
        effect = weights.kish(found.values).design_effect
        assert effect == pytest.approx(expected["kish_deff"], abs=tolerance["kish_deff"])


def test_post_stratification_of_schools(oracles):
    case = oracles["poststratify_apiclus1"]
    strata, expected, tolerance = case["inputs"]["strata"], case["expected"], case["tolerance"]
    names = np.repeat([stratum["stype"] for stratum in strata], [stratum["n"] for stratum in strata])
    found = weights.post_stratify(names, {stratum["stype"]: stratum["N"] for stratum in strata})
    of_stratum = dict(zip(names, found.values, strict=True))
    assert of_stratum == pytest.approx(expected["weights"], abs=tolerance["weights"])
    api, enroll = (sum(of_stratum[row["stype"]] * row[name] for row in strata) for name in ("sum_api00", "sum_enroll"))
    assert api / found.values.sum() == pytest.approx(expected["mean_api00"], abs=tolerance["mean_api00"])
    assert enroll == pytest.approx(expected["total_enroll"], abs=tolerance["total_enroll"])


def test_a_weighted_share_of_schools(oracles):
    case = oracles["weighted_proportion_ci"]
    expected, tolerance = case["expected"], case["tolerance"]
    weight_of = {(row["stype"], row["sch_wide"]): row["w"] for row in case["inputs"]["weight_per_respondent"]}
    values, own = [], []
    for cell in case["inputs"]["cells"]:
        yes = cell[case["inputs"]["y"]]
        values += [1] * yes + [0] * (cell["n"] - yes)
        own += [weight_of[cell["stype"], cell["sw"]]] * cell["n"]
    found = proportions.weighted(values, own)
    assert found.share == pytest.approx(expected["p"], abs=tolerance["p"])
    assert found.standard_error == pytest.approx(expected["se_linearised_wr"], abs=tolerance["se_linearised_wr"])
    assert found.certain_people == pytest.approx(expected["n_eff_from_variance"], abs=tolerance["n_eff_from_variance"])
    assert found.effective_people == pytest.approx(expected["kish_n_eff"], abs=tolerance["kish_n_eff"])
    assert found.interval == pytest.approx(expected["wilson_neff_ci95"], abs=tolerance["wilson_neff_ci95"])
    careful = proportions.clopper_pearson(found.share * found.certain_people, found.certain_people)
    assert careful == pytest.approx(expected["korn_graubard_ci95"], abs=tolerance["korn_graubard_ci95"])


def test_kishs_design_effects(oracles):
    case = oracles["kish_deff_examples"]
    expected, tolerance = case["expected"], case["tolerance"]
    for given, effect, effective in zip(case["inputs"]["weights"], expected["deff"], expected["n_eff"], strict=True):
        found = weights.kish(given)
        assert found.effective_people == pytest.approx(effective, abs=tolerance)
        # The published example counts a weight of 0 as a person; here it is dropped, and told.
        assert found.design_effect * (found.people + found.dropped) / found.people == pytest.approx(effect, abs=tolerance)


def test_intervals_of_newcombe(oracles):
    case = oracles["ci_single_proportion_newcombe"]
    for method in (proportions.wilson, proportions.clopper_pearson):
        for given, expected in zip(case["inputs"]["cases"], case["expected"][method.__name__], strict=True):
            assert method(given["k"], given["n"]) == pytest.approx(expected, abs=case["tolerance"])


def test_approval_in_two_waves(oracles):
    case = oracles["mcnemar_approval"]
    expected, tolerance = case["expected"], case["tolerance"]
    (both, only_before), (only_after, neither) = case["inputs"]["table_rows_wave1_approve_disapprove_cols_wave2"]
    found = change.mcnemar(both, only_before, only_after, neither)
    for name, value in (
        ("chi2_no_continuity", found.chi2),
        ("chi2_continuity", found.chi2_corrected),
        ("p_exact_binomial", found.p),
        ("change_wave2_minus_wave1", found.difference),
        ("se_change", found.standard_error),
        ("ci95_wald", found.interval),
    ):
        assert value == pytest.approx(expected[name], abs=tolerance[name]), name
    before = np.repeat([1, 1, 0, 0], [both, only_before, only_after, neither])
    after = np.repeat([1, 0, 1, 0], [both, only_before, only_after, neither])
    pairs = change.paired(before, after, np.ones(before.size))
    assert pairs.difference == pytest.approx(expected["change_wave2_minus_wave1"], abs=tolerance["change_wave2_minus_wave1"])
    # Agresti divides by n, the linearised variance by n - 1.
    assert pairs.standard_error * (1599 / 1600) ** 0.5 == pytest.approx(expected["se_change"], abs=tolerance["se_change"])
    assert pairs.interval == pytest.approx(expected["ci95_wald"], abs=tolerance["ci95_wald"])


def test_index_of_ten_steps(oracles):
    case = oracles["index_0_100"]
    found = [index_0_100(item["mean"]) for item in case["inputs"]["items"]]
    assert found == pytest.approx(case["expected"]["index"], abs=case["tolerance"])
