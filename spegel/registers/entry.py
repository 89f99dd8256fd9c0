"""Rows that an official writes in a form, on their way into the store: the checks of a file, and an import of their own.

Rows written anew take the place of those that stood there, and of nothing else: an import that also holds rows about other
things is replaced by one with those rows and the new ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import polars as pl

from spegel.core import Problem, SourceError
from spegel.registers import schema
from spegel.registers.columns import RawTable
from spegel.registers.importing import Examination
from spegel.registers.schema import Register
from spegel.registers.store import Store
from spegel.registers.validation import References, validate


def examine(
    store: Store, kind: str, name: str, rows: Sequence[Mapping[str, str]], place: Mapping[str, str] | None = None,
    known: References | None = None, language: str = "sv",
) -> Examination:  # fmt: skip
    """Check rows as they are written, column -> text, and store nothing; `importing.accept` stores what is right.

    `name` stands where the log has the name of a file. `place` says which stored rows these take the place of, such as
    `{"dialogue_id": "D-1"}`; without it they are added. `known` holds values that may be referred to although they are not
    stored yet. Problems count rows from 1 and name columns by their labels. Raises SourceError only where the store cannot be
    read.
    """
    register = schema.load(kind)
    if not rows:
        return Examination(register, name, "", None, (Problem("nothing_written"),))
    stored = store.read(register.kind)
    is_held = [pl.col(column) == value for column, value in place.items()] if place else [pl.lit(False)]
    import_ids = stored.filter(is_held)["import_id"].unique().to_list()
    if len(import_ids) > 1:
        several = Problem("rows_in_several_imports", value=", ".join(place.values()), details={"count": len(import_ids)})
        return Examination(register, name, "", None, (several,))
    replaces = import_ids[0] if import_ids else None
    others = stored.filter(~pl.all_horizontal(is_held).fill_null(False))
    references = {**store.references(register), **(known or {})}
    frame, problems = validate(register, _raw(register, rows), references, others, language)
    if frame is None:
        return Examination(register, name, "", None, problems, replaces=replaces)
    whole = pl.concat([others.filter(pl.col("import_id").eq_missing(replaces)).select(frame.columns), frame])
    if replaces:
        try:
            store.refuse_loss(register, whole, replaces)
        except SourceError as error:
            return Examination(register, name, "", None, error.problems, replaces=replaces)
    sha256 = hashlib.sha256(whole.write_csv().encode()).hexdigest()
    return Examination(register, name, sha256, whole, (), replaces=replaces)


def _raw(register: Register, rows: Sequence[Mapping[str, str]]) -> RawTable:
    """The rows as a file would have given them: no blanks around a text, and nothing for an empty one."""
    texts = {name: [" ".join(row.get(name, "").split()) or None for row in rows] for name in register.columns}
    columns = {name: pl.Series(name, cells, pl.String) for name, cells in texts.items()}
    numbers = pl.Series("row", range(1, len(rows) + 1), pl.Int64)
    return RawTable("", 0, pl.DataFrame({"row": numbers, **columns}), {})
