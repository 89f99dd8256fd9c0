"""staff_representation: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.seats import AREA, places, residents, together

NAME = "staff_representation"
DAY = date(2025, 11, 1)


def staff(level: str, counts: dict[str, int | None], administration: str = "Skola", day: date = DAY) -> list[dict]:
    return [
        {
            "area_id": AREA,
            "measurement_date": day,
            "administration": administration,
            "level": level,
            "gender": gender,
            "staff_count": count,
            "provenance": "example",
            "is_suppressed": count is None,
            "suppression_reason": "primary_small" if count is None else None,
        }
        for gender, count in counts.items()
    ]


def test_managers_beside_employees_and_residents(given):
    tables = together(
        {
            "dim_area": places(),
            "fact_staff": [
                *staff("manager_unit", {"women": 12, "men": 8, "unknown": 5, "total": 25}),
                *staff("employee", {"women": 75, "men": 25, "total": 100}),
                *staff("manager_unit", {"women": 30, "men": 10, "total": 40}, "total"),
                *staff("executive", {"women": None, "men": 6, "total": None}, day=date(2024, 11, 1)),
            ],
        },
        residents("gender", {"women": 490, "men": 510}, days=(DAY,)),
    )
    found = rows(given(**tables), NAME, area=AREA)
    names = (
        "administration",
        "level",
        "gender",
        "staff_count",
        "total_count",
        "staff_share",
        "employees_share",
        "residents_share",
    )
    assert columns(found, *names) == [
        ("total", "manager_unit", "women", 30, 40, 0.75, None, 0.49),
        ("total", "manager_unit", "men", 10, 40, 0.25, None, 0.51),
        ("Skola", "manager_unit", "women", 12, 25, 0.6, 0.75, 0.49),
        ("Skola", "manager_unit", "men", 8, 25, 0.4, 0.25, 0.51),
        ("Skola", "manager_unit", "unknown", 5, 25, None, None, None),
        ("Skola", "employee", "women", 75, 100, 0.75, 0.75, 0.49),
        ("Skola", "employee", "men", 25, 100, 0.25, 0.25, 0.51),
        # A hidden part hides the shares of both, since the other's would tell it.
        ("Skola", "executive", "women", None, None, None, None, None),
        ("Skola", "executive", "men", 6, None, None, None, None),
    ]
    assert [row["suppression_reason"] for row in found[-2:]] == ["primary_small", None]
    assert {row["is_example"] for row in found} == {True}
