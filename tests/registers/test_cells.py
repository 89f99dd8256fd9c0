"""Cells by themselves: numbers, days, yes and no, and text that must not be there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegel.registers import cells


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("-3", -3), ("\u22123", -3), ("1 260", 1260), ("12,00", 12), ("1e3", 1000), (str(2**63 - 1), 2**63 - 1),
     (str(2**63), None),
     ("12,5", None), ("1.260", None), ("", None), ("12 5", None), ("1,2,3", None), ("٣", None),
     ("0x1", None)],
)  # fmt: skip
def test_whole_numbers(text, value):
    assert cells.integer(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,5", 12.5), ("12.5", 12.5), ("-0,5", -0.5), ("1 260,5", 1260.5), ("5e-3", 0.005), ("1,200.5", None),
     ("inf", None), ("nan", None)],
)  # fmt: skip
def test_numbers(text, value):
    assert cells.decimal(text) == value


@given(st.integers(-(2**53), 2**53))
def test_a_whole_number_is_read_as_it_was_written(number):
    assert cells.integer(str(number)) == number
    assert cells.integer(f"{number:,}".replace(",", "\u00a0")) == number


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_a_day_is_read_in_every_way_it_is_written(day):
    ways = (day.isoformat(), f"{day:%Y%m%d}", f"{day.day}/{day.month}/{day.year:04d}", f"{day:%d.%m.%Y}", f"{day} 00:00:00")
    for written in ways:
        assert cells.day(written) == day


@given(st.datetimes(datetime(1997, 1, 1), datetime(2100, 12, 31)))
def test_time_zones_become_swedish_time(moment):
    moment = moment.replace(microsecond=0)
    swedish = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("Europe/Stockholm")).replace(tzinfo=None)
    assert cells.instant(f"{moment:%Y-%m-%dT%H:%M:%S}Z") == swedish
    assert cells.instant(f"{moment + timedelta(hours=3):%Y-%m-%d %H:%M:%S}+03:00") == swedish


@pytest.mark.parametrize(
    "text", ["2026-02-30", "31/2/2026", "2026-13", "1799-12-31", "2026-03-12 25:00", "2026-03-12 x", "12-03-2026", "2026"]
)
def test_what_is_no_day(text):
    assert cells.instant(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("Ja", True), ("NEJ", False), ("true", True), ("0", False), ("x", True), ("kanske", None)]
)
def test_yes_and_no(text, value):
    assert cells.boolean(text) is value


IDENTITY_NUMBERS = [
    "19121212-1212", "121212-1212", "1212121212", "191212121212", "121212+1212", "121212 1212", "121212–1212", "121212 - 1212",
    "701063-2391", "197010632391", "Ring Anna 19121212-1212 i morgon", "nr:121212-1212.", "PNR1212121212",
]  # fmt: skip


@pytest.mark.parametrize("text", IDENTITY_NUMBERS)
def test_what_looks_like_a_personal_number(text):
    hidden = cells.identity_number(text)
    assert hidden.endswith("-****")
    assert hidden[:6] in text
    assert pl.Series([text]).str.contains(cells.IDENTITY_NUMBER_HINT).all()


@pytest.mark.parametrize(
    "text",
    ["121212-1213", "121312-1212", "129912-1212", "KS/2026:00123", "2026-03-12", "08-530 610 00", "1234567890123", "20260312-1",
     "a1212121212b", "", "0127"],
)  # fmt: skip
def test_what_does_not(text):
    """A wrong check digit, month or day; case numbers, days and telephone numbers; part of a pseudonym."""
    assert cells.identity_number(text) is None


@given(st.text(max_size=60))
def test_nothing_slips_past_the_sieve(text):
    """What the sieve lets through unexamined holds no personal number."""
    if not pl.Series([text]).str.contains(cells.IDENTITY_NUMBER_HINT).all():
        assert cells.identity_number(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("anna@example.se", True), ("Anna <a.b+c@x.example.se>", True), ("kl 18 @ Torget", False), ("@alby", False)],
)
def test_what_looks_like_an_address(text, found):
    assert (cells.email_address(text) is not None) == found
