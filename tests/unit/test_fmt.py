"""Numbers and dates as the design rules write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegel import fmt


@pytest.mark.parametrize(
    ("share", "decimals", "swedish", "english"),
    [
        (0.714, 1, "71,4\u00a0%", "71.4%"),
        (0.70953, 2, "70,95\u00a0%", "70.95%"),
        (0.285, 0, "29\u00a0%", "29%"),
        (1, 1, "100,0\u00a0%", "100.0%"),
        (0, 1, "0,0\u00a0%", "0.0%"),
        (None, 1, "uppgift saknas", "no data"),
    ],
)
def test_percent(share, decimals, swedish, english):
    assert fmt.percent(share, "sv", decimals) == swedish
    assert fmt.percent(share, "en", decimals) == english


@pytest.mark.parametrize(
    ("difference", "swedish", "english"),
    [
        (-2.34, "−2,3\u00a0procentenheter", "−2.3\u00a0percentage points"),
        (0.47, "+0,5\u00a0procentenheter", "+0.5\u00a0percentage points"),
        (-0.04, "0,0\u00a0procentenheter", "0.0\u00a0percentage points"),
        (None, "uppgift saknas", "no data"),
    ],
)
def test_points_have_a_sign_and_never_a_percent_sign(difference, swedish, english):
    assert fmt.points(difference, "sv") == swedish
    assert fmt.points(difference, "en") == english


def test_points_without_sign_and_short():
    assert fmt.points(38.6, "sv", signed=False) == "38,6\u00a0procentenheter"
    assert fmt.points(0.4841, "sv", 2, short=True) == "+0,48\u00a0pe"


@pytest.mark.parametrize(
    ("value", "swedish", "english"),
    [
        (1234, "1\u00a0234", "1,234"),
        (12, "12", "12"),
        (-5055, "−5\u00a0055", "−5,055"),
        (0, "0", "0"),
        (None, "uppgift saknas", "no data"),
    ],
)
def test_counts(value, swedish, english):
    assert fmt.count(value, "sv") == swedish
    assert fmt.count(value, "en") == english


def test_index_and_signed_number():
    assert fmt.number(0.29249, "sv", 3) == "0,292"
    assert fmt.number(Decimal("0.5"), "en", 0, signed=True) == "+1"


@pytest.mark.parametrize(
    ("election_id", "swedish", "english"),
    [
        ("2022-KF", "kommunvalet 2022", "municipal election 2022"),
        ("2018-RD", "riksdagsvalet 2018", "parliamentary election 2018"),
        ("2014-RF", "regionvalet 2014", "regional election 2014"),
        ("2024-EU", "EU-valet 2024", "European election 2024"),
        (None, "uppgift saknas", "no data"),
    ],
)
def test_elections(election_id, swedish, english):
    assert fmt.election(election_id, "sv") == swedish
    assert fmt.election(election_id, "en") == english


def test_election_type_and_an_unknown_election():
    assert fmt.election_type("KF", "sv") == "kommunvalet"
    with pytest.raises(ValueError, match="2022-SV"):
        fmt.election("2022-SV", "sv")


def test_dates_ranges_and_lists():
    assert fmt.day(date(2014, 9, 14), "sv") == "14 september 2014"
    assert fmt.day(date(2014, 9, 14), "en") == "14 September 2014"
    assert fmt.day(None, "sv") == "uppgift saknas"
    assert fmt.span("2010", "2022") == "2010–2022"
    assert fmt.span("2022", "2022") == "2022"
    assert fmt.listing(["Alby", "Fittja", "Tumba"], "sv") == "Alby, Fittja och Tumba"
    assert fmt.listing(["Alby"], "en") == "Alby"
    assert fmt.listing([], "en") == ""
    assert fmt.first_upper("kommunvalet i EU") == "Kommunvalet i EU"


@given(st.integers(min_value=-10**12, max_value=10**12))
def test_a_written_count_reads_back_as_the_same_number(value):
    for language, group in (("sv", "\u00a0"), ("en", ",")):
        written = fmt.count(value, language)
        assert "-" not in written
        assert int(written.replace(group, "").replace("−", "-")) == value


@given(st.floats(min_value=0, max_value=1), st.integers(min_value=0, max_value=3))
def test_percent_is_off_by_at_most_half_a_step(share, decimals):
    written = fmt.percent_digits(share, "en", decimals)
    assert abs(float(written) - share * 100) <= 0.5 * 10**-decimals + 1e-9
