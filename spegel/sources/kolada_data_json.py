"""Values of Kolada's key figures, as its service (v3) answers: `{"values": [{kpi, municipality, period, values: [...]}], …}`.

Sexes are `K` women, `M` men and `T` total. A null value is unknown, and its `status` says why. Deleted values are left out.
Figures about elected people and elections stand again for the years up to the next election: `measured_year` is the year of
the election (T39). Format: `docs/formats.md`.
"""

from __future__ import annotations

import polars as pl

from spegel.core import Problem, SourceError
from spegel.sources.documents import Document
from spegel.sources.kolada_kpis import KeyFigure, known, measured_year
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import INDICATOR_VALUE, shape

FORMAT = Format(id="kolada_data_json", title="Nyckeltal i Kolada", publisher="Kolada (RKA)", licence="Källa: Kolada")

COUNTRY = "0000"
_GENDERS = {"T": "total", "K": "women", "M": "men"}
_OTHER = KeyFigure("", "other", "number", "")
_HINTS = ('"kpi"', '"municipality"', '"period"')
_KPI = dict.fromkeys(("kpi_id", "theme", "unit", "share_of", "margin_of"), pl.String)
_EMPTY = ('"values"', '"count"', '"next_')


def recognises(document: Document) -> bool:
    """True for JSON with Kolada's keys of a value, and for its answer without a single value."""
    if document.kind != "json":
        return False
    head = document.head()
    is_empty = '"values":[]' in head.replace(" ", "").replace("\n", "") and all(hint in head for hint in _EMPTY)
    return is_empty or all(hint in head for hint in _HINTS)


def read(document: Document, codes: CodeLists) -> SourceData:
    """Tables indicator_value and kpi (theme and unit of the figures that are in the file and that we know).

    Values are as published: percent is 41.5. Regions and groups of municipalities are passed over. Raises SourceError with
    every unknown place and sex, every value that is no number, and every value that stands twice with different figures.
    """
    problems: list[Problem] = []
    rows: dict[tuple[str, str, int, str], dict[str, object]] = {}
    for number, entry in enumerate(_entries(document), start=1):
        place = str(entry.get("municipality", ""))
        period, kpi_id = entry.get("period"), entry.get("kpi")
        if not isinstance(period, int) or not isinstance(kpi_id, str) or not isinstance(entry.get("values"), list):
            problems.append(Problem("kolada_shape", document.name, number))
            continue
        if place.startswith(("G", "00")) and place != COUNTRY:
            continue
        if place != COUNTRY and place not in codes.municipalities:
            problems.append(Problem("unknown_municipality", document.name, number, "municipality", place))
            continue
        for value in entry["values"]:
            if value.get("isdeleted"):
                continue
            gender, figure = value.get("gender"), value.get("value")
            if gender not in _GENDERS:
                problems.append(Problem("kolada_gender", document.name, number, "gender", str(gender)))
            elif isinstance(figure, bool) or not isinstance(figure, int | float | None):
                problems.append(Problem("unreadable_value", document.name, number, "value", str(figure)))
            else:
                key = (kpi_id, "00" if place == COUNTRY else place, period, _GENDERS[gender])
                row = {"value": figure, "status": value.get("status") or None}
                if rows.setdefault(key, row) != row:
                    problems.append(Problem("repeated_row", document.name, number, value=", ".join(map(str, key))))
    if problems:
        raise SourceError(problems)
    return SourceData({"indicator_value": _values(rows), "kpi": _kpis(sorted({key[0] for key in rows}))})


def _entries(document: Document) -> list[dict]:
    """What stands in `values`. Raises SourceError for JSON that is cut off or of another shape."""
    root = document.json
    entries = root.get("values") if isinstance(root, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SourceError(Problem("kolada_shape", document.name))
    return entries


def _values(rows: dict[tuple[str, str, int, str], dict[str, object]]) -> pl.DataFrame:
    """The rows with the year they were measured; the build tells copies from figures that were measured anew."""
    keys = ("kpi_id", "place_code", "year", "gender")
    found = [
        {**dict(zip(keys, key, strict=True)), **row, "measured_year": measured_year(known().get(key[0], _OTHER).repeats, key[2])}
        for key, row in rows.items()
    ]
    return shape("indicator_value", pl.DataFrame(found, schema=INDICATOR_VALUE, orient="row"))


def _kpis(ids: list[str]) -> pl.DataFrame:
    return shape("kpi", pl.DataFrame([known()[id].row() for id in ids if id in known()], schema=_KPI))
