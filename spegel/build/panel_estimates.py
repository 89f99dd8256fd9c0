"""What the panel answers, weighted: `fact_panel_estimate` and `fact_panel_change`, which rest on private weights.

Both are made after the protection of `fact_panel_answer` and tell a weighted number only where the count it could be held against
is shown. Numbers are rounded here, so that sums of them do not tell of what is hidden: see docs/disclosure.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import polars as pl

from spegel.build.panel import UNWEIGHTED
from spegel.build.panel_sums import KEY, TOTAL, Group, Groups, common, groups, pairs, split
from spegel.stats.base_rules import FULL, HIDDEN, SMALL, weaker
from spegel.stats.change import Change, Common, from_sums
from spegel.stats.multiple import FALSE_ALARMS, adjusted
from spegel.stats.proportions import Interval, wilson
from spegel.stats.scale import index_0_100

COARSE_MARGIN = 0.03
"""With a margin wider than this a share is a whole percent, else it has one decimal."""

TO_TENS = 10
_LEAST_COMMON = 10

def answers(connection: duckdb.DuckDBPyConnection, protected: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The two tables by name. `panel_weight` and `fact_panel_weighting` must be in the database."""
    found = groups(connection, protected)
    return {"fact_panel_estimate": estimates(connection, found), "fact_panel_change": changes(connection, found)}


def estimates(connection: duckdb.DuckDBPyConnection, found: Groups) -> pl.DataFrame:
    """`fact_panel_estimate`: a row for each row of `fact_panel_answer` but the totals, hidden by the same counts."""
    has_index = set(connection.execute("SELECT area_id, question_id FROM fact_panel_question WHERE has_index").fetchall())
    rows = [row for key, group in found.items() for row in _estimates(key, group, (key[0], key[2]) in has_index)]
    return pl.DataFrame(rows, schema=_ESTIMATE, orient="row")


def changes(connection: duckdb.DuckDBPyConnection, found: Groups) -> pl.DataFrame:
    """`fact_panel_change`: every answer against the wave before and the first one, with as many tests as there are in the family.

    A family, for Benjamini and Hochberg, is all answers of the wave by one characteristic against one other wave. Scales are
    compared by their classes. Weighted where both waves are; else as answered.
    """
    compared = pairs(connection)
    methods = {
        (area, wave): method
        for area, wave, method in connection.execute("SELECT area_id, wave_id, method FROM fact_panel_weighting").fetchall()
    }
    together = common(connection)
    rows = []
    for key, group in found.items():
        area, wave, question, dimension, category = key
        for against, earlier, is_scale in compared.get((area, wave, question), ()):
            before = found.get((area, earlier, question, dimension, category))
            if before is None:
                continue
            is_weighted = UNWEIGHTED not in (methods.get((area, wave), UNWEIGHTED), methods.get((area, earlier), UNWEIGHTED))
            own = together.get((area, wave, earlier, question, dimension, category), {})
            about = dict(zip(KEY, key, strict=True)) | {"against": against, "against_wave_id": earlier}
            codes = [code for code in group.counts if code in before.counts and code != TOTAL]
            rows += [about | _change(code, before, group, own, is_weighted) for code in codes if not is_scale or code in _CLASSES]
    return _judged(pl.DataFrame(rows, schema=_CHANGE, orient="row"))


_CLASSES = ("low", "middle", "high")


def _digits(interval: Interval) -> int:
    """Decimals of a percent that the margin allows."""
    return 0 if (interval.high - interval.low) / 2 > COARSE_MARGIN else 1


def _estimates(key: tuple[str, ...], group: Group, has_index: bool) -> Iterator[dict]:
    class_of_base, whole = group.base_class, group.sums[TOTAL]
    about = dict(zip(KEY, key, strict=True)) | {"base_class": class_of_base, "provenance": group.provenance}
    if class_of_base != HIDDEN:
        about["people_count"] = group.people
        if whole.weight:
            about["effective_count"] = round(whole.weight**2 / whole.weight_squared)
            about["design_effect"] = round(group.people / about["effective_count"], 2)
        if has_index and None not in group.counts.values():
            mean = group.weighted_value / whole.weight if whole.weight else group.value / group.plain[TOTAL].people
            about["index_number"] = float(round(index_0_100(mean)))
    for code, count in group.counts.items():
        if code == TOTAL:
            continue
        row = about | {"answer_code": code}
        if class_of_base != HIDDEN and count is not None:
            plain = wilson(count, group.people)
            row |= {
                "unweighted_share": count / group.people,
                "unweighted_low_share": plain.low,
                "unweighted_high_share": plain.high,
                "digits_count": _digits(plain),
            }
            if share := group.weighted(code):
                digits = _digits(share.interval)
                row |= {
                    "digits_count": digits,
                    "weighted_share": round(share.share, digits + 2),
                    "weighted_low_share": round(share.interval.low, digits + 2),
                    "weighted_high_share": round(share.interval.high, digits + 2),
                }
        yield row


def _change(code: str, before: Group, after: Group, together: Mapping[str, tuple], is_weighted: bool) -> dict:
    """One answer in two waves; without numbers where a count of it is hidden in one of them."""
    row: dict[str, object] = {
        "answer_code": code,
        "is_weighted": is_weighted,
        "base_class": weaker(before.base_class, after.base_class),
        "provenance": after.provenance,
    }
    if row["base_class"] == HIDDEN or before.counts[code] is None or after.counts[code] is None:
        return row
    change = _compare(code, before, after, together, is_weighted)
    if change is None:
        return row
    first, last = (group.share(code, is_weighted) for group in (before, after))
    digits = _digits(change.interval)
    pp = {"change_pp": change.difference, "ci_low_pp": change.interval.low, "ci_high_pp": change.interval.high}
    row |= {name: round(100 * value, digits) + 0.0 for name, value in pp.items()}  # never -0
    people = min(before.plain[TOTAL].people, after.plain[TOTAL].people)
    is_paired = change.common == before.plain[TOTAL].people == after.plain[TOTAL].people
    rest = people - change.common
    may_tell = change.common >= _LEAST_COMMON and (rest == 0 or rest >= _LEAST_COMMON)
    return row | {
        "before_share": round(first, digits + 2),
        "after_share": round(last, digits + 2),
        "digits_count": digits,
        "kind": "independent" if not change.common else "paired" if is_paired else "overlapping",
        "common_count": TO_TENS * round(change.common / TO_TENS) if may_tell else None,
        "p_value": None if change.p is None else round(change.p, 3),
    }


def _compare(code: str, before: Group, after: Group, together: Mapping[str, tuple], is_weighted: bool) -> Change | None:
    people = together.get(TOTAL, (0,) * 7)
    own = together.get(code, (0,) * 7)
    if is_weighted:
        both = Common(people[3], people[6], own[4], own[5], own[6])
        return from_sums(split(before.sums, code), split(after.sums, code), both)
    both = Common(people[2], people[2], own[0], own[1], own[2])
    return from_sums(split(before.plain, code), split(after.plain, code), both)


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """With p-values adjusted within each family, and whether a change is certain: by that and by its interval."""
    family = ["area_id", "wave_id", "against", "dimension"]
    is_told = pl.col("p_value").is_not_null() & pl.col("base_class").is_in([SMALL, FULL])
    parts = [rows.filter(~is_told)]
    for _, group in rows.filter(is_told).group_by(family, maintain_order=True):
        parts.append(group.with_columns(adjusted_p_value=pl.Series(adjusted(group["p_value"].to_numpy()), dtype=pl.Float64)))
    is_apart = (pl.col("ci_low_pp") > 0) | (pl.col("ci_high_pp") < 0)
    is_certain = (pl.col("adjusted_p_value") <= FALSE_ALARMS) & is_apart
    return pl.concat(parts).with_columns(
        adjusted_p_value=pl.col("adjusted_p_value").round(3),
        is_certain=pl.when(pl.col("change_pp").is_not_null()).then(is_certain.fill_null(False)),
    )


_ESTIMATE = {
    **dict.fromkeys(KEY, pl.String),
    "answer_code": pl.String,
    "people_count": pl.Int32,
    "unweighted_share": pl.Float64,
    "unweighted_low_share": pl.Float64,
    "unweighted_high_share": pl.Float64,
    "weighted_share": pl.Float64,
    "weighted_low_share": pl.Float64,
    "weighted_high_share": pl.Float64,
    "digits_count": pl.Int32,
    "effective_count": pl.Int32,
    "design_effect": pl.Float64,
    "index_number": pl.Float64,
    "base_class": pl.String,
    "provenance": pl.String,
}

_CHANGE = {
    **dict.fromkeys(KEY, pl.String),
    "answer_code": pl.String,
    "against": pl.String,
    "against_wave_id": pl.String,
    "before_share": pl.Float64,
    "after_share": pl.Float64,
    "change_pp": pl.Float64,
    "ci_low_pp": pl.Float64,
    "ci_high_pp": pl.Float64,
    "digits_count": pl.Int32,
    "kind": pl.String,
    "common_count": pl.Int32,
    "p_value": pl.Float64,
    "adjusted_p_value": pl.Float64,
    "is_certain": pl.Boolean,
    "is_weighted": pl.Boolean,
    "base_class": pl.String,
    "provenance": pl.String,
}
