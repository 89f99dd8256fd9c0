"""The same figure on every page that shows it: dialogues, participants by sex and answers, by area and year."""

from __future__ import annotations

import pytest

from tests.sql.made import rows

AREAS = ("0127", "jarva")
CHOSEN = [(area, year, kind) for area in AREAS for year in (None, 2023, 2024, 2025) for kind in ("all", "forum")]
SEXES = ("women_count", "men_count", "unknown_gender_count")


@pytest.fixture
def asked(reference_warehouse):
    """`asked("reach_points", ...)`: the rows of a dataset in what ships."""
    return lambda name, **parameters: rows(reference_warehouse, name, **parameters)


def of_list(listed: list[dict], year: int | None, kind: str) -> list[dict]:
    """Those of the list of dialogues that were held, of the year and kind."""
    return [
        row
        for row in listed
        if row["status"] in (None, "held")
        and year in (None, row["start_date"].year)
        and kind in ("all", row["classification"])
    ]


def total(found: list[dict], column: str) -> int:
    """The sum of what is shown."""
    return sum(row[column] or 0 for row in found)


@pytest.mark.parametrize(("area", "year", "kind"), CHOSEN)
def test_dialogues_and_participants_are_the_same_in_the_list_on_the_map_and_by_channel_and_mandate(asked, area, year, kind):
    chosen = {"area": area, "year": year, "kind": kind}
    listed = of_list(asked("dialogue_list", area=area), year, kind)
    by_part = asked("reach_by_part", **chosen)
    [whole] = [row for row in by_part if row["part_area_id"] == "total"]
    points = asked("reach_points", **chosen)
    channels = asked("channel_mix", **chosen)
    mandates = [row for row in asked("mandate_distribution", **chosen) if row["dimension"] == "all"]
    assert listed
    parts = [row for row in by_part if row["part_area_id"] != "total"]
    for found in ([whole], parts, channels, mandates):
        assert total(found, "dialogue_count") == len(listed)
        assert total(found, "hidden_count") == sum(row["suppression_reason"] is not None for row in listed)
    for found in ([whole], parts, points, channels, mandates):
        assert total(found, "participants_count") == total(listed, "participants_count")
    for column in SEXES[:2]:
        for found in ([whole], parts, channels, mandates):
            assert total(found, column) == total(listed, column)
    assert {row["dialogue_id"] for row in points} == {row["dialogue_id"] for row in listed}
    hexagons = asked("reach_by_hexagon", **chosen)
    assert total(hexagons, "dialogue_count") == sum(row["lon"] is not None for row in listed)


@pytest.mark.parametrize("area", AREAS)
def test_a_room_has_the_numbers_of_the_list_of_dialogues(asked, area):
    listed = {row["dialogue_id"]: row for row in asked("dialogue_list", area=area)}
    units = [row for row in asked("room_unit_list", area=area) if row["unit_kind"] == "dialogue"]
    assert {row["unit_id"]: row["present_count"] for row in units} == {
        row["unit_id"]: listed[row["unit_id"]]["participants_count"] for row in units
    }
    assert {row["unit_id"] for row in units} <= {row["dialogue_id"] for row in of_list(list(listed.values()), None, "all")}


@pytest.mark.parametrize("area", AREAS)
def test_occasions_without_sex_are_counted_of_the_same_dialogues(asked, area):
    listed = asked("dialogue_list", area=area)
    for row in asked("gender_missing_by_year", area=area):
        year = None if row["period"] == "total" else int(row["period"])
        assert row["held_count"] == len(of_list(listed, year, "all"))


@pytest.mark.parametrize(("area", "year", "kind"), CHOSEN)
def test_answers_are_the_same_in_the_funnel_by_dialogue_and_by_year(asked, area, year, kind):
    chosen = {"area": area, "year": year, "kind": kind}
    dialogues = asked("feedback_by_dialogue", **chosen)
    steps = {row["step"]: row["reached_count"] for row in asked("feedback_funnel", **chosen)}
    assert steps["closed"] == len(dialogues)
    assert {step: steps[step] for step in ("results", "handling", "effect")} == {
        step: sum(row[f"{step}_date"] is not None for row in dialogues) for step in ("results", "handling", "effect")
    }
    [period] = [row for row in asked("feedback_by_year", area=area, kind=kind) if row["period"] == str(year or "total")]
    assert period["closed_count"] == len(dialogues)
    assert period["with_page_count"] == sum(row["page_url"] is not None for row in dialogues)
    due = [row for row in dialogues if (row["reference_date"] - row["closed_date"]).days >= 30]
    assert (period["due_count"], period["answered_count"]) == (len(due), sum(row["has_answer"] for row in due))
    contacts = [row for row in asked("contact_count", area=area, year=year) if row["classification"] == "total"]
    if kind == "all":
        assert total(contacts, "contact_count") == len(dialogues)
        assert total(contacts, "answered_count") == sum(row["has_answer"] for row in dialogues)


@pytest.mark.parametrize(("area", "year", "kind"), CHOSEN)
def test_overdue_promises_are_as_many_as_are_listed(asked, area, year, kind):
    chosen = {"area": area, "year": year, "kind": kind}
    promises = {row["promise"]: row["overdue_count"] for row in asked("feedback_promises", **chosen)}
    listed = asked("feedback_overdue", **chosen)
    assert promises.pop("total") == len(listed) == sum(promises.values())


@pytest.mark.parametrize("area", AREAS)
def test_dialogues_that_are_over_are_those_that_were_held(asked, area):
    """The pages on feedback count a dialogue in the year it ended, the others in the year it began."""
    held = {row["dialogue_id"] for row in of_list(asked("dialogue_list", area=area), None, "all")}
    over = {row["dialogue_id"]: row for row in asked("feedback_by_dialogue", area=area)}
    assert set(over) <= held
    latest = max(row["reference_date"] for row in over.values())
    later = [row for row in asked("dialogue_list", area=area) if row["dialogue_id"] in held - set(over)]
    assert all(row["start_date"] >= latest for row in later)
