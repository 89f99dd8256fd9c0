"""panel_members: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, municipalities, rows
from tests.sql.panel_made import WAVES, of_wave

NAME = "panel_members"


def states(dimension: str, category: str, gender: str, members: int | None, active: int | None) -> list[dict]:
    about = {"dimension": dimension, "category": category, "gender": gender}
    reason = "primary_small" if members is None else None
    return [
        {**about, "state": "total", "person_count": members, "suppression_reason": reason},
        {**about, "state": "active", "person_count": active},
    ]


def test_shares_are_of_those_whose_group_is_known_and_ages_are_women_and_men(given):
    counted = [
        *states("all", "total", "total", 110, 60),
        *states("all", "total", "women", 60, 30),
        *states("all", "total", "men", 40, 20),
        *states("all", "total", "unknown", 10, 10),
        *states("age", "18-29", "women", 20, 5),
        *states("age", "18-29", "men", 20, 15),
        *states("age", "65+", "women", 40, 15),
        *states("age", "65+", "men", None, None),
    ]
    about = {"area_id": "0127", "wave_id": "b", "dimension": "all", "category": "total", "population_base": "18+"}
    residents = [about | {"gender": sex, "population_count": 500, "population_year": 2025} for sex in ("women", "men")]
    background = {"dimension": "education", "category": "unknown", "state": "total", "person_count": 7}
    warehouse = given(
        dim_area=municipalities("0127"),
        fact_panel_wave=WAVES,
        fact_panel_member=[*of_wave("b", *counted), *of_wave("a", *states("all", "total", "total", 1000, 900))],
        fact_panel_member_background=of_wave("b", background),
        fact_panel_population=residents,
    )
    found = rows(warehouse, NAME, area="0127")
    names = ("dimension", "category", "gender", "member_count", "active_count", "member_share", "population_share")
    assert columns(found, *names) == [
        ("age", "18-29", "men", 20, 15, None, None),
        ("age", "18-29", "total", 40, 20, None, None),
        ("age", "18-29", "women", 20, 5, None, None),
        ("age", "65+", "men", None, None, None, None),
        ("age", "65+", "total", None, None, None, None),
        ("age", "65+", "women", 40, 15, None, None),
        ("all", "total", "men", 40, 20, 0.4, 0.5),
        ("all", "total", "total", 110, 60, 1.0, None),
        ("all", "total", "unknown", 10, 10, None, None),
        ("all", "total", "women", 60, 30, 0.6, 0.5),
        ("education", "unknown", "total", 7, None, None, None),
    ]
    hidden = {(row["category"], row["gender"]): row["suppression_reason"] for row in found if row["is_suppressed"]}
    assert hidden == {("65+", "men"): "primary_small", ("65+", "total"): "secondary"}
