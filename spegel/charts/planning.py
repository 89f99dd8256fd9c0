"""Planning a dialogue: who lives in a place beside who has come before, and whom to invite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark
from spegel.charts.table import Column, Table, table
from spegel.stats import usual

ROW_HEIGHT = 52
LONG_AXIS = 0.45
"""A longer axis has a line at every twenty percent, so that a phone has room for the figures."""


@dataclass(frozen=True)
class Comer:
    """A sex or an age: its share of the residents (0-1), and its least and most share of those who came; None where not known."""

    group: str
    lives_share: float
    comes: usual.Span | None


def who_comes(comers: Sequence[Comer], about: About, look: Look, *, place: str, room_size: int) -> Chart:
    """Each group as a bar from its least to its most share of those who came, beside its share of the residents.

    Where nothing is hidden the bar is a dot.
    """
    title = look.text("planera.comes.title", place=place)
    sentence = missing_sentence(comers, look, room_size=room_size)
    listed = comes_table(comers, look, place=place, room_size=room_size)
    alt = look.text("planera.comes.alt", title=title, sentence=sentence)
    return Chart(title, _figure(comers, look, room_size), alt, sentence, listed, about)


def comes_table(comers: Sequence[Comer], look: Look, *, place: str, room_size: int) -> Table:
    """The same in words: who lives there, who has come, and what that makes in a room of this size."""
    columns = (
        Column("group", look.text("planera.column.group")),
        Column("lives_share", look.text("planera.column.lives"), "percent", 0),
        Column("comes", look.text("planera.column.comes"), "percent"),
        Column("difference", look.text("planera.column.difference", count=fmt.count(room_size, look.language)), "percent"),
    )
    rows = [
        {
            "group": people.name(comer.group, look),
            "lives_share": comer.lives_share,
            "comes": span_words(comer.comes, look),
            "difference": difference_words(comer, room_size, look),
        }
        for comer in comers
    ]
    return table(look.text("planera.comes.title", place=place), columns, rows, look.language)


def missing(comers: Sequence[Comer], room_size: int) -> list[Comer]:
    """The groups that lack at least one person for certain, those that lack most first; on a tie sexes before ages."""
    found = [comer for comer in comers if usual.is_missing(room_size, comer.lives_share, comer.comes)]
    return sorted(found, key=lambda comer: round(usual.difference(room_size, comer.lives_share, comer.comes)[1]))


def missing_sentence(comers: Sequence[Comer], look: Look, *, room_size: int) -> str:
    """Which groups usually are too few, in persons of a room of this size."""
    if all(comer.comes is None for comer in comers):
        return look.text("planera.missing.unknown")
    lacking = [f"{people.in_text(comer.group, look)} ({difference_words(comer, room_size, look)})"
               for comer in missing(comers, room_size)]  # fmt: skip
    if not lacking:
        return look.text("planera.missing.none", count=fmt.count(room_size, look.language))
    return look.text(
        "planera.missing.some", groups=fmt.listing(lacking, look.language), count=fmt.count(room_size, look.language)
    )


def span_words(span: usual.Span | None, look: Look) -> str:
    """`44 %`, or `5–12 %` where hidden numbers leave it open."""
    if span is None:
        return fmt.missing(look.language)
    low, high = (fmt.percent(share, look.language, 0) for share in span)
    return high if low == high else fmt.span(fmt.percent_digits(span[0], look.language, 0), high)


def difference_words(comer: Comer, room_size: int, look: Look) -> str:
    """`3–5 färre`, `2 fler`, `som befolkningen`; where hidden numbers leave even the direction open, `2 färre till 1 fler`."""
    if comer.comes is None:
        return fmt.missing(look.language)
    low, high = (round(persons) for persons in usual.difference(room_size, comer.lives_share, comer.comes))
    if low == high == 0:
        return look.text("planera.difference.none")
    if low < 0 < high:
        return look.text("planera.difference.open", fewer=fmt.count(-low, look.language), more=fmt.count(high, look.language))
    ends = sorted((abs(low), abs(high)))
    return look.text(
        "planera.difference.fewer" if low < 0 else "planera.difference.more",
        count=fmt.span(*(fmt.count(end, look.language) for end in ends)),
    )


def quota_table(quotas: Mapping[tuple[str, str], int], look: Look, *, place: str) -> Table:
    """Whom to invite: a row for each age, a column for each sex, and the sums last."""
    sexes, ages = (list(dict.fromkeys(key[part] for key in quotas)) for part in (0, 1))
    room_size = sum(quotas.values())
    columns = (
        Column("age", look.text("planera.column.age")),
        *(Column(sex, people.name(sex, look), "count") for sex in sexes),
        *((Column("all", people.name("total", look), "count"),) if len(sexes) > 1 else ()),
    )
    rows = [
        {
            "age": people.name(age, look),
            **{sex: quotas[sex, age] for sex in sexes},
            "all": sum(quotas[sex, age] for sex in sexes),
        }
        for age in ages
    ]
    sums = {sex: sum(count for (of, _), count in quotas.items() if of == sex) for sex in sexes}
    total = {"age": look.text("planera.quotas.sum"), **sums, "all": room_size}
    caption = look.text("planera.quotas.title", count=fmt.count(room_size, look.language), place=place)
    return table(caption, columns, rows, look.language, total)


def _figure(comers: Sequence[Comer], look: Look, room_size: int) -> go.Figure:
    tokens = look.theme
    places = list(range(len(comers)))
    traces = [_spans(comers, group, look, room_size) for group in ("women", "men", "age")]
    traces.append(
        mark(
            "scatter",
            x=[comer.lives_share for comer in comers],
            y=places,
            mode="markers",
            marker={"symbol": "line-ns", "size": 15, "line": {"width": 3, "color": tokens.ink}},
            hoverinfo="skip",
        )
    )
    top = max([share for comer in comers for share in (comer.lives_share, *(comer.comes or ()))], default=1)
    left = {"x": 0, "xref": "paper", "xanchor": "left", "showarrow": False}
    notes = [
        {
            **left,
            "text": f"<b>{people.name(comer.group, look)}</b> · {difference_words(comer, room_size, look)}",
            "y": place - 0.26,
            "yanchor": "bottom",
            "font": {"size": 14, "color": tokens.ink},
        }
        for place, comer in zip(places, comers, strict=True)
    ]
    key = f"<b>|</b> {look.text('planera.comes.lives')}   <b>▬</b> {look.text('planera.comes.come')}"
    notes.append(
        {**left, "text": key, "y": 1, "yref": "paper", "yanchor": "bottom", "font": {"size": 13, "color": tokens.secondary}}
    )
    step = 0.2 if top > LONG_AXIS else 0.1
    ticks = [number * step for number in range(int(top / step) + 2)]
    return draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * len(comers) + 72,
            margin={"l": 8, "r": 24, "t": 32, "b": 8},
            xaxis=axis(
                look,
                range=[-0.02, top + 0.06],
                tickvals=ticks,
                ticktext=[fmt.percent(tick, look.language, 0) for tick in ticks],
                tickangle=0,
            ),
            yaxis=axis(look, range=[len(comers) - 0.5, -0.85], showgrid=False, showticklabels=False),
            annotations=notes,
        ),
    )


def _spans(comers: Sequence[Comer], group: str, look: Look, room_size: int) -> dict[str, object]:
    """The bars of one colour: those of a sex, or of all ages."""
    found = [
        (place, comer)
        for place, comer in enumerate(comers)
        if comer.comes and group == (comer.group if comer.group in people.SEXES else "age")
    ]
    words = [
        f"{people.name(comer.group, look)}: {span_words(comer.comes, look)}, {difference_words(comer, room_size, look)}"
        for _, comer in found
    ]
    return mark(
        "scatter",
        x=[share for _, comer in found for share in (*comer.comes, None)],
        y=[at for place, _ in found for at in (place, place, None)],
        mode="lines+markers",
        line={"width": 9, "color": people.colour(group, look)},
        marker={"size": 9, "color": people.colour(group, look)},
        customdata=[word for word in words for _ in range(3)],
        hovertemplate="%{customdata}<extra></extra>",
    )
