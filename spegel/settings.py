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
    """`profile` is a folder in `data/profiles` or a municipality code; `warehouse` holds published versions.

    `restricted` holds accepted imports of the municipality's own registers: never in git, never served.
    `perturbation` is the secret table of the cell key method, outside the project. `sources` is a folder with official
    files that every build reads. `is_loopback` says that the server listens on this computer only, and `officials_claim`
    which claim of a sign-in makes someone an official (`docs/sign-in.md`).
    """

    profile: str = "botkyrka"
    warehouse: Path = Path()
    audience: str = "public"
    restricted: Path = Path()
    perturbation: Path | None = None
    sources: Path | None = None
    is_loopback: bool = False
    officials_claim: str = ""

    def with_choices(
        self,
        profile: str | None = None,
        warehouse: str | Path | None = None,
        audience: str | None = None,
        restricted: str | Path | None = None,
    ) -> Settings:
        """The same settings with what was given on the command line put in."""
        return replace(
            self,
            profile=profile or self.profile,
            warehouse=Path(warehouse).resolve() if warehouse else self.warehouse,
            audience=_audience(audience) if audience else self.audience,
            restricted=Path(restricted).resolve() if restricted else self.restricted,
        )


def from_environment() -> Settings:
    """Settings from the variables `SPEGEL_...` that `docs/architecture.md` lists, else the defaults.

    Raises SettingsError for an audience that does not exist and for a secret that lies inside the project.
    """
    return Settings(
        profile=os.environ.get("SPEGEL_PROFILE") or "botkyrka",
        warehouse=Path(os.environ.get("SPEGEL_WAREHOUSE") or writable_root() / "data" / "warehouse").resolve(),
        audience=_audience(os.environ.get("SPEGEL_AUDIENCE") or "public"),
        restricted=Path(os.environ.get("SPEGEL_RESTRICTED") or writable_root() / "data" / "restricted").resolve(),
        sources=Path(sources).resolve() if (sources := os.environ.get("SPEGEL_SOURCES")) else None,
        is_loopback=os.environ.get("SPEGEL_LOOPBACK") == "1",
        officials_claim=os.environ.get("SPEGEL_OFFICIALS_CLAIM") or "",
        perturbation=_secret(os.environ.get("SPEGEL_PERTURBATION")),
    )


def _secret(text: str | None) -> Path | None:
    path = Path(text).resolve() if text else None
    if path and path.is_relative_to(project_root()):
        raise SettingsError(Problem("perturbation_inside_project", value=path.name))
    return path


def _audience(text: str) -> str:
    if text not in AUDIENCES:
        raise SettingsError(Problem("unknown_audience", value=text, details={"allowed": ", ".join(AUDIENCES)}))
    return text
