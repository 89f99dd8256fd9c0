"""Valmyndigheten's result XML of 2006-2018: final counts, election-night counts and national summaries.

A file of one municipality (`slutresultat_0127K.xml`) gives its districts and late-vote units, its printed total
and, in municipal elections, the elected by sex and age. A national summary (`slutresultat_00K.xml`) gives the
totals of every municipality and no districts. Elements about persons are never read (T42).

Small parties that stand inside `ÖVRIGA_GILTIGA` are kept as the one group they are printed as: some of them are
named after a person.

Format: `docs/formats.md`; traps T3-T5, T10-T12, T16-T20, T27, T31, T32.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from spegel.core import (
    ELECTION_DATES,
    EU_ELECTION_DATES,
    Problem,
    SourceError,
    election_id,
    is_district_code,
    is_municipality_code,
)
from spegel.sources import checks
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import TABLES, shape
from spegel.sources.xml_tree import Element, parse

FORMAT = Format(
    id="result_xml",
    title="Valresultat i XML, 2006-2018",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
    rank=10,
)

_ROOT = re.compile(r"<!DOCTYPE\s+VAL\b|<VAL[\s>]")
_PERSONS = frozenset({"GRUPP_VALDA", "VALD", "ERSÄTTARE", "PERSONVAL", "VALSEDEL", "PARTISEDEL"})
_LATE_TAGS = ("ONSDAGSDISTRIKT", "UPPSAMLINGSDISTRIKT")
_UNIT_TAGS = ("VALDISTRIKT", *_LATE_TAGS)
_LATE_DIGITS = re.compile(r"^\d{6}$")
_REMOVED_NAME = "Namnet gallrat"  # printed by the publisher where a name has been removed
_LETTERS = {"RD": "R", "RF": "L", "KF": "K", "EU": "E"}
_FILE_NAME = re.compile(r"_(\d{4}|00)([A-Z])\.xml$", re.IGNORECASE)
_LATE_CODE = re.compile(r"^([A-Z])-(\d{4})-\d\d$")
_AGES = {
    "age_18_21": "ÅR18_21",
    "age_22_36": "ÅR22_36",
    "age_37_50": "ÅR37_50",
    "age_51_64": "ÅR51_64",
    "age_65_plus": "ÅR65_",
}


def recognises(document: Document) -> bool:
    """True for XML whose document type or root element is `VAL`."""
    return document.kind == "xml" and bool(_ROOT.search(document.head()))


def read(document: Document, codes: CodeLists) -> SourceData:
    """Tables district_result, party_result, municipality_total and elected_count of one result file.

    Districts not yet counted have null votes (T32). Late-vote units with the same code stay rows of their own (T4).
    Raises SourceError with every problem: broken XML, entities, figures that do not add up (T20), another
    municipality or election than the file says. Wrong printed percentages are notices (T16).
    """
    root = parse(document.data, document.name, skip=_PERSONS)
    log = _Log(document.name)
    election = _read_election(root, log)
    areas = _Areas(election, codes, _party_names(root), log)
    for municipality in root.below("KOMMUN"):
        areas.read_municipality(municipality)
    _check_contents(root, areas, log)
    frames = {name: shape(name, pl.DataFrame(rows, schema=TABLES[name])) for name, rows in areas.rows.items()}
    log.problems += _check_sums(frames, areas, document.name)
    _check_nation(root, frames["municipality_total"], log)
    log.stop_on_problems()
    _note_partial_count(root, log)
    tables = {name: frame for name, frame in frames.items() if not frame.is_empty()}
    return SourceData(tables, tuple(log.notices), reported_at=root.get("TID_RAPPORT") or "")


@dataclass(frozen=True)
class _Election:
    id: str
    type: str
    stage: str


@dataclass
class _Log:
    """Reads figures from attributes, and gathers what is wrong on the way."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def problem(self, rule: str, at: Element, column: str | None = None, value: str | None = None, /, **details: object):
        self.problems.append(Problem(rule, self.file, at.line, column, value, details))

    def notice(self, rule: str, at: Element, column: str | None = None, value: str | None = None, /, **details: object):
        self.notices.append(Problem(rule, self.file, at.line, column, value, details))

    def stop_on_problems(self) -> None:
        """Raises SourceError with everything found, each thing once: some attributes are read for several purposes."""
        if self.problems:
            raise SourceError(list({str(problem): problem for problem in self.problems}.values()))

    def count(self, element: Element | None, attribute: str) -> int | None:
        """The whole number in an attribute; None where it is absent or blank."""
        text = element.get(attribute) if element else None
        try:
            return checks.parse_count(text)
        except ValueError:
            self.problem("unreadable_number", element, attribute, text)
            return None

    def decimal(self, element: Element | None, attribute: str) -> float | None:
        """The number with decimal comma in an attribute; None where it is absent or blank."""
        text = element.get(attribute) if element else None
        try:
            return checks.parse_decimal(text)
        except ValueError:
            self.problem("unreadable_decimal", element, attribute, text)
            return None

    def required(self, parent: Element, element: Element | None, attribute: str) -> int | None:
        """As `count`, and a problem where the attribute is absent or blank."""
        if element is None or (element.get(attribute) or "").strip() in checks.MISSING:
            self.problem("missing_attribute", element or parent, attribute, attribute=attribute, element=_label(parent))
            return None
        return self.count(element, attribute)


@dataclass(frozen=True)
class _Figures:
    """The counts of a district, late-vote unit or municipality. None is not known, or not counted yet."""

    counted: bool
    eligible: int | None = None
    eligible_counted: int | None = None
    votes_cast: int | None = None
    valid: int | None = None
    blank: int | None = None
    invalid_other: int | None = None
    previous_eligible: int | None = None
    previous_votes_cast: int | None = None
    previous_valid: int | None = None

    def columns(self, *names: str) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in names}


def _read_election(root: Element, log: _Log) -> _Election:
    """Type, day and stage of the count. Raises SourceError when one of them is not known: nothing else can be read then."""
    kind = (root.get("VALTYP") or "").casefold()
    words = {"riksdag": "RD", "landsting": "RF", "region": "RF", "kommun": "KF", "europa": "EU"}
    election_type = next((code for word, code in words.items() if word in kind), None)
    if root.tag != "VAL" or election_type is None:
        log.problem("unknown_election_type", root, "VALTYP", root.get("VALTYP") or "")
    days = EU_ELECTION_DATES if election_type == "EU" else ELECTION_DATES
    day = root.get("VALDAG") or ""
    year = next((year for year, date in days.items() if date.strftime("%Y%m%d") == day.replace("-", "")), None)
    if year is None:
        log.problem("unknown_election_day", root, "VALDAG", day)
    reporting = (root.get("RAPPORTERING") or "").casefold()
    stage = "final" if "slutlig" in reporting else "preliminary" if "valnatt" in reporting or "prelimin" in reporting else None
    if stage is None:
        log.problem("unknown_counting_stage", root, "RAPPORTERING", root.get("RAPPORTERING") or "")
    log.stop_on_problems()
    return _Election(election_id(year, election_type), election_type, stage)


def _party_names(root: Element) -> dict[str, str]:
    """Abbreviation as printed -> name, without the names that have been removed."""
    names = {party.get("FÖRKORTNING") or "": (party.get("BETECKNING") or "").strip() for party in root.all("PARTI")}
    return {abbreviation: name for abbreviation, name in names.items() if name and name != _REMOVED_NAME}


class _Areas:
    """Turns municipalities with what they hold into rows of the canonical tables."""

    def __init__(self, election: _Election, codes: CodeLists, party_names: dict[str, str], log: _Log):
        self.rows: dict[str, list[dict]] = {
            name: [] for name in ("district_result", "party_result", "municipality_total", "elected_count")
        }
        self.total_units: list[dict] = []  # the municipalities' own figures in the form of a district, for the checks
        self.total_parties: list[dict] = []
        self.election = election
        self._codes = codes
        self._party_names = party_names
        self._log = log

    def read_municipality(self, municipality: Element) -> None:
        code = self._municipality_code(municipality)
        if any(row["municipality_code"] == code for row in self.rows["municipality_total"]):
            self._log.problem("repeated_municipality", municipality, "KOD", code)
            return
        units = []
        for part in municipality.below("KRETS_KOMMUN", *_UNIT_TAGS):
            if part.tag in _UNIT_TAGS:
                units.append(self._read_unit(part, code, constituency=None))
                continue
            constituency = part.get("KOD") or ""
            if not constituency.startswith(code):
                self._wrong_municipality(part, code, constituency)
            units += [self._read_unit(unit, code, constituency) for unit in part.below(*_UNIT_TAGS)]
        self._read_total(municipality, code, units)
        self._read_elected(municipality, code)

    def _read_unit(self, unit: Element, municipality: str, constituency: str | None) -> dict:
        name = _name(unit)
        code = (unit.get("KOD") or "").strip()
        late = unit.tag in _LATE_TAGS or bool(_LATE_CODE.match(code)) or checks.is_late_votes_name(name or "")
        self._check_unit_code(unit, code, municipality, late)
        figures = self._figures(unit, late)
        row = {
            "election_id": self.election.id,
            "counting_stage": self.election.stage,
            "municipality_code": municipality,
            "district_code": code,
            "district_name": name,
            "kind": "late_votes" if late else "district",
            "constituency": constituency,
            "comparability": _comparability(unit),
            "row": unit.line,
            **figures.columns("eligible", "votes_cast", "valid", "blank", "invalid_other"),
            **figures.columns("previous_eligible", "previous_votes_cast", "previous_valid"),
        }
        self.rows["district_result"].append(row)
        self.rows["party_result"] += self._parties(unit, figures, code, municipality)
        self._check_printed(unit, figures)
        return row

    def _read_total(self, municipality: Element, code: str, units: list[dict]) -> None:
        figures = self._figures(municipality, late=False)
        turnout = municipality.first("VALDELTAGANDE")
        counted = self._log.count(municipality, "KLARA_VALDISTRIKT")
        total = self._log.count(municipality, "ALLA_VALDISTRIKT")
        eligible_counted = figures.eligible_counted
        if eligible_counted != figures.eligible:  # the whole electorate is checked with the other sums
            self._check_eligible_counted(municipality, code, units, eligible_counted)
        if eligible_counted is None and counted is not None and counted == total:
            eligible_counted = figures.eligible
        printed = {
            "election_id": self.election.id,
            "counting_stage": self.election.stage,
            "municipality_code": code,
            **figures.columns("eligible", "votes_cast", "valid", "blank", "invalid_other"),
        }
        self.rows["municipality_total"].append(
            {
                **printed,
                "municipality_name": _name(municipality) or self._codes.municipalities.get(code),
                "eligible_counted": eligible_counted,
                "late_votes_cast": self._late_votes(units),
                "printed_turnout_pct": self._log.decimal(turnout, "PROCENT"),
                "printed_change_pp": self._log.decimal(turnout, "PROCENT_ÄNDRING"),
                "units_counted": counted,
                "units_total": total,
            }
        )
        self.total_units.append({**printed, "district_code": code, "kind": "district", "row": municipality.line})
        self.total_parties += self._parties(municipality, figures, code, code)
        self._check_printed(municipality, figures)

    def _check_eligible_counted(self, municipality: Element, code: str, units: list[dict], printed: int | None) -> None:
        """The electorate of the districts counted so far is the printed one (T32)."""
        counted = _sum(unit["eligible"] for unit in units if unit["kind"] == "district" and unit["votes_cast"] is not None)
        if printed is not None and counted is not None and printed != counted:
            column = "RÖSTBERÄTTIGADE_KLARA_VALDISTRIKT"
            self._log.problem("total_differs", municipality, column, municipality=code, rows=counted, total=printed)

    def _late_votes(self, units: list[dict]) -> int | None:
        """Votes in late-vote units: 0 in a final count without such units, not known on election night or without districts."""
        late = [unit["votes_cast"] for unit in units if unit["kind"] == "late_votes"]
        return 0 if units and not late and self.election.stage == "final" else _sum(late)

    def _read_elected(self, municipality: Element, code: str) -> None:
        seats = {party.get("PARTI"): self._log.count(party, "MANDAT") for party in municipality.all("GILTIGA")}
        council = self._log.count(municipality, "MANDAT_VALOMRÅDE")
        given = _sum(seats.values())
        if council is not None and given is not None and council != given:
            self._log.problem("seats_differ", municipality, "MANDAT_VALOMRÅDE", municipality=code, parties=given, council=council)
        for summary in municipality.all("SAMMANFATTNING_VALDA"):
            women, men = self._log.count(summary, "KVINNOR"), self._log.count(summary, "MÄN")
            ages = {column: self._log.count(summary, attribute) for column, attribute in _AGES.items()}
            sexes, all_ages = _sum([women, men]), _sum(ages.values())
            if sexes is not None and all_ages is not None and sexes != all_ages:
                self._log.problem("elected_sum_differs", summary, party=summary.get("PARTI"), sexes=sexes, ages=all_ages)
            self.rows["elected_count"].append(
                {
                    "election_id": self.election.id,
                    "municipality_code": code,
                    "party_abbr": checks.party_abbr(summary.get("PARTI") or ""),
                    "seats": seats.get(summary.get("PARTI")),
                    "women": women,
                    "men": men,
                    **ages,
                }
            )

    def _figures(self, unit: Element, late: bool) -> _Figures:
        log = self._log
        turnout = unit.first("VALDELTAGANDE")
        invalid = {part.get("TEXT"): log.count(part, "RÖSTER") for part in unit.all("OGILTIGA")}
        if not _is_counted(unit, final=self.election.stage == "final"):
            return _Figures(counted=False, eligible=None if late else log.count(turnout, "RÖSTBERÄTTIGADE"))
        valid = log.required(unit, unit, "RÖSTER")
        previous_valid = log.count(unit, "RÖSTER_FGVAL")
        previous_invalid = [log.count(part, "RÖSTER_FGVAL") for part in unit.all("OGILTIGA")]
        # A late-vote unit prints no sum of votes (T12). Of the previous election, invalid votes that were 0 are left out.
        summed = late and (turnout is None or turnout.get("SUMMA_RÖSTER") is None)
        votes = _sum([valid, *invalid.values()]) if summed else log.required(unit, turnout, "SUMMA_RÖSTER")
        previous = _sum([previous_valid, *filter(None, previous_invalid)]) if summed else log.count(turnout, "SUMMA_RÖSTER_FGVAL")
        return _Figures(
            counted=True,
            eligible=None if late else log.required(unit, turnout, "RÖSTBERÄTTIGADE"),
            eligible_counted=None if late else log.count(turnout, "RÖSTBERÄTTIGADE_KLARA_VALDISTRIKT"),
            votes_cast=votes,
            valid=valid,
            blank=invalid.get("BLANK"),
            invalid_other=_sum(votes for text, votes in invalid.items() if text != "BLANK"),
            previous_eligible=log.count(turnout, "RÖSTBERÄTTIGADE_KLARA_VALDISTRIKT_FGVAL"),
            previous_votes_cast=previous,
            previous_valid=previous_valid,
        )

    def _parties(self, unit: Element, figures: _Figures, code: str, municipality: str) -> list[dict]:
        rows = []
        for party in unit.all("GILTIGA", "ÖVRIGA_GILTIGA"):
            label = party.get("PARTI") or "ÖVR"
            votes = self._log.count(party, "RÖSTER")
            if votes is None:  # 2006 may print the votes of the rest group on its parts only
                votes = _sum(self._log.count(part, "RÖSTER") for part in party.all("VARAV_ÖVRIGA"))
            rest = party.tag == "ÖVRIGA_GILTIGA" or checks.is_rest_group(label)
            rows.append(
                {
                    "election_id": self.election.id,
                    "counting_stage": self.election.stage,
                    "district_code": code,
                    "municipality_code": municipality,
                    "row": unit.line,
                    "party_abbr": "ÖVR" if rest else checks.party_abbr(label),
                    "party_name": None if rest else self._party_names.get(label),
                    "votes": votes if figures.counted else None,
                    "is_rest_group": rest,
                }
            )
        return rows

    def _check_printed(self, unit: Element, figures: _Figures) -> None:
        """Printed percentages against the counts: turnout of the electorate, parties of valid votes, invalid of all votes."""
        turnout = unit.first("VALDELTAGANDE")
        if turnout is not None:
            eligible = figures.eligible_counted or figures.eligible
            was = (figures.previous_votes_cast, figures.previous_eligible)
            self._check_share(turnout, (figures.votes_cast, eligible), was)
        for part in unit.all("GILTIGA", "ÖVRIGA_GILTIGA", "OGILTIGA"):
            invalid = part.tag == "OGILTIGA"
            now = (self._log.count(part, "RÖSTER"), figures.votes_cast if invalid else figures.valid)
            was = (self._log.count(part, "RÖSTER_FGVAL"), figures.previous_votes_cast if invalid else figures.previous_valid)
            self._check_share(part, now, was)

    def _check_share(self, element: Element, now: tuple[int | None, int | None], was: tuple[int | None, int | None]) -> None:
        share, previous_share = _percent(*now), _percent(*was)
        if self._log.decimal(element, "PROCENT") is not None and share is not None:
            self._compare("printed_share_differs", element, "PROCENT", share)
        if self._log.decimal(element, "PROCENT_ÄNDRING") is not None and share is not None and previous_share is not None:
            self._compare("printed_change_differs", element, "PROCENT_ÄNDRING", share - previous_share)

    def _compare(self, rule: str, element: Element, attribute: str, computed: float) -> None:
        printed = element.get(attribute) or ""
        if not checks.printed_as(printed, computed):
            self._log.notice(rule, element, attribute, printed, printed=printed, computed=f"{computed:.2f}".replace(".", ","))

    def _municipality_code(self, municipality: Element) -> str:
        code = (municipality.get("KOD") or "").strip()
        if not is_municipality_code(code):
            self._log.problem("bad_code", municipality, "KOD", code)
        elif code not in self._codes.municipalities:
            self._log.problem("unknown_municipality", municipality, "KOD", code)
        return code

    def _check_unit_code(self, unit: Element, code: str, municipality: str, late: bool) -> None:
        match = _LATE_CODE.match(code)
        if not code:
            self._log.problem("missing_attribute", unit, "KOD", attribute="KOD", element=_label(unit))
        elif match and match[1] != _LETTERS[self.election.type]:
            self._log.problem("wrong_election", unit, "KOD", code, expected=self.election.id)
        elif not match and not is_district_code(code) and not (late and _LATE_DIGITS.match(code)):
            self._log.problem("bad_code", unit, "KOD", code)
        elif (match[2] if match else code[:4]) != municipality:
            self._wrong_municipality(unit, municipality, code)

    def _wrong_municipality(self, element: Element, expected: str, code: str) -> None:
        self._log.problem("wrong_municipality", element, "KOD", code, expected=expected)


def _is_counted(unit: Element, final: bool) -> bool:
    """False for a unit that has reported nothing: no votes, and an empty time of report or percentage (T32).

    On election night the two may be left out as well; in a final count that does not mean that nothing was counted.
    """
    if (unit.get("RÖSTER") or "").strip() not in ("", "0"):
        return True
    turnout = unit.first("VALDELTAGANDE")
    signs = [unit.get("TID_RAPPORT"), turnout.get("PROCENT") if turnout else None]
    if final:
        return all(sign is None or sign.strip() for sign in signs)
    return all(sign and sign.strip() for sign in signs)


def _comparability(unit: Element) -> str:
    """What the file says of the previous election; `unknown` where it prints neither a change of borders nor figures."""
    borders = (unit.get("INDELNING") or "").strip().casefold()
    if borders in ("modifierad", "ny"):
        return "not_comparable"
    if not (unit.get("RÖSTER_FGVAL") or "").strip():
        return "unknown"
    return "compared_with_sum" if borders == "summerad" else "comparable"


def _check_contents(root: Element, areas: _Areas, log: _Log) -> None:
    """The file holds municipalities, districts unless it is a national summary, and what its printed file name says."""
    totals = areas.rows["municipality_total"]
    if not totals:
        log.problem("missing_element", root, element="KOMMUN")
    elif not areas.rows["district_result"] and root.first("NATION") is None:
        log.problem("missing_element", root, element="VALDISTRIKT")
    printed = root.get("FILNAMN") or ""
    match = _FILE_NAME.search(printed)
    if match and match[2].upper() != _LETTERS[areas.election.type]:
        log.problem("wrong_election", root, "FILNAMN", printed, expected=areas.election.id)
    if match and match[1] != "00":
        for row in totals:
            if row["municipality_code"] != match[1]:
                log.problem("wrong_municipality", root, "FILNAMN", row["municipality_code"], expected=match[1])


def _check_sums(frames: dict[str, pl.DataFrame], areas: _Areas, file: str) -> list[Problem]:
    """Every unit and municipality adds up in itself, and the units add up to the municipality (T20)."""
    units = pl.concat([frames["district_result"], pl.DataFrame(areas.total_units, schema=TABLES["district_result"])])
    parties = pl.concat([frames["party_result"], pl.DataFrame(areas.total_parties, schema=TABLES["party_result"])])
    return [
        *checks.check_district_results(units, file),
        *checks.check_party_sums(units, parties, file),
        *checks.check_totals(frames["district_result"], frames["municipality_total"], file),
    ]


def _check_nation(root: Element, totals: pl.DataFrame, log: _Log) -> None:
    """In a national summary the municipalities add up to the nation."""
    nation = root.first("NATION")
    turnout = nation.first("VALDELTAGANDE") if nation else None
    for column, attribute in (("eligible", "RÖSTBERÄTTIGADE"), ("votes_cast", "SUMMA_RÖSTER")):
        total, rows = log.count(turnout, attribute), totals[column].sum()
        if total is not None and total != rows:
            log.problem("total_differs", nation, attribute, municipality=nation.get("KOD") or "00", rows=rows, total=total)


def _note_partial_count(root: Element, log: _Log) -> None:
    for area in root.below("NATION", "KOMMUN"):
        counted, total = log.count(area, "KLARA_VALDISTRIKT"), log.count(area, "ALLA_VALDISTRIKT")
        if counted is not None and total is not None and counted < total:
            log.notice("partly_counted", area, counted=counted, total=total, municipality=area.get("KOD") or "")


def _name(element: Element) -> str | None:
    name = (element.get("NAMN") or "").strip()
    return name if name and name != _REMOVED_NAME else None


def _percent(part: int | None, whole: int | None) -> float | None:
    return 100 * part / whole if part is not None and whole else None


def _sum(parts: Iterable[int | None]) -> int | None:
    """The sum, or None when there is no part or one of them is not known."""
    numbers = list(parts)
    return sum(numbers) if numbers and None not in numbers else None


def _label(element: Element) -> str:
    return f"{element.tag} {element.get('KOD') or ''}".strip()
