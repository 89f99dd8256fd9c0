"""Where figures from an organisation's own registers come from."""

from __future__ import annotations

import polars as pl

from spegel.i18n import DEFAULT_LANGUAGE
from spegel.registers import schema
from spegel.ui import data


def sources(area_id: str, *kinds: str) -> list[str]:
    """Ids of the sources behind the registers of these kinds in an area: the imports of each, or the example."""
    area = data.dataset("area_list").row(by_predicate=pl.col("area_id") == area_id, named=True)
    registers = data.dataset("register_list", area=area_id).filter(pl.col("kind").is_in(kinds))
    found = {f"example-{area['organisation_id']}"} if registers["is_example"].any() else set()
    own = registers.filter(~pl.col("is_example"))["kind"].to_list()
    titles = tuple(f"{schema.load(kind).titles[DEFAULT_LANGUAGE]}: {area['area_name']}" for kind in own)
    imported = data.dataset("source_list").filter(pl.col("provenance") == "own")
    for row in imported.iter_rows(named=True):
        if titles and row["title"].startswith(titles):
            found.add(row["source_id"])
    return sorted(found)
