"""Made tables about persons: microdata of a few persons, counted along margins as the build would."""

from __future__ import annotations

from itertools import combinations, product

import polars as pl

from spegel.disclosure import Margin, Protection, PublicTable

TOTAL = "total"


def public_table(name: str, grain: list[str], rule: str = "persons", **roles) -> PublicTable:
    """A table of counts; unless said otherwise every column of the grain has a total. `roles` go to its Protection."""
    roles = {"counts": ("person_count",), "margins": tuple(Margin(each, TOTAL) for each in grain)} | roles
    protection = Protection(**roles)
    columns = dict.fromkeys((*grain, *protection.plain), "VARCHAR") | dict.fromkeys(protection.counts, "INTEGER")
    columns |= dict.fromkeys((*protection.shares, *protection.derived), "DOUBLE")
    columns |= {"is_suppressed": "BOOLEAN", "suppression_reason": "VARCHAR"}
    return PublicTable(name, rule, tuple(grain), {}, columns, frozenset(columns) - set(grain), {}, protection)


def tabulate(persons: pl.DataFrame, values: dict[str, list[str]]) -> pl.DataFrame:
    """Persons counted in every combination of `values` of some columns, with zeros and all totals."""
    dimensions = list(values)
    counted = persons.group_by(dimensions).agg(person_count=pl.len())
    base = pl.DataFrame(list(product(*values.values())), schema=dimensions, orient="row")
    base = base.join(counted, on=dimensions, how="left").with_columns(pl.col("person_count").fill_null(0).cast(pl.Int64))
    frames = []
    for summed in (each for number in range(len(dimensions) + 1) for each in combinations(dimensions, number)):
        totals = base.with_columns(pl.lit(TOTAL).alias(each) for each in summed)
        frames.append(totals.group_by(dimensions, maintain_order=True).agg(pl.sum("person_count")))
    return pl.concat(frames).sort(dimensions)
