"""power_ladder: given rows, expected rows, and SCB's own ladder."""

from __future__ import annotations

import pytest

from tests.sql.made import columns, rows
from tests.sql.seats import AREA, DAY, places, residents, seats, together

NAME = "power_ladder"
RUNGS = ("elected", "council", "executive", "presidium", "chairs", "executive_chair")


def persons(rung: str, counts: dict[str, int]) -> list[dict]:
    dimension, category = ("all", "total") if rung == "elected" else ("rung", rung)
    return [
        {
            "area_id": AREA,
            "reference_date": DAY,
            "dimension": dimension,
            "category": category,
            "gender": gender,
            "person_count": count,
            "assignment_count": 2 * count,
            "provenance": "own",
        }
        for gender, count in counts.items()
    ]


def ladder(counts: dict[str, dict[str, int]], population: dict[str, int], **more: list[dict]) -> dict[str, list[dict]]:
    return together(
        {
            "dim_area": places(),
            "fact_seat": seats("KF", {("member", "women"): 1}),
            "fact_assignment": [row for rung, sexes in counts.items() for row in persons(rung, sexes)],
        },
        residents("gender", population),
        more,
    )


def test_persons_on_each_rung_and_nobody_is_not_known(given):
    counts = {"elected": {"women": 30, "men": 70, "unknown": 4}, "chairs": {"men": 3}}
    country = [
        {"measure": "maktstege", "category": "chairs", "gender": "women", "reference_year": year, "value_share": share}
        for year, share in ((2015, 0.30), (2019, 0.36))
    ]
    found = rows(given(**ladder(counts, {"women": 50, "men": 50}, fact_reference_value=country)), NAME, area=AREA)
    names = ("rung", "rung_order", "person_count", "women_count", "men_count", "unknown_count", "women_share", "country_share")
    assert columns(found, *names) == [
        ("population", 1, 100, 50, 50, 0, 0.5, None),
        ("elected", 2, 104, 30, 70, 4, 0.3, None),
        ("council", 3, None, None, None, None, None, None),
        ("executive", 4, None, None, None, None, None, None),
        ("presidium", 5, None, None, None, None, None, None),
        ("chairs", 6, 3, 0, 3, 0, 0, 0.36),
        ("executive_chair", 7, None, None, None, None, None, None),
    ]
    assert [row["gap_pp"] for row in found if row["gap_pp"] is not None] == pytest.approx([0, -20, -50])


def test_scbs_ladder_of_2019_by_the_same_code(given):
    """Women in a hundred, SCB 2020-04-20: population 50, elected 43, council 43, executive 40, chairs 36, its chair 32."""
    shares = dict(zip(RUNGS, (43, 43, 40, 38, 36, 32), strict=True))
    counts = {rung: {"women": share, "men": 100 - share} for rung, share in shares.items()}
    found = rows(given(**ladder(counts, {"women": 50, "men": 50})), NAME, area=AREA)
    assert [row["women_share"] for row in found] == pytest.approx([0.50, 0.43, 0.43, 0.40, 0.38, 0.36, 0.32])
    assert [row["gap_pp"] for row in found] == pytest.approx([0, -7, -7, -10, -12, -14, -18])


def test_what_ships_stands_beside_the_country(reference_warehouse):
    found = {row["rung"]: row["country_share"] for row in rows(reference_warehouse, NAME, area=AREA)}
    assert found == {
        "population": 0.50,
        "elected": 0.43,
        "council": 0.43,
        "executive": 0.40,
        "presidium": None,
        "chairs": 0.36,
        "executive_chair": 0.32,
    }
