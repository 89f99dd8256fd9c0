"""Is a count complete, and do the files agree? What can be told only when a whole file, or several, have been read.

A municipality's turnout has its late votes in it, a count that still goes on is no final result, and two files with
different totals for the same municipality cannot both be right (T10, T20, T32).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from spegel.core import Problem
from spegel.sources.reader import SourceData

_BLOCK = ["election_id", "municipality_code"]
_FIGURES = ["votes", "eligible"]


def with_stage_reached(data: SourceData) -> SourceData:
    """`data` with every municipality that has units not yet counted marked preliminary, also in a final count (T32).

    The final count goes on for days; until it is done in a municipality, its figures are not the result.
    """
    results = data.tables.get("district_result")
    if results is None:
        return data
    unfinished = results.filter(pl.col("votes_cast").is_null()).select(_BLOCK).unique()
    if unfinished.is_empty():
        return data
    tables = {
        name: _marked_preliminary(frame, unfinished) if "counting_stage" in frame.columns else frame
        for name, frame in data.tables.items()
    }
    return replace(data, tables=tables)


def _marked_preliminary(frame: pl.DataFrame, unfinished: pl.DataFrame) -> pl.DataFrame:
    marked = frame.join(unfinished.with_columns(is_unfinished=True), on=_BLOCK, how="left", maintain_order="left")
    stage = pl.when("is_unfinished").then(pl.lit("preliminary")).otherwise("counting_stage")
    return marked.with_columns(counting_stage=stage).drop("is_unfinished")


def missing_late_votes(data: SourceData, file: str) -> list[Problem]:
    """A problem for each municipality with a final count of its districts, but neither late votes nor a printed total.

    Summed, such rows would look like the turnout of the municipality and be too low (T10).
    """
    results = data.tables.get("district_result")
    if results is None:
        return []
    blocks = results.filter(pl.col("counting_stage") == "final").group_by(_BLOCK, maintain_order=True)
    without = blocks.agg(pl.col("row").first(), late=(pl.col("kind") == "late_votes").any()).filter(~pl.col("late"))
    if "municipality_total" in data.tables:
        printed = data.tables["municipality_total"].filter(pl.col("votes_cast").is_not_null())
        without = without.join(printed, on=_BLOCK, how="anti")
    return [
        Problem("late_votes_missing", file, row["row"], value=row["municipality_code"], details={"election": row["election_id"]})
        for row in without.to_dicts()
    ]


def disagreeing_totals(tables: Mapping[str, pl.DataFrame], labels: Mapping[str, str]) -> list[tuple[str, Problem]]:
    """Notices, with their source, about final totals of one municipality that differ between two sources (T20).

    `tables` are those of all sources, stamped with `source_id` and `format_rank`; `labels` names the sources. A total
    is printed, or the sum of districts and late votes; two such sums are compared where the build chooses between them.
    One notice for each two sources and election, with the first municipality as an example.
    """
    summed = (
        tables["district_result"]
        .filter(pl.col("counting_stage") == "final")
        .group_by(*_BLOCK, "source_id", "format_rank")
        .agg(
            votes=pl.col("votes_cast").sum(),
            eligible=pl.col("eligible").sum(),
            late=(pl.col("kind") == "late_votes").any(),
        )
        .filter("late")
        .select(*_BLOCK, "source_id", "format_rank", *_FIGURES, is_summed=True)
    )
    printed = (
        tables["municipality_total"]
        .filter(pl.col("counting_stage") == "final", pl.col("votes_cast").is_not_null())
        .select(*_BLOCK, "source_id", "format_rank", votes="votes_cast", eligible="eligible", is_summed=False)
        .join(summed, on=[*_BLOCK, "source_id"], how="anti")
    )
    totals = pl.concat([summed, printed]).sort("format_rank", "source_id").with_row_index("place")
    pairs = totals.join(totals, on=_BLOCK, suffix="_other").filter(
        pl.col("place") > pl.col("place_other"),
        ~(pl.col("is_summed") & pl.col("is_summed_other")),
        pl.any_horizontal(pl.col(name) != pl.col(f"{name}_other") for name in _FIGURES),
    )
    differing = (
        pairs.sort(*_BLOCK, "source_id", "source_id_other")
        .group_by("election_id", "source_id", "source_id_other", maintain_order=True)
        .agg(pl.len().alias("count"), pl.col("municipality_code", *_FIGURES, *(f"{name}_other" for name in _FIGURES)).first())
    )
    return [
        (
            row["source_id"],
            Problem(
                "totals_disagree",
                details={
                    **{name: row[name] for name in ("election_id", "municipality_code", "count")},
                    **{name: row[name] for name in (*_FIGURES, *(f"{name}_other" for name in _FIGURES))},
                    "source": labels[row["source_id"]],
                    "other": labels[row["source_id_other"]],
                },
            ),
        )
        for row in differing.to_dicts()
    ]


def disagreeing_links(links: pl.DataFrame, labels: Mapping[str, str]) -> list[tuple[str, Problem]]:
    """Notices, with their source, about districts that two files compare with different districts, or only one of them (T5).

    `links` is district_link of all sources, stamped with `source_id` and `is_reference`; our own table always gives way.
    One notice for each two sources, with the first district as an example.
    """
    district = ["area_version", "previous_area_version", "district_code"]
    said = (
        links.filter(~pl.col("is_reference"), pl.col("kind") == "district")
        .select(*district, "source_id", "status", codes=pl.col("previous_codes").list.sort().list.join(", "))
        .with_columns(codes=pl.when(pl.col("status") == "official_comparable").then("codes").otherwise(pl.lit("")))
    )
    differing = (
        said.join(said, on=district, suffix="_other")
        .filter(pl.col("source_id") > pl.col("source_id_other"), pl.col("codes") != pl.col("codes_other"))
        .sort(*district, "source_id", "source_id_other")
        .group_by("source_id", "source_id_other", maintain_order=True)
        .agg(pl.len().alias("count"), pl.col("district_code", "area_version", "codes", "codes_other").first())
    )
    return [
        (
            row["source_id"],
            Problem(
                "links_disagree",
                value=row["district_code"],
                details={
                    "year": row["area_version"][-4:],
                    "count": row["count"],
                    "codes": row["codes"] or "–",
                    "codes_other": row["codes_other"] or "–",
                    "source": labels[row["source_id"]],
                    "other": labels[row["source_id_other"]],
                },
            ),
        )
        for row in differing.to_dicts()
    ]
