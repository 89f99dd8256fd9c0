"""Surveys of the organisation's own: whether residents feel represented and trust its politicians, by group and part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from spegel.registers.example.chance import Chance
from spegel.registers.example.columns import area_versions, blank_unless, day_number, frame
from spegel.registers.example.place import TODAY, Place, words

KINDS = ("indicators",)
YEARS = (2021, 2023, 2025)
BREAK = 2023
"""The year the question was put another way."""

ANSWERS = {"women": 640, "men": 560}
GROUPS: Mapping[str, Mapping[str, tuple[int, float]]] = {
    "age": {"18-29": (18, -6), "30-49": (32, -1), "50-64": (24, 2), "65+": (26, 4)},
    "birth_region": {"sweden": (60, 4), "europe": (13, -2), "world": (27, -7)},
}
"""Dimension -> group -> (share of the answers, how far from the level, percentage points)."""


def make(place: Place) -> dict[str, pl.DataFrame]:
    """Rows of the register indicators."""
    chance = Chance(place.id, "surveys")
    return {"indicators": pl.concat([_survey(place, entry, year, chance) for entry in words()["surveys"] for year in YEARS])}


def _survey(place: Place, entry: Mapping, year: int, chance: Chance) -> pl.DataFrame:
    """All, then each group, then each part of the municipality: answers add up, and so do values weighted by them."""
    level = entry["start"] + (year - YEARS[0]) / 2
    values = {"women": level - 1.5 + chance.share(1)[0], "men": level + 1.5 * chance.share(1)[0]}

    def by_sex(shares: Sequence[float], apart: ArrayLike) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        answers = {gender: chance.split(np.array([number]), shares)[0] for gender, number in ANSWERS.items()}
        return _both(values, answers, np.asarray(apart, float))

    cells = [(place.area_id, None, None, by_sex([1], [0]))]
    for dimension, groups in GROUPS.items():
        shares, apart = zip(*groups.values(), strict=True)
        cells.append((place.area_id, dimension, list(groups), by_sex(shares, apart)))
    names = [area.name for area in place.areas]
    cells.append((names, None, None, by_sex([area.electors for area in place.areas], 8 * np.sin(np.arange(len(names))))))
    return pl.concat([_rows(place, entry, year, *cell) for cell in cells])


def _both(
    values: Mapping[str, float], answers: Mapping[str, np.ndarray], apart: np.ndarray
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Sex -> (values, answers) of each group, so that the mean of the groups is the value of all; and both sexes together."""
    found = {}
    for gender, number in answers.items():
        found[gender] = (values[gender] + apart - float((apart * number).sum() / number.sum()), number)
    together = sum(number for _, number in found.values())
    found["total"] = (sum(value * number for value, number in found.values()) / np.maximum(together, 1), together)
    return found


def _rows(
    place: Place, entry: Mapping, year: int, where: str | list[str], dimension: str | None, groups: list[str] | None,
    by_sex: Mapping[str, tuple[np.ndarray, np.ndarray]],
) -> pl.DataFrame:  # fmt: skip
    """Margins of 95 percent as in a simple random sample, for the share that the value is. Without answers: no value."""
    parts = []
    for gender, (values, answers) in by_sex.items():
        is_known = answers > 0
        margins = 1.96 * np.sqrt(values * (100 - values) / np.maximum(answers, 1))
        parts.append(
            frame(
                "indicators",
                kpi_id=entry["id"],
                title=entry["title"],
                area_id=where,
                area_version=area_versions(place, np.full(len(values), day_number(TODAY))),
                year=year,
                measurement_year=year,
                gender=gender,
                dimension=dimension,
                category=groups,
                value=blank_unless(values.round(1), is_known),
                uncertainty=blank_unless(margins.round(1), is_known),
                n=answers,
                unit="procent",
                status="b" if year == BREAK else None,
                source="Exempel",
            )
        )
    return pl.concat(parts)
