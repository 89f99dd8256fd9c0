"""Numbers, dates and elections as a reader of Swedish or English expects them (design rules, section 3).

Every function takes the value as the data holds it (shares 0-1, differences in percentage points) and rounds
once, half away from zero. None is written out as missing: never as 0, never as an empty cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from spegel.core import split_election_id
from spegel.i18n import text

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"

_LOCALES = {"sv": "sv_SE", "en": "en_GB"}

Number = int | float | Decimal


def missing(language: str) -> str:
    """The words that stand where a value is not known."""
    return text("format.missing", language)


def number(value: Number | None, language: str, decimals: int = 0, *, signed: bool = False) -> str:
    """`1 234`, `0,292` or, signed, `+12` and `−12`. A value that rounds to zero carries no sign."""
    if value is None:
        return missing(language)
    rounded = _rounded(value, decimals)
    digits = f"{abs(rounded):,.{decimals}f}".translate(_marks(language))
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + digits


def count(value: int | None, language: str) -> str:
    """A whole number in groups of three: `1 234` or `1,234`."""
    return number(value, language)


def percent(share: Number | None, language: str, decimals: int = 1) -> str:
    """A share 0-1 as percent: `71,4 %` with a no-break space, `71.4%` in English."""
    if share is None:
        return missing(language)
    return percent_digits(share, language, decimals) + (f"{NO_BREAK_SPACE}%" if language == "sv" else "%")


def percent_digits(share: Number | None, language: str, decimals: int = 1) -> str:
    """A share as percent without the sign, for a column or sentence that names the unit."""
    return missing(language) if share is None else number(_decimal(share) * 100, language, decimals)


def points(difference: Number | None, language: str, decimals: int = 1, *, signed: bool = True, short: bool = False) -> str:
    """A difference between two shares in percentage points, never in percent: `−2,3 procentenheter`."""
    if difference is None:
        return missing(language)
    unit = text("format.points_short" if short else "format.points", language)
    return number(difference, language, decimals, signed=signed) + NO_BREAK_SPACE + unit


def span(low: str, high: str) -> str:
    """Two written values as a range with an en dash: `2010–2022`."""
    return low if low == high else f"{low}{EN_DASH}{high}"


def day(value: date | None, language: str) -> str:
    """`14 september 2014`, `14 September 2014`."""
    return missing(language) if value is None else format_date(value, "d MMMM y", locale=_LOCALES[language])


def election(election_id: str | None, language: str) -> str:
    """`kommunvalet 2022`, `municipal election 2022` from `2022-KF`. Raises ValueError for another form."""
    if election_id is None:
        return missing(language)
    year, election_type = split_election_id(election_id)
    return text(f"format.election.{election_type}", language, year=year)


def election_type(code: str, language: str) -> str:
    """`kommunvalet`, `municipal election` from `KF`. Raises KeyError for another code."""
    return text(f"format.election_type.{code}", language)


def listing(words: Sequence[str], language: str) -> str:
    """`Alby, Fittja och Tumba`. An empty list is an empty text."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {text('format.joiner', language)} {words[-1]}"


def first_upper(sentence: str) -> str:
    """The sentence with a capital first letter; the rest is left as it is."""
    return sentence[:1].upper() + sentence[1:]


def first_lower(sentence: str) -> str:
    """The sentence with a small first letter; the rest is left as it is."""
    return sentence[:1].lower() + sentence[1:]


@cache
def _marks(language: str) -> Mapping[int, str]:
    """Python's marks of thousands and decimals -> those of the language. Babel knows them; asking it for each number is slow."""
    locale = _LOCALES[language]
    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})


def _decimal(value: Number) -> Decimal:
    """The shortest decimal that means the same number, so that 0.285 is not 0.28499999."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _rounded(value: Number, decimals: int) -> Decimal:
    return _decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
