"""Who was in a room beside whom chance would have given, in persons; and who of them spoke.

Frames are those of `room_by_unit` and `room_mirror`. A number that is hidden is told in words wherever it would have stood: in
the picture, to a pointer, in the table and in the files. A distance is never told without what chance alone gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import polars as pl

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, percent_axis
from spegel.charts.table import Column, Table, Value, table
from spegel.stats import room

ROW_HEIGHT = 46
SPOKE_HEIGHT = 62
FEWEST_FOR_SHARES = room.FEWEST
_BAND = 0.36
HIDDEN = "dolt"
"""The verdict where a number behind it is hidden."""

CROSS = "gender_age"
"""The breakdown by sex and age together; its groups are `women_18-29`."""

_TOLD = (room.DEVIATES, room.WITHIN_CHANCE)

Reasons = Mapping[str, str]
Cell = Mapping[str, object]


def groups(rows: pl.DataFrame, dimension: str, measure: str = "present") -> list[dict[str, object]]:
    """The rows of one breakdown in their natural order, those not stated last. Frame: `room_by_unit`."""
    chosen = rows.filter((pl.col("measure") == measure) & (pl.col("dimension") == dimension) & (pl.col("category") != "total"))
    if dimension == CROSS:  # women and men of an age beside each other
        return sorted(chosen.rows(named=True), key=lambda row: [people.ORDER.index(part) for part in reversed(_parts(row))])
    order = people.ordered(chosen["category"])
    return sorted(chosen.rows(named=True), key=lambda row: order.index(row["category"]))


def is_hidden(found: Sequence[Cell]) -> bool:
    """True where all numbers are hidden, as those of a breakdown that is told whole or not at all."""
    return bool(found) and all(row["person_count"] is None and row["suppression_reason"] for row in found)


def cross_table(found: Sequence[Cell], look: Look) -> Table:
    """Ages as rows and sexes as columns, with sums; for a cross that is told. Those of neither are the last row."""
    counts = {_parts(row): row["person_count"] for row in found}
    sexes = [sex for sex in (*people.SEXES, "other") if any(parts[0] == sex for parts in counts)]
    columns = (
        Column("age", look.text("rummet.dimension.age")),
        *(Column(sex, people.name(sex, look), "count") for sex in sexes),
        Column("all", look.text("people.total"), "count"),
    )

    def written(name: str, numbers: Mapping[str, int]) -> dict[str, Value]:
        return {"age": name, **numbers, "all": sum(numbers.values())}

    ages = [age for age in people.ORDER if any(parts[1:] == (age,) for parts in counts)]
    rows = [written(people.name(age, look), {sex: counts.get((sex, age), 0) for sex in sexes}) for age in ages]
    if ("unknown",) in counts:
        rows.append({"age": people.name("unknown", look), "all": counts["unknown",]} | dict.fromkeys(sexes, fmt.EN_DASH))
    sums = {sex: sum(counts.get((sex, age), 0) for age in ages) for sex in sexes}
    total = {"age": look.text("people.total"), **sums, "all": sum(counts.values())}
    return table(look.text("rummet.cross.title"), columns, rows, look.language, total)


def who_came(rows: pl.DataFrame, mirror: Cell, about: About, look: Look, *, reasons: Reasons) -> Chart:
    """Each group as a dot in persons, beside how many were to be expected and what chance alone gives around that.

    `mirror` is the row of `room_mirror`; `reasons` say in words why a number is hidden.
    """
    found = groups(rows, str(mirror["dimension"]))
    known = mirror["known_count"]
    spans = [chance(row, known) for row in found]
    title = look.text(f"rummet.came.title.{mirror['dimension']}")
    sentence = missing_sentence(found, look)
    figure = persons(found, spans, look, reasons)
    listed = sum_table(found, mirror, look, reasons=reasons)
    return Chart(title, figure, look.text("rummet.came.alt", title=title, reading=sentence), sentence, listed, about)


def sum_table(found: Sequence[Cell], mirror: Cell, look: Look, *, reasons: Reasons) -> Table:
    """The sum behind the distance: each group's number, the expected one, the difference, and the ratio with its interval."""
    columns = (
        Column("group", look.text("rummet.column.group")),
        Column("person_count", look.text("rummet.column.came"), "count"),
        Column("expected_count", look.text("rummet.column.expected"), "index"),
        Column("deviation_count", look.text("rummet.column.difference"), "points"),
        Column("chance", look.text("rummet.column.chance"), "count"),
        Column("repr_ratio", look.text("rummet.column.ratio"), "index", 2),
        Column("interval", look.text("rummet.column.interval"), "count"),
    )
    known = mirror["known_count"]
    written = [_cells(row, chance(row, known), look, reasons) for row in found]
    total: dict[str, Value] | None = None
    if known is not None and all(row["expected_count"] is not None for row in found if not is_outside(row)):
        total = {"group": look.text("rummet.sum"), "person_count": known, "expected_count": float(known), "deviation_count": 0.0}
    caption = look.text("rummet.sum_caption", title=look.text(f"rummet.came.title.{mirror['dimension']}"))
    return table(caption, columns, written, look.language, total)


def missing(found: Sequence[Cell]) -> list[Cell]:
    """Groups that lack at least one whole person, those that lack most first."""
    lacking = [row for row in found if row["deviation_count"] is not None and round(row["deviation_count"]) < 0]
    return sorted(lacking, key=lambda row: row["deviation_count"])


def missing_words(row: Cell, look: Look) -> str:
    """`5 färre 18–29 år än väntat`."""
    name = group_name(row, look)
    is_named = row["dimension"] in ("gender", CROSS)
    count = fmt.count(abs(round(row["deviation_count"])), look.language)
    return look.text("rummet.fewer", count=count, group=fmt.first_lower(name) if is_named else name)


def missing_sentence(found: Sequence[Cell], look: Look) -> str:
    """Which groups were too few, in persons."""
    told = [row for row in found if row["deviation_count"] is not None]
    if not told:
        return look.text("rummet.came.reading_none")
    lacking = missing(found)
    if not lacking:
        return look.text("rummet.came.reading_even")
    listed = fmt.listing([missing_words(row, look) for row in lacking[:3]], look.language)
    return look.text("rummet.came.reading", missing=listed)


def difference(row: Cell, look: Look) -> str:
    """`5 färre än väntat`, `3 fler än väntat`, `som väntat`; empty where it is not known."""
    if row["deviation_count"] is None:
        return ""
    number = round(row["deviation_count"])
    kind = "fewer" if number < 0 else "more" if number > 0 else "even"
    return look.text(f"rummet.difference.{kind}", count=fmt.count(abs(number), look.language))


def group_name(row: Cell, look: Look) -> str:
    """`Kvinnor`, `18–29 år`, `Alby`; a place that is no part of today as the register has it."""
    category = str(row["category"])
    if row["dimension"] == "area" and category not in ("unknown", "other"):
        return str(row["category_name"] or category)
    return " ".join(people.name(part, look) for part in _parts(row)) if row["dimension"] == CROSS else people.name(category, look)


def is_outside(row: Cell) -> bool:
    """True for those who are counted but stand outside the shares: not stated, or living in none of the parts."""
    return row["category"] in ("unknown", people.OTHERS) or (row["dimension"] == "area" and row["category_name"] is None)


def _parts(row: Cell) -> tuple[str, ...]:
    """The sex and the age of a group by both; one part for every other group."""
    return tuple(str(row["category"]).split("_")) if row["dimension"] == CROSS else (str(row["category"]),)


def verdict_key(mirror: Cell) -> str:
    """The verdict as the page words it. Too few persons comes before hidden numbers: it is so whatever the numbers are."""
    verdict, present = str(mirror["verdict"]), mirror["present_count"]
    if verdict not in (room.NO_TEST, HIDDEN):
        return verdict
    if present is not None and present < room.FEWEST:
        return "under_tio"
    if present is not None and present < room.FEWEST_FOR_GROUPS and mirror["dimension"] != "gender":
        return room.TOO_FEW
    return HIDDEN if mirror["reference_place_id"] is not None else "ingen_befolkning"


def is_told(mirror: Cell) -> bool:
    """True where a distance may be told at all: where it has been held against chance."""
    return mirror["verdict"] in _TOLD and mirror["tvd_share"] is not None and mirror["band_share"] is not None


def mirror_table(mirrors: Sequence[Cell], look: Look) -> Table:
    """Every breakdown with its distance beside what chance gives, and the verdict; no distance where there is no verdict."""
    columns = (
        Column("name", look.text("rummet.column.breakdown")),
        Column("known_count", look.text("rummet.column.known"), "count"),
        Column("unknown_share", look.text("rummet.column.unknown"), "percent"),
        Column("tvd_share", look.text("rummet.column.tvd"), "percent"),
        Column("band_share", look.text("rummet.column.band"), "percent"),
        Column("verdict", look.text("rummet.column.verdict")),
        Column("test", look.text("rummet.column.test")),
    )
    withheld = look.text("rummet.withheld")
    written = [
        {
            "name": look.text(f"rummet.dimension.{row['dimension']}"),
            "known_count": look.text("rummet.hidden") if row["known_count"] is None else row["known_count"],
            "unknown_share": look.text("rummet.hidden") if row["unknown_share"] is None else row["unknown_share"],
            "tvd_share": row["tvd_share"] if is_told(row) else withheld,
            "band_share": row["band_share"] if is_told(row) else withheld,
            "verdict": look.text(f"rummet.verdict.{verdict_key(row)}"),
            "test": test_words(row, look) if is_told(row) else withheld,
        }
        for row in mirrors
    ]
    return table(look.text("rummet.mirror_caption"), columns, written, look.language)


def test_words(row: Cell, look: Look) -> str:
    """`chi-två, p = 0,03`; p under a thousandth is not written as none."""
    if row["p_value"] is None:
        return look.text("rummet.withheld")
    small = row["p_value"] < 0.001
    p = f"< {fmt.number(0.001, look.language, 3)}" if small else f"= {fmt.number(row['p_value'], look.language, 3)}"
    return look.text(f"rummet.test.{row['test_name']}", p=p)


def who_spoke(rows: pl.DataFrame, dimension: str, about: About, look: Look, *, reasons: Reasons) -> Chart:
    """Two bars for each sex: its share of those who were there and of those who spoke; then the groups of the breakdown."""
    pairs = spoke_pairs(rows, "gender")
    others = [] if dimension == "gender" else spoke_pairs(rows, dimension)
    title = look.text("rummet.spoke.title")
    sentence = spoke_sentence(pairs, look)
    columns = (
        Column("group", look.text("rummet.column.group")),
        Column("present", look.text("rummet.column.came"), "count"),
        Column("present_share", look.text("rummet.column.came_share"), "percent"),
        Column("speaking", look.text("rummet.column.spoke"), "count"),
        Column("speaking_share", look.text("rummet.column.spoke_share"), "percent"),
    )
    written = [_spoke_cells(pair, look, reasons) for pair in (*pairs, *others)]
    figure = _spoke_figure([*_shown(pairs), *_shown(others)], look)
    alt = look.text("rummet.spoke.alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def spoke_pairs(rows: pl.DataFrame, dimension: str) -> list[dict[str, object]]:
    """Each group with how many were there and how many spoke, and its share of both; None where one of the numbers is not told.

    A share is of those whose group is stated, and is given from ten of them. Empty where speaking was not counted.
    """
    present = {row["category"]: row for row in groups(rows, dimension)}
    speaking = {row["category"]: row for row in groups(rows, dimension, "speaking")}
    if not speaking:
        return []
    pairs = []
    for key, row in present.items():
        other = speaking.get(key)
        pairs.append(
            {
                **{name: row[name] for name in ("dimension", "category", "category_name")},
                "present": row["person_count"],
                "present_reason": row["suppression_reason"],
                "speaking": other["person_count"] if other else None,
                "speaking_reason": other["suppression_reason"] if other else None,
            }
        )
    stated = [pair for pair in pairs if not is_outside(pair)]
    for measure in ("present", "speaking"):
        numbers = [pair[measure] for pair in stated]
        whole = None if None in numbers else sum(numbers)
        for pair in pairs:
            is_share = whole is not None and whole >= FEWEST_FOR_SHARES and not is_outside(pair)
            pair[f"{measure}_share"] = pair[measure] / whole if is_share else None
    return pairs


def has_shares(pairs: Sequence[Cell]) -> bool:
    """True where there is at least one share to draw."""
    return bool(_shown(pairs))


def spoke_sentence(pairs: Sequence[Cell], look: Look) -> str:
    """The women's share of those who spoke, and of those who were there where that is told; or why it cannot be said."""
    women = next((pair for pair in pairs if pair["category"] == "women"), None)
    if women is None or women["speaking_share"] is None:
        return look.text("rummet.spoke.reading_none")
    speaking = fmt.percent(women["speaking_share"], look.language, 0)
    if women["present_share"] is None:
        return look.text("rummet.spoke.reading_spoke", speaking=speaking)
    return look.text("rummet.spoke.reading", present=fmt.percent(women["present_share"], look.language, 0), speaking=speaking)


def chance(row: Cell, known: int | None) -> tuple[int, int] | None:
    """How many of the group 19 of 20 random rooms of `known` persons hold."""
    if row["expected_count"] is None or not known:
        return None
    return room.chance_persons(known, min(1.0, row["expected_count"] / known))


def _cells(row: Cell, span: tuple[int, int] | None, look: Look, reasons: Reasons) -> dict[str, Value]:
    reason = reasons.get(str(row["suppression_reason"]))
    outside = look.text("rummet.outside") if is_outside(row) else reason or look.text("rummet.no_population")
    count = row["person_count"]
    return {
        "group": group_name(row, look),
        "person_count": reason or look.text("rummet.not_counted") if count is None else count,
        "expected_count": outside if row["expected_count"] is None else row["expected_count"],
        "deviation_count": outside if row["deviation_count"] is None else row["deviation_count"],
        "chance": outside if span is None else fmt.span(*(fmt.count(end, look.language) for end in span)),
        "repr_ratio": outside if row["repr_ratio"] is None else row["repr_ratio"],
        "interval": outside if row["ci_low_ratio"] is None else _interval(row, look),
    }


def _interval(row: Cell, look: Look) -> str:
    """`0,41–0,92`; with a word where it leaves out 1, so that the group differs by more than chance."""
    ends = fmt.span(*(fmt.number(row[f"ci_{end}_ratio"], look.language, 2) for end in ("low", "high")))
    is_flagged = not row["ci_low_ratio"] <= 1 <= row["ci_high_ratio"]
    return look.text("rummet.flagged", interval=ends) if is_flagged else ends


def _label(row: Cell, look: Look, reasons: Reasons) -> str:
    """`**18–29 år** · 3 · 5 färre än väntat`, or why it is not told."""
    name = f"<b>{group_name(row, look)}</b>"
    if row["person_count"] is None:
        return f"{name} · {reasons.get(str(row['suppression_reason']), look.text('rummet.not_counted'))}"
    return " · ".join(part for part in (name, fmt.count(row["person_count"], look.language), difference(row, look)) if part)


def persons(found: Sequence[Cell], spans: Sequence[tuple[int, int] | None], look: Look, reasons: Reasons) -> go.Figure:
    """A dot in persons for each group, a stroke where it was expected, and a band where chance alone would have put it."""
    tokens = look.theme
    band_colour = people.see_through(tokens.other, 0.35)
    places = list(range(len(found)))
    ends = [row["person_count"] or 0 for row in found] + [row["expected_count"] or 0 for row in found]
    top = max([*ends, *(span[1] for span in spans if span)], default=0) or 1
    banded = [(place, span) for place, span in zip(places, spans, strict=True) if span]
    traces = [
        mark(
            "bar",
            x=[high - low for _, (low, high) in banded],
            base=[low for _, (low, _) in banded],
            y=[place for place, _ in banded],
            orientation="h",
            width=_BAND,
            marker={"color": band_colour},
            hoverinfo="skip",
        ),
        mark(
            "scatter",
            x=[row["expected_count"] for row in found],
            y=places,
            mode="markers",
            marker={"symbol": "line-ns", "size": 18, "line": {"width": 2.5, "color": tokens.ink}},
            hoverinfo="skip",
        ),
    ]
    for place, row in zip(places, found, strict=True):
        if row["person_count"] is None:
            continue
        traces.append(
            mark(
                "scatter",
                x=[row["person_count"]],
                y=[place],
                mode="markers",
                marker=people.marker(_parts(row)[0], look),
                customdata=[_label(row, look, reasons)],
                hovertemplate="%{customdata}<extra></extra>",
                cliponaxis=False,
            )
        )
    name = look.text("rummet.axis")
    left = {"x": 0, "xref": "paper", "xanchor": "left", "align": "left", "showarrow": False, "yanchor": "bottom"}
    notes = [
        {**left, "text": _label(row, look, reasons), "y": place - 0.22, "font": {"size": 14, "color": tokens.ink}}
        for place, row in zip(places, found, strict=True)
    ]
    above = {"x": 1, "xref": "paper", "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    expected, band = look.text("rummet.key.expected"), look.text("rummet.key.band")
    key = f'<b>|</b> {expected}   <span style="color:{tokens.other}">■</span> {band}'
    if banded:
        notes.append({**above, "text": key, "font": {"size": 13, "color": tokens.ink}})
    return draw(
        traces,
        base_layout(
            look,
            ROW_HEIGHT * max(len(found), 1) + 70,
            margin={"l": 8, "r": 24, "t": 28, "b": 8},
            xaxis=axis(look, range=[-0.02 * top, 1.06 * top], nticks=6, tickformat=",d", title={"text": name}),
            yaxis=axis(look, range=[len(found) - 0.4, -0.75], showgrid=False, tickvals=[], showticklabels=False),
            annotations=notes,
        ),
    )


def _shown(pairs: Sequence[Cell]) -> list[Cell]:
    """Groups to draw: none where no share of those who spoke is told; of other sexes only where there is somebody."""
    shown = pairs if any(pair["speaking_share"] is not None for pair in pairs) else []
    return [pair for pair in shown if pair["category"] != "other" or pair["present_share"] or pair["speaking_share"]]


def _spoke_figure(pairs: Sequence[Cell], look: Look) -> go.Figure:
    """Two bars a group: the paler one is who was there, the full one who spoke."""
    tokens = look.theme
    traces = []
    for offset, measure in ((-0.2, "present"), (0.2, "speaking")):
        words = look.text(f"rummet.spoke.{measure}")
        shares = [pair[f"{measure}_share"] for pair in pairs]
        own = [people.colour(str(pair["category"]), look) for pair in pairs]
        traces.append(
            mark(
                "bar",
                x=shares,
                y=[place + offset for place in range(len(pairs))],
                orientation="h",
                width=0.34,
                marker={
                    "color": [people.see_through(colour, 0.35) for colour in own] if measure == "present" else own,
                    "line": {"width": 1.5, "color": own},
                },
                text=["" if share is None else f"{words} <b>{fmt.percent(share, look.language, 0)}</b>" for share in shares],
                textposition="outside",
                cliponaxis=False,
                textfont={"size": 13, "color": tokens.ink},
                hoverinfo="skip",
            )
        )
    top = max((share for pair in pairs for share in (pair["present_share"], pair["speaking_share"]) if share), default=0.5)
    ink = {"color": tokens.ink, "size": 14}
    return draw(
        traces,
        base_layout(
            look,
            SPOKE_HEIGHT * max(len(pairs), 1) + 32,
            xaxis=percent_axis(look, range=[0, 1.5 * top], showticklabels=False, showgrid=False),
            yaxis=axis(
                look,
                range=[len(pairs) - 0.5, -0.5],
                showgrid=False,
                tickvals=list(range(len(pairs))),
                ticktext=[group_name(pair, look) for pair in pairs],
                tickfont=ink,
                ticklabelstandoff=8,
            ),
        ),
    )


def _spoke_cells(pair: Cell, look: Look, reasons: Reasons) -> dict[str, Value]:
    cells: dict[str, Value] = {"group": group_name(pair, look)}
    for measure in ("present", "speaking"):
        reason = reasons.get(str(pair[f"{measure}_reason"])) or look.text("rummet.not_noted")
        count, share = pair[measure], pair[f"{measure}_share"]
        outside = look.text("rummet.outside") if is_outside(pair) else look.text("rummet.no_share")
        cells[measure] = reason if count is None else count
        cells[f"{measure}_share"] = (reason if count is None else outside) if share is None else share
    return cells
