"""Sums over the answers of the panel, by question and group: what estimates and changes are worked out of. All is private."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import duckdb
import polars as pl

from spegel.stats.base_rules import base_class
from spegel.stats.proportions import Share, Sums
from spegel.stats.proportions import from_sums as share_of

TOTAL = "total"

KEY = ("area_id", "wave_id", "question_id", "dimension", "category")

# One characteristic at a time: column of panel_member -> dimension.
_BY = ("gender", "age", "area", "education", "birth_region")
_WHENS = " ".join(f"WHEN {name} IS NOT NULL THEN '{name}'" for name in _BY)
_DIMENSION = f"CASE {_WHENS} ELSE 'all' END"
_CATEGORY = f"coalesce({', '.join(_BY)}, 'total')"


def _sets(keys: str) -> str:
    return f"GROUPING SETS (({keys}), {', '.join(f'({keys}, {name})' for name in _BY)})"


_SUMS = f"""
WITH coded AS (
    SELECT area_id, wave_id, question_id, answer_class AS answer_code, member_number, NULL AS answer_value
    FROM panel_answer
    WHERE answer_class IS NOT NULL
    UNION ALL
    SELECT area_id, wave_id, question_id, answer_code, member_number, NULL
    FROM panel_answer
    UNION ALL
    SELECT area_id, wave_id, question_id, 'total', member_number, answer_value
    FROM panel_answer
    WHERE is_base
),
summed AS (
    SELECT coded.area_id, coded.wave_id, question_id, answer_code, {", ".join(_BY)},
        count(*) AS people,
        count(weight) AS weighted_people,
        coalesce(sum(weight), 0) AS weight,
        coalesce(sum(weight * weight), 0) AS weight_squared,
        sum(answer_value) AS value,
        sum(weight * answer_value) AS weighted_value
    FROM coded
    JOIN panel_member USING (member_number)
    LEFT JOIN panel_weight USING (wave_id, member_number)
    GROUP BY {_sets("coded.area_id, coded.wave_id, question_id, answer_code")}
)
SELECT area_id, wave_id, question_id, {_DIMENSION} AS dimension, {_CATEGORY} AS category, answer_code, people, weighted_people,
    weight, weight_squared, value, weighted_value
FROM summed
"""

# Every wave against the one before with the same question, and against the first one.
_PAIRS = """
CREATE OR REPLACE TEMP TABLE panel_pair AS
WITH asked AS (
    SELECT area_id, question_id, wave_id, is_scale,
        lag(wave_id) OVER earlier AS previous,
        first_value(wave_id) OVER earlier AS first
    FROM panel_question
    JOIN fact_panel_wave USING (area_id, wave_id)
    WHERE question_type IS DISTINCT FROM 'text'
    WINDOW earlier AS (PARTITION BY area_id, question_id ORDER BY wave_number)
)
SELECT area_id, question_id, wave_id, is_scale, unnest(['previous', 'first']) AS against,
    unnest([previous, first]) AS against_wave_id
FROM asked
WHERE previous IS NOT NULL
"""

_COMMON = f"""
WITH told AS (
    SELECT area_id, wave_id, question_id, member_number, is_base,
        -- A scale is compared by its classes.
        coalesce(answer_class, answer_code) AS answer_code,
        coalesce(weight, 0) AS weight
    FROM panel_answer
    LEFT JOIN panel_weight USING (area_id, wave_id, member_number)
),
differing AS (SELECT DISTINCT area_id, question_id, wave_id, against_wave_id FROM panel_pair),
base AS (
    SELECT pair.*, later.member_number, earlier.weight * later.weight AS weight
    FROM differing AS pair
    JOIN told AS later ON later.area_id = pair.area_id AND later.wave_id = pair.wave_id AND later.question_id = pair.question_id
        AND later.is_base
    JOIN told AS earlier ON earlier.wave_id = pair.against_wave_id AND earlier.question_id = pair.question_id
        AND earlier.member_number = later.member_number AND earlier.is_base
),
each AS (
    SELECT base.*, told.answer_code, told.wave_id = base.wave_id AS is_after
    FROM base
    JOIN told ON told.member_number = base.member_number AND told.question_id = base.question_id
        AND told.wave_id IN (base.wave_id, base.against_wave_id)
),
person AS (
    SELECT area_id, question_id, wave_id, against_wave_id, member_number, answer_code, weight,
        bool_or(NOT is_after) AS is_before, bool_or(is_after) AS is_after
    FROM each
    GROUP BY ALL
    UNION ALL
    SELECT area_id, question_id, wave_id, against_wave_id, member_number, 'total', weight, true, true
    FROM base
),
summed AS (
    SELECT person.area_id, question_id, wave_id, against_wave_id, answer_code, {", ".join(_BY)},
        count(*) FILTER (is_before) AS before_people,
        count(*) FILTER (is_after) AS after_people,
        count(*) FILTER (is_before AND is_after) AS both_people,
        count(*) FILTER (weight > 0) AS weighted_people,
        coalesce(sum(weight) FILTER (is_before), 0) AS before_weight,
        coalesce(sum(weight) FILTER (is_after), 0) AS after_weight,
        coalesce(sum(weight) FILTER (is_before AND is_after), 0) AS both_weight
    FROM person
    JOIN panel_member USING (member_number)
    GROUP BY {_sets("person.area_id, question_id, wave_id, against_wave_id, answer_code")}
)
SELECT area_id, wave_id, against_wave_id, question_id, {_DIMENSION} AS dimension, {_CATEGORY} AS category, answer_code,
    before_people, after_people, both_people, weighted_people, before_weight, after_weight, both_weight
FROM summed
"""


def split(sums: Mapping[str, Sums], code: str) -> tuple[Sums, Sums]:
    """Those who answered so, and those who did not."""
    yes, whole = sums[code], sums[TOTAL]
    rest = (whole.people - yes.people, max(0.0, whole.weight - yes.weight), max(0.0, whole.weight_squared - yes.weight_squared))
    # What is left of nobody is nobody, whatever rounding says.
    return yes, Sums(*rest) if rest[0] else Sums(0, 0.0, 0.0)


@dataclass(frozen=True)
class Group:
    """One group's answers to one question: sums by answer (and `total`), values of the base, and the counts that are shown."""

    sums: Mapping[str, Sums]
    counts: Mapping[str, int | None]
    plain: Mapping[str, Sums]
    value: float | None
    weighted_value: float | None
    provenance: str

    @property
    def people(self) -> int | None:
        return self.counts.get(TOTAL)

    def weighted(self, code: str) -> Share | None:
        return share_of(*split(self.sums, code))

    def share(self, code: str, is_weighted: bool) -> float:
        """Of those who answered so, weighted or as they answered."""
        sums = self.sums if is_weighted else self.plain
        return sums[code].weight / sums[TOTAL].weight

    @cached_property
    def base_class(self) -> str:
        whole = self.sums[TOTAL]
        effective = whole.weight**2 / whole.weight_squared if whole.weight_squared else None
        return base_class(self.people, effective)


Groups = Mapping[tuple[str, ...], Group]


def groups(connection: duckdb.DuckDBPyConnection, protected: Mapping[str, pl.DataFrame]) -> Groups:
    """(area, wave, question, dimension, category) -> the group, with its shown counts beside its private sums."""
    shown: dict[tuple[str, ...], dict[str, int | None]] = {}
    provenance: dict[tuple[str, ...], str] = {}
    columns = [*KEY, "answer_code", "answer_count", "provenance"]
    for *key, code, count, source in protected["fact_panel_answer"].select(columns).sort(columns).iter_rows():
        shown.setdefault(tuple(key), {})[code] = count
        provenance[tuple(key)] = source
    found: dict[tuple[str, ...], list[tuple]] = {}
    for row in connection.execute(_SUMS).fetchall():
        found.setdefault(row[:5], []).append(row[5:])
    nobody = Sums(0, 0.0, 0.0)
    made = {}
    for key, counts in shown.items():
        rows = {row[0]: row[1:] for row in found[key]}
        whole = rows[TOTAL]
        made[key] = Group(
            {code: Sums(*rows[code][1:4]) if code in rows else nobody for code in counts},
            counts,
            {code: Sums(*[rows[code][0]] * 3) if code in rows else nobody for code in counts},
            whole[4],
            whole[5],
            provenance[key],
        )
    return made


def pairs(connection: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, str, str], list[tuple[str, str, bool]]]:
    """(area, wave, question) -> what it is compared with: `previous` or `first`, that wave, and whether it is a scale."""
    connection.execute(_PAIRS)
    found: dict[tuple[str, str, str], list[tuple[str, str, bool]]] = {}
    rows = connection.execute("SELECT area_id, wave_id, question_id, against, against_wave_id, is_scale FROM panel_pair")
    for row in rows.fetchall():
        found.setdefault(row[:3], []).append(row[3:])
    return found


def common(connection: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, ...], Mapping[str, tuple]]:
    """(area, wave, earlier wave, question, dimension, category) -> answer, and `total` -> sums over those who are in both.

    Persons who answered so before, after and both times, persons with a weight in both, and the sums of the products of weights
    before, after and both times. `panel_pair` must be there: see `pairs`.
    """
    found: dict[tuple[str, ...], dict[str, tuple]] = {}
    for row in connection.execute(_COMMON).fetchall():
        found.setdefault(row[:6], {})[row[6]] = row[7:]
    return found
