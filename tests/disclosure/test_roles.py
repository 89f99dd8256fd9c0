"""Nothing about persons is published by oversight: every column has its role, every number its limit, every table its rule."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import polars as pl
import pytest

from spegel import i18n
from spegel.build import disclose
from spegel.build.audit import audit
from spegel.core import BuildError, SettingsError
from spegel.disclosure import RULES, allow_list, protect_table
from spegel.disclosure.parameters import LEAST, parameters, read, sentences
from spegel.disclosure.protect import is_small, reveals_group
from spegel.settings import from_environment, project_root

TABLE = """
[fact_answer]
rule = "persons"
grain = ["area_id", "gender"]
[fact_answer.disclosure]
counts = ["yes_count", "answer_count"]
shares = { yes_share = "yes_count / answer_count" }
derived = { ci_low = ["yes_share"] }
plain = ["source_id"]
zero_inside = ["gender"]
margins.gender = { total = "total" }
[fact_answer.columns]
area_id = "VARCHAR | area"
gender = "VARCHAR | women, men or total"
yes_count = "INTEGER? | persons who said yes"
answer_count = "INTEGER? | persons who answered"
yes_share = "DOUBLE? | share who said yes"
ci_low = "DOUBLE? | lower end of its interval"
source_id = "VARCHAR | source"
is_suppressed = "BOOLEAN | something in the row is hidden"
suppression_reason = "VARCHAR? | why"
"""

MARK = 'is_suppressed = "BOOLEAN | something in the row is hidden"'
INTERVAL = 'ci_low = "DOUBLE? | lower end of its interval"'
KEYED = """method = "cell_key"
cell_keys = { yes_count = "yes_keys", answer_count = "answer_keys" }
margins.gender"""

OVERSIGHTS = {
    "a column nobody gave a role": ('plain = ["source_id"]', "", "disclosure_column_without_role"),
    "a count that is not declared": ('["yes_count", "answer_count"]', '["answer_count"]', "disclosure_share_without_counts"),
    "a count called plain": ('["source_id"]', '["source_id", "yes_count"]', "disclosure_plain_share"),
    "a share called plain": ('["source_id"]', '["source_id", "yes_share"]', "disclosure_plain_share"),
    "a share without its denominator": ("/ answer_count", "/ elsewhere_count", "disclosure_share_without_counts"),
    "an interval of nothing declared": ('["yes_share"]', '["no_share"]', "disclosure_share_without_counts"),
    "a column with two roles": ('["source_id"]', '["source_id", "area_id"]', "disclosure_column_without_role"),
    "a role without its column": ('["source_id"]', '["source_id", "gone"]', "disclosure_role_without_column"),
    "no column for the mark": (MARK, "", "disclosure_role_without_column"),
    "a count that may not be empty": ("INTEGER? | persons who said", "INTEGER | persons who said", "disclosure_must_be_nullable"),
    "a margin outside the grain": ("margins.gender", "margins.source_id", "disclosure_margin"),
    "a public total of what has none": ("margins.gender", 'public_totals = ["source_id"]\nmargins.gender', "disclosure_margin"),
    "persons called open": ('rule = "persons"', 'rule = "open"', "disclosure_roles_and_rule"),
    "a rule that does not exist": ('rule = "persons"', 'rule = "none"', "unknown_disclosure_rule"),
    "a method that does not exist": ("margins.gender", 'method = "none"\nmargins.gender', "unknown_disclosure_rule"),
    "a rounded table with an interval": ("margins.gender", 'method = "rounding"\nmargins.gender', "disclosure_rounding"),
    "cell keys that would leave an interval": ("margins.gender", 'method = "cell_key"\nmargins.gender', "disclosure_cell_keys"),
}


ROUNDED = (
    TABLE.replace("margins.gender", 'method = "rounding"\nlinked = "answers"\nmargins.gender')
    .replace('derived = { ci_low = ["yes_share"] }', "")
    .replace(INTERVAL, "")
)


@pytest.fixture
def listed(tmp_path):
    def make(text: str):
        path = tmp_path / "public.toml"
        path.write_text(text, encoding="utf-8")
        return allow_list(path)

    return make


def test_a_table_with_all_its_roles_is_listed(listed):
    table = listed(TABLE)["fact_answer"]
    assert table.protection.shares == {"yes_share": ("yes_count", "answer_count")}
    assert table.incoming == ("area_id", "gender", "yes_count", "answer_count", "ci_low", "source_id")


@pytest.mark.parametrize("name", OVERSIGHTS)
def test_an_oversight_in_the_list_stops_the_build(listed, name):
    before, after, rule = OVERSIGHTS[name]
    assert before in TABLE
    with pytest.raises(BuildError) as caught:
        listed(TABLE.replace(before, after))
    assert rule in {problem.rule for problem in caught.value.problems}
    for problem in caught.value.problems:
        assert all(i18n.explain(problem, language) for language in i18n.LANGUAGES)


def test_a_rounded_table_is_listed_unless_it_is_sensitive(listed):
    assert listed(ROUNDED)["fact_answer"].protection.method == "rounding"
    with pytest.raises(BuildError, match="disclosure_rounding"):
        listed(ROUNDED.replace('rule = "persons"', 'rule = "sensitive"'))


def test_linked_tables_have_one_method(listed):
    """Otherwise the rounded table would show roughly what the other one hides."""
    other = TABLE.replace("fact_answer", "fact_other").replace("margins.gender", 'linked = "answers"\nmargins.gender')
    with pytest.raises(BuildError) as caught:
        listed(ROUNDED + other)
    (problem,) = caught.value.problems
    assert problem.rule == "disclosure_linked_methods"
    for language in i18n.LANGUAGES:
        assert "rounding, suppression" in i18n.explain(problem, language)
    assert set(listed(ROUNDED + other.replace('"answers"', '"others"'))) == {"fact_answer", "fact_other"}


def test_the_build_rounds_a_table_that_says_so(listed):
    tables = listed(ROUNDED)
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        connection.execute("ALTER TABLE fact_answer DROP ci_low")
        frame = disclose(connection, tables)["fact_answer"]
    frame = frame.sort(pl.col("gender").replace_strict({"women": 0, "men": 1, "total": 2}))
    assert frame["yes_count"].to_list() == [60, None, 65]
    assert frame["answer_count"].to_list() == [100, 80, 180]
    assert frame["yes_share"].to_list() == [0.6, None, 65 / 180]
    assert frame["suppression_reason"].to_list() == [None, "primary_small", None]


def test_persons_without_roles_stop_the_build(listed):
    lines = TABLE.split("[fact_answer.disclosure]")[0] + "[fact_answer.columns]" + TABLE.split("[fact_answer.columns]")[1]
    with pytest.raises(BuildError, match="disclosure_roles_and_rule"):
        listed(lines)


ROWS = """
    CREATE TABLE fact_answer AS
    SELECT '0127' AS area_id, unnest(['women', 'men', 'total']) AS gender, unnest([60, 3, 63]) AS yes_count,
        unnest([100, 80, 180]) AS answer_count, 0.5 AS ci_low, 'own' AS source_id
"""


def test_the_build_publishes_what_is_left(listed):
    tables = listed(TABLE)
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        frame = disclose(connection, tables)["fact_answer"]
    frame = frame.sort(pl.col("gender").replace_strict({"women": 0, "men": 1, "total": 2}))
    assert frame["yes_count"].to_list() == [None, None, 63]
    assert frame["answer_count"].to_list() == [100, 80, 180]
    assert frame["yes_share"].to_list() == [None, None, 0.35]
    assert frame["ci_low"].to_list() == [None, None, 0.5]
    assert frame["suppression_reason"].to_list() == ["complement", "primary_small", None]


@pytest.mark.parametrize("change", ["ALTER TABLE fact_answer ADD person_id INTEGER", "ALTER TABLE fact_answer DROP yes_count"])
def test_a_column_that_is_not_declared_or_missing_stops_the_build(listed, change):
    tables = listed(TABLE)
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        connection.execute(change)
        with pytest.raises(BuildError, match="disclosure_columns"):
            disclose(connection, tables)


def test_a_table_that_looks_public_and_is_not_listed_stops_the_build(listed):
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE fact_person AS SELECT 1 AS person_id; CREATE TABLE register_person AS SELECT 1 AS id")
        connection.execute("CREATE TABLE raw_district_result (election_id VARCHAR)")
        connection.execute("CREATE TABLE raw_municipality_total (election_id VARCHAR)")
        for name in ("chosen_result", "chosen_total"):
            connection.execute(
                f"CREATE TABLE {name} (election_id VARCHAR, municipality_code VARCHAR, votes_cast INTEGER, eligible INTEGER, "
                "counting_stage VARCHAR, is_whole_municipality BOOLEAN)"
            )
        connection.execute(
            "CREATE TABLE fact_turnout (election_id VARCHAR, district_code VARCHAR, votes_count INTEGER, eligible_count INTEGER)"
        )
        with pytest.raises(BuildError) as caught:
            audit(connection, {}, pl.DataFrame({"election_id": []}, schema={"election_id": pl.String}))
    assert {(problem.rule, problem.details["table"]) for problem in caught.value.problems} == {
        ("table_not_listed", "fact_person"),
        ("table_not_listed", "fact_turnout"),
    }


def test_cell_keys_without_a_secret_stop_the_build(listed):
    text = TABLE.replace("margins.gender", KEYED).replace('derived = { ci_low = ["yes_share"] }', "").replace(INTERVAL, "")
    tables = listed(text)
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        with pytest.raises(BuildError, match="perturbation_missing"):
            disclose(connection, tables)


def test_the_secret_table_may_not_lie_in_the_project(monkeypatch, tmp_path):
    monkeypatch.setenv("SPEGEL_PERTURBATION", str(project_root() / "data" / "secret.csv"))
    with pytest.raises(SettingsError, match="perturbation_inside_project"):
        from_environment()
    monkeypatch.setenv("SPEGEL_PERTURBATION", str(tmp_path / "secret.csv"))
    assert from_environment().perturbation == (tmp_path / "secret.csv").resolve()


def test_the_limits_of_the_product():
    found = parameters()
    assert found.group_limit == 10
    assert {name: (each.threshold, each.rate_base) for name, each in found.classes.items()} == {
        "persons": (5, 50), "sensitive": (10, 50), "screen": (10, 100),
    }  # fmt: skip
    assert set(RULES) - {"open"} <= set(found.classes)


WRONG = {
    "threshold = 5": "threshold = 1",
    "group_limit = 10": "group_limit = 0",
    "rate_base = 100": "rate_base = 1",
    "values_by_reason = 3": "values_by_reason = 1",
    "threshold = 10\n": "threshold = true\n",
    "[classes.sensitive]": "[classes.other]",
    "base = 5 ": "base = 1 ",
    "least = 10 ": "least = 0 ",
    "[rounding]": "[unknown]",
    "rate_base = 50         # shares on fewer are hidden": "enabled = false",
}


@pytest.mark.parametrize("before", WRONG)
def test_no_limit_can_be_set_so_low_that_it_turns_protection_off(tmp_path, before):
    text = (project_root() / "queries" / "disclosure.toml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "disclosure.toml"
    path.write_text(text.replace(before, WRONG[before]), encoding="utf-8")
    with pytest.raises(BuildError, match="disclosure_parameter"):
        read(path)
    assert min(LEAST.values()) > 1


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_limit_is_told_in_a_sentence(language):
    told = " ".join(sentences(language))
    assert {"5", "10", "50", "100"} <= set(told.replace(".", " ").replace(",", " ").replace(":", " ").split())


def test_published_cases_of_differencing_and_group_disclosure(oracles):
    case = oracles["differencing_and_group_disclosure"]
    given, expected = case["inputs"], case["expected"]
    one, two = pl.DataFrame(given["area_definition_1"], orient="row"), pl.DataFrame(given["area_definition_2"], orient="row")
    assert (two - one).rows() == [tuple(row) for row in expected["difference"]]
    pairs = zip(one.iter_rows(), two.iter_rows(), strict=True)
    small = [is_small(part, whole, 3) for inner, outer in pairs for part, whole in zip(inner, outer, strict=True)]
    assert sum(small) == expected["n_disclosive_cells_1_or_2"]
    rows = dict(zip(given["group_table"]["rows"], given["group_table"]["values"], strict=True))
    limit = parameters().group_limit
    revealed = [name for name, (first, second) in rows.items() if reveals_group(first, first + second, limit)]
    within = [name for name, (first, second) in rows.items() if is_small(first, first + second, 2)]
    assert revealed == expected["rows_with_group_disclosure"]
    assert within == expected["rows_with_within_group_disclosure"]


def test_an_unlisted_rule_never_passes_as_open(listed):
    table = listed(TABLE)["fact_answer"]
    frame = pl.DataFrame({name: [] for name in table.incoming})
    for wrong, rule in (({"protection": None}, "disclosure_roles_and_rule"), ({"rule": "none"}, "unknown_disclosure_rule")):
        with pytest.raises(BuildError, match=rule):
            protect_table(replace(table, **wrong), frame)
