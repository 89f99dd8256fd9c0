"""Where an example is set: the areas of a real organisation, their electors, points and seats; and the words used."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegel import profiles
from spegel.settings import project_root
from spegel.sources import reference
from spegel.sources.tables import TABLES, empty

TODAY = date(2026, 10, 31)
"""The day the examples were kept up to; later dates are plans."""

DISTRICTS_OF = 2022
"""The election whose districts have both points and electors."""


@dataclass(frozen=True)
class Area:
    """A part of a municipality: how many electors, and points inside its districts with their size in square kilometres."""

    name: str
    electors: int
    points: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 3)))  # latitude, longitude, km2


@dataclass(frozen=True)
class Redrawn:
    """How areas were divided before a day: present name -> names then."""

    before: date
    area_version: str
    areas: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Place:
    """What the example registers of one organisation are shaped by.

    `seats`: election year -> party -> (seats, women or None, men or None, ages as five counts or None), official figures.
    """

    id: str
    area_id: str
    kind: str  # kommun | stadsdelsnamnd
    part_level: str
    areas: tuple[Area, ...]
    seats: Mapping[int, Mapping[str, tuple[int, int | None, int | None, tuple[int, ...] | None]]]
    bodies: tuple[Mapping, ...]
    dialogues: int
    panel: str
    panel_members: int = 3000
    panel_recruitment: str = "random"
    redrawn: Redrawn | None = None

    def id_of(self, letter: str, number: object) -> str:
        """An id that tells that the row is an example: EX-D-0012."""
        return f"{words()['mark']}-{letter}-{number}"


def folder() -> Path:
    """Where the words and the sizes of bodies lie."""
    return project_root() / "data" / "example"


@cache
def words() -> Mapping:
    """Titles, purposes, questions and other words. Nothing in them is about a person."""
    return tomllib.loads((folder() / "words.toml").read_text(encoding="utf-8"))


def names() -> list[str]:
    """The profiles that have example registers."""
    return [name for name in profiles.names() if (folder() / f"{name}.toml").is_file()]


@cache
def place_of(name: str) -> Place:
    """The place of a profile that has example registers."""
    entry = tomllib.loads((folder() / f"{name}.toml").read_text(encoding="utf-8"))
    profile = profiles.read(name)
    redrawn = entry.get("redrawn")
    return Place(
        id=name,
        area_id=profile.area_id,
        kind=profile.kind,
        part_level=profile.part_level,
        areas=_areas(profile),
        seats=_seats(entry["election_municipality"]),
        bodies=tuple(entry["bodies"]),
        dialogues=entry["dialogues"],
        panel=entry["panel"],
        panel_recruitment=entry["panel_recruitment"],
        redrawn=Redrawn(**redrawn) if redrawn else None,
    )


@cache
def _facts() -> Mapping[str, pl.DataFrame]:
    """The canonical tables of what ships."""
    shipped = reference.read(project_root() / "data" / "reference").by_source.values()
    return {name: pl.concat([empty(name), *(part.tables[name] for part in shipped if name in part.tables)]) for name in TABLES}


def country() -> dict[str, int]:
    """Electors of every municipality, by code."""
    totals = _facts()["municipality_total"].filter(pl.col("election_id") == f"{DISTRICTS_OF}-KF").sort("municipality_code")
    return dict(totals.select("municipality_code", "eligible").iter_rows())


def _areas(profile: profiles.Profile) -> tuple[Area, ...]:
    facts, version = _facts(), f"valdistrikt{DISTRICTS_OF}"
    prefixes = profile.district_prefixes or (profile.municipality,)
    electors = facts["district_result"].filter(pl.col("election_id") == f"{DISTRICTS_OF}-KF", pl.col("kind") == "district")
    districts = (
        facts["district_area"].filter(pl.col("area_version") == version)
        .filter(pl.any_horizontal(pl.col("district_code").str.starts_with(prefix) for prefix in prefixes))
        .join(electors.select("district_code", "eligible"), on="district_code", how="left")
        .join(facts["district_point"].filter(pl.col("area_version") == version), on="district_code", how="left")
        .drop_nulls("lat")
        .sort("area_name", "district_code")
    )  # fmt: skip
    return tuple(
        Area(name, int(rows["eligible"].sum()), rows.select("lat", "lon", pl.col("area_km2").fill_null(0.05)).to_numpy())
        for (name,), rows in districts.group_by("area_name", maintain_order=True)
    )


def _seats(municipality: str) -> dict[int, dict]:
    found: dict[int, dict] = {}
    ages = ("age_18_21", "age_22_36", "age_37_50", "age_51_64", "age_65_plus")
    for row in _facts()["elected_count"].filter(pl.col("municipality_code") == municipality).iter_rows(named=True):
        by_age = tuple(row[name] for name in ages)
        known = None if None in by_age else by_age
        found.setdefault(int(row["election_id"][:4]), {})[row["party_abbr"]] = (row["seats"], row["women"], row["men"], known)
    return found
