"""Protection of tables about persons: small numbers are hidden, and so is everything that would reveal them.

1. Primary: small counts, counts of all but a few, and everything about parts of a group under the limit.
2. Secondary: in every sum with a hidden cell, enough else is hidden that the sum does not give it away.
3. Audit: linear programming proves for each hidden cell how many values are possible; where too few, hide more and prove again.
4. Reasons are printed only as far as they do not narrow what a reader can work out; where they would, they say less.
5. Shares are computed again from what is left, on bases large enough; so is what is derived from a count. No row is ever removed.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from spegel import i18n
from spegel.core import BuildError, Problem
from spegel.disclosure import cell_key, rounding
from spegel.disclosure.allow_list import MARKS, RULES, PublicTable
from spegel.disclosure.audit import audit, components
from spegel.disclosure.cells import Cells, Entries, count_problems, gather
from spegel.disclosure.parameters import Class, Parameters, parameters

REASONS = ("group_disclosure", "primary_small", "complement", "secondary", "small_base")
"""In order of precedence, for a row with several. A cell that is not hidden has none."""

_GROUP, _SMALL, _COMPLEMENT, _SECONDARY = 1, 2, 3, 4


def is_small(part: int, whole: int, threshold: int) -> bool:
    """The rule of every filter: may not be shown when the selected or the others of `whole` are from 1 to threshold - 1."""
    return 0 < part < threshold or 0 < whole - part < threshold


def reveals_group(part: int, whole: int, limit: int) -> bool:
    """True for 0 % and 100 % of a group under `limit`: it would say something about everyone in it."""
    return 0 < whole < limit and part in (0, whole)


def protect_table(table: PublicTable, frame: pl.DataFrame, perturbation: pl.DataFrame | None = None) -> pl.DataFrame:
    """One table protected by its rule; an `open` one as it is. See `protect_tables`."""
    return protect_tables({table.name: (table, frame)}, perturbation)[table.name]


def protect_tables(
    entries: Entries, perturbation: pl.DataFrame | None = None, numbers: Parameters | None = None
) -> dict[str, pl.DataFrame]:
    """Tables by name, protected together: those that are linked may not give away each other.

    Each frame has the columns of `PublicTable.incoming`: counts of persons in whole numbers, null where not known. The
    answer has the listed columns in their order and as many rows: hidden counts, shares and what is derived from them null,
    `is_suppressed`, and `suppression_reason` (one of REASONS, or null). `perturbation` is the secret table that tables with
    the method `cell_key` need. Raises BuildError for a missing or undeclared column and for counts that cannot be.
    """
    numbers = numbers or parameters()
    problems = [problem for table, frame in entries.values() for problem in _column_problems(table, frame)]
    if not problems:
        about_persons = [(table, frame) for table, frame in entries.values() if table.rule != "open"]
        problems = [problem for table, frame in about_persons for problem in count_problems(table, frame)]
    if problems:
        raise BuildError(problems)
    done = {name: frame for name, (table, frame) in entries.items() if table.rule == "open"}
    suppressed = {}
    for name, (table, frame) in entries.items():
        if name in done:
            continue
        if table.protection.method == "cell_key":
            perturbed = cell_key.perturb_table(table.protection, frame, perturbation)
            done[name] = _finish(table, perturbed, np.zeros(frame.height, dtype=np.int8), numbers.classes[table.rule])
        elif table.protection.method == "rounding":
            rounded, few = rounding.round_table(table.protection, frame, numbers.rounding)
            reason = _first_reason([np.where(is_few.to_numpy(), _SMALL, 0) for is_few in few])
            done[name] = _finish(table, rounded, reason, numbers.classes[table.rule])
        else:
            suppressed[name] = (table, frame)
    if suppressed:
        cells = gather(suppressed, numbers.classes)
        reasons = _printed_reasons(cells, *_hide(cells, numbers.group_limit))
        for name, (table, frame) in suppressed.items():
            by_count = {
                count: reasons[cells.first[name, count] : cells.first[name, count] + frame.height]
                for count in table.protection.counts
            }
            masked = frame.with_columns(
                pl.when(pl.Series(hidden == 0)).then(pl.col(count)).alias(count) for count, hidden in by_count.items()
            )
            done[name] = _finish(table, masked, _first_reason(list(by_count.values())), numbers.classes[table.rule])
    return {name: done[name] for name in entries}


def for_screen(table: PublicTable, frame: pl.DataFrame) -> pl.DataFrame:
    """A protected table as a public screen may show it: a coarser view of what is published already.

    Counts under the screen's threshold are hidden, and shares on fewer than its base.
    """
    screen = parameters().classes["screen"]
    few = {count: frame[count].fill_null(screen.threshold) < screen.threshold for count in table.protection.counts}
    codes = {reason: code for code, reason in enumerate(REASONS, start=1) if reason != "small_base"}
    said = frame["suppression_reason"].replace_strict(codes, default=0, return_dtype=pl.Int8).to_numpy()
    newly = [np.where(mask.to_numpy(), _SMALL, 0) for mask in few.values()]
    masked = frame.drop(MARKS).with_columns(pl.when(~mask).then(pl.col(count)).alias(count) for count, mask in few.items())
    return _finish(table, masked, _first_reason([said, *newly]), screen)


def reason_text(reason: str, language: str, table: PublicTable) -> str:
    """What stands in place of a hidden number, such as "färre än 5". Raises KeyError for an unknown reason."""
    numbers = parameters()
    limits = {"group_limit": numbers.group_limit, **vars(numbers.classes[table.rule])}
    is_rounded = table.protection.method == "rounding"
    if is_rounded:
        limits["threshold"] = numbers.rounding.least
    key = f"disclosure.reason.{reason}"
    if reason == "primary_small" and (table.protection.zero_inside or is_rounded):
        key += "_zero_inside"
    return i18n.text(key, language, **limits)


def reason_texts(table: PublicTable, language: str) -> dict[str, str]:
    """Every reason why a number of the table may be hidden -> what stands in its place."""
    return {reason: reason_text(reason, language, table) for reason in REASONS}


def _column_problems(table: PublicTable, frame: pl.DataFrame) -> list[Problem]:
    """A rule that does not exist or has no roles; a column that is missing; in a table about persons also one not listed."""
    if table.rule not in RULES:
        return [Problem("unknown_disclosure_rule", value=table.rule, details={"table": table.name})]
    if table.rule != "open" and table.protection is None:
        return [Problem("disclosure_roles_and_rule", value=table.rule, details={"table": table.name})]
    wanted, found = table.incoming, frame.columns
    wrong = [name for name in wanted if name not in found]
    if table.rule != "open":
        wrong += [name for name in found if name not in wanted]
    return [Problem("disclosure_columns", column=name, details={"table": table.name}) for name in wrong]


def _primary(cells: Cells, group_limit: int) -> np.ndarray:
    """The reason each cell is hidden for its own sake, else 0."""
    value, pairs = cells.value, cells.pairs
    known = cells.is_known[pairs.part] & cells.is_known[pairs.whole]
    whole = value[pairs.whole]
    is_empty = np.zeros(value.size, dtype=bool)
    is_empty[pairs.part[known & pairs.zero_inside & (whole == 0)]] = True
    is_zero = cells.zero_inside & (value == 0) & ~is_empty
    reason = np.zeros(value.size, dtype=np.int8)
    reason[pairs.part[known & _is_complement(cells)]] = _COMPLEMENT
    reason[cells.is_known & cells.is_printed & (is_zero | ((value > 0) & (value < cells.threshold)))] = _SMALL
    reason[pairs.part[known & (whole > 0) & (whole < group_limit)]] = _GROUP
    reason[cells.is_public] = 0
    return reason


def _is_complement(cells: Cells) -> np.ndarray:
    """For every pair: are those who are in the whole but not in the part too few?"""
    pairs = cells.pairs
    rest = cells.value[pairs.whole] - cells.value[pairs.part]
    least = np.where(pairs.zero_inside & (cells.value[pairs.whole] > 0), 0, 1)
    return (rest >= least) & (rest < cells.threshold[pairs.part])


def _hide(cells: Cells, group_limit: int) -> tuple[np.ndarray, np.ndarray]:
    """What is hidden, and the primary reasons. Hides until the audit has proven every hidden cell."""
    reason = _primary(cells, group_limit)
    hidden = _complete_sums(cells, reason > 0)
    asked = hidden
    unlimited = np.full(cells.value.size, cells.threshold.max())
    while True:
        proven, narrow = audit(cells.equations, hidden, cells.value, unlimited, cells.needed, asked)
        if not narrow.any():
            return hidden, reason
        wider = _complete_sums(cells, _hide_more(cells, hidden, narrow))
        asked = (asked & ~proven) | (wider & ~hidden)  # what is proven stays so when more is hidden
        hidden = wider


def _complete_sums(cells: Cells, hidden: np.ndarray) -> np.ndarray:
    """Hide more until no single sum gives a hidden cell away, the least information first."""
    members = cells.equations
    if not members.cell.size:
        return hidden
    hidden, is_part = hidden.copy(), members.coefficient > 0
    while True:
        is_hidden = hidden[members.cell]
        number = np.bincount(members.equation, is_hidden)
        parts = np.bincount(members.equation, is_hidden * is_part * cells.value[members.cell])
        needed = np.zeros(number.size, dtype=np.int64)
        np.maximum.at(needed, members.equation, is_hidden * (cells.needed[members.cell] - 1))
        has_room = (np.bincount(members.equation, is_hidden & ~is_part) > 0) | (parts >= needed)
        is_open = (number == 1) | ((number > 1) & ~has_room)
        candidates = np.flatnonzero(is_open[members.equation] & ~is_hidden & _may_be_hidden(cells)[members.cell])
        if not candidates.size:
            return hidden
        order = candidates[_by_information(cells, hidden, candidates, members.equation[candidates], has_room)]
        hidden[members.cell[order[np.unique(members.equation[order], return_index=True)[1]]]] = True


def _may_be_hidden(cells: Cells) -> np.ndarray:
    return cells.is_known & ~cells.is_public


def _hide_more(cells: Cells, hidden: np.ndarray, narrow: np.ndarray) -> np.ndarray:
    """For every narrow cell hide what has the least information of all that shares a sum with it.

    Where nothing is left there, any other sum of the cells it is tied to will do.
    """
    members = cells.equations
    component = components(members, hidden)
    group = np.where(narrow, np.arange(hidden.size), -1)
    is_free = ~hidden & _may_be_hidden(cells)
    near = np.bincount(members.equation, is_free[members.cell])[members.equation] > 0
    is_stuck = narrow & (np.bincount(members.cell, near, minlength=hidden.size) == 0)
    stuck = np.zeros(int(component.max()) + 1, dtype=bool)
    stuck[component[is_stuck]] = True
    group = np.where(hidden & stuck[component], hidden.size + component, np.where(is_stuck, -1, group))
    asking = group[members.cell] >= 0
    candidates = np.flatnonzero((np.bincount(members.equation, asking) > 0)[members.equation] & is_free[members.cell])
    order = candidates[_by_information(cells, hidden, candidates, members.equation[candidates])]
    sums, firsts = np.unique(members.equation[order], return_index=True)
    best = np.full(int(members.equation.max(initial=0)) + 1, -1)
    best[sums] = order[firsts]
    asking &= best[members.equation] >= 0
    groups, offers = group[members.cell[asking]], best[members.equation[asking]]
    ranked = _by_information(cells, hidden, offers, groups)
    answered, firsts = np.unique(groups[ranked], return_index=True)
    if set(np.unique(group[group >= 0])) - set(answered):
        raise BuildError(Problem("disclosure_unprotectable"))
    wider = hidden.copy()
    wider[members.cell[offers[ranked[firsts]]]] = True
    return wider


def _by_information(
    cells: Cells, hidden: np.ndarray, candidates: np.ndarray, groups: np.ndarray, has_room: np.ndarray | None = None
) -> np.ndarray:
    """Order of candidates (members of equations) within groups, what should be hidden first first.

    First what no table prints, then parts before totals. A zero makes no room in a sum, so it comes before the total only
    where there is room. Among equals first what needs the fewest new sums completed, then the smallest number.
    """
    members = cells.equations
    cell, equation = members.cell[candidates], members.equation[candidates]
    untouched = np.bincount(members.equation, hidden[members.cell]) == 0
    new_sums = np.bincount(members.cell, untouched[members.equation], minlength=hidden.size)[cell]
    value = cells.value[cell]
    zero = np.where(has_room[equation], 2, 4) if has_room is not None else 4
    kind = np.select([~cells.is_printed[cell], members.coefficient[candidates] < 0, value > 0], [0, 3, 1], zero)
    return np.lexsort((cell, value, new_sums, kind, groups))


def _printed_reasons(cells: Cells, hidden: np.ndarray, primary: np.ndarray) -> np.ndarray:
    """The reason printed for each cell: the primary one, unless that would let a reader narrow down what is hidden.

    "Fewer than 5" is itself information. Where the reasons of cells that are tied together would leave too few values, all
    of them say only that the number is hidden to protect persons. The reason of a small group says nothing more than the
    group's size, which is known.
    """
    reason = np.where(hidden, np.where(primary > 0, primary, _SECONDARY), 0).astype(np.int8)
    component = components(cells.equations, hidden)
    while True:
        down, up, said = _told_by_reasons(cells, hidden, reason)
        reason[(reason == _COMPLEMENT) & ~said] = _SECONDARY
        tells = np.zeros(int(component.max(initial=0)) + 1, dtype=bool)
        tells[component[said]] = True
        asked = hidden & tells[component] & ((primary > 0) | ~cells.is_printed)
        _, narrow = audit(cells.equations, hidden, down, up, cells.needed_by_reason, asked)
        if not narrow.any():
            return reason
        gives_away = np.zeros_like(tells)
        gives_away[component[narrow]] = True
        reason[said & gives_away[component]] = _SECONDARY


def _told_by_reasons(cells: Cells, hidden: np.ndarray, reason: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How far below and above its value each cell may be when the reasons are read, and the cells whose reasons say so."""
    value, threshold, pairs = cells.value, cells.threshold, cells.pairs
    down, up = value.copy(), np.full(value.size, threshold.max())
    small, other = reason == _SMALL, (reason == _SECONDARY) & (value >= threshold) & cells.is_printed
    up[small] = (threshold - 1 - value)[small]
    down[small] = (value - np.where(cells.zero_inside, 0, 1))[small]
    down[other] = (value - threshold)[other]
    is_said = _is_complement(cells) & (reason[pairs.part] == _COMPLEMENT) & ~hidden[pairs.whole]
    part, rest = pairs.part[is_said], (value[pairs.whole] - value[pairs.part])[is_said]
    np.minimum.at(down, part, threshold[part] - 1 - rest)
    np.minimum.at(up, part, rest - np.where(pairs.zero_inside[is_said], 0, 1))
    said = small.copy()
    said[part] = True
    return down, up, said


def _first_reason(by_count: list[np.ndarray]) -> np.ndarray:
    """The first of the reasons of each row in order of precedence, 0 where there is none."""
    reasons = np.stack(by_count)
    first = np.where(reasons == 0, len(REASONS) + 1, reasons).min(axis=0)
    return np.where(first > len(REASONS), 0, first).astype(np.int8)


def _finish(table: PublicTable, masked: pl.DataFrame, reason: np.ndarray, numbers: Class) -> pl.DataFrame:
    """Shares from the counts that are left, what is derived from them, and the marks; the listed columns in their order."""
    protection = table.protection
    shares, is_few = {}, pl.lit(False)
    for share, (numerator, denominator) in protection.shares.items():
        is_known = pl.col(numerator).is_not_null() & (pl.col(denominator) > 0)
        is_base = pl.col(denominator) >= numbers.rate_base
        shares[share] = pl.when(is_known & is_base).then((pl.col(numerator) / pl.col(denominator)).clip(upper_bound=1))
        is_few = is_few | (is_known & ~is_base).fill_null(False)
    based = {name: [count for count in made_of if count in protection.counts] for name, made_of in protection.derived.items()}
    for count in {count for counts in based.values() for count in counts}:
        is_few = is_few | pl.col(count).is_between(1, numbers.rate_base - 1).fill_null(False)
    names = dict(enumerate(REASONS, start=1))
    said = pl.Series("suppression_reason", reason).replace_strict(names, default=None, return_dtype=pl.String)
    marked = masked.with_columns(**shares, suppression_reason=said)
    marked = marked.with_columns(
        pl.coalesce("suppression_reason", pl.when(is_few).then(pl.lit("small_base"))).alias("suppression_reason"),
        *(
            pl.when(
                pl.all_horizontal(
                    *(pl.col(name).is_not_null() for name in made_of),
                    *(pl.col(count) >= numbers.rate_base for count in based[derived]),
                )
            )
            .then(pl.col(derived))
            .alias(derived)
            for derived, made_of in protection.derived.items()
        ),
    )
    return marked.with_columns(is_suppressed=pl.col("suppression_reason").is_not_null()).select(list(table.columns))
