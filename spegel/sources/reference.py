"""The small tables of public facts that ship with the product (`data/reference`), as canonical tables.

They follow the same contract as a file from a publisher: every row names its source, every figure is a count,
and the first start works without a network because of them. The files and their columns are described in
`data/reference/README.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from spegel.core import Problem, SourceError
from spegel.sources.reader import CodeLists, SourceData
from spegel.sources.tables import TABLES, shape

LIST_SEPARATOR = "|"
"""Between several codes in one cell."""


@dataclass(frozen=True)
class Reference:
    """Everything in the folder.

    `by_source`: source id -> the canonical tables with the rows of that source, so that the build can store them
    with their provenance just as it stores a publisher's file. `elections` and `sources` are the canonical tables
    `election` and `source`: the lists that the other tables point into.
    """

    by_source: Mapping[str, SourceData]
    elections: pl.DataFrame
    sources: pl.DataFrame


@dataclass(frozen=True)
class _File:
    """One file: the canonical table it fills, its columns under their canonical names, and what follows from them."""

    name: str
    table: str
    columns: Mapping[str, str]  # as in the file -> canonical
    complete: Callable[[pl.DataFrame], pl.DataFrame] = lambda frame: frame


def _complete_results(frame: pl.DataFrame) -> pl.DataFrame:
    # The first four digits in a row are the municipality, in 01270131 as in K-0127-01.
    return frame.with_columns(
        municipality_code=pl.col("district_code").str.extract(r"(\d{4})"),
        counting_stage=pl.lit("final"),
        comparability=pl.lit("unknown"),
    )


def _complete_totals(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(counting_stage=pl.lit("final"), eligible_counted=pl.col("eligible"))


def _complete_groups(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(measure_basis=pl.lit("register"))


def _complete_population(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(is_noisy=pl.lit(False))


_FILES = (
    _File(
        "turnout_districts.csv",
        "district_result",
        {
            "election_id": "election_id",
            "district_code": "district_code",
            "district_name": "district_name",
            "kind": "kind",
            "eligible_count": "eligible",
            "votes_count": "votes_cast",
            "valid_count": "valid",
            "blank_count": "blank",
            "invalid_other_count": "invalid_other",
        },
        _complete_results,
    ),
    _File(
        "turnout_municipalities.csv",
        "municipality_total",
        {
            "election_id": "election_id",
            "municipality_code": "municipality_code",
            "eligible_count": "eligible",
            "votes_count": "votes_cast",
            "late_votes_count": "late_votes_cast",
        },
        _complete_totals,
    ),
    _File(
        "district_links.csv",
        "district_link",
        {
            "area_version": "area_version",
            "district_code": "district_code",
            "kind": "kind",
            "previous_area_version": "previous_area_version",
            "previous_codes": "previous_codes",
            "status": "status",
            "basis": "basis",
            "overlap_share": "overlap_share",
            "eligible_change_share": "eligible_change_share",
        },
    ),
    _File(
        "district_areas.csv",
        "district_area",
        {name: name for name in ("area_version", "district_code", "area_level", "area_name", "basis")},
    ),
    _File(
        "district_points.csv",
        "district_point",
        {name: name for name in ("area_version", "district_code", "lon", "lat", "area_km2", "basis")},
    ),
    _File(
        "turnout_groups.csv",
        "group_turnout",
        {
            "election_id": "election_id",
            "municipality_code": "municipality_code",
            "dimension": "dimension",
            "category": "category",
            "gender": "gender",
            "eligible_count": "eligible",
            "turnout_share": "turnout_share",
        },
        _complete_groups,
    ),
    _File(
        "population.csv",
        "population",
        {
            **{name: name for name in ("population_date", "area_version", "area_code", "age_group", "birth_region", "gender")},
            "resident_count": "residents",
        },
        _complete_population,
    ),
    _File(
        "population_parts.csv",
        "population_part",
        {name: name for name in TABLES["population_part"]},
    ),
    _File("published_values.csv", "reference_value", {name: name for name in TABLES["reference_value"]}),
    _File(
        "council_seats.csv",
        "elected_count",
        {
            "election_id": "election_id",
            "municipality_code": "municipality_code",
            "party_abbr": "party_abbr",
            **{
                f"{name}_count": name
                for name in ("seats", "women", "men", "age_18_21", "age_22_36", "age_37_50", "age_51_64", "age_65_plus")
            },
        },
    ),
    _File(
        "peers.csv",
        "peer_group",
        {name: name for name in ("municipality_code", "group_id", "group_title", "peer_code")},
    ),
    _File("survey_items.csv", "survey_item", {name: name for name in TABLES["survey_item"] if name != "row"}),
    _File("survey_indicators.csv", "survey_indicator", {name: name for name in TABLES["survey_indicator"]}),
)
_ELECTIONS = _File("elections.csv", "election", {name: name for name in TABLES["election"]})
_SOURCES = _File("sources.csv", "source", {name: name for name in TABLES["source"]})
_MUNICIPALITIES = "municipalities.csv"


def code_lists(folder: Path) -> CodeLists:
    """The 290 municipalities and 21 counties of `folder/municipalities.csv`. Raises SourceError when it cannot be read."""
    frame = _cells(folder / _MUNICIPALITIES, {"code", "name", "county_code", "county_name"})
    return CodeLists(
        municipalities=dict(frame.select("code", "name").iter_rows()),
        counties=dict(frame.select("county_code", "county_name").iter_rows()),
    )


def read(folder: Path) -> Reference:
    """Every file of `folder`.

    Raises SourceError: at once for a missing file or column, else with every cell that is no number or date and
    every row without a known source.
    """
    cells = {file.name: _cells(folder / file.name, {*file.columns, "source_id"}) for file in (_SOURCES, _ELECTIONS, *_FILES)}
    problems: list[Problem] = []
    sources = _typed(_SOURCES, cells[_SOURCES.name], problems)
    known = set(sources["source_id"])
    tables: dict[str, dict[str, pl.DataFrame]] = {}
    for file in _FILES:
        for (source_id,), rows in cells[file.name].group_by("source_id", maintain_order=True):
            if source_id not in known:
                problems.append(Problem("reference_source", file.name, rows["row"][0], "source_id", source_id))
            tables.setdefault(source_id, {})[file.table] = _typed(file, rows, problems)
    elections = _typed(_ELECTIONS, cells[_ELECTIONS.name], problems)
    if problems:
        raise SourceError(problems)
    return Reference({source_id: SourceData(parts) for source_id, parts in tables.items()}, elections, sources)


def _cells(path: Path, columns: set[str]) -> pl.DataFrame:
    """The file as text, empty cells null, with the `row` that a person sees; it must have `columns`."""
    if not path.is_file():
        raise SourceError(Problem("reference_missing", path.name))
    frame = pl.read_csv(path, infer_schema=False, row_index_name="row", row_index_offset=2)
    if missing := sorted(columns - set(frame.columns)):
        raise SourceError(Problem("reference_columns", path.name, details={"columns": ", ".join(missing)}))
    return frame


def _typed(file: _File, cells: pl.DataFrame, problems: list[Problem]) -> pl.DataFrame:
    """`cells` as the canonical table of `file`; what does not fit its type is reported and becomes null."""
    schema = TABLES[file.table]
    typed = cells.select(
        "row" if "row" in schema else [],
        **{canonical: _cast(pl.col(name), schema[canonical]) for name, canonical in file.columns.items()},
    )
    for name, canonical in file.columns.items():
        if typed[canonical].null_count() == cells[name].null_count():
            continue
        for row, value in cells.filter(cells[name].is_not_null() & typed[canonical].is_null()).select("row", name).iter_rows():
            problems.append(Problem("reference_value", file.name, row, name, value))
    return shape(file.table, file.complete(typed))


def _cast(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.List(pl.String):
        return column.fill_null("").str.split(LIST_SEPARATOR).list.filter(pl.element() != "")
    if dtype == pl.Date:
        return column.str.to_date("%Y-%m-%d", strict=False)
    return column.cast(dtype, strict=False)
