"""Women and men in a room as rows that never disappear: a number, an interval where it is hidden, or that it is missing.

A small number keeps its row as words, and the other sex is then given as an interval: what is left when the small one is
anything from none up. Where nobody was counted by sex, or some were not, a red row says so with its number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import Look
from spegel.stats.room import FEWEST

SMALL = "primary_small"


@dataclass(frozen=True)
class SexRow:
    """One line: whose, the number in words, what else is told, the share that a bar shows, and whether it is a fault."""

    group: str
    name: str
    number: str
    more: str = ""
    share: float | None = None
    is_missing: bool = False


def sex_rows(
    found: Sequence[Mapping[str, object]], together: int | None, look: Look, *, reasons: Mapping[str, str], threshold: int
) -> list[SexRow]:
    """Women, men, other sexes where there are some, and those whose sex is missing where there are some.

    found: the rows of `room_by_unit` of sex; together: all who were there, None where not told. Numbers below `threshold` hide.
    """
    cells = {str(row["category"]): row for row in found}
    counted = [cells[sex] for sex in people.SEXES if sex in cells]
    outside = "unknown" if "unknown" in cells else people.OTHERS
    unknown = cells.get(outside)
    # Where somebody was there and nobody counted as woman or man, a zero says that sex was not counted.
    if not any(row["person_count"] or row["suppression_reason"] for row in counted) and (unknown or together != 0):
        return [_missing(_unknown(cells, together), look)]
    stated = [cells[sex]["person_count"] for sex in (*people.SEXES, "other") if sex in cells]
    whole = None if None in stated else sum(stated)
    shown = [sex for sex in (*people.SEXES, "other") if sex in cells and (sex != "other" or cells[sex]["person_count"] != 0)]
    rows = [_row(sex, cells, together, whole, look, reasons, threshold) for sex in shown]
    rows += [_missing(None, look, sex) for sex in people.SEXES if sex not in cells]
    if unknown is not None:
        hidden = reasons.get(str(unknown["suppression_reason"]))
        if hidden or unknown["person_count"]:
            rows.append(_missing(hidden or unknown["person_count"], look, outside))
    return rows


def html(rows: Sequence[SexRow], look: Look, *, caption: str) -> str:
    """The rows as a list that no choice takes away; each with its bar, women filled and men open. Every text is escaped."""
    lines = []
    for row in rows:
        bar = "" if row.share is None else f'<i class="sex-{escape(row.group)}" style="width:{row.share * 100:.1f}%"></i>'
        css = ' class="sex-missing"' if row.is_missing else ""
        more = f" <span>{escape(row.more)}</span>" if row.more else ""
        lines.append(f"<div{css}><dt>{escape(row.name)}</dt><dd><b>{escape(row.number)}</b>{more}<u>{bar}</u></dd></div>")
    return f'<dl class="sex-rows" data-kon aria-label="{escape(caption)}">{"".join(lines)}</dl>'


def interval(
    sex: str, cells: Mapping[str, Mapping[str, object]], together: int | None, threshold: int
) -> tuple[int | None, int] | None:
    """The least and the most that a hidden number can be, from what is published beside it; None where nothing is.

    The least is None where another hidden number may be anything.
    """
    if together is None:
        return None
    least, most = 0, 0
    is_open = False
    for other, row in cells.items():
        if other == sex:
            continue
        count, reason = row["person_count"], row["suppression_reason"]
        is_open = is_open or (count is None and reason != SMALL)
        least += count or 0
        most += threshold - 1 if count is None else count
    low, high = max(0, together - most), together - least
    if is_open:
        return None, high
    return (low, high) if high - low >= threshold - 1 else None


def _row(
    sex: str,
    cells: Mapping[str, Mapping[str, object]],
    together: int | None,
    whole: int | None,
    look: Look,
    reasons: Mapping[str, str],
    threshold: int,
) -> SexRow:
    row = cells[sex]
    name, count, reason = people.name(sex, look), row["person_count"], row["suppression_reason"]
    if count is None:
        span = None if reason == SMALL or sex not in people.SEXES else interval(sex, cells, together, threshold)
        if span is not None:
            low, high = span[0], fmt.count(span[1], look.language)
            most = look.text("rummet.sexes.at_most", count=high)
            ends = most if low is None else fmt.span(fmt.count(low, look.language), high)
            return SexRow(sex, name, ends, look.text("rummet.sexes.interval"))
        return SexRow(sex, name, reasons.get(str(reason), look.text("rummet.not_counted")))
    if whole is None:
        return SexRow(sex, name, fmt.count(count, look.language))
    if whole < FEWEST:
        return SexRow(sex, name, fmt.count(count, look.language), look.text("rummet.sexes.under_ten"))
    share = count / whole
    deviation = row["deviation_count"]
    words = [fmt.percent(share, look.language, 0)]
    if deviation is not None:
        number = round(deviation)
        kind = "fewer" if number < 0 else "more" if number > 0 else "even"
        words.append(look.text(f"rummet.difference.{kind}", count=fmt.count(abs(number), look.language)))
    return SexRow(sex, name, fmt.count(count, look.language), " · ".join(words), share)


def _unknown(cells: Mapping[str, Mapping[str, object]], together: int | None) -> int | None:
    counts = [cells[group]["person_count"] for group in ("unknown", people.OTHERS) if group in cells]
    return counts[0] if counts and counts[0] is not None else together


def _missing(number: int | str | None, look: Look, sex: str = "") -> SexRow:
    """A row in red: how many lack it, or that nobody has counted."""
    is_unknown = sex in ("", "unknown")
    name = look.text("rummet.sexes.name") if is_unknown else people.name(sex, look)
    if number is None:
        number = look.text("rummet.not_counted")
    shown = number if isinstance(number, str) else fmt.count(number, look.language)
    more = look.text("rummet.sexes.missing" if is_unknown else "rummet.sexes.others")
    return SexRow("unknown", name, shown, more, is_missing=True)
