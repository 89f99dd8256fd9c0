"""Valmyndigheten's long workbooks of 2022 and later: one row per district and party, "Röster per distrikt".

Among the parties stand rows that are measures: valid votes, blank and other invalid votes, votes cast - headed
`Valdeltagande` although it is a number (T13) - and the electorate (T15). The electorate is repeated on every row
and never summed (T14). The preliminary workbook counts votes for parties that did not register as valid (T33).
"""

from __future__ import annotations

import polars as pl

from spegel.core import Problem, SourceError, election_id
from spegel.sources import checks, district_tables, election_year, sheets
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists, Format, SourceData

FORMAT = Format(
    id="districts_long_xlsx",
    title="Röster per distrikt (lång arbetsbok)",
    publisher="Valmyndigheten",
    licence="Fri användning när Valmyndigheten anges som källa",
    rank=20,
)

_HEADERS = {
    "district_code": ("Valdistriktskod",),
    "district_name": ("Valdistriktnamn", "Valdistriktsnamn", "Valdistrikt"),
    "party": ("Parti", "Parti/kategori"),
    "votes": ("Röster",),
    "eligible": ("Röstberättigade",),
    "unit": ("Distrikt",),
    "constituency": ("Kommunvalkrets", "Kommunvalkretsnamn"),
    "election": ("Valtyp", "Val"),
    "valid_printed": ("Summa giltiga röster", "Summa giltiga"),
    "municipality": ("Kommunkod",),
}
_OPTIONAL = ("unit", "constituency", "election", "valid_printed", "municipality")
_KNOWN = tuple(header for headers in _HEADERS.values() for header in headers)
_PARTY_HEADERS = ("Parti", "Parti/kategori")
_OWN = ("Valdistriktskod", *_PARTY_HEADERS, "Röster", "Röstberättigade")
_LEAST = 3

_MEASURES = {
    r"^summa giltiga": "valid",
    r"^valdeltagande": "turnout",
    r"^röstberättigade$": "eligible_row",
    r"^(ogiltiga röster\W+)?ej anmäl": "unregistered",
    r"^blanka röster$|^ogiltiga röster\W+blank": "blank",
    r"^övriga ogiltiga|^ogiltiga röster\W+övriga": "other",
    r"^(totalt|totalsumma|summa|ogiltiga röster|summa ogiltiga.*)$": "sum",
}
"""Labels in the parties' column that are no parties (T15), in small letters. `sum` rows add nothing."""

_UNIT = ["unit", "district_code", "constituency", "copy"]
"""What tells districts and late-vote units apart. `copy` counts late-vote units with one and the same code (T4)."""

_TYPES = {
    "rd": "RD", "rf": "RF", "kf": "KF", "eu": "EU", "e": "EU", "ep": "EU",
    "riksdag": "RD", "riksdagen": "RD", "region": "RF", "regionfullmäktige": "RF", "kommun": "KF", "kommunfullmäktige": "KF",
    "europaparlamentet": "EU",
}  # fmt: skip
_LAYOUT_YEARS = {"parti": 2022, "parti/kategori": 2026}
_EU_LAYOUT_YEAR = 2024
_SWAPPED = ("01270007", "01270008")
"""The preliminary riksdag workbook of 2022 gives each of these two districts the other's votes (T33)."""


def recognises(document: Document) -> bool:
    """True for a table with one row a party: most of its headers, and no column a party."""
    return sheets.looks_like(document, _OWN, _LEAST) and sheets.looks_like(document, ("Röster", *_PARTY_HEADERS), 1)


def read(document: Document, codes: CodeLists) -> SourceData:
    """district_result and party_result of the long sheets. Raises SourceError with everything that is wrong."""
    found = list(sheets.find_tables(document, _KNOWN, _LEAST))
    tables = [table for table in found if table.column(*_PARTY_HEADERS)] or found[:1]
    return district_tables.read_each(document, tables, lambda each, table: _read_table(each, table, codes))


def _read_table(document: Document, table: sheets.Table, codes: CodeLists) -> SourceData:
    table.require((headers for name, headers in _HEADERS.items() if name not in _OPTIONAL), document.name)
    rows, problems, notices = _rows(table, codes, document.name)
    if problems:
        raise SourceError(district_tables.told(problems))
    units, problems = _units(rows, document.name)
    if problems:
        raise SourceError(district_tables.told(problems))
    printed = sheets.printed_text(document, _OWN, _LEAST)
    election_type = _election_type(table, document)
    layout_year = _EU_LAYOUT_YEAR if election_type == "EU" else _LAYOUT_YEARS[str(table.column(*_PARTY_HEADERS))]
    districts = units.filter(pl.col("kind") == "district")
    year, assumed = election_year.find_year(
        districts["district_code"].to_list(), printed, document.file_name, election_type, layout_year, document.name
    )
    units, misplaced = _without_unregistered(units, document.name)
    preliminary = bool(misplaced) or "preliminär" in _plain(f"{printed} {document.file_name}")
    notices += assumed + misplaced
    if preliminary:
        notices.append(Problem("preliminary_count", document.name))
        if (year, election_type) == (2022, "RD") and set(_SWAPPED) <= set(districts["district_code"]):
            notices.append(Problem("preliminary_swap", document.name, details={"districts": ", ".join(_SWAPPED)}))
    stage = "preliminary" if preliminary else "final"
    keys = {"election_id": pl.lit(election_id(year, election_type)), "counting_stage": pl.lit(stage)}
    parties = _parties(rows, units).with_columns(**keys)
    return district_tables.finish(units.with_columns(**keys), parties, notices, document)


def _plain(text: str) -> str:
    return text.casefold().replace("preliminar", "preliminär")


def _election_type(table: sheets.Table, document: Document) -> str:
    """From the sheet (`roster_RD`, `rosterEU`), the column Valtyp, the district (`RD-14-80-0526`) or the file's name."""
    words = [table.sheet.casefold().removeprefix("roster").strip("_")]
    rows = table.rename(_HEADERS)
    words += [str(word) for word in rows["election"].drop_nulls().head(1)]
    words += [unit.partition("-")[0] for unit in rows["unit"].drop_nulls().head(1)]
    for word in words:
        if word.casefold() in _TYPES:
            return _TYPES[word.casefold()]
    told = election_year.type_from_text(" ".join(words)) or election_year.type_from_text(document.file_name)
    if told is None:
        raise SourceError(Problem("election_not_told", document.name))
    return told


def _rows(table: sheets.Table, codes: CodeLists, file: str) -> tuple[pl.DataFrame, list[Problem], list[Problem]]:
    """One row a party or measure, codes whole, `measure` null for a party."""
    frame = table.rename(_HEADERS)
    late = pl.col("district_name").str.contains(district_tables.LATE_VOTES_NAME).fill_null(False)
    codes_of = {}
    problems: list[Problem] = []
    notices: list[Problem] = []
    for is_late, lengths in ((False, (8,)), (True, (6, 8))):
        part = frame.filter(late if is_late else ~late)
        complete, wrong, padded = district_tables.complete_codes(part["district_code"], lengths, codes, part["row"], file)
        codes_of[is_late] = part.with_columns(district_code=complete)
        problems += wrong
        notices += padded
    frame = pl.concat(codes_of.values()).sort("row")
    # `CCCC9800` may stand for several units; the six digits of a kommunvalkrets may not.
    shared = late & (pl.col("district_code").str.len_chars() == 8)
    copy = pl.int_range(pl.len()).over("unit", "district_code", "constituency", "party")
    frame = frame.with_columns(copy=pl.when(shared).then(copy).otherwise(0))
    if table.column(*_HEADERS["municipality"]):
        printed, wrong, _ = district_tables.complete_codes(frame["municipality"], (4,), codes, frame["row"], file)
        problems += wrong + district_tables.strangers(frame, printed, file)
    label = pl.col("party").str.to_lowercase()
    measure = pl.coalesce(pl.when(label.str.contains(begins)).then(pl.lit(name)) for begins, name in _MEASURES.items())
    frame = frame.with_columns(measure=measure)
    nameless = frame.filter(pl.col("party").is_null())
    problems += [Problem("missing_party", file, row) for row in nameless["row"]]
    percentages = (pl.col("measure") == "turnout") & pl.col("votes").str.contains(r"[.,]\d*[1-9]")
    if frame.select(percentages.any()).item():
        # A workbook that prints a percentage here has no number of votes cast: it is the sum of the other rows.
        frame = frame.filter(pl.col("measure").ne_missing("turnout"))
    headers = {name: table.printed[str(table.column(*_HEADERS[name]))] for name in ("votes", "eligible")}
    if table.column(*_HEADERS["valid_printed"]):
        headers["valid_printed"] = table.printed[str(table.column(*_HEADERS["valid_printed"]))]
    else:
        frame = frame.with_columns(valid_printed=pl.lit(None, pl.Int64))
    frame, wrong = district_tables.read_counts(frame, headers, file)
    return frame, problems + wrong, notices


def _units(rows: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """One row a district or late-vote unit, from its party and measure rows."""
    of = {
        name: pl.col("votes").filter(pl.col("measure") == name)
        for name in ("valid", "turnout", "eligible_row", "unregistered", "blank", "other")
    }
    votes_of_parties = pl.col("votes").filter(pl.col("measure").is_null()).sum()
    units = rows.group_by(_UNIT, maintain_order=True).agg(
        pl.col("district_name").drop_nulls().first(),
        pl.col("row").first(),
        pl.col("eligible").drop_nulls().first(),
        eligible_values=pl.col("eligible").drop_nulls().n_unique(),
        party_votes=votes_of_parties,
        repeated=pl.col("party").is_duplicated().any(),
        repeated_row=pl.col("row").filter(pl.col("party").is_duplicated()).last(),
        valid_printed=pl.col("valid_printed").drop_nulls().first(),
        eligible_row=of["eligible_row"].first(),
        valid=of["valid"].first(),
        votes_cast=of["turnout"].first(),
        unregistered=of["unregistered"].first(),
        blank=of["blank"].first(),
        other=of["other"].first(),
    )
    problems = [
        Problem("eligible_varies", file, row["row"], value=row["district_code"])
        for row in units.filter(
            (pl.col("eligible_values") > 1) | (pl.col("eligible_row") != pl.col("eligible")).fill_null(False)
        ).to_dicts()
    ]
    problems += [
        Problem("repeated_party", file, row["repeated_row"], value=row["district_code"])
        for row in units.filter("repeated").to_dicts()
    ]
    for row in units.filter(pl.col("valid") != pl.col("valid_printed")).to_dicts():
        blanks = {"rows": row["valid"], "column": row["valid_printed"]}
        problems.append(Problem("valid_differs", file, row["row"], value=row["district_code"], details=blanks))
    # The workbook of the European election has no rows of sums: there the parties are all valid votes.
    no_sums = units.select(pl.col("valid", "valid_printed").is_null().all()).row(0) == (True, True)
    units = units.with_columns(
        eligible=pl.coalesce("eligible", "eligible_row"),
        valid=pl.col("party_votes") if no_sums else pl.coalesce("valid", "valid_printed"),
        municipality_code=pl.col("district_code").str.head(4),
        invalid_other=pl.sum_horizontal(pl.col("unregistered", "other").fill_null(0)),
    )
    units = units.with_columns(votes_cast=pl.coalesce("votes_cast", pl.col("valid") + pl.col("blank") + pl.col("invalid_other")))
    units, unclear = district_tables.mark_late_votes(units, file)
    headers = {"valid": "Summa giltiga röster", "votes_cast": "Valdeltagande", "eligible": "Röstberättigade"}
    return units, problems + unclear + district_tables.missing_counts(units, headers, file)


def _without_unregistered(units: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Valid votes without those for parties that did not register, where the workbook counts them in (T33)."""
    some = units.filter(pl.col("unregistered") > 0)
    counted_in = pl.col("valid") == pl.col("party_votes") + pl.col("unregistered")
    if some.is_empty() or not some.select(counted_in.all()).item():
        return units, []
    moved = int(some["unregistered"].sum())
    mended = units.with_columns(valid=pl.col("valid") - pl.col("unregistered").fill_null(0))
    return mended, [Problem("unregistered_in_valid", file, details={"votes": moved, "units": some.height})]


def _parties(rows: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """party_result: the rows that are parties, under the row number of their unit.

    A party without a single vote in a municipality did not stand there and gets no rows.
    """
    own = units.select(*_UNIT, "municipality_code", unit_row="row")
    parties = rows.filter(pl.col("measure").is_null()).join(own, on=_UNIT, nulls_equal=True, maintain_order="left")
    labels = parties["party"].unique().to_list()
    abbreviations = {label: checks.party_abbr(label) for label in labels}
    rest_groups = {label: checks.is_rest_group(label) for label in labels}
    return parties.filter(pl.col("votes").sum().over("municipality_code", "party") > 0).select(
        "district_code",
        "municipality_code",
        pl.col("unit_row").alias("row"),
        pl.col("party").replace_strict(abbreviations, return_dtype=pl.String).alias("party_abbr"),
        pl.col("party").alias("party_name"),
        pl.col("votes").fill_null(0),
        pl.col("party").replace_strict(rest_groups, return_dtype=pl.Boolean).alias("is_rest_group"),
    )
