"""Tables from SCB's database (PxWeb v2), for a municipality and those it is compared with, and borders: `data/fetch/scb.toml`.

The description of a table is asked for first, so that only what is there is asked for and no answer is larger than allowed.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from math import prod
from pathlib import Path
from urllib.parse import urlencode

import httpx

from spegel.core import FetchError, Problem
from spegel.fetch.compared import known_codes, shipped_peers, with_county
from spegel.fetch.download import Patience, Progress
from spegel.fetch.report import FetchReport
from spegel.fetch.service import Answers, Service, asking, parsed
from spegel.settings import project_root
from spegel.sources.scb_json_stat import categories

REGION = "Region"
COUNTRY = "00"
_DESCRIPTION_BYTES = 10_000_000


@dataclass(frozen=True)
class Table:
    """A row of the list; what each field means stands at the top of `data/fetch/scb.toml`."""

    id: str
    title: str
    regions: str
    needed: bool
    latest: Mapping[str, int] = field(default_factory=dict)
    left_out: Sequence[str] = ()


@dataclass(frozen=True)
class Layer:
    """A layer of borders in SCB's map service; see the top of `data/fetch/scb.toml`."""

    id: str
    title: str
    address: str


def fetch_scb(
    municipality: str,
    destination: Path,
    progress: Progress | None = None,
    client: httpx.Client | None = None,
    *,
    base_url: str | None = None,
    patience: Patience | None = None,
    data: Path | None = None,
) -> FetchReport:
    """Fetches every table and layer of borders of the list into `destination`, in as many files as its size asks for.

    `base_url` and `data` as in `fetch_elections`. Raises FetchError for an unknown municipality.
    """
    folder = data or project_root() / "data"
    settings = tomllib.loads((folder / "fetch" / "scb.toml").read_text(encoding="utf-8"))
    codes = known_codes(folder, municipality)
    compared = [*with_county(codes, municipality, shipped_peers(folder, municipality)), COUNTRY]
    service = Service(**{each.name: settings[each.name] for each in fields(Service)})
    with asking(service, destination, progress, client, base_url, patience) as answers:
        tables = [Table(**row) for row in settings["table"]]
        tables += _survey_tables(answers, settings) if "survey" in settings else []
        for table in tables:
            title = f"SCB: {table.title} ({table.id})"
            try:
                addresses = _questions(answers, table, compared, settings)
            except FetchError as error:
                answers.fail(title, error, table.needed)
                continue
            for number, url in enumerate(addresses, start=1):
                part = "" if len(addresses) == 1 else f" {number}/{len(addresses)}"
                answers.get(title + part, url, f"{table.id}-{number}.json", _check, table.needed)
        for layer in (Layer(**row) for row in settings.get("borders", ())):
            url = layer.address.replace("{municipality}", municipality)
            answers.get(f"SCB: {layer.title}", url, f"{layer.id}.json", partial(_check_borders, municipality), needed=False)
        return answers.report()


def _survey_tables(answers: Answers, settings: Mapping) -> list[Table]:
    """The tables of the citizen survey that the service lists; none, with a note in the report, where it lists none of them."""
    survey = settings["survey"]
    title = f"SCB: {survey['query']}"
    query = urlencode({"lang": "sv", "query": survey["query"], "pageSize": survey["most_tables"]})
    try:
        listed = parsed(answers.downloader.to_memory(f"{settings['address']}/tables?{query}", _DESCRIPTION_BYTES), title)
        found = [
            Table(str(entry["id"]), str(entry["label"]), "compared", needed=False, latest=survey["latest"])
            for entry in listed["tables"]
            if {step["id"] for path in entry["paths"] for step in path} & set(survey["folders"])
        ]
        if not found:
            raise FetchError(Problem("fetch_no_survey_tables", title, details={"folders": ", ".join(survey["folders"])}))
    except FetchError as error:
        answers.fail(title, error, needed=False)
        return []
    except (KeyError, TypeError) as error:
        answers.fail(title, FetchError(Problem("fetch_wrong_content", title, details={"expected": str(error)})), needed=False)
        return []
    return found


def _questions(answers: Answers, table: Table, compared: Sequence[str], settings: Mapping) -> list[str]:
    """The addresses to ask, each within the limits. Raises FetchError without a description, or without any region of ours."""
    base = f"{settings['address']}/tables/{table.id}"
    described = parsed(answers.downloader.to_memory(f"{base}/metadata?lang=sv", _DESCRIPTION_BYTES), table.id)
    try:
        variables = {name: [code for code, _ in categories(described["dimension"][name])] for name in described["id"]}
        offered = variables[REGION]
    except (KeyError, TypeError, AttributeError) as error:
        raise FetchError(Problem("fetch_wrong_content", table.id, details={"expected": '"dimension"'})) from error
    own = compared[0]
    # RegSO and DeSO begin with the municipality, then a letter.
    small = tuple(f"{own}{letter}" for letter in "RABC")
    regions = [code for code in offered if (code in compared if table.regions == "compared" else code.startswith(small))]
    if not regions:
        raise FetchError(Problem("fetch_no_values", table.id, details={"municipality": own}))
    # Whole variables by a star, so that the address stays short.
    others = {name: "*" for name in variables if name not in (REGION, *table.left_out)}
    others |= {name: ",".join(variables[name][-most:]) for name, most in table.latest.items() if name in variables}
    each = prod(min(table.latest.get(name, len(variables[name])), len(variables[name])) for name in others)
    addresses, rest = [], list(regions)
    while rest:
        size = max(1, min(len(rest), settings["cells"] // each))
        while size > 1 and len(_address(base, others, rest[:size])) > settings["url_characters"]:
            size -= 1
        addresses.append(_address(base, others, rest[:size]))
        rest = rest[size:]
    return addresses


def _address(base: str, others: Mapping[str, str], regions: Sequence[str]) -> str:
    chosen = {REGION: ",".join(regions), **others}
    query = {"lang": "sv", "outputFormat": "json-stat2", **{f"valueCodes[{name}]": codes for name, codes in chosen.items()}}
    return f"{base}/data?{urlencode(query, safe=',*')}"


def _check(answer: object) -> None:
    if not isinstance(answer, dict) or not {"id", "size", "dimension", "value"} <= set(answer):
        raise FetchError(Problem("fetch_wrong_content", details={"expected": "json-stat2"}))


def _check_borders(municipality: str, answer: object) -> None:
    if not isinstance(answer, dict) or answer.get("type") != "FeatureCollection" or not isinstance(answer.get("features"), list):
        raise FetchError(Problem("fetch_wrong_content", details={"expected": "GeoJSON"}))
    if f'"{municipality}R' not in json.dumps(answer["features"]):
        raise FetchError(Problem("fetch_no_values", details={"municipality": municipality}))
