"""The indicator registry: complete, tied to datasets that exist, in plain words in both languages."""

from __future__ import annotations

import ast
import csv
import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from spegel import i18n, indicators, query
from tests.unit.test_i18n import A_DIFFERENCE_AS_PERCENT, FORBIDDEN

ROOT = Path(__file__).resolve().parents[2]
INDICATORS = list(indicators.all_indicators().values())
TEXTS = ("name", "definition", "why", "base", "caveats", "edge_cases", "owner")
LONGEST_SENTENCE = 20

REQUIREMENTS = frozenset(
    {f"T{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 14)}
    | {f"R{number}" for number in range(1, 15)}
    | {f"N{number}" for number in (*range(1, 17), 23, 26, 27, 28, 32)}
    | {f"D{number}" for number in range(1, 30)}
    | {"S1", "U5"}
)
"""The requirements on turnout, representation, dialogue, trust and surveys that a measure may follow up."""

ENDINGS = {
    "share": "_share",
    "percentage_points": "_pp",
    "index": ("_index", "_value"),
    "ratio": ("_index", "_ratio", "_effect"),
    "ballots": "_count",
    "persons": "_count",
    "number": "_count",
    "kronor": "_value",
}
SWEDISH_BEGINNINGS = ("avvikelse", "forandring", "forvantat", "roster", "skillnad", "uppsamling", "valdeltagande")
"""First words that only ids of measures have; `gap` is English too."""

COMPLETE = """
id = "matt"
kind = "more"
area = "valdeltagande"
unit = "share"
direction = "higher"
dataset = "turnout_by_district"
column = "turnout_share"
breakdowns = ["area"]
chart = "table"
clauses = ["T1"]
source = "Valmyndigheten"
formula = "v / e"
reviewed = "2026-11-22"
review_due = "2027-11-22"
name = { sv = "Mått", en = "Measure" }
definition = { sv = "Röster.", en = "Ballots." }
why = { sv = "Därför.", en = "Because." }
base = { sv = "Alla.", en = "All." }
caveats = { sv = "Inga.", en = "None." }
edge_cases = { sv = "Inga.", en = "None." }
owner = { sv = "Ingen", en = "Nobody" }
"""


def words_of(indicator: indicators.Indicator, language: str) -> dict[str, str]:
    return {field: getattr(indicator, field)[language] for field in TEXTS}


def charts() -> set[str]:
    """The public functions of `spegel/charts`."""
    return {
        node.name
        for path in ROOT.glob("spegel/charts/*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def test_the_measures_of_turnout_are_there():
    assert {"valdeltagande", "gap_tiondel", "gap_bedomning", "roster_till_medel", "forandring_beteende"} <= set(
        indicators.all_indicators()
    )
    assert {indicator.id for indicator in INDICATORS if indicator.kind == "primary"} == {"valdeltagande", "gap_tiondel"}
    assert indicators.get("gap_tiondel").column == "gap_tiondel_pp"


def test_a_measure_that_is_not_there_is_loud():
    with pytest.raises(KeyError, match="demokratiindex"):
        indicators.get("demokratiindex")


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_values_stand_where_it_says(indicator):
    dataset = query.load(indicator.dataset)
    column = dataset.columns[indicator.column]
    if indicator.unit == "text":
        assert column.type == "text"
    elif indicator.unit == "days":
        assert column.type == "date" or column.name.endswith("_days_value")
    elif indicator.unit == "districts":
        assert column.type == "boolean" or column.name.endswith("_count")
    else:
        assert column.name.endswith(ENDINGS[indicator.unit])
    assert set(indicator.breakdowns) <= set(dataset.columns) | set(dataset.parameters)
    assert indicator.breakdowns


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_clauses_source_chart_and_dates_exist(indicator):
    sources = (ROOT / "data" / "reference" / "sources.csv").read_text(encoding="utf-8").splitlines()
    publishers = {row["publisher"] for row in csv.DictReader(sources)}
    assert indicator.clauses
    assert set(indicator.clauses) <= REQUIREMENTS
    assert indicator.source in publishers
    assert indicator.chart in charts() | {"table", "sentence"}
    assert date.fromisoformat(indicator.reviewed) < date.fromisoformat(indicator.review_due)


def test_the_requirements_are_those_of_the_catalogue():
    path = ROOT.parent / "shared" / "docs" / "requirements.md"
    if not path.is_file():
        pytest.skip("needs ../shared/docs/requirements.md (the requirement catalogue)")
    assert set(re.findall(r"^\| ([A-Z]\d+) \|", path.read_text(encoding="utf-8"), re.MULTILINE)) >= REQUIREMENTS


def test_every_column_named_after_a_measure_has_its_indicator():
    ids = tuple(indicators.all_indicators())
    unknown = [
        f"{name}.{column}"
        for name in query.names()
        for column in query.load(name).columns
        if column.startswith(SWEDISH_BEGINNINGS) or (name == "turnout_gap_by_election" and column.startswith("gap_"))
        if not column.startswith(ids)
    ]
    assert unknown == []


def test_a_column_of_the_gap_family_carries_the_id_of_its_measure():
    family = [indicator for indicator in INDICATORS if indicator.dataset == "turnout_gap_by_election"]
    assert len(family) > 10
    assert [indicator.id for indicator in family if not re.fullmatch(rf"{indicator.id}_(pp|index|count)", indicator.column)] == []


def test_every_measure_that_a_query_names_has_its_indicator():
    named = {
        word for name in query.names() for word in re.findall(r"\b(?:forandring|roster|avvikelse)_[a-z_]+", query.load(name).sql)
    }
    ids = tuple(indicators.all_indicators())
    assert len(named) >= 4
    assert [word for word in named if not word.startswith(ids)] == []


def test_names_are_told_apart():
    for language in i18n.LANGUAGES:
        names = [indicator.name[language] for indicator in INDICATORS]
        assert len(set(names)) == len(names)


def test_the_parts_of_a_change_have_the_same_names_on_the_chart():
    measures = [indicator for indicator in INDICATORS if indicator.dataset == "turnout_change_parts"]
    assert len(measures) == 4
    said = {measure.id: dict(i18n.catalogue()[f"charts.part.{measure.id}"]) for measure in measures}
    assert said == {measure.id: dict(measure.name) for measure in measures}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_texts_are_plain(indicator, language):
    forbidden = re.compile("|".join(FORBIDDEN[language]), re.IGNORECASE)
    for field, text in words_of(indicator, language).items():
        assert not forbidden.search(text), field
        assert not A_DIFFERENCE_AS_PERCENT.search(text), field
        assert text == text.strip(), field
        if field in ("name", "owner"):
            assert not text.endswith("."), field
        else:
            assert text.endswith("."), field
            long = [sentence for sentence in re.split(r"(?<=[.:;])\s", text) if len(sentence.split()) > LONGEST_SENTENCE]
            assert long == [], field


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_neither_language_is_a_copy_of_the_other(indicator):
    swedish, english = (words_of(indicator, language) for language in i18n.LANGUAGES)
    assert [field for field in TEXTS if swedish[field] == english[field]] == []
    assert not re.search(r"\d%", " ".join(swedish.values())), "Swedish has a blank before %"
    assert not re.search(r"\d\s%", " ".join(english.values())), "English has none"
    assert not re.search("[åäöÅÄÖ]", " ".join(english.values()))


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_a_formula_is_symbols_and_speaks_neither_language(indicator):
    assert re.findall(r"[A-Za-zÅÄÖåäö]{4,}", indicator.formula) == []


@pytest.mark.parametrize(
    ("indicator_id", "parameters"),
    [
        ("gap_tiondel", ("10 %",)),
        ("gap_spann", ("100",)),
        ("gap_bedomning", ("2 000", "1,96")),
        ("forandring_omritad", ("12 %", "0,95")),
        ("valdeltagande_moran", ("9 999", "20 distrikt")),
        ("valdeltagande_distrikt", ("2u/E", "minst tio")),
    ],
)
def test_our_own_rules_print_their_parameters(indicator_id, parameters):
    printed = " ".join(words_of(indicators.get(indicator_id), "sv").values())
    assert [parameter for parameter in parameters if parameter not in printed] == []


def test_a_complete_file_is_read():
    measure = indicators.parse("matt", COMPLETE)
    assert measure.breakdowns == ("area",)
    assert measure.name == {"sv": "Mått", "en": "Measure"}


@pytest.mark.parametrize("field", [field.name for field in fields(indicators.Indicator)])
def test_a_file_that_lacks_an_entry_is_refused(field):
    source = re.sub(rf"^{field} = .*\n", "", COMPLETE, flags=re.MULTILINE)
    with pytest.raises(ValueError, match=f"missing.*'{field}'"):
        indicators.parse("matt", source)


@pytest.mark.parametrize("field", TEXTS)
@pytest.mark.parametrize("value", ['"text"', '{ sv = "a" }', '{ sv = "a", en = "" }', '{ sv = "a", en = "b", fi = "c" }'])
def test_a_text_that_lacks_a_language_is_refused(field, value):
    source = re.sub(rf"^{field} = .*$", f"{field} = {value}", COMPLETE, flags=re.MULTILINE)
    with pytest.raises(ValueError, match=f"{field} must have a text"):
        indicators.parse("matt", source)


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('id = "matt"', 'id = "annat"', "its id says annat"),
        ('unit = "share"', 'unit = "percent"', "unit is percent"),
        ('direction = "higher"', 'direction = "up"', "direction is up"),
        ('kind = "more"', 'kind = "secret"', "kind is secret"),
        ('chart = "table"', 'chart = "table"\ntarget = 80', "unknown .'target'"),
        ('chart = "table"', "chart = table", "Invalid value"),
    ],
    ids=["another id", "unit", "direction", "kind", "unknown entry", "not TOML"],
)
def test_a_file_that_says_something_unknown_is_refused(right, wrong, fault):
    assert right in COMPLETE
    with pytest.raises(ValueError, match=fault):
        indicators.parse("matt", COMPLETE.replace(right, wrong))
