"""The house keeps its rules: a module imports only what stands below it, and the code reads the same everywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE_LINES = 60


# Both in processes of their own: import-linter sets up logging anew, and would silence the loggers of other tests.
LAYERS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def run(root: Path, *words: str) -> None:
    found = subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_module_imports_only_what_stands_below_it(root: Path) -> None:
    run(root, "-c", LAYERS)


def test_the_code_is_written_in_one_style(root: Path) -> None:
    run(root, "-m", "ruff", "check", "--no-cache", ".")


def test_pages_are_scenes_in_folders(root: Path) -> None:
    """Python directly in `pages/` breaks links opened first after a start; a page draws, and does nothing else."""
    assert list((root / "pages").glob("*.py")) == []
    for page in (root / "pages").glob("*/*.py"):
        text = page.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= PAGE_LINES, page
        assert not re.search(r"\b(duckdb|SELECT|polars|plotly)\b|#[0-9A-Fa-f]{6}\b", text), page
