"""Which places a municipality is compared with, so that their figures are fetched too."""

from __future__ import annotations

import csv
from pathlib import Path

from spegel.core import FetchError, Problem
from spegel.sources.kolada_groups_csv import SIMILAR
from spegel.sources.reader import CodeLists
from spegel.sources.reference import code_lists


def known_codes(data: Path, municipality: str) -> CodeLists:
    """The official lists. Raises FetchError for a municipality that is not on them."""
    codes = code_lists(data / "reference")
    if municipality not in codes.municipalities:
        raise FetchError(Problem("fetch_unknown_municipality", value=municipality))
    return codes


def shipped_peers(data: Path, municipality: str) -> list[str]:
    """Similar municipalities that ship with the product; none for most municipalities."""
    with (data / "reference" / "peers.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["municipality_code"] == municipality]
    return sorted({row["peer_code"] for row in rows if SIMILAR.match(row["group_title"])})


def with_county(codes: CodeLists, municipality: str, peers: list[str]) -> list[str]:
    """The municipality first, then its similar ones and those of its county, by code."""
    county = {code for code in codes.municipalities if code.startswith(municipality[:2])}
    return [municipality, *sorted((county | set(peers)) - {municipality})]
