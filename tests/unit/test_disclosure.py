"""The allow-list: rules that exist, and nothing that slips past."""

from __future__ import annotations

import pytest

from spegel.core import BuildError
from spegel.disclosure import RULES, allow_list

ENTRY = """
[fact_thing]
rule = "{rule}"
grain = ["thing_id"]
[fact_thing.columns]
thing_id = "VARCHAR | id"
thing_count = "INTEGER? | things"
"""


@pytest.fixture
def listed(tmp_path):
    def make(text: str):
        path = tmp_path / "public.toml"
        path.write_text(text, encoding="utf-8")
        return allow_list(path)

    return make


def test_every_public_table_has_a_rule_that_exists_and_a_grain_of_its_own_columns():
    for table in allow_list().values():
        assert table.rule in RULES
        assert set(table.grain) <= set(table.columns) - table.nullable
        assert all(table.meanings.values())


def test_every_key_points_at_a_column_of_a_public_table():
    tables = allow_list()
    for table in tables.values():
        for column, target in table.keys.items():
            name, target_column = target.split(".")
            assert column in table.columns
            assert target_column in tables[name].columns


def test_an_unknown_rule_is_an_error_and_not_a_way_past(listed):
    with pytest.raises(BuildError, match="unknown_disclosure_rule"):
        listed(ENTRY.format(rule="none"))


def test_a_table_without_a_rule_is_an_error(listed):
    with pytest.raises(KeyError, match="rule"):
        listed(ENTRY.format(rule="open").replace('rule = "open"', ""))


def test_a_column_without_a_meaning_is_an_error(listed):
    with pytest.raises(ValueError, match="thing_id"):
        listed(ENTRY.format(rule="open").replace("VARCHAR | id", "VARCHAR"))


def test_definition_and_insert_name_the_listed_columns_only(listed):
    table = listed(ENTRY.format(rule="open"))["fact_thing"]
    assert table.create_sql == "CREATE TABLE fact_thing (thing_id VARCHAR NOT NULL, thing_count INTEGER)"
    columns = "thing_id, thing_count"
    assert table.insert_sql == f"INSERT INTO fact_thing ({columns}) SELECT {columns} FROM incoming ORDER BY thing_id"
