"""Who may open officials' pages: whoever the organisation's own sign-in vouches for, or whoever sits at this computer.

Two ways in, and no third:

- Sign-in is configured (`[auth]` in `.streamlit/secrets.toml`): the visitor is signed in, not longer ago than
  `LONGEST_HOURS`, and the claim that `SPEGEL_OFFICIALS_CLAIM` names has the value it names.
- It is not: the server was started by `spegel serve`, which listens on this computer only, and so does the request come
  from this computer.

Everything else is refused. `official` is asked for every page of officials and again before anything of theirs is read
or changed. How to set it up: `docs/sign-in.md`.
"""

from __future__ import annotations

import getpass
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section

from spegel import settings
from spegel.ui import scene
from spegel.ui.scene import say

LONGEST_HOURS = 12
"""A sign-in older than this does not count, so that a role taken away is gone the next day; Streamlit's cookie lasts 30 days."""

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
_NAMES = ("preferred_username", "email", "sub")


@dataclass(frozen=True)
class Official:
    """Someone who may open officials' pages. `who` is what stands in the log."""

    who: str
    is_signed_in: bool


class RefusedError(Exception):
    """The visitor may not open officials' pages. `reason` is a key of the texts `access.<reason>`."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


def official() -> Official:
    """The official who visits. Raises RefusedError for everybody else."""
    configured = settings.from_environment()
    if configured.audience == "public":
        raise RefusedError("not_served")
    if is_sign_in_configured():
        return _signed_in(configured.officials_claim)
    if not configured.is_loopback or not _is_from_here():
        raise RefusedError("not_here")
    return Official(_user_of_this_computer(), is_signed_in=False)


def is_official() -> bool:
    """True for a visitor who may open officials' pages, and so may see what else is theirs on the pages of everybody."""
    try:
        official()
    except RefusedError:
        return False
    return True


def is_sign_in_configured() -> bool:
    """True where the server has an identity provider to ask."""
    return bool(get_secrets_auth_section())


def show_door(reason: str) -> None:
    """Why the page is not shown, and the way in where there is one."""
    st.html(
        f'<div class="heading"><h1>{say(scene.current().page.title)}</h1></div>'
        f'<p class="empty" data-refused="{reason}">{say(f"access.{reason}")}</p>'
    )
    scene.announce(say(f"access.{reason}"))
    if reason in ("not_signed_in", "too_old") and st.button(say("access.sign_in"), type="primary", key="sign_in"):
        st.login()
    if reason == "no_role" and st.button(say("access.sign_out"), key="sign_out"):
        st.logout()


def show_name(visitor: Official) -> None:
    """Who is signed in, and the way out."""
    with st.container(key="signed_in", horizontal=True, vertical_alignment="center"):
        words = say("access.as", who=visitor.who) if visitor.is_signed_in else say("access.here")
        st.html(f'<p class="quiet">{escape(words)}</p>', width="content")
        if visitor.is_signed_in and st.button(say("access.sign_out"), key="sign_out"):
            st.logout()


def has_role(claims: Mapping[str, object], wanted: str) -> bool:
    """True where the claim in `wanted`, written `claim=value`, has that value or a list with it.

    A claim may lie inside others, its names joined by points: `realm_access.roles=tjansteperson`. Several values, any of
    which will do, are joined by commas.
    """
    name, _, values = wanted.partition("=")
    accepted = {value.strip() for value in values.split(",")} - {""}
    found = claims.get(name.strip(), _inside(claims, name.strip().split(".")))
    held = found if isinstance(found, (list, tuple)) else [found]
    return any(isinstance(one, str) and one in accepted for one in held)


def _signed_in(claim: str) -> Official:
    if not claim:
        raise RefusedError("claim_unset")
    claims = st.user.to_dict()
    if claims.get("is_logged_in") is not True:
        raise RefusedError("not_signed_in")
    issued = claims.get("iat")
    if not isinstance(issued, (int, float)) or time.time() - issued > LONGEST_HOURS * 3600:
        raise RefusedError("too_old")
    if not has_role(claims, claim):
        raise RefusedError("no_role")
    return Official(next((str(claims[name]) for name in _NAMES if claims.get(name)), "-"), is_signed_in=True)


def _inside(claims: object, names: list[str]) -> object:
    for name in names:
        claims = claims.get(name) if isinstance(claims, Mapping) else None
    return claims


def _is_from_here() -> bool:
    """True for a browser on this computer that asked for this computer: not through a proxy, not through another site's name.

    An address is told by its sender, so this alone would not do; the server also listens on this computer only.
    """
    headers = st.context.headers
    if st.context.ip_address is not None or any(headers.get(name) for name in _PASSED_ON):
        return False
    asked = urlsplit(f"//{headers.get('Host', '')}").hostname
    page = headers.get("Origin")
    return asked in _LOCAL and (page is None or urlsplit(page).hostname in _LOCAL)


def _user_of_this_computer() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "-"
