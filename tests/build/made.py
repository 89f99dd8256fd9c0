"""A made-up municipality put through the real build SQL, without files: what the tests of links and choices stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb
import polars as pl

from spegel.settings import project_root
from spegel.sources.tables import empty, shape

MUNICIPALITY = "0999"
STAMP = {"source_id": "file", "format_rank": 10, "reported_at": "", "is_reference": False}


@dataclass
class Made:
    """What the sources hold: results per election, official links, measured overlaps."""

    results: list[dict] = field(default_factory=list)
    totals: list[dict] = field(default_factory=list)
    links: list[dict] = field(default_factory=list)
    overlaps: list[dict] = field(default_factory=list)

    def district(self, year: int, number: int, name: str, eligible: int | None = 1000, votes: int | None = 700, **more) -> None:
        self.results.append(
            {
                "election_id": f"{year}-KF",
                "counting_stage": "final",
                "municipality_code": MUNICIPALITY,
                "district_code": f"{MUNICIPALITY}{number:04d}",
                "district_name": name,
                "kind": "district",
                "eligible": eligible,
                "votes_cast": votes,
                "comparability": "unknown",
                **more,
            }
        )

    def late(self, year: int, votes: int, **more) -> None:
        self.district(year, 9800, "Uppsamlingsdistrikt", None, votes, kind="late_votes", **more)

    def total(self, year: int, eligible: int, votes: int, late: int | None = None, **more) -> None:
        self.totals.append(
            {
                "election_id": f"{year}-KF",
                "counting_stage": "final",
                "municipality_code": MUNICIPALITY,
                "eligible": eligible,
                "votes_cast": votes,
                "late_votes_cast": late,
                **more,
            }
        )

    def link(self, year: int, number: int, previous_year: int, previous: list[int], status: str) -> None:
        self.links.append(
            {
                "area_version": f"valdistrikt{year}",
                "district_code": f"{MUNICIPALITY}{number:04d}",
                "previous_area_version": f"valdistrikt{previous_year}",
                "previous_codes": [f"{MUNICIPALITY}{code:04d}" for code in previous],
                "kind": "district",
                "status": status,
                "basis": "comparison_file",
            }
        )

    def overlap(self, year: int, number: int, previous_year: int, previous: int, share: float) -> None:
        self.overlaps.append(
            {
                "area_version": f"valdistrikt{year}",
                "district_code": f"{MUNICIPALITY}{number:04d}",
                "previous_area_version": f"valdistrikt{previous_year}",
                "previous_code": f"{MUNICIPALITY}{previous:04d}",
                "overlap_share": share,
            }
        )


OVERLAP = {
    "area_version": pl.String,
    "district_code": pl.String,
    "previous_area_version": pl.String,
    "previous_code": pl.String,
    "overlap_share": pl.Float64,
}
GEOMETRY = {
    "area_version": pl.String,
    "district_code": pl.String,
    "district_name": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "area_km2": pl.Float64,
}


def stamped(name: str, rows: list[dict]) -> pl.DataFrame:
    """Canonical rows with what the build stamps on them; a row may carry stamps of its own."""
    frames = [
        shape(name, pl.DataFrame([{key: value for key, value in row.items() if key not in STAMP}])).with_columns(
            **{key: pl.lit(row.get(key, value)) for key, value in STAMP.items()}
        )
        for row in rows
    ]
    return pl.concat(frames) if frames else empty(name).with_columns(**{key: pl.lit(value) for key, value in STAMP.items()})


@contextmanager
def built(made: Made, parts: tuple[str, ...]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The private database after `parts` of the build SQL."""
    with duckdb.connect() as connection:
        registered = {
            "raw_district_result": stamped("district_result", made.results),
            "raw_district_link": stamped("district_link", made.links),
            **{
                f"raw_{name}": stamped(name, [])
                for name in ("group_turnout", "peer_group", "district_area", "district_point")
            },
            "raw_municipality_total": stamped("municipality_total", made.totals),
            "raw_election": pl.DataFrame(
                {
                    "election_id": ["2014-KF", "2018-KF", "2022-KF"],
                    "election_type": "KF",
                    "election_date": ["2014-09-14", "2018-09-09", "2022-09-11"],
                }
            ).with_columns(pl.col("election_date").str.to_date()),
            "raw_municipality": pl.DataFrame(
                {"code": [MUNICIPALITY], "name": ["Påhitt"], "county_code": ["09"], "county_name": ["Län"]}
            ),
            "raw_organisation": pl.DataFrame(
                schema={
                    "organisation_id": pl.String,
                    "area_id": pl.String,
                    "area_name": pl.String,
                    "municipality_code": pl.String,
                    "name_sv": pl.String,
                    "name_en": pl.String,
                    "part_level": pl.String,
                    "default_election_type": pl.String,
                    "district_prefixes": pl.List(pl.String),
                }
            ),
            "prepared_geometry": pl.DataFrame(schema=GEOMETRY),
            "prepared_overlap": pl.DataFrame(made.overlaps, schema=OVERLAP),
        }
        registered["gathered_notice"] = pl.DataFrame(
            schema={"notice_number": pl.Int32, "source_id": pl.String, "rule": pl.String, "details": pl.String}
        )
        sources = ("publisher", "title", "licence", "file_name", "sha256", "provenance", "source_id")
        registered["gathered_source"] = pl.DataFrame(schema=dict.fromkeys(sources, pl.String))
        registered["gathered_build"] = pl.DataFrame({"inputs_sha256": ["0" * 64], "product_version": ["0"]})
        for name, frame in registered.items():
            connection.register(name, frame)
        for part in parts:
            connection.execute((project_root() / "queries" / "build" / f"{part}.sql").read_text(encoding="utf-8"))
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[dict]:
    """All rows of a private table, in order."""
    return pl.from_arrow(connection.table(name).to_arrow_table()).to_dicts()
