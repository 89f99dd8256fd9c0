"""Published reference cases, computed by the datasets themselves (`../shared/oracles`)."""

from __future__ import annotations

import pytest

from tests.sql.made import districts, links, rows, totals


def codes(count: int) -> list[str]:
    return [f"0127{number:04}" for number in range(1, count + 1)]


def gap(given, figures: list[tuple[int, int]]) -> dict:
    """The gap measures of districts with these electors and ballots."""
    warehouse = given(**districts({"2018-KF": dict(zip(codes(len(figures)), figures, strict=True))}))
    (found,) = rows(warehouse, "turnout_gap_by_election", area="0127", election_type="KF")
    return found


def test_ten_incomes(given, oracles):
    """Incomes as ballots among equally many electors: the indices know no unit."""
    case = oracles["ineq_income10"]
    found = gap(given, [(100_000, income) for income in case["inputs"]["x"]])
    expected, tolerance = case["expected"], case["tolerance"]
    assert found["gap_gini_index"] == pytest.approx(expected["gini"], abs=tolerance)
    assert found["gap_theil_index"] == pytest.approx(expected["theil_T"], abs=tolerance)
    assert found["gap_atkinson_index"] == pytest.approx(expected["atkinson_1"], abs=tolerance)


@pytest.mark.parametrize("name", ["x", "y"])
def test_electors_are_frequencies(given, oracles, name):
    case = oracles["ineq_damgaard_weiner"]
    values, frequencies = case["inputs"][f"{name}_values"], case["inputs"][f"{name}_freq"]
    # 5.555... is 50/9: a base that nine divides keeps the ballots whole.
    figures = [(90_000 * count, round(900 * value * count)) for value, count in zip(values, frequencies, strict=True)]
    found = gap(given, figures)
    assert found["gap_gini_index"] == pytest.approx(case["expected"][f"gini_{name}"], abs=case["tolerance"])


@pytest.mark.parametrize("number", range(4))
def test_dissimilarity_of_voters_and_others(given, oracles, number):
    case = oracles["dissimilarity_small"]
    groups = case["inputs"]["cases"][number]
    figures = [(voters + others, voters) for voters, others in zip(groups["group_a"], groups["group_b"], strict=True)]
    expected = case["expected"]["D"][number]
    assert gap(given, figures)["gap_dissimilaritet_index"] == pytest.approx(expected, abs=case["tolerance"])


def test_botkyrka_2018(given, oracles):
    case = oracles["botkyrka_official_2018"]
    now = {d["kod"]: (d["eligible"], d["votes"]) for d in case["inputs"]["districts"]}
    late = case["inputs"]["uppsamlingsdistrikt_votes"]
    then = case["inputs"]["eligible_prev_total"], case["inputs"]["votes_prev_total"], None
    votes, eligible = sum(figures[1] for figures in now.values()), sum(figures[0] for figures in now.values())
    tables = districts({"2014-KF": {}, "2018-KF": now})
    official = totals({("2014-KF", "0127"): then, ("2018-KF", "0127"): (eligible, votes + late, late)})
    warehouse = given(**tables, fact_municipality_turnout=official)
    found = rows(warehouse, "turnout_by_municipality", municipality_code="0127", election_type="KF")[-1]
    (gaps,) = rows(warehouse, "turnout_gap_by_election", area="0127", election_type="KF")
    computed = {
        "official_turnout_pct": 100 * found["turnout_share"],
        "official_change_pp": found["change_pp"],
        "n_districts": gaps["district_count"],
        "uppsamling_share_of_votes_pct": 100 * found["late_votes_share"],
        "T_districts_pct": 100 * gaps["turnout_share"],
        "min_pct": 100 * gaps["gap_spann_low_share"],
        "max_pct": 100 * gaps["gap_spann_high_share"],
        "gap_max_min_pp": gaps["gap_spann_pp"],
        "bottom_decile_pct": 100 * gaps["bottom_tenth_share"],
        "top_decile_pct": 100 * gaps["top_tenth_share"],
        "decile_gap_pp": gaps["gap_tiondel_pp"],
        "weighted_sd_pp": gaps["gap_standardavvikelse_pp"],
        "weighted_mad_pp": gaps["gap_medelavvikelse_pp"],
        "dissimilarity": gaps["gap_dissimilaritet_index"],
        "gini": gaps["gap_gini_index"],
        "theil_T": gaps["gap_theil_index"],
        "atkinson_1": gaps["gap_atkinson_index"],
        "votes_needed_to_mean": gaps["roster_till_medel_count"],
        "votes_needed_to_best": gaps["roster_till_basta_count"],
    }
    for name, value in computed.items():
        tolerance = case["tolerance"].get(name, case["tolerance"]["default"])
        assert value == pytest.approx(case["expected"][name], abs=tolerance), name
    assert (gaps["roster_till_medel_count"], gaps["roster_till_basta_count"]) == (4226, 14395)


def test_botkyrka_2014_to_2018(given, oracles):
    case = oracles["botkyrka_decomposition_2014_2018"]
    sums = case["inputs"]
    listed = oracles["botkyrka_official_2018"]["inputs"]["districts"]
    now = {d["kod"]: (d["eligible"], d["votes"]) for d in listed}
    # The publisher prints the earlier figures of a comparable district but not its earlier code: any will do.
    then = {f"9{d['kod'][1:]}": (d["eligible_prev"], d["votes_prev"]) for d in listed if d["eligible_prev"] is not None}
    same = {d["kod"]: [f"9{d['kod'][1:]}"] for d in listed if d["eligible_prev"] is not None}
    then["99999999"] = (
        sums["eligible_0"] - sum(eligible for eligible, _ in then.values()),
        sums["district_votes_0"] - sum(votes for _, votes in then.values()),
    )
    late_0, late_1 = sums["uppsamling_0"], sums["uppsamling_1"]
    official = {
        ("2014-KF", "0127"): (sums["eligible_0"], sums["district_votes_0"] + late_0, late_0),
        ("2018-KF", "0127"): (sums["eligible_1"], sums["district_votes_1"] + late_1, late_1),
    }
    warehouse = given(
        **districts({"2014-KF": then, "2018-KF": now}),
        district_history=links("2018-KF", "2014-KF", same),
        fact_municipality_turnout=totals(official),
    )
    found = rows(warehouse, "turnout_change_parts", area="0127", election_type="KF")
    expected = [case["expected"][f"{term}_pp"] for term in ("within_comparable", "redrawn", "composition", "uppsamling")]
    assert [row["change_pp"] for row in found] == pytest.approx(expected, abs=case["tolerance"])
    assert found[0]["total_change_pp"] == pytest.approx(case["expected"]["total_pp"], abs=case["tolerance"])


def test_rate_and_composition(given, oracles):
    """Households as ballots: shares and rates with one decimal are whole counts on a scale of 100,000."""
    case = oracles["kitagawa_dasgupta_5_1"]
    sides = []
    for side in ("0", "1"):
        sizes = [round(size * 100_000) for size in case["inputs"][f"size_pct_{side}"]]
        rates = [round(rate * 10) for rate in case["inputs"][f"rate_{side}"]]
        sides.append([(size, size * rate // 1000) for size, rate in zip(sizes, rates, strict=True)])
    names = codes(len(sides[0]))
    earlier, later = (dict(zip(names, side, strict=True)) for side in sides)
    same = links("2022-KF", "2018-KF", {name: [name] for name in names})
    # An area without late votes of its own: the rates are all there is.
    warehouse = given(**districts({"2018-KF": earlier, "2022-KF": later}, area_id="jarva"), district_history=same)
    found = rows(warehouse, "turnout_change_parts", area="jarva", election_type="KF")
    expected, tolerance = case["expected"], case["tolerance"]
    changes = [row["change_pp"] for row in found]
    assert changes == pytest.approx([expected["rate_effect"], 0, expected["composition_effect"], 0], abs=tolerance)
    assert 100 * found[0]["from_turnout_share"] == pytest.approx(expected["crude_0"], abs=tolerance)
    assert 100 * found[0]["to_turnout_share"] == pytest.approx(expected["crude_1"], abs=tolerance)
    assert found[0]["total_change_pp"] == pytest.approx(expected["diff"], abs=tolerance)


def test_edges(given, oracles):
    expected = oracles["edge_cases"]["expected"]
    without_electors = districts({"2018-KF": {"01270001": (0, 0), "01270002": (100, None)}})
    found = rows(given(**without_electors), "turnout_by_district", area="0127", election_id="2018-KF")
    assert [row["turnout_share"] for row in found] == [expected["eligible=0"], expected["votes=None"]]
    one = gap(given, [(1000, 400)])
    assert one["gap_tiondel_pp"] == one["gap_spann_pp"] == expected["one district only"]["gap_pp"]
    assert one["gap_dissimilaritet_index"] == expected["one district only"]["dissimilarity"]
    equal = gap(given, [(1000, 400), (500, 200), (70, 28)])
    names = {"gini": "gap_gini_index", "theil_T": "gap_theil_index", "dissimilarity": "gap_dissimilaritet_index"}
    assert {name: equal[column] for name, column in names.items()} == {
        name: expected["all turnout equal"][name] for name in names
    }
