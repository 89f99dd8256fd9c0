"""What residents answer beside what is counted: perceived and actual representation, and trust in politicians over the years.

A survey has a margin, and it is drawn and told. Two measures stand side by side and are never made one.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import polars as pl

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, percent_axis
from spegel.charts.elections import LINE_HEIGHT, padded
from spegel.charts.table import Column, table

ROW_HEIGHT = 54
LEFT, RIGHT = (0.0, 0.54), (0.62, 1.0)
"""Where the two columns of the pair begin and end."""

_BAND = 0.18

Names = Mapping[str, str]


def pair(groups: Sequence[Mapping], about: About, look: Look, *, names: Names, reasons: Names) -> Chart:
    """Two columns of dots on the same rows: share who feel represented with its margin, and seats against the population.

    `groups` is what `paired` gives; `names` what they are called, `reasons` why a number is hidden.
    """
    tokens = look.theme
    places = list(range(len(groups)))
    traces: list[dict[str, object]] = []
    for place, group in enumerate(groups):
        traces += _perceived(group, place, look)
        traces += _actual(group, place, look)
    notes = [
        {
            "text": f"<b>{names[group['group']]}</b>",
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": place - 0.24,
            "yanchor": "bottom",
        }
        | {"showarrow": False, "font": {"size": 14, "color": tokens.ink}}
        for place, group in enumerate(groups)
    ]
    notes += [_absent(group, place, look, reasons) for place, group in enumerate(groups) if group["perceived_share"] is None]
    for key, (start, _) in (("perceived", LEFT), ("actual", RIGHT)):
        head = {"x": start, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
        head["align"] = "left"
        notes.append({**head, "text": look.text(f"upplevd.pair.{key}"), "font": {"size": 13, "color": tokens.secondary}})
    known = [group["perceived_share"] for group in groups if group["perceived_share"] is not None]
    reach = max((abs(group["gap_pp"]) for group in groups if group["gap_pp"] is not None), default=10) * 1.6
    figure = draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * max(len(groups), 1) + 72,
            margin={"l": 8, "r": 8, "t": 44, "b": 8},
            xaxis=percent_axis(look, domain=list(LEFT), range=padded(known, room=0.14)),
            xaxis2=axis(
                look, domain=list(RIGHT), range=[-reach, reach], tickvals=[0], ticktext=["0"], gridcolor=tokens.secondary
            ),
            yaxis=axis(look, range=[len(groups) - 0.4, -0.75], showgrid=False, tickvals=places, showticklabels=False),
            annotations=notes,
        ),
    )
    sentence = pair_reading(groups, look)
    title = look.text("upplevd.pair.title")
    alt = look.text("upplevd.pair.alt", count=len(groups), reading=sentence)
    columns = (
        Column("name", look.text("upplevd.column.group")),
        Column("perceived_share", look.text("upplevd.column.perceived"), "percent"),
        Column("margin_pp", look.text("upplevd.column.margin"), "distance"),
        Column("answer_count", look.text("upplevd.column.answers"), "count"),
        Column("baseline_year", look.text("upplevd.column.baseline")),
        Column("change_pp", look.text("upplevd.column.change"), "points"),
        Column("change_margin_pp", look.text("upplevd.column.change_margin"), "distance"),
        Column("verdict", look.text("upplevd.column.verdict")),
        Column("seat_share", look.text("upplevd.column.seat_share"), "percent"),
        Column("population_share", look.text("upplevd.column.population_share"), "percent"),
        Column("gap_pp", look.text("upplevd.column.gap"), "points"),
    )
    rows = [_pair_row(group, names, reasons, look) for group in groups]
    return Chart(title, figure, alt, sentence, table(title, columns, rows, look.language), about)


def paired(perceived: pl.DataFrame, actual: pl.DataFrame, *, dimension: str) -> list[dict]:
    """One row for each group of the survey, with the group's seats on the council beside it where they are counted.

    Frames: `perceived_representation`, and `representation_by_body` of the council.
    """
    latest = with_margin(perceived.filter("is_latest"))
    if dimension == "gender":
        answers = latest.filter((pl.col("dimension") == "all") & (pl.col("gender") != "total")).with_columns(group="gender")
    else:
        chosen = (pl.col("dimension") == dimension) & (pl.col("gender") == "total")
        answers = latest.filter(chosen).with_columns(group="category")
    counted = actual.filter((pl.col("dimension") == dimension) & (pl.col("gender") == ""))
    seats = {row["category"]: row for row in counted.iter_rows(named=True)}
    by_group = {row["group"]: row for row in answers.iter_rows(named=True)}
    kept = ("seat_share", "population_share", "gap_pp")
    return [{**by_group[group], **{key: seats.get(group, {}).get(key) for key in kept}} for group in people.ordered(by_group)]


def with_margin(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `margin_pp`: the margin of a share in percentage points."""
    return rows.with_columns(margin_pp=pl.col("margin_share") * 100)


def pair_reading(groups: Sequence[Mapping], look: Look) -> str:
    """The group that feels least and most represented, whether the margins leave a difference, and the least one's seats."""
    known = sorted(
        (group for group in groups if group["perceived_share"] is not None), key=lambda group: group["perceived_share"]
    )
    if len(known) < 2:
        return look.text("upplevd.pair.reading_none")
    low, high = known[0], known[-1]
    sentences = [
        look.text(
            "upplevd.pair.reading_area" if low["dimension"] == "area" else "upplevd.pair.reading",
            low=_in_text(low, look),
            low_share=share_of(low["perceived_share"], low["margin_pp"], look.language),
            high=_in_text(high, look),
            high_share=share_of(high["perceived_share"], high["margin_pp"], look.language),
        )
    ]
    if is_inside((high["perceived_share"] - low["perceived_share"]) * 100, low["margin_pp"], high["margin_pp"]):
        sentences.append(look.text("upplevd.pair.reading_unsure"))
    if low["gap_pp"] is not None:
        gap = fmt.points(abs(low["gap_pp"]), look.language, signed=False)
        kind = "fewer" if low["gap_pp"] < 0 else "more"
        sentences.append(look.text(f"upplevd.pair.reading_{kind}", group=_in_text(low, look), gap=gap))
    return " ".join(sentences)


def share_of(share: float | None, margin_pp: float | None, language: str) -> str:
    """A share of a survey: no decimals where the margin is over three percentage points."""
    return fmt.percent(share, language, 0 if margin_pp is None or margin_pp > 3 else 1)


def is_inside(difference_pp: float, *margins_pp: float | None) -> bool:
    """True where a difference between two answers is no greater than their margins together (the root of their squares)."""
    if None in margins_pp:
        return True
    return abs(difference_pp) <= sum(margin**2 for margin in margins_pp) ** 0.5


def verdict(row: Mapping) -> str:
    """`up` or `down` since the baseline year, `unsure` inside the margin, `none` where nothing compares."""
    if row["change_pp"] is None:
        return "none"
    if row["is_uncertain"] is not False:
        return "unsure"
    return "up" if row["change_pp"] > 0 else "down"


def trust(rows: pl.DataFrame, about: About, look: Look, *, title: str) -> Chart:
    """One measure of a survey year by year, women and men apart, the margin as a band; cut where the series breaks.

    Frame: `trust_by_group` of one survey. Women are a solid line and men a dashed one.
    """
    tokens = look.theme
    rows = with_margin(rows.filter(pl.col("trust_share").is_not_null())).sort("survey_year")
    shown = [sex for sex in people.SEXES if sex in rows["gender"]] or ["total"]
    breaks = breaks_of(rows)
    traces: list[dict[str, object]] = []
    notes = []
    for group in shown:
        line = rows.filter(pl.col("gender") == group)
        for piece in _pieces(line, breaks):
            traces += _trust_line(piece, group, look)
        if line.height:
            last = line.row(-1, named=True)
            others = [
                rows.filter(pl.col("gender") == other)["trust_share"].tail(1).to_list() for other in shown if other != group
            ]
            is_top = all(not other or last["trust_share"] >= other[0] for other in others)
            written = share_of(last["trust_share"], last["margin_pp"], look.language)
            notes.append(
                {"text": f"<b>{people.name(group, look)} {written}</b>", "x": last["survey_year"], "y": last["trust_share"]}
                | {
                    "xanchor": "right",
                    "yanchor": "bottom" if is_top else "top",
                    "yshift": 8 if is_top else -8,
                    "showarrow": False,
                }
                | {"font": {"size": 14, "color": people.colour(group, look)}}
            )
    years = sorted(set(rows["survey_year"]))
    lines = [
        {"type": "line", "x0": year - 0.5, "x1": year - 0.5, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
        | {"line": {"color": tokens.secondary, "dash": "dot", "width": 1}}
        for year in breaks
    ]
    notes += [
        {"text": look.text("upplevd.trust.break_label"), "x": line["x0"], "y": 1, "yref": "paper", "yanchor": "bottom"}
        | {"showarrow": False, "font": {"size": 12, "color": tokens.secondary}}
        for line in lines
    ]
    limits = [row["trust_share"] + sign * (row["margin_pp"] or 0) / 100 for row in rows.iter_rows(named=True) for sign in (-1, 1)]
    figure = draw(
        traces,
        base_layout(
            look,
            LINE_HEIGHT,
            margin={"l": 8, "r": 16, "t": 28, "b": 8},
            xaxis=axis(look, showgrid=False, tickvals=years, ticktext=[str(year) for year in years], range=_year_range(years)),
            yaxis=percent_axis(look, range=padded(limits, room=0.06)),
            shapes=lines,
            annotations=notes,
        ),
    )
    sentence = trust_reading(rows, look)
    alt = look.text("upplevd.trust.alt", first=years[0] if years else "", last=years[-1] if years else "", reading=sentence)
    columns = (
        Column("year", look.text("upplevd.column.year")),
        Column("gender_name", look.text("upplevd.column.gender")),
        Column("trust_share", look.text("upplevd.column.trust"), "percent"),
        Column("margin_pp", look.text("upplevd.column.margin"), "distance"),
        Column("answer_count", look.text("upplevd.column.answers"), "count"),
        Column("has_break", look.text("upplevd.column.break"), "yes_no"),
    )
    order = people.ordered(rows["gender"])
    listed = sorted(rows.iter_rows(named=True), key=lambda row: (row["survey_year"], order.index(row["gender"])))
    written = [{**row, "year": str(row["survey_year"]), "gender_name": people.name(row["gender"], look)} for row in listed]
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def trust_reading(rows: pl.DataFrame, look: Look) -> str:
    """The latest share with its margin, the change since the first year that compares, and where the series breaks."""
    everyone = rows.filter(pl.col("gender") == "total").sort("survey_year")
    if everyone.is_empty():
        return look.text("upplevd.trust.reading_none")
    last = everyone.row(-1, named=True)
    written = share_of(last["trust_share"], last["margin_pp"], look.language)
    if last["margin_pp"] is None:
        sentences = [look.text("upplevd.trust.reading_no_margin", year=last["survey_year"], share=written)]
    else:
        margin = fmt.points(last["margin_pp"], look.language, signed=False)
        sentences = [look.text("upplevd.trust.reading", year=last["survey_year"], share=written, margin=margin)]
    kind = verdict(last)
    if kind != "none":
        change = fmt.points(last["change_pp"], look.language)
        sentences.append(look.text(f"upplevd.trust.{kind}", before=last["baseline_year"], change=change))
    years = [str(year) for year in breaks_of(rows)]
    if years:
        sentences.append(look.text("upplevd.trust.break", years=fmt.listing(years, look.language)))
    return " ".join(sentences)


def breaks_of(rows: pl.DataFrame) -> list[int]:
    """The years that do not compare with those before them; nothing comes before the first."""
    found = rows.filter((pl.col("survey_year") > pl.col("survey_year").min()) & pl.col("has_break"))
    return sorted(set(found["survey_year"]))


def _in_text(group: Mapping, look: Look) -> str:
    return group["category_name"] or people.in_text(group["group"], look)


def _perceived(group: Mapping, place: int, look: Look) -> list[dict[str, object]]:
    """The margin as a whisker, the share as a dot with its value."""
    share, margin = group["perceived_share"], group["margin_pp"]
    if share is None:
        return []
    own = people.colour(group["group"], look)
    whisker = {"width": 2, "color": own}
    around = [] if margin is None else [share - margin / 100, share + margin / 100]
    return [
        mark("scatter", x=around, y=[place] * len(around), mode="lines", line=whisker, hoverinfo="skip"),
        mark(
            "scatter",
            x=[share],
            y=[place],
            mode="markers+text",
            marker=people.marker(group["group"], look),
            text=[share_of(share, margin, look.language)],
            textposition="bottom center",
            textfont={"size": 13, "color": own},
            cliponaxis=False,
            hoverinfo="skip",
        ),
    ]


def _actual(group: Mapping, place: int, look: Look) -> list[dict[str, object]]:
    """The distance from zero as a line, the difference as a dot with its value."""
    gap = group["gap_pp"]
    if gap is None:
        words = mark(
            "scatter",
            x=[0],
            y=[place],
            mode="text",
            text=["\u2002" + look.text("upplevd.no_seats")],
            textposition="middle right",
            xaxis="x2",
            hoverinfo="skip",
        )
        return [{**words, "textfont": {"size": 13, "color": look.theme.secondary}}]
    axes = {"xaxis": "x2", "hoverinfo": "skip"}
    return [
        mark("scatter", x=[0, gap], y=[place, place], mode="lines", line={"width": 2, "color": look.theme.line}, **axes),
        mark(
            "scatter",
            x=[gap],
            y=[place],
            mode="markers+text",
            marker=people.marker(group["group"], look),
            text=[fmt.number(gap, look.language, 1, signed=True)],
            textposition="bottom center",
            textfont={"size": 13, "color": people.colour(group["group"], look)},
            cliponaxis=False,
            **axes,
        ),
    ]


def _absent(group: Mapping, place: int, look: Look, reasons: Names) -> dict[str, object]:
    words = reasons.get(group["suppression_reason"] or "", fmt.missing(look.language))
    left = {"x": 0, "xref": "paper", "xanchor": "left", "y": place, "yanchor": "middle", "showarrow": False}
    return {**left, "text": words, "font": {"size": 13, "color": look.theme.secondary}}


def _pair_row(group: Mapping, names: Names, reasons: Names, look: Look) -> dict[str, object]:
    hidden = reasons.get(group["suppression_reason"] or "")
    kind = verdict(group)
    masked = dict.fromkeys(("perceived_share", "margin_pp", "answer_count"), hidden) if hidden else {}
    return {
        **group,
        **masked,
        "name": names[group["group"]],
        "baseline_year": None if group["baseline_year"] is None else str(group["baseline_year"]),
        "verdict": look.text(f"upplevd.verdict.{kind}"),
    }


def _pieces(line: pl.DataFrame, breaks: Sequence[int]) -> list[pl.DataFrame]:
    """A line cut before every year in which the series breaks."""
    edges = [0, *breaks, 9999]
    cut = [line.filter(pl.col("survey_year").is_between(start, end, closed="left")) for start, end in itertools.pairwise(edges)]
    return [piece for piece in cut if piece.height]


def _trust_line(piece: pl.DataFrame, group: str, look: Look) -> list[dict[str, object]]:
    years, shares = piece["survey_year"].to_list(), piece["trust_share"].to_list()
    own, banded = people.colour(group, look), piece.filter(pl.col("margin_pp").is_not_null())
    around = banded["survey_year"].to_list()
    low, high = ((banded["trust_share"] + sign * banded["margin_pp"] / 100).to_list() for sign in (-1, 1))
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    fill = {"fill": "tonexty", "fillcolor": people.see_through(own, _BAND if look.theme.name == "light" else 1.4 * _BAND)}
    line = {"width": 3, "color": own, "dash": people.dash(group)}
    return [
        mark("scatter", x=around, y=low, **edge),
        mark("scatter", x=around, y=high, **fill, **edge),
        # A single year has no band, and gets a whisker.
        mark(
            "scatter",
            x=years,
            y=shares,
            mode="lines+markers",
            line=line,
            marker=people.marker(group, look, 9),
            error_y={"array": banded["margin_pp"] / 100, "thickness": 1.5, "width": 0, "color": own, "visible": len(around) == 1},
            hoverinfo="skip",
        ),
    ]


def _year_range(years: Sequence[int]) -> list[float]:
    return [years[0] - 0.7, years[-1] + 0.7] if years else [0, 1]
