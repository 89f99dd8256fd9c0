"""The box for accessibility faults: short, anonymous, and it cannot fill the disk."""

from __future__ import annotations

from datetime import date

import pytest

from spegel import fault_reports

DAY = date(2026, 11, 22)


def put(folder, words: str) -> bool:
    return fault_reports.keep(folder, "metod", words, "sv", "spegel-1", DAY)


def test_a_report_holds_what_was_written_and_nothing_about_who(tmp_path) -> None:
    assert put(tmp_path, "  Kartan går inte att läsa \n med skärmläsare  ")
    assert put(tmp_path, "en andra anmälan")
    first, second = fault_reports.read(tmp_path)
    assert first == {
        "day": "2026-11-22",
        "page": "metod",
        "language": "sv",
        "version": "spegel-1",
        "words": "Kartan går inte att läsa \n med skärmläsare",
    }
    assert second["words"] == "en andra anmälan"


@pytest.mark.parametrize(("words", "reason"), [("kort", "too_short"), (" " * 50, "too_short"), ("x" * 1_001, "too_long")])
def test_too_short_and_too_long_are_refused_and_not_kept(tmp_path, words: str, reason: str) -> None:
    assert fault_reports.refusal(words) == reason
    with pytest.raises(ValueError, match=reason):
        put(tmp_path, words)
    assert fault_reports.read(tmp_path) == []


@pytest.mark.parametrize("words", ["x" * fault_reports.MIN_LENGTH, "x" * fault_reports.MAX_LENGTH])
def test_the_limits_themselves_are_taken(tmp_path, words: str) -> None:
    assert fault_reports.refusal(words) is None
    assert put(tmp_path, words)


def test_a_full_box_takes_no_more_and_keeps_what_it_has(tmp_path, monkeypatch) -> None:
    put(tmp_path, "den första anmälan")
    monkeypatch.setattr(fault_reports, "MAX_FILE_BYTES", (tmp_path / fault_reports.FILE).stat().st_size)
    assert not put(tmp_path, "den andra anmälan")
    assert len(fault_reports.read(tmp_path)) == 1
