"""Published reference cases of turnout, computed by the product's own functions (`../shared/oracles`)."""

from __future__ import annotations

import numpy as np
import pytest

from spegel.stats import association, classes, gaps, moran, multiple, small_units


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


def test_permutations_spread_as_the_published_moments_say(oracles, monkeypatch):
    """The p-value of a middling index agrees with the normal one built from the published expectation and variance."""
    case = oracles["moran_columbus"]
    pairs = [(i, j - 1) for i, row in enumerate(case["inputs"]["neighbours_1based"]) for j in row]
    values = np.random.default_rng(8).permutation(case["inputs"]["y"])
    result = moran.global_moran(values, pairs)
    z = (result.index - case["expected"]["E_I"]) / case["expected"]["Var_randomisation"] ** 0.5
    assert abs(z) < 3
    from statistics import NormalDist

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
    assert turnout == pytest.approx((expected["botkyrka_2018_phi"], expected["botkyrka_2018_tau2"]), abs=1e-6)


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
