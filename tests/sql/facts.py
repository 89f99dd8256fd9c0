"""The reference tables read with nothing but the standard library: what the recomputation starts from."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from spegel.settings import project_root
from tests.recompute import District

AREAS = {"0127": "0127", "jarva": "01804"}
"""Area -> how the codes of its districts begin: Järva is the two city districts 018041 and 018042."""


class Total(NamedTuple):
    """A municipality in one election, late ballots among the votes."""

    eligible: int
    votes: int
    late: int | None
    source: str


def table(name: str) -> Iterator[dict[str, str | None]]:
    """The rows of a reference table, empty cells None."""
    with (project_root() / "data" / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: value or None for key, value in row.items()}


def whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def version_of(election: str) -> str:
    return f"valdistrikt{election[:4]}"


@cache
def part_names() -> dict[tuple[str, str], str]:
    """(version, district) -> name of its kommundel or stadsdel."""
    return {(row["area_version"], row["district_code"]): row["area_name"] for row in table("district_areas")}


@cache
def results() -> dict[str, dict[str, District]]:
    """Election -> district code -> figures, without late ballots."""
    found: dict[str, dict[str, District]] = defaultdict(dict)
    for row in table("turnout_districts"):
        if row["kind"] == "district":
            election, code = row["election_id"], row["district_code"]
            part = part_names().get((version_of(election), code))
            name = row["district_name"] or ""
            found[election][code] = District(whole(row["eligible_count"]), whole(row["votes_count"]), code, name, part)
    return dict(found)


def districts(area: str, election: str) -> dict[str, District]:
    """Code -> figures of an area's districts in one election, in the order of their codes."""
    inside = {code: district for code, district in results().get(election, {}).items() if code.startswith(AREAS[area])}
    return dict(sorted(inside.items()))


def elections_with_districts(area: str, election_type: str) -> list[str]:
    return sorted(election for election in results() if election.endswith(election_type) and districts(area, election))


@cache
def totals() -> dict[tuple[str, str], Total]:
    """(election, municipality) -> official total."""
    return {
        (row["election_id"], row["municipality_code"]): Total(
            whole(row["eligible_count"]), whole(row["votes_count"]), whole(row["late_votes_count"]), row["source_id"]
        )
        for row in table("turnout_municipalities")
    }


@cache
def municipality_names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in table("municipalities")}


@cache
def election_types() -> dict[str, list[str]]:
    """Type -> all its elections, the earliest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in sorted(table("elections"), key=lambda row: row["election_date"]):
        found[row["election_type"]].append(row["election_id"])
    return dict(found)


def election_before(election: str) -> str | None:
    same_type = election_types()[election[-2:]]
    position = same_type.index(election)
    return same_type[position - 1] if position else None


@cache
def links() -> dict[tuple[str, str], tuple[str, tuple[str, ...], bool]]:
    """(version, district) -> (version before, districts there, whether the publisher says so), comparable ones only.

    Without the publisher's word the borders must overlap (where that is measured) and the electorate must be much the same.
    """
    found = {}
    for row in table("district_links"):
        if row["kind"] != "district" or not row["previous_codes"]:
            continue
        is_official = row["status"] == "official_comparable"
        overlap, change = float(row["overlap_share"] or 1), float(row["eligible_change_share"] or 1)
        is_likely = row["status"].endswith("_not_verified") and overlap >= 0.95 and abs(change) <= 0.12
        if is_official or is_likely:
            key = row["area_version"], row["district_code"]
            found[key] = row["previous_area_version"], tuple(row["previous_codes"].split("|")), is_official
    return found


def earlier_codes(later: str, code: str, earlier: str) -> tuple[list[str], bool] | None:
    """The same district in an earlier election, link by link, and whether every link is official. None = not comparable."""
    version, codes, is_official = version_of(later), [code], True
    while version != version_of(earlier):
        steps = [links().get((version, one)) for one in codes]
        if None in steps or version <= version_of(earlier):
            return None
        codes = [previous for step in steps for previous in step[1]]
        is_official = is_official and all(step[2] for step in steps)
        version = steps[0][0]
    return codes, is_official


Groups = dict[tuple[str, str], dict[tuple[str, str], int]]
"""(dimension, day) -> (category, sex) -> persons."""

PART_OF = {
    "Alby": "0127-alby",
    "Fittja": "0127-fittja",
    "Grödinge-Vårsta": "0127-grodinge-varsta",
    "Hallunda-Norsborg": "0127-hallunda-norsborg",
    "Tullinge": "0127-tullinge",
    "Tumba": "0127-tumba",
    "Akalla": "0180-akalla",
    "Bromsten": "0180-bromsten",
    "Flysta": "0180-flysta",
    "Husby": "0180-husby",
    "Kista": "0180-kista",
    "Rinkeby": "0180-rinkeby",
    "Solhem": "0180-solhem",
    "Sundby": "0180-sundby",
    "Tensta": "0180-tensta",
}


def residents_of(area: str, base: str) -> Groups:
    """Residents of a municipality, county, the country, a part or Järva. Parts are known without sex and age."""
    found: Groups = defaultdict(lambda: defaultdict(int))
    names = {row["area_code"]: PART_OF[row["part_name"]] for row in table("population_parts")}
    for row in table("population"):
        code, day, count = row["area_code"], row["population_date"], int(row["resident_count"])
        if row["area_version"]:
            part = names[code]
            municipality = "jarva" if part.startswith("0180") else "0127"
            if base == "all" and row["birth_region"] != "total" and area in (part, municipality):
                found["birth_region", day][row["birth_region"], "total"] += count
            if base == "all" and row["birth_region"] == "total":
                if area == municipality:
                    found["area", day][part, "total"] += count
                if area == part or area == municipality == "jarva":
                    found["all", day]["total", "total"] += count
        elif (area == "00" or code.startswith(area)) and (base == "all" or row["age_group"] != "0-17"):
            for gender in (row["gender"], "total"):
                found["age", day][row["age_group"], gender] += count
                found["all", day]["total", gender] += count
    return found


def electors_of(area: str) -> Groups:
    """Electors of the municipal elections, where every municipality or district of the area is known."""
    found: Groups = defaultdict(lambda: defaultdict(int))
    for election in election_types()["KF"]:
        day = next(row["election_date"] for row in table("elections") if row["election_id"] == election)
        members = [code for code in municipality_names() if area == "00" or code.startswith(area)]
        counts = [totals()[election, code].eligible for code in members if (election, code) in totals()]
        if members and len(counts) == len(members):
            found["all", day]["total", "total"] = sum(counts)
        for code, district in results().get(election, {}).items():
            part, whole_area = PART_OF[district.part], "jarva" if code.startswith(AREAS["jarva"]) else "0127"
            if area == whole_area:
                found["area", day][part, "total"] += district.eligible
            if area == part or area == whole_area == "jarva":
                found["all", day]["total", "total"] += district.eligible
    return found
