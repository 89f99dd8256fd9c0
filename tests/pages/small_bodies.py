"""A municipality's own register with a committee of nine seats, one of them held by somebody born outside Europe."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from spegel.build import build
from spegel.registers import schema
from spegel.registers.example.columns import frame
from spegel.registers.store import Store
from spegel.settings import Settings

COUNCIL, COMMITTEE = "Kommunfullmäktige", "Lilla nämnden"
IN_SWEDEN, IN_THE_WORLD = 24, 36
"""Seats of the council at the start of the term: it is large enough for its region of birth to be shown."""


def publish(folder: Path, born_outside_europe: int = 1) -> Path:
    """Build a warehouse where the committee has this many born outside Europe and is otherwise the same; gives its folder."""
    store = Store(folder / "restricted", "0127")
    bodies = frame(
        "bodies",
        body_id=["KF", "LN"],
        name=[COUNCIL, COMMITTEE],
        classification=["council", "committee"],
        parent_id=[None, "KF"],
        seats=[IN_SWEDEN + IN_THE_WORLD + 1, 9],
    )
    council = [("KF", region) for region, count in (("sweden", IN_SWEDEN), ("world", IN_THE_WORLD)) for _ in range(count)]
    committee = [("LN", "world" if place < born_outside_europe else "sweden") for place in range(9)]
    # Region of birth is counted on the first 1 January of a term, so somebody has to come after that day; nobody knows the sex
    # of the one who does.
    posts = [*council, *committee, ("KF", "sweden")]
    came = [date(2022, 10, 15)] * (len(posts) - 1) + [date(2023, 2, 1)]
    elected = frame(
        "elected",
        person_id=[f"P-{place:03d}" for place in range(len(posts))],
        gender=[*("women" if place % 2 else "men" for place in range(len(posts) - 1)), "unknown"],
        birth_year=[1950 + place % 50 for place in range(len(posts))],
        birth_region=[region for _, region in posts],
        on_behalf_of=["A"] * len(posts),
        body_id=[body for body, _ in posts],
        role=["member"] * len(posts),
        start_date=came,
        area_code=["0127-alby"] * len(posts),
    )
    for kind, rows in (("bodies", bodies), ("elected", elected)):
        store.add(schema.load(kind), rows, f"{kind}.xlsx", kind[0] * 64, "an official")
    build(Settings(warehouse=folder / "warehouse", restricted=folder / "restricted"))
    return folder / "warehouse"
