"""Trust and perceived influence: several measures of one survey by group, each answer with its margin.

Frame: `trust_by_group` of each measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from spegel import fmt
from spegel.charts import people, survey, whiskers
from spegel.charts.chart import About, Chart, Look
from spegel.charts.table import Column, table


def latest(rows: pl.DataFrame, dimension: str) -> tuple[dict | None, list[dict]]:
    """Everybody's answer in the latest survey, and those of each group: women and men for the dimension `gender`."""
    newest = rows.filter("is_latest").with_columns(margin_pp=pl.col("margin_share") * 100)
    everyone = newest.filter((pl.col("dimension") == "all") & (pl.col("gender") == "total")).to_dicts()
    if dimension == "gender":
        apart = newest.filter(pl.col("dimension").is_in(["all", "gender"]) & pl.col("gender").is_in(people.SEXES))
        found = apart.with_columns(group="gender").unique("group", keep="first", maintain_order=True)
    else:
        found = newest.filter((pl.col("dimension") == dimension) & (pl.col("gender") == "total")).with_columns(group="category")
    by_group = {row["group"]: row for row in found.iter_rows(named=True)}
    return (everyone[0] if everyone else None), [by_group[group] for group in people.ordered(by_group)]


def measures(
    found: Mapping[str, tuple[dict | None, Sequence[dict]]],
    about: About,
    look: Look,
    *,
    title: str,
    names: Mapping[str, str],
    reasons: Mapping[str, str],
) -> Chart:
    """A panel a measure, a row a group, everybody as a stroke. `found`: measure -> what `latest` gives; `names` of measures."""
    panels, listed = [], []
    for measure, (everyone, groups) in found.items():
        marks = {"everyone": everyone["trust_share"]} if everyone else {}
        rows = tuple(
            whiskers.Row(
                label=row["category_name"] or survey.group_name(row["group"], look),
                share=row["trust_share"],
                margin_pp=row["margin_pp"],
                group=row["group"],
                marks=marks,
                absent=reasons.get(row["suppression_reason"] or "", ""),
            )
            for row in groups
        )
        panels.append(whiskers.Panel(names[measure], rows))
        listed += [
            {**given, "measure": names[measure], "name": row.label, "year": str(given["survey_year"])}
            | ({} if given["trust_share"] is not None else {"trust_share": row.absent, "answer_count": row.absent})
            for given, row in zip(groups, rows, strict=True)
        ]
    figure = whiskers.figure(panels, look, marks={"everyone": look.text("undersokning.mark.everyone")})
    sentence = measures_reading(found, look, names=names)
    alt = look.text("fortroende.measures.alt", count=len(panels), reading=sentence)
    columns = (
        Column("measure", look.text("fortroende.column.measure")),
        Column("name", look.text("undersokning.column.group")),
        Column("year", look.text("undersokning.column.year")),
        Column("trust_share", look.text("undersokning.column.share"), "percent"),
        Column("margin_pp", look.text("undersokning.column.margin"), "distance"),
        Column("answer_count", look.text("undersokning.column.answers"), "count"),
    )
    return Chart(title, figure, alt, sentence, table(title, columns, listed, look.language), about)


def measures_reading(found: Mapping[str, tuple[dict | None, Sequence[dict]]], look: Look, *, names: Mapping[str, str]) -> str:
    """For each measure the groups furthest apart, and then for which of them the difference is larger than the margins."""
    ends = {measure: survey.furthest([_answer(row, look) for row in groups]) for measure, (_, groups) in found.items()}
    told = {measure: pair for measure, pair in ends.items() if pair}
    if not told:
        return look.text("undersokning.groups.reading_none")
    sentences = [f"{names[measure]}: {survey.groups_words(*pair, look)}." for measure, pair in told.items()]
    sure = [names[measure].lower() for measure, pair in told.items() if not survey.is_unsure(*pair)]
    sentences.append(
        look.text("fortroende.measures.sure", names=fmt.listing(sure, look.language))
        if sure
        else look.text("fortroende.measures.unsure")
    )
    return " ".join(sentences)


def _answer(row: Mapping, look: Look) -> survey.Answer:
    return survey.Answer(row["category_name"] or survey.group_in_text(row["group"], look), row["trust_share"], row["margin_pp"])
