"""Where things are, and the few settings there are. Read from the environment once, passed on as a value."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from spegel.core import Problem, SettingsError

AUDIENCES = ("public", "officials", "all")

_PACKAGE = Path(__file__).resolve().parent


def project_root() -> Path:
    """The folder that holds `app.py`, `pages/`, `data/` and `queries/`.

    In a clone this is the folder above the package; in an installed package the same folders lie inside it.
    """
    return _PACKAGE.parent if _is_clone() else _PACKAGE / "project"


def writable_root() -> Path:
    """The folder whose `data/` holds what is fetched and built: the clone, or the current folder when installed."""
    return _PACKAGE.parent if _is_clone() else Path.cwd()


def _is_clone() -> bool:
    return (_PACKAGE.parent / "app.py").is_file()


@dataclass(frozen=True)
class Settings:
    """`profile` is a folder in `data/profiles` or a municipality code; `warehouse` holds published versions."""

    profile: str = "botkyrka"
    warehouse: Path = Path()
    audience: str = "public"

    def with_choices(
        self, profile: str | None = None, warehouse: str | Path | None = None, audience: str | None = None
    ) -> Settings:
        """The same settings with what was given on the command line put in."""
        return replace(
            self,
            profile=profile or self.profile,
            warehouse=Path(warehouse).resolve() if warehouse else self.warehouse,
            audience=_audience(audience) if audience else self.audience,
        )


def from_environment() -> Settings:
    """Settings from `SPEGEL_PROFILE`, `SPEGEL_WAREHOUSE` and `SPEGEL_AUDIENCE`, else the defaults.

    Raises SettingsError for an audience that does not exist.
    """
    return Settings(
        profile=os.environ.get("SPEGEL_PROFILE") or "botkyrka",
        warehouse=Path(os.environ.get("SPEGEL_WAREHOUSE") or writable_root() / "data" / "warehouse").resolve(),
        audience=_audience(os.environ.get("SPEGEL_AUDIENCE") or "public"),
    )


def _audience(text: str) -> str:
    if text not in AUDIENCES:
        raise SettingsError(Problem("unknown_audience", value=text, details={"allowed": ", ".join(AUDIENCES)}))
    return text
