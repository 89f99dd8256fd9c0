"""What may leave the private database: a list of tables and columns, each table under a named rule.

Tiny and boring on purpose. A table or column that is not on the list is not published; a listed one that the build
did not make stops it; a rule that does not exist is an error, never a way past. There is no switch that turns this off.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spegel.core import BuildError, Problem
from spegel.settings import project_root

RULES = ("open",)
"""`open`: official open data, such as results per district, and metadata of our own. Counts in it are public facts,
and the secrecy of the vote is kept by the late-vote units (methods, section 5, point 8)."""


@dataclass(frozen=True)
class PublicTable:
    """A table that may be published: its rule, its grain, where its keys point, and its columns in order."""

    name: str
    rule: str
    grain: tuple[str, ...]
    keys: Mapping[str, str]
    columns: Mapping[str, str]  # name -> SQL type

    nullable: frozenset[str]
    meanings: Mapping[str, str]

    @property
    def create_sql(self) -> str:
        """The table's definition, with NOT NULL wherever null is not allowed."""
        parts = (f"{name} {kind}{'' if name in self.nullable else ' NOT NULL'}" for name, kind in self.columns.items())
        return f"CREATE TABLE {self.name} ({', '.join(parts)})"

    @property
    def insert_sql(self) -> str:
        """Fill the table from what is registered as `incoming`: the listed columns and no other."""
        names = ", ".join(self.columns)
        return f"INSERT INTO {self.name} ({names}) SELECT {names} FROM incoming ORDER BY {', '.join(self.grain)}"


def allow_list(path: Path | None = None) -> dict[str, PublicTable]:
    """Every public table by name. Raises BuildError for a rule that does not exist, ValueError for a malformed entry."""
    path = path or project_root() / "queries" / "public.toml"
    tables = {}
    for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        if entry["rule"] not in RULES:
            raise BuildError(Problem("unknown_disclosure_rule", path.name, value=entry["rule"], details={"table": name}))
        types, nullable, meanings = {}, set(), {}
        for column, words in entry["columns"].items():
            kind, separator, meaning = (part.strip() for part in words.partition("|"))
            if not separator:
                raise ValueError(f"{path.name}: {name}.{column} must read 'TYPE | meaning'")
            types[column] = kind.removesuffix("?")
            meanings[column] = meaning
            if kind.endswith("?"):
                nullable.add(column)
        tables[name] = PublicTable(
            name, entry["rule"], tuple(entry["grain"]), entry.get("keys", {}), types, frozenset(nullable), meanings
        )
    return tables
