"""Names of versions, the pointer, and which old ones go."""

from __future__ import annotations

import os
from datetime import date

import pytest

from spegel import versions
from spegel.core import WarehouseError


def made(folder, number: int) -> str:
    """A published file, later than those with lower numbers."""
    name = versions.name_of(date(2022, 9, 11), f"{number:012x}")
    path = versions.path_of(folder, name)
    path.write_bytes(b"")
    os.utime(path, ns=(number, number))
    return name


def test_a_version_names_its_day_and_its_inputs():
    assert versions.name_of(date(2026, 9, 13), "0123456789abcdef") == "spegel-2026-09-13-0123456789ab"


def test_nothing_is_current_in_an_empty_folder(tmp_path):
    assert versions.current(tmp_path) is None


def test_the_pointer_names_one_version_at_a_time(tmp_path):
    names = [made(tmp_path, number) for number in (1, 2)]
    for name in names:
        versions.move_pointer(tmp_path, name)
        assert versions.current(tmp_path) == name
    assert (tmp_path / "CURRENT").read_text(encoding="ascii") == names[1] + "\n"


@pytest.mark.parametrize("content", ["", "spegel", "../../etc/passwd", "spegel-2022-09-11-000000000000.duckdb", "å"])
def test_a_pointer_that_makes_no_sense_is_an_error(tmp_path, content):
    (tmp_path / "CURRENT").write_text(content, encoding="utf-8")
    with pytest.raises(WarehouseError, match="broken_pointer"):
        versions.current(tmp_path)


def test_pruning_keeps_the_newest_and_the_current_one(tmp_path):
    names = [made(tmp_path, number) for number in range(1, 7)]
    versions.move_pointer(tmp_path, names[1])
    (tmp_path / "notes.duckdb").write_bytes(b"")
    gone = versions.prune(tmp_path, keep=3)
    assert gone == [names[0], names[2], names[3]]
    assert {path.stem for path in tmp_path.glob("*.duckdb")} == {names[1], names[4], names[5], "notes"}


def test_a_version_is_found_by_its_inputs(tmp_path):
    name = made(tmp_path, 7)
    assert versions.with_inputs(tmp_path, f"{7:012x}" + "0" * 52) == name
    assert versions.with_inputs(tmp_path, "f" * 64) is None
