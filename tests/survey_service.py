"""Kolada and SCB's database on this machine, with made-up answers to the citizen survey in the forms that the services document.

`python -m tests.survey_service FOLDER` fetches them through the product's own fetchers, for looking at pages by hand.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

from spegel.fetch.download import Patience
from spegel.fetch.kolada import fetch_kolada
from spegel.fetch.scb import fetch_scb
from spegel.sources.kolada_kpis import known

YEARS = (2021, 2022, 2023, 2024)
GROUP = "Liknande kommuner, övergripande, Botkyrka, 2025"
SIMILAR = ("0184", "0181", "0126")
QUESTION = "Allmänt sett, tycker du att man kan lita på människor?"
GROUPS = {
    "0": ("samtliga", 52), "1": ("män", 55), "2": ("kvinnor", 49), "3": ("ålder - 18-29 år", 41), "4": ("ålder - 30-49 år", 50),
    "5": ("ålder - 50-64 år", 55), "6": ("ålder - 65 år eller äldre", 60),
    "7": ("utbildning- Ingen gymnasial utbildning eller gymnasial utbildning [högst 2 år]", 39),
    "8": ("utbildning -Gymnasial utbildning", 50), "9": ("utbildning - Eftergymnasial utbildning", 66),
    "10": ("var man bor i kommunen - Centralorten", 54), "11": ("var man bor i kommunen - Annan tätort", 47),
    "12": ("var man bor i kommunen - Utanför tätort", 63), "13": ("inkomst - Låg", 40),
}  # fmt: skip
CONTENTS = {"A": "Höga betyg, procent", "B": "Osäkerhetstal höga betyg", "C": "Antal svar"}
TABLE = "TAB9001"


def share(kpi_id: str, place: str, year: int, gender: str) -> float:
    """A share in percent, by a rule: questions differ most, then places, then years and sexes."""
    level = 24 + int(kpi_id[-3:]) * 37 % 51
    own = {"0127": -6 + int(kpi_id[-3:]) * 11 % 13, "0000": 0}.get(place, int(place) % 7 - 3)
    trend = (year - 2022) * (int(kpi_id[-3:]) % 5 - 2) * (2.4 if place == "0127" else 0.3)
    return round(level + own + trend + {"T": 0, "K": 1.5, "M": -1.5}[gender], 1)


def value(kpi_id: str, place: str, year: int, gender: str) -> float | None:
    """What Kolada answers; None for what it does not have."""
    figure = known()[kpi_id]
    if figure.margin_of:
        return (0.4 if place == "0000" else 3.6) * (1 if gender == "T" else 1.4)
    return {"survey": share(kpi_id, place, year, gender), "survey_answers": 540.0, "survey_response": 33.0}[figure.theme]


def kolada(path: str) -> dict:
    """The answer to a call of Kolada's service (v3)."""
    entries: list[dict] = []
    if "/municipality_groups" in path:
        entries = [{"id": "G1", "title": GROUP, "members": [{"id": code} for code in SIMILAR]}]
    elif asked := re.search(r"/data/kpi/(.+?)/municipality/(.+?)/year/(.+)$", path):
        ids, places, years = (part.split(",") for part in asked.groups())
        themes = ("survey", "survey_answers", "survey_response")
        for kpi_id, place, year in product((id for id in ids if known()[id].theme in themes), places, map(int, years)):
            genders = "TKM" if known()[kpi_id].theme == "survey" else "T"
            if year in YEARS:
                values = [{"gender": sex, "status": "", "value": value(kpi_id, place, year, sex)} for sex in genders]
                entries.append({"kpi": kpi_id, "municipality": place, "period": year, "values": values})
    return {"values": entries, "count": len(entries), "next_url": None, "previous_url": None}


def scb(path: str, query: dict[str, list[str]]) -> dict | None:
    """The answer to a call of PxWeb v2: the list of tables, a description, figures; None for a table that is not there."""
    if path.endswith("/tables"):
        return {
            "tables": [
                {"id": TABLE, "label": "Tillit", "paths": [[{"id": "ME", "label": "Demokrati"}, {"id": "ME0003M", "label": "M"}]]}
            ]
        }
    if TABLE not in path:
        return None
    regions = query.get("valueCodes[Region]", ["0127,00"])[0].split(",")
    labels = {
        "Region": {code: code for code in regions},
        "MedbVariabel12": {"F": QUESTION},
        "MedBakgrund": {code: label for code, (label, _) in GROUPS.items()},
        "ContentsCode": CONTENTS,
        "Tid": {"2024": "2024"},
    }
    figures: Sequence[float] = [
        {"A": GROUPS[group][1], "B": 4.0 if group == "0" else 9.0, "C": 540 if group == "0" else 130}[content]
        for _, _, group, content, _ in product(*labels.values())
    ]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Tillit",
        "id": list(labels),
        "size": [len(each) for each in labels.values()],
        "dimension": {name: {"label": name, "category": {"index": list(each), "label": each}} for name, each in labels.items()},
        "value": figures,
    }


@contextmanager
def served() -> Iterator[str]:
    """The address of both services, for as long as the block runs; the host each stands for is the first part of a path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            path = unquote(address.path)
            answer = kolada(path) if path.startswith("/api.kolada.se/") else scb(path, parse_qs(address.query))
            body = json.dumps(answer, ensure_ascii=False).encode()
            self.send_response(404 if answer is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetch(folder: Path) -> None:
    """Everything of both services for Botkyrka, through the product's own fetchers and without waiting."""
    patience = Patience(sleep=lambda seconds: None)
    with served() as url, httpx.Client(trust_env=False) as client:
        fetch_kolada("0127", folder / "kolada", None, client, base_url=url, patience=patience, last_year=2026)
        fetch_scb("0127", folder / "scb", None, client, base_url=url, patience=patience)


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
