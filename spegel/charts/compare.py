"""A municipality beside others in official figures: the council election by election, and one key figure at a time.

Frames: `council_comparison` and `indicator_comparison`. Women and men are always apart where the source tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from textwrap import wrap

import polars as pl

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, row_axis
from spegel.charts.comparison import LABEL_WIDTH, named_lines
from spegel.charts.elections import padded
from spegel.charts.table import Column, table

ROW_HEIGHT = 40
TICK_WIDTH = 20
DASHES = {"similar_sum": "dot", "similar_median": "dot", "county": "dash", "county_median": "dash"}
PUBLISHED = "country_published"
PLACES = ("own", "similar_median", "county_median", "country", "similar")
"""The order of rows: those that sum up others stand together, under the municipality itself."""

_DECIMALS = {"share": 1, "number": 1, "ratio": 2, "kronor": 0}


def councils(rows: pl.DataFrame, about: About, look: Look, *, area_name: str) -> Chart:
    """Women and men of the own council by election, in front of the women elsewhere; single municipalities in the table."""
    drawn = rows.filter(pl.col("comparison") != "similar").sort("election_year")
    years = [str(year) for year in sorted(drawn["election_year"].unique())]
    traces, labels = [], []
    for (comparison,), frame in drawn.group_by("comparison", maintain_order=True):
        for sex in people.SEXES if comparison == "own" else ("women",):
            shares = frame[f"{sex}_share"].to_list()
            name = _council_label(str(comparison), sex, area_name, look)
            colour = people.colour(sex, look) if comparison == "own" else look.theme.other
            traces.append(
                mark(
                    "scatter",
                    x=[str(year) for year in frame["election_year"]],
                    y=shares,
                    mode="markers" if comparison == PUBLISHED else "lines+markers",
                    line={"width": 3 if comparison == "own" else 1.5, "color": colour} | _dash(str(comparison), sex),
                    marker=people.marker(sex, look, 10)
                    if comparison == "own"
                    else {"size": 9 if comparison == PUBLISHED else 5, "color": colour, "symbol": "diamond"},
                    text=[
                        f"<b>{escape(name)}</b><br>{year}: {fmt.percent(share, look.language)}"
                        for year, share in zip(frame["election_year"], shares, strict=True)
                    ],
                    hovertemplate="%{text}<extra></extra>",
                )
            )
            labels.append(
                (
                    shares[-1],
                    _council_end(name, frame.row(-1, named=True), f"{sex}_share", years[-1], look),
                    colour if comparison == "own" else look.theme.ink,
                )
            )
    value_range = padded([*drawn["women_share"], *drawn.filter(pl.col("comparison") == "own")["men_share"]])
    figure = named_lines(traces, labels, years, value_range, look)
    sentence = council_trend(rows, look, area_name=area_name)
    title = look.text("jamfor.council.title")
    alt = look.text("jamfor.council.alt", count=len(traces), reading=sentence)
    columns = (
        Column("year", look.text("jamfor.column.election")),
        Column("place", look.text("charts.column.area")),
        Column("women_count", look.text("people.women"), "count"),
        Column("men_count", look.text("people.men"), "count"),
        Column("women_share", look.text("jamfor.column.women_share"), "percent"),
        Column("men_share", look.text("jamfor.column.men_share"), "percent"),
        Column("municipality_count", look.text("charts.column.municipalities"), "count"),
    )
    cells = [{**row, "year": str(row["election_year"]), "place": _council_place(row, look)} for row in rows.iter_rows(named=True)]
    return Chart(title, figure, alt, sentence, table(title, columns, cells, look.language), about)


def council_reading(rows: pl.DataFrame, look: Look, *, area_name: str) -> str:
    """The own council at the latest election where the sexes are known, and who had more women then."""
    own = rows.filter(pl.col("comparison") == "own").sort("election_year")
    if own.is_empty():
        return look.text("jamfor.council.reading_none", area=area_name)
    last = own.row(-1, named=True)
    blanks = {
        "area": area_name,
        "year": last["election_year"],
        "women": fmt.count(last["women_count"], look.language),
        "all": fmt.count(last["women_count"] + last["men_count"], look.language),
        "share": fmt.percent(last["women_share"], look.language),
    }
    others = rows.filter((pl.col("election_year") == last["election_year"]) & ~pl.col("comparison").is_in(["own", "similar"]))
    compared = [
        look.text(f"jamfor.in_text.{row['comparison']}", share=fmt.percent(row["women_share"], look.language, _decimals_of(row)))
        for row in others.iter_rows(named=True)
    ]
    sentence = look.text("jamfor.council.reading", **blanks)
    return (
        f"{sentence} {look.text('jamfor.council.others', others=fmt.listing(compared, look.language))}" if compared else sentence
    )


def council_trend(rows: pl.DataFrame, look: Look, *, area_name: str) -> str:
    """The own share of women at the first and the last election where it is known."""
    own = rows.filter(pl.col("comparison") == "own").sort("election_year")
    if own.height < 2:
        return council_reading(rows, look, area_name=area_name)
    first, last = own.row(0, named=True), own.row(-1, named=True)
    return look.text(
        "jamfor.council.trend",
        area=area_name,
        first=first["election_year"],
        first_share=fmt.percent(first["women_share"], look.language),
        last=last["election_year"],
        last_share=fmt.percent(last["women_share"], look.language),
    )


def places(rows: pl.DataFrame, about: About, look: Look, *, name: str) -> Chart:
    """One key figure in its latest year: a row a place with a dot for women and one for men, or one for all. Own row first."""
    latest = latest_of(rows)
    unit = str(rows["unit"][0])
    sexes = sexes_of(latest)
    values = {(row["comparison"], row["place_id"], row["gender"]): row["indicator_value"] for row in latest.iter_rows(named=True)}
    names = {(row["comparison"], row["place_id"]): _place(row, look) for row in latest.iter_rows(named=True)}
    order = sorted(names, key=lambda place: (PLACES.index(place[0]), -(values.get((*place, sexes[0])) or 0), place))
    marks = list(range(len(order)))
    traces = []
    if len(sexes) == 2:
        pairs = [[values.get((*place, sex)) for sex in sexes] for place in order]
        traces.append(
            mark(
                "scatter",
                x=[value for pair in pairs for value in [*pair, None]],
                y=[at for place in marks for at in (place, place, None)],
                mode="lines",
                line={"width": 1.5, "color": look.theme.line},
                hoverinfo="skip",
            )
        )
    for sex in sexes:
        found = [values.get((*place, sex)) for place in order]
        others = [values.get((*place, "men" if sex == "women" else "women")) for place in order]
        traces.append(
            mark(
                "scatter",
                x=found,
                y=marks,
                mode="markers+text",
                marker=people.marker(sex, look),
                text=["" if value is None else written(value, unit, look) for value in found],
                textposition=[_side(value, other, sex) for value, other in zip(found, others, strict=True)],
                textfont={"size": 13, "color": people.colour(sex, look)},
                cliponaxis=False,
                hoverinfo="skip",
            )
        )
    known = [value for value in values.values() if value is not None]
    room = (max(known, default=1) - min(known, default=0)) * 0.6 or 0.1
    value_range = [min(known, default=0) - room, max(known, default=1) + room]
    figure = draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * max(len(order), 1) + 40,
            margin={"l": 8, "r": 24, "t": 8, "b": 8},
            # Every dot has its value beside it.
            xaxis=axis(look, range=value_range, visible=False),
            yaxis=row_axis(
                look,
                [_tick(names[place], place[0]) for place in order],
                range=[len(order) - 0.5, -0.9],
                tickfont={"color": look.theme.ink, "size": 13},
            ),
            annotations=_sex_names([values.get((*order[0], sex)) for sex in sexes], look) if len(sexes) == 2 else [],
        ),
    )
    year = latest["measured_year"][0]
    sentence = figure_reading(latest, look)
    title = look.text("jamfor.places.title", name=name, year=year)
    alt = look.text("jamfor.places.alt", name=name, count=len(order), reading=sentence)
    return Chart(title, figure, alt, sentence, figure_table(latest, look, caption=title), about)


def series(rows: pl.DataFrame, about: About, look: Look, *, name: str) -> Chart:
    """One key figure year by year, own lines in front of the median of similar municipalities. A repeated year is drawn once."""
    drawn = rows.filter(pl.col("comparison").is_in(["own", "similar_median"]) & pl.col("indicator_value").is_not_null())
    drawn = drawn.sort("measured_year")
    unit = str(rows["unit"][0])
    sexes = sexes_of(drawn)
    years = [str(year) for year in sorted(drawn["measured_year"].unique())]
    traces, labels = [], []
    for comparison in ("similar_median", "own"):
        for sex in sexes:
            line = drawn.filter((pl.col("comparison") == comparison) & (pl.col("gender") == sex))
            if line.is_empty():
                continue
            is_own = comparison == "own"
            colour = people.colour(sex, look) if is_own or len(sexes) == 2 else look.theme.other
            traces.append(
                mark(
                    "scatter",
                    x=[str(year) for year in line["measured_year"]],
                    y=line["indicator_value"].to_list(),
                    mode="lines+markers",
                    line={"width": 3 if is_own else 1.5, "color": colour, "dash": people.dash(sex) if is_own else "dot"},
                    marker=people.marker(sex, look, 10 if is_own else 6),
                    hoverinfo="skip",
                )
            )
            last = line["indicator_value"][-1]
            words = (
                look.text(f"jamfor.line.{comparison}", who=people.name(sex, look)) if len(sexes) == 2 else _line_name(line, look)
            )
            label = "<br>".join(wrap(escape(f"{words} {written(last, unit, look)}"), LABEL_WIDTH))
            labels.append((last, label, colour if is_own else look.theme.ink))
    known = drawn["indicator_value"].to_list()
    room = (max(known, default=1) - min(known, default=0)) * 0.2 or 0.05
    value_range = [min(known, default=0) - room, max(known, default=1) + room]
    figure = named_lines(traces, labels, years, value_range, look, unit=unit)
    title = look.text("jamfor.series.title", name=name)
    sentence = look.text("jamfor.series.reading", years=fmt.listing(years, look.language))
    alt = look.text("jamfor.series.alt", name=name, count=len(traces), reading=sentence)
    return Chart(title, figure, alt, sentence, figure_table(rows, look, caption=title), about)


def figure_table(rows: pl.DataFrame, look: Look, *, caption: str, names: Mapping[str, str] | None = None):
    """The rows of `indicator_comparison` in words; with `names` (id -> name) each row says which key figure it is."""
    columns = [
        Column("place", look.text("charts.column.area")),
        Column("year", look.text("jamfor.column.measured")),
        Column("sex", look.text("charts.column.gender")),
        Column("value", look.text("jamfor.column.value")),
        Column("municipality_count", look.text("charts.column.municipalities"), "count"),
    ]
    if names is not None:
        columns.insert(0, Column("figure", look.text("jamfor.column.figure")))
    cells = [
        {
            "figure": (names or {}).get(row["kpi_id"], row["title"]),
            "place": _place(row, look),
            "year": str(row["measured_year"]),
            "sex": people.name(row["gender"], look),
            "value": written(row["indicator_value"], row["unit"], look),
            "municipality_count": row["municipality_count"] or 1,
        }
        for row in rows.iter_rows(named=True)
    ]
    return table(caption, columns, cells, look.language)


def figure_reading(latest: pl.DataFrame, look: Look) -> str:
    """The own values and the medians of the latest year, women and men apart where they are known."""
    sexes = sexes_of(latest)
    sentences = []
    for comparison in ("own", "similar_median", "county_median", "country"):
        rows = {row["gender"]: row for row in latest.filter(pl.col("comparison") == comparison).iter_rows(named=True)}
        told = [rows[sex] for sex in sexes if sex in rows and rows[sex]["indicator_value"] is not None]
        if told:
            values = [
                f"{people.in_text(row['gender'], look)} {written(row['indicator_value'], row['unit'], look)}"
                if len(sexes) == 2
                else written(row["indicator_value"], row["unit"], look)
                for row in told
            ]
            sentences.append(f"{_place(told[0], look)}: {fmt.listing(values, look.language)}.")
    return " ".join(sentences) or look.text("jamfor.places.reading_none")


def latest_of(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the latest year in which the municipality itself has a value, else of the latest year at all."""
    own = rows.filter((pl.col("comparison") == "own") & pl.col("indicator_value").is_not_null())
    return rows.filter(pl.col("measured_year") == (own if own.height else rows)["measured_year"].max())


def sexes_of(rows: pl.DataFrame) -> Sequence[str]:
    """Women and men where the source tells them apart anywhere in the rows, else all together."""
    return people.SEXES if set(people.SEXES) & set(rows["gender"]) else ("total",)


def written(value: float | None, unit: str, look: Look) -> str:
    """A value in its unit: `41,5 %`, `1,36`, `312 400 kronor`."""
    if value is None:
        return fmt.missing(look.language)
    if unit == "share":
        return fmt.percent(value, look.language, _DECIMALS[unit])
    number = fmt.number(value, look.language, _DECIMALS[unit])
    return look.text("jamfor.kronor", number=number) if unit == "kronor" else number


def _dash(comparison: str, sex: str) -> dict[str, str]:
    return {"dash": people.dash(sex) if comparison == "own" else DASHES.get(comparison, "solid")}


def _decimals_of(row: Mapping[str, object]) -> int:
    """SCB prints whole percentages."""
    return 0 if row["comparison"] == PUBLISHED else 1


def _council_label(comparison: str, sex: str, area_name: str, look: Look) -> str:
    if comparison == "own":
        return f"{people.name(sex, look)}, {area_name}"
    return look.text(f"jamfor.place.{comparison}")


def _council_place(row: Mapping[str, object], look: Look) -> str:
    named = row["comparison"] in ("own", "similar", "county")
    return str(row["place_name"]) if named else look.text(f"jamfor.place.{row['comparison']}")


def _place(row: Mapping[str, object], look: Look) -> str:
    if row["comparison"] in ("own", "similar"):
        return str(row["place_name"])
    return look.text(f"jamfor.place.{row['comparison']}")


def _line_name(line: pl.DataFrame, look: Look) -> str:
    return _place(line.row(0, named=True), look)


def _tick(name: str, comparison: str) -> str:
    words = "<br>".join(wrap(escape(name), TICK_WIDTH))
    return f"<b>{words}</b>" if comparison == "own" else words


def _sex_names(values: Sequence[float | None], look: Look) -> list[dict[str, object]]:
    """Which dot is whose, over the first row: the names lean away from each other, so that close dots leave them readable."""
    women, men = values
    return [
        {
            "text": people.name(sex, look),
            "x": value,
            "y": -0.35,
            "yanchor": "bottom",
            "xanchor": _side(value, other, sex).replace("middle right", "left").replace("middle left", "right"),
            "showarrow": False,
            "font": {"size": 13, "color": people.colour(sex, look)},
        }
        for sex, value, other in (("women", women, men), ("men", men, women))
        if value is not None
    ]


def _council_end(name: str, row: Mapping[str, object], column: str, last_year: str, look: Look) -> str:
    """What stands where a line ends: name, share, and its year where the line ends before the others."""
    year = "" if str(row["election_year"]) == last_year else f" {row['election_year']}"
    words = f"{name}{year} {fmt.percent(row[column], look.language, _decimals_of(row))}"
    return "<br>".join(wrap(escape(words), LABEL_WIDTH))


def _side(value: float | None, other: float | None, sex: str) -> str:
    """Labels outside the pair; women to the right when both are equal or alone."""
    if value is None or other is None or value == other:
        return "middle left" if sex == "men" else "middle right"
    return "middle right" if value > other else "middle left"
