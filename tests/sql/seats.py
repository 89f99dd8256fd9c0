"""Rows about bodies and who sits in them, said in as few words as possible."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tests.sql.made import municipalities

AREA = "0127"
DAY = date(2026, 1, 1)
PARTS = ("0127-alby", "0127-tumba")


def places() -> list[dict]:
    """A municipality with two parts."""
    parts = [
        {
            "area_id": part,
            "area_level": "kommundel",
            "area_name": part[5:].title(),
            "municipality_code": AREA,
            "parent_area_id": AREA,
        }
        for part in PARTS
    ]
    return [*municipalities(AREA), *parts]


def body(body_id: str, classification: str = "committee", order: int = 1, **more) -> dict:
    """A row of `dim_body`."""
    return {
        "area_id": AREA,
        "body_id": body_id,
        "body_name": f"Organ {body_id}",
        "classification": classification,
        "body_order": order,
        "provenance": "own",
        "source_id": "s1",
        **more,
    }


def seats(body_id: str, counts: Mapping[tuple[str, str], int], day: date = DAY) -> list[dict]:
    """Rows of `fact_seat`: (role, sex) -> persons."""
    return [
        {
            "area_id": AREA,
            "body_id": body_id,
            "reference_date": day,
            "role": role,
            "party": "S",
            "gender": gender,
            "seat_count": count,
            "provenance": "own",
        }
        for (role, gender), count in counts.items()
    ]


def groups(
    body_id: str,
    dimension: str,
    counts: Mapping[str | tuple[str, str], int | None],
    day: date = DAY,
    held: int | None = None,
    **more,
) -> list[dict]:
    """Rows of `fact_seat_group`: category, or (category, sex), -> persons; None where the split is not shown."""
    rows = []
    for key, count in counts.items():
        category, gender = key if isinstance(key, tuple) else (key, "")
        is_outside = "unknown" in (category, gender) or (dimension, category) == ("area", "other")
        rows.append(
            {
                "area_id": AREA,
                "body_id": body_id,
                "reference_date": day,
                "is_substitute": False,
                "dimension": dimension,
                "category": category,
                "gender": gender,
                "seat_count": count,
                "is_outside": is_outside,
                "provenance": "own",
                "is_suppressed": count is None,
                "suppression_reason": None if count is not None else "small_body",
                **more,
            }
        )
    known = None if None in counts.values() else sum(row["seat_count"] for row in rows if not row["is_outside"])
    total = sum(row["seat_count"] for row in rows) if held is None else held
    return [row | {"held_count": total, "known_count": known} for row in rows]


def residents(
    dimension: str,
    counts: Mapping[str | tuple[str, str], int],
    base: str = "18+",
    year: int = 2022,
    days: tuple[date, ...] = (DAY,),
) -> dict[str, list[dict]]:
    """`fact_resident` and `reference_place` of the municipality for one cut on some days."""
    facts = []
    for key, count in counts.items():
        category, gender = key if isinstance(key, tuple) else ("total", key) if dimension == "gender" else (key, "total")
        cut = {"gender": "all", "gender_age": "age"}.get(dimension, dimension)
        facts.append(
            {
                "place_id": AREA,
                "population_year": year,
                "base": base,
                "dimension": cut,
                "category": category,
                "gender": gender,
                "resident_count": count,
            }
        )
    chosen = [
        {
            "area_id": AREA,
            "reference_date": day,
            "base": base,
            "dimension": dimension,
            "reference_place_id": AREA,
            "population_year": year,
        }
        for day in days
    ]
    return {"fact_resident": facts, "reference_place": chosen}


def together(*parts: Mapping[str, list[dict]]) -> dict[str, list[dict]]:
    """Tables of several parts as one."""
    return {
        name: [row for part in parts for row in part.get(name, [])]
        for name in dict.fromkeys(key for part in parts for key in part)
    }
