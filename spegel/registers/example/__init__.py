"""Example registers: invented rows shaped like a real organisation, with the flaws that real registers have.

Areas, electors, points of districts and seats of parties are official; everything else is made up from words in
`data/example`. Every id begins with EX, and the provenance of every row in the database is `example`. The same version of
the product makes the same rows everywhere. How they are made and marked: `docs/example-data.md`.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from spegel.registers import schema
from spegel.registers.example import cases, dialogues, panel, politics
from spegel.registers.example.place import Place, folder, names, place_of

__all__ = ["Place", "folder", "names", "place_of", "registers"]


def registers(place: Place) -> Mapping[str, pl.DataFrame]:
    """Every register of a place by kind, each with the columns of `schema.load(kind).stored`, in the order they can be filled."""
    found: dict[str, list[pl.DataFrame]] = {}
    for part in (politics.make(place), dialogues.make(place), panel.make(place), cases.make(place)):
        for kind, frame in part.items():
            found.setdefault(kind, []).append(frame)
    return {kind: pl.concat(found[kind]) for kind in schema.kinds()}
