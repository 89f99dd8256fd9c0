"""What an official has written in forms and not saved yet, one file a draft, in a folder that is never in git and never served.

A draft is found again by a random id that stands in the address. It opens for the official who wrote it, for the same
organisation, and for nobody else. Text that looks like a personnummer or an e-mail address is never written down.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spegel.registers import cells

KEPT_DAYS = 30
"""A draft that nobody has touched for so long is deleted."""

Written = Mapping[str, Mapping[str, str]]
"""Form -> field -> text."""

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def is_personal(text: str) -> bool:
    """True for text that must not be kept: it seems to hold a personnummer or an e-mail address."""
    return bool(cells.identity_number(text) or cells.email_address(text))


@dataclass(frozen=True)
class Drafts:
    """The drafts of one official for one organisation, below a folder (`Settings.restricted`)."""

    restricted: Path
    organisation: str
    who: str

    def read(self, draft_id: str) -> Written | None:
        """What a draft holds; None where there is none, or it is somebody else's."""
        kept = self._kept(draft_id)
        return kept["forms"] if kept else None

    def write(self, draft_id: str, form: str, fields: Mapping[str, str]) -> str:
        """Keep what is written in a form, in place of what the draft had for it; returns the id, new for an empty `draft_id`.

        Without fields the form is forgotten, and a draft without forms is deleted: the id is then empty. Raises ValueError
        for a draft that is not this official's.
        """
        forms = dict(self.read(draft_id) or {}) if draft_id else {}
        if draft_id and self.read(draft_id) is None:
            raise ValueError("not a draft of this official")
        forms[form] = {name: text for name, text in fields.items() if not is_personal(text)}
        forms = {name: kept for name, kept in forms.items() if kept}
        if not forms:
            if draft_id:
                self._path(draft_id).unlink(missing_ok=True)
            return ""
        draft_id = draft_id or secrets.token_hex(16)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole = {"who": self.who, "organisation": self.organisation, "forms": forms}
        new = self._path(draft_id).with_suffix(".new")
        new.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
        new.chmod(0o600)
        new.replace(self._path(draft_id))  # a stop leaves the old draft or the new one
        return draft_id

    def mine(self) -> list[str]:
        """The ids of this official's drafts, the one touched last first. Deletes those that are too old, whoever's they are."""
        paths = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        oldest = time.time() - KEPT_DAYS * 24 * 3600
        for path in paths:
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
        return [path.stem for path in paths if self.read(path.stem)]

    @property
    def _folder(self) -> Path:
        return self.restricted / "drafts"

    def _path(self, draft_id: str) -> Path:
        return self._folder / f"{draft_id}.json"

    def _kept(self, draft_id: str) -> dict | None:
        if not _ID.fullmatch(draft_id) or not self._path(draft_id).is_file():
            return None
        kept = json.loads(self._path(draft_id).read_text(encoding="utf-8"))
        is_own = (kept["who"], kept["organisation"]) == (self.who, self.organisation)
        return kept if is_own else None
