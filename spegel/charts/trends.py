"""Several elections: the gap, an official series, the parts of an area, one district.

Lines break where the districts were redrawn or the election is missing: a line says "the same thing, later".
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go
import polars as pl

from spegel import fmt
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, panel_name, percent_axis
from spegel.charts.elections import LINE_HEIGHT, category_axis, named_elections, padded, years_of
from spegel.charts.table import Column, table

PANELS_IN_A_ROW = 2
PANEL_HEIGHT = 152
PART_ROW_HEIGHT = 32


def gap_history(gaps: pl.DataFrame, about: About, look: Look, *, election_type: str) -> Chart:
    """Election by election: turnout of the tenth of electors with the highest and the lowest, and the gap between them.

    Frame: `turnout_gap_by_election`.
    """
    tokens = look.theme
    gaps = gaps.filter(pl.col("gap_tiondel_pp").is_not_null()).sort("election_date")
    years = years_of(gaps)
    traces = []
    for low, high, year in zip(gaps["bottom_tenth_share"], gaps["top_tenth_share"], years, strict=True):
        traces.append(
            mark(
                "scatter", x=[year, year], y=[low, high], mode="lines", line={"width": 8, "color": tokens.line}, hoverinfo="skip"
            )
        )
    for column, position in (("top_tenth_share", "top center"), ("bottom_tenth_share", "bottom center")):
        shares = gaps[column].to_list()
        traces.append(
            mark(
                "scatter",
                x=years,
                y=shares,
                mode="markers+text",
                marker={"size": 12, "color": tokens.accent},
                text=[fmt.percent(share, look.language) for share in shares],
                textposition=position,
                textfont={"size": 13, "color": tokens.secondary},
                hoverinfo="skip",
            )
        )
    traces.append(
        mark(
            "scatter",
            x=years,
            y=gaps["turnout_share"].to_list(),
            mode="markers",
            marker={"symbol": "line-ew", "size": 18, "line": {"width": 2.5, "color": tokens.ink}},
            hoverinfo="skip",
        )
    )
    notes = [
        {
            "x": place,
            "y": (row["bottom_tenth_share"] + row["top_tenth_share"]) / 2,
            "text": f"<b>{fmt.number(row['gap_tiondel_pp'], look.language, 1)}</b>",
            "showarrow": False,
            "xanchor": "left",
            "xshift": 14,
            "font": {"size": 16, "color": tokens.ink},
        }
        for place, row in enumerate(gaps.iter_rows(named=True))
    ]
    if gaps.height:
        every = {"text": look.text("charts.gap.everyone"), "font": {"size": 13, "color": tokens.secondary}}
        notes.append({**every, "x": 0, "y": gaps["turnout_share"][0], "xanchor": "right", "xshift": -12, "showarrow": False})
    figure = draw(
        traces,
        base_layout(
            look,
            LINE_HEIGHT,
            xaxis=category_axis(look, years, range=[-0.6, len(years) - 0.4]),
            yaxis=percent_axis(look, range=padded([*gaps["bottom_tenth_share"], *gaps["top_tenth_share"]])),
            annotations=notes,
        ),
    )
    sentence = _gap_reading(gaps, look)
    kind = fmt.election_type(election_type, look.language)
    title = look.text("charts.gap.title", kind=kind)
    alt = look.text("charts.gap.alt", kind=kind, count=gaps.height, reading=sentence)
    columns = (
        Column("election", look.text("charts.column.election")),
        Column("turnout_share", look.text("charts.column.district_turnout"), "percent"),
        Column("top_tenth_share", look.text("charts.column.top_tenth"), "percent"),
        Column("bottom_tenth_share", look.text("charts.column.bottom_tenth"), "percent"),
        Column("gap_tiondel_pp", look.text("charts.column.gap"), "distance"),
        Column("gap_tiondel_relative_index", look.text("charts.column.gap_relative"), "index", 3),
        Column("district_count", look.text("charts.column.districts"), "count"),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
    )
    return Chart(title, figure, alt, sentence, table(title, columns, named_elections(gaps, look), look.language), about)


def part_trends(parts: pl.DataFrame, about: About, look: Look, *, election_type: str) -> Chart:
    """One small panel for each part of the area, same scale, its own line in front of the others in grey.

    With a single election there is no trend, and the parts stand as dots from highest to lowest instead.
    Frame: `turnout_by_kommundel` of one type of election.
    """
    parts = parts.sort("election_date", "area_name")
    elections = parts.unique("election_id").sort("election_date")
    figure = _part_panels(parts, elections, look) if elections.height > 1 else _part_dots(parts, look)
    sentence = _parts_reading(parts, elections, look)
    kind = fmt.election_type(election_type, look.language)
    title = look.text("charts.parts.title" if elections.height > 1 else "charts.parts.title_one", kind=kind)
    count = parts["area_id"].n_unique()
    alt = look.text(
        "charts.parts.alt" if elections.height > 1 else "charts.parts.alt_one", count=count, kind=kind, reading=sentence
    )
    columns = (
        Column("area_name", look.text("charts.column.part")),
        Column("election", look.text("charts.column.election")),
        Column("turnout_share", look.text("charts.column.part_turnout"), "percent"),
        Column("change_pp", look.text("charts.column.change_before"), "points"),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
        Column("votes_count", look.text("charts.column.votes_in_districts"), "count"),
        Column("district_count", look.text("charts.column.districts"), "count"),
        Column("is_inferred", look.text("charts.column.inferred"), "yes_no"),
    )
    rows = named_elections(parts.sort("area_name", "election_date"), look)
    return Chart(title, figure, alt, sentence, table(title, columns, rows, look.language), about)


def election_series(turnout: pl.DataFrame, about: About, look: Look, *, election_type: str, area_name: str) -> Chart:
    """Official turnout of one municipality, election by election, two decimals. Frame: `turnout_by_municipality`."""
    turnout = turnout.sort("election_date")
    kind = fmt.election_type(election_type, look.language)
    title = look.text("charts.series.title", kind=kind, area=area_name)
    sentence = _series_reading(turnout, area_name, look)
    alt = look.text("charts.series.alt", kind=kind, area=area_name, reading=sentence)
    columns = (
        Column("election", look.text("charts.column.election")),
        Column("turnout_share", look.text("charts.column.official_turnout"), "percent", 2),
        Column("change_pp", look.text("charts.column.change_before"), "points", 2),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
        Column("votes_count", look.text("charts.column.all_votes"), "count"),
        Column("late_votes_count", look.text("charts.column.late_votes"), "count"),
        Column("late_votes_share", look.text("charts.column.late_share"), "percent"),
        Column("stage", look.text("charts.column.stage")),
    )
    rows = [{**row, "stage": look.text(f"format.stage.{row['counting_stage']}")} for row in named_elections(turnout, look)]
    return Chart(title, _series_figure(turnout, look), alt, sentence, table(title, columns, rows, look.language), about)


def district_series(gaps: pl.DataFrame, about: About, look: Look, *, election_type: str, area_name: str) -> Chart:
    """Turnout of an area's districts together, for areas without an official total. Frame: `turnout_gap_by_election`."""
    gaps = gaps.sort("election_date").with_columns((pl.col("turnout_share").diff() * 100).alias("change_pp"))
    kind = fmt.election_type(election_type, look.language)
    title = look.text("charts.series.title_districts", kind=kind, area=area_name)
    sentence = _series_reading(gaps, area_name, look, key="charts.series.reading_districts")
    alt = look.text("charts.series.alt_districts", kind=kind, area=area_name, reading=sentence)
    columns = (
        Column("election", look.text("charts.column.election")),
        Column("turnout_share", look.text("charts.column.part_turnout"), "percent", 2),
        Column("change_pp", look.text("charts.column.change_before"), "points", 2),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
        Column("votes_count", look.text("charts.column.votes_in_districts"), "count"),
        Column("district_count", look.text("charts.column.districts"), "count"),
    )
    rows = named_elections(gaps, look)
    return Chart(title, _series_figure(gaps, look), alt, sentence, table(title, columns, rows, look.language), about)


def district_history(history: pl.DataFrame, about: About, look: Look, *, election_type: str, name: str) -> Chart:
    """One district through its elections of one type, the municipality's districts in grey; a break where it was redrawn.

    Frame: `district_profile`; a row whose `is_current_border` is false stands for the district as it was, with other borders.
    """
    tokens = look.theme
    history = history.filter((pl.col("election_type") == election_type) & pl.col("turnout_share").is_not_null()).sort(
        "election_date"
    )
    years, shares, everyone = years_of(history), history["turnout_share"].to_list(), history["area_turnout_share"].to_list()
    redrawn = [not is_current for is_current in history["is_current_border"]]
    traces = [
        mark(
            "scatter",
            x=years,
            y=everyone,
            mode="lines+markers",
            line={"width": 1.5, "color": tokens.other, "dash": "dot"},
            marker={"symbol": "line-ew", "size": 10, "line": {"width": 2, "color": tokens.other}},
            hoverinfo="skip",
        ),
        mark(
            "scatter",
            x=years,
            y=shares,
            mode="lines+markers+text",
            line={"width": 3, "color": tokens.accent},
            marker={
                "size": 9,
                "color": [tokens.background if was_other else tokens.accent for was_other in redrawn],
                "line": {"width": 2, "color": tokens.accent},
            },
            text=[fmt.percent(share, look.language) for share in shares],
            textposition=_text_sides(shares),
            cliponaxis=False,
            hoverinfo="skip",
        ),
    ]
    notes = []
    if everyone and everyone[-1] is not None:
        words = look.text("charts.history.everyone", share=fmt.percent(everyone[-1], look.language))
        below = {"x": len(years) - 1, "y": everyone[-1], "xanchor": "right", "yanchor": "top", "yshift": -4, "showarrow": False}
        notes.append({**below, "text": words, "font": {"size": 13, "color": tokens.secondary}})
    known = [share for share in [*shares, *everyone] if share is not None]
    figure = draw(
        traces,
        base_layout(
            look,
            LINE_HEIGHT,
            xaxis=category_axis(look, years),
            yaxis=percent_axis(look, range=padded(known, room=0.06)),
            annotations=notes,
        ),
    )
    kind = fmt.election_type(election_type, look.language)
    sentence = _history_reading(history, name, look)
    title = look.text("charts.history.title", kind=kind, name=name)
    alt = look.text("charts.history.alt", kind=kind, name=name, reading=sentence)
    columns = (
        Column("election", look.text("charts.column.election")),
        Column("turnout_share", look.text("charts.column.turnout"), "percent"),
        Column("area_turnout_share", look.text("charts.column.area_turnout"), "percent"),
        Column("difference_pp", look.text("charts.column.difference"), "points"),
        Column("eligible_count", look.text("charts.column.eligible"), "count"),
        Column("votes_count", look.text("charts.column.votes"), "count"),
        Column("is_current_border", look.text("charts.column.same_border"), "yes_no"),
        Column("is_official_link", look.text("charts.column.official_link"), "yes_no"),
    )
    return Chart(title, figure, alt, sentence, table(title, columns, named_elections(history, look), look.language), about)


def _text_sides(shares: Sequence[float | None]) -> list[str]:
    """Values below the line in its valleys and above it elsewhere, so that no line runs through a figure."""

    def side(place: int) -> str:
        around = [shares[other] for other in (place - 1, place + 1) if 0 <= other < len(shares)]
        is_valley = bool(around) and all(other is not None and other > (shares[place] or 0) for other in around)
        return "bottom center" if is_valley else "top center"

    return [side(place) for place in range(len(shares))]


def _part_panels(parts: pl.DataFrame, elections: pl.DataFrame, look: Look) -> go.Figure:
    """Two panels in a row, so that they can be read on a phone; the y axis is the same in all."""
    tokens = look.theme
    names, years = sorted(parts["area_name"].unique().to_list()), years_of(elections)
    share_of = {(row["area_name"], row["election_id"]): row["turnout_share"] for row in parts.iter_rows(named=True)}
    lines = {name: [share_of.get((name, election)) for election in elections["election_id"]] for name in names}
    value_range = padded([share for line in lines.values() for share in line if share is not None])
    row_count = -(-len(names) // PANELS_IN_A_ROW)
    traces, layout, notes = [], {}, []
    for position, name in enumerate(names):
        panel = str(position + 1) if position else ""
        down, across = divmod(position, PANELS_IN_A_ROW)
        left, right = across / PANELS_IN_A_ROW, (across + 0.9) / PANELS_IN_A_ROW
        top, bottom = 1 - (down + 0.16) / row_count, 1 - (down + 0.82) / row_count
        axes = {"xaxis": f"x{panel}", "yaxis": f"y{panel}"}
        others = [other for other in names if other != name]
        traces.append(
            mark(
                "scatter",
                x=[year for _ in others for year in [*years, None]],
                y=[share for other in others for share in [*lines[other], None]],
                mode="lines",
                line={"width": 1, "color": tokens.other},
                opacity=0.5,
                hoverinfo="skip",
                **axes,
            )
        )
        hover = [
            f"<b>{escape(name)}</b><br>{year}: {fmt.percent(lines[name][place], look.language)}"
            for place, year in enumerate(years)
        ]
        traces.append(
            mark(
                "scatter",
                x=years,
                y=lines[name],
                mode="lines+markers",
                line={"width": 2.5, "color": tokens.accent},
                marker={"size": 6},
                text=hover,
                hovertemplate="%{text}<extra></extra>",
                **axes,
            )
        )
        ends = [year if year in (years[0], years[-1]) else "" for year in years]
        layout[f"xaxis{panel}"] = category_axis(look, years, domain=[left, right], anchor=f"y{panel}", ticktext=ends)
        layout[f"yaxis{panel}"] = percent_axis(
            look, domain=[bottom, top], anchor=f"x{panel}", range=value_range, showticklabels=across == 0
        )
        last = next((share for share in reversed(lines[name]) if share is not None), None)
        heading = f"<b>{escape(name)}</b> {fmt.percent(last, look.language)}"
        notes.append(panel_name(heading, left, top, look))
    return draw(traces, base_layout(look, PANEL_HEIGHT * max(row_count, 1) + 24, annotations=notes, **layout))


def _part_dots(parts: pl.DataFrame, look: Look) -> go.Figure:
    """The parts from highest to lowest, each with its value."""
    counted = parts.filter(pl.col("turnout_share").is_not_null()).sort("turnout_share", "area_name", descending=[True, False])
    shares, places = counted["turnout_share"].to_list(), list(range(counted.height))
    traces = [
        mark(
            "scatter",
            x=shares,
            y=places,
            mode="markers+text",
            marker={"size": 11, "color": look.theme.accent},
            text=[fmt.percent(share, look.language) for share in shares],
            textposition="middle right",
            textfont={"size": 13, "color": look.theme.ink},
            cliponaxis=False,
            hoverinfo="skip",
        )
    ]
    names = [escape(name) for name in counted["area_name"]]
    name_axis = axis(
        look, range=[counted.height - 0.5, -0.5], tickvals=places, ticktext=names, tickfont={"color": look.theme.ink}
    )
    return draw(
        traces,
        base_layout(
            look,
            PART_ROW_HEIGHT * max(counted.height, 1) + 40,
            margin={"l": 8, "r": 56, "t": 8, "b": 8},
            xaxis=percent_axis(look, showgrid=False, range=padded(shares)),
            yaxis=name_axis,
        ),
    )


def _series_figure(turnout: pl.DataFrame, look: Look) -> go.Figure:
    """One line with every value written at its point."""
    years, shares = years_of(turnout), turnout["turnout_share"].to_list()
    traces = [
        mark(
            "scatter",
            x=years,
            y=shares,
            mode="lines+markers+text",
            line={"width": 3, "color": look.theme.accent},
            marker={"size": 9},
            text=["" if share is None else fmt.percent(share, look.language, 2) for share in shares],
            textposition=_text_sides(shares),
            textfont={"size": 14, "color": look.theme.ink},
            cliponaxis=False,
            hoverinfo="skip",
        )
    ]
    known = [share for share in shares if share is not None]
    value_axis = percent_axis(look, range=padded(known, room=0.06))
    figure = draw(traces, base_layout(look, LINE_HEIGHT, xaxis=category_axis(look, years), yaxis=value_axis))
    return figure


def _gap_reading(gaps: pl.DataFrame, look: Look) -> str:
    if not gaps.height:
        return look.text("charts.gap.reading_none")
    last = gaps.row(-1, named=True)
    blanks = {
        "election": fmt.election(last["election_id"], look.language),
        "top": fmt.percent(last["top_tenth_share"], look.language),
        "bottom": fmt.percent(last["bottom_tenth_share"], look.language),
        "gap": fmt.points(last["gap_tiondel_pp"], look.language, signed=False),
    }
    sentence = look.text("charts.gap.reading", **blanks)
    if gaps.height > 1:
        first = gaps.row(0, named=True)
        change = fmt.points(last["gap_tiondel_pp"] - first["gap_tiondel_pp"], look.language)
        sentence += " " + look.text("charts.gap.reading_change", year=first["election_date"].year, change=change)
    return sentence


def _parts_reading(parts: pl.DataFrame, elections: pl.DataFrame, look: Look) -> str:
    if not elections.height:
        return look.text("charts.districts.reading_none")
    known = parts.filter(pl.col("turnout_share").is_not_null())
    latest = known.filter(pl.col("election_id") == elections["election_id"][-1]).sort("turnout_share", "area_name")
    if latest.is_empty():
        return look.text("charts.districts.reading_none")
    low, high = latest.row(0, named=True), latest.row(-1, named=True)
    if low["area_name"] == high["area_name"]:
        share = fmt.percent(low["turnout_share"], look.language)
        return look.text("charts.districts.reading_one", name=low["area_name"], share=share)
    return look.text(
        "charts.parts.reading",
        year=elections["election_date"][-1].year,
        low=low["area_name"],
        low_share=fmt.percent(low["turnout_share"], look.language),
        high=high["area_name"],
        high_share=fmt.percent(high["turnout_share"], look.language),
    )


def _series_reading(turnout: pl.DataFrame, area_name: str, look: Look, key: str = "charts.series.reading") -> str:
    known = turnout.filter(pl.col("turnout_share").is_not_null())
    if not known.height:
        return look.text("charts.districts.reading_none")
    last = known.row(-1, named=True)
    share = fmt.percent(last["turnout_share"], look.language, 2)
    sentence = look.text(key, year=last["election_date"].year, share=share, area=area_name)
    if last["change_pp"] is None:
        return sentence
    change = fmt.points(last["change_pp"], look.language, 2)
    return sentence + " " + look.text("charts.series.reading_change", change=change)


def _history_reading(history: pl.DataFrame, name: str, look: Look) -> str:
    if not history.height:
        return look.text("charts.districts.reading_none")
    last = history.row(-1, named=True)
    share = fmt.percent(last["turnout_share"], look.language)
    sentence = look.text("charts.history.reading", name=name, year=last["election_date"].year, share=share)
    if history.height < 2:
        return sentence
    before = history.row(-2, named=True)
    change = fmt.points((last["turnout_share"] - before["turnout_share"]) * 100, look.language)
    return sentence + " " + look.text("charts.history.reading_change", year=before["election_date"].year, change=change)
