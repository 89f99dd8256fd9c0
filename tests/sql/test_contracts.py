"""What every dataset file keeps: enumerated from the tree, so that a new file cannot forget it."""

from __future__ import annotations

import ast
import hashlib
import re
import tomllib
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from spegel import query
from spegel.core import QueryError
from spegel.warehouse import Warehouse
from tests.sql.conftest import public_columns

NAMES = query.names()

# Parameters that find rows in what the repository ships, for those without a default.
ASKED = {"district_code": "01270001", "area_version": "valdistrikt2022", "unit": "2025"}
PROFILES = {
    "botkyrka": {"area": "0127", "municipality": "0127", "election_type": "KF", "latest_election": "2022-KF"},
    "jarva": {"area": "jarva", "municipality": "0180", "election_type": "KF", "latest_election": "2022-KF"},
}
INJECTIONS = (
    "'; DROP TABLE fact_turnout; --",
    "' OR '1'='1",
    '" OR 1=1 --',
    "0127' UNION SELECT sha256 FROM meta_source --",
    "$area",
    "%",
    "_" * 4,
    "*/ SELECT 1 /*",
    "\x00",
    "0127\n--",
    "å" * 5000,
)

# Notices and Kolada's key figures are about files that somebody loads: what ships gives none.
MAY_BE_EMPTY = {"indicator_comparison", "notice_list", "reach_by_regso", "regso_geometry", "survey_by_group", "survey_result"}


def parameters(dataset: query.Dataset, **values: object) -> dict[str, object]:
    """Those of `values` that the dataset takes, and what finds something for the others that must be given."""
    needed = {name: ASKED[name] for name, parameter in dataset.parameters.items() if parameter.is_required}
    return needed | {name: value for name, value in values.items() if name in dataset.parameters}


@pytest.fixture(scope="module")
def published(reference_warehouse) -> dict[tuple[str, str], pl.DataFrame]:
    """Every dataset for both profiles that ship."""
    found = {}
    for name in NAMES:
        dataset = query.load(name)
        for profile, defaults in PROFILES.items():
            code = "01270001" if profile == "botkyrka" else _first_district(reference_warehouse)
            found[name, profile] = query.run(reference_warehouse, name, defaults, **parameters(dataset, district_code=code))
    return found


def _first_district(warehouse: Warehouse) -> str:
    return query.run(warehouse, "turnout_by_district", PROFILES["jarva"])["district_code"].min()


def test_the_datasets_that_others_rely_on_are_there():
    promised = {
        "turnout_by_municipality", "turnout_by_district", "turnout_by_kommundel", "turnout_gap_by_election",
        "votes_missing_by_district", "turnout_change_parts", "district_profile",
    }
    assert promised <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_one_statement_that_only_reads(name):
    statements = duckdb.extract_statements(query.load(name).sql)
    assert [statement.type for statement in statements] == [duckdb.StatementType.SELECT]


@pytest.mark.parametrize("name", NAMES)
def test_parameters_of_header_and_query_are_the_same(name):
    dataset = query.load(name)
    (statement,) = duckdb.extract_statements(dataset.sql)
    assert set(statement.named_parameters) == set(dataset.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_says_what_it_is(name):
    for parameter in query.load(name).parameters.values():
        assert parameter.meaning
        assert not (parameter.allowed and parameter.default) or parameter.default in parameter.allowed


@pytest.mark.parametrize("name", NAMES)
def test_columns_carry_their_unit_and_their_meaning(name):
    endings = ("_count", "_share", "_pp", "_index", "_ratio", "_value", "_order", "_year", "_days")
    places = {"lon", "lat", "notice_number", "rank_from_top", "rank_to", "wave_number", "design_effect", "r_number"}
    for column in query.load(name).columns.values():
        assert column.meaning
        assert column.name == column.name.lower()
        if column.type in ("number", "integer") and column.name not in places:
            assert column.name.endswith(endings), column.name
        if column.type == "date":
            assert column.name.endswith("_date"), column.name
        if column.type == "boolean":
            assert column.name.startswith(("is_", "has_", "can_")), column.name


@pytest.mark.parametrize("name", NAMES)
def test_source_tables_are_published_and_are_the_ones_read(name):
    dataset = query.load(name)
    statement = re.sub(r"--.*", "", dataset.sql.split("*/", 1)[1])
    read = set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", statement)) & set(public_columns())
    assert read == set(dataset.source_tables)


@pytest.mark.parametrize("name", NAMES)
def test_columns_of_header_and_query_are_the_same_without_a_row(name, empty_warehouse):
    dataset = query.load(name)
    frame = query.run(empty_warehouse, name, PROFILES["botkyrka"], **parameters(dataset))
    assert (frame.columns, frame.height) == (list(dataset.columns), 0)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", NAMES)
def test_columns_grain_and_nulls_on_what_ships(name, profile, published):
    dataset, frame = query.load(name), published[name, profile]
    assert frame.columns == list(dataset.columns)
    assert frame.select(dataset.grain).is_unique().all()
    never_null = [column.name for column in dataset.columns.values() if not column.nullable or column.name in dataset.grain]
    assert {column: count for column, count in frame.select(never_null).null_count().row(0, named=True).items() if count} == {}
    for column in frame.columns:
        if column.endswith("_share") and column != "eligible_change_share":
            values = frame[column].drop_nulls()
            assert values.is_between(0, 1).all(), column
        # More of a group than its share is a negative number of missing members.
        if column.endswith("_count") and column != "missing_members_count":
            assert (frame[column].drop_nulls() >= 0).all(), column


@pytest.mark.parametrize("name", sorted(set(NAMES) - MAY_BE_EMPTY))
def test_every_dataset_finds_something_in_what_ships(name, published):
    assert published[name, "botkyrka"].height > 0


@pytest.mark.parametrize("name", NAMES)
def test_the_order_is_the_same_every_time(name, reference_warehouse, published):
    again = query.run(reference_warehouse, name, PROFILES["botkyrka"], **parameters(query.load(name)))
    # Sums of fractions may differ in their last digit, since the engine adds in parallel.
    assert_frame_equal(again, published[name, "botkyrka"], rel_tol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_file_runs_unchanged_in_a_plain_shell(name, empty_warehouse):
    """The file as it is, its header a comment, every parameter bound to null."""
    dataset = query.load(name)
    with empty_warehouse.cursor() as cursor:
        assert cursor.execute(dataset.sql, dict.fromkeys(dataset.parameters)).fetchall() == []


@pytest.mark.parametrize("name", NAMES)
def test_given_and_expect_exist(name):
    """`tests/sql/test_<dataset>.py` names the dataset and holds a test that gives rows."""
    path = Path(__file__).with_name(f"test_{name}.py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {node.targets[0].id: node.value.value for node in tree.body if _is_constant(node)}
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert constants["NAME"] == name
    assert any("given" in {argument.arg for argument in function.args.args} for function in functions)
    assert any(function.name.startswith("test_") for function in functions)


@pytest.mark.parametrize("name", NAMES)
def test_a_recomputation_exists(name):
    """`tests/sql/test_recomputation.py` holds `test_<dataset>`, which computes it once more from the reference tables."""
    tree = ast.parse(Path(__file__).with_name("test_recomputation.py").read_text(encoding="utf-8"))
    assert f"test_{name}" in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize("name", NAMES)
def test_the_header_is_toml_and_nothing_is_left_of_it(name):
    source = (query.folder() / f"{name}.sql").read_text(encoding="utf-8")
    header = source.split("*/", 1)[0].removeprefix("/*")
    assert set(tomllib.loads(header)) <= {"title", "grain", "source_tables", "params", "columns"}


def digest(warehouse: Warehouse) -> str:
    return hashlib.sha256(warehouse.path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", [name for name in NAMES if query.load(name).parameters])
def test_a_parameter_is_a_value_and_never_text_of_the_query(name, reference_warehouse):
    """Whatever is asked for, the answer is no rows or a refusal, and the file is as it was."""
    dataset = query.load(name)
    before = digest(reference_warehouse)
    for parameter in dataset.parameters.values():
        for text in INJECTIONS:
            asked = parameters(dataset) | {parameter.name: text}
            if parameter.name == "area" and parameter.optional:
                # The area it is compared with: one that is not there changes nothing but the comparison.
                harmless = parameters(dataset) | {parameter.name: None}
                assert run_or_refuse(reference_warehouse, name, asked) == run_or_refuse(reference_warehouse, name, harmless)
            else:
                assert run_or_refuse(reference_warehouse, name, asked) == []
    assert digest(reference_warehouse) == before


def run_or_refuse(warehouse: Warehouse, name: str, asked: dict[str, object]) -> list[tuple]:
    try:
        return query.run(warehouse, name, PROFILES["botkyrka"], **asked).rows()
    except QueryError:
        return []
