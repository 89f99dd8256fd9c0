"""SCB's citizen survey in both forms: groups with uneven blanks, three contents of many, and what is told of the rest (T38)."""

from __future__ import annotations

import pytest
from small_files import CODES
from test_scb_tables import pxweb, stat

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources.registry import reader_for

GROUPS = {
    "1": "samtliga", "2": "män", "3": "kvinnor", "4": "ålder - 18-29 år", "5": "utbildning- Ingen gymnasial utbildning eller "
    "gymnasial utbildning [högst 2 år]", "6": "utbildning -Gymnasial  utbildning", "7": "var man bor i kommunen - Utanför tätort",
    "8": "inkomst - Låg", "9": "boendetid i kommun - 3-5 år",
}  # fmt: skip
CONTENTS = {
    "a": "Andel mycket bra, procent", "b": "Höga betyg, procent", "c": "Osäkerhetstal höga betyg", "d": "Antal svar",
    "e": "Osäkerhetstal låga betyg",
}  # fmt: skip


def survey(value: list | dict, groups: dict[str, str] = GROUPS, contents: dict[str, str] = CONTENTS, region: str = "0127"):
    return stat(
        {
            "Region": {region: region},
            "MedbVariabel2": {"F1": "Kan man lita  på människor?"},
            "MedBakgrund": groups,
            "ContentsCode": contents,
            "Tid": {"2024": "2024"},
        },
        value,
    )


def read(document):
    return reader_for(document).read(document, CODES)


def rules(problems) -> list[str]:
    """The rules, each explained in both languages on the way."""
    assert all(explain(problem, language) for problem in problems for language in LANGUAGES)
    return [problem.rule for problem in problems]


def test_groups_are_known_whatever_their_blanks_and_income_is_left_out():
    found = read(survey([number for _ in GROUPS for number in (30.0, 55.5, 4.2, 400, 3.0)])).tables["survey_answer"]
    assert set(found["question_label"]) == {"Kan man lita på människor?"}
    assert found.select("dimension", "category").rows() == [
        ("all", "total"), ("gender", "men"), ("gender", "women"), ("age", "18-29"), ("education", "short"),
        ("education", "upper_secondary"), ("place", "outside"),
    ]  # fmt: skip
    figures = found.select("place_code", "year", "high_pct", "margin_pct", "answers").unique()
    assert figures.rows() == [("0127", 2024, 55.5, 4.2, 400)]


def test_missing_is_null_and_places_of_no_municipality_are_passed_over():
    only = {"1": "samtliga"}
    row = read(survey([1, "..", None, "52", 3], only)).tables["survey_answer"].row(0, named=True)
    assert (row["high_pct"], row["margin_pct"], row["answers"]) == (None, None, 52)
    assert read(survey([1, 50, 4, 52, 3], only, region="01")).tables["survey_answer"].is_empty()


def test_an_unknown_group_and_a_table_without_shares_are_told():
    data = read(survey([1, 50, 4, 52, 3] * 2, {"1": "samtliga", "2": "Hundägare"}))
    assert (rules(data.notices), data.notices[0].value) == (["survey_group_unknown"], "hundägare")
    assert data.tables["survey_answer"].height == 1
    without = read(survey([400], {"1": "samtliga"}, {"d": "Antal svar"}))
    assert rules(without.notices) == ["survey_without_shares"]


def test_a_figure_that_is_none_is_refused():
    with pytest.raises(SourceError) as refused:
        read(survey(["1", "många", "4", "52", "3"], {"1": "samtliga"}))
    assert rules(refused.value.problems) == ["unreadable_value"]


def test_the_older_form_has_codes_only_and_says_so():
    columns = [(name, name, "d") for name in ("Region", "MedbVariabel", "MedBakgrund")]
    document = pxweb([*columns, ("Tid", "år", "t"), ("b", "Höga betyg", "c")], [(["0127", "F1", "01", "2024"], ["55,5"])])
    assert rules(read(document).notices) == ["survey_group_unknown", "survey_without_shares"]


def test_a_table_with_two_more_variables_is_left_out():
    more = {name: {"1": name} for name in ("MedbVariabel", "Annat")}
    kept = {"Region": {"0127": "Botkyrka"}, "MedBakgrund": GROUPS, "ContentsCode": {"b": "Höga betyg"}, "Tid": {"2024": "2024"}}
    assert rules(read(stat({**kept, **more}, [1] * len(GROUPS))).notices) == ["scb_other_table"]
