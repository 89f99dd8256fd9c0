"""Accepted imports: listed, recognised, replaced, undone; whole or not at all; every step in a log that is only added to."""

from __future__ import annotations

import hashlib
import sqlite3
import stat
import threading
from contextlib import closing

import polars as pl
import pytest

from spegel.core import SourceError
from spegel.registers import importing, schema
from spegel.registers.store import Store
from tests.registers import made


def take_in(store: Store, kind: str, data: bytes, name: str = "fil.csv", replaces: str | None = None):
    return importing.accept(store, importing.examine(store, kind, name, data, replaces=replaces), "anna")


def more(kind: str, **change: str) -> bytes:
    return made.text(made.grid(kind, [{**made.rows(kind)[0], **change}]))


def test_the_manifest_says_who_what_and_when(store):
    data = made.good("dialogues")
    entry = take_in(store, "dialogues", data, "dialoger 2026.csv")
    (listed,) = store.imports()
    assert listed == entry
    assert (listed.kind, listed.file_name, listed.rows, listed.who) == ("dialogues", "dialoger 2026.csv", 2, "anna")
    assert listed.sha256 == hashlib.sha256(data).hexdigest()
    assert (listed.state, listed.replaces) == ("active", None)


def test_what_is_kept_is_for_its_owner_only(store):
    take_in(store, "dialogues", made.good("dialogues"))
    store.secret()
    for path in [store.folder, *store.folder.glob("*.parquet"), store.folder / "pseudonym.key"]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_each_organisation_has_its_own_keys_references_and_log(store):
    """The same file twice, the same keys twice, and nobody's references are answered by somebody else's rows."""
    other = Store(store.folder.parent, "jarva")
    mine = take_in(store, "dialogues", made.good("dialogues"))
    alone = importing.examine(other, "attendance", "n.csv", made.good("attendance"))
    assert {problem.rule for problem in alone.problems} == {"reference_empty"}
    theirs = take_in(other, "dialogues", made.good("dialogues"))
    assert (mine.organisation, theirs.organisation) == ("0127", "jarva")
    assert (store.imports(), other.imports()) == ([mine], [theirs])
    assert Store(store.folder.parent).organisations() == ["0127", "jarva"]
    with pytest.raises(SourceError, match="unknown_import"):
        other.undo(mine.import_id, "järva")
    with pytest.raises(SourceError, match="unknown_import"):
        importing.examine(other, "dialogues", "f.csv", more("dialogues"), replaces=mine.import_id)
    store.log("cecilia", "build", version="spegel-2026-01-01-0123456789ab")
    assert [entry.action for entry in other.log_entries()] == ["import", "build"]
    assert [entry.action for entry in Store(store.folder.parent).log_entries()] == ["import", "import", "build"]


def test_a_store_of_all_lists_and_takes_back_but_adds_nothing(store):
    made.fill(store, "attendance")
    everybody = Store(store.folder.parent)
    assert everybody.imports() == store.imports()
    (dialogues,) = store.active("dialogues")
    with pytest.raises(SourceError, match="still_referred_to"):
        everybody.undo(dialogues.import_id, "anna")
    (attendance,) = store.active("attendance")
    assert everybody.undo(attendance.import_id, "anna").state == "undone"
    with pytest.raises(ValueError, match="belongs to an organisation"):
        take_in(everybody, "bodies", made.good("bodies"))
    with pytest.raises(ValueError, match="belongs to an organisation"):
        everybody.assign("anna")


def test_imports_of_an_older_version_are_assigned_and_counted(store):
    assert store.assign("anna") == 0
    old = take_in(store, "dialogues", made.good("dialogues"))
    take_in(store, "bodies", made.good("bodies"))
    made.forget_organisations(store.folder.parent)
    with pytest.raises(SourceError, match="imports_unassigned"):
        store.imports()
    with pytest.raises(SourceError, match="imports_unassigned"):
        store.log("anna", "build")
    other = Store(store.folder.parent, "jarva")
    assert other.assign("berit") == 2
    assert store.assign("anna") == 0
    assert other.find(old.import_id).organisation == "jarva"
    assert other.log_entries()[-1].details == {"organisation": "jarva", "imports": 2}


def test_the_same_file_is_recognised(store):
    entry = take_in(store, "dialogues", made.good("dialogues"))
    again = importing.examine(store, "dialogues", "annat namn.csv", made.good("dialogues"))
    (problem,) = again.problems
    assert (problem.rule, problem.details["import_id"]) == ("already_imported", entry.import_id)
    assert len(store.imports()) == 1


def test_two_files_add_up(store):
    take_in(store, "dialogues", made.good("dialogues"))
    take_in(store, "dialogues", more("dialogues", dialogue_id="D-2027-001"))
    assert store.read("dialogues").height == 3
    assert store.read("dialogues")["import_id"].n_unique() == 2


def test_a_replacement_takes_the_place_and_undoing_it_brings_the_old_back(store):
    old = take_in(store, "dialogues", made.good("dialogues"))
    new = take_in(store, "dialogues", more("dialogues", title="Rättad"), replaces=old.import_id)
    assert [(entry.import_id, entry.state) for entry in store.active("dialogues")] == [(new.import_id, "active")]
    assert store.find(old.import_id).state == "replaced"
    assert store.read("dialogues")["title"].to_list() == ["Rättad"]
    assert store.undo(new.import_id, "berit").state == "undone"
    assert store.read("dialogues").height == 2
    assert store.find(old.import_id).state == "active"
    assert not list(store.folder.glob(f"{new.import_id}*"))


def test_an_undone_import_is_gone_and_its_file_may_come_again(store):
    entry = take_in(store, "dialogues", made.good("dialogues"))
    store.undo(entry.import_id, "anna")
    assert store.read("dialogues").is_empty()
    assert list(store.folder.glob("*.parquet")) == []
    take_in(store, "dialogues", made.good("dialogues"))
    assert [found.state for found in reversed(store.imports())].count("active") == 1


@pytest.mark.parametrize("step", ["undo", "replace"])
def test_rows_that_others_refer_to_do_not_go(step, store):
    made.fill(store, "attendance")
    (dialogues,) = store.active("dialogues")
    if step == "undo":
        with pytest.raises(SourceError) as caught:
            store.undo(dialogues.import_id, "anna")
        problems = caught.value.problems
    else:
        data = more("dialogues", dialogue_id="D-annan")
        problems = importing.examine(store, "dialogues", "ny.csv", data, replaces=dialogues.import_id).problems
    (problem,) = problems
    assert (problem.rule, problem.value) == ("still_referred_to", "D-2026-014")
    assert problem.details == {"kind": "attendance", "count": 1}
    assert store.find(dialogues.import_id).state == "active"
    assert store.read("dialogues").height == 2


def test_what_cannot_be_undone_or_replaced_says_so(store):
    entry = take_in(store, "dialogues", made.good("dialogues"))
    store.undo(entry.import_id, "anna")
    with pytest.raises(SourceError, match="import_not_active"):
        store.undo(entry.import_id, "anna")
    with pytest.raises(SourceError, match="unknown_import"):
        store.undo("ingen", "anna")
    with pytest.raises(SourceError, match="unknown_import"):
        importing.examine(store, "dialogues", "f.csv", made.good("dialogues"), replaces="ingen")
    with pytest.raises(SourceError, match="import_not_active"):
        take_in(store, "dialogues", made.good("dialogues"), replaces=entry.import_id)


def test_every_step_is_in_the_log_and_the_log_is_only_added_to(store):
    old = take_in(store, "dialogues", made.good("dialogues"))
    new = take_in(store, "dialogues", more("dialogues"), replaces=old.import_id)
    store.undo(new.import_id, "berit")
    store.log("cecilia", "build", version="spegel-2026-01-01-0123456789ab")
    entries = store.log_entries()
    assert [(entry.who, entry.action) for entry in entries] == [
        ("anna", "import"), ("anna", "replace"), ("berit", "undo"), ("cecilia", "build"),
    ]  # fmt: skip
    assert entries[1].details["replaces"] == old.import_id
    assert entries[0].details["sha256"] == old.sha256
    for statement in ("UPDATE log SET who = 'x'", "DELETE FROM log"):
        with (
            closing(sqlite3.connect(store.folder / "manifest.sqlite")) as manifest,
            pytest.raises(sqlite3.IntegrityError, match="only added to"),
        ):
            manifest.execute(statement)
    assert store.log_entries() == entries


@pytest.mark.parametrize("stop", ["rows", "manifest"])
def test_a_stop_halfway_leaves_nothing(stop, store, monkeypatch):
    made.fill(store, "bodies")
    before = store.imports(), store.log_entries()
    found = importing.examine(store, "dialogues", "f.csv", made.good("dialogues"))

    def fail(*given, **named):
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(*((pl.DataFrame, "write_parquet", fail) if stop == "rows" else ("spegel.registers.store._log", fail)))
        with pytest.raises(OSError, match="full"):
            importing.accept(store, found, "anna")
    assert (store.imports(), store.log_entries()) == before
    assert [path.stem for path in store.folder.glob("*.parquet")] == [entry.import_id for entry in before[0]]
    importing.accept(store, found, "anna")


def test_rows_left_by_a_killed_process_are_never_read_and_go_at_the_next_import(store):
    made.fill(store, "bodies")
    left = store.folder / "20260101-000000-dialogues-abcdef.parquet"
    pl.DataFrame({"dialogue_id": ["left"]}).write_parquet(left)
    assert store.read("dialogues").is_empty()
    take_in(store, "dialogues", made.good("dialogues"))
    assert not left.exists()


def test_of_two_who_import_the_same_at_once_one_is_told(store):
    found = importing.examine(store, "dialogues", "f.csv", made.good("dialogues"))
    outcomes = []

    def accept() -> None:
        try:
            outcomes.append(importing.accept(store, found, "anna").state)
        except SourceError as error:
            outcomes.append(error.problems[0].rule)

    threads = [threading.Thread(target=accept) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["active", "already_imported"]
    assert store.read("dialogues").height == 2


def test_a_store_where_nothing_is_has_empty_registers(store):
    assert (store.imports(), store.log_entries()) == ([], [])
    for kind in schema.kinds():
        assert store.read(kind).schema == {**schema.load(kind).stored, "import_id": pl.String()}
    assert not store.folder.exists()


def test_the_key_of_pseudonyms_is_made_once(store):
    assert store.secret() == store.secret()
    assert len(store.secret()) == 32
    assert Store(store.folder.parent / "another", "0127").secret() != store.secret()


def test_what_is_wrong_cannot_be_accepted(store):
    found = importing.examine(store, "dialogues", "f.csv", b"a;b\n1;2\n")
    with pytest.raises(SourceError, match="header_missing"):
        importing.accept(store, found, "anna")
    assert not store.folder.exists()
