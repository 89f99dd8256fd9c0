"""Similar municipalities by Kolada, as its service (v3) answers to `municipality_groups`: groups with their members.

The same groups as in `kolada_groups_csv`, found by their title since ids change every year (T39). Format: `docs/formats.md`.
"""

from __future__ import annotations

import polars as pl

from spegel.core import Problem, SourceError
from spegel.sources.documents import Document
from spegel.sources.kolada_groups_csv import SIMILAR
from spegel.sources.reader import CodeLists, Format, SourceData
from spegel.sources.tables import shape

FORMAT = Format(id="kolada_groups_json", title="Kommungrupper i Kolada", publisher="Kolada (RKA)", licence="Källa: Kolada")

_HINTS = ('"members"', '"title"', '"values"')


def recognises(document: Document) -> bool:
    """True for JSON with groups that have members."""
    return document.kind == "json" and all(hint in document.head() for hint in _HINTS)


def read(document: Document, codes: CodeLists) -> SourceData:
    """Table peer_group. Other groups are passed over.

    Raises SourceError with every unknown municipality, and when there is no group of similar municipalities.
    """
    root = document.json
    groups = root.get("values") if isinstance(root, dict) else None
    if not isinstance(groups, list) or not all(isinstance(group, dict) and _has_members(group) for group in groups):
        raise SourceError(Problem("kolada_shape", document.name))
    problems, rows = [], []
    for number, group in enumerate(groups, start=1):
        similar = SIMILAR.match(str(group.get("title", "")))
        if not similar:
            continue
        municipality = codes.municipality_by_name(similar["municipality"])
        if municipality is None:
            problems.append(Problem("unknown_municipality", document.name, number, "title", similar["municipality"]))
        for member in group["members"]:
            peer = str(member.get("id") or member.get("member_id") or "")
            if peer not in codes.municipalities:
                problems.append(Problem("unknown_municipality", document.name, number, "members", peer))
            rows.append((municipality, str(group.get("id") or group.get("group_id") or ""), group["title"], peer))
    if not rows:
        problems.append(Problem("no_similar_groups", document.name))
    if problems:
        raise SourceError(problems)
    schema = ("municipality_code", "group_id", "group_title", "peer_code")
    return SourceData({"peer_group": shape("peer_group", pl.DataFrame(rows, schema=schema, orient="row"))})


def _has_members(group: dict) -> bool:
    members = group.get("members")
    return isinstance(members, list) and all(isinstance(member, dict) for member in members)
