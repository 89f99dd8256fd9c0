"""Drafts: found again by whoever wrote them, never with a trace of a person, gone when they are done with or old."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from spegel.registers.drafts import KEPT_DAYS, Drafts


@pytest.fixture
def annas(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path, "0127", "anna")


def test_what_is_written_is_found_again_form_by_form(annas):
    draft = annas.write("", "dialog/", {"title": "Torget"})
    assert annas.write(draft, "samtal/", {"title": "Bänken"}) == draft
    assert annas.read(draft) == {"dialog/": {"title": "Torget"}, "samtal/": {"title": "Bänken"}}
    assert annas.write(draft, "dialog/", {"title": "Torget igen"}) == draft
    assert annas.read(draft)["dialog/"] == {"title": "Torget igen"}


def test_a_draft_is_deleted_with_its_last_form(annas, tmp_path):
    draft = annas.write("", "dialog/", {"title": "Torget"})
    annas.write(draft, "samtal/", {"title": "Bänken"})
    assert annas.write(draft, "dialog/", {}) == draft
    assert annas.write(draft, "samtal/", {}) == ""
    assert list((tmp_path / "drafts").iterdir()) == []
    assert annas.read(draft) is None


def test_nothing_written_makes_no_draft(annas, tmp_path):
    assert annas.write("", "dialog/", {}) == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("other", [Drafts(Path(), "0127", "bo"), Drafts(Path(), "jarva", "anna")], ids=["person", "organisation"])
def test_a_draft_opens_for_nobody_else(annas, tmp_path, other):
    draft = annas.write("", "dialog/", {"title": "Torget"})
    stranger = Drafts(tmp_path, other.organisation, other.who)
    assert stranger.read(draft) is None
    assert stranger.mine() == []
    with pytest.raises(ValueError, match="not a draft"):
        stranger.write(draft, "dialog/", {"title": "Mitt"})
    assert annas.read(draft) == {"dialog/": {"title": "Torget"}}


@pytest.mark.parametrize("draft_id", ["../imports/manifest", "", "x" * 32, "0" * 31, "0" * 32 + "\n"])
def test_an_id_that_is_none_opens_nothing(annas, draft_id):
    annas.write("", "dialog/", {"title": "Torget"})
    assert annas.read(draft_id) is None


@pytest.mark.parametrize("text", ["ring 121212-1212", "20121212-1212", "bo@example.se", "fråga <bo@example.se>"])
def test_what_tells_of_a_person_is_never_written(annas, tmp_path, text):
    draft = annas.write("", "dialog/", {"title": "Torget", "purpose": "Välja väg"})
    annas.write(draft, "dialog/", {"title": "Torget", "purpose": text})
    assert annas.read(draft) == {"dialog/": {"title": "Torget"}}
    kept = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "drafts").iterdir())
    assert "1212" not in kept.replace(draft, "")
    assert "@" not in kept


def test_only_the_owner_of_the_folder_can_read_it(annas, tmp_path):
    draft = annas.write("", "dialog/", {"title": "Torget"})
    assert stat.S_IMODE((tmp_path / "drafts" / f"{draft}.json").stat().st_mode) == 0o600


def test_the_one_touched_last_comes_first_and_old_ones_go(annas, tmp_path):
    first, second, old = (annas.write("", "dialog/", {"title": title}) for title in ("Ett", "Två", "Gammalt"))
    now = time.time()
    days = {first: 1, second: 2, old: KEPT_DAYS + 1}
    for draft, age in days.items():
        os.utime(tmp_path / "drafts" / f"{draft}.json", (now - age * 86_400,) * 2)
    assert annas.mine() == [first, second]
    assert annas.read(old) is None
