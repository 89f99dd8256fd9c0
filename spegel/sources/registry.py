"""Every reader there is, in the order they are asked. The only list of formats."""

from __future__ import annotations

import importlib
from functools import cache

from spegel.core import Problem, SourceError
from spegel.sources.documents import Document
from spegel.sources.reader import Reader

READERS = (
    "result_xml",
    "result_json",
    "districts_scb_xlsx",
    "districts_long_xlsx",
    "districts_2018_xlsx",
    "result_skv",
    "comparison_xlsx",
    "comparison_skv",
    "late_units_comparison",
    "eligible_xlsx",
    "district_geojson",
    "district_shapefile",
    "district_boxes_json",
    "regso_geojson",
    "group_turnout_csv",
    "kolada_groups_csv",
    "kolada_groups_json",
    "kolada_kpi_json",
    "kolada_data_json",
    "scb_json_stat",
    "scb_pxweb_json",
)


@cache
def readers() -> tuple[Reader, ...]:
    """The reader modules, imported once."""
    return tuple(importlib.import_module(f"spegel.sources.{name}") for name in READERS)


def reader_for(document: Document) -> Reader | None:
    """The one reader that recognises the document, or None. Raises SourceError when several do: that is a fault of ours."""
    found = [reader for reader in readers() if reader.recognises(document)]
    if len(found) > 1:
        raise SourceError(
            Problem("ambiguous_format", document.name, details={"formats": ", ".join(reader.FORMAT.id for reader in found)})
        )
    return found[0] if found else None
