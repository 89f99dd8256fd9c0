"""reach_by_part: given rows, expected rows."""

from __future__ import annotations

from datetime import date

import pytest

from spegel.stats.small_units import shrunken_rates
from tests.sql.made import columns, rows
from tests.sql.reach_made import AREA, dialogue, places, present, residents, unique

NAME = "reach_by_part"
PEOPLE = residents({AREA: 10_000, "0127-alby": 4_000, "0127-tumba": 6_000})


def test_participations_are_counted_as_often_as_people_come_and_parts_without_any_have_zero(given):
    """Alby: 20 and 30, one hidden and one not counted. 50 participations on 4,000 residents are 12.5 per 1,000."""
    warehouse = given(
        dim_area=places(),
        fact_dialogue=[dialogue("a"), dialogue("b"), dialogue("c"), dialogue("d"), dialogue("e", status="cancelled")],
        fact_attendance=[
            *present("a", "all", total=20),
            *present("a", "gender", women=12, men=8, total=20),
            *present("b", "all", total=30),
            *present("b", "gender", women=26, men=None, unknown=None, total=30),
            *present("c", "all", total=None),
            *present("e", "all", total=99),
        ],
        fact_resident=PEOPLE,
    )
    whole, alby, tumba = rows(warehouse, NAME, area=AREA)
    names = ("part_area_id", "dialogue_count", "counted_count", "hidden_count", "uncounted_count", "participants_count")
    assert columns([whole, alby, tumba], *names) == [
        ("total", 4, 2, 1, 1, 50),
        ("0127-alby", 4, 2, 1, 1, 50),
        ("0127-tumba", 0, 0, 0, 0, 0),
    ]
    by_sex = (
        "women_count",
        "hidden_women_count",
        "men_count",
        "hidden_men_count",
        "unknown_gender_count",
        "hidden_unknown_count",
    )
    assert columns([alby, tumba], *by_sex) == [(38, 0, 8, 1, None, 1), (0, 0, 0, 0, 0, 0)]
    assert (alby["per_dialogue_ratio"], alby["per_1000_ratio"], tumba["per_1000_ratio"]) == (25, 12.5, 0)
    assert (tumba["per_dialogue_ratio"], whole["per_1000_ratio"], alby["resident_count"]) == (None, 5, 4_000)


def test_without_registered_persons_there_is_no_reach_however_many_came(given):
    warehouse = given(
        dim_area=places(), fact_dialogue=[dialogue("a")], fact_attendance=present("a", "all", total=500), fact_resident=PEOPLE
    )
    found = rows(warehouse, NAME, area=AREA, year=2025)
    assert columns(found, "unique_count", "reach_ratio", "smooth_ratio") == [(None, None, None)] * 3


def test_reach_is_of_those_who_live_there_each_once(given):
    """62 persons, of whom 10 live elsewhere: 52 on 10,000. Alby 40 on 4,000 is 10, Tumba 12 on 6,000 is 2 per 1,000."""
    persons = [
        *unique("total", total=62, women=40, men=22),
        *unique("other", total=10, women=5, men=5),
        *unique("0127-alby", total=40, women=25, men=15),
        *unique("0127-tumba", total=12, women=10, men=2),
    ]
    warehouse = given(dim_area=places(), fact_dialogue=[dialogue("a")], fact_reach=persons, fact_resident=PEOPLE)
    found = rows(warehouse, NAME, area=AREA, year=2025)
    assert columns(found, "unique_count", "unique_women_count", "unique_men_count", "reach_ratio") == [
        (52, 35, 17, pytest.approx(5.2)),
        (40, 25, 15, 10),
        (12, 10, 2, 2),
    ]
    smooth = 1000 * shrunken_rates([40, 12], [4_000, 6_000])
    assert [row["smooth_ratio"] for row in found] == [None, pytest.approx(smooth[0]), pytest.approx(smooth[1])]
    for asked in ({"year": 2024}, {}, {"year": 2025, "kind": "forum"}):
        assert {row["reach_ratio"] for row in rows(warehouse, NAME, area=AREA, **asked)} == {None}, asked


def test_a_hidden_number_of_persons_says_why_and_is_in_no_rate(given):
    persons = [
        *unique("0127-alby", total=None),
        *unique("0127-tumba", total=12),
        *unique("total", total=30),
        *unique("other", total=None),
    ]
    warehouse = given(dim_area=places(), fact_dialogue=[dialogue("a")], fact_reach=persons, fact_resident=PEOPLE)
    whole, alby, tumba = rows(warehouse, NAME, area=AREA, year=2025)
    assert columns([whole, alby], "unique_count", "unique_reason", "reach_ratio") == [(None, "secondary", None)] * 2
    # One part alone is its own common rate.
    assert (tumba["reach_ratio"], tumba["smooth_ratio"], alby["smooth_ratio"]) == (2, pytest.approx(2), None)


def test_alike_parts_get_the_common_rate(given):
    """5 and 7 on 4,000 and 6,000 differ less than chance: both 12 on 10,000."""
    persons = [*unique("0127-alby", total=5), *unique("0127-tumba", total=7)]
    warehouse = given(dim_area=places(), fact_dialogue=[dialogue("a")], fact_reach=persons, fact_resident=PEOPLE)
    found = rows(warehouse, NAME, area=AREA, year=2025)
    assert [row["smooth_ratio"] for row in found] == [None, pytest.approx(1.2), pytest.approx(1.2)]


def test_a_part_without_residents_is_in_no_rate(given):
    warehouse = given(
        dim_area=places(),
        fact_dialogue=[dialogue("a")],
        fact_attendance=present("a", "all", total=20),
        fact_reach=unique("0127-alby", total=6),
        fact_resident=residents({"0127-alby": 0}),
    )
    _, alby, _ = rows(warehouse, NAME, area=AREA, year=2025)
    assert (alby["participants_count"], alby["per_1000_ratio"], alby["reach_ratio"], alby["smooth_ratio"]) == (
        20,
        None,
        None,
        None,
    )


def test_residents_are_those_known_by_then_else_the_first(given):
    people = [
        *residents({"0127-alby": 3_000}, year=2022),
        *residents({"0127-alby": 4_000}, year=2024),
        *residents({"0127-alby": 5_000}, year=2026),
    ]
    held = [dialogue("a", start_date=date(year, 3, 1)) | {"dialogue_id": str(year)} for year in (2020, 2023, 2025)]
    warehouse = given(dim_area=places(), fact_dialogue=held, fact_resident=people)
    asked = {year: rows(warehouse, NAME, area=AREA, year=year)[1]["resident_count"] for year in (2020, 2023, 2025, None)}
    assert asked == {2020: 3_000, 2023: 3_000, 2025: 4_000, None: 5_000}


def test_dialogues_of_no_part_of_today_stand_last_and_a_foreign_area_has_no_rows(given):
    warehouse = given(dim_area=places(), fact_dialogue=[dialogue("a", None), dialogue("b", classification="forum")])
    assert columns(rows(warehouse, NAME, area=AREA), "part_area_id", "dialogue_count") == [
        ("total", 2),
        ("0127-alby", 1),
        ("0127-tumba", 0),
        ("", 1),
    ]
    assert [row["dialogue_count"] for row in rows(warehouse, NAME, area=AREA, kind="forum")] == [1, 1, 0]
    assert rows(warehouse, NAME, area="0180") == []
