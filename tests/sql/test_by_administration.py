"""Datasets of dialogues that take an administration: its dialogues and no others, and never any reach."""

from __future__ import annotations

from collections import Counter

import pytest

from spegel import query
from tests.sql.made import rows

COUNTED = {"reach_by_part": "part_area_id", "reach_by_hexagon": "hexagon_id", "reach_points": None}
"""Dataset -> what its rows are of; None where each row is a dialogue."""


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("area", ["0127", "jarva"])
def test_the_administrations_and_those_without_one_are_all_there_is(reference_warehouse, area, name):
    """What an administration has is counted from the list of dialogues."""
    listed = [row for row in rows(reference_warehouse, "dialogue_list", area=area) if row["status"] in (None, "held")]
    held = Counter(row["administration"] for row in listed)
    assert len(held) > 2
    for administration in set(held) - {None}:
        found = rows(reference_warehouse, name, area=area, administration=administration)
        own = {row["dialogue_id"] for row in listed if row["administration"] == administration}
        if COUNTED[name] is None:
            assert {row["dialogue_id"] for row in found} == own
        else:
            placed = {row["dialogue_id"] for row in listed if row["lon"] is not None or name == "reach_by_part"}
            whole = sum(row["dialogue_count"] for row in found if row[COUNTED[name]] != "total")
            assert whole == len(own & placed)


def test_unique_participants_are_never_told_of_an_administration(reference_warehouse):
    """They are counted for all dialogues together: less those of one administration they would be those of the others."""
    everything = rows(reference_warehouse, "reach_by_part", area="0127", year=2025)
    assert any(row["unique_count"] for row in everything)
    listed = rows(reference_warehouse, "dialogue_list", area="0127")
    for administration in {row["administration"] for row in listed} - {None}:
        found = rows(reference_warehouse, "reach_by_part", area="0127", year=2025, administration=administration)
        assert {row["unique_count"] for row in found} == {None}


def test_every_dataset_of_reach_takes_an_administration():
    taking = {name for name in query.names() if "administration" in query.load(name).parameters}
    assert {*COUNTED, "reach_by_regso", "dialogue_coverage", "catchment_by_part"} <= taking


@pytest.mark.parametrize("name", ["dialogue_coverage", "catchment_by_part", "reach_by_hexagon", "reach_by_part"])
def test_of_an_administration_that_is_not_in_the_register_nothing_is_known(reference_warehouse, name):
    assert rows(reference_warehouse, name, area="0127", administration="Ingen sådan") == []
