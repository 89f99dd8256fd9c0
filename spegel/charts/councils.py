"""Users' own councils: how many units have one, by administration and year, and whether they are free to join."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from spegel import fmt
from spegel.charts.chart import About, Chart, Look
from spegel.charts.mandate import administration_name
from spegel.charts.shares import Part, Row, divided
from spegel.charts.table import Column, table

CHECKS = {
    "voluntary": ("voluntary_count", "not_voluntary_count", "unknown_voluntary_count"),
    "other_route": ("other_route_count", "no_other_route_count", "unknown_other_route_count"),
    "free": ("free_count", "not_free_count", "unknown_free_count"),
}
"""What is asked of each council -> columns of yes, no and not answered."""


def coverage(rows: pl.DataFrame, about: About, look: Look, *, year: int) -> Chart:
    """Units with a council and without, all together and by administration, in one year. Frame: `user_council_coverage`."""
    found = rows.filter(pl.col("council_year") == year).rows(named=True)
    whole = next(row for row in found if row["administration"] == "total")
    names = [administration_name(row["administration"], look) for row in found]
    title = look.text("brukarinflytande.coverage.title", year=year)
    return _coverage(found, names, look.text("mandat.column.administration"), title, _coverage_reading(whole, look), about, look)


def coverage_by_year(rows: pl.DataFrame, about: About, look: Look) -> Chart:
    """The same for all administrations together, a bar a year, the latest on top. Frame: `user_council_coverage`."""
    found = rows.filter(pl.col("administration") == "total").rows(named=True)
    names = [str(row["council_year"]) for row in found]
    ends = {end: found[place] for end, place in (("first", -1), ("last", 0))}
    if len(found) > 1:
        blanks = {f"{end}_share": fmt.percent(row["council_share"], look.language) for end, row in ends.items()}
        sentence = look.text(
            "brukarinflytande.years.reading", first=ends["first"]["council_year"], last=ends["last"]["council_year"], **blanks
        )
    else:
        sentence = look.text("brukarinflytande.years.reading_one")
    title = look.text("brukarinflytande.years.title")
    return _coverage(found, names, look.text("mandat.column.year"), title, sentence, about, look)


def freedom(rows: pl.DataFrame, about: About, look: Look, *, year: int) -> Chart:
    """Whether councils are free to join, whether there is another way, and both; what nobody answered is a part of its own.

    Frame: `user_council_coverage`.
    """
    whole = rows.row(by_predicate=(pl.col("council_year") == year) & (pl.col("administration") == "total"), named=True)
    names = {check: look.text(f"brukarinflytande.check.{check}") for check in CHECKS}
    answers = ("yes", "no", "unanswered")
    counts = {check: dict(zip(answers, (whole[column] for column in columns), strict=True)) for check, columns in CHECKS.items()}
    tokens = look.theme
    parts = [
        Part(answer, look.text(f"brukarinflytande.answer.{answer}"), colour, is_unknown=answer == "unanswered")
        for answer, colour in zip(answers, (tokens.accent, tokens.sequential[1], tokens.missing), strict=True)
    ]
    number = fmt.count(whole["council_count"], look.language)
    bars = [Row(names[check], counts[check], number) for check in CHECKS]
    title = look.text("brukarinflytande.freedom.title", year=year)
    sentence = freedom_reading(whole, look)
    columns = (
        Column("name", look.text("brukarinflytande.column.check")),
        *(Column(part.key, part.name, "count") for part in parts),
        Column("share", look.text("brukarinflytande.column.yes_share"), "percent"),
    )
    councils = whole["council_count"]
    written = [
        {"name": names[check], **counts[check], "share": counts[check]["yes"] / councils if councils else None}
        for check in CHECKS
    ]
    alt = look.text("mandat.divided_alt", title=title, reading=sentence)
    return Chart(title, divided(bars, parts, look), alt, sentence, table(title, columns, written, look.language), about)


def freedom_reading(whole: Mapping[str, object], look: Look) -> str:
    """How many councils are both free to join and leave another way, and for how many the answers do not tell."""
    if not whole["council_count"]:
        return look.text("brukarinflytande.freedom.reading_none")
    return look.text(
        "brukarinflytande.freedom.reading",
        free=fmt.count(whole["free_count"], look.language),
        councils=fmt.count(whole["council_count"], look.language),
        share=fmt.percent(whole["free_share"], look.language),
        unknown=fmt.count(whole["unknown_free_count"], look.language),
    )


def _coverage(found: list[dict], names: list[str], first: str, title: str, sentence: str, about: About, look: Look) -> Chart:
    """Divided bars of units with a council and without."""
    tokens = look.theme
    parts = [
        Part("council_count", look.text("brukarinflytande.has"), tokens.accent),
        Part("without", look.text("brukarinflytande.has_not"), tokens.sequential[1]),
    ]
    written = [
        {**row, "name": name, "without": row["unit_count"] - row["council_count"]} for row, name in zip(found, names, strict=True)
    ]
    bars = [Row(row["name"], row, fmt.count(row["unit_count"], look.language)) for row in written]
    columns = (
        Column("name", first),
        Column("unit_count", look.text("brukarinflytande.column.units"), "count"),
        Column("council_count", look.text("brukarinflytande.column.councils"), "count"),
        Column("council_share", look.text("brukarinflytande.column.share"), "percent"),
        Column("without", look.text("brukarinflytande.column.without"), "count"),
        Column("free_count", look.text("brukarinflytande.column.free"), "count"),
        Column("not_free_count", look.text("brukarinflytande.column.not_free"), "count"),
        Column("unknown_free_count", look.text("brukarinflytande.column.unanswered"), "count"),
        Column("free_share", look.text("brukarinflytande.column.free_share"), "percent"),
    )
    alt = look.text("mandat.divided_alt", title=title, reading=sentence)
    return Chart(title, divided(bars, parts, look), alt, sentence, table(title, columns, written, look.language), about)


def _coverage_reading(whole: dict, look: Look) -> str:
    """How many units lack a council."""
    without = whole["unit_count"] - whole["council_count"]
    if not without:
        return look.text("brukarinflytande.coverage.reading_all", units=fmt.count(whole["unit_count"], look.language))
    return look.text(
        "brukarinflytande.coverage.reading",
        without=fmt.count(without, look.language),
        units=fmt.count(whole["unit_count"], look.language),
    )
