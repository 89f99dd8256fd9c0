"""Example registers: invented rows shaped like a real organisation, with the flaws that real registers have.

Areas, electors, points of districts and seats of parties are official; everything else is made up from words in
`data/example`. Every id begins with EX, and the provenance of every row in the database is `example`. The same version of
the product makes the same rows everywhere. How they are made and marked: `docs/example-data.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from spegel.registers import schema
from spegel.registers.example import cases, dialogues, influence, panel, politics, surveys
from spegel.registers.example.place import TODAY, Place, folder, names, place_of

__all__ = ["TODAY", "Place", "folder", "names", "place_of", "registers"]


def registers(place: Place, kinds: Sequence[str] | None = None) -> Mapping[str, pl.DataFrame]:
    """The registers of a place by kind, all or some, each with the columns of `schema.load(kind).stored`, in the order they can
    be filled."""
    found: dict[str, list[pl.DataFrame]] = {}
    for part in (politics, influence, dialogues, panel, cases, surveys):
        if kinds is None or set(kinds) & set(part.KINDS):
            for kind, frame in part.make(place).items():
                found.setdefault(kind, []).append(frame)
    return {kind: pl.concat(found[kind]) for kind in schema.kinds() if kind in (kinds or found)}
