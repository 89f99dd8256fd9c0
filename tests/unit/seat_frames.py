"""Small frames in the form of the datasets of representation, for the tests of charts and pages."""

from __future__ import annotations

from datetime import date

import polars as pl

REASONS = {"share_only": "1–4", "small_body": "visas inte: litet organ", "sensitive": "visas inte: känsligt"}
_SHARES = ("seat_share", "population_count", "population_share", "gap_pp", "missing_members_count", "ratio_index")


def seat(
    body: str,
    category: str,
    count: int | None,
    held: int,
    population: float | None = None,
    *,
    dimension: str = "gender",
    gender: str = "",
    reason: str | None = None,
) -> dict[str, object]:
    """A row of `representation_by_body`: a count of the seats held beside a share of the population of 1,000."""
    hidden = reason in ("small_body", "sensitive")
    is_outside = category == "unknown" or hidden or count is None or population is None
    row: dict[str, object] = {
        "body_id": body.lower(),
        "body_name": body,
        "classification": "committee",
        "body_order": 1,
        "dimension": dimension,
        "category": category,
        "gender": gender,
        "seat_count": None if reason else count,
        "held_count": held,
        "seat_share": None if is_outside else count / held,
        "population_count": None if population is None else round(population * 1000),
        "population_share": population,
        "gap_pp": None if is_outside else (count / held - population) * 100,
        "missing_members_count": None if is_outside or reason else round(held * population) - count,
        "ratio_index": None if is_outside else count / held / population,
        "is_suppressed": bool(reason),
        "suppression_reason": reason,
        "reference_place_id": "0127",
        "population_year": 2025,
        "is_example": True,
        "source_id": "made",
    }
    return row


def seats(*rows: dict[str, object]) -> pl.DataFrame:
    """`representation_by_body` of rows made by `seat`."""
    types = {name: pl.Float64 for name in _SHARES if not name.endswith("_count")}
    types |= {"seat_count": pl.Int64, "population_count": pl.Int64, "missing_members_count": pl.Int64}
    return pl.DataFrame(list(rows), infer_schema_length=None, schema_overrides={**types, "suppression_reason": pl.String})


def council_and_board() -> pl.DataFrame:
    """A council with 31 women of 75, one whose sex is not known in a board of 10, and women as 0.5 of the population."""
    return seats(
        seat("Nämnden", "women", 5, 10, 0.5),
        seat("Nämnden", "men", 4, 10, 0.5),
        seat("Nämnden", "unknown", 1, 10),
        seat("Fullmäktige", "women", 31, 75, 0.5),
        seat("Fullmäktige", "men", 44, 75, 0.5),
    )


def part(name: str, seats_held: int | None, share: float | None, population: float, **more: object) -> dict[str, object]:
    """A row of `residence_by_part`: a part with its share of the elected, and its share of 10,000 residents."""
    return {
        "part_area_id": name.lower(),
        "part_name": name,
        "seat_count": seats_held,
        "seat_share": share,
        "population_count": round(population * 10_000),
        "population_share": population,
        "gap_pp": None if share is None else (share - population) * 100,
        "missing_members_count": None if seats_held is None else round(75 * population) - seats_held,
        "is_without_elected": seats_held == 0,
        "per_10000_index": None if seats_held is None or not population else seats_held / population,
        "suppression_reason": None,
        "is_example": True,
        **more,
    }


def parts(*rows: dict[str, object]) -> pl.DataFrame:
    """`residence_by_part`, with one who lives elsewhere and two whose part is not known."""
    outside = {
        "population_count": None,
        "population_share": None,
        "gap_pp": None,
        "missing_members_count": None,
        "per_10000_index": None,
    }
    others = [
        part("other", 1, None, 0, part_area_id="other", part_name=None, is_without_elected=False, **outside),
        part("unknown", 2, None, 0, part_area_id="unknown", part_name=None, is_without_elected=False, **outside),
    ]
    return pl.DataFrame([*rows, *others], infer_schema_length=None)


def years(*given: tuple[date, int, int, int]) -> pl.DataFrame:
    """`representation_over_time` from (day, year of the term, women, men); women are 0.5 of the population."""
    rows = [
        {
            "reference_date": day,
            "term_year": term,
            "held_count": women + men,
            "women_count": women,
            "men_count": men,
            "unknown_count": 0,
            "women_share": women / (women + men),
            "population_women_share": 0.5,
            "gap_pp": (women / (women + men) - 0.5) * 100,
            "tvd_age_share": 0.2,
            "official_women_share": None,
            "is_example": True,
        }
        for day, term, women, men in given
    ]
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides={"official_women_share": pl.Float64})


def councils(*given: tuple[int, str, int, int | None]) -> pl.DataFrame:
    """`council_by_election` from (year, party, seats, women)."""
    rows = [
        {
            "election_id": f"{year}-KF",
            "election_date": date(year, 9, 11),
            "party_abbr": party,
            "seat_count": seats_won,
            "women_count": women,
            "men_count": None if women is None else seats_won - women,
            "women_share": None if women is None else women / seats_won,
            "source_id": "made",
        }
        for year, party, seats_won, women in given
    ]
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides={"women_share": pl.Float64})


def staff(*given: tuple[str, str, str, int | None, int | None]) -> pl.DataFrame:
    """`staff_representation` from (administration, level, sex, number, all of them); what has no number is hidden."""
    rows = [
        {
            "measurement_date": date(2026, 3, 1),
            "administration": administration,
            "level": level,
            "gender": gender,
            "staff_count": count,
            "total_count": total,
            "staff_share": None if count is None or total is None else count / total,
            "suppression_reason": "primary_small" if count is None else None,
            "employees_share": 0.7,
            "residents_share": 0.5,
            "reference_place_id": "0127",
            "population_year": 2025,
            "is_example": True,
        }
        for administration, level, gender, count, total in given
    ]
    types = {"staff_count": pl.Int64, "total_count": pl.Int64, "staff_share": pl.Float64}
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides=types)
