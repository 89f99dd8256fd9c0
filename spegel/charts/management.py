"""Managers of the organisation by level and administration, in the same cut as the political bodies: sex always.

Frame: `staff_representation`. Employees are a level of their own, and the stroke is women among residents, so that managers,
employees and residents are compared on one axis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from spegel import fmt
from spegel.charts import panels, people
from spegel.charts.chart import About, Chart, Look
from spegel.charts.table import Column, Table, table

LEVELS = ("executive", "manager_area", "manager_unit", "employee", "total")
MANAGERS = LEVELS[:3]
ALL = "total"

Names = Mapping[str, str]


def managers(rows: pl.DataFrame, about: About, look: Look, *, reasons: Names) -> Chart:
    """A panel for the whole organisation and one for each administration: women and men on every level that is told.

    Levels of managers that are hidden share a row, and stand in the table with the reason.
    """
    drawn = [_panel(administration, levels, look, reasons) for administration, levels in _administrations(rows)]
    figure = panels.figure(drawn, look, population=look.text("representation.women_of_residents"))
    sentence = reading(rows, look)
    title = look.text("representation.managers.title")
    alt = look.text("representation.managers.alt", count=len(drawn), reading=sentence)
    return Chart(title, figure, alt, sentence, staff_table(rows, title, look, reasons=reasons), about)


def reading(rows: pl.DataFrame, look: Look) -> str:
    """Women among all unit managers of the organisation, beside women among employees and residents."""
    told = rows.filter(
        (pl.col("administration") == ALL)
        & pl.col("level").is_in(MANAGERS)
        & (pl.col("gender") == "women")
        & pl.col("staff_share").is_not_null()
    )
    if told.is_empty():
        return look.text("representation.managers.reading_none")
    row = max(told.iter_rows(named=True), key=lambda row: LEVELS.index(row["level"]))
    return look.text(
        "representation.managers.reading",
        level=look.text(f"representation.level_in_text.{row['level']}"),
        share=fmt.percent(row["staff_share"], look.language),
        employees=fmt.percent(row["employees_share"], look.language),
        residents=fmt.percent(row["residents_share"], look.language),
    )


def staff_table(rows: pl.DataFrame, caption: str, look: Look, *, reasons: Names) -> Table:
    """Every administration, level and sex; what is hidden is told in words."""
    columns = (
        Column("administration_name", look.text("representation.column.administration")),
        Column("level_name", look.text("representation.column.level")),
        Column("gender_name", look.text("charts.column.gender")),
        Column("staff_count", look.text("representation.column.staff"), "count"),
        Column("staff_share", look.text("representation.column.staff_share"), "percent"),
        Column("employees_share", look.text("representation.column.employees_share"), "percent"),
        Column("residents_share", look.text("representation.column.residents_share"), "percent"),
    )
    cells = [
        {
            **row,
            "administration_name": administration_name(administration, look),
            "level_name": look.text(f"representation.level.{level}"),
            "gender_name": people.name(row["gender"], look),
            **{key: _told(row, key, reasons) for key in ("staff_count", "staff_share")},
        }
        for administration, levels in _administrations(rows)
        for level, of in levels
        for row in sorted(of, key=lambda row: people.ORDER.index(row["gender"]))
    ]
    return table(caption, columns, cells, look.language)


def administration_name(administration: str, look: Look) -> str:
    """The administration's own name, or words for all of them."""
    return look.text("representation.whole_organisation") if administration == ALL else administration


def _told(row: Mapping[str, object], key: str, reasons: Names) -> object:
    return reasons.get(str(row["suppression_reason"])) if row[key] is None else row[key]


def _administrations(rows: pl.DataFrame) -> list[tuple[str, list[tuple[str, list[dict[str, object]]]]]]:
    """The whole organisation first, then the administrations by name; in each the levels from the top."""
    found: dict[str, dict[str, list[dict[str, object]]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["administration"], {}).setdefault(row["level"], []).append(row)
    names = sorted(found, key=lambda name: (name != ALL, name))
    return [(name, sorted(found[name].items(), key=lambda item: LEVELS.index(item[0]))) for name in names]


def _panel(
    administration: str, levels: Sequence[tuple[str, Sequence[Mapping[str, object]]]], look: Look, reasons: Names
) -> panels.Panel:
    shown = [(level, of) for level, of in levels if level != ALL]
    told = [(level, of) for level, of in shown if any(row["staff_share"] is not None for row in of)]
    hidden = [level for level, _ in shown if level not in dict(told)]
    rows = [_row(level, of, look, reasons) for level, of in told]
    if managers_hidden := [level for level in hidden if level in MANAGERS]:
        kind = "managers" if len(managers_hidden) == sum(level in MANAGERS for level, _ in shown) else "other_managers"
        rows.insert(0, panels.Row(look.text(f"representation.level.{kind}"), (), note=look.text("representation.hidden")))
    if "employee" in hidden:
        rows.append(panels.Row(look.text("representation.level.employee"), (), note=look.text("representation.hidden")))
    return panels.Panel(administration_name(administration, look), tuple(rows))


def _row(level: str, of: Sequence[Mapping[str, object]], look: Look, reasons: Names) -> panels.Row:
    label = look.text(f"representation.level.{level}")
    dots = tuple(
        panels.Dot(row["staff_share"], row["gender"])
        for row in of
        if row["gender"] in people.SEXES and row["staff_share"] is not None
    )
    residents = next((row["residents_share"] for row in of if row["gender"] == "women"), None)
    count = of[0]["total_count"]
    words = "" if count is None else look.text("representation.staff_of", count=fmt.count(count, look.language))
    hover = "<br>".join(f"{people.name(row['gender'], look)}: {_hover(row, look, reasons)}" for row in of)
    return panels.Row(label, dots, residents, words, f"<b>{label}</b><br>{hover}")


def _hover(row: Mapping[str, object], look: Look, reasons: Names) -> str:
    if row["staff_share"] is None:
        return reasons.get(str(row["suppression_reason"]), fmt.missing(look.language))
    return f"{fmt.count(row['staff_count'], look.language)}, {fmt.percent(row['staff_share'], look.language)}"
