"""Who sits in each body beside who lives here: dots by sex, by another group, and everything at a glance in one table.

Frames are those of `representation_by_body`. A difference is told in persons ("6 färre"), since a body is small. A number that
is hidden is told in words, wherever it would have stood: on the chart, to a pointer, in the table and in the files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from spegel import fmt
from spegel.charts import panels, people
from spegel.charts.chart import About, Chart, Look
from spegel.charts.table import Column, Table, Value, table

Names = Mapping[str, str]


def body_sexes(rows: pl.DataFrame, about: About, look: Look, *, reasons: Names) -> Chart:
    """Women and men of every body as two dots, the body farthest from the population first.

    `reasons` says in words why a number is hidden, by the dataset's `suppression_reason`.
    """
    sexes = rows.filter(pl.col("dimension") == "gender")
    drawn = tuple(_sex_row(body, look) for body in _farthest_first(sexes) if _dots(body))
    figure = panels.figure((panels.Panel("", drawn),), look, population=look.text("representation.women_of_all"), is_wide=True)
    sentence = sexes_reading(sexes, look)
    title = look.text("representation.sexes.title")
    alt = look.text("representation.sexes.alt", count=len(drawn), reading=sentence)
    return Chart(title, figure, alt, sentence, seat_table(sexes, title, look, names={}, reasons=reasons), about)


def body_groups(
    rows: pl.DataFrame, about: About, look: Look, *, dimension: str, names: Names, reasons: Names, chosen_id: str = ""
) -> Chart:
    """A panel for each body: the share of each group in it and in the population, the body farthest off first.

    The body `chosen_id` stands before them, and the sentence is about it where it tells anything. `names` holds what categories
    without a common name are called: the parts of the area. Bodies whose groups are all hidden are told of in the table.
    """
    groups = rows.filter(pl.col("dimension") == dimension)
    told = [body for body in _farthest_first(groups) if any(row["seat_share"] is not None for row in body)]
    shown = sorted(told, key=lambda body: body[0]["body_id"] != chosen_id)
    drawn = [
        panels.Panel(
            f"{body[0]['body_name']} · {_held(body, look)}",
            tuple(_group_row(row, look, names, reasons) for row in _in_order(body) if not is_outside(row)),
        )
        for body in shown
    ]
    figure = panels.figure(drawn, look, population=look.text("representation.population"))
    chosen = groups.filter((pl.col("body_id") == chosen_id) & pl.col("gap_pp").is_not_null())
    sentence = groups_reading(groups if chosen.is_empty() else chosen, look, names=names)
    title = look.text(f"representation.groups.title.{dimension}")
    alt = look.text("representation.groups.alt", title=title, count=len(drawn), reading=sentence)
    return Chart(title, figure, alt, sentence, seat_table(groups, title, look, names=names, reasons=reasons), about)


def sexes_reading(sexes: pl.DataFrame, look: Look) -> str:
    """The body where women are farthest below their share, and the one where men are."""
    lacking = sexes.filter(pl.col("missing_members_count") > 0).sort("gap_pp", "body_order", "body_id")
    sentences = [
        look.text(
            f"representation.sexes.reading.{sex}",
            body=row["body_name"],
            count=fmt.count(row["seat_count"], look.language),
            held=fmt.count(row["held_count"], look.language),
            fewer=fmt.count(row["missing_members_count"], look.language),
        )
        for sex in people.SEXES
        for row in lacking.filter(pl.col("category") == sex).head(1).iter_rows(named=True)
    ]
    if sentences:
        return " ".join(sentences)
    known = sexes.filter(pl.col("gap_pp").is_not_null())
    return look.text("representation.sexes.reading.even" if known.height else "representation.reading_none")


def groups_reading(groups: pl.DataFrame, look: Look, *, names: Names) -> str:
    """The group that is farthest below its share of the population, in the body where that is so."""
    lacking = groups.filter(pl.col("gap_pp").is_not_null()).sort("gap_pp", "body_order", "category", "gender")
    if lacking.is_empty():
        return look.text("representation.reading_none")
    row = lacking.row(0, named=True)
    return look.text(
        "representation.groups.reading",
        body=row["body_name"],
        group=_in_text(row, look, names),
        share=fmt.percent(row["seat_share"], look.language),
        population=fmt.percent(row["population_share"], look.language),
        difference=difference(row, look, short=False),
    )


def is_outside(row: Mapping[str, object]) -> bool:
    """True for those who are counted but stand outside the shares: not known, or living in none of the parts."""
    return "unknown" in (row["category"], row["gender"]) or (row["dimension"] == "area" and row["category"] == "other")


def difference(row: Mapping[str, object], look: Look, *, short: bool = True) -> str:
    """`6 färre`, `3 fler`, `som väntat`; in percentage points where the persons are not told, empty where nothing is."""
    missing, gap = row["missing_members_count"], row["gap_pp"]
    if missing is not None:
        kind = "fewer" if missing > 0 else "more" if missing < 0 else "even"
        return look.text(f"representation.difference.{kind}", count=fmt.count(abs(missing), look.language))
    return "" if gap is None else fmt.points(gap, look.language, short=short)


def group_name(row: Mapping[str, object], look: Look, names: Names) -> str:
    """`Kvinnor`, `18–29 år`, `Kvinnor 18–29 år`, `Alby`."""
    category = str(row["category"])
    if row["dimension"] == "area":
        return names.get(category) or look.text(f"representation.area.{category}")
    if row["dimension"] == "gender_age":
        age = people.name(category, look)
        sex = people.name(str(row["gender"]), look)
        return look.text("representation.sex_and_age", sex=sex, age=age)
    return people.name(category, look)


def _in_text(row: Mapping[str, object], look: Look, names: Names) -> str:
    """`personer 18–29 år`, `män 18–29 år`, `boende i Alby`: for the middle of a sentence."""
    category, name = str(row["category"]), group_name(row, look, names)
    if row["dimension"] == "area":
        return look.text("representation.living_in", name=name) if category in names else fmt.first_lower(name)
    return fmt.first_lower(name) if row["dimension"] == "gender_age" else people.in_text(category, look)


def seat_table(rows: pl.DataFrame, caption: str, look: Look, *, names: Names, reasons: Names) -> Table:
    """Every body and group: seats, shares, the difference in points and in persons. What is hidden is told in words."""
    columns = (
        Column("body_name", look.text("representation.column.body")),
        Column("group", look.text("representation.column.group")),
        Column("seat_count", look.text("representation.column.seats"), "count"),
        Column("held_count", look.text("representation.column.held"), "count"),
        Column("seat_share", look.text("representation.column.seat_share"), "percent"),
        Column("population_count", look.text("representation.column.population"), "count"),
        Column("population_share", look.text("representation.column.population_share"), "percent"),
        Column("gap_pp", look.text("representation.column.gap"), "points"),
        Column("difference_count", look.text("representation.column.difference"), "points", 0),
        Column("ratio_index", look.text("representation.column.ratio"), "index", 2),
    )
    cells = [_cells(row, look, names, reasons) for body in _farthest_first(rows) for row in _in_order(body)]
    return table(caption, columns, cells, look.language)


def glance(rows: pl.DataFrame, look: Look, *, dimension: str, names: Names, reasons: Names, caption: str) -> Table:
    """Body by group in one table: the share of the seats and what the difference from the population is in persons.

    The first row is the population. The sexes are always there; `dimension` adds another breakdown.
    """
    kept = rows.filter(pl.col("dimension").is_in(list(dict.fromkeys(("gender", dimension)))))
    found = {_key(row): row for row in kept.iter_rows(named=True)}
    keys = sorted(found, key=lambda key: (key[0] != "gender", *_order(found[key])))
    bodies = _farthest_first(kept.filter(pl.col("dimension") == "gender"))
    columns = [Column("body_name", look.text("representation.column.body"))]
    columns += [Column(f"group_{place}", group_name(found[key], look, names)) for place, key in enumerate(keys)]
    population: dict[str, Value] = {"body_name": look.text("representation.population_row")}
    for place, key in enumerate(keys):
        share = found[key]["population_share"]
        population[f"group_{place}"] = look.text("representation.outside") if share is None else fmt.percent(share, look.language)
    cells = {(row["body_id"], _key(row)): row for row in kept.iter_rows(named=True)}
    lines: list[dict[str, Value]] = [population]
    for body in bodies:
        line: dict[str, Value] = {"body_name": f"{body[0]['body_name']} ({fmt.count(body[0]['held_count'], look.language)})"}
        for place, key in enumerate(keys):
            row = cells.get((body[0]["body_id"], key))
            line[f"group_{place}"] = look.text("representation.none") if row is None else _at_a_glance(row, look, reasons)
        lines.append(line)
    return table(caption, columns, lines, look.language)


def _at_a_glance(row: Mapping[str, object], look: Look, reasons: Names) -> str:
    """`43 % · 6 färre`, or why it is not told."""
    if row["seat_share"] is None:
        if is_outside(row) and row["seat_count"] is not None:
            return fmt.count(row["seat_count"], look.language)
        return reasons.get(str(row["suppression_reason"]), fmt.missing(look.language))
    share = fmt.percent(row["seat_share"], look.language, 0)
    return " · ".join(part for part in (share, difference(row, look)) if part)


def _cells(row: Mapping[str, object], look: Look, names: Names, reasons: Names) -> dict[str, Value]:
    reason = reasons.get(str(row["suppression_reason"]))
    missing = row["missing_members_count"]
    outside = reason or look.text("representation.outside")
    return {
        "body_name": row["body_name"],
        "group": group_name(row, look, names),
        "seat_count": reason if row["seat_count"] is None else row["seat_count"],
        "held_count": row["held_count"],
        "seat_share": outside if row["seat_share"] is None else row["seat_share"],
        "population_count": row["population_count"],
        "population_share": row["population_share"],
        "gap_pp": outside if row["gap_pp"] is None else row["gap_pp"],
        "difference_count": outside if missing is None else -missing,
        "ratio_index": outside if row["ratio_index"] is None else row["ratio_index"],
    }


def _sex_row(body: Sequence[Mapping[str, object]], look: Look) -> panels.Row:
    women = next((row for row in body if row["category"] == "women"), None)
    unknown = sum(row["seat_count"] or 0 for row in body if is_outside(row))
    words = [_held(body, look)]
    if women is not None and women["missing_members_count"] is not None:
        words.append(f"{people.in_text('women', look)} {difference(women, look)}")
    if unknown:
        words.append(look.text("representation.sex_unknown", count=fmt.count(unknown, look.language)))
    hover = "<br>".join(
        look.text(
            "representation.hover",
            group=people.name(row["category"], look),
            count=fmt.count(row["seat_count"], look.language),
            share=fmt.percent(row["seat_share"], look.language),
        )
        for row in body
        if row["seat_count"] is not None and row["seat_share"] is not None
    )
    return panels.Row(
        str(body[0]["body_name"]),
        _dots(body),
        women["population_share"] if women else None,
        " · ".join(words),
        f"<b>{body[0]['body_name']}</b><br>{hover}",
    )


def _group_row(row: Mapping[str, object], look: Look, names: Names, reasons: Names) -> panels.Row:
    name = group_name(row, look, names)
    if row["seat_share"] is None:
        reason = reasons.get(str(row["suppression_reason"]), fmt.missing(look.language))
        return panels.Row(name, (), row["population_share"], look.text("representation.hidden"), f"{name}: {reason}")
    known = row["seat_count"] is not None
    count = fmt.count(row["seat_count"], look.language) if known else reasons.get(str(row["suppression_reason"]), "")
    hover = look.text("representation.hover", group=name, count=count, share=fmt.percent(row["seat_share"], look.language))
    group = row["gender"] if row["dimension"] == "gender_age" else row["category"]
    return panels.Row(name, (panels.Dot(row["seat_share"], str(group)),), row["population_share"], difference(row, look), hover)


def _dots(body: Sequence[Mapping[str, object]]) -> tuple[panels.Dot, ...]:
    return tuple(
        panels.Dot(row["seat_share"], row["category"])
        for row in body
        if row["category"] in people.SEXES and row["seat_share"] is not None
    )


def _held(body: Sequence[Mapping[str, object]], look: Look) -> str:
    held = body[0]["held_count"]
    return look.text("representation.held_one" if held == 1 else "representation.held", count=fmt.count(held, look.language))


def _farthest_first(rows: pl.DataFrame) -> list[list[dict[str, object]]]:
    """The rows of each body together, the body with the greatest difference first; those where none is told come last."""
    bodies: dict[str, list[dict[str, object]]] = {}
    for row in rows.sort("body_order", "body_id").iter_rows(named=True):
        bodies.setdefault(row["body_id"], []).append(row)

    def distance(body: list[dict[str, object]]) -> tuple[bool, float]:
        gaps = [abs(row["gap_pp"]) for row in body if row["gap_pp"] is not None]
        return (not gaps, -round(max(gaps, default=0), 6))

    return sorted(bodies.values(), key=distance)


def _in_order(body: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(body, key=_order)


def _order(row: Mapping[str, object]) -> tuple[int, int]:
    """Natural order: ages from young to old with women first, parts by their code, what is not known last."""
    category, sex = str(row["category"]), str(row["gender"])
    place = people.ordered([*people.ORDER, category]).index(category)
    return (place, people.ORDER.index(sex) if sex in people.ORDER else 0)


def _key(row: Mapping[str, object]) -> tuple[str, str, str]:
    return (str(row["dimension"]), str(row["category"]), str(row["gender"]))
