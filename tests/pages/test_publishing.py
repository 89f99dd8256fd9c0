"""Builds that a page asks for: one at a time, outliving the page, told of in full."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from spegel.core import BuildError, Problem
from spegel.registers.store import Store
from spegel.settings import Settings
from spegel.ui.publishing import Publisher, State


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(warehouse=tmp_path / "warehouse", restricted=tmp_path / "restricted")


def test_a_build_is_told_of_while_it_runs_and_logged_when_it_is_done(settings, monkeypatch) -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow(_: Settings, tell) -> str:
        tell("Läser", 1, 3)
        asked.set()
        assert answer.wait(30)
        return "spegel-1"

    monkeypatch.setattr("spegel.build.apart.build_apart", slow)
    publisher = Publisher()
    publisher.publish(settings, "anna")
    assert asked.wait(30)
    assert publisher.state == State(is_running=True, step="Läser", done=1, total=3)
    answer.set()
    publisher.wait()
    assert publisher.state == State(version="spegel-1")
    [line] = Store(settings.restricted).log_entries()
    assert (line.who, line.action, line.details) == ("anna", "build", {"version": "spegel-1"})


def test_what_is_asked_for_meanwhile_is_built_once_more(settings, monkeypatch) -> None:
    asked, answer = threading.Event(), threading.Event()
    built = []

    def build(_: Settings, tell) -> str:
        built.append(len(built))
        asked.set()
        assert answer.wait(30)
        return f"spegel-{built[-1]}"

    monkeypatch.setattr("spegel.build.apart.build_apart", build)
    publisher = Publisher()
    publisher.publish(settings, "anna")
    assert asked.wait(30)
    publisher.publish(settings, "bo")
    publisher.publish(settings, "bo")
    answer.set()
    publisher.wait()
    assert built == [0, 1]
    assert [line.who for line in Store(settings.restricted).log_entries()] == ["anna", "bo"]


def test_a_build_that_is_stopped_says_why(settings, monkeypatch) -> None:
    problem = Problem("no_results_for_profile", value="botkyrka", details={"name": "Botkyrka"})

    def stopped(_: Settings, tell) -> str:
        raise BuildError(problem)

    monkeypatch.setattr("spegel.build.apart.build_apart", stopped)
    publisher = Publisher()
    publisher.publish(settings, "anna")
    publisher.wait()
    assert publisher.state == State(problems=(problem,))
    assert Store(settings.restricted).log_entries() == []


def test_a_fault_of_ours_is_a_number_and_its_trace_stays_on_the_server(settings, monkeypatch, caplog) -> None:
    def broken(_: Settings, tell) -> str:
        raise RuntimeError("the inner details")

    monkeypatch.setattr("spegel.build.apart.build_apart", broken)
    publisher = Publisher()
    publisher.publish(settings, "anna")
    publisher.wait()
    assert publisher.state.incident
    assert publisher.state.incident in caplog.text
    assert "the inner details" in caplog.text
