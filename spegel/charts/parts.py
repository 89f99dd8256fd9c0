"""Why the turnout changed: the four terms of the decomposition as bars that add up to the change."""

from __future__ import annotations

import polars as pl

from spegel import fmt
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, row_axis
from spegel.charts.table import Column, Table, table

TERMS = ("forandring_beteende", "forandring_omritad", "forandring_sammansattning", "forandring_uppsamling")
ROW_HEIGHT = 56


def change_parts(parts: pl.DataFrame, about: About, look: Look) -> Chart:
    """Each bar begins where the one above ended; the last is the whole change. Frame: `turnout_change_parts`.

    Raises ValueError when a term is not known: what is left would not add up, and is not drawn (methods handbook, 1.6).
    """
    parts = parts.sort("part_order")
    if not is_complete(parts):
        raise ValueError("a term of the change is not known")
    tokens = look.theme
    changes = parts["change_pp"].to_list()
    starts = [sum(changes[:place]) for place in range(len(changes))]
    total = parts["total_change_pp"][0]
    labels = [look.text(f"charts.part.{term}") for term in parts["part"]] + [f"<b>{look.text('charts.part.total')}</b>"]
    values, bases = [*changes, total], [*starts, 0.0]
    rises, falls = tokens.diverging[4] if tokens.name == "light" else tokens.diverging[3], tokens.diverging[1]
    colours = [rises if change >= 0 else falls for change in changes] + [tokens.ink]
    places = list(range(len(values)))
    traces = [
        mark(
            "bar",
            x=values,
            base=bases,
            y=places,
            orientation="h",
            width=0.56,
            marker={"color": colours, "line": {"width": 1, "color": tokens.secondary}},
            hoverinfo="skip",
        )
    ]
    lines = [
        {
            "type": "line",
            "x0": start + change,
            "x1": start + change,
            "y0": place + 0.28,
            "y1": place + 0.72,
            "line": {"width": 1, "color": tokens.secondary, "dash": "dot"},
        }
        for place, (start, change) in enumerate(zip(starts, changes, strict=True))
    ]
    edges = [0.0, *bases, *(base + value for base, value in zip(bases, values, strict=True))]
    room = (max(edges) - min(edges) or 1) * 0.1
    notes = [
        {
            "x": max(base, base + value),
            "y": place,
            "text": f"<b>{fmt.number(value, look.language, 2, signed=True)}</b>",
            "showarrow": False,
            "xanchor": "left",
            "xshift": 6,
            "font": {"size": 14, "color": tokens.ink},
        }
        for place, base, value in zip(places, bases, values, strict=True)
    ]
    figure = draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * len(values) + 40,
            margin={"l": 8, "r": 48, "t": 8, "b": 8},
            xaxis=axis(
                look,
                range=[min(edges) - room / 3, max(edges) + room],
                zeroline=True,
                zerolinecolor=tokens.secondary,
                title={"text": look.text("charts.part.axis"), "font": {"size": 13, "color": tokens.secondary}},
            ),
            yaxis=row_axis(look, labels),
            annotations=notes,
            shapes=lines,
        ),
    )
    sentence = reading(parts, look)
    blanks = _elections(parts, look)
    title = look.text("charts.part.title", **blanks)
    return Chart(
        title, figure, look.text("charts.part.alt", reading=sentence, **blanks), sentence, parts_table(parts, title, look), about
    )


def is_complete(parts: pl.DataFrame) -> bool:
    """True when all four terms are known."""
    return parts.height == len(TERMS) and parts["change_pp"].null_count() == 0


def reading(parts: pl.DataFrame, look: Look) -> str:
    """The change and the term that weighs most."""
    blanks = _elections(parts, look)
    change = fmt.points(parts["total_change_pp"][0], look.language, 2)
    sentence = look.text("charts.part.reading", change=change, **blanks)
    largest = parts.sort(pl.col("change_pp").abs(), descending=True).row(0, named=True)
    if not largest["change_pp"]:
        return sentence
    term = look.text(f"charts.part.{largest['part']}_in_text")
    return (
        sentence
        + " "
        + look.text("charts.part.reading_largest", term=term, change=fmt.points(largest["change_pp"], look.language, 2))
    )


def parts_table(parts: pl.DataFrame, caption: str, look: Look) -> Table:
    """The terms and what each of them means, with the whole change as the last row."""
    columns = (
        Column("term", look.text("charts.column.term")),
        Column("change_pp", look.text("charts.column.share_of_change"), "points", 2),
        Column("meaning", look.text("charts.column.meaning")),
    )
    rows = [
        {
            "term": look.text(f"charts.part.{row['part']}"),
            "change_pp": row["change_pp"],
            "meaning": look.text(f"charts.part.{row['part']}_meaning"),
        }
        for row in parts.sort("part_order").iter_rows(named=True)
    ]
    total = {"term": look.text("charts.part.total"), "change_pp": parts["total_change_pp"][0] if parts.height else None}
    return table(caption, columns, rows, look.language, total)


def _elections(parts: pl.DataFrame, look: Look) -> dict[str, str]:
    return {
        "earlier": fmt.election(parts["from_election_id"][0], look.language),
        "later": fmt.election(parts["to_election_id"][0], look.language),
    }
