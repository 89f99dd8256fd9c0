"""One cell of text as a number, a day, a yes or no - or None, where it cannot be read as one. And text that must not be there."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_BLANKS = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"[+\-\u2212]?(\d{1,3}([\s\u00a0\u202f]\d{3})+|\d+)([.,]\d+)?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_LARGEST = 2**63 - 1

_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?", re.ASCII)
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?", re.ASCII)  # 1954-10-03 to 2119-01-05
_SERIAL_ZERO = datetime(1899, 12, 30)

_AGE_GROUPS = ((17, "0-17"), (29, "18-29"), (49, "30-49"), (64, "50-64"))  # of the list age_group; above them 65+

_YES = frozenset({"ja", "j", "yes", "y", "true", "sant", "1", "x"})
_NO = frozenset({"nej", "n", "no", "false", "falskt", "0"})

IDENTITY_NUMBER_HINT = r"\d{6}[\s\u00a0]?[-+\u2010-\u2015\u2212]?[\s\u00a0]?\d{4}"
"""Contains every text that `identity_number` finds something in; for sieving millions of cells."""
_IDENTITY_NUMBER = re.compile(
    r"(?<![0-9a-fA-F])(?:18|19|20)?(\d{2})(\d{2})(\d{2})[\s\u00a0]?[-+\u2010-\u2015\u2212]?[\s\u00a0]?(\d{4})(?![0-9a-fA-F])"
)
EMAIL_ADDRESS = r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().]{2,}"


def integer(text: str) -> int | None:
    """A whole number, also written `1 260`, `12,0` or `1e3`."""
    value = decimal(text)
    if value is None or not value.is_integer():
        return None
    digits = _BLANKS.sub("", text).replace("\u2212", "-")
    whole = int(re.split(r"[.,]", digits)[0]) if not _EXPONENT.fullmatch(text) else int(value)
    return whole if abs(whole) <= _LARGEST else None


def decimal(text: str) -> float | None:
    """A number with decimal comma or point, blanks between thousands."""
    if _EXPONENT.fullmatch(text):
        return float(text)
    if not _NUMBER.fullmatch(text):
        return None
    return float(_BLANKS.sub("", text).replace("\u2212", "-").replace(",", "."))


def boolean(text: str) -> bool | None:
    """`ja` or `nej`, and what else people write for them."""
    word = text.casefold()
    return True if word in _YES else False if word in _NO else None


def day(text: str, is_workbook: bool = False) -> date | None:
    """A day; a month is its first day. In a workbook also the number that a day without format is."""
    moment = instant(text, is_workbook)
    return moment.date() if moment else None


def instant(text: str, is_workbook: bool = False) -> datetime | None:
    """Day and time on Swedish clocks: ISO, `20260312`, `12/3/2026 18:00`, `2026-01`. Time zones are turned into Swedish time."""
    if is_workbook and _SERIAL.fullmatch(text):
        moment = _SERIAL_ZERO + timedelta(days=float(text))
        return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    words = re.split(r"[T\s\u00a0]+", text, maxsplit=1)
    calendar_day = _calendar_day(words[0])
    if calendar_day is None or not 1800 <= calendar_day.year <= 2200:
        return None
    if len(words) == 1:
        return calendar_day
    clock = _CLOCK.fullmatch(words[1])
    if clock is None:
        return None
    hour, minute, second, zone = clock.groups()
    try:
        moment = calendar_day.replace(hour=int(hour), minute=int(minute), second=int(second or 0))
    except ValueError:
        return None
    return moment if zone is None else _swedish(moment - _offset(zone))


def age_group(years: int) -> str | None:
    """The age group that years fall in; None for what is no age."""
    if not 0 <= years <= 130:
        return None
    return next((group for highest, group in _AGE_GROUPS if years <= highest), "65+")


def identity_number(text: str) -> str | None:
    """The part of `text` that looks like a personnummer or samordningsnummer, with its last four digits hidden; else None.

    With or without century and hyphen; the day and the check digit (Luhn) must be right, so that case numbers pass.
    """
    for match in _IDENTITY_NUMBER.finditer(text):
        year, month, day_number, last = match.groups()
        actual_day = int(day_number) - 60 if int(day_number) > 60 else int(day_number)
        if 1 <= int(month) <= 12 and 1 <= actual_day <= 31 and _luhn(year + month + day_number + last):
            return f"{year}{month}{day_number}-****"
    return None


def email_address(text: str) -> str | None:
    """The part of `text` that looks like an e-mail address, all but its first sign hidden; else None."""
    match = re.search(EMAIL_ADDRESS, text)
    return f"{match.group()[0]}***@***" if match else None


def _calendar_day(text: str) -> datetime | None:
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, number = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        number, month, year = match.groups()
    else:
        return None
    try:
        return datetime(int(year), int(month), int(number or 1))
    except ValueError:
        return None


def _offset(zone: str) -> timedelta:
    if zone in ("Z", "UTC"):
        return timedelta()
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return size if zone[0] == "+" else -size


def _swedish(moment: datetime) -> datetime:
    """Universal time as Swedish clocks show it: summer time from the last Sunday of March to that of October, 01:00 UTC."""
    starts, ends = (_last_sunday(moment.year, month) + timedelta(hours=1) for month in (3, 10))
    return moment + timedelta(hours=2 if starts <= moment < ends else 1)


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
