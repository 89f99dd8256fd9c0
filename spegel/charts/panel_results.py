"""What the citizen panel answers: each answer with its margin, groups that are large enough, changes, themes, and all as tables.

Frames are those of the datasets `panel_*`. A weighted share is what is drawn; the unweighted one stands beside it. Where a base
is too small, or a number hidden, the row stays and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import polars as pl

from spegel import fmt
from spegel.charts import citizen_panel, panels, people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, vertical_line
from spegel.charts.table import Column, Table, Value, table

Row = Mapping[str, object]
Reasons = Mapping[str, str]
"""Why a number is hidden -> words."""

AGAINST = ("previous", "first")
"""Waves that a change is counted from, in the order they are told."""

HIDDEN, OFFICIALS, SMALL = "hidden", "officials", "small"
CLASSES = ("high", "middle", "low")
"""Steps of a scale put together, in the order they are drawn."""

_CHANGE_ROW = 46
_LONGEST = 60


def share_of(row: Row) -> float | None:
    """The share that is drawn: the weighted one where there are weights."""
    return row["unweighted_share"] if row["weighted_share"] is None else row["weighted_share"]


def limits_of(row: Row) -> tuple[float, float] | None:
    """The interval of `share_of`."""
    kind = "unweighted" if row["weighted_share"] is None else "weighted"
    low, high = row[f"{kind}_low_share"], row[f"{kind}_high_share"]
    return None if low is None or high is None else (low, high)


def margin_pp(row: Row) -> float | None:
    """The longer half of the interval in percentage points."""
    share, limits = share_of(row), limits_of(row)
    return None if share is None or limits is None else max(share - limits[0], limits[1] - share) * 100


def written(row: Row, look: Look) -> str:
    """`62 % ± 4`."""
    share, margin, digits = share_of(row), margin_pp(row), row["digits_count"] or 0
    if share is None:
        return fmt.missing(look.language)
    words = fmt.percent(share, look.language, digits)
    return words if margin is None else f"{words} ± {fmt.number(margin, look.language, digits)}"


def why_hidden(row: Row, look: Look, reasons: Reasons) -> str:
    """Why a row has no numbers: too small a base, or a hidden number; empty where it has them."""
    if row["base_reason"]:
        return look.text(f"panelsvar.reason.{row['base_reason']}")
    return reasons.get(str(row["suppression_reason"]), "") if row["suppression_reason"] else ""


def base_mark(row: Row, look: Look) -> str:
    """`mycket liten bas`, `liten bas`, or nothing."""
    is_marked = row["base_class"] in (OFFICIALS, SMALL) and not row["base_reason"]
    return look.text(f"panelsvar.base.{row['base_class']}") if is_marked else ""


def answer_name(row: Row, look: Look) -> str:
    """The answer in the register's words; steps of a scale put together in ours."""
    if row["answer_kind"] == "class":
        return look.text(f"panelsvar.class.{row['answer_code']}")
    return str(row["answer_label"] or row["answer_code"])


def lead(rows: pl.DataFrame) -> dict | None:
    """The row that a question is told by: high grades of a scale, else the answer that most gave; None where none is told."""
    together = [row for row in rows.filter(pl.col("dimension") == "all").rows(named=True) if share_of(row) is not None]
    high = [row for row in together if row["answer_kind"] == "class" and row["answer_code"] == CLASSES[0]]
    return next(iter(high or sorted(together, key=lambda row: (-share_of(row), row["answer_order"]))), None)


def result(rows: pl.DataFrame, about: About, look: Look, *, question: str, reasons: Reasons) -> Chart:
    """Every answer of all who answered as a dot with its interval, the unweighted share as a stroke. Frame: `panel_result`."""
    single = _ordered(rows.filter((pl.col("dimension") == "all") & (pl.col("answer_kind") == "answer")))
    listed = tuple(_result_row(row, look, reasons) for row in single)
    title = look.text("panelsvar.result.title", question=_short(question))
    sentence = result_reading(rows, look)
    figure = panels.figure([panels.Panel("", listed)], look, population=look.text("panelsvar.result.unweighted"), is_wide=True)
    alt = look.text("panelsvar.result.alt", question=question, reading=sentence)
    together = rows.filter(pl.col("dimension") == "all")
    caption = look.text("panelsvar.result.caption", question=question)
    return Chart(title, figure, alt, sentence, result_table(together, caption, look, reasons=reasons), about)


def result_reading(rows: pl.DataFrame, look: Look) -> str:
    """What the question is told by, and what weighting did to it."""
    row = lead(rows)
    if row is None:
        return look.text("panelsvar.result.reading_none")
    blanks = {"answer": fmt.first_lower(answer_name(row, look)), "share": written(row, look)}
    sentence = look.text("panelsvar.result.reading", **blanks, count=fmt.count(row["people_count"], look.language))
    if row["weighted_share"] is None:
        return f"{sentence} {look.text('panelsvar.result.reading_unweighted')}"
    plain = fmt.percent(row["unweighted_share"], look.language, row["digits_count"] or 0)
    return f"{sentence} {look.text('panelsvar.result.reading_beside', share=plain)}"


def groups(rows: pl.DataFrame, about: About, look: Look, *, question: str, dimension: str, reasons: Reasons) -> Chart:
    """The groups of a breakdown under each answer, or under high, middle and low grades; those too small say so.

    Frame: `panel_result` of the breakdown.
    """
    found = _ordered(rows.filter(pl.col("dimension") == dimension))
    answers = list(dict.fromkeys(row["answer_code"] for row in found))
    if all(row["answer_kind"] == "class" for row in found):
        answers = [code for code in CLASSES if code in answers]
    shown = []
    for code in answers:
        own = [row for row in found if row["answer_code"] == code]
        title = answer_name(own[0], look)
        shown.append(panels.Panel(title, tuple(_group_row(row, look, reasons) for row in own)))
    title = look.text(f"panelsvar.groups.title.{dimension}")
    sentence = groups_reading(found, look)
    alt = look.text("panelsvar.result.alt", question=question, reading=sentence)
    figure = panels.figure(shown, look, population=look.text("panelsvar.result.unweighted"))
    caption = look.text("panelsvar.result.caption", question=question)
    listed = result_table(rows.filter(pl.col("dimension") == dimension), caption, look, reasons=reasons)
    return Chart(title, figure, alt, sentence, listed, about)


def groups_reading(found: Sequence[Row], look: Look) -> str:
    """The groups furthest apart in high grades, or in the first answer, whether their intervals meet, and how many are small."""
    code = CLASSES[0] if any(row["answer_code"] == CLASSES[0] for row in found) else found[0]["answer_code"] if found else ""
    own = [row for row in found if row["answer_code"] == code]
    known = sorted((row for row in own if share_of(row) is not None and row["category"] != "unknown"), key=share_of)
    small = len(own) - len([row for row in own if share_of(row) is not None])
    sentences = []
    if len(known) < 2:
        sentences.append(look.text("panelsvar.groups.reading_few"))
    else:
        low, high = known[0], known[-1]
        sentences.append(
            look.text(
                "panelsvar.groups.reading",
                answer=answer_name(high, look),
                high=_in_text(high, look),
                high_share=written(high, look),
                low=_in_text(low, look),
                low_share=written(low, look),
            )
        )
        meet = limits_of(high)[0] <= limits_of(low)[1]
        sentences.append(look.text("panelsvar.groups.unsure" if meet else "panelsvar.groups.sure"))
    if small:
        sentences.append(look.text("panelsvar.groups.small", count=fmt.count(small, look.language)))
    return " ".join(sentences)


def change(rows: pl.DataFrame, about: About, look: Look, *, names: Mapping[str, str]) -> Chart:
    """How each answer has changed since the wave before and since the first one: a dot with its interval around nothing.

    Frame: `panel_change` with the answers' names joined as in `panel_result`; `names` are those of the waves.
    """
    together = rows.filter(pl.col("dimension") == "all")
    shown = [row for row in _ordered(together) if row["change_pp"] is not None and _is_told(row, together)]
    shown.sort(key=lambda row: CLASSES.index(row["answer_code"]) if row["answer_kind"] == "class" else row["answer_order"])
    title = look.text("panelsvar.change.title")
    sentence = change_reading(shown, look, names=names)
    alt = look.text("panelsvar.change.alt", reading=sentence)
    listed = change_table(rows, look.text("panelsvar.change.caption"), look, names=names)
    return Chart(title, _change_figure(shown, look), alt, sentence, listed, about)


def change_reading(shown: Sequence[Row], look: Look, *, names: Mapping[str, str]) -> str:
    """How many changes are certain, of how many that were tested; those that are stand first."""
    if not shown:
        return look.text("panelsvar.change.reading_none")
    certain = [row for row in shown if row["is_certain"]]
    if not certain:
        return look.text("panelsvar.change.reading_unsure", count=fmt.count(len(shown), look.language))
    parts = [
        look.text(
            "panelsvar.change.part",
            answer=fmt.first_lower(answer_name(row, look)),
            change=_points(row["change_pp"], row, look),
            wave=names[row["against_wave_id"]],
        )
        for row in certain[:2]
    ]
    return look.text("panelsvar.change.reading", changes=fmt.listing(parts, look.language))


def change_words(row: Row, look: Look, *, names: Mapping[str, str]) -> str:
    """`Sedan 3 november 2025: −3 procentenheter, mellan −7 och +1, osäkert.`"""
    if row["change_pp"] is None:
        return look.text("panelsvar.change.not_told", wave=names[row["against_wave_id"]])
    digits = row["digits_count"] or 0
    low, high = (fmt.number(row[key], look.language, digits, signed=True) for key in ("ci_low_pp", "ci_high_pp"))
    blanks = {"wave": names[row["against_wave_id"]], "change": _points(row["change_pp"], row, look), "low": low, "high": high}
    return look.text("panelsvar.change.since_certain" if row["is_certain"] else "panelsvar.change.since", **blanks)


def verdict_name(row: Row, look: Look) -> str:
    """`Säkerställd ökning`, `Säkerställd minskning`, `Osäkert`."""
    return look.text(f"panelsvar.verdict.{verdict(row)}")


def verdict(row: Row) -> str:
    """`up` or `down` where the change is certain, else `unsure`."""
    if not row["is_certain"]:
        return "unsure"
    return "up" if row["change_pp"] > 0 else "down"


def result_table(
    rows: pl.DataFrame, caption: str, look: Look, *, reasons: Reasons, questions: Mapping[str, str] | None = None
) -> Table:
    """Every row of `panel_result`, weighted beside unweighted. `questions` names the questions where there are several."""
    columns = (
        *((Column("question", look.text("panelsvar.column.question")),) if questions else ()),
        Column("group", look.text("panel.column.group")),
        Column("answer", look.text("panelsvar.column.answer")),
        Column("weighted_share", look.text("panelsvar.column.weighted"), "percent"),
        Column("weighted_low_share", look.text("panel.column.low"), "percent"),
        Column("weighted_high_share", look.text("panel.column.high"), "percent"),
        Column("unweighted_share", look.text("panelsvar.column.unweighted"), "percent"),
        Column("unweighted_low_share", look.text("panelsvar.column.unweighted_low"), "percent"),
        Column("unweighted_high_share", look.text("panelsvar.column.unweighted_high"), "percent"),
        Column("answer_count", look.text("panelsvar.column.answers"), "count"),
        Column("people_count", look.text("panelsvar.column.people"), "count"),
        Column("effective_count", look.text("panelsvar.column.effective"), "count"),
        Column("design_effect", look.text("panelsvar.column.deff"), "index", 2),
        Column("index_value", look.text("panelsvar.column.index"), "index", 0),
        Column("base", look.text("panelsvar.column.base")),
    )
    numbers = [column.key for column in columns if column.is_number]
    listed = []
    for row in _ordered(rows):
        words = why_hidden(row, look, reasons)
        line: dict[str, Value] = {"group": group_name(row, look), "answer": answer_name(row, look)}
        line |= {key: _cell(row, key, words, look) for key in numbers}
        line["base"] = words or base_mark(row, look) or look.text("panelsvar.base.full")
        listed.append({"question": (questions or {}).get(str(row["question_id"]), ""), **line})
    return table(caption, columns, listed, look.language)


def change_table(
    rows: pl.DataFrame, caption: str, look: Look, *, names: Mapping[str, str], questions: Mapping[str, str] | None = None
) -> Table:
    """Every row of `panel_change`: both shares, the change with its interval, how it was tested, and whether it is certain."""
    columns = (
        *((Column("question", look.text("panelsvar.column.question")),) if questions else ()),
        Column("group", look.text("panel.column.group")),
        Column("answer", look.text("panelsvar.column.answer")),
        Column("against", look.text("panelsvar.column.against")),
        Column("before_share", look.text("panelsvar.column.before"), "percent"),
        Column("after_share", look.text("panelsvar.column.after"), "percent"),
        Column("change_pp", look.text("panelsvar.column.change"), "points"),
        Column("ci_low_pp", look.text("panelsvar.column.change_low"), "points"),
        Column("ci_high_pp", look.text("panelsvar.column.change_high"), "points"),
        Column("verdict", look.text("panelsvar.column.verdict")),
        Column("kind", look.text("panelsvar.column.kind")),
        Column("common_count", look.text("panelsvar.column.common"), "count"),
        Column("p_value", look.text("panelsvar.column.p"), "index", 3),
        Column("adjusted_p_value", look.text("panelsvar.column.adjusted_p"), "index", 3),
    )
    numbers = [column.key for column in columns if column.is_number]
    listed = []
    for row in _ordered(rows):
        words = look.text(f"panelsvar.reason.{row['base_reason']}" if row["base_reason"] else "panelsvar.change.hidden")
        is_told = row["change_pp"] is not None
        line: dict[str, Value] = {"group": group_name(row, look), "answer": answer_name(row, look)}
        line |= {key: words if row[key] is None and not is_told else row[key] for key in numbers}
        if is_told:
            line |= {key: look.text("panelsvar.change.untold") for key in numbers if row[key] is None}
        line["against"] = names[row["against_wave_id"]]
        line["verdict"] = verdict_name(row, look) if is_told else words
        line["kind"] = look.text(f"panelsvar.kind.{row['kind']}") if row["kind"] else words
        listed.append({"question": (questions or {}).get(str(row["question_id"]), ""), **line})
    return table(caption, columns, listed, look.language)


def theme_table(rows: pl.DataFrame, caption: str, look: Look, *, reasons: Reasons) -> Table:
    """Themes of one question down, those most wrote about first; sexes across. Frame: `panel_themes`."""
    genders = people.ordered(rows["gender"])
    cells = {(row["theme"], row["gender"]): row for row in rows.iter_rows(named=True)}
    counts = {theme: row["person_count"] for (theme, gender), row in cells.items() if gender == "total"}
    themes = sorted(counts, key=lambda theme: (theme == "total", -(counts[theme] or 0), theme))
    columns = (
        Column("theme", look.text("panelsvar.column.theme")),
        *(Column(gender, people.name(gender, look), "count") for gender in genders),
        Column("share", look.text("panelsvar.column.theme_share"), "percent"),
    )
    listed = []
    for theme in themes:
        line: dict[str, Value] = {"theme": look.text("panelsvar.themes.all") if theme == "total" else theme}
        for gender in genders:
            cell = cells.get((theme, gender))
            line[gender] = 0 if cell is None else _theme_cell(cell, "person_count", look, reasons)
        whole = cells.get((theme, "total"))
        line["share"] = "" if whole is None else _theme_cell(whole, "person_share", look, reasons)
        listed.append(line)
    return table(caption, columns, listed, look.language)


def codebook_table(rows: pl.DataFrame, caption: str, look: Look) -> Table:
    """Every question with its codes. Frame: `panel_codebook`."""
    columns = (
        Column("question_id", look.text("panelsvar.column.question_id")),
        Column("question_text", look.text("panelsvar.column.question")),
        Column("type", look.text("panelsvar.column.type")),
        Column("answer_code", look.text("panelsvar.column.code")),
        Column("answer_label", look.text("panelsvar.column.label")),
        Column("answer_value", look.text("panelsvar.column.value"), "index", 0),
        Column("class", look.text("panelsvar.column.class")),
    )
    listed = [
        {
            **row,
            "type": look.text(f"panelsvar.type.{row['question_type']}") if row["question_type"] else None,
            "class": look.text(f"panelsvar.class.{row['answer_class'] or 'none'}"),
        }
        for row in rows.iter_rows(named=True)
    ]
    return table(caption, columns, listed, look.language)


def group_name(row: Row, look: Look) -> str:
    """`Alla`, `Kvinnor`, `18–29 år`, `Alby`."""
    return people.name("total", look) if row["dimension"] == "all" else citizen_panel.group_name(row, look)


def _ordered(rows: pl.DataFrame) -> list[dict]:
    """Rows by question, group in its natural order, then answer; changes from the wave before stand first."""
    found = rows.rows(named=True)
    order = people.ordered(row["category"] for row in found)
    dimensions = list(dict.fromkeys(["all", *(row["dimension"] for row in found)]))
    return sorted(
        found,
        key=lambda row: (
            row["question_id"],
            dimensions.index(row["dimension"]),
            order.index(row["category"]),
            row["answer_kind"] == "class",
            row["answer_order"],
            AGAINST.index(row.get("against", AGAINST[0])),
        ),
    )


def _cell(row: Row, key: str, words: str, look: Look) -> Value:
    """A number of a result; in its place why there is none."""
    if row[key] is not None:
        return row[key]
    if words:
        return words
    return look.text("panelsvar.no_index" if key == "index_value" else "panelsvar.no_weights")


def _theme_cell(row: Row, key: str, look: Look, reasons: Reasons) -> Value:
    value = row[key]
    if value is not None:
        return value
    return why_hidden(row, look, reasons) or fmt.missing(look.language)


def _in_text(row: Row, look: Look) -> str:
    name = group_name(row, look)
    return name if row["dimension"] == "area" else fmt.first_lower(name)


def _result_row(row: Row, look: Look, reasons: Reasons) -> panels.Row:
    name, words = answer_name(row, look), why_hidden(row, look, reasons)
    note = words or " · ".join(part for part in (written(row, look), base_mark(row, look)) if part)
    return panels.Row(name, _dots(row, "total"), _stroke(row), note, f"{name}: {note}")


def _group_row(row: Row, look: Look, reasons: Reasons) -> panels.Row:
    name, words = group_name(row, look), why_hidden(row, look, reasons)
    mark_of_base = "" if words else base_mark(row, look)
    short = look.text("panelsvar.groups.too_few" if row["base_reason"] else "panelsvar.groups.hidden")
    stars = "" if words else {OFFICIALS: "**", SMALL: "*"}.get(str(row["base_class"]), "")
    note = short if words else written(row, look) + stars
    group = str(row["category"]) if row["dimension"] == "gender" else "total"
    told = words or " · ".join(part for part in (written(row, look), mark_of_base) if part)
    return panels.Row(name, _dots(row, group), _stroke(row), note, f"{name}: {told}")


def _dots(row: Row, group: str) -> tuple[panels.Dot, ...]:
    share = share_of(row)
    return () if share is None else (panels.Dot(share, group, limits_of(row)),)


def _stroke(row: Row) -> float | None:
    return None if row["weighted_share"] is None else row["unweighted_share"]


def _is_told(row: Row, together: pl.DataFrame) -> bool:
    """Of a scale the steps put together are drawn, of other questions each answer."""
    has_classes = (together["answer_kind"] == "class").any()
    return row["answer_kind"] == "class" if has_classes else True


def _points(change_pp: float, row: Row, look: Look) -> str:
    return fmt.points(change_pp, look.language, row["digits_count"] or 0)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def _change_figure(shown: Sequence[Row], look: Look) -> go.Figure:
    """A row for each answer and wave it is held against: words above, dot and interval below; full where it is certain."""
    tokens = look.theme
    traces: list[dict[str, object]] = []
    notes = []
    left = {"x": 0, "xref": "paper", "xanchor": "left", "align": "left", "showarrow": False, "yanchor": "bottom"}
    for place, row in enumerate(shown):
        own = tokens.accent if row["is_certain"] else tokens.other
        ends, line = [row["ci_low_pp"], row["ci_high_pp"]], {"width": 2, "color": own}
        dot = {"size": 12, "color": own if row["is_certain"] else tokens.background, "line": {"width": 2.5, "color": own}}
        traces.append(mark("scatter", x=ends, y=[place, place], mode="lines", line=line, hoverinfo="skip"))
        traces.append(mark("scatter", x=[row["change_pp"]], y=[place], mode="markers", marker=dot, hoverinfo="skip"))
        words = look.text(
            "panelsvar.change.row_certain" if row["is_certain"] else "panelsvar.change.row",
            answer=answer_name(row, look),
            against=look.text(f"panelsvar.against.{row['against']}"),
            change=fmt.points(row["change_pp"], look.language, row["digits_count"] or 0, short=True),
        )
        notes.append({**left, "text": words, "y": place - 0.2, "font": {"size": 14, "color": tokens.ink}})
    reach = max((abs(row[key]) for row in shown for key in ("ci_low_pp", "ci_high_pp")), default=10) * 1.1
    return draw(
        traces,
        base_layout(
            look,
            _CHANGE_ROW * max(len(shown), 1) + 60,
            margin={"l": 8, "r": 8, "t": 8, "b": 8},
            xaxis=axis(
                look,
                range=[-reach, reach],
                nticks=7,
                title={"text": look.text("panelsvar.change.axis"), "font": {"size": 13, "color": tokens.secondary}},
            ),
            yaxis=axis(look, range=[len(shown) - 0.4, -0.75], showgrid=False, tickvals=[], showticklabels=False),
            shapes=[vertical_line(0, look)],
            annotations=notes,
        ),
    )
