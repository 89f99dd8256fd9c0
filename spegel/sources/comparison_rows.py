"""Rows of the official comparisons between two versions of the districts, whatever file they come in.

The same sheet goes round as a workbook and as a CSV re-export: readers of both hand their text cells here.
"""

from __future__ import annotations

import re

import polars as pl

from spegel.core import Problem, area_version
from spegel.sources.checks import pad_code
from spegel.sources.reader import CodeLists
from spegel.sources.sheets import key
from spegel.sources.tables import shape

LATE_UNIT_COLUMNS = (
    "Kod_2022",
    "Kommunvalkrets",
    "Jämförbart",
    "Kod_1_2018",
    "Kod_2_2018",
    "Kod_3_2018",
    "Kommunkod",
)
"""Headers of the sheet `Uppsamlingsdistrikt` that are used; a later edition has other years in them."""

_STATUS = {"ja": "official_comparable", "nej": "official_not_comparable"}
_LATE_CODE_DIGITS = 6


def late_unit_links(table: pl.DataFrame, codes: CodeLists, file: str) -> tuple[pl.DataFrame, list[Problem], list[Problem]]:
    """district_link of late-vote units from the sheet `Uppsamlingsdistrikt`, problems, and notices.

    `table` has text columns under the official headers, in any spelling that `sheets.key` makes equal, and `row`, the
    row in the source. The years stand in the headers (`Kod_2022`, `Kod_1_2018`). Codes have six digits: municipality
    and kommunvalkrets. Several earlier codes are compared with their sum (T7).
    """
    names = {key(column): column for column in table.columns}
    current = next((name for name in names if re.fullmatch(r"kod 20\d\d", name)), None)
    earlier = [name for name in names if re.fullmatch(r"kod [123] 20\d\d", name)]
    if current is None or not earlier or "jämförbart" not in names:
        wanted = ", ".join(("Kod_2022", "Jämförbart", "Kod_1_2018"))
        return shape("district_link", pl.DataFrame()), [Problem("missing_columns", file, details={"columns": wanted})], []
    versions = {"area_version": area_version(int(current[-4:])), "previous_area_version": area_version(int(earlier[0][-4:]))}
    problems: list[Problem] = []
    padded: list[str] = []
    links = []

    def complete(text: str | None, row: int, column: str) -> str | None:
        code = pad_code(text or "", _LATE_CODE_DIGITS, codes.municipalities)
        if code is None:
            problems.append(Problem("bad_code", file, row, column, text or ""))
        elif code != text:
            padded.append(text)
        return code

    for cells in table.rename({column: name for name, column in names.items()}).to_dicts():
        row = cells["row"]
        code = complete(cells[current], row, names[current])
        previous = [complete(cells[name], row, names[name]) for name in earlier if (cells[name] or "").strip()]
        status = _STATUS.get((cells["jämförbart"] or "").strip().casefold())
        if status is None:
            problems.append(Problem("unknown_comparability", file, row, names["jämförbart"], cells["jämförbart"] or ""))
        elif status == "official_comparable" and not previous:
            problems.append(Problem("comparable_with_nothing", file, row, value=cells[current]))
        municipality = (cells.get("kommunkod") or "").strip().zfill(4)
        if code and cells.get("kommunkod") and code[:4] != municipality:
            problems.append(Problem("wrong_municipality", file, row, names["kommunkod"], code, {"expected": municipality}))
        links.append({**versions, "district_code": code, "previous_codes": previous, "status": status})
    frame = pl.DataFrame(links, schema_overrides={"previous_codes": pl.List(pl.String)}).with_columns(
        kind=pl.lit("late_votes"), basis=pl.lit("comparison_file")
    )
    notices = [Problem("padded_code", file, value=padded[0], details={"count": len(padded)})] if padded else []
    return shape("district_link", frame), problems, notices
