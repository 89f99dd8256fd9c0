"""The turnout measures once more, in plain Python and exact fractions: the second opinion on every SQL dataset.

Written from the definitions (`queries/indicators/`) and from nothing else. Slow and plain on purpose; nothing
in the product imports it. Shares are fractions 0-1, differences are percentage points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, exp, log, sqrt
from typing import NamedTuple

SMALLEST_FOR_SPAN = 100


class District(NamedTuple):
    """A district in one election. `votes` None = not counted yet."""

    eligible: int
    votes: int | None
    code: str = ""
    name: str = ""
    part: str | None = None

    @property
    def turnout(self) -> Fraction:
        """Ballots per elector, exactly."""
        return Fraction(self.votes, self.eligible)


class Change(NamedTuple):
    """A comparable district in two elections, 0 the earlier."""

    eligible_0: int
    votes_0: int
    eligible_1: int
    votes_1: int


def counted(districts: Iterable[District]) -> list[District]:
    """Those that take part in the gaps: with electors and with known ballots."""
    return [district for district in districts if district.eligible and district.votes is not None]


def turnout(districts: Iterable[District]) -> Fraction:
    """`valdeltagande` of the districts alone: sum first, divide last."""
    kept = counted(districts)
    return Fraction(sum(d.votes for d in kept), sum(d.eligible for d in kept))


def end_turnout(districts: Iterable[District], share: Fraction, top: bool) -> Fraction:
    """Turnout of the `share` of the electorate in the districts with the highest (or lowest) turnout.

    Fills the share district by district; the one on the boundary enters with the part that is needed.
    """
    wanted = left = share * sum(d.eligible for d in counted(districts))
    ballots = Fraction(0)
    for district in sorted(counted(districts), key=lambda d: d.turnout, reverse=top):
        taken = min(left, Fraction(district.eligible))
        ballots += taken * district.turnout
        left -= taken
    return ballots / wanted


def gap_tiondel(districts: Iterable[District]) -> Fraction:
    """Top tenth minus bottom tenth, percentage points."""
    districts = list(districts)
    return 100 * (end_turnout(districts, Fraction(1, 10), top=True) - end_turnout(districts, Fraction(1, 10), top=False))


def gap_tiondel_relative(districts: Iterable[District]) -> Fraction:
    """`gap_tiondel` over turnout, as an index (0.56), not in points."""
    districts = list(districts)
    return gap_tiondel(districts) / 100 / turnout(districts)


def gap_spann(districts: Iterable[District]) -> tuple[Fraction, District, District] | None:
    """Highest minus lowest turnout among districts with at least 100 electors, in points, with the two districts.

    Of equal turnouts the lowest code is named. None where no district is that large.
    """
    large = sorted((d for d in counted(districts) if d.eligible >= SMALLEST_FOR_SPAN), key=lambda d: d.code)
    if not large:
        return None
    high, low = max(large, key=lambda d: d.turnout), min(large, key=lambda d: d.turnout)
    return 100 * (high.turnout - low.turnout), high, low


def weighted_quantile(districts: Iterable[District], share: Fraction) -> Fraction:
    """The lowest turnout at or below which at least `share` of the electorate lives."""
    kept = sorted(counted(districts), key=lambda d: d.turnout)
    wanted, passed = share * sum(d.eligible for d in kept), 0
    for district in kept:
        passed += district.eligible
        if passed >= wanted:
            return district.turnout
    raise ValueError("no district with electors and known ballots")


def gap_p90_p10(districts: Iterable[District]) -> Fraction:
    """Elector-weighted 90th minus 10th percentile, percentage points."""
    districts = list(districts)
    return 100 * (weighted_quantile(districts, Fraction(9, 10)) - weighted_quantile(districts, Fraction(1, 10)))


def gap_standardavvikelse(districts: Iterable[District]) -> float:
    """Elector-weighted standard deviation, population form, percentage points."""
    return 100 * sqrt(_weighted_mean(districts, lambda t, mean: (t - mean) ** 2))


def gap_medelavvikelse(districts: Iterable[District]) -> Fraction:
    """Average distance from the turnout of all, elector-weighted, percentage points."""
    return 100 * _weighted_mean(districts, lambda t, mean: abs(t - mean))


def gap_dissimilaritet(districts: Iterable[District]) -> Fraction:
    """Half the sum of differences between each district's share of the voters and of the non-voters, 0-1."""
    kept = counted(districts)
    voters, others = sum(d.votes for d in kept), sum(d.eligible - d.votes for d in kept)
    if not voters or not others:
        return Fraction(0)
    return sum(abs(Fraction(d.votes, voters) - Fraction(d.eligible - d.votes, others)) for d in kept) / 2


def gap_gini(districts: Iterable[District]) -> Fraction:
    """One minus twice the area under the Lorenz curve of ballots over electors; electors are frequencies."""
    kept = sorted(counted(districts), key=lambda d: d.turnout)
    electors, ballots = sum(d.eligible for d in kept), sum(d.votes for d in kept)
    if not ballots:
        return Fraction(0)
    area, below = Fraction(0), Fraction(0)
    for district in kept:
        above = below + Fraction(district.votes, ballots)
        area += Fraction(district.eligible, electors) * (above + below)
        below = above
    return 1 - area


def gap_theil(districts: Iterable[District]) -> float:
    """Theil's T of turnout, nats. A district where nobody voted adds nothing."""
    kept = counted(districts)
    mean, ballots = turnout(kept), sum(d.votes for d in kept)
    return sum(d.votes / ballots * log(d.turnout / mean) for d in kept if d.votes)


def gap_theil_split(districts: Iterable[District]) -> tuple[float, float] | None:
    """`gap_theil` as what lies between parts and what lies within them. None where a district's part is not known."""
    kept = counted(districts)
    if any(district.part is None for district in kept):
        return None
    parts: dict[str, list[District]] = defaultdict(list)
    for district in kept:
        parts[district.part].append(district)
    sums = {name: District(sum(d.eligible for d in part), sum(d.votes for d in part)) for name, part in parts.items()}
    ballots = sum(d.votes for d in kept)
    within = sum(sums[name].votes / ballots * gap_theil(part) for name, part in parts.items() if sums[name].votes)
    return gap_theil(sums.values()), within


def gap_atkinson(districts: Iterable[District]) -> float | None:
    """One minus the geometric over the arithmetic mean, elector-weighted. None where nobody voted in some district."""
    kept = counted(districts)
    if any(not district.votes for district in kept):
        return None
    return 1 - exp(_weighted_mean(kept, lambda t, mean: log(t / mean)))


def missing_to(districts: Iterable[District], target: Fraction) -> dict[str, int]:
    """`roster_till_mal`: ballots each district lacks to reach the target, by code; a part of a ballot is a whole one."""
    return {d.code: max(0, ceil(target * d.eligible) - d.votes) for d in counted(districts)}


def target_share(districts: Iterable[District], target: str) -> Fraction:
    """What `medel`, `basta`, `basta_tredjedel` or a percent (`80`, `80,5`, `80.5`; up to 1 a share) means here."""
    districts = counted(districts)
    if target == "medel":
        return turnout(districts)
    if target == "basta":
        return max(d.turnout for d in districts)
    if target == "basta_tredjedel":
        return end_turnout(districts, Fraction(1, 3), top=True)
    number = Fraction(target.replace(",", "."))
    return number if number <= 1 else number / 100


def half_gap(missing: Mapping[str, int]) -> list[str]:
    """`roster_halva_gapet`: the fewest districts that lack at least half of all missing ballots, the largest first."""
    wanted, passed, chosen = Fraction(sum(missing.values()), 2), 0, []
    for code, count in sorted(missing.items(), key=lambda item: (-item[1], item[0])):
        if passed >= wanted:
            break
        passed += count
        chosen.append(code)
    return chosen


def change_parts(
    comparable: Sequence[Change],
    redrawn_0: Sequence[District],
    redrawn_1: Sequence[District],
    late_0: int,
    late_1: int,
) -> dict[str, Fraction]:
    """Kitagawa's four terms of the change in turnout with late ballots, percentage points; they add up exactly.

    All redrawn districts are one group. Where it exists in one election only, its turnout has nothing to differ from:
    the term `forandring_omritad` is 0 and its weight counts as composition.
    """
    groups = [(c.eligible_0, c.votes_0, c.eligible_1, c.votes_1) for c in comparable]
    group_n = tuple(sum(column) for side in (redrawn_0, redrawn_1) for column in ([d[0] for d in side], [d[1] for d in side]))
    electors_0 = sum(group[0] for group in groups) + group_n[0]
    electors_1 = sum(group[2] for group in groups) + group_n[2]

    def terms(eligible_0: int, votes_0: int, eligible_1: int, votes_1: int) -> tuple[Fraction, Fraction]:
        share_0, share_1 = Fraction(eligible_0, electors_0), Fraction(eligible_1, electors_1)
        rate_0 = Fraction(votes_0, eligible_0) if eligible_0 else None
        rate_1 = Fraction(votes_1, eligible_1) if eligible_1 else None
        if rate_0 is None and rate_1 is None:
            return Fraction(0), Fraction(0)
        rate_0, rate_1 = (rate_1 if rate_0 is None else rate_0), (rate_0 if rate_1 is None else rate_1)
        return (share_0 + share_1) / 2 * (rate_1 - rate_0), (rate_0 + rate_1) / 2 * (share_1 - share_0)

    of_comparable, of_redrawn = [terms(*group) for group in groups], terms(*group_n)
    return {
        "forandring_beteende": 100 * sum((behaviour for behaviour, _ in of_comparable), Fraction(0)),
        "forandring_omritad": 100 * of_redrawn[0],
        "forandring_sammansattning": 100 * (sum((moved for _, moved in of_comparable), Fraction(0)) + of_redrawn[1]),
        "forandring_uppsamling": 100 * (Fraction(late_1, electors_1) - Fraction(late_0, electors_0)),
    }


def expected_turnout(groups: Iterable[tuple[int, Fraction | None]]) -> Fraction | None:
    """`forvantat_valdeltagande` from (electors of the group in the area, turnout of the group in the whole).

    None where the turnout of a group with electors is not known.
    """
    kept = [(electors, rate) for electors, rate in groups if electors]
    if not kept or any(rate is None for _, rate in kept):
        return None
    return sum(electors * rate for electors, rate in kept) / sum(electors for electors, _ in kept)


def can_be_ordered(one: District, other: District, late_votes: int, electors: int) -> bool:
    """Whether the difference is larger than late ballots could turn: |t_a - t_b| > 2u/E of the municipality."""
    return abs(one.turnout - other.turnout) > Fraction(2 * late_votes, electors)


def _weighted_mean(districts: Iterable[District], of: Callable):
    kept = counted(districts)
    mean, electors = turnout(kept), sum(d.eligible for d in kept)
    return sum(Fraction(d.eligible, electors) * of(d.turnout, mean) for d in kept)
