"""The command line as a person uses it: answers, refusals in plain words, exit codes."""

from __future__ import annotations

import json

import polars as pl
import pytest

from spegel import i18n, query
from spegel.__main__ import main

SUBCOMMANDS = ("serve", "build", "fetch", "query", "check")


@pytest.fixture(scope="module")
def warehouse(shipped) -> str:
    return str(shipped)


@pytest.fixture
def ask(warehouse, capsys):
    def run(*words: str) -> str:
        assert main(["query", *words, "--warehouse", warehouse]) == 0
        return capsys.readouterr().out

    return run


def test_botkyrka_as_json_csv_and_table(ask):
    words = ("turnout_by_municipality", "--municipality_code", "0127", "--election_type", "KF")
    rows = json.loads(ask(*words, "--format", "json"))
    assert {row["election_id"]: round(100 * row["turnout_share"], 2) for row in rows} == {
        "2010-KF": 72.80,
        "2014-KF": 70.95,
        "2018-KF": 71.42,
        "2022-KF": 64.61,
        "2026-KF": 70.95,
    }
    assert round(next(row["change_pp"] for row in rows if row["election_id"] == "2018-KF"), 2) == 0.48
    comma = pl.read_csv(ask(*words, "--format", "csv").encode(), infer_schema=False)
    assert [round(100 * float(share), 2) for share in comma["turnout_share"]] == [72.80, 70.95, 71.42, 64.61, 70.95]
    table = ask(*words)
    for shown in ("72,80\u00a0%", "70,95\u00a0%", "71,42\u00a0%", "64,61\u00a0%", "+0,48"):
        assert shown in table


def test_jarva_by_profile_and_by_area(ask):
    words = ("turnout_gap_by_election", "--election-type=KF", "--format", "json")
    by_profile = json.loads(ask(*words, "--profile", "jarva"))
    assert by_profile == json.loads(ask(*words, "--area", "jarva"))
    assert [round(100 * row["turnout_share"], 2) for row in by_profile] == [56.14]


def test_every_dataset_answers_with_its_defaults_or_says_what_it_needs(warehouse, capsys):
    for name in query.names():
        code = main(["query", name, "--warehouse", warehouse, "--format", "json"])
        out, err = capsys.readouterr()
        required = [key for key, parameter in query.load(name).parameters.items() if parameter.is_required]
        assert (code, bool(required)) in ((0, False), (1, True)), (name, err)
        assert all(f"--{key}" in err for key in required)
        assert code or isinstance(json.loads(out), list)


def test_without_a_name_every_dataset_is_listed(ask):
    listed = ask()
    assert all(f"{name} " in listed or f"{name}\n" in listed for name in query.names())


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["query", "turnout_by_mood"], "unknown_dataset"),
        (["query", "turnout_by_municipality", "--colour", "red"], "unknown_parameter"),
        (["query", "turnout_by_municipality", "--election_type", "XX"], "impossible_parameter"),
        (["query", "turnout_by_municipality", "--profile", "atlantis"], "unknown_profile"),
    ],
)
def test_a_refusal_is_a_sentence_with_a_remedy(warehouse, capsys, words, rule):
    assert main([*words, "--warehouse", warehouse]) == 1
    err = capsys.readouterr().err
    assert f"[{rule}]" in err
    assert "Traceback" not in err


def test_an_empty_warehouse_says_what_to_do(tmp_path, capsys):
    assert main(["query", "build_info", "--warehouse", str(tmp_path)]) == 1
    assert "spegel build" in capsys.readouterr().err


def test_build_says_what_it_did(tmp_path, capsys):
    for expected in ("build.checked", "build.done", "build.nothing_to_do"):
        words = ["--check"] if expected == "build.checked" else []
        assert main(["build", "--warehouse", str(tmp_path), *words]) == 0
        beginning = i18n.text(expected, "sv", version="§", folder="§").split("§")[0]
        assert beginning in capsys.readouterr().out


def test_unused_files_are_counted_and_named_when_nothing_else_was_found(tmp_path, capsys):
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "shopping.txt").write_text("mjölk\n", encoding="utf-8")
    words = ["build", "--sources", str(sources), "--warehouse", str(tmp_path / "warehouse")]
    assert main([*words, "--profile", "0114"]) == 1
    err = capsys.readouterr().err
    assert "shopping.txt" in err
    assert "[no_results_for_profile]" in err
    assert main(words) == 0
    assert i18n.text("build.unused", "sv", count=1) in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [[], ["dance"], ["build", "--loudly"], ["fetch", "weather", "--municipality", "0127"], ["query", "x", "y"]],
)
def test_wrong_usage_ends_without_a_traceback(capsys, words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code != 0


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert all(name in shown for name in SUBCOMMANDS)


def test_an_audience_that_does_not_exist_is_said(monkeypatch, capsys):
    monkeypatch.setenv("SPEGEL_AUDIENCE", "everybody")
    assert main(["query", "build_info"]) == 1
    assert "[unknown_audience]" in capsys.readouterr().err
