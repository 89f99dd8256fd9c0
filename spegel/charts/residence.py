"""Where the elected live: each part of the area beside its residents. Parts without anyone are the finding.

Frames are those of `residence_by_part`; a part is drawn as its voting districts.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from spegel import fmt
from spegel.charts import panels
from spegel.charts.chart import About, Chart, Look, draw
from spegel.charts.districts import areas, legend, map_layout
from spegel.charts.table import Column, Table, Value, table

BREAKS = (0.8, 1.2, 2.0)
"""Share of the elected by share of the residents: where one map class ends. The lowest class is none at all."""

NOT_PARTS = ("other", "unknown")
"""Categories beside the parts: living elsewhere in the area or outside it, and not known."""

Names = Mapping[str, str]


def class_of(row: Mapping[str, object]) -> int | None:
    """0-4: none, under 0.8, about its share, above it, twice or more. None where it is hidden or the residents are not known."""
    if row["is_without_elected"]:
        return 0
    seats, residents = row["seat_share"], row["population_share"]
    if seats is None or not residents:
        return None
    return 1 + sum(round(seats / residents, 9) >= limit for limit in BREAKS)


def class_labels(look: Look) -> list[str]:
    """The five classes in words, from none to many."""
    numbers = [fmt.number(limit, look.language, 1) for limit in BREAKS]
    return [
        look.text("bostad.class.none"),
        look.text("bostad.class.below", limit=numbers[0]),
        look.text("bostad.class.even", span=fmt.span(numbers[0], numbers[1])),
        look.text("bostad.class.above", span=fmt.span(numbers[1], numbers[2])),
        look.text("bostad.class.twice", limit=numbers[2]),
    ]


def part_map(
    parts: pl.DataFrame,
    districts: pl.DataFrame,
    about: About,
    look: Look,
    *,
    geojson_url: str,
    is_schematic: bool,
    base: str,
    reasons: Names,
) -> Chart:
    """The districts of each part in the part's class. `districts` has `district_code` and `part_area_id`.

    `base` is the population the elected are held against. Parts whose number is hidden, and districts of no part, have their
    own colour, which the style of the page hatches.
    """
    rows = {row["part_area_id"]: row for row in parts.iter_rows(named=True)}
    coloured = [
        (code, rows[part]) for code, part in districts.select("district_code", "part_area_id").iter_rows() if part in rows
    ]
    known = [(code, row) for code, row in coloured if class_of(row) is not None]
    told = {code for code, _ in known}
    untold = [
        (code, rows.get(part)) for code, part in districts.select("district_code", "part_area_id").iter_rows() if code not in told
    ]
    traces = []
    if known:
        scale = [[(step + edge) / 5, colour] for step, colour in enumerate(look.theme.diverging) for edge in (0, 1)]
        traces.append(
            areas(
                [code for code, _ in known],
                [_hover(row, look, base, reasons) for _, row in known],
                look,
                geojson_url,
                z=[class_of(row) for _, row in known],
                zmin=-0.5,
                zmax=4.5,
                colorscale=scale,
            )
        )
    if untold:
        flat = [[0, look.theme.missing], [1, look.theme.missing]]
        hovers = [look.text("bostad.no_part") if row is None else _hover(row, look, base, reasons) for _, row in untold]
        codes = [code for code, _ in untold]
        traces.append(areas(codes, hovers, look, geojson_url, z=[0] * len(codes), zmin=0, zmax=1, colorscale=flat))
    entries = list(zip(class_labels(look), look.theme.diverging, strict=True))
    if untold:
        entries.append((look.text("bostad.class.unknown"), look.theme.missing))
    figure = draw([*traces, *legend(entries, look)], map_layout(look, is_schematic=is_schematic))
    sentence = reading(parts, look, base=base)
    alt = look.text("bostad.map.alt", count=len(_real(parts)), reading=sentence)
    return Chart(look.text("bostad.map.title"), figure, alt, sentence, part_table(parts, look, base=base, reasons=reasons), about)


def part_dots(parts: pl.DataFrame, about: About, look: Look, *, base: str, reasons: Names) -> Chart:
    """The share of the elected who live in each part beside its share of the residents, the part farthest below first."""
    rows = tuple(_dot_row(row, look, base, reasons) for row in _real(parts))
    figure = panels.figure((panels.Panel("", rows),), look, population=_people(base, look), is_wide=True)
    sentence = _extremes(parts, look, base)
    alt = look.text("bostad.dots.alt", count=len(rows), reading=sentence)
    return Chart(
        look.text("bostad.dots.title"), figure, alt, sentence, part_table(parts, look, base=base, reasons=reasons), about
    )


def without_elected(parts: pl.DataFrame) -> list[str]:
    """The names of parts where none of the elected lives, the one with most residents first."""
    empty = parts.filter(pl.col("is_without_elected") & ~pl.col("part_area_id").is_in(NOT_PARTS))
    return empty.sort("population_count", descending=True, nulls_last=True)["part_name"].to_list()


def reading(parts: pl.DataFrame, look: Look, *, base: str) -> str:
    """Which parts nobody of the elected lives in; else the part farthest below its share."""
    empty = without_elected(parts)
    if empty:
        return look.text(
            "bostad.reading.empty" if len(empty) > 1 else "bostad.reading.empty_one", names=fmt.listing(empty, look.language)
        )
    return _extremes(parts, look, base)


def part_table(parts: pl.DataFrame, look: Look, *, base: str, reasons: Names) -> Table:
    """Every part, and last those who live elsewhere or whose part is not known, with the reason where a number is hidden."""
    columns = (
        Column("part_name", look.text("charts.column.part")),
        Column("seat_count", look.text("bostad.column.seats"), "count"),
        Column("seat_share", look.text("bostad.column.seat_share"), "percent"),
        Column("population_count", fmt.first_upper(_people(base, look)), "count"),
        Column("population_share", look.text("bostad.column.population_share", people=_people(base, look)), "percent"),
        Column("gap_pp", look.text("representation.column.gap"), "points"),
        Column("difference_count", look.text("representation.column.difference"), "points", 0),
        Column("per_10000_index", look.text("bostad.column.per_10000", people=_people(base, look)), "index", 1),
    )
    rows = [*_real(parts), *(row for row in parts.iter_rows(named=True) if row["part_area_id"] in NOT_PARTS)]
    return table(look.text("bostad.caption"), columns, [_cells(row, look, reasons) for row in rows], look.language)


def part_name(row: Mapping[str, object], look: Look) -> str:
    """The name of a part, or words for those who live in none of them."""
    part = str(row["part_area_id"])
    return look.text(f"representation.area.{part}") if part in NOT_PARTS else str(row["part_name"])


def _real(parts: pl.DataFrame) -> list[dict[str, object]]:
    """The parts of the area, farthest below their share of the residents first, hidden ones last."""
    return parts.filter(~pl.col("part_area_id").is_in(NOT_PARTS)).sort("gap_pp", "part_name", nulls_last=True).to_dicts()


def _extremes(parts: pl.DataFrame, look: Look, base: str) -> str:
    known = [row for row in _real(parts) if row["gap_pp"] is not None]
    if not known:
        return look.text("bostad.reading.none")
    low, high = known[0], known[-1]
    blanks = {
        "people": _people(base, look),
        "low": low["part_name"],
        "low_seats": fmt.percent(low["seat_share"], look.language),
        "low_residents": fmt.percent(low["population_share"], look.language),
    }
    if len(known) == 1:
        return look.text("bostad.reading.one", **blanks)
    return look.text(
        "bostad.reading.extremes_empty" if low["is_without_elected"] else "bostad.reading.extremes",
        high=high["part_name"],
        high_seats=fmt.percent(high["seat_share"], look.language),
        high_residents=fmt.percent(high["population_share"], look.language),
        **blanks,
    )


def _people(base: str, look: Look) -> str:
    """Who the elected are held against: residents, adult residents or electors."""
    return look.text(f"bostad.people.{base}")


def _written(value: object, reason: str | None, look: Look) -> str:
    return fmt.count(value, look.language) if isinstance(value, int) else reason or fmt.missing(look.language)


def _hover(row: Mapping[str, object], look: Look, base: str, reasons: Names) -> str:
    seats = _written(row["seat_count"], reasons.get(str(row["suppression_reason"])), look)
    residents = fmt.count(row["population_count"], look.language)
    return f"<b>{row['part_name']}</b><br>" + look.text(
        "bostad.hover", seats=seats, residents=residents, people=_people(base, look)
    )


def _dot_row(row: Mapping[str, object], look: Look, base: str, reasons: Names) -> panels.Row:
    share = row["seat_share"]
    seats = _written(row["seat_count"], reasons.get(str(row["suppression_reason"])), look)
    words = look.text("bostad.row_none") if row["is_without_elected"] else look.text("bostad.row", seats=seats)
    dots = () if share is None else (panels.Dot(share, "elected"),)
    return panels.Row(str(row["part_name"]), dots, row["population_share"], words, _hover(row, look, base, reasons))


def _cells(row: Mapping[str, object], look: Look, reasons: Names) -> dict[str, Value]:
    reason = reasons.get(str(row["suppression_reason"]))
    missing = row["missing_members_count"]
    is_part = row["part_area_id"] not in NOT_PARTS
    outside = reason if is_part else look.text("bostad.outside")
    return {
        "part_name": part_name(row, look),
        "seat_count": reason if row["seat_count"] is None else row["seat_count"],
        "seat_share": outside if row["seat_share"] is None else row["seat_share"],
        "population_count": row["population_count"] if is_part else outside,
        "population_share": row["population_share"] if is_part else outside,
        "gap_pp": outside if row["gap_pp"] is None else row["gap_pp"],
        "difference_count": outside if missing is None else -missing,
        "per_10000_index": outside if row["per_10000_index"] is None else row["per_10000_index"],
    }
