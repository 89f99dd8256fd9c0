"""Who is in the citizen panel: members beside the population, who answers and who stays, and how the weights came out.

Frames are those of the datasets `panel_*`. A number that is hidden is told in words wherever it would have stood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import polars as pl

from spegel import fmt
from spegel.charts import leaving, panels, people, room
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, percent_axis
from spegel.charts.comparison import named_lines
from spegel.charts.elections import padded
from spegel.charts.table import Column, Table, Value, table

Row = Mapping[str, object]
Reasons = Mapping[str, str]
"""Why a number is hidden -> words."""

_BAND = 0.16
_CURVE_MONTHS = 6
"""Months between two marks under the curve of those who stay."""


def of_dimension(rows: pl.DataFrame, dimension: str) -> list[dict]:
    """The rows of one breakdown in their natural order, named by `category`; those of sex stand under all of them.

    A frame with the columns `dimension`, `category` and `gender`.
    """
    if dimension == "gender":
        found = rows.filter((pl.col("dimension") == "all") & (pl.col("gender") != "total"))
        found = found.with_columns(category=pl.col("gender"), dimension=pl.lit("gender"))
    else:
        found = rows.filter((pl.col("dimension") == dimension) & (pl.col("gender") == "total"))
    order = people.ordered(found["category"])
    return sorted(found.rows(named=True), key=lambda row: order.index(row["category"]))


def everyone(rows: pl.DataFrame) -> dict:
    """The row of everybody. A frame with the columns `dimension` and `gender`; raises where there is none."""
    return rows.row(by_predicate=(pl.col("dimension") == "all") & (pl.col("gender") == "total"), named=True)


def group_name(row: Row, look: Look) -> str:
    """`Kvinnor`, `18–29 år`, `Alby`."""
    if row["dimension"] == "area" and row["category"] == "other":
        return look.text("panel.elsewhere")
    return room.group_name(row, look)


def held_against(rows: pl.DataFrame, dimension: str, known_count: int | None) -> list[dict]:
    """The groups of a breakdown with how many were to be expected of each, were the panel like the population.

    Frame: `panel_members`; `known_count` members have a group. Nothing is expected of those not stated, nor of groups whose
    population is not known.
    """
    found = []
    for row in of_dimension(rows, dimension):
        share = None if row["category"] in ("unknown", "other") else row["population_share"]
        expected = None if share is None or known_count is None else share * known_count
        count = row["member_count"]
        deviation = None if None in (expected, count) else count - expected
        found.append({**row, "person_count": count, "expected_count": expected, "deviation_count": deviation})
    return found


def members(found: Sequence[Row], known_count: int | None, about: About, look: Look, *, reasons: Reasons) -> Chart:
    """Members of each group as a dot in persons, beside how many were to be expected. `found` is what `held_against` gives."""
    dimension = str(found[0]["dimension"]) if found else "gender"
    title = look.text(f"panel.members.title.{dimension}")
    sentence = room.missing_sentence(found, look)
    spans = [room.chance(row, known_count) for row in found]
    columns = (
        Column("group", look.text("panel.column.group")),
        Column("member_count", look.text("panel.column.members"), "count"),
        Column("expected_count", look.text("panel.column.expected"), "index"),
        Column("deviation_count", look.text("panel.column.deviation"), "points"),
        Column("active_count", look.text("panel.column.active"), "count"),
        Column("member_share", look.text("panel.column.member_share"), "percent"),
        Column("population_share", look.text("panel.column.population_share"), "percent"),
    )
    uncompared = look.text("panel.uncompared")
    written = [
        {
            "group": group_name(row, look),
            **{key: _told(row, key, look, reasons) for key in ("member_count", "active_count")},
            **{key: _told(row, key, look, reasons, uncompared) for key in ("expected_count", "deviation_count")},
            **{key: _told(row, key, look, reasons, uncompared) for key in ("member_share", "population_share")},
        }
        for row in found
    ]
    alt = look.text("panel.members.alt", title=title, reading=sentence)
    figure = room.persons(found, spans, look, reasons)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def members_by_sex_and_age(rows: pl.DataFrame, look: Look, *, reasons: Reasons) -> Table:
    """Members and active members of each age, women and men in columns of their own. Frame: `panel_members`."""
    ages = rows.filter(pl.col("dimension") == "age")
    cells = {(row["category"], row["gender"]): row for row in ages.iter_rows(named=True)}
    genders = people.ordered(ages["gender"])
    columns = [Column("group", look.text("panel.column.age"))]
    for gender in genders:
        name = people.name(gender, look)
        columns.append(Column(f"member_{gender}", look.text("panel.column.members_of", group=name), "count"))
        columns.append(Column(f"active_{gender}", look.text("panel.column.active_of", group=name), "count"))
    written = []
    for age in people.ordered(ages["category"]):
        line: dict[str, Value] = {"group": people.name(age, look)}
        for gender in genders:
            for kind in ("member", "active"):
                cell = cells.get((age, gender))
                line[f"{kind}_{gender}"] = 0 if cell is None else _told(cell, f"{kind}_count", look, reasons)
        written.append(line)
    return table(look.text("panel.sex_age.caption"), columns, written, look.language)


def response_over_waves(rows: pl.DataFrame, about: About, look: Look, *, reasons: Reasons) -> Chart:
    """The share of members who answered each wave, women and men apart, with its interval as a band. Frame: `panel_response`."""
    title = look.text("panel.response.title")
    shown = _by_sex(rows, "response_share")
    sentence = look.text("panel.response.reading_none")
    if shown:
        first, last = (_of_wave(shown, place, "response_share", look) for place in (0, -1))
        sentence = look.text("panel.response.reading", first=first, last=last)
    columns = (
        Column("wave", look.text("panel.column.wave")),
        Column("group", look.text("panel.column.gender")),
        Column("asked_count", look.text("panel.column.asked"), "count"),
        Column("answered_count", look.text("panel.column.answered"), "count"),
        *_interval_columns("response_share", look),
    )
    figure = _lines(shown, "response_share", look)
    alt = look.text("panel.response.alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, _wave_table(rows, columns, title, look, reasons), about)


def retention(rows: pl.DataFrame, about: About, look: Look) -> Chart:
    """The share of those who answered the first wave who answered each later one. Frame: `panel_wave_retention`."""
    title = look.text("panel.retention.title")
    shown = _by_sex(rows, "stayed_share")
    sentence = look.text("panel.retention.reading_none")
    if shown:
        sentence = look.text("panel.retention.reading", last=_of_wave(shown, -1, "stayed_share", look))
    columns = (
        Column("wave", look.text("panel.column.wave")),
        Column("group", look.text("panel.column.gender")),
        Column("first_count", look.text("panel.column.first"), "count"),
        *_interval_columns("stayed_share", look),
    )
    figure = _lines(shown, "stayed_share", look)
    alt = look.text("panel.response.alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, _wave_table(rows, columns, title, look, {}), about)


def response_of_groups(rows: pl.DataFrame, about: About, look: Look, *, dimension: str, wave: str, reasons: Reasons) -> Chart:
    """Who answered one wave: each group as a dot with its interval, beside the response of everybody as a stroke.

    Frame: `panel_response` of the wave, which is called `wave`.
    """
    whole = everyone(rows)["response_share"]
    found = of_dimension(rows, dimension)
    listed = []
    for row in found:
        share = row["response_share"]
        words = _reason(row, look, reasons)
        note = words if share is None else fmt.percent(share, look.language, 0)
        dots = () if share is None else (panels.Dot(share, _colour_of(row), (row["ci_low_share"], row["ci_high_share"])),)
        name = group_name(row, look)
        listed.append(panels.Row(name, dots, None if share is None else whole, note, f"{name}: {note}"))
    sentence = _extremes(found, look)
    title = look.text(f"panel.groups.title.{dimension}", wave=wave)
    columns = (
        Column("group", look.text("panel.column.group")),
        Column("asked_count", look.text("panel.column.asked"), "count"),
        Column("answered_count", look.text("panel.column.answered"), "count"),
        *_interval_columns("response_share", look),
        Column("answered_share", look.text("panel.column.answered_share"), "percent"),
        Column("population_share", look.text("panel.column.population_share"), "percent"),
    )
    keys = ("asked_count", "answered_count", "response_share", "ci_low_share", "ci_high_share")
    uncompared = look.text("panel.uncompared")
    written = [
        {
            "group": group_name(row, look),
            **{key: _told(row, key, look, reasons) for key in keys},
            **{key: _told(row, key, look, reasons, uncompared) for key in ("answered_share", "population_share")},
        }
        for row in found
    ]
    figure = panels.figure([panels.Panel("", tuple(listed))], look, population=look.text("panel.groups.all"), is_wide=True)
    alt = look.text("panel.response.alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def staying(rows: pl.DataFrame, about: About, look: Look) -> Chart:
    """How large a share is still a member, month by month, women and men apart. Frame: `panel_staying`."""
    groups = [group for group in people.SEXES if group in rows["gender"]] or ["total"]
    lines = {group: rows.filter(pl.col("gender") == group).sort("month_count") for group in groups}
    lines = {group: frame for group, frame in lines.items() if frame.height}
    title = look.text("panel.staying.title")
    sentence = _staying_reading(lines, look)
    columns = (
        Column("group", look.text("panel.column.group")),
        Column("gender_name", look.text("panel.column.gender")),
        Column("month_count", look.text("panel.column.month"), "count"),
        *_interval_columns("remaining_share", look),
    )
    written = [
        {**row, "group": people.name(row["category"], look), "gender_name": people.name(row["gender"], look)}
        for row in rows.sort("category", "gender", "month_count").iter_rows(named=True)
    ]
    alt = look.text("panel.response.alt", title=title, reading=sentence)
    return Chart(title, _curve(lines, look), alt, sentence, table(title, columns, written, look.language), about)


def flow(rows: pl.DataFrame, look: Look, *, reasons: Reasons) -> Table:
    """How many joined and left each year, by sex, the newest year first. Frame: `panel_flow`."""
    genders = people.ordered(rows["gender"])
    cells = {(row["flow_year"], row["direction"], row["gender"]): row for row in rows.iter_rows(named=True)}
    columns = [Column("year", look.text("panel.column.year")), Column("direction", look.text("panel.column.direction"))]
    columns += [Column(gender, people.name(gender, look), "count") for gender in genders]
    written = []
    for year, direction in sorted({(year, direction) for year, direction, _ in cells}, key=lambda key: (-key[0], key[1])):
        line: dict[str, Value] = {"year": str(year), "direction": look.text(f"panel.flow.{direction}")}
        for gender in genders:
            cell = cells.get((year, direction, gender))
            line[gender] = 0 if cell is None else _told(cell, "person_count", look, reasons)
        written.append(line)
    return table(look.text("panel.flow.caption"), columns, written, look.language)


def told_back(waves: pl.DataFrame, look: Look) -> Table:
    """What was told back to the panel after each wave, when and where, the newest wave first. Frame: `panel_wave_list`."""
    columns = (
        Column("wave", look.text("panel.column.wave")),
        Column("end_date", look.text("panel.column.closed"), "date"),
        Column("told", look.text("panel.column.told")),
        Column("days", look.text("panel.column.days"), "count"),
        Column("note", look.text("panel.column.note")),
        Column("where", look.text("panel.column.where"), link="results_url"),
    )
    written = []
    for row in waves.sort("start_date", descending=True).iter_rows(named=True):
        told, waiting = row["results_date"], row["waiting_days"]
        not_yet = look.text("panel.told.waiting", days=fmt.count(waiting, look.language))
        written.append(
            {
                "wave": wave_name(row, look),
                "end_date": row["end_date"],
                "told": not_yet if told is None else fmt.day(told, look.language),
                "days": look.text("panel.told.not_yet") if told is None else row["results_days"],
                "note": row["results_note"] or look.text("panel.told.no_note" if told else "panel.told.not_yet"),
                "where": look.text("panel.told.link") if row["results_url"] else look.text("panel.told.no_link"),
                "results_url": row["results_url"],
            }
        )
    return table(look.text("panel.told.caption"), columns, written, look.language)


def margins(rows: pl.DataFrame, look: Look, *, wave: str) -> Table:
    """Every margin that was weighted by: respondents, population, and their shares before and after. Frame: `panel_margins`."""
    columns = (
        Column("margin", look.text("panel.column.margin")),
        Column("group", look.text("panel.column.group")),
        Column("people_count", look.text("panel.column.respondents"), "count"),
        Column("population_share", look.text("panel.column.population_share"), "percent"),
        Column("before_share", look.text("panel.column.before"), "percent"),
        Column("after_share", look.text("panel.column.after"), "percent"),
    )
    hidden = look.text("panel.margins.hidden")
    written = [
        {
            **row,
            "margin": margin_name(row["margin"], look),
            "group": _level_name(row, look),
            "people_count": hidden if row["people_count"] is None else row["people_count"],
            "before_share": hidden if row["before_share"] is None else row["before_share"],
        }
        for row in rows.iter_rows(named=True)
    ]
    return table(look.text("panel.margins.caption", wave=wave), columns, written, look.language)


def wave_name(row: Row, look: Look) -> str:
    """`Trygghet och mötesplatser, 4 maj 2026`."""
    return f"{row['title']}, {fmt.day(row['start_date'], look.language)}"


def margin_name(margin: str, look: Look) -> str:
    """`Kön och ålder`."""
    return look.text(f"panel.margin.{margin}")


def _level_name(row: Row, look: Look) -> str:
    name = group_name({**row, "dimension": row["margin"]}, look)
    return name if row["gender"] == "total" else f"{people.name(row['gender'], look)} {fmt.first_lower(name)}"


def _reason(row: Row, look: Look, reasons: Reasons) -> str:
    return reasons.get(str(row.get("suppression_reason")), look.text("panel.too_few"))


def _told(row: Row, key: str, look: Look, reasons: Reasons, otherwise: str = "") -> Value:
    """A value, or the words that stand where it is hidden or, where nothing is hidden, cannot be: for most, too few persons."""
    if row[key] is not None:
        return row[key]
    return reasons.get(str(row.get("suppression_reason"))) or otherwise or look.text("panel.too_few")


def _colour_of(row: Row) -> str:
    """Sexes have their colours; every other group has the accent."""
    return str(row["category"]) if row["dimension"] == "gender" else "total"


def _interval_columns(share: str, look: Look) -> tuple[Column, ...]:
    return (
        Column(share, look.text(f"panel.column.{share}"), "percent"),
        Column("ci_low_share", look.text("panel.column.low"), "percent"),
        Column("ci_high_share", look.text("panel.column.high"), "percent"),
    )


def _extremes(found: Sequence[Row], look: Look) -> str:
    """The groups with the highest and the lowest response, and whether their intervals meet."""
    known = sorted(
        (row for row in found if row["response_share"] is not None and row["category"] != "unknown"),
        key=lambda row: row["response_share"],
    )
    if len(known) < 2:
        return look.text("panel.groups.reading_none")
    low, high = known[0], known[-1]
    blanks = {
        "low": fmt.first_lower(group_name(low, look)) if low["dimension"] != "area" else group_name(low, look),
        "high": fmt.first_lower(group_name(high, look)) if high["dimension"] != "area" else group_name(high, look),
        "low_share": fmt.percent(low["response_share"], look.language, 0),
        "high_share": fmt.percent(high["response_share"], look.language, 0),
    }
    kind = "unsure" if low["ci_high_share"] >= high["ci_low_share"] else "sure"
    return f"{look.text('panel.groups.reading', **blanks)} {look.text(f'panel.groups.{kind}')}"


def _by_sex(rows: pl.DataFrame, share: str) -> dict[str, pl.DataFrame]:
    """Women and men wave by wave, as far as they are told; all together where neither is."""
    known = rows.filter((pl.col("dimension") == "all") & pl.col(share).is_not_null()).sort("start_date")
    groups = [sex for sex in people.SEXES if sex in known["gender"]] or ["total"]
    lines = {group: known.filter(pl.col("gender") == group) for group in groups}
    return {group: frame for group, frame in lines.items() if frame.height}


def _of_wave(shown: Mapping[str, pl.DataFrame], place: int, share: str, look: Look) -> str:
    """`58 % av kvinnor och 55 % av män i omgången 6 november 2023`."""
    day = next(iter(shown.values()))["start_date"][place]
    parts = [
        look.text("panel.share_of", share=fmt.percent(frame[share][place], look.language, 0), group=people.in_text(group, look))
        for group, frame in shown.items()
    ]
    return look.text("panel.of_wave", shares=fmt.listing(parts, look.language), day=fmt.day(day, look.language))


def _wave_table(rows: pl.DataFrame, columns: Sequence[Column], caption: str, look: Look, reasons: Reasons) -> Table:
    """Every wave and sex, the newest wave first."""
    chosen = rows.filter(pl.col("dimension") == "all")
    order = people.ordered(chosen["gender"])
    listed = sorted(chosen.rows(named=True), key=lambda row: (-row["wave_number"], order.index(row["gender"])))
    keys = [column.key for column in columns if column.is_number]
    written = [
        {
            "wave": fmt.day(row["start_date"], look.language),
            "group": people.name(row["gender"], look),
            **{key: _told(row, key, look, reasons) for key in keys},
        }
        for row in listed
    ]
    return table(caption, columns, written, look.language)


def _lines(shown: Mapping[str, pl.DataFrame], share: str, look: Look) -> go.Figure:
    """A line for each group over the waves, its interval as a band, its name and last value where it ends."""
    traces: list[dict[str, object]] = []
    labels = []
    for group, frame in shown.items():
        days, own = _short_days(frame, look), people.colour(group, look)
        edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        fill = people.see_through(own, _BAND if look.theme.name == "light" else 1.6 * _BAND)
        traces += [
            mark("scatter", x=days, y=frame["ci_low_share"].to_list(), **edge),
            mark("scatter", x=days, y=frame["ci_high_share"].to_list(), fill="tonexty", fillcolor=fill, **edge),
            mark(
                "scatter",
                x=days,
                y=frame[share].to_list(),
                mode="lines+markers",
                line={"width": 3, "color": own, "dash": people.dash(group)},
                marker=people.marker(group, look, 9),
                hoverinfo="skip",
            ),
        ]
        last = frame[share][-1]
        labels.append((last, f"<b>{people.name(group, look)} {fmt.percent(last, look.language, 0)}</b>", own))
    known = [limit for frame in shown.values() for key in ("ci_low_share", "ci_high_share") for limit in frame[key].to_list()]
    waves = list(dict.fromkeys(day for frame in shown.values() for day in _short_days(frame, look)))
    return named_lines(traces, labels, waves, padded(known, room=0.06), look)


def _short_days(rows: pl.DataFrame, look: Look) -> list[str]:
    """`6 nov<br>2023`: as short as a phone has room for."""
    return [f"{day.day} {look.text(f'panel.month.{day.month}')}<br>{day.year}" for day in rows["start_date"]]


def _curve(lines: Mapping[str, pl.DataFrame], look: Look) -> go.Figure:
    """Both curves in one picture, in steps, with their bands and their names in a corner."""
    traces, notes = [], []
    corner = {"x": 0, "xref": "paper", "y": 0, "yref": "paper", "xanchor": "left", "yanchor": "bottom", "showarrow": False}
    for place, (group, frame) in enumerate(reversed(lines.items())):
        traces += leaving.curve_traces(frame, group, look)
        notes.append({**corner, "xshift": 8, "yshift": 8 + 20 * place, **leaving.curve_name(frame, group, look, 0)})
    last = max((frame["month_count"].max() for frame in lines.values()), default=12)
    months = list(range(0, last + 1, _CURVE_MONTHS))
    ticks = [look.text("avhopp.curve.months", months=month) if month in (0, months[-1]) else str(month) for month in months]
    return draw(
        traces,
        base_layout(
            look,
            leaving.CURVE_HEIGHT,
            margin={"l": 8, "r": 24, "t": 8, "b": 8},
            xaxis=axis(look, range=[-0.02 * last, 1.04 * last], showgrid=False, tickvals=months, ticktext=ticks),
            yaxis=percent_axis(look, range=[leaving.axis_start(lines), 1.02]),
            annotations=notes,
        ),
    )


def _staying_reading(lines: Mapping[str, pl.DataFrame], look: Look) -> str:
    """How large a share of each is still there at the last month that is told of all."""
    if not lines:
        return look.text("panel.staying.reading_none")
    month = min(frame["month_count"].max() for frame in lines.values())
    parts = [
        look.text(
            "panel.share_of",
            share=fmt.percent(frame.filter(pl.col("month_count") <= month)["remaining_share"][-1], look.language, 0),
            group=people.in_text(group, look),
        )
        for group, frame in lines.items()
    ]
    return look.text("panel.staying.reading", shares=fmt.listing(parts, look.language), months=month)
