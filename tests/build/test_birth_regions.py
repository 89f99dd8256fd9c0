"""Region of birth of bodies with nearly the same members: who they are is known by name, so the difference is a few persons."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date

from spegel.build import build
from spegel.registers import schema
from spegel.registers.example.columns import frame
from spegel.registers.store import Store
from spegel.settings import Settings
from spegel.warehouse import open_current


def counted(folder, members: dict[tuple[str, int], Iterable[int]]) -> set[tuple[str, int]]:
    """Bodies and years with a region of birth, given who sat in each body on 1 January of each year: all from two regions."""
    rows = [
        (f"P{number:03d}", body, date(year - 1, 10, 15), date(year + 3, 10, 14), "sweden" if number % 2 else "world")
        for (body, year), persons in members.items()
        for number in persons
    ]
    names = ("person_id", "body_id", "start_date", "end_date", "birth_region")
    told = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    bodies = sorted({body for body, _ in members})
    kinds = ["council" if body == "KF" else "committee" for body in bodies]
    store = Store(folder / "restricted", "0127")
    registers = {
        "bodies": frame("bodies", body_id=bodies, name=bodies, classification=kinds, seats=[60] * len(bodies)),
        "elected": frame(
            "elected", **told, role=["member"] * len(rows), gender=["women"] * len(rows), birth_year=[1970] * len(rows)
        ),
    }
    for kind, register in registers.items():
        store.add(schema.load(kind), register, f"{kind}.xlsx", kind[0] * 64, "an official")
    build(Settings(warehouse=folder / "warehouse", restricted=folder / "restricted"))
    with closing(open_current(folder / "warehouse")) as warehouse, warehouse.cursor() as cursor:
        return set(
            cursor.execute("SELECT body_id, year(reference_date) FROM fact_seat_background WHERE area_id = '0127'").fetchall()
        )


def test_of_two_counts_that_differ_by_a_few_only_the_first_or_the_larger_is_told(tmp_path):
    """The council of 2019 and 2023: three of sixty new. A committee of 2023: all but two sit in that council, and so on."""
    assert counted(
        tmp_path,
        {
            ("KF", 2019): range(60),
            ("KF", 2023): range(3, 63),
            ("INSIDE", 2019): range(38, 62),
            ("APART", 2023): range(100, 124),
            ("SAME", 2019): range(200, 240),
            ("SAME", 2023): range(200, 240),
            ("HALF", 2023): range(220, 260),
            ("LATER", 2024): range(300, 301),
        },
    ) == {("KF", 2019), ("APART", 2023), ("SAME", 2019), ("SAME", 2023), ("HALF", 2023)}
