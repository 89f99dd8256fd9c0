"""Writing example registers as files."""

from __future__ import annotations

from pathlib import Path

from spegel import i18n
from spegel.core import Problem, SettingsError
from spegel.progress import Watcher
from spegel.registers import example
from spegel.registers.example import files, sweden


def example_command(profile: str, scale: str, folder: Path, language: str, watcher: Watcher) -> int:
    """Write the examples of a profile as CSV, or with the scale `sweden` those of 290 municipalities as Parquet.

    Raises SettingsError for a profile without examples.
    """
    if scale == "sweden":
        for kind, rows in sweden.write(folder, watcher, i18n.text("example.step", language)).items():
            print(i18n.text("example.rows", language, file=f"{kind}.parquet", rows=rows))
        return 0
    if profile not in example.names():
        raise SettingsError(Problem("no_example", value=profile, details={"names": ", ".join(example.names())}))
    for path in files.write(example.place_of(profile), folder):
        print(i18n.text("example.written", language, file=path.name))
    return 0
