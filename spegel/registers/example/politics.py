"""Bodies, the people elected to them over several terms (ids, never names), fees, and managers and employees.

The council has exactly the seats each party won, and where the official result prints them, its women, men and ages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from spegel.registers.example.chance import Chance
from spegel.registers.example.columns import area_indices, area_names, day_number, day_of, frame
from spegel.registers.example.place import TODAY, Place, words

KINDS = ("bodies", "elected", "fees", "staff")
TERMS = 4
AGES = ((18, 21), (22, 36), (37, 50), (51, 64), (65, 82))
USUAL_AGES = (1, 26, 34, 25, 14)
USUAL_WOMEN = 0.45
LEADERS = ("chair", "first_vice_chair", "second_vice_chair")
REASONS = {"resigned": 60, "moved": 22, "new_post": 8, "died": 3, "other": 5, "unknown": 2}
YEARLY_FEE = {"chair": 1.0, "first_vice_chair": 0.6, "second_vice_chair": 0.5, "member": 0.06, "substitute": 0.02}
TOP_FEE = {"council": 130_000, "executive": 780_000, "committee": 240_000, "sub_committee": 160_000, "audit": 90_000}
LEVELS = {"executive": (1, 0.55), "manager_area": (5, 0.6), "manager_unit": (24, 0.66), "employee": (610, 0.73)}
"""Level -> (persons in a large administration, share of women)."""


@dataclass(frozen=True)
class _Person:
    person_id: str
    gender: str
    birth_year: int | None
    birth_region: str | None
    education: str | None
    area: int


def make(place: Place) -> dict[str, pl.DataFrame]:
    """The registers bodies, elected, fees and staff."""
    elected = _Elected(place).make()
    return {"bodies": _bodies(place), "elected": elected, "fees": _fees(place), "staff": _staff(place)}


def _bodies(place: Place) -> pl.DataFrame:
    latest = sum(seats for seats, *_ in place.seats[max(place.seats)].values())
    seats = [body.get("seats", latest) for body in place.bodies]
    names = {name: [body.get(name) for body in place.bodies] for name in ("parent", "founded", "dissolved")}
    return frame(
        "bodies",
        body_id=[_body_id(place, body) for body in place.bodies],
        name=[body["name"] for body in place.bodies],
        classification=[body["classification"] for body in place.bodies],
        parent_id=[parent and place.id_of("O", parent) for parent in names["parent"]],
        seats=seats,
        substitute_seats=[_substitutes(body, number) for body, number in zip(place.bodies, seats, strict=True)],
        founding_date=names["founded"],
        dissolution_date=names["dissolved"],
    )


def _body_id(place: Place, body: Mapping) -> str:
    return place.id_of("O", body["id"])


def _substitutes(body: Mapping, seats: int) -> int:
    return 0 if body["classification"] in ("audit", "advisory", "drafting") else seats // 2 if "seats" not in body else seats


class _Elected:
    """Fills the posts term by term; people stay in their party and many come again."""

    def __init__(self, place: Place):
        self.place = place
        self.chance = Chance(place.id, "elected")
        self.rows: list[tuple] = []
        self.people: dict[str | None, list[_Person]] = {}
        self.number = 0

    def make(self) -> pl.DataFrame:
        for year in sorted(self.place.seats)[-TERMS:]:
            council: dict[str, list[_Person]] = {}
            for body in self.place.bodies:
                self._fill(body, year, council)
        names = ("person", "body_id", "on_behalf_of", "role", "start", "end", "reason", "fulltime")
        columns = dict(zip(names, zip(*self.rows, strict=True), strict=True))
        people = columns["person"]
        starts = np.array([day_number(start) for start in columns["start"]])
        areas = area_names(self.place, np.array([person.area for person in people]), starts, self.chance)
        is_told = self.chance.happens(0.94, len(people))
        return frame(
            "elected",
            **{name: [getattr(person, name) for person in people] for name in (
                "person_id", "gender", "birth_year", "birth_region", "education")},
            on_behalf_of=list(columns["on_behalf_of"]),
            body_id=list(columns["body_id"]),
            role=list(columns["role"]),
            start_date=list(columns["start"]),
            end_date=list(columns["end"]),
            end_reason=list(columns["reason"]),
            area_code=[name if told else None for name, told in zip(areas.tolist(), is_told, strict=True)],
            fulltime_share=list(columns["fulltime"]),
        ).unique(["person_id", "body_id", "role", "start_date"], keep="first", maintain_order=True)  # fmt: skip

    def _fill(self, body: Mapping, year: int, council: dict[str, list[_Person]]) -> None:
        """The seats of a body in the term after an election, with substitutes, and who comes instead of those who leave."""
        is_council = body["classification"] == "council"
        start = date(year, 10, 15) if is_council else date(year + 1, 1, 1)
        end = start.replace(year=start.year + 4) - timedelta(days=1)
        start, end = max(start, body.get("founded", start)), min(end, body.get("dissolved", end))
        if start > end or start > TODAY:
            return
        won = self.place.seats[year]
        seats = {party: seat for party, (seat, *_) in won.items()} if is_council else _in_proportion(won, body["seats"])
        if body["classification"] == "advisory":
            seats = {None: body["seats"]}
        by_size = sorted(seats, key=lambda party: -seats[party])
        leaders = dict(zip(LEADERS, (by_size * 3)[:3], strict=True))
        for party in by_size:
            people = self._council(party, won[party], year) if is_council else self._committee(party, seats[party], year, council)
            if is_council:
                council[party] = people
            roles = [role for role, leader in leaders.items() if leader == party][: len(people)]
            # Women come first in the group: who leads is drawn, or every chair would be one.
            for place, person in enumerate(people[drawn] for drawn in self.chance.order(len(people))):
                self._seat(person, body, party, roles[place] if place < len(roles) else "member", start, end)
        for party, number in _in_proportion(won, _substitutes(body, sum(seats.values()))).items():
            for person in self._new(number, party, year, USUAL_WOMEN):
                self._seat(person, body, party, "substitute", start, end)

    def _council(self, party: str, won: tuple, year: int) -> list[_Person]:
        """The party's group as the official result describes it; about half were there before."""
        seats, women, _, ages = won
        women = round(seats * USUAL_WOMEN) if women is None else women
        years = [year - age for age in self._ages(seats, ages)]
        before, chosen = self.people.get(party, []), []
        for place, born in enumerate(years):
            gender = "women" if place < women else "men"
            again = [
                p for p in before if p.gender == gender and p.birth_year and abs(p.birth_year - born) <= 7 and p not in chosen
            ]
            if again and ages is None and self.chance.happens(0.55, 1)[0]:
                chosen.append(again[0])
            else:
                chosen.append(self._person(gender, born))
        self.people[party] = chosen
        return chosen

    def _ages(self, seats: int, known: tuple[int, ...] | None) -> list[int]:
        bands = np.repeat(np.arange(len(AGES)), known) if known else self.chance.choose(np.arange(len(AGES)), seats, USUAL_AGES)
        bands = bands[self.chance.order(len(bands))]
        low, high = np.array(AGES).T
        return self.chance.whole(low[bands], high[bands], len(bands)).tolist()

    def _committee(self, party: str | None, seats: int, year: int, council: Mapping[str, list[_Person]]) -> list[_Person]:
        """Half of them sit in the council too."""
        group = council.get(party, [])
        both = [group[place] for place in self.chance.order(len(group))[: (seats + 1) // 2]]
        return both + self._new(seats - len(both), party, year, USUAL_WOMEN)

    def _new(self, number: int, party: str | None, year: int, women: float) -> list[_Person]:
        genders = self.chance.choose(["women", "men", "unknown"], number, [women, 0.985 - women, 0.015])
        return [self._person(str(gender), year - age) for gender, age in zip(genders, self._ages(number, None), strict=True)]

    def _person(self, gender: str, born: int) -> _Person:
        self.number += 1
        tells = self.chance.happens([0.97, 0.4, 0.5], 3)
        region = str(self.chance.choose(["sweden", "europe", "world"], 1, [70, 10, 20])[0])
        education = str(self.chance.choose(["pre_upper_secondary", "upper_secondary", "post_secondary"], 1, [8, 38, 54])[0])
        area = int(area_indices(self.place, self.chance, 1)[0])
        return _Person(
            self.place.id_of("P", f"{self.number:05d}"), gender, born if tells[0] else None, region if tells[1] else None,
            education if tells[2] else None, area,
        )  # fmt: skip

    def _seat(self, person: _Person, body: Mapping, party: str | None, role: str, start: date, end: date) -> None:
        """One post; some leave before the term ends, and somebody else comes the day after."""
        leaves_early = self.chance.happens(0.17 if role == "member" else 0.07, 1)[0]
        leaving = day_of(int(self.chance.whole(day_number(start) + 60, max(day_number(end) - 60, day_number(start) + 61), 1)[0]))
        why = str(self.chance.choose(list(REASONS), 1, list(REASONS.values()))[0])
        fulltime = {"chair": 40.0 if body["classification"] != "executive" else 100.0}.get(role)
        body_id = _body_id(self.place, body)
        if leaves_early and leaving < min(end, TODAY):
            self.rows.append((person, body_id, party, role, start, leaving, why, fulltime))
            (other,) = self._new(1, party, start.year, USUAL_WOMEN)
            start, person = leaving + timedelta(days=1), other
        has_ended = end < TODAY
        reason = ("term_ended" if body.get("dissolved", end) >= end else "other") if has_ended else None
        self.rows.append((person, body_id, party, role, start, end if has_ended else None, reason, fulltime))


def _in_proportion(won: Mapping[str, tuple], seats: int) -> dict[str, int]:
    """Seats by the largest remainder; parties without one left out."""
    total = sum(number for number, *_ in won.values())
    exact = {party: seats * number / total for party, (number, *_) in won.items()}
    given = {party: int(share) for party, share in exact.items()}
    for party in sorted(exact, key=lambda party: (given[party] - exact[party], party))[: seats - sum(given.values())]:
        given[party] += 1
    return {party: number for party, number in given.items() if number}


def _fees(place: Place) -> pl.DataFrame:
    rows = []
    for year in range(2023, TODAY.year + 1):
        for body in place.bodies:
            top = TOP_FEE.get(body["classification"])
            start = max(date(year, 1, 1), body.get("founded", date(year, 1, 1)))
            if top is None or start.year != year or body.get("dissolved", TODAY) < start:
                continue
            end = min(date(year, 12, 31), body.get("dissolved", date.max))
            for role, share in YEARLY_FEE.items():
                fee = round(top * share * 1.025 ** (year - 2023), -2)
                is_open = year == TODAY.year
                rows.append((_body_id(place, body), role, start, None if is_open else end, fee, 1100.0 + 30 * (year - 2023)))
    names = ("body_id", "role", "start_date", "end_date", "yearly_fee_sek", "meeting_fee_sek")
    return frame("fees", **dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def _staff(place: Place) -> pl.DataFrame:
    chance, rows = Chance(place.id, "staff"), []
    for year in range(2022, TODAY.year):
        for administration in words()["administrations"]:
            size = 0.4 + 0.8 * float(Chance(place.id, "staff", administration).share(1)[0])
            for level, (number, women) in LEVELS.items():
                total = max(1, round(number * size))
                share = np.clip(women + 0.2 * (chance.share(1)[0] - 0.5), 0, 1)
                count = round(total * share)
                for gender, counted in (("women", count), ("men", total - count)):
                    rows.append((date(year, 11, 1), administration, level, gender, counted))
    names = ("measurement_date", "administration", "level", "gender", "count")
    return frame("staff", **dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
