"""The panel of the examples, counted and weighted person by person in plain Python: what its datasets are held against."""

from __future__ import annotations

from collections import Counter
from functools import cache
from math import inf

from tests.sql import facts, recount
from tests.sql.recount import register

Person = dict[str, object]


@cache
def waves(area: str) -> list[dict]:
    """The earliest first."""
    return sorted(register(area, "panel_waves"), key=lambda row: row["start_date"])


@cache
def members(area: str) -> dict[str, Person]:
    """Pseudonym -> sex, age, part, education, region of birth and days."""
    return {row["respondent_id"]: row | {"area": _part(area, row["area_code"])} for row in register(area, "panel_respondents")}


def _part(area: str, written: str | None) -> str:
    part = facts.PART_OF.get(written)
    return "unknown" if written is None else part if part in recount.parts(area) else "other"


@cache
def answers(area: str) -> dict[tuple[str, str], dict[str, dict]]:
    """(wave, question) -> pseudonym -> the answer; what was not answered is left out."""
    found: dict[tuple[str, str], dict[str, dict]] = {}
    for row in register(area, "panel_answers"):
        if row["answer_code"] is not None:
            found.setdefault((row["wave_id"], row["question_id"]), {})[row["respondent_id"]] = row
    return found


@cache
def who_answered(area: str, wave: str) -> frozenset[str]:
    """Everyone with a row in the wave."""
    return frozenset(row["respondent_id"] for row in register(area, "panel_answers") if row["wave_id"] == wave)


def present(area: str, wave: dict) -> dict[str, Person]:
    """Members on the first day of a wave."""
    day = wave["start_date"]
    return {
        one: person
        for one, person in members(area).items()
        if person["joined_date"] <= day and (person["left_date"] is None or person["left_date"] > day)
    }


def group(person: Person, dimension: str) -> str:
    """The group of a person by one characteristic."""
    column = {"age": "age_group"}.get(dimension, dimension)
    return "total" if dimension == "all" else person[column] or "unknown"


def code_of(answer: dict) -> str:
    """The class of an answer on a scale, else its code."""
    if answer["question_type"] != "scale":
        return answer["answer_code"]
    step = answer["answer_value"]
    if answer["question_id"] == "F03":  # from 1 to 10
        return "low" if step <= 4 else "middle" if step <= 7 else "high"
    return "low" if step < 3 else "middle" if step == 3 else "high"


@cache
def weights(area: str, wave: str) -> dict[str, float]:
    """Pseudonym -> weight: raked to adults by sex and age and to parts, cut and raked again; Järva has the register's own."""
    if area != "0127":
        written = [row for row in register(area, "panel_answers") if row["wave_id"] == wave]
        return {row["respondent_id"]: row["weight"] for row in written if row["weight"]}
    people, margins = _margins(area, wave)
    found = _raked(dict.fromkeys(people, 1.0), people, margins)
    for _ in range(10):
        mean = sum(found.values()) / len(found)
        low, high = 0.3 * mean, 3 * mean
        if all(low * (1 - 1e-4) <= weight <= high * (1 + 1e-4) for weight in found.values()):
            break
        found = _raked({one: min(max(weight, low), high) for one, weight in found.items()}, people, margins)
    return found


def _margins(area: str, wave: str) -> tuple[dict[str, tuple], list[dict]]:
    ages = _latest(area, "18+", "age")
    by_age = {(sex, age): count for (age, sex), count in ages.items() if sex in ("women", "men")}
    parts = {part: count for (part, sex), count in _latest(area, "all", "area").items() if sex == "total"}
    scaled = {part: count * sum(by_age.values()) / sum(parts.values()) for part, count in parts.items()}
    people = {}
    for one in who_answered(area, wave):
        person = members(area)[one]
        levels = ((person["gender"], person["age_group"]), person["area"])
        if levels[0] in by_age and levels[1] in scaled:
            people[one] = levels
    return people, [by_age, scaled]


def _latest(area: str, base: str, dimension: str) -> dict[tuple[str, str], int]:
    """Those of the latest year, which is the nearest one to every wave there is."""
    known = {day: groups for (name, day), groups in facts.residents_of(area, base).items() if name == dimension}
    return known[max(known)]


def _raked(start: dict[str, float], people: dict[str, tuple], margins: list[dict]) -> dict[str, float]:
    found, gap = dict(start), inf
    while gap > 1e-11:
        gap = 0.0
        for number, margin in enumerate(margins):
            reached: Counter = Counter()
            for one, weight in found.items():
                reached[people[one][number]] += weight
            gap = max(gap, *(abs(margin[level] / reached[level] - 1) for level in margin))
            found = {one: weight * margin[people[one][number]] / reached[people[one][number]] for one, weight in found.items()}
    return found
