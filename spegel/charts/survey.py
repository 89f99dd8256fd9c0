"""The citizen survey: every question beside the country and similar municipalities, and one question year by year or by group.

Frames: `survey_result`, `indicator_comparison` of the theme survey, `survey_item_list` and `survey_by_group`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from spegel import fmt
from spegel.charts import people, perceived, whiskers
from spegel.charts.chart import About, Chart, Look
from spegel.charts.table import Column, Table, table


class Answer(NamedTuple):
    """A group as it is called in a sentence, its share and half the width of its margin."""

    name: str
    share: float | None
    margin_pp: float | None


OWN_GROUPS = ("short", "upper_secondary", "post_secondary", "centre", "locality", "outside")
"""Groups that only SCB's survey has, by education and place in the municipality."""

_MEDIANS = {"similar": "similar_median", "county": "county_median"}


def latest(results: pl.DataFrame, compared: pl.DataFrame, items: pl.DataFrame, language: str) -> list[dict]:
    """One row a question in its order, in its latest year: the answer of everybody, and what stands beside it in that year.

    Questions without a value are there too, with null.
    """
    newest = results.filter(pl.col("is_latest") & (pl.col("gender") == "total"))
    own = {row["kpi_id"]: row for row in newest.iter_rows(named=True)}
    beside = {
        (row["kpi_id"], row["measured_year"], row["comparison"]): row["indicator_value"]
        for row in compared.filter(pl.col("gender") == "total").iter_rows(named=True)
    }
    found = []
    for item in items.iter_rows(named=True):
        row = own.get(item["kpi_id"], dict.fromkeys(results.columns))
        year = row["survey_year"]
        medians = {name: beside.get((item["kpi_id"], year, comparison)) for name, comparison in _MEDIANS.items()}
        names = {"name": item[f"name_{language}"], "margin_pp": points(row["margin_share"])}
        found.append({**row, **item, **medians, **names, "country": row["country_share"]})
    return found


def count(rows: Sequence[Mapping], kind: str) -> tuple[int, int, int]:
    """How many questions are certainly up or above, certainly down or below, and how many can be told at all.

    kind: `change` since the survey before, or `difference` from the country.
    """
    flag = {"change": "is_uncertain", "difference": "is_difference_uncertain"}[kind]
    told = [row for row in rows if row[flag] is not None]
    certain = [row[f"{kind}_pp"] for row in told if not row[flag]]
    return sum(each > 0 for each in certain), sum(each < 0 for each in certain), len(told)


def verdict(row: Mapping, kind: str) -> str:
    """`up`, `down`, `unsure`, or `none` where nothing can be told; kind as in `count`."""
    flag = {"change": "is_uncertain", "difference": "is_difference_uncertain"}[kind]
    if row[flag] is None:
        return "none"
    return "unsure" if row[flag] else "up" if row[f"{kind}_pp"] > 0 else "down"


def questions(rows: Sequence[Mapping], about: About, look: Look, *, title: str) -> Chart:
    """Each question as a dot with its margin, the country as a stroke, medians of others in grey. `rows` as `latest` gives."""
    names = {kind: look.text(f"undersokning.mark.{kind}") for kind in ("country", "similar", "county")}
    drawn = tuple(
        whiskers.Row(
            label=row["name"],
            share=row["answer_share"],
            margin_pp=row["margin_pp"],
            marks={kind: row[kind] for kind in names},
            note=look.text(f"undersokning.verdict.{changed}") if (changed := verdict(row, "change")) in ("up", "down") else "",
        )
        for row in rows
    )
    figure = whiskers.figure([whiskers.Panel("", drawn)], look, marks=names)
    sentence = questions_reading(rows, look)
    alt = look.text("undersokning.questions.alt", count=len(rows), reading=sentence)
    return Chart(title, figure, alt, sentence, question_table(rows, title, look), about)


def question_table(rows: Sequence[Mapping], caption: str, look: Look) -> Table:
    """Every figure of the questions, and the words in which they are put."""
    columns = (
        Column("name", look.text("undersokning.column.question")),
        Column("year", look.text("undersokning.column.year")),
        Column("answer_share", look.text("undersokning.column.share"), "percent"),
        Column("margin_pp", look.text("undersokning.column.margin"), "distance"),
        Column("similar", look.text("undersokning.column.similar"), "percent"),
        Column("county", look.text("undersokning.column.county"), "percent"),
        Column("country", look.text("undersokning.column.country"), "percent"),
        Column("against_country", look.text("undersokning.column.against_country")),
        Column("change_pp", look.text("undersokning.column.change"), "points"),
        Column("change_margin_pp", look.text("undersokning.column.change_margin"), "distance"),
        Column("changed", look.text("undersokning.column.changed")),
    )
    written = [
        {
            **row,
            "year": None if row["survey_year"] is None else str(row["survey_year"]),
            "against_country": look.text(f"undersokning.against.{verdict(row, 'difference')}"),
            "changed": look.text(f"undersokning.verdict.{verdict(row, 'change')}"),
        }
        for row in rows
    ]
    return table(caption, columns, written, look.language)


def catalogue(rows: Sequence[Mapping], caption: str, look: Look, *, measures: Mapping[str, str]) -> Table:
    """The words of each question, which answers are counted, and what it follows up. `measures`: id -> name of ours."""
    columns = (
        Column("name", look.text("undersokning.column.question")),
        Column("question", look.text("undersokning.column.wording")),
        Column("counted", look.text("undersokning.column.counted")),
        Column("left_out", look.text("undersokning.column.left_out")),
        Column("measure", look.text("undersokning.column.measure")),
        Column("clause", look.text("undersokning.column.clause")),
        Column("breaks", look.text("undersokning.column.breaks")),
        Column("kpi_id", look.text("undersokning.column.kpi")),
        Column("scb_table", look.text("undersokning.column.scb_table")),
    )
    written = [
        {
            **row,
            "counted": row["answers_counted"].replace("|", ", "),
            "left_out": row["answers_left_out"].replace("|", ", "),
            "breaks": row["break_years"].replace("|", ", "),
            "measure": measures.get(row["indicator_id"] or "", look.text("undersokning.no_measure")),
        }
        for row in rows
    ]
    return table(caption, columns, written, look.language)


def questions_reading(rows: Sequence[Mapping], look: Look) -> str:
    """The question with the highest and the lowest share, and the one furthest from the country with certainty."""
    known = sorted((row for row in rows if row["answer_share"] is not None), key=lambda row: row["answer_share"])
    if not known:
        return look.text("undersokning.questions.reading_none")
    low, high = known[0], known[-1]
    sentences = [
        look.text(
            "undersokning.questions.reading",
            high=high["name"],
            high_share=whiskers.written(high["answer_share"], high["margin_pp"], look),
            low=low["name"],
            low_share=whiskers.written(low["answer_share"], low["margin_pp"], look),
        )
    ]
    certain = [row for row in known if row["is_difference_uncertain"] is False]
    if certain:
        furthest = max(certain, key=lambda row: abs(row["difference_pp"]))
        side = "above" if furthest["difference_pp"] > 0 else "below"
        apart = fmt.points(abs(furthest["difference_pp"]), look.language, signed=False)
        sentences.append(look.text(f"undersokning.questions.{side}", name=furthest["name"], difference=apart))
    return " ".join(sentences)


def series(rows: pl.DataFrame, about: About, look: Look, *, title: str) -> Chart:
    """One question year by year, women and men apart, cut where the survey breaks. Frame: `survey_result` of one question."""
    renamed = rows.rename({"answer_share": "trust_share", "previous_year": "baseline_year"})
    return perceived.trust(renamed.with_columns(answer_count=pl.lit(None, pl.Int64)), about, look, title=title)


def groups(rows: pl.DataFrame, about: About, look: Look, *, title: str) -> Chart:
    """One question by group in its latest survey, everybody as a stroke. Frame: `survey_by_group` of one question."""
    newest = rows.filter("is_latest").with_columns(margin_pp=pl.col("margin_share") * 100)
    everyone = newest.filter(pl.col("dimension") == "all")["high_share"].to_list()
    found = newest.filter(pl.col("dimension") != "all").to_dicts()
    drawn = tuple(
        whiskers.Row(
            group_name(row["category"], look),
            row["high_share"],
            row["margin_pp"],
            row["category"] if row["category"] in people.SEXES else "total",
            {"everyone": everyone[0]} if everyone else {},
        )
        for row in found
    )
    figure = whiskers.figure([whiskers.Panel("", drawn)], look, marks={"everyone": look.text("undersokning.mark.everyone")})
    sentence = _groups_reading(
        [Answer(group_in_text(row["category"], look), row["high_share"], row["margin_pp"]) for row in found], look
    )
    alt = look.text("undersokning.groups.alt", count=len(drawn), reading=sentence)
    columns = (
        Column("name", look.text("undersokning.column.group")),
        Column("year", look.text("undersokning.column.year")),
        Column("high_share", look.text("undersokning.column.high"), "percent"),
        Column("margin_pp", look.text("undersokning.column.margin"), "distance"),
        Column("answer_count", look.text("undersokning.column.answers"), "count"),
    )
    listed = [
        {**row, "name": group_name(row["category"], look), "year": str(row["survey_year"])}
        for row in newest.iter_rows(named=True)
    ]
    return Chart(title, figure, alt, sentence, table(title, columns, listed, look.language), about)


def _groups_reading(answers: Sequence[Answer], look: Look) -> str:
    ends = furthest(answers)
    if ends is None:
        return look.text("undersokning.groups.reading_none")
    words = f"{fmt.first_upper(groups_words(*ends, look))}."
    return f"{words} {look.text('undersokning.groups.unsure')}" if is_unsure(*ends) else words


def points(share: float | None) -> float | None:
    """A margin in percentage points."""
    return None if share is None else 100 * share


def group_name(category: str, look: Look) -> str:
    """What a group of the survey is called."""
    return look.text(f"undersokning.group.{category}") if category in OWN_GROUPS else people.name(category, look)


def group_in_text(category: str, look: Look) -> str:
    """What a group is called in the middle of a sentence."""
    if category not in OWN_GROUPS:
        return people.in_text(category, look)
    name = group_name(category, look)
    return name[:1].lower() + name[1:]


def furthest(answers: Sequence[Answer]) -> tuple[Answer, Answer] | None:
    """The groups that answer so least and most often; None with fewer than two known."""
    known = sorted((each for each in answers if each.share is not None), key=lambda each: each.share)
    return (known[0], known[-1]) if len(known) > 1 else None


def is_unsure(low: Answer, high: Answer) -> bool:
    """True where the margins leave no difference between two groups."""
    return perceived.is_inside((high.share - low.share) * 100, low.margin_pp, high.margin_pp)


def groups_words(low: Answer, high: Answer, look: Look) -> str:
    """`kvinnor 58 % ± 4, män 59 % ± 4`: the one that answers so most often first."""
    return ", ".join(f"{each.name} {whiskers.written(each.share, each.margin_pp, look)}" for each in (high, low))
