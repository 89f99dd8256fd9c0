"""Who sits where in the examples, counted person by person in plain Python: what the datasets about bodies are held against."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache

from spegel.registers import example
from tests.sql import facts

PROFILES = {"0127": "botkyrka", "jarva": "jarva"}
MUNICIPALITY = {"0127": "0127", "jarva": "0180"}
AGES = ("18-29", "30-49", "50-64", "65+")
_RANKS = ("chair", "first_vice_chair", "second_vice_chair", "vice_chair", "member", "auditor", "substitute", "co_opted")


@cache
def register(area: str, kind: str) -> list[dict]:
    return example.registers(example.place_of(PROFILES[area]))[kind].rows(named=True)


@cache
def bodies(area: str) -> dict[str, dict]:
    return {row["body_id"]: row for row in register(area, "bodies")}


@cache
def days(area: str) -> list[date]:
    """Each 1 January and the day of the latest start, the latest first."""
    starts = [post["start_date"] for post in register(area, "elected")]
    first, last = min(starts), max(starts)
    return sorted({last, *(date(year, 1, 1) for year in range(first.year + 1, last.year + 1))}, reverse=True)


def term(day: date) -> int:
    return max(year for year in range(2010, 2030, 4) if date(year, 10, 15) <= day)


@cache
def seated(area: str, day: date) -> list[dict]:
    """One post a person and body, the highest, of bodies that are not gone; with age, part and kind of seat."""
    found: dict[tuple[str, str], dict] = {}
    for post in register(area, "elected"):
        body = bodies(area)[post["body_id"]]
        is_held = post["start_date"] <= day <= (post["end_date"] or day) and day <= (body["dissolution_date"] or day)
        key = post["body_id"], post["person_id"]
        if is_held and (key not in found or _RANKS.index(post["role"]) < _RANKS.index(found[key]["role"])):
            kind = post["role"] if post["role"] in ("substitute", "co_opted") else "ordinary"
            groups = {"age": _age(post, day), "area": _part(area, post), "kind": kind, "classification": body["classification"]}
            found[key] = post | groups
    return list(found.values())


def _age(post: dict, day: date) -> str:
    years = None if post["birth_year"] is None else day.year - post["birth_year"]
    limits = ((18, "0-17"), (30, "18-29"), (50, "30-49"), (65, "50-64"), (200, "65+"))
    return "unknown" if years is None else next(band for limit, band in limits if years < limit)


def parts(area: str) -> list[str]:
    return sorted(part for part in facts.PART_OF.values() if part.startswith(MUNICIPALITY[area]))


def _part(area: str, post: dict) -> str:
    written = facts.PART_OF.get(post["area_code"])
    return "unknown" if post["area_code"] is None else written if written in parts(area) else "other"


def elected_persons(area: str, day: date) -> dict[str, list[dict]]:
    """Person -> posts, in the sense of SCB: neither companies nor advisory councils, sub-committees nor co-opted."""
    found: dict[str, list[dict]] = {}
    for post in seated(area, day):
        if post["classification"] in ("council", "executive", "committee", "drafting", "audit") and post["kind"] != "co_opted":
            found.setdefault(post["person_id"], []).append(post)
    return found


def population(area: str, base: str, dimension: str, day: date) -> dict[str, int] | None:
    """Group -> residents of the area, or of its municipality where the area's are not known by that group."""
    for place in dict.fromkeys((area, *([] if dimension == "area" else [MUNICIPALITY[area]]))):
        known = facts.electors_of(place) if base == "eligible" else facts.residents_of(place, base)
        cut = "all" if dimension == "gender" else dimension
        counts = {}
        for (name, counted), groups in known.items():
            if name == cut and dimension == "gender":
                counts[counted] = {gender: count for (_, gender), count in groups.items() if gender != "total"}
            elif name == cut:
                counts[counted] = {category: count for (category, gender), count in groups.items() if gender == "total"}
        told = {date.fromisoformat(counted): groups for counted, groups in counts.items() if groups}
        if told:
            return told[max((one for one in told if one <= day), default=min(told))]
    return None


def shares(counts: dict[str, int], outside: tuple[str, ...] = ("unknown",)) -> dict[str, Fraction]:
    """By all that are not outside."""
    inside = {group: count for group, count in counts.items() if group not in outside}
    whole = sum(inside.values())
    return {group: Fraction(count, whole) for group, count in inside.items()} if whole else {}


def counted(posts: list[dict], column: str) -> Counter[str]:
    return Counter(post[column] for post in posts)
