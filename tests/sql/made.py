"""Rows for tiny warehouses: a municipality of made-up districts, said in as few words as possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spegel import query
from spegel.core import ELECTION_DATES, EU_ELECTION_DATES, area_version, split_election_id
from spegel.warehouse import Warehouse

MUNICIPALITY = "0127"

Figures = tuple[int, int | None]
"""Electors and ballots; None = not counted yet."""


def version_of(election_id: str) -> str:
    return area_version(split_election_id(election_id)[0])


def elections(*election_ids: str) -> list[dict]:
    """Rows of `dim_election`."""
    rows = []
    for election_id in election_ids:
        year, election_type = split_election_id(election_id)
        rows.append(
            {
                "election_id": election_id,
                "election_type": election_type,
                "election_date": (EU_ELECTION_DATES if election_type == "EU" else ELECTION_DATES)[year],
                "election_year": year,
                "area_version": version_of(election_id),
            }
        )
    return rows


def municipalities(*codes: str) -> list[dict]:
    """Rows of `dim_area` for municipalities, named after their code, in the county of the first two digits."""
    return [
        {
            "area_id": code,
            "area_level": "kommun",
            "area_name": f"Kommun {code}",
            "municipality_code": code,
            "county_code": code[:2],
            "has_late_votes": True,
        }
        for code in codes
    ]


def totals(rows: Mapping[tuple[str, str], tuple[int, int, int | None]], **other: object) -> list[dict]:
    """Rows of `fact_municipality_turnout`: (election, municipality) -> electors, all ballots, late ballots."""
    return [
        {
            "election_id": election_id,
            "municipality_code": code,
            "eligible_count": eligible,
            "votes_count": votes,
            "late_votes_count": late,
            "counting_stage": "final",
            "source_id": "s1",
            **other,
        }
        for (election_id, code), (eligible, votes, late) in rows.items()
    ]


def sources(*source_ids: str, publisher: str = "Valmyndigheten") -> list[dict]:
    """Rows of `meta_source`."""
    return [{"source_id": source_id, "publisher": publisher, "provenance": "official"} for source_id in source_ids]


def links(later: str, earlier: str, codes: Mapping[str, Iterable[str]], is_official: bool = True) -> list[dict]:
    """Rows of `district_history` between the districts of two elections: later code -> earlier codes."""
    return [
        {
            "area_version": version_of(later),
            "district_code": code,
            "earlier_area_version": version_of(earlier),
            "earlier_code": earlier_code,
            "is_official": is_official,
        }
        for code, earlier_codes in codes.items()
        for earlier_code in earlier_codes
    ]


def districts(
    results: Mapping[str, Mapping[str, Figures]],
    parts: Mapping[str, str] | None = None,
    area_id: str = MUNICIPALITY,
    part_basis: str = "inferred",
) -> dict[str, list[dict]]:
    """Tables for an area with districts: election -> district code -> figures.

    `parts`: district code -> part, in all elections; a part is an area `0127-<part>` named after it. Every district is
    named after its code. An area that is no municipality is an organisation without late votes of its own.
    """
    parts = parts or {}
    area = (
        municipalities(area_id)[0]
        if area_id.isdigit()
        else {"area_id": area_id, "area_level": "stadsdelsomrade", "area_name": area_id, "municipality_code": MUNICIPALITY}
    )
    part_areas = [
        {
            "area_id": f"{MUNICIPALITY}-{part}",
            "area_level": "kommundel",
            "area_name": part.title(),
            "municipality_code": MUNICIPALITY,
            "parent_area_id": area_id,
        }
        for part in sorted(set(parts.values()))
    ]
    places = sorted({(version_of(election_id), code) for election_id, figures in results.items() for code in figures})
    part_of = {code: f"{MUNICIPALITY}-{part}" for code, part in parts.items()}
    return {
        "dim_election": elections(*results),
        "dim_area": [area, *part_areas],
        "dim_district": [
            {
                "area_version": version,
                "district_code": code,
                "district_name": f"Namn {code}",
                "municipality_code": MUNICIPALITY,
                "part_area_id": part_of.get(code),
                "part_basis": part_basis if code in part_of else None,
            }
            for version, code in places
        ],
        "area_district": [
            {"area_id": place, "area_version": version, "district_code": code}
            for version, code in places
            for place in (area_id, part_of.get(code))
            if place
        ],
        "fact_turnout": [
            {
                "election_id": election_id,
                "area_version": version_of(election_id),
                "district_code": code,
                "municipality_code": MUNICIPALITY,
                "eligible_count": eligible,
                "votes_count": votes,
                "counting_stage": "final",
                "source_id": "s1",
            }
            for election_id, figures in results.items()
            for code, (eligible, votes) in figures.items()
        ],
        "meta_source": sources("s1"),
    }


def rows(warehouse: Warehouse, name: str, **parameters: object) -> list[dict]:
    """The rows of a dataset as dicts."""
    return query.run(warehouse, name, **parameters).rows(named=True)


def columns(found: list[dict], *names: str) -> list[tuple]:
    """Only these columns, as tuples in row order."""
    return [tuple(row[name] for name in names) for row in found]
