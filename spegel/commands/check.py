"""`spegel check`: the whole test suite, as `make test` runs it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from spegel.core import Problem, SpegelError
from spegel.settings import project_root


def check() -> int:
    """Run the suite and return its exit code. Raises SpegelError where the tests, or what runs them, are missing."""
    root = project_root()
    if not (root / "tests").is_dir() or importlib.util.find_spec("pytest") is None:
        raise SpegelError(Problem("tests_not_here"))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "tests"], cwd=root, check=False
    ).returncode
