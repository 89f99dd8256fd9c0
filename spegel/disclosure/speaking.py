"""Those who spoke are some of those who were present: shown only where that cannot help to work out who was in a small group.

Nobody speaks who is not there, so of every group at most all spoke, and who did not is of another group. With five women and
five men, of whom nine spoke, four or five women did. What a reader can work out is what goes into a table of two rows, spoke and
silent, and a column for each group; its limits are known (Fréchet). Where they leave a small number too few values, or where the
silent are few, speaking gives way: first the groups of the breakdown, then how many spoke at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

TOTAL, PRESENT, SPEAKING = "total", "present", "speaking"
_ROOM = ["area_id", "dialogue_id"]
_BREAKDOWN = [*_ROOM, "table", "dimension"]
_ANYTHING = 1 << 30
_MEASURES = (("p", PRESENT), ("s", SPEAKING))


def hide_speaking(tables: Sequence[tuple[pl.DataFrame, pl.DataFrame, int]]) -> list[pl.DataFrame]:
    """Tables of attendance as they may be published, each given as counted, as its own protection leaves it, and its threshold.

    The tables are of the same rooms, by other dimensions. What is hidden here is so as `secondary`, in rows about speaking only.
    """
    rows = [_told(private, protected, number) for number, (private, protected, _) in enumerate(tables)]
    needed = pl.DataFrame({"table": range(len(tables)), "needed": [threshold for *_, threshold in tables]})
    cells = _beside(pl.concat(rows)).join(needed.cast({"table": pl.Int32}), on="table")
    by_group = _narrow(cells)
    cells = cells.join(by_group.with_columns(is_narrow=True), on=_BREAKDOWN, how="left").with_columns(
        s_hidden=pl.col("s_hidden") | pl.col("is_narrow").is_not_null()
    )
    rooms = _narrow(cells).select(_ROOM).unique()
    return [
        _without(protected, by_group.filter(table=number).drop("table"), rooms) for number, (_, protected, _) in enumerate(tables)
    ]


def _told(private: pl.DataFrame, protected: pl.DataFrame, number: int) -> pl.DataFrame:
    """The rows of one table with the number of every one and whether it is hidden."""
    row = [*_ROOM, "measure", "dimension", "category"]
    rows = private.select(*row, pl.col("person_count").cast(pl.Int64)).join(protected.select(*row, "is_suppressed"), on=row)
    return rows.with_columns(table=pl.lit(number, pl.Int32)).drop_nulls("person_count")


def _beside(rows: pl.DataFrame) -> pl.DataFrame:
    """Each group with those present (p) and those who spoke (s), and the totals of the breakdown (pt, st)."""
    key = [*_BREAKDOWN, "category"]
    present, spoke = (
        rows.filter(measure=measure).select(
            *key, pl.col("person_count").alias(name), pl.col("is_suppressed").alias(f"{name}_hidden")
        )
        for name, measure in _MEASURES
    )
    both = present.join(spoke, on=key, how="full", coalesce=True).join(spoke.select(_BREAKDOWN).unique(), on=_BREAKDOWN)
    both = both.with_columns(pl.col("p", "s").fill_null(0), pl.col("p_hidden", "s_hidden").fill_null(value=False))
    totals = both.filter(category=TOTAL).select(
        *_BREAKDOWN,
        *(pl.when(~pl.col(f"{name}_hidden")).then(name).otherwise(_ANYTHING).alias(f"{name}t") for name, _ in _MEASURES),
    )
    return both.filter(pl.col("category") != TOTAL).join(totals, on=_BREAKDOWN)


def _narrow(cells: pl.DataFrame) -> pl.DataFrame:
    """Breakdowns of rooms in which a hidden small number has fewer values than needed, or the silent are few.

    `known` are groups whose present are shown and speakers hidden, `told` the other way round, `both` have both hidden.
    """
    p, s, p_hidden, s_hidden = (pl.col(name) for name in ("p", "s", "p_hidden", "s_hidden"))
    known, told, both = ~p_hidden & s_hidden, p_hidden & ~s_hidden, p_hidden & s_hidden

    def of_room(value: pl.Expr, which: pl.Expr) -> pl.Expr:
        return value.filter(which).sum().over(_BREAKDOWN)

    # Present and spoken that are left for what is hidden, and what must be spoken there at least.
    present = pl.col("pt") - of_room(p, ~p_hidden) - of_room(s, told)
    is_total = pl.col("st") < _ANYTHING
    spoken = pl.when(is_total).then(pl.col("st") - of_room(s, ~s_hidden)).otherwise(_ANYTHING)
    by_known = of_room(p, known)
    elsewhere = by_known - p + pl.when(both.any().over(_BREAKDOWN)).then(present).otherwise(0)
    least_known = pl.when(is_total).then((spoken - elsewhere).clip(0)).otherwise(0)
    lacking = pl.when(is_total).then((spoken - by_known).clip(0)).otherwise(0)
    least_both = pl.when(both.sum().over(_BREAKDOWN) > 1).then(0).otherwise(lacking)
    of_spoken = (
        pl.when(known).then(pl.min_horizontal(p, spoken) - least_known).otherwise(pl.min_horizontal(spoken, present) - least_both)
    )
    of_present = present - pl.when(both).then(least_both).otherwise(lacking)

    needed = pl.col("needed")
    is_few = (s_hidden & s.is_between(1, needed - 1) & (of_spoken < needed - 1)) | (
        p_hidden & p.is_between(1, needed - 1) & (of_present < needed - 1)
    )
    is_told = (pl.col("pt") < _ANYTHING) & is_total
    is_silent = (~p_hidden & ~s_hidden & (p - s).is_between(1, needed - 1)) | (
        is_told & (pl.col("pt") - pl.col("st")).is_between(1, needed - 1)
    )
    return cells.filter(is_few | is_silent).select(_BREAKDOWN).unique()


def _without(protected: pl.DataFrame, by_group: pl.DataFrame, rooms: pl.DataFrame) -> pl.DataFrame:
    """The table with the groups of some breakdowns and all of some rooms hidden, as far as they are about speaking."""
    is_spoken = pl.col("measure") == SPEAKING
    row = [*_ROOM, "measure", "dimension", "category"]
    groups = protected.join(by_group, on=[*_ROOM, "dimension"], how="semi").filter(is_spoken, pl.col("category") != TOTAL)
    hidden = pl.concat([groups, protected.filter(is_spoken).join(rooms, on=_ROOM, how="semi")]).select(row).unique()
    found = protected.join(hidden.with_columns(is_hidden=True), on=row, how="left", maintain_order="left")
    is_hidden = pl.col("is_hidden").is_not_null() & (pl.col("person_count").is_not_null() | pl.col("is_suppressed"))
    return found.with_columns(
        person_count=pl.when(~is_hidden).then("person_count"),
        is_suppressed=pl.col("is_suppressed") | is_hidden,
        suppression_reason=pl.coalesce("suppression_reason", pl.when(is_hidden).then(pl.lit("secondary"))),
    ).select(protected.columns)
