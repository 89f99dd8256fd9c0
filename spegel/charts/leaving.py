"""Members who leave before the term is over: how many by when, how long they stay, and why they left."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go
import polars as pl

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, panel_name, percent_axis, row_axis
from spegel.charts.table import Column, Table, table

CUTOFFS = ("1_year", "3_years", "full_term")
ROW_HEIGHT = 60
CURVE_HEIGHT = 340
PANEL_HEIGHT = 190
PANELS_IN_A_ROW = 2
TERM = 4
"""Years from one election to the next."""
MARKED_MONTHS = (0, 12, 24, 36, 48)
_QUARTERS = (0.25, 0.5, 0.75, 1)

LEAST_COMPARED = 5
"""Members in an age group that the sentence holds against others; one of two is no finding."""

_SIZES = {"1_year": 7, "3_years": 10, "full_term": 14}
_LABELS = {"1_year": "bottom center", "3_years": "top center", "full_term": "middle right"}
_STROKES = {"solid": "━━", "dash": "╺ ╸"}
"""How a curve looks, before its name."""
_BAND = 0.18
"""How much of its colour the band around a curve has."""

Reasons = Mapping[str, str]
"""Why a number is hidden -> words."""


def left_by_group(rows: pl.DataFrame, about: About, look: Look, *, dimension: str, term: str) -> Chart:
    """Share of members who had left after one year, after three and at the end, a row for each group, SCB's country in grey.

    Frame: `leaving_by_group` of one term. `dimension` is `gender` or `age`; ages are drawn for both sexes together, and each
    sex stands in the table.
    """
    chosen = rows.filter(pl.col("dimension") == ("all" if dimension == "gender" else "age"))
    drawn = chosen if dimension == "gender" else chosen.filter(pl.col("gender") == "total")
    key = "gender" if dimension == "gender" else "category"
    groups = people.ordered(drawn[key])
    shares = {(row[key], row["cutoff"]): row for row in drawn.iter_rows(named=True)}
    lines = [(people.name(group, look), people.colour(group, look), _shares(shares, group), group) for group in groups]
    country = {row["cutoff"]: row["country_share"] for row in drawn.iter_rows(named=True) if row["country_share"] is not None}
    if country:
        name = look.text(f"avhopp.country_{dimension}")
        lines.append((name, look.theme.other, [country.get(cutoff) for cutoff in CUTOFFS], "country"))
    traces = [trace for place, (_, colour, line, group) in enumerate(lines) for trace in _row(line, place, colour, group, look)]
    absent = [
        {"text": look.text("avhopp.left.not_yet"), "x": 0, "y": place, "xanchor": "left", "xshift": 4, "showarrow": False}
        | {"font": {"size": 13, "color": look.theme.secondary}}
        for place, (_, _, line, _) in enumerate(lines)
        if all(share is None for share in line)
    ]
    known = [share for _, _, line, _ in lines for share in line if share is not None]
    figure = draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * max(len(lines), 1) + 48,
            margin={"l": 8, "r": 56, "t": 8, "b": 8},
            xaxis=percent_axis(look, range=[-0.12 * max(known, default=0.2), 1.12 * max(known, default=0.2)]),
            yaxis=row_axis(look, [_with_count(name, shares, group, look) for name, _, _, group in lines]),
            annotations=absent,
        ),
    )
    sentence = left_reading(rows, look, dimension=dimension, term=term)
    title = look.text(f"avhopp.left.title_{dimension}", term=term)
    alt = look.text("avhopp.left.alt", title=title, reading=sentence)
    columns = (
        Column("group", look.text("avhopp.column.group")),
        Column("gender_name", look.text("avhopp.column.gender")),
        Column("cutoff_name", look.text("avhopp.column.cutoff")),
        Column("left_count", look.text("avhopp.column.left"), "count"),
        Column("member_count", look.text("avhopp.column.members"), "count"),
        Column("left_share", look.text("avhopp.column.left_share"), "percent"),
        Column("country_share", look.text("avhopp.column.country"), "percent"),
        Column("country_term_year", look.text("avhopp.column.country_term")),
    )
    written = [_written(row, look) for row in _ordered(chosen, key)]
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def left_reading(rows: pl.DataFrame, look: Look, *, dimension: str, term: str) -> str:
    """How many left by the last cut-off that is reached; women and men, or the age group that left most."""
    chosen = rows.filter(
        (pl.col("dimension") == ("all" if dimension == "gender" else "age")) & pl.col("left_share").is_not_null()
    )
    cutoff = last_reached(chosen)
    if cutoff is None:
        return look.text("avhopp.left.reading_unfinished", term=term)
    reached = chosen.filter(pl.col("cutoff") == cutoff)
    when = look.text(f"avhopp.cutoff_in_text.{cutoff}")
    if dimension == "gender":
        shares = {row["gender"]: fmt.percent(row["left_share"], look.language) for row in reached.iter_rows(named=True)}
        blanks = {group: shares.get(group, fmt.missing(look.language)) for group in people.SEXES}
        return look.text("avhopp.left.reading_gender", when=when, term=term, **blanks)
    ages = reached.filter(
        pl.col("gender") == "total", pl.col("category") != "unknown", pl.col("member_count") >= LEAST_COMPARED
    ).sort("left_share", "category")
    if ages.height < 2:
        return look.text("avhopp.left.reading_few")
    low, high = ages.row(0, named=True), ages.row(-1, named=True)
    return look.text(
        "avhopp.left.reading_age",
        when=when,
        high=people.in_text(high["category"], look),
        high_share=fmt.percent(high["left_share"], look.language),
        low=people.in_text(low["category"], look),
        low_share=fmt.percent(low["left_share"], look.language),
    )


def last_reached(rows: pl.DataFrame) -> str | None:
    """The latest cut-off that the term has reached, None before the first."""
    known = set(rows.filter(pl.col("left_share").is_not_null())["cutoff"])
    return next((cutoff for cutoff in reversed(CUTOFFS) if cutoff in known), None)


def curves(rows: pl.DataFrame, about: About, look: Look, *, dimension: str) -> Chart:
    """Share of members still there, month by month, with the interval as a band and how many are followed under the axis.

    Frame: `leaving_curve`. By sex both lines are in one picture, women solid and men dashed. By age each group has a panel of
    its own, the others behind it in grey.
    """
    if dimension == "gender":
        groups = [group for group in people.SEXES if group in rows["gender"]] or ["total"]
        lines = {group: rows.filter(pl.col("gender") == group).sort("month_count") for group in groups}
        figure = _curve_of_sexes(lines, look)
    else:
        shown = rows.filter(pl.col("gender") == "total")
        lines = {
            group: shown.filter(pl.col("category") == group).sort("month_count") for group in people.ordered(shown["category"])
        }
        figure = _curve_panels(lines, look)
    sentence = curve_reading(lines, look)
    title = look.text(f"avhopp.curve.title_{dimension}")
    alt = look.text("avhopp.curve.alt", title=title, reading=sentence)
    columns = (
        Column("group", look.text("avhopp.column.group")),
        Column("gender_name", look.text("avhopp.column.gender")),
        Column("month_count", look.text("avhopp.column.month"), "count"),
        Column("remaining_share", look.text("avhopp.column.remaining"), "percent"),
        Column("ci_low_share", look.text("avhopp.column.low"), "percent"),
        Column("ci_high_share", look.text("avhopp.column.high"), "percent"),
        Column("at_risk_count", look.text("avhopp.column.at_risk"), "count"),
        Column("left_count", look.text("avhopp.column.left_by_then"), "count"),
    )
    no_band = look.text("avhopp.curve.no_band")
    names = [
        {**row, "group": people.name(row["category"], look), "gender_name": people.name(row["gender"], look)}
        | {limit: no_band if row[limit] is None else row[limit] for limit in ("ci_low_share", "ci_high_share")}
        for category in people.ordered(rows["category"])
        for gender in people.ordered(rows["gender"])
        for row in rows.filter((pl.col("category") == category) & (pl.col("gender") == gender))
        .sort("month_count")
        .iter_rows(named=True)
    ]
    return Chart(title, figure, alt, sentence, table(title, columns, names, look.language), about)


def curve_reading(lines: Mapping[str, pl.DataFrame], look: Look) -> str:
    """Where the curves stand at the last month that all of them reach, and whether their intervals meet there."""
    last = {group: frame.row(-1, named=True) for group, frame in lines.items() if frame.height}
    if not last:
        return look.text("avhopp.curve.reading_none")
    low, high = (
        min(last, key=lambda group: last[group]["remaining_share"]),
        max(last, key=lambda group: last[group]["remaining_share"]),
    )
    if low == high:
        share = fmt.percent(last[low]["remaining_share"], look.language)
        return look.text(
            "avhopp.curve.reading_one", group=people.in_text(low, look), share=share, months=last[low]["month_count"]
        )
    sentence = look.text(
        "avhopp.curve.reading",
        months=min(row["month_count"] for row in last.values()),
        high=people.in_text(high, look),
        high_share=fmt.percent(last[high]["remaining_share"], look.language),
        low=people.in_text(low, look),
        low_share=fmt.percent(last[low]["remaining_share"], look.language),
    )
    return f"{sentence} {look.text('avhopp.curve.unsure' if _meet(last[low], last[high]) else 'avhopp.curve.sure')}"


def reason_table(rows: pl.DataFrame, look: Look, *, reasons: Reasons) -> Table:
    """Reasons down, sexes across; what is hidden is told in words. Frame: `leaving_reasons`."""
    by_cell = {(row["reason"], row["gender"]): row for row in rows.iter_rows(named=True)}
    groups = people.ordered(rows["gender"])
    caption = look.text("avhopp.reasons.caption")
    columns = [Column("reason", look.text("avhopp.column.reason"))]
    columns += [Column(group, people.name(group, look), "count") for group in groups]
    listed = []
    for reason in dict.fromkeys(rows.sort("reason_order")["reason"]):
        cells = {group: _cell(by_cell.get((reason, group)), reasons) for group in groups}
        listed.append({"reason": look.text(f"avhopp.reason.{reason}"), **cells})
    return table(caption, columns, listed, look.language)


def _cell(row: Mapping | None, reasons: Reasons) -> int | str | None:
    """A count, or the words that stand where it is hidden; a sex that nobody has is nobody."""
    if row is None:
        return 0
    return row["left_count"] if row["suppression_reason"] is None else reasons[row["suppression_reason"]]


def _shares(shares: Mapping[tuple[str, str], Mapping], group: str) -> list[float | None]:
    return [shares.get((group, cutoff), {}).get("left_share") for cutoff in CUTOFFS]


def _row(line: list[float | None], place: int, colour: str, group: str, look: Look) -> list[dict[str, object]]:
    """One group: a line that grows from the first year to the end, a bigger dot at each cut-off."""
    is_country = group == "country"
    fill = look.theme.background if group == "men" else colour
    marks = [
        mark(
            "scatter", x=line, y=[place] * len(line), mode="lines", line={"width": 2, "color": look.theme.line}, hoverinfo="skip"
        )
    ]
    for step, (cutoff, share) in enumerate(zip(CUTOFFS, line, strict=True)):
        if share is None:
            continue
        dot = {
            "size": _SIZES[cutoff],
            "symbol": "diamond" if is_country else "circle",
            "color": fill,
            "line": {"width": 2, "color": colour},
        }
        # Where nobody left in between, the bigger dot has the value for both.
        words = "" if share in line[step + 1 :] else fmt.percent(share, look.language)
        marks.append(
            mark(
                "scatter",
                x=[share],
                y=[place],
                mode="markers+text",
                marker=dot,
                text=[f"\u2002<b>{words}</b>" if cutoff == "full_term" else words],
                textposition=_LABELS[cutoff],
                textfont={"size": 13, "color": look.theme.secondary if is_country else colour},
                cliponaxis=False,
                hoverinfo="skip",
            )
        )
    return marks


def _with_count(name: str, shares: Mapping[tuple[str, str], Mapping], group: str, look: Look) -> str:
    """The name of a row with how many the group had at the start."""
    count = next((row["member_count"] for (of, _), row in shares.items() if of == group), None)
    return name if count is None else f"{name} ({fmt.count(count, look.language)})"


def _ordered(rows: pl.DataFrame, key: str) -> list[dict]:
    groups, genders = people.ordered(rows[key]), people.ordered(rows["gender"])
    return sorted(
        rows.iter_rows(named=True),
        key=lambda row: (groups.index(row[key]), genders.index(row["gender"]), CUTOFFS.index(row["cutoff"])),
    )


def _written(row: Mapping, look: Look) -> dict[str, object]:
    not_yet = look.text("avhopp.left.not_yet")
    masked = dict.fromkeys(("left_count", "left_share"), not_yet) if row["left_share"] is None else {}
    # Where there is no figure of the country there is nothing to compare with: the cell is empty.
    country_term = row["country_term_year"]
    return {
        **row,
        **masked,
        "group": people.name(row["category"], look),
        "gender_name": people.name(row["gender"], look),
        "cutoff_name": look.text(f"avhopp.cutoff.{row['cutoff']}"),
        "country_share": "" if row["country_share"] is None else row["country_share"],
        "country_term_year": "" if country_term is None else fmt.span(str(country_term), str(country_term + TERM)),
    }


def curve_traces(frame: pl.DataFrame, group: str, look: Look, **axes: str) -> list[dict[str, object]]:
    """The band of the interval, and in front of it the curve, in steps from month to month."""
    tokens, own = look.theme, people.colour(group, look)
    months = frame["month_count"].to_list()
    banded = frame.filter(pl.col("ci_low_share").is_not_null())
    around = banded["month_count"].to_list()
    edge = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip", **axes}
    return [
        mark("scatter", x=around, y=banded["ci_low_share"].to_list(), **edge),
        mark(
            "scatter",
            x=around,
            y=banded["ci_high_share"].to_list(),
            fill="tonexty",
            fillcolor=people.see_through(own, _BAND if tokens.name == "light" else 1.4 * _BAND),
            **edge,
        ),
        mark(
            "scatter",
            x=months,
            y=frame["remaining_share"].to_list(),
            mode="lines",
            line={"width": 3, "color": own, "dash": people.dash(group), "shape": "hv"},
            hoverinfo="skip",
            **axes,
        ),
    ]


def curve_name(frame: pl.DataFrame, group: str, look: Look, decimals: int = 1) -> dict[str, object]:
    """A note: how the curve looks, whose it is and where it ends."""
    share = fmt.percent(frame["remaining_share"][-1], look.language, decimals)
    words = f"{_STROKES[people.dash(group)]} {people.name(group, look)} {share}"
    return {"text": f"<b>{words}</b>", "font": {"size": 14, "color": people.colour(group, look)}}


def axis_start(lines: Mapping[str, pl.DataFrame]) -> float:
    """Where the axis of shares begins: a multiple of ten under everything that is drawn."""
    drawn = [
        share for frame in lines.values() for key in ("remaining_share", "ci_low_share") for share in frame[key].drop_nulls()
    ]
    return max(0.0, int(min(drawn, default=0.5) * 10) / 10 - 0.02)


def _at_risk(frame: pl.DataFrame, month: int, look: Look) -> str:
    found = frame.filter(pl.col("month_count") == month)["at_risk_count"].to_list()
    return fmt.count(found[0], look.language) if found else fmt.EN_DASH


def _curve_of_sexes(lines: Mapping[str, pl.DataFrame], look: Look) -> go.Figure:
    """Both curves in one picture; under each year how many of each are followed."""
    traces, notes = [], []
    corner = {"x": 0, "xref": "paper", "y": 0, "yref": "paper", "xanchor": "left", "yanchor": "bottom", "showarrow": False}
    for place, (group, frame) in enumerate(reversed(lines.items())):
        traces += curve_traces(frame, group, look)
        notes.append({**corner, "xshift": 8, "yshift": 8 + 20 * place, **curve_name(frame, group, look)})
    ticks = []
    for month in MARKED_MONTHS:
        followed = [
            f'<span style="color:{people.colour(group, look)}">{_at_risk(frame, month, look)}</span>'
            for group, frame in lines.items()
        ]
        ticks.append("<br>".join([look.text("avhopp.curve.months", months=month), *followed]))
    return draw(
        traces,
        base_layout(
            look,
            CURVE_HEIGHT,
            margin={"l": 8, "r": 24, "t": 8, "b": 8},
            xaxis=axis(look, range=[-1, 49], showgrid=False, tickvals=list(MARKED_MONTHS), ticktext=ticks),
            yaxis=percent_axis(look, range=[axis_start(lines), 1.02]),
            annotations=notes,
        ),
    )


def _curve_panels(lines: Mapping[str, pl.DataFrame], look: Look) -> go.Figure:
    """A panel for each group on the same axes, the other groups in grey behind."""
    traces, layout, notes = [], {}, []
    row_count = max(-(-len(lines) // PANELS_IN_A_ROW), 1)
    lowest = axis_start(lines)
    for position, (group, frame) in enumerate(lines.items()):
        panel = str(position + 1) if position else ""
        down, across = divmod(position, PANELS_IN_A_ROW)
        axes = {"xaxis": f"x{panel}", "yaxis": f"y{panel}"}
        left, right = across / PANELS_IN_A_ROW + 0.02 * across, (across + 0.92) / PANELS_IN_A_ROW
        top, bottom = 1 - (down + 0.14) / row_count, 1 - (down + 0.76) / row_count
        for other, behind in lines.items():
            if other != group:
                grey = {"width": 1, "color": look.theme.other, "shape": "hv"}
                x, y = behind["month_count"].to_list(), behind["remaining_share"].to_list()
                traces.append(mark("scatter", x=x, y=y, mode="lines", line=grey, opacity=0.6, hoverinfo="skip", **axes))
        traces += curve_traces(frame, group, look, **axes)
        ticks = [f"{month}<br>{_at_risk(frame, month, look)}" for month in MARKED_MONTHS[::2]]
        months = {"range": [-3, 51], "showgrid": False, "tickvals": list(MARKED_MONTHS[::2]), "ticktext": ticks}
        layout[f"xaxis{panel}"] = axis(look, domain=[left, right], anchor=f"y{panel}", **months)
        shares = {"range": [lowest, 1.02], "tickvals": list(_QUARTERS), "showticklabels": across == 0}
        written = [fmt.percent(share, look.language, 0) for share in _QUARTERS]
        layout[f"yaxis{panel}"] = axis(look, domain=[bottom, top], anchor=f"x{panel}", ticktext=written, **shares)
        heading = f"<b>{people.name(group, look)}</b> {fmt.percent(frame['remaining_share'][-1], look.language)}"
        notes.append(panel_name(heading, left, top, look))
    return draw(traces, base_layout(look, PANEL_HEIGHT * row_count + 8, annotations=notes, **layout))


def _meet(one: Mapping, other: Mapping) -> bool:
    """True where the intervals of two estimates have a share in common, or one of them is not known."""
    limits = [row[key] for row in (one, other) for key in ("ci_low_share", "ci_high_share")]
    return None in limits or (one["ci_high_share"] >= other["ci_low_share"] and other["ci_high_share"] >= one["ci_low_share"])
