"""The publisher's own lists of files: pages with links, and checksum indexes.

The addresses of downloads on www.val.se change with every publication, the names of the files do not: a link is
found by how its file name ends (T35).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

_INDEX_LINE = re.compile(r"^([0-9a-fA-F]{32})\s+\*?(?:\./)?(\S+)\s*$")
_SAFE_NAME = re.compile(r"^\w[\w .,()+-]*$")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value.strip() for name, value in attrs if name == "href" and value]


def file_name(url: str) -> str:
    """The file name at the end of an address, or an empty text where there is none that is safe to write to disk."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name
    return name if _SAFE_NAME.match(name) else ""


def find_link(html: str, page_url: str, ending: str, hosts: Collection[str]) -> str | None:
    """The address of the link on a page whose file name ends with `ending`; None where there is none.

    Upper and lower case do not matter. A file with exactly that name goes before one that only ends so. Links that
    lead to other hosts than `hosts`, or to anything but http(s), are left out.
    """
    parser = _Links()
    parser.feed(html)
    parser.close()
    wanted = ending.casefold()
    matches = []
    for link in parser.found:
        try:
            address = urljoin(page_url, link)
            parts = urlsplit(address)
        except ValueError:
            continue  # a malformed link on the page is not the one that is looked for
        if parts.scheme in ("http", "https") and parts.netloc in hosts and file_name(address).casefold().endswith(wanted):
            matches.append(address)
    exact = [address for address in matches if file_name(address).casefold() == wanted]
    return next(iter(exact or matches), None)


def read_checksums(text: str) -> dict[str, str]:
    """Path -> MD5 in lower case, from lines such as `<md5>  ./s/kf/Val_2026_slutlig_0127_KF.zip`. Other lines are not files."""
    lines = (_INDEX_LINE.match(line.strip()) for line in text.splitlines())
    return {line[2]: line[1].lower() for line in lines if line}
