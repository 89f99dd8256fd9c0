"""How far the influence of participants went: the ladder of mandates, how it has moved, and when and where dialogues come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from spegel import fmt
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark
from spegel.charts.shares import Part, Row, divided, few_percents, key_above, named_rows, weighed
from spegel.charts.table import Column, Table, table
from spegel.registers import schema

TOP = ("genomfora", "bestamma")
"""The steps where participants carry out or decide."""

MISSING = "missing"
TIMINGS = ("early", "late", "unknown")
TIMELINE_ROWS = 15
"""Dialogues that the timeline draws, the latest; its table has them all."""


def ladder(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """The steps, the one that goes furthest on top: share of dialogues, and of participants as far as they are published.

    Frame: `mandate_distribution`, the rows of all.
    """
    steps = rows.sort(pl.col("mandate") == MISSING, pl.col("mandate_order"), descending=[False, True]).rows(named=True)
    names = [step_name(row["mandate"], look) for row in steps]
    title = look.text("mandat.ladder.title", period=period)
    of = look.text("mandat.column.mandate")
    return weighed(steps, names, about, look, title=title, sentence=ladder_reading(rows, look), of=of)


def ladder_reading(rows: pl.DataFrame, look: Look) -> str:
    """The most common step, and the share whose mandate nobody has stated."""
    stated = rows.filter(pl.col("mandate") != MISSING)
    most = stated.filter(pl.col("dialogue_count") == stated["dialogue_count"].max())
    missing = rows.row(by_predicate=pl.col("mandate") == MISSING, named=True)
    count, share = missing["dialogue_count"], fmt.percent(missing["dialogue_share"], look.language)
    if not most["dialogue_count"].max():
        return look.text("mandat.ladder.reading_none", missing=fmt.count(count, look.language), share=share)
    blanks = {"share": share} | ({} if count == 1 else {"missing": fmt.count(count, look.language)})
    steps = [fmt.first_lower(step_name(step, look)) for step in most["mandate"]]
    return look.text(
        "mandat.ladder.reading_one" if count == 1 else "mandat.ladder.reading",
        step=fmt.listing(steps, look.language),
        most=fmt.percent(most["dialogue_share"][0], look.language),
        **blanks,
    )


def ladder_by(rows: pl.DataFrame, about: About, look: Look, *, dimension: str, period: str) -> Chart:
    """The ladder of each year, administration or part as a divided bar; a missing mandate is a part of its own.

    Frame: `mandate_distribution`. `dimension` is `year`, `administration` or `area`.
    """
    counts: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    for row in rows.filter(pl.col("dimension") == dimension).iter_rows(named=True):
        counts.setdefault(row["category"], {})[row["mandate"]] = row["dialogue_count"]
        names[row["category"]] = row["category_name"] or row["category"] or look.text(f"mandat.no_{dimension}")
    bars = [Row(names[key], steps, fmt.count(sum(steps.values()), look.language)) for key, steps in counts.items()]
    tops = {key: sum(steps[step] for step in TOP) / sum(steps.values()) for key, steps in counts.items()}
    sentence = _top_reading({names[key]: share for key, share in tops.items()}, look)
    title = look.text(f"mandat.by.title_{dimension}", period=period)
    steps = [part.key for part in step_parts(look)]
    columns = (
        Column("name", look.text(f"mandat.column.{dimension}")),
        *(Column(part.key, part.name, "count") for part in step_parts(look)),
        Column("all", look.text("mandat.column.dialogues"), "count"),
        Column("top", look.text("mandat.column.top_share"), "percent"),
    )
    written = [
        {"name": names[key], **{step: found[step] for step in steps}, "all": sum(found.values()), "top": tops[key]}
        for key, found in counts.items()
    ]
    alt = look.text("mandat.divided_alt", title=title, reading=sentence)
    figure = divided(bars, step_parts(look), look)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def shift(rows: pl.DataFrame, about: About, look: Look) -> Chart:
    """The share at the two top steps in the base year and the later year: a hollow and a filled point for each administration.

    Frame: `mandate_shift`. Where either year has too few dialogues the points stand without a change.
    """
    whole = rows.row(by_predicate=pl.col("administration") == "total", named=True)
    years = {"base": str(whole["base_year"]), "year": str(whole["dialogue_year"])}
    found = rows.rows(named=True) if rows.height > 2 else rows.filter(pl.col("administration") != "total").rows(named=True)
    names = [administration_name(row["administration"], look) for row in found]
    tokens = look.theme
    places = list(range(len(found)))
    lines = [
        {"type": "line", "x0": row["base_top_share"], "x1": row["top_share"], "y0": place, "y1": place, "layer": "below"}
        | {"line": {"color": tokens.line, "width": 3}}
        for place, row in enumerate(found)
        if row["change_pp"] is not None
    ]
    points = (("base_top_share", years["base"], "circle-open"), ("top_share", years["year"], "circle"))
    traces = [
        mark(
            "scatter",
            x=[row[column] for row in found],
            y=places,
            mode="markers",
            name=year,
            marker={"color": tokens.accent, "size": 12, "symbol": symbol, "line": {"width": 2, "color": tokens.accent}},
            hoverinfo="skip",
        )
        for column, year, symbol in points
    ]
    notes = [
        {"text": _change(row, look), "x": 1.02, "xref": "paper", "xanchor": "left", "y": place, "showarrow": False}
        | {"font": {"size": 13, "color": tokens.ink if row["change_pp"] is not None else tokens.secondary}}
        for place, row in enumerate(found)
    ]
    highest = max((row[column] or 0 for row in found for column in ("base_top_share", "top_share")), default=0)
    figure = draw(
        traces,
        base_layout(
            look,
            44 * len(found) + 88,
            margin={"l": 8, "r": 64, "t": 40, "b": 8},
            **key_above(look),
            shapes=lines,
            annotations=notes,
            xaxis=few_percents(look, range=[-0.02, max(0.5, highest) + 0.04]),
            yaxis=named_rows(names, look),
        ),
    )
    title = look.text("mandat.shift.title", **years)
    sentence = shift_reading(whole, look)
    columns = (
        Column("name", look.text("mandat.column.administration")),
        Column("base_top_count", look.text("mandat.column.top_count_in", year=years["base"]), "count"),
        Column("base_dialogue_count", look.text("mandat.column.dialogues_in", year=years["base"]), "count"),
        Column("base_top_share", look.text("mandat.column.share_in", year=years["base"]), "percent"),
        Column("base_missing_count", look.text("mandat.column.missing_in", year=years["base"]), "count"),
        Column("top_count", look.text("mandat.column.top_count_in", year=years["year"]), "count"),
        Column("dialogue_count", look.text("mandat.column.dialogues_in", year=years["year"]), "count"),
        Column("top_share", look.text("mandat.column.share_in", year=years["year"]), "percent"),
        Column("missing_count", look.text("mandat.column.missing_in", year=years["year"]), "count"),
        Column("change", look.text("mandat.column.change"), "points"),
    )
    few = look.text("mandat.shift.few")
    written = [
        {**row, "name": name, "change": few if row["change_pp"] is None else row["change_pp"]}
        for row, name in zip(found, names, strict=True)
    ]
    alt = look.text("mandat.shift.alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def shift_reading(whole: Mapping[str, object], look: Look) -> str:
    """From one share to the other for all administrations, with what they are made of."""
    blanks = {
        "base": whole["base_year"],
        "year": whole["dialogue_year"],
        "base_top": fmt.count(whole["base_top_count"], look.language),
        "base_all": fmt.count(whole["base_dialogue_count"], look.language),
        "top": fmt.count(whole["top_count"], look.language),
        "all": fmt.count(whole["dialogue_count"], look.language),
    }
    counts = look.text("mandat.shift.counts", **blanks)
    if whole["change_pp"] is None:
        return f"{counts} {look.text('mandat.shift.reading_few')}"
    change = fmt.points(whole["change_pp"], look.language)
    return f"{counts} {look.text('mandat.shift.reading', change=change)}"


def timing(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """Dialogues with a decision, early or late, all together and by administration. Frame: `dialogue_steering`."""
    keys = {"early": "early_count", "late": "late_count", "unknown": "unknown_timing_count"}
    linked = _together_and_administrations(rows).filter(pl.col("linked_count") > 0)
    whole = rows.row(by_predicate=pl.col("dimension") == "all", named=True)
    if whole["linked_count"]:
        sentence = look.text(
            "mandat.timing.reading",
            linked=fmt.count(whole["linked_count"], look.language),
            early=fmt.count(whole["early_count"], look.language),
            share=fmt.percent(whole["early_share"], look.language),
            unknown=fmt.count(whole["unknown_timing_count"], look.language),
        )
    else:
        sentence = look.text("mandat.timing.reading_none")
    return _steering(linked, keys, "early_share", "linked_count", about, look, topic="timing", sentence=sentence, period=period)


def planned(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """Dialogues in the year's plan or beside it, all together and by administration. Frame: `dialogue_steering`."""
    keys = {"planned": "planned_count", "beside": "beside_count", "unknown": "unknown_plan_count"}
    whole = rows.row(by_predicate=pl.col("dimension") == "all", named=True)
    sentence = look.text(
        "mandat.plan.reading",
        planned=fmt.count(whole["planned_count"], look.language),
        all=fmt.count(whole["dialogue_count"], look.language),
        share=fmt.percent(whole["planned_share"], look.language),
        unknown=fmt.count(whole["unknown_plan_count"], look.language),
    )
    shown = _together_and_administrations(rows)
    return _steering(shown, keys, "planned_share", "dialogue_count", about, look, topic="plan", sentence=sentence, period=period)


def timeline(rows: pl.DataFrame, about: About, look: Look, *, period: str) -> Chart:
    """From the day of a dialogue to the day of its decision, the latest dialogues on top. Frame: `dialogue_to_decision`."""
    drawn = rows.filter(pl.col("decision_date").is_not_null()).head(TIMELINE_ROWS).rows(named=True)
    tokens = look.theme
    colours = dict(zip(TIMINGS, (tokens.accent, tokens.worse, tokens.other), strict=True))
    symbols = dict(zip(TIMINGS, ("circle", "diamond", "circle-open"), strict=True))
    places = {row["dialogue_id"]: place for place, row in enumerate(drawn)}
    lines = [
        {"type": "line", "x0": row["start_date"].isoformat(), "x1": row["decision_date"].isoformat(), "layer": "below"}
        | {"y0": place, "y1": place, "line": {"color": tokens.line, "width": 3}}
        for place, row in enumerate(drawn)
    ]
    traces = []
    for kind in TIMINGS:
        of_kind = [row for row in drawn if row["timing"] == kind]
        if of_kind:
            traces.append(
                mark(
                    "scatter",
                    x=[row["start_date"].isoformat() for row in of_kind],
                    y=[places[row["dialogue_id"]] for row in of_kind],
                    mode="markers",
                    name=look.text(f"mandat.timeline.{kind}"),
                    marker={"color": colours[kind], "symbol": symbols[kind], "size": 12},
                    hoverinfo="skip",
                )
            )
    traces.append(
        mark(
            "scatter",
            x=[row["decision_date"].isoformat() for row in drawn],
            y=list(range(len(drawn))),
            mode="markers",
            name=look.text("mandat.timeline.decision"),
            marker={"color": tokens.ink, "symbol": "line-ns-open", "size": 16, "line": {"width": 3, "color": tokens.ink}},
            hoverinfo="skip",
        )
    )
    figure = draw(
        traces,
        base_layout(
            look,
            42 * max(len(drawn), 1) + 110,
            margin={"l": 8, "r": 16, "t": 64, "b": 8},
            **key_above(look),
            shapes=lines,
            xaxis=axis(look, type="date", tickformat="%Y-%m", nticks=4, tickangle=0),
            yaxis=named_rows([row["title"] for row in drawn], look),
        ),
    )
    title = look.text("mandat.timeline.title", period=period)
    sentence = timeline_reading(rows, look)
    stages, mandates = (schema.labels(name, look.language) for name in ("stage", "mandate"))
    columns = (
        Column("title", look.text("mandat.column.dialogue")),
        Column("administration_name", look.text("mandat.column.administration")),
        Column("start_date", look.text("mandat.column.held"), "date"),
        Column("stage_name", look.text("mandat.column.stage")),
        Column("decision", look.text("mandat.column.decision")),
        Column("decision_date", look.text("mandat.column.decided"), "date"),
        Column("days_before_value", look.text("mandat.column.days_before"), "index", 0),
        Column("timing_name", look.text("mandat.column.timing")),
        Column("mandate_name", look.text("mandat.column.mandate")),
    )
    written = [
        {
            **row,
            "administration_name": administration_name(row["administration"] or "", look),
            "stage_name": stages.get(row["stage"]),
            "decision": ": ".join(part for part in (row["decision_reference"], row["decision_title"]) if part) or None,
            "timing_name": look.text(f"mandat.timing.{row['timing']}"),
            "mandate_name": mandates.get(row["mandate"], look.text("mandat.missing")),
        }
        for row in rows.iter_rows(named=True)
    ]
    alt = look.text("mandat.timeline.alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def timeline_reading(rows: pl.DataFrame, look: Look) -> str:
    """How many days half of them had before the decision, how many came afterwards, and how many are drawn."""
    known = rows["days_before_value"].drop_nulls()
    if known.is_empty():
        return look.text("mandat.timeline.reading_none")
    blanks = {
        "days": fmt.number(known.median(), look.language),
        "after": fmt.count(int((known <= 0).sum()), look.language),
        "known": fmt.count(known.len(), look.language),
        "drawn": fmt.count(min(known.len(), TIMELINE_ROWS), look.language),
    }
    return look.text("mandat.timeline.reading", **blanks)


def parties_reading(whole: Mapping[str, object], look: Look) -> str:
    """How many of the dialogues say what each party decides. Frame: the row of all in `dialogue_steering`."""
    stated, count = whole["parties_count"], whole["dialogue_count"]
    blanks = {"stated": fmt.count(stated, look.language), "all": fmt.count(count, look.language)}
    return look.text("mandat.parties.reading", share=fmt.percent(whole["parties_share"], look.language), **blanks)


def parties_table(rows: pl.DataFrame, look: Look, *, period: str) -> Table:
    """Each dialogue with its mandate, what each party decides and its place in the process; what nobody has stated is said.

    Frame: `dialogue_list` with parties and stage of `dialogue_head`.
    """
    stages, missing = schema.labels("stage", look.language), look.text("mandat.parties.missing")
    columns = (
        Column("title", look.text("mandat.column.dialogue")),
        Column("start_date", look.text("mandat.column.held"), "date"),
        Column("administration", look.text("mandat.column.administration")),
        Column("mandate", look.text("mandat.column.mandate")),
        Column("parties", look.text("mandat.column.parties")),
        Column("stage", look.text("mandat.column.stage")),
    )
    written = [
        {
            **row,
            "administration": administration_name(row["administration"] or "", look),
            "mandate": step_name(row["mandate"] or MISSING, look),
            "parties": row["parties"] or missing,
            "stage": stages.get(row["stage"], missing),
        }
        for row in rows.iter_rows(named=True)
    ]
    return table(look.text("mandat.parties.title", period=period), columns, written, look.language)


def kronor(rows: pl.DataFrame, about: About, look: Look) -> Chart:
    """Kronor that residents decided on, a bar a year, divided by how. Frame: `residents_decided`."""
    dated = rows.filter(pl.col("item_value").is_not_null())
    years = sorted(set(dated["item_year"]), key=lambda year: (year is None, -(year or 0)))
    names = [str(year) if year else look.text("mandat.kronor.no_year") for year in years]
    sums = {
        (row["item_year"], row["kind"]): row["item_value"]
        for row in dated.group_by("item_year", "kind").agg(pl.col("item_value").sum()).iter_rows(named=True)
    }
    tokens = look.theme
    kinds = {"budget": tokens.accent, "delegated": tokens.sequential[2]}
    totals = [sum(sums.get((year, kind), 0) for kind in kinds) for year in years]
    traces = [
        mark(
            "bar",
            x=[sums.get((year, kind), 0) for year in years],
            y=list(range(len(years))),
            orientation="h",
            name=look.text(f"mandat.kronor.{kind}"),
            marker={"color": colour, "line": {"width": 1, "color": tokens.background}},
            hoverinfo="skip",
        )
        for kind, colour in kinds.items()
    ]
    notes = [
        {"text": f"<b>{amount(total, look)}</b>", "x": total, "y": place, "xanchor": "left", "xshift": 6, "showarrow": False}
        | {"font": {"size": 14, "color": tokens.ink}}
        for place, total in enumerate(totals)
    ]
    figure = draw(
        traces,
        base_layout(
            look,
            44 * max(len(years), 1) + 64,
            margin={"l": 8, "r": 8, "t": 40, "b": 8},
            barmode="stack",
            bargap=0.35,
            **key_above(look),
            annotations=notes,
            xaxis=axis(look, visible=False, range=[0, 1.5 * (max(totals, default=0) or 1)]),
            yaxis=named_rows(names, look),
        ),
    )
    title = look.text("mandat.kronor.title")
    sentence = kronor_reading(rows, look)
    columns = (
        Column("item_name", look.text("mandat.column.item")),
        Column("kind_name", look.text("mandat.column.kind")),
        Column("year", look.text("mandat.column.year")),
        Column("kronor", look.text("mandat.column.kronor"), "count"),
        Column("frame", look.text("mandat.column.frame"), "count"),
        Column("chosen_count", look.text("mandat.column.chosen"), "count"),
        Column("undecided_count", look.text("mandat.column.undecided"), "count"),
    )
    of_decision = dict.fromkeys(("frame", "chosen_count", "undecided_count"), fmt.EN_DASH)
    written = [
        {
            **row,
            "kind_name": look.text(f"mandat.kronor.{row['kind']}"),
            "year": str(row["item_year"]) if row["item_year"] else look.text("mandat.kronor.no_year"),
            "kronor": None if row["item_value"] is None else round(row["item_value"]),
            **(of_decision if row["kind"] == "delegated" else {"frame": round(row["frame_value"])}),
        }
        for row in rows.iter_rows(named=True)
    ]
    alt = look.text("mandat.kronor.alt", title=title, reading=sentence)
    return Chart(title, figure, alt, sentence, table(title, columns, written, look.language), about)


def kronor_reading(rows: pl.DataFrame, look: Look) -> str:
    """The sum of each kind, and how many decisions have no amount."""
    by_kind = {kind: rows.filter(pl.col("kind") == kind) for kind in ("budget", "delegated")}
    sums = {kind: _sum(found["item_value"], look) for kind, found in by_kind.items()}
    unknown = rows["item_value"].null_count()
    sentence = look.text("mandat.kronor.reading", **sums)
    if not unknown:
        return sentence
    key = "mandat.kronor.reading_unknown_one" if unknown == 1 else "mandat.kronor.reading_unknown"
    return f"{sentence} {look.text(key, count=fmt.count(unknown, look.language))}"


def _sum(amounts: pl.Series, look: Look) -> str:
    """The sum of what is known. Where there are decisions but no amount it is not known, and not nought."""
    if len(amounts) == amounts.null_count() > 0:
        return look.text("mandat.kronor.unknown")
    return amount(amounts.sum(), look)


def amount(kronor_value: float, look: Look) -> str:
    """`380 000 kr`."""
    return look.text("mandat.kronor.amount", number=fmt.number(kronor_value, look.language))


def step_parts(look: Look) -> list[Part]:
    """The steps in their order, the fainter the less influence; a missing mandate last."""
    steps = schema.labels("mandate", look.language)
    shades = dict(zip(steps, (*look.theme.sequential[:3], look.theme.accent, look.theme.ink), strict=True))
    return [
        *(Part(step, name, shades[step]) for step, name in steps.items()),
        Part(MISSING, look.text("mandat.missing"), look.theme.missing, is_unknown=True),
    ]


def step_name(step: str, look: Look) -> str:
    """`Bestämma`, or that the mandate is missing."""
    return schema.labels("mandate", look.language).get(step, look.text("mandat.missing"))


def administration_name(administration: str, look: Look) -> str:
    """The administration as the register has it; all together; or that none is stated."""
    if administration == "total":
        return look.text("mandat.together")
    return administration or look.text("mandat.no_administration")


def _top_reading(tops: Mapping[str, float], look: Look) -> str:
    """Where the share of the two top steps is highest and where it is lowest."""
    if len(tops) < 2 or max(tops.values()) == min(tops.values()):
        share = fmt.percent(max(tops.values(), default=None), look.language)
        return look.text("mandat.by.reading_same", share=share)
    ends = {
        end: [name for name, share in tops.items() if share == limit]
        for end, limit in (("high", max(tops.values())), ("low", min(tops.values())))
    }
    return look.text(
        "mandat.by.reading",
        high=fmt.listing(ends["high"], look.language),
        high_share=fmt.percent(max(tops.values()), look.language),
        low=fmt.listing(ends["low"], look.language),
        low_share=fmt.percent(min(tops.values()), look.language),
    )


def _change(row: Mapping[str, object], look: Look) -> str:
    if row["change_pp"] is None:
        return look.text("mandat.shift.few_short")
    return f"<b>{fmt.number(row['change_pp'], look.language, 1, signed=True)}</b>"


def _together_and_administrations(rows: pl.DataFrame) -> pl.DataFrame:
    """All together and each administration; one alone without what would be the same again."""
    each = rows.filter(pl.col("dimension") == "administration")
    return each if each.height == 1 else pl.concat([rows.filter(pl.col("dimension") == "all"), each])


def _steering(
    rows: pl.DataFrame,
    keys: Mapping[str, str],
    share: str,
    whole: str,
    about: About,
    look: Look,
    *,
    topic: str,
    sentence: str,
    period: str,
) -> Chart:
    """Divided bars of `keys` (name of the part -> column), the last of them what nobody has stated."""
    tokens = look.theme
    colours: Sequence[str] = (tokens.accent, tokens.sequential[1], tokens.missing)
    parts = [
        Part(column, look.text(f"mandat.{topic}.{key}"), colour, is_unknown=key == "unknown")
        for (key, column), colour in zip(keys.items(), colours, strict=True)
    ]
    found = rows.rows(named=True)
    names = [administration_name(row["category"], look) for row in found]
    bars = [Row(name, row, fmt.count(row[whole], look.language)) for name, row in zip(names, found, strict=True)]
    title = look.text(f"mandat.{topic}.title", period=period)
    columns = (
        Column("name", look.text("mandat.column.administration")),
        Column(whole, look.text(f"mandat.{topic}.whole"), "count"),
        *(Column(part.key, part.name, "count") for part in parts),
        Column(share, look.text(f"mandat.{topic}.share"), "percent"),
    )
    written = [{**row, "name": name} for row, name in zip(found, names, strict=True)]
    alt = look.text("mandat.divided_alt", title=title, reading=sentence)
    return Chart(title, divided(bars, parts, look), alt, sentence, table(title, columns, written, look.language), about)
