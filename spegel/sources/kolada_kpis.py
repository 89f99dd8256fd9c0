"""Which key figures of Kolada are known, in what unit, and which of them repeat one measurement for several years.

The list is data: `data/fetch/kolada.toml`, the same one that `spegel fetch kolada` asks by.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from spegel.settings import project_root

_MARGIN_PREFIX = "U01"
# The first election of the present rhythm, and the years between two.
_RHYTHMS = {"municipal_election": (1994, 4), "eu_election": (1999, 5)}


@dataclass(frozen=True)
class KeyFigure:
    """A known key figure. `margin_of` is the one whose margin (half width) this is,
    `share_of` the sex whose share of all it is; else empty."""

    kpi_id: str
    theme: str
    unit: str
    repeats: str
    share_of: str = ""
    margin_of: str = ""

    def row(self) -> dict[str, str | None]:
        """What we know of it, as in the canonical table `kpi`."""
        return {
            "kpi_id": self.kpi_id,
            "theme": self.theme,
            "unit": self.unit,
            "share_of": self.share_of or None,
            "margin_of": self.margin_of or None,
        }


def measured_year(repeats: str, year: int) -> int:
    """The year the value of `year` was measured: the latest election for a figure that repeats, else `year` itself (T39)."""
    if repeats not in _RHYTHMS:
        return year
    first, interval = _RHYTHMS[repeats]
    return year - (year - first) % interval if year >= first else year


def margin_id(kpi_id: str) -> str:
    """The key figure that holds the margin of `kpi_id`: `U01641` for `N00641`."""
    return _MARGIN_PREFIX + kpi_id[-3:]


@cache
def known() -> Mapping[str, KeyFigure]:
    """Every key figure of the list by id, margins among them. A fault in the list is ours and raises KeyError or ValueError."""
    path = project_root() / "data" / "fetch" / "kolada.toml"
    found: dict[str, KeyFigure] = {}
    for theme in tomllib.loads(path.read_text(encoding="utf-8"))["theme"]:
        if theme["repeats"] not in ("", *_RHYTHMS):
            raise ValueError(f"unknown rhythm {theme['repeats']!r}")
        sexes = {kpi_id: sex for sex in ("women", "men") for kpi_id in theme.get(sex, ())}
        for kpi_id in theme["kpis"]:
            found[kpi_id] = KeyFigure(kpi_id, theme["id"], theme["unit"], theme["repeats"], sexes.get(kpi_id, ""))
            if theme.get("margins"):
                margin = margin_id(kpi_id)
                found[margin] = KeyFigure(margin, theme["id"], theme["unit"], theme["repeats"], margin_of=kpi_id)
    return found
