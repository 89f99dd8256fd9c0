"""Small frames in the form of `room_by_unit` and `room_mirror`, for the tests of charts."""

from __future__ import annotations

import polars as pl

SMALL, SECONDARY = "primary_small", "secondary"
_NUMBERS = ("expected_count", "deviation_count", "repr_ratio", "ci_low_ratio", "ci_high_ratio")
REASONS = {SMALL: "färre än 5 (noll inräknad)", SECONDARY: "dolt för att skydda personer"}


def cell(
    category: str,
    count: int | None,
    population: float | None = None,
    known: int | None = None,
    *,
    dimension: str = "age",
    measure: str = "present",
    reason: str | None = None,
) -> dict[str, object]:
    """A row: so many of a group whose share of the population is `population`, in a room of `known`."""
    expected = None if population is None or known is None else known * population
    told = count is not None and expected is not None
    ratio = count / expected if told else None
    return {
        "measure": measure,
        "dimension": dimension,
        "category": category,
        "category_name": None,
        "person_count": count,
        "expected_count": expected,
        "deviation_count": count - expected if told else None,
        "repr_ratio": ratio,
        "ci_low_ratio": ratio / 1.6 if told else None,
        "ci_high_ratio": ratio * 1.6 if told else None,
        "suppression_reason": reason,
    }


def room(*cells: dict[str, object]) -> pl.DataFrame:
    """`room_by_unit` of rows made by `cell`."""
    given = list(cells) or [cell("none", None)]
    types = {"person_count": pl.Int64, "suppression_reason": pl.String, "category_name": pl.String} | dict.fromkeys(
        _NUMBERS, pl.Float64
    )
    return pl.DataFrame(given, infer_schema_length=None, schema_overrides=types).head(len(cells))


def mirror(dimension: str = "age", present: int | None = 40, known: int | None = 40, **more: object) -> dict[str, object]:
    """A row of `room_mirror`: 30 % from the population where chance gives 20 %, unless `more` says otherwise."""
    return {
        "dimension": dimension,
        "present_count": present,
        "known_count": known,
        "unknown_share": None if present is None or known is None else (present - known) / present,
        "tvd_share": 0.3,
        "band_share": 0.2,
        "verdict": "avviker",
        "test_name": "chi2",
        "p_value": 0.0004,
        "reference_place_id": "0127",
        "population_year": 2025,
        **more,
    }


def ages() -> pl.DataFrame:
    """40 persons: 2 of the young where 10 were expected, 30 of the middle for 20, 8 of the old for 10; 3 more of unknown age."""
    return room(
        cell("18-29", 2, 0.25, 40),
        cell("30-49", 30, 0.5, 40),
        cell("65+", 8, 0.25, 40),
        cell("unknown", 3),
        cell("total", 43),
    )


def sexes(
    women: int | None, men: int | None, known: int | None = None, *, measure: str = "present", why: tuple = (None, None)
) -> list[dict[str, object]]:
    """Rows of women and men, half the population each; `why` their numbers are hidden."""
    return [
        cell(sex, count, 0.5, known, dimension="gender", measure=measure, reason=reason)
        for sex, count, reason in zip(("women", "men"), (women, men), why, strict=True)
    ]
