"""What people send in and choose between: proposals, views, a participatory budget, user councils; and figures by year."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from spegel.registers.example.chance import Chance
from spegel.registers.example.columns import (
    area_indices,
    area_names,
    area_versions,
    blank_unless,
    day_number,
    days,
    frame,
    ids,
    positions,
)  # fmt: skip
from spegel.registers.example.place import TODAY, Place, words

KINDS = ("proposals", "feedback", "views", "budget_projects", "budget_voters", "user_councils", "indicators")
FIRST = date(2022, 11, 1)
BUDGETS = {"2024": 400_000.0, "2026": 500_000.0}
YEARS = (2022, 2023, 2024, 2025, 2026)
CHANNELS = {"citizen_proposal": 46, "e_proposal": 30, "youth_council": 12, "pupil_council": 12}
STATES = {"accepted": 20, "partly_accepted": 12, "rejected": 26, "answered": 30, "withdrawn": 3}


def make(place: Place) -> dict[str, pl.DataFrame]:
    """The registers proposals, views, budget_projects, budget_voters, user_councils and indicators, and feedback on proposals."""
    proposals = _proposals(place)
    return {
        "proposals": proposals,
        "feedback": _feedback(place, proposals),
        "views": _views(place),
        **_budget(place),
        "user_councils": _user_councils(place),
        "indicators": _indicators(place),
    }


def _proposals(place: Place) -> pl.DataFrame:
    chance, number, said, today = Chance(place.id, "proposals"), round(place.dialogues * 0.8), words(), day_number(TODAY)
    submitted = np.sort(chance.whole(day_number(FIRST), today, number))
    areas = area_indices(place, chance, number)
    names = area_names(place, areas, submitted, chance)
    decided = submitted + chance.whole(40, 420, number)
    is_decided = (decided <= today) & chance.happens(0.92, number)
    answered = decided + chance.whole(1, 30, number)
    is_answered = is_decided & (answered <= today) & chance.happens(0.93, number)
    waiting = np.where(today - submitted < 30, "received", "in_preparation")
    state = np.where(is_decided, chance.choose(list(STATES), number, list(STATES.values())), waiting)
    committees = [body["name"] for body in place.bodies if body["classification"] == "committee" and "dissolved" not in body]
    has_area = chance.happens(0.8, number)
    titles = zip(chance.choose(said["proposals"], number), names, has_area, strict=True)
    return frame(
        "proposals",
        proposal_id=ids(place, "F", number),
        title=np.array([f"{title} i {name}" if named else title for title, name, named in titles]),
        category=blank_unless(chance.choose(said["subjects"], number), chance.happens(0.85, number)),
        submitted_date=days(submitted),
        channel=chance.choose(list(CHANNELS), number, list(CHANNELS.values())),
        area_code=blank_unless(names, has_area),
        supports=blank_unless(np.floor(300 * chance.share(number) ** 4).astype(np.int64), chance.happens(0.7, number)),
        state=state,
        decided_date=days(decided, is_decided),
        decided_by=blank_unless(chance.choose(committees, number), is_decided),
        answer=blank_unless(np.full(number, said["platform_answer"]), is_answered),
        answered_date=days(answered, is_answered),
    )


def _feedback(place: Place, proposals: pl.DataFrame) -> pl.DataFrame:
    chance = Chance(place.id, "feedback on proposals")
    chosen = proposals.filter(pl.Series(chance.happens(0.3, proposals.height)))
    is_given = chosen["answered_date"].is_not_null().to_numpy()
    outcome = {"accepted": "yes", "partly_accepted": "partly", "rejected": "no", "answered": "undecided"}
    return frame(
        "feedback",
        feedback_id=chosen["proposal_id"].str.replace("-F-", "-AF-", literal=True),
        proposal_id=chosen["proposal_id"],
        promise="results",
        promised_date=chosen["submitted_date"].dt.offset_by("180d"),
        given_date=chosen["answered_date"],
        owner=chance.choose(words()["owners"], chosen.height),
        status=np.where(is_given, "done", "ongoing"),
        outcome=blank_unless(chosen["state"].replace_strict(outcome, default=None, return_dtype=pl.String), is_given),
    )


def _views(place: Place) -> pl.DataFrame:
    chance, number, said, today = Chance(place.id, "views"), place.dialogues * 6, words(), day_number(TODAY)
    day = np.sort(chance.whole(day_number(FIRST), today, number))
    minute = chance.whole(6 * 60, 22 * 60, number)
    areas = area_indices(place, chance, number)
    latitude, longitude, known = positions(place, areas, chance)
    known &= chance.happens(0.5, number)
    wait = np.floor(40 * chance.share(number) ** 3).astype(np.int64)
    is_answered = (day + wait <= today) & chance.happens(0.93, number)
    length = wait + np.floor(60 * chance.share(number) ** 2).astype(np.int64)
    is_closed = is_answered & (day + length <= today) & chance.happens(0.95, number)
    requested = day * 1440 + minute

    def instant(minutes: np.ndarray) -> pl.Series:
        return pl.Series(minutes * 60_000_000).cast(pl.Datetime("us"))

    return frame(
        "views",
        service_request_id=ids(place, "S", number),
        service_name=chance.choose(said["services"], number),
        agency_responsible=blank_unless(chance.choose(said["administrations"], number), chance.happens(0.95, number)),
        status=np.where(is_closed, np.where(chance.happens(0.85, number), "closed", "closed_unsolved"), "open"),
        requested_datetime=instant(requested),
        first_response_datetime=blank_unless(instant(requested + wait * 1440 + 30), is_answered),
        updated_datetime=blank_unless(instant(requested + length * 1440 + 45), is_closed),
        days_open=np.where(is_closed, length, today - day),
        days_to_response=blank_unless(wait, is_answered),
        area_code=blank_unless(area_names(place, areas, day, chance), chance.happens(0.9, number)),
        latitude=blank_unless(latitude, known),
        longitude=blank_unless(longitude, known),
    )


def _budget(place: Place) -> dict[str, pl.DataFrame]:
    """Projects are chosen by votes as long as the money lasts."""
    chance, said, projects, voters = Chance(place.id, "budget"), words(), [], []
    for instance, budget in BUDGETS.items():
        number = len(place.areas) * 2
        names = np.array([area.name for area in place.areas])[np.arange(number) % len(place.areas)]
        cost, votes = chance.whole(3, 16, number) * 20_000.0, chance.whole(20, 620, number)
        chosen, left = np.zeros(number, bool), budget
        for row in np.argsort(-votes, kind="stable"):
            if cost[row] <= left:
                chosen[row], left = True, left - cost[row]
        titles = np.array(said["proposals"])[chance.order(len(said["proposals"]))][np.arange(number) % len(said["proposals"])]
        projects.append(
            frame(
                "budget_projects",
                instance=place.id_of("MB", instance),
                budget=budget,
                project_id=np.array([place.id_of("P", f"{instance}-{row + 1:02d}") for row in range(number)]),
                name=np.array([f"{title} i {name}" for title, name in zip(titles, names, strict=True)]),
                cost=cost,
                category=chance.choose(said["subjects"], number),
                district=names,
                votes=votes,
                selected=chosen,
            )
        )
        total = np.array([int(votes.sum() * 0.42)])
        for dimension, weights in (
            ("gender", {"women": 52, "men": 44, "other": 1, "unknown": 3}),
            ("age", {"0-17": 22, "18-29": 16, "30-49": 30, "50-64": 18, "65+": 12, "unknown": 2}),
        ):
            counts = chance.split(total, list(weights.values()))[0]
            voters.append(
                frame(
                    "budget_voters",
                    instance=place.id_of("MB", instance),
                    dimension=dimension,
                    category=list(weights),
                    count=counts,
                )
            )
    return {"budget_projects": pl.concat(projects), "budget_voters": pl.concat(voters)}


def _user_councils(place: Place) -> pl.DataFrame:
    chance, units = Chance(place.id, "user councils"), [(area.name, unit) for area in place.areas for unit in words()["units"]]
    number, parts = len(units), []
    for year in YEARS[1:]:
        has = chance.happens(0.62 + 0.05 * (year - YEARS[0]), number)
        told = has & chance.happens(0.85, number)
        parts.append(
            frame(
                "user_councils",
                unit_id=ids(place, "E", number),
                unit=np.array([unit["name"].format(area=name) for name, unit in units]),
                administration=np.array([unit["administration"] for _, unit in units]),
                year=year,
                kind=np.array([unit["kind"] for _, unit in units]),
                has_council=has,
                is_voluntary=blank_unless(chance.happens(0.85, number), told),
                has_other_route=blank_unless(chance.happens(0.55, number), told),
                meetings=blank_unless(chance.whole(0, 10, number), told),
                members_women=blank_unless(chance.whole(2, 11, number), told),
                members_men=blank_unless(chance.whole(1, 9, number), told),
                members_unknown=blank_unless(chance.whole(0, 1, number), told & chance.happens(0.8, number)),
            )
        )
    return pl.concat(parts)


def _indicators(place: Place) -> pl.DataFrame:
    """A survey by area and sex, a few answers in some of them. All together is what women and men are together."""
    chance, parts = Chance(place.id, "indicators"), []
    names = [area.name for area in place.areas]
    number = len(names)
    versions = area_versions(place, np.full(number, day_number(TODAY)))
    for entry in words()["indicators"]:
        for year in YEARS:
            level = entry["start"] + 0.8 * (year - YEARS[0]) + 10 * np.sin(np.arange(number))
            answers = [chance.whole(3, 70, number) for _ in range(2)]
            values = [level + 6 * chance.share(number) - 3 for _ in range(2)]
            together = sum(answers)
            mean = sum(value * count for value, count in zip(values, answers, strict=True)) / together
            known = chance.happens(0.95, number)
            for gender, value, count in (
                ("women", values[0], answers[0]),
                ("men", values[1], answers[1]),
                ("total", mean, together),
            ):
                parts.append(
                    frame(
                        "indicators",
                        kpi_id=entry["id"],
                        title=entry["title"],
                        area_id=names,
                        area_version=versions,
                        year=year,
                        measurement_year=year,
                        gender=gender,
                        value=blank_unless(value.round(1), known),
                        uncertainty=blank_unless((98 / np.sqrt(count)).round(1), known),
                        n=blank_unless(count, known),
                        unit="procent",
                        source="Exempel",
                    )
                )
    return pl.concat(parts)
