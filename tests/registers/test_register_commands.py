"""`spegel template`, `import` and `imports`, as an official uses them."""

from __future__ import annotations

import openpyxl
import pytest

from spegel import versions
from spegel.__main__ import main
from spegel.registers import schema
from spegel.registers.store import Store
from tests.registers import made


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """One command in an empty folder: exit code, output, what it complained of."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--restricted", str(tmp_path / "restricted")])
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_a_template_lands_in_this_folder_under_its_swedish_name(run, tmp_path):
    assert run("template", "dialogues")[0] == 0
    assert (tmp_path / "mall-dialoger.xlsx").read_bytes().startswith(b"PK")
    assert run("template", "närvaro", "--format", "csv")[0] == 1
    assert run("template", "narvaro", "--format", "csv", "--language", "en", "-o", "counts.csv")[0] == 0
    assert "Dialogue id" in (tmp_path / "counts.csv").read_text(encoding="utf-8-sig")


def test_without_a_kind_every_register_is_listed(run):
    out = run("template")[1]
    assert all(kind in out and schema.load(kind).name_sv in out for kind in schema.kinds())


def test_import_check_list_replace_undo(run, tmp_path):
    path = tmp_path / "dialoger.csv"
    path.write_bytes(made.good("dialogues"))
    code, out, _ = run("import", "dialogues", str(path), "--check")
    assert code == 0
    assert Store(tmp_path / "restricted").imports() == []
    code, out, _ = run("import", "dialoger", str(path))
    assert code == 0
    (entry,) = Store(tmp_path / "restricted").imports()
    assert entry.import_id in out
    assert run("import", "dialogues", str(path))[0] == 1
    assert run("imports")[1].split()[:3] == [entry.import_id, "0127", "gäller"]
    path.write_bytes(made.text(made.grid("dialogues", made.rows("dialogues")[:1])))
    assert run("import", "dialogues", str(path), "--replace", entry.import_id)[0] == 0
    assert [entry.import_id, "0127", "ersatt"] in [line.split()[:3] for line in run("imports", "list")[1].splitlines()]
    newest = Store(tmp_path / "restricted").active("dialogues")[0]
    assert run("imports", "undo", newest.import_id)[0] == 0
    log = run("imports", "log")[1]
    assert [line.split()[3] for line in log.splitlines()] == ["import", "replace", "undo"]


def test_an_import_belongs_to_the_organisation_of_the_profile(run, tmp_path):
    path = tmp_path / "dialoger.csv"
    path.write_bytes(made.good("dialogues"))
    for profile, name in (("jarva", "Järva"), ("botkyrka", "Botkyrka kommun"), ("0114", "Upplands Väsby")):
        code, out, _ = run("import", "dialogues", str(path), "--profile", profile)
        assert code == 0
        assert name in out
    assert {line.split()[1] for line in run("imports")[1].splitlines()} == {"jarva", "0127", "0114"}
    code, _, err = run("import", "dialogues", str(path), "--profile", "atlantis")
    assert (code, "[unknown_profile]" in err) == (1, True)


def test_imports_of_an_older_version_are_assigned_once(run, tmp_path):
    path = tmp_path / "dialoger.csv"
    path.write_bytes(made.good("dialogues"))
    run("import", "dialogues", str(path))
    made.forget_organisations(tmp_path / "restricted")
    for words in (["imports"], ["imports", "log"], ["import", "bodies", str(path)], ["build"]):
        code, _, err = run(*words)
        assert (code, "[imports_unassigned]" in err) == (1, True), words
    assert ": 1." in run("imports", "assign", "--profile", "jarva")[1]
    assert ": 0." in run("imports", "assign", "--profile", "botkyrka")[1]
    assert run("imports")[1].split()[1] == "jarva"
    assert run("imports", "log")[1].splitlines()[-1].split()[3] == "assign"


def test_a_broken_file_is_told_and_given_back(run, tmp_path):
    path = tmp_path / "trasig.csv"
    path.write_bytes(made.good("dialogues").replace(b";42;", "; många;".encode(), 1))
    code, out, err = run("import", "dialogues", str(path), "--report", "svar.xlsx")
    assert (code, out) == (1, "")
    assert "trasig.csv, rad 2, kolumn Deltagare: ”många” är inget heltal." in err
    assert "Inget är sparat." in err
    assert openpyxl.load_workbook(tmp_path / "svar.xlsx")["Fel"]["C2"].value == "många"
    english = run("import", "dialogues", str(path), "--language", "en")[2]
    assert "“många” is not a whole number." in english


def test_many_faults_are_counted_not_poured_out(run, tmp_path):
    path = tmp_path / "trasig.csv"
    given = [{**made.rows("dialogues")[0], "dialogue_id": f"D{number}", "attendees": "x"} for number in range(80)]
    path.write_bytes(made.text(made.grid("dialogues", given)))
    err = run("import", "dialogues", str(path))[2]
    assert err.count("[cell_not_integer]") == 50
    assert "30 fel till" in err


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["import", "moods", "x.csv"], "file_not_readable"),
        (["template", "moods"], "unknown_register"),
        (["template", "dialogues", "-o", "no/such/folder.xlsx"], "file_not_writable"),
        (["imports", "undo", "ingen"], "unknown_import"),
    ],
)
def test_what_cannot_be_done_is_said(words, rule, run):
    code, _, err = run(*words)
    assert code == 1
    assert f"[{rule}]" in err


def test_undo_needs_an_id(run):
    assert run("imports", "undo")[0] == 2


def test_an_export_is_read_through_a_mapping_of_ones_own(run, tmp_path):
    (tmp_path / "m.toml").write_text(
        'sv = "a"\nen = "b"\nkind = "dialogues"\nrecognised_by = ["nr"]\n[columns.dialogue_id]\nfrom = ["nr"]\n'
        '[columns.title]\nfrom = ["vad"]\n[columns.classification]\nconstant = "möte"\n[columns.start_time]\nfrom = ["när"]\n',
        encoding="utf-8",
    )
    (tmp_path / "e.csv").write_text("nr;vad;när\n1;Torget;2026-01-01\n", encoding="utf-8")
    assert run("import", "dialogues", "e.csv", "--mapping", "m.toml")[0] == 0


def test_a_build_is_in_the_log(run, tmp_path):
    assert run("build", "--warehouse", str(tmp_path / "warehouse"))[0] == 0
    (entry,) = Store(tmp_path / "restricted").log_entries()
    assert entry.action == "build"
    assert entry.details["version"] == versions.current(tmp_path / "warehouse")
