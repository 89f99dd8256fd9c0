"""Settings: from the environment, from the command line, and where things lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from spegel import settings
from spegel.core import SettingsError


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    for name in ("SPEGEL_PROFILE", "SPEGEL_WAREHOUSE", "SPEGEL_AUDIENCE", "SPEGEL_RESTRICTED"):
        monkeypatch.delenv(name, raising=False)


def test_defaults_lie_in_the_clone(root: Path):
    chosen = settings.from_environment()
    assert (chosen.profile, chosen.audience) == ("botkyrka", "public")
    assert chosen.warehouse == root / "data" / "warehouse"
    assert chosen.restricted == root / "data" / "restricted"
    assert settings.project_root() == root


def test_the_environment_is_heard(monkeypatch, tmp_path):
    monkeypatch.setenv("SPEGEL_PROFILE", "jarva")
    monkeypatch.setenv("SPEGEL_WAREHOUSE", str(tmp_path))
    monkeypatch.setenv("SPEGEL_AUDIENCE", "all")
    monkeypatch.setenv("SPEGEL_RESTRICTED", str(tmp_path / "restricted"))
    chosen = settings.from_environment()
    assert (chosen.profile, chosen.warehouse, chosen.audience) == ("jarva", tmp_path, "all")
    assert chosen.restricted == tmp_path / "restricted"


def test_the_command_line_goes_before_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SPEGEL_PROFILE", "jarva")
    monkeypatch.setenv("SPEGEL_RESTRICTED", str(tmp_path / "elsewhere"))
    given = {"profile": "botkyrka", "warehouse": tmp_path, "audience": "officials", "restricted": tmp_path / "restricted"}
    chosen = settings.from_environment().with_choices(**given)
    assert {name: getattr(chosen, name) for name in given} == given


def test_an_unknown_audience_is_said(monkeypatch):
    monkeypatch.setenv("SPEGEL_AUDIENCE", "everybody")
    with pytest.raises(SettingsError, match="unknown_audience"):
        settings.from_environment()
    with pytest.raises(SettingsError, match="unknown_audience"):
        settings.Settings().with_choices(audience="nobody")


def test_an_installed_package_writes_where_one_stands(monkeypatch, tmp_path):
    """Installed, the project's folders lie inside the package, which is no place for a database."""
    package = tmp_path / "site-packages" / "spegel"
    monkeypatch.setattr(settings, "_PACKAGE", package)
    monkeypatch.chdir(tmp_path)
    assert settings.project_root() == package / "project"
    assert settings.from_environment().warehouse == tmp_path / "data" / "warehouse"
