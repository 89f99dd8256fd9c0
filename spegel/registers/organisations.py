"""Whose a register is: the organisation of a profile, known by its area."""

from __future__ import annotations

from functools import cache

from spegel import profiles
from spegel.profiles import Profile
from spegel.settings import project_root
from spegel.sources import reference


def area_of(profile: str) -> str:
    """The area id of a profile, by its folder or a municipality code: `0127` for botkyrka, `jarva` for jarva.

    Raises SettingsError for a profile that does not exist.
    """
    return profiles.load(profile, _municipalities()).area_id


def of_area(area_id: str) -> Profile:
    """The organisation with that area. Raises SettingsError where there is none."""
    named = (profiles.read(name) for name in profiles.names())
    return next((profile for profile in named if profile.area_id == area_id), None) or profiles.load(area_id, _municipalities())


@cache
def _municipalities() -> dict[str, str]:
    return dict(reference.code_lists(project_root() / "data" / "reference").municipalities)
