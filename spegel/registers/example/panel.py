"""A citizens' panel: its members, six waves, and answers that thin out as panels do."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from spegel.registers.example.chance import Chance
from spegel.registers.example.columns import area_indices, blank_unless, day_number, days, frame, ids
from spegel.registers.example.place import Place, words

KINDS = ("panel_waves", "panel_respondents", "panel_answers")
STARTS = (date(2023, 11, 6), date(2024, 5, 6), date(2024, 11, 4), date(2025, 5, 5), date(2025, 11, 3), date(2026, 5, 4))
AGES = {"18-29": 20, "30-49": 36, "50-64": 24, "65+": 20}
EDUCATIONS = {"pre_upper_secondary": 18, "upper_secondary": 44, "post_secondary": 32, "unknown": 6}
BIRTH_REGIONS = {"sweden": 52, "europe": 13, "world": 30, "unknown": 5}
RESPONSE = (0.58, 0.54, 0.49, 0.47, 0.42, 0.4)
BY_AGE = {"18-29": 0.72, "30-49": 0.95, "50-64": 1.1, "65+": 1.2}


def make(place: Place) -> dict[str, pl.DataFrame]:
    """The registers panel_waves, panel_respondents and panel_answers."""
    chance, number = Chance(place.id, "panel"), place.panel_members
    areas = area_indices(place, chance, number)
    age = chance.choose(list(AGES), number, list(AGES.values()))
    gender = chance.choose(["women", "men", "other", "unknown"], number, [50.5, 47, 0.7, 1.8])
    first = day_number(STARTS[0])
    joined = np.where(chance.happens(0.8, number), first - chance.whole(10, 90, number), first + chance.whole(0, 800, number))
    left = joined + chance.whole(150, 1500, number)
    leaves = chance.happens(0.35, number) & (left < day_number(STARTS[-1]) + 30)
    respondents = ids(place, "R", number)
    members = frame(
        "panel_respondents",
        respondent_id=respondents,
        gender=gender,
        age_group=blank_unless(age, chance.happens(0.98, number)),
        education=blank_unless(chance.choose(list(EDUCATIONS), number, list(EDUCATIONS.values())), chance.happens(0.96, number)),
        birth_region=blank_unless(
            chance.choose(list(BIRTH_REGIONS), number, list(BIRTH_REGIONS.values())), chance.happens(0.9, number)
        ),
        area_code=blank_unless(np.array([area.name for area in place.areas])[areas], chance.happens(0.97, number)),
        joined_date=days(joined),
        left_date=days(left, leaves),
    )
    likes = np.vectorize(BY_AGE.get)(age) * (0.7 + 0.6 * chance.share(number))
    mood = 0.5 * np.sin(1.7 * areas) + np.where(gender == "women", 0.15, 0) + 0.8 * (chance.share(number) - 0.5)
    waves, answers = [], []
    for wave, start in enumerate(STARTS):
        day, wave_id = day_number(start), place.id_of("W", wave + 1)
        is_member = (joined <= day) & (~leaves | (left > day))
        begins = is_member & chance.happens(np.minimum(1, RESPONSE[wave] * likes), number)
        completes = np.flatnonzero(begins & chance.happens(0.93, number))
        waves.append(
            frame(
                "panel_waves",
                wave_id=[wave_id],
                panel=place.panel,
                title=words()["waves"][wave],
                start_date=start,
                end_date=days(np.array([day + 20])),
                invited=int(is_member.sum()),
                started=int(begins.sum()),
                completed=len(completes),
                mode="web" if wave else "mixed",
                recruitment="random",
                weight_method="Kalibrering mot kön, ålder och område",
            )
        )
        answers.append(_answers(place, wave, wave_id, respondents[completes], mood[completes], chance))
    return {"panel_waves": pl.concat(waves), "panel_respondents": members, "panel_answers": pl.concat(answers)}


def _answers(place: Place, wave: int, wave_id: str, respondents: np.ndarray, mood: np.ndarray, chance: Chance) -> pl.DataFrame:
    """Everyone who completed the wave by every question; a few questions are left unanswered."""
    questions, scale = words()["questions"], words()["scale"]
    size, number = len(respondents), len(respondents) * len(questions)
    difficulty = np.repeat(2.4 + 0.5 * np.arange(len(questions)) % 1.9, size) + 0.06 * wave
    level = difficulty + np.tile(mood, len(questions)) + 2.2 * (chance.share(number) + chance.share(number) - 1)
    step = np.clip(np.floor(level), 1, len(scale)).astype(np.int64)
    is_answered = chance.happens(0.97, number)
    codes, labels = (np.array([entry[name] for entry in scale]) for name in ("code", "label"))
    return frame(
        "panel_answers",
        wave_id=wave_id,
        respondent_id=np.tile(respondents, len(questions)),
        question_id=np.repeat([question["id"] for question in questions], size),
        question_text=np.repeat([question["text"] for question in questions], size),
        question_type="scale",
        answer_code=blank_unless(codes[step - 1], is_answered),
        answer_label=blank_unless(labels[step - 1], is_answered),
        answer_value=blank_unless(step.astype(float), is_answered),
        weight=np.tile((0.5 + 1.2 * chance.share(size)).round(2), len(questions)),
    )
