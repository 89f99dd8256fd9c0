"""The sheet `Uppsamlingsdistrikt` of the official comparison of 2018 and 2022, as a CSV re-export.

Format: `docs/formats.md`. The workbook itself is read by `comparison_xlsx`.
"""

from __future__ import annotations

from spegel.core import SourceError
from spegel.sources.checks import missing_columns
from spegel.sources.comparison_rows import LATE_UNIT_COLUMNS, late_unit_links
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.sheets import looks_like
from spegel.sources.text_table import only_table

FORMAT = Format(
    id="late_units_comparison",
    title="Jämförelse mellan uppsamlingsdistrikt 2018 och 2022",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
)

_TELLING = ("Kod_2022", "Kommunvalkrets", "Kod_1_2018", "Namn_1_2018")
"""Headers that together no other official table has: the sheet of physical districts has the first only."""


def recognises(document: Document) -> bool:
    """True for separated text with at least three of the sheet's telling headers."""
    return document.kind == "text" and looks_like(document, _TELLING, least=3)


def read(document: Document, codes: CodeLists) -> SourceData:
    """Table district_link of late-vote units. Raises SourceError with every problem: codes, unknown answers, no rows."""
    table = only_table(document, _TELLING, least=3)
    found = [name for name in LATE_UNIT_COLUMNS if table.column(name)]
    missing = missing_columns(found, LATE_UNIT_COLUMNS, document.name, table.header_row)
    if missing:
        raise SourceError(missing)
    links, problems, notices = late_unit_links(table.frame, codes, document.name)
    if problems:
        raise SourceError(problems)
    return SourceData({"district_link": links}, tuple(notices))
