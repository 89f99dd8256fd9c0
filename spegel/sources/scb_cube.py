"""SCB's statistical tables as rows: one canonical table by what the dimensions are, whatever form they came in.

The readers of the two forms (`scb_json_stat`, `scb_pxweb_json`) hand over a cube: a row a cell, with code and label of each
dimension. Totals among the categories are left out (T36), `..` is null, and tables with noise are told of (T37).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from spegel.core import Problem, SourceError
from spegel.sources.checks import MISSING, party_abbr
from spegel.sources.reader import CodeLists, SourceData
from spegel.sources.tables import POPULATION_CELL, shape

REGION, CONTENT, TIME = "region", "content", "time"
PARTY, GENDER, AGE, BIRTH, BACKGROUND = "party", "gender", "age", "birth", "background"
SURVEY_GROUP = "survey_group"

_DIMENSIONS: Mapping[str, str] = {
    "region": REGION,
    "contentscode": CONTENT,
    "tabellinnehåll": CONTENT,
    "tid": TIME,
    "år": TIME,
    "parti": PARTY,
    "partimm": PARTY,
    "kon": GENDER,
    "kön": GENDER,
    "alder": AGE,
    "ålder": AGE,
    "fodelseland": BIRTH,
    "födelseland": BIRTH,
    "fodelseregion": BIRTH,
    "födelseregion": BIRTH,
    "utlbakgrund": BACKGROUND,
    "utländsk/svensk bakgrund": BACKGROUND,
    "medbakgrund": SURVEY_GROUP,
    "civilstand": "marital",
    "civilstånd": "marital",
}
"""Code or name of a variable, in small letters -> what it is."""

_TOTAL = re.compile(r"^(tot\b|total|samtliga|sammanlagt|män och kvinnor|1\+2$|sa$)", re.IGNORECASE)
_GENDERS = {"1": "men", "2": "women", "män": "men", "kvinnor": "women", "men": "men", "women": "women"}
_AGE = re.compile(r"^-?(?P<low>\d{1,3})?\s*(?P<dash>[-–])?\s*(?P<high>\d{1,3})?(?P<more>\+)?(\s*år)?$")
_AREA = re.compile(r"^(?P<code>(?P<municipality>\d{4})(?P<kind>[RABC])\d{3,4})(?:_(?P<version>(?:RegSO|DeSO)\d{4}))?$")
_SWEDEN = frozenset({"sverige", "se", "född i sverige", "inrikes födda", "inrikes född"})
_SWEDISH = frozenset({"2", "svensk bakgrund"})
_ELECTIONS = {"A4": "KF", "A5": "RF", "A6": "RD"}
_NOISE = re.compile(r"CKM|brus", re.IGNORECASE)

_FIRST_VERSIONS = {"R": "regso2020"}
"""Codes without a version are of the first division; all but RegSO are DeSO of 2018 (T25)."""


@dataclass(frozen=True)
class Cell:
    """One figure: dimension -> (code, label), and the value as printed."""

    at: Mapping[str, tuple[str, str]]
    value: object


@dataclass(frozen=True)
class Cube:
    """A table: the names of its dimensions as SCB has them, every cell, and all words that describe it."""

    dimensions: Sequence[str]
    cells: Sequence[Cell]
    words: str


def role(code: str, label: str = "") -> str:
    """What a variable is, from its code or its name; one that we do not know keeps its code."""
    return _DIMENSIONS.get(code.casefold(), _DIMENSIONS.get(label.casefold(), code))


def is_counted(roles: Sequence[str]) -> bool:
    """True for counts of persons that are read: elected by party and sex, residents by age, country of birth or background."""
    found = set(roles)
    return {REGION, TIME, GENDER} <= found and bool(found & {PARTY, AGE, BIRTH, BACKGROUND})


def is_survey(roles: Sequence[str]) -> bool:
    """True for answers to the citizen survey by group."""
    return {REGION, TIME, CONTENT, SURVEY_GROUP} <= set(roles)


def read_cube(cube: Cube, codes: CodeLists, file: str) -> SourceData:
    """elected_official or population_cell; a table that is neither gives nothing but a notice.

    Raises SourceError with all that is wrong in the table.
    """
    if not is_counted(cube.dimensions):
        return SourceData({}, (Problem("scb_other_table", file, details={"variables": ", ".join(cube.dimensions)}),))
    problems: list[Problem] = []
    cells = [cell for cell in cube.cells if not _is_total(cell)]
    is_elected = PARTY in cube.dimensions
    table = _elected(cells, codes, file, problems) if is_elected else _residents(cells, codes, file, problems)
    if problems:
        # A strange label stands in many cells; it is told once.
        raise SourceError(list({str(problem): problem for problem in problems}.values()))
    notices = [Problem("noise_in_counts", file)] if _NOISE.search(cube.words) else []
    return SourceData({"elected_official" if is_elected else "population_cell": table}, tuple(notices))


def count(value: object) -> int | None:
    """A whole number from a number or a text; None where SCB prints `..`. Raises ValueError for anything else."""
    if value is None or (isinstance(value, str) and value.strip() in MISSING):
        return None
    number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else float("nan")
    if number != int(number) or number < 0:
        raise ValueError(str(value))
    return int(number)


def ages(code: str, label: str) -> tuple[int | None, int | None]:
    """The first and last age of a group: (30, 34); (80, None) for 80 and over; (0, 4) for `-4`. Raises ValueError."""
    for words in (code, label):
        found = _AGE.match(words.strip())
        if not found or not (found["low"] or found["high"]):
            continue
        low, high = (int(found[name]) if found[name] else None for name in ("low", "high"))
        if words.strip().startswith("-"):
            return 0, low if low is not None else high
        if found["more"] or (found["dash"] and high is None):
            return low, None
        return low, high if found["dash"] else low
    raise ValueError(label or code)


def _is_total(cell: Cell) -> bool:
    groups = (words for name, words in cell.at.items() if name not in (REGION, CONTENT, TIME))
    return any(_TOTAL.match(word) for words in groups for word in words)


def _elected(cells: Sequence[Cell], codes: CodeLists, file: str, problems: list[Problem]) -> pl.DataFrame:
    rows = []
    for cell in cells:
        place, gender = _place(cell, codes), _gender(cell, file, problems)
        if place is None or place[1] != "kommun" or gender is None:
            continue
        code, label = cell.at[PARTY]
        rows.append(
            {
                "election_type": _ELECTIONS.get(cell.at.get(CONTENT, ("", ""))[0][-2:], "KF"),
                "place_code": place[0],
                "year": _year(cell),
                "party_abbr": party_abbr(label or code),
                "gender": gender,
                "elected": _count(cell, file, problems),
            }
        )
    return shape("elected_official", pl.DataFrame(rows, infer_schema_length=None))


def _residents(cells: Sequence[Cell], codes: CodeLists, file: str, problems: list[Problem]) -> pl.DataFrame:
    """Cells of one group, such as the married and unmarried of one age, are summed; a sum with an unknown part is unknown."""
    rows = []
    for cell in cells:
        content = " ".join(cell.at.get(CONTENT, ("", ""))).casefold()
        place, gender = _place(cell, codes), _gender(cell, file, problems)
        if place is None or gender is None or "ökning" in content or "förändring" in content:
            continue
        low, high = _ages(cell, file, problems)
        birth, background = cell.at.get(BIRTH), cell.at.get(BACKGROUND)
        rows.append(
            {
                "place_code": place[0],
                "area_version": place[1],
                "year": _year(cell),
                "age_from": low,
                "age_to": high,
                "birth_region": _one_of(birth, _SWEDEN, "sweden", "abroad"),
                "background": _one_of(background, _SWEDISH, "swedish", "foreign"),
                "gender": gender,
                "residents": _count(cell, file, problems),
            }
        )
    keys = [name for name in POPULATION_CELL if name != "residents"]
    frame = pl.DataFrame(rows, schema=POPULATION_CELL)
    known = pl.col("residents").is_not_null().all()
    summed = frame.group_by(keys, maintain_order=True).agg(pl.when(known).then(pl.col("residents").sum()).alias("residents"))
    return shape("population_cell", summed)


def _place(cell: Cell, codes: CodeLists) -> tuple[str, str] | None:
    """Code and version of a municipality, the country, or a RegSO or DeSO; None for other regions, which are passed over."""
    code = cell.at[REGION][0]
    if code in codes.municipalities or code == "00":
        return code, "kommun"
    area = _AREA.match(code)
    if area is None or area["municipality"] not in codes.municipalities:
        return None
    return area["code"], (area["version"] or _FIRST_VERSIONS.get(area["kind"], "deso2018")).lower()


def _year(cell: Cell) -> int:
    return int(cell.at[TIME][0][:4])


def _gender(cell: Cell, file: str, problems: list[Problem]) -> str | None:
    code, label = cell.at[GENDER]
    found = _GENDERS.get(label.casefold()) or _GENDERS.get(code.casefold())
    if found is None:
        problems.append(Problem("unknown_label", file, column="Kon", value=label or code))
    return found


def _ages(cell: Cell, file: str, problems: list[Problem]) -> tuple[int | None, int | None]:
    if AGE not in cell.at:
        return None, None
    code, label = cell.at[AGE]
    try:
        return ages(code, label)
    except ValueError as error:
        problems.append(Problem("unknown_label", file, column="Alder", value=str(error)))
        return None, None


def _one_of(given: tuple[str, str] | None, known: frozenset[str], inside: str, outside: str) -> str:
    if given is None:
        return "total"
    if any(word.casefold().startswith(("okän", "uppgift saknas")) for word in given):
        return "unknown"
    return inside if any(word.casefold() in known for word in given) else outside


def _count(cell: Cell, file: str, problems: list[Problem]) -> int | None:
    try:
        return count(cell.value)
    except (ValueError, OverflowError):
        problems.append(Problem("unreadable_value", file, value=str(cell.value)))
        return None
