"""What every reader of election files shares: numbers and codes as text, party names, and the sums that must hold.

A check returns problems and never raises, so that a reader can collect all of them and refuse the file once
with everything that is wrong in it. Rules T1-T50 are the traps of `docs/formats.md`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable
from types import MappingProxyType

import polars as pl

from spegel.core import Problem
from spegel.sources.reader import CodeLists

MISSING = frozenset({"", "..", ".", "-", "–"})
"""What sources print where a figure is missing, blanks removed (T19). Missing is never 0."""

REST_GROUPS = frozenset({"ÖVR", "OVR", "ÖVRIGA", "ÖVRIGA PARTIER", "ÖVRIGA ANMÄLDA PARTIER", "HANDSKRIVNA"})
"""Labels, in capitals, that stand for several small parties together."""

PARTY_ALIASES = MappingProxyType(
    {
        "FP": "L",
        "MODERATERNA": "M",
        "MODERATA SAMLINGSPARTIET": "M",
        "CENTERPARTIET": "C",
        "LIBERALERNA": "L",
        "LIBERALERNA (TIDIGARE FOLKPARTIET)": "L",
        "FOLKPARTIET": "L",
        "FOLKPARTIET LIBERALERNA": "L",
        "KRISTDEMOKRATERNA": "KD",
        "MILJÖPARTIET": "MP",
        "MILJÖPARTIET DE GRÖNA": "MP",
        "ARBETAREPARTIET-SOCIALDEMOKRATERNA": "S",
        "SOCIALDEMOKRATERNA": "S",
        "VÄNSTERPARTIET": "V",
        "SVERIGEDEMOKRATERNA": "SD",
        "FEMINISTISKT INITIATIV": "FI",
    }
)
"""Names and former abbreviations, in capitals -> the abbreviation that is stored (T31)."""

MOST_IN_ONE_AREA = 2_000_000
"""Stockholm, the largest municipality, has 800,000 electors."""

LATE_VOTES_NAMES = ("uppsamlingsdistrikt", "onsdagsdistrikt", "förtidsröster ej fördelade", "i vallokal ej räknade röster")
"""How the names of late-vote units begin, in small letters (T3)."""

_BLANKS = r"[\s\u00a0\u2007\u2009\u202f]"
_DIGITS = 9
"""Eight million people have the vote in Sweden: a longer number is no count of them."""
_WHOLE = re.compile(rf"^[+-]?\d{{1,{_DIGITS}}}([.,]0+)?$", re.ASCII)
_DECIMAL = re.compile(r"^[+-]?\d{1,15}([.,]\d+)?$", re.ASCII)
_SAME_UNIT = ["election_id", "counting_stage", "district_code", "row"]
_SAME_TOTAL = ["election_id", "counting_stage", "municipality_code"]


def parse_count(text: str | None) -> int | None:
    """A whole number from text such as `1 260`, `1 260` with no-break space, `1097.0` or `+3`; None where missing (T18, T19).

    Raises ValueError for anything else, also for decimals, which a count of votes does not have, and for a number that
    is too long to count people.
    """
    plain = re.sub(_BLANKS, "", text or "").replace("−", "-")
    if plain in MISSING:
        return None
    if not _WHOLE.match(plain):
        raise ValueError(f"not a whole number: {text!r}")
    return int(re.split("[.,]", plain)[0])


def parse_decimal(text: str | None) -> float | None:
    """A number from text such as `72,80`, `+0,48` or `82.25`; None where missing. Raises ValueError for anything else."""
    plain = re.sub(_BLANKS, "", text or "").replace("−", "-")
    if plain in MISSING:
        return None
    if not _DECIMAL.match(plain):
        raise ValueError(f"not a number: {text!r}")
    return float(plain.replace(",", "."))


def parse_counts(texts: pl.Series, rows: Iterable[int | None], file: str) -> tuple[pl.Series, list[Problem]]:
    """`parse_count` over a column of text: the numbers as Int64, and a problem for each cell that is no count.

    `rows` are the cells' rows in the source. The column's name is told in the problems.
    """
    plain = texts.cast(pl.String).str.replace_all(_BLANKS, "").str.replace_all("−", "-")
    plain = plain.set(plain.is_in(list(MISSING)), None)
    digits = plain.str.extract(rf"^([+-]?[0-9]{{1,{_DIGITS}}})(?:[.,]0+)?$", 1)
    numbers = digits.str.strip_prefix("+").cast(pl.Int64, strict=False)
    unreadable = plain.is_not_null() & numbers.is_null()
    if not unreadable.any():
        return numbers, []
    problems = [
        Problem("unreadable_number", file, row, texts.name, value)
        for row, value, bad in zip(rows, texts, unreadable, strict=True)
        if bad
    ]
    return numbers, problems


def printed_as(printed: str, value: float) -> bool:
    """True when `printed` is `value` rounded to as many decimals as it shows: within half of its last digit (T16, T17)."""
    decimals = len(re.split("[.,]", printed.strip())[1]) if re.search("[.,]", printed) else 0
    number = parse_decimal(printed)
    # Half a digit is itself allowed: publishers round 0.125 up and down; the last term forgives binary fractions.
    return number is not None and abs(number - value) <= 0.5 * 10**-decimals + 1e-9


def pad_code(text: str, length: int, known: Container[str]) -> str | None:
    """The code with the leading zero a spreadsheet took away, or None when it cannot be right (T1).

    `known` holds municipality codes: the first four digits must be one of them. A code that is exactly one digit
    short is padded; the caller tells the user when the result is not the text it gave. Any other length is refused.
    """
    digits = re.sub(r"\.0+$", "", text.strip())
    if not digits.isascii() or not digits.isdigit() or not length - 1 <= len(digits) <= length:
        return None
    code = digits.zfill(length)
    return code if code[:4] in known else None


def municipality_problems(rows_and_codes: Iterable[tuple[int | None, str]], codes: CodeLists, file: str) -> list[Problem]:
    """A problem for each (row, code) whose municipality is not official, each code once where it first stands."""
    unknown: dict[str, int | None] = {}
    for row, code in rows_and_codes:
        if code not in codes.municipalities:
            unknown.setdefault(code, row)
    return [Problem("unknown_municipality", file, row, value=code) for code, row in unknown.items()]


def missing_columns(found: Collection[str], wanted: Iterable[str], file: str, row: int | None = None) -> list[Problem]:
    """One problem that names every column of `wanted` that is not among `found`, or nothing."""
    missing = [name for name in wanted if name not in found]
    return [Problem("missing_columns", file, row, details={"columns": ", ".join(missing)})] if missing else []


def party_abbr(label: str) -> str:
    """The stored abbreviation for an abbreviation or name as printed: `FP` and `Liberalerna` give `L` (T31).

    The rest group gives `ÖVR`. A party that is not in the table keeps its label, blanks at the ends removed.
    """
    plain = label.strip()
    if is_rest_group(plain):
        return "ÖVR"
    return PARTY_ALIASES.get(plain.upper(), plain)


def is_rest_group(label: str) -> bool:
    """True for a label that stands for several small parties together."""
    return label.strip().upper() in REST_GROUPS


def is_late_votes_name(name: str) -> bool:
    """True for a name that late advance votes and votes from abroad are printed under (T3)."""
    return name.strip().casefold().startswith(LATE_VOTES_NAMES)


def check_district_results(frame: pl.DataFrame, file: str) -> list[Problem]:
    """The checks that every row of district_result must pass (T20): sums, votes within the electorate, codes once.

    A null is not checked: it is not known. Late-vote units have no electorate and may share a code (T3, T4).
    """
    counts = ["eligible", "eligible_foreign", "votes_cast", "valid", "blank", "invalid_other"]
    problems = [
        Problem("negative_count", file, row["row"], name, str(row[name]), {"district": row["district_code"]})
        for name in counts
        for row in frame.filter(pl.col(name) < 0).to_dicts()
    ]
    problems += [
        Problem("impossible_count", file, row["row"], name, str(row[name]), {"district": row["district_code"]})
        for name in counts
        for row in frame.filter(pl.col(name) > MOST_IN_ONE_AREA).to_dicts()
    ]
    parts = pl.col("valid") + pl.col("blank") + pl.col("invalid_other")
    for row in frame.with_columns(parts=parts).filter(pl.col("parts") != pl.col("votes_cast")).to_dicts():
        blanks = {"district": row["district_code"], "parts": row["parts"], "votes": row["votes_cast"]}
        problems.append(Problem("invalid_sum_differs", file, row["row"], details=blanks))
    for row in frame.filter(pl.col("kind") == "district", pl.col("votes_cast") > pl.col("eligible")).to_dicts():
        blanks = {"district": row["district_code"], "votes": row["votes_cast"], "eligible": row["eligible"]}
        problems.append(Problem("votes_exceed_eligible", file, row["row"], details=blanks))
    for row in frame.filter(pl.col("eligible_foreign") > pl.col("eligible")).to_dicts():
        blanks = {"district": row["district_code"], "foreign": row["eligible_foreign"], "eligible": row["eligible"]}
        problems.append(Problem("foreign_exceed_eligible", file, row["row"], details=blanks))
    districts = frame.filter(pl.col("kind") == "district")
    again = districts.filter(~pl.struct("election_id", "counting_stage", "district_code").is_first_distinct())
    problems += [
        Problem("repeated_district", file, row["row"], value=row["district_code"])
        for row in again.select("row", "district_code").to_dicts()
    ]
    return problems


def check_party_sums(districts: pl.DataFrame, parties: pl.DataFrame, file: str) -> list[Problem]:
    """Votes of the parties sum to the valid votes of each district or late-vote unit that has parties (T20)."""
    sums = parties.group_by(_SAME_UNIT).agg(party_votes=pl.col("votes").sum())
    both = districts.join(sums, on=_SAME_UNIT, how="inner", nulls_equal=True, maintain_order="left")
    return [
        Problem(
            "party_sum_differs",
            file,
            row["row"],
            details={"district": row["district_code"], "parties": row["party_votes"], "valid": row["valid"]},
        )
        for row in both.filter(pl.col("party_votes") != pl.col("valid")).to_dicts()
    ]


def check_totals(districts: pl.DataFrame, totals: pl.DataFrame, file: str) -> list[Problem]:
    """Districts + late-vote units = the printed total of the municipality, for every figure that both print (T20).

    A municipality without district rows is not checked: the file gives only its total.
    """
    measures = ["eligible", "votes_cast", "valid", "blank", "invalid_other"]
    known = [pl.col(name).sum().alias(f"{name}_rows") for name in measures]
    some = [pl.col(name).is_not_null().any().alias(f"{name}_some") for name in measures]
    both = totals.join(districts.group_by(_SAME_TOTAL).agg(*known, *some), on=_SAME_TOTAL, how="inner", maintain_order="left")
    return [
        Problem(
            "total_differs",
            file,
            column=name,
            details={"municipality": row["municipality_code"], "rows": row[f"{name}_rows"], "total": row[name]},
        )
        for row in both.to_dicts()
        for name in measures
        if row[name] is not None and row[f"{name}_some"] and row[name] != row[f"{name}_rows"]
    ]
