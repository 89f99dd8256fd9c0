"""Official comparability of districts between two elections: the workbooks of 2018-2022 and 2022-2026.

2018-2022 has a sheet of districts and one of late-vote units, 2022-2026 one sheet. Which years a sheet compares
stands in its headers. In the first workbook some rows have the earlier code where others have `ja`; in the second
the earlier codes have lost their leading zeros, and one has a zero too many. A comparison with several earlier
districts is one with their sum (T7).
"""

from __future__ import annotations

import re

import polars as pl

from spegel.core import Problem, SourceError, area_version
from spegel.sources import checks, district_tables, sheets
from spegel.sources.comparison_rows import late_unit_links
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import shape

FORMAT = Format(
    id="comparison_xlsx",
    title="Jämförelse mellan valdistrikt i två val (arbetsbok)",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
    rank=20,
)

_DISTRICTS = (
    "Valdistriktskod2018", "Valdistriktsnamn 2018", "Kod 2 2018", "Kod 3 2018", "Namn 2 2018", "Kod_2022", "Jämförbart",
    "Valdistriktskod 2026", "Valdistriktsnamn 2026", "Jämförbarhet", "Valdistriktskod 1 2022", "Valdistriktskod 2 2022",
)  # fmt: skip
_LATE_UNITS = ("Kod_2022", "Kommunvalkrets", "Kod_1_2018", "Namn_1_2018")
_LEAST = 3
_CURRENT = re.compile(r"^(?:kod|valdistriktskod) ?(20\d\d)$")
_EARLIER = re.compile(r"^(?:valdistriktskod ?|(?:kod|valdistriktskod) [1-9] )(20\d\d)$")
_JUDGEMENTS = {
    "ja": True,
    "kan jämföras": True,
    "kan jämföras mot flera": True,
    "jämförs mot summerat": True,
    "nej": False,
    "ej jämförbart": False,
    "kan ej jämföras": False,
}


def recognises(document: Document) -> bool:
    """True for a workbook with a sheet of districts or late-vote units of two elections, and for text with such districts."""
    if document.kind == "text":
        return sheets.looks_like(document, _DISTRICTS, _LEAST) and not sheets.looks_like(document, _LATE_UNITS, _LEAST)
    return sheets.looks_like(document, _DISTRICTS, _LEAST) or sheets.looks_like(document, _LATE_UNITS, _LEAST)


def read(document: Document, codes: CodeLists) -> SourceData:
    """district_link of every sheet that compares. Raises SourceError with everything that is wrong."""
    links = []
    problems: list[Problem] = []
    notices: list[Problem] = []
    late = {table.sheet: table for table in sheets.find_tables(document, _LATE_UNITS, _LEAST)}
    districts = [table for table in sheets.find_tables(document, _DISTRICTS, _LEAST) if table.sheet not in late]
    for table in (*districts, *late.values()):
        if table.frame.is_empty():
            problems.append(Problem("no_rows", document.name, table.header_row))
            continue
        if table.sheet in late:
            rows, wrong, told = late_unit_links(table.frame, codes, document.name)
        else:
            rows, wrong, told = _district_links(table, codes, document.name)
        links.append(rows)
        problems += wrong
        notices += told
    if problems:
        raise SourceError(district_tables.told(problems))
    return SourceData({"district_link": pl.concat(links)}, tuple(notices))


def _district_links(table: sheets.Table, codes: CodeLists, file: str) -> tuple[pl.DataFrame, list[Problem], list[Problem]]:
    years = {column: int(found[1]) for column in table.printed if (found := _CURRENT.match(column) or _EARLIER.match(column))}
    judgement = table.column("Jämförbart", "Jämförbarhet")
    now, before = max(years.values(), default=0), min(years.values(), default=0)
    if judgement is None or now == before:
        found = ["Jämförbart"] if judgement else []
        found += ["Kod_2022", "Valdistriktskod2018"] if now != before else []
        wanted = ("Jämförbart", "Kod_2022", "Valdistriktskod2018")
        return pl.DataFrame(), checks.missing_columns(found, wanted, file, table.header_row), []
    current = next(column for column, year in years.items() if year == now)
    earlier = [column for column, year in years.items() if year == before]
    rows = _Codes(codes, file)
    links = []
    for cells in table.frame.select("row", current, judgement, *earlier).iter_rows(named=True):
        row, printed = cells["row"], cells[judgement] or ""
        code = rows.complete(cells[current], row, table.printed[current])
        named = [rows.complete(cells[column], row, table.printed[column]) for column in earlier if _is_given(cells[column])]
        comparable = _JUDGEMENTS.get(printed.casefold())
        if comparable is None and re.fullmatch(r"[\d,; ]+", printed):
            comparable = True
            named += [rows.complete(text, row, table.printed[judgement]) for text in re.findall(r"\d+", printed)]
        if comparable is None:
            rows.problems.append(Problem("unknown_comparability", file, row, table.printed[judgement], printed))
        elif comparable and not named:
            rows.nameless.append((row, cells[current]))
        else:
            status = "official_comparable" if comparable else "official_not_comparable"
            links.append({"district_code": code, "previous_codes": list(dict.fromkeys(named)), "status": status})
    frame = pl.DataFrame(
        links, schema={"district_code": pl.String, "previous_codes": pl.List(pl.String), "status": pl.String}
    ).with_columns(
        area_version=pl.lit(area_version(now)),
        previous_area_version=pl.lit(area_version(before)),
        kind=pl.lit("district"),
        basis=pl.lit("comparison_file"),
    )
    again = [code for code in frame.filter(frame["district_code"].is_duplicated())["district_code"].unique().sort() if code]
    problems = rows.problems + [Problem("repeated_district", file, value=code) for code in again]
    return shape("district_link", frame), problems, rows.notices()


def _is_given(text: str | None) -> bool:
    return text is not None and text not in checks.MISSING and text != "None"


class _Codes:
    """Completes codes and collects what is to be said about them."""

    def __init__(self, lists: CodeLists, file: str):
        self.lists = lists
        self.file = file
        self.problems: list[Problem] = []
        self.mended: list[str] = []
        self.nameless: list[tuple[int, str]] = []

    def complete(self, text: str | None, row: int, column: str) -> str | None:
        """The eight digits of a code with a leading zero too few or too many (T1); None and a problem for any other."""
        digits = (text or "").removesuffix(".0")
        digits = digits[1:] if len(digits) == 9 and digits.startswith("0") else digits
        code = checks.pad_code(digits, 8, self.lists.municipalities)
        if code is None:
            self.problems.append(Problem("bad_code", self.file, row, column, text or ""))
        elif code != text:
            self.mended.append(text or "")
        return code

    def notices(self) -> list[Problem]:
        """Codes mended, and comparable districts whose predecessor is not named: they get no link."""
        notices = []
        if self.mended:
            notices.append(Problem("padded_code", self.file, value=self.mended[0], details={"count": len(self.mended)}))
        if self.nameless:
            row, code = self.nameless[0]
            notices.append(Problem("comparable_without_code", self.file, row, value=code, details={"count": len(self.nameless)}))
        return notices
