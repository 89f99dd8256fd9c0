"""Named datasets: load the contract in a SQL file's header, bind parameters, run, hand back polars.

The only way from the published file to anything a person sees. Values are bound, never put into the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import polars as pl

from spegel.core import ELECTION_TYPES, Problem, QueryError, is_election_id
from spegel.settings import project_root
from spegel.warehouse import Warehouse

_HEADER = re.compile(r"\A\s*/\*(.*?)\*/(.*)\Z", re.DOTALL)

_TYPES: Mapping[str, tuple[pl.DataType, ...]] = MappingProxyType(
    {
        "text": (pl.String,),
        "integer": (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64),
        "number": (pl.Float64,),
        "boolean": (pl.Boolean,),
        "date": (pl.Date,),
    }
)

DEFAULTS = ("profile.area", "profile.municipality", "profile.election_type", "profile.latest_election")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a dataset. `default_from` names what the profile fills in when nothing is given."""

    name: str
    type: str
    meaning: str
    allowed: tuple[str, ...] = ()
    default: object = None
    default_from: str | None = None
    optional: bool = False

    @property
    def is_required(self) -> bool:
        return self.default is None and self.default_from is None and not self.optional


@dataclass(frozen=True)
class Column:
    """One column of a dataset: its type (`text`, `integer`, `number`, `boolean`, `date`) and what it means."""

    name: str
    type: str
    nullable: bool
    meaning: str


@dataclass(frozen=True)
class Dataset:
    """A SQL file and its contract."""

    name: str
    title: str
    grain: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, Column]
    source_tables: tuple[str, ...]
    sql: str


def folder() -> Path:
    """Where the dataset files lie."""
    return project_root() / "queries" / "datasets"


def names() -> list[str]:
    """The name of every dataset there is, in order."""
    return sorted(path.stem for path in folder().glob("*.sql"))


@cache
def load(name: str) -> Dataset:
    """The dataset `name`. Raises QueryError when there is none, ValueError when its header is not a contract."""
    if name not in names():
        raise QueryError(Problem("unknown_dataset", value=name, details={"names": ", ".join(names())}))
    return parse(name, (folder() / f"{name}.sql").read_text(encoding="utf-8"))


def parse(name: str, source: str) -> Dataset:
    """A dataset from the text of its file. Raises ValueError when the header is missing or incomplete."""
    match = _HEADER.match(source)
    if not match:
        raise ValueError(f"{name}: the file must open with a contract in /* ... */")
    header = tomllib.loads(match[1])
    parameters = {key: _parameter(name, key, entry) for key, entry in header.pop("params", {}).items()}
    columns = {key: _column(name, key, entry) for key, entry in header.pop("columns").items()}
    dataset = Dataset(
        name=name,
        title=header.pop("title"),
        grain=tuple(header.pop("grain")),
        parameters=parameters,
        columns=columns,
        source_tables=tuple(header.pop("source_tables")),
        sql=source,
    )
    if header:
        raise ValueError(f"{name}: unknown entries in the header: {', '.join(header)}")
    if missing := set(dataset.grain) - set(columns):
        raise ValueError(f"{name}: the grain names columns that are not there: {', '.join(missing)}")
    return dataset


def run(warehouse: Warehouse, name: str, profile: Mapping[str, str] | None = None, **given: object) -> pl.DataFrame:
    """Run a dataset and return its rows with exactly the columns of its contract.

    `profile` fills the defaults a dataset takes from it (keys as in `DEFAULTS`, without `profile.`); None means
    that every such parameter must be given. Raises QueryError for an unknown dataset, an unknown, missing or
    impossible parameter; ValueError when the file breaks its own contract.
    """
    dataset = load(name)
    cursor = warehouse.cursor()
    try:
        values = bind(dataset, given, profile or {}, lambda area: _area_id(cursor, area))
        # Through Arrow because that fetch, unlike `.pl()`, can be interrupted.
        frame = pl.from_arrow(cursor.sql(dataset.sql, params=values).to_arrow_table())
    finally:
        cursor.close()
    _check(dataset, frame)
    return frame


def bind(
    dataset: Dataset,
    given: Mapping[str, object],
    profile: Mapping[str, str],
    area_id: Callable[[str], str] = lambda area: area,
) -> dict[str, object]:
    """Checked values for every parameter of `dataset`. Raises QueryError with every problem found."""
    problems = [
        Problem("unknown_parameter", value=key, details={"dataset": dataset.name, "names": ", ".join(dataset.parameters) or "-"})
        for key in given
        if key not in dataset.parameters
    ]
    values: dict[str, object] = {}
    for key, parameter in dataset.parameters.items():
        value = given.get(key)
        if value is None or value == "":
            value = profile.get(parameter.default_from.removeprefix("profile.")) if parameter.default_from else parameter.default
        if value is None and not parameter.optional:
            problems.append(
                Problem("missing_parameter", value=key, details={"dataset": dataset.name, "meaning": parameter.meaning})
            )
            continue
        try:
            values[key] = None if value is None else _convert(parameter, value)
        except ValueError:
            details = {"name": key, "dataset": dataset.name, "allowed": ", ".join(parameter.allowed) or parameter.meaning}
            problems.append(Problem("impossible_parameter", value=str(value)[:80], details=details))
    if problems:
        raise QueryError(problems)
    for key, value in values.items():
        if isinstance(value, str) and key == "area":
            values[key] = area_id(value)
        if isinstance(value, str) and key in ("from", "to", "election_id"):
            values[key] = _complete_election(value, values.get("election_type"))
    return values


def _convert(parameter: Parameter, value: object) -> object:
    if parameter.type == "integer":
        return int(str(value))
    if parameter.type == "number":
        return float(str(value).replace(",", "."))
    if parameter.type == "date":
        return date.fromisoformat(str(value))
    text = str(value).strip()
    if parameter.allowed and text not in parameter.allowed:
        raise ValueError(text)
    return text


def _complete_election(value: str, election_type: object) -> str:
    """`2018` becomes `2018-KF` where the dataset says which type is meant."""
    if not is_election_id(value) and value.isdigit() and election_type in ELECTION_TYPES:
        return f"{value}-{election_type}"
    return value


def _area_id(cursor, area: str) -> str:
    """An organisation's area by the organisation's id; any other area as it is."""
    row = cursor.execute("SELECT area_id FROM dim_organisation WHERE organisation_id = $area", {"area": area}).fetchall()
    return row[0][0] if row else area


def _check(dataset: Dataset, frame: pl.DataFrame) -> None:
    """Cheap at run time: the columns and their types. Grain and nulls are checked for every file in the tests."""
    if frame.columns != list(dataset.columns):
        raise ValueError(f"{dataset.name}: gives {frame.columns}, its contract says {list(dataset.columns)}")
    for column in dataset.columns.values():
        dtype = frame.schema[column.name]
        if dtype not in _TYPES[column.type] and dtype != pl.Null:
            raise ValueError(f"{dataset.name}.{column.name}: is {dtype}, its contract says {column.type}")


def _parameter(dataset: str, name: str, entry: dict) -> Parameter:
    parameter = Parameter(name=name, **{key: tuple(value) if key == "allowed" else value for key, value in entry.items()})
    if parameter.type not in ("text", "integer", "number", "date"):
        raise ValueError(f"{dataset}: parameter {name} has the unknown type {parameter.type}")
    if parameter.default_from is not None and parameter.default_from not in DEFAULTS:
        raise ValueError(f"{dataset}: parameter {name} takes its default from the unknown {parameter.default_from}")
    return parameter


def _column(dataset: str, name: str, entry: str) -> Column:
    kind, separator, meaning = (part.strip() for part in entry.partition("|"))
    type_name = kind.removesuffix("?")
    if not separator or type_name not in _TYPES:
        raise ValueError(f"{dataset}: column {name} must read 'type | meaning' with a type of {', '.join(_TYPES)}")
    return Column(name, type_name, kind.endswith("?"), meaning)
