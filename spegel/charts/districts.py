"""One election, district by district: the map, the ranked dots, the table they share, and the ballots missing.

Frames are those of the datasets `turnout_by_district` and `votes_missing_by_district`. Turnout of a district is the
ballots counted in it over its electors; late ballots are in no district (methods handbook, 1.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from spegel import fmt
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, percent_axis, row_axis, vertical_line
from spegel.charts.table import Column, Table, table
from spegel.core import split_election_id

CLASS_BREAKS: Mapping[str, tuple[float, float, float, float]] = MappingProxyType(
    {"KF": (0.5, 0.6, 0.7, 0.8), "RF": (0.5, 0.6, 0.7, 0.8), "RD": (0.5, 0.6, 0.7, 0.8), "EU": (0.3, 0.4, 0.5, 0.6)}
)
"""Where one map class ends and the next begins: the same in every year, so that two maps can be compared."""

FEWEST_ELECTORS_FOR_EXTREMES = 100
"""Smaller districts are not named as highest or lowest (`gap_spann`, methods handbook 1.2)."""

MAP_HEIGHT = 460
MOST_ROWS_NAMED = 60
NAMED_ROW_HEIGHT = 14
CROWDED_HEIGHT = 640
MOST_HAIRLINES = 120
"""Above so many districts lines and rings run together, and say nothing any more."""
MOST_BARS = 14


def class_of(share: float, election_type: str) -> int:
    """0-4: the map class of a turnout. A value on a break belongs to the class above it."""
    return sum(share >= limit for limit in CLASS_BREAKS[election_type])


def class_labels(election_type: str, look: Look) -> list[str]:
    """The five classes in words, from low to high: `under 50 %`, `50–60 %`, …, `80 % eller mer`."""
    written = [fmt.percent(limit, look.language, 0) for limit in CLASS_BREAKS[election_type]]
    digits = [fmt.percent_digits(limit, look.language, 0) for limit in CLASS_BREAKS[election_type]]
    between = [fmt.span(low, high) for low, high in zip(digits, written[1:], strict=False)]
    return [look.text("charts.class.lowest", limit=written[0]), *between, look.text("charts.class.highest", limit=written[-1])]


def extremes(districts: pl.DataFrame) -> tuple[Mapping[str, object], Mapping[str, object]] | None:
    """(lowest, highest) counted district, of those with at least 100 electors where there are any; None when none is counted."""
    counted = districts.filter(pl.col("turnout_share").is_not_null())
    large = counted.filter(pl.col("eligible_count") >= FEWEST_ELECTORS_FOR_EXTREMES)
    ordered = (large if large.height else counted).sort("turnout_share", "district_code")
    return (ordered.row(0, named=True), ordered.row(-1, named=True)) if ordered.height else None


def reading(districts: pl.DataFrame, look: Look) -> str:
    """The sentence that reads map and dots: the lowest and highest district and the distance between them."""
    ends = extremes(districts)
    if ends is None:
        return look.text("charts.districts.reading_none")
    low, high = ends
    if low["district_code"] == high["district_code"]:
        share = fmt.percent(low["turnout_share"], look.language)
        return look.text("charts.districts.reading_one", name=_name(low), share=share)
    return look.text(
        "charts.districts.reading",
        low=_name(low),
        low_share=fmt.percent(low["turnout_share"], look.language),
        high=_name(high),
        high_share=fmt.percent(high["turnout_share"], look.language),
        distance=fmt.points((high["turnout_share"] - low["turnout_share"]) * 100, look.language, signed=False),
    )


def district_table(districts: pl.DataFrame, election_id: str, look: Look) -> Table:
    """Every district of the map and the dots, in the order of the frame, with the sums of electors and ballots."""
    columns = (
        Column("district_name", look.text("charts.column.district"), link="address"),
        Column("part_name", look.text("charts.column.part")),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
        Column("votes_count", look.text("charts.column.votes"), "count"),
        Column("turnout_share", look.text("charts.column.turnout"), "percent"),
        Column("difference_pp", look.text("charts.column.difference"), "points"),
        Column("change_pp", look.text("charts.column.change"), "points"),
    )
    total = {
        "district_name": look.text("charts.column.sum"),
        "eligible_count": districts["eligible_count"].sum(),
        "votes_count": _sum_if_known(districts["votes_count"]),
    }
    caption = look.text("charts.districts.caption", election=fmt.election(election_id, look.language))
    rows = [{**row, "district_name": _name_with_reason(row, look)} for row in districts.to_dicts()]
    return table(caption, columns, rows, look.language, total)


def district_map(
    districts: pl.DataFrame,
    about: About,
    look: Look,
    *,
    election_id: str,
    geojson_url: str,
    is_schematic: bool,
    own_code: str | None = None,
) -> Chart:
    """Turnout in five printed classes, districts without a figure hatched and with their own legend entry.

    Plotly has no hatching for areas: everything in the colour `missing` is hatched by the style of the page.

    The geometry travels by its address; its features carry the district code as `id`. `own_code` gets a heavy outline.
    """
    election_type = split_election_id(election_id)[1]
    counted = districts.filter(pl.col("turnout_share").is_not_null())
    uncounted = districts.filter(pl.col("turnout_share").is_null())
    tokens = look.theme
    labels = class_labels(election_type, look)
    traces = []
    if counted.height:
        scale = [[(step + edge) / 5, colour] for step, colour in enumerate(tokens.sequential) for edge in (0, 1)]
        classes = [class_of(share, election_type) for share in counted["turnout_share"]]
        traces.append(_districts(counted, look, geojson_url, z=classes, zmin=-0.5, zmax=4.5, colorscale=scale))
    if uncounted.height:
        flat = [[0, tokens.missing], [1, tokens.missing]]
        traces.append(_districts(uncounted, look, geojson_url, z=[0] * uncounted.height, zmin=0, zmax=1, colorscale=flat))
    if own_code is not None:
        own = districts.filter(pl.col("district_code") == own_code)
        clear = [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]]
        outline = {"width": 4, "color": tokens.ink}
        traces.append(
            _districts(own, look, geojson_url, z=[0] * own.height, zmin=0, zmax=1, colorscale=clear, marker={"line": outline})
        )
    entries = list(zip(labels, tokens.sequential, strict=True))
    if uncounted.height:
        entries.append((fmt.missing(look.language), tokens.missing))
    figure = draw([*traces, *legend(entries, look)], map_layout(look, is_schematic=is_schematic))
    sentence = reading(districts, look)
    alt = look.text("charts.map.alt", count=districts.height, election=fmt.election(election_id, look.language), reading=sentence)
    title = look.text("charts.map.title" if own_code is None else "charts.map.title_neighbours")
    return Chart(title, figure, alt, sentence, district_table(districts, election_id, look), about)


def ranked_dots(districts: pl.DataFrame, about: About, look: Look, *, election_id: str, mean_share: float | None) -> Chart:
    """Every counted district as a dot, highest first, with the area's own mean and the election before as a hollow dot.

    The hairline to the right of a dot reaches as far as late ballots could carry it: between none and twice the average
    per elector. Districts whose hairlines overlap have no certain order. Above MOST_HAIRLINES districts the hairlines are
    one pale band, and the election before is left to the table.
    """
    tokens = look.theme
    counted = districts.filter(pl.col("turnout_share").is_not_null()).sort(
        "turnout_share", "district_code", descending=[True, False]
    )
    places = list(range(counted.height))
    is_named = counted.height <= MOST_ROWS_NAMED
    shares = counted["turnout_share"].to_list()
    traces = []
    bands = [(band or 0) / 100 for band in counted["order_band_pp"].to_list()]
    ends = [min(1, share + band) for share, band in zip(shares, bands, strict=True)]
    traces.append(_late_reach(shares, ends, look))
    before = [(place, share) for place, share in zip(places, counted["previous_turnout_share"].to_list(), strict=True) if share]
    if before and counted.height <= MOST_HAIRLINES:
        traces.append(
            mark(
                "scatter",
                x=[share for _, share in before],
                y=[place for place, _ in before],
                mode="markers",
                marker={"size": 5, "color": tokens.background, "line": {"width": 1, "color": tokens.other}},
                hoverinfo="skip",
            )
        )
    traces.append(
        mark(
            "scatter",
            x=shares,
            y=places,
            mode="markers",
            marker={
                "size": 9 if is_named else 5,
                "color": tokens.accent,
                "line": {"width": int(is_named), "color": tokens.background},
            },
            customdata=counted["district_code"].to_list(),
            text=[_hover(row, look) for row in counted.iter_rows(named=True)],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    lines, notes = [], []
    if mean_share is not None:
        lines.append(vertical_line(mean_share, look))
        mean = look.text("charts.dots.mean", share=fmt.percent(mean_share, look.language))
        notes.append({**_label(mean, look), "x": mean_share, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "center"})
    named = _named_places(counted.height)
    names = [_name(row) for row in counted.iter_rows(named=True)]
    figure = draw(
        traces,
        base_layout(
            look,
            NAMED_ROW_HEIGHT * counted.height + 64 if is_named else CROWDED_HEIGHT,
            margin={"l": 8, "r": 16, "t": 28, "b": 8},
            xaxis=percent_axis(look, range=_share_range([*shares, *ends])),
            yaxis=axis(
                look,
                autorange=False,
                range=[counted.height - 0.25, -0.75],
                showgrid=False,
                tickvals=named,
                ticktext=[names[place] for place in named],
                tickfont={"color": tokens.ink, "size": 12},
            ),
            annotations=notes,
            shapes=lines,
        ),
    )
    sentence = reading(districts, look)
    election = fmt.election(election_id, look.language)
    mean_text = fmt.percent(mean_share, look.language)
    alt = look.text("charts.dots.alt", count=counted.height, election=election, mean=mean_text, reading=sentence)
    title = look.text("charts.dots.title")
    return Chart(title, figure, alt, sentence, district_table(districts, election_id, look), about)


def missing_ballots(missing: pl.DataFrame, about: About, look: Look, *, election_id: str, target: str) -> Chart:
    """Ballots each district lacks to the target, most first; those that together make half the sum stand out.

    `target` is the target in words. The last row gathers the districts that are not drawn, so that the rows make the sum.
    """
    tokens = look.theme
    lacking = missing.filter(pl.col("missing_count") > 0)
    drawn, rest = lacking.head(MOST_BARS), lacking.slice(MOST_BARS)
    names = [_name(row) for row in drawn.iter_rows(named=True)]
    counts = drawn["missing_count"].to_list()
    colours = [tokens.accent if is_half else tokens.other for is_half in drawn["is_half_gap"]]
    written = [fmt.count(value, look.language) for value in counts]
    if rest.height:
        # The rest together would be the longest bar of all, and be read as a district: it is a figure without a bar.
        names.append(look.text("charts.missing.others", count=fmt.count(rest.height, look.language)))
        written.append(look.text("charts.missing.together", count=fmt.count(rest["missing_count"].sum(), look.language)))
        counts.append(0)
        colours.append(tokens.line)
    traces = [
        mark(
            "bar",
            x=counts,
            y=list(range(len(names))),
            orientation="h",
            marker={"color": colours},
            text=written,
            textposition="outside",
            cliponaxis=False,
            textfont={"color": tokens.ink, "size": 13},
            hoverinfo="skip",
        )
    ]
    figure = draw(
        traces,
        base_layout(
            look,
            24 * max(len(names), 1) + 24,
            margin={"l": 8, "r": 56, "t": 8, "b": 8},
            bargap=0.3,
            xaxis=axis(look, visible=False),
            yaxis=row_axis(look, names, range=[len(names) - 0.4, -0.6], tickfont={"color": tokens.ink, "size": 13}),
        ),
    )
    sentence = missing_reading(missing, look)
    election = fmt.election(election_id, look.language)
    alt = look.text("charts.missing.alt", election=election, target=target, reading=sentence)
    caption = look.text("charts.missing.caption", target=target, election=election)
    title = look.text("charts.missing.title", target=target)
    return Chart(title, figure, alt, sentence, missing_table(missing, caption, look), about)


def areas(codes: Sequence[str], hovers: Sequence[str], look: Look, geojson_url: str, **more: object) -> dict[str, object]:
    """A trace of districts by their codes, borders in the background colour; `hovers` is what a pointer reads of each."""
    return mark(
        "choropleth",
        geojson=geojson_url,
        featureidkey="id",
        locations=list(codes),
        customdata=list(codes),
        text=list(hovers),
        hovertemplate="%{text}<extra></extra>",
        showscale=False,
        showlegend=False,
        **{"marker": {"line": {"width": 1, "color": look.theme.background}}, **more},
    )


def legend(entries: Sequence[tuple[str, str]], look: Look) -> list[dict[str, object]]:
    """Legend entries of a map from (words, colour): marks without a place, because areas have no entries of their own."""
    return [
        mark(
            "scattergeo",
            lon=[None],
            lat=[None],
            mode="markers",
            name=words,
            marker={"symbol": "square", "size": 14, "color": colour, "line": {"width": 1, "color": look.theme.secondary}},
            hoverinfo="skip",
        )
        for words, colour in entries
    ]


def map_layout(look: Look, *, is_schematic: bool) -> dict[str, object]:
    """The layout of every map: nothing but the areas, the legend below, and a word where borders are approximate."""
    return base_layout(
        look,
        MAP_HEIGHT,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        geo={
            "fitbounds": "locations",
            "visible": False,
            "bgcolor": look.theme.background,
            "projection": {"type": "mercator"},
        },
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.01,
            "yanchor": "top",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": 13, "color": look.theme.ink},
            "bgcolor": "rgba(0,0,0,0)",
        },
        annotations=[_corner_note(look.text("charts.map.schematic"), look)] if is_schematic else [],
    )


def missing_total(missing: pl.DataFrame) -> int | None:
    """All ballots missing: the sum of the column, null when no district is counted."""
    return _sum_if_known(missing["missing_count"])


def missing_reading(missing: pl.DataFrame, look: Look) -> str:
    """`2 540 röster i 9 distrikt stänger halva gapet.`"""
    total = missing_total(missing)
    if total is None:
        return look.text("charts.districts.reading_none")
    if total == 0:
        return look.text("charts.missing.reading_none")
    half = missing.filter(pl.col("is_half_gap"))
    return look.text(
        "charts.missing.reading_one" if half.height == 1 else "charts.missing.reading",
        votes=fmt.count(half["missing_count"].sum(), look.language),
        districts=fmt.count(half.height, look.language),
    )


def missing_table(missing: pl.DataFrame, caption: str, look: Look) -> Table:
    """Ballots missing per district, all districts, with the sum that the headline shows."""
    columns = (
        Column("district_name", look.text("charts.column.district"), link="address"),
        Column("part_name", look.text("charts.column.part")),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
        Column("votes_count", look.text("charts.column.votes"), "count"),
        Column("turnout_share", look.text("charts.column.turnout"), "percent"),
        Column("missing_count", look.text("charts.column.missing"), "count"),
        Column("cumulative_count", look.text("charts.column.cumulative"), "count"),
        Column("is_half_gap", look.text("charts.column.half_gap"), "yes_no"),
    )
    total = {
        "district_name": look.text("charts.column.sum"),
        "eligible_count": missing["eligible_count"].sum(),
        "votes_count": _sum_if_known(missing["votes_count"]),
        "missing_count": missing_total(missing),
    }
    rows = [{**row, "district_name": _name(row)} for row in missing.to_dicts()]
    return table(caption, columns, rows, look.language, total)


def _name(row: Mapping[str, object]) -> str:
    """The district's name, or its code where the source has removed the name."""
    return str(row["district_name"] or row["district_code"])


def _name_with_reason(row: Mapping[str, object], look: Look) -> str:
    """The name and, where there is no turnout, why there is none."""
    if row["turnout_share"] is not None:
        return _name(row)
    reason = "no_electors" if row["eligible_count"] == 0 else "not_counted"
    return look.text(f"charts.districts.{reason}", name=_name(row))


def _sum_if_known(column: pl.Series) -> int | None:
    return column.sum() if column.count() else None


def _hover(row: Mapping[str, object], look: Look) -> str:
    share = fmt.percent(row["turnout_share"], look.language)
    electors = look.text("charts.hover.electors", count=fmt.count(row["eligible_count"], look.language))
    return f"<b>{_name(row)}</b><br>{share}<br>{electors}"


def _districts(districts: pl.DataFrame, look: Look, geojson_url: str, **more: object) -> dict[str, object]:
    """A trace of districts, coloured by the class in `z`."""
    hovers = [_hover(row, look) for row in districts.iter_rows(named=True)]
    return areas(districts["district_code"].to_list(), hovers, look, geojson_url, **more)


def _late_reach(shares: list[float], ends: list[float], look: Look) -> dict[str, object]:
    """From each share to where late ballots could carry it: a hairline each, or one band where they would run together."""
    if len(shares) <= MOST_HAIRLINES:
        x = [value for pair in zip(shares, ends, strict=True) for value in (*pair, None)]
        y = [value for place in range(len(shares)) for value in (place, place, None)]
        drawn = {"line": {"width": 1, "color": look.theme.other}}
    else:
        x = [*shares, *reversed(ends)]
        y = [*range(len(shares)), *reversed(range(len(shares)))]
        drawn = {"line": {"width": 0}, "fill": "toself", "fillcolor": look.theme.line}
    return mark("scatter", x=x, y=y, mode="lines", hoverinfo="skip", **drawn)


def _named_places(count: int) -> list[int]:
    """Which rows carry a name: all where there is room, else the highest and the lowest."""
    return list(range(count)) if count <= MOST_ROWS_NAMED else [0, count - 1]


def _share_range(shares: list[float]) -> list[float]:
    """Whole tens of percent around the values, so that the axis begins and ends at a printed figure."""
    if not shares:
        return [0, 1]
    return [max(0, int(min(shares) * 10) / 10 - 0.02), min(1, -int(-max(shares) * 10 - 1) / 10 + 0.02)]


def _label(words: str, look: Look) -> dict[str, object]:
    return {"text": words, "showarrow": False, "font": {"size": 13, "color": look.theme.ink}}


def _corner_note(words: str, look: Look) -> dict[str, object]:
    corner = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top"}
    return {**_label(words, look), **corner, "font": {"size": 13, "color": look.theme.secondary}}
