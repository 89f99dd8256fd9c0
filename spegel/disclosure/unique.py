"""Different persons of a year beside the rooms of that year: shown only where they cannot help to work out who was in a room.

Who took part in a year was in at least one room and in each at most once. So of every group there are as many different persons
as in its largest room or more, and no more than in all its rooms together. In a year with one dialogue both are the same number.
Where so few came twice that a hidden number of a room, or of the year, could be narrowed, the year shows only how many they were
in all, or where that would narrow the number of a whole room not even that. Rooms never give way.
"""

from __future__ import annotations

import polars as pl

from spegel.disclosure.parameters import Parameters, parameters

TOTAL, OTHER = "total", "other"
_ALL, _GENDER, _AREA = "all", "gender", "area"
_YEAR = ["area_id", "reach_year"]
_BREAKDOWN = [*_YEAR, "dimension"]
_ROOM = [*_BREAKDOWN, "dialogue_id"]

Before, After = pl.DataFrame, pl.DataFrame
"""A table as counted, and as its own protection leaves it."""


def hide_unique(
    reach: tuple[Before, After],
    rooms: tuple[Before, After],
    places: pl.DataFrame,
    parts: pl.DataFrame,
    numbers: Parameters | None = None,
) -> pl.DataFrame:
    """`fact_reach` as it may be published beside `fact_attendance`, each given before and after its own protection.

    places: area_id, dialogue_id and unit_year. parts: area_id, category (a part as attendance has it) and part_area_id. What is
    hidden here is so as `secondary`. To hide more is always as safe, so nothing is proved anew.
    """
    margin = (numbers or parameters()).classes["persons"].threshold - 1
    _, protected = reach
    year = places.select("area_id", "dialogue_id", reach_year="unit_year").join(protected.select(_YEAR).unique(), on=_YEAR)
    narrow = _narrow(_groups(_of_years(*reach), _of_rooms(*rooms, year, parts)), margin)
    by_group = (pl.col("place_id") != TOTAL) | (pl.col("gender") != TOTAL)
    by_group = protected.join(narrow.filter("is_narrow"), on=_YEAR, how="semi").filter(by_group)
    whole = protected.join(narrow.filter("is_whole_narrow"), on=_YEAR, how="semi")
    row = [*_YEAR, "place_id", "gender"]
    hidden = pl.concat([by_group, whole]).select(row).unique().with_columns(is_narrow=True)
    return (
        protected.join(hidden, on=row, how="left", maintain_order="left")
        .with_columns(
            unique_count=pl.when(pl.col("is_narrow").is_null()).then("unique_count"),
            is_suppressed=pl.col("is_suppressed") | pl.col("is_narrow").is_not_null(),
            suppression_reason=pl.coalesce("suppression_reason", pl.when("is_narrow").then(pl.lit("secondary"))),
        )
        .select(protected.columns)
    )


def _of_years(private: Before, protected: After) -> pl.DataFrame:
    """Different persons of each group of a year by one breakdown at a time, and whether they are hidden."""
    row = [*_YEAR, "place_id", "gender"]
    rows = private.join(protected.select(*row, "is_suppressed"), on=row)
    is_all, is_gender = pl.col("place_id") == TOTAL, pl.col("gender") == TOTAL
    return (
        rows.filter(is_all | is_gender)
        .with_columns(
            dimension=pl.when(is_all & is_gender).then(pl.lit(_ALL)).when(is_all).then(pl.lit(_GENDER)).otherwise(pl.lit(_AREA)),
            group=pl.when(is_all).then("gender").otherwise("place_id"),
        )
        .select(*_BREAKDOWN, "group", unique="unique_count", is_unique_hidden="is_suppressed")
    )


def _of_rooms(private: Before, protected: After, year: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Persons of each group in each room of the years, null where they were not counted, by the groups of the year."""
    row = ["area_id", "dialogue_id", "measure", "dimension", "category"]
    is_group = (pl.col("dimension") == _ALL) | (pl.col("category") != TOTAL)
    present = private.filter(pl.col("dimension").is_in([_ALL, _GENDER, _AREA]), is_group, measure="present")
    group = pl.when(dimension=_AREA).then(pl.col("part_area_id").fill_null(OTHER)).otherwise("category")
    return (
        present.join(year, on=["area_id", "dialogue_id"])
        .join(protected.select(*row, "is_suppressed"), on=row)
        .join(parts, on=["area_id", "category"], how="left")
        .group_by(*_ROOM, group=group)
        .agg(
            persons=pl.when(pl.col("person_count").is_not_null().all()).then(pl.col("person_count").sum()),
            is_hidden=pl.col("is_suppressed").any(),
        )
    )


def _groups(unique: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Every group of a year: different persons, persons in all its rooms, in the largest, and in the largest hidden one.

    `loose` are those in rooms who may be of any group of the year: where the room was not counted by the breakdown, or the year
    not by the room's group. It is null where nobody counted, and `everybody` are the different persons of the year.
    """
    group = [*_BREAKDOWN, "group"]
    names = unique.select(_BREAKDOWN).unique()
    counted = cells.filter(pl.col("persons").is_not_null().all().over(_ROOM)).join(names, on=_BREAKDOWN, how="semi")
    rooms = names.join(cells.filter(dimension=_ALL).select(*_YEAR, "dialogue_id", "persons"), on=_YEAR)
    others = (rooms.join(counted, on=_ROOM, how="anti"), counted.join(unique, on=group, how="anti"))
    loose = pl.concat(each.select(*_BREAKDOWN, "persons") for each in others).group_by(_BREAKDOWN)
    sums = counted.group_by(group).agg(
        persons=pl.sum("persons"), largest=pl.max("persons"), hidden=pl.col("persons").filter("is_hidden").max()
    )
    return (
        unique.join(sums, on=group, how="left")
        .with_columns(pl.col("persons", "largest").fill_null(0))
        .join(loose.agg(loose=pl.sum("persons"), is_open=pl.col("persons").is_null().any()), on=_BREAKDOWN, how="left")
        .with_columns(loose=pl.when(pl.col("is_open").fill_null(value=False).not_()).then(pl.col("loose").fill_null(0)))
        .join(unique.filter(dimension=_ALL).select(*_YEAR, everybody="unique"), on=_YEAR)
    )


def _narrow(groups: pl.DataFrame, margin: int) -> pl.DataFrame:
    """Breakdowns of a year in which a hidden number may not move by `margin` both ways: beside numbers by group, or beside the
    number of all alone.

    Upwards it meets the number of different persons, which may move as well where it is hidden and another hidden one gives way.
    Downwards the persons in all rooms together must stay as many as the different ones. All must be so many that they do not
    have to be those of the largest rooms.
    """
    is_moving = pl.col("hidden").is_not_null() | pl.col("is_unique_hidden")
    lacking = (margin - (pl.col("persons") - pl.col("unique"))).clip(0).filter(is_moving).sum()
    gives = pl.col("is_unique_hidden") & (pl.col("unique") >= pl.col("largest") + 2 * margin)
    is_met = pl.col("hidden") + margin > pl.col("unique")
    is_edged = is_met.fill_null(value=False) & ~(pl.col("is_unique_hidden") & (gives.sum() > gives))
    is_narrow = is_edged.any() | (lacking > pl.col("loose").first()).fill_null(value=False)
    is_crowded = pl.col("largest").sum() + margin > pl.col("everybody").first()
    return groups.group_by(_BREAKDOWN).agg(
        is_narrow=is_moving.any() & (is_narrow | is_crowded),
        is_whole_narrow=is_moving.any() & (is_crowded | (is_narrow & (pl.col("dimension").first() == _ALL))),
    )
