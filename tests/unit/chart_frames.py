"""Small frames in the form of the datasets, for the tests of the charts."""

from __future__ import annotations

from datetime import date

import polars as pl

from spegel.charts.chart import About, Look
from spegel.charts.theme import DARK, LIGHT
from spegel.core import ELECTION_DATES

ABOUT = About(
    area="Botkyrka",
    indicator="Valdeltagande",
    period="Kommunvalet 2022",
    data_date="2026-09-13",
    source="Valmyndigheten",
    base="röstberättigade",
    version="spegel-2026-09-13-abc",
    comparability="Samma val.",
)

_GAP_COLUMNS = ("election_id", "election_date", "turnout_share", "gap_tiondel_pp", "top_tenth_share", "bottom_tenth_share")

LOOKS = [Look(tokens, language) for tokens in (LIGHT, DARK) for language in ("sv", "en")]


def districts(*given: tuple[str, int, int | None], earlier: float | None = 0.7) -> pl.DataFrame:
    """`turnout_by_district` from (name, electors, ballots), highest turnout first, uncounted last."""
    rows = [
        {
            "district_code": f"0127{place:04d}",
            "district_name": name,
            "part_area_id": "0127-alby",
            "part_name": "Alby",
            "eligible_count": eligible,
            "eligible_foreign_count": None,
            "votes_count": votes,
            "turnout_share": None if votes is None else votes / eligible,
            "difference_pp": None if votes is None else (votes / eligible - 0.6) * 100,
            "previous_election_id": "2018-KF",
            "previous_turnout_share": earlier,
            "change_pp": None,
            "is_comparable": earlier is not None,
            "is_official_link": None,
            "order_band_pp": 5.2,
            "counting_stage": "final",
            "lon": 17.8 + place / 100,
            "lat": 59.2,
            "source_id": "made",
        }
        for place, (name, eligible, votes) in enumerate(given, start=1)
    ]
    return pl.DataFrame(rows, infer_schema_length=None).sort(
        "turnout_share", "district_code", descending=[True, False], nulls_last=True
    )


def missing(*given: tuple[str, int, bool]) -> pl.DataFrame:
    """`votes_missing_by_district` from (name, ballots missing, belongs to half the gap)."""
    counts = [count for _, count, _ in given]
    rows = [
        {
            "district_code": f"0127{place:04d}",
            "district_name": name,
            "part_area_id": None,
            "part_name": None,
            "eligible_count": 1000,
            "votes_count": 900 - count,
            "turnout_share": (900 - count) / 1000,
            "target_share": 0.9,
            "missing_count": count,
            "cumulative_count": sum(counts[: place + 1]),
            "is_half_gap": is_half,
            "total_count": sum(counts),
        }
        for place, (name, count, is_half) in enumerate(given)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def gaps(*given: tuple[int, float, float, float]) -> pl.DataFrame:
    """`turnout_gap_by_election` from (year, turnout, top tenth, bottom tenth)."""
    rows = [
        {
            "election_id": f"{year}-KF",
            "election_date": ELECTION_DATES[year],
            "district_count": 12,
            "eligible_count": 12000,
            "votes_count": round(12000 * share),
            "turnout_share": share,
            "gap_tiondel_pp": (top - bottom) * 100,
            "gap_tiondel_relative_index": (top - bottom) / share,
            "top_tenth_share": top,
            "bottom_tenth_share": bottom,
        }
        for year, share, top, bottom in given
    ]
    empty = {**dict.fromkeys(_GAP_COLUMNS, pl.Float64), "election_id": pl.String, "election_date": pl.Date}
    return pl.DataFrame(rows, infer_schema_length=None) if rows else pl.DataFrame(schema=empty)


def municipality(*given: tuple[int, int, int, int | None]) -> pl.DataFrame:
    """`turnout_by_municipality` from (year, electors, ballots, late ballots)."""
    rows, before = [], None
    for year, eligible, votes, late in given:
        share = votes / eligible
        rows.append(
            {
                "election_id": f"{year}-KF",
                "election_date": ELECTION_DATES[year],
                "eligible_count": eligible,
                "votes_count": votes,
                "late_votes_count": late,
                "turnout_share": share,
                "change_pp": None if before is None else (share - before) * 100,
                "late_votes_share": None if late is None else late / votes,
                "counting_stage": "final",
            }
        )
        before = share
    return pl.DataFrame(rows, infer_schema_length=None)


def parts(elections: tuple[int, ...], **shares: tuple[float | None, ...]) -> pl.DataFrame:
    """`turnout_by_kommundel` from the turnout of each part, election by election."""
    rows = [
        {
            "election_id": f"{year}-KF",
            "election_date": ELECTION_DATES[year],
            "area_id": f"0127-{name.lower()}",
            "area_name": name,
            "district_count": 4,
            "eligible_count": 4000,
            "votes_count": None if share is None else round(4000 * share),
            "turnout_share": share,
            "change_pp": None,
            "is_inferred": False,
        }
        for name, line in shares.items()
        for year, share in zip(elections, line, strict=True)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def change(*terms: float | None) -> pl.DataFrame:
    """`turnout_change_parts` from the four terms in percentage points."""
    names = ("forandring_beteende", "forandring_omritad", "forandring_sammansattning", "forandring_uppsamling")
    total = None if None in terms else sum(term for term in terms if term is not None)
    rows = [
        {
            "part": name,
            "change_pp": term,
            "part_order": place,
            "from_election_id": "2014-KF",
            "to_election_id": "2018-KF",
            "total_change_pp": total,
            "reason": None if term is not None else "late_votes_unknown",
        }
        for place, (name, term) in enumerate(zip(names, terms, strict=True), start=1)
    ]
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides={"change_pp": pl.Float64, "total_change_pp": pl.Float64})


def groups(**shares: tuple[float | None, float | None]) -> pl.DataFrame:
    """`turnout_by_group` of ages: (women, men) for each category, written `age_18_29`; everyone votes 70 percent."""
    rows = [_group("total", "total", 0.7)]
    for key, (women, men) in shares.items():
        category = {"age_18_29": "18-29", "age_30_49": "30-49", "age_65": "65+"}[key]
        both = None if women is None or men is None else (women + men) / 2
        rows += [_group(category, "women", women), _group(category, "men", men), _group(category, "total", both)]
    return pl.DataFrame(rows, infer_schema_length=None)


def _group(category: str, gender: str, share: float | None) -> dict[str, object]:
    return {
        "election_id": "2022-RD",
        "election_date": date(2022, 9, 11),
        "dimension": "age",
        "category": category,
        "gender": gender,
        "eligible_count": 5000,
        "turnout_share": share,
        "gap_to_rest_pp": None,
        "gap_to_all_pp": None if share is None else (share - 0.7) * 100,
        "measure_basis": "register",
        "source_id": "made",
    }


def election_types(**shares: float) -> pl.DataFrame:
    """`turnout_by_election_type` of 2022 from the turnout of each type."""
    return pl.DataFrame(
        [
            {"election_id": f"2022-{type_}", "eligible_count": 9000, "votes_count": 6000, "turnout_share": share}
            for type_, share in shares.items()
        ]
    )
