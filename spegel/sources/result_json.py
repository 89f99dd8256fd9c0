"""Valmyndigheten's result files in JSON, 2022 and later: the member `…_rostfordelning_…` of a result zip.

Districts and late-vote units with their votes, and from 2026 how each compares with the previous election. A unit
that is not counted has no votes: null, never 0 (T32). The other members of the zip - seats and summaries - are
known and left alone. Lists of candidates are dropped while parsing and never kept (T42). Rehearsal files are
refused (T34).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from spegel.core import ELECTION_DATES, EU_ELECTION_DATES, Problem, SourceError, area_version, election_id
from spegel.sources import checks, district_tables, signature
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import DISTRICT_RESULT, PARTY_RESULT, shape

FORMAT = Format(
    id="result_json",
    title="Resultatfiler i JSON, 2022 och senare",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
    rank=10,
)

_ROOT = ("valtyp", "rakningstillfalle", "valdatum", "valdistrikt")
_ROOT_HINTS = (
    "valtillfalle",
    "valklass",
    "rakningstillfalle",
    "valtyp",
    "valdatum",
    "tidigareValdatum",
    "senasteUppdateringstid",
    "antalUppdateringar",
    "antalValdistriktRaknade",
    "antalValdistriktSomSkaRaknas",
    "valdistrikt",
    "valdistriktstyp",
    "valdistriktskod",
    "rapporteringsTid",
    "rostfordelning",
    "rosterPaverkaMandat",
)
_OTHER_MEMBERS = ("valomrade", "kommuner", "lan", "helaLandet", "valkretsLista")
_UNIT = ("valdistriktskod", "valdistriktstyp", "totaltAntalRoster", "antalRostberattigade", "rostfordelning")
_PERSONS = frozenset({"listRoster", "summeradePersonroster", "personroster", "valda", "ersattare"})
_TYPES = {"RD": "RD", "RF": "RF", "KF": "KF", "E": "EU", "EU": "EU"}
_STAGES = {"preliminär": "preliminary", "preliminar": "preliminary", "slutlig": "final"}
_KINDS = {"valdistrikt": "district", "uppsamlingsdistrikt": "late_votes"}
_STATUSES = {
    "kan jämföras": "comparable",
    "jämförs mot summerat": "compared_with_sum",
    "kan jämföras mot flera": "compared_with_sum",
    "summerad": "compared_with_sum",
    "kan ej jämföras": "not_comparable",
    "ej jämförbart": "not_comparable",
}
_AREA_IN_NAME = re.compile(r"_(\d{4})_KF|_(\d{2})_RF", re.IGNORECASE)


def recognises(document: Document) -> bool:
    """True for JSON whose beginning names two of the fields of a result file."""
    if document.kind != "json":
        return False
    head = document.head()
    return sum(f'"{name}"' in head for name in _ROOT_HINTS) >= 2


def read(document: Document, codes: CodeLists) -> SourceData:
    """district_result, party_result and district_link. Raises SourceError with everything that is wrong.

    Gives no tables, only a notice, for the members of seats and summaries and for school elections.
    """
    root = _parse(document)
    if "valdistrikt" not in root and any(name in root for name in _OTHER_MEMBERS):
        return SourceData({}, (Problem("result_member_skipped", document.name),))
    if root.get("valtyp") == "S":
        return SourceData({}, (Problem("school_election_skipped", document.name),))
    _refuse_rehearsal(document, root)
    problems, notices = signature.check(document)
    missing = checks.missing_columns(root, _ROOT, document.name) or _missing_in_units(root["valdistrikt"], document.name)
    if missing:
        raise SourceError(problems + missing)
    election, wrong = _election(root, document.name)
    problems += wrong
    districts, parties, wrong, told = _units(root["valdistrikt"], codes, document)
    problems += wrong
    if problems:
        raise SourceError(district_tables.told(problems))
    districts = districts.with_columns(**election)
    notices += told + _counting_notices(root, districts, document.name)
    notices += district_tables.check_printed_shares(districts, "turnout", 100, document.name)
    data = district_tables.finish(districts, parties.with_columns(**election), notices, document)
    links, unlinked = _links(districts, root, document.name)
    return SourceData(
        {**data.tables, "district_link": links}, (*data.notices, *unlinked), str(root.get("senasteUppdateringstid") or "")
    )


def _parse(document: Document) -> Mapping[str, object]:
    """The root object, without anything about persons. A national file is large: what is dropped is never collected."""

    def without_persons(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return {name: value for name, value in pairs if name not in _PERSONS}

    try:
        root = json.loads(document.data, object_pairs_hook=without_persons)
    except (ValueError, RecursionError) as error:
        raise SourceError(Problem("unreadable_json", document.name, details={"reason": str(error)})) from error
    if not isinstance(root, dict):
        raise SourceError(checks.missing_columns((), _ROOT, document.name))
    return root


def _refuse_rehearsal(document: Document, root: Mapping[str, object]) -> None:
    named = f"{document.path.name} {document.file_name} {root.get('valtillfalle')}".casefold()
    if str(root.get("test")).casefold() == "true" or "genrep" in named:
        raise SourceError(Problem("rehearsal_file", document.name))


def _missing_in_units(units: object, file: str) -> list[Problem]:
    if not isinstance(units, list) or not all(isinstance(unit, dict) for unit in units):
        return checks.missing_columns((), ("valdistrikt",), file)
    if not units:
        return [Problem("no_rows", file)]
    return checks.missing_columns(set().union(*units), _UNIT, file)


def _election(root: Mapping[str, object], file: str) -> tuple[dict[str, pl.Expr], list[Problem]]:
    """The columns election_id and counting_stage."""
    printed = {name: str(root[name]) for name in ("valtyp", "rakningstillfalle", "valdatum")}
    election_type = _TYPES.get(printed["valtyp"])
    stage = _STAGES.get(printed["rakningstillfalle"].casefold())
    day = _day(printed["valdatum"])
    problems = []
    if election_type is None:
        problems.append(Problem("unknown_election_type", file, column="valtyp", value=printed["valtyp"]))
    if stage is None:
        problems.append(Problem("unknown_counting_stage", file, column="rakningstillfalle", value=printed["rakningstillfalle"]))
    if day is None or not _is_ordinary(day, election_type):
        problems.append(Problem("unknown_election_day", file, column="valdatum", value=printed["valdatum"]))
    if problems:
        return {}, problems
    return {"election_id": pl.lit(election_id(day.year, election_type)), "counting_stage": pl.lit(stage)}, []


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _is_ordinary(day: date, election_type: str | None) -> bool:
    """True for the day of an ordinary election; in years to come, for a day in a year that has one."""
    dates, first, every = (EU_ELECTION_DATES, 2024, 5) if election_type == "EU" else (ELECTION_DATES, 2022, 4)
    return day == dates[day.year] if day.year in dates else day.year > first and (day.year - first) % every == 0


class _Cells:
    """Reads fields of nested objects as counts and keeps what cannot be read."""

    def __init__(self, file: str):
        self.file = file
        self.problems: list[Problem] = []

    def count(self, row: int, holder: object, *names: str) -> int | None:
        """A count at a path of names; the last may hold the number itself or an object with `antalRoster`."""
        value = holder
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, dict):
            value = value.get("antalRoster")
        if value is None or (type(value) is int and abs(value) < 2**31):  # most are: no need to write them as text first
            return value
        try:
            return checks.parse_count(str(value))
        except ValueError:
            self.problems.append(Problem("unreadable_number", self.file, row, names[-1], str(value)))
            return None


def _units(
    units: list[dict[str, object]], codes: CodeLists, document: Document
) -> tuple[pl.DataFrame, pl.DataFrame, list[Problem], list[Problem]]:
    """Districts with the printed turnout beside them, and their parties; then problems and notices."""
    file = document.name
    cells = _Cells(file)
    problems: list[Problem] = []
    rows = []
    party_rows = []
    for row, unit in enumerate(units, start=1):
        kind = _KINDS.get(str(unit.get("valdistriktstyp")).casefold())
        if kind is None:
            problems.append(Problem("unknown_unit_kind", file, row, "valdistriktstyp", str(unit.get("valdistriktstyp"))))
            continue
        printed = str(unit.get("valdistriktskod") or "").strip()
        code = checks.pad_code(printed, 8 if kind == "district" else 6, codes.municipalities)
        if code is None:
            problems.append(_wrong_code(printed, unit, file, row))
            continue
        result = unit.get("rostfordelning")
        status, wrong = _status(unit, file, row)
        previous, wrong_codes = _previous_codes(unit, codes, file, row)
        problems += wrong + wrong_codes
        figures = _figures(cells, row, unit, result)
        eligible = cells.count(row, unit, "antalRostberattigade") if kind == "district" else None
        problems += _missing_counts(unit, kind, file, row) + _check_unit(unit, code, figures, file, row)
        rows.append(
            {
                "municipality_code": code[:4],
                "district_code": code,
                "district_name": str(unit.get("namn") or "").strip() or None,
                "kind": kind,
                "constituency": str(unit.get("kommunvalkretsNamn") or "").strip() or None,
                "eligible": eligible,
                "comparability": status,
                "comparable_to": previous,
                "previous_eligible": cells.count(row, unit, "antalRostberattigadeForegaendeVal"),
                "previous_votes_cast": cells.count(row, unit, "totaltAntalRosterForegaendeVal"),
                "previous_valid": cells.count(row, result, "rosterPaverkaMandat", "antalRosterForegaendeVal"),
                "row": row,
                "padded": code != printed,
                "printed_code": printed,
                "turnout": None if unit.get("valdeltagandeVallokal") is None else str(unit["valdeltagandeVallokal"]),
                **{name: figures[name] for name in ("votes_cast", "valid", "blank", "invalid_other")},
            }
        )
        party_rows += _parties(cells, row, code, result)
    frame = pl.DataFrame(rows, schema=_SCHEMA)
    problems += _wrong_area(frame, document)
    padded = frame.filter("padded")
    notices = (
        [Problem("padded_code", file, value=padded["printed_code"][0], details={"count": padded.height})] if padded.height else []
    )
    parties = pl.DataFrame(party_rows, schema=_PARTY_SCHEMA)
    # A party without a single vote in a municipality did not stand there, as in the other formats.
    parties = parties.filter(pl.col("votes").sum().over("municipality_code", "party_abbr") > 0)
    return frame, parties, problems + cells.problems, notices


_OF_ELECTION = ("election_id", "counting_stage")
_SCHEMA = {
    **{name: dtype for name, dtype in DISTRICT_RESULT.items() if name not in (*_OF_ELECTION, "eligible_foreign")},
    "padded": pl.Boolean,
    "printed_code": pl.String,
    "turnout": pl.String,
}
_PARTY_SCHEMA = {name: dtype for name, dtype in PARTY_RESULT.items() if name not in _OF_ELECTION}


def _wrong_code(printed: str, unit: Mapping[str, object], file: str, row: int) -> Problem:
    if not printed:
        return Problem("missing_code", file, row)
    if printed.isdigit() and len(printed) in (6, 8):
        return Problem("unknown_municipality", file, row, value=printed[:4])
    return Problem("bad_code", file, row, value=printed)


def _figures(cells: _Cells, row: int, unit: Mapping[str, object], result: object) -> dict[str, int | None]:
    """Votes of a unit; all of them unknown while it is not counted (T32)."""
    if not isinstance(result, dict):
        return dict.fromkeys(("votes_cast", "valid", "blank", "invalid_other", "invalid"))
    unregistered = cells.count(row, result, "rosterEjPaverkaMandat", "rosterEjAnmaltDeltagande")
    other = cells.count(row, result, "rosterEjPaverkaMandat", "ovrigaOgiltiga")
    return {
        "votes_cast": cells.count(row, unit, "totaltAntalRoster"),
        "valid": cells.count(row, result, "rosterPaverkaMandat", "antalRoster"),
        "blank": cells.count(row, result, "rosterEjPaverkaMandat", "blankaRoster"),
        "invalid_other": None if unregistered is None and other is None else (unregistered or 0) + (other or 0),
        "invalid": cells.count(row, result, "rosterEjPaverkaMandat", "antalRoster"),
    }


def _missing_counts(unit: Mapping[str, object], kind: str, file: str, row: int) -> list[Problem]:
    """What a unit must have: a district its electorate, and a counted one its votes."""
    result = unit.get("rostfordelning")
    valid = result.get("rosterPaverkaMandat") if isinstance(result, dict) else None
    is_there = {
        "antalRostberattigade": kind == "late_votes" or unit.get("antalRostberattigade") is not None,
        "totaltAntalRoster": result is None or unit.get("totaltAntalRoster") is not None,
        "rosterPaverkaMandat": result is None or (isinstance(valid, dict) and valid.get("antalRoster") is not None),
    }
    return [Problem("missing_count", file, row, name) for name, found in is_there.items() if not found]


def _check_unit(unit: Mapping[str, object], code: str, figures: Mapping[str, int | None], file: str, row: int) -> list[Problem]:
    """Municipality beside the code, and valid + invalid = votes cast where only the sum of the invalid is printed (T20)."""
    problems = []
    municipality = unit.get("kommunkod")
    if municipality is not None and str(municipality).zfill(4) != code[:4]:
        problems.append(Problem("code_of_other_municipality", file, row, value=code, details={"municipality": str(municipality)}))
    valid, invalid, cast = figures["valid"], figures["invalid"], figures["votes_cast"]
    if None not in (valid, invalid, cast) and valid + invalid != cast:
        blanks = {"district": code, "parts": valid + invalid, "votes": cast}
        problems.append(Problem("invalid_sum_differs", file, row, details=blanks))
    return problems


def _status(unit: Mapping[str, object], file: str, row: int) -> tuple[str, list[Problem]]:
    printed = str(unit.get("statusJamforelse") or "").strip()
    if not printed:
        return "unknown", []
    status = _STATUSES.get(printed.casefold())
    return status or "unknown", [] if status else [Problem("unknown_comparability", file, row, "statusJamforelse", printed)]


def _previous_codes(unit: Mapping[str, object], codes: CodeLists, file: str, row: int) -> tuple[list[str] | None, list[Problem]]:
    """Codes of the previous election: printed as one text, as a list, or not at all."""
    printed = unit.get("valdistriktskodForegaendeVal")
    listed = printed if isinstance(printed, list) else re.split(r"[,;\s]+", str(printed or ""))
    texts = [str(code).strip() for code in listed if code is not None]
    previous = []
    problems = []
    for text in filter(None, texts):
        length = 6 if len(text) < 7 else 8
        code = checks.pad_code(text, length, codes.municipalities)
        if code is None:
            problems.append(Problem("bad_code", file, row, "valdistriktskodForegaendeVal", text))
        else:
            previous.append(code)
    return previous or None, problems


def _parties(cells: _Cells, row: int, code: str, result: object) -> Iterable[dict[str, object]]:
    """The parties of a unit; the rest group once, also where it stands both as a party and on its own."""
    votes = result.get("rosterPaverkaMandat") if isinstance(result, dict) else None
    if not isinstance(votes, dict):
        return
    seen_rest = False
    parties = votes.get("partiRoster")
    for party in parties if isinstance(parties, list) else []:
        if not isinstance(party, dict):
            cells.problems.append(Problem("missing_party", cells.file, row, "partiRoster", str(party)))
            continue
        name = str(party.get("partibeteckning") or "").strip()
        label = str(party.get("partiforkortning") or name).strip()
        is_rest = checks.is_rest_group(label) or checks.is_rest_group(name)
        seen_rest = seen_rest or is_rest
        yield _party_row(row, code, "ÖVR" if is_rest else checks.party_abbr(label), name, cells.count(row, party, "antalRoster"))
    rest = cells.count(row, votes, "rosterOvrigaPartier")
    if rest is not None and not seen_rest:
        yield _party_row(row, code, "ÖVR", "", rest)


def _party_row(row: int, code: str, abbreviation: str, name: str, votes: int | None) -> dict[str, object]:
    return {
        "district_code": code,
        "municipality_code": code[:4],
        "row": row,
        "party_abbr": abbreviation,
        "party_name": name or None,
        "votes": votes,
        "is_rest_group": abbreviation == "ÖVR",
    }


def _wrong_area(frame: pl.DataFrame, document: Document) -> list[Problem]:
    """A problem when the name of the file says one municipality or county and its districts lie in another."""
    named = _AREA_IN_NAME.search(document.file_name) or _AREA_IN_NAME.search(document.path.name)
    if not named:
        return []
    expected = named[1] or named[2]
    others = frame.filter(~pl.col("district_code").str.starts_with(expected))
    rule = "wrong_municipality" if named[1] else "wrong_county"
    return [
        Problem(rule, document.name, first, value=area, details={"expected": expected})
        for area, first in others.group_by("municipality_code", maintain_order=True).agg(pl.col("row").first()).iter_rows()
    ]


def _counting_notices(root: Mapping[str, object], districts: pl.DataFrame, file: str) -> list[Problem]:
    notices = []
    if districts["counting_stage"][0] == "preliminary":
        notices.append(Problem("preliminary_count", file))
    cells = _Cells(file)
    counted, total = (cells.count(0, root, name) for name in ("antalValdistriktRaknade", "antalValdistriktSomSkaRaknas"))
    listed = districts["votes_cast"].is_not_null().sum()
    if counted is not None and total is not None and counted < total:
        notices.append(Problem("partial_count", file, details={"counted": counted, "total": total}))
    if counted is not None and counted != listed:
        notices.append(Problem("counted_units_differ", file, details={"counted": counted, "listed": listed}))
    return notices


def _links(districts: pl.DataFrame, root: Mapping[str, object], file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """district_link from the printed comparability (T5, T7), where the previous election is named."""
    previous = _day(root.get("tidigareValdatum"))
    judged = districts.filter(pl.col("comparability") != "unknown")
    if previous is None or judged.is_empty():
        return shape("district_link", judged.clear().select("district_code", "kind")), []
    comparable = pl.col("comparability") != "not_comparable"
    without = judged.filter(comparable, pl.col("comparable_to").is_null())
    links = judged.filter(~comparable | pl.col("comparable_to").is_not_null()).select(
        "district_code",
        "kind",
        area_version=pl.lit(area_version(_day(root["valdatum"]).year)),
        previous_area_version=pl.lit(area_version(previous.year)),
        previous_codes=pl.col("comparable_to").fill_null([]),
        status=pl.when(comparable).then(pl.lit("official_comparable")).otherwise(pl.lit("official_not_comparable")),
        basis=pl.lit("result_file"),
    )
    notices = (
        [Problem("comparable_without_code", file, without["row"][0], details={"count": without.height})] if without.height else []
    )
    return shape("district_link", links), notices
