"""Every dataset once more, in plain Python from the reference tables: the same figures on two ways that share nothing.

`test_<dataset>` recomputes the dataset of that name.
"""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import accumulate, combinations, pairwise, product
from math import ceil, comb, dist, erfc, floor, sqrt
from statistics import median, pstdev

import duckdb
import pyproj
import pytest
import shapely

from spegel.registers import example
from spegel.warehouse import Warehouse, open_file
from tests import recompute
from tests.recompute import Change, District
from tests.sql import facts, panel_recount, recount
from tests.sql.made import columns, municipalities, rows

TYPES = ("KF", "RD", "RF")
CLOSE = 1e-9

PLACES = [(area, election_type) for area in facts.AREAS for election_type in TYPES]
RESULTS = [(area, election) for area, kind in PLACES for election in facts.elections_with_districts(area, kind)]


def close(number: object):
    """The same number but for rounding of fractions; None only for None."""
    return None if number is None else pytest.approx(float(number), abs=CLOSE)


def share(votes: int | None, eligible: int) -> Fraction | None:
    return None if votes is None else Fraction(votes, eligible)


def points(later: Fraction | None, earlier: Fraction | None) -> Fraction | None:
    return None if later is None or earlier is None else 100 * (later - earlier)


def districts_together(area: str, election: str) -> Fraction:
    return recompute.turnout(facts.districts(area, election).values())


def same_district_before(election: str, code: str) -> tuple[District, bool] | None:
    """The districts it is compared with in the election before, as one; None where there is none or no figure."""
    before = facts.election_before(election)
    link = before and facts.earlier_codes(election, code, before)
    figures = [facts.results().get(before, {}).get(one) for one in link[0]] if link else [None]
    if None in figures:
        return None
    return District(sum(d.eligible for d in figures), sum(d.votes for d in figures)), link[1]


@pytest.mark.parametrize("election_type", TYPES)
@pytest.mark.parametrize("code", ["0127", "0180", "1480", "01", "00"])
def test_turnout_by_municipality(reference_warehouse, code, election_type):
    members = [one for one in facts.municipality_names() if code == "00" or one.startswith(code)]
    if election_type == "RF":
        members = [one for one in members if one != "0980"]
    expected, previous = [], None
    for election in facts.election_types()[election_type]:
        parts = [facts.totals().get((election, one)) for one in members]
        turnout = None
        if None not in parts:
            eligible, votes = sum(part.eligible for part in parts), sum(part.votes for part in parts)
            late = None if any(part.late is None for part in parts) else sum(part.late for part in parts)
            turnout = Fraction(votes, eligible)
            change, late_share = points(turnout, previous), None if late is None else Fraction(late, votes)
            expected.append((election, eligible, votes, late, close(turnout), close(change), close(late_share)))
        previous = turnout
    found = rows(reference_warehouse, "turnout_by_municipality", municipality_code=code, election_type=election_type)
    names = ("election_id", "eligible_count", "votes_count", "late_votes_count", "turnout_share", "change_pp", "late_votes_share")
    assert columns(found, *names) == expected


@pytest.mark.parametrize(("area", "election"), RESULTS)
def test_turnout_by_district(reference_warehouse, area, election):
    found = rows(reference_warehouse, "turnout_by_district", area=area, election_id=election)
    here = facts.districts(area, election)
    together = districts_together(area, election)
    total = facts.totals()[election, "0180" if area == "jarva" else "0127"]
    band = Fraction(200 * total.late, total.eligible)
    assert [row["district_code"] for row in found] == sorted(here, key=lambda code: (-here[code].turnout, code))
    for row in found:
        district, before = here[row["district_code"]], same_district_before(election, row["district_code"])
        assert (row["district_name"] or "", row["part_name"]) == (district.name, district.part)
        assert (row["eligible_count"], row["votes_count"]) == (district.eligible, district.votes)
        assert row["turnout_share"] == close(district.turnout)
        assert row["difference_pp"] == close(points(district.turnout, together))
        assert row["order_band_pp"] == close(band)
        assert row["previous_turnout_share"] == close(before and before[0].turnout)
        assert row["change_pp"] == close(before and points(district.turnout, before[0].turnout))
        if before:
            assert (row["is_comparable"], row["is_official_link"]) == (True, before[1])


@pytest.mark.parametrize("area", facts.AREAS)
def test_turnout_by_kommundel(reference_warehouse, area):
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for election in facts.results():
        for district in facts.districts(area, election).values():
            if district.part:
                for position, figure in enumerate((1, district.eligible, district.votes)):
                    sums[election, district.part][position] += figure
    found = rows(reference_warehouse, "turnout_by_kommundel", area=area)
    assert {(row["election_id"], row["area_name"]) for row in found} == set(sums)
    for row in found:
        count, eligible, votes = sums[row["election_id"], row["area_name"]]
        assert (row["district_count"], row["eligible_count"], row["votes_count"]) == (count, eligible, votes)
        assert row["turnout_share"] == close(Fraction(votes, eligible))
        before = sums.get((facts.election_before(row["election_id"]), row["area_name"]))
        assert row["change_pp"] == close(before and points(Fraction(votes, eligible), Fraction(before[2], before[1])))


@pytest.mark.parametrize(("area", "election_type"), PLACES)
def test_turnout_gap_by_election(reference_warehouse, area, election_type):
    found = rows(reference_warehouse, "turnout_gap_by_election", area=area, election_type=election_type)
    assert [row["election_id"] for row in found] == facts.elections_with_districts(area, election_type)
    for row in found:
        here = list(facts.districts(area, row["election_id"]).values())
        span, high, low = recompute.gap_spann(here)
        split = recompute.gap_theil_split(here) or (None, None)
        expected = {
            "district_count": len(here),
            "excluded_district_count": 0,
            "turnout_share": recompute.turnout(here),
            "gap_tiondel_pp": recompute.gap_tiondel(here),
            "gap_tiondel_relative_index": recompute.gap_tiondel_relative(here),
            "top_tenth_share": recompute.end_turnout(here, Fraction(1, 10), top=True),
            "bottom_tenth_share": recompute.end_turnout(here, Fraction(1, 10), top=False),
            "gap_medelavvikelse_pp": recompute.gap_medelavvikelse(here),
            "gap_spann_pp": span,
            "gap_spann_high_share": high.turnout,
            "gap_spann_low_share": low.turnout,
            "gap_p90_p10_pp": recompute.gap_p90_p10(here),
            "gap_standardavvikelse_pp": recompute.gap_standardavvikelse(here),
            "gap_dissimilaritet_index": recompute.gap_dissimilaritet(here),
            "gap_gini_index": recompute.gap_gini(here),
            "gap_theil_index": recompute.gap_theil(here),
            "gap_theil_between_index": split[0],
            "gap_theil_within_index": split[1],
            "gap_atkinson_index": recompute.gap_atkinson(here),
        }
        assert {name: row[name] for name in expected} == {name: close(value) for name, value in expected.items()}
        assert (row["gap_spann_high_name"], row["gap_spann_low_name"]) == (high.name or high.code, low.name or low.code)
        for target in ("medel", "basta", "basta_tredjedel"):
            missing = recompute.missing_to(here, recompute.target_share(here, target))
            assert row[f"roster_till_{target}_count"] == sum(missing.values())


@pytest.mark.parametrize("target", ["medel", "basta", "basta_tredjedel", "75", "80,5", "50.6", "0.8", "100"])
@pytest.mark.parametrize(("area", "election"), [("0127", "2018-KF"), ("0127", "2022-RD"), ("jarva", "2022-KF")])
def test_votes_missing_by_district(reference_warehouse, area, election, target):
    here = facts.districts(area, election)
    wanted = recompute.target_share(here.values(), target)
    missing = recompute.missing_to(here.values(), wanted)
    found = rows(reference_warehouse, "votes_missing_by_district", area=area, election_id=election, target=target)
    order = sorted(missing, key=lambda code: (-missing[code], code))
    assert columns(found, "district_code", "missing_count") == [(code, missing[code]) for code in order]
    assert [row["cumulative_count"] for row in found] == list(accumulate(missing[code] for code in order))
    assert [row["district_code"] for row in found if row["is_half_gap"]] == recompute.half_gap(missing)
    assert {row["total_count"] for row in found} == {sum(missing.values())}
    assert found[0]["target_share"] == close(wanted)


def compared(area: str, earlier: str, later: str) -> tuple[list[Change], list[District], list[District], bool]:
    """Districts that can be followed, those that cannot (earlier and later), and whether every link is official."""
    before, after = facts.districts(area, earlier), facts.districts(area, later)
    followed = {code: facts.earlier_codes(later, code, earlier) for code in after}
    followed = {code: link for code, link in followed.items() if link and all(one in before for one in link[0])}
    same = [
        Change(
            sum(before[one].eligible for one in link[0]),
            sum(before[one].votes for one in link[0]),
            after[code].eligible,
            after[code].votes,
        )
        for code, link in followed.items()
    ]
    used = {one for link in followed.values() for one in link[0]}
    return (
        same,
        [district for code, district in before.items() if code not in used],
        [district for code, district in after.items() if code not in followed],
        all(link[1] for link in followed.values()),
    )


PAIRS = [
    (area, earlier, later)
    for area, election_type in PLACES
    for earlier, later in combinations(facts.elections_with_districts(area, election_type), 2)
]


@pytest.mark.parametrize(("area", "earlier", "later"), PAIRS)
def test_turnout_change_parts(reference_warehouse, area, earlier, later):
    same, left, new, is_official = compared(area, earlier, later)
    asked = {"area": area, "election_type": later[-2:], "from": earlier, "to": later}
    found = rows(reference_warehouse, "turnout_change_parts", **asked)
    late = [0 if area == "jarva" else facts.totals()[election, area].late for election in (earlier, later)]
    expected = recompute.change_parts(same, left, new, *late)
    assert {row["part"]: row["change_pp"] for row in found} == {part: close(value) for part, value in expected.items()}
    assert {(row["comparable_district_count"], row["redrawn_district_count"]) for row in found} == {(len(same), len(new))}
    assert {(row["is_official"], row["reason"]) for row in found} == {(is_official, None)}
    if area == "jarva":
        change = points(districts_together(area, later), districts_together(area, earlier))
    else:
        change = points(*(share(*facts.totals()[election, area][1::-1]) for election in (later, earlier)))
    assert [row["total_change_pp"] for row in found] == [close(change)] * 4


@pytest.mark.parametrize(("area", "election_type"), PLACES)
def test_gap_verdict_by_election(reference_warehouse, area, election_type):
    """The gap on comparable districts; the chance band is random and only its use is checked."""
    found = rows(reference_warehouse, "gap_verdict_by_election", area=area, election_type=election_type)
    elections = facts.elections_with_districts(area, election_type)
    assert columns(found, "previous_election_id", "election_id") == list(pairwise(elections))
    for row in found:
        same, _, new, is_official = compared(area, row["previous_election_id"], row["election_id"])
        before, after = [District(c.eligible_0, c.votes_0) for c in same], [District(c.eligible_1, c.votes_1) for c in same]
        gaps = recompute.gap_tiondel(before), recompute.gap_tiondel(after)
        assert (row["unit_count"], row["district_count"], row["is_official"]) == (len(same), len(same) + len(new), is_official)
        assert (row["previous_gap_pp"], row["gap_pp"]) == (close(gaps[0]), close(gaps[1]))
        assert row["change_pp"] == close(gaps[1] - gaps[0])
        relative = recompute.gap_tiondel_relative(after) - recompute.gap_tiondel_relative(before)
        bottom = [recompute.end_turnout(side, Fraction(1, 10), top=False) for side in (after, before)]
        assert (row["relative_change_pp"], row["bottom_change_pp"]) == (close(100 * relative), close(points(*bottom)))
        is_beyond_chance = abs(row["change_pp"]) > row["band_pp"] > 0
        assert row["verdict"] == (("okar" if row["change_pp"] > 0 else "minskar") if is_beyond_chance else "gar_inte_att_saga")


@pytest.mark.parametrize("code", ["01270010", "01270001", "01270030", "01804122"])
def test_district_profile(reference_warehouse, code):
    area = "0127" if code.startswith("0127") else "jarva"
    profile = rows(reference_warehouse, "district_profile", district_code=code, election_id="2022-KF", area=area)
    found = {row["election_id"]: row for row in profile}
    expected = {}
    for election in facts.results():
        link = facts.earlier_codes("2022-KF", code, election)
        here = facts.districts(area, election)
        if link and all(one in here for one in link[0]):
            expected[election] = (link, here)
    assert list(found) == sorted(expected)
    for election, ((codes, is_official), here) in expected.items():
        row = found[election]
        own = District(sum(here[one].eligible for one in codes), sum(here[one].votes for one in codes))
        assert row["district_code"] == ",".join(sorted(codes))
        assert (row["eligible_count"], row["votes_count"]) == (own.eligible, own.votes)
        assert row["area_turnout_share"] == close(districts_together(area, election))
        assert row["difference_pp"] == close(points(own.turnout, districts_together(area, election)))
        assert (row["is_official_link"], row["is_current_border"]) == (is_official, election.startswith("2022"))
        total = facts.totals()[election, code[:4]]
        ordered = [other for other in here.values() if recompute.can_be_ordered(own, other, total.late, total.eligible)]
        above = sum(other.turnout > own.turnout for other in ordered)
        below = sum(other.turnout < own.turnout for other in ordered)
        positions = (above + 1, len(here) - below) if len(codes) == 1 else (None, None)
        assert (row["rank_from_top"], row["rank_to"]) == positions
        assert row["can_rank"] == (None not in positions and positions[0] == positions[1])


def neighbours(warehouse, area: str, election: str) -> dict[str, list[dict]]:
    return {
        code: rows(warehouse, "district_neighbours", district_code=code, election_id=election)
        for code in facts.districts(area, election)
    }


@pytest.mark.parametrize(("area", "election"), [("0127", "2022-KF"), ("jarva", "2022-RD")])
def test_district_neighbours(reference_warehouse, area, election):
    """Borders are no reference table: that the relation goes both ways is checked, and every figure."""
    here = facts.districts(area, election)
    found = neighbours(reference_warehouse, area, election)
    pairs = {(code, row["neighbour_code"]) for code, others in found.items() for row in others}
    assert pairs
    assert pairs == {(other, code) for code, other in pairs}
    for code, others in found.items():
        assert code not in {row["neighbour_code"] for row in others}
        for row in others:
            other = here[row["neighbour_code"]]
            assert (row["neighbour_name"], row["eligible_count"], row["votes_count"]) == (other.name, other.eligible, other.votes)
            assert row["difference_pp"] == close(points(other.turnout, here[code].turnout))


@pytest.mark.parametrize("code", ["01270001", "01270030", "01804122"])
def test_district_similar(reference_warehouse, code):
    county = facts.results()["2022-KF"]
    own, others = county[code], [district for district in county.values() if district.code != code]
    deviations = pstdev(d.eligible for d in county.values()), pstdev(float(d.turnout) for d in county.values())

    def distance(other: District) -> float:
        apart = (other.eligible - own.eligible) / deviations[0], float(other.turnout - own.turnout) / deviations[1]
        return (apart[0] ** 2 + apart[1] ** 2) ** 0.5

    expected = []
    for scope in ("kommun", "lan"):
        inside = [other for other in others if (other.code[:4] == code[:4]) == (scope == "kommun")]
        expected += [(scope, other.code, close(distance(other))) for other in sorted(inside, key=distance)[:5]]
    found = rows(reference_warehouse, "district_similar", district_code=code, election_id="2022-KF")
    assert columns(found, "scope", "similar_code", "distance_index") == expected
    for row in found:
        assert row["difference_pp"] == close(points(county[row["similar_code"]].turnout, own.turnout))
        assert row["municipality_name"] == facts.municipality_names()[row["municipality_code"]]


@pytest.mark.parametrize("code", ["0127", "0180"])
def test_turnout_by_group(reference_warehouse, code):
    cells = {
        (row["election_id"], row["dimension"], row["category"], row["gender"]): (
            facts.whole(row["eligible_count"]),
            Fraction(row["turnout_share"]),
        )
        for row in facts.table("turnout_groups")
        if row["municipality_code"] == code
    }
    found = rows(reference_warehouse, "turnout_by_group", municipality_code=code)
    assert set(columns(found, "election_id", "dimension", "category", "gender")) == set(cells)
    for row in found:
        election, dimension, category, gender = (row[name] for name in ("election_id", "dimension", "category", "gender"))
        eligible, turnout = cells[election, dimension, category, gender]
        everybody = (category, gender) == ("total", "total")
        rest = [
            figures
            for (an_election, a_dimension, a_category, a_gender), figures in cells.items()
            if (an_election, a_dimension) == (election, dimension)
            and (
                (a_category == "total" and a_gender not in ("total", gender))
                if category == "total"
                else (a_gender == gender and a_category not in ("total", category))
            )
        ]
        of_rest = sum(electors * of for electors, of in rest) / sum(electors for electors, _ in rest)
        of_all = cells[election, dimension, "total", "total"][1]
        assert (row["eligible_count"], row["turnout_share"]) == (eligible, close(turnout))
        assert row["gap_to_rest_pp"] == (None if everybody else close(points(turnout, of_rest)))
        assert row["gap_to_all_pp"] == (None if everybody else close(points(turnout, of_all)))


@pytest.mark.parametrize("code", ["0127", "0180"])
def test_expected_turnout_by_municipality(reference_warehouse, code):
    """Every elector of the municipality voting as that age and sex did in the whole country."""
    cells = {
        (row["election_id"], row["municipality_code"], row["category"], row["gender"]): (
            facts.whole(row["eligible_count"]),
            Fraction(row["turnout_share"]),
        )
        for row in facts.table("turnout_groups")
        if row["dimension"] == "age" and "total" not in (row["category"], row["gender"])
    }
    found = rows(reference_warehouse, "expected_turnout_by_municipality", municipality_code=code)
    assert columns(found, "election_id", "municipality_count", "reason") == [("2018-RD", 2, None), ("2022-RD", 2, None)]
    for row in found:
        own = {key[2:]: figures for key, figures in cells.items() if key[:2] == (row["election_id"], code)}
        country = {key[2:]: of for key, (_, of) in cells.items() if key[:2] == (row["election_id"], "00")}
        expected = recompute.expected_turnout([(electors, country[group]) for group, (electors, _) in own.items()])
        actual = recompute.expected_turnout(list(own.values()))
        assert row["eligible_count"] == sum(electors for electors, _ in own.values())
        assert row["turnout_share"] == close(actual)
        assert row["forvantat_valdeltagande_share"] == close(expected)
        assert row["avvikelse_fran_forvantat_pp"] == close(100 * (actual - expected))


@pytest.mark.parametrize("code", ["0127", "0180", "0980"])
def test_residents_without_vote(reference_warehouse, code):
    residents: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in facts.table("population"):
        if row["area_code"] == code:
            for gender in (row["gender"], "total"):
                age = "0-17" if row["age_group"] == "0-17" else "18+"
                residents[row["population_date"][:4], gender, age] += int(row["resident_count"])
    electors = {
        row["election_id"]: int(row["eligible_count"])
        for row in facts.table("turnout_municipalities")
        if row["municipality_code"] == code and row["election_id"] in ("2018-KF", "2018-RD", "2022-KF", "2022-RD")
    }
    found = rows(reference_warehouse, "residents_without_vote", municipality_code=code)
    assert columns(found, "election_id", "gender") == [
        (election, gender) for election in sorted(electors) for gender in ("women", "men", "total")
    ]
    for row in found:
        young, adult = (residents[row["election_id"][:4], row["gender"], age] for age in ("0-17", "18+"))
        assert (row["under_18_count"], row["adult_count"], row["resident_count"]) == (young, adult, young + adult)
        eligible = electors[row["election_id"]] if row["gender"] == "total" else None
        without = None if eligible is None or eligible > adult else adult - eligible
        assert (row["eligible_count"], row["adult_without_vote_count"]) == (eligible, without)
        assert row["without_vote_share"] == close(None if without is None else Fraction(young + without, young + adult))


@pytest.mark.parametrize("base", ["all", "18+", "eligible"])
@pytest.mark.parametrize("area", ["0127", "jarva", "0180", "01", "00", "0127-tullinge", "0180-solhem"])
def test_resident_groups(reference_warehouse, area, base):
    known = facts.electors_of(area) if base == "eligible" else facts.residents_of(area, base)
    latest = {dimension: max(day for name, day in known if name == dimension) for dimension, _ in known}
    expected = {
        (dimension, *group): (count, count / sum(n for (_, gender), n in known[dimension, day].items() if gender == "total"), day)
        for dimension, day in latest.items()
        for group, count in known[dimension, day].items()
    }
    found = rows(reference_warehouse, "resident_groups", area=area, base=base)
    assert {(row["dimension"], row["category"], row["gender"]) for row in found} == set(expected)
    for row in found:
        count, part, day = expected[row["dimension"], row["category"], row["gender"]]
        assert (row["resident_count"], row["resident_share"], str(row["population_date"])) == (count, close(part), day)


@pytest.mark.parametrize("year", [2010, 2014, 2018, 2022, 2026])
@pytest.mark.parametrize("area", facts.AREAS)
def test_turnout_by_election_type(reference_warehouse, area, year):
    expected = {}
    for election_type in ("RD", "RF", "KF"):
        election = f"{year}-{election_type}"
        here = facts.districts(area, election)
        alone = districts_together(area, election) if here else None
        if area == "0127" and (election, area) in facts.totals():
            total = facts.totals()[election, area]
            expected[election] = (total.eligible, total.votes, alone)
        if area == "jarva" and here:
            expected[election] = (sum(d.eligible for d in here.values()), sum(d.votes for d in here.values()), alone)
    municipal = share(*expected[f"{year}-KF"][1::-1]) if f"{year}-KF" in expected else None
    found = rows(reference_warehouse, "turnout_by_election_type", area=area, year=year)
    assert columns(found, "election_id", "eligible_count", "votes_count") == [
        (election, *figures[:2]) for election, figures in expected.items()
    ]
    for row in found:
        eligible, votes, alone = expected[row["election_id"]]
        assert row["turnout_share"] == close(Fraction(votes, eligible))
        assert row["districts_turnout_share"] == close(alone)
        assert row["difference_to_kf_pp"] == close(points(Fraction(votes, eligible), municipal))


@pytest.mark.parametrize("election_type", TYPES)
@pytest.mark.parametrize("code", ["0127", "0180"])
def test_turnout_comparison(reference_warehouse, code, election_type):
    names = facts.municipality_names()
    groups = {("own", names[code]): [code]}
    groups["county", "Stockholms län"] = [one for one in names if one.startswith("01")]
    for row in facts.table("peers"):
        if row["municipality_code"] == code and row["group_title"].startswith("Liknande") and row["peer_code"] != code:
            groups.setdefault(("similar", row["group_title"]), []).append(row["peer_code"])
    groups["country", "Sverige"] = [one for one in names if not (election_type == "RF" and one == "0980")]
    expected = {}
    for election in facts.election_types()[election_type]:
        own = facts.totals().get((election, code))
        for (comparison, name), members in groups.items():
            figures = [facts.totals().get((election, member)) for member in members]
            if None not in figures:
                eligible, votes = sum(f.eligible for f in figures), sum(f.votes for f in figures)
                expected[election, comparison, name] = len(members), eligible, votes, Fraction(votes, eligible)
                if comparison == "similar":
                    middle = median(Fraction(f.votes, f.eligible) for f in figures)
                    expected[election, "similar_median", name] = len(members), None, None, middle
        for key in [key for key in expected if key[0] == election]:
            expected[key] += (points(Fraction(own.votes, own.eligible), expected[key][3]),)
    found = rows(reference_warehouse, "turnout_comparison", municipality_code=code, election_type=election_type)
    keys = columns(found, "election_id", "comparison", "name")
    figures = columns(found, "municipality_count", "eligible_count", "votes_count", "turnout_share", "difference_pp")
    assert dict(zip(keys, figures, strict=True)) == {
        key: (*values[:3], close(values[3]), close(values[4])) for key, values in expected.items()
    }


@pytest.mark.parametrize("election_type", TYPES)
@pytest.mark.parametrize("area", facts.AREAS)
def test_turnout_spatial(reference_warehouse, area, election_type):
    """Moran's I from the neighbours the product itself names; its p-value is random and only its range is checked."""
    for row in rows(reference_warehouse, "turnout_spatial", area=area, election_type=election_type):
        here = facts.districts(area, row["election_id"])
        inside = {
            code: [other["neighbour_code"] for other in others if other["neighbour_code"] in here]
            for code, others in neighbours(reference_warehouse, area, row["election_id"]).items()
        }
        joined = {code: others for code, others in inside.items() if others}
        counts = [row[name] for name in ("district_count", "island_count", "unmapped_district_count")]
        assert (counts[0], sum(counts)) == (len(joined), len(here))
        if row["moran_index"] is not None:
            mean = sum(here[code].turnout for code in joined) / len(joined)
            away = {code: float(here[code].turnout - mean) for code in joined}
            # Rows add up to one, so that the number of districts and the sum of the weights cancel.
            products = sum(away[code] * sum(away[other] for other in others) / len(others) for code, others in joined.items())
            assert row["moran_index"] == close(products / sum(value**2 for value in away.values()))
            assert 0 < row["p_value"] <= 1


def test_area_list(reference_warehouse):
    counted = {area: sum(bool(facts.districts(area, election)) for election in facts.results()) for area in facts.AREAS}
    found = rows(reference_warehouse, "area_list")
    assert columns(found, "area_id", "area_level", "organisation_id", "district_election_count") == [
        ("0127", "kommun", "botkyrka", counted["0127"]),
        ("jarva", "stadsdelsomrade", "jarva", counted["jarva"]),
    ]


@pytest.mark.parametrize("area", facts.AREAS)
def test_election_list(reference_warehouse, area):
    dates = {row["election_id"]: date.fromisoformat(row["election_date"]) for row in facts.table("elections")}
    expected = set()
    for election in dates:
        known = bool(facts.districts(area, election)), (election, area) in facts.totals()
        if any(known):
            expected.add((election, dates[election], facts.version_of(election), *known, "final"))
    found = rows(reference_warehouse, "election_list", area=area)
    shown = columns(found, "election_id", "election_date", "area_version", "has_districts", "has_total", "counting_stage")
    assert shown == sorted(expected, key=lambda row: (-row[1].toordinal(), row[0]))


@pytest.mark.parametrize(("area", "level"), [("0127", "kommundel"), ("jarva", "stadsdel")])
def test_part_list(reference_warehouse, area, level):
    names = {name for (_, code), name in facts.part_names().items() if code.startswith(facts.AREAS[area])}
    found = rows(reference_warehouse, "part_list", area=area)
    assert columns(found, "area_name", "area_level") == [(name, level) for name in sorted(names)]


def test_source_list(reference_warehouse):
    known = {row["source_id"]: (row["publisher"], row["title"], row["licence"]) for row in facts.table("sources")}
    found = rows(reference_warehouse, "source_list")
    invented = {row["source_id"] for row in found if row["provenance"] == "example"}
    assert invented == {"example-botkyrka", "example-jarva"}
    told = {row["source_id"]: (row["publisher"], row["title"], row["licence"]) for row in found}
    assert {source: words for source, words in told.items() if source not in invented} == known


@pytest.mark.parametrize(("area", "profile"), [("0127", "botkyrka"), ("jarva", "jarva")])
def test_dialogue_list(reference_warehouse, area, profile):
    """From the example registers themselves: duties counted, parts by their names, and never a number of people under five."""
    registers = example.registers(example.place_of(profile))
    parts = {name for (_, code), name in facts.part_names().items() if code.startswith(facts.AREAS[area])}
    counted = defaultdict(list)
    for row in registers["attendance"].iter_rows(named=True):
        if row["dimension"] == "gender":
            counted[row["dialogue_id"]].append(row["count"])
    expected, people = {}, {}
    for row in registers["dialogues"].iter_rows(named=True):
        duties = (row["purpose"], row["target_group"], row["mandate"], row["stage"], row["feedback_owner"])
        filled = sum(duty is not None for duty in duties)
        key = row["dialogue_id"]
        expected[key] = (row["title"], row["start_time"].date(), row["area_code"], row["area_code"] in parts, filled, True)
        room = counted[key]
        people[key] = row["attendees"] if row["attendees"] is not None or not room or None in room else sum(room)
    found = rows(reference_warehouse, "dialogue_list", area=area)
    assert {
        row["dialogue_id"]: (
            row["title"], row["start_date"], row["area_name"], row["part_area_id"] is not None, row["duties_filled_count"],
            row["is_example"],
        )
        for row in found
    } == expected  # fmt: skip
    assert [row["start_date"] for row in found] == sorted((row["start_date"] for row in found), reverse=True)
    by_sex = {
        (row["dialogue_id"], row["category"]): row["count"]
        for row in registers["attendance"].iter_rows(named=True)
        if row["dimension"] == "gender"
    }
    for row in found:
        for category, column in (("women", "women_count"), ("men", "men_count"), ("unknown", "unknown_gender_count")):
            assert row[column] in (None, by_sex.get((row["dialogue_id"], category)))
    assert sum(row["women_count"] is not None for row in found) > 50
    for row in found:
        counted_by_sex = any(by_sex.get((row["dialogue_id"], category)) is not None for category in ("women", "men", "unknown"))
        assert not (row["is_gender_missing"] and counted_by_sex)
    shown = {row["dialogue_id"]: row["participants_count"] for row in found if row["participants_count"] is not None}
    assert shown == {key: people[key] for key in shown}
    assert min(shown.values()) >= 5
    hidden = [row for row in found if row["participants_count"] is None and people[row["dialogue_id"]] is not None]
    assert hidden
    assert all(row["suppression_reason"] for row in hidden)
    assert len(shown) > 5 * len(hidden)


@pytest.mark.parametrize(("area", "profile"), [("0127", "botkyrka"), ("jarva", "jarva")])
def test_register_list(reference_warehouse, area, profile):
    heights = {kind: frame.height for kind, frame in example.registers(example.place_of(profile)).items()}
    found = rows(reference_warehouse, "register_list", area=area)
    assert {row["kind"]: row["row_count"] for row in found} == heights
    assert {(row["provenance"], row["is_example"], row["import_count"], row["imported_date"]) for row in found} == {
        ("example", True, 0, None)
    }


def example_council(profile: str) -> list[dict]:
    """Ordinary posts of the example's council, each a membership, with the election its term follows and whether it was left."""
    posts = example.registers(example.place_of(profile))["elected"].rows(named=True)
    found = []
    for post in posts:
        if post["body_id"] == "EX-O-KF" and post["role"] != "substitute":
            term = max(year for year in (2014, 2018, 2022, 2026) if date(year, 10, 15) <= post["start_date"])
            last = date(term + 4, 10, 14)
            followed = min(post["end_date"] or last, last, example.TODAY)
            is_left = post["end_reason"] not in (None, "term_ended")
            age = "unknown" if post["birth_year"] is None else age_band(post["start_date"].year - post["birth_year"])
            days = (followed - post["start_date"]).days + 1
            found.append(post | {"term": term, "days": days, "is_left": is_left, "age": age})
    return found


def age_band(age: int) -> str:
    return next(band for limit, band in ((30, "18-29"), (50, "30-49"), (65, "50-64"), (999, "65+")) if age < limit)


def test_leaving_by_group(reference_warehouse):
    expected: dict[tuple, tuple] = {}
    posts = [post for post in example_council("botkyrka") if post["start_date"] == date(post["term"], 10, 15)]
    cutoffs = {"1_year": 1, "3_years": 3, "full_term": 4}
    for post, (cutoff, years) in ((post, cutoff) for post in posts for cutoff in cutoffs.items()):
        day = date(post["term"] + years, 10, 14)
        is_left = post["is_left"] and post["end_date"] < day if day <= example.TODAY else None
        for dimension, category in (("all", "total"), ("age", post["age"]), ("party", post["on_behalf_of"])):
            for gender in (post["gender"], "total"):
                key = post["term"], cutoff, dimension, category, gender
                members, left = expected.get(key, (0, 0))
                expected[key] = members + 1, None if is_left is None else left + is_left
    found = rows(reference_warehouse, "leaving_by_group", area="0127")
    grain = ("term_year", "cutoff", "dimension", "category", "gender")
    assert set(columns(found, *grain)) == set(expected)
    for row in found:
        members, left = expected[tuple(row[name] for name in grain)]
        assert (row["member_count"], row["left_count"]) == (members, left)
        assert row["left_share"] == close(None if left is None else Fraction(left, members))
    country = {row["term_year"]: row["country_share"] for row in found if row["dimension"] == "all" and row["gender"] == "total"
        and row["cutoff"] == "full_term"}  # fmt: skip
    assert country == {2014: 0.22, 2018: 0.21, 2022: 0.21, 2026: 0.21}  # SCB, methods: 22 % of 2014-18, 21 % of 2018-22


@pytest.mark.parametrize("gender", ["women", "men", "total"])
def test_leaving_curve(reference_warehouse, gender):
    """Day by day: the product over the days of how many of those still followed did not leave."""
    posts = [post for post in example_council("botkyrka") if gender in ("total", post["gender"])]
    remaining, left, curve = Fraction(1), 0, {}
    for day in range(0, 1462):
        at_risk = sum(post["days"] >= day for post in posts)
        events = sum(post["is_left"] and post["days"] == day for post in posts)
        remaining *= 1 - Fraction(events, at_risk)
        left += events
        curve[day] = at_risk, left, remaining
    found = [row for row in rows(reference_warehouse, "leaving_curve", area="0127") if row["gender"] == gender]
    assert [row["month_count"] for row in found] == list(range(49))
    for row in found:
        day = row["month_count"] * 365.25 / 12
        assert row["at_risk_count"] == curve[ceil(day)][0]
        assert (row["left_count"], row["remaining_share"]) == (curve[floor(day)][1], close(curve[floor(day)][2]))


def test_leaving_reasons(reference_warehouse):
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for post in example_council("botkyrka"):
        if post["is_left"] and date(post["term"] + 4, 10, 14) <= example.TODAY:
            reason = "other" if post["end_reason"] == "removed" else post["end_reason"]
            for key in ((reason, post["gender"]), (reason, "total"), ("total", post["gender"]), ("total", "total")):
                expected[key] += 1
    found = rows(reference_warehouse, "leaving_reasons", area="0127")
    shown = {(row["reason"], row["gender"]): row["left_count"] for row in found if row["left_count"] is not None}
    assert shown == {key: expected[key] for key in shown}
    small = {key for key, number in expected.items() if 0 < number < 5}
    assert small & set(shown) == {("total", gender) for gender in ("women", "men", "total")} & small
    assert {("total", "women"), ("total", "men"), ("total", "total")} <= set(shown)


def test_council_comparison(reference_warehouse):
    """Only Botkyrka's councils are known by sex in what ships, and the share for the country that SCB has printed."""
    elected: dict[int, list[tuple[str | None, str | None]]] = defaultdict(list)
    for row in facts.table("council_seats"):
        if row["municipality_code"] == "0127":
            elected[int(row["election_id"][:4])].append((row["women_count"], row["men_count"]))
    expected = {}
    for year, parties in elected.items():
        if all(count is not None for party in parties for count in party):
            women, men = (sum(int(party[place]) for party in parties) for place in (0, 1))
            expected[year, "own"] = (women, men, close(Fraction(women, women + men)))
    for row in facts.table("published_values"):
        if (row["measure"], row["category"]) == ("maktstege", "council"):
            before = max(int(election[:4]) for election in facts.election_types()["KF"] if election[:4] <= row["year"])
            expected[before, "country_published"] = (None, None, close(Fraction(row["value_share"])))
    found = rows(reference_warehouse, "council_comparison", municipality_code="0127")
    keys = columns(found, "election_year", "comparison")
    figures = columns(found, "women_count", "men_count", "women_share")
    assert dict(zip(keys, figures, strict=True)) == expected
    assert sum(comparison == "own" for _, comparison in keys) == 3


def test_indicator_comparison(given):
    """Nothing of it ships: figures made up by a rule, the medians taken once more here."""
    peers = ["0180", "0305", "0380"]
    values = {code: {gender: Fraction(n * n + place, 97) for place, gender in enumerate(("women", "men"))}
              for n, code in enumerate(["0127", *peers, "0381"], start=1)}  # fmt: skip
    title = "Liknande kommuner, övergripande, Kommun 0127, 2025"
    keys = {"kpi_id": "N05821", "indicator_year": 2022, "measured_year": 2022, "is_repeated": False}
    warehouse = given(
        dim_area=[*municipalities(*values), {"area_id": "01", "area_level": "lan", "area_name": "Länet", "county_code": "01"}],
        dim_kpi=[{"kpi_id": "N05821", "theme": "council", "unit": "share"}],
        peer_municipality=[{"municipality_code": "0127", "group_title": title, "peer_code": code} for code in peers],
        fact_official_indicator=[
            {**keys, "place_id": code, "gender": gender, "indicator_value": float(value)}
            for code, of_one in values.items()
            for gender, value in of_one.items()
        ],
    )
    expected = {}
    for gender in ("women", "men"):
        expected["own", "0127", gender] = values["0127"][gender]
        expected |= {("similar", code, gender): values[code][gender] for code in peers}
        expected["similar_median", "0127", gender] = median(values[code][gender] for code in peers)
        expected["county_median", "01", gender] = median(values[code][gender] for code in values if code.startswith("01"))
    found = rows(warehouse, "indicator_comparison", municipality_code="0127")
    assert {key: close(value) for key, value in expected.items()} == dict(
        zip(columns(found, "comparison", "place_id", "gender"), (row["indicator_value"] for row in found), strict=True)
    )


PROFILES = (("0127", "botkyrka"), ("jarva", "jarva"))


def register_rows(profile: str, kind: str) -> list[dict]:
    return example.registers(example.place_of(profile))[kind].rows(named=True)


@pytest.mark.parametrize(("area", "profile"), PROFILES)
def test_activity_by_group(reference_warehouse, area, profile):
    """Motions and minutes from the register; members by counting who holds an ordinary post on 1 January."""
    told = {(row["body_id"], row["year"], row["kind"], row["gender"]): row["count"] for row in register_rows(profile, "activity")}
    found = rows(reference_warehouse, "activity_by_group", area=area)
    assert {(row["body_id"], row["activity_year"], row["kind"], row["gender"]): row["activity_value"] for row in found} == told
    posts = [post for post in register_rows(profile, "elected") if post["role"] != "substitute"]
    for row in found:
        body, year, kind, gender = row["body_id"], row["activity_year"], row["kind"], row["gender"]
        day, members = date(year, 1, 1), defaultdict(set)
        for post in posts:
            if post["body_id"] == body and post["start_date"] <= day <= (post["end_date"] or day):
                members[post["gender"]].add(post["person_id"])
        if not members:
            continue  # the body began later in the year
        held = {sex: len(persons) for sex, persons in members.items()}
        assert row["member_count"] == held.get(gender)
        if gender != "unknown":
            number = Fraction(told[body, year, kind, gender])
            share = number / Fraction(sum(told[body, year, kind, sex] for sex in ("women", "men")))
            seats = Fraction(held[gender], sum(number for sex, number in held.items() if sex != "unknown"))
            assert (row["activity_share"], row["seat_share"]) == (close(share), close(seats))
            assert (row["ratio_index"], row["per_member_index"]) == (close(share / seats), close(number / held[gender]))
    assert any(row["ratio_index"] is not None for row in found)


@pytest.mark.parametrize(("area", "profile"), PROFILES)
def test_interview_theme_list(reference_warehouse, area, profile):
    told: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
    for row in register_rows(profile, "interview_themes"):
        for gender in (row["gender"], "total"):
            sums = told[row["year"], row["theme"], gender]
            sums[0], sums[1] = sums[0] + row["mentions"], sums[1] + row["interviews"]
    listed = rows(reference_warehouse, "interview_theme_list", area=area)
    found = {(row["interview_year"], row["theme"], row["gender"]): row for row in listed}
    assert set(found) == set(told)
    for key, row in found.items():
        assert row["mention_count"] in (None, told[key][0])
        assert row["interview_count"] in (None, told[key][1])
        assert (row["mention_count"] is None) == (row["suppression_reason"] is not None)
    assert sum(row["mention_count"] is not None for row in found.values()) > len(found) / 2


@pytest.mark.parametrize(("area", "profile"), PROFILES)
def test_presence_list(reference_warehouse, area, profile):
    names = {area.name for area in example.place_of(profile).areas}
    found = rows(reference_warehouse, "presence_list", area=area)
    told = sorted(register_rows(profile, "presence"), key=lambda row: (-row["date"].toordinal(), row["presence_id"]))
    same = {
        "presence_id": "presence_id", "presence_date": "date", "place_name": "place", "area_name": "area_code",
        "women_count": "women", "men_count": "men", "unknown_count": "unknown", "is_open_meeting": "open_meeting",
    }  # fmt: skip
    for row, given in zip(found, told, strict=True):
        assert {name: row[name] for name in same} == {name: given[as_written] for name, as_written in same.items()}
        assert (row["part_area_id"] is not None) == (given["area_code"] in names)


@pytest.mark.parametrize(("area", "profile"), PROFILES)
def test_presence_by_place(reference_warehouse, area, profile):
    names = {area.name for area in example.place_of(profile).areas}
    told: dict[tuple, list[dict]] = defaultdict(list)
    for row in register_rows(profile, "presence"):
        told[row["area_code"] if row["area_code"] in names else None, row["place_type"], row["actor_kind"]].append(row)
    found = rows(reference_warehouse, "presence_by_place", area=area)
    assert {(row["part_name"], row["place_type"], row["actor_kind"]) for row in found} >= set(told)
    assert {row["part_name"] for row in found} == names | {None}
    assert {row["part_name"] for row in found if row["part_occasion_count"] == 0} == names - {place for place, *_ in told}
    for row in found:
        here = told.get((row["part_name"], row["place_type"], row["actor_kind"]), [])
        counted = [given for given in here if given["women"] is not None and given["men"] is not None]
        assert (row["occasion_count"], row["counted_count"]) == (len(here), len(counted))
        assert row["women_count"] == (sum(given["women"] for given in counted) if counted or not here else None)


@pytest.mark.parametrize(("area", "profile"), PROFILES)
def test_party_meetings(reference_warehouse, area, profile):
    place = example.place_of(profile)
    names = {area.name for area in place.areas}
    told: dict[tuple, int] = defaultdict(int)
    for row in register_rows(profile, "presence"):
        if row["actor_kind"] == "party" and row["party"] and row["open_meeting"]:
            told[row["party"], row["area_code"] if row["area_code"] in names else None] += 1
    found = rows(reference_warehouse, "party_meetings", area=area)
    assert sum(row["open_meeting_count"] for row in found) == sum(told.values())
    assert {(row["party"], row["part_name"]): row["open_meeting_count"] for row in found if row["open_meeting_count"]} == told
    parties = sorted(place.seats[max(place.seats)], key=str.lower)
    assert list(dict.fromkeys(row["party"] for row in found)) == parties
    assert len(found) == len(parties) * (len(names) + 1)


def survey_answers(profile: str, kpi: str) -> dict[tuple, dict]:
    """(year, dimension, category, sex) -> row, as the example register has it."""
    area_id = example.place_of(profile).area_id
    found = {}
    for row in register_rows(profile, "indicators"):
        if row["kpi_id"] == kpi:
            is_part = row["area_id"] != area_id
            group = ("area", row["area_id"]) if is_part else (row["dimension"] or "all", row["category"] or "total")
            found[row["year"], *group, row["gender"]] = row
    return found


def hold_against_the_register(found: list[dict], told: dict[tuple, dict], share: str) -> None:
    assert len(found) == len(told)
    for row in found:
        key = row["survey_year"], row["dimension"], row["category_name"] or row["category"], row["gender"]
        given, before = told[key], told[2023, *key[1:]]
        assert row["has_break"] == (row["survey_year"] == 2023)
        assert row["baseline_year"] == (2021 if row["survey_year"] == 2021 else 2023)
        if row["suppression_reason"] is None:
            assert (row[share], row["margin_share"]) == (close(given["value"] / 100), close(given["uncertainty"] / 100))
            assert row["answer_count"] == given["n"]
        if row["survey_year"] == 2025 and row["change_pp"] is not None:
            assert row["change_pp"] == close(given["value"] - before["value"])
            assert row["change_margin_pp"] == close((given["uncertainty"] ** 2 + before["uncertainty"] ** 2) ** 0.5)
            assert row["is_uncertain"] == (abs(row["change_pp"]) <= row["change_margin_pp"])
        assert (row["survey_year"] == 2025) or row["change_pp"] is None
    shown = [row for row in found if row[share] is not None]
    assert len(shown) > 0.8 * len(found)
    assert all(row["is_example"] for row in found)


@pytest.mark.parametrize(("area", "profile"), PROFILES)
def test_perceived_representation(reference_warehouse, area, profile):
    found = rows(reference_warehouse, "perceived_representation", area=area)
    hold_against_the_register(found, survey_answers(profile, "own:upplevd_representation"), "perceived_share")


@pytest.mark.parametrize("measure", ["fortroende_politiker", "fortroende_demokrati", "tillit_manniskor", "upplevt_inflytande"])
@pytest.mark.parametrize(("area", "profile"), PROFILES)
def test_trust_by_group(reference_warehouse, area, profile, measure):
    found = [row for row in rows(reference_warehouse, "trust_by_group", area=area, measure=measure) if row["survey"] == "own"]
    hold_against_the_register(found, survey_answers(profile, f"own:{measure}"), "trust_share")


def test_survey_item_list(reference_warehouse):
    """The list as it stands in its file; nothing of the survey is fetched."""
    told = list(facts.table("survey_items"))
    found = rows(reference_warehouse, "survey_item_list", municipality_code="0127")
    for name in ("kpi_id", "theme", "name_sv", "name_en", "question", "answers_counted", "clause", "break_years"):
        assert [row[name] for row in found] == [row[name] for row in told], name
    assert [row["indicator_id"] for row in found] == [row["indicator_id"] for row in told]
    assert {row["latest_year"] for row in found} == {None}


def test_survey_coupling(reference_warehouse):
    items = facts.table("survey_items")
    quoted = {row["kpi_id"]: row["question"] for row in items if row["wording_basis"] == "description"}
    told = {row["indicator_id"]: quoted.get(row["kpi_id"]) for row in facts.table("survey_indicators")}
    found = rows(reference_warehouse, "survey_coupling")
    assert {row["indicator_id"]: row["question"] for row in found} == told
    mapped = Fraction(sum(words is not None for words in told.values()), len(told))
    assert {row["undersokning_koppling_share"] for row in found} == {float(mapped)}


def surveyed(code: str, year: int) -> tuple[Fraction, Fraction]:
    """A share and half the width of its margin, made up by a rule."""
    place = ("0127", "00").index(code)
    return Fraction(30 + 7 * (year % 4) + 2 * place, 100), Fraction(year % 3 + 1 + place, 100)


def test_survey_result(given):
    """Nothing of it ships: figures made up by a rule, differences and margins taken once more in fractions."""
    years, breaks = range(2019, 2027), (2021, 2025)
    keys = {"kpi_id": "N00664", "gender": "total", "is_repeated": False}
    warehouse = given(
        dim_area=[*municipalities("0127"), {"area_id": "00", "area_level": "riket", "area_name": "Sverige"}],
        dim_survey_item=[{"kpi_id": "N00664", "item_order": 1, "break_years": "|".join(map(str, breaks))}],
        fact_official_indicator=[
            {**keys, "place_id": code, "indicator_year": year, "indicator_value": share, "uncertainty_value": margin}
            for code in ("0127", "00") for year in years for share, margin in [map(float, surveyed(code, year))]
        ],
    )  # fmt: skip
    found = {row["survey_year"]: row for row in rows(warehouse, "survey_result", municipality_code="0127")}
    assert list(found) == list(years)
    for year, row in found.items():
        share, margin = surveyed("0127", year)
        before = None if year == 2019 or year in breaks else year - 1
        for prefix, (other, wide), is_there in (
            ("change", surveyed("0127", year - 1), before is not None),
            ("difference", surveyed("00", year), True),
        ):
            apart, limit = 100 * (share - other), 100 * sqrt(margin**2 + wide**2)
            assert row[f"{prefix}_pp"] == (close(apart) if is_there else None)
            assert row[f"{prefix}_margin_pp"] == (close(limit) if is_there else None)
            flag = "is_uncertain" if prefix == "change" else "is_difference_uncertain"
            assert row[flag] == (abs(apart) <= limit if is_there else None)
        assert (row["previous_year"], row["has_break"]) == (before, year in breaks)


def test_survey_by_group(given):
    """SCB's answers as they were read, every one of the municipality and none of another."""
    told = {
        (label, year, group): float(Fraction(len(label) + place, 100) + Fraction(year % 5, 10))
        for label in ("Litar du?", "Kan du påverka?") for year in (2022, 2024) for place, group in enumerate(("18-29", "65+"))
    }  # fmt: skip
    warehouse = given(
        fact_survey_group=[
            {"question_label": label, "place_id": code, "survey_year": year, "dimension": "age", "category": group,
             "high_share": share} for (label, year, group), share in told.items() for code in ("0127", "0180")
        ]
    )  # fmt: skip
    found = rows(warehouse, "survey_by_group", municipality_code="0127")
    assert {(row["question_label"], row["survey_year"], row["category"]): row["high_share"] for row in found} == told
    assert all(row["is_latest"] == (row["survey_year"] == 2024) for row in found)


def last_day_of(row: dict) -> date:
    return (row["end_time"] or row["start_time"]).date()


def told(profile: str) -> list[dict]:
    """The example's dialogues that are over, each with the day of every promise that was kept and what was told about it."""
    registers = example.registers(example.place_of(profile))
    found = {
        row["dialogue_id"]: {**row, "closed": last_day_of(row), "given": {}, "promised": [], "outcomes": {}, "pages": []}
        for row in registers["dialogues"].iter_rows(named=True)
        if row["status"] == "held" and last_day_of(row) <= example.TODAY
    }
    for row in registers["feedback"].iter_rows(named=True):
        if dialogue := found.get(row["dialogue_id"]):
            given_day = row["given_date"] if row["given_date"] and row["given_date"] <= example.TODAY else None
            dialogue["promised"].append((row["promise"], row["promised_date"], given_day, row["feedback_id"]))
            dialogue["outcomes"][row["promise"]] = row["outcome"]
            dialogue["pages"] += [row["url"]] if row["url"] and row["promise"] == "results" else []
            if given_day:
                dialogue["given"][row["promise"]] = given_day
    for row in registers["decisions"].iter_rows(named=True):
        if row["dialogue_id"] in found:
            found[row["dialogue_id"]]["decided"] = True
    return list(found.values())


def waits(dialogue: dict, clock: str) -> tuple[int, bool]:
    """Days from the closing to the answer, else to the last day of the register; and whether it came."""
    ended = min(dialogue["given"].values(), default=None) if clock == "answer" else dialogue["given"].get(clock)
    if clock == "page":
        ended = dialogue["given"].get("results") if dialogue["pages"] or dialogue["report_url"] else None
    return max(((ended or example.TODAY) - dialogue["closed"]).days, 0), ended is not None


def still_waiting(spells: list[tuple[int, bool]]) -> list[Fraction]:
    """Share that waits at the end of each day, until the last one that anybody was followed."""
    share, found = Fraction(1), []
    for day in range(max(days for days, _ in spells) + 1):
        at_risk = sum(days >= day for days, _ in spells)
        share *= 1 - Fraction(sum(over and days == day for days, over in spells), at_risk)
        found.append(share)
    return found


def half_way(spells: list[tuple[int, bool]]) -> int | None:
    return next((day for day, share in enumerate(still_waiting(spells)) if share <= Fraction(1, 2)), None)


DIALOGUES = [("0127", "botkyrka", None), ("0127", "botkyrka", 2025), ("jarva", "jarva", None)]


def told_in(profile: str, year: int | None) -> list[dict]:
    return [dialogue for dialogue in told(profile) if year in (None, dialogue["closed"].year)]


@pytest.mark.parametrize(("area", "profile", "year"), DIALOGUES)
def test_feedback_funnel(reference_warehouse, area, profile, year):
    dialogues = told_in(profile, year)
    before = {"closed": (), "results": (), "handling": ("results",), "effect": ("results", "handling")}
    for row in rows(reference_warehouse, "feedback_funnel", area=area, year=year):
        step = row["step"]
        reached = dialogues if step == "closed" else [dialogue for dialogue in dialogues if step in dialogue["given"]]
        assert (row["reached_count"], row["reached_share"]) == (len(reached), close(Fraction(len(reached), len(dialogues))))
        assert row["skipped_count"] == sum(any(name not in dialogue["given"] for name in before[step]) for dialogue in reached)
        if step != "closed":
            assert row["median_days_value"] == half_way([waits(dialogue, step) for dialogue in dialogues])


@pytest.mark.parametrize(("area", "profile"), [("0127", "botkyrka"), ("jarva", "jarva")])
def test_feedback_by_year(reference_warehouse, area, profile):
    found = rows(reference_warehouse, "feedback_by_year", area=area)
    assert [row["period"] for row in found] == ["total", *sorted({str(d["closed"].year) for d in told(profile)}, reverse=True)]
    for row in found:
        dialogues = told_in(profile, None if row["period"] == "total" else int(row["period"]))
        due = [dialogue for dialogue in dialogues if (example.TODAY - dialogue["closed"]).days >= 30]
        assert (row["closed_count"], row["due_count"]) == (len(dialogues), len(due))
        assert row["answered_share"] == close(Fraction(sum(bool(dialogue["given"]) for dialogue in due), len(due)))
        assert row["with_decision_count"] == sum("decided" in dialogue for dialogue in dialogues)
        assert row["with_page_count"] == sum(bool(dialogue["pages"]) for dialogue in dialogues)
        answers, pages = ([waits(dialogue, clock) for dialogue in dialogues] for clock in ("answer", "page"))
        assert (row["median_days_value"], row["page_median_days_value"]) == (half_way(answers), half_way(pages))
        shares = still_waiting(answers)
        for days in (30, 90):
            assert row[f"waiting_{days}_share"] == close(shares[days])
        assert (row["reference_date"], row["is_example"]) == (example.TODAY, True)


@pytest.mark.parametrize("clock", ["answer", "results", "handling", "effect", "page", "decision"])
def test_waiting_curve(reference_warehouse, clock):
    """Day by day: the product over the days of how many of those still followed did not get their answer."""
    if clock == "decision":
        spells = [
            (((row["done_date"] or example.TODAY) - row["decided_date"]).days, row["done_date"] is not None)
            for row in example.registers(example.place_of("botkyrka"))["decisions"].iter_rows(named=True)
        ]
    else:
        spells = [waits(dialogue, clock) for dialogue in told("botkyrka")]
    shares = still_waiting(spells)
    found = rows(reference_warehouse, "waiting_curve", area="0127", clock=clock)
    assert {0, 30, 90, 180, 365, 730} <= {row["day_count"] for row in found}
    assert {days for days, is_over in spells if is_over} <= {row["day_count"] for row in found}
    for row in found:
        day = row["day_count"]
        assert row["waiting_share"] == close(shares[day])
        assert row["at_risk_count"] == sum(days >= day for days, _ in spells)
        assert row["ended_count"] == sum(is_over and days <= day for days, is_over in spells)
        assert (row["item_count"], row["median_days_value"]) == (len(spells), half_way(spells))


def judged(profile: str, year: int | None) -> dict[str, list[tuple[str, int]]]:
    """Promise -> id and how many days late, of those not kept; and how many were kept, in time or not."""
    found: dict[str, list] = defaultdict(list)
    for dialogue in told_in(profile, year):
        for promise, promised, given_day, feedback_id in dialogue["promised"]:
            if promised is None or promised >= example.TODAY:
                verdict = "undated" if promised is None else "not due"
            else:
                verdict = "overdue" if given_day is None else "in_time" if given_day <= promised else "late"
            found[verdict].append((promise, feedback_id, promised))
    return found


@pytest.mark.parametrize(("area", "profile", "year"), DIALOGUES)
def test_feedback_promises(reference_warehouse, area, profile, year):
    verdicts = judged(profile, year)
    for row in rows(reference_warehouse, "feedback_promises", area=area, year=year):
        of = {
            verdict: sum(row["promise"] in ("total", promise) for promise, _, _ in listed) for verdict, listed in verdicts.items()
        }
        due = of["in_time"] + of["late"] + of["overdue"]
        assert (row["in_time_count"], row["late_count"], row["overdue_count"]) == (of["in_time"], of["late"], of["overdue"])
        assert (row["due_count"], row["undated_count"]) == (due, of["undated"])
        assert row["promised_count"] == sum(of.values())
        assert row["in_time_share"] == close(Fraction(of["in_time"], due))


@pytest.mark.parametrize(("area", "profile", "year"), DIALOGUES)
def test_feedback_overdue(reference_warehouse, area, profile, year):
    expected = {(feedback_id, (example.TODAY - promised).days) for _, feedback_id, promised in judged(profile, year)["overdue"]}
    found = rows(reference_warehouse, "feedback_overdue", area=area, year=year)
    assert set(columns(found, "feedback_id", "days_late_count")) == expected
    assert [row["days_late_count"] for row in found] == sorted((row["days_late_count"] for row in found), reverse=True)


@pytest.mark.parametrize(("area", "profile", "year"), DIALOGUES)
def test_feedback_effect(reference_warehouse, area, profile, year):
    dialogues, counts = told_in(profile, year), defaultdict(int)
    for dialogue in dialogues:
        said = [dialogue["outcomes"].get(promise) for promise in ("effect", "handling", "results")]
        counts[next((outcome for outcome in said if outcome), "unknown")] += 1
    found = rows(reference_warehouse, "feedback_effect", area=area, year=year)
    assert [row["effect"] for row in found] == ["yes", "partly", "no", "undecided", "unknown"]
    for row in found:
        number = counts[row["effect"]]
        assert (row["dialogue_count"], row["dialogue_share"]) == (number, close(Fraction(number, len(dialogues))))


@pytest.mark.parametrize(("area", "profile", "year"), DIALOGUES)
def test_feedback_by_dialogue(reference_warehouse, area, profile, year):
    found = rows(reference_warehouse, "feedback_by_dialogue", area=area, year=year)
    assert [row["closed_date"] for row in found] == sorted((row["closed_date"] for row in found), reverse=True)
    names = ("dialogue_id", "results_date", "handling_date", "effect_date", "waited_days_count", "has_answer", "page_url")
    assert set(columns(found, *names)) == {
        (
            dialogue["dialogue_id"], *(dialogue["given"].get(step) for step in ("results", "handling", "effect")),
            *waits(dialogue, "answer"), next(iter(dialogue["pages"]), None),
        )
        for dialogue in told_in(profile, year)
    }  # fmt: skip
    listed = {row["dialogue_id"]: row for row in rows(reference_warehouse, "dialogue_list", area=area)}
    rooms = ("participants_count", "women_count", "men_count", "men_reason", "unknown_gender_count", "is_gender_missing")
    assert columns(found, *rooms) == [tuple(listed[row["dialogue_id"]][name] for name in rooms) for row in found]


@pytest.mark.parametrize(("area", "profile", "year"), DIALOGUES)
def test_contact_count(reference_warehouse, area, profile, year):
    expected: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for dialogue in told_in(profile, year):
        kind = dialogue["classification"]
        for place in ("total", kind):
            expected[kind if kind in ("meeting", "conversation") else "dialogue", place].append(bool(dialogue["given"]))
    names = ("contact_type", "classification", "contact_count", "answered_count")
    found = rows(reference_warehouse, "contact_count", area=area, year=year)
    assert set(columns(found, *names)) == {(*key, len(answers), sum(answers)) for key, answers in expected.items()}


def decisions_of(profile: str, year: int | None) -> list[dict]:
    """The example's decisions with how far they have come: its days never lie after the last one."""
    found = example.registers(example.place_of(profile))["decisions"].rows(named=True)
    steps = {"evaluated": "evaluated_date", "done": "done_date", "started": "started_date"}
    return [
        {**row, "step": next((step for step, day in steps.items() if row[day]), "taken")}
        for row in found
        if year in (None, row["decided_date"].year)
    ]


def is_late(row: dict) -> bool:
    return row["due_date"] is not None and row["due_date"] < example.TODAY and row["done_date"] is None


@pytest.mark.parametrize(("area", "profile", "year"), DIALOGUES)
def test_decision_flow(reference_warehouse, area, profile, year):
    decisions, order = decisions_of(profile, year), ["taken", "started", "done", "evaluated"]
    found = rows(reference_warehouse, "decision_flow", area=area, year=year)
    assert [row["step"] for row in found] == order
    for place, row in enumerate(found):
        here = sum(decision["step"] == row["step"] for decision in decisions)
        reached = sum(order.index(decision["step"]) >= place for decision in decisions)
        assert (row["at_step_count"], row["reached_count"]) == (here, reached)
        assert (row["at_step_share"], row["reached_share"]) == tuple(
            close(Fraction(number, len(decisions))) for number in (here, reached)
        )


@pytest.mark.parametrize(("area", "profile", "year"), DIALOGUES)
def test_decision_by_body(reference_warehouse, area, profile, year):
    by_body = defaultdict(list)
    for row in decisions_of(profile, year):
        by_body[row["body_id"] or ""].append(row)
    found = {row["body_id"]: row for row in rows(reference_warehouse, "decision_by_body", area=area, year=year)}
    assert {body for body, row in found.items() if row["has_decisions"]} == set(by_body)
    political = {"council", "executive", "committee"}
    bodies = {
        row["body_id"]
        for row in example.registers(example.place_of(profile))["bodies"].iter_rows(named=True)
        if row["classification"] in political
        and (row["founding_date"] is None or year is None or row["founding_date"].year <= year)
        and (row["dissolution_date"] is None or (year is not None and row["dissolution_date"].year >= year))
    }
    assert {body for body, row in found.items() if not row["has_decisions"]} == bodies - set(by_body)
    for body, decisions in by_body.items():
        row, number = found[body], len(decisions)
        done = sum(decision["done_date"] is not None for decision in decisions)
        dated, late = sum(decision["due_date"] is not None for decision in decisions), sum(map(is_late, decisions))
        assert (row["decision_count"], row["done_count"], row["dated_count"], row["overdue_count"]) == (number, done, dated, late)
        assert (row["done_share"], row["overdue_share"]) == (
            close(Fraction(done, number)), close(Fraction(late, dated) if dated else None),
        )  # fmt: skip
        spells = [
            (((row["done_date"] or example.TODAY) - row["decided_date"]).days, row["done_date"] is not None) for row in decisions
        ]
        assert row["median_days_value"] == half_way(spells)


@pytest.mark.parametrize(("area", "profile", "year"), DIALOGUES)
def test_decision_list(reference_warehouse, area, profile, year):
    found = rows(reference_warehouse, "decision_list", area=area, year=year)
    assert [row["decided_date"] for row in found] == sorted((row["decided_date"] for row in found), reverse=True)
    assert set(columns(found, "decision_id", "step", "is_overdue", "days_late_count")) == {
        (row["decision_id"], row["step"], is_late(row), (example.TODAY - row["due_date"]).days if is_late(row) else None)
        for row in decisions_of(profile, year)
    }


def test_notice_list(reference_warehouse):
    """What ships has nothing wrong with it."""
    assert rows(reference_warehouse, "notice_list") == []


def test_build_info(reference_warehouse):
    dates = {row["election_id"]: date.fromisoformat(row["election_date"]) for row in facts.table("elections")}
    latest = max(dates[election] for election in [*facts.results(), *(election for election, _ in facts.totals())])
    (found,) = rows(reference_warehouse, "build_info")
    assert (found["data_date"], found["version"]) == (latest, reference_warehouse.version)
    assert found["version"] == f"spegel-{latest}-{found['inputs_sha256'][:12]}"


@pytest.mark.parametrize(("area", "election"), [("0127", "2022-KF"), ("jarva", "2022-KF")])
def test_district_geometry(reference_warehouse, area, election):
    """Every district has a shape, its point lies in it, and no two shapes share ground."""
    spots = {
        row["district_code"]: (float(row["lon"]), float(row["lat"]))
        for row in facts.table("district_points")
        if row["area_version"] == facts.version_of(election)
    }
    found = rows(reference_warehouse, "district_geometry", area=area, area_version=facts.version_of(election))
    assert [row["district_code"] for row in found] == list(facts.districts(area, election))
    shapes = {row["district_code"]: shapely.from_geojson(row["geojson"]) for row in found}
    for code, shape in shapes.items():
        assert shape.is_valid
        assert shape.covers(shapely.Point(spots[code])), code
    ground = sum(shape.area for shape in shapes.values())
    assert shapely.union_all(list(shapes.values())).area == pytest.approx(ground, rel=1e-3)


AREAS = list(recount.PROFILES)


@pytest.mark.parametrize("area", AREAS)
def test_body_list(reference_warehouse, area):
    held = Counter((post["body_id"], post["kind"]) for post in recount.seated(area, recount.days(area)[0]))
    found = rows(reference_warehouse, "body_list", area=area)
    assert {row["body_id"] for row in found} == set(recount.bodies(area))
    for row in found:
        body = recount.bodies(area)[row["body_id"]]
        assert (row["held_count"], row["substitute_held_count"]) == (
            held[row["body_id"], "ordinary"],
            held[row["body_id"], "substitute"],
        )
        is_gone = body["dissolution_date"] is not None and body["dissolution_date"] < recount.days(area)[0]
        vacant = None if is_gone else body["seats"] - held[row["body_id"], "ordinary"]
        assert (row["body_name"], row["seat_count"], row["vacancy_count"]) == (body["name"], body["seats"], vacant)


@pytest.mark.parametrize("area", AREAS)
def test_reference_date_list(reference_warehouse, area):
    found = rows(reference_warehouse, "reference_date_list", area=area)
    expected = [
        (day, recount.term(day), (day.month, day.day) == (1, 1) and day.year in (2015, 2019, 2023)) for day in recount.days(area)
    ]
    assert columns(found, "reference_date", "term_year", "is_first_of_term") == expected


@pytest.mark.parametrize("base", ["all", "18+", "eligible"])
@pytest.mark.parametrize(("area", "day"), [(area, day) for area in AREAS for day in recount.days(area)[:4:3]])
def test_representation_by_body(reference_warehouse, area, day, base):
    found = rows(reference_warehouse, "representation_by_body", area=area, reference_date=day.isoformat(), base=base)
    told = {(row["body_id"], row["dimension"], row["category"], row["gender"]): row for row in found}
    by_body = defaultdict(list)
    for post in recount.seated(area, day):
        if post["kind"] == "ordinary":
            by_body[post["body_id"]].append(post)
    assert {row["body_id"] for row in found} == set(by_body)
    for (body, posts), dimension in product(by_body.items(), ("gender", "age", "area")):
        counts = recount.counted(posts, dimension)
        people = recount.population(area, base, dimension, day) or {}
        outside = ("unknown", "other") if dimension == "area" else ("unknown",)
        q, p = recount.shares(counts, outside), recount.shares(people)
        known = sum(count for group, count in counts.items() if group not in outside)
        expected = {"gender": {"women", "men"}, "age": set(recount.AGES), "area": set(recount.parts(area))}[dimension]
        is_told = dimension == "gender" or len(posts) >= 11
        assert {key[2] for key in told if key[:2] == (body, dimension)} == expected | set(people) | (
            set(counts) if is_told else set()
        )
        for group in expected:
            row = told[body, dimension, group, ""]
            share_only = dimension != "gender" and 0 < counts[group] < 5
            assert row["seat_count"] == (counts[group] if is_told and not share_only else None)
            assert row["seat_share"] == close(q.get(group, 0) if is_told and known else None)
            assert row["gap_pp"] == close(points(q.get(group, Fraction(0)), p.get(group)) if is_told and known else None)
            missing = floor(known * p[group] + Fraction(1, 2)) - counts[group] if group in p and is_told else None
            assert (row["missing_members_count"], row["population_count"]) == (missing, people.get(group))


@pytest.mark.parametrize("base", ["all", "18+"])
@pytest.mark.parametrize("area", AREAS)
def test_body_mirror(reference_warehouse, area, base):
    """Distance as the seats that have a surplus; chance as draws counted one by one."""
    day = recount.days(area)[0]
    found = {(row["body_id"], row["dimension"]): row for row in rows(reference_warehouse, "body_mirror", area=area, base=base)}
    by_body = defaultdict(list)
    for post in recount.seated(area, day):
        if post["kind"] == "ordinary":
            by_body[post["body_id"]].append(post)
    expected = {}
    for (body, posts), dimension in product(by_body.items(), ("gender", "age", "area")):
        people = recount.population(area, base, dimension, day)
        if people and (dimension == "gender" or len(posts) >= 11):
            q = recount.shares(recount.counted(posts, dimension), ("unknown", "other"))
            p = recount.shares(people)
            expected[body, dimension] = sum(max(Fraction(0), q[group] - p.get(group, 0)) for group in q)
    assert set(found) == set(expected)
    for key, row in found.items():
        assert row["tvd_share"] == close(expected[key])
        if row["chance_group"]:
            counts, people = recount.counted(by_body[key[0]], "gender"), recount.population(area, base, "gender", day)
            seats, share = row["seat_count"], people[row["chance_group"]] / sum(people.values())
            drawn = sum(comb(seats, k) * share**k * (1 - share) ** (seats - k) for k in range(counts[row["chance_group"]] + 1))
            assert row["chance_share"] == pytest.approx(drawn, abs=1e-3)
            assert row["balance_ratio"] == close(
                Fraction(min(counts["women"], counts["men"]), max(counts["women"], counts["men"]))
            )


@pytest.mark.parametrize("code", ["0127", "0180"])
def test_council_by_election(reference_warehouse, code):
    won = [row for row in facts.table("council_seats") if row["municipality_code"] == code]
    expected = {(row["election_id"], row["party_abbr"]): [row] for row in won}
    for row in won:
        expected.setdefault((row["election_id"], "total"), []).append(row)
    found = rows(reference_warehouse, "council_by_election", municipality_code=code)
    assert {(row["election_id"], row["party_abbr"]) for row in found} == set(expected)
    for row in found:
        parties = expected[row["election_id"], row["party_abbr"]]
        women = (
            None
            if any(party["women_count"] is None for party in parties)
            else sum(int(party["women_count"]) for party in parties)
        )
        assert (row["seat_count"], row["women_count"]) == (sum(int(party["seats_count"]) for party in parties), women)
        assert row["women_share"] == close(share(women, row["seat_count"]))


@pytest.mark.parametrize("code", ["0127", "0180"])
def test_council_age_by_election(reference_warehouse, code):
    bands = {
        "18-21": "age_18_21_count",
        "22-36": "age_22_36_count",
        "37-50": "age_37_50_count",
        "51-64": "age_51_64_count",
        "65+": "age_65_plus_count",
    }
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for row in facts.table("council_seats"):
        if row["municipality_code"] == code and row["age_18_21_count"] is not None:
            for band, column in bands.items():
                expected[row["election_id"], band] += int(row[column])
    found = rows(reference_warehouse, "council_age_by_election", municipality_code=code)
    assert {(row["election_id"], row["age_band"]): row["seat_count"] for row in found} == expected
    for row in found:
        whole = sum(count for (election, _), count in expected.items() if election == row["election_id"])
        assert row["seat_share"] == close(Fraction(row["seat_count"], whole))


@pytest.mark.parametrize("base", ["all", "eligible"])
@pytest.mark.parametrize("area", AREAS)
def test_residence_by_part(reference_warehouse, area, base):
    """Elected persons, each once; a part that one of their posts tells is told."""
    day = recount.days(area)[0]
    persons = [
        {"area": min(post["area"] for post in posts)}
        for posts in recount.elected_persons(area, day).values()
        if any(post["kind"] == "ordinary" for post in posts)
    ]
    counts, people = recount.counted(persons, "area"), recount.population(area, base, "area", day)
    q, p = recount.shares(counts, ("unknown", "other")), recount.shares(people)
    found = rows(reference_warehouse, "residence_by_part", area=area, base=base)
    assert {row["part_area_id"] for row in found} == set(recount.parts(area)) | set(counts)
    for row in found:
        part = row["part_area_id"]
        is_outside = part in ("unknown", "other")
        shown = counts[part] if is_outside or counts[part] not in range(1, 5) else None
        assert (row["seat_count"], row["held_count"], row["population_count"]) == (shown, len(persons), people.get(part))
        assert row["gap_pp"] == close(None if is_outside else points(q.get(part, Fraction(0)), p[part]))
        assert row["per_10000_index"] == close(None if is_outside or shown is None else Fraction(10_000 * shown, people[part]))
        nobody = None if is_outside or (counts["other"] and not counts[part]) else counts[part] == 0
        assert row["is_without_elected"] is nobody


@pytest.mark.parametrize("area", AREAS)
def test_representation_over_time(reference_warehouse, area):
    """The first body is Botkyrka's council; the official result stands beside it where it prints women."""
    found = rows(reference_warehouse, "representation_over_time", area=area)
    body = found[0]["body_id"]
    official: dict[int, list[dict]] = defaultdict(list)
    for row in facts.table("council_seats"):
        if row["municipality_code"] == area:
            official[int(row["election_id"][:4])].append(row)
    posts = {
        day: [post for post in recount.seated(area, day) if (post["body_id"], post["kind"]) == (body, "ordinary")]
        for day in recount.days(area)
    }
    assert [row["reference_date"] for row in found] == sorted(day for day in posts if posts[day])
    for row in found:
        counts = recount.counted(posts[row["reference_date"]], "gender")
        p = recount.shares(recount.population(area, "18+", "gender", row["reference_date"]))["women"]
        told = ("held_count", "women_count", "men_count", "unknown_count")
        assert tuple(row[name] for name in told) == (counts.total(), counts["women"], counts["men"], counts["unknown"])
        assert row["gap_pp"] == close(points(recount.shares(counts).get("women", Fraction(0)), p))
        parties = official[row["term_year"]]
        is_printed = parties and all(party["women_count"] for party in parties)
        women = (
            Fraction(sum(int(party["women_count"]) for party in parties), sum(int(party["seats_count"]) for party in parties))
            if is_printed
            else None
        )
        assert row["official_women_share"] == close(women)


@pytest.mark.parametrize("area", AREAS)
def test_power_ladder(reference_warehouse, area):
    day = recount.days(area)[0]
    ordinary = [post for post in recount.seated(area, day) if post["kind"] == "ordinary"]
    councils = {body for body, row in recount.bodies(area).items() if row["classification"] == "council"}
    parents = {body: row["parent_id"] for body, row in recount.bodies(area).items()}
    leads = [
        post
        for post in ordinary
        if post["role"].endswith("chair") and post["classification"] in ("executive", "committee", "sub_committee", "drafting")
    ]
    chairs = [
        post
        for post in leads
        if post["role"] == "chair"
        and (post["classification"] in ("executive", "committee") or parents[post["body_id"]] in councils | {None})
    ]
    persons = {
        "elected": [posts[0] for posts in recount.elected_persons(area, day).values()],
        **{kind: [post for post in ordinary if post["classification"] == kind] for kind in ("council", "executive")},
        "presidium": leads,
        "chairs": chairs,
        "executive_chair": [post for post in chairs if post["classification"] == "executive"],
    }
    found = {row["rung"]: row for row in rows(reference_warehouse, "power_ladder", area=area)}
    people = recount.population(area, "18+", "gender", day)
    assert (found["population"]["women_count"], found["population"]["men_count"]) == (people["women"], people["men"])
    for rung, posts in persons.items():
        sexes = Counter({post["person_id"]: post["gender"] for post in posts}.values())
        expected = (sexes.total(), sexes["women"], sexes["men"]) if sexes else (None, None, None)
        assert tuple(found[rung][name] for name in ("person_count", "women_count", "men_count")) == expected
        assert found[rung]["women_share"] == close(recount.shares(sexes).get("women", 0) if sexes else None)


def political(area: str, day: date) -> list[dict]:
    """Ordinary posts outside companies and advisory councils."""
    return [
        post
        for post in recount.seated(area, day)
        if post["kind"] == "ordinary" and post["classification"] not in ("company", "advisory")
    ]


@pytest.mark.parametrize("area", AREAS)
def test_heavy_posts(reference_warehouse, area):
    posts = political(area, recount.days(area)[0])
    heavy = [post for post in posts if post["role"].endswith("chair") and post["classification"] not in ("council", "audit")]
    every, led = recount.counted(posts, "gender"), recount.counted(heavy, "gender")
    for row in rows(reference_warehouse, "heavy_posts", area=area):
        sex = row["gender"]
        assert (row["post_count"], row["heavy_count"]) == (every[sex], led[sex])
        assert row["heavy_share"] == close(recount.shares(led).get(sex, 0) if sex != "unknown" else None)


@pytest.mark.parametrize("area", AREAS)
def test_assignment_concentration(reference_warehouse, area):
    found = {
        (row["reference_date"], row["gender"]): row for row in rows(reference_warehouse, "assignment_concentration", area=area)
    }
    for day in recount.days(area):
        persons = recount.elected_persons(area, day)
        for sex in ("women", "men", "total"):
            own = [posts for posts in persons.values() if sex in ("total", posts[0]["gender"])]
            row = found[day, sex]
            assert (row["person_count"], row["assignment_count"]) == (len(own), sum(map(len, own)))
            assert row["per_person_index"] == close(Fraction(sum(map(len, own)), len(own)))
            assert row["country_index"] == close(Fraction(60_800, 35_900))


def fee_of(area: str, post: dict, day: date) -> float | None:
    """The yearly fee that holds on the day, the one begun last."""
    known = {
        fee["start_date"]: fee["yearly_fee_sek"]
        for fee in recount.register(area, "fees")
        if (fee["body_id"], fee["role"]) == (post["body_id"], post["role"])
        and fee["start_date"] <= day <= (fee["end_date"] or day)
    }
    return known[max(known)] if known else None


def points_of(post: dict) -> int:
    return 3 if post["role"] == "chair" else 2 if post["role"].endswith("vice_chair") else 1


@pytest.mark.parametrize("dimension", ["gender", "age"])
@pytest.mark.parametrize("area", AREAS)
def test_influence_by_group(reference_warehouse, area, dimension):
    day = recount.days(area)[0]
    posts = [post for post in political(area, day) if post[dimension] != "unknown"]
    weights = {
        "arvode": [fee_of(area, post, day) or 0 for post in posts],
        "lika": [1] * len(posts),
        "roller": [points_of(post) for post in posts],
    }
    found = rows(reference_warehouse, "influence_by_group", area=area, dimension=dimension)
    p = recount.shares(recount.population(area, "18+", dimension, day))
    index: dict[str, list[float]] = defaultdict(list)
    for row in found:
        if not row["is_substitute"] and row["category"] != "unknown":
            own = [
                weight for post, weight in zip(posts, weights[row["scheme"]], strict=True) if post[dimension] == row["category"]
            ]
            assert row["index_share"] == close(sum(own) / sum(weights[row["scheme"]]))
            assert (row["post_count"], row["population_share"]) == (len(own), close(p[row["category"]]))
            index[row["category"]].append(row["index_share"])
    for row in found:
        if row["category"] in index and not row["is_substitute"]:
            assert (row["low_share"], row["high_share"]) == (min(index[row["category"]]), max(index[row["category"]]))


@pytest.mark.parametrize("area", AREAS)
def test_influence_weights(reference_warehouse, area):
    day = recount.days(area)[0]
    fees: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    for post in political(area, day):
        fees[post["classification"], post["role"]].append(fee_of(area, post, day))
    whole = sum(fee for known in fees.values() for fee in known if fee is not None)
    found = rows(reference_warehouse, "influence_weights", area=area)
    assert {(row["classification"], row["role"]) for row in found} == set(fees)
    for row in found:
        every = fees[row["classification"], row["role"]]
        known = [fee for fee in every if fee is not None]
        assert (row["post_count"], row["missing_fee_count"]) == (len(every), len(every) - len(known))
        assert row["weight_value"] == close(sum(known) / len(known) if known else None)
        assert row["weight_share"] == close(sum(known) / whole if known else None)


@pytest.mark.parametrize("area", AREAS)
def test_staff_representation(reference_warehouse, area):
    """What is shown is what the register has; shares only where both sexes are shown."""
    counts: dict[tuple, int] = defaultdict(int)
    for row in recount.register(area, "staff"):
        for administration, level in product((row["administration"], "total"), (row["level"], "total")):
            counts[row["measurement_date"], administration, level, row["gender"]] += row["count"]
    found = rows(reference_warehouse, "staff_representation", area=area)
    shown = {tuple(row[name] for name in ("measurement_date", "administration", "level", "gender")): row for row in found}
    assert set(shown) == set(counts)
    residents = {day: recount.shares(recount.population(area, "18+", "gender", day)) for day in {key[0] for key in shown}}
    for key, row in shown.items():
        sexes = [shown[(*key[:3], sex)]["staff_count"] for sex in ("women", "men")]
        assert row["staff_count"] in (None, counts[key])
        assert (row["staff_count"] is None) == (row["suppression_reason"] is not None)
        assert row["staff_share"] == close(None if None in sexes else Fraction(row["staff_count"], sum(sexes)))
        assert row["residents_share"] == close(residents[key[0]][key[3]])
    assert sum(row["staff_share"] is not None for row in found) > 20


@pytest.mark.parametrize("area", AREAS)
def test_representation_clock(reference_warehouse, area):
    latest = recount.days(area)[0]
    measured = sorted({row["measurement_date"] for row in recount.register(area, "staff")})
    terms = [day for day in recount.days(area) if day.year in (2015, 2019, 2023) and area == "0127"]
    found = {
        row["cut"]: (row["last_date"], row["next_due_date"], row["row_count"])
        for row in rows(reference_warehouse, "representation_clock", area=area)
    }
    assert found == {
        "body": (latest, date(latest.year + 1, 1, 1), len(recount.days(area))),
        "birth_region": (date(2023, 1, 1), date(2027, 1, 1), len(terms)) if terms else (None, None, 0),
        "staff": (measured[-1], measured[-1].replace(year=measured[-1].year + 1), len(measured)),
    }


def held_rooms(area: str) -> list[tuple[dict, dict[str, dict[str, int]]]]:
    """Each dialogue held, and who was there by dimension and category; those not told are a category of their own."""
    rooms: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in recount.register(area, "attendance"):
        if row["count"] is not None:
            rooms[row["dialogue_id"]][row["dimension"]][row["category"]] = row["count"]
            if row["missing_count"]:
                rooms[row["dialogue_id"]][row["dimension"]]["unknown"] = row["missing_count"]
    return [(row, rooms[row["dialogue_id"]]) for row in recount.register(area, "dialogues") if row["status"] == "held"]


@pytest.mark.parametrize("area", AREAS)
def test_attendance_by_place(reference_warehouse, area):
    """The true number is never outside what is told, and is told where nothing is hidden and every room is known."""
    true: dict[tuple, list[int]] = defaultdict(list)
    for dialogue, room in held_rooms(area):
        place = (dialogue["location"] or "", dialogue["channel"] or "")
        for dimension in ("gender", "age"):
            for category, count in room[dimension].items():
                true[*place, dimension, category].append(count)
            if room[dimension]:
                true[*place, dimension, "total"].append(sum(room[dimension].values()))
    found: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows(reference_warehouse, "attendance_by_place", area=area):
        sums = found[row["location"], row["channel"], row["dimension"], row["category"]]
        for place, name in enumerate(("dialogue_count", "hidden_count", "least_count", "most_count")):
            sums[place] += row[name]
    whole = 0
    for key, (dialogues, hidden, least, most) in found.items():
        counts = true[key]
        assert dialogues <= len(counts), key
        if dialogues == len(counts):
            whole += 1
            assert least <= sum(counts) <= most, key
            assert hidden or least == sum(counts) == most, key
    assert whole > len(found) / 2
    sexes = {category for *_, dimension, category in found if dimension == "gender"}
    assert sexes == {"women", "men", "other", "unknown", "total"}


@pytest.mark.parametrize("area", AREAS)
def test_dialogue_duties(reference_warehouse, area):
    names = ("purpose", "target_group", "mandate", "stage", "feedback_owner")
    dialogues = [row for row in recount.register(area, "dialogues") if row["status"] != "cancelled"]
    filled = {name: sum(row[name] is not None for row in dialogues) for name in names}
    complete = sum(all(row[name] is not None for name in names) for row in dialogues)
    expected = [(name, len(dialogues), filled[name], close(Fraction(filled[name], len(dialogues))), complete) for name in names]
    together = sum(filled.values())
    expected.append(("total", len(dialogues), together, close(Fraction(together, 5 * len(dialogues))), complete))
    found = rows(reference_warehouse, "dialogue_duties", area=area)
    assert columns(found, "duty", "dialogue_count", "filled_count", "filled_share", "complete_count") == expected


def was_held(area: str, year: int | None = None) -> list[dict]:
    """The example's dialogues that have been held, in one year or all."""
    found = [row for row in recount.register(area, "dialogues") if row["status"] == "held"]
    return [row for row in found if year in (None, row["start_time"].year)]


def in_part(area: str, row: dict) -> str | None:
    """The part a dialogue was in, where it is a part of today."""
    parts = {part.name for part in example.place_of(recount.PROFILES[area]).areas}
    return row["area_code"] if row["area_code"] in parts else None


def share_of(number: int, whole: int):
    return close(Fraction(number, whole)) if whole else None


HELD = [("0127", None), ("0127", 2025), ("jarva", None)]


@pytest.mark.parametrize(("area", "year"), HELD)
def test_mandate_distribution(reference_warehouse, area, year):
    """Dialogues from the register; people from the list of dialogues, where what is hidden is hidden already."""
    dialogues = was_held(area, year)
    listed = {row["dialogue_id"]: row for row in rows(reference_warehouse, "dialogue_list", area=area)}
    groups: dict[tuple, list[dict]] = defaultdict(list)
    for row in dialogues:
        groups["all", "total"].append(row)
        groups["year", str(row["start_time"].year)].append(row)
        groups["administration", row["organization"] or ""].append(row)
        groups["area", in_part(area, row)].append(row)
    found = rows(reference_warehouse, "mandate_distribution", area=area, year=year)
    assert len(found) == 6 * len(groups)
    for row in found:
        key = (row["dimension"], row["category_name"] if row["dimension"] == "area" else row["category"])
        mandate = None if row["mandate"] == "missing" else row["mandate"]
        here = [listed[dialogue["dialogue_id"]] for dialogue in groups[key] if dialogue["mandate"] == mandate]
        assert row["dialogue_count"] == len(here)
        assert row["dialogue_share"] == share_of(len(here), len(groups[key]))
        assert row["hidden_count"] == sum(dialogue["suppression_reason"] is not None for dialogue in here)
        for column in ("participants_count", "women_count", "men_count"):
            known = [dialogue[column] for dialogue in here if dialogue[column] is not None]
            assert row[column] == (sum(known) if known or not here else None)
        everybody = [listed[dialogue["dialogue_id"]]["participants_count"] or 0 for dialogue in groups[key]]
        if row["participants_count"] is not None:
            assert row["participants_share"] == share_of(row["participants_count"], sum(everybody))


@pytest.mark.parametrize("area", recount.PROFILES)
def test_mandate_shift(reference_warehouse, area):
    counts = Counter(row["start_time"].year for row in was_held(area))
    base, later = min(year for year, count in counts.items() if count >= 10), max(counts)
    found = rows(reference_warehouse, "mandate_shift", area=area)
    assert {(row["base_year"], row["dialogue_year"]) for row in found} == {(base, later)}
    told = {row["organization"] for year in (base, later) for row in was_held(area, year)}
    assert {row["administration"] for row in found} == told | {"total"}
    for row in found:
        shares = []
        for year, columns_of in ((base, ("base_dialogue_count", "base_top_count")), (later, ("dialogue_count", "top_count"))):
            here = [one for one in was_held(area, year) if row["administration"] in ("total", one["organization"])]
            top = sum(one["mandate"] in ("genomfora", "bestamma") for one in here)
            assert tuple(row[name] for name in columns_of) == (len(here), top)
            shares.append(Fraction(top, len(here)) if len(here) >= 5 else None)
        assert row["change_pp"] == close(points(shares[1], shares[0]))


def timing_of(row: dict, day: date) -> str:
    """A dialogue of the examples and the day of its decision: early, late or unknown."""
    if row["start_time"].date() >= day or row["stage"] in ("before_decision", "after_decision", "follow_up"):
        return "late"
    return "early" if row["stage"] else "unknown"


def decided(area: str, year: int | None = None) -> dict[str, tuple[dict, date]]:
    """Dialogue -> its row and the day of its first decision."""
    days: dict[str, date] = {}
    for row in recount.register(area, "decisions"):
        if row["dialogue_id"]:
            days[row["dialogue_id"]] = min(row["decided_date"], days.get(row["dialogue_id"], date.max))
    return {row["dialogue_id"]: (row, days[row["dialogue_id"]]) for row in was_held(area, year) if row["dialogue_id"] in days}


@pytest.mark.parametrize(("area", "year"), HELD)
def test_dialogue_steering(reference_warehouse, area, year):
    linked = decided(area, year)
    for row in rows(reference_warehouse, "dialogue_steering", area=area, year=year):
        of = {"all": lambda one: "total", "year": lambda one: str(one["start_time"].year)}.get(
            row["dimension"], lambda one: one["organization"]
        )
        here = [one for one in was_held(area, year) if of(one) == row["category"]]
        timings = Counter(timing_of(*linked[one["dialogue_id"]]) for one in here if one["dialogue_id"] in linked)
        plans = Counter(one["in_plan"] for one in here)
        assert (row["early_count"], row["late_count"], row["unknown_timing_count"]) == (
            timings["early"], timings["late"], timings["unknown"],
        )  # fmt: skip
        assert row["early_share"] == share_of(timings["early"], timings.total())
        assert (row["planned_count"], row["beside_count"], row["unknown_plan_count"]) == (plans[True], plans[False], plans[None])
        assert row["planned_share"] == share_of(plans[True], len(here))


@pytest.mark.parametrize(("area", "year"), HELD)
def test_dialogue_to_decision(reference_warehouse, area, year):
    found = rows(reference_warehouse, "dialogue_to_decision", area=area, year=year)
    expected = {
        (key, row["organization"], day, float((day - row["start_time"].date()).days), timing_of(row, day))
        for key, (row, day) in decided(area, year).items()
    }
    names = ("dialogue_id", "administration", "decision_date", "days_before_value", "timing")
    assert set(columns(found, *names)) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("area", recount.PROFILES)
def test_residents_decided(reference_warehouse, area):
    rounds: dict[str, list[dict]] = defaultdict(list)
    for row in recount.register(area, "budget_projects"):
        rounds[row["instance"]].append(row)
    expected = {
        ("budget", key, int(key[-4:]), sum(row["cost"] for row in listed if row["selected"]), listed[0]["budget"])
        for key, listed in rounds.items()
    }
    given_away = {row["dialogue_id"] for row in recount.register(area, "dialogues") if row["mandate"] == "bestamma"}
    expected |= {
        ("delegated", row["decision_id"], row["decided_date"].year, row["amount_sek"], None)
        for row in recount.register(area, "decisions")
        if row["dialogue_id"] in given_away
    }
    found = rows(reference_warehouse, "residents_decided", area=area)
    assert set(columns(found, "kind", "item_id", "item_year", "item_value", "frame_value")) == expected


@pytest.mark.parametrize("area", recount.PROFILES)
def test_user_council_coverage(reference_warehouse, area):
    units = recount.register(area, "user_councils")
    found = rows(reference_warehouse, "user_council_coverage", area=area)
    assert {(row["council_year"], row["administration"]) for row in found} == {
        (unit["year"], name) for unit in units for name in ("total", unit["administration"])
    }
    for row in found:
        of = ("total", row["administration"])
        here = [
            unit for unit in units if unit["year"] == row["council_year"] and (of[1] == of[0] or unit["administration"] == of[1])
        ]
        councils = [unit for unit in here if unit["has_council"]]
        answers = [(unit["is_voluntary"], unit["has_other_route"]) for unit in councils]
        assert (row["unit_count"], row["council_count"]) == (len(here), len(councils))
        assert row["council_share"] == share_of(len(councils), len(here))
        assert row["free_count"] == answers.count((True, True))
        assert row["not_free_count"] == sum(False in pair for pair in answers)
        assert row["unknown_free_count"] == sum(None in pair and False not in pair for pair in answers)
        assert row["free_share"] == share_of(answers.count((True, True)), len(councils))
        assert row["unknown_voluntary_count"] == sum(voluntary is None for voluntary, _ in answers)
        assert row["untold_count"] == sum(unit["members_women"] is None and unit["members_men"] is None for unit in councils)
        if row["administration"] == "total":
            women = sum(unit["members_women"] or 0 for unit in councils)
            assert row["women_count"] == women or row["women_reason"]


@pytest.mark.parametrize("area", recount.PROFILES)
def test_user_council_list(reference_warehouse, area):
    units = {unit["unit_id"]: unit for unit in recount.register(area, "user_councils") if unit["year"] == 2026}
    found = rows(reference_warehouse, "user_council_list", area=area)
    assert {row["unit_id"] for row in found} == set(units)
    for row in found:
        unit = units[row["unit_id"]]
        assert (row["unit_name"], row["has_council"]) == (unit["unit"], unit["has_council"])
        if unit["has_council"]:
            assert (row["is_voluntary"], row["has_other_route"]) == (unit["is_voluntary"], unit["has_other_route"])
        assert row["women_count"] in (None, unit["members_women"])
        assert row["women_count"] == unit["members_women"] or row["women_reason"]


@pytest.mark.parametrize(("area", "year"), HELD)
def test_channel_mix(reference_warehouse, area, year):
    dialogues = was_held(area, year)
    listed = {row["dialogue_id"]: row for row in rows(reference_warehouse, "dialogue_list", area=area)}
    used: dict[str, set[str]] = defaultdict(set)
    for row in dialogues:
        if in_part(area, row):
            used[in_part(area, row)].add(row["channel"])
    found = rows(reference_warehouse, "channel_mix", area=area, year=year)
    assert [row["channel"] for row in found] == ["physical", "digital", "mixed", "panel", "council", "outreach"]
    for row in found:
        here = [listed[one["dialogue_id"]] for one in dialogues if one["channel"] == row["channel"]]
        assert (row["dialogue_count"], row["dialogue_share"]) == (len(here), share_of(len(here), len(dialogues)))
        for column in ("participants_count", "women_count", "men_count"):
            known = [one[column] for one in here if one[column] is not None]
            assert row[column] == (sum(known) if known or not here else None)
        assert row["hidden_count"] == sum(one["suppression_reason"] is not None for one in here)
        assert row["part_count"] == sum(row["channel"] in channels for channels in used.values())
        assert row["only_part_count"] == sum(channels == {row["channel"]} for channels in used.values())


@pytest.mark.parametrize("area", recount.PROFILES)
def test_channel_by_group(reference_warehouse, area):
    """What is published of a group and channel is never more than the register has, and places are those of the register."""
    channels = {row["dialogue_id"]: row["channel"] for row in was_held(area)}
    true: dict[tuple, int] = defaultdict(int)
    for row in recount.register(area, "attendance"):
        if row["dialogue_id"] in channels:
            true[row["dimension"], row["category"], channels[row["dialogue_id"]]] += row["count"] or 0
    places = Counter((in_part(area, row), row["channel"]) for row in was_held(area))
    found = rows(reference_warehouse, "channel_by_group", area=area)
    assert {row["dimension"] for row in found} == {"gender", "age", "first_time", "area", "place"}
    for row in found:
        if row["dimension"] == "place":
            number = places[row["category_name"], row["channel"]]
            assert (row["dialogue_count"], row["is_reached"]) == (number, number > 0)
        elif row["category"] != "unknown":
            assert (row["person_count"] or 0) <= true[row["dimension"], row["category"], row["channel"]]
            assert row["hidden_count"] or row["person_count"] in (None, true[row["dimension"], row["category"], row["channel"]])
        others = [one for one in found if (one["dimension"], one["category"]) == (row["dimension"], row["category"])]
        assert row["is_only_here"] is not True or [one["is_reached"] for one in others].count(False) == len(others) - 1
    women = {row["channel"]: row["person_count"] for row in found if row["category"] == "women"}
    mix = rows(reference_warehouse, "channel_mix", area=area)
    assert women == {row["channel"]: row["women_count"] for row in mix if row["dialogue_count"]}


@pytest.mark.parametrize("area", recount.PROFILES)
def test_consultation_by_part(reference_warehouse, area):
    consultations = [row for row in was_held(area) if row["classification"] == "pbl_consultation"]
    found = rows(reference_warehouse, "consultation_by_part", area=area)
    parts = {part.name for part in example.place_of(recount.PROFILES[area]).areas}
    assert parts <= {row["part_name"] for row in found}
    for row in found:
        here = [one for one in consultations if row["part_area_id"] == "total" or in_part(area, one) == row["part_name"]]
        known = [one["contributions"] for one in here if one["contributions"] is not None]
        assert (row["consultation_count"], row["uncounted_count"]) == (len(here), len(here) - len(known))
        assert row["statements_count"] == (sum(known) if known or not here else None)
        place = area if row["part_area_id"] == "total" else row["part_area_id"]
        living = rows(reference_warehouse, "resident_groups", area=place, base="all") if place else []
        whole = [one for one in living if (one["dimension"], one["gender"]) == ("all", "total")]
        assert row["resident_count"] == (whole[0]["resident_count"] if whole else None)
        if row["statements_count"] is not None and whole:
            assert row["per_1000_ratio"] == close(Fraction(1000 * row["statements_count"], whole[0]["resident_count"]))


@pytest.mark.parametrize(("area", "year"), HELD)
def test_consultation_list(reference_warehouse, area, year):
    expected = {
        (row["dialogue_id"], row["start_time"].date(), row["end_time"] and row["end_time"].date(), row["contributions"])
        for row in was_held(area, year)
        if row["classification"] == "pbl_consultation"
    }
    found = rows(reference_warehouse, "consultation_list", area=area, year=year)
    assert set(columns(found, "dialogue_id", "start_date", "end_date", "statements_count")) == expected
    assert [row["start_date"] for row in found] == sorted((row["start_date"] for row in found), reverse=True)


def residents_by(place: str, year: int | None) -> tuple[int, str] | None:
    """Residents of a place and their day: the latest up to the year, else the first; from the reference tables."""
    known = {day: groups["total", "total"] for (name, day), groups in facts.residents_of(place, "all").items() if name == "all"}
    until = [day for day in known if year is None or int(day[:4]) <= year]
    day = max(until) if until else min(known, default=None)
    return (known[day], day) if day else None


def marshall(persons: dict[str, int], living: dict[str, int]) -> dict[str, Fraction]:
    """Empirical Bayes rates in fractions, from the paper: method of moments, drawn to the common rate."""
    everybody, all_living = sum(persons.values()), sum(living.values())
    common = Fraction(everybody, all_living)
    spread = sum(living[part] * (Fraction(persons[part], living[part]) - common) ** 2 for part in persons) / all_living
    between = max(Fraction(0), spread - common / Fraction(all_living, len(persons)))
    return {
        part: common + between / (between + common / living[part]) * (Fraction(persons[part], living[part]) - common)
        for part in persons
    }


@pytest.mark.parametrize(("area", "year"), HELD)
def test_reach_by_part(reference_warehouse, area, year):
    """Dialogues and persons from the registers; numbers of people from the list of dialogues, where what is hidden is hidden."""
    listed = {row["dialogue_id"]: row for row in rows(reference_warehouse, "dialogue_list", area=area)}
    persons = Counter()
    for row in recount.register(area, "unique_participants"):
        if row["year"] == year:
            persons[row["area_code"], row["gender"]] += row["count"]
    found = rows(reference_warehouse, "reach_by_part", area=area, year=year)
    names = {part.name for part in example.place_of(recount.PROFILES[area]).areas}
    assert names <= {row["part_name"] for row in found}
    for row in found:
        is_whole = row["part_area_id"] == "total"
        here = [listed[one["dialogue_id"]] for one in was_held(area, year) if is_whole or in_part(area, one) == row["part_name"]]
        shown = [one["participants_count"] for one in here if one["participants_count"] is not None]
        hidden = [one for one in here if one["suppression_reason"]]
        assert (row["dialogue_count"], row["counted_count"], row["hidden_count"]) == (len(here), len(shown), len(hidden))
        assert row["participants_count"] == (sum(shown) if shown or not here else None)
        for sex in ("women", "men", "unknown_gender"):
            told = [one[f"{sex}_count"] for one in here if one[f"{sex}_count"] is not None]
            assert row[f"{sex}_count"] == (sum(told) if told or not here else None)
            reasons = sum(one[f"{sex}_reason"] is not None for one in here)
            assert row[f"hidden_{sex.removesuffix('_gender')}_count"] == reasons
        living = residents_by(area if is_whole else row["part_area_id"], year) if row["part_area_id"] else None
        assert (row["resident_count"], row["population_date"] and str(row["population_date"])) == (living or (None, None))
        if row["unique_count"] is not None:
            homes = names if is_whole else {row["part_name"]}
            true = sum(count for (home, _), count in persons.items() if home in homes)
            assert row["unique_count"] == true
            assert row["reach_ratio"] == close(Fraction(1000 * true, living[0]))
    told = {row["part_area_id"]: row for row in found if row["smooth_ratio"] is not None}
    assert bool(told) == (year == 2025)
    if told:
        smooth = marshall(
            {part: row["unique_count"] for part, row in told.items()}, {part: row["resident_count"] for part, row in told.items()}
        )
        assert {part: row["smooth_ratio"] for part, row in told.items()} == {
            part: close(1000 * rate) for part, rate in smooth.items()
        }


@pytest.mark.parametrize(("area", "year"), HELD)
def test_reach_points(reference_warehouse, area, year):
    listed = {row["dialogue_id"]: row for row in rows(reference_warehouse, "dialogue_list", area=area)}
    found = rows(reference_warehouse, "reach_points", area=area, year=year)
    assert {row["dialogue_id"] for row in found} == {row["dialogue_id"] for row in was_held(area, year)}
    for row in found:
        names = ("title", "start_date", "area_name", "mandate", "participants_count", "suppression_reason", "lon", "lat")
        assert {name: row[name] for name in names} == {name: listed[row["dialogue_id"]][name] for name in names}
        assert (row["hexagon_id"] is None) == (row["lon"] is None)
    shown = [row["participants_count"] for row in found if row["participants_count"] is not None]
    assert shown == sorted(shown, reverse=True)


def metres(lon: float, lat: float) -> tuple[float, float]:
    """East and north in SWEREF 99 TM, by the projection library itself."""
    return pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3006", always_xy=True).transform(lon, lat)


@pytest.mark.parametrize(("area", "year"), HELD)
def test_reach_by_hexagon(reference_warehouse, area, year):
    """No middle of a hexagon is nearer than the own one; counts are those of the points."""
    points = [row for row in rows(reference_warehouse, "reach_points", area=area, year=year) if row["hexagon_id"]]
    middles = {id: tuple(map(int, id.split("-"))) for id in {row["hexagon_id"] for row in points}}
    for row in points:
        place = metres(row["lon"], row["lat"])
        distances = {id: dist(place, middle) for id, middle in middles.items()}
        assert distances[row["hexagon_id"]] <= min(min(distances.values()) + 1, 1_000 / sqrt(3) + 1)
    found = {row["hexagon_id"]: row for row in rows(reference_warehouse, "reach_by_hexagon", area=area, year=year)}
    assert {id: row["dialogue_count"] for id, row in found.items()} == Counter(row["hexagon_id"] for row in points)
    for id, row in found.items():
        here = [one for one in points if one["hexagon_id"] == id]
        shown = [one["participants_count"] for one in here if one["participants_count"] is not None]
        assert row["participants_count"] == (sum(shown) if shown else None)
        hidden = sum(one["suppression_reason"] is not None for one in here)
        assert (row["hidden_count"], row["uncounted_count"]) == (hidden, len(here) - len(shown) - hidden)


@pytest.mark.parametrize(("area", "year"), HELD)
def test_attention_groups(reference_warehouse, area, year):
    """Those of the register; groups as the coverage has them, parts by unique participants who live there."""
    found = rows(reference_warehouse, "attention_groups", area=area, year=year)
    registered = recount.register(area, "attention")
    assert len(found) == len(registered) == found[0]["flagged_count"]
    assert {(row["dimension"], row["category_name"] or row["category"]) for row in found} == {
        (row["dimension"], row["category"]) for row in registered
    }
    coverage = rows(reference_warehouse, "dialogue_coverage", area=area, year=year)
    covered = {(row["dimension"], row["category"]): row for row in coverage}
    parts = {row["part_area_id"]: row for row in rows(reference_warehouse, "reach_by_part", area=area, year=year)}
    for row in found:
        same = covered[row["dimension"], row["category"]]
        assert {name: row[name] for name in ("dialogue_count", "participants_count", "hidden_count")} == {
            name: same[name] for name in ("dialogue_count", "participants_count", "hidden_count")
        }
        if row["dimension"] == "area":
            assert row["reach_ratio"] == close(parts[row["category"]]["reach_ratio"])
            assert row["is_reached"] == (None if row["unique_count"] is None else row["unique_count"] > 0)
        else:
            assert row["is_reached"] == same["is_reached"]
    known = [row["is_reached"] for row in found if row["is_reached"] is not None]
    assert all(row["reached_share"] == (close(sum(known) / len(known)) if known else None) for row in found)


@pytest.fixture(scope="module")
def regso_warehouse(reference_warehouse, tmp_path_factory) -> Iterator[Warehouse]:
    """The reference warehouse as if four RegSO met in Tumba: east and west of 17.83, north and south of 59.21."""
    path = tmp_path_factory.mktemp("regso") / reference_warehouse.path.name
    shutil.copyfile(reference_warehouse.path, path)
    halves = {"W": (17.6, 17.83), "E": (17.83, 18.1)}, {"N": (59.21, 59.4), "S": (59.0, 59.21)}
    with duckdb.connect(path) as connection:
        for (x, (west, east)), (y, (south, north)) in product(*(half.items() for half in halves)):
            border = shapely.to_geojson(shapely.box(west, south, east, north))
            connection.execute(
                "INSERT INTO geo_regso VALUES ('0127', $code, $code, 'regso2025', 5000, NULL, 's', $border)",
                {"code": x + y, "border": border},
            )
            connection.execute(
                "INSERT INTO dialogue_regso SELECT area_id, dialogue_id, $code FROM fact_dialogue "
                "WHERE area_id = '0127' AND lon BETWEEN $west AND $east AND lat BETWEEN $south AND $north",
                {"code": x + y, "west": west, "east": east, "south": south, "north": north},
            )
    opened = open_file(path)
    yield opened
    opened.close()


@pytest.mark.parametrize("year", [None, 2024, 2025])
def test_reach_by_regso(regso_warehouse, year):
    """Every dialogue of the points is in one row; counts are those of the points that lie there."""
    points = rows(regso_warehouse, "reach_points", area="0127", year=year)
    found = {row["regso_code"]: row for row in rows(regso_warehouse, "reach_by_regso", area="0127", year=year)}
    assert set(found) - {""} == {"WN", "WS", "EN", "ES"}

    def place(row: dict) -> str:
        return "" if row["lon"] is None else ("W" if row["lon"] < 17.83 else "E") + ("N" if row["lat"] > 59.21 else "S")

    for code, row in found.items():
        here = [one for one in points if place(one) == code]
        shown = [one["participants_count"] for one in here if one["participants_count"] is not None]
        hidden = sum(one["suppression_reason"] is not None for one in here)
        counts = (row["dialogue_count"], row["hidden_count"], row["uncounted_count"])
        assert counts == (len(here), hidden, len(here) - len(shown) - hidden)
        assert row["participants_count"] == (sum(shown) if shown or not here else None)
        assert row["per_1000_ratio"] == (None if not code or (here and not shown) else close(sum(shown) / 5))


def test_regso_geometry(regso_warehouse, reference_warehouse):
    """No border ships; where borders are, they are those that were loaded."""
    assert rows(reference_warehouse, "regso_geometry", area="0127") == []
    found = rows(regso_warehouse, "regso_geometry", area="0127")
    assert shapely.union_all([shapely.from_geojson(row["geojson"]) for row in found]).bounds == (17.6, 59.0, 18.1, 59.4)


@pytest.mark.parametrize("area", recount.PROFILES)
def test_hexagon_geometry(reference_warehouse, area):
    """Regular hexagons a kilometre wide that do not overlap, one for each that a dialogue lies in."""
    found = rows(reference_warehouse, "hexagon_geometry", area=area)
    cells = {row["hexagon_id"]: shapely.from_geojson(row["geojson"]) for row in found}
    for row in found:
        corners = [metres(*corner) for corner in cells[row["hexagon_id"]].exterior.coords]
        middle = tuple(map(int, row["hexagon_id"].split("-")))
        assert len(corners) == 7
        assert [dist(corner, middle) for corner in corners] == [pytest.approx(1_000 / sqrt(3), abs=2)] * 7
        assert dist(metres(row["lon"], row["lat"]), middle) < 2
        assert not shapely.is_ccw(cells[row["hexagon_id"]].exterior)
    for one, other in combinations(cells.values(), 2):
        assert one.intersection(other).area < 0.001 * one.area
    listed = rows(reference_warehouse, "dialogue_list", area=area)
    used = {row["hexagon_id"] for row in rows(reference_warehouse, "reach_points", area=area)}
    assert used - {None} <= set(cells)
    assert len(cells) <= sum(row["lon"] is not None for row in listed)


@pytest.mark.parametrize(("area", "year"), HELD)
def test_dialogue_coverage(reference_warehouse, area, year):
    """Parts from the register. A group that is said not to be reached has too few also in the register itself."""
    held_ids = {row["dialogue_id"] for row in was_held(area, year)}
    true = Counter()
    for row in recount.register(area, "attendance"):
        if row["dialogue_id"] in held_ids and row["count"] is not None:
            true[row["dimension"], row["category"]] += row["count"]
    found = rows(reference_warehouse, "dialogue_coverage", area=area, year=year)
    for row in found:
        if row["dimension"] == "area":
            here = [one for one in was_held(area, year) if in_part(area, one) == row["category_name"]]
            assert (row["dialogue_count"], row["is_reached"]) == (len(here), bool(here))
        else:
            assert (row["participants_count"] or 0) <= true[row["dimension"], row["category"]]
            assert row["is_reached"] in (None, true[row["dimension"], row["category"]] >= 5)
            assert row["hidden_count"] or row["participants_count"] == true[row["dimension"], row["category"]]
        alike = [one["is_reached"] for one in found if one["dimension"] == row["dimension"]]
        known = [one for one in alike if one is not None]
        assert (row["reached_count"], row["known_count"]) == (sum(known), len(known))
        assert row["reached_share"] == share_of(sum(known), len(known))


@pytest.mark.parametrize(("area", "year"), HELD)
def test_catchment_by_part(reference_warehouse, area, year):
    """What is told of a pair of parts is no more than the register has, in no more dialogues."""
    homes: dict[str, Counter] = defaultdict(Counter)
    for row in recount.register(area, "attendance"):
        if row["dimension"] == "area" and row["count"] is not None:
            homes[row["dialogue_id"]][row["category"]] += row["count"]
    found = rows(reference_warehouse, "catchment_by_part", area=area, year=year)
    for row in found:
        here = [homes[one["dialogue_id"]] for one in was_held(area, year) if in_part(area, one) == row["part_name"]]
        counted = [home for home in here if home]
        assert row["dialogue_count"] + row["hidden_count"] == len(counted)
        assert (row["inside_count"] or 0) <= sum(home[row["home_name"]] for home in counted)
        assert (row["known_count"] or 0) <= sum(home.total() for home in counted)
        assert row["home_share"] == (share_of(row["inside_count"], row["known_count"]) if row["dialogue_count"] else None)
        if not row["hidden_count"]:
            assert row["inside_count"] == sum(home[row["home_name"]] for home in counted)
    assert any(row["home_share"] for row in found)


@pytest.mark.parametrize("area", recount.PROFILES)
def test_without_vote_by_part(reference_warehouse, area):
    found = rows(reference_warehouse, "without_vote_by_part", area=area)
    assert {row["part_area_id"] for row in found} == {"total", *recount.parts(area)}
    for row in found:
        place = area if row["part_area_id"] == "total" else row["part_area_id"]
        living, day = residents_by(place, None)
        electors = {day: groups["total", "total"] for (name, day), groups in facts.electors_of(place).items() if name == "all"}
        election = max(one for one in electors if one[:4] <= day[:4])
        assert (row["resident_count"], str(row["population_date"])) == (living, day)
        assert (row["eligible_count"], str(row["election_date"])) == (electors[election], election)
        assert row["without_vote_share"] == close(Fraction(living - electors[election], living))


def true_rooms(area: str) -> dict[str, dict[tuple[str, str], int]]:
    """Unit -> dimension and category -> how many were truly there, of the dialogues, parts by year and years."""
    dialogues = {row["dialogue_id"]: row for row in recount.register(area, "dialogues")}
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(Counter)
    for row in recount.register(area, "attendance"):
        year = dialogues[row["dialogue_id"]]["start_time"].year
        for unit in (row["dialogue_id"], str(year)):
            found[unit][row["dimension"], row["category"]] += row["count"] or 0
    return found


@pytest.mark.parametrize("area", recount.PROFILES)
def test_room_by_unit(reference_warehouse, area):
    """What is told of a dialogue is what the register has, a year has never more; expected persons are of those known."""
    true = true_rooms(area)
    for unit in (*list(true)[:6], "2024", "2025"):
        for row in rows(reference_warehouse, "room_by_unit", area=area, unit=unit):
            key = row["dimension"], row["category"]
            is_told = row["measure"] == "present" and row["person_count"] is not None
            if is_told and key in true[unit] and row["category"] != "unknown":
                assert row["person_count"] <= true[unit][key]
                assert len(unit) == 4 or row["person_count"] == true[unit][key]
            if row["expected_count"] is not None:
                assert row["expected_count"] == pytest.approx(row["known_count"] * row["population_share"])
                assert row["deviation_count"] == pytest.approx(row["person_count"] - row["expected_count"])


@pytest.mark.parametrize("area", recount.PROFILES)
def test_room_mirror(reference_warehouse, area):
    """D is half the sum of what is told group by group; a hidden group leaves no D and no verdict on it."""
    for mirror in rows(reference_warehouse, "room_mirror", area=area)[:120]:
        if mirror["dimension"] == "all":
            continue
        told = [
            row
            for row in rows(reference_warehouse, "room_by_unit", area=area, unit=mirror["unit_id"])
            if row["measure"] == "present" and row["dimension"] == mirror["dimension"] and row["population_share"] is not None
        ]
        if mirror["tvd_share"] is not None:
            known = sum(row["person_count"] for row in told)
            assert known == mirror["known_count"]
            away = sum(abs(row["person_count"] / known - row["population_share"]) for row in told) / 2
            assert mirror["tvd_share"] == pytest.approx(away)
            assert mirror["verdict"] != "avviker" or away > mirror["band_share"]
        elif any(row["person_count"] is None for row in told):
            assert mirror["verdict"] in ("dolt", "inget_test")


@pytest.mark.parametrize("area", recount.PROFILES)
def test_room_unit_list(reference_warehouse, area):
    """Every dialogue that was counted, the years they were in, and nothing else."""
    counted = {row["dialogue_id"] for row in recount.register(area, "attendance") if row["count"] is not None}
    dialogues = {row["dialogue_id"]: row for row in recount.register(area, "dialogues")}
    counted |= {key for key, row in dialogues.items() if row["attendees"] is not None}
    found = rows(reference_warehouse, "room_unit_list", area=area)
    assert {row["unit_id"] for row in found if row["unit_kind"] == "dialogue"} == counted
    years = {str(dialogues[key]["start_time"].year) for key in counted}
    assert {row["unit_id"] for row in found if row["unit_kind"] == "year"} == years


@pytest.mark.parametrize("area", recount.PROFILES)
def test_dialogue_head(reference_warehouse, area):
    names = ("dialogue_id", "title", "purpose", "target_group", "mandate")
    expected = {tuple(row[name] for name in names) for row in recount.register(area, "dialogues")}
    assert set(columns(rows(reference_warehouse, "dialogue_head", area=area), *names)) == expected


@pytest.mark.parametrize("area", recount.PROFILES)
def test_gender_missing_by_year(reference_warehouse, area):
    sexed = {
        row["dialogue_id"]
        for row in recount.register(area, "attendance")
        if row["dimension"] in ("gender", "gender_age") and row["count"] is not None and row["category"] != "unknown"
    }
    held: dict[str, list[bool]] = defaultdict(list)
    for row in recount.register(area, "dialogues"):
        if row["status"] == "held":
            for period in (str(row["start_time"].year), "total"):
                held[period].append(row["dialogue_id"] not in sexed)
    expected = {(period, len(missing), sum(missing), sum(missing) / len(missing)) for period, missing in held.items()}
    found = rows(reference_warehouse, "gender_missing_by_year", area=area)
    assert set(columns(found, "period", "held_count", "missing_count", "missing_share")) == expected


def told_as(found: int | None, counted: int) -> bool:
    """A number that is shown is the counted one; one that is hidden may be any."""
    return found is None or found == counted


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_wave_list(reference_warehouse, area):
    expected = [
        (wave["wave_id"], number, wave["title"], close(Fraction(wave["completed"], wave["invited"])),
         wave["recruitment"] != "random", wave["results_date"])
        for number, wave in enumerate(panel_recount.waves(area), start=1)
    ]  # fmt: skip
    found = rows(reference_warehouse, "panel_wave_list", area=area)
    names = ("wave_id", "wave_number", "title", "response_share", "is_self_recruited", "results_date")
    assert columns(found, *names) == expected[::-1]
    assert {row["method"] for row in found} == ({"raked"} if area == "0127" else {"own"})


def counted_in_panel(people: list[dict], dimension: str, category: str, gender: str) -> int:
    """How many of a group; an age of both sexes is women and men."""
    both = ("women", "men") if dimension == "age" else ("women", "men", "other", "unknown")
    sexes = both if gender == "total" else (gender,)
    return sum(panel_recount.group(one, dimension) == category and one["gender"] in sexes for one in people)


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_members(reference_warehouse, area):
    """Every number that is shown, and that those shown are far more than those hidden."""
    wave = panel_recount.waves(area)[-1]
    people = panel_recount.present(area, wave)
    year = date(wave["start_date"].year - 1, wave["start_date"].month, wave["start_date"].day)
    late = [each["wave_id"] for each in panel_recount.waves(area) if each["start_date"] > year]
    active = [person for one, person in people.items() if any(one in panel_recount.who_answered(area, each) for each in late)]
    found = rows(reference_warehouse, "panel_members", area=area)
    for row in found:
        key = row["dimension"], row["category"], row["gender"]
        assert told_as(row["member_count"], counted_in_panel(list(people.values()), *key)), key
        assert told_as(row["active_count"], counted_in_panel(active, *key)), key
    assert sum(row["member_count"] is not None for row in found) > 0.75 * len(found)
    sexes = {row["gender"]: row for row in found if row["dimension"] == "all"}
    if sexes["women"]["member_share"] is not None:
        known = sum(sexes[sex]["member_count"] for sex in ("women", "men"))
        assert sexes["women"]["member_share"] == close(Fraction(sexes["women"]["member_count"], known))


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_flow(reference_warehouse, area):
    people = panel_recount.members(area).values()
    for row in rows(reference_warehouse, "panel_flow", area=area):
        day = "joined_date" if row["direction"] == "joined" else "left_date"
        of_year = [one for one in people if one[day] and one[day].year == row["flow_year"]]
        assert told_as(row["person_count"], sum(row["gender"] in (one["gender"], "total") for one in of_year))


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_response(reference_warehouse, area):
    for wave in panel_recount.waves(area):
        people = panel_recount.present(area, wave)
        answered = [person for one, person in people.items() if one in panel_recount.who_answered(area, wave["wave_id"])]
        found = rows(reference_warehouse, "panel_response", area=area, wave=wave["wave_id"])
        for row in found:
            key = row["dimension"], row["category"], row["gender"]
            assert told_as(row["asked_count"], counted_in_panel(list(people.values()), *key)), key
            assert told_as(row["answered_count"], counted_in_panel(answered, *key)), key
            if row["response_share"] is not None:
                assert row["response_share"] == close(Fraction(row["answered_count"], row["asked_count"]))
        parts = [row for row in found if row["dimension"] == "area" and row["category"] not in ("unknown", "other")]
        if all(row["answered_count"] is not None for row in parts):
            rates = [(row["asked_count"], row["answered_count"] / row["asked_count"]) for row in parts]
            asked = sum(number for number, _ in rates)
            mean = sum(number * rate for number, rate in rates) / asked
            spread = sqrt(sum(number * (rate - mean) ** 2 for number, rate in rates) / (asked - 1))
            assert parts[0]["r_number"] == close(1 - 2 * spread)


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_composition(reference_warehouse, area):
    """Half of what shown shares of members and of adults differ by."""
    members = rows(reference_warehouse, "panel_members", area=area)
    for row in rows(reference_warehouse, "panel_composition", area=area):
        name, is_of_sexes = ("all", True) if row["dimension"] == "gender" else (row["dimension"], False)
        own = [one for one in members if one["dimension"] == name and (one["gender"] == "total") != is_of_sexes]
        compared = [one for one in own if one["population_share"] is not None]
        if row["tvd_share"] is None:
            assert row["verdict"] in ("dolt", "underlag_saknas")
            assert row["verdict"] == "dolt" or not compared
        else:
            away = sum(abs(one["member_share"] - one["population_share"]) for one in compared) / 2
            assert row["tvd_share"] == close(away)
            assert (row["verdict"] == "avviker") == (away > row["band_share"])


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_staying(reference_warehouse, area):
    """Kaplan and Meier's product by day, in whole percent; never a step of fewer than five."""
    people = [one for one in panel_recount.members(area).values() if one["joined_date"] <= example.TODAY]
    for gender in ("women", "total"):
        spells = []
        for one in people:
            if gender in (one["gender"], "total"):
                is_over = one["left_date"] is not None and one["left_date"] <= example.TODAY
                spells.append((((one["left_date"] if is_over else example.TODAY) - one["joined_date"]).days, is_over))
        found = [row for row in rows(reference_warehouse, "panel_staying", area=area) if row["gender"] == gender]
        gone_before = -5
        for row in found:
            day, remaining = row["month_count"] * 365.25 / 12, Fraction(1)
            for time in sorted({time for time, is_over in spells if is_over and time <= day}):
                at_risk = sum(own >= time for own, _ in spells)
                remaining *= 1 - Fraction(sum(is_over and own == time for own, is_over in spells), at_risk)
            assert abs(row["remaining_share"] - remaining) <= Fraction(5001, 1_000_000)
            gone = sum(is_over and time <= day for time, is_over in spells)
            assert gone - gone_before >= 5
            gone_before = gone


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_wave_retention(reference_warehouse, area):
    first = panel_recount.waves(area)[0]
    answered = {
        one: person
        for one, person in panel_recount.present(area, first).items()
        if one in panel_recount.who_answered(area, first["wave_id"])
    }
    for row in rows(reference_warehouse, "panel_wave_retention", area=area):
        sexes = (row["gender"],) if row["gender"] != "total" else ("women", "men", "other", "unknown")
        own = [
            one for one, person in answered.items()
            if person["gender"] in sexes and panel_recount.group(person, row["dimension"]) == row["category"]
        ]  # fmt: skip
        stayed = sum(one in panel_recount.who_answered(area, row["wave_id"]) for one in own)
        if len(own) < 50 or min(stayed, len(own) - stayed) < 5:
            assert row["stayed_share"] is None
        else:
            assert abs(row["stayed_share"] - Fraction(stayed, len(own))) <= Fraction(5001, 1_000_000)


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_question_list(reference_warehouse, area):
    names = ("wave_id", "question_id", "question_text", "question_type")
    asked = {tuple(row[name] for name in names) for row in recount.register(area, "panel_answers")}
    found = rows(reference_warehouse, "panel_question_list", area=area)
    assert set(columns(found, *names)) == asked
    order = [wave["wave_id"] for wave in panel_recount.waves(area)]
    for row in found:
        own = [wave for wave in order if any((wave, row["question_id"]) == key[:2] for key in asked)]
        place = own.index(row["wave_id"])
        earlier = own[place - 1] if place else None
        assert (row["wave_count"], row["first_wave_id"], row["previous_wave_id"]) == (len(own), own[0], earlier)
        assert row["step_count"] == {"F01": 5, "F02": 5, "F03": 10}.get(row["question_id"])
        assert row["has_index"] == (row["question_id"] == "F03")
        assert told_as(row["answer_count"], len(panel_recount.answers(area).get((row["wave_id"], row["question_id"]), ())))


def weighted_share(yes: dict[str, bool], weights: dict[str, float]) -> float:
    return sum(weights[one] for one, is_so in yes.items() if is_so) / sum(weights[one] for one in yes)


@pytest.mark.parametrize(("area", "wave"), [("0127", "EX-W-6"), ("jarva", "EX-W-2")])
def test_panel_result(reference_warehouse, area, wave):
    """Counts, shares and weighted shares person by person, with weights that are raked anew in plain Python."""
    weights = panel_recount.weights(area, wave)
    found = rows(reference_warehouse, "panel_result", area=area, wave=wave, dimension="every", audience="officials")
    told = 0
    for row in found:
        everybody = panel_recount.answers(area)[wave, row["question_id"]]
        own = {
            one: answer
            for one, answer in everybody.items()
            if panel_recount.group(panel_recount.members(area)[one], row["dimension"]) == row["category"]
        }
        is_class = row["answer_kind"] == "class"
        yes = {
            one: (panel_recount.code_of(answer) if is_class else answer["answer_code"]) == row["answer_code"]
            for one, answer in own.items()
        }
        assert told_as(row["people_count"], len(own))
        assert told_as(row["answer_count"], sum(yes.values()))
        assert (row["base_class"] == "hidden") == (row["people_count"] is None)
        if row["unweighted_share"] is not None:
            assert row["unweighted_share"] == close(Fraction(sum(yes.values()), len(own)))
        weighted = {one: is_so for one, is_so in yes.items() if weights.get(one)}
        if row["weighted_share"] is not None:
            told += 1
            step = 10 ** -(row["digits_count"] + 2)
            assert row["weighted_share"] == pytest.approx(weighted_share(weighted, weights), abs=step / 2 + 1e-9)
            assert row["weighted_low_share"] <= row["weighted_share"] <= row["weighted_high_share"]
        if row["effective_count"] is not None:
            effective = sum(weights[one] for one in weighted) ** 2 / sum(weights[one] ** 2 for one in weighted)
            assert row["effective_count"] == pytest.approx(effective, abs=0.501)
        if row["index_value"] is not None:
            mean = sum(weights[one] * own[one]["answer_value"] for one in weighted) / sum(weights[one] for one in weighted)
            assert row["index_value"] == pytest.approx((mean - 1) * 100 / 9, abs=0.501)
    assert told > 0.4 * len(found)
    assert any(row["index_value"] is not None for row in found)


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_change(reference_warehouse, area):
    """The difference of weighted shares, and its error person by person: who is in both waves counts once, with both parts."""
    found = rows(reference_warehouse, "panel_change", area=area, dimension="gender", audience="officials")
    told = [row for row in found if row["change_pp"] is not None]
    assert len(told) > len(found) / 4
    for row in told:
        parts, shares_told = Counter(), []
        for wave, sign in ((row["against_wave_id"], -1), (row["wave_id"], 1)):
            weights = panel_recount.weights(area, wave)
            yes = {
                one: panel_recount.code_of(answer) == row["answer_code"]
                for one, answer in panel_recount.answers(area)[wave, row["question_id"]].items()
                if weights.get(one) and panel_recount.members(area)[one]["gender"] == row["category"]
            }
            found_share, whole = weighted_share(yes, weights), sum(weights[one] for one in yes)
            shares_told.append(found_share)
            for one, is_so in yes.items():
                parts[one] += sign * sqrt(len(yes) / (len(yes) - 1)) * weights[one] * (is_so - found_share) / whole
        change, error = shares_told[1] - shares_told[0], sqrt(sum(part**2 for part in parts.values()))
        assert row["change_pp"] == pytest.approx(100 * change, abs=10 ** -row["digits_count"] / 2 + 1e-6)
        assert row["p_value"] == pytest.approx(erfc(abs(change) / error / sqrt(2)), abs=0.00051)
        assert row["kind"] == "overlapping"
        # Newcombe's limits are not quite those of the normal distribution, but near them.
        assert abs(row["ci_high_pp"] - row["ci_low_pp"] - 2 * 196 * error) <= 1 + 0.15 * 2 * 196 * error
        if row["is_certain"]:
            assert row["ci_low_pp"] > 0 or row["ci_high_pp"] < 0


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_weighting(reference_warehouse, area):
    for row in rows(reference_warehouse, "panel_weighting", area=area):
        weights = panel_recount.weights(area, row["wave_id"])
        assert row["people_count"] == pytest.approx(len(weights), abs=5)
        assert row["left_out_count"] == pytest.approx(len(panel_recount.who_answered(area, row["wave_id"])) - len(weights), abs=5)
        effective = sum(weights.values()) ** 2 / sum(weight**2 for weight in weights.values())
        assert row["effective_count"] == pytest.approx(effective, abs=0.501)
        assert row["design_effect"] == pytest.approx(row["people_count"] / row["effective_count"], abs=0.0051)
        assert (row["largest_gap_ratio"] is None) == (area == "jarva")


def test_panel_margins(reference_warehouse):
    """After the raking every level has its share of the adults; before it that of those who answered, where they are shown."""
    wave = panel_recount.waves("0127")[-1]
    replied = panel_recount.who_answered("0127", wave["wave_id"])
    answered = [person for one, person in panel_recount.present("0127", wave).items() if one in replied]
    found = rows(reference_warehouse, "panel_margins", area="0127")
    assert {row["margin"] for row in found} == {"sex_age", "area"}
    weights = panel_recount.weights("0127", wave["wave_id"])
    for row in found:
        dimension = "age" if row["margin"] == "sex_age" else "area"
        assert told_as(row["people_count"], counted_in_panel(answered, dimension, row["category"], row["gender"]))
        own = [
            weight for one, weight in weights.items()
            if panel_recount.group(panel_recount.members("0127")[one], dimension) == row["category"]
            and row["gender"] in (panel_recount.members("0127")[one]["gender"], "total")
        ]  # fmt: skip
        assert row["after_share"] == pytest.approx(sum(own) / sum(weights.values()), abs=1e-9)
        assert row["after_share"] == pytest.approx(row["population_share"], rel=1e-6)
    for margin in ("sex_age", "area"):
        own = [row for row in found if row["margin"] == margin]
        if all(row["people_count"] is not None for row in own):
            whole = sum(row["people_count"] for row in own)
            assert all(row["before_share"] == close(Fraction(row["people_count"], whole)) for row in own)
        else:
            assert all(row["before_share"] is None for row in own)


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_themes(reference_warehouse, area):
    coded: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in recount.register(area, "panel_themes"):
        if panel_recount.members(area)[row["respondent_id"]]["gender"] in ("women", "men"):
            coded[row["wave_id"], row["question_id"], row["theme"]].add(row["respondent_id"])
    shown = {key: people for key, people in coded.items() if len(people) >= 10}
    assert len(shown) < len(coded)
    whole: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for (wave, question, _), people in shown.items():
        whole[wave, question, "total"] |= people
    found = rows(reference_warehouse, "panel_themes", area=area)
    assert {(row["wave_id"], row["question_id"], row["theme"]) for row in found} == set(shown) | set(whole)
    for row in found:
        people = (shown | whole)[row["wave_id"], row["question_id"], row["theme"]]
        own = [one for one in people if row["gender"] in (panel_recount.members(area)[one]["gender"], "total")]
        assert told_as(row["person_count"], len(own))
        if row["person_share"] is not None:
            assert row["person_share"] == close(Fraction(row["person_count"], row["base_count"]))


@pytest.mark.parametrize("area", recount.PROFILES)
def test_panel_codebook(reference_warehouse, area):
    """Every answer that was given, with its class; of free text only that it was asked."""
    expected = set()
    for row in recount.register(area, "panel_answers"):
        if row["answer_code"] is None:
            expected.add((row["wave_id"], row["question_id"], "", None, None))
        else:
            kind = panel_recount.code_of(row) if row["question_type"] == "scale" else None
            expected.add((row["wave_id"], row["question_id"], row["answer_code"], row["answer_label"], kind))
    found = rows(reference_warehouse, "panel_codebook", area=area, wave="all")
    assert set(columns(found, "wave_id", "question_id", "answer_code", "answer_label", "answer_class")) == expected
