"""The house keeps its rules: a module imports only what stands below it, and the code reads the same everywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from importlinter.cli import lint_imports

PAGE_LINES = 60


def test_a_module_imports_only_what_stands_below_it(root: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(root)
    exit_code = lint_imports(no_cache=True)
    assert exit_code == 0, capsys.readouterr().out


def test_the_code_is_written_in_one_style(root: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "."], cwd=root, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def test_pages_are_scenes_in_folders(root: Path) -> None:
    """Python directly in `pages/` breaks links opened first after a start; a page draws, and does nothing else."""
    assert list((root / "pages").glob("*.py")) == []
    for page in (root / "pages").glob("*/*.py"):
        text = page.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= PAGE_LINES, page
        assert not re.search(r"\b(duckdb|SELECT|polars|plotly)\b|#[0-9A-Fa-f]{6}\b", text), page
