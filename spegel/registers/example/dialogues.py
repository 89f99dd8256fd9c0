"""Dialogues of four years, who was there, how many they were in a year, what was told afterwards, and what was decided."""

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

KINDS = ("dialogues", "attendance", "decisions", "feedback", "unique_participants", "attention")
FIRST, LAST = date(2022, 11, 1), date(2026, 12, 10)
CLASSIFICATIONS = {
    "citizen_dialogue": 34, "forum": 18, "pbl_consultation": 12, "meeting": 10, "conversation": 9, "user_dialogue": 8, "walk": 6,
    "survey": 3,
}  # fmt: skip
MANDATES = {"veta": 12, "tycka": 34, "resonera": 36, "genomfora": 12, "bestamma": 6}
STAGES = {"early": 35, "proposal": 30, "before_decision": 20, "after_decision": 8, "follow_up": 7}
CHANNELS = {"physical": 66, "digital": 12, "mixed": 10, "outreach": 12}

DIMENSIONS = {
    "age": (0.7, {"0-17": 12, "18-29": 12, "30-49": 30, "50-64": 24, "65+": 22}),
    "role": (0.6, {"residents": 80, "officials": 14, "elected": 6}),
    "first_time": (0.4, {"yes": 38, "no": 62}),
    "birth_region": (0.25, {"sweden": 58, "europe": 14, "world": 28}),
    "education": (0.15, {"pre_upper_secondary": 22, "upper_secondary": 42, "post_secondary": 36}),
}
"""Dimension -> (share of dialogues that count it, categories with about how many in a hundred). Sex is always counted."""

SEXES = ("women", "men", "other", "unknown")

UNIQUE_YEARS = (2023, 2024, 2025)
"""Years that are over, for which somebody has counted how many different persons took part."""

ELSEWHERE = "Annat"
"""Where participants live who live in no area, or nobody knows where."""

PROMISES = {"results": 30, "handling": 90, "effect": 240}
"""What is promised, and how many days after the dialogue."""


def make(place: Place) -> dict[str, pl.DataFrame]:
    """Dialogues, attendance, decisions, unique participants, special attention, and the feedback on dialogues."""
    dialogues, attendees, numbers = _dialogues(place)
    decisions = _decisions(place, dialogues, numbers)
    reference = decisions.filter(pl.col("dialogue_id").is_not_null()).select(
        "dialogue_id", decision_reference="decision_id", decision_date="decided_date"
    )
    dialogues = dialogues.drop("decision_reference", "decision_date").join(
        reference, on="dialogue_id", how="left", maintain_order="left"
    ).select(dialogues.columns)  # fmt: skip
    return {
        "dialogues": dialogues,
        "attendance": _attendance(place, dialogues, attendees),
        "decisions": decisions,
        "feedback": _feedback(place, dialogues, numbers),
        "unique_participants": _unique_participants(place, dialogues, attendees),
        "attention": _attention(place),
    }


def _dialogues(place: Place) -> tuple[pl.DataFrame, np.ndarray, np.ndarray]:
    chance, number, said = Chance(place.id, "dialogues"), place.dialogues, words()
    start = np.sort(chance.whole(day_number(FIRST), day_number(LAST), number))
    month = pl.Series(start.astype(np.int32)).cast(pl.Date).dt.month().to_numpy()
    start = np.sort(start + np.where(month == 7, 31, 0))
    start -= np.isin((start + 3) % 7, (5, 6)) * 2  # day 0 was a Thursday; nobody meets on Saturdays and Sundays here
    is_past = start <= day_number(TODAY)
    areas = area_indices(place, chance, number, 0.7)
    names = area_names(place, areas, start, chance)
    topics = chance.choose(said["topics"], number)
    channels = chance.choose(list(CHANNELS), number, list(CHANNELS.values()))
    latitude, longitude, known = positions(place, areas, chance)
    has_place = known & (channels != "digital") & chance.happens(0.93, number)
    is_cancelled = chance.happens(0.04, number)
    small = chance.happens(0.22, number)
    attendees = np.where(small, chance.whole(3, 14, number), chance.whole(15, 95, number))
    # People are counted in most rooms. Where not, the number is blank and never 0.
    was_held = is_past & ~is_cancelled
    is_counted = was_held & chance.happens(0.88, number)
    hour, length = chance.choose([10, 14, 17, 18, 18, 18, 19], number), chance.choose([1, 2, 2, 2, 3], number)
    begins = pl.Series((start * 24 + hour) * 3_600_000_000).cast(pl.Datetime("us"))
    ends = pl.Series((start * 24 + hour + length) * 3_600_000_000).cast(pl.Datetime("us"))

    def mostly(values: np.ndarray, share: float) -> pl.Series:
        return blank_unless(values, chance.happens(share, number))

    templates = zip(chance.choose(said["targets"], number), names, strict=True)
    register = frame(
        "dialogues",
        dialogue_id=ids(place, "D", number),
        title=np.array([f"{topic} i {name}" for topic, name in zip(topics, names, strict=True)]),
        classification=chance.choose(list(CLASSIFICATIONS), number, list(CLASSIFICATIONS.values())),
        purpose=mostly(chance.choose(said["purposes"], number), 0.91),
        target_group=mostly(np.array([target.format(area=name) for target, name in templates]), 0.85),
        mandate=mostly(chance.choose(list(MANDATES), number, list(MANDATES.values())), 0.88),
        stage=mostly(chance.choose(list(STAGES), number, list(STAGES.values())), 0.9),
        feedback_owner=mostly(chance.choose(said["owners"], number), 0.78),
        parties=mostly(chance.choose(said["parties"], number), 0.72),
        organization=chance.choose(said["administrations"], number),
        owner=mostly(chance.choose(said["owners"], number), 0.95),
        start_time=begins,
        end_time=blank_unless(ends, chance.happens(0.9, number)),
        status=np.where(is_cancelled, "cancelled", np.where(is_past, "held", "planned")),
        area_code=names,
        area_version=area_versions(place, start),
        location=blank_unless(chance.choose(said["places"], number), has_place),
        latitude=blank_unless(latitude, has_place),
        longitude=blank_unless(longitude, has_place),
        channel=channels,
        recruitment=Chance(place.id, "recruitment").choose(["open", "targeted", "mixed", "random"], number, [70, 18, 8, 4]),
        invited=mostly(chance.whole(40, 600, number), 0.5),
        registered=mostly(np.maximum(attendees, chance.whole(10, 120, number)), 0.4),
        attendees=blank_unless(attendees, is_counted),
        contributions=blank_unless(chance.whole(2, 140, number), was_held & chance.happens(0.7, number)),
        in_plan=mostly(chance.happens(0.6, number), 0.9),
    )
    return register, np.where(is_counted, attendees, -1), start


def _attendance(place: Place, dialogues: pl.DataFrame, attendees: np.ndarray) -> pl.DataFrame:
    chance = Chance(place.id, "attendance")
    dialogue_ids = dialogues["dialogue_id"].to_numpy()
    was_held = (dialogues["status"] == "held").to_numpy()
    is_counted = attendees >= 0
    method = chance.choose(["observation", "self_report", "register"], len(attendees), [60, 30, 10])
    speaks = np.where(chance.happens(0.6, len(attendees)), 0.2 + 0.5 * chance.share(len(attendees)), np.nan)
    parts = []

    def add(dimension: str, rows: np.ndarray, categories: list[str], counts: np.ndarray, missing: np.ndarray) -> None:
        """One row per dialogue and category; a negative number is not known."""
        size = len(rows) * len(categories)
        flat, share = counts.reshape(-1), np.repeat(speaks[rows], len(categories)) * (0.5 + chance.share(size))
        known = flat >= 0
        speaking = np.floor(np.nan_to_num(np.minimum(share, 1)) * flat).astype(np.int64)
        parts.append(
            frame(
                "attendance",
                dialogue_id=np.repeat(dialogue_ids[rows], len(categories)),
                dimension=dimension,
                category=np.tile(categories, len(rows)),
                count=blank_unless(flat, known),
                speaking_count=blank_unless(speaking, known & ~np.isnan(share)),
                method=np.repeat(method[rows], len(categories)),
                missing_count=blank_unless(np.repeat(missing, len(categories)), known),
            )
        )

    rows = np.flatnonzero(is_counted)
    # Now and then nobody noted who was a woman or a man: part of the room then has no sex.
    unknown = np.floor(attendees[rows] * np.where(chance.happens(0.16, len(rows)), 0.1 + 0.5 * chance.share(len(rows)), 0))
    told = chance.split(attendees[rows] - unknown.astype(np.int64), [54, 44, 0.6])
    sexes = np.c_[told, unknown.astype(np.int64)]
    add("gender", rows, list(SEXES), sexes, np.zeros(len(rows), int))
    by_sex = dict(zip(rows.tolist(), sexes, strict=True))
    blank = np.flatnonzero(was_held & ~is_counted & chance.happens(0.7, len(attendees)))
    add("gender", blank, ["women", "men"], np.full((len(blank), 2), -1), np.zeros(len(blank), int))
    area_weights = [area.electors for area in place.areas]
    dimensions = {
        **DIMENSIONS,
        "area": (0.45, {area.name: weight for area, weight in zip(place.areas, area_weights, strict=True)}),
    }
    for dimension, (share, weights) in dimensions.items():
        rows = np.flatnonzero(is_counted & chance.happens(share, len(attendees)))
        missing = np.floor(attendees[rows] * np.where(chance.happens(0.3, len(rows)), 0.3 * chance.share(len(rows)), 0))
        missing = missing.astype(np.int64)
        counts = chance.split(attendees[rows] - missing, list(weights.values()))
        add(dimension, rows, list(weights), counts, missing)
        if dimension == "age":
            by_age = {row: ages for row, ages, left_out in zip(rows.tolist(), counts, missing, strict=True) if not left_out}
    rows = np.flatnonzero(is_counted & (attendees >= 20) & chance.happens(0.2, len(attendees)))
    # Several languages a person: these do not add up.
    add(
        "language",
        rows,
        ["svenska", "arabiska", "turkiska"],
        chance.split(attendees[rows], [80, 12, 8]),
        np.zeros(len(rows), int),
    )
    # Where sex and age of everybody are known they were often noted together.
    whole = np.array([row for row in by_age if not by_sex[row][-1]], dtype=int)
    rows = whole[Chance(place.id, "sex and age").happens(0.8, len(whole))]
    crosses = np.array([_cross(by_sex[row][:-1], by_age[row]) for row in rows.tolist()])
    groups = [f"{sex}_{age}" for sex in SEXES[:-1] for age in DIMENSIONS["age"][1]]
    add("gender_age", rows, groups, crosses.reshape(len(rows), len(groups)), np.zeros(len(rows), int))
    return pl.concat(parts).sort("dialogue_id", maintain_order=True)


def _cross(sexes: np.ndarray, ages: np.ndarray) -> np.ndarray:
    """Sexes x ages in whole persons, about in proportion, that add up to both."""
    left, rows = ages.astype(np.int64), []
    for persons in sexes.tolist():
        limits = np.floor(np.cumsum(left) * persons / max(left.sum(), 1) + 0.5).astype(np.int64)
        rows.append(np.diff(limits, prepend=0))
        left = left - rows[-1]
    return np.array(rows)


def _unique_participants(place: Place, dialogues: pl.DataFrame, attendees: np.ndarray) -> pl.DataFrame:
    """Fewer than came, since some came often; from everywhere, and more from some areas than from others."""
    chance, rows = Chance(place.id, "unique"), []
    electors = sum(area.electors for area in place.areas)
    for year in UNIQUE_YEARS:
        came = int(attendees[(dialogues["start_time"].dt.year() == year).to_numpy() & (attendees > 0)].sum())
        homes = {**{area.name: area.electors / electors for area in place.areas}, ELSEWHERE: 0.06}
        for (home, share), lean in zip(homes.items(), chance.share(len(homes)), strict=True):
            persons = round(0.55 * came * share * (0.4 + 1.2 * lean))
            unknown = persons // 25 if persons >= 125 else 0
            women = round((persons - unknown) * 0.54)
            counts = {"women": women, "men": persons - unknown - women, **({"unknown": unknown} if unknown else {})}
            rows += [(year, home, gender, number) for gender, number in counts.items()]
    columns = zip(("year", "area_code", "gender", "count"), map(list, zip(*rows, strict=True)), strict=True)
    return frame("unique_participants", **dict(columns))


def _attention(place: Place) -> pl.DataFrame:
    """Two parts and two groups, each with a barrier; the wording of one of them has not been reviewed."""
    barriers = words()["barriers"]
    flagged = [("area", place.areas[0].name), ("area", place.areas[-1].name), ("age", "18-29"), ("birth_region", "world")]
    reviewed = [date(2026, 2, 10)] * (len(flagged) - 1) + [None]
    dimensions, categories = map(list, zip(*flagged, strict=True))
    return frame("attention", dimension=dimensions, category=categories, barrier=barriers[: len(flagged)], reviewed_date=reviewed)


def _feedback(place: Place, dialogues: pl.DataFrame, numbers: np.ndarray) -> pl.DataFrame:
    chance, today, said = Chance(place.id, "feedback"), day_number(TODAY), words()
    has_page = Chance(place.id, "pages").happens(0.62, dialogues.height)
    rows = np.flatnonzero((dialogues["status"] == "held").to_numpy() & chance.happens(0.86, dialogues.height))
    parts = []
    for number, (promise, after) in enumerate(PROMISES.items(), start=1):
        here = rows[chance.happens((0.97, 0.85, 0.7)[number - 1], len(rows))]
        promised = numbers[here] + after
        late = np.where(chance.happens(0.3, len(here)), chance.whole(5, 160, len(here)), -chance.whole(0, 25, len(here)))
        given = np.maximum(promised + late, numbers[here] + 1)
        is_given = (given <= today) & chance.happens((0.88, 0.72, 0.5)[number - 1], len(here))
        is_dropped = ~is_given & chance.happens(0.1, len(here))
        status = np.select([is_given, is_dropped, promised < today], ["done", "dropped", "ongoing"], "planned")
        outcome = chance.choose(["yes", "partly", "no", "undecided"], len(here), [28, 34, 22, 16])
        knows = is_given & (promise == "effect")
        pages = np.array([f"https://www.example.se/dialog/{dialogue_id.lower()}" for dialogue_id in dialogues["dialogue_id"]])
        parts.append(
            frame(
                "feedback",
                feedback_id=np.array([f"{dialogues['dialogue_id'][int(row)].replace('-D-', '-A-')}-{number}" for row in here]),
                dialogue_id=dialogues["dialogue_id"].to_numpy()[here],
                promise=promise,
                promised_date=days(promised, chance.happens(0.92, len(here))),
                given_date=days(given, is_given),
                owner=blank_unless(chance.choose(said["owners"], len(here)), chance.happens(0.8, len(here))),
                channel=blank_unless(chance.choose(["Möte och webb", "Brev", "Anslag", "Webb"], len(here)), is_given),
                progress=blank_unless(
                    np.where(is_given, 100, chance.choose([0, 25, 50, 75], len(here))), chance.happens(0.7, len(here))
                ),
                status=status,
                outcome=blank_unless(outcome, knows),
                reason=blank_unless(chance.choose(said["reasons"], len(here)), knows & chance.happens(0.8, len(here))),
                url=blank_unless(pages[here], is_given & has_page[here] & (promise == "results")),
            )
        )
    return pl.concat(parts).sort("feedback_id")


def _decisions(place: Place, dialogues: pl.DataFrame, numbers: np.ndarray) -> pl.DataFrame:
    chance, today, said = Chance(place.id, "decisions"), day_number(TODAY), words()
    from_dialogue = np.flatnonzero((dialogues["status"] == "held").to_numpy() & chance.happens(0.34, dialogues.height))
    alone = place.dialogues // 8
    number = len(from_dialogue) + alone
    decided = np.r_[numbers[from_dialogue] + chance.whole(30, 200, len(from_dialogue)), chance.whole(
        day_number(FIRST), today - 30, alone)]  # fmt: skip
    is_decided = decided <= today
    due, started = decided + chance.whole(90, 500, number), decided + chance.whole(10, 120, number)
    done = started + chance.whole(30, 420, number)
    is_started = (started <= today) & chance.happens(0.9, number)
    is_done = is_started & (done <= today) & chance.happens(0.85, number)
    evaluated = done + chance.whole(60, 300, number)
    areas = dialogues["area_code"].to_numpy()[from_dialogue]
    others = np.array([area.name for area in place.areas])[area_indices(place, chance, alone)]
    committees = [body for body in place.bodies if body["classification"] == "committee" and "dissolved" not in body]
    body_ids = np.array([place.id_of("O", body["id"]) for body in committees])
    founded = np.array([day_number(body.get("founded", FIRST)) for body in committees])
    body = chance.whole(0, len(committees) - 1, number)
    made = frame(
        "decisions",
        decision_id=ids(place, "B", number),
        title=np.array([f"Åtgärder: {topic.lower()}" for topic in chance.choose(said["topics"], number)]),
        body_id=blank_unless(body_ids[body], decided >= founded[body]),
        decided_date=days(decided),
        due_date=days(due, chance.happens(0.8, number)),
        started_date=days(started, is_started),
        done_date=days(done, is_done),
        evaluated_date=days(evaluated, is_done & (evaluated <= today) & chance.happens(0.4, number)),
        owner=blank_unless(chance.choose(said["administrations"], number), chance.happens(0.9, number)),
        amount_sek=blank_unless(chance.whole(2, 90, number) * 25_000.0, chance.happens(0.55, number)),
        area_code=np.r_[areas, others],
        dialogue_id=blank_unless(
            np.r_[dialogues["dialogue_id"].to_numpy()[from_dialogue], others], np.arange(number) < len(areas)
        ),
    )
    return made.filter(pl.Series(is_decided))
