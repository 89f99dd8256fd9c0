"""XML read safely into a small tree that remembers its line numbers.

Entities are refused and nothing outside the file is ever fetched, neither a DTD nor anything else (T27).
Elements about persons can be named to be passed over while reading, so that they never are in memory (T42).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from spegel.core import Problem, SourceError

_DECLARED_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)")


@dataclass(slots=True)
class Element:
    """An element: its tag, its attributes as text, its children, and the line it starts on (first line = 1)."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """An attribute, or None where it is absent."""
        return self.attributes.get(name)

    def all(self, *tags: str) -> list[Element]:
        """The children with one of these tags, in their order."""
        return [child for child in self.children if child.tag in tags]

    def first(self, tag: str) -> Element | None:
        """The first child with this tag, or None."""
        return next((child for child in self.children if child.tag == tag), None)

    def below(self, *tags: str) -> Iterator[Element]:
        """Every element with one of these tags at any depth, in the order of the file. Does not look inside a match."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            if element.tag in tags:
                yield element
            else:
                waiting.extend(reversed(element.children))


def parse(data: bytes, name: str, skip: Container[str] = ()) -> Element:
    """The root of the document in `data`; elements whose tag is in `skip` are left out with all they hold.

    Raises SourceError for a file that is cut off or broken, declares an entity, or is written in another
    encoding than it says.
    """
    _refuse_false_encoding(data, name)
    builder = _Builder(skip)
    # Entities and anything external are refused by the parser; a DOCTYPE alone is allowed and never fetched.
    parser = DefusedXMLParser(target=builder, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    builder.line_of = lambda: parser.parser.CurrentLineNumber
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise SourceError(Problem("xml_entity", name, row=parser.parser.CurrentLineNumber)) from error
    except ParseError as error:
        raise SourceError(Problem("unreadable_xml", name, row=error.position[0], details={"reason": str(error)})) from error
    except (LookupError, ValueError) as error:  # an encoding that does not exist, or that the parser does not know
        raise SourceError(Problem("unreadable_xml", name, row=1, details={"reason": str(error)})) from error
    return builder.root


def _refuse_false_encoding(data: bytes, name: str) -> None:
    """Swedish letters tell: in Latin-1 they are not valid UTF-8, and the other way round a tag would lose its name."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return  # UTF-16 tells itself by its first bytes, and the parser knows it
    declared = _DECLARED_ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    encoding = declared[1].decode("ascii").upper() if declared else "UTF-8"
    try:
        found = "ASCII" if data.isascii() else data.decode("utf-8") and "UTF-8"
    except UnicodeDecodeError:
        found = "ISO-8859-1"
    if found != "ASCII" and (found == "UTF-8") != (encoding in ("UTF-8", "UTF8")):
        raise SourceError(Problem("false_encoding", name, details={"declared": encoding, "found": found}))


class _Builder:
    """Receives the parser's events and builds the tree."""

    def __init__(self, skip: Container[str]):
        self.root: Element = Element("", {}, 0)
        self.line_of = lambda: 0
        self._open: list[Element] = []
        self._skip = skip
        self._skipped_depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipped_depth or tag in self._skip:
            self._skipped_depth += 1
            return
        element = Element(tag, attributes, self.line_of())
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, tag: str) -> None:
        if self._skipped_depth:
            self._skipped_depth -= 1
        else:
            self._open.pop()

    def close(self) -> Element:
        return self.root
