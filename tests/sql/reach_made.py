"""Dialogues and those who came, as the published tables hold them: given rows of the tests of datasets about reach."""

from __future__ import annotations

from datetime import date

AREA = "0127"


def places() -> list[dict]:
    """Botkyrka with two parts."""
    part = {"area_level": "kommundel", "parent_area_id": AREA, "municipality_code": AREA}
    return [
        {"area_id": AREA, "area_level": "kommun", "area_name": "Botkyrka", "municipality_code": AREA},
        {"area_id": "0127-alby", "area_name": "Alby", **part},
        {"area_id": "0127-tumba", "area_name": "Tumba", **part},
    ]


def dialogue(number: str, part: str | None = "0127-alby", **more: object) -> dict:
    """One that was held in May 2025, unless `more` says otherwise."""
    row = {"area_id": AREA, "dialogue_id": number, "title": f"Dialog {number}", "classification": "citizen_dialogue"}
    return {**row, "status": "held", "start_date": date(2025, 5, 6), "part_area_id": part, "provenance": "own", **more}


def present(number: str, dimension: str, **counts: int | None) -> list[dict]:
    """Persons present by category; None is hidden."""
    return [
        {
            "area_id": AREA,
            "dialogue_id": number,
            "measure": "present",
            "dimension": dimension,
            "category": category,
            "person_count": count,
            "is_suppressed": count is None,
            "suppression_reason": "primary_small" if count is None else None,
        }
        for category, count in counts.items()
    ]


def residents(counts: dict[str, int], base: str = "all", year: int = 2024) -> list[dict]:
    """Residents, or electors, of places on the last day of a year."""
    return [
        {
            "place_id": place,
            "population_year": year,
            "base": base,
            "dimension": "all",
            "category": "total",
            "gender": "total",
            "resident_count": count,
            "population_date": date(year, 12, 31),
            "source_id": f"s-{base}",
        }
        for place, count in counts.items()
    ]


def unique(place: str, year: int = 2025, **counts: int | None) -> list[dict]:
    """Different persons who live in a place, by sex; None is hidden."""
    return [
        {
            "area_id": AREA,
            "reach_year": year,
            "place_id": place,
            "gender": gender,
            "unique_count": count,
            "is_suppressed": count is None,
            "suppression_reason": "secondary" if count is None else None,
        }
        for gender, count in counts.items()
    ]
