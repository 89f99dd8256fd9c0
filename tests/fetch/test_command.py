"""`spegel fetch elections` as a person sees it."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from spegel.core import FetchError
from spegel.fetch import command, elections
from spegel.fetch.download import Patience
from spegel.fetch.progress import ConsoleProgress

ARCHIVE_2014 = "https://historik.val.se/val/val2014/slutresultat/slutresultat.zip"


@pytest.fixture
def spoken(root, tmp_path, monkeypatch):
    """Runs the command with these words and gives its exit code and what it said."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(elections, "project_root", lambda: root)
    monkeypatch.setattr(elections, "Patience", lambda: Patience(attempts=1))

    def run(*years: int, language: str = "sv", is_terminal: bool = False, **more: object) -> tuple[int, str]:
        console = Console(file=io.StringIO(), force_terminal=is_terminal, width=200, _environ={})
        municipality = more.pop("municipality", "0127")
        code = command.fetch_elections_command(
            municipality, years, tmp_path / "in", console=console, language=language, **more
        )
        return code, console.file.getvalue()

    return run


@pytest.fixture
def archive(make) -> bytes:
    return make.zip({f"slutresultat_0127{letter}.xml": make.xml("0127", letter) for letter in "RLK"})


def test_one_line_a_file_where_nobody_watches(spoken, publisher, archive, tmp_path):
    publisher.put(ARCHIVE_2014, archive)
    code, said = spoken(2014, base_url=publisher.url)
    assert code == 0
    assert said.splitlines() == [
        "Hämtad: Slutligt valresultat 2014",
        f"Filer i {tmp_path / 'in'}: 3 hämtade, 0 ersatta, 0 oförändrade. Hämtningar som misslyckades: 0.",
    ]
    assert spoken(2014, base_url=publisher.url)[1].startswith("Oförändrad: ")


def test_a_terminal_gets_a_bar_that_is_gone_afterwards(spoken, publisher, archive):
    publisher.put(ARCHIVE_2014, archive)
    code, said = spoken(2014, base_url=publisher.url, language="en", is_terminal=True)
    assert code == 0
    assert "Fetched: Slutligt valresultat 2014" in said
    assert "\x1b[" in said


def test_the_bar_moves_and_the_line_stays():
    console = Console(file=io.StringIO(), force_terminal=True, width=200, _environ={})
    with ConsoleProgress(console, "sv") as progress:
        progress.begin("Gränser [2022]")
        progress.received(500_000, 1_000_000)
        progress.end("Gränser [2022]", "fetched")
        progress.received(1, None)  # a late word about a file that is done does no harm
    assert "Hämtad: Gränser [2022]" in console.file.getvalue()


def test_without_a_network_the_cause_is_said_once_in_plain_words(spoken, closed_url):
    code, said = spoken(2014, 2018, base_url=closed_url)
    assert code == 1
    assert said.count("Datorn når inte internet") == 1
    assert said.count("Kunde inte hämtas: ") == 7
    assert "docs/fetching.md" in said
    assert "(behövs inte för att gå vidare)" in said
    assert "Traceback" not in said


def test_an_unknown_municipality_is_refused(spoken, publisher):
    with pytest.raises(FetchError) as caught:
        spoken(municipality="9999", base_url=publisher.url)
    assert caught.value.problems[0].rule == "fetch_unknown_municipality"


def test_the_default_folder_is_the_inbox(tmp_path, monkeypatch):
    asked = {}
    monkeypatch.setattr(command, "writable_root", lambda: tmp_path)

    def note(municipality, years, destination, progress, **more):
        asked.update(municipality=municipality, years=years, destination=destination, **more)
        return elections.FetchReport()

    monkeypatch.setattr(command, "fetch_elections", note)
    assert command.fetch_elections_command("0180", None, None, console=Console(file=io.StringIO())) == 0
    assert asked == {
        "municipality": "0180",
        "years": None,
        "destination": tmp_path / "data" / "inbox" / "elections" / "0180",
        "with_large": False,
        "base_url": None,
    }
