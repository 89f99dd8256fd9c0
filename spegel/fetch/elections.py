"""Which official election files a municipality needs, and the fetching of them.

The catalogue is data: `data/fetch/elections.toml`. Files land in `<destination>/<year>/` under the publisher's own
names, with a `snapshot.toml` beside them.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from os import utime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from spegel.core import FetchError, Problem
from spegel.fetch import content, index_pages, snapshot
from spegel.fetch.download import (
    Downloader,
    Patience,
    Progress,
    Received,
    Silence,
    final_name,
    http_seconds,
    mirror,
    new_client,
    part_of,
    place,
    writing,
)
from spegel.fetch.report import Failure, FetchReport
from spegel.settings import project_root
from spegel.sources.documents import decode
from spegel.sources.reference import code_lists

GOTLAND = "09"
"""The county without a region election (T40): its only municipality is its own region."""

_PAGE_LIMIT_BYTES = 10_000_000


@dataclass(frozen=True)
class OfficialFile:
    """A row of the catalogue; what each field means stands at the top of `data/fetch/elections.toml`."""

    id: str
    title: str
    publisher: str
    years: tuple[int, ...]
    types: tuple[str, ...]
    scope: str
    kind: str
    needed: bool
    limit_mb: int
    large: bool = False
    page: str = ""
    address: str = ""
    counties: Mapping[str, str] = field(default_factory=dict)
    index: str = ""
    paths: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    contains: str = ""


@dataclass(frozen=True)
class Catalogue:
    """The official files, name and terms of each publisher, name and letter of each election type."""

    files: tuple[OfficialFile, ...]
    publishers: Mapping[str, Mapping[str, str]]
    types: Mapping[str, Mapping[str, str]]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have files, oldest first."""
        return tuple(sorted({year for file in self.files for year in file.years}))

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that files may come from."""
        addresses = (address for file in self.files for address in (file.address, file.index, *file.counties.values()))
        return frozenset(urlsplit(address).netloc for address in addresses if address)


@dataclass(frozen=True)
class Order:
    """One download for one municipality and year, with every template filled in.

    `municipality` is the code that must stand in the file, or empty for files of a county or the country.
    """

    file: OfficialFile
    year: int
    title: str
    address: str
    paths: tuple[str, ...]
    members: tuple[str, ...]
    municipality: str

    @property
    def limit_bytes(self) -> int:
        """The largest download that is accepted."""
        return self.file.limit_mb * 1_000_000


def read_catalogue(path: Path) -> Catalogue:
    """The catalogue in `path`. A fault in it is ours and raises TypeError, KeyError or ValueError."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    files = tuple(
        OfficialFile(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})
        for row in tables["file"]
    )
    return Catalogue(files, tables["publisher"], tables["type"])


def orders(catalogue: Catalogue, municipality: str, years: Iterable[int], with_large: bool = False) -> tuple[Order, ...]:
    """What to download for a municipality (four digits) and these years. Files that are `large` only on request."""
    county = municipality[:2]
    found = []
    for year in sorted(set(years)):
        for file in catalogue.files:
            types = [each for each in file.types if not (each == "RF" and county == GOTLAND)]
            if year not in file.years or not types or (file.large and not with_large):
                continue
            # An address that names the election type is one download for each of them.
            groups = [[each] for each in types] if "{letter}" in file.address else [types]
            for group in groups:
                blanks = {"municipality": municipality, "county": county, "letter": catalogue.types[group[0]]["letter"]}
                found.append(
                    Order(
                        file=file,
                        year=year,
                        title=f"{file.title}, {catalogue.types[group[0]]['name']}" if len(groups) > 1 else file.title,
                        address=(file.counties[county] if file.counties else file.address).format(**blanks),
                        paths=tuple(path.format(**blanks) for path in file.paths),
                        members=tuple(
                            member.format(**blanks | {"letter": catalogue.types[each]["letter"]})
                            for member in file.members
                            for each in group
                        ),
                        municipality=municipality if file.scope == "municipality" or file.members else "",
                    )
                )
    return tuple(found)


def fetch_elections(
    municipality_code: str,
    years: Iterable[int] | None,
    destination: Path,
    progress: Progress | None = None,
    client: httpx.Client | None = None,
    *,
    with_large: bool = False,
    base_url: str | None = None,
    patience: Patience | None = None,
    data: Path | None = None,
) -> FetchReport:
    """Downloads the official election files of a municipality into `destination/<year>/`.

    `years`: None means every year of the catalogue. `base_url`: a mirror, else SPEGEL_FETCH_BASE_URL, else the
    publishers themselves. `data`: the folder with `fetch/` and `reference/`, else the project's own.
    One file that fails does not stop the others. Raises FetchError for an unknown municipality or year, SourceError
    when the list of municipalities cannot be read.
    """
    folder = data or project_root() / "data"
    catalogue = read_catalogue(folder / "fetch" / "elections.toml")
    wanted = tuple(years) if years is not None else catalogue.years
    problems = [
        Problem("fetch_unknown_year", value=str(year), details={"years": ", ".join(map(str, catalogue.years))})
        for year in wanted
        if year not in catalogue.years
    ]
    if municipality_code not in code_lists(folder / "reference").municipalities:
        problems.append(Problem("fetch_unknown_municipality", value=municipality_code))
    if problems:
        raise FetchError(problems)
    base = mirror(base_url)
    # A client that was handed in is closed by whoever made it.
    with new_client() if client is None else nullcontext(client) as open_client:
        downloader = Downloader(open_client, base, patience or Patience(), progress or Silence())
        return _Round(catalogue, downloader, destination).fetch(orders(catalogue, municipality_code, wanted, with_large))


@dataclass(frozen=True)
class _Round:
    """One run: pages and indexes are read once, results are collected."""

    catalogue: Catalogue
    downloader: Downloader
    destination: Path
    _pages: dict[str, str | None] = field(default_factory=dict)
    _indexes: dict[str, dict[str, str]] = field(default_factory=dict)

    def fetch(self, wanted: Iterable[Order]) -> FetchReport:
        paths: dict[str, list[Path]] = {"fetched": [], "replaced": [], "unchanged": []}
        failed = []
        for order in wanted:
            self.downloader.progress.begin(order.title)
            try:
                outcome, names = self._fetch_one(order)
                paths[outcome] += [self.destination / str(order.year) / name for name in names]
            except FetchError as error:
                outcome = "failed"
                failed.append(Failure(order.title, order.year, order.file.needed, error.problems))
            self.downloader.progress.end(order.title, outcome)
        return FetchReport(*(tuple(paths[outcome]) for outcome in ("fetched", "replaced", "unchanged")), tuple(failed))

    def _fetch_one(self, order: Order) -> tuple[str, tuple[str, ...]]:
        folder = self.destination / str(order.year)
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        if order.file.index:
            return self._fetch_listed(order, folder)
        addresses = self._addresses(order)
        for number, address in enumerate(addresses, start=1):
            try:
                return self._fetch_address(order, folder, address)
            except FetchError:
                # A link found on a page may be wrong where the recorded address is right; the last failure is told.
                if number == len(addresses):
                    raise
        raise ValueError(f"{order.file.id} has no address")

    def _fetch_address(self, order: Order, folder: Path, address: str) -> tuple[str, tuple[str, ...]]:
        names = order.members or (_name(address),)
        known = _intact(folder, names, address)
        part = part_of(folder / _name(address))
        since = next((entry.last_modified for entry in known.values()), "")
        received = self.downloader.to_part(address, part, order.limit_bytes, since)
        if received is None:
            return "unchanged", names
        return self._keep(order, folder, address, part, received), names

    def _fetch_listed(self, order: Order, folder: Path) -> tuple[str, tuple[str, ...]]:
        """A file of a checksum index. Files are rewritten while votes are counted, so the index may be read once more."""
        listed = self._index(order.file.index)
        path = next((path for path in order.paths if path in listed), None)
        if path is None:
            expected = index_pages.file_name(order.paths[0])
            raise FetchError(Problem("fetch_not_listed", expected, details={"url": order.file.index}))
        address = urljoin(order.file.index, path)
        names = (_name(address),)
        if any(entry.md5 == listed[path] for entry in _intact(folder, names, address).values()):
            return "unchanged", names
        part = part_of(folder / names[0])
        received = self._whole(address, part, order.limit_bytes)
        if received.md5 != listed[path]:
            listed = self._index(order.file.index, is_fresh=True)
            if received.md5 != listed.get(path):
                part.unlink()
                received = self._whole(address, part, order.limit_bytes)
            if received.md5 != listed.get(path):
                part.unlink()
                raise FetchError(Problem("fetch_checksum", names[0], details={"url": address}))
        return self._keep(order, folder, address, part, received), names

    def _whole(self, address: str, part: Path, limit_bytes: int) -> Received:
        received = self.downloader.to_part(address, part, limit_bytes)
        if received is None:
            raise FetchError(Problem("fetch_interrupted", _name(address), details={"url": address}))
        return received

    def _keep(self, order: Order, folder: Path, address: str, part: Path, received: Received) -> str:
        """Checks the download and puts it in place of the old file. When a check fails the old file stays as it was."""
        try:
            before = snapshot.read(folder)
            untouched = {name for name, known in before.items() if snapshot.is_intact(folder, name, known)}
            entry = _entry(self.catalogue, order, address, received)
            if order.members:
                members = content.read_members(part, order.members, order.municipality)
                entries = {name: _member_entry(entry, part, data) for name, data in members.items()}
                for name, data in members.items():
                    _write_member(folder / name, data, received.last_modified)
            else:
                content.check(part, order.file.kind, order.municipality, order.file.contains)
                entries = {_name(address): entry}
                place(folder / _name(address))
        finally:
            part.unlink(missing_ok=True)
        snapshot.write(folder, before | entries)
        same = {name for name, now in entries.items() if name in before and before[name].sha256 == now.sha256}
        if same & untouched == set(entries):
            return "unchanged"
        return "replaced" if set(entries) & set(before) - same else "fetched"

    def _addresses(self, order: Order) -> tuple[str, ...]:
        """Where to look, best first: the link on the index page, then the recorded address."""
        page = self._page(order.file.page) if order.file.page else None
        link = index_pages.find_link(page, order.file.page, _name(order.address), self.catalogue.hosts) if page else None
        return tuple(dict.fromkeys(address for address in (link, order.address) if address))

    def _page(self, url: str) -> str | None:
        """The index page, or None when it cannot be had: the recorded addresses are there for that."""
        if url not in self._pages:
            try:
                self._pages[url] = decode(self.downloader.to_memory(url, _PAGE_LIMIT_BYTES))
            except FetchError:
                self._pages[url] = None
        return self._pages[url]

    def _index(self, url: str, is_fresh: bool = False) -> dict[str, str]:
        if is_fresh or url not in self._indexes:
            self._indexes[url] = index_pages.read_checksums(decode(self.downloader.to_memory(url, _PAGE_LIMIT_BYTES)))
        return self._indexes[url]


def _name(address: str) -> str:
    """The publisher's file name. Raises FetchError for an address without one that is safe on disk."""
    name = index_pages.file_name(address)
    if not name:
        raise FetchError(Problem("fetch_no_file_name", details={"url": address}))
    return name


def _intact(folder: Path, names: tuple[str, ...], address: str) -> dict[str, snapshot.Entry]:
    """What is known of these files, if all of them are there unchanged since they came from `address`; else nothing."""
    known = snapshot.read(folder)
    entries = {name: known[name] for name in names if name in known}
    is_whole = len(entries) == len(names) and all(
        entry.url == address and snapshot.is_intact(folder, name, entry) for name, entry in entries.items()
    )
    return entries if is_whole else {}


def _entry(catalogue: Catalogue, order: Order, address: str, received: Received) -> snapshot.Entry:
    publisher = catalogue.publishers[order.file.publisher]
    return snapshot.Entry(
        publisher=publisher["name"],
        title=order.title,
        url=address,
        licence=publisher["licence"],
        retrieved=datetime.now(UTC).isoformat(timespec="seconds"),
        bytes=received.size,
        sha256=received.sha256,
        md5=received.md5,
        last_modified=received.last_modified,
    )


def _member_entry(archive: snapshot.Entry, part: Path, data: bytes) -> snapshot.Entry:
    return replace(
        archive,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        archive=final_name(part),
        archive_sha256=archive.sha256,
    )


def _write_member(target: Path, data: bytes, last_modified: str) -> None:
    """Writes a member of an archive under its final name, with the time of the archive."""
    part = part_of(target)
    seconds = http_seconds(last_modified)
    try:
        with writing(part):
            part.write_bytes(data)
            if seconds is not None:
                utime(part, (seconds, seconds))
        place(target)
    finally:
        part.unlink(missing_ok=True)
