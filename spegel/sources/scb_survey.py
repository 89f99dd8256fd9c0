"""SCB's citizen survey (ME0003): answers by sex, age, education and place in the municipality, with their margins.

The question is the variable that is none of the others, since each table calls it something else (T38). Of the contents three
are kept: the share that gives a high mark, half its margin (*osäkerhetstal*), and the number of answers. Groups by income and
by years in the municipality are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from spegel.core import Problem, SourceError
from spegel.sources.checks import MISSING
from spegel.sources.reader import CodeLists, SourceData
from spegel.sources.scb_cube import CONTENT, REGION, SURVEY_GROUP, TIME, Cube
from spegel.sources.tables import SURVEY_ANSWER, shape

_GROUPS: Mapping[str, tuple[str, str]] = {
    "samtliga": ("all", "total"),
    "män": ("gender", "men"),
    "kvinnor": ("gender", "women"),
    "ålder - 18-29 år": ("age", "18-29"),
    "ålder - 30-49 år": ("age", "30-49"),
    "ålder - 50-64 år": ("age", "50-64"),
    "ålder - 65 år eller äldre": ("age", "65+"),
    "utbildning - ingen gymnasial utbildning eller gymnasial utbildning [högst 2 år]": ("education", "short"),
    "utbildning - gymnasial utbildning": ("education", "upper_secondary"),
    "utbildning - eftergymnasial utbildning": ("education", "post_secondary"),
    "var man bor i kommunen - centralorten": ("place", "centre"),
    "var man bor i kommunen - annan tätort": ("place", "locality"),
    "var man bor i kommunen - utanför tätort": ("place", "outside"),
}
"""Labels as `_plain` writes them -> dimension and category."""

_LEFT_OUT = ("boendetid", "inkomst")
_HYPHEN = re.compile(r"(?<=[a-zåäö])\s*[-–]\s*")
_KEYS = ("question_label", "place_code", "year", "dimension", "category")


def read_survey(cube: Cube, codes: CodeLists, file: str) -> SourceData:
    """survey_answer, with a notice for each group that is not known and for a table without high marks.

    Raises SourceError for figures that are none.
    """
    others = [name for name in cube.dimensions if name not in (REGION, TIME, CONTENT, SURVEY_GROUP)]
    if len(others) != 1:
        return SourceData({}, (Problem("scb_other_table", file, details={"variables": ", ".join(cube.dimensions)}),))
    (question,) = others
    problems: list[Problem] = []
    unknown: set[str] = set()
    answers: dict[tuple[object, ...], dict[str, object]] = {}
    for cell in cube.cells:
        place, group = cell.at[REGION][0], _plain(_words(cell.at[SURVEY_GROUP]))
        measure = _measure(_plain(_words(cell.at[CONTENT])))
        if measure is None or group.startswith(_LEFT_OUT) or (place not in codes.municipalities and place != "00"):
            continue
        if group not in _GROUPS:
            unknown.add(group)
            continue
        key = (_words(cell.at[question]), place, int(cell.at[TIME][0][:4]), *_GROUPS[group])
        answers.setdefault(key, {})[measure] = _number(cell.value, file, problems)
    if problems:
        raise SourceError(problems)
    notices = [Problem("survey_group_unknown", file, value=group) for group in sorted(unknown)]
    found = [dict(zip(_KEYS, key, strict=True)) | figures for key, figures in answers.items() if "high_pct" in figures]
    if not found:
        notices.append(Problem("survey_without_shares", file))
    return SourceData({"survey_answer": shape("survey_answer", pl.DataFrame(found, schema=SURVEY_ANSWER))}, tuple(notices))


def _words(place: tuple[str, str]) -> str:
    """The label of a category, or its code where it has none, with single blanks."""
    code, label = place
    return " ".join((label or code).split())


def _plain(words: str) -> str:
    """`Ålder-18-29 år` -> `ålder - 18-29 år`: the blanks around a hyphen vary from table to table."""
    return _HYPHEN.sub(" - ", words.casefold())


def _measure(content: str) -> str | None:
    """What a content is: its margin is named after the share, so it is looked for first."""
    if "antal svar" in content:
        return "answers"
    if "höga betyg" not in content:
        return None
    return "margin_pct" if "osäkerhetstal" in content else "high_pct"


def _number(value: object, file: str, problems: list[Problem]) -> float | None:
    if value is None or (isinstance(value, str) and value.strip() in MISSING):
        return None
    try:
        return float(value.replace(",", ".") if isinstance(value, str) else value)
    except (TypeError, ValueError):
        problems.append(Problem("unreadable_value", file, value=str(value)))
        return None
