"""What elected members do and where they are: motions and speaking time, presence, and themes of interviews."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from spegel.registers.example.chance import Chance
from spegel.registers.example.columns import area_indices, area_names, blank_unless, day_number, days, frame
from spegel.registers.example.place import TODAY, Place, words

KINDS = ("activity", "presence", "interview_themes")
YEARS = (2023, 2024, 2025)
AMOUNTS = {"motion": 34, "interpellation": 26, "reservation": 48, "speaking_turns": 420, "speaking_minutes": 1500}
"""In a year of a council."""

MOTIONS = ("motion", "interpellation")
WOMEN = {"motion": 0.46, "interpellation": 0.42, "reservation": 0.4, "speaking_turns": 0.37, "speaking_minutes": 0.34}
"""Women speak less than their share of the seats."""

UNCODED = 2024
"""The year nobody went through the recordings."""

PRESENT_FROM = date(2023, 1, 15)
PRESENCES = 120
PLACE_TYPES = {"school": 24, "association": 22, "meeting_place": 20, "event": 16, "social_media": 10, "digital": 8}
ACTORS = {"party": 46, "elected": 34, "youth_league": 20}
INTERVIEWS = {2023: {"women": 24, "men": 26}, 2025: {"women": 26, "men": 28}}
MENTIONS = {
    "time": 0.55, "family": 0.45, "heard": 0.35, "posts": 0.3, "threats": 0.4, "knowledge": 0.5, "culture": 0.3, "influence": 0.6,
}  # fmt: skip
"""Share of the women who bring a theme up; men do so less, but for having influence."""


def make(place: Place) -> dict[str, pl.DataFrame]:
    """The registers activity, presence and interview_themes."""
    return {"activity": _activity(place), "presence": _presence(place), "interview_themes": _interview_themes(place)}


def _activity(place: Place) -> pl.DataFrame:
    """All kinds in the council, none but reservations in the committees under it; motions are for councils alone."""
    chance, rows = Chance(place.id, "activity"), []
    for body in place.bodies:
        is_council = body["classification"] == "council"
        is_coded = is_council or body["classification"] == "executive" or "parent" not in body
        if "dissolved" in body or not (is_coded or body["classification"] == "committee"):
            continue
        size = 1 if is_council else 0.25
        for year in (year for year in YEARS if year >= body.get("founded", date.min).year):
            for kind, amount in AMOUNTS.items():
                is_speaking = kind.startswith("speaking")
                if (is_speaking and not (is_coded and year != UNCODED)) or (kind in MOTIONS and not is_council):
                    continue
                total = round(amount * size * (0.8 + 0.4 * chance.share(1)[0]))
                unknown = round(0.06 * total) if kind == "speaking_turns" else 0
                women = round((total - unknown) * WOMEN[kind])
                counts = {"women": women, "men": total - unknown - women, **({"unknown": unknown} if unknown else {})}
                rows += [(place.id_of("O", body["id"]), year, kind, gender, float(number)) for gender, number in counts.items()]
    return frame("activity", **_columns(rows, "body_id", "year", "kind", "gender", "count"))


def _presence(place: Place) -> pl.DataFrame:
    """Nobody has been to the smallest part; on line there is no part; often nobody counted."""
    chance, number = Chance(place.id, "presence"), PRESENCES
    day = np.sort(chance.whole(day_number(PRESENT_FROM), day_number(TODAY), number))
    types = chance.choose(list(PLACE_TYPES), number, list(PLACE_TYPES.values()))
    actors = chance.choose(list(ACTORS), number, list(ACTORS.values()))
    is_on_line = np.isin(types, ("social_media", "digital"))
    smallest = int(np.argmin([area.electors for area in place.areas]))
    areas = area_indices(place, chance, number)
    areas = np.where(areas == smallest, (smallest + 1) % len(place.areas), areas)
    names = area_names(place, areas, day, chance)
    parties = sorted(place.seats[max(place.seats)])
    known = words()["rooms"]
    rooms = [known[kind][int(draw * len(known[kind]))] for kind, draw in zip(types, chance.share(number), strict=True)]
    is_counted = chance.happens(0.85, number)
    women, men = chance.whole(0, 3, number), chance.whole(0, 3, number)
    return frame(
        "presence",
        presence_id=np.array([place.id_of("N", f"{running:04d}") for running in range(1, number + 1)]),
        date=days(day),
        place_type=types,
        place=[room if on_line else f"{room} i {name}" for room, name, on_line in zip(rooms, names, is_on_line, strict=True)],
        area_code=blank_unless(names, ~is_on_line & chance.happens(0.96, number)),
        actor_kind=actors,
        party=blank_unless(chance.choose(parties, number), (actors != "elected") & chance.happens(0.92, number)),
        open_meeting=blank_unless(chance.happens(0.4, number), (actors == "party") & chance.happens(0.95, number)),
        women=blank_unless(women, is_counted),
        men=blank_unless(np.where(women + men == 0, 1, men), is_counted),
        unknown=blank_unless(chance.whole(0, 1, number), is_counted & chance.happens(0.3, number)),
    )


def _interview_themes(place: Place) -> pl.DataFrame:
    chance, rows = Chance(place.id, "interviews"), []
    for year, interviews in INTERVIEWS.items():
        for theme, share in MENTIONS.items():
            for gender, number in interviews.items():
                lean = 1 if gender == "women" else 1.3 if theme == "influence" else 0.75
                mentions = min(number, round(number * share * lean * (0.9 + 0.2 * chance.share(1)[0])))
                rows.append((year, theme, gender, mentions, number))
    return frame("interview_themes", **_columns(rows, "year", "theme", "gender", "mentions", "interviews"))


def _columns(rows: list[tuple], *names: str) -> dict[str, list]:
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
