"""A citizens' panel: its members, six waves, answers that thin out as panels do, and themes of what was written freely."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from spegel.registers.example.chance import Chance
from spegel.registers.example.columns import area_indices, blank_unless, day_number, day_of, days, frame, ids
from spegel.registers.example.place import Place, words

KINDS = ("panel_waves", "panel_respondents", "panel_answers", "panel_themes")
STARTS = (date(2023, 11, 6), date(2024, 5, 6), date(2024, 11, 4), date(2025, 5, 5), date(2025, 11, 3), date(2026, 5, 4))
AGES = {"random": {"18-29": 20, "30-49": 36, "50-64": 24, "65+": 20}, "open": {"18-29": 11, "30-49": 31, "50-64": 30, "65+": 28}}
EDUCATIONS = {
    "random": {"pre_upper_secondary": 18, "upper_secondary": 44, "post_secondary": 32, "unknown": 6},
    "open": {"pre_upper_secondary": 10, "upper_secondary": 36, "post_secondary": 49, "unknown": 5},
}
"""How members are spread, by how they were recruited: those who join by themselves are older and longer at school."""
BIRTH_REGIONS = {"sweden": 52, "europe": 13, "world": 30, "unknown": 5}
RESPONSE = (0.58, 0.54, 0.49, 0.47, 0.42, 0.4)
BY_AGE = {"18-29": 0.72, "30-49": 0.95, "50-64": 1.1, "65+": 1.2}
WRITES = 0.35
"""Share of those who answer a wave that also write something where they may."""


def make(place: Place) -> dict[str, pl.DataFrame]:
    """The registers panel_waves, panel_respondents, panel_answers and panel_themes."""
    chance, number = Chance(place.id, "panel"), place.panel_members
    areas = area_indices(place, chance, number)
    ages, educations = AGES[place.panel_recruitment], EDUCATIONS[place.panel_recruitment]
    age = chance.choose(list(ages), number, list(ages.values()))
    gender = chance.choose(["women", "men", "other", "unknown"], number, [49.5, 45.5, 0.8, 4.2])
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
        education=blank_unless(chance.choose(list(educations), number, list(educations.values())), chance.happens(0.96, number)),
        birth_region=blank_unless(
            chance.choose(list(BIRTH_REGIONS), number, list(BIRTH_REGIONS.values())), chance.happens(0.9, number)
        ),
        area_code=blank_unless(np.array([area.name for area in place.areas])[areas], chance.happens(0.97, number)),
        joined_date=days(joined),
        left_date=days(left, leaves),
    )
    likes = np.vectorize(BY_AGE.get)(age) * (0.7 + 0.6 * chance.share(number))
    mood = 0.5 * np.sin(1.7 * areas) + np.where(gender == "women", 0.15, 0) + 0.8 * (chance.share(number) - 0.5)
    waves, answers, themes = [], [], []
    for wave, start in enumerate(STARTS):
        day, wave_id = day_number(start), place.id_of("W", wave + 1)
        is_member = (joined <= day) & (~leaves | (left > day))
        begins = is_member & chance.happens(np.minimum(1, RESPONSE[wave] * likes), number)
        completes = np.flatnonzero(begins & chance.happens(0.93, number))
        told = words()["panel_results"][wave]
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
                recruitment=place.panel_recruitment,
                weight_method="Kalibrering mot kön, ålder och område",
                results_date=day_of(day + 20 + told["days"]) if told else None,
                results_url=f"https://www.example.org/panel/{wave + 1}" if told else None,
                results_note=told.get("note"),
            )
        )
        answers.append(_answers(wave, wave_id, respondents[completes], mood[completes], chance))
        for question in words()["free_text"]:
            if wave in question["waves"]:
                written, coded = _free_text(question, wave_id, respondents[completes], Chance(place.id, wave_id, question["id"]))
                answers.append(written)
                themes.append(coded)
    return {
        "panel_waves": pl.concat(waves),
        "panel_respondents": members,
        "panel_answers": pl.concat(answers),
        "panel_themes": pl.concat(themes),
    }


def _answers(wave: int, wave_id: str, respondents: np.ndarray, mood: np.ndarray, chance: Chance) -> pl.DataFrame:
    """Everyone who completed the wave by every question; a few questions are left unanswered."""
    questions = words()["questions"]
    size, number = len(respondents), len(respondents) * len(questions)
    difficulty = np.repeat(2.6 + 0.5 * np.arange(len(questions)) % 1.9, size) + 0.06 * wave
    level = difficulty + np.tile(mood, len(questions)) + 2.2 * (chance.share(number) + chance.share(number) - 1)
    is_answered = chance.happens(0.97, number)
    codes, labels = [], []
    for question, own in zip(questions, level.reshape(len(questions), size), strict=True):
        steps, named = _steps(question)
        # From about 1 to 5, whatever the number of steps.
        step = np.clip(np.floor((own - 1) * len(steps) / 4.5), 0, len(steps) - 1).astype(np.int64)
        codes.append(steps[step])
        labels.append(named[step])
    code = np.concatenate(codes)
    kinds = ["single" if "answers" in question else "scale" for question in questions]
    return frame(
        "panel_answers",
        wave_id=wave_id,
        respondent_id=np.tile(respondents, len(questions)),
        question_id=np.repeat([question["id"] for question in questions], size),
        question_text=np.repeat([question["text"] for question in questions], size),
        question_type=np.repeat(kinds, size),
        answer_code=blank_unless(code, is_answered),
        answer_label=blank_unless(np.concatenate(labels), is_answered),
        answer_value=blank_unless(code.astype(float), is_answered & (np.repeat(kinds, size) == "scale")),
        weight=np.tile((0.5 + 1.2 * chance.share(size)).round(2), len(questions)),
    )


def _steps(question: Mapping) -> tuple[np.ndarray, np.ndarray]:
    """Codes and labels of the answers of a question, the lowest first."""
    if "steps" in question:
        codes = [str(step) for step in range(1, question["steps"] + 1)]
        return np.array(codes), np.array(codes)
    if "answers" in question:
        return np.array([str(place) for place, _ in enumerate(question["answers"], start=1)]), np.array(question["answers"])
    return tuple(np.array([entry[name] for entry in words()["scale"]]) for name in ("code", "label"))


def _free_text(question: Mapping, wave_id: str, respondents: np.ndarray, chance: Chance) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What was written, and the themes it was coded with. Most write nothing."""
    chosen = respondents[chance.happens(WRITES, len(respondents))]
    # The last text of the list is written by few.
    texts = chance.choose(list(question["answers"]), len(chosen), [8] * (len(question["answers"]) - 1) + [0.3])
    written = frame(
        "panel_answers",
        wave_id=wave_id,
        respondent_id=chosen,
        question_id=question["id"],
        question_text=question["text"],
        question_type="text",
        answer_label=texts,
    )
    coded = [(respondent, theme) for respondent, text in zip(chosen, texts, strict=True) for theme in question["answers"][text]]
    themes = frame(
        "panel_themes",
        wave_id=wave_id,
        respondent_id=[respondent for respondent, _ in coded],
        question_id=question["id"],
        theme=[theme for _, theme in coded],
    )
    return written, themes
