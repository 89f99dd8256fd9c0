"""Reports of accessibility faults: short, anonymous, one JSON line each, in the warehouse folder.

Nothing is kept but what the visitor wrote, which page it is about, the language and the day. No address of the
visitor's computer, no name, no time of day.
"""

from __future__ import annotations

import json
import threading
from datetime import date
from pathlib import Path

FILE = "fault-reports.jsonl"
MIN_LENGTH = 10
MAX_LENGTH = 1_000
MAX_FILE_BYTES = 2_000_000
"""About two thousand long reports; then the box is full until somebody empties it, so that it cannot fill the disk."""

_lock = threading.Lock()


def refusal(words: str) -> str | None:
    """Why a report cannot be taken: `too_short`, `too_long` or None."""
    length = len(words.strip())
    if length < MIN_LENGTH:
        return "too_short"
    return "too_long" if length > MAX_LENGTH else None


def keep(folder: Path, page: str, words: str, language: str, version: str, day: date) -> bool:
    """Write one report. False when the box is full. Raises ValueError for a report that `refusal` refuses."""
    if reason := refusal(words):
        raise ValueError(reason)
    report = {"day": day.isoformat(), "page": page, "language": language, "version": version, "words": words.strip()}
    line = (json.dumps(report, ensure_ascii=False) + "\n").encode()
    path = folder / FILE
    with _lock:
        if (path.stat().st_size if path.exists() else 0) + len(line) > MAX_FILE_BYTES:
            return False
        with path.open("ab") as file:
            file.write(line)
    return True


def read(folder: Path) -> list[dict[str, str]]:
    """Every report, the oldest first; none when the box was never used."""
    path = folder / FILE
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
