"""Profiles: for whom the mirror is held up. A folder in `data/profiles`, or any municipality by its code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from spegel.core import Problem, SettingsError, is_municipality_code
from spegel.settings import project_root


@dataclass(frozen=True)
class Profile:
    """An organisation: a municipality, or a city-district board that is a set of districts inside one.

    `district_prefixes` is empty for a whole municipality. `area_id` is what datasets take as `area`.
    """

    id: str
    name_sv: str
    name_en: str
    kind: str  # kommun | stadsdelsnamnd
    municipality: str
    part_level: str  # kommundel | stadsdel
    default_election_type: str
    area_name: str = ""  # of the area itself, where it is not a municipality: Järva
    district_prefixes: tuple[str, ...] = ()
    documents: tuple[dict[str, str], ...] = ()

    @property
    def area_id(self) -> str:
        return self.id if self.district_prefixes else self.municipality


def folder() -> Path:
    """Where the profiles lie."""
    return project_root() / "data" / "profiles"


def names() -> list[str]:
    """The profiles there are, in order."""
    return sorted(path.parent.name for path in folder().glob("*/profile.toml"))


def read(name: str) -> Profile:
    """The profile in the folder `name`. Raises ValueError when the file lacks or has unknown entries."""
    entries = tomllib.loads((folder() / name / "profile.toml").read_text(encoding="utf-8"))
    try:
        profile = Profile(**{key: tuple(value) if isinstance(value, list) else value for key, value in entries.items()})
    except TypeError as error:
        raise ValueError(f"profile {name}: {error}") from error
    if profile.id != name:
        raise ValueError(f"profile {name}: its id says {profile.id}")
    return profile


def load(name: str, municipalities: dict[str, str]) -> Profile:
    """A profile by folder name, or a plain one for a municipality code found in `municipalities` (code -> name).

    Raises SettingsError when there is neither.
    """
    if name in names():
        return read(name)
    if is_municipality_code(name) and name in municipalities:
        title = municipalities[name]
        return Profile(name, title, title, "kommun", name, "kommundel", "KF")
    raise SettingsError(Problem("unknown_profile", value=name, details={"names": ", ".join(names())}))
