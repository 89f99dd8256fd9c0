"""The same cut of a body year after year, and the councils the elections gave: two kinds of figures, in two pictures.

Frames: `representation_over_time` (the register, on 1 January) and `council_by_election` (the official result). A line breaks
where a term ends: the members are others then. There is no test of significance, since everybody is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, percent_axis, vertical_line
from spegel.charts.elections import LINE_HEIGHT, category_axis, named_elections, padded, years_of
from spegel.charts.table import Column, Table, table

MOST_YEARS = 8
"""With more years only every second one is named."""
MARGIN = timedelta(days=120)


def sexes_over_time(rows: pl.DataFrame, about: About, look: Look, *, body_name: str) -> Chart:
    """Women and men of a body on each reference day, one line a term with how many they were, beside women of the population."""
    rows = rows.sort("reference_date")
    known = rows.filter(pl.col("women_share").is_not_null())
    traces = [_population_line(known, look)]
    for sex in people.SEXES:
        for number, (_, term) in enumerate(known.group_by("term_year", maintain_order=True)):
            shares = [share if sex == "women" else 1 - share for share in term["women_share"]]
            is_last = number == known["term_year"].n_unique() - 1
            traces.append(_line(term["reference_date"].to_list(), shares, sex, look, is_named=is_last))
    shares = [
        *known["women_share"],
        *(1 - share for share in known["women_share"]),
        *known["population_women_share"].drop_nulls(),
    ]
    figure = _term_figure(traces, rows, known, padded(shares, room=0.06), look, right=72, notes=_population_name(known, look))
    sentence = sexes_reading(known, look, body_name=body_name)
    title = look.text("over_tid.sexes.title", body=body_name)
    alt = look.text("over_tid.sexes.alt", body=body_name, count=known.height, reading=sentence)
    columns = (
        Column("women_count", look.text("people.women"), "count"),
        Column("men_count", look.text("people.men"), "count"),
        Column("unknown_count", look.text("people.unknown"), "count"),
        Column("women_share", look.text("over_tid.column.women_share"), "percent"),
        Column("population_women_share", look.text("over_tid.column.population"), "percent"),
        Column("gap_pp", look.text("representation.column.gap"), "points"),
        Column("tvd_age_share", look.text("over_tid.column.tvd_age"), "percent"),
        Column("official_women_share", look.text("over_tid.column.official"), "percent"),
    )
    return Chart(title, figure, alt, sentence, _term_table(rows, columns, title, look), about)


def ages_over_time(rows: pl.DataFrame, about: About, look: Look, *, body_name: str) -> Chart:
    """How large a share of the seats would have to change age group to mirror the population, on each reference day."""
    rows = rows.sort("reference_date")
    known = rows.filter(pl.col("tvd_age_share").is_not_null())
    traces = [
        _line(term["reference_date"].to_list(), term["tvd_age_share"].to_list(), "ages", look, is_named=False)
        for _, term in known.group_by("term_year", maintain_order=True)
    ]
    highest = max(known["tvd_age_share"].to_list(), default=0.5)
    figure = _term_figure(traces, rows, known, [0, min(1.0, highest + 0.1)], look, right=24)
    sentence = _ages_reading(known, look, body_name=body_name)
    title = look.text("over_tid.ages.title", body=body_name)
    alt = look.text("over_tid.ages.alt", body=body_name, count=known.height, reading=sentence)
    columns = (Column("tvd_age_share", look.text("over_tid.column.tvd_age"), "percent"),)
    return Chart(title, figure, alt, sentence, _term_table(rows, columns, title, look), about)


def councils(elected: pl.DataFrame, about: About, look: Look, *, area_name: str) -> Chart:
    """Women and men of the council that each election gave, from the official result. Without sexes it keeps its place."""
    total = elected.filter(pl.col("party_abbr") == "total").sort("election_date")
    years = years_of(total)
    known = total.filter(pl.col("women_share").is_not_null())
    traces = []
    for sex in people.SEXES:
        column = f"{sex}_count"
        shares = [
            None if row[column] is None else row[column] / (row["women_count"] + row["men_count"])
            for row in total.iter_rows(named=True)
        ]
        last = max((place for place, share in enumerate(shares) if share is not None), default=None)
        traces.append(
            mark(
                "scatter",
                x=years,
                y=shares,
                mode="markers+text",
                marker=people.marker(sex, look),
                text=[
                    "" if share is None else _named_share(sex if place == last else "", share, look)
                    for place, share in enumerate(shares)
                ],
                textposition="top center" if sex == "men" else "bottom center",
                textfont={"size": 13, "color": people.colour(sex, look)},
                cliponaxis=False,
                hoverinfo="skip",
            )
        )
    shares = [*known["women_share"], *(1 - share for share in known["women_share"])]
    notes = [
        {
            **_label(look.text("over_tid.councils.unknown"), look),
            "x": place,
            "y": 0.5,
            "yref": "paper",
            "textangle": -90,
            "font": {"size": 13, "color": look.theme.secondary},
        }
        for place, share in enumerate(total["women_share"])
        if share is None
    ]
    figure = draw(
        traces,
        base_layout(
            look,
            LINE_HEIGHT,
            margin={"l": 8, "r": 24, "t": 24, "b": 8},
            xaxis=category_axis(look, years, range=[-0.6, len(years) - 0.4]),
            yaxis=percent_axis(look, range=padded(shares, room=0.08)),
            annotations=notes,
        ),
    )
    sentence = _councils_reading(known, look, area_name=area_name)
    title = look.text("over_tid.councils.title", area=area_name)
    alt = look.text("over_tid.councils.alt", area=area_name, count=total.height, reading=sentence)
    columns = (
        Column("election", look.text("charts.column.election")),
        Column("party", look.text("over_tid.column.party")),
        Column("seat_count", look.text("over_tid.column.seats"), "count"),
        Column("women_count", look.text("people.women"), "count"),
        Column("men_count", look.text("people.men"), "count"),
        Column("women_share", look.text("over_tid.column.women_share"), "percent"),
    )
    ordered = elected.sort("election_date", pl.col("party_abbr") != "total", "seat_count", descending=[True, False, True])
    rows = [{**row, "party": _party(row["party_abbr"], look)} for row in named_elections(ordered, look)]
    return Chart(title, figure, alt, sentence, table(title, columns, rows, look.language), about)


def council_ages(ages: pl.DataFrame, look: Look, *, area_name: str) -> Table:
    """Age groups by election, latest first, each with its number and share. Frame: `council_age_by_election`."""
    elections = ages.unique("election_id").sort("election_date", descending=True)
    columns = [Column("age", look.text("over_tid.column.age"))]
    columns += [Column(row["election_id"], str(row["election_date"].year)) for row in elections.iter_rows(named=True)]
    lines: dict[str, dict[str, str]] = {}
    for row in ages.sort("age_band").iter_rows(named=True):
        band = row["age_band"]
        line = lines.setdefault(band, {"age": look.text(f"over_tid.age.{band}")})
        line[row["election_id"]] = (
            f"{fmt.count(row['seat_count'], look.language)} · {fmt.percent(row['seat_share'], look.language, 0)}"
        )
    return table(look.text("over_tid.council_ages.title", area=area_name), columns, list(lines.values()), look.language)


def sexes_reading(known: pl.DataFrame, look: Look, *, body_name: str) -> str:
    """The latest day with its women, and the change since the first day of the term before."""
    if known.is_empty():
        return look.text("representation.reading_none")
    last, first = known.row(-1, named=True), known.row(0, named=True)
    sentence = look.text(
        "over_tid.sexes.reading",
        body=body_name,
        day=fmt.day(last["reference_date"], look.language),
        share=fmt.percent(last["women_share"], look.language),
        women=fmt.count(last["women_count"], look.language),
        known=fmt.count(last["women_count"] + last["men_count"], look.language),
    )
    if first["reference_date"] == last["reference_date"]:
        return sentence
    change = fmt.points((last["women_share"] - first["women_share"]) * 100, look.language)
    return f"{sentence} {look.text('over_tid.sexes.change', year=first['reference_date'].year, change=change)}"


def term_name(year: int | None, look: Look) -> str:
    """`2022–2026`: a term is named by the election it began with and the one it ends with."""
    return fmt.missing(look.language) if year is None else fmt.span(str(year), str(year + 4))


def _ages_reading(known: pl.DataFrame, look: Look, *, body_name: str) -> str:
    if known.is_empty():
        return look.text("representation.reading_none")
    last = known.row(-1, named=True)
    return look.text(
        "over_tid.ages.reading",
        body=body_name,
        day=fmt.day(last["reference_date"], look.language),
        share=fmt.percent(last["tvd_age_share"], look.language),
    )


def _councils_reading(known: pl.DataFrame, look: Look, *, area_name: str) -> str:
    if known.is_empty():
        return look.text("over_tid.councils.reading_none", area=area_name)
    first, last = known.row(0, named=True), known.row(-1, named=True)
    sentence = look.text(
        "over_tid.councils.reading",
        year=last["election_date"].year,
        women=fmt.count(last["women_count"], look.language),
        seats=fmt.count(last["seat_count"], look.language),
        share=fmt.percent(last["women_share"], look.language),
    )
    if first["election_id"] == last["election_id"]:
        return sentence
    change = fmt.points((last["women_share"] - first["women_share"]) * 100, look.language)
    return f"{sentence} {look.text('over_tid.sexes.change', year=first['election_date'].year, change=change)}"


def _party(abbreviation: str, look: Look) -> str:
    return look.text("over_tid.all_parties") if abbreviation == "total" else abbreviation


def _named_share(group: str, share: float, look: Look) -> str:
    written = fmt.percent(share, look.language, 0)
    return f"{people.name(group, look)} {written}" if group else written


def _line(days: Sequence[date], shares: Sequence[float], group: str, look: Look, *, is_named: bool) -> dict[str, object]:
    """One term of one group; the last point of the last term carries its name and value."""
    last = len(shares) - 1
    return mark(
        "scatter",
        x=list(days),
        y=list(shares),
        mode="lines+markers+text",
        line={"width": 2.5, "color": people.colour(group, look), "dash": people.dash(group)},
        marker=people.marker(group, look, 8),
        text=[_named_share(group, share, look) if is_named and place == last else "" for place, share in enumerate(shares)],
        textposition="middle right",
        textfont={"size": 13, "color": people.colour(group, look)},
        cliponaxis=False,
        hovertext=[
            f"{fmt.day(day, look.language)}<br>{fmt.percent(share, look.language)}"
            for day, share in zip(days, shares, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _term_figure(
    traces: list[dict[str, object]],
    rows: pl.DataFrame,
    known: pl.DataFrame,
    value_range: Sequence[float],
    look: Look,
    *,
    right: int,
    notes: Sequence[dict[str, object]] = (),
) -> go.Figure:
    """Lines over the reference days that are known, broken by a dotted line where a term of `rows` begins."""
    return draw(
        traces,
        base_layout(
            look,
            LINE_HEIGHT,
            margin={"l": 8, "r": right, "t": 24, "b": 8},
            xaxis=_time_axis(known["reference_date"].to_list(), look),
            yaxis=percent_axis(look, range=value_range),
            shapes=[vertical_line(day, look, dash="dot", width=1) for day in _term_starts(rows)],
            annotations=[*_term_names(rows, look), *notes],
        ),
    )


def _term_table(rows: pl.DataFrame, columns: Sequence[Column], caption: str, look: Look) -> Table:
    """Each reference day with its term and how many members there were, then `columns`."""
    first = (
        Column("reference_date", look.text("over_tid.column.day"), "date"),
        Column("term", look.text("over_tid.column.term")),
        Column("held_count", look.text("representation.column.held"), "count"),
    )
    cells = [{**row, "term": term_name(row["term_year"], look)} for row in rows.iter_rows(named=True)]
    return table(caption, [*first, *columns], cells, look.language)


def _population_line(rows: pl.DataFrame, look: Look) -> dict[str, object]:
    return mark(
        "scatter",
        x=rows["reference_date"].to_list(),
        y=rows["population_women_share"].to_list(),
        mode="lines",
        line={"width": 1.5, "color": look.theme.ink},
        hoverinfo="skip",
    )


def _time_axis(days: Sequence[date], look: Look) -> dict[str, object]:
    """The years from the first day to the last, every second one named where there are many."""
    if not days:
        return axis(look, visible=False)
    years = range(days[0].year, days[-1].year + 1)
    named = [date(year, 1, 1) for year in years if len(years) <= MOST_YEARS or (year - years[0]) % 2 == 0]
    span = [days[0] - MARGIN, days[-1] + MARGIN]
    return axis(look, type="date", showgrid=False, range=span, tickvals=named, ticktext=[str(day.year) for day in named])


def _term_starts(rows: pl.DataFrame) -> list[date]:
    """The first reference day of every term but the first."""
    return rows.group_by("term_year", maintain_order=True).first()["reference_date"].to_list()[1:]


def _term_names(rows: pl.DataFrame, look: Look) -> list[dict[str, object]]:
    """The number of members at the beginning of each term, above the line; the first says what it is a number of."""
    firsts = rows.group_by("term_year", maintain_order=True).first()
    last_day = rows["reference_date"].max()
    return [
        {
            **_label(
                fmt.count(row["held_count"], look.language)
                if place
                else look.text("over_tid.members", count=fmt.count(row["held_count"], look.language)),
                look,
            ),
            "x": row["reference_date"],
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "xanchor": "center" if row["reference_date"] == last_day else "left",
            "font": {"size": 12, "color": look.theme.secondary},
        }
        for place, row in enumerate(firsts.iter_rows(named=True))
    ]


def _population_name(rows: pl.DataFrame, look: Look) -> list[dict[str, object]]:
    known = rows.filter(pl.col("population_women_share").is_not_null())
    if known.is_empty():
        return []
    first = known.row(0, named=True)
    where = {"x": first["reference_date"], "y": first["population_women_share"], "xanchor": "left", "yanchor": "bottom"}
    words = look.text("representation.women_of_all")
    return [{**_label(words, look), **where, "font": {"size": 12, "color": look.theme.secondary}}]


def _label(words: str, look: Look) -> dict[str, object]:
    return {"text": words, "showarrow": False, "font": {"size": 13, "color": look.theme.ink}}
