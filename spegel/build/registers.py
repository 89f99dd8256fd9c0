"""The organisations' registers on their way into the private database: accepted imports, else example registers.

An organisation that has imported a register of its own has no example of that kind any more, nor of any kind that points at
it: invented attendance never stands beside real dialogues.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from spegel import profiles
from spegel.build.gather import Source
from spegel.i18n import DEFAULT_LANGUAGE, text
from spegel.registers import example, organisations, schema
from spegel.registers.store import Store

STAMPS = {"area_id": pl.String, "source_id": pl.String, "provenance": pl.String}
PLACE = "place_written"
"""What a register's own column `area_id` is called here, where `area_id` is the organisation's."""


@dataclass(frozen=True)
class Registers:
    """Every kind of register over all organisations, each row with `area_id`, `source_id` and `provenance`.

    `overview` has a row for each organisation and kind there is something of.
    """

    tables: Mapping[str, pl.DataFrame]
    sources: tuple[Source, ...]
    overview: pl.DataFrame


def active_imports(restricted: Path | None) -> dict[str, str]:
    """Import id -> organisation and checksum of the file, of every import that counts; part of what a version is made of.

    Raises SourceError where the imports do not say whose they are.
    """
    store = Store(restricted) if restricted else None
    entries = store.imports() if store else ()
    return {entry.import_id: f"{entry.organisation} {entry.sha256}" for entry in entries if entry.state == "active"}


def gather_registers(restricted: Path | None) -> Registers:
    """Read the accepted imports below `restricted`, each for its own organisation, and make the examples of all who lack them.

    Raises SourceError where the imports do not say whose they are, SettingsError for an organisation that does not exist.
    """
    parts: dict[str, list[pl.DataFrame]] = {kind: [_empty(kind)] for kind in schema.kinds()}
    sources: list[Source] = []
    overview: list[dict] = []
    own: dict[str, set[str]] = {}
    for area_id in Store(restricted).organisations() if restricted else ():
        store, name = Store(restricted, area_id), organisations.of_area(area_id).name_sv
        own[area_id] = {kind for kind in schema.kinds() if store.active(kind)}
        for kind in sorted(own[area_id]):
            imports = store.active(kind)
            frame = store.read(kind).with_columns(source_id="register-" + pl.col("import_id")).drop("import_id")
            parts[kind].append(_stamped(frame, kind, area_id, "own"))
            title = f"{schema.load(kind).titles[DEFAULT_LANGUAGE]}: {name}"
            licence = text("build.register.own_licence", DEFAULT_LANGUAGE)
            sources += [
                Source(f"register-{entry.import_id}", name, title, licence, None, entry.sha256, "own") for entry in imports
            ]
            overview.append(_line(area_id, kind, "own", frame.height, len(imports), max(entry.imported_at for entry in imports)))
    for name in example.names():
        organisation = profiles.read(name)
        gone = schema.with_dependants(own.get(organisation.area_id, set()))
        source_id = f"example-{name}"
        for kind, frame in example.registers(example.place_of(name)).items():
            if kind not in gone:
                parts[kind].append(
                    _stamped(frame.with_columns(source_id=pl.lit(source_id)), kind, organisation.area_id, "example")
                )
                overview.append(_line(organisation.area_id, kind, "example", frame.height, 0, None))
        title = text("build.register.example_title", DEFAULT_LANGUAGE, name=organisation.name_sv)
        sources.append(Source(source_id, "Demokratispegeln", title, "MIT", None, example_sha256(), "example"))
    return Registers(
        {kind: pl.concat(frames) for kind, frames in parts.items()}, tuple(sources), pl.DataFrame(overview, _OVERVIEW)
    )


def example_sha256() -> str:
    """Checksum of what the examples are made of: the generator, its words, and the facts that shape it."""
    digest = hashlib.sha256()
    root, code = example.folder().parent, Path(example.__file__).parent
    for path in [
        *sorted(code.glob("*.py")),
        *sorted(example.folder().glob("*.toml")),
        *sorted((root / "reference").glob("*.csv")),
    ]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


_OVERVIEW = {
    "area_id": pl.String,
    "kind": pl.String,
    "provenance": pl.String,
    "row_count": pl.Int64,
    "import_count": pl.Int64,
    "imported_date": pl.Date,
    "kept_date": pl.Date,
}


def _line(area_id: str, kind: str, provenance: str, rows: int, imports: int, at: str | None) -> dict:
    """`kept_date` is the last day the register tells about: that of the latest import, or of the example."""
    day = date.fromisoformat(at[:10]) if at else None
    return dict(zip(_OVERVIEW, (area_id, kind, provenance, rows, imports, day, day or example.TODAY), strict=True))


def _empty(kind: str) -> pl.DataFrame:
    return _stamped(pl.DataFrame(schema={**schema.load(kind).stored, "source_id": pl.String}), kind, "", "")


def _stamped(frame: pl.DataFrame, kind: str, area_id: str, provenance: str) -> pl.DataFrame:
    columns = list(schema.load(kind).stored)
    renamed = {"area_id": PLACE} if "area_id" in columns else {}
    return frame.rename(renamed).select(
        *(renamed.get(name, name) for name in columns),
        area_id=pl.lit(area_id),
        source_id="source_id",
        provenance=pl.lit(provenance),
    )
