"""The build: sources in, one immutable published file out.

read and validate -> private database -> build SQL -> audit -> disclose -> publish. A failure at any step leaves
`CURRENT` where it was. The private database lives in memory and is gone when the build ends.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

import spegel
from spegel import i18n, profiles, versions
from spegel.build import derive, hexagons, leaving, mirror, panel, panel_estimates, panel_members, regso, room, waiting
from spegel.build.audit import audit
from spegel.build.gather import Gathered, code_lists, gather, inputs_sha256
from spegel.build.registers import Registers, active_imports, gather_registers
from spegel.core import BuildError, Problem
from spegel.disclosure import PublicTable, allow_list, protect_tables
from spegel.disclosure.cell_key import read_perturbation
from spegel.progress import Silent, Watcher
from spegel.settings import Settings, project_root

KEEP_VERSIONS = 3


@dataclass(frozen=True)
class BuildReport:
    """What a build did. `is_new` is False when the same inputs had been built before."""

    version: str
    path: Path
    is_new: bool
    is_published: bool
    notices: tuple[tuple[str | None, Problem], ...] = ()
    pruned: tuple[str, ...] = ()


def build(settings: Settings, sources: Path | None = None, check: bool = False, watcher: Watcher | None = None) -> BuildReport:
    """Build the published file from what ships with the product and, where given, the files in `sources`.

    With `check` everything is read, built and audited but nothing is published. The same inputs give the same version
    and nothing is done. Raises SourceError for files that break a rule, BuildError when the audit fails or the
    profile's area has no results, SettingsError for an unknown profile; `CURRENT` is then as it was.
    """
    watcher = watcher or Silent()
    profile = profiles.load(settings.profile, dict(code_lists().municipalities))
    folder = settings.warehouse
    checksum = inputs_sha256(sources, settings.perturbation, active_imports(settings.restricted))
    version = versions.with_inputs(folder, checksum)
    if version and not check:
        with duckdb.connect(versions.path_of(folder, version), read_only=True) as public:
            _demand_results(public, profile)
        is_published = not versions.is_current(folder, version)
        if is_published:
            versions.move_pointer(folder, version)
        return BuildReport(version, versions.path_of(folder, version), is_new=False, is_published=is_published)
    gathered = gather(sources, watcher)
    registers = gather_registers(settings.restricted)
    tables = allow_list()
    with duckdb.connect() as connection:
        data_date = _construct(connection, gathered, registers, checksum, watcher)
        notices = gathered.notices + _found_notices(connection, len(gathered.notices))
        _demand_results(connection, profile, notices)
        protected = disclose(connection, tables, settings.perturbation)
        protected |= room.speaking(connection, tables, protected)
        protected["fact_reach"] = room.unique(connection, protected)
        for name, make in (
            ("fact_attendance_sum", room.sums),
            ("fact_attendance_cross", room.crosses),
            ("fact_room_mirror", room.mirrors),
            ("fact_panel_margin", panel_members.margins),
            ("fact_panel_composition", panel_members.composition),
        ):
            connection.register(name, make(connection, protected))
        for name, frame in panel_estimates.answers(connection, protected).items():
            connection.register(name, frame)
        audit(connection, tables, gathered.elections)
        version = versions.name_of(data_date, checksum)
        path = versions.path_of(folder, version)
        if check:
            return BuildReport(version, path, is_new=True, is_published=False, notices=notices)
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"{version}.{os.getpid()}.unfinished"
        unfinished.unlink(missing_ok=True)
        try:
            _publish(connection, tables, protected, unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    versions.move_pointer(folder, version)
    pruned = versions.prune(folder, KEEP_VERSIONS)
    return BuildReport(version, path, is_new=True, is_published=True, notices=notices, pruned=tuple(pruned))


def _construct(
    connection: duckdb.DuckDBPyConnection, gathered: Gathered, registers: Registers, checksum: str, watcher: Watcher
) -> date:
    """Fill the private database and run the build SQL; returns the date of the latest election in it."""
    geometry, neighbour = derive.borders(gathered.tables, _label("borders"), watcher)
    codes = code_lists()
    own = {
        "municipality": pl.DataFrame(
            [(code, name, code[:2], codes.counties[code[:2]]) for code, name in codes.municipalities.items()],
            schema=["code", "name", "county_code", "county_name"],
            orient="row",
        ),
        "organisation": _organisations(),
    }
    raw = {name: frame for name, frame in gathered.tables.items() if name not in ("election", "source", "district_geometry")}
    for name, frame in {**raw, **own, "election": gathered.elections}.items():
        connection.register(f"raw_{name}", frame)
    for kind, frame in registers.tables.items():
        connection.register(f"raw_register_{kind}", frame)
    connection.register("gathered_register", registers.overview)
    connection.register("prepared_geometry", geometry)
    connection.register("prepared_neighbour", neighbour)
    connection.register("prepared_overlap", derive.same_borders(gathered.tables))
    connection.register("gathered_source", pl.DataFrame([asdict(source) for source in (*gathered.sources, *registers.sources)]))
    connection.register("gathered_notice", _notices(gathered.notices))
    connection.register("gathered_build", pl.DataFrame({"inputs_sha256": [checksum], "product_version": [spegel.__version__]}))
    for path in watcher.each(_label("tables"), sorted((project_root() / "queries" / "build").glob("*.sql"))):
        connection.execute(path.read_text(encoding="utf-8"))
    for name, make in (
        ("fact_gap_verdict", derive.gap_verdicts),
        ("fact_moran", derive.spatial),
        ("fact_body_mirror", mirror.body_mirrors),
        ("fact_leaving_curve", leaving.leaving_curves),
        ("fact_waiting_curve", waiting.waiting_curves),
        ("dialogue_hexagon", hexagons.places),
        ("geo_hexagon", hexagons.cells),
        ("dialogue_regso", regso.places),
        ("geo_regso", regso.cells),
        ("panel_weight", panel.weights),
        ("fact_panel_staying", panel_members.staying),
        ("fact_panel_retention", panel_members.retention),
    ):
        connection.register(name, make(connection, _label(name), watcher))
    return connection.execute("SELECT data_date FROM meta_build").fetchall()[0][0]


def _organisations() -> pl.DataFrame:
    rows = [
        {
            "organisation_id": profile.id,
            "area_id": profile.area_id,
            "municipality_code": profile.municipality,
            "area_name": profile.area_name,
            "name_sv": profile.name_sv,
            "name_en": profile.name_en,
            "part_level": profile.part_level,
            "default_election_type": profile.default_election_type,
            "district_prefixes": list(profile.district_prefixes),
        }
        for profile in map(profiles.read, profiles.names())
    ]
    return pl.DataFrame(rows, schema_overrides={"district_prefixes": pl.List(pl.String)})


def _notices(notices) -> pl.DataFrame:
    rows = [
        (
            number,
            source_id,
            notice.rule,
            json.dumps(
                {"file": notice.file, "row": notice.row, "column": notice.column, "value": notice.value, **notice.details},
                ensure_ascii=False,
                default=str,
            ),
        )
        for number, (source_id, notice) in enumerate(notices, start=1)
    ]
    schema = {"notice_number": pl.Int32, "source_id": pl.String, "rule": pl.String, "details": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _found_notices(connection: duckdb.DuckDBPyConnection, said: int) -> tuple[tuple[str, Problem], ...]:
    """What the build SQL itself noticed, beyond the `said` notices of the readers."""
    rows = connection.execute(
        "SELECT source_id, rule, details FROM meta_notice WHERE notice_number > $said ORDER BY notice_number", {"said": said}
    ).fetchall()
    return tuple((source_id, Problem(rule, details=json.loads(details))) for source_id, rule, details in rows)


def disclose(
    connection: duckdb.DuckDBPyConnection, tables: dict[str, PublicTable], perturbation: Path | None = None
) -> dict[str, pl.DataFrame]:
    """The tables about persons as they may be published, all protected together. Open ones are not among them.

    `perturbation` is the file with the secret table that the method `cell_key` needs. Raises BuildError for columns that
    are missing or not declared, for counts that cannot be, and for a secret table that is missing or wrong.
    """
    about_persons = {name: table for name, table in tables.items() if table.rule != "open" and table.protection.method != "sums"}
    secret = None
    if any(table.protection.method == "cell_key" for table in about_persons.values()):
        secret = read_perturbation(perturbation or Path())
    # In one order, since what is hidden among equals depends on it, and the same inputs must give the same file.
    frames = {
        name: pl.from_arrow(connection.table(name).to_arrow_table()).sort(table.grain) for name, table in about_persons.items()
    }
    return protect_tables({name: (table, frames[name]) for name, table in about_persons.items()}, secret)


def _publish(
    connection: duckdb.DuckDBPyConnection, tables: dict[str, PublicTable], protected: dict[str, pl.DataFrame], path: Path
) -> None:
    """Write the listed tables and columns, and nothing else, to `path`: open tables as they are, the others protected."""
    with duckdb.connect(path) as public:
        for table in tables.values():
            public.execute(table.create_sql)
            is_protected = table.name in protected
            incoming = protected[table.name].to_arrow() if is_protected else connection.table(table.name).to_arrow_table()
            public.register("incoming", incoming)
            public.execute(table.insert_sql)
        public.execute("CHECKPOINT")


def _demand_results(
    connection: duckdb.DuckDBPyConnection, profile: profiles.Profile, notices: Sequence[tuple[str | None, Problem]] = ()
) -> None:
    """Without a single district of the profile's area there would only be empty pages. The notices may say why."""
    found = connection.execute("SELECT 1 FROM area_district WHERE area_id = $area LIMIT 1", {"area": profile.area_id}).fetchall()
    if not found:
        raise BuildError(Problem("no_results_for_profile", value=profile.id, details={"name": profile.name_sv}), notices)


def _label(step: str) -> str:
    return i18n.text(f"build.step.{step}", i18n.DEFAULT_LANGUAGE)
