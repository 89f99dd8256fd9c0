"""What readers share: numbers and codes as text, party names, and the sums that must hold."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegel.i18n import LANGUAGES, explain
from spegel.sources import checks
from spegel.sources.reader import CodeLists
from spegel.sources.tables import shape

KNOWN = {"0991", "0992", "1991"}


def districts(**columns: list) -> pl.DataFrame:
    """Two good rows, a district and a late-vote unit, with some columns replaced."""
    rows = {
        "election_id": ["2018-KF"] * 2,
        "counting_stage": ["final"] * 2,
        "municipality_code": ["0991"] * 2,
        "district_code": ["09910101", "K-0991-00"],
        "kind": ["district", "late_votes"],
        "eligible": [100, None],
        "eligible_foreign": [5, None],
        "votes_cast": [80, 8],
        "valid": [77, 8],
        "blank": [2, 0],
        "invalid_other": [1, 0],
        "row": [2, 3],
    }
    return shape("district_result", pl.DataFrame({**rows, **columns}))


def parties(*votes: int | None) -> pl.DataFrame:
    one = {"election_id": "2018-KF", "counting_stage": "final", "district_code": "09910101", "row": 2}
    return shape("party_result", pl.DataFrame([{**one, "party_abbr": f"P{n}", "votes": vote} for n, vote in enumerate(votes)]))


def total(**columns: int | None) -> pl.DataFrame:
    row = {"election_id": "2018-KF", "counting_stage": "final", "municipality_code": "0991", "eligible": 100, "votes_cast": 88}
    return shape("municipality_total", pl.DataFrame([{**row, **columns}]))


def rules(problems) -> list[tuple[str, int | None]]:
    for problem in problems:
        assert all(problem.rule in explain(problem, language) for language in LANGUAGES)
    return [(problem.rule, problem.row) for problem in problems]


@pytest.mark.parametrize(
    ("text", "number"),
    [("1260", 1260), ("1 260", 1260), ("1\u00a0260", 1260), ("1\u202f260", 1260), (" 7 ", 7), ("1097.0", 1097), ("3,0", 3)]
    + [("+3", 3)]
    + [(missing, None) for missing in ("", " ", "\u00a0", "..", ".", "-", "–", None)],
)
def test_counts_t18_t19(text: str | None, number: int | None):
    assert checks.parse_count(text) == number
    read, problems = checks.parse_counts(pl.Series("Antal", [text], pl.String), [2], "f")
    assert (read.to_list(), problems) == ([number], [])


@pytest.mark.parametrize("text", ["2.5", "2,5", "tolv", "1.260.000", "12%", "1e3", "--", "9" * 30, "٣"])
def test_what_is_no_count_is_refused_and_never_zero_t18(text: str):
    with pytest.raises(ValueError, match="not a whole number"):
        checks.parse_count(text)
    read, problems = checks.parse_counts(pl.Series("Antal", ["5", text]), [2, 3], "f")
    assert read.to_list() == [5, None]
    assert [(problem.row, problem.column, problem.value) for problem in problems] == [(3, "Antal", text)]
    assert rules(problems) == [("unreadable_number", 3)]


@given(st.integers(min_value=-(10**9) + 1, max_value=10**9 - 1))
def test_a_count_survives_printing(number: int):
    assert checks.parse_count(f"{number:,}".replace(",", "\u00a0")) == number


@pytest.mark.parametrize(("text", "number"), [("72,80", 72.8), ("+0,48", 0.48), ("−1,16", -1.16), ("82.25", 82.25), ("..", None)])
def test_decimals_t18(text: str, number: float | None):
    assert checks.parse_decimal(text) == number


def test_text_is_no_decimal():
    with pytest.raises(ValueError, match="not a number"):
        checks.parse_decimal("många")


@pytest.mark.parametrize(
    ("printed", "value", "right"),
    [
        ("71,42", 71.4246, True),
        ("71,42", 71.4251, False),
        ("71", 71.49, True),
        ("88.2249560632689", 88.22495606326890, True),
        ("0,50", 0.505, True),
        ("+0,48", 0.479, True),
        ("-", 0.0, False),
    ],
)
def test_printed_percentages_are_right_within_half_of_their_last_digit_t17(printed: str, value: float, right: bool):
    assert checks.printed_as(printed, value) is right


@pytest.mark.parametrize(
    ("text", "length", "code"),
    [
        ("09910101", 8, "09910101"),
        ("9910101", 8, "09910101"),
        ("9910101.0", 8, "09910101"),
        ("19910101", 8, "19910101"),
        ("991", 4, "0991"),
        (" 0991 ", 4, "0991"),
        ("99100", 6, "099100"),
        ("910101", 8, None),  # two short
        ("7770101", 8, None),  # pads to a municipality that does not exist
        ("77770101", 8, None),
        ("099101011", 8, None),
        ("0991010a", 8, None),
        ("", 8, None),
        ("٠٩٩١", 4, None),  # digits, but not ours
    ],
)
def test_codes_are_padded_only_when_one_digit_is_missing_t1(text: str, length: int, code: str | None):
    assert checks.pad_code(text, length, KNOWN) == code


@pytest.mark.parametrize(
    ("label", "abbreviation"),
    [
        ("FP", "L"),
        ("Folkpartiet liberalerna", "L"),
        ("Liberalerna (tidigare Folkpartiet)", "L"),
        ("Moderata Samlingspartiet", "M"),
        ("Moderaterna ", "M"),
        ("Arbetarepartiet-Socialdemokraterna", "S"),
        ("ÖVR", "ÖVR"),
        ("OVR", "ÖVR"),
        ("övriga anmälda partier", "ÖVR"),
        ("Provpartiet", "Provpartiet"),
    ],
)
def test_a_party_has_one_abbreviation_t31(label: str, abbreviation: str):
    assert checks.party_abbr(label) == abbreviation
    assert checks.is_rest_group(label) is (abbreviation == "ÖVR")


@pytest.mark.parametrize(
    "name",
    ["Uppsamlingsdistrikt", "Onsdagsdistrikt 2", "Förtidsröster ej fördelade efter valdistrikt", "I vallokal ej räknade röster"],
)
def test_late_votes_have_many_names_t3(name: str):
    assert checks.is_late_votes_name(name)
    assert not checks.is_late_votes_name(f"Norra {name}")


def test_good_rows_give_no_problems():
    assert checks.check_district_results(districts(), "f") == []


def test_more_votes_than_eligible_t20():
    assert rules(checks.check_district_results(districts(eligible=[79, None]), "f")) == [("votes_exceed_eligible", 2)]


def test_late_votes_have_no_electorate_to_exceed_t20():
    assert checks.check_district_results(districts(eligible=[100, 0]), "f") == []


def test_votes_that_do_not_add_up_t20():
    assert rules(checks.check_district_results(districts(blank=[3, 0]), "f")) == [("invalid_sum_differs", 2)]


def test_what_is_not_known_is_not_checked_t19():
    unknown = {name: [None, None] for name in ("votes_cast", "blank")}
    assert checks.check_district_results(districts(**unknown), "f") == []


def test_negative_counts():
    found = rules(checks.check_district_results(districts(blank=[-2, 0], valid=[81, 8]), "f"))
    assert found == [("negative_count", 2)]


def test_more_foreign_citizens_than_eligible():
    assert rules(checks.check_district_results(districts(eligible_foreign=[101, None]), "f")) == [("foreign_exceed_eligible", 2)]


def test_a_district_may_stand_once_but_late_votes_often_t4():
    both = pl.concat([districts(), districts(row=[7, 8])])
    assert rules(checks.check_district_results(both, "f")) == [("repeated_district", 7)]


def test_parties_sum_to_valid_votes_t20():
    assert checks.check_party_sums(districts(), parties(70, 7), "f") == []
    assert rules(checks.check_party_sums(districts(), parties(70, 6), "f")) == [("party_sum_differs", 2)]
    assert checks.check_party_sums(districts(valid=[None, 8]), parties(None, None), "f") == []


def test_late_units_with_one_code_are_told_apart_by_row_t4():
    late = districts(district_code=["K-0991-00"] * 2, kind=["late_votes"] * 2, valid=[77, 8])
    votes = pl.concat([parties(77), parties(8).with_columns(row=pl.lit(3, pl.Int64))])
    votes = votes.with_columns(district_code=pl.lit("K-0991-00"))
    assert checks.check_party_sums(late, votes, "f") == []


def test_rows_sum_to_the_printed_total_t20():
    assert checks.check_totals(districts(), total(valid=85, blank=2), "f") == []
    found = checks.check_totals(districts(), total(votes_cast=80), "f")
    assert [(problem.rule, problem.column, problem.details["rows"]) for problem in found] == [("total_differs", "votes_cast", 88)]
    assert rules(found) == [("total_differs", None)]


def test_a_total_without_districts_is_not_checked():
    assert checks.check_totals(districts(), total(municipality_code="0992", votes_cast=1), "f") == []


def test_missing_columns_are_told_together():
    assert checks.missing_columns({"A", "B"}, ["A"], "f", 1) == []
    found = checks.missing_columns({"A"}, ["A", "B", "C"], "f", 1)
    assert [problem.details["columns"] for problem in found] == ["B, C"]
    assert rules(found) == [("missing_columns", 1)]


def test_unknown_municipalities_are_told_once_each_t8():
    codes = CodeLists({"0991": "Provköping"}, {})
    found = checks.municipality_problems([(2, "0991"), (3, "0999"), (4, "0999")], codes, "f")
    assert [(problem.row, problem.value) for problem in found] == [(3, "0999")]
    assert rules(found) == [("unknown_municipality", 3)]
