"""Key figures from Kolada (v3): those of `data/fetch/kolada.toml`, for a municipality and those it is compared with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import httpx

from spegel.core import FetchError, Problem
from spegel.fetch.compared import known_codes, shipped_peers, with_county
from spegel.fetch.download import Patience, Progress
from spegel.fetch.report import FetchReport
from spegel.fetch.service import Answers, Service, asking, groups_of
from spegel.settings import project_root
from spegel.sources.kolada_data_json import COUNTRY
from spegel.sources.kolada_groups_csv import SIMILAR
from spegel.sources.kolada_kpis import known

MOST_PAGES = 200
"""No question of ours has so many pages: the service would be sending us round in circles."""


def fetch_kolada(
    municipality: str,
    destination: Path,
    progress: Progress | None = None,
    client: httpx.Client | None = None,
    *,
    base_url: str | None = None,
    patience: Patience | None = None,
    data: Path | None = None,
    last_year: int | None = None,
) -> FetchReport:
    """Fetches groups, catalogue and values into `destination`, one file a page.

    For the municipality (four digits), its similar municipalities, those of its county, and the country. Values up to
    `last_year`, else this year. `base_url` and `data` as in `fetch_elections`. Raises FetchError for an unknown municipality.
    """
    folder = data or project_root() / "data"
    settings = tomllib.loads((folder / "fetch" / "kolada.toml").read_text(encoding="utf-8"))
    codes = known_codes(folder, municipality)
    service = Service(**{field.name: settings[field.name] for field in fields(Service)})
    size = settings["ids_per_call"]
    years = [str(year) for year in range(settings["first_year"], (last_year or date.today().year) + 1)]
    with asking(service, destination, progress, client, base_url, patience) as answers:
        name = codes.municipalities[municipality]
        titles = settings["titles"]
        peers = _similar(answers, titles["groups"], service.address, name) or shipped_peers(folder, municipality)
        places = [*with_county(codes, municipality, peers), COUNTRY]
        figures = sorted(known())
        for number, ids in enumerate(groups_of(figures, size), start=1):
            list(
                _pages(
                    answers,
                    titles["catalogue"].format(number=number),
                    f"{service.address}/kpi/{','.join(ids)}",
                    f"kolada-kpi-{number}",
                )
            )
        questions = [
            (ids, where, when)
            for ids in groups_of(figures, size)
            for where in groups_of(places, size)
            for when in groups_of(years, size)
        ]
        count, is_whole = 0, True
        for number, (ids, where, when) in enumerate(questions, start=1):
            url = f"{service.address}/data/kpi/{','.join(ids)}/municipality/{','.join(where)}/year/{','.join(when)}"
            title = titles["values"].format(number=number, count=len(questions))
            for page in _pages(answers, title, url, f"kolada-data-{number}"):
                is_whole = is_whole and page is not None
                count += len(page["values"]) if page else 0
        if is_whole and not count:
            answers.fail(service.publisher, FetchError(Problem("fetch_no_values", details={"municipality": name})))
        return answers.report()


def _similar(answers: Answers, title: str, address: str, name: str) -> list[str]:
    """The members of the latest group of similar municipalities; none where Kolada cannot be asked or has no group."""
    url = f"{address}/municipality_groups?title={quote(f'Liknande kommuner, övergripande, {name}')}"
    groups: dict[str, list[str]] = {}
    for page in _pages(answers, title, url, "kolada-groups", needed=False):
        for group in page["values"] if page else []:
            similar = SIMILAR.match(str(group.get("title", "")))
            if similar and similar["municipality"] == name:
                members = group.get("members") or []
                groups[group["title"]] = [str(member.get("id") or member.get("member_id")) for member in members]
    return groups[max(groups)] if groups else []


def _pages(answers: Answers, title: str, url: str, name: str, needed: bool = True) -> Iterator[dict | None]:
    """The pages of an answer, each kept as a file of its own; None and no more for one that could not be had."""
    host = urlsplit(url).netloc
    for number in range(1, MOST_PAGES + 1):
        page_title = title if number == 1 else f"{title} ({number})"
        page = answers.get(page_title, url, f"{name}-{number}.json", _check, needed)
        yield page
        following = (page.get("next_url") or page.get("next_page")) if page else None
        if not following:
            return
        url = urljoin(url, following)
        if urlsplit(url).netloc != host or urlsplit(url).scheme != "https":
            answers.fail(page_title, FetchError(Problem("fetch_unsafe_redirect", details={"url": url})), needed)
            yield None
            return
    answers.fail(title, FetchError(Problem("fetch_redirect_loop", details={"url": url})), needed)
    yield None


def _check(answer: object) -> None:
    values = answer.get("values") if isinstance(answer, dict) else None
    if not isinstance(values, list) or not all(isinstance(entry, dict) for entry in values):
        raise FetchError(Problem("fetch_wrong_content", details={"expected": '"values"'}))
