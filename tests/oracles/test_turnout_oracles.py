"""Published reference cases of turnout, computed by the product's own functions (`../shared/oracles`)."""

from __future__ import annotations

from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest

from spegel.stats import association, classes, gaps, moran, multiple, small_units
from tests import recompute
from tests.recompute import Change, District


def test_morans_index_of_columbus(oracles):
    case = oracles["moran_columbus"]
    values = case["inputs"]["y"]
    pairs = [(i, j - 1) for i, row in enumerate(case["inputs"]["neighbours_1based"]) for j in row]
    expected = case["expected"]
    result = moran.global_moran(values, pairs)
    local = moran.local_moran(values, pairs)
    assert result.index == pytest.approx(expected["I"], abs=case["tolerance"]["I"])
    assert result.islands == ()
    assert result.p_value < 0.001
    assert local.index[:4] == pytest.approx(expected["local_I_first4_denominator_n"], abs=1e-8)


def test_permutations_spread_as_the_published_moments_say(oracles):
    """The p-value of a middling index agrees with the normal one built from the published expectation and variance."""
    case = oracles["moran_columbus"]
    pairs = [(i, j - 1) for i, row in enumerate(case["inputs"]["neighbours_1based"]) for j in row]
    values = np.random.default_rng(8).permutation(case["inputs"]["y"])
    result = moran.global_moran(values, pairs)
    z = (result.index - case["expected"]["E_I"]) / case["expected"]["Var_randomisation"] ** 0.5
    assert abs(z) < 3
    assert result.p_value == pytest.approx(1 - NormalDist().cdf(z), abs=0.02)


def test_association_of_columbus(oracles):
    """The published standard errors and interval are left out: turnout is a full count and has none."""
    case = oracles["ols_columbus"]
    crime, income, housing = (case["inputs"][name] for name in ("CRIME", "INC", "HOVAL"))
    expected, tolerance = case["expected"], case["tolerance"]
    line = association.line(crime, income, housing)
    assert [line.intercept, *line.slopes] == pytest.approx(expected["beta"], abs=tolerance)
    assert line.r_squared == pytest.approx(expected["r2"], abs=tolerance)
    assert association.pearson(crime, income) == pytest.approx(expected["pearson_CRIME_INC"], abs=tolerance)
    assert association.spearman(crime, income) == pytest.approx(expected["spearman_CRIME_INC"], abs=tolerance)


def test_empirical_bayes_of_huddersfield(oracles):
    case = oracles["eb_binomial_huddersfield"]
    shares = small_units.shrunken_shares(case["inputs"]["cases"], case["inputs"]["total"])
    expected = case["expected"]
    for position, share in expected["est_at_0based"].items():
        assert shares[int(position)] == pytest.approx(share, abs=case["tolerance"])
    assert shares.min() == pytest.approx(expected["min_est"], abs=case["tolerance"])
    assert shares.max() == pytest.approx(expected["max_est"], abs=case["tolerance"])


def test_false_alarms_of_benjamini_and_hochberg(oracles):
    case = oracles["bh_1995"]
    p = case["inputs"]["p"]
    assert multiple.adjusted(p) == pytest.approx(case["expected"]["adjusted"], abs=case["tolerance"])
    assert multiple.rejected(p, case["inputs"]["alpha"]).sum() == case["expected"]["n_rejected_bh"]


def test_normal_funnel_limits(oracles):
    case = oracles["funnel_phe_proportion"]
    target, scale, sizes = (case["inputs"][name] for name in ("baseline", "scale", "n"))
    for z, name in ((small_units.TWO_SIDED_95, "95"), (small_units.TWO_SIDED_998, "998")):
        limits = small_units.normal_limits(target, sizes, z)
        for side, found in (("lo", limits.low), ("hi", limits.high)):
            wanted = [row[side + name] for row in case["expected"]["rows"]]
            assert scale * found == pytest.approx(wanted, abs=case["tolerance"])


def test_exact_funnel_limits(oracles):
    case = oracles["funnel_exact_binomial"]
    for size, wanted in case["expected"]["limits"].items():
        found = [
            small_units.exact_limit(case["inputs"]["target"], int(size), quantile)
            for quantile in case["inputs"]["quantiles"]
        ]
        assert found == pytest.approx(wanted, abs=case["tolerance"])


def test_overdispersion(oracles):
    case = oracles["overdispersion_winsorised"]
    expected, tolerance = case["expected"], case["tolerance"]
    bayes = oracles["eb_binomial_huddersfield"]["inputs"]
    districts = oracles["botkyrka_official_2018"]["inputs"]["districts"]
    trimmed = small_units.overdispersion(bayes["cases"], bayes["total"], case["inputs"]["trim"])
    raw = small_units.overdispersion(bayes["cases"], bayes["total"], trim=0)
    turnout = small_units.overdispersion([d["votes"] for d in districts], [d["eligible"] for d in districts])
    assert trimmed == pytest.approx((expected["huddersfield_phi"], expected["huddersfield_tau2"]), abs=tolerance)
    assert raw.phi == pytest.approx(expected["huddersfield_phi_raw"], abs=tolerance)
    assert turnout == pytest.approx((expected["botkyrka_2018_phi"], expected["botkyrka_2018_tau2"]), abs=tolerance)


def test_class_breaks_of_california(oracles):
    case = oracles["class_breaks_calemp"]
    values, count, expected = case["inputs"]["values"], case["inputs"]["k"], case["expected"]
    natural = classes.natural_breaks(values, count)
    assert classes.quantile_breaks(values, count) == pytest.approx(expected["quantile_upper_bounds"], abs=1e-9)
    assert natural == pytest.approx(expected["fisher_jenks_upper_bounds"], abs=1e-9)
    assert np.bincount(classes.class_of(values, natural)).tolist() == expected["fisher_jenks_counts"]


def test_tenths_of_botkyrka_2018(oracles):
    case = oracles["botkyrka_official_2018"]
    eligible = [district["eligible"] for district in case["inputs"]["districts"]]
    votes = [district["votes"] for district in case["inputs"]["districts"]]
    cut = gaps.end_turnouts(eligible, votes)
    expected, tolerance = case["expected"], case["tolerance"]["default"]
    assert 100 * cut.top == pytest.approx(expected["top_decile_pct"], abs=tolerance)
    assert 100 * cut.bottom == pytest.approx(expected["bottom_decile_pct"], abs=tolerance)
    assert gaps.gap_tiondel(eligible, votes) == pytest.approx(expected["decile_gap_pp"], abs=tolerance)


# The recomputation in plain Python, which every SQL dataset is held against, stands on published numbers itself.


def test_recomputed_gaps_of_botkyrka_2018(oracles):
    case = oracles["botkyrka_official_2018"]
    districts = [District(d["eligible"], d["votes"], d["kod"]) for d in case["inputs"]["districts"]]
    expected = case["expected"]
    found = {
        "T_districts_pct": 100 * recompute.turnout(districts),
        "decile_gap_pp": recompute.gap_tiondel(districts),
        "gap_max_min_pp": recompute.gap_spann(districts)[0],
        "weighted_sd_pp": recompute.gap_standardavvikelse(districts),
        "weighted_mad_pp": recompute.gap_medelavvikelse(districts),
        "dissimilarity": recompute.gap_dissimilaritet(districts),
        "gini": recompute.gap_gini(districts),
        "theil_T": recompute.gap_theil(districts),
        "atkinson_1": recompute.gap_atkinson(districts),
    }
    assert {name: float(value) for name, value in found.items()} == pytest.approx(
        {name: expected[name] for name in found}, abs=case["tolerance"]["default"]
    )
    for target, name in (("medel", "votes_needed_to_mean"), ("basta", "votes_needed_to_best")):
        missing = recompute.missing_to(districts, recompute.target_share(districts, target))
        assert sum(missing.values()) == expected[name]


def test_recomputed_change_parts_of_botkyrka_2014_2018(oracles):
    case = oracles["botkyrka_decomposition_2014_2018"]
    given = case["inputs"]
    districts = oracles["botkyrka_official_2018"]["inputs"]["districts"]
    same = [
        Change(d["eligible_prev"], d["votes_prev"], d["eligible"], d["votes"])
        for d in districts
        if d["eligible_prev"] is not None
    ]
    redrawn_0 = District(
        given["eligible_0"] - sum(c.eligible_0 for c in same), given["district_votes_0"] - sum(c.votes_0 for c in same)
    )
    redrawn_1 = [District(d["eligible"], d["votes"]) for d in districts if d["eligible_prev"] is None]
    parts = recompute.change_parts(same, [redrawn_0], redrawn_1, given["uppsamling_0"], given["uppsamling_1"])
    expected, tolerance = case["expected"], case["tolerance"]
    assert [float(part) for part in parts.values()] == pytest.approx(
        [expected[f"{term}_pp"] for term in ("within_comparable", "redrawn", "composition", "uppsamling")], abs=tolerance
    )
    assert float(sum(parts.values())) == pytest.approx(expected["total_pp"], abs=tolerance)


def test_recomputed_change_parts_of_das_gupta(oracles):
    case = oracles["kitagawa_dasgupta_5_1"]
    given, expected = case["inputs"], case["expected"]
    groups = zip(given["size_pct_0"], given["rate_0"], given["size_pct_1"], given["rate_1"], strict=True)
    tenths = [[round(10 * number) for number in group] for group in groups]
    same = [Change(1000 * size_0, size_0 * rate_0, 1000 * size_1, size_1 * rate_1) for size_0, rate_0, size_1, rate_1 in tenths]
    parts = recompute.change_parts(same, [], [], 0, 0)
    assert parts["forandring_beteende"] == pytest.approx(expected["rate_effect"], abs=case["tolerance"])
    assert parts["forandring_sammansattning"] == pytest.approx(expected["composition_effect"], abs=case["tolerance"])
    assert parts["forandring_omritad"] == parts["forandring_uppsamling"] == 0


def test_recomputed_inequality_of_incomes(oracles):
    case = oracles["ineq_income10"]
    rows = [District(1, value) for value in case["inputs"]["x"]]
    found = [recompute.gap_gini(rows), recompute.gap_theil(rows), recompute.gap_atkinson(rows)]
    wanted = [case["expected"][name] for name in ("gini", "theil_T", "atkinson_1")]
    assert [float(value) for value in found] == pytest.approx(wanted, abs=case["tolerance"])


def test_recomputed_gini_takes_electors_as_frequencies(oracles):
    case = oracles["ineq_damgaard_weiner"]
    for name in ("x", "y"):
        values = [Fraction(value).limit_denominator(1000) for value in case["inputs"][f"{name}_values"]]
        rows = [District(count, count * value) for value, count in zip(values, case["inputs"][f"{name}_freq"], strict=True)]
        assert float(recompute.gap_gini(rows)) == pytest.approx(case["expected"][f"gini_{name}"], abs=case["tolerance"])


def test_recomputed_dissimilarity(oracles):
    case = oracles["dissimilarity_small"]
    for groups, wanted in zip(case["inputs"]["cases"], case["expected"]["D"], strict=True):
        rows = [District(a + b, a) for a, b in zip(groups["group_a"], groups["group_b"], strict=True)]
        assert float(recompute.gap_dissimilaritet(rows)) == pytest.approx(wanted, abs=case["tolerance"])
